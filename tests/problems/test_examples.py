"""The examples of the sentences: what is shown as wrong is told exactly so, and what is shown as right is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kltsite.present.views.rules import weight
from kltsite.problems import Level, Problem, examples
from kltsite.problems.catalogue import CATALOGUE
from kltsite.validator import coherence
from tests.helpers import BASE, ROOT, TESTS, content_problems, files_in, told
from tools import docs
from tools.docs import Excerpt

REJECTED = files_in(TESTS / "rejected")
PICTURE = REJECTED["KLT804-picture-that-nobody-shows/media/bread-box/box.png"]
RIGHT = docs.right_lines((TESTS / "right.yaml").read_bytes())
KNOWN = examples.read((ROOT / "kltsite/data/rules" / examples.FILE).read_bytes())
SENTENCES = [f"{code}/{name}" for code, rule in CATALOGUE.items() for name in rule.sentences]
WITHOUT = {  # codes of which no line of a file could show what is right: a file, a picture or a template has to change
    *("KLT101", "KLT102", "KLT103", "KLT104", "KLT105", "KLT108", "KLT117", "KLT118"),
    *("KLT221", "KLT222", "KLT513", "KLT514"),  # kept by the tool: lines or files go, or texts are confirmed
    *("KLT603", "KLT606", "KLT610", "KLT611", "KLT613", "KLT615", "KLT617"),
    *("KLT701", "KLT702", "KLT703", "KLT704", "KLT705"),
    *("KLT803", "KLT804", "KLT805", "KLT806", "KLT807", "KLT808", "KLT809", "KLT810"),
}


@cache
def excerpts() -> dict[str, Excerpt]:
    return docs.excerpts_of(files_in(BASE), REJECTED)


def wrong(excerpt: Excerpt) -> dict[str, bytes]:
    """The content folder in which the sentence is told; a file that is rejected by itself has no other beside it."""
    files = docs.overlaid(files_in(BASE), excerpt.rejected, REJECTED)
    alone = excerpt.rejected in REJECTED
    return {
        path: data
        for path, data in files.items()
        if not (alone and path.startswith("collaborations/") and path != excerpt.path)
    }


def right(excerpt: Excerpt, lines: tuple[str, ...]) -> dict[str, bytes]:
    """The same folder with the right lines; a picture that they name is there, and a claim is the same everywhere."""
    files = wrong(excerpt)
    files[excerpt.path] = docs.mended(files[excerpt.path], excerpt, lines)
    if file := re.search(r"^ *file: (.+)$", "\n".join(lines), re.MULTILINE):
        files.setdefault(f"media/{file[1]}", PICTURE)
    if re.search(r"^ *when: ", "\n".join(lines), re.MULTILINE):
        condition = re.search(rb"^    when: .*\n    of: .*$", files[excerpt.path], re.MULTILINE)
        assert condition is not None
        for path in [path for path in files if path.startswith("pages/")]:
            files[path] = re.sub(rb"(?m)^    when: .*\n    of: .*$", lambda _: condition[0], files[path])
    return files


def of(sentence: str, problems: tuple[Problem, ...]) -> list[Problem]:
    return [one for one in problems if one.sentence == sentence]


@pytest.mark.parametrize("sentence", [name for name in SENTENCES if name in KNOWN])
def test_what_is_shown_as_wrong_is_told_in_this_sentence_at_its_mark(sentence: str) -> None:
    if lines := KNOWN[sentence].wrong:
        excerpt = excerpts()[sentence]
        marked = next(at for at, line in enumerate(lines) if examples.is_mark(line))
        line = excerpt.first + marked  # the mark stands behind it, and lines count from 1
        assert line in [one.span.line for one in of(sentence, content_problems(wrong(excerpt)))]


@pytest.mark.parametrize("sentence", RIGHT)
def test_what_is_shown_as_right_mends_it_and_nothing_else_comes_of_it(sentence: str) -> None:
    excerpt = excerpts()[sentence]
    before, after = content_problems(wrong(excerpt)), content_problems(right(excerpt, RIGHT[sentence]))
    assert len(of(sentence, after)) < len(of(sentence, before)), told(after)
    assert {one.code for one in after if one.level is not Level.TODO} <= {one.code for one in before}, told(after)


def test_every_code_has_a_right_example_or_is_known_to_have_none() -> None:
    have = {name.partition("/")[0] for name in RIGHT}
    assert set(CATALOGUE) - have == WITHOUT


def test_a_right_example_belongs_to_a_sentence_and_stands_in_the_file_of_examples() -> None:
    assert set(RIGHT) <= set(SENTENCES)
    assert {name: one.right for name, one in KNOWN.items() if one.right} == RIGHT


def test_the_right_examples_stand_in_the_order_of_the_catalogue() -> None:
    assert list(RIGHT) == [name for name in SENTENCES if name in RIGHT]


def test_examples_are_read_as_they_were_written() -> None:
    assert examples.read(examples.written(KNOWN).encode()) == KNOWN


def test_the_mark_of_an_example_is_taken_into_its_line() -> None:
    lines = ["contact: [by-chance]", "          ^^^^^^^^^", "innovation: [product]"]
    assert list(examples.marked(lines)) == [("contact: [", "by-chance", "]"), ("innovation: [product]", "", "")]


_PLAIN = st.text(st.characters(codec="ascii", exclude_characters="^\n\r\x1c\x1d\x1e\x0b\x0c"), max_size=12)


@given(st.lists(_PLAIN), st.data())
def test_no_line_of_an_example_is_lost_by_its_mark(lines: list[str], data: st.DataObject) -> None:
    def with_marks() -> Iterator[str]:
        for line in lines:
            yield line
            if line and data.draw(st.booleans()):
                start = data.draw(st.integers(0, len(line) - 1))
                yield " " * start + "^" * data.draw(st.integers(1, len(line) - start))

    assert ["".join(parts) for parts in examples.marked(list(with_marks()))] == lines


def test_a_mark_behind_the_end_of_a_line_is_a_space() -> None:
    assert list(examples.marked(["when: entries", "             ^"])) == [("when: entries", " ", "")]


WARNINGS = [code for code, rule in CATALOGUE.items() if rule.level is Level.WARNING]


@pytest.mark.parametrize("code", WARNINGS)
def test_a_warning_can_be_set_aside_where_that_is_said_of_it_and_nowhere_else(code: str) -> None:
    excerpt = next(one for sentence, one in excerpts().items() if sentence.startswith(code))
    files = wrong(excerpt)
    entry = excerpt.path if excerpt.path.startswith("collaborations/") else "collaborations/bread-box.yaml"
    aside = f"\nexceptions:\n  - {{code: {code}, reason: It was looked at.}}\n".encode()
    before = [one for one in content_problems(files) if one.code == code]
    after = [one for one in content_problems({**files, entry: files[entry] + aside}) if one.code == code]
    assert (len(before) > len(after)) == coherence.may_be_set_aside(code)
    assert ("set it aside" in str(weight(CATALOGUE[code]))) == coherence.may_be_set_aside(code)
