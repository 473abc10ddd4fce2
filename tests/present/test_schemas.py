"""The JSON Schemas: right for every right file, so that an editor's program helps and never cries wolf."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker

from kltsite.domain.collaboration import Collaboration, labels
from kltsite.domain.settings import Settings
from kltsite.intake import settings
from kltsite.present.schemas import MODELS, schemas
from tests.helpers import BASE, CONTENT, ROOT, TESTS, base_settings, files_in, told
from tools import corpus

REJECTED = TESTS / "rejected"


class Core(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML 1.2 as editors' programs read it: numbers, true and false, but NO is Norway and a date is text."""


Core.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), first)


@cache
def real() -> Settings:
    found, problems = settings.read(files_in(CONTENT))
    assert found is not None, told(problems)
    return found


@cache
def schema(name: str, using: Callable[[], Settings] = base_settings) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(schemas(using())[f"{name}.schema.json"])
    return found


def complaints(name: str, value: Any, using: Callable[[], Settings] = base_settings) -> list[str]:
    validator = Draft202012Validator(schema(name, using), format_checker=FormatChecker())
    return [f"{'/'.join(map(str, error.path))}: {error.message}" for error in validator.iter_errors(value)]


def read(data: bytes) -> Any:
    return yaml.load(data, Loader=Core)


def parts(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every part of a schema that is a mapping, with its path."""
    if isinstance(value, dict):
        yield path, value
        for key, below in value.items():
            yield from parts(below, f"{path}/{key}")
    elif isinstance(value, list):
        for at, below in enumerate(value):
            yield from parts(below, f"{path}/{at}")


@pytest.mark.parametrize("name", sorted(MODELS))
def test_a_schema_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))
    assert schema(name)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("name", sorted(MODELS))
def test_every_field_says_what_it_is_called_and_what_it_means(name: str) -> None:
    for path, part in parts(schema(name)):
        if re.search(r"/properties/[\w-]+$", path) and not re.search(r"/(en|de)$", path):
            below = schema(name)["$defs"][part["$ref"].rpartition("/")[2]] if "$ref" in part else {}
            meant = {**below, **part}
            assert meant.get("title"), path
            assert meant.get("description", "").endswith("."), path


def test_the_schema_of_a_case_file_has_every_declared_field_and_none_beside() -> None:
    def fields(part: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
        here = schema("collaboration")["$defs"][part["$ref"].rpartition("/")[2]] if "$ref" in part else part
        for kind in (*here.get("oneOf", ()), *here.get("anyOf", ()), *([here["items"]] if "items" in here else [])):
            yield from fields(kind, path)
        if here.get("additionalProperties") is False and set(here.get("properties", ())) != {"en", "de"}:
            for key, below in here["properties"].items():
                yield (*path, key)
                yield from fields(below, (*path, key))

    assert set(fields(schema("collaboration"))) == set(labels(Collaboration))


@pytest.mark.parametrize("name", sorted(MODELS))
def test_nothing_unknown_nothing_empty_and_no_null_is_right(name: str) -> None:
    for path, part in parts(schema(name)):
        if part.get("type") == "object" and "properties" in part:
            assert part["additionalProperties"] is False, path
        if part.get("type") == "array" and not path.endswith("/examples"):
            assert part["minItems"] == 1, path
        assert part.get("type") != "null", path
        assert part.get("default", 0) is not None, path
        assert not [key for key in part if key.startswith("x-")], path


@pytest.mark.parametrize("name", sorted(MODELS))
def test_every_example_would_be_right_where_it_stands(name: str) -> None:
    for path, part in parts(schema(name, real)):
        for example in part.get("examples", ()):
            validator = Draft202012Validator({**part, "$defs": schema(name, real).get("$defs", {})})
            assert list(validator.iter_errors(example)) == [], path


def test_the_keys_of_the_vocabulary_and_the_languages_of_the_site_are_filled_in() -> None:
    found = schema("collaboration")
    partner = found["$defs"]["Partner"]["properties"]
    assert partner["subsectors"]["items"]["enum"] == list(base_settings().vocabulary.subsectors)
    assert partner["country"]["enum"] == list(base_settings().vocabulary.countries)
    assert found["properties"]["attested"]["enum"] == ["example-team"]
    assert list(found["properties"]["title"]["properties"]) == ["en", "de"]
    assert found["properties"]["title"]["properties"]["en"]["maxLength"] == 120
    assert found["required"] == ["title"]


# -- right files ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", [CONTENT, BASE], ids=["content", "tests"])
def test_every_file_of_a_content_folder_is_right(folder: Any) -> None:
    using = real if folder == CONTENT else base_settings
    kinds = {"site.yaml": "site", "vocabulary.yaml": "vocabulary", "criteria.yaml": "criteria"}
    for path, data in files_in(folder).items():
        name = kinds.get(path) or {"collaborations": "collaboration", "editions": "edition"}.get(path.partition("/")[0])
        if name is not None:
            assert complaints(name, read(data), using) == [], path


def test_every_made_up_file_is_right() -> None:
    for path, data in [*corpus.case_files(60, drafts=0.3), *corpus.publication_23().items()]:
        assert complaints("collaboration", read(data)) == [], path


def test_norway_is_a_country_and_a_year_may_be_a_number_or_part_of_a_date() -> None:
    text = b"title: {en: A}\nplace: {country: NO}\nperiod: {started: 2018, ended: 2020-05, continuous: true}\n"
    assert complaints("collaboration", read(text)) == []


# -- wrong files ---------------------------------------------------------------------------------------------

TOLD_WHILE_TYPING = ("KLT201", "KLT204", "KLT205", "KLT206", "KLT207", "KLT209", "KLT210", "KLT211", "KLT212", "KLT213")
ONLY_BY_CHECK = {  # what no schema can say, or what reads differently there
    "KLT205-thousands-with-a-point.yaml",
    "KLT206-slip-in-the-century.yaml",
    "KLT206-thirtieth-of-february.yaml",
    "KLT210-address-with-a-space.yaml",
}
WRONG = sorted(path for path in REJECTED.glob("*.yaml") if path.name.startswith(TOLD_WHILE_TYPING))


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_what_is_wrong_with_a_field_is_told_while_one_types(path: Any) -> None:
    found = complaints("collaboration", read(path.read_bytes()))
    assert bool(found) == (path.name not in ONLY_BY_CHECK), found


def test_the_schemas_of_the_repository_are_up_to_date() -> None:
    assert files_in(ROOT / "schema") == schemas(real())
