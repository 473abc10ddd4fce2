"""Declarations: a model holds what was stated and nothing else, and as JSON it is what its file states."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import NODEFAULT

from kltsite import judging
from kltsite.domain.collaboration import Collaboration, Image, Medium, Recording
from kltsite.domain.declared import Declared, as_json, declarations, from_json, keys_at, kinds, models_in
from kltsite.domain.editions import Edition
from kltsite.domain.settings import Criteria, Site, Vocabulary
from kltsite.domain.translations import Record
from kltsite.domain.values import Address, Moment, Text
from kltsite.intake.prose import FrontMatter
from kltsite.workers import alone
from tests.helpers import CONTENT, MINIMAL, collaboration, files_in
from tests.intake.test_collaborations import EVERYTHING
from tools import corpus

FILES = (Collaboration, Site, Vocabulary, Criteria, Edition, Record, FrontMatter)


def every_model(model: type[Declared]) -> Iterator[type[Declared]]:
    """The model and all below it."""
    yield model
    for one in declarations(model).values():
        for below in models_in(one.annotation):
            yield from every_model(below)


def stated() -> dict[str, Any]:
    """What a file that states every field says, as JSON."""
    return dict(json.loads(as_json(collaboration(EVERYTHING, "bread-box"))))


def test_as_json_an_entry_states_what_its_file_states_and_its_name() -> None:
    found = stated()
    assert list(found) == [
        "slug",
        *(key for key in keys_at(Collaboration, ()) if key not in ("withdrawn", "exceptions")),
    ]
    assert found["status"] == "published" and found["listed"] == "2023-11-06"
    assert found["title"] == {"en": "The bread box", "de": "Der Brotkasten"}
    assert found["place"] | {"latitude": 59.0} == found["place"]
    assert found["period"] == {"started": "2018-05", "ended": "2023", "continuous": True}
    assert [list(one)[:2] for one in found["media"]] == [["kind", "file"], ["kind", "url"]]
    assert found["evidence"]["equal-terms"]["commissioned"] is False
    assert [partner.get("setting") for partner in found["partners"]] == ["urban", None, None, None]


@pytest.mark.parametrize(
    ("years", "told"), [("2", b":2}"), ("2.0", b":2}"), ("100", b":100}"), ("2.50", b":2.5}"), ("0.1", b":0.1}")]
)
def test_a_length_is_a_plain_number_however_it_was_written(years: str, told: bytes) -> None:
    case = collaboration(f"{MINIMAL}period: {{years: {years}}}\n")
    assert b'"years"' + told in as_json(case)
    assert from_json(Collaboration, as_json(case)) == case


def test_what_was_written_as_json_is_read_as_it_was() -> None:
    ours = judging.judge(files_in(CONTENT), judging.Options(), alone).cases
    made_up = [collaboration(data.decode(), "some-name") for _, data in corpus.case_files(60, drafts=0.3)]
    for case in (collaboration(EVERYTHING), *ours, *made_up):
        again = from_json(Collaboration, as_json(case))
        assert (again, as_json(again)) == (case, as_json(case))


WRONG = (
    {"title": {"en": 1}},
    {"title": {"en": ""}},
    {"title": {}},
    {"title": "A title"},
    {"titel": {"en": "A"}},
    {"listed": "2023-11-31"},
    {"period": {"started": "2018-13"}},
    {"period": {"started": 2018}},
    {"period": {"years": "two"}},
    {"period": {"continuous": "true"}},
    {"place": {"locality": "Kamenz"}},
    {"place": {"country": "DE", "inhabitants": 4200.5}},
    {"partners": {"name": "A", "role": "cci"}},
    {"partners": [{"name": "A"}]},
    {"links": [{"url": "javascript:alert(1)", "title": {"en": "A"}}]},
    {"media": [{"kind": "film", "url": "https://a.example", "title": {"en": "A"}}]},
    {"media": [{"kind": ["image"]}]},
    {"media": [{"url": "https://a.example", "title": {"en": "A"}}]},
    {"media": [{"kind": "image", "url": "https://a.example", "title": {"en": "A"}}]},
    {"media": ["image"]},
)


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_what_is_of_another_type_than_declared_is_not_read(wrong: dict[str, Any]) -> None:
    assert from_json(Collaboration, json.dumps(stated())).slug == "bread-box"
    with pytest.raises(ValueError):
        from_json(Collaboration, json.dumps({**stated(), **wrong}))


@pytest.mark.parametrize("text", ["", "null", "[]", "{", "\ud800", '"bread-box"'])
def test_what_is_no_model_is_not_read(text: str) -> None:
    with pytest.raises(ValueError):
        from_json(Collaboration, text)


def test_nothing_that_may_be_stated_is_what_stands_for_nothing() -> None:
    meant = {("Site", "version"), ("Term", "evaluated"), ("Collaboration", "title")}  # what they mean if absent
    for model in {below for file in FILES for below in every_model(file)}:
        for name, one in declarations(model).items():
            assert one.default in (NODEFAULT, None, ()) or (model.__name__, name) in meant


def test_a_field_that_says_no_is_stated_and_one_that_is_absent_is_not() -> None:
    case = collaboration(EVERYTHING)
    assert case.evidence is not None and case.evidence.equal_terms is not None
    assert case.evidence.equal_terms.states("commissioned")
    assert not case.states("exceptions")
    assert case.partners[0].states("setting") and not case.partners[1].states("setting")


def test_an_item_of_several_kinds_is_of_the_model_of_its_kind() -> None:
    assert kinds(Medium) == {"image": Image, "video": Recording, "podcast": Recording}
    assert models_in(tuple[Medium, ...] | None) == (Image, Recording)


def test_the_keys_of_fields_are_told_at_any_place_in_a_file() -> None:
    assert keys_at(Collaboration, ("period",)) == ("started", "ended", "years", "continuous")
    assert keys_at(Collaboration, ("evidence", "equal-terms"))[-1] == "commissioned"
    assert keys_at(Collaboration, ("media", 0))[:2] == ("kind", "file") and "url" in keys_at(Collaboration, ("media",))
    assert keys_at(Collaboration, ("title",)) == keys_at(Collaboration, ("no", "such")) == ()


def test_a_declared_field_knows_its_type_without_what_is_said_of_it() -> None:
    website = declarations(models_in(declarations(Collaboration)["partners"].annotation)[0])["website"]
    assert website.annotation is str
    assert website.marks == declarations(Recording)["url"].marks == (Address.__metadata__[-1],)  # type: ignore[attr-defined]
    assert declarations(Collaboration)["summary"].annotation is Text
    assert declarations(Edition)["published"].annotation is Moment
