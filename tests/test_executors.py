"""Work done by executors and on a Dask cluster of several processes: the same bytes, whoever is killed meanwhile."""

from __future__ import annotations

import multiprocessing
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kltsite import assembly, executors, judging, libraries, publish
from kltsite.cli import FAILED, FINE, USAGE, main
from kltsite.elsewhere import ElsewhereError
from kltsite.executors import Executed, dask_address, is_plain, on_dask
from kltsite.present import charts
from kltsite.publish import Output
from kltsite.workers import Portable, Spread, alone
from tests.clusters import Cluster, cluster, needs_dask
from tests.helpers import BASE, CONTENT, TEMPLATES, files_in, interface, rule_examples, told
from tools.corpus import case_files

MANY = 20  # entries beside the real ones: many more shards than go out at once


@cache
def files() -> dict[str, bytes]:
    return dict(sorted({**files_in(CONTENT), **dict(case_files(MANY))}.items()))


def making(spread: Spread) -> Iterator[Output]:
    """Each file of the site."""
    judged = judging.judge(files(), judging.Options(), spread)
    assert judged.sound, told(judged.problems)
    around = assembly.Surroundings(
        files_in(TEMPLATES), interface(), charts.render, charts.paint, examples=rule_examples()
    )
    yield from assembly.build(judged, files(), around, judging.Options(), spread)


def made(outputs: Iterator[Output]) -> dict[str, bytes]:
    """All of them, where nothing in them is wrong."""
    ledger, site = publish.Ledger(), {}
    for one in outputs:
        ledger.enter(one)
        site[one.address] = one.data
    assert ledger.settle() == (), told(ledger.settle())
    return site


@cache
def expected() -> dict[str, bytes]:
    return made(making(alone))


def assert_same(found: dict[str, bytes]) -> None:
    assert [one for one in expected() if found.get(one) != expected()[one]] == []
    assert found.keys() == expected().keys()


def portable(there: Callable[[list[int]], int]) -> Portable[int, int]:
    return Portable(there, there)


def shards(count: int) -> list[list[int]]:
    return [[number, 1] for number in range(count)]


class Noted(Executor):
    """Does at once what it is given, and notes it; what is not portable never comes here."""

    def __init__(self) -> None:
        self.given: list[tuple[object, ...]] = []

    def submit(self, work: Callable[..., object], /, *arguments: object, **more: object) -> Future[object]:  # type: ignore[override]
        self.given.append(arguments)
        future: Future[object] = Future()
        try:
            future.set_result(work(*arguments, **more))
        except Exception as error:
            future.set_exception(error)
        return future


@pytest.mark.parametrize("count", [0, 1, 9])
def test_results_come_back_in_the_order_of_the_shards(count: int) -> None:
    with ThreadPoolExecutor(3) as pool:
        assert list(Executed(pool, 4)(portable(sum), shards(count))) == list(range(1, count + 1))


def test_what_many_shards_need_is_lent_once_and_only_where_there_is_work() -> None:
    lent: list[object] = []

    def lend(there: object) -> object:
        lent.append(there)
        return there

    executor = Noted()
    assert list(Executed(executor, 4, lend)(portable(sum), [])) == [] == lent
    assert list(Executed(executor, 4, lend)(portable(sum), shards(5))) == [1, 2, 3, 4, 5]
    assert lent == [sum]
    assert [there for _, there, _ in executor.given] == [sum] * 5


def test_work_that_is_not_portable_is_done_here() -> None:
    executor = Noted()
    assert list(Executed(executor, 4)(sum, shards(3))) == [1, 2, 3]
    assert executor.given == []


def test_a_shard_is_packed_for_its_way_and_its_result_received() -> None:
    executor = Noted()
    work = Portable(len, sum, pack=lambda shard: [2 * one for one in shard], receive=str)
    assert list(Executed(executor, 4)(work, [[1, 2], [3]])) == ["6", "6"]
    assert [shard for *_, shard in executor.given] == [[2, 4], [6]]
    assert list(alone(work, [[1, 2], [3]])) == [2, 1]


def test_a_worker_with_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    digests = iter(["ours", "theirs"])
    monkeypatch.setattr(executors, "fingerprint", lambda: next(digests))
    with pytest.raises(ElsewhereError, match="another version") as told:
        list(Executed(Noted(), 1)(portable(sum), shards(3)))
    assert "requirements.lock" in told.value.hint


def test_the_digest_of_an_installation_follows_the_libraries_that_shape_the_site(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = executors.fingerprint()
    executors.fingerprint.cache_clear()
    assert executors.fingerprint() == before
    executors.fingerprint.cache_clear()
    known = libraries.versions
    monkeypatch.setattr(libraries, "versions", lambda names: {**known(names), "pillow": "0.1"})
    assert executors.fingerprint() != before
    executors.fingerprint.cache_clear()


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("dask://", "tcp://127.0.0.1:8786"),
        ("dask://127.0.0.1:9000", "tcp://127.0.0.1:9000"),
        ("dask+tls://workers.example.org:8786/", "tls://workers.example.org:8786"),
        ("dask://[::1]:1", "tcp://[::1]:1"),
        ("dask://one:two", None),
        ("dask://one/two", None),
        ("dask://who@one", None),
        ("tcp://127.0.0.1:8786", None),
        ("ray://127.0.0.1", None),
        ("4", None),
    ],
)
def test_an_address_is_told_as_dask_has_it(address: str, expected: str | None) -> None:
    assert dask_address(address) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [("dask://", False), ("dask://localhost:1", False), ("dask://10.0.0.1", True), ("dask+tls://10.0.0.1", False)],
)
def test_what_leaves_the_machine_without_tls_is_plain(address: str, expected: bool) -> None:
    assert is_plain(address) is expected


def test_processes_that_inherit_nothing_make_the_same_site() -> None:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as processes:
        assert_same(made(making(Executed(processes, 8))))


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("cluster"), 2) as found:
        yield found


def spread_over(found: Cluster) -> str:
    address = dask_address(found.address)
    assert address
    return address


@needs_dask
def test_a_cluster_makes_the_same_site(workers: Cluster) -> None:
    with on_dask(spread_over(workers)) as spread:
        assert_same(made(making(spread)))


@needs_dask
def test_a_worker_that_is_killed_in_the_middle_costs_nothing_but_time(workers: Cluster) -> None:
    def killing(outputs: Iterator[Output]) -> Iterator[Output]:
        for number, one in enumerate(outputs):
            if number == len(expected()) // 2:
                workers.kill()
                workers.add()
            yield one

    with on_dask(spread_over(workers)) as spread:
        assert_same(made(killing(making(spread))))


@needs_dask
def test_a_mistake_in_the_work_comes_out_of_a_cluster_as_it_is(workers: Cluster) -> None:
    with on_dask(spread_over(workers)) as spread, pytest.raises(ZeroDivisionError):
        list(spread(portable(_failing), shards(3)))


def _failing(shard: list[int]) -> int:
    return 1 // shard[0]


@needs_dask
def test_a_shard_that_ends_every_worker_is_told(tmp_path: Path) -> None:
    with (
        cluster(tmp_path, 5) as found,
        on_dask(spread_over(found)) as spread,
        pytest.raises(ElsewhereError, match="lost too many workers"),
    ):
        list(spread(portable(_ending), shards(1)))


def _ending(shard: list[int]) -> int:
    import os

    os._exit(9)


@needs_dask
def test_a_cluster_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "PATIENCE", 1)
    with pytest.raises(ElsewhereError, match="does not answer"), on_dask("tcp://127.0.0.1:9"):
        pass


@needs_dask
def test_a_cluster_without_workers_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "PATIENCE", 1)
    with (
        cluster(tmp_path, 0) as found,
        pytest.raises(ElsewhereError, match="has no workers"),
        on_dask(spread_over(found)),
    ):
        pass


@needs_dask
def test_one_whose_last_worker_goes_is_told(tmp_path: Path) -> None:
    with cluster(tmp_path, 1) as found, on_dask(spread_over(found)) as spread:
        results = spread(portable(_slow), shards(40))
        next(results)
        executors.PATIENCE, before = 1, executors.PATIENCE
        try:
            found.kill()
            with pytest.raises(ElsewhereError, match=r"lost too many workers|has no workers"):
                list(results)
        finally:
            executors.PATIENCE = before


def _slow(shard: list[int]) -> int:
    import time

    time.sleep(0.2)
    return shard[0]


# ---- by the command


def ask(*arguments: object) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)], prog_name="kltsite", env={"KLTSITE_LANG": None})


@pytest.fixture
def order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[object, ...]:
    """A build of the small content folder of the tests."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(BASE, tmp_path / "content")
    return ("build", "--templates", TEMPLATES, "--no-history", "--base-url", "https://elsewhere.example/")


@needs_dask
def test_the_command_has_a_cluster_make_the_site(workers: Cluster, tmp_path: Path, order: tuple[object, ...]) -> None:
    there = ask(*order, "--output", "there", "--executor", workers.address)
    assert there.exit_code == FINE, there.stderr
    assert there.stderr == ""
    assert ask(*order, "--output", "here").exit_code == FINE
    assert files_in(tmp_path / "there") == files_in(tmp_path / "here")


@needs_dask
def test_a_cluster_that_does_not_answer_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, order: tuple[object, ...]
) -> None:
    monkeypatch.setattr(executors, "PATIENCE", 1)
    told = ask(*order, "--executor", "dask://127.0.0.1:9")
    assert told.exit_code == FAILED
    assert told.stderr.startswith("kltsite: The Dask cluster at tcp://127.0.0.1:9 does not answer.\n")


@pytest.mark.parametrize("address", ["ray://one", "dask://one:two", "8"])
def test_what_is_no_cluster_is_a_mistake_of_use(address: str) -> None:
    told = ask("build", "--executor", address)
    assert told.exit_code == USAGE
    assert "is not an address such as dask://127.0.0.1:8786" in told.stderr


def test_without_dask_the_command_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    told = ask("build", "--executor", "dask://")
    assert told.exit_code == USAGE
    assert "kltsite[scale]" in told.stderr
