"""A picture as PNG, 1600 px wide, painted by Pillow in the letters that come with matplotlib: same key, same bytes.

It is painted in numbers of colours rather than in colours, as it has few: nothing has to be reduced to a palette.

A painting may come from a cache that others can write to, and nobody can read a number out of its pixels. So
`is_painting` lets through what is a PNG of the right size and nothing else: no text, no link, no second file behind it.
"""

from __future__ import annotations

import hashlib
import math
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from typing import TYPE_CHECKING

from kltsite.libraries import version
from kltsite.present import lettering
from kltsite.present.charts.palette import GROUND, Paint, paint_of
from kltsite.present.charts.picture import Dot, Picture, Rect, Shape, Stroke, Words, visible
from kltsite.present.png import SIGNATURE, png

if TYPE_CHECKING:
    from PIL import Image

PAINTING = 5
"""Raise by hand whenever `paint` would paint the same picture otherwise."""

PIXELS = 1600
MOST = 255  # the highest number of a colour, and a pixel that is wholly covered
FINE = 4  # edges that are neither level nor upright are drawn so many times finer
CORNERS = 90  # of a circle
SHADES = 14  # steps from one colour to another, at a smooth edge

_CHUNKS = {b"IHDR", b"PLTE", b"IDAT", b"IEND"}

Point = tuple[float, float]
Colour = tuple[int, ...]
Number = int  # of a colour


def painting_key(picture: Picture) -> str:
    """Return the hex digest of all that `paint` depends on."""
    libraries = version("pillow"), version("matplotlib")
    told = repr((PAINTING, libraries, picture, [paint_of(shape.role) for shape in visible(picture)]))
    return hashlib.sha256(told.encode()).hexdigest()


def paint(picture: Picture) -> bytes:
    """Return the picture as PNG."""
    brush = _Brush(picture)
    for shape in visible(picture):
        brush.put(shape)
    return brush.painted()


class _Brush:
    """Puts shapes on a canvas in numbers of colours, so many pixels for each unit of the picture."""

    def __init__(self, picture: Picture) -> None:
        from PIL import Image

        self._scale, self._hue = PIXELS / picture.width, picture.hue
        self._canvas = Image.new("L", (PIXELS, round(float(picture.height) * self._scale)))
        flat = dict.fromkeys(colour for shape in visible(picture) for colour in self._inks(shape) if colour)
        self._colours = {colour: number for number, colour in enumerate({_rgb(GROUND): None} | flat)}
        self._shades = len(self._colours)  # they have the numbers from here on
        self._edges: dict[tuple[Number, Colour], bytes] = {}

    def painted(self) -> bytes:
        """The canvas as PNG."""
        return png(self._canvas, bytes(value for colour in self._colours for value in colour))

    def put(self, shape: Shape) -> None:
        paint_, (fill, line) = paint_of(shape.role), self._inks(shape)
        x, y = self._at(shape.x), self._at(shape.y)
        match shape:
            case Words():
                self._words(shape, x, y, _font(paint_.bold), shape.size * self._scale, fill)
            case Dot() if fill:
                self._smooth(_circle(x, y, self._at(shape.radius)), fill)
            case Rect():
                right, low = self._at(shape.x + shape.width), self._at(shape.y + shape.height)
                if fill:
                    self._block(x, y, right, low, fill)
                if line:
                    corners = (x, y), (right, y), (right, low), (x, low), (x, y)
                    self._lines(pairwise(corners), paint_, line)
            case Stroke() if line:
                whole = (x, y), (self._at(shape.to_x), self._at(shape.to_y))
                dash = [float(part) * self._scale for part in paint_.dash.split()]
                self._lines(_dashes(*whole, *dash) if dash else [whole], paint_, line)

    def _inks(self, shape: Shape) -> tuple[Colour, Colour]:
        """The colours of what is filled and of lines; () for what is not painted."""
        paint_ = paint_of(shape.role)
        return _rgb(paint_.colour(paint_.fill, self._hue)), _rgb(paint_.colour(paint_.stroke, self._hue))

    def _at(self, units: Decimal) -> float:
        return float(units) * self._scale

    def _words(self, shape: Words, x: float, y: float, font: str, size: float, colour: Colour) -> None:
        """One line of text from its baseline; a letter that the font lacks is shown as its box."""
        from PIL import Image

        letters = lettering.line(shape.text, (font,), size)
        wide = lettering.length(shape.text, (font,), size)
        along = {"start": 0.0, "middle": wide / 2, "end": wide}[shape.anchor] + lettering.margin(size)
        if shape.turned:
            upwards = letters.transpose(Image.Transpose.ROTATE_90)
            self._cover(upwards, round(x) - round(size), round(y + along) - upwards.height, colour)
        else:
            self._cover(letters, round(x - along), round(y) - round(size), colour)

    def _lines(self, lines: Iterable[tuple[Point, Point]], paint_: Paint, colour: Colour) -> None:
        half = float(paint_.width) * self._scale / 2
        for (x, y), (to_x, to_y) in lines:
            if x == to_x:
                self._block(x - half, min(y, to_y), x + half, max(y, to_y), colour)
            elif y == to_y:
                self._block(min(x, to_x), y - half, max(x, to_x), y + half, colour)
            else:
                share = half / math.dist((x, y), (to_x, to_y))
                aside, down = (to_y - y) * share, (x - to_x) * share
                ends = (x + aside, y + down), (to_x + aside, to_y + down), (to_x - aside, to_y - down)
                self._smooth([*ends, (x - aside, y - down)], colour)

    def _block(self, left: float, top: float, right: float, low: float, colour: Colour) -> None:
        """A rectangle of whole pixels, at least one wide and high."""
        x, y = round(left), round(top)
        box = (x, y, x + max(1, round(right - left)), y + max(1, round(low - top)))
        self._canvas.paste(self._colours[colour], box)

    def _smooth(self, outline: Sequence[Point], colour: Colour) -> None:
        """A form with any outline, drawn finer and made smaller."""
        from PIL import Image, ImageDraw

        left, top = (math.floor(min(places)) - 1 for places in zip(*outline, strict=True))
        right, low = (math.ceil(max(places)) + 1 for places in zip(*outline, strict=True))
        form = Image.new("L", ((right - left) * FINE, (low - top) * FINE))
        ImageDraw.Draw(form).polygon([((x - left) * FINE, (y - top) * FINE) for x, y in outline], fill=255)
        self._cover(form.reduce(FINE), left, top, colour)

    def _cover(self, covered: Image.Image, left: int, top: int, colour: Colour) -> None:
        """Lay a colour over part of the canvas: over all of a pixel, or over the share of it that is covered."""
        from PIL import Image

        box = (left, top, left + covered.width, top + covered.height)
        below, shares = self._canvas.crop(box), covered.tobytes()
        numbers = [number for number, pixels in enumerate(below.histogram()) if pixels]
        for number in numbers:
            laid = Image.frombytes("L", covered.size, shares.translate(self._edge(number, colour)))
            alone = len(numbers) == 1
            where = None if alone else below.point([MOST if one == number else 0 for one in range(MOST + 1)])
            self._canvas.paste(laid, box, where)

    def _edge(self, below: Number, colour: Colour) -> bytes:
        """The numbers that a colour makes with the one below it, for each share of a pixel that is covered.

        With a shade it makes no further ones, of which there would be no end.
        """
        if (below, colour) not in self._edges:
            under, steps = [*self._colours][below], SHADES if below < self._shades else 1
            made = [self._number(_between(under, colour, step / steps)) for step in range(steps + 1)]
            self._edges[below, colour] = bytes(made[round(share * steps / MOST)] for share in range(MOST + 1))
        return self._edges[below, colour]

    def _number(self, colour: Colour) -> Number:
        """The number of a colour; where there are as many as there can be, that of the one which is most like it."""
        if colour not in self._colours and len(self._colours) > MOST:
            return min(self._colours.items(), key=lambda one: math.dist(one[0], colour))[1]
        return self._colours.setdefault(colour, len(self._colours))


def _rgb(colour: str) -> Colour:
    return tuple(bytes.fromhex(colour.removeprefix("#")))


def _between(one: Colour, other: Colour, share: float) -> Colour:
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))


def _circle(x: float, y: float, radius: float) -> list[Point]:
    turns = (turn * math.tau / CORNERS for turn in range(CORNERS))
    return [(x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns]


def _dashes(start: Point, end: Point, drawn: float, left_out: float) -> Iterator[tuple[Point, Point]]:
    """The pieces of a dashed line."""
    length = math.dist(start, end)

    def point(at: float) -> Point:
        share = min(at, length) / length
        return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share

    for number in range(math.ceil(length / (drawn + left_out))):
        at = number * (drawn + left_out)
        yield point(at), point(at + drawn)


@cache
def _font(bold: bool) -> str:
    """Where DejaVu Sans is, as matplotlib brings it along: the broadest of the fonts that lines are broken for."""
    found = find_spec("matplotlib")  # importing it would take longer than the painting
    assert found is not None and found.submodule_search_locations, "matplotlib is one of our requirements"
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return f"{found.submodule_search_locations[0]}/mpl-data/fonts/ttf/{name}"


def is_painting(data: bytes) -> bool:
    """Whether it is a PNG as `paint` makes them: 1600 px wide, of few kinds of chunks, with nothing behind its end."""
    if not data.startswith(SIGNATURE):
        return False
    kinds: list[bytes] = []
    place = len(SIGNATURE)
    while place + 12 <= len(data) and kinds[-1:] != [b"IEND"]:
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        body = data[place + 4 : place + 8 + length]
        check = data[place + 8 + length : place + 12 + length]
        if kind not in _CHUNKS or check != struct.pack(">I", zlib.crc32(body)):
            return False
        kinds.append(kind)
        place += 12 + length
    wide = struct.unpack(">I", data[16:20])[0] if kinds[:1] == [b"IHDR"] else 0
    return wide == PIXELS and kinds[-1] == b"IEND" and place == len(data)
