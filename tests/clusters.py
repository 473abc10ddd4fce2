"""Dask clusters of several processes, and a server for S3, both on loopback, for tests; each as a real one would run.

Skipped where what they take is not installed, unless KLTSITE_SCALE=required.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.helpers import ROOT

PATIENCE = 60  # seconds for a process to begin
SERVER = ROOT / ".venv" / "s3"  # `make s3-server` puts it there, apart: it takes older libraries
_NOTHING = subprocess.DEVNULL
_REQUIRED = os.environ.get("KLTSITE_SCALE") == "required"

needs_dask = pytest.mark.skipif(
    not _REQUIRED and find_spec("distributed") is None, reason="Dask is not installed (extra scale)"
)
needs_s3 = pytest.mark.skipif(
    not _REQUIRED and not (SERVER.is_dir() and find_spec("obstore")), reason="no server for S3: make s3-server"
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def _await(ready: Callable[[], bool], told: str) -> None:
    end = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < end, told
        time.sleep(0.05)


@dataclass
class Cluster:
    """A scheduler and workers, each a process of one thread."""

    port: int
    folder: Path
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        """As `--executor` takes it."""
        return f"dask://127.0.0.1:{self.port}"

    def add(self, more: int = 1) -> None:
        """Let more workers join; they are there when a build asks for them."""
        known = f"tcp://127.0.0.1:{self.port}"
        options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1", "--memory-limit", "0")
        for _ in range(more):
            self.workers.append(_dask("worker", known, *options, "--death-timeout", str(PATIENCE), place=self.folder))

    def kill(self) -> None:
        """End a worker as the kernel does where memory ends."""
        worker = self.workers.pop()
        worker.send_signal(signal.SIGKILL)
        worker.wait()


def _dask(kind: str, *arguments: str, place: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DASK_TEMPORARY_DIRECTORY": str(place)}
    return subprocess.Popen(
        command,
        cwd=place,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[Cluster]:
    """A cluster that ends with the block."""
    port = free_port()
    options = ("--host", "127.0.0.1", "--port", str(port), "--no-dashboard", "--no-show")
    found = Cluster(port, folder, _dask("scheduler", *options, place=folder))
    try:
        _await(lambda: _answers(port), "the scheduler did not begin")
        found.add(workers)
        yield found
    finally:
        for process in (*found.workers, found.scheduler):
            process.kill()
            process.wait()


@contextmanager
def s3(folder: Path) -> Iterator[str]:
    """The address of a server for S3 with a bucket `villages`, which ends with the block."""
    port = free_port()
    environment = {**os.environ, "PYTHONPATH": str(SERVER), "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
    command = [sys.executable, "-m", "moto.server", "--host", "127.0.0.1", "--port", str(port)]
    log = folder / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out
        )
    try:
        _await(lambda: _answers(port), "the server did not begin")
        address = f"http://127.0.0.1:{port}"
        urllib.request.urlopen(urllib.request.Request(f"{address}/villages", method="PUT")).close()
        yield address
    finally:
        process.kill()
        process.wait()
