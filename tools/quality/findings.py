"""What a check gives back: what it found to be wrong, and the lines that tell what it saw."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is wrong: on which page, in which setting (`dark`, `320 px`; "" for all), told in words."""

    page: str
    setting: str
    told: str

    def __str__(self) -> str:
        return f"{self.page}{f' ({self.setting})' if self.setting else ''}: {self.told}"


@dataclass(frozen=True, slots=True)
class Result:
    """What a check found, and its part of docs/quality.md as lines of Markdown."""

    findings: tuple[Finding, ...]
    lines: tuple[str, ...]


class MissingError(Exception):
    """A program that a check needs is not here; says what to install."""


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A Markdown table, with the empty line that ends it."""
    lines = [titles, ["---"] * len(titles), *rows]
    return [*(f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |" for line in lines), ""]
