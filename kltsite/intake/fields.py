"""Document -> any declared model, or every reason why not, each with the path of its field."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

from msgspec import Struct

from kltsite.domain.declared import Declared, needed_fields
from kltsite.domain.values import Reading
from kltsite.intake import models
from kltsite.problems import Finding, Path

M = TypeVar("M", bound=Declared)

_ROUNDS = 12  # a file is read again without what was wrong, so that the rest is judged too


class Fields(Struct, Generic[M], frozen=True, dict=True):
    """What could be read: the model, what is wrong, and the paths that were left out of the model for it."""

    model: M | None
    findings: tuple[Finding, ...]
    left_out: frozenset[Path] = frozenset()

    def touches(self, finding: Finding) -> bool:
        """Whether what `finding` rests on was left out: at, above or below one of its paths."""
        paths = (finding.path, *finding.also)
        return any(path in self._leading or _is_within(path, self.left_out) for path in paths)

    @cached_property
    def _leading(self) -> frozenset[Path]:
        """Every path at which something was left out, or below which."""
        return frozenset(out[:length] for out in self.left_out for length in range(len(out) + 1))


def read_fields(model: type[M], value: Any, reading: Reading, damaged: Sequence[Path] = ()) -> Fields[M]:
    """The model in `value`, and what is wrong with it; of what is `damaged` nothing more is said.

    Where something is wrong the model holds what is right, so that later checks find their problems in the same run.
    """
    findings: list[Finding] = []
    left_out: set[Path] = set()
    _leave_out(value, left_out, (_prunable(path) for path in damaged))
    plain = tuple(_plain_mistakes(value, ()))
    for _ in range(_ROUNDS):
        found, wrong = models.read(model, value, reading)
        if found is not None and not plain:
            return Fields(found, (*findings, *_missing(found, left_out)), frozenset(left_out))
        new, plain = tuple(_without_echoes((*wrong, *plain))), ()
        findings += [one for one in new if not _is_within(one.path, left_out)]
        _leave_out(value, left_out, (path for finding in new for path in _blamed(finding)))
        if () in left_out:
            break
    return Fields(None, tuple(findings), frozenset(left_out))


def _is_within(path: Path, left_out: Container[Path]) -> bool:
    return any(path[:length] in left_out for length in range(len(path) + 1))


def _plain_mistakes(value: Any, path: Path) -> Iterator[Finding]:
    """What is wrong in any field: a name or hyphen with nothing behind it, and the same word twice in a list."""
    if value is None:
        yield Finding("KLT203/empty", path)
    elif isinstance(value, dict):
        for key, below in value.items():
            yield from _plain_mistakes(below, (*path, key))
    elif isinstance(value, list):
        seen: set[str] = set()
        for position, below in enumerate(value):
            if isinstance(below, str) and below:
                if below in seen:
                    yield Finding("KLT215/twice", (*path, position))
                seen.add(below)
            else:
                yield from _plain_mistakes(below, (*path, position))


def _leave_out(value: Any, left_out: set[Path], paths: Iterable[Path]) -> None:
    for first in paths:
        path = first
        left_out.add(path)
        while path and _prune(value, path) and len(path) > 1:  # what this empties has no value of its own to tell of
            path = _prunable(path[:-1])
            left_out.add(path)


def _missing(found: Declared, left_out: Container[Path]) -> Iterator[Finding]:
    for name, key in needed_fields(type(found), "always"):
        if not found.states(name) and (key,) not in left_out:
            yield Finding("KLT202/always", (key,))


def _without_echoes(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Without what only follows from another: a field is missing since its name is misspelt; no field, so no value."""
    found = tuple({(finding.sentence, finding.path): finding for finding in findings}.values())
    meant = {path for finding in found for path in _meant(finding)}
    no_fields = {finding.path for finding in found if finding.at_key}
    echoes = {"KLT202/always": meant, "KLT203/empty": no_fields}
    return (finding for finding in found if finding.path not in echoes.get(finding.sentence, ()))


def _meant(finding: Finding) -> Iterator[Path]:
    """The field that an unknown one was meant to be."""
    if finding.at_key and finding.path:
        name = str(finding.values.get("suggestion", ""))
        if finding.sentence == "KLT109/no-space":
            name = str(finding.path[-1]).partition(":")[0]
        if name:
            yield (*finding.path[:-1], name)


def _blamed(finding: Finding) -> Iterator[Path]:
    """What to leave out so that the rest can be read."""
    yield _prunable(finding.path[:-1] if finding.sentence == "KLT202/always" else finding.path)
    yield from _meant(finding)


def _prunable(path: Path) -> Path:
    """The field at `path`; of a list always the whole, so that positions hold."""
    while path and isinstance(path[-1], int):
        path = path[:-1]
    return path


def _prune(value: Any, path: Path) -> bool:
    """Take out what stands at `path`; whether its mapping is empty now."""
    for step in path[:-1]:
        value = value[step] if _has(value, step) else None
    there = _has(value, path[-1])
    if there:
        del value[path[-1]]
    return there and not value


def _has(value: Any, step: str | int) -> bool:
    if isinstance(value, list):
        return isinstance(step, int) and step < len(value)
    return isinstance(value, dict) and step in value
