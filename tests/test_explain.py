"""Rules in words: every one can be told, in every language, and what nobody knows is told to be unknown."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kltsite import explain
from kltsite.present.words import Words
from kltsite.problems.catalogue import CATALOGUE
from kltsite.validator.criteria import CRITERIA
from tests.helpers import base_settings, interface, rule_examples

LANGUAGES = ("en", "de")


def told(asked: str, language: str = "en") -> str:
    meant = explain.resolved(asked)
    assert meant is not None, asked
    using = base_settings()
    return explain.explained(*meant, using.criteria, Words(language, interface()[language], using), rule_examples())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CATALOGUE)
def test_a_rule_is_told_with_each_of_its_sentences_and_no_gap_is_left(code: str, language: str) -> None:
    text, say = told(code, language), interface()[language].gettext
    assert text.startswith(f"{code} {say(CATALOGUE[code].title)}\n")
    for name, sentence in CATALOGUE[code].sentences.items():
        assert f"\n{code}/{name}\n" in text
        first = say(sentence.why).partition("{")[0].split()
        assert " ".join(first) in " ".join(text.split())
    assert not re.search(r"\{\w+\}", "".join(line for line in text.splitlines() if "│" not in line))


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda one: one.key)
def test_a_criterion_is_found_by_its_key_and_told_as_its_docstring_says(criterion: explain.Criterion) -> None:
    text = told(criterion.key)
    assert text == told(criterion.code)
    for heading in ("Why", "What counts", "What editors do", "How it is checked"):
        assert f"\n{heading}\n" in text
    assert " ".join(criterion.paragraphs[1].split()[:6]) in text


def test_one_sentence_alone_is_told_without_the_others() -> None:
    text = told("KLT305/inhabitants")
    assert "KLT305/inhabitants\n" in text
    assert "KLT305/too-many" not in text
    assert "What counts" not in text


def test_an_example_is_shown_with_the_mark_under_its_place() -> None:
    lines = told("KLT204/status" if "status" in CATALOGUE["KLT204"].sentences else "KLT305/too-many").splitlines()
    marked = next(at for at, line in enumerate(lines) if set(line.strip("│ ")) == {"^"})
    assert lines[marked - 1].startswith("    │ ")


def test_what_would_be_filled_in_stands_in_marks() -> None:
    assert "‹limit›" in told("KLT305/inhabitants")
    assert "‹Grenze›" in told("KLT305/inhabitants", "de")


@pytest.mark.parametrize(
    ("asked", "meant"),
    [("klt305", "KLT305"), ("Rural", "KLT305"), (" KLT305 ", "KLT305"), ("rural/TOO-MANY", "KLT305")],
)
def test_capitals_and_spaces_around_do_not_matter(asked: str, meant: str) -> None:
    found = explain.resolved(asked)
    assert found is not None
    assert found[0].code == meant


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("rual", "rural"),
        ("KLT399", "KLT401"),
        ("KLT3O5", "KLT305"),
        ("KLT305/inhabitant", "KLT305/inhabitants"),
        ("rural/urbane", "KLT305/urban"),
        ("xyzzyx", ""),
        ("", ""),
    ],
)
def test_for_what_nobody_knows_the_nearest_is_proposed(asked: str, near: str) -> None:
    assert explain.resolved(asked) is None
    assert explain.nearest(asked) == near


@given(st.text(max_size=20))
def test_whatever_is_asked_is_answered(asked: str) -> None:
    near = explain.nearest(asked)
    assert near == "" or explain.resolved(near) is not None


def test_the_list_names_every_code_and_the_keys_of_the_criteria() -> None:
    lines = explain.listed(interface()["en"]).splitlines()
    assert [line[:6] for line in lines[:-2]] == list(CATALOGUE)
    assert f"KLT305  {CATALOGUE['KLT305'].title} (rural)" in lines


def test_every_example_belongs_to_a_sentence() -> None:
    assert set(rule_examples()) <= set(explain.names())
    assert len(rule_examples()) > 100
