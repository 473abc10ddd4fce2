"""Work done wherever an executor of `concurrent.futures` has it done; Dask's takes it to other machines.

Only portable work goes: what it is made of is lent once, each shard brings the rest, and results come back in order, so
that the site is the same wherever its parts were made. A worker may be killed: whoever executes does its shard again
elsewhere, and as a shard changes nothing where it is made, it may be done twice.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Executor, Future, wait
from contextlib import ExitStack, contextmanager
from functools import cache
from hashlib import blake2b
from itertools import chain, islice
from threading import Lock
from typing import Any, TypeVar
from urllib.parse import urlsplit

from kltsite import disk, libraries
from kltsite.elsewhere import ElsewhereError
from kltsite.workers import Portable, in_order

T = TypeVar("T")
R = TypeVar("R")

SCHEMES = {"dask": "tcp", "dask+tls": "tls"}  # as an address here has it, and as Dask has it
PORT = 8786
PATIENCE = 10  # seconds until a cluster must have answered
AHEAD = 4  # shards per worker that are under way or waiting to be taken: what waits is held in memory


class Executed:
    """Spreads over what an executor has; work that is not portable is done here.

    `lend` hands out what many shards need, once, and gives back what stands for it in a call; `take` waits for results.
    """

    def __init__(
        self,
        executor: Executor,
        ahead: int,
        lend: Callable[[Any], Any] = lambda there: there,
        take: Callable[[Future[Any]], Any] = lambda future: future.result(),
    ) -> None:
        self._executor, self._ahead, self._lend, self._take = executor, ahead, lend, take

    def __call__(self, work: Callable[[list[T]], R], shards: Iterable[list[T]]) -> Iterator[R]:
        """The results in the shards' order. Raises ElsewhereError for a worker that would make something else."""
        rest = iter(shards)
        first = list(islice(rest, 1))
        if not first or not isinstance(work, Portable):
            yield from map(work, chain(first, rest))
            return
        lent, own = self._lend(work.there), fingerprint()

        def submit(shard: list[T]) -> Future[Any]:
            return self._executor.submit(_do, own, lent, work.pack(shard))

        yield from map(work.receive, in_order(submit, chain(first, rest), self._ahead, self._take))


_one_at_a_time = Lock()  # a worker may have several threads, and not all that draws is made for that


def _do(expected: str, there: Callable[[Any], Any], shard: Any) -> Any:
    if fingerprint() != expected:
        told = "A worker has another version of kltsite, of Python or of a library that shapes the site."
        raise ElsewhereError(told, "Give all workers the same installation: pip install -r requirements.lock.")
    with _one_at_a_time:
        return there(shard)


@cache
def fingerprint() -> str:
    """A digest of all that shapes the site's bytes in this process: our code and the libraries."""
    told = blake2b(f"{sys.version_info[:2]}".encode(), digest_size=16)
    for name, installed in libraries.versions(libraries.SHAPING).items():
        told.update(f"{name} {installed}\n".encode())
    for path, data in disk.read_package("").items():
        if "__pycache__" not in path:
            told.update(f"{path}\0{len(data)}\0".encode())
            told.update(data)
    return told.hexdigest()


def is_plain(address: str) -> bool:
    """Whether what goes to a cluster could be read and changed on its way: without TLS, to another machine."""
    parts = urlsplit(address)
    return parts.scheme == "dask" and parts.hostname not in (None, "localhost", "127.0.0.1", "::1")


def dask_address(address: str) -> str | None:
    """`dask://host:port` or `dask+tls://host:port` as Dask writes it; None for anything else."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "127.0.0.1", parts.port or PORT
    except ValueError:
        return None
    if parts.scheme not in SCHEMES or parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        return None
    return f"{SCHEMES[parts.scheme]}://{f'[{host}]' if ':' in host else host}:{port}"


@contextmanager
def on_dask(address: str) -> Iterator[Executed]:
    """Spreads over the workers of a Dask cluster. Raises ElsewhereError where it does not answer or has none."""
    from dask import config
    from distributed import Client

    with config.set({"distributed.client.heartbeat": "1s"}), ExitStack() as stack:
        with _told(address):
            client = stack.enter_context(Client(address, timeout=PATIENCE, set_as_default=False))
            ahead = AHEAD * _workers(client, address)
            executor = client.get_executor(pure=False)

        def lend(there: Any) -> Any:  # to every worker, so that one may be lost; later ones take it from another
            with _told(address):
                return client.scatter(there, broadcast=True, hash=False)

        yield Executed(executor, ahead, lend, lambda future: _taken(future, client, address))


def _workers(client: Any, address: str) -> int:
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError as error:
        told = f"The Dask cluster at {address} has no workers."
        raise ElsewhereError(told, "Start some: dask worker and the address of the scheduler.") from error
    return len(client.scheduler_info(n_workers=-1)["workers"])


def _taken(future: Future[Any], client: Any, address: str) -> Any:
    """The result; while it takes long, somebody must be there to make it."""
    with _told(address):
        while True:
            done, _ = wait([future], timeout=PATIENCE)
            if done:
                return future.result()
            _workers(client, address)


@contextmanager
def _told(address: str) -> Iterator[None]:
    from distributed import KilledWorker

    try:
        yield
    except (KilledWorker, CancelledError) as error:
        told = f"The Dask cluster at {address} lost too many workers, with what they were making."
        raise ElsewhereError(told, "Have they enough memory? Their own logs say more.") from error
    except (OSError, TimeoutError) as error:
        told = f"The Dask cluster at {address} does not answer."
        raise ElsewhereError(told, "Does its scheduler run there, with the same protocol (TLS or not)?") from error
