"""A picture in numbers of colours -> PNG (W3C, third edition).

Pillow hands each row on by itself, which takes longer than the rest of its writing. zlib only looks for repeated
colours here, of which flat pictures have the most; of that zlib and zlib-ng make the same bytes.
"""

from __future__ import annotations

import zlib
from struct import pack
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

SIGNATURE = b"\x89PNG\r\n\x1a\n"  # what every PNG begins with
_OF_A_PALETTE = (8, 3, 0, 0, 0)  # bits of a number, colour type, compression, filters, no interlace
_LEVEL, _MEMORY = 1, 5  # of zlib: small blocks, each with codes of its own
_BYTES = 1 << 16  # packed at one time


def png(numbers: Image.Image, palette: bytes) -> bytes:
    """The PNG of a picture (mode L); `palette` has three bytes for each colour in the order of their numbers."""
    wide, high = numbers.size
    chunks = {
        b"IHDR": pack(">II5B", wide, high, *_OF_A_PALETTE),
        b"PLTE": palette,
        b"IDAT": _packed(numbers, wide, high),
        b"IEND": b"",
    }
    return SIGNATURE + b"".join(
        pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data)) for kind, data in chunks.items()
    )


def _packed(numbers: Image.Image, wide: int, high: int) -> bytes:
    """The rows, before each a 0, which says that it is as it is; some at a time, as more take new memory each time."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS, _MEMORY, zlib.Z_RLE)
    some = max(1, _BYTES // wide)
    found = [packer.compress(b"\0")]
    for top in range(0, high, some):
        below = min(top + some, high)
        rows = numbers.crop((0, top, wide, below)).tobytes("raw", "L", wide + 1)  # with a 0 behind each
        found.append(packer.compress(rows if below < high else rows[:-1]))
    return b"".join((*found, packer.flush()))
