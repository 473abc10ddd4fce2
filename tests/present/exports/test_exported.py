"""The schemas of exports: what is given out is right by them, and what is not given out is refused."""

from __future__ import annotations

import copy
import json
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from kltsite import translations
from kltsite.present.exports import exported, records
from kltsite.present.schemas import schemas
from tests.helpers import base_settings, interface
from tests.present.exports.examples import cases, scenes, written

Json = dict[str, Any]


@cache
def checkers() -> dict[str, Draft202012Validator]:
    case_file = json.loads(schemas(base_settings(), interface())["collaboration.schema.json"])
    found = exported.schemas(base_settings(), case_file)
    names = {path: path.rpartition("/")[2].partition(".")[0] for path in found}
    return {names[path]: Draft202012Validator(json.loads(data)) for path, data in found.items()}


def evaluation() -> Json:
    found: Json = json.loads(records.evaluation_json(scenes()["en"].statistics, base_settings()))
    return found


def edition() -> Json:
    found: Json = json.loads(records.edition_json("2024-08", base_settings().editions["2024-08"], base_settings()))
    return found


def geojson() -> Json:
    data = records.collaborations_geojson(cases(), base_settings(), scenes()["en"].everywhere)
    found: Json = json.loads(data)
    return found


def standings() -> Json:
    """How complete the languages are, of entries with and without a text."""
    told = {case.slug: translations.standings(case, None, ("en", "de")) for case in cases() if case.published}
    found: Json = json.loads(records.translations_json(told, ("en", "de")))
    return found


def test_each_is_a_schema_with_an_address_and_what_is_given_out_is_right_by_it() -> None:
    assert set(checkers()) == {"collaborations", "geojson", "evaluation", "translations"}
    for name, checker in checkers().items():
        assert isinstance(checker.schema, dict)
        Draft202012Validator.check_schema(checker.schema)
        assert checker.schema["$id"] == f"https://village.example/data/v1/schema/export/{name}.schema.json"
    given = [("collaborations", written()), ("geojson", geojson()), ("translations", standings())]
    for name, export in (*given, ("evaluation", evaluation()), ("evaluation", edition())):
        assert [f"{one.json_path}: {one.message}" for one in checkers()[name].iter_errors(export)] == []


def without(export: Json, *way: str | int) -> Json:
    """The export without what stands at the end of the way."""
    changed = copy.deepcopy(export)
    at: Any = changed
    for step in way[:-1]:
        at = at[step]
    del at[way[-1]]
    return changed


@pytest.mark.parametrize("missing", ["slug", "addresses", "rights", "title", "summary", "partners", "derived"])
def test_an_entry_without_what_it_always_has_is_refused(missing: str) -> None:
    assert not checkers()["collaborations"].is_valid(without(written(), "entries", 0, missing))


@pytest.mark.parametrize(
    "more", [{"exceptions": [{"code": "KLT510", "reason": "x"}]}, {"colour": "red"}, {"slug": "A b"}]
)
def test_an_entry_with_what_none_has_is_refused(more: Json) -> None:
    changed = copy.deepcopy(written())
    changed["entries"][0].update(more)
    assert not checkers()["collaborations"].is_valid(changed)


def test_numbers_that_cannot_be_are_refused() -> None:
    for name, value in (("count", -1), ("share", 100.5), ("entries", ["a", "a"])):
        changed = evaluation()
        next(iter(changed["categories"]["contact"]["options"].values()))[name] = value
        assert not checkers()["evaluation"].is_valid(changed), name
    assert not checkers()["evaluation"].is_valid({**evaluation(), "edition": "2024-08"})
    assert not checkers()["evaluation"].is_valid(without(evaluation(), "facets"))
    assert not checkers()["geojson"].is_valid(without(geojson(), "licence"))
