"""The entries as the form loads them: one at a time, so that changing it costs a few kilobytes however many there are.

Classic scripts, as there is no `fetch` from a folder: each hands its entries to `kltEntries.load`. Which script has an
entry follows from its slug alone, so that a new entry changes one script; a first one names them all, and the page
need know only that. Its reader is `contribute-entries.js`.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.declared import as_json, from_json

MOST = 48_000  # bytes of the files whose entries are in one script, unless it holds only one
BITS = 32  # of a slug's checksum
_BEGINS, _NAMES = b'kltEntries.load("entries",{', b'kltEntries.load("names",'
_ENDS = b");\n"


def stated(case: Collaboration) -> str:
    """What an entry states, as the inside of a JSON object: absent is not stated, and exceptions are for editors."""
    return as_json(replace(case, slug="", exceptions=()))[1:-1].decode()


def parts(sizes: Mapping[str, int]) -> Iterator[tuple[str, list[str]]]:
    """The entries of each script, by the bits that their checksums begin with; `sizes` are the bytes of their files.

    These tell well enough how long a script will be, and are known before it is written.
    """
    return _halved("", sorted((bits_of(slug), slug) for slug in sizes), sizes)


def script(cases: Iterable[Collaboration]) -> bytes:
    """One script with its entries."""
    return _BEGINS + b",\n".join(map(line, cases)) + b"}" + _ENDS


def line(case: Collaboration) -> bytes:
    """An entry in its script, under its slug and with all that its file states."""
    return b'"%b":{%b}' % (case.slug.encode(), f"{stated(case)}{_set_aside(case)}".encode())


def read(script: bytes, slug: str) -> Collaboration | None:
    """An entry out of a script that `script` made; None where it is not in there. Raises ValueError."""
    begins = b'"%b":' % slug.encode()
    lines = script.removeprefix(_BEGINS).removesuffix(b"}" + _ENDS).split(b",\n")
    told = next((one for one in lines if one.startswith(begins)), None)
    return None if told is None else from_json(Collaboration, told.removeprefix(begins)).named(slug)


def names(files: Mapping[str, str]) -> bytes:
    """The first script: the names of the others beside it, by their bits."""
    return _NAMES + json.dumps(files, separators=(",", ":")).encode() + _ENDS


def named_in(script: bytes) -> dict[str, str]:
    """The names in a script that `names` made. Raises ValueError."""
    found: dict[str, str] = json.loads(script.removeprefix(_NAMES).removesuffix(_ENDS))
    return found


def bits_of(slug: str) -> str:
    """Its CRC-32, the lowest bit first."""
    return f"{zlib.crc32(slug.encode()):0{BITS}b}"[::-1]


def _set_aside(case: Collaboration) -> str:
    """Warnings set aside: no open data, but a file that is changed must keep them."""
    told = b",".join(map(as_json, case.exceptions)).decode()
    return f',"exceptions":[{told}]' if told else ""


def _halved(start: str, some: Sequence[tuple[str, str]], sizes: Mapping[str, int]) -> Iterator[tuple[str, list[str]]]:
    """Entries whose bits begin alike, halved by the next bit until no part is too large."""
    if len(some) < 2 or len(start) == BITS or sum(sizes[slug] for _, slug in some) <= MOST:
        if some:
            yield start, [slug for _, slug in some]
        return
    for bit in "01":
        yield from _halved(start + bit, [one for one in some if one[0][len(start)] == bit], sizes)
