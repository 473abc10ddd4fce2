"""Draws the outlines of the map anew: `make atlas`, by a maintainer, when borders or the frame have changed.

In go the countries of Natural Earth (public domain) as TopoJSON, from the npm package `world-atlas`; out comes
`kltsite/present/outlines.py`, which is committed. Needs `shapely`, which nothing else needs.

Natural Earth draws who holds a place, not whose it is. So what is outside of the collection's scope is one land mass
without inner borders; Cyprus is whole, and Crimea is drawn with Ukraine, as the United Nations have it (A/RES/68/262).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from kltsite.present.projection import HEIGHT, WIDTH, project

OUTLINES = Path(__file__).resolve().parent.parent / "kltsite" / "present" / "outlines.py"

# ISO 3166-1: Natural Earth's number -> the code of a country of content/vocabulary.yaml.
NUMBERS = """
    040:AT 056:BE 100:BG 191:HR 196:CY 203:CZ 208:DK 233:EE 246:FI 250:FR 276:DE 300:GR 348:HU 372:IE 380:IT 428:LV
    440:LT 442:LU 470:MT 528:NL 616:PL 620:PT 642:RO 703:SK 705:SI 724:ES 752:SE 352:IS 438:LI 578:NO 756:CH 826:GB
    008:AL 070:BA 499:ME 807:MK 688:RS 498:MD 804:UA 248:FI
"""  # 248 is Åland
CODES = dict(pair.split(":") for pair in NUMBERS.split())
NEUTRAL = ""
NORTHERN_CYPRUS = "N. Cyprus"
RUSSIA, UKRAINE = "643", "804"
CRIMEA = (32.4, 44.3, 36.7, 46.3)  # west, south, east, north; the Strait of Kerch is its eastern end

SMOOTH = 2.0  # units that an outline may stray: eight kilometres
MARGIN = 8  # units drawn beyond the frame, so that its edge is no border
SPECK = 10.0  # square units, 160 km²: smaller islands, states and lakes are left out, but for a country's largest part
LINE = 110

Ring = list[tuple[float, float]]
Rings = list[Ring]  # a polygon: its outline, then its holes

HEAD = '''"""The outlines of Europe's countries in the frame of `projection`: written by `make atlas`, not by hand.

Natural Earth, 1:50 million (public domain; naturalearthdata.com), by world-atlas. One path per country in scope by
its code (ISO 3166-1 alpha-2); under "" all other land. Integers; a move to each ring's start, then relative lines.
"""

OUTLINES = {
'''


def polygons(topology: Mapping[str, Any]) -> Iterator[tuple[str, str, Rings]]:
    """(ISO number or "", name, polygon in degrees) of a TopoJSON file (its specification: version 3.0.0)."""
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [
        [
            (x * scale[0] + shift[0], y * scale[1] + shift[1])
            for x, y in accumulate(map(tuple, arc), lambda one, step: (one[0] + step[0], one[1] + step[1]))
        ]
        for arc in topology["arcs"]
    ]
    for one in topology["objects"]["countries"]["geometries"]:
        parts = one["arcs"] if one["type"] == "MultiPolygon" else [one["arcs"]]
        for part in parts:
            yield one.get("id") or "", one["properties"]["name"], [_ring(indexes, arcs) for indexes in part]


def _ring(indexes: Iterable[int], arcs: Sequence[Ring]) -> Ring:
    """Arcs end to end; `~n` is arc n backwards, and each begins where the last one ended."""
    points: Ring = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc[1:] if points else arc
    return points


def code_of(number: str, name: str, rings: Rings) -> str:
    """The country a polygon belongs to; NEUTRAL outside of the collection's scope."""
    west, south, east, north = CRIMEA
    if number == RUSSIA and all(west <= x <= east and south <= y <= north for x, y in rings[0]):
        return CODES[UKRAINE]
    return "CY" if name == NORTHERN_CYPRUS else CODES.get(number, NEUTRAL)


def outlines(topology: Mapping[str, Any]) -> dict[str, str]:
    """Code -> path, by code."""
    import shapely
    from shapely.geometry import Polygon, box

    frame = box(-MARGIN, -MARGIN, WIDTH + MARGIN, HEIGHT + MARGIN)
    parts: dict[str, list[Any]] = {code: [] for code in sorted({NEUTRAL, *CODES.values()})}
    for number, name, rings in polygons(topology):
        outline, *holes = ([project(y, x) for x, y in ring] for ring in rings)
        shape = shapely.make_valid(Polygon(outline, holes))
        if shape.intersects(frame) and all(y > -30 for _, y in rings[0]):  # the far side of the world is all over it
            parts[code_of(number, name, rings)].append(shape)
    whole = [shapely.union_all(parts[code]) for code in parts]
    smooth = shapely.coverage_simplify(whole, SMOOTH)
    return {
        code: path(shape.intersection(frame), spare=code == NEUTRAL) for code, shape in zip(parts, smooth, strict=True)
    }


def path(shape: Any, *, spare: bool) -> str:
    """A shape as SVG path data; `spare` leaves out even the largest part where it is a speck."""
    pieces = sorted((one for one in getattr(shape, "geoms", [shape]) if one.area), key=lambda one: -one.area)
    kept = [one for place, one in enumerate(pieces) if one.area > SPECK or (place == 0 and not spare)]
    rings = [ring for one in kept for ring in (one.exterior, *(hole for hole in one.interiors if _large(hole)))]
    return "".join(filter(None, (_drawn(list(ring.coords)) for ring in rings)))


def _large(hole: Any) -> bool:
    from shapely.geometry import Polygon

    return bool(Polygon(hole).area > SPECK)


def _drawn(points: Ring) -> str:
    """One ring, from its northernmost point on; "" where nothing is left of it on whole units."""
    whole = [(round(x), round(y)) for x, y in points[:-1]]
    whole = [one for place, one in enumerate(whole) if one != whole[place - 1]]
    if len(whole) < 3:
        return ""
    first = min(range(len(whole)), key=lambda place: (whole[place][1], whole[place][0]))
    whole = whole[first:] + whole[:first]
    steps = ((x - px, y - py) for (px, py), (x, y) in pairwise(whole))
    return f"M{_numbers(whole[0])}l{_numbers(number for step in steps for number in step)}z"


def _numbers(numbers: Iterable[int]) -> str:
    """As short as path data can be: a minus sign separates too."""
    return " ".join(map(str, numbers)).replace(" -", "-")


def module(found: Mapping[str, str]) -> str:
    """The Python module that holds the outlines, laid out as the formatter has it."""
    return HEAD + "".join(map(_entry, found, found.values())) + "}\n"


def _entry(code: str, data: str) -> str:
    if len(data) <= LINE - 4:
        return f'    "{code}": "{data}",\n'
    lines = (f'        "{data[start : start + LINE]}"\n' for start in range(0, len(data), LINE))
    return f'    "{code}": (\n{"".join(lines)}    ),\n'


def main() -> None:
    """Write the outlines: python -m tools.atlas countries-50m.json."""
    parser = argparse.ArgumentParser(prog="python -m tools.atlas", description=__doc__)
    parser.add_argument("topology", type=Path, help="countries-50m.json of the npm package world-atlas")
    found = outlines(json.loads(parser.parse_args().topology.read_text(encoding="utf-8")))
    OUTLINES.write_text(module(found), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
