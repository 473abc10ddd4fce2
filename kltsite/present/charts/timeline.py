"""When the entries began and how long they went on: a lane for each, from its start to its end.

A dot marks the year of the start; a line goes to the year of the end, which a stroke closes, or to the day of the
evaluation, where an open arrow says that it goes on. Where the lanes would be too many, starts are counted per year,
see `counts`.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from kltsite.present.charts.distribution import step_for
from kltsite.present.charts.picture import Dot, Mark, Picture, Rect, Shape, Stroke, Words
from kltsite.present.charts.rows import GAP, PAD, RISE, SMALL, WIDTH
from kltsite.present.charts.texts import LINE, one_space, width_of, wrap

MOST_LANES = 40  # a lane is about 47 units high
RADIUS = 6
SIDE, TIP = 8, 10  # room for half a dot on the left, for an arrow on the right
FOOT = 26
HALF = 16  # of the width of a year


class Lane(Struct, frozen=True):
    """One entry: the years of its start and end (None while it goes on), its title, the years as shown, its page."""

    started: int
    ended: int | None
    label: str
    figure: str
    href: str
    name: str  # of the link: the title, and the dates as exactly as they are known


def timeline(lanes: Sequence[Lane], today: int, hue: str) -> Picture | None:
    """Return the lanes, the earliest first, up to the year `today`; None where they are too many, or none."""
    if not 0 < len(lanes) <= MOST_LANES:
        return None
    first = min(lane.started for lane in lanes)
    last = max([first + 1, today, *(lane.ended or lane.started for lane in lanes)])
    scale = _Scale(first, last, today)
    marks: list[Mark] = []
    top = Decimal(0)
    for lane in lanes:
        shapes, top = _lane(lane, scale, top)
        marks.append(Mark(shapes, lane.href, one_space(lane.name)))
    return Picture(WIDTH, top + FOOT, (Mark(_grid(scale, top)), *marks), hue)


class _Scale(Struct, frozen=True):
    """Years -> places."""

    first: int
    last: int
    today: int

    def place(self, year: int) -> Decimal:
        """Where a year stands."""
        room = WIDTH - SIDE - TIP - RADIUS
        return round(SIDE + Decimal(room * (year - self.first)) / (self.last - self.first), 2)


def _lane(lane: Lane, scale: _Scale, top: Decimal) -> tuple[tuple[Shape, ...], Decimal]:
    """The shapes of a lane, and where the next begins."""
    figure = one_space(lane.figure)
    lines = wrap(one_space(lane.label), WIDTH - GAP - width_of(figure))
    baselines = [top + PAD + RISE + LINE * n for n in range(len(lines))]
    middle = baselines[-1] + 15
    low = middle + RADIUS + PAD
    shapes: list[Shape] = [Rect("area", Decimal(0), top, Decimal(WIDTH), low - top)]
    shapes += [Words("label", Decimal(0), y, text) for text, y in zip(lines, baselines, strict=True)]
    shapes.append(Words("figure", Decimal(WIDTH), baselines[-1], figure, "end"))
    shapes += _span(lane, scale, middle)
    shapes.append(Dot("dot", scale.place(lane.started), middle, Decimal(RADIUS)))
    return tuple(shapes), low


def _span(lane: Lane, scale: _Scale, y: Decimal) -> list[Shape]:
    start = scale.place(lane.started)
    if lane.ended is not None:
        end = scale.place(lane.ended)
        return [Stroke("span", start, y, end, y), Stroke("end", end, y - 7, end, y + 7)] if end > start else []
    end = max(scale.place(scale.today), start) + TIP
    arrow = [Stroke("end", end - 6, y + side * 6, end, y) for side in (-1, 1)]
    return [Stroke("span", start, y, end - 2, y), *arrow]


def _grid(scale: _Scale, floor: Decimal) -> tuple[Shape, ...]:
    """A faint line for some years, with the year below."""
    step = step_for(scale.last - scale.first, 6)
    shapes: list[Shape] = []
    for year in range(-(-scale.first // step) * step, scale.last + 1, step):
        x = scale.place(year)
        shapes.append(Stroke("grid", x, Decimal(0), x, floor))
        inside = min(max(x, Decimal(HALF)), Decimal(WIDTH - HALF))
        shapes.append(Words("tick", inside, floor + 16, str(year), "middle", SMALL))
    return tuple(shapes)
