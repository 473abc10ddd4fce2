"""Link preview images: what other sites show where somebody links to an entry. 1200 × 630 pixels, drawn in two inks.

A preview is drawn in numbers of colours rather than in colours: two inks, each in a few strengths, and two ramps for
letters. So the edges are smooth, where the inks overlap they make the third colour, and no picture has to be reduced
to a palette afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from hashlib import blake2b
from math import ceil, floor
from struct import pack
from typing import TYPE_CHECKING, Literal, TypeAlias

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kltsite.libraries import version
from kltsite.present import Store, kept, lettering
from kltsite.present.png import SIGNATURE, png

if TYPE_CHECKING:
    from PIL import Image

WIDTH, HEIGHT = 1200, 630  # pixels, as Open Graph has it
MARGIN, COLUMN, EMBLEM = 64, 640, 424  # pixels: around all, of the text, of the emblem's side
BAND = 24  # pixels, at the foot
TITLE_SIZES = (76, 68, 60, 54, 48, 42)  # pixels; the first at which the title fits
TITLE_LINES = 3
SMALL, LEADING = 30, 1.16  # pixels; lines per size
FINE = 4  # edges are drawn so many times finer
STRENGTHS, RAMP = 8, 16  # of an ink, of a letter's edge

FONTS = "assets/fonts/"

_VERSION = 4  # raised whenever the same preview is drawn in another way

Point: TypeAlias = tuple[float, float]
Polygon: TypeAlias = tuple[Point, ...]  # closed; x to the right and y down, from 0 to 100
Ink: TypeAlias = Literal["cci", "sme", "both"]
Colour: TypeAlias = tuple[int, int, int]


class Shape(Struct, frozen=True):
    """A flat form of an emblem in one ink or in both; a polygon within another is a hole."""

    ink: Ink
    polygons: tuple[Polygon, ...]


class Palette(Struct, frozen=True):
    """The colours of a preview; `both` is where the inks overlap."""

    ground: Colour = (251, 250, 245)
    ink: Colour = (20, 36, 26)
    soft: Colour = (75, 90, 80)
    cci: Colour = (255, 201, 51)
    sme: Colour = (47, 111, 224)
    both: Colour = (47, 87, 45)


INKS = Palette()


class Preview(Struct, frozen=True):
    """What one preview shows; without a title the pair stands in its place."""

    title: str
    pair: str  # who meets whom: Design industry × Manufacturing
    place: str
    site: str
    shapes: tuple[Shape, ...]
    palette: Palette = INKS


class Typefaces(Struct, frozen=True):
    """Font files (TrueType, OpenType, WOFF2): of several the first that has a letter draws it."""

    display: tuple[bytes, ...]
    text: tuple[bytes, ...]


def draw(preview: Preview, faces: Typefaces) -> bytes:
    """The preview as a PNG of few colours. Raises OSError for a file that is no font."""
    from PIL import Image

    canvas = Image.new("L", (WIDTH, HEIGHT))
    emblem = _emblem(preview.shapes)
    canvas.paste(emblem, (WIDTH - MARGIN - EMBLEM, (HEIGHT - BAND - EMBLEM) // 2))
    _draw_band(canvas)
    heading, kicker = (preview.title, preview.pair) if preview.title else (preview.pair, "")
    size, lines = _fitted(heading, faces.display)
    small = [(kicker, MARGIN), (preview.site, HEIGHT - BAND - MARGIN // 2 - SMALL)]
    top = MARGIN + (2 * SMALL if kicker else 0)
    for number, line in enumerate(lines):
        _write(canvas, line, faces.display, size, top + round(number * size * LEADING), _INK)
    small.append((preview.place, top + round(len(lines) * size * LEADING) + SMALL // 2))
    for words, y in small:
        _write(canvas, _cut(words, faces.text, SMALL), faces.text, SMALL, y, _SOFT)
    return png(canvas, _colours(preview.palette))


# ---- colours by number

_OVER = STRENGTHS - 1  # full strength
_INK, _SOFT = STRENGTHS * STRENGTHS, STRENGTHS * STRENGTHS + RAMP


def _number(cci: int, sme: int) -> int:
    """The number of the colour that the two inks make, each in a strength from 0 to 7."""
    return cci * STRENGTHS + sme


@lru_cache(8)
def _colours(palette: Palette) -> bytes:
    """All colours in the order of their numbers. Overlapping inks mix by area, as Neugebauer has it."""
    found: list[Colour] = []
    for cci in range(STRENGTHS):
        for sme in range(STRENGTHS):
            a, b = cci / _OVER, sme / _OVER
            shares = ((1 - a) * (1 - b), a * (1 - b), (1 - a) * b, a * b)
            found.append(_mixed((palette.ground, palette.cci, palette.sme, palette.both), shares))
    for letters in (palette.ink, palette.soft):
        for step in range(RAMP):
            share = step / (RAMP - 1)
            found.append(_mixed((palette.ground, letters), (1 - share, share)))
    return bytes(value for colour in found for value in colour)


def _mixed(colours: Sequence[Colour], shares: Sequence[float]) -> Colour:
    red, green, blue = (
        round(sum(colour[at] * share for colour, share in zip(colours, shares, strict=True))) for at in range(3)
    )
    return red, green, blue


def _draw_band(canvas: Image.Image) -> None:
    """The foot: both inks across the page, overlapping in the middle."""
    top, overlap = HEIGHT - BAND, WIDTH // 12
    middle = WIDTH // 2
    canvas.paste(_number(_OVER, 0), (0, top, middle + overlap, HEIGHT))
    canvas.paste(_number(0, _OVER), (middle - overlap, top, WIDTH, HEIGHT))
    canvas.paste(_number(_OVER, _OVER), (middle - overlap, top, middle + overlap, HEIGHT))


@lru_cache(16)
def _emblem(shapes: tuple[Shape, ...]) -> Image.Image:
    """The emblem in numbers of colours."""
    from PIL import ImageChops

    cci = _inked(tuple(shape for shape in shapes if shape.ink != "sme"), _number(1, 0))
    sme = _inked(tuple(shape for shape in shapes if shape.ink != "cci"), _number(0, 1))
    return ImageChops.add(cci, sme)


@lru_cache(64)  # few forms make many emblems
def _inked(shapes: tuple[Shape, ...], number: int) -> Image.Image:
    """How strong an ink is in each pixel, by how much of it the shapes cover, in multiples of a number."""
    from PIL import Image, ImageChops

    found = Image.new("L", (EMBLEM, EMBLEM))
    for shape in shapes:
        polygons = [one for one in shape.polygons if len(one) > 2]
        if not polygons:
            continue
        covered, box = _drawn(polygons)
        found.paste(ImageChops.lighter(found.crop(box), covered), box)
    return found.point([(covered * _OVER + 127) // 255 * number for covered in range(256)])


def _drawn(shape: Sequence[Polygon]) -> tuple[Image.Image, tuple[int, int, int, int]]:
    """How much of each pixel a shape covers, and the box of those pixels; no others are looked at."""
    from PIL import Image, ImageChops, ImageDraw

    polygons = [[(x * EMBLEM / 100, y * EMBLEM / 100) for x, y in one] for one in shape]
    points = [point for polygon in polygons for point in polygon]
    left, top = (max(0, floor(min(one)) - 1) for one in zip(*points, strict=True))
    right, low = (min(EMBLEM, ceil(max(one)) + 2) for one in zip(*points, strict=True))
    fine = ((right - left) * FINE, (low - top) * FINE)
    whole = Image.new("1", fine)
    for polygon in polygons:
        piece = Image.new("1", fine)
        ImageDraw.Draw(piece).polygon([((x - left) * FINE, (y - top) * FINE) for x, y in polygon], fill=1)
        whole = ImageChops.logical_xor(whole, piece)
    return whole.convert("L").reduce(FINE), (left, top, right, low)


# ---- letters


def _fitted(words: str, fonts: tuple[bytes, ...]) -> tuple[int, list[str]]:
    """The largest size at which the words fit, and their lines; at the smallest they end in an ellipsis."""
    size, lines = TITLE_SIZES[0], list[str]()
    for size in TITLE_SIZES:
        lines = _wrapped(words.split(), fonts, size)
        if len(lines) <= TITLE_LINES and all(lettering.length(line, fonts, size) <= COLUMN for line in lines):
            return size, lines
    if len(lines) > TITLE_LINES:
        lines = [*lines[: TITLE_LINES - 1], f"{lines[TITLE_LINES - 1]} {lines[TITLE_LINES]}"]
    return size, [_cut(line, fonts, size) for line in lines]


def _wrapped(words: Sequence[str], fonts: tuple[bytes, ...], size: int) -> list[str]:
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and lettering.length(longer, fonts, size) <= COLUMN:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _cut(words: str, fonts: tuple[bytes, ...], size: int) -> str:
    """The words, or as many of their letters as fit with an ellipsis."""
    if lettering.length(words, fonts, size) <= COLUMN:
        return words
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        fits = lettering.length(f"{words[:middle].rstrip()}…", fonts, size) <= COLUMN
        low, high = (middle, high) if fits else (low, middle - 1)
    return f"{words[:low].rstrip()}…"


def _write(canvas: Image.Image, words: str, fonts: tuple[bytes, ...], size: int, top: int, ramp: int) -> None:
    """Put a line of words on the canvas in the colours of a ramp."""
    from PIL import ImageChops

    if words:
        numbers = lettering.line(words, fonts, size).point(_numbers(ramp))
        left = MARGIN - lettering.margin(size)
        box = (left, top, left + numbers.width, top + numbers.height)
        canvas.paste(ImageChops.lighter(canvas.crop(box), numbers), box)


@cache
def _numbers(ramp: int) -> list[int]:
    """The number of the colour for each share of a pixel that letters cover, from 0 to 255."""
    return [0 if value < 8 else ramp + value * (RAMP - 1) // 255 for value in range(256)]


# ---- kept from one build to the next


def preview_key(preview: Preview, faces: Typefaces) -> str:
    """What a preview depends on, as a name: the same key, the same bytes."""
    words = repr((_VERSION, version("pillow"), replace(preview, shapes=()))).encode(errors="surrogatepass")
    shapes = msgspec.json.encode(preview.shapes)  # repr tells many numbers as fully, in five times the time
    return blake2b(words + shapes, digest_size=16, key=_faces_key(faces)).hexdigest()


@lru_cache(4)
def _faces_key(faces: Typefaces) -> bytes:
    digest = blake2b(digest_size=32)
    for data in (*faces.display, b"", *faces.text):
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.digest()


def kept_preview(preview: Preview, faces: Typefaces, store: Store | None) -> bytes:
    """A preview, from the store where it has it whole."""
    return kept(store, preview_key(preview, faces), _is_preview, lambda: draw(preview, faces))


def _is_preview(data: bytes) -> bool:
    """Whether these bytes begin and end as a preview does: looked at without Pillow, which takes long to load."""
    size, colours = data[16:24], data[25:26]
    begins = data.startswith(SIGNATURE) and data[12:16] == b"IHDR" and colours == b"\x03"  # of a palette
    return begins and size == pack(">II", WIDTH, HEIGHT) and data.endswith(b"IEND\xaeB`\x82")


def typefaces(templates: Mapping[str, bytes]) -> Typefaces | None:
    """The site's own faces among the templates' fonts: Vollkorn for titles, Source Sans for the rest.

    None where one of the two is missing.
    """
    fonts = [(name, data) for name, data in sorted(templates.items()) if name.startswith(FONTS)]
    upright = [(name.lower(), data) for name, data in fonts if name.endswith(".woff2") and "italic" not in name]
    display = tuple(data for name, data in upright if "vollkorn" in name)
    text = tuple(data for name, data in upright if "source-sans" in name)
    return Typefaces(display, text) if display and text else None
