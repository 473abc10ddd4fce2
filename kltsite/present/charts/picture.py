"""A few shapes -> the SVG of a page, coloured by its stylesheet, or a file with colours of its own.

Shapes that belong together are a `Mark`; one that leads somewhere is a link with a name of its own. Units are those
of the viewBox; y points down.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement

from msgspec import Struct
from msgspec.structs import replace

from kltsite.present.charts.palette import GROUND, paint_of
from kltsite.present.charts.rows import require_address
from kltsite.present.charts.svg import NAMESPACE, Told, page_svg, plain, written
from kltsite.present.charts.texts import FONT, one_space, require_text, wrap

MARGIN = 20
TITLE, SOURCE = 18, 11  # sizes of the words that a file says of itself
FAMILY = "'Source Sans 3', 'Segoe UI', Verdana, 'DejaVu Sans', sans-serif"


class Rect(Struct, frozen=True):
    """A rectangle. Each shape's `role` names its class in a page and its paint in a file."""

    role: str
    x: Decimal
    y: Decimal
    width: Decimal
    height: Decimal


class Dot(Struct, frozen=True):
    """A circle round a point."""

    role: str
    x: Decimal
    y: Decimal
    radius: Decimal


class Stroke(Struct, frozen=True):
    """A straight line to another point."""

    role: str
    x: Decimal
    y: Decimal
    to_x: Decimal
    to_y: Decimal


class Words(Struct, frozen=True):
    """One line of text from its baseline; `anchor` is start, middle or end; `turned` reads upwards."""

    role: str
    x: Decimal
    y: Decimal
    text: str
    anchor: str = "start"
    size: int = FONT
    turned: bool = False

    def __post_init__(self) -> None:
        """Raise `ValueError` for a text that shows nothing or that XML cannot hold."""
        require_text(self.text)


Shape = Rect | Dot | Stroke | Words


class Mark(Struct, frozen=True):
    """Shapes that belong together; with an `href`, a link of that `name`. Raises `ValueError` for what is neither."""

    shapes: tuple[Shape, ...]
    href: str = ""
    name: str = ""

    def __post_init__(self) -> None:
        """Hold the fields against what the class promises."""
        require_address(self.href)
        if self.href:
            require_text(self.name)


class Picture(Struct, frozen=True):
    """Marks on a ground of a size; `hue` names the colour of what is counted, see `palette`."""

    width: int
    height: Decimal
    marks: tuple[Mark, ...]
    hue: str = "both"


def in_page(picture: Picture, told: Told) -> str:
    """Return the SVG of a page: a link for each mark that leads somewhere, the rest as it is."""
    return page_svg(told, picture.width, picture.height, [_mark(mark) for mark in picture.marks])


def _mark(mark: Mark) -> Element:
    element = Element("a", {"href": mark.href, "class": "mark-link"}) if mark.href else Element("g")
    if mark.href:
        SubElement(element, "title").text = mark.name
    for shape in mark.shapes:
        SubElement(element, *_drawn(shape, {"class": f"chart-{shape.role}", **paint_of(shape.role).in_page()}))
        if isinstance(shape, Words):
            element[-1].text = shape.text
            element[-1].tail = " "  # without it a screen reader may run two texts together
    return element


def framed(picture: Picture, title: str, source: str) -> Picture:
    """Return the picture as it travels: below its title, above where it is from, with room around, and no links."""
    room, left = picture.width, Decimal(MARGIN)
    headings = wrap(one_space(title), room, TITLE)
    sources = wrap(one_space(source), room, SOURCE)
    top = Decimal(MARGIN + len(headings) * (TITLE + 6) + 6)
    low = top + picture.height + MARGIN
    lines = range(len(headings))
    told = [Words("heading", left, top - 12 - n * (TITLE + 6), headings[-1 - n], size=TITLE) for n in lines]
    told += [Words("source", left, low + n * (SOURCE + 4), text, size=SOURCE) for n, text in enumerate(sources)]
    moved = tuple(Mark(tuple(_moved(shape, left, top) for shape in mark.shapes)) for mark in picture.marks)
    height = low + len(sources) * (SOURCE + 4) + MARGIN - SOURCE
    return Picture(room + 2 * MARGIN, height, (*moved, Mark(tuple(told))), picture.hue)


def _moved(shape: Shape, x: Decimal, y: Decimal) -> Shape:
    if isinstance(shape, Stroke):
        return replace(shape, x=shape.x + x, y=shape.y + y, to_x=shape.to_x + x, to_y=shape.to_y + y)
    return replace(shape, x=shape.x + x, y=shape.y + y)


def as_file(picture: Picture, told: Told) -> bytes:
    """Return a whole SVG file on a light ground, with its colours in it."""
    title, description = f"{told.identifier}-title", f"{told.identifier}-desc"
    size = {"width": str(picture.width), "height": plain(picture.height)}
    root = Element(
        "svg",
        {
            "xmlns": NAMESPACE,
            **size,
            "viewBox": f"0 0 {picture.width} {plain(picture.height)}",
            "xml:lang": told.language,
            "role": "img",
            "aria-labelledby": title,
            "aria-describedby": description,
            "font-family": FAMILY,
        },
    )
    SubElement(root, "title", {"id": title}).text = told.title
    SubElement(root, "desc", {"id": description}).text = told.description
    SubElement(root, "rect", {**size, "fill": GROUND})
    for shape in visible(picture):
        SubElement(root, *_drawn(shape, paint_of(shape.role).in_file(picture.hue)))
        if isinstance(shape, Words):
            root[-1].text = shape.text
    for child in root:
        child.tail = "\n"
    return (written(root) + "\n").encode()


def visible(picture: Picture) -> Iterator[Shape]:
    """The shapes that show something; areas are there to be clicked."""
    return (shape for mark in picture.marks for shape in mark.shapes if shape.role != "area")


def _drawn(shape: Shape, attributes: dict[str, str]) -> tuple[str, dict[str, str]]:
    """The element's name and attributes."""
    here = {"x": plain(shape.x), "y": plain(shape.y)}
    match shape:
        case Rect():
            return "rect", attributes | here | {"width": plain(shape.width), "height": plain(shape.height)}
        case Dot():
            return "circle", attributes | {"cx": here["x"], "cy": here["y"], "r": plain(shape.radius)}
        case Stroke():
            # Not a `line`: the names of its attributes have digits, and `publish` reads letters only.
            way = f"M{here['x']} {here['y']}L{plain(shape.to_x)} {plain(shape.to_y)}"
            return "path", attributes | {"d": way}
        case Words():
            turned = {"transform": f"rotate(-90 {here['x']} {here['y']})"} if shape.turned else {}
            return "text", attributes | here | {"font-size": str(shape.size), "text-anchor": shape.anchor} | turned
