"""How many entries there are of each class: a row for each, which opens their list; lines between rows where asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from kltsite.present.charts.picture import Mark, Picture, Rect, Shape, Stroke, Words
from kltsite.present.charts.rows import SMALL, WIDTH
from kltsite.present.charts.texts import width_of

ROW = 28  # units high: on a phone of 360 px a finger finds each (24 px)
BAR, GAP, RULE = 14, 10, 20


class Class(Struct, frozen=True):
    """One class: how many entries, as shown, where their list is, and what that link is called."""

    label: str
    count: int
    figure: str
    href: str
    name: str


def counts(classes: Sequence[Class], rules: Mapping[int, str], hue: str) -> Picture:
    """Return a row for each class, from top to bottom; `rules` tell what the line before a row means."""
    most = max([1, *(one.count for one in classes)])
    left = _room(one.label for one in classes)
    right = WIDTH - _room(one.figure for one in classes)
    marks: list[Mark] = []
    top = Decimal(0)
    for number, one in enumerate(classes):
        if number in rules:
            line = Stroke("limit", Decimal(0), top + RULE - 3, Decimal(WIDTH), top + RULE - 3)
            words = Words("tick", Decimal(WIDTH), top + RULE - 8, rules[number], "end", SMALL)
            marks.append(Mark((line, words)))
            top += RULE
        marks.append(Mark(_row(one, top, left, (right - left) * one.count / most), one.href, one.name))
        top += ROW
    return Picture(WIDTH, max(top, Decimal(ROW)), tuple(marks), hue)


def _row(one: Class, top: Decimal, left: Decimal, length: Decimal) -> tuple[Shape, ...]:
    baseline = top + ROW - 9
    return (
        Rect("area", Decimal(0), top, Decimal(WIDTH), Decimal(ROW)),
        Words("label", Decimal(0), baseline, one.label),
        Rect("bar", left, top + Decimal(ROW - BAR) / 2, round(length, 2), Decimal(BAR)),
        Words("figure", Decimal(WIDTH), baseline, one.figure, "end"),
    )


def _room(texts: Iterable[str]) -> Decimal:
    return Decimal(max([0, *(int(width_of(text)) + 1 for text in texts)])) + GAP
