"""What one build leaves for the next to know: how its inputs stood, and what each page rested on. Values and JSON.

Nothing here is executed or shown, and nothing is believed of a file that does not stand in the output folder exactly as
it was written: whoever can write to the cache can make a build slower, no more.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

VERSION = 1
LEVELS = 3  # error, warning, to-do

Stamp = tuple[int, ...]  # what tells whether a file was touched


@dataclass(frozen=True, slots=True)
class Basis:
    """A digest of what a page rests on, beside what all pages share; and where it and the files beside it live."""

    digest: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A page as an earlier build wrote it: what it rested on, its anchors, and how it stands on the disk."""

    basis: str
    anchors: frozenset[str]
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Memory:
    """The pages of a site that may stay where their basis is the same, and so is what they all share."""

    shared: str = ""
    pages: Mapping[str, Kept] = field(default_factory=dict)  # by address

    def standing(self, stamps: Mapping[str, Stamp]) -> Memory:
        """Those that stand as they were written, by how the files of the site stand now."""
        pages = {address: one for address, one in self.pages.items() if stamps.get(address) == one.stamp}
        return Memory(self.shared, pages)

    def staying(self, shared: str, bases: Iterable[Basis]) -> dict[str, Kept]:
        """Those that are as they would be made now, by address; what belongs together stays together."""
        if shared != self.shared:
            return {}
        stay = (one for one in bases if all(self._stays(address, one.digest) for address in one.addresses))
        return {address: self.pages[address] for one in stay for address in one.addresses}

    def _stays(self, address: str, basis: str) -> bool:
        return address in self.pages and self.pages[address].basis == basis


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole build: what went in and what came out, each as a digest; and what was told of it."""

    inputs: str
    site: str
    outputs: int
    files: int
    levels: tuple[int, ...]  # how many problems of each level


def digest(parts: Iterable[object]) -> str:
    """A digest of plain values, in their order."""
    told = blake2b(digest_size=16)
    for part in parts:
        told.update(f"{part!r}\n".encode())
    return told.hexdigest()


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
    """The pages with their anchors, which most have in common, named by number."""
    numbers: dict[frozenset[str], int] = {}
    pages = {
        address: [one.basis, numbers.setdefault(one.anchors, len(numbers)), *one.stamp]
        for address, one in memory.pages.items()
    }
    return json.dumps([VERSION, memory.shared, [sorted(one) for one in numbers], pages], separators=(",", ":"))


def from_json(text: str | None) -> Memory:
    """What was remembered; nothing where it is no memory of this version."""
    found = _parsed(text)
    try:
        version, shared, anchors, pages = found
        if version != VERSION or not isinstance(shared, str):
            return Memory()
        sets = [frozenset(map(str, one)) for one in anchors]
        return Memory(shared, {one: _kept(told, sets) for one, told in pages.items()})
    except (TypeError, ValueError, IndexError, AttributeError):
        return Memory()


def _kept(told: Any, sets: list[frozenset[str]]) -> Kept:
    basis, number, *stamp = told
    if not isinstance(basis, str) or not basis:
        raise ValueError(f"no basis: {basis!r}")
    return Kept(basis, sets[number], tuple(stamp))


def _parsed(text: str | None) -> Any:
    try:
        return None if text is None else json.loads(text)
    except (ValueError, RecursionError):
        return None
