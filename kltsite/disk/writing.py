"""One file out, whole or not at all; and the cache, which nobody has to trust."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from kltsite.disk.errors import told
from kltsite.disk.reading import COMMON, content_of

_CACHE_LIMIT = 16 << 20  # bytes
_BESIDE = b".new-"  # begins the name of a file that is not whole yet
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | COMMON


def write_file(path: Path, data: bytes) -> None:
    """Write or replace one file in one step; folders on the way are made. Raises DiskError."""
    with told(path):
        os.makedirs(path.parent, exist_ok=True)
        _replace(os.path.realpath(os.fsencode(path)), data, durable=True)


def remove_file(path: Path) -> None:
    """Remove one file. Raises DiskError."""
    with told(path):
        os.unlink(path)


def _replace(path: bytes, data: bytes, *, durable: bool) -> None:
    """Fill a hidden file beside `path` and rename it into place. Raises OSError, and then leaves nothing."""
    beside = os.path.join(os.path.dirname(path), _BESIDE + os.urandom(8).hex().encode())
    try:
        create(beside, data, durable=durable)
        os.replace(beside, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(beside)
        raise


def create(path: bytes, data: bytes, *, durable: bool = False) -> None:
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
            content = content_of(place, most or _CACHE_LIMIT)
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
