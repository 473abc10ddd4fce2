"""YAML in which nothing is out of the ordinary -> its values, in half the time and without their places.

Most files are like that. Of all others, and of those of which something is to be told, `documents` makes a Document.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml
from msgspec import Struct

from kltsite.intake import documents
from kltsite.intake.documents import DEPTH_LIMIT, HASH, NULLS, UNWANTED


class _UnusualError(Exception):
    """Something that only `documents` can tell of; it never leaves this module."""


def values(data: bytes) -> dict[str, Any] | None:
    """What `documents.parse` gives as the value of a document without problems; None where it might find some."""
    text, problems = documents.decode("", data)
    if text is None or problems:
        return None
    events = iter(documents.Parser(text).get_event, None)
    try:
        return _Reading(events, text, " #" in text).root()
    except (yaml.YAMLError, _UnusualError, StopIteration):
        return None


class _Reading(Struct, frozen=True):
    """The parser's events, one after the other, of which each must be the one that may follow."""

    events: Iterator[Any]
    text: str
    has_hashes: bool

    def root(self) -> dict[str, Any]:
        """The one mapping of the one document."""
        self._next(yaml.StreamStartEvent)
        self._next(yaml.DocumentStartEvent)
        found = self._mapping(self._next(yaml.MappingStartEvent), 1)
        self._next(yaml.DocumentEndEvent)
        self._next(yaml.StreamEndEvent)
        return found

    def _next(self, kind: type) -> Any:
        event = next(self.events)
        if type(event) is not kind:
            raise _UnusualError
        return event

    def _value(self, event: Any, depth: int) -> Any:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            return self._scalar(event)
        if kind is yaml.MappingStartEvent:
            return self._mapping(event, depth + 1)
        if kind is yaml.SequenceStartEvent:
            return self._list(event, depth + 1)
        raise _UnusualError

    def _mapping(self, start: Any, depth: int) -> dict[str, Any]:
        _begun(start, depth)
        found: dict[str, Any] = {}
        for event in self.events:
            if type(event) is yaml.MappingEndEvent:
                return found
            key = self._scalar(event) if type(event) is yaml.ScalarEvent else None
            if key is None or key in found:
                raise _UnusualError
            found[key] = self._value(next(self.events), depth)
        raise _UnusualError

    def _list(self, start: Any, depth: int) -> list[Any]:
        _begun(start, depth)
        found: list[Any] = []
        for event in self.events:
            if type(event) is yaml.SequenceEndEvent:
                return found
            found.append(self._value(event, depth))
        raise _UnusualError

    def _scalar(self, event: Any) -> str | None:
        if event.anchor or event.tag is not None:
            raise _UnusualError
        value: str = event.value
        if not event.style:
            if self.has_hashes and HASH.match(self.text, event.end_mark.index):
                raise _UnusualError
            return None if value in NULLS and event.implicit[0] else value
        if event.style == '"' and UNWANTED.search(value):
            raise _UnusualError
        return value


def _begun(start: Any, depth: int) -> None:
    if start.anchor or start.tag is not None or depth > DEPTH_LIMIT:
        raise _UnusualError
