"""Folders in: every file below one, or why it could not be read."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from heapq import heappop, heappush
from pathlib import Path
from typing import Literal, TypeAlias

from msgspec import Struct

from kltsite.disk.errors import DiskError, WrongFolder, told

Files: TypeAlias = Mapping[str, bytes]
"""Posix path relative to a folder -> content, sorted by path."""

Stamps: TypeAlias = Mapping[str, tuple[int, ...]]
"""What tells whether a file was touched, by its path."""

Reason: TypeAlias = Literal["unreadable", "outside", "not-a-file", "too-large"]

COMMON = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
"""How every file is opened: programs started later do not inherit it, and no link in its place is followed."""

_READ = os.O_RDONLY | COMMON | getattr(os, "O_NONBLOCK", 0)  # a pipe that slips in must not hang us
_FORGING = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")  # breaks or turns a line of a report


class Unread(Struct, frozen=True, order=True):
    """A file or folder that was there and could not be read; `path` is safe to print."""

    path: str
    reason: Reason


def read_folder(
    folder: Path, *, limit: int | None = None, follow_outside: bool = False
) -> tuple[dict[str, bytes], tuple[Unread, ...]]:
    """All files below `folder` (path -> content, sorted), and whatever could not be read (sorted).

    Hidden names and editors' leftovers are skipped; of a file over `limit` bytes only the size is looked at.
    A link is read when it leads to a file inside the folder that is not hidden; with `follow_outside` (for
    folders that we trust) it may lead anywhere, and to folders, each of which is read once.
    Raises WrongFolder when there is no such folder, DiskError when it cannot be listed.
    """
    root = os.path.realpath(os.fsencode(folder))
    if not os.path.isdir(root):
        raise WrongFolder(f"There is no folder {folder}.", "Check its name, and the folder you are in.")
    files: dict[str, bytes] = {}
    unread: list[Unread] = []
    with told(folder, "nothing was read"):
        for path, found in _walk(root, follow_outside):
            name = _printable(path)
            content: bytes | Reason = "unreadable" if isinstance(found, bytes) else found
            if isinstance(found, bytes) and name.encode() == path:
                with suppress(OSError):
                    content = content_of(found, limit)
            if isinstance(content, bytes):
                files[name] = content
            else:
                unread.append(Unread(name, content))
    return dict(sorted(files.items())), tuple(sorted(unread))


def read_package(folder: str) -> dict[str, bytes]:
    """The files of a folder of the installed package. Raises DiskError when the installation is damaged."""
    try:  # installers may link files to their cache
        files, unread = read_folder(Path(__file__).parents[1] / folder, follow_outside=True)
    except WrongFolder:
        files, unread = {}, (Unread("", "unreadable"),)
    if unread:
        raise DiskError(f"The installation of kltsite lacks {folder}/{unread[0].path}.", "Install it again.")
    return files


def read_bytes(path: Path) -> bytes:
    """The content of one file. Raises DiskError when it is missing, forbidden or not a file."""
    with told(path, "nothing was read"):
        content = content_of(os.path.realpath(os.fsencode(path), strict=True), None)
    if isinstance(content, bytes):
        return content
    raise DiskError(f"{path} is not a file; nothing was read.")


def read_as_it_stood(path: Path, stamp: tuple[int, ...]) -> bytes | None:
    """The content of a file of which `standing` told the `stamp`; None where it does not stand so any more."""
    with suppress(OSError):
        return _as_it_stood(path, stamp, stamp_of)
    return None


def _as_it_stood(path: Path, stamp: tuple[int, ...], by: Callable[[os.stat_result], tuple[int, ...]]) -> bytes | None:
    """The same; `by` tells how a file stands. Raises OSError."""
    content = content_of(os.fsencode(path), None)
    stands = by(os.stat(path, follow_symlinks=False))
    return content if isinstance(content, bytes) and stands == stamp else None


class AsTheyStood(Mapping[str, bytes]):
    """The files of a folder of which `stamps` told, each read when it is asked for.

    Raises DiskError for one that does not stand so any more, or is a link.
    """

    def __init__(self, folder: Path, stamps: Stamps) -> None:
        self._folder, self._stamps = folder, {path: stamp for path, stamp in stamps.items() if path}

    def __getitem__(self, path: str) -> bytes:
        stamp = self._stamps[path]
        with told(self._folder / path, "nothing was read"):
            content = _as_it_stood(self._folder / path, stamp, _touched)
        if content is None:
            raise DiskError(f"{path} was changed in {self._folder} meanwhile.", "Build again.")
        return content

    def __iter__(self) -> Iterator[str]:
        return iter(self._stamps)

    def __len__(self) -> int:
        return len(self._stamps)

    def __contains__(self, path: object) -> bool:
        return path in self._stamps

    @property
    def sizes(self) -> dict[str, int]:
        """How many bytes each has."""
        return {path: size for path, (_, size, *_) in self._stamps.items()}


def stamps(folder: Path) -> dict[str, tuple[int, ...]]:
    """What tells whether a file below `folder` has changed, by its path; under "" the folder's own identity.

    Empty where there is no such folder. Nothing is opened, and what cannot be looked at is left out.
    """
    root = os.path.realpath(os.fsencode(folder))
    found: dict[str, tuple[int, ...]] = {}
    with suppress(OSError):
        status = os.stat(root)
        found[""] = (status.st_dev, status.st_ino)
        for path, place in _walk(root, True):
            with suppress(OSError):
                status = os.stat(place if isinstance(place, bytes) else os.path.join(root, path))
                found[_printable(path)] = _touched(status)
    return found


def standing(folder: Path) -> dict[str, tuple[int, ...]]:
    """What tells whether a file of a site was touched since it was written, by its path; empty without a folder.

    Nothing is opened and no link followed. The time of the last change of names is left out: a file keeps its bytes
    when another name of it goes. Raises DiskError where a folder cannot be listed.
    """
    found: dict[str, tuple[int, ...]] = {}
    pending = [("", os.fspath(folder))] if os.path.isdir(folder) else []
    with told(folder, "nothing was read"):
        while pending:
            path, place = pending.pop()
            with os.scandir(place) as listing:
                for entry in listing:
                    if entry.is_dir(follow_symlinks=False):
                        pending.append((f"{path}{entry.name}/", entry.path))
                    else:
                        found[path + entry.name] = stamp_of(entry.stat(follow_symlinks=False))
    return found


def _touched(status: os.stat_result) -> tuple[int, ...]:
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def stamp_of(status: os.stat_result) -> tuple[int, ...]:
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_mode


def names(folder: Path) -> list[str]:
    """The names in a folder, sorted, hidden ones left out. Raises WrongFolder, or DiskError if it cannot be listed."""
    if not os.path.isdir(folder):
        raise WrongFolder(f"There is no folder {folder}.", "Check its name, and the folder you are in.")
    with told(folder, "nothing was read"):
        return sorted(_printable(name) for name in os.listdir(os.fsencode(folder)) if not _is_skipped(name))


def exists(path: Path) -> bool:
    """Whether something has that name, be it a link that leads nowhere."""
    return os.path.lexists(path)


def _walk(root: bytes, follow_outside: bool) -> Iterator[tuple[bytes, bytes | Reason]]:
    """Each file as (path, where it is), the rest as (path, reason). Raises OSError for the root alone.

    Paths are bytes, so that no locale changes a name; linked folders come last, so that files keep their own.
    """
    pending, linked, seen = [(b"", root)], list[tuple[bytes, bytes]](), set[bytes]()
    while pending or linked:
        path, real = pending.pop() if pending else heappop(linked)
        if real in seen:
            continue
        seen.add(real)
        try:
            with os.scandir(real) as listing:
                entries = [entry for entry in listing if not _is_skipped(entry.name)]
        except OSError:
            if not path:
                raise
            yield path, "unreadable"
            continue
        for entry in entries:
            here = path + b"/" + entry.name if path else entry.name
            try:
                link = entry.is_symlink()
                place = os.path.realpath(entry.path, strict=True) if link else entry.path
                if link and not follow_outside and not _is_shown(place, root):
                    yield here, "outside"
                elif entry.is_dir(follow_symlinks=False):
                    pending.append((here, place))
                elif follow_outside and entry.is_dir():
                    heappush(linked, (here, place))
                else:
                    yield here, place if entry.is_file() else "not-a-file"
            except OSError:
                yield here, "unreadable"


def _is_skipped(name: bytes) -> bool:
    """Hidden files, and what editors leave behind: `a~`, `a.swp`, `#a#`."""
    return name.startswith(b".") or name.endswith((b"~", b".swp")) or name[:1] == name[-1:] == b"#"


def _is_shown(real: bytes, root: bytes) -> bool:
    """Whether a link's end is in the folder and nothing of it hidden: `.git/config` may hold a token."""
    below = os.path.join(root, b"")
    return (real + b"/").startswith(below) and not any(map(_is_skipped, real[len(below) :].split(b"/")))


def _printable(path: bytes) -> str:
    """The path as text that is safe to print: not the same where it is no UTF-8, or would forge lines."""
    text = path.decode("utf-8", "backslashreplace")
    return _FORGING.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def content_of(path: bytes, limit: int | None) -> bytes | Reason:
    """The bytes of one regular file, or why not. Raises OSError. Never waits for a pipe."""
    descriptor = os.open(path, _READ)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return "not-a-file"
        size, parts = status.st_size, list[bytes]()
        while limit is None or size <= limit:  # it may come in pieces, or grow under our eyes
            if not (part := os.read(descriptor, max(status.st_size, 1 << 16))):
                return b"".join(parts)
            parts.append(part)
            size = max(size, sum(map(len, parts)))
        return "too-large"
    finally:
        os.close(descriptor)
