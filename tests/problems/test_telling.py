"""How problems are told: in full, folded, counted; as JSON, annotations and SARIF. Nothing an editor writes acts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from gettext import NullTranslations
from string import Formatter
from typing import Any

import jsonschema
import pytest
from msgspec.structs import replace

from kltsite.languages import N_
from kltsite.problems import Level, Problem, Span, errors
from kltsite.problems.catalogue import CATALOGUE, Sentence, level_of, sentence
from kltsite.problems.telling import Teller, blanks
from tests.helpers import MINIMAL, changed, interface, read_case, teller

PROBLEM = Problem(
    file="collaborations/bread-box.yaml",
    span=Span(9, 16, 9, 19),
    sentence="KLT303/too-large",
    level=Level.ERROR,
    field="partners[1].employees",
    trail=(N_("Partners"), "Bakery Morgenrot", N_("Employees")),
    found="251",
    values=(("limit", 250), ("name", "Bakery Morgenrot")),
    excerpt="    employees: 251",
)

PLACE = ("line", "column", "end_line", "end_column")

RECORD = {
    "type": "object",
    "additionalProperties": False,
    "required": [*PLACE, "code", "level", "file", "field", "found", "message", "hint", "help"],
    "properties": {
        "code": {"pattern": "^KLT[1-8][0-9]{2}$"},
        "level": {"enum": ["error", "warning", "todo"]},
        "help": {"pattern": "^docs/problems.md#klt[1-8][0-9]{2}$"},
        **{name: {"type": "integer", "minimum": 1} for name in PLACE},
        **{name: {"type": "string"} for name in ("file", "field", "found", "message", "hint")},
    },
}

CHECKED = {  # section 6 of the design
    "type": "object",
    "additionalProperties": False,
    "required": ["version", "problems", "files", "errors", "warnings", "todos"],
    "properties": {
        "version": {"const": 1},
        "problems": {"type": "array", "items": RECORD},
        **{name: {"type": "integer", "minimum": 0} for name in ("files", "errors", "warnings", "todos")},
    },
}

TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
POSITION = {"type": "integer", "minimum": 1}
SARIF = {  # what of SARIF 2.1.0 we promise, with what GitHub asks for
    "type": "object",
    "required": ["$schema", "version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "minItems": 1,
            "items": {
                "required": ["tool", "results", "columnKind"],
                "properties": {
                    "columnKind": {"const": "unicodeCodePoints"},
                    "tool": {
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "required": ["name", "version", "rules"],
                                "properties": {
                                    "rules": {
                                        "uniqueItems": True,
                                        "items": {
                                            "required": ["id", "shortDescription", "fullDescription", "help"],
                                            "properties": {
                                                "helpUri": {"pattern": "^https?://"},
                                                **dict.fromkeys(("shortDescription", "fullDescription", "help"), TEXT),
                                            },
                                        },
                                    },
                                },
                            },
                        },
                    },
                    "results": {
                        "items": {
                            "required": ["ruleId", "ruleIndex", "level", "message", "locations"],
                            "properties": {
                                "level": {"enum": ["error", "warning", "note"]},
                                "message": TEXT,
                                "locations": {
                                    "minItems": 1,
                                    "items": {
                                        "required": ["physicalLocation"],
                                        "properties": {
                                            "physicalLocation": {
                                                "required": ["artifactLocation", "region"],
                                                "properties": {
                                                    "artifactLocation": {
                                                        "properties": {"uri": {"pattern": "^[A-Za-z0-9_.~/%-]+$"}}
                                                    },
                                                    "region": {
                                                        "required": [
                                                            "startLine",
                                                            "startColumn",
                                                            "endLine",
                                                            "endColumn",
                                                        ],
                                                        "additionalProperties": POSITION,
                                                    },
                                                },
                                            }
                                        },
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}


def several(count: int, **changes: Any) -> list[Problem]:
    """The problem on so many lines."""
    return [replace(PROBLEM, span=Span(line, 1, line, 2), **changes) for line in range(1, count + 1)]


def excerpt_of(line: str, start: int, end: int) -> tuple[str, str]:
    """What is shown of a line, and the marks below, both without what stands before them."""
    told = teller().text([replace(PROBLEM, span=Span(9, start, 9, end), excerpt=line)], 1)
    shown, marks = (part.partition(" │ ")[2] for part in told.splitlines()[4:6])
    return shown, marks


def test_a_problem_is_told_with_place_field_finding_reason_fix_and_excerpt() -> None:
    assert teller(prefix="content/").text([PROBLEM], 3) == (
        "content/collaborations/bread-box.yaml:9:16: error KLT303 Partners › Bakery Morgenrot › Employees:\n"
        "    “Bakery Morgenrot” has 251 employees; at most 250 are allowed.\n"
        "    The criteria set this limit for small and medium-sized enterprises (criteria.yaml).\n"
        "    → Check the figure; an enterprise of this size cannot be the sme partner.\n"
        "    9 │     employees: 251\n"
        "      │                ^^^\n"
        "\n"
        "3 files · 1 error · 0 warnings · 0 to-dos\n"
    )


def test_nothing_wrong_is_told_in_one_line() -> None:
    assert teller().text([], 1) == "1 file · 0 errors · 0 warnings · 0 to-dos\n"


def test_every_level_is_counted_by_itself_and_only_errors_are_errors() -> None:
    problems = (
        *several(12_000),
        *several(1, level=Level.WARNING),
        *several(2, level=Level.TODO),
    )
    assert teller().totals(problems, 10_001) == "10,001 files · 12,000 errors · 1 warning · 2 to-dos"
    assert len(errors(problems)) == 12_000


def test_up_to_four_of_a_kind_are_told_in_full_and_of_more_the_first_three() -> None:
    four, five = teller().text(several(4), 1), teller().text(several(5), 1)
    assert four.count("error KLT303") == 4
    assert "more of" not in four
    assert five.count("error KLT303") == 3
    assert "\n    2 more of KLT303 in collaborations/bread-box.yaml: lines 4, 5\n" in five


def test_of_very_many_lines_the_first_are_named_and_the_rest_hinted_at() -> None:
    told = teller().text(several(20), 1)
    assert (
        "17 more of KLT303 in collaborations/bread-box.yaml: lines 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, …\n"
        in told
    )


def test_problems_of_other_files_or_levels_are_not_folded_into_one_another() -> None:
    problems = [*several(3), *several(3, file="collaborations/other.yaml"), *several(3, level=Level.TODO)]
    assert "more of" not in teller().text(problems, 2)


def test_problems_are_told_by_file_and_place_whatever_the_order_they_come_in() -> None:
    problems = [*several(3), *several(2, file="a.yaml")]
    assert teller().text(problems[::-1], 1) == teller().text(problems, 1)
    places = [line.partition(": ")[0] for line in teller().text(problems, 1).splitlines() if ": error" in line]
    name = "collaborations/bread-box.yaml"
    assert places == ["a.yaml:1:1", "a.yaml:2:1", f"{name}:1:1", f"{name}:2:1", f"{name}:3:1"]


def test_a_suggestion_takes_the_place_of_the_general_advice() -> None:
    meant = replace(PROBLEM, values=(*PROBLEM.values, ("suggestion", "25")))
    assert "    → Did you mean “25”?\n" in teller().text([meant], 1)


def test_a_problem_of_a_whole_file_shows_no_line() -> None:
    told = teller().text([replace(PROBLEM, span=Span(), excerpt="")], 1)
    assert "│" not in told


@pytest.mark.parametrize("at", [1, 40, 120, 4990])
def test_an_excerpt_of_a_very_long_line_is_cut_around_what_is_meant(at: int) -> None:
    line = "x" * (at - 1) + "wrong" + "x" * (5000 - at)
    shown, marks = excerpt_of(line, at, at + 5)
    assert len(shown) <= 100
    assert shown[marks.index("^") : marks.index("^") + 5] == "wrong"
    assert marks.strip() == "^^^^^"


def test_the_marks_end_where_the_excerpt_ends() -> None:
    shown, marks = excerpt_of("x" * 5000, 1, 5001)
    assert (len(shown), len(marks)) == (100, 100)


def test_a_place_behind_the_end_of_the_line_has_a_mark_all_the_same() -> None:
    assert excerpt_of("place:", 7, 8) == ("place:", "      ^")


@pytest.mark.parametrize(("before", "columns"), [("日本", 4), ("🥖", 2), ("q\N{COMBINING DOT BELOW}", 1), ("ä", 1)])
def test_the_marks_stand_below_also_behind_wide_and_combined_letters(before: str, columns: int) -> None:
    shown, marks = excerpt_of(f"{before}wrong日", len(before) + 1, len(before) + 7)
    assert (shown, marks) == (f"{before}wrong日", " " * columns + "^^^^^^^")


def test_what_cannot_be_seen_or_would_steer_a_terminal_is_shown_as_a_dot() -> None:
    line = "a\x1b[2J\u202eb\u200bc\td"
    assert excerpt_of(line, 2, 3) == ("a·[2J·b·c·d", " ^")
    evil = replace(
        PROBLEM, found=line, file=f"x\n::error::{line}.yaml", trail=(line,), values=(("name", line), ("limit", 1))
    )
    told = teller().text([evil] * 6, 1)
    assert not set(told) & {"\x1b", "\u202e", "\u200b", "\t"}
    assert not any(part.startswith("::") for part in told.splitlines())


def test_braces_and_percent_signs_of_an_editor_are_only_text() -> None:
    text = changed(("role: sme", 'role: "{limit} %(name)s {0} {found.x}"'))
    (problem,) = read_case(text).problems
    assert teller().message(problem).startswith("“{limit} %(name)s {0} {found.x}” is not one of")


def test_the_field_of_an_item_is_its_list_and_of_a_translation_its_text() -> None:
    twice, empty, long = (
        read_case(MINIMAL + more).problems[0]
        for more in (
            "contact: [joint-event, joint-event]\n",
            "description: {en: '', de: x}\n",
            f"funding: {{en: {'x' * 130}}}\n",
        )
    )
    assert teller().message(twice) == "“joint-event” stands twice in “Type of contact”."
    assert teller().message(empty) == "“Description › en” has no value."
    assert teller().message(long) == "“Funding” is missing in the language “de”."


def test_years_have_no_thousands_separator_and_large_numbers_have() -> None:
    year, place = (
        "place: {country: DE, inhabitants: 1, counted: 1300}\n",
        "place: {country: DE, inhabitants: 20001, counted: 2023}\n",
    )
    told = [teller().message(read_case(MINIMAL + text).problems[0]) for text in (year, place)]
    assert told[0] == "1300 is outside what is possible for “Year of the figure” (1950 to 2100)."
    assert "fewer than 20,000" in told[1]


def test_json_is_as_promised() -> None:
    problems = [
        PROBLEM,
        *several(6),
        replace(PROBLEM, level=Level.TODO),
        replace(PROBLEM, file="a b/ä.yaml", level=Level.WARNING),
    ]
    told = json.loads(teller(prefix="content/").json(problems, 4))
    jsonschema.validate(told, CHECKED)
    assert (told["files"], told["errors"], told["warnings"], told["todos"]) == (4, 7, 1, 1)
    assert told["problems"][-1]["file"] == "content/collaborations/bread-box.yaml"
    assert len(told["problems"]) == len(problems)  # nothing is folded for a program
    first = next(one for one in told["problems"] if one["line"] == 9 and one["level"] == "error")
    assert first == {
        "code": "KLT303",
        "level": "error",
        "file": "content/collaborations/bread-box.yaml",
        "line": 9,
        "column": 16,
        "end_line": 9,
        "end_column": 19,
        "field": "partners[1].employees",
        "found": "251",
        "message": "“Bakery Morgenrot” has 251 employees; at most 250 are allowed.",
        "hint": "Check the figure; an enterprise of this size cannot be the sme partner.",
        "help": "docs/problems.md#klt303",
    }


def test_where_the_site_can_be_opened_it_explains_the_rules() -> None:
    by = Teller(interface()["en"], pages="https://village.org/en/help/{code}.html")
    assert json.loads(by.json([PROBLEM], 1))["problems"][0]["help"] == "https://village.org/en/help/klt303.html"
    told = json.loads(by.sarif([PROBLEM], 1))
    jsonschema.validate(told, SARIF)
    (rule,) = told["runs"][0]["tool"]["driver"]["rules"]
    assert rule["helpUri"] == "https://village.org/en/help/klt303.html"
    (elsewhere,) = json.loads(teller().sarif([PROBLEM], 1))["runs"][0]["tool"]["driver"]["rules"]
    assert "helpUri" not in elsewhere


def test_an_annotation_names_file_place_and_title_and_holds_the_sentences() -> None:
    first, totals = teller(prefix="content/").github([PROBLEM], 1).splitlines()
    assert first == (
        "::error file=content/collaborations/bread-box.yaml,line=9,endLine=9,col=16,endColumn=19,"
        "title=KLT303 Partners › Bakery Morgenrot › Employees::"
        "“Bakery Morgenrot” has 251 employees; at most 250 are allowed. "
        "The criteria set this limit for small and medium-sized enterprises (criteria.yaml)."
        "%0ACheck the figure; an enterprise of this size cannot be the sme partner."
    )
    assert totals == "1 file · 1 error · 0 warnings · 0 to-dos"


def test_an_annotation_cannot_be_forged_from_names_or_values() -> None:
    nasty = "100%, a:b\r\n::set-output name=x::y"
    (first, _) = (
        teller()
        .github([replace(PROBLEM, file=nasty, trail=(nasty,), values=(("name", nasty), ("limit", 1)))], 1)
        .split("\n")[:2]
    )
    properties, _, message = first.removeprefix("::error ").partition("::")
    assert properties.split(",")[0] == "file=100%25%2C a%3Ab%0D%0A%3A%3Aset-output name=x%3A%3Ay"
    assert properties.split(",")[-1].startswith("title=KLT303 100%25%2C a%3Ab")
    assert "\r" not in message
    assert message.startswith("“100%25, a:b")


@pytest.mark.parametrize(
    ("level", "github", "sarif"),
    [("error", "error", "error"), ("warning", "warning", "warning"), ("todo", "notice", "note")],
)
def test_the_levels_have_the_names_that_github_and_sarif_give_them(level: str, github: str, sarif: str) -> None:
    problem = replace(PROBLEM, level=Level(level))
    assert teller().github([problem], 1).startswith(f"::{github} ")
    assert json.loads(teller().sarif([problem], 1))["runs"][0]["results"][0]["level"] == sarif


def test_sarif_is_what_code_scanning_reads() -> None:
    problems = [PROBLEM, *several(2, sentence="KLT107/tab"), replace(PROBLEM, file="collaborations/brot kästen#1.yaml")]
    told = json.loads(teller(prefix="content/").sarif(problems, 2))
    jsonschema.validate(told, SARIF)
    run = told["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == ["KLT107", "KLT303"]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    assert len(run["results"]) == 4
    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    assert {"uri": "content/collaborations/brot%20k%C3%A4sten%231.yaml"} in [
        place["artifactLocation"] for place in places
    ]
    assert {"startLine": 9, "startColumn": 16, "endLine": 9, "endColumn": 19} in [place["region"] for place in places]


def every_sentence() -> Iterator[tuple[str, Sentence]]:
    for code, rule in CATALOGUE.items():
        for name, said in rule.sentences.items():
            yield f"{code}/{name}", said


def test_every_sentence_is_found_by_its_name_and_has_its_rules_level() -> None:
    for name, said in every_sentence():
        assert sentence(name) is said
        assert level_of(name) is CATALOGUE[name[:6]].level
    with pytest.raises(KeyError):
        sentence("KLT303/unheard-of")


@pytest.mark.parametrize(("name", "said"), list(every_sentence()))
def test_a_sentence_says_what_is_wrong_why_it_matters_and_how_to_mend_it(name: str, said: Sentence) -> None:
    assert len({said.message, said.why, said.fix}) == 3
    for part in (said.message, said.why, said.fix):
        assert part == part.strip()
        assert part.endswith((".", "…}}.", '…".')), name
        assert all(key is None or key.isidentifier() for _, key, _, _ in Formatter().parse(part)), name


def test_gitlab_reads_a_code_quality_report_whose_prints_tell_problems_apart() -> None:
    problems = [replace(PROBLEM, span=Span(line, 1, line, 2)) for line in (1, 2)]
    told = json.loads(teller(prefix="content/").gitlab(problems, 1))
    assert [one["location"]["lines"]["begin"] for one in told] == [1, 2]
    assert all(set(one) == {"description", "check_name", "fingerprint", "severity", "location"} for one in told)
    assert len({one["fingerprint"] for one in told}) == 2
    assert {one["severity"] for one in told} == {"major"}
    assert json.loads(teller().gitlab([], 0)) == []


def test_whatever_a_sentence_fills_in_has_a_word_that_stands_for_it() -> None:
    sentences = (one for rule in CATALOGUE.values() for one in rule.sentences.values())
    messages = (message for one in sentences for message in (one.message, one.why, one.fix))
    filled = {name for message in messages for _, name, _, _ in Formatter().parse(message) if name}
    assert filled == blanks(NullTranslations()).keys()
