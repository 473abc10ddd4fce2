"""The log of a git repository -> how each case file came to be as it is. Pure; `kltsite.git` asks for the log."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import islice
from typing import NamedTuple

from msgspec import Struct, field

from kltsite.domain.history import History
from kltsite.intake.collaborations import ENDING, FOLDER, file_of, slug_of

LOG_FORMAT = "%x01%ct"  # a commit: its time, in seconds; what it changed follows, as `--raw -z` tells it
_KEY = re.compile(rb"([a-z_]+):", re.ASCII)


class Change(NamedTuple):
    """One file in one commit: what it was called and held before, and what after."""

    status: str  # A added, M modified, D deleted, T of another kind, R and how much of it stayed: renamed
    before: str
    after: str
    old: str  # names of contents
    new: str


class Trace(Struct):
    """What the log has told so far of one file; the newest commit comes first."""

    certain: bool  # whether the file is as the newest commit left it
    old: str  # the content before that commit; "" where there was none
    days: list[date] = field(default_factory=list)
    added: bool = False


class _Names(Struct, frozen=True):
    """Which entry each name in the repository means, at the point of the log that was reached."""

    slugs: dict[str, str]
    former: Mapping[str, Collection[str]]

    def same(self, change: Change, slug: str) -> bool:
        """Whether a renamed file is certain to be the same entry: git only guesses by likeness, and files are alike."""
        was, now = (name.rpartition("/")[2].removesuffix(ENDING) for name in (change.before, change.after))
        return change.status == "R100" or was == now or was in self.former.get(slug, ())


def blob_name(data: bytes, like: str) -> str:
    """The name that git gives to a content, by the hash that the name `like` is made with."""
    hashed = hashlib.sha256 if len(like) == 64 else hashlib.sha1
    return hashed(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def commits(log: bytes) -> Iterator[tuple[date, list[Change]]]:
    """Each commit of a log: its day in UTC, and what it changed. Raises ValueError where the log is none."""
    parts = iter(log.split(b"\0"))
    day, changes = None, list[Change]()
    for part in parts:
        if part.startswith(b"\x01"):
            if day is not None:
                yield day, changes
            day, changes = _day(part[1:]), []
        elif part.strip():
            changes.append(_change(part, parts))
    if day is not None:
        yield day, changes


def _day(seconds: bytes) -> date:
    try:
        return datetime.fromtimestamp(int(seconds), UTC).date()
    except (OverflowError, OSError) as error:
        raise ValueError("a commit at a time that does not exist") from error


def _change(part: bytes, parts: Iterator[bytes]) -> Change:
    _, _, old, new, status = part.decode("ascii").split()
    names = [name.decode("utf-8", "backslashreplace") for name in islice(parts, 2 if status[0] in "RC" else 1)]
    if not names:
        raise ValueError("a change of no file")
    return Change(status, names[0], names[-1], old, new)


def traces(
    log: bytes, prefix: str, files: Mapping[str, bytes], former: Mapping[str, Collection[str]]
) -> dict[str, Trace]:
    """What the log tells of the case files among `files`, by slug.

    `prefix` is the content folder's place in the repository, such as "content/"; `former` are the entries' former
    slugs. A file that is not as the newest commit left it is left out. Raises ValueError where the log is none.
    """
    slugs = {f"{prefix}{path}": slug_of(path) for path in files if path.startswith(FOLDER) and path.endswith(ENDING)}
    names, found = _Names(slugs, former), dict[str, Trace]()
    for day, changes in commits(log):
        _follow(day, changes, names, found, files)
    return {slug: trace for slug, trace in found.items() if trace.certain}


def _follow(
    day: date, changes: Iterable[Change], names: _Names, found: dict[str, Trace], files: Mapping[str, bytes]
) -> None:
    """One commit: note what it did, and turn the names into those that the files had before it."""
    ended, earlier = set[str](), dict[str, str]()
    for change in changes:
        slug = names.slugs.get(change.after)
        if slug is None:
            continue
        if change.status[0] in "DRC":  # what has the name further back is another file
            ended.add(change.after)
        if change.status[0] == "R" and names.same(change, slug):
            earlier[change.before] = slug
        if change.status[0] not in "DC":
            _note(found, slug, day, change, files[file_of(slug)])
    for name in ended:
        del names.slugs[name]
    names.slugs.update(earlier)


def _note(found: dict[str, Trace], slug: str, day: date, change: Change, now: bytes) -> None:
    if slug not in found:
        old = change.old if change.status == "M" else ""
        found[slug] = Trace(blob_name(now, change.new) == change.new, old)
    found[slug].days.append(day)
    found[slug].added |= change.status == "A"


def history(trace: Trace, before: bytes | None, now: bytes) -> History:
    """The history that a trace tells; `before` is the content that its last commit changed, None where unknown."""
    fields = changed_fields(before, now) if before is not None else ()
    if not trace.added:
        return History(max(trace.days), fields=fields)
    return History(max(trace.days), min(trace.days), len(trace.days), fields)


def changed_fields(before: bytes, now: bytes) -> tuple[str, ...]:
    """The top-level fields of two versions of a case file that differ, in the order of the newer, then the older."""
    old, new = _fields(before), _fields(now)
    return tuple(key for key in {**new, **old} if old.get(key) != new.get(key))


def _fields(data: bytes) -> dict[str, bytes]:
    """Top-level key -> its lines. In YAML as it is read here, such a key begins a line, and nothing else does."""
    found: dict[str, bytes] = {}
    key = ""
    for line in data.splitlines():
        if match := _KEY.match(line):
            key = match[1].decode()
        if key and line.strip() and not line.lstrip().startswith(b"#"):
            found[key] = found.get(key, b"") + line.rstrip() + b"\n"
    return found
