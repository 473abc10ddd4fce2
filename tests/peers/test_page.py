"""docs/performance.md, from what was measured."""

from dataclasses import replace

import pytest

from tools.peers import page
from tools.peers.results import CHECK, COLD, OWN, SAVED, Floor, Made, Results, Round
from tools.processes import Run

MADE = Made(files=1_234, bytes=5 << 20, pages=1_000, lists=3, cards=50, words=700, entry_bytes=20_000, lacking=2)


def run(wall: float) -> Run:
    return Run(wall, wall * 2, 100, 120)


RESULTS = Results(
    machine="A processor, 2 cores, 24 GiB, Linux",
    disk="a disk",
    day="2026-11-26",
    limit=600,
    versions={OWN: "0.1.0", "hugo": "0.168.0", "jekyll": "4.3.1"},
    absent={"eleventy": "Node.js is not there"},
    rounds=(
        Round(1_000, {OWN: {COLD: run(2), CHECK: run(1)}, "hugo": {COLD: run(5)}, "jekyll": {COLD: None}}),
        Round(1_000, {OWN: {COLD: run(4), CHECK: run(3)}, "hugo": {COLD: run(6)}}),
        Round(1_000, {OWN: {SAVED: run(0.5)}, "hugo": {SAVED: run(1.5)}}),
    ),
    made={1_000: {"hugo": MADE}},
    floors={1_000: Floor(0.5, {OWN: 1.0})},
    stages={1_000: {"count": 1.0, "make pages": 3.0}},
)
TOLD = page.page(RESULTS)


def test_the_page_says_where_it_was_measured_and_with_which_versions() -> None:
    assert "A processor, 2 cores, 24 GiB, Linux, on a disk, 2026-11-26." in TOLD
    assert "| Hugo | 0.168.0 |" in TOLD
    assert "Eleventy was not measured: Node.js is not there." in TOLD


def test_a_row_has_the_median_the_least_and_the_most_and_what_a_page_takes() -> None:
    assert "| 1,000 | Hugo | 5.50 [5.00–6.00] | 11.0 | 100 | 120 | 5.50 |" in TOLD


def test_ratios_are_those_of_pairs() -> None:
    assert "| 1,000 | Hugo | 2.00 [1.50–2.50] |" in TOLD


def test_a_generator_that_was_not_done_in_time_is_told() -> None:
    assert "| 1,000 | Jekyll | not done in 600 s |" in TOLD


def test_how_long_a_change_takes_in_a_preview_is_told_beside_ours() -> None:
    assert "| 1,000 | 0.50 | Hugo | 1.50 | 3.00 |" in TOLD


def test_checking_is_told_by_entry() -> None:
    assert "| 1,000 | 2.00 [1.00–3.00] | 4.00 | 2.00 |" in TOLD


def test_the_floor_is_told_with_how_far_above_it_the_cold_build_is() -> None:
    assert "| 1,000 | kltsite | 0.500 | 1.00 | 2 |" in TOLD


def test_incomplete_entries_are_told() -> None:
    assert "| 1,000 | Hugo | 5.0 | 1,234 | 1,000 | 3 | 50 | 700 | 20,000 | 2 |" in TOLD


def test_stages_have_their_share_the_dearest_first() -> None:
    assert TOLD.index("| make pages | 3.00 (75 %) |") < TOLD.index("| count | 1.00 (25 %) |")


def test_stages_stand_beside_those_of_an_earlier_commit() -> None:
    before = {1_000: {"count": 4.0, "draw": 4.0}, 23: {"count": 1.0}}
    told = page.page(replace(RESULTS, before=before, commit="abc1234"))
    assert "| stage | 1,000 entries | 1,000 entries, before |" in told
    assert "| count | 1.00 (25 %) | 4.00 (50 %) |" in told
    assert "| draw |  | 4.00 (50 %) |" in told
    assert "at commit `abc1234`" in told
    assert "before" not in TOLD.partition("## Where our time goes")[2].partition("##")[0]


@pytest.mark.parametrize(("seconds", "told"), [(0.123, "0.12"), (12.34, "12.3"), (123.4, "123"), (1234.0, "1,234")])
def test_seconds_have_three_digits(seconds: float, told: str) -> None:
    assert page._seconds(seconds) == told


def test_every_table_has_as_many_cells_in_each_row() -> None:
    for block in TOLD.split("\n\n"):
        rows = [line for line in block.splitlines() if line.startswith("|")]
        assert len({row.count("|") for row in rows}) <= 1, rows
