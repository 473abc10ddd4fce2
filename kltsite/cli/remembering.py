"""What builds remember of each other, on the disk: whether anything has changed at all, and which pages may stay."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from kltsite import disk, git, memory
from kltsite.memory import Kept, Memory, Whole

_FRESH = 50_000_000  # ns: a file touched so shortly ago may be touched again within one tick of its disk's clock
_MOST = 256 << 20  # bytes of a memory


class Remembrance:
    """The memory of the builds into one output folder, in a cache."""

    def __init__(self, cache: disk.Cache, output: Path) -> None:
        self._cache, self._output = cache, output
        place = os.path.realpath(output)
        self._whole, self._pages = (memory.digest([name, place]) for name in ("whole", "pages"))

    def unchanged(self, inputs: str) -> Whole | None:
        """The last build, where it had the same inputs and its site stands as it was written."""
        found = memory.whole_from_json(self._cache.get(self._whole)) if inputs else None
        if found is None or found.inputs != inputs or not disk.is_settled(self._output):
            return None
        return found if found.site == _site(disk.standing(self._output)) else None

    def pages(self) -> Memory:
        """The pages of the last build that stand as they were written."""
        return memory.from_json(self._cache.get(self._pages, _MOST)).standing(disk.standing(self._output))

    def keep(
        self,
        shared: str,
        bases: Mapping[str, tuple[str, frozenset[str]]],
        inputs: str,
        told: tuple[int, int, tuple[int, ...]],  # files of the site, files read, problems of each level
    ) -> None:
        """Remember a build that was published: the basis and the anchors of its pages, and the whole."""
        stamps = disk.standing(self._output)
        pages = {one: Kept(*basis, stamps[one]) for one, basis in bases.items() if one in stamps}
        self._cache.put(self._pages, memory.to_json(Memory(shared, pages)), _MOST)
        if inputs:
            self._cache.put(self._whole, memory.whole_to_json(Whole(inputs, _site(stamps), *told)))


def _site(stamps: Mapping[str, memory.Stamp]) -> str:
    return memory.digest(sorted(stamps.items()))


def inputs(content: Path, templates: Path, told: Sequence[object]) -> str:
    """A digest of all that a build rests on, files by how they stand, `told` as it is; "" where one was just touched.

    To be asked before the files are read: what changes while they are is seen the next time.
    """
    now = time.time_ns()
    found = [disk.stamps(folder) for folder in (content, templates)]
    if any(max(stamp[2:], default=0) > now - _FRESH for one in found for stamp in one.values()):
        return ""
    return memory.digest([*(sorted(one.items()) for one in found), git.standing(content), *told])


def code() -> str:
    """A digest of how the package stands, and of which libraries are installed beside it."""
    package = disk.stamps(Path(__file__).parent.parent)
    own = sorted(item for item in package.items() if "__pycache__" not in item[0])
    return memory.digest([sys.version, *own, *_libraries()])


def _libraries() -> Iterable[tuple[str, int]]:
    """A folder of libraries changes its time with each that comes, goes or is replaced by another version."""
    for path in sys.path:
        if Path(path).name in ("site-packages", "dist-packages") and os.path.isdir(path):  # noqa: PTH112
            yield path, os.stat(path).st_mtime_ns  # noqa: PTH116
