"""Words in pixels: the same as Pillow gives for them as a whole, letter by letter, in several fonts."""

from __future__ import annotations

from pathlib import Path

import matplotlib
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageFont

from kltsite.present import lettering
from tests.helpers import TEMPLATES

FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
SERIF, SANS, SYMBOLS = (str(FONTS / f"{name}.ttf") for name in ("DejaVuSerif-Bold", "DejaVuSans", "STIXSizFiveSymReg"))
HEADINGS = str(TEMPLATES / "assets/fonts/vollkorn-latin.woff2")
SIZES = (14.4, 30, 76)


def by_pillow(words: str, font: str, size: float, like: Image.Image) -> Image.Image:
    """The words as a whole, where `lettering.line` has them."""
    opened = ImageFont.truetype(font, size, layout_engine=ImageFont.Layout.BASIC)
    found = Image.new("L", like.size)
    place = (lettering.margin(size), round(size))
    ImageDraw.Draw(found).text(place, words, fill=255, font=opened, anchor="ls")
    return found


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("font", [SERIF, SANS, HEADINGS], ids=["serif", "sans", "headings"])
@given(words=st.text(st.characters(max_codepoint=0x24F, exclude_categories=["C", "M"]), max_size=12))
@example(words="To AVA, W. Ty: fffi")  # letters that draw near one another
@example(words="  j Å")
def test_letters_set_one_by_one_are_the_words_as_a_whole(font: str, size: float, words: str) -> None:
    line = lettering.line(words, (font,), size)
    assert ImageChops.difference(line, by_pillow(words, font, size, line)).getbbox() is None
    opened = ImageFont.truetype(font, size, layout_engine=ImageFont.Layout.BASIC)
    assert lettering.length(words, (font,), size) == pytest.approx(opened.getlength(words))


def test_letters_draw_near_one_another_where_their_font_says_so() -> None:
    assert lettering.length("AV", (SANS,), 76) < sum(lettering.length(letter, (SANS,), 76) for letter in "AV")


def test_they_do_so_too_where_the_font_was_read_anew() -> None:
    lettering._font_for.cache_clear()
    again = Path(SANS).read_bytes(), Path(SANS).read_bytes()  # as after each change in a preview
    for letter, font in zip("AV", again, strict=True):
        lettering.length(letter, (font,), 75)
    assert lettering.length("AV", (again[0],), 75) == lettering.length("AV", (SANS,), 75)


def test_a_letter_comes_from_the_first_font_that_has_it() -> None:
    assert lettering._font_for("a", (SERIF, SANS)) == SERIF
    assert lettering._font_for("a", (SYMBOLS, SANS)) == SANS
    assert lettering._font_for(" ", (SYMBOLS, SANS)) == SANS, "a font of symbols alone may lack the space"
    assert lettering._font_for("\ue999", (SYMBOLS, SANS)) == SYMBOLS
    assert lettering.length("ж a", (SYMBOLS, SANS), 30) == lettering.length("ж a", (SANS,), 30)


def test_letters_of_several_fonts_stand_side_by_side_on_one_line() -> None:
    own, other = "\u203e", "Hx"  # a line that the symbols have
    widths = [lettering.length(own, (SYMBOLS,), 30), lettering.length(other, (SANS,), 30)]
    assert lettering.length(own + other, (SYMBOLS, SANS), 30) == sum(widths)
    both = lettering.line(own + other, (SYMBOLS, SANS), 30)
    assert len({both.size, lettering.line(other, (SANS,), 30).size}) == 2
    right = both.crop((lettering.margin(30) + round(widths[0]), 0, *both.size))
    alone = lettering.line(other, (SANS,), 30)
    assert right.getbbox() is not None
    assert ImageChops.difference(right, alone.crop((lettering.margin(30), 0, *alone.size))).getbbox() is None


def test_nothing_is_drawn_of_nothing() -> None:
    assert lettering.length("", (SANS,), 30) == 0
    assert lettering.line("   ", (SANS,), 30).getbbox() is None


def test_a_file_that_is_no_font_is_refused() -> None:
    with pytest.raises(OSError, match=r"stream|format"):
        lettering.line("a", (b"no font",), 30)


def test_a_font_may_be_a_file_or_what_is_in_it() -> None:
    whole = Path(SANS).read_bytes()
    assert lettering.line("Werkstatt", (whole,), 30).tobytes() == lettering.line("Werkstatt", (SANS,), 30).tobytes()


def test_a_letter_is_drawn_once_whatever_the_words() -> None:
    lettering._letter.cache_clear()
    for words in ("Otto", "toOt", "tO"):
        lettering.line(words, (SERIF,), 17)
    assert lettering._letter.cache_info().misses == len({*"Otto"})
