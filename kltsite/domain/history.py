"""What the repository knows of the case files: nothing where it cannot be certain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field


class History(Struct, frozen=True):
    """How one case file came to be as it is; days are those of the commits, in UTC."""

    changed: date  # the last commit that touched it
    added: date | None = None  # the first one; None where it lies too far back to look
    commits: int | None = None  # how many touched it; None with `added`
    fields: tuple[str, ...] = ()  # the top-level fields that the last one changed; () where it is not known


class Repository(Struct, frozen=True):
    """The commit that was looked at, "" where there is none, and the history of each entry that it knows, by slug."""

    commit: str = ""
    histories: Mapping[str, History] = field(default_factory=dict)
