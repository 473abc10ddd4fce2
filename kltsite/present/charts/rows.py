"""Rows of bars laid out: which line of text stands where, and how long each bar is. Units are those of the viewBox."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import urlsplit

from msgspec import Struct

from kltsite.present.charts.texts import FONT, LINE, one_space, require_text, width_of, wrap

WIDTH = 360
BAR = 12
PAD = 7
GAP = 10
SMALL = 12  # the size of what is told of an edition
BEFORE = 8  # the height of an edition's bar

RISE = 13  # from the top of a line of text to its baseline
DROP = 8  # from the last baseline to the bar
APART = 4  # between today's bar and the edition's


class Before(Struct, frozen=True):
    """The same option in an edition, which can be told but not opened: `share` as in `Bar`, `figure` as shown."""

    share: Decimal
    figure: str

    def __post_init__(self) -> None:
        """Hold the fields against what the class promises."""
        _require_share(self.share)
        require_text(self.figure)


class Bar(Struct, frozen=True):
    """One option: `share` 0 to 100 with one decimal at most, `figure` as shown, `href` "" to lead nowhere.

    Raises `ValueError` for a share outside of that, for an `href` that is neither relative nor http(s), and
    for a text that is empty or that XML cannot hold.
    """

    label: str
    share: Decimal
    figure: str
    href: str
    before: Before | None = None

    def __post_init__(self) -> None:
        """Hold the fields against what the class promises."""
        _require_share(self.share)
        require_address(self.href)
        require_text(self.label, self.figure)


class Box(Struct, frozen=True):
    """A rectangle: left and top edge, width, height."""

    x: Decimal
    y: Decimal
    width: Decimal
    height: Decimal

    @property
    def bottom(self) -> Decimal:
        """The lower edge."""
        return self.y + self.height


class Line(Struct, frozen=True):
    """A line of text and its baseline; labels begin at the left edge, figures end at the right one."""

    text: str
    y: Decimal


class Row(Struct, frozen=True):
    """What one bar looks like, and below it the edition's, where there is one."""

    label: tuple[Line, ...]
    figure: tuple[Line, ...]
    track: Box
    bar: Box
    before: Box | None = None
    before_figure: tuple[Line, ...] = ()


def layout(bars: tuple[Bar, ...]) -> tuple[list[Row], int]:
    """Return the rows from top to bottom and the height of all."""
    rows: list[Row] = []
    top = 0
    for bar in bars:
        row = _row(bar, top)
        rows.append(row)
        low = max([row.bar.bottom, *(line.y + 1 for line in row.before_figure)])
        top = int(low) + PAD
    return rows, top


def _row(bar: Bar, top: int) -> Row:
    label, figure, shared = _lines(one_space(bar.label), one_space(bar.figure))
    baselines = [Decimal(top + PAD + RISE + LINE * n) for n in range(len(label) + len(figure) - shared)]
    edge = baselines[-1] + DROP
    before, told = _before(bar.before, edge + BAR + APART)
    return Row(
        label=tuple(map(Line, label, baselines)),
        figure=tuple(map(Line, figure, baselines[len(label) - shared :])),
        track=Box(Decimal(0), edge, Decimal(WIDTH), Decimal(BAR)),
        bar=Box(Decimal(0), edge, WIDTH * bar.share / 100, Decimal(BAR)),
        before=before,
        before_figure=told,
    )


def _before(before: Before | None, top: Decimal) -> tuple[Box | None, tuple[Line, ...]]:
    if before is None:
        return None, ()
    box = Box(Decimal(0), top, WIDTH * before.share / 100, Decimal(BEFORE))
    lines = wrap(one_space(before.figure), WIDTH, SMALL)
    return box, tuple(Line(text, box.bottom + (LINE - 3) * (n + 1)) for n, text in enumerate(lines))


def _lines(label: str, figure: str) -> tuple[list[str], list[str], int]:
    """Return the lines of label and figure, and 1 if the figure begins on the label's last line, else 0."""
    lines = wrap(label, WIDTH)
    room = WIDTH - GAP - width_of(figure)
    if any(width_of(word) > room for word in lines[-1].split(" ")):
        return lines, wrap(figure, WIDTH), 0
    return lines[:-1] + wrap(lines[-1], room), [figure], 1


def require_address(href: str) -> None:
    """Raise `ValueError` for an address that could run something; "" leads nowhere."""
    if urlsplit(href).scheme not in ("", "http", "https"):
        raise ValueError(f"a bar leads to a page, not to {href!r}")
    require_text(href or "none")


def _require_share(share: Decimal) -> None:
    if not (0 <= share <= 100 and share == round(share, 1)):
        raise ValueError(f"a share lies between 0 and 100 and has one decimal at most, not {share}")


__all__ = ["FONT", "WIDTH", "Bar", "Before", "Box", "Line", "Row", "layout", "require_address"]
