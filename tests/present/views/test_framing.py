"""How high a frame must be for the words in it."""

from __future__ import annotations

from html import unescape
from itertools import pairwise

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kltsite.present.views.framing import SMALL, TEXT, TITLE, WIDTHS, Face, card_heights, height_at, lines, snippet

texts = st.lists(st.tuples(st.text(max_size=80), st.sampled_from([TITLE, TEXT, SMALL])), max_size=5)


@given(texts)
def test_a_wider_frame_is_never_higher_once_pictures_and_words_stand_side_by_side(
    given_: list[tuple[str, Face]],
) -> None:
    narrow, wide = [], []
    for width, height in zip(WIDTHS, card_heights(given_), strict=True):
        (wide if width >= 440 else narrow).append(height)
    assert all(before >= after for heights in (narrow, wide) for before, after in pairwise(heights))


@given(st.text(max_size=200), st.text(max_size=50), st.sampled_from([TITLE, TEXT, SMALL]))
def test_more_words_never_take_fewer_lines(text: str, more: str, face: Face) -> None:
    assert 1 <= lines(text, face, 250) <= lines(f"{text} {more}", face, 250)


@given(st.integers(1, 4000))
def test_a_width_between_two_has_the_height_of_the_narrower_one(width: int) -> None:
    heights = (500, 400, 300, 200, 100)
    assert height_at(heights, width) == heights[max([0, *(at for at, one in enumerate(WIDTHS) if one <= width)])]


def test_words_are_broken_into_lines_and_a_long_one_within() -> None:
    assert lines("", TEXT, 250) == 1
    assert lines("one two", TEXT, 250) == 1
    assert lines("word " * 30, TEXT, 250) > 5
    assert lines("W" * 290, TEXT, 250) > 18


@pytest.mark.parametrize("title", ['A "quoted" <b>title</b> & more', "'single' – plain"])
def test_the_code_is_one_frame_whatever_the_title_is(title: str) -> None:
    (frame,) = lxml.html.fragments_fromstring(snippet("https://example.org/a.html#dark", title, 300))
    assert dict(frame.attrib) == {
        "src": "https://example.org/a.html#dark",
        "title": title,
        "width": "100%",
        "height": "300",
        "loading": "lazy",
    }
    assert unescape(snippet("", title, 1)).count("<iframe") == 1
