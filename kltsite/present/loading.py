"""The entries as the form loads them: one at a time, so that changing it costs a few kilobytes however many there are.

Classic scripts, as there is no `fetch` from a folder: each hands its entries to `kltEntries.load`. Which script has an
entry follows from its slug alone, so that a new entry changes one script; a first one names them all, and the page
need know only that. Its reader is `contribute-entries.js`.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.declared import as_json

MOST = 48_000  # bytes of the entries in one script, unless it holds only one
BITS = 32  # of a slug's checksum


def stated(case: Collaboration) -> str:
    """What an entry states, as the inside of a JSON object: absent is not stated, and exceptions are for editors."""
    return as_json(replace(case, slug="", exceptions=()))[1:-1].decode()


def scripts(cases: Mapping[str, Collaboration], fields: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """Scripts by the bits that the checksums of their entries begin with; `fields` are those that each entry states."""
    entries = [(bits_of(slug), f'"{slug}":{{{fields[slug]}{_set_aside(case)}}}') for slug, case in cases.items()]
    for bits, some in _parts("", sorted((bits, written.encode()) for bits, written in entries)):
        yield bits, b'kltEntries.load("entries",{' + b",\n".join(some) + b"});\n"


def names(files: Mapping[str, str]) -> bytes:
    """The first script: the names of the others beside it, by their bits."""
    return f'kltEntries.load("names",{json.dumps(files, separators=(",", ":"))});\n'.encode()


def bits_of(slug: str) -> str:
    """Its CRC-32, the lowest bit first."""
    return f"{zlib.crc32(slug.encode()):0{BITS}b}"[::-1]


def _set_aside(case: Collaboration) -> str:
    """Warnings set aside: no open data, but a file that is changed must keep them."""
    told = b",".join(map(as_json, case.exceptions)).decode()
    return f',"exceptions":[{told}]' if told else ""


def _parts(start: str, entries: Sequence[tuple[str, bytes]]) -> Iterator[tuple[str, list[bytes]]]:
    """Entries whose bits begin alike, halved by the next bit until no part is too large."""
    if len(entries) < 2 or len(start) == BITS or sum(len(written) for _, written in entries) <= MOST:
        if entries:
            yield start, [written for _, written in entries]
        return
    for bit in "01":
        yield from _parts(start + bit, [one for one in entries if one[0][len(start)] == bit])
