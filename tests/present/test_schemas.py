"""The JSON Schemas: right for every right file, so that an editor's program helps and never cries wolf."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.declared import labels
from kltsite.domain.settings import VERSION, Settings
from kltsite.intake import settings
from kltsite.present.addresses import schema_file
from kltsite.present.schemas import MODELS, schemas
from kltsite.problems import Level
from kltsite.problems.catalogue import CATALOGUE, sentence
from tests.helpers import BASE, CONTENT, ROOT, base_settings, files_in, interface, read_case, told
from tests.present.core_yaml import read
from tools import corpus

LANGUAGES = ("en", "de")
FILES = [schema_file(name, language) for name in sorted(MODELS) for language in LANGUAGES]
EDITORS_WORDS = {  # beside those of JSON Schema: what editors' programs know, and the code of a rule
    "doNotSuggest",
    "enumDescriptions",
    "errorMessage",
    "patternErrorMessage",
    "x-code",
    "x-version",
}
WORDS = {  # of JSON Schema 2020-12, those that the browser's validator has too
    *("$schema", "$id", "$defs", "$ref", "$comment", "title", "description", "default", "examples"),
    *("type", "enum", "const", "properties", "required", "additionalProperties", "propertyNames", "minProperties"),
    *("items", "minItems", "uniqueItems", "contains", "minContains", "maxContains", "pattern"),
    *("minimum", "maximum", "exclusiveMinimum", "allOf", "anyOf", "not", "if", "then"),
}


@cache
def real() -> Settings:
    found, problems = settings.read(files_in(CONTENT))
    assert found is not None, told(problems)
    return found


@cache
def written(using: Callable[[], Settings] = base_settings) -> dict[str, bytes]:
    return schemas(using(), interface())


@cache
def schema(file: str, using: Callable[[], Settings] = base_settings) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written(using)[file])
    return found


def complaints(file: str, value: Any, using: Callable[[], Settings] = base_settings) -> list[str]:
    validator = Draft202012Validator(schema(file, using))
    return [f"{'/'.join(map(str, error.path))}: {error.message}" for error in validator.iter_errors(value)]


CASE, CASE_DE = schema_file("collaboration", "en"), schema_file("collaboration", "de")


def parts(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every part of a schema that is a mapping, with its path."""
    if isinstance(value, dict):
        yield path, value
        for key, below in value.items():
            yield from parts(below, f"{path}/{key}")
    elif isinstance(value, list):
        for at, below in enumerate(value):
            yield from parts(below, f"{path}/{at}")


def declared(file: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every field of a schema where it is declared, not where a rule speaks of it."""
    models = {"": schema(file), **{f"/$defs/{name}": part for name, part in schema(file)["$defs"].items()}}
    for where, model in models.items():
        if model.get("additionalProperties") is False:
            yield from ((f"{where}/{key}", part) for key, part in model["properties"].items())


def meaning(file: str, part: Any) -> dict[str, Any]:
    """A part of a schema with what it refers to."""
    if "$ref" not in part:
        return dict(part)
    return {**meaning(file, schema(file)["$defs"][part["$ref"].rpartition("/")[2]]), **part}


# -- what they are -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", FILES)
def test_a_schema_is_a_schema(file: str) -> None:
    Draft202012Validator.check_schema(schema(file))
    assert schema(file)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_there_is_one_for_every_kind_of_file_in_every_language_of_the_interface() -> None:
    assert sorted(written()) == sorted(FILES)


@pytest.mark.parametrize("file", FILES)
def test_its_name_is_the_address_where_it_is_published(file: str) -> None:
    assert schema(file)["$id"] == f"https://village.example/data/v1/schema/{file}"


@pytest.mark.parametrize("file", FILES)
def test_it_says_of_which_version_of_the_content_it_is(file: str) -> None:
    assert schema(file)["x-version"] == VERSION


@pytest.mark.parametrize("file", FILES)
def test_it_is_complete_in_itself(file: str) -> None:
    references = {part["$ref"] for _, part in parts(schema(file)) if isinstance(part.get("$ref"), str)}
    assert references <= {f"#/$defs/{name}" for name in schema(file)["$defs"]}


@pytest.mark.parametrize("file", FILES)
def test_nothing_is_defined_that_nothing_refers_to(file: str) -> None:
    for name in schema(file)["$defs"]:
        assert written()[file].count(f'"#/$defs/{name}"'.encode()) > 0 or name == "words", name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_schema_of_case_files_is_small_enough_for_a_page(language: str) -> None:
    assert len(written(real)[schema_file("collaboration", language)]) < 60_000


@pytest.mark.parametrize("file", FILES)
def test_it_uses_only_words_that_all_programs_know(file: str) -> None:
    def words(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            yield from part
            for key, below in part.items():
                if key in ("properties", "$defs"):
                    for one in below.values():
                        yield from words(one)
                elif key not in ("default", "examples", "enum", "const"):
                    yield from words(below)
        elif isinstance(part, list):
            for one in part:
                yield from words(one)

    assert set(words(schema(file))) <= WORDS | EDITORS_WORDS


@pytest.mark.parametrize("file", FILES)
def test_every_pattern_means_the_same_to_a_browser(file: str) -> None:
    """With the flag u only signs that have a meaning may stand behind a backslash, and there is no (?P<name>."""
    for path, part in parts(schema(file)):
        if isinstance(pattern := part.get("pattern"), str):
            re.compile(pattern)
            assert re.fullmatch(r"(?:[^\\]|\\[sSnd.*+?()|[\]{}^$/\\]|\\x[0-9a-f]{2}|\\u[0-9a-f]{4})*", pattern), path
            assert re.search(r"\(\?(?![:!=])", pattern) is None, path


@pytest.mark.parametrize("file", FILES)
def test_every_field_says_what_it_is_called_and_what_it_means(file: str) -> None:
    for path, part in declared(file):
        meant = meaning(file, part)
        assert meant.get("title"), path
        if not re.search(r"/(en|de)$", path):
            assert meant.get("description", "").endswith("."), path


def test_the_schema_of_a_case_file_has_every_declared_field_and_none_beside() -> None:
    def fields(part: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
        here = meaning(CASE, part)
        for kind in (*(one["then"] for one in here.get("allOf", ())), *([here["items"]] if "items" in here else [])):
            yield from fields(kind, path)
        if here.get("additionalProperties") is False and set(here.get("properties", ())) != {"en", "de"}:
            for key, below in here["properties"].items():
                yield (*path, key)
                yield from fields(below, (*path, key))

    assert set(fields(schema(CASE))) == set(labels(Collaboration))


@pytest.mark.parametrize("file", FILES)
def test_nothing_unknown_nothing_empty_and_no_null_is_right(file: str) -> None:
    for path, part in parts(schema(file)):
        if re.search(r"/allOf/|/published$", path):
            continue
        if part.get("type") == "object" and "properties" in part and not path.endswith("/media/items"):
            assert part["additionalProperties"] is False, path
        if part.get("type") == "array" and not path.endswith("/examples"):
            assert part["minItems"] == (0 if path.endswith("/answers") else 1), path
        assert part.get("type") != "null", path
        assert part.get("default", 0) is not None, path


@pytest.mark.parametrize("file", FILES)
def test_every_example_would_be_right_where_it_stands(file: str) -> None:
    for path, part in parts(schema(file, real)):
        for example in part.get("examples", ()):
            validator = Draft202012Validator({**part, "$defs": schema(file, real).get("$defs", {})})
            assert list(validator.iter_errors(example)) == [], path


def test_the_keys_of_the_vocabulary_the_languages_and_the_limits_are_filled_in() -> None:
    found = schema(CASE)["$defs"]
    assert found["key-subsectors"]["enum"] == list(base_settings().vocabulary.subsectors)
    assert found["key-countries"]["enum"] == list(base_settings().vocabulary.countries)
    assert found["key-attestations"]["enum"] == ["example-team"]
    assert list(found["text"]["properties"]) == ["en", "de"]
    assert schema(CASE)["required"] == ["title"]
    limits = {part["minimum"] for _, part in parts(schema(CASE)["allOf"]) if "minimum" in part}
    assert limits == {251, 20_000, 10_000}


# -- what they say -------------------------------------------------------------------------------------------


def test_every_rule_names_its_sentence_in_the_catalogue_and_its_code() -> None:
    rules = [part for _, part in parts(schema(CASE)) if "$comment" in part]
    assert len(rules) >= 25
    for rule in rules:
        assert sentence(rule["$comment"]).message
        assert rule["x-code"] == rule["$comment"][:6]
        assert set(rule) == {"x-code", "$comment", "if", "then"}


def test_every_rule_is_an_error_as_a_warning_is_no_reason_to_underline_a_word() -> None:
    codes = {part["x-code"] for _, part in parts(schema(CASE)) if isinstance(part.get("x-code"), str)}
    assert {code for code in codes if CATALOGUE[code].level is not Level.ERROR} == set()


@pytest.mark.parametrize("file", [CASE, CASE_DE])
def test_every_message_ends_with_its_code_and_leaves_no_gap(file: str) -> None:
    messages = [
        part[key]
        for _, part in parts(schema(file))
        for key in ("errorMessage", "patternErrorMessage")
        if isinstance(part.get(key), str)
    ]
    assert messages
    for message in messages:
        assert re.search(r"\. \(KLT\d{3}\)$", message), message
        assert "{" not in message.replace("{en: …, de: …}", ""), message


def test_the_german_schema_has_german_words_and_the_same_rules() -> None:
    said = {key for _, part in parts(schema(CASE)) for key in _words(part)}
    german = {key for _, part in parts(schema(CASE_DE)) for key in _words(part)}
    assert said & german <= {"Code", "Links", "Name", "Region", "Status", "Website"} | _same()
    assert _without_words(schema(CASE)) == _without_words(schema(CASE_DE))


def _words(part: dict[str, Any]) -> list[str]:
    found = [part[key] for key in ("title", "description", "errorMessage", "patternErrorMessage") if key in part]
    return [one for one in (*found, *part.get("enumDescriptions", ())) if isinstance(one, str)]


def _same() -> set[str]:
    """Labels and names of countries that are the same in both languages."""
    return {label for _, part in parts(schema(CASE)["$defs"]) for label in part.get("enumDescriptions", ())}


def _without_words(part: Any) -> Any:
    if isinstance(part, list):
        return [_without_words(one) for one in part]
    if not isinstance(part, dict):
        return part
    said = ("title", "description", "errorMessage", "patternErrorMessage", "enumDescriptions", "$id")
    return {key: _without_words(one) for key, one in part.items() if key not in said or isinstance(one, dict)}


@pytest.mark.parametrize(("file", "norway"), [(CASE, "Norway"), (CASE_DE, "Norwegen")])
def test_the_labels_stand_beside_the_keys(file: str, norway: str) -> None:
    countries = schema(file, real)["$defs"]["key-countries"]
    assert dict(zip(countries["enum"], countries["enumDescriptions"], strict=True))["NO"] == norway
    for name, part in schema(file, real)["$defs"].items():
        if name.startswith("key-"):
            assert all(part["enumDescriptions"]), name


# -- right files ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", [CONTENT, BASE], ids=["content", "tests"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_of_a_content_folder_is_right(folder: Any, language: str) -> None:
    using = real if folder == CONTENT else base_settings
    kinds = {"site.yaml": "site", "vocabulary.yaml": "vocabulary", "criteria.yaml": "criteria"}
    for path, data in files_in(folder).items():
        name = kinds.get(path) or {"collaborations": "collaboration", "editions": "edition"}.get(path.partition("/")[0])
        if name is not None:
            assert complaints(schema_file(name, language), read(data), using) == [], path


def test_every_made_up_file_is_right() -> None:
    for path, data in [*corpus.case_files(60, drafts=0.3), *corpus.publication_23().items()]:
        assert complaints(CASE, read(data)) == [], path


@pytest.mark.parametrize(
    "fields",
    [
        "place: {country: NO}",
        "listed: 2024-05-01",
        "listed: '2024-05-01'",
        "period: {started: 2018, ended: 2020-05, continuous: true}",
        "period: {started: '2018', ended: '2020-05', continuous: 'true'}",
        "period: {years: 0.5}",
        "period: {years: '0.5'}",
        "place: {country: DE, inhabitants: '017000', counted: '2023', latitude: '51.27', longitude: -14}",
        "partners: [{name: 4711, role: sme, employees: '12', locality: true}]",
        "former_slugs: [2018, old-name, true]",
        "description: {en: 2018, de: 1.5}",
        "description:\n  en: |\n    Two lines\n    and an end\n",
        "links:\n  - title: {en: A}\n    url: >\n      https://village.example/äpfel?q=1#ü\n",
        f"summary:\n  en: |\n    {'ä' * 300}\n",
        f"summary: {{en: {'🍞' * 300}}}",
    ],
)
def test_what_check_accepts_is_never_underlined_however_it_is_written(fields: str) -> None:
    data = f"title: {{en: A, de: B}}\n{fields}\n".encode()
    assert [one for one in read_case(data).problems if one.level is Level.ERROR] == []
    assert complaints(CASE, read(data)) == []


@pytest.mark.parametrize(
    "fields",
    [
        "listed: 2024",
        "listed: 2023-02-29",
        "period: {started: 2018.5}",
        "period: {years: '201'}",
        "place: {country: DE, inhabitants: 0}",
        "place: {country: DE, inhabitants: '100000000'}",
        "place: {country: DE, latitude: '90.5', longitude: 0}",
        "place: {country: DE, latitude: 0, longitude: '-181'}",
        "partners: [{name: A, role: other, website: 'https://user@village.example'}]",
        "partners: [{name: A, role: other, website: 'https://village'}]",
        "partners: [{name: A, role: other, website: 'https://village.example:70000'}]",
        "former_slugs: [-5]",
        f"summary: {{en: {'ä' * 301}}}",
        "media: [{kind: image, file: ../a.jpg, alt: {en: A}, credit: A, licence: A}]",
    ],
)
def test_what_check_refuses_is_underlined_also_in_quotes(fields: str) -> None:
    assert complaints(CASE, read(f"title: {{en: A, de: B}}\n{fields}\n".encode())) != []


def test_a_draft_is_not_underlined_for_what_it_lacks() -> None:
    assert complaints(CASE, {"title": {"en": "A"}}) == []
    assert complaints(CASE, {"title": {"en": "A"}, "status": "published"}) != []


def test_the_schemas_of_the_repository_are_up_to_date() -> None:
    assert files_in(ROOT / "schema") == written(real)


# -- what is recommended to those who open the repository in an editor ----------------------------------------


def recommended(name: str) -> Any:
    return json.loads((ROOT / ".vscode" / name).read_text("utf-8"))


def test_the_editor_s_settings_lead_each_kind_of_file_to_its_schema() -> None:
    mapping = recommended("settings.json")["yaml.schemas"]
    assert {name.removeprefix("./schema/") for name in mapping} == {schema_file(name, "en") for name in MODELS}
    for where in mapping.values():
        assert list(ROOT.glob(where)), where


def test_the_editor_is_recommended_the_program_that_reads_schemas() -> None:
    assert "redhat.vscode-yaml" in recommended("extensions.json")["recommendations"]


def test_yaml_of_the_tests_reads_as_editors_do() -> None:
    found = read(b"a: NO\nb: 2018-05-01\nc: 2018\nd: true\ne: yes\nf: ~\ng: 010\nh: 1e3\n")
    assert list(found.values()) == ["NO", "2018-05-01", 2018, True, "yes", None, 10, 1000.0]
    with pytest.raises(yaml.YAMLError):
        read(b"a: [")
