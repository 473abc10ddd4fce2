"""The entries as Parquet: the same facts with their types, the same bytes every time."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from kltsite.present.exports import columns, described, parquet
from kltsite.present.views.offered import data_sets
from tests.present.exports.examples import cases, published, rows, scenes
from tests.present.test_lists import entry, scenes_of


def read(data: bytes) -> Any:
    return pytest.importorskip("pyarrow.parquet").read_table(io.BytesIO(data))


def test_the_table_has_the_published_entries_and_says_the_same_as_the_plain_one() -> None:
    pytest.importorskip("pyarrow")
    from kltsite.present.exports import sheets

    found = read(parquet.collaborations_parquet(scenes()["en"], cases())).to_pylist()
    plain = rows(sheets.collaborations_csv(scenes()["en"], cases()).whole())
    assert [row["slug"] for row in found] == published()
    between = {one.name: one.between for one in columns.entries(("en", "de"))}
    for row, other in zip(found, plain, strict=True):
        for name, value in row.items():
            told = between[name].join(value) if isinstance(value, list) else "" if value is None else value
            told = float(told) if isinstance(told, int | float) else str(told)
            assert told == (float(other[name]) if isinstance(told, float) else other[name].replace("'=", "=")), name


def test_cells_have_types_and_the_file_says_its_terms() -> None:
    pytest.importorskip("pyarrow")
    place = "place: {country: DE, inhabitants: 900, latitude: 51.5, longitude: 14}\n"
    more = f"listed: 2024-01-02\nperiod: {{years: 0.5}}\n{place}"
    given = [entry("a", more=more, subsectors="design, crafts")]
    found = read(parquet.collaborations_parquet(scenes_of(given)["en"], given))
    (row,) = found.to_pylist()
    assert (row["listed"], row["inhabitants"], row["years"]) == (date(2024, 1, 2), 900, 0.5)
    assert row["subsectors"] == ["design", "crafts"]
    assert row["sectors"] is row["started"] is row["reviewed"] is None
    assert found.schema.metadata[b"licence"] == b"https://creativecommons.org/licenses/by/4.0/"
    assert found.schema.names == [one.name for one in columns.entries(("en", "de"))]


def test_the_same_entries_are_the_same_bytes() -> None:
    pytest.importorskip("pyarrow")
    once, again = (parquet.collaborations_parquet(scenes()["en"], cases()) for _ in range(2))
    assert once == again


def test_it_is_offered_by_option_only_and_never_a_part_of_the_data_package() -> None:
    def paths(scene: Any) -> list[str]:
        return [offer.path for one in data_sets(scene) for offer in one.offers]

    asked = replace(scenes()["en"], parquet=True)
    assert set(paths(asked)) - set(paths(scenes()["en"])) == {"collaborations.parquet"}
    package = json.loads(described.data_package([asked]))
    assert "collaborations.parquet" not in [one["path"] for one in package["resources"]]
    assert "/collaborations.parquet" in json.loads(described.openapi([asked], []))["paths"]
