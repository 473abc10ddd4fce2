"""What a book shows beside words: codes that can be scanned, emblems, the cover."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import segno

from kltsite.present.publication.drawings import BOTH, CREATIVE, FIRM, QUIET, code_file, cover_file, emblem_file

ADDRESS = "https://example.org/de/kooperationen/brotkasten.html"


def test_a_code_has_exactly_the_dark_modules_of_its_address_within_its_quiet_zone() -> None:
    svg = code_file(ADDRESS).decode()
    dark = {
        (int(x) + step, int(y))
        for x, y, length in re.findall(r"M(\d+) (\d+)\.5h(\d+)(?=M|\")", svg)
        for step in range(int(length))
    }
    matrix = segno.make(ADDRESS, error="m", micro=False).matrix
    assert dark == {(x + QUIET, y + QUIET) for y, row in enumerate(matrix) for x, module in enumerate(row) if module}
    assert ElementTree.fromstring(svg).get("viewBox") == f"0 0 {len(matrix) + 2 * QUIET} {len(matrix) + 2 * QUIET}"


def test_an_emblem_is_printed_in_two_inks_and_green_where_they_overlap() -> None:
    svg = ElementTree.fromstring(emblem_file(("design", "construction")))
    paths = svg.findall(".//{*}path")
    assert [one.get("fill") for one in paths] == [None, CREATIVE, FIRM, BOTH]
    assert paths[0].get("d") == paths[1].get("d")
    assert paths[2].get("d") == paths[3].get("d")


def test_a_cover_without_entries_is_paper() -> None:
    assert [one.tag.rpartition("}")[2] for one in ElementTree.fromstring(cover_file([]))] == ["rect"]
    assert len(ElementTree.fromstring(cover_file([("design", "construction")]))) == 2
