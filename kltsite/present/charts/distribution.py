"""How long the entries lasted: a dot for each, stacked where they would meet, or a row for each class of length.

Dots are 27 units apart, so that on a phone of 360 px a finger finds each (24 px). Where they would be too many or
would stack too high, the classes are shown instead, see `counts`.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import ceil

from msgspec import Struct

from kltsite.present.charts.picture import Dot, Mark, Picture, Shape, Stroke, Words
from kltsite.present.charts.rows import SMALL, WIDTH
from kltsite.present.charts.texts import width_of

MOST_DOTS, HIGHEST = 200, 12
PITCH, RADIUS = 27, 8
SIDE = 14  # room for a dot at either end of the axis
HEAD, FOOT = 38, 24
SHORTEST = 6  # years that the axis shows at least: both limits are on it
_STEPS = (1, 2, 5, 10, 20, 50, 100)


class Entry(Struct, frozen=True):
    """One entry: how many years, where it opens, and what it is called there."""

    years: Decimal
    href: str
    name: str


def distribution(entries: Sequence[Entry], limits: Sequence[tuple[int, str]], hue: str) -> Picture | None:
    """Return the dots with a labelled line at each limit in years; None where they are too many for that."""
    if len(entries) > MOST_DOTS:
        return None
    longest = max([SHORTEST, *(ceil(entry.years) for entry in entries)])
    ordered = sorted(entries, key=lambda entry: (entry.years, entry.name))
    places = [_place(entry.years, longest) for entry in ordered]
    levels = stacked(places)
    highest = max(levels, default=0) + 1
    if highest > HIGHEST:
        return None
    floor = Decimal(HEAD + max(3, highest) * PITCH)
    dots = [
        _dot(entry, x, floor - PITCH * level - Decimal(PITCH) / 2)
        for entry, x, level in zip(ordered, places, levels, strict=True)
    ]
    around = Mark((*_axis(longest, floor), *_limits(limits, longest, floor)))
    return Picture(WIDTH, floor + FOOT, (around, *dots), hue)


def stacked(places: Sequence[Decimal]) -> list[int]:
    """Return the level of each place, from the left: the lowest where it meets no other."""
    ends: list[Decimal] = []
    levels = []
    for x in places:
        level = next((n for n, end in enumerate(ends) if x - end >= PITCH), len(ends))
        ends[level : level + 1] = [x]
        levels.append(level)
        if level >= HIGHEST:
            break  # too high already; the caller shows classes
    return levels


def _place(years: Decimal, longest: int) -> Decimal:
    return round(SIDE + (WIDTH - 2 * SIDE) * years / longest, 2)


def _dot(entry: Entry, x: Decimal, y: Decimal) -> Mark:
    area = Dot("area", x, y, Decimal(PITCH) / 2)
    return Mark((area, Dot("dot", x, y, Decimal(RADIUS))), entry.href, entry.name)


def _axis(longest: int, floor: Decimal) -> list[Shape]:
    """The line of years, with as many numbers as there is room for."""
    step = step_for(longest)
    shapes: list[Shape] = [Stroke("axis", Decimal(SIDE), floor, Decimal(WIDTH - SIDE), floor)]
    for year in range(0, longest + 1, step):
        x = _place(Decimal(year), longest)
        shapes.append(Stroke("axis", x, floor, x, floor + 4))
        shapes.append(Words("tick", x, floor + 18, str(year), "middle", SMALL))
    return shapes


def _limits(limits: Sequence[tuple[int, str]], longest: int, floor: Decimal) -> list[Shape]:
    """Each line has its words on a height of its own, so that two never meet."""
    shapes: list[Shape] = []
    for number, (years, told) in enumerate(limits):
        x, top = _place(Decimal(years), longest), Decimal(2 + number * 16)
        shapes.append(Stroke("limit", x, top, x, floor))
        fits = x + 5 + Decimal(width_of(told, SMALL)) <= WIDTH
        shapes.append(Words("tick", x + (5 if fits else -5), top + 10, told, "start" if fits else "end", SMALL))
    return shapes


def step_for(length: int, most: int = 10) -> int:
    """Return how far apart the numbers of an axis stand, so that there are at most `most` steps."""
    return next((step for step in _STEPS if length <= step * most), -(-length // most))
