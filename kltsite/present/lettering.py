"""Words in pixels: a letter is drawn once, and then set beside others for every word that has it.

The pixels are those that Pillow gives for the whole words, in a twentieth of the time.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from math import ceil, floor
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from PIL import Image, ImageFont

Font: TypeAlias = bytes | str
"""A font file (TrueType, OpenType, WOFF2): what is in it, or where it is."""

_PROBED = 30  # pixels: at which size a font is asked what it has


@lru_cache(4096)  # what pictures say is mostly made of the same labels
def length(words: str, fonts: tuple[Font, ...], size: float) -> float:
    """How wide the words are, in pixels."""
    return sum(step for _, _, step in _steps(words, fonts, size))


def margin(size: float) -> int:
    """How far the first letter stands from the left of its line, as letters may reach over: a quarter of their size."""
    return int(size // 4)


@lru_cache(256)  # the lines that stand on every picture, and those of labels, which make many
def line(words: str, fonts: tuple[Font, ...], size: float) -> Image.Image:
    """The words on one line: how much of each pixel they cover, from 0 to 255.

    The baseline is `size` pixels below the top; of several fonts the first that has a letter draws it. Raises OSError
    for a file that is no font.
    """
    from PIL import Image

    x = float(margin(size))
    found = Image.new("L", (ceil(length(words, fonts, size)) + 2 * margin(size), 2 * round(size)))
    for font, letter, step in _steps(words, fonts, size):
        drawn, left, top = _letter(font, size, letter)
        if drawn:
            found.paste(255, (floor(x + 0.5) + left, round(size) + top), drawn)
        x += step
    return found


def _steps(words: str, fonts: tuple[Font, ...], size: float) -> Iterator[tuple[Font, str, float]]:
    """Each letter with its font, and how far it is to the next one; only those of one font draw near one another."""
    drawn = [(_font_for(letter, fonts), letter) for letter in words]
    for (font, letter), (next_font, after) in pairwise([*drawn, (b"", "")]):
        yield font, letter, _step(font, size, letter, after if font == next_font else "")


@lru_cache(16_384)
def _step(font: Font, size: float, letter: str, after: str) -> float:
    opened = _opened(font, size)
    return opened.getlength(letter + after) - opened.getlength(after)


@lru_cache(2048)
def _letter(font: Font, size: float, letter: str) -> tuple[Image.Image | None, int, int]:
    """One letter, and where it stands from its place on the baseline; None where there is nothing to see."""
    from PIL import Image, ImageDraw

    opened = _opened(font, size)
    left, top, right, low = map(round, opened.getbbox(letter, anchor="ls"))
    if left >= right or top >= low:
        return None, 0, 0
    found = Image.new("L", (right - left, low - top))
    ImageDraw.Draw(found).text((-left, -top), letter, fill=255, font=opened, anchor="ls")
    return found, left, top


@lru_cache(4096)
def _font_for(letter: str, fonts: tuple[Font, ...]) -> Font:
    """The first font that has the letter; what none has is left to the first."""
    if len(fonts) == 1:
        return fonts[0]
    probe = "n" if letter.isspace() else letter  # a font for another script may lack the space
    return next((font for font in fonts if _has(font, probe)), fonts[0])


def _has(font: Font, letter: str) -> bool:
    """Whether the font has its own form for the letter, not the box that stands for any it lacks."""
    opened = _opened(font, _PROBED)
    return bytes(opened.getmask(letter)) != bytes(opened.getmask("\U0010fffe"))


@lru_cache(64)
def _opened(font: Font, size: float) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    # The other engine needs a library that not every machine has, and would draw other bytes where it is there.
    file = BytesIO(font) if isinstance(font, bytes) else font
    return ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)
