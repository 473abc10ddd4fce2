"""One whole site out, in one step, and never a half one."""

from __future__ import annotations

import errno
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import groupby
from pathlib import Path

from kltsite.disk.errors import DiskError, NameTaken, WrongFolder, as_told, told
from kltsite.disk.reading import COMMON, Stamps, content_of, stamp_of
from kltsite.disk.writing import create

if sys.platform != "win32":
    import fcntl

MARKER = "build.json"
"""By its `"generator": "kltsite …"` a later build knows that a folder is ours and may be replaced."""


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
        try:
            create(self._place(path), data)
        except OSError as error:
            raise self._refused(path, error) from error
        self._marked |= path == MARKER and _names_us(data)

    def keep(self, path: str, stamp: tuple[int, ...]) -> None:
        """Take a file over from the old site as it stands: one more name for the same bytes, where the disk can.

        Raises as `write` does; DiskError too where the old site has no such file any more, or another one than that of
        which `standing` told the `stamp`.
        """
        old = self._target + b"/" + path.encode()
        try:
            _again(old, self._place(path))
            is_same = stamp_of(os.stat(old, follow_symlinks=False)) == stamp
        except OSError as error:
            raise self._refused(path, error) from error
        if not is_same:
            raise DiskError(f"{path} was changed in {self._output} meanwhile; the site was not built.", "Build again.")

    def keep_all(self, stamps: Stamps) -> Stamps:
        """The same of many files, in half the time, and without a last look at each; how they stand here.

        One that is touched just now is one that was touched after it was published: no stamp fits it any more.
        """
        stand = dict(stamps)
        for _, some in groupby(stamps, lambda path: path.rpartition("/")[0]):
            paths = list(some)
            rest = paths[self._linked(paths) :]
            for path in rest:
                self.keep(path, stamps[path])
            stand |= self.stamps(rest)
        return stand

    def _linked(self, paths: Sequence[str]) -> int:
        """Give files of one folder one more name each, up to the first that cannot have one; how many these are."""
        done = 0
        with suppress(OSError):
            folder = self._place(paths[0]).rpartition(b"/")[0]
            with _opened(self._target + folder[len(self._root) :]) as old, _opened(folder) as new:
                for path in paths:
                    name = path.rpartition("/")[2]
                    os.link(name, name, src_dir_fd=old, dst_dir_fd=new, follow_symlinks=False)
                    done += 1
        return done

    def stamps(self, paths: Iterable[str]) -> Stamps:
        """How some files of the new site stand. Raises DiskError."""
        with told(self._output):
            return {path: stamp_of(os.stat(self._root + b"/" + path.encode())) for path in paths}

    def _place(self, path: str) -> bytes:
        """Where a file of the site goes; its folder is made. Raises OSError, and ValueError as `write` does."""
        if self._done or "\0" in path or "\\" in path or not {"", ".", ".."}.isdisjoint(path.split("/")):
            raise ValueError(f"not a path within the site, or published already: {path!r}")
        name = path.encode()
        self._make(name.rpartition(b"/")[0])
        return self._root + b"/" + name

    def _refused(self, path: str, error: OSError) -> DiskError:
        """What is to be told where the disk does not take a file."""
        if isinstance(error, FileExistsError):
            return NameTaken(f"Two files of the site have one name on this disk: {path}.")
        return as_told(error, self._output)

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
        with told(self._output):
            _flush(self._root)
            _refuse_foreign(self._output, self._target)
            _swap(self._root, self._target)
        self._done = True


@contextmanager
def _opened(folder: bytes) -> Iterator[int]:
    """A folder whose files are called by their names alone. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | COMMON)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _again(old: bytes, new: bytes) -> None:
    """A file once more: one more name for it, or a copy of its bytes. Raises OSError."""
    try:
        os.link(old, new, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:
        content = content_of(old, None)
        if not isinstance(content, bytes):
            raise
        create(new, content)


def is_settled(output: Path) -> bool:
    """Whether no build is under way for `output`, and none was killed that left something beside it."""
    folder, name = os.path.split(_sibling(os.path.realpath(os.fsencode(output)), b""))
    with suppress(OSError):
        return not any(one.startswith(name) for one in os.listdir(folder))
    return False


@contextmanager
def stage(output: Path, *, protected: Sequence[Path] = ()) -> Iterator[Staging]:
    """A new site for `output`. Without `publish`, and on any error, `output` stays as it was.

    One build at a time; what killed builds left is put right first. `protected` are folders that must neither
    hold `output` nor lie in it; the present folder must not lie in it.
    Raises WrongFolder when `output` must not be replaced, DiskError when the disk refuses.
    """
    if sys.platform == "win32":
        raise DiskError("A site cannot be built on Windows itself.", "Build it in WSL, or let CI do it.")
    with told(output):
        target = _target(output, protected)
        with suppress(FileExistsError):  # as a file, below which nothing can be locked
            os.makedirs(os.path.dirname(target), exist_ok=True)
        lock = _lock(output, target)
    owner = os.getpid()
    try:
        with told(output):
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
        content = content_of(os.path.join(folder, MARKER.encode()), 1 << 20)
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
        descriptor = os.open(_sibling(target, b"lock"), os.O_RDWR | os.O_CREAT | COMMON, 0o644)
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
