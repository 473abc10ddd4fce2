"""The check of the open data: nothing to say of a site as it is built, and a finding for each thing that is broken."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.helpers import built, files_in
from tests.test_golden import BEFORE
from tools import opendata

Check = Callable[[Path], Iterator[str]]
NEEDS: dict[Check, str] = {
    opendata.interface: "openapi_spec_validator",
    opendata.exports: "jsonschema",
    opendata.tables: "csvw",
    opendata.package: "frictionless",
    opendata.statements: "rdflib",
}

pytestmark = pytest.mark.filterwarnings("ignore")  # those of the libraries that check


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The open data of the golden site, on the disk."""
    root = tmp_path_factory.mktemp("site")
    for path, data in built(files_in(BEFORE)).items():
        if path.startswith("data/"):
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)
    return root / "data/v1"


def findings(check: Check, root: Path) -> list[str]:
    pytest.importorskip(NEEDS[check])
    return list(check(root))


@pytest.mark.parametrize("check", NEEDS)
def test_what_is_built_is_right(check: Check, site: Path) -> None:
    assert findings(check, site) == []


BROKEN = [  # check, file, what stands there, what shall, and what is then told
    (opendata.interface, "openapi.json", '"openapi": "3.1.0"', '"openapi": "3.1.0", "tagged": 1', "tagged"),
    (opendata.interface, "openapi.json", '"/evaluation.csv"', '"/evaluated.csv"', "evaluated.csv, which is not there"),
    (opendata.exports, "collaborations.json", '"version":1', '"version":2', "$.version"),
    (opendata.exports, "collaborations.geojson", '"Point"', '"Dot"', "$.features[0].geometry.type"),
    (opendata.tables, "collaborations.csv", "17000", "many", "collaborations.csv"),
    (opendata.package, "evaluation.csv", "edition,as_of", "issue,as_of", "Incorrect Label"),
    (opendata.package, "datapackage.json", '"path": "evaluation.csv"', '"path": "evaluated.csv"', "evaluated.csv"),
    (opendata.package, "collaborations.csv", "2023-11-06", "autumn", "autumn"),
    (opendata.statements, "catalog.ttl", "dcat:Catalog ;", "dcat:Resource ;", "catalog.ttl: says something else"),
]


@pytest.mark.parametrize(("check", "file", "old", "new", "told"), BROKEN)
def test_what_is_broken_is_told(
    check: Check, file: str, old: str, new: str, told: str, site: Path, tmp_path: Path
) -> None:
    root = shutil.copytree(site, tmp_path / "v1")
    text = (root / file).read_bytes().decode()
    assert old in text
    (root / file).write_bytes(text.replace(old, new, 1).encode())
    found = findings(check, root)
    assert any(told in finding for finding in found), found


def test_a_file_that_nothing_describes_and_a_table_without_columns_are_told(site: Path, tmp_path: Path) -> None:
    root = shutil.copytree(site, tmp_path / "v1")
    (root / "more.csv").write_text("a,b\n1,2\n")
    assert "more.csv: has no description" in findings(opendata.tables, root)
    assert "openapi.json: does not describe more.csv" in findings(opendata.interface, root)


SHAPE = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
<urn:shape> a sh:NodeShape ; sh:targetClass dcat:Catalog ; sh:property [ sh:path dct:title ; sh:minCount %d ] .
"""


@pytest.mark.parametrize(("titles", "findings"), [(2, 0), (3, len(opendata.SHAPES))])
def test_the_catalogue_is_held_against_shapes(titles: int, findings: int, site: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyshacl")
    for name in opendata.SHAPES:
        (tmp_path / name).write_text(SHAPE % titles)
    assert len(list(opendata.shapes(site, tmp_path))) == findings
