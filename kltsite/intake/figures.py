"""Figures by name, as prose and conditions refer to them: `contact.targeted-contact`, `2024-08:entries`."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from msgspec import Struct

from kltsite.domain.settings import CATEGORIES, Settings

PARTS = ("count", "answered", "share")  # of a figure; without one of them the whole: 16 of 23 (69.6 %)
FACTS = ("assessed", "method", "conformity", "tools")  # of the accessibility statement, told by the same kind of name

_LIMITS = (("criteria", "employees"), ("criteria", "inhabitants"))
_ALIKE = 0.6


class Figure(Struct, frozen=True):
    """A reference to a figure: of an edition or, without one, of the current numbers."""

    edition: str
    name: tuple[str, ...]  # ("contact", "targeted-contact"), ("entries",), ("criteria", "employees")
    part: str  # "", "count", "answered" or "share"

    @property
    def tallied(self) -> bool:
        """Whether it is an option's, which has a count and a share; else it is a number alone."""
        return self.name[0] in CATEGORIES


def figure(reference: str, settings: Settings) -> Figure | None:
    """The figure that `reference` names; None where there is none."""
    edition, _, rest = reference.rpartition(":")
    if edition and edition not in settings.editions:
        return None
    name = tuple(rest.split("."))
    if name == ("entries",) or (not edition and name in _LIMITS):
        return Figure(edition, name, "")
    part = name[2] if len(name) == 3 else ""
    if len(name) not in (2, 3) or name[0] not in CATEGORIES or (len(name) == 3 and part not in PARTS):
        return None
    return Figure(edition, name[:2], part) if name[1] in _options(name[0], edition, settings) else None


def fact(reference: str, settings: Settings) -> str | None:
    """The field of the accessibility statement that `reference` names; None where the site states none."""
    kind, _, field = reference.partition(".")
    return field if kind == "accessibility" and field in FACTS and settings.site.accessibility else None


def nearest(reference: str, settings: Settings) -> str:
    """The name of a figure that `reference` may have been meant to be; "" where none is like it."""
    edition, _, rest = reference.rpartition(":")
    known = alike(edition, settings.editions) if edition else ""
    if edition and not known:
        return ""
    steps = rest.split(".")
    part = alike(steps[2], PARTS) if len(steps) == 3 else ""
    name = alike(".".join(steps[:2]), _names(known, settings))
    meant = (f"{known}:" if known else "") + name + (f".{part}" if part else "")
    return meant if name and figure(meant, settings) else ""


def alike(written: str, known: Iterable[str]) -> str:
    """The one among `known` that is most like what was written; "" where none is."""
    return next(iter(difflib.get_close_matches(written, sorted(known), 1, _ALIKE)), "")


def _names(edition: str, settings: Settings) -> Iterator[str]:
    yield "entries"
    if not edition:
        yield from (".".join(limit) for limit in _LIMITS)
    for category in CATEGORIES:
        yield from (f"{category}.{option}" for option in _options(category, edition, settings))


def _options(category: str, edition: str, settings: Settings) -> Iterable[str]:
    if edition:
        return settings.editions[edition].categories.get(category, {})
    return settings.vocabulary.categories[category].options
