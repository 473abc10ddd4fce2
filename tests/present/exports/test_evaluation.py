"""The evaluation: the same numbers in every form."""

from __future__ import annotations

import json

from kltsite.domain.settings import CATEGORIES
from kltsite.present.exports import records, sheets
from kltsite.stats import FACETS
from tests.helpers import base_settings
from tests.present.exports.examples import published, rows, scenes


def test_the_evaluation_s_table_and_json_say_the_same() -> None:
    numbers = json.loads(records.evaluation_json(scenes()["en"].statistics, base_settings()))
    found = [
        row for row in rows(sheets.evaluation_csv(scenes()["en"].statistics, base_settings())) if not row["edition"]
    ]
    table_ = {(row["category"], row["option"]): row for row in found}
    expected = {
        (name, option): [str(told["count"]), str(one["answered"]), str(one["total"]), str(told["share"])]
        for name, one in (*numbers["categories"].items(), *numbers["facets"].items(), *numbers["periods"].items())
        for option, told in one["options"].items()
    }
    for cell in numbers["subsector_sector"]:
        pair = ("subsector_sector", f"{cell['subsector']}--{cell['sector']}")
        expected[pair] = [str(cell["count"]), "", str(numbers["entries"]), ""]
    assert {
        key: [row[name] for name in ("count", "answered", "total", "share")] for key, row in table_.items()
    } == expected
    assert len(table_) == len(found)
    assert {row["as_of"] for row in found} == {numbers["as_of"]} == {"2024-08-01"}


def test_the_evaluation_names_the_entries_behind_each_number() -> None:
    numbers = json.loads(records.evaluation_json(scenes()["en"].statistics, base_settings()))
    assert set(numbers["categories"]) == set(CATEGORIES)
    assert set(numbers["facets"]) == set(FACETS)
    for one in (*numbers["categories"].values(), *numbers["facets"].values()):
        for option in one["options"].values():
            assert option["count"] == len(option["entries"]) == len(set(option["entries"]))
            assert set(option["entries"]) <= set(published())
            assert option["share"] is None or round(option["share"], 1) == option["share"]


def test_an_edition_s_rows_are_what_was_published() -> None:
    edition = base_settings().editions["2024-08"]
    found = [row for row in rows(sheets.evaluation_csv(scenes()["en"].statistics, base_settings())) if row["edition"]]
    assert {row["edition"] for row in found} == {"2024-08"}
    assert {(row["category"], row["option"]): int(row["count"]) for row in found} == {
        (category, option): count for category, counts in edition.categories.items() for option, count in counts.items()
    }
    assert {(row["answered"], row["total"], row["as_of"]) for row in found} == {
        (str(edition.entries), str(edition.entries), str(edition.published))
    }
    assert rows(sheets.edition_csv("2024-08", edition)) == found
