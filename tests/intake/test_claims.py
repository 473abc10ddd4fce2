"""Claims in the front matter: read with their places, and alike in every language."""

from __future__ import annotations

import pytest

from kltsite.intake import prose
from kltsite.problems import Problem, Span
from tests.helpers import base_settings, excerpted

HEAD = "---\ntitle: About\naddress: about\ndescription: What it is for.\n"


def read(*claims: str, **others: str) -> tuple[tuple[prose.Page, ...], tuple[Problem, ...]]:
    """The page with these claims, each with a sentence of its own."""

    def written(stated: tuple[str, ...]) -> bytes:
        body = "".join(f"Sentence.{{claim:c{number}}}\n" for number in range(len(stated)))
        listed = "".join(f"  - key: c{number}\n{claim}" for number, claim in enumerate(stated))
        return f"{HEAD}claims:\n{listed}---\n{body}".encode()

    files = {"pages/about.en.md": written(claims)}
    files |= {f"pages/about.{language}.md": written((claim,)) for language, claim in others.items()}
    return prose.read(files, base_settings())


def claim(when: str, of: str = "today") -> str:
    return f"    when: {when}\n    of: {of}\n"


def told(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    return [(one.sentence, excerpted(one)) for one in problems if one.code not in ("KLT603", "KLT615")]


def test_figures_without_an_edition_are_those_that_the_claim_is_of() -> None:
    (page,), _ = read(claim("contact.joint-event > 1", "2024-08"), claim("entries > 2024-08:entries"))
    assert [[figure.edition for figure in one.figures] for one in page.claims] == [["2024-08"], ["", "2024-08"]]
    assert [one.current for one in page.claims] == [False, True]
    assert page.claims[0].at == Span(7, 11, 7, 34)


@pytest.mark.parametrize("written", ["{}", '"{}"', "'{}'", '" {}"'])
def test_a_mistake_is_underlined_however_the_condition_is_quoted(written: str) -> None:
    _, problems = read(claim(written.format("entries > 1 and contact.join-event > 1")))
    assert told(problems) == [("KLT602/unknown", "contact.join-event")]


def test_a_mistake_in_a_condition_over_two_lines_is_told_at_its_first() -> None:
    _, problems = read(claim(">-\n      entries > 1\n      and entries"))
    assert [(one.sentence, one.span.line) for one in problems if one.code == "KLT608"] == [("KLT608/unfinished", 7)]


def test_an_unknown_edition_is_told_with_those_that_there_are() -> None:
    _, problems = read(claim("entries > 1", "2024-8"))
    assert told(problems) == [("KLT609/unknown", "2024-8")]
    (problem,) = [one for one in problems if one.code == "KLT609"]
    assert dict(problem.values) == {"known": ("2024-08", "today"), "suggestion": "2024-08"}


def test_spaces_do_not_make_conditions_of_two_languages_differ() -> None:
    _, problems = read(claim("entries > 1"), de=claim("entries>1"))
    assert problems == ()


@pytest.mark.parametrize("other", [claim("entries >= 1"), claim("entries > 1", "2024-08"), claim("1 < entries")])
def test_another_condition_in_another_language_is_told_there(other: str) -> None:
    _, problems = read(claim("entries > 1"), de=other)
    assert [(one.file, one.sentence) for one in problems] == [("pages/about.de.md", "KLT614/differs")]
