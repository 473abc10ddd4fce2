"""What the project is made of is listed whole, from the locks and records alone, and as CycloneDX has it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.helpers import ROOT
from tools import fonts, sbom, vendor


@pytest.fixture(scope="module")
def bill() -> dict[str, Any]:
    return sbom.bill()


def test_every_package_of_the_locks_is_in_it_with_version_and_digests(bill: dict[str, Any]) -> None:
    found = {one["bom-ref"]: one for one in bill["components"]}
    for file in ("requirements.lock", "requirements-dev.lock"):
        for name, version in re.findall(r"^([a-z0-9._-]+)==([^ \\;]+)", (ROOT / file).read_text("utf-8"), re.MULTILINE):
            (place,) = found[f"pkg:pypi/{name}@{version}"]["externalReferences"]
            assert all(re.fullmatch("[0-9a-f]{64}", one["content"]) for one in place["hashes"])
            assert place["hashes"]
    build = {one.name for one in sbom.locked((ROOT / "requirements.lock").read_text("utf-8"))}
    python = [one for ref, one in found.items() if ref.startswith("pkg:pypi/")]
    assert {one["name"] for one in python if one["scope"] == "required"} == build


def test_what_pages_carry_along_is_in_it_with_licence_and_digest(bill: dict[str, Any]) -> None:
    names = {one["bom-ref"]: one for one in bill["components"]}
    for record in json.loads((vendor.FOLDER / vendor.RECORD).read_text("utf-8")):
        part = names[f"assets/vendor/{record['file']}"]
        assert part["hashes"] == [{"alg": "SHA-256", "content": record["digest"].removeprefix("sha256-")}]
        assert part["licenses"] == [{"license": {"id": "MIT"}}]
    for record in json.loads(fonts.RECORD.read_text("utf-8")):
        assert names[f"assets/fonts/{record['file']}"]["licenses"] == [{"license": {"id": "OFL-1.1"}}]


def test_it_knows_what_depends_on_what(bill: dict[str, Any]) -> None:
    refs = {one["bom-ref"] for one in bill["components"]} | {sbom.SELF}
    needs = {one["ref"]: set(one["dependsOn"]) for one in bill["dependencies"]}
    assert needs.keys() | set().union(*needs.values()) <= refs
    templates = next(ref for ref in refs if ref.startswith("pkg:pypi/jinja2@"))
    assert any(ref.startswith("pkg:pypi/markupsafe@") for ref in needs[templates])
    assert templates in needs[sbom.SELF]


def test_it_is_the_same_each_time_and_changes_with_a_part(bill: dict[str, Any], tmp_path: Path) -> None:
    assert json.dumps(sbom.bill()) == json.dumps(bill)
    assert "timestamp" not in json.dumps(bill)
    locks = ("requirements.lock", "requirements-dev.lock", "package-lock.json", "tools/lighthouse/package-lock.json")
    for name in (*locks, "templates/assets/vendor/vendor.json", "tools/fonts.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes().replace(b"click==8.", b"click==9."))
    assert sbom.bill(tmp_path)["serialNumber"] != bill["serialNumber"]


def test_it_is_as_the_standard_has_it(bill: dict[str, Any]) -> None:
    pytest.importorskip("cyclonedx", reason="the standard's schema comes with cyclonedx-python-lib")
    assert sbom.unlike_the_standard(json.dumps(bill)) == ""
    assert sbom.unlike_the_standard(json.dumps({**bill, "components": [{"name": "x"}]})) != ""
