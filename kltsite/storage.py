"""A site in an object store (S3): sent in an order in which readers never meet a dead link, and only what has changed.

New files first, which nothing leads to yet; then entries that changed, then lists, home and feeds, which lead to the
new ones; what is gone goes last, when nothing leads there any more. A list of what was sent, with digests, stands
beside the site: so the next run knows what is as it was, and completes one that was cut short.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from kltsite import __version__, disk
from kltsite.elsewhere import ElsewhereError
from kltsite.mediatypes import MEDIA_TYPES, OTHER, UTF_8, ending
from kltsite.workers import in_order

SCHEME = "s3://"
LIST = ".kltsite/sent.json"  # below the address of the site
AT_ONCE = 16  # objects on their way; the wait is for the network
FOR_GOOD = "public, max-age=31536000, immutable"  # the name has a digest of what is in it
ASK_FIRST = "no-cache"  # kept, but asked for each time whether it still holds

_FEED = "application/atom+xml; charset=utf-8"


class Sent(Struct, frozen=True):
    """A file as it was sent: a digest of its bytes, and what the store calls this state; both "" while on its way."""

    digest: str = ""
    tag: str = ""


class Plan(Struct, frozen=True):
    """What is to be done, in this order; of each step the order does not matter."""

    steps: tuple[tuple[str, ...], ...]  # paths to send
    gone: tuple[str, ...]
    new: int
    changed: int


def headers(path: str) -> dict[str, str]:
    """What a file is, and how long it may be kept."""
    name = path.rpartition("/")[2]
    told = "txt" if name in ("_headers", "_redirects") else ending(name)
    kind = _FEED if name.startswith("feed") and told == "xml" else MEDIA_TYPES.get(told, OTHER)
    if kind.startswith("text/"):
        kind += UTF_8
    return {"Content-Type": kind, "Cache-Control": FOR_GOOD if path.startswith("assets/") else ASK_FIRST}


def plan(here: Mapping[str, str], sent: Mapping[str, Sent], there: Mapping[str, str]) -> Plan:
    """What makes the site `here` (path -> digest) of the one that was `sent`, as it stands `there` (path -> tag)."""
    new = [path for path in here if path not in there]
    changed = [path for path in here if path in there and sent.get(path) != Sent(here[path], there[path])]
    steps = [new, *([path for path in changed if _rank(path) == rank] for rank in range(3))]
    gone = sorted(path for path in sent if path in there and path not in here)
    return Plan(tuple(tuple(sorted(one)) for one in steps if one), tuple(gone), len(new), len(changed))


def _rank(path: str) -> int:
    """0 for an entry and what is not a page, 1 for pages that list others, 2 for the ways into the site."""
    folders, name = path.count("/"), path.rpartition("/")[2]
    if name in ("index.html", disk.MARKER) or name.endswith(".xml"):
        return 2
    return 0 if folders == 2 or not name.endswith(".html") else 1


class Outcome(Struct, frozen=True):
    """What was done, in numbers of files."""

    new: int
    changed: int
    gone: int
    same: int


class ObjectStore:
    """A place for a site in a store, by its address `s3://bucket/prefix`."""

    def __init__(self, address: str, **options: Any) -> None:
        """Asks nothing yet. Raises ElsewhereError for an address that is none."""
        from obstore.store import from_url

        self._address, self._sent = address, dict[str, Sent]()
        with self._telling():
            self._store = from_url(address, **options)

    def publish(self, folder: Path) -> Outcome:
        """Make the store hold the site in `folder`. Raises ElsewhereError, and DiskError for a file that is not there.

        Whatever happens on the way, no page leads to one that is not there, and the next run sends the rest.
        """
        here = {path: _digest(disk.read_bytes(folder / path)) for path in sorted(disk.standing(folder))}
        with self._telling():
            there = self._standing()
            self._sent = self._listed(there)
            todo = plan(here, self._sent, there)
            if not todo.steps and not todo.gone:
                return Outcome(0, 0, 0, len(here))
            self._sent |= {path: Sent() for step in todo.steps for path in step}
            self._note()
            try:
                self._do(todo, lambda path: disk.read_bytes(folder / path))
            except BaseException:
                with suppress(Exception):  # what came of it is known to the store too, only slower
                    self._note()
                raise
            self._note()
        return Outcome(todo.new, todo.changed, len(todo.gone), len(here) - todo.new - todo.changed)

    def _do(self, todo: Plan, read: Callable[[str], bytes]) -> None:
        import obstore

        for step in todo.steps:
            for path, sent in self._put(step, read):
                self._sent[path] = sent
        if todo.gone:
            obstore.delete(self._store, list(todo.gone))
            for path in todo.gone:
                del self._sent[path]

    def _put(self, paths: Sequence[str], read: Callable[[str], bytes]) -> Iterator[tuple[str, Sent]]:
        import obstore

        def put(paths: Sequence[str]) -> tuple[str, Sent]:
            path, data = paths[0], read(paths[0])
            tag = obstore.put(self._store, path, data, attributes=headers(path))["e_tag"]
            return path, Sent(_digest(data), tag or "")

        with ThreadPoolExecutor(AT_ONCE) as pool:
            yield from in_order(lambda one: pool.submit(put, one), ([path] for path in paths), 4 * AT_ONCE)

    def _standing(self) -> dict[str, str]:
        """What the store holds: path -> tag."""
        import obstore

        found = (one for some in obstore.list(self._store) for one in some)
        return {one["path"]: one["e_tag"] or "" for one in found}

    def _listed(self, there: dict[str, str]) -> dict[str, Sent]:
        """What earlier runs sent. Raises WrongFolder where others keep their files."""
        import obstore

        if there.pop(LIST, None) is None:
            if there:
                told = f"{self._address} holds files that kltsite did not send; it was left alone."
                raise disk.WrongFolder(told, "Choose another bucket or prefix with --output.")
            return {}
        return sent_from_json(bytes(obstore.get(self._store, LIST).bytes()))

    def _note(self) -> None:
        import obstore

        obstore.put(self._store, LIST, sent_to_json(self._sent), attributes=headers(LIST))

    @contextmanager
    def _telling(self) -> Iterator[None]:
        from obstore.exceptions import BaseError

        try:
            yield
        except (BaseError, OSError, ValueError) as error:
            said = str(error).partition("\n")[0]
            hint = "Readers meet no dead link; the same command again sends the rest."
            raise ElsewhereError(f"{self._address} could not be written: {said}", hint) from error


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()


def sent_to_json(sent: Mapping[str, Sent]) -> bytes:
    """The list of what was sent."""
    files = {path: [one.digest, one.tag] for path, one in sorted(sent.items())}
    return json.dumps({"generator": f"kltsite {__version__}", "files": files}, separators=(",", ":")).encode()


def sent_from_json(data: bytes) -> dict[str, Sent]:
    """What was sent; of what cannot be made out nothing but that it is ours. Raises ValueError where it is no list."""
    found = json.loads(data)
    if not isinstance(found, dict) or not isinstance(found.get("files"), dict):
        raise ValueError(f"{LIST} is no list of what was sent")
    return {path: _sent(told) for path, told in found["files"].items()}


def _sent(told: object) -> Sent:
    match told:
        case [str(digest), str(tag)]:
            return Sent(digest, tag)
    return Sent()


def is_address(text: str) -> bool:
    """Whether a site is to go to a store, by the name of its place."""
    return text.startswith(SCHEME)


def is_right(address: str) -> bool:
    """Whether an address names a bucket, and nothing beside it and a prefix."""
    parts = urlsplit(address)
    return bool(parts.hostname) and not (parts.username or parts.port or parts.query or parts.fragment)


def possible() -> bool:
    """Whether what it takes is installed."""
    from importlib.util import find_spec

    return find_spec("obstore") is not None
