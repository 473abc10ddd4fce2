"""The arithmetic of colours, held against published numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.quality.colours import SIGHTS, Colour, contrast, distance, seen

BLACK, WHITE, RED, GREEN = (0, 0, 0), (255, 255, 255), (255, 0, 0), (0, 255, 0)

colours = st.tuples(*[st.integers(0, 255)] * 3)
sights = st.sampled_from(["", *SIGHTS])


def test_black_on_white_has_the_highest_contrast_and_the_lightest_passing_grey_is_known() -> None:
    assert contrast(BLACK, WHITE) == pytest.approx(21)
    assert contrast((0x76, 0x76, 0x76), WHITE) == pytest.approx(4.54, abs=0.005)
    assert contrast((0x77, 0x77, 0x77), WHITE) == pytest.approx(4.48, abs=0.005)


def test_black_and_white_are_a_hundred_apart() -> None:
    assert distance(BLACK, WHITE) == pytest.approx(100, abs=0.01)


def test_red_and_green_come_nearer_to_each_other_where_a_cone_for_them_is_missing() -> None:
    for sight in ("protanopia", "deuteranopia"):
        assert distance((200, 80, 60), (110, 130, 50), sight) < distance((200, 80, 60), (110, 130, 50)) / 2


@given(colours, colours, sights)
def test_contrast_and_distance_do_not_mind_the_order(one: Colour, other: Colour, sight: str) -> None:
    assert contrast(one, other) == contrast(other, one) >= 1
    assert distance(one, other, sight) == distance(other, one, sight) >= 0


@given(st.integers(0, 255), st.sampled_from([*SIGHTS]))
def test_greys_look_the_same_to_everybody(shade: int, sight: str) -> None:
    grey = (shade, shade, shade)
    assert seen(grey, sight) == pytest.approx(seen(grey, ""), abs=0.001)
