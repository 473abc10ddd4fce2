"""Numbers -> drawings: pure functions of frozen values.

- `bars`: the four categories. matplotlib draws them, `reading` believes little of it, `svg` writes.
- `distribution`, `timeline`, `heat`, `series`: a `Picture` each, a few shapes composed directly, written by `picture`.
- `painting`: a picture as PNG, painted by Pillow, for those who take a chart along.
"""

from __future__ import annotations

from kltsite.present.charts.bars import Chart, draw, drawing_key, finish, render
from kltsite.present.charts.painting import is_painting, paint, painting_key
from kltsite.present.charts.picture import Picture
from kltsite.present.charts.rows import WIDTH, Bar, Before

__all__ = [
    "WIDTH",
    "Bar",
    "Before",
    "Chart",
    "Picture",
    "draw",
    "drawing_key",
    "finish",
    "is_painting",
    "paint",
    "painting_key",
    "render",
]
