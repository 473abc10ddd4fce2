"""What builds remember of each other, on the disk: whether anything has changed at all, and which pages may stay."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from kltsite import disk, git, memory
from kltsite.memory import Memory, Whole

_FRESH = 50_000_000  # ns: a file touched so shortly ago may be touched again within one tick of its disk's clock
_MOST = 256 << 20  # bytes of a memory


class Standing(Struct, frozen=True):
    """How the files stand that a build rests on."""

    digest: str  # of all of them; "" where one was just touched
    content: Mapping[str, memory.Stamp]  # of those that were not
    repository: str = ""  # see `git.standing`


class Shelf(Struct, frozen=True):
    """What case files said, each part of them under the name of its first file; see `judging.Shelf`.

    It is kept where the files are read, so that it goes through no pipe; a part waits in memory only while it is read.
    """

    cache: disk.Cache
    place: str  # of the site
    shared: str  # a digest of what reading rests on beside the files
    stamps: Mapping[str, memory.Stamp]

    def known(self, paths: Sequence[str]) -> dict[str, str]:
        """What those of a part said that stand as they did."""
        found = memory.readings_from_text(self.cache.get(self._key(paths), _MOST))
        return found.standing(self.shared, self.stamps)

    def keep(self, paths: Sequence[str], said: Mapping[str, str]) -> None:
        """Keep what some files of a part say, beside what is known of the others."""
        kept = memory.readings(self.shared, {**self.known(paths), **said}, self.stamps)
        self.cache.put(self._key(paths), memory.readings_to_text(kept), _MOST)

    def _key(self, paths: Sequence[str]) -> str:
        return memory.digest(["readings", self.place, paths[0]])


class Remembrance:
    """The memory of the builds into one output folder, in a cache; without one nothing is known and nothing kept."""

    def __init__(self, cache: disk.Cache | None, output: Path, stood: Standing) -> None:
        self._cache, self._output, self._stood = cache, output, stood
        self._place = os.path.realpath(output)
        self._whole, self._pages, self._sums = (
            memory.digest([name, self._place]) for name in ("whole", "pages", "sums")
        )

    @property
    def repository(self) -> str:
        """How the repository of the content stands, see `git.standing`."""
        return self._stood.repository

    @cached_property
    def stood(self) -> Mapping[str, memory.Stamp]:
        """How the files of the site stood before this build; of a folder of which nothing is known, not to be asked."""
        return disk.standing(self._output)

    def unchanged(self) -> Whole | None:
        """The last build, where it had the same inputs and its site stands as it was written."""
        found = self._last()
        if found is None or found.inputs != self._stood.digest or not disk.is_settled(self._output):
            return None
        return found if found.site == memory.digest_of(disk.standing(self._output)) else None

    def last(self) -> Whole | None:
        """The last build, where its site stands as it was written; to be asked by who may write it."""
        found = self._last()
        return found if found and found.site == memory.digest_of(self.stood) else None

    def _last(self) -> Whole | None:
        return memory.whole_from_json(self._cache.get(self._whole)) if self._cache and self._stood.digest else None

    @cached_property
    def pages(self) -> Memory | None:
        """The pages of the last build that stand as they were written; None where there is no memory at all."""
        if self._cache is None:
            return None
        kept = self._cache.get(self._pages, _MOST)
        return memory.from_text(kept, self.stood) if kept else Memory()

    def file(self, address: str) -> bytes | None:
        """A file of the site that stands as it did before this build; None where it does not."""
        stamp = self.stood.get(address)
        return disk.read_as_it_stood(self._output / address, stamp) if stamp else None

    def content(self, folder: Path) -> tuple[disk.AsTheyStood, dict[str, str]] | None:
        """The files of the content, and the digest of each that stands as it did, "" for others.

        None where there are other files than there were, or nothing is known of them.
        """
        stood = disk.AsTheyStood(folder, self._stood.content)
        kept = self._cache.get(self._sums, _MOST) if self._cache and self._stood.digest else None
        known = memory.sums_from_text(kept, self._stood.content)
        return (stood, known) if known and known.keys() == stood.keys() else None

    def shelf(self, shared: str) -> Shelf | None:
        """What case files said, where reading rests on the same; None as for `pages`."""
        return None if self._cache is None else Shelf(self._cache, self._place, shared, self._stood.content)

    def keep(
        self,
        written: Memory,
        stamps: disk.Stamps,  # of the site's files, as they stand now
        digests: Mapping[str, str],  # of the content's files
        told: tuple[int, int, tuple[int, ...]],  # files of the site, files read, problems of each level
    ) -> None:
        """Remember a build that was published: what was written of it, and the whole."""
        if self._cache is None:
            return
        self._cache.put(self._pages, memory.to_text(written, stamps), _MOST)
        if self._stood.digest:
            self._cache.put(self._sums, memory.sums_to_text(digests, self._stood.content), _MOST)
            whole = Whole(self._stood.digest, memory.digest_of(stamps), *told)
            self._cache.put(self._whole, memory.whole_to_json(whole))


def standing(content: Path, templates: Path, told: Sequence[object]) -> Standing:
    """How a build's files stand, and a digest of that and of what is `told`.

    To be asked before the files are read: what changes while they are is seen the next time.
    """
    now = time.time_ns()
    found = [disk.stamps(folder) for folder in (content, templates)]
    repository = git.standing(content)
    settled = [
        {path: one for path, one in stamps.items() if max(one[2:], default=0) <= now - _FRESH} for stamps in found
    ]
    if settled != found:
        return Standing("", settled[0], repository)
    digest = memory.digest([*map(memory.digest_of, found), repository, *told])
    return Standing(digest, settled[0], repository)


def code() -> str:
    """A digest of how the package stands, and of which libraries are installed beside it."""
    package = disk.stamps(Path(__file__).parent.parent)
    own = {path: one for path, one in package.items() if "__pycache__" not in path}
    return memory.digest([sys.version, memory.digest_of(own), *_libraries()])


def _libraries() -> Iterable[tuple[str, int]]:
    """A folder of libraries changes its time with each that comes, goes or is replaced by another version."""
    for path in sys.path:
        if Path(path).name in ("site-packages", "dist-packages") and os.path.isdir(path):  # noqa: PTH112
            yield path, os.stat(path).st_mtime_ns  # noqa: PTH116
