"""What pages carry along of others is what the record tells of, and asks for nothing that the pages' policy forbids."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools import fonts, vendor


def copied(folder: Path) -> Path:
    """The vendored files at a place where they may be changed."""
    for file in vendor.FOLDER.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


def test_the_vendored_files_are_those_of_the_record() -> None:
    assert list(vendor.unlike()) == []
    assert vendor.main(["--check"]) == 0


def test_a_file_that_was_changed_is_told(tmp_path: Path) -> None:
    script = copied(tmp_path) / "json-schema.js"
    script.write_bytes(script.read_bytes() + b" ")
    assert list(vendor.unlike(tmp_path)) == ["json-schema.js is not the file that vendor.json tells of"]
    script.unlink()
    assert list(vendor.unlike(tmp_path)) == ["json-schema.js is not the file that vendor.json tells of"]


def test_a_script_without_a_record_and_a_record_of_another_version_are_told(tmp_path: Path) -> None:
    (copied(tmp_path) / "other.js").write_bytes(b"")
    assert list(vendor.unlike(tmp_path)) == ["other.js stands in no record"]
    record = json.loads((tmp_path / "vendor.json").read_text())
    (tmp_path / "vendor.json").write_text(json.dumps([{**record[0], "version": "0.0.1"}]))
    assert "vendor.json tells of other libraries than tools/vendor.py" in list(vendor.unlike(tmp_path))


def test_every_library_has_its_source_its_licence_and_no_code_made_of_text() -> None:
    for one in json.loads((vendor.FOLDER / vendor.RECORD).read_text()):
        assert (one["licence"], one["integrity"][:7]) == ("MIT", "sha512-")
        assert one["source"].startswith("https://github.com/")
        script = (vendor.FOLDER / one["file"]).read_text(encoding="utf-8")
        assert "new Function" not in script
        assert "eval(" not in script
        assert f"{one['package']} {one['version']}" in script[:100]
        licence = (vendor.FOLDER / f"{one['file'].removesuffix('.js')}-licence.txt").read_text(encoding="utf-8")
        assert one["author"] in licence


def test_the_typefaces_are_those_of_the_record() -> None:
    assert list(fonts.unlike()) == []
    assert fonts.main(["--check"]) == 0
    for one in json.loads(fonts.RECORD.read_text(encoding="utf-8")):
        assert one["licence"] == "OFL-1.1"
        assert one["source"].startswith("https://github.com/")
        assert f"{one['package']}@{one['version']}" in set(fonts.packages())
        name = one["package"].partition("/")[2]
        assert "Open Font License" in (fonts.TARGET / f"{name}-ofl.txt").read_text(encoding="utf-8")


def test_a_typeface_that_was_changed_or_added_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for file in fonts.TARGET.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(fonts, "TARGET", tmp_path)
    assert list(fonts.unlike()) == []
    (tmp_path / "vollkorn-latin.woff2").write_bytes(b"another")
    (tmp_path / "other.woff2").write_bytes(b"")
    assert list(fonts.unlike()) == [
        "vollkorn-latin.woff2 is not the file that fonts.json tells of",
        "other.woff2 stands in no record",
    ]
