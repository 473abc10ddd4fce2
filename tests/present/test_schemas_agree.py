"""The schema of case files and the validator say the same, code by code; what no schema can say is a short list."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from kltsite.domain.settings import Settings
from kltsite.intake.settings import read as read_settings
from kltsite.present.schemas import schemas
from kltsite.present.schemas.unsaid import UNSAID, Unsaid
from kltsite.problems import Level
from kltsite.problems.catalogue import CATALOGUE
from tests import test_rejected
from tests.helpers import BASE, MINIMAL, base_settings, content_problems, files_in, interface, read_case
from tests.present.core_yaml import read
from tools import corpus

Codes = frozenset[str]
Entry = dict[str, Any]

UNREADABLE = frozenset({"unreadable"})  # what is no YAML to an editor's program either
BY_KEYWORD = {  # of what has no code of its own in the schema
    "additionalProperties": "KLT201",
    "required": "KLT202",
    "enum": "KLT204",
    "uniqueItems": "KLT215",
}
NOT_STATED = ("KLT202/published", "KLT216/needed")  # the rest of the file is judged all the same
UNDER_ANOTHER_CODE = {"KLT102": "KLT203", "KLT114": "KLT204", "KLT116": "KLT207"}  # of a text, told as of its field


OTHER_LIMITS = b"""
employees: {at_most: 9, source: https://village.example/criteria}
inhabitants:
  below: 5000
  source: https://village.example/criteria
  countries:
    AT: {below: 15000, source: https://village.example/austria}
    "NO": {below: 1000, source: https://village.example/norway}
urban_partners: 0
attestations:
  example-team:
    by: {en: the team, de: das Team}
    statement: {en: Listed., de: Aufgenommen.}
    vouches_for: [KLT302, KLT305]
    source: https://village.example/collection
"""
NOBODY_VOUCHES = OTHER_LIMITS.partition(b"attestations:")[0].replace(b"urban_partners: 0", b"urban_partners: 2")


@cache
def using(limits: bytes) -> Settings:
    """The settings of tests/base, with other limits where some are given."""
    if not limits:
        return base_settings()
    found, problems = read_settings({**files_in(BASE), "criteria.yaml": limits})
    assert found is not None, problems
    return found


@cache
def schema(limits: bytes = b"") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(schemas(using(limits), interface())["collaboration.schema.json"])
    return found


def by_schema(value: Any, limits: bytes) -> Codes:
    """The codes of everything that the schema says of a file."""
    return frozenset(code(error, schema(limits)) for error in Draft202012Validator(schema(limits)).iter_errors(value))


def code(error: ValidationError, whole: dict[str, Any]) -> str:
    """The code of what a schema says: that of the part that says it, of one around it, or of its keyword."""
    if error.validator in ("minItems", "minProperties") or error.instance is None:
        return "KLT203"
    if error.validator == "type" and (
        isinstance(error.instance, dict | list) or error.validator_value in ("object", "array")
    ):
        return "KLT207"
    own = error.schema.get("x-code", "") if isinstance(error.schema, dict) else ""
    return own or around(error, whole) or BY_KEYWORD[str(error.validator)]


def around(error: ValidationError, whole: dict[str, Any]) -> str:
    """The code of the innermost part of the schema that has one, on the way to what failed."""
    part: Any = whole
    found = ""
    for step in error.absolute_schema_path:
        while isinstance(part, dict) and step not in part:
            part = whole["$defs"][part["$ref"].rpartition("/")[2]]
        part = part[step]
        found = part.get("x-code", found) if isinstance(part, dict) else found
    return found


def seen(data: bytes, limits: bytes = b"") -> Codes:
    """The codes that an editor's program sees in a file."""
    try:
        return by_schema(read(data), limits)
    except yaml.YAMLError:
        return UNREADABLE


def told(sentences: set[str]) -> Codes:
    return frozenset(sentence.partition("/")[0] for sentence in sentences)


def errors(data: bytes, limits: bytes = b"") -> set[str]:
    """The sentences of the errors that the validator tells of a case file."""
    return {
        problem.sentence for problem in read_case(data, using=using(limits)).problems if problem.level is Level.ERROR
    }


def unsaid(data: bytes) -> Codes:
    """The codes that the schema need not have for this file."""
    return frozenset(one for row in UNSAID for one in row.codes if applies(row, data))


def applies(row: Unsaid, data: bytes) -> bool:
    return not row.written or any(written.encode() in data for written in row.written)


def assert_agreed(data: bytes, sentences: set[str], limits: bytes = b"") -> None:
    """Each error is seen by the schema or listed, and it sees nothing else but what follows from a wrong field."""
    found, by_validator = seen(data, limits), told(sentences)
    if found == UNREADABLE:
        assert by_validator & unsaid(data), "an editor's program cannot read what the reader reads"
        return
    expected = {UNDER_ANOTHER_CODE.get(one, one) for one in by_validator - unsaid(data)}
    assert expected <= found, text(data)
    if not told({one for one in sentences if one.startswith(("KLT1", "KLT2")) and one not in NOT_STATED}):
        assert found <= expected, text(data)
    else:
        assert {one for one in found if one.startswith("KLT2")} <= expected | {"KLT202", "KLT203"} | loose(data), text(
            data
        )


def loose(data: bytes) -> Codes:
    """Where the text is damaged a field may look wrong in any way."""
    return frozenset(CATALOGUE) if told(errors(data)) & unsaid(data) else frozenset()


def text(data: bytes) -> str:
    return f"\n{data.decode('utf-8', 'replace')}\nvalidator: {sorted(errors(data))}\nschema: {sorted(seen(data))}"


# -- the files that are wrong, one rule each -----------------------------------------------------------------


@cache
def rejected() -> dict[str, tuple[bytes, frozenset[str]]]:
    """Every case file of tests/rejected, with the sentences of its errors."""
    found = {}
    for entry in test_rejected.ENTRIES:
        files = sorted(entry.glob("collaborations/*.yaml")) if entry.is_dir() else [entry]
        for path in files:
            if path.is_symlink() or not path.is_file():
                continue
            name = path.relative_to(entry).as_posix() if entry.is_dir() else ""
            wrong = {
                one.sentence
                for one in test_rejected.problems(entry)
                if one.level is Level.ERROR and name in ("", one.file)
            }
            found[path.relative_to(test_rejected.REJECTED).as_posix()] = path.read_bytes(), frozenset(wrong)
    linked = f"{MINIMAL}description: {{en: '[Look](javascript:alert)', de: '[Hier](javascript:alert)'}}\n".encode()
    problems = content_problems({**files_in(BASE), "collaborations/linked.yaml": linked})
    return {
        **found,
        "a-link-that-runs-a-program": (linked, frozenset(one.sentence for one in problems if one.level is Level.ERROR)),
    }


@pytest.mark.parametrize("name", sorted(rejected()))
def test_schema_and_validator_agree_on_a_rejected_file(name: str) -> None:
    data, sentences = rejected()[name]
    assert_agreed(data, set(sentences))


@pytest.mark.parametrize("row", UNSAID, ids=lambda row: row.codes[0])
def test_what_the_list_names_is_never_said_by_the_schema(row: Unsaid) -> None:
    for data, sentences in rejected().values():
        if applies(row, data) and told(set(sentences)) & set(row.codes):
            assert seen(data) & set(row.codes) == frozenset()


WHOLE_CODES = [row for row in UNSAID if not row.written]
AROUND = {
    "inhabitants": "place: {{country: DE, {}}}",
    "latitude": "place: {{country: DE, longitude: 14, {}}}",
    "started": "period: {{{}}}",
    "continuous": "period: {{started: 2018, {}}}",
}
SOME_WRITINGS = [
    (code, written) for row in UNSAID if row.written for code, written in zip(row.codes, row.written, strict=True)
]


@pytest.mark.parametrize("row", WHOLE_CODES, ids=lambda row: row.codes[0])
def test_each_code_of_the_list_has_a_file_in_which_the_schema_sees_nothing(row: Unsaid) -> None:
    files = [told(set(sentences)) for data, sentences in rejected().values() if seen(data) in (frozenset(), UNREADABLE)]
    assert set(row.codes) - frozenset().union(*files) == set()


@pytest.mark.parametrize(("code", "written"), SOME_WRITINGS)
def test_what_is_unsaid_only_in_some_writings_is_said_in_others(code: str, written: str) -> None:
    data = f"title: {{en: A, de: B}}\n{AROUND[written.partition(':')[0]].format(written)}\n"
    assert code in told(errors(data.encode())), data
    assert seen(data.encode()) == frozenset()
    assert any(code in seen(rejected_data) for rejected_data, _ in rejected().values())


def test_the_list_names_errors_of_the_catalogue_each_with_a_reason() -> None:
    for row in UNSAID:
        assert row.reason.endswith(".")
        assert all(CATALOGUE[one].level is Level.ERROR for one in row.codes)
    codes = [one for row in UNSAID for one in row.codes]
    assert len(codes) == len(set(codes))


def test_the_six_criteria_are_all_said() -> None:
    said = frozenset(one for data, _ in rejected().values() for one in seen(data))
    assert {f"KLT30{number}" for number in range(1, 7)} <= said


# -- made-up files -------------------------------------------------------------------------------------------


def test_the_schema_sees_nothing_in_entries_without_an_error() -> None:
    for path, data in corpus.case_files(100, drafts=0.3):
        assert errors(data) == set(), path
        assert seen(data) == frozenset(), path


EVIDENCE = ("economic-background", "equal-terms", "regional-effects")
SAID = {"en": "The village keeps its bakery.", "de": "Das Dorf behält seine Bäckerei."}
SOURCE = "https://village.example/report"
FULL: Entry = {
    **read(MINIMAL.encode()),
    "place": {"country": "DE", "locality": "Kleinau", "inhabitants": 1200, "counted": 2023},
    "period": {"started": "2019-05"},
    "regional_value": ["location-attractiveness"],
    "evidence": {name: {"statement": SAID, "source": SOURCE} for name in EVIDENCE},
}
FULL["partners"][1]["employees"] = 12
THIRD = {"name": "Village Council", "role": "other"}


class Plain(yaml.SafeDumper):
    """Without anchors and aliases, which the reader refuses."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def dumped(entry: Entry) -> bytes:
    return yaml.dump(entry, Dumper=Plain, allow_unicode=True, sort_keys=False).encode()


Place = tuple[str | int, ...]


def at(entry: Entry, path: Place) -> Any:
    """What stands at a path; None where nothing does."""
    value: Any = entry
    for step in path:
        here = value.get(step) if isinstance(value, dict) else None
        if isinstance(value, list) and isinstance(step, int) and step < len(value):
            here = value[step]
        value = here
    return value


def put(*path: str | int, value: Any) -> Callable[[Entry], None]:
    def change(entry: Entry) -> None:
        holder = at(entry, path[:-1])
        if isinstance(holder, dict):
            holder[path[-1]] = copy.deepcopy(value)

    return change


def drop(*path: str | int) -> Callable[[Entry], None]:
    def change(entry: Entry) -> None:
        holder = at(entry, path[:-1])
        if isinstance(holder, dict):
            holder.pop(path[-1], None)
            if not holder and len(path) > 1:
                drop(*path[:-1])(entry)

    return change


def join(partner: Entry) -> Callable[[Entry], None]:
    return lambda entry: entry["partners"].append(copy.deepcopy(partner)) if "partners" in entry else None


LIMITS = (b"", OTHER_LIMITS, NOBODY_VOUCHES)
BOUGHT = ("evidence", "equal-terms", "commissioned")
EMPLOYEES = (0, 9, 10, 250, 251, "250", "251", "0999", 9_999_999)
ROLES = ("cci", "sme", "other")
INHABITANTS = (999, 1_000, 9_999, 10_000, 14_999, 15_000, 19_999, 20_000, "19999", "20000", "010000")
CHANGES: dict[str, Callable[[Entry], None]] = {
    **{f"status {one}": put("status", value=one) for one in ("draft", "published", "withdrawn")},
    **{f"no {one}": drop(one) for one in ("title", "summary", "status", "partners", "place")},
    **{f"no {one}": drop(one) for one in ("attested", "regional_value", "evidence")},
    **{f"{one} in one language": put(one, value={"en": "Only this"}) for one in ("title", "summary")},
    **{f"no {one}": drop("evidence", one) for one in EVIDENCE},
    **{f"half a statement on {one}": drop("evidence", one, "source") for one in EVIDENCE},
    **{f"only a source on {one}": drop("evidence", one, "statement") for one in EVIDENCE},
    **{f"commissioned {one!r}": put(*BOUGHT, value=one) for one in (True, False, "true", "false")},
    **{f"{at} is {role}": put("partners", at, "role", value=role) for at in (0, 1, 2) for role in ROLES},
    **{f"{at} is urban": put("partners", at, "setting", value="urban") for at in (0, 1, 2)},
    **{f"{count!r} employees": put("partners", 1, "employees", value=count) for count in EMPLOYEES},
    **{f"{count} employees of a third": put("partners", 2, "employees", value=count) for count in (3, 300)},
    **{f"{count!r} inhabitants": put("place", "inhabitants", value=count) for count in INHABITANTS},
    **{f"in {country}": put("place", "country", value=country) for country in ("AT", "DE", "NO")},
    **{f"no {one} of a partner": drop("partners", at, one) for at, one in ((0, "subsectors"), (1, "employees"))},
    **{f"bought {one!r}, says a source": put("evidence", "equal-terms", value={"commissioned": one, "source": SOURCE})
       for one in (True, False, "true", "false")},
    **{f"{count} people in {country}": put("place", value={"country": country, "inhabitants": count, "counted": 2023})
       for country in ("AT", "NO") for count in (999, 1_000, 4_999, 5_000, 14_999, 15_000)},
    "subsectors of a firm": put("partners", 1, "subsectors", value=["design"]),
    "sectors of a studio": put("partners", 0, "sectors", value=["manufacturing"]),
    "a third partner": join(THIRD),
    "a large firm beside": join({"name": "Works", "role": "sme", "employees": 4000}),
    "an urban studio beside": join({"name": "Studio Blau", "role": "cci", "subsectors": ["art"], "setting": "urban"}),
    "no inhabitants": drop("place", "inhabitants"),
    "half a coordinate": put("place", "latitude", value=51.2),
    "the other half": put("place", "longitude", value="14.1"),
    "an end": put("period", "ended", value=2023),
    "no start": drop("period", "started"),
    "a length": put("period", "years", value=2.5),
    "a withdrawal": put("withdrawn", value={"on": "2025-02-01", "reason": {"en": "A wish.", "de": "Ein Wunsch."}}),
    "an exception": put("exceptions", value=[{"code": "KLT217", "reason": "as it is"}]),
    "an exception that cannot be": put("exceptions", value=[{"code": "KLT303", "reason": "as it is"}]),
    "a number as a name": put("partners", 0, "name", value=4711),
    "yes as a place": put("place", "locality", value=True),
}  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(sorted(CHANGES)), max_size=6), st.sampled_from(LIMITS))
def test_schema_and_validator_agree_on_entries_that_were_changed(names: list[str], limits: bytes) -> None:
    entry = copy.deepcopy(FULL)
    for name in names:
        CHANGES[name](entry)
    data = dumped(entry)
    assert_agreed(data, errors(data, limits), limits)


@pytest.mark.parametrize("name", sorted(CHANGES))
@pytest.mark.parametrize("attested", [True, False], ids=["attested", "not attested"])
@pytest.mark.parametrize("limits", LIMITS, ids=["limits", "other limits", "nobody vouches"])
def test_schema_and_validator_agree_on_each_change_alone(name: str, attested: bool, limits: bytes) -> None:
    entry = copy.deepcopy(FULL)
    if not attested:
        del entry["attested"]
    CHANGES[name](entry)
    data = dumped(entry)
    assert_agreed(data, errors(data, limits), limits)
