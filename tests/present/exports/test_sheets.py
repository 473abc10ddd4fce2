"""Tables: read back cell by cell, and nothing in them acts."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kltsite.domain.collaboration import Collaboration
from kltsite.present.exports import columns, sheets
from kltsite.present.exports.sheets import PLAIN, Style, table
from tests.helpers import base_settings
from tests.present.exports.examples import cases, published, scenes
from tests.present.test_lists import entry, scenes_of

CELLS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12) | st.integers()


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=6))
@hypothesis_settings(max_examples=200, deadline=None)
def test_a_table_is_read_back_cell_by_cell(given_rows: list[list[str | int]]) -> None:
    found = list(csv.reader(io.StringIO(table(given_rows).decode(), newline="")))
    meant = [[str(cell) for cell in row] for row in given_rows]
    assert [[cell.replace("'", "") for cell in row] for row in found] == [
        [cell.replace("'", "") for cell in row] for row in meant
    ]
    assert all(
        cell == was or (set(was) & set("=+-@\t\r\n＝＋－＠") and len(cell) > len(was))
        for row, old in zip(found, meant, strict=True)
        for cell, was in zip(row, old, strict=True)
    )


@pytest.mark.parametrize("style", [PLAIN, Style(";", ",", marked=True)])
@given(text=st.text(st.sampled_from("=+-@\t\r\n '\"0a,;＝"), max_size=8))
@hypothesis_settings(max_examples=200, deadline=None)
def test_no_text_is_a_formula_to_a_spreadsheet_wherever_it_splits_the_row(style: Style, text: str) -> None:
    written = table([(text, "x")], style).decode("utf-8-sig")
    cell = next(csv.reader(io.StringIO(written, newline=""), delimiter=style.delimiter))[0]
    assert cell.replace("'", "") == text.replace("'", "")
    for part in re.split(r"[;,\t\r\n]", cell):
        assert not part.startswith(("=", "+", "-", "@", "＝"))


def test_a_number_stays_a_number_even_below_zero() -> None:
    assert table([(-8.25, 7, "-8.25")]) == b"-8.25,7,'-8.25\r\n"


def test_rows_end_as_the_standard_says_in_utf_8_without_a_mark() -> None:
    data = sheets.collaborations_csv(scenes()["en"], cases()).whole()
    assert data.count(b"\r\n") == data.count(b"\n") == len(published()) + 1
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"Musterdorf" in data or "Příkladov".encode() in data


# -- for readers ---------------------------------------------------------------------------------------------


def read(language: str, given: Sequence[Collaboration]) -> list[dict[str, str]]:
    """The table of entries for readers of a language."""
    data = sheets.collaborations_to_read(scenes_of(given)[language], given).whole()
    assert data.startswith(b"\xef\xbb\xbf"), "without a mark, spreadsheets misread umlauts"
    delimiter = ";" if language == "de" else ","
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


PLACED = (
    "place: {country: AT, region: Steiermark, locality: -5 Grad, inhabitants: 900, latitude: 47.5, longitude: -8.25}\n"
    "contact: [targeted-contact, joint-event]\n"
)


def test_readers_find_labels_and_numbers_as_their_spreadsheets_expect_them() -> None:
    given = [entry("a", "Bread", "Brot", more=PLACED, subsectors="design, crafts", sectors="trade")]
    (german,), (english,) = read("de", given), read("en", given)
    assert (german["Titel"], english["Title"]) == ("Brot", "Bread")
    assert (german["Land"], english["Country"]) == ("Österreich", "Austria")
    assert (german["Region"], english["Region"]) == ("Steiermark", "Styria")
    assert (german["Breitengrad"], german["Längengrad"]) == ("47,5", "-8,25")
    assert (english["Latitude"], english["Longitude"]) == ("47.5", "-8.25")
    assert german["Einwohnerzahl"] == "900"
    assert german["Ort"] == "'-5 Grad"
    assert german["Seite"] == "https://village.example/de/kooperationen/a.html"
    words = scenes_of(given)["de"].words
    assert german["Teilmärkte"] == "; ".join(words.label("subsectors", key) for key in ("design", "crafts"))
    assert german[words.gettext("Type of contact")] == "; ".join(
        words.label("contact", key) for key in ("targeted-contact", "joint-event")
    )
    assert german["Beteiligte"] == "Studio Grünfink; Bakery Morgenrot"


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_table_for_readers_has_the_published_entries_and_every_column_a_name_of_its_own(language: str) -> None:
    found = read(language, cases())
    assert [row[list(row)[-1]].rpartition("/")[2].removesuffix(".html") for row in found] == published()
    assert len(found[0]) == len(columns.entries_to_read())


def test_what_is_not_stated_is_an_empty_cell() -> None:
    (row,) = read("de", [entry("a")])
    stated = {name for name, cell in row.items() if cell}
    assert stated == {"Titel", "Kurzbeschreibung", "Teilmärkte", "Beteiligte", "Seite"}


def test_every_table_behind_a_chart_has_its_columns() -> None:
    found = sheets.chart_tables(scenes()["en"].statistics, base_settings())
    for name, data in found.items():
        head = data.decode().splitlines()[0].split(",")
        assert head == [one.name for one in columns.of(f"charts/{name}.csv", ("en", "de"))]
    with pytest.raises(KeyError):
        columns.of("collaborations.fr.csv", ("en", "de"))
