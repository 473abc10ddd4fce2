"""A preview that follows its files: how long it takes from a change that is saved until it is what is shown."""

from __future__ import annotations

import os
import signal
import socket
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen

from tools.processes import Run, started

HOST = "127.0.0.1"
CHANGES = 4  # of one preview, the median of which counts; after an even number the entry is as it was
QUIET = 2.0  # seconds before each, in which a preview may come to rest
BEAT = 0.01  # seconds between two looks at the page


def saved(
    command: Callable[[int], Sequence[str]],  # what serves at a port
    place: Path,
    more: Mapping[str, str],
    page: str,
    change: Callable[[], None],
    limit: float,
) -> Run | None:
    """Seconds until the page at the address `page` is another one after a `change`; None where `limit` is over.

    Raises CalledProcessError where the preview ends by itself.
    """
    port = _free_port()
    with _serving(command(port), place, more) as preview:
        address = f"http://{HOST}:{port}/{page}"
        shown, took = _next(preview, address, b"", limit), list[float]()
        for _ in range(CHANGES):
            time.sleep(QUIET)
            start = time.perf_counter()
            change()
            shown = shown and _next(preview, address, shown, limit)
            took.append(time.perf_counter() - start)
    return Run(statistics.median(took), 0, 0, 0) if shown else None


def _next(preview: subprocess.Popen[bytes], address: str, shown: bytes, limit: float) -> bytes:
    """The page as soon as it is another one; nothing where it still is not after so many seconds."""
    end = time.perf_counter() + limit
    while time.perf_counter() < end:
        if preview.poll() is not None:
            raise subprocess.CalledProcessError(preview.returncode, preview.args)
        try:
            with urlopen(address, timeout=limit) as answer:
                found: bytes = answer.read()
        except (OSError, HTTPException):  # not there yet, or cut off in the middle of a build
            found = shown
        if found != shown:
            return found
        time.sleep(BEAT)
    return b""


@contextmanager
def _serving(command: Sequence[str], place: Path, more: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    with started(command, place, more, subprocess.DEVNULL) as preview:
        try:
            yield preview
        finally:
            if preview.poll() is None:
                os.killpg(preview.pid, signal.SIGTERM)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        port: int = found.getsockname()[1]
    return port
