"""The page about it all, and what its parts are made from."""

import io
from pathlib import Path
from random import Random

import pytest
from PIL import Image

from tests.quality.test_sites import SITE
from tools.quality import lighthouse, report, screenshots
from tools.quality.findings import Finding, Result
from tools.quality.sites import Site


def test_the_report_tells_what_is_wrong_what_is_right_and_what_is_not_tested() -> None:
    results = {"axe": Result((), ("Looked at.", "")), "html": Result((Finding("en/a.html", "nu", "line 3: no"),), ())}
    page = report.page(results, SITE, "156.0")
    assert "as of 2024-08-01: 17 pages of 8 kinds, in Chromium 156.0" in page
    assert "## Accessibility\n\nNothing wrong.\n\nLooked at." in page
    assert "**1 wrong:**\n\n- en/a.html (nu): line 3: no" in page
    assert "## What is not tested" in page


def test_the_report_keeps_what_it_told_before_of_checks_that_did_not_run_again() -> None:
    wrong, fine = Result((Finding("a.html", "", "slow"),), ("| a |", "")), Result((), ("| b |", ""))
    first = report.page({"html": fine, "lighthouse": wrong}, SITE, "156.0")
    second = report.page({"lighthouse": fine}, SITE, "156.0", first)
    assert second == report.page({"html": fine, "lighthouse": fine}, SITE, "156.0")
    assert report.page({"html": fine}, SITE, "156.0", second) == second
    with pytest.raises(ValueError, match="another site"):
        report.page({"html": fine}, SITE, "157.0", first)


def test_a_score_is_the_best_of_all_runs_and_says_what_it_lost() -> None:
    def run(score: float) -> dict[str, object]:
        return {
            "categories": {
                name: {"score": score, "auditRefs": [{"id": "slow", "weight": 3}, {"id": "hint", "weight": 0}]}
                for name in lighthouse.CATEGORIES
            },
            "audits": {
                "slow": {"score": 0.5, "scoreDisplayMode": "numeric"},
                "hint": {"score": 0, "scoreDisplayMode": "binary"},
            },
        }

    assert lighthouse.best([run(0.97), run(0.99), run(0.98)]) == dict.fromkeys(lighthouse.CATEGORIES, 99)
    assert lighthouse.lost(run(0.97), "seo") == ["slow"]


def test_the_index_of_screenshots_leads_to_those_that_were_taken() -> None:
    site = Site(Path(), {address: SITE.pages[address] for address in ("en/index.html", "de/index.html")}, SITE.record)
    lines = screenshots.index({"home.en.light.360.webp": 12_345}, site)
    assert "| home (en) | [12 KB](home.en.light.360.webp) |" in lines


def test_screenshots_lose_quality_until_they_are_small_enough_together() -> None:
    noise = io.BytesIO()
    Image.frombytes("RGB", (64, 64), Random(1).randbytes(64 * 64 * 3)).save(noise, "PNG")
    pictures = {"a": noise.getvalue(), "b": noise.getvalue()}
    fine = {f"{name}.webp": screenshots.webp(png, 70) for name, png in pictures.items()}
    coarse = {f"{name}.webp": screenshots.webp(png, 60) for name, png in pictures.items()}
    size = sum(map(len, fine.values()))
    assert screenshots.packed(pictures, size) == fine
    assert screenshots.packed(pictures, size - 1) == coarse
