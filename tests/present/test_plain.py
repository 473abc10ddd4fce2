"""Plain Markdown: what the fast way tells is what the library tells, and in doubt it tells nothing."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kltsite import judging
from kltsite.intake.prose import LONGEST
from kltsite.present import plain
from kltsite.present.markup import Renderer, outside
from tests.helpers import CONTENT, files_in, read_case
from tools.corpus import case_files

LIBRARY = Renderer(3)

PIECES = [
    "word", "Größe", " ", "  ", "\n", "\n\n", "\n\n\n", "- ", "-", "* ", "*", "**", "_", "1. ", "2) ", "#", "## ", "> ",
    "[", "]", "(", ")", "[words](https://village.example/a_b)", "[here](page:about)", "![x](y)", "<b>", "&amp;", "&",
    "`", "\\", "|", ":", "---", "===", "!", '"', "'", "\u00a0", "\u2009", "…", "*so*", "**very**", ".", ",", "~~~",
    "    ", "\t", "https://village.example", "<https://village.example>", "8 m²", "[1]: https://a.example",
    "[^1]",
    "[a](javascript:x)", "[a](HTTPS://b.example)", "{: #x }", "- [ ] ", "\u2028", "\x0b", "mailto:a@b.example",
]  # fmt: skip


def resolve(target: str) -> str | None:
    return "../about.html?a=1&b='2'" if target == "page:about" else outside(target)


def of_the_library(text: str) -> str:
    return LIBRARY.in_full(text, resolve)


@settings(max_examples=3000, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=24).map("".join))
def test_whatever_it_tells_the_library_tells_too(text: str) -> None:
    told = plain.html(text, resolve)
    assert told is None or told == of_the_library(text)


@settings(max_examples=1000, deadline=None)
@given(st.text(max_size=80))
@example("a \ufdd0 b")
def test_whatever_it_tells_of_any_text_the_library_tells_too(text: str) -> None:
    told = plain.html(text, resolve)
    assert told is None or told == of_the_library(text)


def descriptions() -> list[str]:
    files = {path: data for path, data in files_in(CONTENT).items() if path.startswith("collaborations/")}
    made_up = dict(case_files(60))
    cases = [read_case(data).collaboration for data in (*files.values(), *made_up.values())]
    return [text for case in cases if case and case.description for _, text in case.description.items()]


def test_of_the_descriptions_that_there_are_it_tells_most_and_each_as_the_library_does() -> None:
    texts = descriptions()
    told = {text: plain.html(text, resolve) for text in texts}
    assert {text: of_the_library(text) for text, one in told.items() if one is not None} == {
        text: one for text, one in told.items() if one is not None
    }
    assert sum(one is not None for one in told.values()) > 0.9 * len(told) > 50


@pytest.mark.parametrize(
    "text",
    [
        "# A heading", "a\n- b", "- a\n\n- b", "1. one", "a  \nb", "    code", "a | b", "`code`", "a <b>", "a & b",
        "a\\*b", "a_b_", "> quoted", "![a](b)", "[a][b]", "[a](b.html)", "* a", "***a***", "",
    ],
)  # fmt: skip
def test_what_may_mean_more_is_left_to_the_library(text: str) -> None:
    assert plain.html(text, resolve) is None


def test_a_link_leads_where_it_may_or_nowhere() -> None:
    text = '[a "b"](https://village.example/?x=1) and [c](page:about) and [d](javascript:alert)'
    assert plain.html(text, resolve) == (
        '<p><a href="https://village.example/?x=1">a &quot;b&quot;</a> and '
        "<a href=\"../about.html?a=1&amp;b='2'\">c</a> and <a>d</a></p>"
    )


@pytest.mark.parametrize(
    ("text", "laid_out"),
    [
        ("bread\n\n" * 5_000, True),
        ("- [bread](page:about)\n" * 5_000, True),
        ("# Bread\n\n" + "a" * (LONGEST - 9), True),
        ("# Bread\n\n" + "a" * (LONGEST - 8), False),
        ("bread\n\n" * 5_000 + "| bread | box |", False),
    ],
    ids=["paragraphs", "a list", "as long as may be", "one more", "a table behind them"],
)
def test_a_text_that_is_too_long_is_laid_out_where_it_is_plain_and_is_known_to_be(text: str, laid_out: bool) -> None:
    html = Renderer(3).html(text, resolve)
    assert ("<p># " in html or "<p>| " in html) == (not laid_out)
    assert judging.is_laid_out(text) == laid_out
