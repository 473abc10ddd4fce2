"""The disk: the only module that opens files. Folders in, one whole site out, and never a half one."""

# Paths are bytes, which pathlib does not take, so that no locale changes a name.
# ruff: noqa: PTH101, PTH102, PTH103, PTH104, PTH105, PTH108, PTH112, PTH116, PTH118, PTH119, PTH120, PTH208

from __future__ import annotations

import errno
import json
import os
import re
import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from hashlib import blake2b
from heapq import heappop, heappush
from pathlib import Path
from typing import Literal, TypeAlias

from msgspec import Struct

if sys.platform != "win32":
    import fcntl

Files: TypeAlias = Mapping[str, bytes]
"""Posix path relative to a folder -> content, sorted by path."""

Reason: TypeAlias = Literal["unreadable", "outside", "not-a-file", "too-large"]

MARKER = "build.json"
"""By its `"generator": "kltsite …"` a later build knows that a folder is ours and may be replaced."""

_CACHE_LIMIT = 16 << 20  # bytes
_BESIDE = b".new-"  # begins the name of a file that is not whole yet
_COMMON = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_READ = os.O_RDONLY | _COMMON | getattr(os, "O_NONBLOCK", 0)  # a pipe that slips in must not hang us
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _COMMON
_FORGING = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")  # breaks or turns a line of a report
_AGAIN = "Try again; if it happens once more, something is wrong with the disk or at work in the same folder."
_SAID = {  # what went wrong with {}, what to do
    errno.ENOSPC: ("There is no space left on the disk that holds {}", "Free some, or choose another disk."),
    errno.EDQUOT: ("Your share of the disk that holds {} is used up", "Free some, or choose another disk."),
    errno.EFBIG: ("A file is larger than this system allows for {}", "Choose a folder on another disk."),
    errno.EROFS: ("The disk that holds {} can only be read", "Choose a folder on another disk."),
    errno.EACCES: ("You have no permission for {}", "Ask its owner, or choose another folder."),
    errno.EPERM: ("You have no permission for {}", "Ask its owner, or choose another folder."),
    errno.EBUSY: ("{} is a disk of its own, or in use", "Choose a folder inside it."),
    errno.ENOTDIR: ("Something on the way to {} is not a folder", "Choose another folder."),
    errno.EXDEV: ("{} cannot be moved on its disk", "Remove it first, or choose another folder."),
}


class _PlainError(Exception):
    """One sentence for a person, and in `hint` what to do."""

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.hint = hint


class DiskError(_PlainError):
    """The disk refused: full, read-only, forbidden, locked by another build. Exit code 3."""


class NameTaken(DiskError):  # noqa: N818
    """Two files of a site have one name, at least on this disk, which may not tell upper from lower case."""


class WrongFolder(_PlainError):  # noqa: N818
    """A folder was named that is not there, or that we must not touch. Exit code 2."""


class Unread(Struct, frozen=True, order=True):
    """A file or folder that was there and could not be read; `path` is safe to print."""

    path: str
    reason: Reason


@contextmanager
def _told(place: Path, outcome: str = "nothing was changed") -> Iterator[None]:
    """Tell every OSError of the block as a DiskError about `place`."""
    try:
        yield
    except OSError as error:
        said, hint = _SAID.get(error.errno or 0, (f"{{}}: {error.strerror or error}", _AGAIN))
        raise DiskError(f"{said.format(place)}; {outcome}.", hint) from error


# ---- reading


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
    with _told(folder, "nothing was read"):
        for path, found in _walk(root, follow_outside):
            name = _printable(path)
            content: bytes | Reason = "unreadable" if isinstance(found, bytes) else found
            if isinstance(found, bytes) and name.encode() == path:
                with suppress(OSError):
                    content = _content(found, limit)
            if isinstance(content, bytes):
                files[name] = content
            else:
                unread.append(Unread(name, content))
    return dict(sorted(files.items())), tuple(sorted(unread))


def read_package(folder: str) -> dict[str, bytes]:
    """The files of a folder of the installed package. Raises DiskError when the installation is damaged."""
    try:  # installers may link files to their cache
        files, unread = read_folder(Path(__file__).parent / folder, follow_outside=True)
    except WrongFolder:
        files, unread = {}, (Unread("", "unreadable"),)
    if unread:
        raise DiskError(f"The installation of kltsite lacks {folder}/{unread[0].path}.", "Install it again.")
    return files


def read_bytes(path: Path) -> bytes:
    """The content of one file. Raises DiskError when it is missing, forbidden or not a file."""
    with _told(path, "nothing was read"):
        content = _content(os.path.realpath(os.fsencode(path), strict=True), None)
    if isinstance(content, bytes):
        return content
    raise DiskError(f"{path} is not a file; nothing was read.")


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
                found[_printable(path)] = (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    return found


def standing(folder: Path) -> dict[str, tuple[int, ...]]:
    """What tells whether a file of a site was touched since it was written, by its path; empty without a folder.

    Nothing is opened and no link followed. The time of the last change of names is left out: a file keeps its bytes
    when another name of it goes. Raises DiskError where a folder cannot be listed.
    """
    found: dict[str, tuple[int, ...]] = {}
    pending = [("", os.fsencode(folder))] if os.path.isdir(folder) else []
    with _told(folder, "nothing was read"):
        while pending:
            path, place = pending.pop()
            with os.scandir(place) as listing:
                for entry in listing:
                    here = path + os.fsdecode(entry.name)
                    if entry.is_dir(follow_symlinks=False):
                        pending.append((here + "/", entry.path))
                    else:
                        status = entry.stat(follow_symlinks=False)
                        found[here] = _stamp(status)
    return found


def _stamp(status: os.stat_result) -> tuple[int, ...]:
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_mode


def is_settled(output: Path) -> bool:
    """Whether no build is under way for `output`, and none was killed that left something beside it."""
    folder, name = os.path.split(_sibling(os.path.realpath(os.fsencode(output)), b""))
    with suppress(OSError):
        return not any(one.startswith(name) for one in os.listdir(folder))
    return False


def names(folder: Path) -> list[str]:
    """The names in a folder, sorted, hidden ones left out. Raises WrongFolder, or DiskError if it cannot be listed."""
    if not os.path.isdir(folder):
        raise WrongFolder(f"There is no folder {folder}.", "Check its name, and the folder you are in.")
    with _told(folder, "nothing was read"):
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


def _content(path: bytes, limit: int | None) -> bytes | Reason:
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


# ---- writing one file


def write_file(path: Path, data: bytes) -> None:
    """Write or replace one file in one step; folders on the way are made. Raises DiskError."""
    with _told(path):
        os.makedirs(path.parent, exist_ok=True)
        _replace(os.path.realpath(os.fsencode(path)), data, durable=True)


def remove_file(path: Path) -> None:
    """Remove one file. Raises DiskError."""
    with _told(path):
        os.unlink(path)


def _replace(path: bytes, data: bytes, *, durable: bool) -> None:
    """Fill a hidden file beside `path` and rename it into place. Raises OSError, and then leaves nothing."""
    beside = os.path.join(os.path.dirname(path), _BESIDE + os.urandom(8).hex().encode())
    try:
        _create(beside, data, durable=durable)
        os.replace(beside, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(beside)
        raise


def _create(path: bytes, data: bytes, *, durable: bool = False) -> None:
    """Write a file that is not there yet, mode 0644 whatever the umask. Raises OSError."""
    descriptor = os.open(path, _CREATE, 0o644)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        if sys.platform != "win32":
            os.fchmod(descriptor, 0o644)
        if durable:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)  # raises too: some network disks tell only now that they are full


class Cache:
    """Texts and bytes by key in a folder, for speed alone: whatever is wrong with it, the work goes on without it."""

    def __init__(self, folder: Path) -> None:
        """The folder is made by the first `put`."""
        self._folder = os.fsencode(folder)
        with suppress(OSError):  # what killed builds left; another build under way keeps one text less
            for name in os.listdir(self._folder):
                if name.startswith(_BESIDE):
                    os.unlink(os.path.join(self._folder, name))

    def get(self, key: str, most: int | None = None) -> str | None:
        """The text put under `key` ([0-9a-f]{16,64}), or None when it is missing, damaged, too large or unreadable."""
        data = self.get_bytes(key, most)
        try:
            return data if data is None else data.decode()
        except UnicodeDecodeError:
            return None

    def put(self, key: str, text: str, most: int | None = None) -> None:
        """Keep `text` under `key`, or not, where it is too large or the disk refuses."""
        self.put_bytes(key, text.encode(), most)

    def get_bytes(self, key: str, most: int | None = None) -> bytes | None:
        """The bytes put under `key`, or None when they are missing, damaged, too large or unreadable."""
        place = self._place(key)
        with suppress(OSError):
            content = _content(place, most or _CACHE_LIMIT)
            if isinstance(content, bytes) and content[:32] == _seal(key, content[32:]):
                return content[32:]
        return None

    def put_bytes(self, key: str, data: bytes, most: int | None = None) -> None:
        """Keep `data` under `key`, or not, where it is too large or the disk refuses."""
        place = self._place(key)
        if len(data) + 32 > (most or _CACHE_LIMIT):
            return
        with suppress(OSError):
            if not os.path.isdir(self._folder):
                os.makedirs(self._folder)
                _replace(os.path.join(self._folder, b".gitignore"), b"*\n", durable=False)
            _replace(place, _seal(key, data) + data, durable=False)

    def _place(self, key: str) -> bytes:
        if not re.fullmatch("[0-9a-f]{16,64}", key):
            raise ValueError(f"not a key: {key!r}")
        return os.path.join(self._folder, key.encode())


def _seal(key: str, data: bytes) -> bytes:
    """32 characters that fit this key and this content only: a text cut short is no text."""
    return blake2b(data, digest_size=16, key=key.encode()).hexdigest().encode()


# ---- one whole site


class Staging:
    """A site in the making, in a hidden folder beside `output`. Made by `stage`."""

    def __init__(self, output: Path, target: bytes) -> None:
        """Make the folder; `target` is the real path of `output`. Raises OSError."""
        self._output, self._target = output, target
        self._marked = self._done = False
        self._root = _fresh(target)
        self._folders = set[bytes]()
        self._make(b"")

    def write(self, path: str, data: bytes) -> None:
        """Write one file. Raises DiskError; ValueError for a path out of the site, or after `publish`.

        Forked processes may write too, but for `build.json`, which this one must write.
        """
        with self._placing(path) as place:
            _create(place, data)
        self._marked |= path == MARKER and _names_us(data)

    def keep(self, path: str, stamp: tuple[int, ...]) -> None:
        """Take a file over from the old site as it stands: one more name for the same bytes, where the disk can.

        Raises as `write` does; DiskError too where the old site has no such file any more, or another one than that of
        which `standing` told the `stamp`.
        """
        old = self._target + b"/" + path.encode()
        with self._placing(path) as place:
            try:
                os.link(old, place, follow_symlinks=False)
            except FileExistsError:
                raise
            except OSError:
                content = _content(old, None)
                if not isinstance(content, bytes):
                    raise
                _create(place, content)
            if _stamp(os.stat(old, follow_symlinks=False)) != stamp:
                raise DiskError(
                    f"{path} was changed in {self._output} meanwhile; the site was not built.", "Build again."
                )

    @contextmanager
    def _placing(self, path: str) -> Iterator[bytes]:
        """Where a file of the site goes; its folder is made."""
        if self._done or "\0" in path or "\\" in path or not {"", ".", ".."}.isdisjoint(path.split("/")):
            raise ValueError(f"not a path within the site, or published already: {path!r}")
        name = path.encode()
        with _told(self._output):
            self._make(name.rpartition(b"/")[0])
            try:
                yield self._root + b"/" + name
            except FileExistsError as error:
                raise NameTaken(f"Two files of the site have one name on this disk: {path}.") from error

    def _make(self, folder: bytes) -> None:
        if folder not in self._folders:
            if folder:
                self._make(folder.rpartition(b"/")[0])
            with suppress(FileExistsError):  # another thread, or a disk without upper and lower case
                os.mkdir(self._root + b"/" + folder)
            os.chmod(self._root + b"/" + folder, 0o755)  # whatever the umask
            self._folders.add(folder)

    def publish(self) -> None:
        """Put the site in the place of the old one, in one step where the system has one.

        When the `with` block ends the old site is removed or, after a DiskError or WrongFolder from here, stands
        as it was. ValueError without `build.json`, as no later build would know the site as ours.
        """
        if self._done or not self._marked:
            raise ValueError(f"published already, or without {MARKER}")
        with _told(self._output):
            _flush(self._root)
            _refuse_foreign(self._output, self._target)
            _swap(self._root, self._target)
        self._done = True


@contextmanager
def stage(output: Path, *, protected: Sequence[Path] = ()) -> Iterator[Staging]:
    """A new site for `output`. Without `publish`, and on any error, `output` stays as it was.

    One build at a time; what killed builds left is put right first. `protected` are folders that must neither
    hold `output` nor lie in it; the present folder must not lie in it.
    Raises WrongFolder when `output` must not be replaced, DiskError when the disk refuses.
    """
    if sys.platform == "win32":
        raise DiskError("A site cannot be built on Windows itself.", "Build it in WSL, or let CI do it.")
    with _told(output):
        target = _target(output, protected)
        with suppress(FileExistsError):  # as a file, below which nothing can be locked
            os.makedirs(os.path.dirname(target), exist_ok=True)
        lock = _lock(output, target)
    owner = os.getpid()
    try:
        with _told(output):
            _refuse_foreign(output, target)
            _settle(target)
            staging = Staging(output, target)
        yield staging
    finally:
        if os.getpid() == owner:  # not in a worker forked meanwhile
            _release(target, lock)


def _release(target: bytes, lock: int) -> None:
    """Clean up, and give the lock back whatever comes: its file goes while we still have it (see `_lock`)."""
    try:
        with suppress(OSError):
            _settle(target)
    finally:
        with suppress(OSError):
            os.unlink(_sibling(target, b"lock"))
        _held.discard(lock)
        os.close(lock)


def _target(output: Path, protected: Sequence[Path]) -> bytes:
    """The real folder that `output` means. Raises WrongFolder when no site may stand there, OSError."""
    real, hint = Path(os.path.realpath(output)), "Choose another folder with --output."
    if os.path.lexists(output) and not real.is_dir():
        raise WrongFolder(f"{output} is not a folder, or a link that leads nowhere.", hint)
    if os.path.ismount(real):  # so is the root
        raise WrongFolder(f"{output} is a disk of its own; it was left alone.", "Choose a folder inside it.")
    above = _identities(real)
    with suppress(FileNotFoundError):  # the present folder may have been removed
        if above[0] in _identities(Path.cwd()):
            raise WrongFolder(f"{output} holds the folder you are in; it was left alone.", hint)
    for place in protected:
        theirs = _identities(Path(os.path.realpath(place)))
        if above[0] in theirs or theirs[0] in above:
            raise WrongFolder(f"{output} and {place} lie in one another; nothing was changed.", hint)
    return os.fsencode(real)


def _identities(place: Path) -> list[tuple[int, int] | Path]:
    """A folder and those above it by device and number, which no spelling fools; by path what is missing."""
    found: list[tuple[int, int] | Path] = []
    for folder in (place, *place.parents):
        try:
            status = os.stat(folder)
            found.append((status.st_dev, status.st_ino))
        except OSError:
            found.append(folder)
    return found


def _refuse_foreign(output: Path, target: bytes) -> None:
    """Raise WrongFolder unless `target` is missing, empty or a site of ours; OSError."""
    names = os.listdir(target) if os.path.lexists(target) else []
    hint = "Choose an empty or a new folder with --output."
    if names and not _is_ours(target):
        raise WrongFolder(f"{output} holds files that kltsite did not make; it was left alone.", hint)
    if b".git" in names:
        raise WrongFolder(f"{output} is a git repository (.git); it was left alone.", hint)


def _is_ours(folder: bytes) -> bool:
    try:
        content = _content(os.path.join(folder, MARKER.encode()), 1 << 20)
    except OSError:
        return False
    return isinstance(content, bytes) and _names_us(content)


def _names_us(marker: bytes) -> bool:
    try:
        said = json.loads(marker)
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and str(said.get("generator")).startswith("kltsite")


def _sibling(target: bytes, ending: bytes) -> bytes:
    folder, name = os.path.split(target)
    return os.path.join(folder, b"." + name + b"." + ending)


def _fresh(target: bytes) -> bytes:
    return _sibling(target, b"new-" + os.urandom(4).hex().encode())


def _settle(target: bytes) -> None:
    """Put right what a killed build left, and this one: an old site out of its place, folders half filled."""
    from shutil import rmtree  # 10 ms that `check` need not pay

    folder, old = os.path.dirname(target), _sibling(target, b"old")
    if _is_ours(old):  # it is never removed under this name: half removed, it would not know that it is ours
        is_away = not os.path.isdir(target) or not os.listdir(target)
        os.rename(old, target if is_away else _fresh(target))
    leftover = re.compile(re.escape(os.path.basename(_sibling(target, b"new-"))) + rb"[0-9a-f]{8}")
    for name in os.listdir(folder):
        if leftover.fullmatch(name):
            rmtree(os.path.join(folder, name), ignore_errors=True)


def _swap(new: bytes, target: bytes) -> None:
    """Put `new` in the place of `target`. Raises OSError, and then `target` is as it was after `_settle`."""
    try:
        os.rename(new, target)  # enough where nothing stands, or an empty folder
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise
        if not _exchange(new, target):
            os.rename(target, _sibling(target, b"old"))
            os.rename(new, target)


def _exchange(one: bytes, other: bytes) -> bool:
    """Let two folders change places in one step; False where the system cannot. Raises OSError."""
    if sys.platform == "darwin":
        return _call("renamex_np", one, other, 2)  # RENAME_SWAP
    here_too = (-100, one, -100, other, 2)  # AT_FDCWD, RENAME_EXCHANGE
    number = {"x86_64": 316, "aarch64": 276}.get(os.uname().machine)  # for a libc older than the kernel
    return _call("renameat2", *here_too) or (number is not None and _call("syscall", number, *here_too))


def _flush(folder: bytes) -> None:
    """Have the disk keep what was written before it keeps the swap, so that a power cut leaves a whole site.

    One syncfs: 0.2 s for 24,000 files, where an fsync each takes 10 s. Only Linux has it; elsewhere the order
    is left to the system. Raises OSError: a late word of a full or broken disk.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        _call("syncfs", descriptor)
    finally:
        os.close(descriptor)


def _call(name: str, *arguments: int | bytes) -> bool:
    """Call a function of the C library; False where there is none, or not for this disk. Raises OSError."""
    import ctypes  # 16 ms that only a build pays

    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, name):
        return False
    if getattr(libc, name)(*arguments) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM):
        return False
    raise OSError(code, os.strerror(code))


_held: set[int] = set()
"""The open locks of this process."""


def _let_go() -> None:
    """In a forked worker: close the locks, which it would hold for ever if it outlived a killed build."""
    while _held:
        os.close(_held.pop())


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)


def _lock(output: Path, target: bytes) -> int:
    """Take the lock of a site; it ends with us at the latest. Raises DiskError when another build has it."""
    while True:
        descriptor = os.open(_sibling(target, b"lock"), os.O_RDWR | os.O_CREAT | _COMMON, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(descriptor), os.stat(_sibling(target, b"lock"))):
                _held.add(descriptor)
                return descriptor
        except BlockingIOError as error:
            os.close(descriptor)
            hint = "Wait until it has finished, or choose another folder with --output."
            raise DiskError(f"Another build is writing {output}; nothing was changed.", hint) from error
        except FileNotFoundError:
            pass  # the build before us removed the file between our two looks: take the next one
        os.close(descriptor)
