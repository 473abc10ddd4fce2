"""`kltsite report`, as it is typed: what it writes, what stops it, what it says."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kltsite import assembly, judging
from kltsite.cli import FAILED, FINE, PROBLEMS, USAGE, main
from tests.helpers import BASE, TEMPLATES, built, files_in, village

CLAIMING = """---
title: Learnings
address: learnings
description: What holds.
claims:
  - {key: many, when: entries > 4000, of: today}
---

They are many.{claim:many}
"""


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the content of tests/base, in which commands run."""
    for path, data in files_in(BASE).items():
        file = tmp_path / "content" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "content"


def ask(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["report", "--templates", str(TEMPLATES), *arguments])


def printing(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, object]]:
    """Stands in for WeasyPrint, which takes seconds: the languages and ways that were asked for."""
    asked: list[tuple[str, object]] = []

    def publication(content: object, files: object, around: object, language: str, how: object) -> bytes:
        asked.append((language, how))
        return b"%PDF-"

    monkeypatch.setattr(assembly, "publication", publication)
    return asked


def test_it_writes_one_file_and_says_how_large_it_is(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = printing(monkeypatch)
    answer = ask("--lang", "de")
    assert (answer.exit_code, answer.stdout) == (FINE, "publication.de.pdf, 0.0 MB\n")
    assert (content.parent / "publication.de.pdf").read_bytes() == b"%PDF-"
    assert [language for language, _ in asked] == ["de"]


def test_what_is_wrong_in_the_content_stops_it(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = printing(monkeypatch)
    (content / "collaborations/broken.yaml").write_text("title: [")
    answer = ask()
    assert answer.exit_code == PROBLEMS
    assert "broken.yaml" in answer.stderr
    assert asked == []


def test_a_claim_that_the_figures_no_longer_carry_stops_it_unless_the_editor_says_so(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = printing(monkeypatch)
    (content / "pages").mkdir(exist_ok=True)
    (content / "pages/learnings.en.md").write_text(CLAIMING)
    (content / "pages/learnings.de.md").write_text(CLAIMING)
    answer = ask()
    assert answer.exit_code == PROBLEMS
    assert "KLT611" in answer.stderr
    assert "--lost-claims" in answer.stderr
    assert asked == []
    assert ask("--lost-claims").exit_code == FINE
    assert len(asked) == 1


@pytest.mark.parametrize(("option", "value"), [("--edition", "1999-01"), ("--paper", "a3"), ("--base-url", "ftp://x")])
def test_what_there_is_not_is_wrong_usage(
    option: str, value: str, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printing(monkeypatch)
    answer = ask(option, value)
    assert answer.exit_code == USAGE
    assert value in answer.stderr


def test_without_weasyprint_it_says_what_is_missing(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    answer = ask()
    assert answer.exit_code == FAILED
    assert "pip install 'kltsite[pdf]'" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_site_with_its_publication_leads_to_it_from_every_page_and_says_its_size(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from kltsite import publications

    monkeypatch.setattr(publications, "pdf", lambda scene, *_: b"%PDF-" + scene.language.encode() * 150_000)
    site = built(village(), judging.Options(publication=True))
    assert site["de/publikation.pdf"].startswith(b"%PDF-de")
    assert site["en/publication.pdf"].startswith(b"%PDF-en")
    for address, page in site.items():
        if address.endswith(".html") and address.startswith("de/") and b'class="site-footer"' in page:
            assert "Publikation (PDF, 0,3\u00a0MB)" in page.decode() or "Publikation (PDF, 0,3 MB)" in page.decode()
    assert not any(address.endswith(".pdf") for address in built(village()))
