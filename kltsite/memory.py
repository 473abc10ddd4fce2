"""What one build leaves for the next to know: how its inputs stood, what each page rested on, what case files said.

Values and JSON; nothing here is executed. What is told of files is sealed with how these stand on the disk, to the
nanosecond, which the cache itself does not say. So whoever can write to the cache, or brings one along from
elsewhere, can make a build slower, no more.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct, field

VERSION = 10
LEVELS = 3  # error, warning, to-do

Stamp = tuple[int, ...]  # what tells whether a file was touched


Lengths = tuple[tuple[str, int], ...]
"""The rows of a file in their order: the digest of each entry, and the bytes of its row."""


Levels = tuple[int, ...]
"""How many problems of each level were told of a case file; none where it is not to be seen by itself."""


class Kept(Struct, frozen=True):
    """A page as an earlier build wrote it.

    `leads` are its links to places within other pages, and those by the site's own address: what they lead to may be
    gone while the page itself is as it was. What belongs together, a page and the files beside it, has the same basis;
    that of no other page is the same.
    """

    basis: str
    anchors: frozenset[str]
    leads: tuple[str, ...]


class Memory(Struct, frozen=True):
    """The pages of a site that may stay where their basis is the same, and so is what they all share."""

    shared: str = ""
    pages: Mapping[str, Kept] = field(default_factory=dict)  # by address; scripts of some entries, too
    rows: Mapping[str, Lengths] = field(default_factory=dict)  # of the files that have one for each entry, by address
    rest: str = ""  # a digest of all that went in beside case files
    told: Mapping[str, Levels] = field(default_factory=dict)  # of case files of which something was, by digest

    def sharing(self, shared: str) -> Memory:
        """This, where what all files share is as it was; else nothing."""
        return self if shared == self.shared else Memory()

    def together(self) -> dict[str, list[str]]:
        """The addresses that belong together, by their basis."""
        found = defaultdict[str, list[str]](list)
        for at, one in self.pages.items():
            found[one.basis].append(at)
        return dict(found)


class Readings(Struct, frozen=True):
    """What case files without a problem said, as JSON, each sealed with how it stood on the disk when it was read."""

    shared: str = ""  # a digest of what reading rests on beside them
    files: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # by path: the seal, and what was said

    def standing(self, shared: str, stamps: Mapping[str, Stamp]) -> dict[str, str]:
        """What those said that stand as they were read, by how the files of the content stand now."""
        if shared != self.shared:
            return {}
        seals = _Seals(shared, stamps)
        return {path: said for path, (seal, said) in self.files.items() if seals.of(path, said) == seal}


def readings(shared: str, said: Mapping[str, str], stamps: Mapping[str, Stamp]) -> Readings:
    """What case files said, by path, that stand as they did when they were read."""
    seals = _Seals(shared, stamps)
    return Readings(shared, {path: (seals.of(path, text), text) for path, text in said.items() if path in stamps})


class _Seals:
    """Digests that nobody can make who does not know how a file stands."""

    def __init__(self, shared: str, stamps: Mapping[str, Stamp]) -> None:
        self._shared, self._stamps = shared, stamps

    def of(self, path: str, told: str) -> str:
        """The seal of what is told of the file; "" where it is not there."""
        stamp = self._stamps.get(path)
        return "" if stamp is None else _seal(f"{self._shared}\n{path!r}\n{told}", [stamp])


def _seal(told: str, stamps: Sequence[Stamp | None]) -> str:
    """A digest of what is told of files that stand so; what is told may be forged."""
    both = msgspec.msgpack.encode((told.encode(errors="surrogatepass"), stamps))
    return blake2b(both, digest_size=16).hexdigest()


def sums_to_text(digests: Mapping[str, str], stamps: Mapping[str, Stamp]) -> str:
    """The digests of files by path, each sealed with how the file stood when it was read."""
    seals = _Seals("sums", stamps)
    sealed = {path: (seals.of(path, one), one) for path, one in digests.items() if path in stamps}
    return msgspec.json.encode([VERSION, sealed]).decode()


def sums_from_text(text: str | None, stamps: Mapping[str, Stamp]) -> dict[str, str]:
    """The same again, "" for a file that stands otherwise now; nothing where they are none of this version."""
    try:
        version, sealed = msgspec.json.decode(text or "", type=tuple[int, dict[str, tuple[str, str]]])
    except (msgspec.DecodeError, RecursionError):
        return {}
    if version != VERSION:
        return {}
    seals = _Seals("sums", stamps)
    return {path: one if seal and seals.of(path, one) == seal else "" for path, (seal, one) in sealed.items()}


class Whole(Struct, frozen=True):
    """A whole build: what went in and what came out, each as a digest; and what was told of it."""

    inputs: str
    site: str
    outputs: int
    files: int
    levels: tuple[int, ...]  # how many problems of each level


def digest(parts: Iterable[object]) -> str:
    """A digest of plain values, in their order."""
    told = "".join([f"{part!r}\n" for part in parts])
    return blake2b(told.encode(), digest_size=16).hexdigest()


def digest_of(stamps: Mapping[str, Stamp]) -> str:
    """A digest of how files stand, whatever their order."""
    paths = sorted(stamps)
    return _seal("\0".join(paths), [stamps[path] for path in paths])


def whole_to_json(whole: Whole) -> str:
    """The record of a whole build."""
    return json.dumps([VERSION, whole.inputs, whole.site, whole.outputs, whole.files, list(whole.levels)])


def whole_from_json(text: str | None) -> Whole | None:
    """What was recorded; None where it is no record of this version."""
    match _parsed(text):
        case [version, str(inputs), str(site), int(outputs), int(files), list(levels)] if version == VERSION:
            counts = [one for one in levels if isinstance(one, int)]
            return Whole(inputs, site, outputs, files, tuple(counts)) if len(counts) == len(levels) == LEVELS else None
    return None


def to_text(memory: Memory, stamps: Mapping[str, Stamp]) -> str:
    """The pages with their anchors, which most have in common, named by number; then a seal of the whole.

    "" where there are letters in it that no file can hold.
    """
    numbers: dict[frozenset[str], int] = {}
    pages = {
        address: [one.basis, numbers.setdefault(one.anchors, len(numbers)), one.leads]
        for address, one in memory.pages.items()
    }
    anchors = [sorted(one) for one in numbers]
    kept = [VERSION, memory.shared, anchors, pages, memory.rows, memory.rest, memory.told]
    try:
        told = msgspec.json.encode(kept).decode()
    except UnicodeEncodeError:
        return ""
    return f"{told}\n{_of_all(told, memory, stamps)}"


_Name = Annotated[str, Meta(min_length=1)]
_Page = tuple[_Name, int, tuple[str, ...]]
_Told = tuple[
    int, str, list[frozenset[str]], dict[str, _Page], dict[str, Lengths], str, dict[str, Levels]
]  # as `to_text` has it


def from_text(text: str | None, stamps: Mapping[str, Stamp]) -> Memory:
    """What was remembered; nothing where it is no memory of this version, or of pages that stand otherwise now."""
    told, _, seal = (text or "").partition("\n")
    try:
        version, shared, anchors, pages, rows, rest, of_files = msgspec.json.decode(told, type=_Told)
        found = {at: Kept(basis, anchors[number], leads) for at, (basis, number, leads) in pages.items()}
    except (msgspec.DecodeError, IndexError, RecursionError):
        return Memory()
    memory = Memory(shared, found, rows, rest, of_files)
    return memory if version == VERSION and seal == _of_all(told, memory, stamps) != "" else Memory()


def _of_all(told: str, memory: Memory, stamps: Mapping[str, Stamp]) -> str:
    """The seal of what is told of files, which rests on how each of them stands; "" where one is not there."""
    stood = [stamps.get(at) for at in (*memory.pages, *memory.rows)]
    return "" if None in stood else _seal(told, stood)


def readings_to_text(readings: Readings) -> str:
    """A line for each file, so that none has to be taken apart that has changed."""
    lines = (f"{json.dumps([path, seal])}\t{said}" for path, (seal, said) in readings.files.items())
    return "\n".join((json.dumps([VERSION, readings.shared]), *lines))


def readings_from_text(text: str | None) -> Readings:
    """What was remembered; nothing where it is none of this version."""
    first, *lines = (text or "").split("\n")
    match _parsed(first):
        case [version, str(shared)] if version == VERSION:
            found = (line.partition("\t") for line in lines)
            return Readings(shared, {path: (seal, said) for place, _, said in found for path, seal in _place(place)})
    return Readings()


def _place(text: str) -> Iterator[tuple[str, str]]:
    match _parsed(text):
        case [str(path), str(seal)] if seal:
            yield path, seal


def _parsed(text: str | None) -> Any:
    try:
        return None if text is None else json.loads(text)
    except (ValueError, RecursionError):
        return None
