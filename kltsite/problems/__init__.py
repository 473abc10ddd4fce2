"""Problems are values: what is wrong, where, and in which sentence of the catalogue it is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct, field

Value = str | int | tuple[str, ...]  # a Msg among the strings is translated when told
Path = tuple[str | int, ...]  # keys and positions from the top of a file to a field


class Level(StrEnum):
    """How much a problem weighs: an error stops the build, a warning stops `--strict`, a todo never stops."""

    ERROR = "error"
    WARNING = "warning"
    TODO = "todo"


class Span(NamedTuple):
    """A stretch of a file: lines and columns from 1; the end column is the first one behind it."""

    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1


class Finding(Struct, frozen=True):
    """Something that a check noticed, by the field's path; `intake.documents.locate` gives it its place."""

    sentence: str  # such as "KLT303/too-large"
    path: Path = ()
    values: Mapping[str, Value] = field(default_factory=dict)
    level: Level | None = None  # None: the level of the sentence's rule
    at_key: bool = False  # the key is meant, not its value
    part: str = ""  # the part of the value that is meant; "" for the whole
    also: tuple[Path, ...] = ()  # further fields it rests on: nothing is said where one of them could not be read


class Problem(Struct, frozen=True, order=True):
    """One problem at its place, ready to be told in any language."""

    file: str
    span: Span
    sentence: str
    level: Level
    field: str = ""  # the neutral path: partners[1].employees
    trail: tuple[str, ...] = ()  # the same in words, items by name; a Msg is translated
    found: str = ""
    values: tuple[tuple[str, Value], ...] = ()
    excerpt: str = ""  # the source line of the span; "" where no line is meant

    @property
    def code(self) -> str:
        """KLT and three digits: a code never changes its meaning and is never used again."""
        return self.sentence.partition("/")[0]


def levels(problems: Iterable[Problem]) -> tuple[int, ...]:
    """How many of each level there are, errors first."""
    count = Counter(problem.level for problem in problems)
    return tuple(count[level] for level in Level)


def errors(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Those that stop a build."""
    return tuple(problem for problem in problems if problem.level is Level.ERROR)
