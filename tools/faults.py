"""Lets a build fail at each thing it does on the disk, and looks at what it leaves: `make faults`.

One build of a small site does some hundred things: it opens, writes, renames. It is run once for each of them and each
kind of fault: killed right after it (no handler runs), or the disk refuses it, for once or from then on. Each time the
folder `output` must be the old site or the new one, whole, the message must say what to do, and the next build must
succeed and leave nothing behind. A part of this runs with the tests; the numbers of a whole run are kept by --record.
"""

from __future__ import annotations

import argparse
import errno
import fcntl
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from kltsite import disk
from tools.reproduce import site

ROOT = Path(__file__).resolve().parents[1]
BUILD = ("build", "--jobs", "1", "--no-history")
OLD = ("--as-of", "2020-01-01")
CALLS = ("open", "read", "write", "close", "fsync", "fchmod", "chmod", "link", "mkdir", "rename", "replace", "unlink",
         "rmdir", "scandir", "listdir", "stat", "fstat", "lstat")  # fmt: skip
WRITES = ("write", "link", "mkdir", "rename", "replace", "open")
STORY = "content/collaborations/bread-box.yaml"
FORM = "---\ntitle: Contribute\naddress: contribute\ndescription: How to.\n---\n\nBy a file.\n"

KINDS: Mapping[str, int] = {  # what the disk says; 0 where nobody asks it any more
    "kill": 0,
    "short": 0,  # a write takes only a part of what it is given
    "full": errno.ENOSPC,  # from then on
    "read-only": errno.EROFS,  # from then on
    "no permission": errno.EACCES,
    "broken": errno.EIO,
    "vanished": errno.ENOENT,
}
_LASTING = ("full", "read-only")
WHOLE = 10  # of so many faults one is followed by a whole build, the others by its beginning


@dataclass(frozen=True, slots=True)
class Left:
    """What a build left: its exit code (less than 0: the signal that ended it), what it said, how much it did."""

    code: int
    said: str
    done: int


@dataclass(slots=True)
class Tally:
    """Faults by kind, and what was wrong after them."""

    faults: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def build(folder: Path, kind: str = "", at: int = 0, options: Iterable[str] = ()) -> Left:
    """Run a build in a process of its own, with a fault of this kind at the thing number `at` that it does."""
    said, (reads, writes) = folder / "said", os.pipe()
    process = os.fork()
    if not process:
        os.close(reads)
        _run(folder, said, writes, kind, at, (*BUILD, *options))
    os.close(writes)
    with open(reads, "rb") as pipe:  # noqa: PTH123
        done = len(pipe.read())
    status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    return Left(status, said.read_text("utf-8", "replace"), done)


def _run(folder: Path, said: Path, counts: int, kind: str, at: int, arguments: tuple[str, ...]) -> NoReturn:
    """In the child: the fault is laid, the build runs, the process ends."""
    os.chdir(folder)
    to = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(to, 1)
    os.dup2(to, 2)
    sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False)  # whoever had them
    code = 70
    try:
        from kltsite.cli import main

        _lay(kind, at, counts)
        main(arguments, standalone_mode=True)
    except SystemExit as ended:
        code = int(ended.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _lay(kind: str, at: int, counts: int) -> None:
    """Put a counter, and the fault, before everything that the build does on the disk."""
    tell, end, count = os.write, os.kill, [0]

    def watched(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            count[0] += 1
            tell(counts, b".")
            here = count[0] == at or (kind in _LASTING and 0 < at <= count[0] and name in WRITES)
            if here and KINDS[kind] and not (name == "open" and kind in _LASTING and not arguments[1] & os.O_CREAT):
                raise OSError(KINDS[kind], os.strerror(KINDS[kind]))
            if here and kind == "short" and name == "write":
                arguments = (arguments[0], arguments[1][: max(1, len(arguments[1]) // 2)])
            try:
                return real(*arguments, **options)
            finally:  # also where there was nothing to open or to look at
                if here and kind == "kill":
                    end(os.getpid(), signal.SIGKILL)

        return call

    for name in CALLS:
        setattr(os, name, watched(name, getattr(os, name)))
    disk.staging._call = watched("rename", disk.staging._call)
    fcntl.flock = watched("flock", fcntl.flock)


@dataclass(frozen=True, slots=True)
class Ground:
    """A folder in which builds fail, with the site that stands there and the one that is to come."""

    folder: Path
    old: Mapping[str, bytes]
    new: Mapping[str, bytes]
    things: int  # that a build does on the disk
    only_a_story: bool = False  # whether nothing else is another one on the site that is to come

    def whole(self) -> str:
        """Which site stands in `output`; neither, if it is none whole."""
        found = site(self.folder / "output")
        return "old" if found == self.old else "new" if found == self.new else "neither"

    def litter(self) -> list[str]:
        """What does not belong beside the site and in the cache."""
        beside = [path.name for path in self.folder.iterdir() if path.name.startswith(".output")]
        cache = [path.name for path in (self.folder / ".cache/kltsite").glob(".*") if path.name != ".gitignore"]
        return sorted((*beside, *cache))

    def restore(self) -> None:
        """The old site again."""
        if self.only_a_story:  # it has to be remembered
            tell(self.folder, "old")
            build(self.folder)
            tell(self.folder, "new")
        else:
            shutil.rmtree(self.folder / "output")
            shutil.copytree(self.folder / "kept", self.folder / "output")


def laid(folder: Path) -> None:
    """The small collection of the tests, in an empty folder."""
    shutil.copytree(ROOT / "tests/base", folder / "content")
    settings = folder / "content/site.yaml"  # its sources are on another site
    settings.write_text(settings.read_text("utf-8").replace("base_url: https://village.", "base_url: https://here."))
    shutil.copytree(ROOT / "templates", folder / "templates")


def tell(folder: Path, word: str) -> None:
    """Another story in an entry, and time enough for it to count as written."""
    path = folder / STORY
    text = path.read_text("utf-8").partition("description:")[0]
    path.write_text(f"{text}description: {{en: An {word} story., de: Eine Geschichte.}}\n", "utf-8")
    time.sleep(0.06)


def ground_of_a_story(folder: Path) -> Ground:
    """The same collection with the form; between the sites, which are remembered, nothing but a story changes."""
    laid(folder)
    (folder / "content/pages/contribute.en.md").write_text(FORM, "utf-8")
    found, sites, lists = [], [], []
    for word in ("old", "new", "old", "new"):
        tell(folder, word)
        found.append(build(folder))
        sites.append(site(folder / "output"))
        lists.append((folder / "output/en/collaborations/index.html").stat().st_ino)
    if any(one.code for one in found) or sites[:2] != sites[2:] or len({*lists}) > 1:  # a list is made by whole builds
        raise SystemExit("".join(one.said for one in found))
    made = Ground(folder, sites[0], sites[1], found[3].done, only_a_story=True)
    made.restore()
    return made


def ground(folder: Path) -> Ground:
    """Made in an empty folder; between the sites is the day to which durations are reckoned."""
    laid(folder)
    new = build(folder)
    sites = [site(folder / "output")]
    old = build(folder, options=OLD)
    sites.append(site(folder / "output"))
    if new.code or old.code or sites[0] == sites[1]:
        raise SystemExit(new.said + old.said)
    shutil.copytree(folder / "output", folder / "kept")
    return Ground(folder, sites[1], sites[0], build(folder, options=("--output", "kept2")).done)


def attempt(at: Ground, kind: str, number: int, tally: Tally) -> None:
    """One fault, and all that must hold after it."""
    left = build(at.folder, kind, number)
    stands = at.whole()
    told = f"{kind} at {number}: exit {left.code}, {stands} site"
    tally.faults[kind] += 1
    tally.refused[kind] += left.code != 0
    if stands == "neither" or (left.code == 0 and stands != "new"):
        tally.wrong.append(told)
    if left.code > 0 and ("The tool failed" in left.said or "Traceback" in left.said or "→" not in left.said):
        tally.wrong.append(f"{told}: {left.said.strip()[:300]}")
    whole = sum(tally.faults.values()) % WHOLE == 1
    if whole:  # a build takes seconds, and it begins by putting things right
        after = build(at.folder)
        if after.code or at.whole() != "new":
            tally.wrong.append(
                f"{told}; the next build: exit {after.code}, {at.whole()} site: {after.said.strip()[:200]}"
            )
    else:
        with disk.stage(at.folder / "output"):
            disk.Cache(at.folder / ".cache/kltsite")
    if at.whole() != ("new" if whole else stands) or at.litter():
        tally.wrong.append(f"{told}; after the next build began: {at.whole()} site, {at.litter()}")
    if at.whole() != "old":
        at.restore()


def run(at: Ground, kinds: Iterable[str], every: int, tally: Tally) -> None:
    """Each kind of fault at every so manyth thing that a build does."""
    for kind in kinds:
        for number in range(1, at.things + 1, every):
            attempt(at, kind, number, tally)


def main(arguments: list[str] | None = None) -> int:
    """0 where a whole site stood each time, else 1."""
    parser = argparse.ArgumentParser(prog="tools.faults", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--every", type=int, default=1, help="only at every so manyth thing")
    parser.add_argument("--kinds", nargs="*", choices=list(KINDS), default=list(KINDS), metavar="KIND")
    parser.add_argument("--story", action="store_true", help="let builds fail after which nothing but a story differs")
    parser.add_argument("--record", type=Path, help="a JSON file for the numbers")
    given = parser.parse_args(arguments)
    tally, begun = Tally(), time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        at = (ground_of_a_story if given.story else ground)(Path(folder))
        run(at, given.kinds, given.every, tally)
    record = {
        "things": at.things,
        "every": given.every,
        "faults": dict(tally.faults),
        "refused": dict(tally.refused),
        "wrong": tally.wrong,
        "seconds": round(time.monotonic() - begun),
    }
    print(json.dumps(record, indent=2, ensure_ascii=False))
    if given.record:
        given.record.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
