"""The emblem of an entry: two forms that interlock, one for its creative subsector, one for the sector of its firm.

Every term of the vocabulary has a form of its own: soft ones for the creative side, angular ones for the firms. A term
that has none yet gets one that follows from its key, so that any vocabulary works. A form fills a square of 100 × 100;
in the emblem, `WIDTH` × `HEIGHT`, the firm's stands `SHIFT` to the right, and where both inks lie they make a third.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterator, Sequence
from functools import cache

from markupsafe import Markup

from kltsite.domain.collaboration import Collaboration

WIDTH, HEIGHT, SHIFT = 160, 100, 60
CCI, SME = "cci", "sme"
NONE = "none"  # the form of a partner whose field is not stated

Point = tuple[float, float]
Form = tuple[str, ...]  # closed contours, of M, L, C and Z alone; what lies within two of them is a hole

_BEND = 0.5523  # how far the handles of a quarter circle reach, for a radius of 1


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _at(*points: Point) -> str:
    return " ".join(f"{_number(x)} {_number(y)}" for x, y in points)


def _poly(*points: Point) -> str:
    return f"M{_at(points[0])}L{_at(*points[1:])}Z"


def _soft(radius: float, *points: Point) -> str:
    """A polygon with round corners."""
    drawn: list[str] = []
    for before, corner, behind in zip((points[-1], *points), points, (*points[1:], points[0]), strict=False):
        start, end = (
            _towards(corner, other, min(radius / math.dist(corner, other), 0.5)) for other in (before, behind)
        )
        handles = _towards(start, corner, _BEND), _towards(end, corner, _BEND)
        drawn.append(f"{'L' if drawn else 'M'}{_at(start)}C{_at(*handles, end)}")
    return "".join(drawn) + "Z"


def _towards(start: Point, end: Point, part: float) -> Point:
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part


def _box(x: float, y: float, width: float, height: float, radius: float = 0) -> str:
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    return _soft(radius, *corners) if radius else _poly(*corners)


def _circle(x: float, y: float, radius: float) -> str:
    return _box(x - radius, y - radius, 2 * radius, 2 * radius, radius)


def _quarter(radius: float) -> str:
    """A quarter of a disc whose centre is the lower left corner."""
    bend = radius * _BEND
    arc = _at((6 + bend, 94 - radius), (6 + radius, 94 - bend), (6 + radius, 94))
    return f"M6 94L{_at((6, 94 - radius))}C{arc}Z"


def _regular(corners: int, inner: float = 1, radius: float = 0) -> str:
    """A regular polygon, or a star whose inner corners lie at `inner` of the outer radius."""
    steps = corners if inner == 1 else 2 * corners
    points = []
    for step in range(steps):
        angle, reach = 2 * math.pi * step / steps, 46 * (inner if inner != 1 and step % 2 else 1)
        points.append((50 + reach * math.sin(angle), 50 - reach * math.cos(angle)))
    return _soft(radius, *points) if radius else _poly(*points)


def _chevron(x: float, y: float, width: float, height: float, thick: float) -> str:
    """Points upwards."""
    middle, right = x + width / 2, x + width
    return _poly(
        (x, y + height), (middle, y), (right, y + height), (right, y + height + thick), (middle, y + thick),
        (x, y + height + thick),
    )  # fmt: skip


_CREATIVE: dict[str, Form] = {
    "architecture": ("M8 94L8 48C8 24.8 26.8 6 50 6C73.2 6 92 24.8 92 48L92 94Z",),
    "book": (
        "M48 24C36 12 20 11 5 14L5 86C20 83 36 84 48 94Z",
        "M52 24C64 12 80 11 95 14L95 86C80 83 64 84 52 94Z",
    ),
    "performing-arts": (
        "M7 10L93 10L93 46C93 76 73 95 50 95C27 95 7 76 7 46Z",
        _circle(32, 40, 9),
        _circle(68, 40, 9),
        "M28 62C38 70 62 70 72 62C68 82 32 82 28 62Z",
    ),
    "design": ("M6 6L52 6C77 6 94 23 94 48L94 94L48 94C23 94 6 77 6 52Z",),
    "film": (_circle(50, 50, 45), _circle(50, 26, 11), _circle(29, 62, 11), _circle(71, 62, 11)),
    "art": ("M50 6C80 4 98 28 94 54C91 74 76 70 66 76C56 82 62 96 42 95C18 94 4 72 6 48C8 24 26 8 50 6Z", _circle(64, 34, 10)),
    "crafts": (
        "M50 50C10 50 6 44 6 28C6 14 14 6 28 6C44 6 50 10 50 50C50 10 56 6 72 6C86 6 94 14 94 28C94 44 90 50 50 50"
        "C90 50 94 56 94 72C94 86 86 94 72 94C56 94 50 90 50 50C50 90 44 94 28 94C14 94 6 86 6 72C6 56 10 50 50 50Z",
    ),
    "music": (_box(6, 52, 24, 42, 12), _box(38, 29, 24, 65, 12), _box(70, 6, 24, 88, 12)),
    "press": (_box(6, 8, 88, 22, 11), _box(6, 39, 60, 22, 11), _box(6, 70, 78, 22, 11)),
    "broadcasting": (_quarter(88), _quarter(64), _quarter(40)),
    "software-games": (
        _soft(9, (31, 6), (69, 6), (69, 31), (94, 31), (94, 69), (69, 69), (69, 94), (31, 94), (31, 69), (6, 69), (6, 31), (31, 31)),
    ),
    "advertising": (_soft(15, (6, 8), (94, 8), (94, 70), (56, 70), (26, 96), (26, 70), (6, 70)),),
}  # fmt: skip

_OF_FIRMS: dict[str, Form] = {
    "agriculture-forestry-fishing": (_chevron(8, 6, 84, 26, 16), _chevron(8, 32, 84, 26, 16), _chevron(8, 58, 84, 20, 16)),
    "mining": (_poly((50, 4), (96, 50), (50, 96), (4, 50)), _poly((50, 36), (64, 50), (50, 64), (36, 50))),
    "manufacturing": (_poly((6, 94), (6, 42), (35, 14), (35, 42), (64, 14), (64, 42), (94, 14), (94, 94)),),
    "energy-supply": (_poly((58, 4), (14, 56), (44, 56), (34, 96), (86, 38), (54, 38), (72, 4)),),
    "water-waste": (
        "M6 14C28 30 28 -2 50 14C72 30 72 -2 94 14L94 34C72 18 72 50 50 34C28 50 28 18 6 34Z",
        "M6 42C28 58 28 26 50 42C72 58 72 26 94 42L94 62C72 46 72 78 50 62C28 78 28 46 6 62Z",
        "M6 70C28 86 28 54 50 70C72 86 72 54 94 70L94 90C72 74 72 106 50 90C28 106 28 74 6 90Z",
    ),
    "construction": (_poly((6, 94), (6, 44), (50, 6), (94, 44), (94, 94)),),
    "trade": ("M6 8L94 8L94 66C94 82 64.7 82 64.7 66C64.7 82 35.3 82 35.3 66C35.3 82 6 82 6 66Z",),
    "transport-storage": (_poly((4, 32), (52, 32), (52, 8), (96, 50), (52, 92), (52, 68), (4, 68)),),
    "accommodation-food": ("M6 68C6 42 26 20 50 20C74 20 94 42 94 68Z", _box(6, 76, 88, 16), _poly((42, 16), (42, 6), (58, 6), (58, 16))),
    "information-communication": tuple(_box(x, y, 24, 24) for y in (6, 38, 70) for x in (6, 38, 70)),
    "finance-insurance": (_box(6, 58, 24, 36), _box(38, 34, 24, 60), _box(70, 8, 24, 86)),
    "real-estate": (_poly((6, 94), (6, 52), (36, 52), (36, 6), (70, 6), (70, 34), (94, 34), (94, 94)),),
    "professional-scientific-technical": (_poly((50, 5), (97, 92), (3, 92)),),
    "administrative-support": (_poly((6, 8), (38, 8), (62, 50), (38, 92), (6, 92), (30, 50)), _poly((46, 8), (72, 8), (96, 50), (72, 92), (46, 92), (70, 50))),
    "public-administration": (
        _poly((50, 5), (96, 34), (4, 34)), _box(10, 40, 18, 40), _box(41, 40, 18, 40), _box(72, 40, 18, 40), _box(4, 85, 92, 10),
    ),
    "education": (_poly((6, 94), (6, 72), (28, 72), (28, 50), (50, 50), (50, 28), (72, 28), (72, 6), (94, 6), (94, 94)),),
    "health-social-work": (_poly((34, 6), (66, 6), (66, 34), (94, 34), (94, 66), (66, 66), (66, 94), (34, 94), (34, 66), (6, 66), (6, 34), (34, 34)),),
    "arts-entertainment-recreation": (_regular(8, 0.62),),
    "other-services": (_regular(6),),
    "households": (_poly((6, 94), (6, 30), (50, 6), (94, 30), (94, 94)), _box(38, 52, 24, 42)),
    "extraterritorial": (_regular(8), _box(34, 34, 32, 32)),
}  # fmt: skip


@cache
def form(side: str, key: str) -> Form:
    """The form of a subsector (`side` CCI) or a sector (SME)."""
    known = (_CREATIVE if side == CCI else _OF_FIRMS).get(key)
    if known is not None:
        return known
    if key == NONE:
        return (_circle(50, 50, 44),) if side == CCI else (_box(8, 8, 84, 84),)
    digest = hashlib.blake2b(key.encode(), digest_size=2).digest()
    corners, inner = 5 + digest[0] % 6, (1, 0.72, 0.55)[digest[1] % 3]
    return (_regular(corners, inner, 10 if side == CCI else 0),)


def forms_of(case: Collaboration) -> tuple[str, str]:
    """The keys of the two forms of an entry: the first subsector and the first sector that it states."""
    return next(iter(case.subsectors), NONE), next(iter(case.sectors), NONE)


def polygons(side: str, key: str, *, steps: int = 12) -> Iterator[tuple[Point, ...]]:
    """The contours of a form with every curve cut into so many lines, for drawing without curves."""
    for contour in form(side, key):
        yield tuple(_flattened(contour, steps))


def _flattened(contour: str, steps: int) -> Iterator[Point]:
    here = (0.0, 0.0)
    for command, numbers in re.findall(r"([MLC])([^MLCZ]*)", contour):
        values = [float(one) for one in numbers.split()]
        points = list(zip(values[::2], values[1::2], strict=True))
        if command == "C":
            for one, two, end in zip(points[::3], points[1::3], points[2::3], strict=True):
                yield from (_on_curve((here, one, two, end), step / steps) for step in range(1, steps + 1))
                here = end
        else:
            yield from points
            here = points[-1]


def _on_curve(points: Sequence[Point], part: float) -> Point:
    weights = ((1 - part) ** 3, 3 * part * (1 - part) ** 2, 3 * part**2 * (1 - part), part**3)
    x, y = (sum(weight * point[axis] for weight, point in zip(weights, points, strict=True)) for axis in (0, 1))
    return x, y


def identifier(side: str, key: str) -> str:
    """The name by which a page's emblems use a form."""
    return f"{side}--{key}"


@cache
def _symbol(side: str, key: str) -> str:
    path = "".join(form(side, key)).replace(" ", ",")  # whoever looks for attributes in a page stops at each space
    return f'<symbol id="{identifier(side, key)}" viewBox="0 0 100 100"><path d="{path}"/></symbol>'


def sprite(pairs: Sequence[tuple[str, str]]) -> Markup:
    """The forms that a page's emblems use, each once; "" where there is none."""
    used = {(CCI, one) for one, _ in pairs} | {(SME, other) for _, other in pairs}
    symbols = "".join(_symbol(side, key) for side, key in sorted(used))
    return Markup(f'<svg class="sprite" width="0" height="0" aria-hidden="true">{symbols}</svg>' if symbols else "")


def emblem(pair: tuple[str, str]) -> Markup:
    """The emblem of a pair of forms, which the page's sprite must hold; decoration, as its words stand beside it."""
    one, other = pair
    return Markup(
        f'<svg class="emblem" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" focusable="false">'
        f'<use href="#{identifier(CCI, one)}" class="emblem-cci" width="100" height="100"/>'
        f'<use href="#{identifier(SME, other)}" class="emblem-sme" x="{SHIFT}" width="100" height="100"/></svg>'
    )
