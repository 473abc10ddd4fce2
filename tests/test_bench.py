"""The stopwatch of `make bench`: what it watches is there, and no second counts twice."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from types import SimpleNamespace

from tools.bench import ROOT, Stopwatch, stages, watched


def test_every_function_that_is_watched_is_there() -> None:
    assert [(owner, name) for owner, name, _ in watched() if not callable(getattr(owner, name, None))] == []


def test_every_stage_that_is_watched_takes_its_time_in_a_build(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    spent = stages(tmp_path)
    assert [stage for _, _, stage in watched() if not spent.get(stage)] == []


def test_a_stage_within_another_one_stops_the_outer_one_meanwhile() -> None:
    inner = SimpleNamespace(wait=lambda: time.sleep(0.05))
    watch = Stopwatch()
    restore = watch.watched(inner, "wait", "inner")
    with watch.stage("outer"):
        inner.wait()
    seconds = watch.stop()
    assert seconds["outer"] < 0.05 <= seconds["inner"]
    plain = inner.wait
    restore()
    assert inner.wait is not plain
