"""Stage 4, show: statistics, entries and words become pages, charts, maps and exports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

FOLDER = "templates/"
"""Before the name of a template, where one is told of."""


class TemplateError(Exception):
    """A template that cannot be rendered: our mistake, told with file and line."""

    def __init__(self, file: str, line: int, message: str) -> None:
        super().__init__(file, line, message)  # all of them, so that it comes whole out of another process
        self.file, self.line, self.message = file, line, message

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class PrintError(Exception):
    """A publication that cannot be printed: a library is missing, or it refused the document."""


class Store(Protocol):
    """Bytes that earlier builds made, by a key of what they depend on; what it says is looked at, never believed."""

    def get_bytes(self, key: str) -> bytes | None: ...

    def put_bytes(self, key: str, data: bytes) -> None: ...


def kept(store: Store | None, key: str, fits: Callable[[bytes], bool], make: Callable[[], bytes]) -> bytes:
    """What the store has under a key, where that fits; else it is made, and stored."""
    found = store.get_bytes(key) if store is not None else None
    if found is not None and fits(found):
        return found
    made = make()
    if store is not None:
        store.put_bytes(key, made)
    return made
