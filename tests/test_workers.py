"""Work spread over processes: the same results in the same order, little waiting in memory, failures told at once."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kltsite.workers import AHEAD, Processes, Spread, alone, begun

JOBS = 2
WORTH = 4


class OurError(Exception):
    """Something that goes wrong while working."""


def shards(count: int) -> list[list[int]]:
    return [[number, -number] for number in range(count)]


def process_of(shard: list[int]) -> int:
    return os.getpid()


def counted(count: int, taken: list[int]) -> Iterator[list[int]]:
    """The shards, each noted when it is taken."""
    for shard in shards(count):
        taken.append(shard[0])
        yield shard


@pytest.mark.parametrize("spread", [alone, Processes(1), Processes(JOBS), Processes(5)], ids=["alone", "1", "2", "5"])
@pytest.mark.parametrize("count", [0, 1, WORTH - 1, WORTH, WORTH + 1, 40])
def test_results_come_back_in_the_order_of_the_shards(spread: Spread, count: int) -> None:
    assert list(spread(sum, shards(count))) == [0] * count
    assert list(spread(tuple, iter(shards(count)))) == [(number, -number) for number in range(count)]


def test_a_slow_shard_holds_up_nobody_s_place() -> None:
    def work(shard: list[int]) -> int:
        time.sleep(0.05 if shard[0] == 0 else 0)
        return shard[0]

    assert list(Processes(JOBS)(work, shards(12))) == list(range(12))


def test_work_that_cannot_be_sent_is_inherited_instead() -> None:
    with open(os.devnull) as held:  # noqa: PTH123  # neither it nor the function can be pickled
        found = list(Processes(JOBS)(lambda shard: (held.name, os.getpid()), shards(8)))
    assert {name for name, _ in found} == {os.devnull}
    assert os.getpid() not in {process for _, process in found}


@pytest.mark.parametrize("spread", [alone, Processes(1), Processes(JOBS, worth=50)], ids=["alone", "one", "few shards"])
def test_what_is_not_worth_a_process_is_done_here(spread: Spread) -> None:
    assert set(spread(process_of, shards(20))) == {os.getpid()}


def test_a_system_that_cannot_fork_does_everything_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("os.fork")
    assert set(Processes(JOBS)(process_of, shards(20))) == {os.getpid()}


def test_no_more_processes_are_made_than_were_asked_for() -> None:
    assert 1 <= len(set(Processes(JOBS)(process_of, shards(40)))) <= JOBS


def test_few_shards_are_taken_ahead_of_the_results() -> None:
    taken: list[int] = []
    results = Processes(JOBS)(sum, counted(100, taken))
    for done, _ in enumerate(results, 1):
        assert len(taken) <= done + JOBS * AHEAD
    assert len(taken) == 100


@pytest.mark.parametrize("spread", [alone, Processes(1)], ids=["alone", "one"])
def test_in_one_process_a_shard_is_taken_when_its_turn_comes(spread: Spread) -> None:
    taken: list[int] = []
    results = spread(sum, counted(100, taken))
    next(results)
    assert len(taken) <= WORTH


@pytest.mark.parametrize("spread", [alone, Processes(JOBS)], ids=["alone", "processes"])
def test_a_mistake_in_the_work_comes_out_after_the_results_before_it(spread: Spread) -> None:
    def work(shard: list[int]) -> int:
        if shard[0] == 6:
            raise OurError("at six")
        return shard[0]

    found = []
    with pytest.raises(OurError, match="at six"):
        found.extend(spread(work, shards(30)))
    assert found in ([], [0, 1, 2, 3, 4, 5])


@pytest.mark.parametrize("spread", [alone, Processes(JOBS)], ids=["alone", "processes"])
def test_a_mistake_of_whoever_gives_the_shards_comes_out_too(spread: Spread) -> None:
    def given_shards() -> Iterator[list[int]]:
        yield from shards(10)
        raise OurError("no more")

    with pytest.raises(OurError, match="no more"):
        list(spread(sum, given_shards()))


def test_whoever_stops_early_leaves_no_process_behind() -> None:
    results = Processes(JOBS)(process_of, shards(200))
    process = next(results)
    results.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_a_process_that_is_killed_is_a_failure_and_no_endless_waiting() -> None:
    def work(shard: list[int]) -> int:
        if shard[0] == 3:
            os._exit(9)  # as the kernel does where memory ends
        return shard[0]

    with pytest.raises(Exception, match="terminated abruptly"):
        list(Processes(JOBS)(work, shards(30)))


@given(st.lists(st.lists(st.integers(), max_size=3), max_size=12), st.integers(1, 3), st.integers(1, 6))
@hypothesis_settings(max_examples=15, deadline=None)
def test_however_it_is_spread_the_results_are_those_of_one_process(
    work: list[list[int]], jobs: int, worth: int
) -> None:
    assert list(Processes(jobs, worth)(sorted, work)) == list(alone(sorted, work))


@pytest.mark.parametrize("count", [0, 1, 2 * WORTH])
def test_what_has_begun_was_asked_for_once_and_nothing_of_it_is_lost(count: int) -> None:
    taken: list[int] = []
    results = begun(alone(lambda shard: shard[1], counted(count, taken)))
    assert taken == [0][:count]
    assert list(results) == [-number for number in range(count)]
    assert taken == list(range(count))
