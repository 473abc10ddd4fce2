"""What tells programs of the files: every table and every file, with columns, terms and schemas."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from kltsite.present.exports import columns, described
from kltsite.present.views.offered import changes, data_sets, descriptions
from tests.present.exports.examples import BASE_URL, scenes

Json = dict[str, Any]


def package() -> Json:
    found: Json = json.loads(described.data_package(list(scenes().values())))
    return found


def interface() -> Json:
    found: Json = json.loads(described.openapi(list(scenes().values()), ["collaboration.schema.json"]))
    return found


@cache
def tables() -> dict[str, Json]:
    return {path: json.loads(data) for path, data in described.tables(list(scenes().values())).items()}


def offered() -> list[str]:
    return [offer.path for one in data_sets(scenes()["en"]) for offer in one.offers]


def test_every_table_is_described_beside_it_and_nothing_else() -> None:
    assert sorted(tables()) == sorted(f"{path}-metadata.json" for path in offered() if path.endswith(".csv"))
    for path, one in tables().items():
        assert one["url"] == path.rpartition("/")[2].removesuffix("-metadata.json")
        assert one["dc:license"] == {"@id": "https://creativecommons.org/licenses/by/4.0/"}
        assert [title["@language"] for title in one["dc:title"]] == ["en", "de"]


def column(path: str, name: str) -> Json:
    described_columns = tables()[f"{path}-metadata.json"]["tableSchema"]["columns"]
    found: Json = next(one for one in described_columns if one["name"] == name)
    return found


def test_columns_say_what_their_cells_hold() -> None:
    assert column("collaborations.csv", "inhabitants")["datatype"] == "integer"
    assert column("collaborations.csv", "latitude")["datatype"] == "decimal"
    assert column("collaborations.csv", "listed")["datatype"] == {"base": "date", "format": "yyyy-MM-dd"}
    assert column("collaborations.csv", "subsectors")["separator"] == " "
    assert column("collaborations.csv", "partners")["separator"] == "; "
    assert column("collaborations.csv", "slug")["required"] is True
    assert tables()["collaborations.csv-metadata.json"]["tableSchema"]["primaryKey"] == "slug"
    assert "primaryKey" not in tables()["evaluation.csv-metadata.json"]["tableSchema"]


def test_tables_for_readers_say_their_language_their_marks_and_their_keys() -> None:
    german = tables()["collaborations.de.csv-metadata.json"]
    assert (german["lang"], german["dialect"]["delimiter"]) == ("de", ";")
    assert column("collaborations.de.csv", "latitude") == {
        "name": "latitude",
        "titles": {"de": "Breitengrad"},
        "dc:description": [
            {"@value": "Latitude", "@language": "en"},
            {"@value": "Breitengrad", "@language": "de"},
        ],
        "datatype": {"base": "decimal", "format": {"decimalChar": ","}},
    }
    assert column("collaborations.de.csv", "subsectors")["separator"] == "; "
    assert column("collaborations.en.csv", "latitude")["datatype"] == "decimal"


def test_the_package_has_every_file_of_the_data_sets_under_the_licence() -> None:
    found = package()
    assert [one["path"] for one in found["resources"]] == offered()
    assert len({one["name"] for one in found["resources"]}) == len(offered())
    assert [one["path"] for one in found["licenses"]] == ["https://creativecommons.org/licenses/by/4.0/"]
    for one in found["resources"]:
        assert ("schema" in one) is one["path"].endswith(".csv")


def test_the_package_knows_the_columns_of_its_tables() -> None:
    resources = {one["path"]: one for one in package()["resources"]}
    fields = {one["name"]: one for one in resources["collaborations.csv"]["schema"]["fields"]}
    assert list(fields) == [one.name for one in columns.entries(("en", "de"))]
    assert fields["slug"]["constraints"] == {"required": True}
    assert (fields["inhabitants"]["type"], fields["latitude"]["type"]) == ("integer", "number")
    assert (fields["listed"]["type"], fields["started"]["type"]) == ("date", "string")
    german = {one["name"]: one for one in resources["collaborations.de.csv"]["schema"]["fields"]}
    assert german["Breitengrad"]["decimalChar"] == ","


def test_the_interface_names_every_file_once_with_its_kind_and_schema() -> None:
    found = interface()
    further = [offer.path for offer in (*changes(scenes()["en"]), *descriptions(scenes()["en"]))]
    named = (*offered(), *tables(), *further, "schema/collaboration.schema.json")
    assert set(found["paths"]) == {f"/{path}" for path in named}
    names = [path["get"]["operationId"] for path in found["paths"].values()]
    assert len(set(names)) == len(names)
    entries = found["paths"]["/collaborations.json"]["get"]["responses"]["200"]["content"]
    assert entries == {"application/json": {"schema": {"$ref": "schema/export/collaborations.schema.json"}}}
    assert found["servers"] == [{"url": f"{BASE_URL}data/v1"}]
    assert found["openapi"].startswith("3.1")
