"""What every drawing of a page has: its root with names for those who do not see it, and numbers without idle zeros.

Why the root is a `group` and not an `img`: whatever lies inside `role="img"` is presentational, so the links
would be focusable and yet have neither name nor role (axe: nested-interactive). So the picture is a group of
its own, with `role="img"`, title, description and a transparent ground as large as the whole; the links
follow beside it. The root is named by the same title, so that whoever comes to a link by the Tab key hears to
which chart it belongs. The description stands in the picture, not in the root, lest it be told twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from msgspec import Struct

from kltsite.present.charts.texts import require_text

NAMESPACE = "http://www.w3.org/2000/svg"

_IDENTIFIER = re.compile(r"[a-z][a-z0-9-]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_WORDS = re.compile(r'>[^<"]*"[^<]*')


class Told(Struct, frozen=True):
    """What a drawing says of itself: `identifier` is unique within a page and begins every id.

    Raises `ValueError` for an identifier other than `[a-z][a-z0-9-]*`, for a language that is none, and for a
    text that is empty or that XML cannot hold.
    """

    identifier: str
    title: str
    description: str
    language: str  # of all texts

    def __post_init__(self) -> None:
        """Hold the fields against what the class promises."""
        if not _IDENTIFIER.fullmatch(self.identifier):
            raise ValueError(f"not an identifier: {self.identifier!r}")
        if not _LANGUAGE.fullmatch(self.language):
            raise ValueError(f"not a language: {self.language!r}")
        require_text(self.title, self.description)


def page_svg(told: Told, width: int, height: Decimal, parts: Iterable[Element]) -> str:
    """Return the SVG of a page: the picture that is told, then its parts; ElementTree escapes what it writes."""
    title, description = f"{told.identifier}-title", f"{told.identifier}-desc"
    root = Element(
        "svg",
        {
            "xmlns": NAMESPACE,
            "class": "chart",
            "viewBox": f"0 0 {width} {plain(height)}",
            "xml:lang": told.language,
            "role": "group",
            "aria-labelledby": title,
            # Letters may reach a little over their box, and so does the ring round a link in focus.
            "overflow": "visible",
        },
    )
    picture = SubElement(root, "g", {"role": "img", "aria-labelledby": title, "aria-describedby": description})
    SubElement(picture, "title", {"id": title}).text = told.title
    SubElement(picture, "desc", {"id": description}).text = told.description
    ground = {"class": "chart-ground", "x": "0", "y": "0", "width": str(width), "height": plain(height), "fill": "none"}
    SubElement(picture, "rect", ground)
    root.extend(parts)
    for child in root:
        child.tail = "\n"  # one part a line, for those who compare two builds
    return written(root)


def written(root: Element) -> str:
    """Return an element as text; a quotation mark in a text is escaped, as in all our pages.

    So `publish` can tell words from attributes.
    """
    svg = ElementTree.tostring(root, encoding="unicode")
    return _WORDS.sub(lambda words: words[0].replace('"', "&quot;"), svg)


def plain(number: Decimal | int) -> str:
    """Return a number with two decimals at most and no idle zeros."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
