"""Draw the tallies of one category as an SVG of horizontal bars, each a link to the entries behind it.

Two steps, because drawing is slow and its text may be kept in a cache that others can write to:

- `draw` lets matplotlib lay the bars and texts out. `drawing_key` names all that it depends on.
- `finish` believes nothing of that drawing but a few plain numbers and the texts it expects. It reads these,
  holds them against the chart, and writes a new SVG: nothing else in a drawing can reach a page.

Units are those of the viewBox, `WIDTH` wide; y points down. Text is set in the page's own font, whose widths
nobody knows here: lines are broken by an estimate that holds for broad fonts, and every text is anchored to
an edge.

Why the root is a `group` and not an `img`: whatever lies inside `role="img"` is presentational, so the links
would be focusable and yet have neither name nor role (axe: nested-interactive). So the picture is a group of
its own, with `role="img"`, title, description and a transparent ground as large as the whole; the links
follow beside it. The root is named by the same title, so that whoever comes to a link by the Tab key hears to
which chart it belongs. The description stands in the picture, not in the root, lest it be told twice.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import unicodedata
import warnings
from dataclasses import dataclass
from decimal import Decimal
from importlib.metadata import version
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DRAWING = 1
"""Raise by hand whenever `draw` would draw the same chart otherwise."""

WIDTH = 360
FONT = 14
LINE = 18
BAR = 12
PAD = 7
GAP = 10
"""At a content width of 328 px (a phone of 360 px) the text is 12.8 px, at 480 px it is 18.7 px."""

_RISE = 13  # from the top of a line of text to its baseline
_DROP = 8  # from the last baseline to the bar

_PROLOGUE = re.compile(r'\A<\?xml [^>]*\?>\s*<!DOCTYPE svg PUBLIC "[^"]*"\s*"[^"]*">\s*')
_PART = re.compile(r"(track|bar|label|figure)-\d{1,3}(-\d{1,3})?")
_NUMBER = r"(\d{1,5}(?:\.\d{1,6})?)"
_BOX = re.compile(rf"M {_NUMBER} {_NUMBER}" + rf" L {_NUMBER} {_NUMBER}" * 3 + " z")
_VIEW = re.compile(rf"0 0 {WIDTH} {_NUMBER}")
_IDENTIFIER = re.compile(r"[a-z][a-z0-9-]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_WORDS = re.compile(r'>[^<"]*"[^<]*')
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LARGEST = 200_000  # characters; a drawing of twelve bars has 20,000

_SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True, slots=True)
class Bar:
    """One option: `share` 0 to 100 with one decimal at most, `figure` as shown, `href` "" to lead nowhere.

    Raises `ValueError` for a share outside of that, for an `href` that is neither relative nor http(s), and
    for a text that is empty or that XML cannot hold.
    """

    label: str
    share: Decimal
    figure: str
    href: str

    def __post_init__(self) -> None:
        """Hold the fields against what the class promises."""
        if not (0 <= self.share <= 100 and self.share == round(self.share, 1)):
            raise ValueError(f"a share lies between 0 and 100 and has one decimal at most, not {self.share}")
        if urlsplit(self.href).scheme not in ("", "http", "https"):
            raise ValueError(f"a bar leads to a page, not to {self.href!r}")
        _require_text(self.label, self.figure)
        _require_text(self.href or "none")


@dataclass(frozen=True, slots=True)
class Chart:
    """One drawing: `identifier` is unique within a page and begins every id, `language` is that of all texts.

    Raises `ValueError` for an identifier other than `[a-z][a-z0-9-]*`, for a language that is none, for no
    bars at all, and for a text that is empty or that XML cannot hold.
    """

    identifier: str
    title: str
    description: str
    bars: tuple[Bar, ...]
    language: str

    def __post_init__(self) -> None:
        """Hold the fields against what the class promises."""
        if not _IDENTIFIER.fullmatch(self.identifier):
            raise ValueError(f"not an identifier: {self.identifier!r}")
        if not _LANGUAGE.fullmatch(self.language):
            raise ValueError(f"not a language: {self.language!r}")
        if not self.bars:
            raise ValueError(f"the chart {self.identifier!r} has no bars")
        _require_text(self.title, self.description)


@dataclass(frozen=True, slots=True)
class _Box:
    """A rectangle: left and top edge, width, height."""

    x: Decimal
    y: Decimal
    width: Decimal
    height: Decimal


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text and its baseline; labels begin at the left edge, figures end at the right one."""

    text: str
    y: Decimal


@dataclass(frozen=True, slots=True)
class _Row:
    """What one bar looks like."""

    label: tuple[_Line, ...]
    figure: tuple[_Line, ...]
    track: _Box
    bar: _Box


def render(chart: Chart) -> str:
    """Return the SVG of a chart, drawn anew."""
    return finish(draw(chart), chart)


def drawing_key(chart: Chart) -> str:
    """Return the hex digest of all that `draw` depends on: labels, shares, figures and versions."""
    bars = [[_one_space(bar.label), f"{bar.share:.1f}", _one_space(bar.figure)] for bar in chart.bars]
    return hashlib.sha256(json.dumps([DRAWING, version("matplotlib"), bars]).encode()).hexdigest()


def draw(chart: Chart) -> str:
    """Return matplotlib's SVG of the bars: same key, same text, whatever the machine, clock and settings.

    Not for several threads at once, as matplotlib's settings belong to the process.
    """
    # Two seconds that a build without changes need not spend.
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    rows, height = _layout(chart.bars)
    drawing = io.StringIO()
    with matplotlib.rc_context(), warnings.catch_warnings():
        # matplotlib misses emoji in a font that no reader will ever see here.
        warnings.filterwarnings("ignore", message="Glyph", category=UserWarning)
        matplotlib.rcdefaults()
        matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "kltsite"})
        matplotlib.rcParams.update({"text.parse_math": False, "font.size": FONT})
        picture = Figure(figsize=(WIDTH / 72, height / 72), dpi=72)
        picture.patch.set_visible(False)
        FigureCanvasSVG(picture)
        for number, row in enumerate(rows):
            _add_row(picture, row, number, height)
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        picture.savefig(drawing, format="svg", metadata=nothing)
    return _PROLOGUE.sub("", drawing.getvalue())


def finish(drawing: str, chart: Chart) -> str:
    """Return the SVG for the page, made of the chart and of the numbers in a drawing.

    Raises `ValueError` when the drawing is not one of this chart: not SVG, with a document type, with other
    texts, with bars missing, twice there or of another length. The caller then draws anew.
    """
    root = _parse(drawing)
    view = _VIEW.fullmatch(root.get("viewBox", ""))
    if view is None:
        raise ValueError(f"the drawing has another viewBox: {root.get('viewBox')!r}")
    height = _decimal(view[1])
    parts = _parts(root)
    rows = [_row(parts, number) for number in range(len(chart.bars))]
    if parts:
        raise ValueError(f"the drawing has parts that the chart has not: {', '.join(parts)}")
    for row, bar in zip(rows, chart.bars, strict=True):
        _require_same(row, bar, height)
    # A quotation mark in a text is escaped, as in all our pages, so that `publish` can tell words from attributes.
    svg = ElementTree.tostring(_page_svg(chart, rows, height), encoding="unicode")
    return _WORDS.sub(lambda words: words[0].replace('"', "&quot;"), svg)


# -- laying out ----------------------------------------------------------------------------------------------


def _layout(bars: tuple[Bar, ...]) -> tuple[list[_Row], int]:
    """Return the rows from top to bottom and the height of all."""
    rows = []
    top = 0
    for bar in bars:
        label, figure, shared = _lines(_one_space(bar.label), _one_space(bar.figure))
        baselines = [Decimal(top + PAD + _RISE + LINE * n) for n in range(len(label) + len(figure) - shared)]
        edge = baselines[-1] + _DROP
        rows.append(
            _Row(
                label=tuple(map(_Line, label, baselines)),
                figure=tuple(map(_Line, figure, baselines[len(label) - shared :])),
                track=_Box(Decimal(0), edge, Decimal(WIDTH), Decimal(BAR)),
                bar=_Box(Decimal(0), edge, WIDTH * bar.share / 100, Decimal(BAR)),
            )
        )
        top = int(edge) + BAR + PAD
    return rows, top


def _lines(label: str, figure: str) -> tuple[list[str], list[str], int]:
    """Return the lines of label and figure, and 1 if the figure begins on the label's last line, else 0."""
    lines = _wrap(label, WIDTH)
    room = WIDTH - GAP - _width(figure)
    if any(_width(word) > room for word in lines[-1].split(" ")):
        return lines, _wrap(figure, WIDTH), 0
    return lines[:-1] + _wrap(lines[-1], room), [figure], 1


def _wrap(text: str, width: float) -> list[str]:
    """Return the lines of a text, broken at spaces, and within a word only where it is wider than a line."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".lstrip()
        if _width(longer) <= width:
            lines[-1] = longer
        else:
            lines += _pieces(word, width)
    return [line for line in lines if line]


def _pieces(word: str, width: float) -> list[str]:
    """Return a word in as many pieces as lines it needs."""
    pieces = [""]
    for character in word:
        if pieces[-1] and _width(pieces[-1] + character) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _width(text: str) -> float:
    """Return the width of a text in Verdana or DejaVu Sans, the broadest of the usual page fonts, or more."""
    return FONT * sum(map(_advance, text))


def _advance(character: str) -> float:
    """Return the width of a character in em."""
    if character in " \u00a0.,ijl'":
        return 0.37
    if character in "frtI:;!|()[]/-":
        return 0.46
    if character in "mMW%@&+=<>#^~æœÆŒ¼½¾©®™‰–—…" or unicodedata.east_asian_width(character) in "WF":
        return 1.08
    # Beyond Latin (Cyrillic, Greek) small letters are about as broad as capitals.
    return 0.82 if character.isupper() or character == "w" or character > "\u024f" else 0.65


def _one_space(text: str) -> str:
    """Return a text with each run of breaking white space as one space; no-break spaces stay."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ")


# -- drawing -------------------------------------------------------------------------------------------------


def _add_row(picture: Figure, row: _Row, number: int, height: int) -> None:
    """Add one bar to a matplotlib figure; every part carries the name by which `finish` finds it."""
    from matplotlib.patches import Rectangle
    from matplotlib.transforms import IdentityTransform

    # matplotlib's points, 72 to the inch, are our units, though counted from the bottom.
    here = IdentityTransform()
    for name, box in (("track", row.track), ("bar", row.bar)):
        corner = (float(box.x), float(height - box.y - box.height))
        patch = Rectangle(corner, float(box.width), float(box.height), linewidth=0, gid=f"{name}-{number}")
        patch.set_transform(here)
        picture.add_artist(patch)
    for name, lines, x, side in (("label", row.label, 0, "left"), ("figure", row.figure, WIDTH, "right")):
        for part, line in enumerate(lines):
            place = (x, float(height - line.y), line.text)
            picture.text(*place, gid=f"{name}-{number}-{part}", ha=side, va="baseline", transform=here)


# -- reading a drawing ---------------------------------------------------------------------------------------


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
        if not _PART.fullmatch(name):
            continue
        if name in parts or len(group) != 1 or len(group[0]):
            raise ValueError(f"the drawing has {name} twice, or more or less than one thing in it")
        parts[name] = group[0]
    return parts


def _row(parts: dict[str, Element], number: int) -> _Row:
    """Take what belongs to one bar out of the parts."""
    return _Row(
        label=_take_lines(parts, f"label-{number}"),
        figure=_take_lines(parts, f"figure-{number}"),
        track=_take_box(parts, f"track-{number}"),
        bar=_take_box(parts, f"bar-{number}"),
    )


def _take_lines(parts: dict[str, Element], name: str) -> tuple[_Line, ...]:
    """Take the lines of one text, which are numbered from 0."""
    lines: list[_Line] = []
    while (element := parts.pop(f"{name}-{len(lines)}", None)) is not None:
        y = re.fullmatch(_NUMBER, element.get("y", ""))
        if element.tag != f"{_SVG}text" or y is None:
            raise ValueError(f"the drawing has something else for the text {name}")
        lines.append(_Line(element.text or "", _decimal(y[1])))
    if not lines:
        raise ValueError(f"the drawing lacks {name}")
    return tuple(lines)


def _take_box(parts: dict[str, Element], name: str) -> _Box:
    """Take one rectangle, which matplotlib draws as a path round its corners, from the lower left one."""
    element = parts.pop(name, None)
    if element is None or element.tag != f"{_SVG}path":
        raise ValueError(f"the drawing lacks {name}")
    corners = _BOX.fullmatch(" ".join(element.get("d", "").split()))
    if corners is None:
        raise ValueError(f"the drawing has another shape for {name}")
    left, bottom, right, bottom_too, right_too, top, left_too, top_too = map(_decimal, corners.groups())
    straight = (left, bottom, right, top) == (left_too, bottom_too, right_too, top_too)
    if not straight or left > right or top > bottom:
        raise ValueError(f"the drawing has no rectangle for {name}")
    return _Box(left, top, right - left, bottom - top)


def _decimal(number: str) -> Decimal:
    """Return a number of the drawing, to two decimals."""
    return round(Decimal(number), 2)


def _require_same(row: _Row, bar: Bar, height: Decimal) -> None:
    """Hold a row against its bar: an old or a tampered drawing must not show another number."""
    for lines, text in ((row.label, bar.label), (row.figure, bar.figure)):
        if "".join(line.text for line in lines).replace(" ", "") != _one_space(text).replace(" ", ""):
            raise ValueError(f"the drawing has another text for {text!r}")
    if row.track.width != WIDTH or abs(row.bar.width - WIDTH * bar.share / 100) > Decimal("0.01"):
        raise ValueError(f"the drawing has another length for {bar.label!r}")
    edges = [box.y + box.height for box in (row.track, row.bar)]
    if max(edges + [line.y for line in row.label + row.figure]) > height:
        raise ValueError(f"the drawing leaves its frame for {bar.label!r}")


# -- writing the page's SVG ----------------------------------------------------------------------------------


def _page_svg(chart: Chart, rows: list[_Row], height: Decimal) -> Element:
    """Return the SVG of the page; ElementTree escapes what it writes."""
    title, description = f"{chart.identifier}-title", f"{chart.identifier}-desc"
    root = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "chart",
            "viewBox": f"0 0 {WIDTH} {_plain(height)}",
            "xml:lang": chart.language,
            "role": "group",
            "aria-labelledby": title,
            # Letters may reach a little over their box, and so does the ring round a link in focus.
            "overflow": "visible",
        },
    )
    told = {"role": "img", "aria-labelledby": title, "aria-describedby": description}
    picture = SubElement(root, "g", told)
    SubElement(picture, "title", {"id": title}).text = chart.title
    SubElement(picture, "desc", {"id": description}).text = chart.description
    whole = _Box(Decimal(0), Decimal(0), Decimal(WIDTH), height)
    picture.append(_rectangle("chart-ground", whole, fill="none"))
    root.extend(_row_element(row, bar) for row, bar in zip(rows, chart.bars, strict=True))
    for child in root:
        child.tail = "\n"  # one bar a line, for those who compare two builds
    return root


def _row_element(row: _Row, bar: Bar) -> Element:
    """Return one bar: a link, or a group where it leads nowhere."""
    link = {"href": bar.href, "class": "bar-link"}
    element = Element("a", link) if bar.href else Element("g", {"class": "bar-row"})
    top = row.label[0].y - _RISE - PAD
    area = _Box(Decimal(0), top, Decimal(WIDTH), row.track.y + row.track.height + PAD - top)
    # What is not painted can be clicked too, so that a finger need not hit the letters.
    element.append(_rectangle("bar-area", area, fill="none", pointer_events="all"))
    label = _text("chart-label", row.label, "start", 0)
    label.tail = " "  # not shown, but without it a screen reader may run label and figure together
    element.append(label)
    element.append(_text("chart-figure", row.figure, "end", WIDTH))
    element.append(_rectangle("chart-track", row.track, fill="currentColor", fill_opacity="0.12"))
    element.append(_rectangle("chart-bar", row.bar, fill="currentColor"))
    return element


def _rectangle(name: str, box: _Box, **paint: str) -> Element:
    """Return a `rect` of a class."""
    sides = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    attributes = {"class": name} | {side: _plain(number) for side, number in sides.items()}
    return Element("rect", attributes | {key.replace("_", "-"): value for key, value in paint.items()})


def _text(name: str, lines: tuple[_Line, ...], anchor: str, x: int) -> Element:
    """Return a `text` of a class, with a `tspan` for each line where there are several."""
    attributes = {"class": name, "font-size": str(FONT), "fill": "currentColor", "text-anchor": anchor}
    if len(lines) == 1:
        element = Element("text", attributes | {"x": str(x), "y": _plain(lines[0].y)})
        element.text = lines[0].text
        return element
    element = Element("text", attributes)
    for line in lines:
        part = SubElement(element, "tspan", {"x": str(x), "y": _plain(line.y)})
        part.text = line.text
        part.tail = " "  # for the same reason as above
    part.tail = None
    return element


def _plain(number: Decimal) -> str:
    """Return a number with two decimals at most and no idle zeros."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _require_text(*texts: str) -> None:
    """Raise `ValueError` for a text that shows nothing or that XML cannot hold."""
    for text in texts:
        if not text.strip() or _NOT_XML.search(text):
            raise ValueError(f"not a text that a page can show: {text!r}")
