"""Tables: read back cell by cell, and nothing in them acts."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kltsite.present.exports import sheets
from kltsite.present.exports.sheets import PLAIN, Style, table
from tests.present.exports.examples import cases, published, scenes

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
    data = sheets.collaborations_csv(scenes()["en"], cases())
    assert data.count(b"\r\n") == data.count(b"\n") == len(published()) + 1
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"Musterdorf" in data or "Příkladov".encode() in data
