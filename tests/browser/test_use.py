"""Every kind of page can be used: by keyboard, on a small screen, with large text, printed, in the other language."""

from __future__ import annotations

from playwright.sync_api import Browser

from tools.quality import recording, use
from tools.quality.browsing import LARGE, LIGHT, NARROW, Reader, Setting, reading
from tools.quality.sites import Site

MAIN = ("home", "browse", "entry", "evaluation", "learnings", "map")

FAULTY = """<!doctype html><html lang="de"><title>Faults</title><body>
<header><a hreflang="de" href="#">Deutsch</a></header>
<main><h1>Faults</h1><h3>Too deep</h3><div style="width: 900px">Wide</div>
<a id="first" href="#a" style="display: block; font-size: 6px; line-height: 1">small</a>
<a href="#b" style="display: block; font-size: 6px; line-height: 1; outline: none">small too</a>
<p>A <a href="#c" style="font-size: 6px">small one</a> in a sentence</p>
<button tabindex="1">Out of order</button></main>"""


def faulty(reader: Reader) -> None:
    """A page on which everything is wrong, at a small screen."""
    reader.apply(NARROW)
    reader.page.set_content(FAULTY)


def test_headings_languages_widths_and_targets_are_right_on_every_kind_of_page(reader: Reader, pages: Site) -> None:
    found = []
    for at, (_, address) in enumerate(pages.samples(1)):
        setting = (NARROW, LIGHT, LARGE)[at % 3]  # `make use` has each of them on every page
        reader.become(address, setting)
        found += [str(one) for one in use.look(reader, pages, address, setting)]
    assert found == []


def test_the_look_is_awake(reader: Reader, pages: Site) -> None:
    faulty(reader)
    told = " ".join(one.told for one in use.look(reader, pages, pages.main_pages()["home"]["en"], NARROW))
    for sign in ("heading skips a level", "lang is de", "px wide", "px: <a> small", "px: <a> small too"):
        assert sign in told
    assert "small one" not in told


def test_the_tab_key_reaches_everything_in_order_and_one_sees_where_it_is(reader: Reader, pages: Site) -> None:
    found = []
    for at, twins in enumerate(twins for name, twins in pages.main_pages().items() if name in MAIN):
        address = sorted(twins.values())[at % len(twins)]
        for setting in (LIGHT, NARROW)[at % 2 :: 2]:
            reader.open(address, setting)
            found += [str(one) for one in use.keyboard(reader, address, setting)]
    assert found == []


def test_the_tab_key_is_followed_with_open_eyes(reader: Reader) -> None:
    faulty(reader)
    told = " ".join(one.told for one in use.keyboard(reader, "faulty.html", NARROW))
    assert "focus cannot be seen on <a> small too" in told
    assert "does not follow the order" in told


def test_no_page_shifts_while_it_loads(reader: Reader, pages: Site) -> None:
    found = []
    for twins in pages.main_pages().values():
        for address, setting in zip(sorted(twins.values()), (LIGHT, NARROW), strict=False):
            reader.open(address, setting)
            found += [str(one) for one in use.shift(reader, address, setting)]
    assert found == []


def test_no_page_asks_for_anything_elsewhere_or_makes_the_browser_complain(
    browser: Browser, base: str, server: str, pages: Site
) -> None:
    some = pages.samples(1)[base == server :: 2]  # `make requests` opens all of them, from a server
    with reading(browser, base, pages) as reader:
        found = [str(one) for _, address in some for one in recording.look(reader, address)]
    assert found == []


def test_requests_elsewhere_and_what_the_policy_forbids_are_noticed(reader: Reader, pages: Site) -> None:
    address = pages.main_pages()["home"]["en"]
    reader.open(address)
    reader.page.evaluate("new Image().src = 'https://elsewhere.example/x.png'")
    reader.page.wait_for_timeout(100)
    assert any("img-src" in one for one in reader.complaints)


def test_every_kind_of_page_leads_to_itself_in_the_other_language(reader: Reader, pages: Site) -> None:
    for kind in pages.kinds:
        address = pages.standing_for(kind, 1)[0]
        for language, twin in pages.twins(address).items():
            if twin == address or "/embed/" in address:  # in a frame there is nothing to choose
                continue
            reader.open(address)
            with reader.page.expect_navigation():
                reader.page.locator(f"header a[hreflang='{language}']").first.click()
            assert reader.page.url == reader.where(twin)
            assert reader.page.evaluate("document.documentElement.lang") == language


def test_a_printed_entry_has_its_text_and_no_navigation(reader: Reader, pages: Site) -> None:
    for _, address in sorted(pages.main_pages()["entry"].items()):
        reader.open(address, Setting("print", media={"media": "print"}))
        page = reader.page
        assert page.locator("h1").first.is_visible()
        assert len(page.locator("main").inner_text()) > 500
        assert [one for one in page.locator("nav").all() if one.is_visible()] == []
        paper = page.pdf(format="A4")
        assert paper.startswith(b"%PDF-")
        assert b"/Font" in paper
