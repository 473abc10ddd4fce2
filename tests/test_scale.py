"""What many entries need: reckoned from what was measured, and told as the record has it."""

import json

import pytest

from tools.peers.results import Results
from tools.peers.results import read as read_results
from tools.scale import PAGE, STAGES, Point, exponent, page, read

NO_STAGES = Results()


def point(entries: int, **more: float) -> Point:
    said = {
        "wall": 60.0,
        "cpu": 90.0,
        "peak": 100.0,
        "together": 200.0,
        "read": 4_000_000,
        "files": 7_000,
        "written": 1 << 27,
    }
    return Point(entries=entries, processors=2, commit="0a1b2c3", **{**said, **more})  # type: ignore[arg-type]


def test_growth_is_the_power_of_the_number_of_entries() -> None:
    assert exponent(point(10, cpu=3.0), point(1_000, cpu=300.0), "cpu") == pytest.approx(1)
    assert exponent(point(10, cpu=3.0), point(1_000, cpu=30_000.0), "cpu") == pytest.approx(2)
    assert exponent(point(10, peak=100.0), point(1_000, peak=1_000.0), "peak") == pytest.approx(0.5)


def test_a_million_entries_in_24_languages_are_reckoned_from_the_largest_size() -> None:
    told = page([point(1_000), point(100_000, files=700_000, cpu=3600.0, peak=2048.0)], NO_STAGES)
    assert "**Files, and inodes:** 84 million" in told
    assert "**Processor time:** 120 hours" in told
    assert "7.5 hours with 16 workers" in told
    assert "2.0 GiB, more than the 1 GiB that we aim at" in " ".join(told.split())
    assert "more than the 1 GiB" not in page([point(1_000), point(100_000, peak=1_000.0)], NO_STAGES)


def test_what_an_entry_takes_at_each_stage_stands_beside_what_it_took_before() -> None:
    staged = Results(
        stages={23: {"pages": 9.0}, 1_000: {"pages": 2.0, "checks": 1.0}, 10_000: {"pages": 30.0, "checks": 10.0}},
        before={1_000: {"pages": 4.0, "drawing": 6.0}},
        commit="0a1b2c3",
    )
    told = page([point(1_000), point(100_000, peak=1_000.0)], staged)
    assert "| stage | 1,000, `0a1b2c3` | 1,000 | 10,000 |" in told
    assert "| all | **10.00** | **3.00** | **4.00** |" in told
    assert "| drawing | 6.00 | 0.00 | 0.00 |\n| pages | 4.00 | 2.00 | 3.00 |\n| checks | 0.00 | 1.00 | 1.00 |" in told


def test_the_page_is_the_one_that_the_record_makes() -> None:
    points = read()
    assert json.dumps(sorted(points)) == json.dumps(list(points))
    assert PAGE.read_text(encoding="utf-8") == page(list(points.values()), read_results(STAGES.read_text("utf-8")))
