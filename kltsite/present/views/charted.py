"""What stands around the charts of the evaluation: what they say, their numbers as a table, how to take them along."""

from __future__ import annotations

from markupsafe import Markup
from msgspec import Struct

from kltsite.present.views import Cell, Frame, Link


class Charted(Struct, frozen=True):
    """One chart: a sentence made by its numbers, the drawing, its files, and the code that shows it elsewhere."""

    name: str  # in addresses and anchors
    title: str
    says: str
    svg: Markup
    files: tuple[Link, ...]
    embed: str  # its own page, for an iframe
    snippet: str  # HTML to be copied
    choose: str  # where its size and colours are chosen


class PeriodRow(Struct, frozen=True):
    """One class of length or one year: how many entries, and which, where they are few enough to be named."""

    label: str
    number: Cell
    entries: tuple[tuple[Link, str], ...]  # the entry, and what it states


class PeriodSection(Struct, frozen=True):
    """What the entries state of their periods: the chart and the same numbers as a table."""

    chart: Charted
    lead: str
    column: str
    rows: tuple[PeriodRow, ...]
    notes: tuple[str, ...]
    named: bool  # whether the rows name their entries


class HeatCell(Struct, frozen=True):
    """A count that opens its entries, and its shade: `step` 1 to 5."""

    number: Cell
    step: int


class HeatMap(Struct, frozen=True):
    """The cross-table with shades; what each shade stands for, from light to strong."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[HeatCell | None, ...]], ...]
    legend: tuple[tuple[int, str], ...]


class EmbedView(Struct, frozen=True):
    """`embed.html`: one chart alone, for an iframe on another site; all its links lead out of the frame."""

    frame: Frame
    name: str
    hue: str
    says: str
    svg: Markup  # "" where the heat map is shown
    heat: HeatMap | None
    evaluated: str
    back: Link
    style: str  # the stylesheet of pages in frames
    oembed: str  # the whole address of what tells programs how to frame it
