"""What stands around the charts of the evaluation: what they say, their numbers as a table, how to take them along."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from kltsite.present.views import Cell, Frame, Link


@dataclass(slots=True)
class Charted:
    """One chart: a sentence made by its numbers, the drawing, its files, and the code that shows it elsewhere."""

    name: str  # in addresses and anchors
    title: str
    says: str
    svg: Markup
    files: tuple[Link, ...]
    embed: str  # its own page, for an iframe
    snippet: str  # HTML to be copied
    choose: str  # where its size and colours are chosen


@dataclass(slots=True)
class PeriodRow:
    """One class of length or one year: how many entries, and which, where they are few enough to be named."""

    label: str
    number: Cell
    entries: tuple[tuple[Link, str], ...]  # the entry, and what it states


@dataclass(slots=True)
class PeriodSection:
    """What the entries state of their periods: the chart and the same numbers as a table."""

    chart: Charted
    lead: str
    column: str
    rows: tuple[PeriodRow, ...]
    notes: tuple[str, ...]
    named: bool  # whether the rows name their entries


@dataclass(slots=True)
class HeatCell:
    """A count that opens its entries, and its shade: `step` 1 to 5."""

    number: Cell
    step: int


@dataclass(slots=True)
class HeatMap:
    """The cross-table with shades; what each shade stands for, from light to strong."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[HeatCell | None, ...]], ...]
    legend: tuple[tuple[int, str], ...]


@dataclass(slots=True)
class EmbedView:
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
