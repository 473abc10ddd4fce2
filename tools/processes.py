"""A command as a whole process: its time and memory by the kernel's account of the finished child; and the floor."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen

SAMPLE = 0.1  # seconds between two looks at the memory of all processes
SHARE = 50  # a look at large processes takes long, and they wait meanwhile: so many times as long until the next one


class CommandError(Exception):
    """A command that ended with an error; its text is the end of what it said."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run: seconds by the clock and of the processor; in MiB the largest process, and all of them at one time."""

    wall: float
    cpu: float
    peak: float
    together: float  # pages they share counted once; 0 where the system has no /proc


def run(command: Sequence[str | Path], place: Path, more: Mapping[str, str], limit: float = 0) -> Run | None:
    """Run `command` in the folder `place`, with `more` in its environment; None where it took over `limit` seconds.

    Raises CommandError.
    """
    start = time.perf_counter()
    with (
        started(command, place, more, subprocess.PIPE) as child,
        _watched(child.pid) as together,
        _ended_after(child.pid, limit) as late,
    ):
        assert child.stderr is not None
        said = child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - start
    if late:
        return None
    if child.returncode:
        raise CommandError(f"{' '.join(map(str, command))}:\n{said.decode(errors='replace')[-2000:]}")
    peak = usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1 << 20)
    return Run(wall, usage.ru_utime + usage.ru_stime, peak, together[0])


def started(command: Sequence[str | Path], place: Path, more: Mapping[str, str], errors: int) -> Popen[bytes]:
    """A process in a session of its own, which is told nothing and whose output nobody reads, but perhaps `errors`."""
    return Popen(
        list(map(str, command)),
        cwd=place,
        env={**os.environ, **more},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        start_new_session=True,
    )


@contextmanager
def _ended_after(process: int, limit: float) -> Iterator[list[bool]]:
    """Ends a process and its children after so many seconds (0: never); the list is empty where that was not needed."""
    late: list[bool] = []

    def end() -> None:
        late.append(True)
        with suppress(OSError):
            os.killpg(process, signal.SIGKILL)

    timer = threading.Timer(limit, end)
    if limit:
        timer.start()
    try:
        yield late
    finally:
        timer.cancel()


@contextmanager
def _watched(process: int) -> Iterator[list[float]]:
    """Look now and then at what a process and its children hold; the list has the peak in MiB."""
    peak, ended = [0.0], threading.Event()

    def watch() -> None:
        took = 0.0
        while not ended.wait(max(SAMPLE, SHARE * took)):
            start = time.perf_counter()
            peak[0] = max(peak[0], sum(map(_held, _family(process))))
            took = time.perf_counter() - start

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        ended.set()
        watcher.join()


def _family(process: int) -> Iterator[int]:
    yield process
    with suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _family(int(child))


def _held(process: int) -> float:
    """MiB that a process holds, with its part of the pages that it shares."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def reading(folder: Path) -> float:
    """Seconds for reading every file below a folder."""
    start = time.perf_counter()
    for path in _files(folder):
        handle = os.open(path, os.O_RDONLY)
        while os.read(handle, 1 << 20):
            pass
        os.close(handle)
    return time.perf_counter() - start


def writing(folder: Path, target: Path) -> float:
    """Seconds for writing the bytes of all files below `folder` into new files of `target`, which is removed again."""
    seconds, made = 0.0, {""}
    for path in _files(folder):
        data, name = path.read_bytes(), target / path.relative_to(folder)
        start = time.perf_counter()
        if (below := str(name.parent)) not in made:
            name.parent.mkdir(parents=True, exist_ok=True)
            made.add(below)
        handle = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        os.write(handle, data)
        os.close(handle)
        seconds += time.perf_counter() - start
    shutil.rmtree(target)
    return seconds


def _files(folder: Path) -> Iterator[Path]:
    for below, _, names in os.walk(folder):
        yield from (Path(below) / name for name in names)
