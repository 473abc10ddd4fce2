"""Pictures seen from outside: their kind, their size, and what keeps one out. Nothing here decodes a picture."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import Literal

from msgspec import Struct

from kltsite.problems import Finding, Path

Kind = Literal["jpeg", "png", "webp", "avif"]

MEGAPIXELS = 50
MAX_PIXELS = MEGAPIXELS * 1_000_000
MAX_SIDE = 16_383  # pixels: more than that WebP cannot hold
SCANS = 100  # times that a JPEG may go over itself to become sharper; ten are usual, and each takes its time
ENDINGS: dict[Kind, tuple[str, ...]] = {
    "jpeg": (".jpg", ".jpeg"),
    "png": (".png",),
    "webp": (".webp",),
    "avif": (".avif",),
}

_NAMES: dict[Kind, str] = {"jpeg": "JPEG", "png": "PNG", "webp": "WebP", "avif": "AVIF"}
_SIGNATURES: tuple[tuple[bytes, int, Kind], ...] = (
    (b"\xff\xd8\xff", 0, "jpeg"),
    (b"\x89PNG\r\n\x1a\n", 0, "png"),
    (b"WEBP", 8, "webp"),
    (b"ftypavif", 4, "avif"),
    (b"ftypavis", 4, "avif"),
)
_SCAN = b"\xff\xda"  # how each begins; within one, no two bytes are these
_MARKS = (b"<script", b"<html", b"<!doctype", b"<?php", b"%pdf-1", b"http://www.w3.org/2000/svg")
_ARCHIVE, _ARCHIVE_END = b"PK\x05\x06", 65_557  # how every zip ends: within so many bytes of its end


class Header(Struct, frozen=True):
    """What a picture says of itself; width and height in pixels, before it is turned upright."""

    kind: Kind
    width: int
    height: int
    mode: str  # Pillow's word for its colours: RGB, CMYK, P
    moves: bool
    carries: frozenset[str]  # what it holds beside its pixels, by Pillow's names: exif, xmp


def kind_of(data: bytes) -> Kind | None:
    """The kind by the first bytes, whatever the name says; None for anything else."""
    return next((kind for start, at, kind in _SIGNATURES if data[at : at + len(start)] == start), None)


def header(data: bytes) -> Header | Literal["broken", "pixels"]:
    """What the picture says of itself, or why that cannot be read."""
    from PIL import Image  # 35 ms that only a folder with pictures pays

    kind = kind_of(data)
    if kind is None:
        return "broken"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of its size, which is our business
            with Image.open(BytesIO(data), formats=[kind]) as image:
                width, height = image.size
                moves = kind != "jpeg" and bool(getattr(image, "is_animated", False))  # phones add a small twin
                carries = frozenset(str(key) for key in image.info)
                return Header(kind, width, height, image.mode, moves, carries) if width and height else "broken"
    except Image.DecompressionBombError:
        return "pixels"
    except Exception:  # a damaged picture raises whatever its reader stumbles over
        return "broken"


def findings(data: bytes, file: str, path: Path) -> Iterator[Finding]:
    """What keeps the picture `file` out; `path` is the field that names it."""
    kind = kind_of(data)
    if kind is None:
        yield Finding("KLT803/kind", path)
        return
    if not file.lower().endswith(ENDINGS[kind]):
        yield Finding("KLT807/ending", path, {"kind": _NAMES[kind], "ending": ENDINGS[kind][0]})
    mark = _mark(data)
    if mark:
        yield Finding("KLT809/more", path, {"mark": mark})
    seen = header(data) if data.count(_SCAN) <= SCANS or kind != "jpeg" else "broken"
    if isinstance(seen, Header):
        yield from _of_header(seen, path)
    elif seen == "pixels":
        yield Finding("KLT806/pixels", path, {"limit": MEGAPIXELS})
    else:
        yield Finding("KLT805/broken", path)


def _of_header(seen: Header, path: Path) -> Iterator[Finding]:
    if max(seen.width, seen.height) > MAX_SIDE:
        yield Finding("KLT806/side", path, {"width": seen.width, "height": seen.height, "limit": MAX_SIDE})
    elif seen.width * seen.height > MAX_PIXELS:
        yield Finding("KLT806/pixels", path, {"limit": MEGAPIXELS})
    if seen.moves:
        yield Finding("KLT808/moves", path)
    if seen.mode == "CMYK":
        yield Finding("KLT810/print", path)


def _mark(data: bytes) -> str:
    """The beginning of another kind of file within the picture; "" where there is none."""
    if _ARCHIVE in data[-_ARCHIVE_END:]:
        return "PK"
    lower = data.lower()
    return next((mark.decode() for mark in _MARKS if mark in lower), "")
