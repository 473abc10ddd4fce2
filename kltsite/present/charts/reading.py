"""Read a drawing of bars that may have been tampered with: a few plain numbers and the texts that are expected."""

from __future__ import annotations

import re
from decimal import Decimal
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from kltsite.present.charts.rows import WIDTH, Bar, Box, Line, Row
from kltsite.present.charts.texts import one_space

# Compiled when a chart is drawn, which few builds do: it takes 3 ms.
_PART = r"(track|bar|before|label|figure|edition)-\d{1,3}(-\d{1,3})?"
_NUMBER = r"(\d{1,5}(?:\.\d{1,6})?)"
_BOX = rf"M {_NUMBER} {_NUMBER}" + rf" L {_NUMBER} {_NUMBER}" * 3 + " z"
_PLACE = rf"translate\((?:0|{WIDTH}) {_NUMBER}\)"
_VIEW = rf"0 0 {WIDTH} {_NUMBER}"
_LARGEST = 200_000  # characters; a drawing of twelve bars has 20,000
_SVG = "{http://www.w3.org/2000/svg}"


def read(drawing: str, bars: tuple[Bar, ...]) -> tuple[list[Row], Decimal]:
    """Return the rows of a drawing and its height. Raises `ValueError` when it is not one of these bars."""
    root = _parse(drawing)
    view = re.fullmatch(_VIEW, root.get("viewBox", ""))
    if view is None:
        raise ValueError(f"the drawing has another viewBox: {root.get('viewBox')!r}")
    height = _decimal(view[1])
    parts = _parts(root)
    rows = [_row(parts, number, bar) for number, bar in enumerate(bars)]
    if parts:
        raise ValueError(f"the drawing has parts that the chart has not: {', '.join(parts)}")
    for row, bar in zip(rows, bars, strict=True):
        _require_same(row, bar, height)
    return rows, height


def _parse(drawing: str) -> Element:
    """Return the root of a drawing."""
    # Without a document type there are no entities: none that grow, none that read files.
    if len(drawing) > _LARGEST or "<!DOCTYPE" in drawing or "<!ENTITY" in drawing:
        raise ValueError("the drawing is too long or has a document type")
    try:
        root = ElementTree.fromstring(drawing)
    except (ElementTree.ParseError, UnicodeEncodeError) as error:
        raise ValueError(f"the drawing is not XML: {error}") from error
    if root.tag != f"{_SVG}svg":
        raise ValueError(f"the drawing is not SVG but {root.tag}")
    return root


def _parts(root: Element) -> dict[str, Element]:
    """Return the one child of each group that `draw` has named; all else in the drawing is passed over."""
    parts: dict[str, Element] = {}
    for group in root.iter(f"{_SVG}g"):
        name = group.get("id", "")
        if not re.fullmatch(_PART, name):
            continue
        if name in parts or len(group) != 1 or len(group[0]):
            raise ValueError(f"the drawing has {name} twice, or more or less than one thing in it")
        parts[name] = group[0]
    return parts


def _row(parts: dict[str, Element], number: int, bar: Bar) -> Row:
    """Take what belongs to one bar out of the parts."""
    return Row(
        label=_take_lines(parts, f"label-{number}"),
        figure=_take_lines(parts, f"figure-{number}"),
        track=_take_box(parts, f"track-{number}"),
        bar=_take_box(parts, f"bar-{number}"),
        before=_take_box(parts, f"before-{number}") if bar.before else None,
        before_figure=_take_lines(parts, f"edition-{number}") if bar.before else (),
    )


def _take_lines(parts: dict[str, Element], name: str) -> tuple[Line, ...]:
    """Take the lines of one text, which are numbered from 0."""
    lines: list[Line] = []
    while (element := parts.pop(f"{name}-{len(lines)}", None)) is not None:
        place = re.fullmatch(_PLACE, element.get("transform", ""))
        if element.tag != f"{_SVG}text" or place is None:
            raise ValueError(f"the drawing has something else for the text {name}")
        lines.append(Line(element.text or "", _decimal(place[1])))
    if not lines:
        raise ValueError(f"the drawing lacks {name}")
    return tuple(lines)


def _take_box(parts: dict[str, Element], name: str) -> Box:
    """Take one rectangle, which matplotlib draws as a path round its corners, from the lower left one."""
    element = parts.pop(name, None)
    if element is None or element.tag != f"{_SVG}path":
        raise ValueError(f"the drawing lacks {name}")
    corners = re.fullmatch(_BOX, " ".join(element.get("d", "").split()))
    if corners is None:
        raise ValueError(f"the drawing has another shape for {name}")
    left, bottom, right, bottom_too, right_too, top, left_too, top_too = map(_decimal, corners.groups())
    straight = (left, bottom, right, top) == (left_too, bottom_too, right_too, top_too)
    if not straight or left > right or top > bottom:
        raise ValueError(f"the drawing has no rectangle for {name}")
    return Box(left, top, right - left, bottom - top)


def _decimal(number: str) -> Decimal:
    """Return a number of the drawing, to two decimals."""
    return round(Decimal(number), 2)


def _require_same(row: Row, bar: Bar, height: Decimal) -> None:
    """Hold a row against its bar: an old or a tampered drawing must not show another number."""
    texts = [(row.label, bar.label), (row.figure, bar.figure)]
    lengths = [(row.bar, bar.share)]
    if bar.before and row.before:
        texts.append((row.before_figure, bar.before.figure))
        lengths.append((row.before, bar.before.share))
    for lines, text in texts:
        if "".join(line.text for line in lines).replace(" ", "") != one_space(text).replace(" ", ""):
            raise ValueError(f"the drawing has another text for {text!r}")
    for box, share in lengths:
        if row.track.width != WIDTH or abs(box.width - WIDTH * share / 100) > Decimal("0.01"):
            raise ValueError(f"the drawing has another length for {bar.label!r}")
    edges = [box.bottom for box in (row.track, *(box for box, _ in lengths))]
    if max(edges + [line.y for lines, _ in texts for line in lines]) > height:
        raise ValueError(f"the drawing leaves its frame for {bar.label!r}")
