"""Shares over time: for each option a field of its own, with a dot for each edition and for today, joined in order.

The dots of a field stand at equal distances, whatever time lies between; from the lower line, no per cent, to the upper
one, a hundred. Each dot opens what is behind it. An edition that does not count an option leaves a gap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

from kltsite.present.charts.picture import Dot, Mark, Picture, Rect, Shape, Stroke, Words
from kltsite.present.charts.rows import GAP, PAD, RISE, SMALL, WIDTH
from kltsite.present.charts.texts import LINE, one_space, width_of, wrap

RADIUS = 6
HEAD = 26  # room above the upper line, for the share of a dot on it
HEIGHT = 44  # from no per cent to a hundred
FOOT = 26
SIDE = 30  # room for half of a share on either side


class Point(Struct, frozen=True):
    """One share, 0 to 100, as shown; where it opens, and what that link is called."""

    share: Decimal
    figure: str
    href: str
    name: str


class Line(Struct, frozen=True):
    """One option: what it is called, and its share in each edition and today; None where it was not counted."""

    label: str
    points: tuple[Point | None, ...]


def series(lines: Sequence[Line], ticks: Sequence[str], hue: str) -> Picture:
    """Return a field for each option, below them what each place stands for: `ticks`, one for every point of a line."""
    places = [_place(number, len(ticks)) for number in range(len(ticks))]
    shown = _shown(ticks, places)
    marks: list[Mark] = []
    top = Decimal(0)
    for line in lines:
        label = wrap(one_space(line.label), WIDTH)
        baselines = [top + PAD + RISE + LINE * number for number in range(len(label))]
        floor = baselines[-1] + HEAD + HEIGHT
        words = [Words("label", Decimal(0), y, text) for y, text in zip(baselines, label, strict=True)]
        figures = [
            (places[number], _above(point, floor), point.figure)
            for number, point in enumerate(line.points)
            if point is not None and number in shown
        ]
        grid = [piece for y in (floor - HEIGHT, floor) for piece in _level(y, figures)]
        marks.append(Mark((*words, *grid, *_joined(line.points, places, floor))))
        marks += _dots(line.points, places, floor, shown)
        top = floor + RADIUS + PAD
    below = tuple(
        Words("tick", _inside(places[number], ticks[number]), top + 14, ticks[number], "middle", SMALL)
        for number in sorted(shown)
    )
    return Picture(WIDTH, top + FOOT, (*marks, Mark(below)), hue)


def _place(number: int, count: int) -> Decimal:
    """Where a point stands; one alone in the middle."""
    if count == 1:
        return Decimal(WIDTH) / 2
    return round(SIDE + Decimal((WIDTH - 2 * SIDE) * number) / (count - 1), 2)


def _inside(place: Decimal, text: str) -> Decimal:
    """The middle of a text that stands at a place, or as near as it fits."""
    half = Decimal(width_of(text, SMALL)) / 2
    return round(min(max(place, half), WIDTH - half), 2)


def _shown(ticks: Sequence[str], places: Sequence[Decimal]) -> set[int]:
    """The places that are named: the last, and before it as many as there is room for."""
    found: set[int] = set()
    left = Decimal(WIDTH + SIDE)
    for number in reversed(range(len(ticks))):
        half = Decimal(max(width_of(ticks[number], SMALL), width_of("99.9 %", SMALL))) / 2
        if places[number] + half + GAP <= left or not found:
            found.add(number)
            left = places[number] - half
    return found


def _height(share: Decimal, floor: Decimal) -> Decimal:
    return round(floor - HEIGHT * share / 100, 2)


def _above(point: Point, floor: Decimal) -> Decimal:
    """The baseline of a figure, above its dot."""
    return _height(point.share, floor) - RADIUS - 4


def _level(y: Decimal, figures: Sequence[tuple[Decimal, Decimal, str]]) -> Iterator[Stroke]:
    """A line across the field, which leaves room for the figures (middle, baseline, text) that stand in its way."""
    left = Decimal(0)
    for middle, baseline, text in figures:
        if baseline - SMALL < y < baseline + 4:  # the letters, and a little room
            half = round(Decimal(width_of(text, SMALL)) / 2, 2)
            if middle - half > left:
                yield Stroke("grid", left, y, middle - half, y)
            left = max(left, middle + half)
    if left < WIDTH:
        yield Stroke("grid", left, y, Decimal(WIDTH), y)


def _joined(points: Sequence[Point | None], places: Sequence[Decimal], floor: Decimal) -> Iterator[Shape]:
    for number in range(1, len(points)):
        one, other = points[number - 1], points[number]
        if one is not None and other is not None:
            start, end = _height(one.share, floor), _height(other.share, floor)
            yield Stroke("joint", places[number - 1], start, places[number], end)


def _dots(points: Sequence[Point | None], places: Sequence[Decimal], floor: Decimal, shown: set[int]) -> Iterator[Mark]:
    """A mark for each share; its number stands above it where its place is named below."""
    half = min(Decimal(SIDE), (places[1] - places[0]) / 2) if len(places) > 1 else Decimal(SIDE)
    for number, point in enumerate(points):
        if point is not None:
            x, y = places[number], _height(point.share, floor)
            top = floor - HEIGHT - HEAD + 4
            shapes: list[Shape] = [Rect("area", x - half, top, 2 * half, floor + RADIUS - top)]
            if number in shown:
                shapes.append(Words("tick", x, _above(point, floor), point.figure, "middle", SMALL))
            yield Mark((*shapes, Dot("dot", x, y, Decimal(RADIUS))), point.href, one_space(point.name))
