"""A few of the faults that `make faults` lays at all that a build does, and that what is wrong after one is noticed."""

from __future__ import annotations

import sys

import pytest

from tools import faults

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a site is not built on Windows itself")


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> faults.Ground:
    return faults.ground(tmp_path_factory.mktemp("faults"))


def attempted(ground: faults.Ground, kind: str, *shares: float) -> faults.Tally:
    """Faults of a kind after such shares of what a build does."""
    tally = faults.Tally()
    for share in shares:
        faults.attempt(ground, kind, int(ground.things * share), tally)
    return tally


@pytest.mark.parametrize("kind", faults.KINDS)
def test_after_a_fault_of_any_kind_a_whole_site_stands_and_nothing_is_left(ground: faults.Ground, kind: str) -> None:
    tally = attempted(ground, kind, 0.99)
    assert tally.wrong == []
    assert tally.faults[kind] == 1


@pytest.fixture(scope="module")
def ground_of_a_story(tmp_path_factory: pytest.TempPathFactory) -> faults.Ground:
    return faults.ground_of_a_story(tmp_path_factory.mktemp("story"))


@pytest.mark.parametrize("kind", faults.KINDS)
def test_so_it_is_after_a_build_that_only_a_story_asks_for(ground_of_a_story: faults.Ground, kind: str) -> None:
    tally = attempted(ground_of_a_story, kind, 0.3, 0.7)
    assert tally.wrong == []
    assert tally.faults[kind] == 2


def test_half_a_site_and_what_is_left_beside_one_are_noticed(
    ground: faults.Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    (ground.folder / "output/index.html").unlink()
    assert ground.whole() == "neither"
    ground.restore()
    assert ground.whole() == "old"
    (ground.folder / ".output.new-01234567").mkdir()
    assert ground.litter() == [".output.new-01234567"]
    (ground.folder / ".output.new-01234567").rmdir()

    tally = faults.Tally(faults.Counter({"kill": 3}))
    monkeypatch.setattr(faults, "build", lambda *arguments: faults.Left(0, "", 1))  # it ends well, and did nothing
    faults.attempt(ground, "kill", 5, tally)
    assert tally.wrong == ["kill at 5: exit 0, old site"]
    monkeypatch.setattr(faults, "build", lambda *arguments: faults.Left(3, "kltsite: It failed.", 1))
    faults.attempt(ground, "full", 5, tally)
    assert tally.wrong[1:] == ["full at 5: exit 3, old site: kltsite: It failed."], "without a word on what to do"
