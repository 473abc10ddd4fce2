"""What one build leaves for the next to know: how its inputs stood, what each page rested on, what case files said.

Values and JSON; nothing here is executed. What is told of a file is sealed with how that file stands on the disk, to
the nanosecond, which the cache itself does not say. So whoever can write to the cache, or brings one along from
elsewhere, can make a build slower, no more.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct, field

VERSION = 6
LEVELS = 3  # error, warning, to-do

Stamp = tuple[int, ...]  # what tells whether a file was touched
Written = tuple[str, frozenset[str], frozenset[str]]  # a page's basis, its anchors, the places it leads to


class Kept(Struct, frozen=True):
    """A page as an earlier build wrote it, sealed with how it stood on the disk.

    `leads` are its links to places within other pages, which may be gone while the page itself is as it was. What
    belongs together, a page and the files beside it, has the same basis; that of no other page is the same.
    """

    basis: str
    anchors: frozenset[str]
    leads: frozenset[str]
    seal: str = ""  # where it was not there, or was never written


class Memory(Struct, frozen=True):
    """The pages of a site that may stay where their basis is the same, and so is what they all share."""

    shared: str = ""
    pages: Mapping[str, Kept] = field(default_factory=dict)  # by address

    def standing(self, stamps: Mapping[str, Stamp]) -> Memory:
        """Those that stand as they were written, and all that belongs to them, by how the site's files stand now."""
        written = {at: (one.basis, one.anchors, one.leads) for at, one in self.pages.items()}
        seals = _sealed(self.shared, written, stamps)
        gone = {one.basis for at, one in self.pages.items() if not one.seal or one.seal != seals[at]}
        return Memory(self.shared, {at: one for at, one in self.pages.items() if one.basis not in gone})

    def staying(self, shared: str, bases: Iterable[str]) -> Iterator[tuple[str, Kept]]:
        """Those that are as they would be made now, with their addresses; `bases` are those that pages have now."""
        together = defaultdict[str, list[str]](list)
        for at, one in self.pages.items() if shared == self.shared else ():
            together[one.basis].append(at)
        for basis in bases if together else ():
            yield from ((at, self.pages[at]) for at in together.pop(basis, ()))


def remembered(shared: str, pages: Mapping[str, Written], stamps: Mapping[str, Stamp]) -> Memory:
    """The memory of pages that were just written, by address, and of how they stand."""
    seals = _sealed(shared, pages, stamps)
    return Memory(shared, {at: Kept(*one, seals[at]) for at, one in pages.items()})


def _sealed(shared: str, pages: Mapping[str, Written], stamps: Mapping[str, Stamp]) -> dict[str, str]:
    """The seal of each file, by address: it also tells which files belong together, so that none can be left out."""
    seals, together = _Seals(shared, stamps), defaultdict[str, list[str]](list)
    for at in sorted(pages):
        together[pages[at][0]].append(at)
    return {
        at: seals.of(at, f"{basis}\n{together[basis]}\n{sorted(leads)}", anchors)
        for at, (basis, anchors, leads) in pages.items()
    }


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
        self._anchors: dict[frozenset[str], str] = {}  # most pages have the same

    def of(self, path: str, told: str, anchors: frozenset[str] = frozenset()) -> str:
        """The seal of what is told of the file; "" where it is not there."""
        if path not in self._stamps:
            return ""
        also = self._anchors.get(anchors)
        if also is None:
            also = self._anchors[anchors] = digest(sorted(anchors))
        sealed = f"{self._stamps[path]}\n{self._shared}\n{path!r}\n{also}\n{told}"
        return blake2b(sealed.encode(errors="surrogatepass"), digest_size=16).hexdigest()  # what is told may be forged


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


def to_json(memory: Memory) -> str:
    """The pages with their anchors, which most have in common, named by number; where they lead follows."""
    numbers: dict[frozenset[str], int] = {}
    pages = {
        address: [one.basis, numbers.setdefault(one.anchors, len(numbers)), one.seal, sorted(one.leads)]
        for address, one in memory.pages.items()
    }
    return json.dumps([VERSION, memory.shared, [sorted(one) for one in numbers], pages], separators=(",", ":"))


_Name = Annotated[str, Meta(min_length=1)]
_Pages = tuple[int, str, list[frozenset[str]], dict[str, tuple[_Name, int, str, frozenset[str]]]]  # as `to_json` has it


def from_json(text: str | None) -> Memory:
    """What was remembered; nothing where it is no memory of this version."""
    try:
        version, shared, anchors, pages = msgspec.json.decode(text or "", type=_Pages)
        found = {at: Kept(basis, anchors[number], leads, seal) for at, (basis, number, seal, leads) in pages.items()}
    except (msgspec.DecodeError, IndexError, RecursionError):
        return Memory()
    return Memory(shared, found) if version == VERSION else Memory()


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
