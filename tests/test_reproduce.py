"""The comparison of two builds says when they are not the same; the record of a build says what it was made with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.helpers import village
from tools import reproduce


def content(folder: Path) -> Path:
    for path, data in village().items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return folder


def test_two_builds_are_the_same_and_their_digest_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert reproduce.main(["--content", str(content(tmp_path / "content"))]) == 0
    first, _, record = capsys.readouterr().out.partition("\n")
    digest, _, files = first.partition("  ")
    assert len(digest) == 64
    assert int(files.split()[0]) > 300
    told = json.loads(record)
    assert {"babel", "jinja2", "markdown", "matplotlib", "nh3", "pillow"} <= told["versions"].keys()
    assert not any(":" in value for value in told.values() if isinstance(value, str) and "//" not in value), "no hour"


def test_a_site_that_is_not_the_same_is_told_by_its_files(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sites = iter([{"a": b"1", "b": b"2", "build.json": b"{}"}, {"a": b"1", "b": b"3", "c": b"", "build.json": b"{}"}])
    monkeypatch.setattr(reproduce, "built", lambda *arguments: next(sites))
    assert reproduce.main([]) == 1
    assert capsys.readouterr().err.splitlines() == ["not the same: b", "not the same: c"]


def test_a_digest_that_was_expected_is_held_against(monkeypatch: pytest.MonkeyPatch) -> None:
    site = {"a": b"1", "build.json": b"{}"}
    monkeypatch.setattr(reproduce, "built", lambda *arguments: site)
    assert reproduce.main(["--expect", reproduce.digest(site)]) == 0
    assert reproduce.main(["--expect", "0" * 64]) == 1
    assert reproduce.digest(site) != reproduce.digest({"a1": b"", "build.json": b"{}"})
