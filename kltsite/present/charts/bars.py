"""Draw the tallies of one category as an SVG of horizontal bars, each a link to the entries behind it.

Two steps, because drawing is slow and its text may be kept in a cache that others can write to:

- `draw` lets matplotlib draw the bars and texts. `drawing_key` names all that it depends on.
- `finish` believes nothing of that drawing but a few plain numbers and the texts it expects. It reads these
  (`reading`), holds them against the chart, and writes a new SVG: nothing else in a drawing can reach a page.

Units are those of the viewBox, `WIDTH` wide; y points down. Text is set in the page's own font, whose widths
nobody knows here: lines are broken by an estimate that holds for broad fonts, and every text is anchored to
an edge. An edition stands below today's bar as a hollow, thinner one with its own words: told apart without colour.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from msgspec import Struct

from kltsite.libraries import version
from kltsite.present.charts.picture import Mark, Picture, Rect, Words
from kltsite.present.charts.reading import read
from kltsite.present.charts.rows import PAD, RISE, SMALL, WIDTH, Bar, Box, Line, Row, layout
from kltsite.present.charts.svg import Told, page_svg, plain
from kltsite.present.charts.texts import FONT, one_space

if TYPE_CHECKING:
    from matplotlib.backends.backend_svg import RendererSVG

DRAWING = 3
"""Raise by hand whenever `draw` would draw the same chart otherwise."""

_PROLOGUE = re.compile(r'\A<\?xml [^>]*\?>\s*<!DOCTYPE svg PUBLIC "[^"]*"\s*"[^"]*">\s*')


class Chart(Struct, frozen=True):
    """One drawing: what it says of itself, and its bars. Raises `ValueError` for no bars at all, and as `Told` does."""

    identifier: str
    title: str
    description: str
    bars: tuple[Bar, ...]
    language: str

    def __post_init__(self) -> None:
        """Hold the fields against what the class promises."""
        if not self.bars:
            raise ValueError(f"the chart {self.identifier!r} has no bars")
        _told(self)


def render(chart: Chart) -> str:
    """Return the SVG of a chart, drawn anew."""
    return finish(draw(chart), chart)


def drawing_key(chart: Chart) -> str:
    """Return the hex digest of all that `draw` depends on: labels, shares, figures and versions."""
    bars = [[one_space(bar.label), f"{bar.share:.1f}", one_space(bar.figure), *_key(bar)] for bar in chart.bars]
    return hashlib.sha256(json.dumps([DRAWING, version("matplotlib"), bars]).encode()).hexdigest()


def _key(bar: Bar) -> tuple[str, ...]:
    return (f"{bar.before.share:.1f}", one_space(bar.before.figure)) if bar.before else ()


def draw(chart: Chart) -> str:
    """Return matplotlib's SVG of the bars: same key, same text, whatever the machine, clock and settings.

    Not for several threads at once, as matplotlib's settings belong to the process.
    """
    # Half a second that a build without changes need not spend.
    import matplotlib
    from matplotlib.backends.backend_svg import RendererSVG

    rows, height = layout(chart.bars)
    drawing = io.StringIO()
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update({"svg.fonttype": "none", "font.size": FONT})
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        renderer = RendererSVG(WIDTH, height, drawing, metadata=nothing)
        for number, row in enumerate(rows):
            _draw_row(renderer, row, number)
        renderer.finalize()
    return _PROLOGUE.sub("", drawing.getvalue())


def finish(drawing: str, chart: Chart) -> str:
    """Return the SVG for the page, made of the chart and of the numbers in a drawing.

    Raises `ValueError` when the drawing is not one of this chart: not SVG, with a document type, with other
    texts, with bars missing, twice there or of another length. The caller then draws anew.
    """
    rows, height = read(drawing, chart.bars)
    parts = [part for row, bar in zip(rows, chart.bars, strict=True) for part in _row_elements(row, bar)]
    return page_svg(_told(chart), WIDTH, height, parts)


def picture(chart: Chart) -> Picture:
    """Return the same bars as a picture of their own, for a file."""
    rows, height = layout(chart.bars)
    return Picture(WIDTH, Decimal(height), tuple(Mark(tuple(_shapes(row))) for row in rows))


def _told(chart: Chart) -> Told:
    return Told(chart.identifier, chart.title, chart.description, chart.language)


def _shapes(row: Row) -> Iterator[Rect | Words]:
    for line in row.label:
        yield Words("label", Decimal(0), line.y, line.text)
    for line in row.figure:
        yield Words("figure", Decimal(WIDTH), line.y, line.text, "end")
    for role, box in (("track", row.track), ("bar", row.bar), ("before", row.before)):
        if box is not None:
            yield Rect(role, box.x, box.y, box.width, box.height)
    for line in row.before_figure:
        yield Words("tick", Decimal(0), line.y, line.text, size=SMALL)


# -- drawing -------------------------------------------------------------------------------------------------


def _draw_row(renderer: RendererSVG, row: Row, number: int) -> None:
    """Draw one bar; every part carries the name by which `finish` finds it."""
    from matplotlib.backend_bases import GraphicsContextBase
    from matplotlib.font_manager import FontProperties
    from matplotlib.path import Path
    from matplotlib.transforms import Affine2D

    pen, font = GraphicsContextBase(), FontProperties()
    pen.set_linewidth(0)
    for name, box in (("track", row.track), ("bar", row.bar), ("before", row.before)):
        if box is not None:
            # The renderer counts from the bottom.
            corner = (float(box.x), float(renderer.height - box.bottom))
            size = (float(box.width), float(box.height))
            renderer.open_group("patch", gid=f"{name}-{number}")
            renderer.draw_path(pen, Path.unit_rectangle(), Affine2D().scale(*size).translate(*corner), (0, 0, 0))
            renderer.close_group("patch")
    for name, lines, x in (("label", row.label, 0), ("figure", row.figure, WIDTH), ("edition", row.before_figure, 0)):
        for part, line in enumerate(lines):
            renderer.open_group("text", gid=f"{name}-{number}-{part}")
            renderer.draw_text(pen, x, float(line.y), line.text, font, 0)
            renderer.close_group("text")


# -- writing the page's SVG ----------------------------------------------------------------------------------


def _row_elements(row: Row, bar: Bar) -> Iterator[Element]:
    """Yield one bar: a link, or a group where it leads nowhere; then the edition's, which leads nowhere."""
    link = {"href": bar.href, "class": "bar-link"}
    element = Element("a", link) if bar.href else Element("g", {"class": "bar-row"})
    top = row.label[0].y - RISE - PAD
    low = row.track.bottom + (PAD if row.before is None else 1)
    area = Box(Decimal(0), top, Decimal(WIDTH), low - top)
    # What is not painted can be clicked too, so that a finger need not hit the letters.
    element.append(_rectangle("bar-area", area, fill="none", pointer_events="all"))
    label = _text("chart-label", row.label, "start", 0)
    label.tail = " "  # not shown, but without it a screen reader may run label and figure together
    element.append(label)
    element.append(_text("chart-figure", row.figure, "end", WIDTH))
    element.append(_rectangle("chart-track", row.track, fill="currentColor", fill_opacity="0.12"))
    element.append(_rectangle("chart-bar", row.bar, fill="currentColor"))
    yield element
    if row.before is not None:
        beside = Element("g", {"class": "bar-before"})
        beside.append(_rectangle("chart-before", row.before, fill="none", stroke="currentColor", stroke_width="1.5"))
        beside.append(_text("chart-before-figure", row.before_figure, "start", 0, SMALL))
        yield beside


def _rectangle(name: str, box: Box, **paint: str) -> Element:
    """Return a `rect` of a class."""
    sides = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    attributes = {"class": name} | {side: plain(number) for side, number in sides.items()}
    return Element("rect", attributes | {key.replace("_", "-"): value for key, value in paint.items()})


def _text(name: str, lines: tuple[Line, ...], anchor: str, x: int, size: int = FONT) -> Element:
    """Return a `text` of a class, with a `tspan` for each line where there are several."""
    attributes = {"class": name, "font-size": str(size), "fill": "currentColor", "text-anchor": anchor}
    if len(lines) == 1:
        element = Element("text", attributes | {"x": str(x), "y": plain(lines[0].y)})
        element.text = lines[0].text
        return element
    element = Element("text", attributes)
    for line in lines:
        part = SubElement(element, "tspan", {"x": str(x), "y": plain(line.y)})
        part.text = line.text
        part.tail = " "  # for the same reason as above
    part.tail = None
    return element
