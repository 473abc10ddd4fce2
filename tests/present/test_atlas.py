"""Maps: the projection at known points, marks that never touch and lose no entry, and SVG that is light and sound."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from math import dist
from random import Random
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kltsite.present import atlas
from kltsite.present.atlas import APART, REACH, Mark, clusters, locator, overview
from kltsite.present.outlines import OUTLINES
from kltsite.present.projection import HEIGHT, WIDTH, on_map, project
from tests.helpers import ROOT, steady
from tools.corpus import COUNTRIES

PLACES = {  # code: latitude, longitude of a town well inside of it
    "AT": (47.27, 11.39),
    "BA": (43.86, 18.41),
    "CY": (35.10, 33.40),
    "DE": (51.05, 13.74),
    "ES": (40.42, -3.70),
    "FI": (65.01, 25.47),
    "GR": (39.64, 22.42),
    "IE": (53.42, -7.94),
    "IS": (64.80, -18.50),
    "NO": (61.12, 10.47),
    "PL": (52.23, 21.01),
    "RO": (45.80, 24.15),
    "UA": (45.30, 34.30),  # Crimea
}
OUT_OF_SCOPE = {"Minsk": (53.90, 27.57), "Ankara": (39.93, 32.86), "Pristina": (42.66, 21.16)}


def rings(code: str) -> tuple[atlas.Ring, ...]:
    return tuple(ring for ring, _ in atlas._rings()[code])


def holds(code: str, latitude: float, longitude: float) -> bool:
    """Whether a place lies in a country's outline."""
    return surrounded(project(latitude, longitude), rings(code))


def surrounded(point: tuple[float, float], outline: Iterable[atlas.Ring]) -> bool:
    """Whether an outline goes round a point: an odd number of its lines lie to the right."""
    x, y = point
    crossed = 0
    for ring in outline:
        for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True):
            crossed += (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay)
    return crossed % 2 == 1


# ---- projection


@pytest.mark.parametrize(
    ("latitude", "longitude", "easting", "northing"),
    [  # by pyproj, EPSG:3035, in kilometres; its ellipsoid moves them by up to five
        (52, 10, 4321, 3210),
        (51.27, 14.09, 4606, 3137),
        (38.72, -9.14, 2665, 1947),
        (35.17, 33.36, 6435, 1670),
        (71.17, 25.78, 4892, 5402),
    ],
)
def test_the_projection_is_the_one_of_europes_statistics(
    latitude: float, longitude: float, easting: float, northing: float
) -> None:
    x, y = project(latitude, longitude)
    left, top = project(52, 10)
    assert (x - left) * 4 == pytest.approx(easting - 4321, abs=5)
    assert (top - y) * 4 == pytest.approx(northing - 3210, abs=5)


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_every_point_of_the_earth_has_a_place_somewhere(latitude: float, longitude: float) -> None:
    assert all(abs(way) < 1e6 for way in project(latitude, longitude))


def test_the_centres_of_all_countries_in_scope_are_on_the_map_and_far_islands_are_not() -> None:
    assert all(on_map(*project(one.latitude, one.longitude)) for one in COUNTRIES)
    assert not any(on_map(*project(*place)) for place in ((28.1, -15.4), (37.7, -25.7), (78.2, 15.6), (-21.1, 55.5)))


# ---- outlines


def test_every_country_of_the_vocabulary_has_an_outline_within_the_frame_and_all_other_land_is_one() -> None:
    vocabulary = (ROOT / "content/vocabulary.yaml").read_text(encoding="utf-8")
    listed = re.findall(r"^  ([A-Z]{2}): {south", vocabulary, re.MULTILINE)
    assert sorted(OUTLINES) == sorted(["", *listed])
    for code in OUTLINES:
        points = [point for ring in rings(code) for point in ring]
        assert points, code
        assert all(-10 <= x <= WIDTH + 10 and -10 <= y <= HEIGHT + 10 for x, y in points), code


@pytest.mark.parametrize("code", PLACES)
def test_a_town_lies_in_its_own_country_and_in_no_other(code: str) -> None:
    assert [one for one in OUTLINES if holds(one, *PLACES[code])] == [code]


@pytest.mark.parametrize("name", OUT_OF_SCOPE)
def test_what_is_out_of_scope_is_neutral_land(name: str) -> None:
    assert [one for one in OUTLINES if holds(one, *OUT_OF_SCOPE[name])] == [""]


def test_northern_cyprus_is_part_of_cyprus() -> None:
    assert holds("CY", 35.33, 33.32)
    assert not holds("", 35.33, 33.32)


def test_neighbours_share_the_points_of_their_border() -> None:
    points = {code: {point for ring in rings(code) for point in ring} for code in OUTLINES}
    for one, other in (("DE", "PL"), ("FR", "ES"), ("AT", "IT"), ("NO", "SE"), ("UA", ""), ("RS", "")):
        assert len(points[one] & points[other]) > 3, (one, other)


# ---- clusters

anywhere = st.tuples(st.floats(0, WIDTH), st.floats(0, HEIGHT))
crowded = st.tuples(st.floats(300, 420), st.floats(300, 420))
slugs = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4})?", fullmatch=True)


@given(st.dictionaries(slugs, anywhere | crowded, max_size=60))
def test_no_two_marks_touch_no_entry_is_lost_and_each_is_near_its_mark(points: dict[str, tuple[float, float]]) -> None:
    found = clusters(points)
    assert all(dist(one.spot, other.spot) >= APART > 2 * REACH for one, other in combinations(found, 2))
    assert Counter(slug for one in found for slug in one.slugs) == Counter(points.keys())
    for one in found:
        first = points[one.slugs[0]]
        assert one.spot == (round(first[0]), round(first[1]))
        for slug in one.slugs:
            own = dist(one.spot, (round(points[slug][0]), round(points[slug][1])))
            assert own < APART
            assert own == min(dist(other.spot, (round(points[slug][0]), round(points[slug][1]))) for other in found)
        assert one.spread == (len({(round(points[slug][0]), round(points[slug][1])) for slug in one.slugs}) > 1)


@given(st.dictionaries(slugs, crowded, max_size=30), st.randoms())
def test_the_order_of_the_entries_changes_nothing(points: dict[str, tuple[float, float]], chance: object) -> None:
    turned = dict(reversed(points.items()))
    assert clusters(turned) == clusters(points)


def test_a_mark_stands_where_most_entries_are() -> None:
    points = {"village": (100.0, 100.0), "a": (130.0, 100.0), "b": (131.0, 100.0), "c": (131.0, 101.0)}
    (found,) = clusters(points)
    assert found.spot in {(130, 100), (131, 100), (131, 101)}
    assert sorted(found.slugs) == ["a", "b", "c", "village"]


def test_no_entries_make_no_marks() -> None:
    assert clusters({}) == ()


# ---- overview


def mark(number: int, **more: object) -> Mark:
    given = {"spot": (number * 50, 60), "count": 1, "figure": "1", "name": f"Place {number}", "href": f"{number}.html"}
    return Mark(**{"identifier": f"mark-{number}", **given, **more})  # type: ignore[arg-type]


MARKS = (
    mark(1),
    mark(2, count=2, figure="2", name='"Quoted" & <odd>: 2 entries', href="#around-2"),
    mark(3, count=40, figure="40"),
    mark(4, count=1204, figure="1,204"),
)


def parse(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def identifiers(svg: str) -> list[str]:
    return re.findall(r'\sid="([^"]*)"', svg)


def test_the_overview_is_a_group_whose_picture_stands_beside_its_links() -> None:
    root = parse(overview(MARKS, "Map of <all>", "What it shows.", {"DE"}))
    assert root.get("role") == "group"
    picture, links = root[0], root.findall("a")
    assert picture.get("role") == "img"
    assert (picture[0].tag, picture[0].text, picture[1].tag) == ("title", "Map of <all>", "desc")
    assert root.get("aria-labelledby") == picture.get("aria-labelledby") == picture[0].get("id")
    assert picture.get("aria-describedby") == picture[1].get("id")
    assert picture.find(".//a") is None
    assert [link.findtext("title") for link in links] == [one.name for one in MARKS]
    assert [link.get("href") for link in links] == [one.href for one in MARKS]
    assert [link.findtext("text") for link in links] == [None, "2", "40", "1,204"]


def test_an_overview_has_no_style_no_fixed_colour_and_no_identifier_twice() -> None:
    svg = overview(MARKS, "Map", "It shows.", {"DE", "FR"}) + overview((), "Other", "It shows.", (), prefix="other")
    assert not re.search(r"style=|<style|fill=\"(?!none)|stroke=|#[0-9a-f]{3,6};", svg)
    assert len(identifiers(svg)) == len(set(identifiers(svg)))
    drawn = set(re.findall(r'<use href="#([^"]*)"', svg))
    assert drawn <= set(identifiers(svg))


def test_countries_that_hold_entries_are_drawn_apart_and_none_is_missing() -> None:
    root = parse(overview((), "Map", "It shows.", {"DE", "AT"}))
    groups = {group.get("class"): [path.get("d") for path in group] for group in root.iter("g") if group.get("class")}
    assert groups["map-held"] == [OUTLINES["AT"], OUTLINES["DE"]]
    assert groups["map-other"] == [OUTLINES[""]]
    assert len(groups["map-country"]) == len(OUTLINES) - 3


def test_marks_lie_within_the_frame_wherever_there_is_a_country() -> None:
    for one in COUNTRIES:
        for north in (-1, 1):
            for east in (-1, 1):
                x, y = project(one.latitude + north * one.north_south, one.longitude + east * one.east_west)
                assert REACH <= x <= WIDTH - REACH, one.code
                assert REACH <= y <= HEIGHT - REACH, one.code


# ---- locator


@pytest.mark.parametrize("code", PLACES)
def test_a_locator_shows_the_place_in_its_country_and_is_small(code: str) -> None:
    svg = locator(*PLACES[code], code, "Where <it> lies")
    root = parse(svg)
    left, top, width, height = map(int, (root.get("viewBox") or "").split())
    x, y = project(*PLACES[code])
    assert left + 0.4 * width <= x <= left + 0.6 * width
    assert top + 0.4 * height <= y <= top + 0.6 * height
    assert root.get("role") == "img"
    assert root.findtext("title") == "Where <it> lies"
    assert root.find("./g[@class='map-held']/path") is not None
    assert len(svg) < 6_000
    for numbers in re.findall(r'd="M(-?\d+)[ ]?(-?\d+)l', svg):
        assert left - 5 <= int(numbers[0]) <= left + width + 5
        assert top - 5 <= int(numbers[1]) <= top + height + 5


@pytest.mark.parametrize("code", PLACES)
def test_a_crop_shows_the_same_land_and_sea_as_the_whole_map(code: str) -> None:
    x, y = (round(way / 20) * 20 for way in project(*PLACES[code]))
    crop = {
        one: tuple(atlas._points(*ring) for ring in atlas._RING.findall(data))
        for one, data in atlas._crop(x - 120, y - 80)
    }
    points = [(x - 119.5 + 20 * across, y - 79.5 + 20 * down) for across in range(12) for down in range(9)]
    wrong = sum(
        surrounded(point, crop.get(one, ())) != surrounded(point, rings(one)) for one in OUTLINES for point in points
    )
    assert wrong <= 3  # where a border was cut, its end was rounded to a whole unit


def test_a_place_beyond_the_frame_has_no_locator() -> None:
    assert locator(28.1, -15.4, "ES", "Far") == ""


@given(st.floats(34, 71), st.floats(-24, 40))
def test_whatever_is_cropped_stays_in_its_window(latitude: float, longitude: float) -> None:
    svg = locator(latitude, longitude, "DE", "x")
    if svg:
        left, top, width, height = map(int, (parse(svg).get("viewBox") or "").split())
        over = atlas._OVER
        for code, data in atlas._crop(left, top):
            for ring in atlas._RING.findall(data):
                for x, y in atlas._points(*ring):
                    assert left - over <= x <= left + width + over, code
                    assert top - over <= y <= top + height + over, code
        assert len(svg) < 6_000


@pytest.mark.no_cover
def test_four_times_as_many_locators_take_no_more_than_four_times_as_long() -> None:
    chance = Random(1)
    places = [
        (one.latitude + chance.uniform(-1, 1) * one.north_south, one.longitude + chance.uniform(-1, 1) * one.east_west)
        for one in chance.choices(COUNTRIES, k=5000)
    ]
    atlas._crop.cache_clear()
    steady(lambda number: [locator(*place, "DE", "x") for place in places[:number]], len(places))
