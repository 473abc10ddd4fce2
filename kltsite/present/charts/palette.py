"""The colours of charts that travel as files, on a light ground; in a page the stylesheet decides by class.

Every text has a contrast of at least 4.5 : 1 to what it stands on.
"""

from __future__ import annotations

from msgspec import Struct

GROUND = "#ffffff"
INK = "#1f2421"
SOFT = "#565d58"
FAINT = "#d9d6cd"
HUES = {
    "contact": "#0661eb",
    "regional-value": "#0f661d",
    "partner-value": "#553000",
    "duration": "#c00f86",
    "both": "#2f5732",
}
CELLS = ("#e4ecdc", "#c2d8bb", "#94b98f", "#3d7a4a", "#1d4a27")  # the steps of the heat map, and the ink on each:
INKS = (INK, INK, INK, "#ffffff", "#ffffff")

_HUE = "hue"


class Paint(Struct, frozen=True):
    """How a role is painted: "" is not at all; "hue" is the picture's own colour."""

    fill: str = ""
    stroke: str = ""
    width: str = "1"
    dash: str = ""
    faint: str = ""  # the opacity in a page, where its colour is the text's unless the stylesheet says otherwise
    bold: bool = False

    def in_page(self) -> dict[str, str]:
        """Presentation attributes, which the stylesheet may overrule."""
        colours = {"fill": "currentColor" if self.fill else "none"}
        if self.stroke:
            colours |= {"stroke": "currentColor", **self._line()}
        return colours | ({"opacity": self.faint} if self.faint else {})

    def in_file(self, hue: str) -> dict[str, str]:
        """The same with the colours themselves."""
        colours = {"fill": self.colour(self.fill, hue) or "none"}
        if self.stroke:
            colours |= {"stroke": self.colour(self.stroke, hue), **self._line()}
        return colours | ({"font-weight": "700"} if self.bold else {})

    def colour(self, name: str, hue: str) -> str:
        """The colour of a name in a picture of that hue."""
        return HUES[hue] if name == _HUE else name

    def _line(self) -> dict[str, str]:
        return {"stroke-width": self.width} | ({"stroke-dasharray": self.dash} if self.dash else {})


_PAINTS = {
    "label": Paint(INK),
    "figure": Paint(INK),
    "tick": Paint(SOFT),
    "heading": Paint(INK, bold=True),
    "source": Paint(SOFT),
    "area": Paint(),
    "track": Paint("#e4e4e4", faint="0.12"),
    "bar": Paint(_HUE),
    "before": Paint("", INK, "1.5"),
    "axis": Paint("", SOFT),
    "grid": Paint("", FAINT, faint="0.2"),
    "limit": Paint("", INK, "1.5", "4 3"),
    "dot": Paint(_HUE),
    "joint": Paint("", _HUE, "2"),
    "span": Paint("", _HUE, "4"),
    "end": Paint("", _HUE, "2.5"),
    **{f"cell-{step}": Paint(colour) for step, colour in enumerate(CELLS, 1)},
    **{f"number-{step}": Paint(colour) for step, colour in enumerate(INKS, 1)},
}


def paint_of(role: str) -> Paint:
    """How a role is painted."""
    return _PAINTS[role]
