"""Work spread over processes: shards go out in order, results come back in order, few wait in memory.

Forked processes inherit what the work needs. For those of other machines, see `executors`, it is made of values.
"""

from __future__ import annotations

import gc
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from threading import Thread
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from msgspec import Struct

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")
R = TypeVar("R")

SHARD = 64  # case files or pages that a process does in one go
AHEAD = 32  # shards per process that are under way or waiting to be taken


class Spread(Protocol):
    """Does `work` on each shard, somewhere, and hands the results on in the shards' order."""

    def __call__(self, work: Callable[[list[T]], R], shards: Iterable[list[T]]) -> Iterator[R]: ...


def _same(shard: Any) -> Any:
    return shard


class Portable(Struct, Generic[T, R], frozen=True):
    """Work that another machine may do too: `there` is made of values, which are sent once; `here` need not be.

    A shard goes there as `pack` makes it, with what it alone needs, and what comes back is taken by `receive`.
    """

    here: Callable[[list[T]], R]
    there: Callable[[Any], Any]
    pack: Callable[[list[T]], Any] = _same
    receive: Callable[[Any], R] = _same

    def __call__(self, shard: list[T]) -> R:
        """Done in this process."""
        return self.here(shard)


def alone(work: Callable[[list[T]], R], shards: Iterable[list[T]]) -> Iterator[R]:
    """All in this process."""
    return map(work, shards)


class Processes:
    """Spreads over `jobs` forked processes, which inherit what the work needs instead of being sent it."""

    def __init__(self, jobs: int, worth: int = 4) -> None:
        self._jobs, self._worth = jobs, worth  # fewer shards than `worth` are not worth a process

    def __call__(self, work: Callable[[list[T]], R], shards: Iterable[list[T]]) -> Iterator[R]:
        rest = iter(shards)
        first = list(islice(rest, self._worth))
        if self._jobs < 2 or len(first) < self._worth or not hasattr(os, "fork"):
            yield from map(work, first)
            yield from map(work, rest)
            return
        import multiprocessing  # where there is little to do, it is not worth a thought
        from concurrent.futures import ProcessPoolExecutor

        context = multiprocessing.get_context("fork")
        gc.freeze()  # what the processes inherit is not looked at again, so its pages stay shared
        with ProcessPoolExecutor(self._jobs, mp_context=context, initializer=_remember, initargs=(work,)) as pool:
            yield from in_order(lambda shard: pool.submit(_do, shard), chain(first, rest), self._jobs * AHEAD)


def _result(future: Future[R]) -> R:
    return future.result()


def in_order(
    submit: Callable[[list[T]], Future[R]],
    shards: Iterable[list[T]],
    ahead: int,
    take: Callable[[Future[R]], R] = _result,
) -> Iterator[R]:
    """The results of the shards, of which at most `ahead` are under way or wait to be taken."""
    waiting: deque[Future[R]] = deque()
    try:
        for shard in shards:
            waiting.append(submit(shard))
            if len(waiting) >= ahead:
                yield take(waiting.popleft())
        while waiting:
            yield take(waiting.popleft())
    finally:
        for future in waiting:
            future.cancel()


_WORK: list[Callable[[Any], Any]] = []  # in a worker process: what it does


def _remember(work: Callable[[Any], Any]) -> None:
    _WORK[:] = [work]
    Thread(target=_end_with_the_build, daemon=True).start()


def _end_with_the_build() -> None:
    """A build that is killed cannot tell its processes to end; they would wait for work for ever."""
    import multiprocessing

    build = multiprocessing.parent_process()
    if build is not None:
        build.join()
        os._exit(1)


def _do(shard: Any) -> Any:
    return _WORK[0](shard)


def begun(results: Iterator[R]) -> Iterator[R]:
    """The same results, already under way: the first one was waited for."""
    return chain(list(islice(results, 1)), results)


def shards(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most `size` items each."""
    iterator = iter(items)
    while shard := list(islice(iterator, size)):
        yield shard
