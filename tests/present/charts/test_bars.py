"""Charts: right lengths and links, the same bytes everywhere, nothing of a hostile drawing in a page."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kltsite.present.charts import WIDTH, Bar, Chart, draw, drawing_key, finish, render
from kltsite.present.charts import bars as charts
from kltsite.present.charts.rows import GAP

SVG = "{http://www.w3.org/2000/svg}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
LONG = "Verbesserung der touristischen und kulturellen Angebote und der regionalen Infrastruktur im Ort"

SAMPLE = Chart(
    identifier="contact",
    title="How contact came about",
    description="Each bar shows the share of the collaborations that gave this answer.",
    bars=(
        Bar("Through targeted contact", Decimal("69.6"), "16 of 23 (69.6\u00a0%)", "contact/a.html"),
        Bar("At a joint event", Decimal("13"), "3 of 23 (13\u00a0%)", "../contact/event.html?a=1&b=2"),
        Bar("Gewinnung, Bindung und Management von Fachkräften", Decimal(0), "0 von 23 (0\u00a0%)", "x.html"),
        Bar("In no other way", Decimal(100), "23 of 23 (100\u00a0%)", ""),
    ),
    language="en",
)


@pytest.fixture(scope="module")
def drawing() -> str:
    return draw(SAMPLE)


def with_bars(*bars: Bar) -> Chart:
    return replace(SAMPLE, bars=bars)


def parse(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def of_class(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [element for element in root.iter() if element.get("class") == name]


def words(element: ElementTree.Element) -> str:
    """All text of an element, as a screen reader joins it."""
    return " ".join("".join(element.itertext()).split(" ")).strip(" ")


def run(code: str, **environment: str) -> str:
    """Run Python in a process of its own, at the root of the repository."""
    return subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | environment,
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    ).stdout


# -- the same bytes ------------------------------------------------------------------------------------------


def test_a_chart_has_the_same_bytes_in_any_process_zone_locale_and_user_settings(tmp_path: Path) -> None:
    own = tmp_path / "matplotlibrc"
    own.write_text(
        "svg.fonttype: path\nfont.family: serif\nfont.size: 30\nsavefig.bbox: tight\nlines.linewidth: 9\n"
        "patch.edgecolor: red\npatch.force_edgecolor: True\nfigure.dpi: 200\nsavefig.dpi: 300\n"
    )
    code = (
        "import sys; sys.stdout.reconfigure(encoding='utf-8'); from tests.present.charts.test_bars import *; "
        "print(drawing_key(SAMPLE)); print(draw(SAMPLE)); print(render(SAMPLE))"
    )
    here = run(code, TZ="UTC", LC_ALL="C", PYTHONHASHSEED="1")
    far = {"TZ": "Pacific/Kiritimati", "LC_ALL": "de_DE.UTF-8", "PYTHONHASHSEED": "2"}
    there = run(code, MATPLOTLIBRC=str(own), **far)
    assert here == there
    assert render(SAMPLE) in here


def test_drawing_twice_in_one_process_gives_the_same_bytes(drawing: str) -> None:
    assert draw(SAMPLE) == drawing


def test_drawing_leaves_the_settings_of_matplotlib_as_they_were() -> None:
    import matplotlib

    with matplotlib.rc_context({"font.size": 31.0}):
        before = dict(matplotlib.rcParams)
        draw(SAMPLE)
        assert dict(matplotlib.rcParams) == before


def test_of_matplotlib_no_more_is_imported_than_draws_and_that_only_to_draw() -> None:
    printed = run(
        "import sys; from kltsite.present import charts; from tests.present.charts.test_bars import SAMPLE; "
        "charts.drawing_key(SAMPLE); print('matplotlib' in sys.modules); "
        "charts.render(SAMPLE); print('matplotlib' in sys.modules); "
        "print({'matplotlib.pyplot', 'matplotlib.figure', 'matplotlib.axes'} & sys.modules.keys())"
    )
    assert printed.split() == ["False", "True", "set()"]


# -- the key of a drawing ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change", [{"label": "Another label"}, {"share": Decimal("69.5")}, {"figure": "15 of 23 (65.2\u00a0%)"}]
)
def test_the_key_changes_with_what_is_drawn(change: dict[str, Any]) -> None:
    first, *others = SAMPLE.bars
    assert drawing_key(with_bars(replace(first, **change), *others)) != drawing_key(SAMPLE)


def test_the_key_changes_with_the_order_and_the_number_of_bars() -> None:
    keys = {drawing_key(with_bars(*bars)) for bars in (SAMPLE.bars, SAMPLE.bars[::-1], SAMPLE.bars[:-1])}
    assert len(keys) == 3


def test_the_key_changes_with_the_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    before = drawing_key(SAMPLE)
    monkeypatch.setattr(charts, "DRAWING", charts.DRAWING + 1)
    drawn_otherwise = drawing_key(SAMPLE)
    monkeypatch.setattr(charts, "version", lambda name: "0")
    assert len({before, drawn_otherwise, drawing_key(SAMPLE)}) == 3


def test_key_and_drawing_do_not_change_with_link_title_description_identifier_language(drawing: str) -> None:
    bars = tuple(replace(bar, href="y.html") for bar in SAMPLE.bars)
    other = Chart("other", "A title", "A text.", bars, "de")
    assert drawing_key(other) == drawing_key(SAMPLE)
    assert draw(other) == drawing


def test_equal_shares_written_otherwise_have_one_key() -> None:
    bar = SAMPLE.bars[1]
    assert drawing_key(with_bars(bar)) == drawing_key(with_bars(replace(bar, share=Decimal("13.0"))))


# -- what a reader gets --------------------------------------------------------------------------------------


def test_label_and_figure_of_every_bar_are_text() -> None:
    rows = of_class(parse(render(SAMPLE)), "bar-link") + of_class(parse(render(SAMPLE)), "bar-row")
    assert [words(row) for row in rows] == [f"{bar.label} {bar.figure}" for bar in SAMPLE.bars]


def test_each_bar_is_a_link_to_its_entries_in_order_and_one_without_address_is_none() -> None:
    rows = [element for element in parse(render(SAMPLE)) if element.get("class", "").startswith("bar-")]
    assert [(row.tag, row.get("href", "")) for row in rows] == [
        (f"{SVG}a" if bar.href else f"{SVG}g", bar.href) for bar in SAMPLE.bars
    ]
    parts = ["bar-area", "chart-label", "chart-figure", "chart-track", "chart-bar"]
    assert all([part.get("class") for part in row] == parts for row in rows)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.decimals(0, 100, places=1), min_size=1, max_size=8))
def test_each_bar_is_as_long_as_its_share_of_the_track(shares: list[Decimal]) -> None:
    chart = with_bars(*(Bar(f"Answer {n}", abs(share), f"{n} of 9", "") for n, share in enumerate(shares)))
    root = parse(render(chart))
    tracks = [Decimal(rect.attrib["width"]) for rect in of_class(root, "chart-track")]
    lengths = [Decimal(rect.attrib["width"]) for rect in of_class(root, "chart-bar")]
    assert tracks == [WIDTH] * len(shares)
    assert lengths == [WIDTH * abs(share) / 100 for share in shares]


def test_a_bar_lies_on_its_track_and_below_its_label_and_rows_do_not_meet() -> None:
    bottom = Decimal(0)
    for row in parse(render(SAMPLE)).iter():
        if row.get("class") not in ("bar-link", "bar-row"):
            continue
        area, label, figure, track, bar = row
        assert Decimal(area.attrib["y"]) == bottom
        baselines = [Decimal(n.attrib["y"]) for n in (*label.iter(), *figure.iter()) if "y" in n.attrib]
        edge = Decimal(track.attrib["y"])
        assert bottom < min(baselines) <= max(baselines) < edge == Decimal(bar.attrib["y"])
        bottom += Decimal(area.attrib["height"])
    assert bottom == Decimal(parse(render(SAMPLE)).attrib["viewBox"].split()[3])


@pytest.mark.parametrize("figure", ["3 of 23 (13\u00a0%)", "1.234 von 12.345 (100\u00a0%)"])
@pytest.mark.parametrize(
    "label",
    ["Years", LONG, "W" * 90, "Innovationsentwicklung/-förderung", SAMPLE.bars[2].label, "Посещения"],
)
def test_a_label_never_leaves_the_chart_nor_meets_its_figure_in_a_broad_font(label: str, figure: str) -> None:
    root = parse(render(with_bars(Bar(label, Decimal(100), figure, ""))))
    widest: dict[str, float] = {}
    for text in (*of_class(root, "chart-label"), *of_class(root, "chart-figure")):
        for line in list(text) or [text]:
            height = line.attrib["y"]
            widest[height] = widest.get(height, 0) + width_in_a_broad_font(line.text or "")
    assert max(widest.values()) <= WIDTH


@pytest.mark.parametrize("repeats", range(1, 8))
def test_whatever_the_letters_a_label_and_its_figure_fit_a_broad_font(repeats: int) -> None:
    figure = "16 von 23 (69,6\u00a0%)"
    letters = [letter for letter in map(chr, range(33, 0x100)) if letter.isalnum()]
    bars = [Bar(letter * 4 + f" {letter * 4}" * repeats, Decimal(1), figure, "x.html") for letter in letters]
    for few in (bars[n : n + 40] for n in range(0, len(bars), 40)):
        for row in of_class(parse(render(with_bars(*few))), "bar-link"):
            lines = list(row[1]) or [row[1]]
            widths = [width_in_a_broad_font(line.text or "") for line in lines]
            if lines[-1].get("y") == row[2].get("y"):
                widths[-1] += GAP + width_in_a_broad_font(figure)
            assert max(widths) <= WIDTH, words(row)


@cache
def broad_font() -> Any:
    from matplotlib.font_manager import FontProperties, fontManager
    from matplotlib.ft2font import FT2Font

    font = FT2Font(fontManager.findfont(FontProperties(family="DejaVu Sans")))
    font.set_size(charts.FONT, 72)
    return font


@cache
def advance(letter: str) -> float:
    from matplotlib.ft2font import LoadFlags

    return float(broad_font().load_char(ord(letter), flags=LoadFlags.NO_HINTING).linearHoriAdvance) / 65536


def width_in_a_broad_font(text: str) -> float:
    return sum(map(advance, text))


def test_the_picture_has_role_title_and_description_and_holds_no_link() -> None:
    root = parse(render(SAMPLE))
    named = {element.attrib["id"]: element for element in root.iter() if "id" in element.attrib}
    (picture,) = [element for element in root.iter() if element.get("role") == "img"]
    assert named[picture.attrib["aria-labelledby"]].text == SAMPLE.title
    assert named[picture.attrib["aria-describedby"]].text == SAMPLE.description
    assert list(picture.iter(f"{SVG}a")) == []
    assert root.get("role") == "group"
    assert named[root.attrib["aria-labelledby"]].text == SAMPLE.title
    assert root.get(XML_LANG) == "en"


def test_the_svg_has_a_view_box_and_no_size_of_its_own() -> None:
    root = parse(render(SAMPLE))
    assert re.fullmatch(rf"0 0 {WIDTH} \d+", root.attrib["viewBox"])
    assert not {"width", "height"} & set(root.attrib)


def test_ids_of_two_charts_in_one_page_never_clash() -> None:
    page = render(SAMPLE) + render(replace(SAMPLE, identifier="contact-title"))
    ids = re.findall(r'\bid="([^"]*)"', page)
    assert len(ids) == len(set(ids)) == 4
    assert set(re.findall(r'aria-\w+="([^"]*)"', page)) == set(ids)


def test_numbers_have_two_decimals_at_most() -> None:
    numbers = re.findall(r'[a-z]="(-?[\d.]+)"', render(SAMPLE))
    assert "250.56" in numbers
    assert all(re.fullmatch(r"\d+(\.\d{1,2})?", number) for number in numbers)


def test_only_plain_elements_and_attributes_are_written_and_never_a_style() -> None:
    root = parse(render(SAMPLE))
    allowed = {f"{SVG}{name}" for name in ("svg", "g", "title", "desc", "a", "rect", "text", "tspan")}
    assert {element.tag for element in root.iter()} <= allowed
    assert {name for element in root.iter() for name in element.attrib} == {
        *("class", "id", "role", "aria-labelledby", "aria-describedby", XML_LANG, "href"),
        *("viewBox", "overflow", "x", "y", "width", "height", "fill", "fill-opacity", "pointer-events"),
        *("font-size", "text-anchor"),
    }


def test_twelve_bars_with_long_labels_stay_under_15_kilobytes() -> None:
    bar = Bar(LONG, Decimal("99.9"), "1.234 von 12.345 (99,9\u00a0%)", "../mehrwert/infrastruktur.html")
    assert len(render(with_bars(*[bar] * 12)).encode()) < 15_000


# -- texts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["a < b & \"c\" > 'd'", "<script>alert(1)</script>", "$x^2$ is $y_1$", "🎨 👩‍🎨 art", "&amp;", "]]>"],
)
def test_markup_and_formulas_in_texts_are_only_text(text: str) -> None:
    chart = Chart("a", text, text, (Bar(text, Decimal(1), text, "x.html"),), "en")
    svg = render(chart)
    root = parse(svg)
    assert words(of_class(root, "bar-link")[0]) == f"{text} {text}"
    assert [root.find(f".//{SVG}{name}").text for name in ("title", "desc")] == [text, text]  # type: ignore[union-attr]
    assert "<script" not in svg


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=80))
def test_any_text_can_be_drawn_and_loses_nothing(text: str) -> None:
    text = f"x{text}x"
    root = parse(render(with_bars(Bar(text, Decimal(1), "1 of 1", "x.html"))))
    drawn = "".join(of_class(root, "chart-label")[0].itertext())
    assert drawn.replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("share", [Decimal("100.1"), Decimal("-1"), Decimal("33.33")])
def test_a_share_that_is_none_is_refused(share: Decimal) -> None:
    with pytest.raises(ValueError, match="share"):
        Bar("A", share, "1 of 1", "")


@pytest.mark.parametrize("href", ["javascript:alert(1)", " JavaScript:x", "java\nscript:x", "data:text,x"])
def test_an_address_that_runs_something_is_refused(href: str) -> None:
    with pytest.raises(ValueError, match="leads to a page"):
        Bar("A", Decimal(1), "1 of 1", href)


@pytest.mark.parametrize(
    "change",
    [
        *({"identifier": "1"}, {"identifier": 'a"b'}, {"language": 'en"'}),
        *({"bars": ()}, {"title": " "}, {"title": "\x00"}),
    ],
)
def test_a_chart_that_cannot_be_written_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"identifier|language|bars|text"):
        replace(SAMPLE, **change)


# -- hostile drawings ----------------------------------------------------------------------------------------

BOMB = '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
FOREIGN = '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
END = "</svg>"
TEXT = '<text transform="translate(0 9)">!</text>'


def group(drawing: str, name: str) -> str:
    found = re.search(f'<g id="{name}">.*?</g>', drawing, flags=re.DOTALL)
    assert found is not None
    return found[0]


HOSTILE: dict[str, Callable[[str], str]] = {
    "script": lambda text: text.replace(END, f"<script>alert(1)</script>{END}"),
    "onload": lambda text: text.replace("<svg ", '<svg onload="alert(1)" '),
    "handler of a path": lambda text: text.replace("<path ", '<path onclick="alert(1)" '),
    "handler of a text": lambda text: text.replace("<text ", '<text onmouseover="alert(1)" '),
    "javascript link": lambda text: re.sub("(<path [^>]*>)", r'<a href="javascript:x">\1</a>', text),
    "link beside": lambda text: text.replace(END, f'<a href="//evil.example">{TEXT}</a>{END}'),
    "link of a group": lambda text: text.replace("<g ", '<g xlink:href="javascript:x" '),
    "style attribute": lambda text: text.replace("<path ", '<path style="fill:url(//evil.example)" '),
    "style sheet": lambda text: text.replace(END, f"<style>@import '//evil.example'</style>{END}"),
    "foreign object": lambda text: text.replace(END, f"<foreignObject><p>!</p></foreignObject>{END}"),
    "image": lambda text: text.replace(END, f'<image href="https://evil.example/x.png"/>{END}'),
    "use": lambda text: text.replace(END, f'<use href="https://evil.example/x.svg#a"/>{END}'),
    "animation": lambda text: text.replace(END, f'<animate attributeName="href" to="javascript:x"/>{END}'),
    "instruction": lambda text: f'<?xml-stylesheet href="//evil.example"?>{text}',
    "entities": lambda text: BOMB + text.replace("At a joint", "At a &b; joint"),
    "foreign entity": lambda text: FOREIGN + text.replace("At a joint", "At a &a; joint"),
    "document type alone": lambda text: f"<!DOCTYPE svg>{text}",
    "link in a text": lambda text: text.replace("At a joint event", '<a href="x">At a joint event</a>'),
    "attribute in a number": lambda text: text.replace("(0 ", "(0 1&quot; onload=&quot;x", 1),
    "number without end": lambda text: text.replace('viewBox="0 0 360 ', 'viewBox="0 0 360 ' + "9" * 99),
    "negative number": lambda text: re.sub(r"M 0 ", "M -900 ", text, count=1),
    "text far outside": lambda text: text.replace("translate(0 ", "translate(0 99", 1),
    "longer bar": lambda text: text.replace("250.56", "300.56"),
    "shorter track": lambda text: re.sub(r"L 360 ", "L 300 ", text, count=2),
    "slanted bar": lambda text: re.sub(r"L 0 (\S+)\s+z", r"L 5 \1 z", text, count=1),
    "upside down": lambda text: re.sub(r"M 0 (\d+)(.*?)L 360 (\d+) \nL 0 \3", r"M 0 \3\2", text, flags=re.S),
    "two paths in a bar": lambda text: re.sub("(<path [^>]*>)", r"\1\1", text, count=1),
    "the same bar again": lambda text: text.replace(END, group(text, "bar-1") + END),
    "something in a text": lambda text: text.replace("</text>", "<script/></text>", 1),
    "other elements": lambda text: text.replace("<path ", "<image "),
    "other texts": lambda text: re.sub("(</?)text", r"\1tspan", text),
    "another text": lambda text: text.replace("At a joint event", "At another event"),
    "another figure": lambda text: text.replace("16 of 23", "17 of 23"),
    "bar missing": lambda text: text.replace('id="bar-0"', 'id="other"'),
    "label missing": lambda text: text.replace('id="label-0-0"', 'id="other"'),
    "bar twice": lambda text: text.replace('id="bar-1"', 'id="bar-0"'),
    "one bar more": lambda text: text.replace(END, f'<g id="bar-4"><path d="M 0 0"/></g>{END}'),
    "one line more": lambda text: text.replace(END, f'<g id="label-0-1">{TEXT}</g>{END}'),
    "other namespace": lambda text: text.replace("http://www.w3.org/2000/svg", "http://www.w3.org/xhtml"),
    "deep": lambda text: text.replace(END, "<g>" * 20_000 + "</g>" * 20_000 + END),
    "huge": lambda text: text.replace(END, " " * 10_000_000 + END),
    "half": lambda text: text[: len(text) // 2],
    "empty": lambda text: "",
    "half a character": lambda text: text.replace("joint", "\ud800"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_drawing_changes_nothing_or_is_refused(name: str, drawing: str) -> None:
    hostile = HOSTILE[name](drawing)
    assert hostile != drawing
    try:
        svg = finish(hostile, SAMPLE)
    except ValueError:
        return
    assert svg == finish(drawing, SAMPLE)


@pytest.mark.parametrize(
    "name",
    [
        *("entities", "foreign entity", "document type alone", "half", "empty", "huge", "half a character"),
        *("bar missing", "bar twice", "label missing", "one bar more", "one line more", "other namespace"),
        *("longer bar", "shorter track", "slanted bar", "another text", "another figure", "text far outside"),
        *("link in a text", "two paths in a bar", "the same bar again", "something in a text", "upside down"),
        *("other elements", "other texts"),
        *("negative number", "number without end", "attribute in a number", "javascript link"),
    ],
)
def test_a_drawing_that_is_not_of_this_chart_is_refused(name: str, drawing: str) -> None:
    with pytest.raises(ValueError, match="drawing"):
        finish(HOSTILE[name](drawing), SAMPLE)


def test_the_drawing_of_another_chart_is_refused(drawing: str) -> None:
    with pytest.raises(ValueError, match="the drawing"):
        finish(drawing, with_bars(*SAMPLE.bars[::-1]))


def test_a_drawing_can_be_finished_for_other_links_and_another_title(drawing: str) -> None:
    bars = tuple(replace(bar, href="y.html") for bar in SAMPLE.bars)
    other = Chart("other", "Titel", "Text.", bars, "de")
    assert finish(drawing, other) == render(other)
