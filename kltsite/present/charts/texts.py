"""Lines of text in a drawing, broken by an estimate that holds for the broadest of the usual page fonts."""

from __future__ import annotations

import re
import unicodedata

FONT = 14
LINE = 18
"""At a content width of 328 px (a phone of 360 px) the text is 12.8 px, at 480 px it is 18.7 px."""

_NOT_XML = "[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"  # compiled when a chart is drawn: it takes 3 ms


def wrap(text: str, width: float, size: int = FONT) -> list[str]:
    """Return the lines of a text, broken at spaces, and within a word only where it is wider than a line."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".lstrip()
        if width_of(longer, size) <= width:
            lines[-1] = longer
        else:
            lines += _pieces(word, width, size)
    return [line for line in lines if line]


def _pieces(word: str, width: float, size: int) -> list[str]:
    """Return a word in as many pieces as lines it needs."""
    pieces = [""]
    for character in word:
        if pieces[-1] and width_of(pieces[-1] + character, size) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces


def width_of(text: str, size: int = FONT) -> float:
    """Return the width of a text in Verdana or DejaVu Sans, the broadest of the usual page fonts, or more."""
    return size * sum(map(_advance, text))


def _advance(character: str) -> float:
    """Return the width of a character in em."""
    if character in " \u00a0.,ijl'":
        return 0.37
    if character in "frtI:;!|()[]/-":
        return 0.46
    if character in "mMW%@&+=<>#^~æœÆŒ¼½¾©®™‰–—…" or unicodedata.east_asian_width(character) in "WF":
        return 1.08
    # Beyond Latin (Cyrillic, Greek) small letters are about as broad as capitals.
    return 0.82 if character.isupper() or character == "w" or character > "\u024f" else 0.65


def one_space(text: str) -> str:
    """Return a text with each run of breaking white space as one space; no-break spaces stay."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ")


def require_text(*texts: str) -> None:
    """Raise `ValueError` for a text that shows nothing or that XML cannot hold."""
    for text in texts:
        if not text.strip() or re.search(_NOT_XML, text):
            raise ValueError(f"not a text that a page can show: {text!r}")
