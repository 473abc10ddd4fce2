"""The cross-table as a picture for files; in a page it is an HTML table with the same shades."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from kltsite.present.charts.picture import Mark, Picture, Rect, Shape, Words
from kltsite.present.charts.texts import LINE, one_space, wrap

SIDE, HEAD = 170, 150  # room for the labels of rows and columns
CELL, ROW = 56, 42


def heat(
    rows: Sequence[str], columns: Sequence[str], cells: Mapping[tuple[int, int], tuple[str, int]], told: str
) -> Picture:
    """Return the cells by (row, column): a count as shown and its step; `told` stands where there are none."""
    if not cells:
        return Picture(360, Decimal(30), (Mark((Words("label", Decimal(0), Decimal(20), told),)),))
    shapes: list[Shape] = []
    for number, label in enumerate(columns):
        lines = wrap(one_space(label), HEAD, 12)
        left = SIDE + number * CELL + CELL / 2 + 12 - (len(lines) - 1) * 7 - 8
        shapes += [
            Words("label", round(Decimal(left) + n * 14, 2), Decimal(HEAD), text, size=12, turned=True)
            for n, text in enumerate(lines)
        ]
    for number, label in enumerate(rows):
        lines = wrap(one_space(label), SIDE - 10)
        top = HEAD + 8 + number * ROW + ROW / 2 + 5 - (len(lines) - 1) * LINE / 2
        shapes += [Words("label", Decimal(0), round(Decimal(top) + n * LINE, 2), text) for n, text in enumerate(lines)]
    for (row, column), (count, step) in sorted(cells.items()):
        x, y = Decimal(SIDE + column * CELL), Decimal(HEAD + 8 + row * ROW)
        shapes.append(Rect(f"cell-{step}", x + 1, y + 1, Decimal(CELL - 2), Decimal(ROW - 2)))
        shapes.append(Words(f"number-{step}", x + Decimal(CELL) / 2, y + ROW // 2 + 5, count, "middle"))
    height = Decimal(HEAD + 8 + len(rows) * ROW)
    return Picture(max(360, SIDE + len(columns) * CELL), height, (Mark(tuple(shapes)),))
