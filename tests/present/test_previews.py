"""Link preview images: drawn in two inks, the same bytes each time; whatever the words, they stay in their place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

import matplotlib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image

from kltsite.present import lettering, previews
from kltsite.present.previews import (
    BAND,
    COLUMN,
    EMBLEM,
    HEIGHT,
    INKS,
    MARGIN,
    TITLE_LINES,
    TITLE_SIZES,
    WIDTH,
    Preview,
    Shape,
    Typefaces,
    draw,
    kept_preview,
    preview_key,
    typefaces,
)
from tests.helpers import TEMPLATES, files_in, two_discs
from tests.pictures import picture
from tests.present.test_pictures import Shelf

LATIN, GREEK, CYRILLIC = "Die Badebox", "Το κουτί του μπάνιου", "Кутията за къпане"
SQUARE = Shape("cci", (((10, 10), (60, 10), (60, 60), (10, 60)),))
OTHER = Shape("sme", (((40, 40), (90, 40), (90, 90), (40, 90)),))
PAIR = Preview(
    "The bathing box", "Design industry × Manufacturing", "Kamenz, Saxony", "The collection", (SQUARE, OTHER)
)


@cache
def faces() -> Typefaces:
    """Two faces that are at hand wherever charts are drawn."""
    fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    return Typefaces(((fonts / "DejaVuSerif-Bold.ttf").read_bytes(),), ((fonts / "DejaVuSans.ttf").read_bytes(),))


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    assert (image.format, image.mode, image.size) == ("PNG", "P", (1200, 630))
    return image.convert("RGB")


def inked(image: Image.Image, box: Sequence[int]) -> tuple[int, int, int, int] | None:
    """Where in a box something is drawn on the ground."""
    part = image.crop(tuple(box))  # type: ignore[arg-type]
    return part.convert("L").point(lambda value: 255 if value < 230 else 0).getbbox()


def at(image: Image.Image, x: float, y: float) -> tuple[int, ...]:
    """The colour at a point of the emblem, in its own measure."""
    left, top = WIDTH - MARGIN - EMBLEM, (HEIGHT - BAND - EMBLEM) // 2
    pixel = image.getpixel((left + round(x * EMBLEM / 100), top + round(y * EMBLEM / 100)))
    assert isinstance(pixel, tuple)
    return pixel


# ---- the emblem


def test_where_the_inks_overlap_they_make_a_third() -> None:
    image = opened(draw(PAIR, faces()))
    assert at(image, 20, 20) == INKS.cci
    assert at(image, 80, 80) == INKS.sme
    assert at(image, 50, 50) == INKS.both
    assert at(image, 80, 20) == INKS.ground


def test_a_form_in_both_inks_has_the_third_colour() -> None:
    assert at(opened(draw(replace(PAIR, shapes=(replace(SQUARE, ink="both"),)), faces())), 20, 20) == INKS.both


def test_a_polygon_within_another_is_a_hole() -> None:
    hole = ((30, 30), (50, 30), (50, 50), (30, 50))
    image = opened(draw(replace(PAIR, shapes=(Shape("cci", (*SQUARE.polygons, hole)),)), faces()))
    assert at(image, 20, 20) == INKS.cci
    assert at(image, 40, 40) == INKS.ground


def test_edges_are_smooth() -> None:
    silent = replace(PAIR, title="", pair="", place="", site="")
    colours = [
        len(opened(draw(replace(silent, shapes=(Shape("cci", (polygon,)),)), faces())).getcolors())  # type: ignore[arg-type]
        for polygon in (((0, 0), (100, 0), (100, 100), (0, 100)), ((10, 10), (90, 30), (20, 90)))
    ]
    assert colours == [4, 4 + previews.STRENGTHS - 2]


def test_the_colours_are_those_of_the_palette() -> None:
    night = replace(INKS, ground=(20, 24, 22), ink=(240, 240, 240), soft=(180, 180, 180), both=(200, 190, 255))
    image = opened(draw(replace(PAIR, palette=night), faces()))
    assert image.getpixel((2, 2)) == night.ground
    assert at(image, 50, 50) == night.both
    assert image.getpixel((WIDTH // 2, HEIGHT - 2)) == night.both


@pytest.mark.parametrize(
    "shapes", [(), (Shape("cci", ()),), (Shape("cci", (((1, 1),),)),), (Shape("sme", (((0, 0), (5, 5)),)),)]
)
def test_an_emblem_without_an_area_draws_nothing(shapes: tuple[Shape, ...]) -> None:
    image = opened(draw(replace(PAIR, shapes=shapes), faces()))
    assert inked(image, (MARGIN + COLUMN + 8, 0, WIDTH, HEIGHT - BAND)) is None


def test_the_plainest_emblem_meets_in_the_middle() -> None:
    image = opened(draw(replace(PAIR, shapes=two_discs("design", "manufacturing")), faces()))
    assert (at(image, 20, 30), at(image, 50, 50), at(image, 80, 70)) == (INKS.cci, INKS.both, INKS.sme)


# ---- the words


@pytest.mark.parametrize(
    "title", [LATIN, GREEK, CYRILLIC, "Größe × Ñandú", "a", "W" * 200, "word " * 200, "Å\u0301g " * 9]
)
@pytest.mark.parametrize("pair", ["", "Design × Handwerk", "m" * 300])
def test_words_stay_in_their_column(title: str, pair: str) -> None:
    image = opened(draw(replace(PAIR, title=title, pair=pair, shapes=()), faces()))
    assert inked(image, (0, 0, MARGIN - 20, HEIGHT - BAND)) is None
    assert inked(image, (MARGIN + COLUMN + 20, 0, WIDTH, HEIGHT - BAND)) is None
    assert inked(image, (0, 0, WIDTH, MARGIN // 2)) is None
    assert inked(image, (MARGIN, MARGIN, MARGIN + COLUMN, HEIGHT // 2)) is not None


@given(st.text(max_size=160))
@settings(deadline=None, max_examples=60)
def test_any_title_has_at_most_three_lines_that_fit(title: str) -> None:
    size, lines = previews._fitted(title, faces().display)
    assert size in TITLE_SIZES
    assert len(lines) <= TITLE_LINES
    assert all(lettering.length(line, faces().display, size) <= COLUMN for line in lines)
    cut = any(line.endswith("…") for line in lines)
    assert cut or " ".join(lines) == " ".join(title.split())
    assert size == TITLE_SIZES[-1] or " ".join(lines) == " ".join(title.split())


def test_a_short_title_is_large_and_a_long_one_smaller() -> None:
    sizes = [previews._fitted(" ".join(["collaboration"] * count), faces().display)[0] for count in (1, 3, 4, 7)]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) > 1
    assert sizes[0] == TITLE_SIZES[0]


def test_an_entry_without_a_title_shows_its_pair_in_large() -> None:
    named = opened(draw(replace(PAIR, title="Design industry × Manufacturing", pair="", shapes=()), faces()))
    assert opened(draw(replace(PAIR, title="", shapes=()), faces())).tobytes() == named.tobytes()


def test_several_fonts_share_one_line() -> None:
    symbols = (Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "STIXSizFiveSymReg.ttf").read_bytes()
    mixed = Typefaces((symbols, *faces().display), faces().text)
    plain, both = (opened(draw(replace(PAIR, title="Hx", shapes=()), one)) for one in (faces(), mixed))
    box = (MARGIN - 10, 110, MARGIN + COLUMN, 230)
    assert inked(plain, box) == inked(both, box)


# ---- light, the same


@pytest.mark.parametrize("title", [LATIN, GREEK, CYRILLIC, "Eine Zusammenarbeit in vielen langen Wörtern " * 3])
def test_the_file_is_light(title: str) -> None:
    assert len(draw(replace(PAIR, title=title, shapes=two_discs("", "")), faces())) < 25_000


def test_the_same_preview_gives_the_same_bytes() -> None:
    first = draw(PAIR, faces())
    for one in (
        previews._emblem,
        previews._inked,
        lettering.line,
        lettering.length,
        lettering._letter,
        lettering._step,
        lettering._opened,
        lettering._font_for,
        previews._colours,
    ):
        one.cache_clear()
    assert draw(replace(PAIR), faces()) == first


def test_the_key_tells_apart_whatever_changes_the_image() -> None:
    others = [
        replace(PAIR, title="x"),
        replace(PAIR, pair="x"),
        replace(PAIR, place="x"),
        replace(PAIR, site="x"),
        replace(PAIR, shapes=(SQUARE,)),
        replace(PAIR, palette=replace(INKS, ink=(0, 0, 0))),
        replace(PAIR, title="\ud800"),
    ]
    swapped = Typefaces(faces().text, faces().display)
    keys = {preview_key(one, faces()) for one in (PAIR, *others)} | {preview_key(PAIR, swapped)}
    assert len(keys) == len(others) + 2
    assert preview_key(replace(PAIR), faces()) in keys


def test_a_kept_preview_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf()
    first = kept_preview(PAIR, faces(), shelf)
    assert first == draw(PAIR, faces()) == kept_preview(PAIR, faces(), None)
    monkeypatch.setattr(previews, "draw", lambda preview, faces: pytest.fail("drawn again"))
    assert kept_preview(PAIR, faces(), shelf) == first


@pytest.mark.parametrize("lie", [b"", b"x", picture("png"), picture("jpeg", 1200, 630), picture("png", 1200, 630)])
def test_a_store_is_not_believed(lie: bytes) -> None:
    shelf = Shelf({preview_key(PAIR, faces()): lie})
    assert kept_preview(PAIR, faces(), shelf) == draw(PAIR, faces())
    assert shelf[preview_key(PAIR, faces())] == draw(PAIR, faces())


# ---- the typefaces


def test_typefaces_are_found_by_their_names() -> None:
    files = {
        "assets/fonts/vollkorn-latin.woff2": b"1",
        "assets/fonts/vollkorn-greek.woff2": b"2",
        "assets/fonts/vollkorn-italic.woff2": b"3",
        "assets/fonts/source-sans-3.woff2": b"4",
        "assets/fonts/vollkorn-LICENSE.txt": b"5",
        "assets/vollkorn.woff2": b"6",
    }
    assert typefaces(files) == Typefaces((b"2", b"1"), (b"4",))
    assert typefaces({name: data for name, data in files.items() if "source" not in name}) is None
    assert typefaces({name: data for name, data in files.items() if "vollkorn" not in name}) is None
    assert typefaces({}) is None


def test_the_typefaces_of_the_site_can_be_read() -> None:
    own = typefaces(files_in(TEMPLATES))
    if own is None:
        pytest.skip("the site has no typefaces of its own yet")
    image = opened(draw(replace(PAIR, title=f"{LATIN} {GREEK}"), own))
    assert inked(image, (MARGIN, MARGIN, MARGIN + COLUMN, HEIGHT // 2)) is not None
