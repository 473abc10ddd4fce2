"""Maps as SVG text: the overview with a mark for each place, and the small one that shows where an entry is at home.

Units are those of the frame (`projection`); colours come from the stylesheet, by class. As in `charts`, an SVG with
links is a group, and the picture in it, which is one image, stands beside them: links in an image have no name.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from html import escape
from itertools import pairwise

from msgspec import Struct

from kltsite.present.outlines import OUTLINES
from kltsite.present.projection import HEIGHT, WIDTH, on_map, project

APART = 42
"""The least distance of two marks: 24 px, the least a finger needs, where the map is as narrow as it gets: 38rem."""

REACH = 20.8
"""The radius of the ground of each mark, which can be clicked."""

SIZES = {10: 14, 100: 17, 10**9: 20}
"""The radius of a mark's disc by the number of entries that it is below; one entry has the pair instead of a disc."""

CROP_WIDTH, CROP_HEIGHT = 240, 180
"""What a locator shows: 960 by 720 kilometres."""

_STEP = 20  # crops begin at multiples of it, so that neighbours share one
_OVER = 4  # units drawn beyond a crop, so that its edge is no border
_RING = re.compile(r"M([^l]+)l([^z]+)z")
_NUMBER = re.compile(r"-?\d+")

_PAIR = (
    '<circle class="map-cci" cx="{left}" cy="{y}" r="{r}"/><circle class="map-sme" cx="{right}" cy="{y}" r="{r}"/>'
    '<path class="map-both" d="M{x} {top}a{r} {r} 0 0 1 0 {high}a{r} {r} 0 0 1 0-{high}z"/>'
)

Point = tuple[float, float]
Spot = tuple[int, int]
Ring = tuple[Spot, ...]
Box = tuple[int, int, int, int]  # left, top, right, bottom


# ---- which entries share a mark


class Cluster(Struct, frozen=True):
    """Entries that share a mark, which stands at the place of the first of them."""

    spot: Spot
    slugs: tuple[str, ...]
    spread: bool  # whether they are at more than one place


def clusters(points: Mapping[str, Point]) -> tuple[Cluster, ...]:
    """Entries by slug -> marks that do not touch, from north to south; the time grows with the entries alone.

    A mark stands at a real place, where the most entries are near; the other places belong to the mark nearest.
    """
    at: dict[Spot, list[str]] = defaultdict(list)
    for slug, (x, y) in sorted(points.items()):
        at[round(x), round(y)].append(slug)
    around = _around(at)
    order = sorted(at, key=lambda spot: (-around[spot], spot[1], spot[0]))
    seeds: dict[Spot, list[Spot]] = defaultdict(list)  # by the cell they lie in
    for spot in order:
        if _nearest(spot, seeds) is None:
            seeds[spot[0] // APART, spot[1] // APART].append(spot)
    members: dict[Spot, list[Spot]] = defaultdict(list)
    for spot in order:
        members[_nearest(spot, seeds) or spot].append(spot)
    return tuple(
        Cluster(seed, tuple(slug for spot in (seed, *others) for slug in at[spot]), bool(others))
        for seed, spots in sorted(members.items(), key=lambda one: (one[0][1], one[0][0]))
        for others in [sorted(spot for spot in spots if spot != seed)]
    )


def _around(at: Mapping[Spot, Sequence[str]]) -> dict[Spot, int]:
    """How many entries are near each spot."""
    cell = APART // 3
    held: Counter[Spot] = Counter()
    for (x, y), slugs in at.items():
        held[x // cell, y // cell] += len(slugs)
    return {spot: sum(held[near] for near in _cells(spot, cell)) for spot in at}


def _nearest(spot: Spot, seeds: Mapping[Spot, Sequence[Spot]]) -> Spot | None:
    """The nearest seed that is too near for another mark."""
    near = [
        ((x - spot[0]) ** 2 + (y - spot[1]) ** 2, y, x) for one in _cells(spot, APART) for x, y in seeds.get(one, ())
    ]
    distance, y, x = min(near, default=(APART**2, 0, 0))
    return (x, y) if distance < APART**2 else None


def _cells(spot: Spot, size: int) -> Iterator[Spot]:
    """The cell of a grid that a spot lies in, and the eight round it."""
    column, row = spot[0] // size, spot[1] // size
    return ((column + x, row + y) for x in (-1, 0, 1) for y in (-1, 0, 1))


# ---- the overview


class Mark(Struct, frozen=True):
    """A link on the overview; its name is told with the number of entries, `figure` is what it shows of it."""

    identifier: str
    spot: Spot
    count: int
    figure: str
    name: str
    href: str


def overview(marks: Iterable[Mark], title: str, description: str, held: Collection[str], prefix: str = "map") -> str:
    """The whole map; `held` are the countries that have entries, `prefix` begins its own identifiers.

    The marks are links in the order given, which is the order of the Tab key.
    """
    return "\n".join(
        (
            f'<svg class="map" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" aria-labelledby="{prefix}-title">',
            f'<g role="img" aria-labelledby="{prefix}-title" aria-describedby="{prefix}-desc">'
            f'<title id="{prefix}-title">{escape(title)}</title><desc id="{prefix}-desc">{escape(description)}</desc>',
            f'<rect class="map-sea" width="{WIDTH}" height="{HEIGHT}"/>',
            *_land(OUTLINES.items(), held),
            "</g>",
            _shapes(prefix),
            *(_mark(mark, prefix) for mark in marks),
            "</svg>",
        )
    )


def _land(outlines: Iterable[tuple[str, str]], held: Collection[str]) -> Iterator[str]:
    """Other land, the countries in scope, and among these the ones that hold something."""
    groups: dict[str, list[str]] = {"map-other": [], "map-country": [], "map-held": []}
    for code, data in outlines:
        groups["map-held" if code in held else "map-country" if code else "map-other"].append(f'<path d="{data}"/>')
    return (f'<g class="{name}">{"".join(paths)}</g>' for name, paths in groups.items() if paths)


def _shapes(prefix: str) -> str:
    """What marks are drawn with, each with a ground as large as a finger."""
    ground = f'<circle r="{REACH}" fill="none" pointer-events="all"/>'
    discs = "".join(
        f'<g id="{prefix}-{radius}">{ground}<circle class="map-disc" r="{radius}"/></g>' for radius in SIZES.values()
    )
    return f'<defs><g id="{prefix}-pair">{ground}{pair(0, 0, 8)}</g>{discs}</defs>'


def _mark(mark: Mark, prefix: str) -> str:
    x, y = mark.spot
    shape, count = "pair", ""
    if mark.count > 1:
        shape = str(next(radius for below, radius in SIZES.items() if mark.count < below))
        long = ' class="is-long"' if len(mark.figure) > 2 else ""
        count = f'<text x="{x}" y="{y}"{long}>{escape(mark.figure)}</text>'
    several = f' data-held="{mark.count}"' if mark.count > 1 else ""
    return (
        f'<a class="mark" id="{mark.identifier}" href="{escape(mark.href)}"{several}>'
        f"<title>{escape(mark.name)}</title>"
        f'<use href="#{prefix}-{shape}" x="{x}" y="{y}"/>{count}</a>'
    )


def pair(x: int, y: int, radius: int) -> str:
    """Two discs of a `radius` (units) that overlap, round a point: two partners, and what they share."""
    half = round(radius * 0.6)  # so they overlap, and the lens is 0.8 of the radius high on either side
    high = round(radius * 0.8)
    return _PAIR.format(left=x - half, right=x + half, x=x, y=y, r=radius, top=y - high, high=2 * high)


# ---- the locator


def locator(latitude: float, longitude: float, country: str, title: str, prefix: str = "locator") -> str:
    """A picture of what lies around a place, with the place marked in it; "" where it is not on the map."""
    x, y = project(latitude, longitude)
    if not on_map(x, y):
        return ""
    left, top = (round(way / _STEP) * _STEP for way in (x - CROP_WIDTH / 2, y - CROP_HEIGHT / 2))
    return (
        f'<svg class="locator" viewBox="{left} {top} {CROP_WIDTH} {CROP_HEIGHT}" role="img" '
        f'aria-labelledby="{prefix}-title"><title id="{prefix}-title">{escape(title)}</title>'
        f'<rect class="map-sea" x="{left}" y="{top}" width="{CROP_WIDTH}" height="{CROP_HEIGHT}"/>'
        f"{''.join(_land(_crop(left, top), (country,)))}{pair(round(x), round(y), 7)}</svg>"
    )


@lru_cache(4096)
def _crop(left: int, top: int) -> tuple[tuple[str, str], ...]:
    """The outlines within a window of the map."""
    window = (left - _OVER, top - _OVER, left + CROP_WIDTH + _OVER, top + CROP_HEIGHT + _OVER)
    found = (
        (code, "".join(_written(_clipped(ring, box, window)) for ring, box in rings))
        for code, rings in _rings().items()
    )
    return tuple((code, data) for code, data in found if data)


@cache
def _rings() -> dict[str, tuple[tuple[Ring, Box], ...]]:
    """The outlines as points, each ring with the box it lies in."""
    return {
        code: tuple((ring, _box(ring)) for ring in (_points(*found) for found in _RING.findall(data)))
        for code, data in OUTLINES.items()
    }


def _points(start: str, steps: str) -> Ring:
    x, y = map(int, _NUMBER.findall(start))
    points, numbers = [(x, y)], list(map(int, _NUMBER.findall(steps)))
    for across, down in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + across, y + down
        points.append((x, y))
    return tuple(points)


def _box(ring: Ring) -> Box:
    across, down = zip(*ring, strict=True)
    return min(across), min(down), max(across), max(down)


def _clipped(ring: Ring, box: Box, window: Box) -> Ring:
    """What of a ring lies in a window (Sutherland and Hodgman 1974)."""
    left, top, right, bottom = box
    if right <= window[0] or bottom <= window[1] or left >= window[2] or top >= window[3]:
        return ()
    edges = ((0, window[0], 1, left), (1, window[1], 1, top), (0, window[2], -1, right), (1, window[3], -1, bottom))
    for axis, edge, sign, outermost in edges:
        if (outermost - edge) * sign >= 0:
            continue
        depths = [(point[axis] - edge) * sign for point in ring]
        kept: list[Spot] = []
        for place, depth in enumerate(depths):
            before = depths[place - 1]
            if (depth < 0) != (before < 0):
                kept.append(_crossing(ring[place - 1], ring[place], before / (before - depth)))
            if depth >= 0:
                kept.append(ring[place])
        ring = tuple(kept)
    return ring


def _crossing(one: Spot, other: Spot, share: float) -> Spot:
    return round(one[0] + (other[0] - one[0]) * share), round(one[1] + (other[1] - one[1]) * share)


def _written(ring: Ring) -> str:
    """A ring as path data: a move, then relative lines; without spaces, at each of which `publish` would stop."""
    if len(ring) < 3:
        return ""
    steps = (f"{x - px},{y - py}" for (px, py), (x, y) in pairwise(ring) if (x, y) != (px, py))
    return f"M{ring[0][0]},{ring[0][1]}l{','.join(steps)}z".replace(",-", "-")
