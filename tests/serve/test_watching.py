"""When the preview looks: after a change and only then, with watchfiles and without it."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread, Timer

import pytest

from kltsite.serve import watching


class Watched:
    """A watch in a thread of its own, and how often it noticed something."""

    def __init__(self, folder: Path) -> None:
        self.stop, self.heard = Event(), Event()
        self.count = 0
        self.thread = Thread(target=self._watch, args=(folder,), daemon=True)
        self.thread.start()

    def _watch(self, folder: Path) -> None:
        for _ in watching.changes([folder], self.stop):
            self.count += 1
            self.heard.set()

    def hears(self, seconds: float = 5) -> bool:
        heard = self.heard.wait(seconds)
        self.heard.clear()
        return heard


@pytest.fixture(params=["watchfiles", "times"])
def watched(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    if request.param == "times":
        monkeypatch.setitem(sys.modules, "watchfiles", None)
    (tmp_path / "content").mkdir()
    (tmp_path / "content/one.yaml").write_text("one\n")
    watch = Watched(tmp_path / "content")
    time.sleep(0.2)
    yield watch
    watch.stop.set()
    watch.thread.join(5)
    assert not watch.thread.is_alive()


def test_a_change_a_new_file_and_a_deleted_one_are_noticed(watched: Watched, tmp_path: Path) -> None:
    place = tmp_path / "content"
    (place / "one.yaml").write_text("two\n")
    assert watched.hears()
    (place / "new").mkdir()
    (place / "new/two.yaml").write_text("two\n")
    assert watched.hears()
    (place / "one.yaml").unlink()
    assert watched.hears()


def test_a_folder_that_vanishes_is_noticed_and_watched_again_when_it_is_back(watched: Watched, tmp_path: Path) -> None:
    place = tmp_path / "content"
    shutil.move(place, tmp_path / "away")
    assert watched.hears()
    shutil.copytree(tmp_path / "away", place)
    assert watched.hears()
    time.sleep(1.2)
    watched.heard.clear()
    (place / "one.yaml").write_text("three\n")
    assert watched.hears()


def test_where_nothing_changes_nothing_is_noticed(watched: Watched) -> None:
    assert not watched.hears(1.5)
    assert watched.count == 0


def test_hidden_files_are_no_change(watched: Watched, tmp_path: Path) -> None:
    (tmp_path / "content/.one.yaml.swp").write_text("x")
    assert not watched.hears(1.2)


def test_what_changes_before_one_listens_is_not_missed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one")
    stop = Event()
    changes = watching.changes([tmp_path], stop)
    (tmp_path / "a.txt").write_text("another")
    late = Timer(10, stop.set)  # a watch that is stopped ends
    late.start()
    assert next(changes, "ended") is None
    late.cancel()
    stop.set()
