"""Emblems: a form for every term, drawn within its square, the same for the same entry."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kltsite.present import emblem
from kltsite.present.emblem import CCI, NONE, SME
from tests.helpers import MINIMAL, base_settings, collaboration

VOCABULARY = base_settings().vocabulary
TERMS = [(CCI, key) for key in VOCABULARY.subsectors] + [(SME, key) for key in VOCABULARY.sectors]
KEYS = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True)


def test_every_term_of_the_vocabulary_has_a_form_of_its_own() -> None:
    forms = [emblem.form(side, key) for side, key in TERMS]
    assert len(set(forms)) == len(TERMS)
    assert {key for side, key in TERMS if side == CCI} == set(emblem._CREATIVE)
    assert {key for side, key in TERMS if side == SME} == set(emblem._OF_FIRMS)


@given(st.sampled_from([CCI, SME]), KEYS)
def test_a_term_without_a_form_gets_one_that_follows_from_its_key(side: str, key: str) -> None:
    emblem.form.cache_clear()
    first = emblem.form(side, key)
    emblem.form.cache_clear()
    assert emblem.form(side, key) == first != ()


@pytest.mark.parametrize(("side", "key"), [*TERMS, (CCI, NONE), (SME, NONE), (CCI, "new"), (SME, "newer")])
def test_a_form_fills_its_square_and_stays_within(side: str, key: str) -> None:
    points = [point for contour in emblem.polygons(side, key) for point in contour]
    for axis in (0, 1):
        values = [point[axis] for point in points]
        assert min(values) >= 0 and max(values) <= 100
        assert max(values) - min(values) > 60


@pytest.mark.parametrize(("side", "key"), TERMS)
def test_a_form_is_written_with_four_commands_and_ends_each_contour(side: str, key: str) -> None:
    for contour in emblem.form(side, key):
        assert re.fullmatch(r"M[-0-9. ]+([LC][-0-9. ]+)+Z", contour), contour


def test_curves_are_cut_into_lines_that_begin_and_end_where_they_do() -> None:
    (circle,) = emblem.polygons(CCI, NONE)
    assert all(abs(((x - 50) ** 2 + (y - 50) ** 2) ** 0.5 - 44) < 0.1 for x, y in circle)


def test_the_two_forms_of_an_emblem_lie_upon_each_other() -> None:
    for _, one in (term for term in TERMS if term[0] == CCI):
        right = max(x for contour in emblem.polygons(CCI, one) for x, _ in contour)
        for _, other in (term for term in TERMS if term[0] == SME):
            left = min(x for contour in emblem.polygons(SME, other) for x, _ in contour) + emblem.SHIFT
            assert left < right, (one, other)


def test_an_entry_shows_its_first_subsector_and_its_first_sector() -> None:
    firm = MINIMAL.replace("    role: sme\n", "    role: sme\n    sectors: [mining, trade]\n")
    assert emblem.forms_of(collaboration(firm)) == ("design", "mining")


def test_what_is_not_stated_has_a_form_too() -> None:
    assert emblem.forms_of(collaboration(MINIMAL)) == ("design", NONE)
    assert emblem.forms_of(collaboration("title: {en: A, de: A}\n")) == (NONE, NONE)


def test_a_page_holds_each_form_once() -> None:
    sprite = emblem.sprite([("design", "mining"), ("design", "trade"), ("design", "mining")])
    assert re.findall(r'id="([a-z-]+)"', sprite) == ["cci--design", "sme--mining", "sme--trade"]
    assert emblem.sprite([]) == ""


def test_an_emblem_uses_the_forms_of_its_page() -> None:
    drawn = emblem.emblem(("design", "mining"))
    assert re.findall(r'href="#([a-z-]+)"', drawn) == ["cci--design", "sme--mining"]
    assert 'aria-hidden="true"' in drawn
