"""Commands as whole processes: what they take, how they fail, how they are ended; and what bytes alone take."""

import sys
import time
from pathlib import Path

import pytest

from tools import processes


def test_a_run_has_its_seconds_and_its_memory(tmp_path: Path) -> None:
    found = processes.run(
        [sys.executable, "-c", "held = b'x' * (80 << 20); import time; time.sleep(0.5)"], tmp_path, {}
    )
    assert found is not None
    assert found.wall >= 0.5
    assert 0 < found.cpu < found.wall
    assert found.peak > 80
    assert found.together == 0 or found.together > 80  # 0 where the system does not tell


def test_a_command_runs_in_its_folder_with_what_it_is_given(tmp_path: Path) -> None:
    said = "import os, pathlib; pathlib.Path('told').write_text(os.environ['GIVEN'])"
    processes.run([sys.executable, "-c", said], tmp_path, {"GIVEN": "moss"})
    assert (tmp_path / "told").read_text() == "moss"


def test_a_command_that_fails_is_told_with_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(processes.CommandError, match="no moss"):
        processes.run([sys.executable, "-c", "raise SystemExit('no moss')"], tmp_path, {})


def test_a_command_that_takes_too_long_is_ended_with_its_children(tmp_path: Path) -> None:
    child = "import time, pathlib; time.sleep(3); pathlib.Path('late').touch()"
    command = [sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"]
    assert processes.run(command, tmp_path, {}, limit=1) is None
    time.sleep(3)
    assert not (tmp_path / "late").exists()


def test_reading_and_writing_leave_everything_as_it_was(tmp_path: Path) -> None:
    source = tmp_path / "source"
    (source / "below").mkdir(parents=True)
    (source / "below" / "a").write_bytes(b"a" * 3_000_000)
    (source / "b").write_bytes(b"b")
    assert processes.reading(source) > 0
    assert processes.writing(source, tmp_path / "target") > 0
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "b", "below", "source"]
