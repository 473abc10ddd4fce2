"""The language of conditions: whatever a text is, it is a condition or mistakes at their places."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kltsite.intake.conditions import OPERATORS, Comparison, Condition, Mistake, Names, Number, parse
from kltsite.intake.figures import Figure, figure, nearest
from tests.helpers import base_settings

TARGETED, PREVIOUS = (Figure("", ("contact", one), "") for one in ("targeted-contact", "previous-collaboration"))
ENTRIES = Figure("", ("entries",), "")
FIGURES = ["contact.targeted-contact", "duration.continuous.share", "contact.joint-event.count", "entries"]


def read(text: str) -> tuple[Condition, tuple[Mistake, ...]]:
    settings = base_settings()
    return parse(text, Names(lambda name: figure(name, settings), lambda name: nearest(name, settings)))


def condition(text: str) -> Condition:
    found, mistakes = read(text)
    assert mistakes == (), text
    return found


def mistakes(text: str) -> list[tuple[str, str, str]]:
    """Sentence, what is underlined, and what may have been meant."""
    found, wrong = read(text)
    assert found == ()
    return [(one.sentence, text[one.start : one.end], str(one.values.get("suggestion", ""))) for one in wrong]


def test_two_figures_as_they_stand_in_prose_are_compared_by_their_shares() -> None:
    assert condition("contact.targeted-contact > contact.previous-collaboration") == (
        Comparison(TARGETED, ">", PREVIOUS, share=True),
    )


@pytest.mark.parametrize(
    ("text", "right", "share"),
    [
        ("contact.targeted-contact >= 50 %", Number(Fraction(1, 2), share=True), True),
        ("contact.targeted-contact>=69.6%", Number(Fraction(696, 1000), share=True), True),
        ("contact.targeted-contact >= 12", Number(Fraction(12)), False),
        ("contact.targeted-contact >= entries", ENTRIES, False),
    ],
)
def test_a_figure_is_a_count_beside_a_count_and_a_share_beside_per_cent(text: str, right: object, share: bool) -> None:
    assert condition(text) == (Comparison(TARGETED, ">=", right, share),)  # type: ignore[arg-type]


def test_comparisons_are_joined_by_and_and_spaces_make_no_difference() -> None:
    assert condition("entries>1 and\n entries  <=  9") == condition("entries > 1 and entries <= 9")
    assert len(condition("entries > 1 and entries <= 9 and entries = 5")) == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("KLT608/unfinished", "", "")]),
        ("entries", [("KLT608/unfinished", "", "")]),
        ("entries >", [("KLT608/unfinished", "", "")]),
        ("entries > 1 and", [("KLT608/unfinished", "", "")]),
        ("and entries > 1", [("KLT608/unfinished", "a", "")]),
        ("entries => 1", [("KLT608/sign", "=>", ">=")]),
        ("entries == 1", [("KLT608/sign", "==", "=")]),
        ("entries ≥ 1", [("KLT608/sign", "≥", ">=")]),
        ("entries is 1", [("KLT608/sign", "is", "")]),
        ("entries + 1 > 2", [("KLT608/sign", "+", "")]),
        ("(entries) > 1", [("KLT608/term", "(", "")]),
        ("-1 < entries", [("KLT608/term", "-", "")]),
        ("entries > 1 or entries < 9", [("KLT608/and", "or", "")]),
        ("entries > 1 und entries < 9", [("KLT608/and", "und", "and")]),
        ("1 < entries < 9", [("KLT608/and", "<", "")]),
        ("contact.targeted-contact > 50 percent", [("KLT608/and", "percent", "%")]),
        ("contact.targeted-contact > 69,6 %", [("KLT608/number", "69,6", "69.6")]),
        ("entries > 1.000.000", [("KLT608/number", "1.000.000", "")]),
        ("entries > " + "9" * 5000, [("KLT608/number", "9" * 5000, "")]),
        ("2 > 1", [("KLT608/no-figure", "2 > 1", "")]),
        ("entries > 50 %", [("KLT608/units", "entries > 50 %", "")]),
        ("contact.joint-event.share > 3", [("KLT608/units", "contact.joint-event.share > 3", "")]),
        ("contact.by-chance > 1", [("KLT602/unknown", "contact.by-chance", "")]),
        ("contact.joint-events > 1", [("KLT602/unknown", "contact.joint-events", "contact.joint-event")]),
        ("2024-80:entries > 1", [("KLT602/unknown", "2024-80:entries", "2024-08:entries")]),
        (
            "entris > 1 and __import__('os') > 1",
            [("KLT602/unknown", "entris", "entries"), ("KLT602/unknown", "__import__", ""), ("KLT608/sign", "(", "")],
        ),
    ],
)
def test_a_mistake_is_underlined_where_it_stands(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert mistakes(text) == expected


PIECES = st.sampled_from(
    [*FIGURES, *OPERATORS, "and", "%", "50", "1.5", "1,5", "2024-08:entries", "(", "==", "or", "é", "\0", "-", ":", "."]
)


@given(st.text(max_size=80) | st.lists(PIECES, max_size=12).map(" ".join) | st.lists(PIECES, max_size=12).map("".join))
def test_any_text_is_a_condition_or_has_mistakes_within_it(text: str) -> None:
    found, wrong = read(text)
    assert bool(found) != bool(wrong)
    for one in wrong:
        assert 0 <= one.start < one.end <= len(text) + 1


@given(st.lists(st.tuples(st.sampled_from(FIGURES[:1]), st.sampled_from(OPERATORS), st.integers(0, 999)), min_size=1))
def test_what_is_well_formed_is_read_as_it_is_written(parts: list[tuple[str, str, int]]) -> None:
    found = condition(" and ".join(f"{name} {sign} {number}" for name, sign, number in parts))
    assert [(one.operator, one.right) for one in found] == [(sign, Number(Fraction(n))) for _, sign, n in parts]


def test_a_condition_as_long_as_a_file_may_be_is_read_in_one_go() -> None:
    assert len(condition(" and ".join(["entries > 1"] * 20_000))) == 20_000
    assert len(mistakes("( " * 100_000)) == 1
