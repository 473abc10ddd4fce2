"""Pictures: where dots, lanes and rows stand, what a file of them holds, and that a painting is one."""

from __future__ import annotations

import re
import struct
import zlib
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kltsite.present.charts import Bar, Before, Chart, bars, is_painting, paint, painting_key
from kltsite.present.charts.counts import Class, counts
from kltsite.present.charts.distribution import HIGHEST, MOST_DOTS, PITCH, Entry, distribution, step_for
from kltsite.present.charts.heat import heat
from kltsite.present.charts.palette import CELLS, GROUND, HUES, INK, INKS, SOFT, paint_of
from kltsite.present.charts.picture import Dot, Mark, Picture, Rect, Stroke, Words, as_file, framed, in_page
from kltsite.present.charts.rows import WIDTH
from kltsite.present.charts.series import Line, Point, series
from kltsite.present.charts.svg import Told
from kltsite.present.charts.texts import width_of
from kltsite.present.charts.timeline import MOST_LANES, Lane, timeline
from tests.helpers import GOLDEN, TEMPLATES, assert_golden

SVG = "{http://www.w3.org/2000/svg}"
TOLD = Told("chart-a", "A title", "What it shows.", "en")
LIMITS = [(2, "two years"), (5, "five years")]


def entries(*years: str) -> list[Entry]:
    return [Entry(Decimal(one), f"{n}.html", f"Entry {n}: {one} years") for n, one in enumerate(years)]


def dots(picture: Picture | None) -> list[Dot]:
    assert picture is not None
    return [shape for mark in picture.marks for shape in mark.shapes if isinstance(shape, Dot) and shape.role == "dot"]


def strokes(picture: Picture, role: str) -> list[Stroke]:
    return [
        shape for mark in picture.marks for shape in mark.shapes if isinstance(shape, Stroke) and shape.role == role
    ]


# -- how long ------------------------------------------------------------------------------------------------


def test_a_dot_lies_beyond_a_line_exactly_where_the_entry_lasted_longer() -> None:
    picture = distribution(entries("2", "2.003", "1.997", "5", "5.003"), LIMITS, "duration")
    assert picture is not None
    two, five = (line.x for line in strokes(picture, "limit"))
    places = sorted(dot.x for dot in dots(picture))
    assert [x > two for x in places] == [False, False, True, True, True]
    assert [x > five for x in places] == [False, False, False, False, True]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.decimals(0, 60, places=3), max_size=40))
def test_dots_keep_their_distance_and_stay_inside(years: list[Decimal]) -> None:
    picture = distribution(entries(*map(str, years)), LIMITS, "duration")
    if picture is None:
        return
    found = dots(picture)
    assert len(found) == len(years)
    for dot in found:
        assert dot.radius <= dot.x <= picture.width - dot.radius
        assert dot.radius <= dot.y <= picture.height
    for row in {dot.y for dot in found}:
        places = sorted(dot.x for dot in found if dot.y == row)
        assert all(right - left >= PITCH for left, right in pairwise(places))


def test_too_many_dots_or_too_high_a_stack_are_shown_as_classes_instead() -> None:
    assert distribution(entries(*["3"] * HIGHEST), LIMITS, "duration") is not None
    assert distribution(entries(*["3"] * (HIGHEST + 1)), LIMITS, "duration") is None
    wide = [str(number / 10) for number in range(MOST_DOTS + 1)]
    assert distribution(entries(*wide), LIMITS, "duration") is None


def test_the_words_of_a_line_stay_inside_and_on_a_height_of_their_own() -> None:
    picture = distribution(entries("1"), [(2, "zwei Jahre"), (5, "länger als fünf ganze Jahre")], "duration")
    assert picture is not None
    words = [shape for mark in picture.marks for shape in mark.shapes if isinstance(shape, Words)][-2:]
    for one in words:
        left = one.x - Decimal(width_of(one.text, one.size)) * (one.anchor == "end")
        assert left >= 0
        assert left + Decimal(width_of(one.text, one.size)) <= picture.width
    assert words[0].y != words[1].y
    lines = strokes(picture, "limit")
    assert [one.x - line.x for one, line in zip(words, lines, strict=True)] == [5, -5], "beside the line, not across it"


@pytest.mark.parametrize(("length", "step"), [(6, 1), (10, 1), (11, 2), (60, 10), (200, 20), (5000, 500)])
def test_an_axis_has_ten_steps_at_most(length: int, step: int) -> None:
    assert step_for(length) == step


# -- when ----------------------------------------------------------------------------------------------------


def lane(started: int, ended: int | None = None, label: str = "An entry") -> Lane:
    return Lane(started, ended, label, f"since {started}", f"{started}.html", f"{label}: since {started}")


def test_a_lane_runs_from_its_start_to_its_end_or_with_an_arrow_to_today() -> None:
    picture = timeline([lane(2014, 2018), lane(2016)], 2024, "duration")
    assert picture is not None
    closed, going = strokes(picture, "span")
    first, second = dots(picture)
    assert (closed.x, going.x) == (first.x, second.x)
    assert closed.to_x < going.to_x
    assert [mark.href for mark in picture.marks] == ["", "2014.html", "2016.html"]
    ends = strokes(picture, "end")
    assert len(ends) == 3, "a stroke closes one, two make an arrow"
    assert ends[0].x == ends[0].to_x == closed.to_x


def test_a_lane_that_ends_in_the_year_of_its_start_is_a_dot() -> None:
    picture = timeline([lane(2020, 2020)], 2024, "duration")
    assert picture is not None
    assert strokes(picture, "span") == []
    assert len(dots(picture)) == 1


def test_a_start_after_today_is_shown_all_the_same() -> None:
    picture = timeline([lane(2030), lane(2020)], 2024, "duration")
    assert picture is not None
    assert max(dot.x for dot in dots(picture)) < picture.width


def test_too_many_lanes_are_counted_instead_and_no_lane_is_no_picture() -> None:
    assert timeline([lane(2020)] * MOST_LANES, 2024, "duration") is not None
    assert timeline([lane(2020)] * (MOST_LANES + 1), 2024, "duration") is None
    assert timeline([], 2024, "duration") is None


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1900, 2999), st.integers(0, 300), st.booleans()), min_size=1, max_size=12),
    st.integers(1990, 2100),
)
def test_every_lane_stays_inside(spans: list[tuple[int, int, bool]], today: int) -> None:
    lanes = [lane(start, start + years if ends else None, "Zusammenarbeit " * 4) for start, years, ends in spans]
    picture = timeline(lanes, today, "duration")
    assert picture is not None
    for mark in picture.marks:
        for shape in mark.shapes:
            assert 0 <= shape.x <= picture.width
            assert -7 <= shape.y <= picture.height
            if isinstance(shape, Stroke):
                assert 0 <= shape.to_x <= picture.width
    tops = [mark.shapes[0] for mark in picture.marks[1:]]
    for upper, lower in pairwise(tops):
        assert isinstance(upper, Rect)
        assert upper.y + upper.height == lower.y
        assert upper.height >= 26, "24 px on a phone"


# -- classes -------------------------------------------------------------------------------------------------


def test_rows_are_as_long_as_their_counts_and_lines_stand_between_them() -> None:
    rows = [Class("up to 1", 3, "3", "a.html", "up to 1: 3"), Class("over 1", 6, "6", "b.html", "over 1: 6")]
    picture = counts([*rows, Class("none", 0, "0", "", "none: 0")], {1: "one year"}, "duration")
    found = [
        shape for mark in picture.marks for shape in mark.shapes if isinstance(shape, Rect) and shape.role == "bar"
    ]
    assert found[1].width == 2 * found[0].width
    assert found[2].width == 0
    (line,) = strokes(picture, "limit")
    assert found[0].y < line.y < found[1].y
    assert [mark.href for mark in picture.marks] == ["a.html", "", "b.html", ""]


# -- in a page and as a file ---------------------------------------------------------------------------------


def test_each_mark_of_a_page_is_a_link_with_a_name_and_no_colour_of_its_own() -> None:
    picture = distribution(entries("1", "3"), LIMITS, "duration")
    assert picture is not None
    svg = in_page(picture, TOLD)
    root = ElementTree.fromstring(svg)
    links = root.findall(f"{SVG}a")
    assert [(link.get("href"), link.findtext(f"{SVG}title")) for link in links] == [
        ("0.html", "Entry 0: 1 years"),
        ("1.html", "Entry 1: 3 years"),
    ]
    assert not re.search("#[0-9a-f]{3}|style=|on[a-z]+=", svg)
    assert root.find(f".//{SVG}g[@role='img']/{SVG}a") is None


def test_a_file_has_its_colours_title_and_source_and_no_link() -> None:
    picture = distribution(entries("1", "3"), LIMITS, "duration")
    assert picture is not None
    data = as_file(framed(picture, "A title", "From a source."), TOLD)
    root = ElementTree.fromstring(data)
    texts = [element.text for element in root.iter()]
    assert {"A title", "What it shows.", "From a source."} <= set(texts)
    assert root.get("role") == "img"
    assert HUES["duration"].encode() in data
    assert not re.search(rb"currentColor|class=|href=|<a |style=", data)
    assert as_file(framed(picture, "A title", "From a source."), TOLD) == data


@pytest.mark.parametrize("text", ["a < b & \"c\" > 'd'", "<script>alert(1)</script>", "🎨 &amp; ]]>"])
def test_markup_in_texts_is_only_text(text: str) -> None:
    picture = timeline([Lane(2020, None, text, text, "a.html", text)], 2024, "duration")
    assert picture is not None
    told = Told("a", text, text, "en")
    for svg in (in_page(picture, told), as_file(framed(picture, text, text), told).decode()):
        root = ElementTree.fromstring(svg)
        assert "<script" not in svg
        assert root.findtext(f".//{SVG}title") == text


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text,x"])
def test_a_mark_that_runs_something_is_refused(href: str) -> None:
    with pytest.raises(ValueError, match="leads to a page"):
        Mark((), href, "name")
    with pytest.raises(ValueError, match="text"):
        Mark((), "a.html", "")


PAIRED = Chart(
    "chart-contact",
    "How contact came about",
    "Most often: at an event.",
    (
        Bar(
            "At a joint event",
            Decimal("69.6"),
            "16 of 23 (69.6\u00a0%)",
            "a.html",
            Before(Decimal("13"), "2020: 3 of 23"),
        ),
        Bar("In no other way", Decimal(0), "0 of 23 (0\u00a0%)", "", Before(Decimal(0), "2020: 0 of 23")),
    ),
    "en",
)

GOLDEN_DRAWINGS = {
    "bars": lambda: bars.picture(PAIRED),
    "length": lambda: distribution(entries("0.5", "2", "2", "5.6"), LIMITS, "duration"),
    "started": lambda: timeline([lane(2014, 2018), lane(2020)], 2024, "duration"),
    "counts": lambda: counts([Class("2020", 3, "3", "a.html", "2020: 3")], {0: "one year"}, "duration"),
    "heat": lambda: heat(["Design"], ["Crafts", "Food"], {(0, 0): ("1", 1), (0, 1): ("7", 5)}, "none"),
}


@pytest.mark.parametrize("name", GOLDEN_DRAWINGS)
def test_a_file_is_written_to_the_byte(name: str) -> None:
    picture = GOLDEN_DRAWINGS[name]()
    assert picture is not None
    data = as_file(framed(picture, "A title", "From a source."), TOLD)
    assert len(data) < 8000
    assert_golden(GOLDEN / "charts" / f"{name}.svg", data.decode())


# -- an edition beside today's numbers -----------------------------------------------------------------------


def test_the_edition_s_bar_is_hollow_has_its_own_words_and_lies_outside_of_the_link() -> None:
    root = ElementTree.fromstring(bars.render(PAIRED))
    first, second = [group for group in root if group.get("class") == "bar-before"]
    assert ["".join(group.itertext()).strip() for group in (first, second)] == ["2020: 3 of 23", "2020: 0 of 23"]
    box = first.find(f"{SVG}rect")
    assert box is not None
    assert (box.get("fill"), Decimal(box.get("width") or 0)) == ("none", Decimal("46.8"))
    assert root.find(f"{SVG}a/{SVG}g") is None


@pytest.mark.parametrize(
    "change",
    [("46.8", "66.8"), ("2020: 3 of 23", "2020: 4 of 23"), ('id="before-0"', 'id="x"'), ('id="edition-0-0"', 'id="x"')],
)
def test_a_drawing_with_another_edition_is_refused(change: tuple[str, str]) -> None:
    drawing = bars.draw(PAIRED)
    assert change[0] in drawing
    with pytest.raises(ValueError, match="drawing"):
        bars.finish(drawing.replace(*change), PAIRED)


# -- over time -----------------------------------------------------------------------------------------------


def over_time(*shares: str) -> Picture:
    points = tuple(Point(Decimal(one), f"{one} %", "", one) for one in shares)
    return series([Line("An option", points)], [f"Edition {number}" for number, _ in enumerate(shares)], "contact")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.decimals(0, 100, places=1).map(str), min_size=1, max_size=4))
def test_no_line_crosses_a_figure_over_time(shares: list[str]) -> None:
    picture = over_time(*shares)
    figures = [
        shape
        for mark in picture.marks
        for shape in mark.shapes
        if isinstance(shape, Words) and shape.text.endswith("%")
    ]
    assert figures
    for words in figures:
        half = Decimal(width_of(words.text, words.size)) / 2
        beside = [
            line
            for line in strokes(picture, "grid")
            if words.y - words.size < line.y < words.y + 4 and line.x < words.x + half and line.to_x > words.x - half
        ]
        assert all(min(abs(words.x - half - line.to_x), abs(words.x + half - line.x)) < 1 for line in beside), shares


def test_a_line_that_no_figure_crosses_is_whole() -> None:
    assert [(line.x, line.to_x) for line in strokes(over_time("10", "20"), "grid")] == [(0, WIDTH), (0, WIDTH)]
    assert len(strokes(over_time("80", "20"), "grid")) == 3


# -- painting ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def painting() -> bytes:
    return paint(framed(bars.picture(PAIRED), "A title", "From a source."))


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def test_a_painting_is_a_png_of_1600_pixels_without_words_and_the_same_each_time(painting: bytes) -> None:
    assert is_painting(painting)
    assert struct.unpack(">I", painting[16:20]) == (1600,)
    assert b"tEXt" not in painting
    assert b"atplotlib" not in painting
    assert paint(framed(bars.picture(PAIRED), "A title", "From a source.")) == painting


def test_every_kind_of_picture_can_be_painted() -> None:
    for make in GOLDEN_DRAWINGS.values():
        picture = make()
        assert picture is not None
        assert is_painting(paint(framed(picture, "🎨 $x$", "From a source.")))


SHAPES = (
    Rect("bar", Decimal(10), Decimal(10), Decimal(80), Decimal(20)),
    Rect("before", Decimal(10), Decimal(40), Decimal(80), Decimal(20)),
    Dot("dot", Decimal(30), Decimal(90), Decimal(10)),
    Stroke("limit", Decimal(60), Decimal(70), Decimal(60), Decimal(110)),
    Stroke("end", Decimal(80), Decimal(70), Decimal(100), Decimal(90)),
    Words("figure", Decimal(150), Decimal(40), "III", "end", 40),
    Words("figure", Decimal(150), Decimal(150), "III", "middle", 20, turned=True),
)


GROUNDS = ("track", "cell-1", "cell-2", "cell-3", "cell-4", "cell-5", "number-4")


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))


@pytest.mark.parametrize(
    ("x", "y", "colour"),
    [
        (5, 5, GROUND),
        (12, 12, HUES["contact"]),
        (88, 28, HUES["contact"]),
        (92, 20, GROUND),
        (10, 50, INK),  # the line round a hollow bar
        (50, 50, GROUND),
        (30, 90, HUES["contact"]),
        (38, 82, GROUND),  # beside the dot, within its square
        (60, 72, INK),  # a dash, and the gap behind it
        (60, 75.5, GROUND),
        (90, 80, HUES["contact"]),  # in the middle of a slanting line
        (86, 80, GROUND),
        (144, 30, INK),  # the last I of a word that ends at 150
        (154, 30, GROUND),
        (143, 150, INK),  # an I that lies on its side, left of its baseline
        (154, 150, GROUND),
    ],
)
def test_a_painting_has_each_shape_in_its_place_and_colour(x: float, y: float, colour: str) -> None:
    picture = Picture(200, Decimal(200), (Mark(SHAPES),), "contact")
    painted = Image.open(BytesIO(paint(picture))).convert("RGB")
    assert painted.size == (1600, 1600)
    assert painted.getpixel((x * 8, y * 8)) == rgb(colour)


def test_where_there_are_more_shades_than_numbers_each_colour_is_still_itself() -> None:
    shapes: list[Rect | Dot | Words] = []
    for row, ground in enumerate(GROUNDS):
        shapes.append(Rect(ground, Decimal(0), Decimal(20 * row), Decimal(200), Decimal(20)))
        for place, role in enumerate(("label", "tick", "number-4")):
            shapes.append(Words(role, Decimal(50 * place + 30), Decimal(20 * row + 15), "8g", size=15))
        shapes.append(Dot("dot", Decimal(15), Decimal(20 * row + 10), Decimal(7)))
    painted = Image.open(BytesIO(paint(Picture(200, Decimal(140), (Mark(tuple(shapes)),), "contact"))))
    colours, rows = painted.convert("RGB"), range(80, 1120, 160)
    assert len(painted.getcolors()) > 200
    assert [colours.getpixel((1590, row)) for row in rows] == [rgb(paint_of(ground).fill) for ground in GROUNDS]
    assert {colours.getpixel((120, row)) for row in rows} == {rgb(HUES["contact"])}


def test_what_lies_over_a_smooth_edge_makes_no_shades_of_shades() -> None:
    over = tuple(
        Words(role, x, Decimal(30), "8g8g", size=20) for role, x in (("label", Decimal(5)), ("tick", Decimal(7)))
    )
    painted = Image.open(BytesIO(paint(Picture(100, Decimal(50), (Mark(over),)))))
    assert len(painted.getcolors()) <= 3 + 3 * 13  # of three colours any two meet


def test_what_is_no_painting_is_told_from_one(painting: bytes) -> None:
    end = painting[-12:]
    wrong = [
        b"",
        b"<svg/>",
        painting[:-1],
        painting + b"<script>alert(1)</script>",
        painting[:8] + painting[33:],
        painting.removesuffix(end),
        painting.removesuffix(end) + chunk(b"tEXt", b"Comment\0hello") + end,
        painting.replace(struct.pack(">I", 1600), struct.pack(">I", 1601), 1),
        painting[:60] + bytes([painting[60] ^ 1]) + painting[61:],
        painting[:8] + chunk(b"IHDR", b"") + end,
    ]
    assert [is_painting(data) for data in wrong] == [False] * len(wrong)


def test_the_key_of_a_painting_changes_with_what_is_shown() -> None:
    one = Picture(360, Decimal(9), (Mark((Dot("dot", Decimal(1), Decimal(2), Decimal(3)),)),), "contact")
    others = [
        Picture(360, Decimal(9), one.marks, "duration"),
        Picture(361, Decimal(9), one.marks, "contact"),
        Picture(360, Decimal(9), (), "contact"),
    ]
    assert len({painting_key(picture) for picture in (one, *others)}) == 4


# -- colours -------------------------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_texts_and_marks_of_a_file_can_be_told_from_what_they_stand_on() -> None:
    assert all(contrast(ink, GROUND) >= 4.5 for ink in (INK, SOFT, *HUES.values()))
    assert all(contrast(ink, cell) >= 4.5 for ink, cell in zip(INKS, CELLS, strict=True))


def test_the_steps_of_the_heat_map_carry_their_numbers_in_light_and_dark() -> None:
    css = (TEMPLATES / "assets" / "site.css").read_text(encoding="utf-8")
    shades = re.findall(r"--heat-(ink-)?(\d): (#[0-9a-f]+);", css)
    assert len(shades) == 20, "five steps and their inks, in light and dark"
    for scheme in (shades[:10], shades[10:]):
        ground = {step: colour for ink, step, colour in scheme if not ink}
        inks = {step: colour for ink, step, colour in scheme if ink}
        assert all(contrast(ground[step], inks[step]) >= 4.5 for step in "12345")
        levels = [luminance(ground[step]) for step in "12345"]
        assert levels in (sorted(levels), sorted(levels, reverse=True)), "each step is stronger than the last"


def test_the_shades_of_files_are_those_of_the_page_in_light() -> None:
    css = (TEMPLATES / "assets" / "site.css").read_text(encoding="utf-8")
    assert tuple(re.findall(r"--heat-\d: (#[0-9a-f]+);", css)[:5]) == CELLS
