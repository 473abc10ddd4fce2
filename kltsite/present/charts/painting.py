"""A picture as PNG, 1600 px wide, painted by matplotlib: same key, same bytes.

A painting may come from a cache that others can write to, and nobody can read a number out of its pixels. So
`is_painting` lets through what is a PNG of the right size and nothing else: no text, no link, no second file behind it.
"""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
import zlib
from functools import cache
from importlib.metadata import version as installed
from typing import TYPE_CHECKING, Any

from kltsite.present.charts.palette import GROUND, paint_of
from kltsite.present.charts.picture import Dot, Picture, Rect, Shape, Stroke, Words, visible

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PAINTING = 2
"""Raise by hand whenever `paint` would paint the same picture otherwise."""

version = cache(installed)  # it is looked up in files, and asked for with every chart

PIXELS = 1600
_QUICK = {"compress_level": 3}  # half the time of 6, for a tenth more bytes

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHUNKS = {b"IHDR", b"pHYs", b"IDAT", b"IEND"}


def painting_key(picture: Picture) -> str:
    """Return the hex digest of all that `paint` depends on."""
    told = repr((PAINTING, version("matplotlib"), picture, [paint_of(shape.role) for shape in visible(picture)]))
    return hashlib.sha256(told.encode()).hexdigest()


def paint(picture: Picture) -> bytes:
    """Return the picture as PNG. Not for several threads at once, as matplotlib's settings belong to the process."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    painted = io.BytesIO()
    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph", category=UserWarning)  # its font has no emoji
        matplotlib.rcdefaults()
        matplotlib.rcParams.update({"text.parse_math": False, "font.family": "DejaVu Sans"})
        figure = Figure(figsize=(picture.width / 72, float(picture.height) / 72), dpi=72 * PIXELS / picture.width)
        figure.patch.set_facecolor(GROUND)
        FigureCanvasAgg(figure)
        for shape in visible(picture):
            _add(figure, shape, picture)
        figure.savefig(painted, format="png", metadata={"Software": None}, pil_kwargs=_QUICK)
    return painted.getvalue()


def _add(figure: Figure, shape: Shape, picture: Picture) -> None:
    """Add one shape; a figure counts from the bottom, in parts of its own size, so that no unit depends on the dpi."""
    wide, high = float(picture.width), float(picture.height)
    x, y = float(shape.x) / wide, 1 - float(shape.y) / high
    if isinstance(shape, Words):
        paint_ = paint_of(shape.role)
        figure.text(
            x,
            y,
            shape.text,
            fontsize=shape.size,
            color=paint_.colour(paint_.fill, picture.hue),
            fontweight="bold" if paint_.bold else "normal",
            ha={"start": "left", "middle": "center", "end": "right"}[shape.anchor],
            va="baseline",
            rotation=90 if shape.turned else 0,
            rotation_mode="anchor",
        )
        return
    figure.add_artist(_artist(figure, shape, picture, x, y))


def _artist(figure: Figure, shape: Rect | Dot | Stroke, picture: Picture, x: float, y: float) -> Any:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Ellipse, Rectangle

    wide, high = float(picture.width), float(picture.height)
    paint_ = paint_of(shape.role)
    fill, stroke = (paint_.colour(name, picture.hue) or "none" for name in (paint_.fill, paint_.stroke))
    line = float(paint_.width)
    if isinstance(shape, Stroke):
        ends = [x, float(shape.to_x) / wide], [y, 1 - float(shape.to_y) / high]
        look: dict[str, Any] = {"color": stroke, "linewidth": line, "transform": figure.transFigure}
        if paint_.dash:
            look["dashes"] = [float(part) / line for part in paint_.dash.split()]
        return Line2D(*ends, solid_capstyle="butt", dash_capstyle="butt", **look)
    look = {"facecolor": fill, "edgecolor": stroke, "transform": figure.transFigure}
    look["linewidth"] = line if paint_.stroke else 0
    if isinstance(shape, Dot):
        across = 2 * float(shape.radius)
        return Ellipse((x, y), across / wide, across / high, **look)
    low = 1 - float(shape.y + shape.height) / high
    return Rectangle((x, low), float(shape.width) / wide, float(shape.height) / high, **look)


def is_painting(data: bytes) -> bool:
    """Whether it is a PNG as `paint` makes them: 1600 px wide, of few kinds of chunks, with nothing behind its end."""
    if not data.startswith(_SIGNATURE):
        return False
    kinds: list[bytes] = []
    place = len(_SIGNATURE)
    while place + 12 <= len(data) and kinds[-1:] != [b"IEND"]:
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        body = data[place + 4 : place + 8 + length]
        check = data[place + 8 + length : place + 12 + length]
        if kind not in _CHUNKS or check != struct.pack(">I", zlib.crc32(body)):
            return False
        kinds.append(kind)
        place += 12 + length
    wide = struct.unpack(">I", data[16:20])[0] if kinds[:1] == [b"IHDR"] else 0
    return wide == PIXELS and kinds[-1] == b"IEND" and place == len(data)
