"""Frames on other sites: the code that one copies, and how high a frame must be for the words in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from math import ceil

from msgspec import Struct

WIDTHS = (280, 360, 440, 520, 640)  # CSS pixels: the widths of frames that heights are reckoned for
WIDE = 440  # from here on the picture of a card stands beside its words: `embed.css` says the same

_REM = 17
_PAD, _GAP, _BESIDE = _REM, 0.5 * _REM, _REM
_PICTURE_ABOVE, _PICTURE_BESIDE, _COLUMN = 8 * _REM, 6 * _REM, 8 * _REM
_MOST = 40 * _REM  # no card is wider
_SPARE = 8  # pixels, for the line above the source and what is rounded


class Framed(Struct, frozen=True):
    """What others need to show a card: the code, a page to choose size and colours, the file for programs."""

    snippet: str
    choose: str
    oembed: str


class Face(Struct, frozen=True):
    """How a text is set in a card: its size in pixels, the height of a line, how much wider than plain text it runs."""

    size: float
    line: float
    wide: float = 1.0


TITLE = Face(1.25 * _REM, 1.2, 1.22)
TEXT = Face(_REM, 1.45, 1.05)
SMALL = Face(0.9 * _REM, 1.45, 1.08)


def snippet(source: str, title: str, height: int, width: str = "100%") -> str:
    """The code that shows the page at `source` in a frame; `width` as in HTML, `height` in CSS pixels."""
    size = f'width="{width}" height="{height}"'
    return f'<iframe src="{escape(source)}" title="{escape(title)}" {size} loading="lazy"></iframe>'


def card_heights(texts: Iterable[tuple[str, Face]]) -> tuple[int, ...]:
    """How high a card of these texts is at most in a frame of each of WIDTHS, in CSS pixels."""
    texts = tuple(texts)
    return tuple(_card_height(texts, width) for width in WIDTHS)


def height_at(heights: Sequence[int], width: int) -> int:
    """How high a frame of so many pixels must be, by the heights at WIDTHS."""
    return heights[max(0, bisect_right(WIDTHS, width) - 1)]


def _card_height(texts: tuple[tuple[str, Face], ...], width: int) -> int:
    room, above, least = min(width, _MOST) - 2 * _PAD, _PICTURE_ABOVE + _GAP, 0.0
    if width >= WIDE:
        room, above, least = room - _COLUMN - _BESIDE, 0.0, _PICTURE_BESIDE
    words = sum(lines(text, face, room) * face.size * face.line for text, face in texts) + _GAP * (len(texts) - 1)
    return ceil(2 * _PAD + above + max(words, least)) + _SPARE


def lines(text: str, face: Face, room: float) -> int:
    """The lines of a text at most, in a column of `room` pixels; what is longer than a line is broken anywhere."""
    full, used, count = room / (face.size * face.wide), 0.0, 1
    for word in text.split():
        length = _length(word)
        if used and used + _SPACE + length > full:
            count, used = count + 1, 0.0
        if length > full:
            more = ceil(length / (full - 1)) - 1  # a line that is broken within a word may lack a letter
            count, used = count + more, full
        else:
            used += length + (_SPACE if used else 0.0)
    return count


_SPACE = 0.25
_NARROW, _BROAD = frozenset("ijlItfr.,:;'’|!()[]-·"), frozenset("mwMWQ@%&—…")


@lru_cache(4096)
def _length(word: str) -> float:
    """The length of a word in em, rather too long than too short."""
    return sum(map(_advance, word))


@lru_cache(4096)
def _advance(letter: str) -> float:
    if letter in _NARROW:
        return 0.36
    if letter in _BROAD:
        return 0.96
    if ord(letter) > 0x2E7F:
        return 1.05
    return 0.68 if letter.isupper() else 0.56
