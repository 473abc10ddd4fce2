"""PNG: what Pillow reads of it is what was written, however large."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kltsite.present.png import png

PALETTE = bytes(range(256)) * 3


def read(data: bytes) -> Image.Image:
    found = Image.open(BytesIO(data))
    found.load()
    return found


def rows(data: bytes) -> bytes:
    """What is packed, and every check of it."""
    chunks, place = dict[bytes, bytes](), 8
    while place < len(data):
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        chunks[kind], check = data[place + 8 : place + 8 + length], data[place + 8 + length : place + 12 + length]
        assert struct.unpack(">I", check) == (zlib.crc32(kind + chunks[kind]),)
        place += 12 + length
    assert [*chunks] == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    return zlib.decompress(chunks[b"IDAT"])


@given(st.integers(1, 9), st.binary(min_size=1, max_size=90))
def test_every_pixel_has_its_number(wide: int, data: bytes) -> None:
    high = -(-len(data) // wide)
    numbers = Image.frombytes("L", (wide, high), data.ljust(wide * high, b"\0"))
    found = read(png(numbers, PALETTE))
    assert (found.mode, found.size, found.tobytes()) == ("P", numbers.size, numbers.tobytes())


@pytest.mark.parametrize("size", [(1, 70_000), (70_000, 3), (1200, 630), (65_536, 1), (255, 257), (256, 512)])
def test_a_picture_may_have_any_size(size: tuple[int, int]) -> None:
    numbers = Image.linear_gradient("L").resize(size)
    written, (wide, high), data = png(numbers, PALETTE), size, numbers.tobytes()
    assert read(written).tobytes() == data
    assert rows(written) == b"".join(b"\0" + data[wide * row : wide * row + wide] for row in range(high))


def test_each_number_has_its_colour() -> None:
    numbers = Image.frombytes("L", (3, 1), bytes([0, 2, 1]))
    colours = read(png(numbers, bytes([10, 20, 30, 40, 50, 60, 70, 80, 90]))).convert("RGB")
    assert [colours.getpixel((x, 0)) for x in range(3)] == [(10, 20, 30), (70, 80, 90), (40, 50, 60)]
