"""The file that `kltsite new` writes: explained throughout, a draft at once, right when a part of it is filled in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.declared import Declaration, Declared, declarations, keys_at, models_in
from kltsite.domain.settings import Settings
from kltsite.intake import collaborations, documents, settings
from kltsite.present.schemas import schemas
from kltsite.problems import Level, Problem
from kltsite.scaffold import quoted, scaffold, schema_line
from kltsite.validator import coherence
from tests.helpers import CONTENT, ROOT, files_in, interface, read_case, told

LANGUAGES = ("en", "de")
FIELDS = keys_at(Collaboration, ())
WRITTEN_OUT = ("title", "status")  # everything else waits behind a #

EXPECTED = {  # what a block still needs when it is the only one that is filled in; every other is right by itself
    "media": {"KLT802/missing"},  # the example's picture is not there
    "sources": {"KLT410/absent"},  # the example names fields that are still behind their #
    "withdrawn": {"KLT407/no-status"},  # the status says that it is a draft
}
SAME_IN_GERMAN = {"Name", "Status", "Region", "Links", "Code", "Website"}


@cache
def real() -> Settings:
    """The settings of content/, which the examples are made for."""
    found, problems = settings.read(files_in(CONTENT))
    assert found is not None, told(problems)
    return found


@cache
def written(language: str) -> str:
    """The scaffold in one language of the interface."""
    titles = {"en": "Bread box", "de": "Brotkasten"}
    return scaffold(titles, real().site.languages, interface()[language], language=language)


def problems_of(text: str) -> list[Problem]:
    """What `kltsite check` says of the file alone."""
    case = read_case(text, using=real())
    found = list(case.problems)
    if case.collaboration is not None:
        found += [
            collaborations.locate_in(case.file, text.encode(), one) for one in coherence.media(case.collaboration, {})
        ]
    return found


def heavier_than_a_to_do(text: str) -> set[str]:
    return {one.sentence for one in problems_of(text) if one.level is not Level.TODO}


def value(text: str) -> dict[str, Any]:
    """The fields that the file states."""
    document, problems = documents.parse("example.yaml", text.encode())
    assert document is not None, told(problems)
    found: dict[str, Any] = document.value
    return found


def filled_in(text: str, *names: str) -> str:
    """The scaffold with the # and one space removed in front of the lines of some fields, as its head says."""
    lines, inside = [], False
    for line in text.splitlines():
        opened = re.match(r"# ([a-z_]+):", line)
        inside = (inside and bool(line)) or (opened is not None and opened[1] in names)
        lines.append(line.removeprefix("# ") if inside else line)
    return "\n".join(lines)


def explained(model: type[Declared]) -> Iterator[Declaration]:
    """Every field below the model, in the order of the file; of several kinds the first."""
    for one in declarations(model).values():
        yield one
        for below in models_in(one.annotation)[:1]:
            yield from explained(below)


def words_of(text: str) -> str:
    """The whole file on one line, without the marks of comments and lists."""
    return " ".join(re.sub(r"^[# -]+", "", line).strip() for line in text.splitlines())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_line_leads_an_editor_s_program_to_the_schema(language: str) -> None:
    first = written(language).splitlines()[0]
    assert first == schema_line(language)
    path = (CONTENT / "collaborations" / first.partition("$schema=")[2]).resolve()
    assert path.parent == ROOT / "schema"
    schema = json.loads(schemas(real(), interface())[path.name])
    assert schema["properties"]["title"]["title"] == interface()[language].gettext("Title")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_declared_field_stands_right_behind_its_explanation(language: str) -> None:
    text, say, at = words_of(written(language)), interface()[language].gettext, 0
    for one in explained(Collaboration):
        more = f" {say('Needed for publication.')}" if one.needed == "published" else ""
        said = f"{say(one.label)}: {say(one.help)}{more} {one.key}:"
        assert said in text[at:], f"{one.key} is not explained where it stands: {said}"
        at = text.index(said, at) + len(said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_title_and_status_are_stated_and_the_rest_waits_behind_a_mark(language: str) -> None:
    assert value(written(language)) == {"title": {"en": "Bread box", "de": "Brotkasten"}, "status": "draft"}
    waiting = re.findall(r"^# ([a-z_]+):", written(language), re.MULTILINE)
    assert [*WRITTEN_OUT, *waiting] == sorted(FIELDS, key=lambda name: name not in WRITTEN_OUT)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_is_a_draft_at_once(language: str) -> None:
    assert heavier_than_a_to_do(written(language)) == set()
    case = read_case(written(language), using=real())
    assert case.collaboration is not None
    assert case.collaboration.status == "draft"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [name for name in FIELDS if name not in WRITTEN_OUT])
def test_a_block_that_is_filled_in_as_it_stands_is_right(name: str, language: str) -> None:
    text = filled_in(written(language), name)
    assert set(value(text)) == {*WRITTEN_OUT, name}
    assert heavier_than_a_to_do(text) == EXPECTED.get(name, set())


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_blocks_together_leave_only_what_an_editor_must_settle(language: str) -> None:
    text = filled_in(written(language), *FIELDS)
    assert set(value(text)) == set(FIELDS)
    assert heavier_than_a_to_do(text) == {"KLT407/no-status"}
    assert heavier_than_a_to_do(text.replace("status: draft", "status: withdrawn")) == {"KLT802/missing"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_excludes_its_neighbours_stays_behind_a_mark_within_its_block(language: str) -> None:
    text = written(language)
    assert set(value(filled_in(text, "period"))["period"]) == {"started", "ended", "continuous"}
    partner = value(filled_in(text, "partners"))["partners"][0]
    assert partner["role"] == "cci"
    assert not {"sectors", "employees"} & set(partner)
    terms = value(filled_in(text, "evidence"))["evidence"]["equal-terms"]
    assert set(terms) == {"statement", "source"}
    for mark in ("years: 2", "sectors: [manufacturing]", "employees: 35", "commissioned: true"):
        assert re.search(rf"^# +# {re.escape(mark)}$", text, re.MULTILINE), mark


@pytest.mark.parametrize(
    ("name", "mark", "wrong"),
    [
        ("period", "years", "KLT403/both"),
        ("partners", "sectors", "KLT408/sectors"),
        ("partners", "employees", "KLT408/employees"),
    ],
)
def test_what_stays_behind_a_mark_would_be_wrong_beside_its_neighbours(name: str, mark: str, wrong: str) -> None:
    text = filled_in(written("en"), name)
    assert heavier_than_a_to_do(re.sub(rf"# ({mark}: )", r"\1", text)) == {wrong}


def test_the_german_file_explains_nothing_in_english() -> None:
    german, say = words_of(written("de")), interface()["de"].gettext
    for one in explained(Collaboration):
        title, help_ = one.label, one.help
        assert help_ not in german, help_
        assert say(help_) != help_
        assert say(title) != title or title in SAME_IN_GERMAN, title
    for sentence in ("Needed for publication.", "Fill in what a source says"):
        assert sentence in words_of(written("en"))
        assert sentence not in german


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_is_too_long_to_be_read_beside_a_second_window(language: str) -> None:
    long = [line for line in written(language).splitlines() if len(line) > 140]
    assert long == []


def test_no_mark_of_ours_reaches_the_json_schemas() -> None:
    for name, schema in schemas(real(), interface()).items():
        assert set(re.findall(rb'"(x-[^"]*)"', schema)) <= {b"x-code", b"x-version"}, name


def test_a_title_in_one_language_leaves_the_others_to_be_filled_in() -> None:
    text = scaffold({"de": "Die Badebox"}, ("en", "de"), interface()["en"])
    assert value(text)["title"] == {"en": "…", "de": "Die Badebox"}


@pytest.mark.parametrize(
    "title",
    [
        "null",
        "Null",
        "~",
        "yes",
        "NO",
        "2024",
        "12:30",
        "- x",
        "#5",
        "Studio #5",
        'The "best"',
        "a: b",
        "@a",
        "%",
        "*",
        "'",
        "[x]",
        "{x}",
        "\\n",
        "…",
        "Müller & Söhne",
        "Ötztal",
        "ß",
        "x:",
        "!tag",
        "|",
        ">",
        "?",
    ],
)
def test_a_title_that_yaml_would_take_for_something_else_is_read_back_as_it_was_given(title: str) -> None:
    text = scaffold({"en": title, "de": title}, ("en", "de"), interface()["en"])
    assert value(text)["title"] == {"en": title, "de": title}
    assert heavier_than_a_to_do(text) == set()


def shown(title: str) -> bool:
    """Whether a case file may hold it at all; `kltsite new` refuses the rest."""
    return documents.decode("x.yaml", title.encode())[1] == ()


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=100).map(str.strip).filter(bool))
@hypothesis_settings(max_examples=300, deadline=None)
def test_any_title_that_may_stand_in_a_file_is_read_back_as_it_was_given(title: str) -> None:
    if shown(title):
        text = f"title:\n  en: {quoted(title)}\n  de: {quoted(title)}\nstatus: draft\n"
        assert value(text) == {"title": {"en": title, "de": title}, "status": "draft"}
