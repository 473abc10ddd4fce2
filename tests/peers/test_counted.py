"""What is looked for on the page of an entry."""

from pathlib import Path

from tools.peers import counted
from tools.peers.peers import PEERS

ENTRY = {
    "title": {"en": "Moss & radio", "de": "Moos & Radio"},
    "partners": [{"name": "Beispiel GmbH"}],
    "description": {
        "en": "It is **fair** and *small* for [both](https://example.org/1).\n\n- one small series\n",
        "de": "Es ist gut.",
    },
}
PAGE = b"""<html><head><title>Moss &amp; radio</title></head><body><h1>Moss &amp; radio</h1><p>Beispiel GmbH</p>
<p>It is <strong>fair</strong> and <em>small</em> for <a href="https://example.org/1">both</a>.</p>
<ul><li>one small series</li></ul>
<script type="application/json">{"hidden": true}</script></body></html>"""


def test_a_whole_page_lacks_nothing() -> None:
    assert counted.lacking(counted.text_of(PAGE), ENTRY, "en") == []


def test_a_page_lacks_a_line_of_the_story_a_partner_or_the_title() -> None:
    for part, lost in (
        (b"one small series", ["one small series"]),
        (b"<p>Beispiel GmbH</p>", ["Beispiel GmbH"]),
        (b"<h1>Moss &amp; radio</h1>", ["Moss & radio"]),
    ):
        assert counted.lacking(counted.text_of(PAGE.replace(part, b"")), ENTRY, "en") == lost


def test_a_page_in_another_language_lacks_what_is_said_in_this_one() -> None:
    assert counted.lacking(counted.text_of(PAGE), ENTRY, "de") == ["Moos & Radio", "Es ist gut."]


def test_what_stands_in_the_head_or_in_scripts_is_no_text() -> None:
    assert counted.text_of(PAGE).startswith("Moss & radio Beispiel GmbH It is fair and small for both")
    assert "hidden" not in counted.text_of(PAGE)


def test_a_site_is_counted_file_by_file(tmp_path: Path) -> None:
    for name, data in (
        ("en/collaborations/moss.html", PAGE),
        ("en/country/at.html", b'<li class="card"></li><li class="card"></li>'),
        ("site.css", b"a{}"),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    found = counted.made(PEERS["hugo"], tmp_path, {"moss": ENTRY})
    assert (found.files, found.pages, found.lists, found.cards) == (3, 2, 1, 2)
    assert found.lacking == 1  # there is no page in German
