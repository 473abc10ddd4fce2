"""Medians, ratios of pairs, and how new results take the place of kept ones."""

from hypothesis import given
from hypothesis import strategies as st

from tools.peers.results import (
    CHECK,
    COLD,
    OWN,
    UNCHANGED,
    Floor,
    Made,
    Results,
    Round,
    measured,
    merged,
    ratio,
    read,
    spread,
    written,
)
from tools.processes import Run

MADE = Made(files=9, bytes=900, pages=8, lists=3, cards=50, words=700, entry_bytes=20_000)


def run(wall: float) -> Run:
    return Run(wall, wall * 1.5, 100, 120)


def one(size: int, **walls: float | None) -> Round:
    """A round in which each generator was run cold."""
    return Round(size, {name: {COLD: run(wall) if wall else None} for name, wall in walls.items()})


def test_a_spread_has_the_median_the_least_and_the_most() -> None:
    found = spread([3.0, 1.0, 2.0])
    assert found is not None
    assert (found.median, found.least, found.most, found.count) == (2.0, 1.0, 3.0, 3)
    assert spread([]) is None


def test_ratios_are_those_of_pairs_not_of_medians() -> None:
    rounds = [one(23, kltsite=1.0, hugo=3.0), one(23, kltsite=2.0, hugo=4.0), one(23, kltsite=4.0, hugo=4.0)]
    found = ratio(rounds, 23, "hugo", COLD)
    assert found is not None
    assert (found.median, found.least, found.most) == (2.0, 1.0, 3.0)


def test_a_round_without_one_of_both_is_no_pair() -> None:
    rounds = [
        one(23, kltsite=1.0),
        one(23, hugo=4.0),
        one(23, kltsite=1.0, hugo=None),
        one(1000, kltsite=1.0, hugo=2.0),
    ]
    assert ratio(rounds, 23, "hugo", COLD) is None


def test_a_run_that_was_not_done_in_time_is_in_no_median() -> None:
    rounds = [one(23, jekyll=None), one(23, jekyll=5.0)]
    found = measured(rounds, 23, "jekyll", COLD)
    assert found is not None
    assert (found.median, found.count) == (5.0, 1)


def test_what_is_measured_again_takes_the_place_of_what_was_kept() -> None:
    kept = Results(rounds=(one(23, kltsite=1.0, hugo=9.0, pelican=5.0),), versions={"hugo": "1", "pelican": "4"})
    found = merged(kept, Results(rounds=(one(23, kltsite=2.0, hugo=8.0),), versions={"hugo": "2"}), more=False)
    assert [each.runs.keys() for each in found.rounds] == [{OWN, "pelican"}, {OWN, "hugo"}]
    assert found.versions == {"hugo": "2", "pelican": "4"}


def test_a_round_that_would_hold_ours_alone_is_not_kept() -> None:
    kept = Results(rounds=(one(23, kltsite=1.0, hugo=9.0),))
    found = merged(kept, Results(rounds=(one(23, kltsite=2.0, hugo=8.0),)), more=False)
    assert found.rounds == (one(23, kltsite=2.0, hugo=8.0),)


def test_other_states_and_sizes_are_kept() -> None:
    cold = one(23, kltsite=1.0, hugo=9.0)
    both = Round(23, {name: {**states, UNCHANGED: run(1)} for name, states in cold.runs.items()})
    kept = Results(rounds=(both, one(1000, kltsite=3.0, hugo=4.0)))
    found = merged(kept, Results(rounds=(one(23, kltsite=2.0, hugo=8.0),)), more=False)
    left = Round(23, {"kltsite": {UNCHANGED: run(1)}, "hugo": {UNCHANGED: run(1)}})
    assert {each.size for each in found.rounds} == {23, 1000}
    assert left in found.rounds


def test_more_rounds_stand_beside_those_kept() -> None:
    kept = Results(rounds=(one(23, kltsite=1.0, hugo=9.0),))
    assert len(merged(kept, Results(rounds=(one(23, kltsite=2.0, hugo=8.0),)), more=True).rounds) == 2


def test_a_generator_that_is_there_again_is_no_longer_absent() -> None:
    found = merged(Results(absent={"jekyll": "no Ruby"}), Results(versions={"jekyll": "4.3.1"}), more=False)
    assert not found.absent


def test_floors_and_what_was_made_are_merged_by_size_and_generator() -> None:
    kept = Results(made={23: {"hugo": MADE}}, floors={23: Floor(0.5, {"hugo": 2.0, OWN: 3.0})})
    found = merged(kept, Results(made={23: {"pelican": MADE}}, floors={23: Floor(0.4, {OWN: 1.0})}), more=False)
    assert found.made[23].keys() == {"hugo", "pelican"}
    assert found.floors[23] == Floor(0.4, {"hugo": 2.0, OWN: 1.0})


def test_where_the_time_went_before_is_kept_until_it_is_measured_again() -> None:
    kept = Results(before={23: {"count": 1.0}}, commit="abc1234")
    assert merged(kept, Results(), more=False).commit == "abc1234"
    again = merged(kept, Results(before={23: {"count": 2.0}}, commit="def5678"), more=False)
    assert (again.before, again.commit) == ({23: {"count": 2.0}}, "def5678")
    beside = merged(kept, Results(before={10: {"count": 3.0}}, commit="abc1234"), more=False)
    assert list(beside.before.items()) == [(10, {"count": 3.0}), (23, {"count": 1.0})]


WALLS = st.one_of(st.none(), st.floats(0.001, 9999))
ROUNDS = st.builds(one, st.sampled_from([23, 1000]), kltsite=WALLS, hugo=WALLS)


@given(st.lists(ROUNDS))
def test_what_is_kept_is_read_as_it_was_written(rounds: list[Round]) -> None:
    results = Results(
        machine="a machine", day="2026-11-26", rounds=tuple(rounds), made={23: {"hugo": MADE}},
        floors={23: Floor(0.1, {"hugo": 0.2})}, stages={23: {"count": 0.3}},
        before={23: {"count": 0.4}}, commit="abc1234",
    )  # fmt: skip
    assert read(written(results)) == results


@given(st.lists(ROUNDS), st.lists(ROUNDS, min_size=1))
def test_merging_the_same_results_twice_changes_nothing_more(kept: list[Round], new: list[Round]) -> None:
    fresh = Results(rounds=tuple(new))
    once = merged(Results(rounds=tuple(kept)), fresh, more=False)
    twice = merged(once, fresh, more=False)
    assert [each for each in twice.rounds if len(each.runs) > 1] == [each for each in once.rounds if len(each.runs) > 1]


def test_our_check_is_kept_with_its_round() -> None:
    whole = Round(23, {OWN: {COLD: run(1), CHECK: run(2)}, "hugo": {COLD: run(3)}, "pelican": {COLD: run(4)}})
    found = merged(Results(rounds=(whole,)), Results(rounds=(one(23, kltsite=1.0, hugo=8.0),)), more=False)
    assert found.rounds[0].runs[OWN] == {COLD: run(1), CHECK: run(2)}
