"""When to look: at once where watchfiles is installed, every half second where not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event

from kltsite import disk

Stamps = list[dict[str, tuple[int, ...]]]

BEAT = 0.5  # seconds between two looks when nothing was heard


def changes(folders: Sequence[Path], stop: Event) -> Iterator[None]:
    """One item each time a file in the folders may have been made, changed or removed, until `stop` is set.

    Since this was called, whenever one begins to listen: what changes while a first look is taken is not missed.
    """
    return _since(_stamps(folders), folders, stop)


def _since(seen: Stamps, folders: Sequence[Path], stop: Event) -> Iterator[None]:
    for _ in _ticks(folders, stop):
        now = _stamps(folders)
        if now != seen:
            seen = now
            yield None


def _stamps(folders: Sequence[Path]) -> Stamps:
    return [disk.stamps(folder) for folder in folders]


def _ticks(folders: Sequence[Path], stop: Event) -> Iterator[None]:
    try:
        import watchfiles
    except ImportError:
        while not stop.wait(BEAT):
            yield None
        return
    while not stop.is_set():
        identity = [disk.stamps(folder).get("") for folder in folders]
        if None in identity:  # what is not there cannot be watched
            stop.wait(BEAT)
            yield None
            continue
        yield None  # what changed before the watch began
        try:
            for _ in watchfiles.watch(
                *folders,
                watch_filter=None,
                step=20,
                debounce=200,
                rust_timeout=int(BEAT * 1000),
                yield_on_timeout=True,
                stop_event=stop,
                raise_interrupt=True,
            ):
                yield None
                if [disk.stamps(folder).get("") for folder in folders] != identity:
                    break  # another folder has this name now, and is to be watched instead
        except (OSError, RuntimeError):  # it vanished this very moment, or the system watches no more files
            stop.wait(BEAT)
            yield None
