"""Charts and cards in frames of other sites, and the page that makes the code for them, in a real browser."""

from __future__ import annotations

import html
import json
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from kltsite.present.views import framing
from tests.browser.test_browser import Reader, reading

LANGUAGES = ("en", "de")
PAGE = {"en": "en/embed.html", "de": "de/einbetten.html"}
FRAMED = re.compile(r'<iframe src="([^"]*)" title="([^"]*)" width="([^"]*)" height="(\d+)" loading="lazy"></iframe>')
OVERFLOW = """() => {
    const root = document.documentElement;
    return [root.scrollHeight - root.clientHeight, root.scrollWidth - root.clientWidth];
}"""

COLOURS = """() => {
    const style = getComputedStyle(document.documentElement);
    return [style.backgroundColor, style.color];
}"""

in_both_languages = pytest.mark.parametrize("language", LANGUAGES)


def offered(site: dict[str, bytes]) -> dict[str, Any]:
    """What the page that makes the code loads."""
    (script,) = (data.decode() for name, data in site.items() if name.startswith("assets/embed-entries."))
    told: dict[str, Any] = json.loads(script.removeprefix("window.kltEmbeds=").removesuffix(";\n"))
    return told


def framed(reader: Reader) -> tuple[str, str, str, str]:
    """Address, title, width and height in the code that is to be copied."""
    found = FRAMED.fullmatch(reader.page.locator("#embedding--code").input_value())
    assert found is not None
    return html.unescape(found[1]), html.unescape(found[2]), found[3], found[4]


def colours(page: Page) -> list[str]:
    """Of the ground and of the words."""
    found: list[str] = page.evaluate(COLOURS)
    return found


@in_both_languages
def test_a_card_needs_no_scroll_bar_in_a_frame_as_high_as_is_proposed_for_its_width(
    browser: Browser, server: str, site: dict[str, bytes], language: str
) -> None:
    cards = offered(site)["languages"][language]["entries"]
    assert len(cards["named"]) > 5
    with reading(browser, server) as reader:
        for slug, (_, *heights) in cards["named"].items():
            reader.open(f"{cards['folder']}{slug}.html")
            for width in (280, 320, 359, 439, 440, 519, 600, 900):
                height = framing.height_at(heights, width)
                reader.page.set_viewport_size({"width": width, "height": height})
                high, wide = reader.page.evaluate(OVERFLOW)
                assert (high, wide) == (0, 0), f"{slug} at {width} × {height}"


@in_both_languages
def test_a_card_is_not_given_much_more_room_than_it_takes(
    browser: Browser, server: str, site: dict[str, bytes], language: str
) -> None:
    cards = offered(site)["languages"][language]["entries"]
    with reading(browser, server) as reader:
        for slug, (_, *heights) in cards["named"].items():
            if slug == "bulky":  # words without spaces are reckoned as if all their letters were broad
                continue
            reader.open(f"{cards['folder']}{slug}.html")
            for width in (280, 360, 440, 640):
                reader.page.set_viewport_size({"width": width, "height": 100})
                taken = reader.page.evaluate("() => document.documentElement.scrollHeight")
                assert framing.height_at(heights, width) - taken < 130, f"{slug} at {width}"


def test_the_links_of_a_card_lead_out_of_its_frame(browser: Browser, server: str, site: dict[str, bytes]) -> None:
    elsewhere = f"{server}a-page-of-another-site"
    with reading(browser, server) as reader:
        reader.page.route(elsewhere, lambda route: route.fulfill(body="", content_type="text/html"))
        reader.page.goto(elsewhere)
        card = f"{server}en/embed/collaborations/bathing-box.html#dark"
        reader.page.set_content(f'<!doctype html><title>Elsewhere</title><iframe src="{card}"></iframe>')
        shown = reader.page.frames[1]
        shown.wait_for_load_state()
        with reader.page.expect_navigation():
            shown.locator("h1 a").click()
        assert reader.address == "en/collaborations/bathing-box.html"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["en/embed/contact.html", "de/embed/kooperationen/bathing-box.html"])
def test_the_address_of_a_frame_asks_for_colours_without_any_script(
    browser: Browser, base: str, address: str, scheme: str
) -> None:
    found = {}
    with reading(browser, base, scripts=False, color_scheme=scheme) as reader:
        for wish in ("", "#light", "#dark"):
            reader.open("index.html")  # so that the next page is loaded anew
            reader.open(f"{address}{wish}")
            found[wish] = colours(reader.page)
    assert found["#light"] != found["#dark"]
    assert found[""] == found[f"#{scheme}"]


@in_both_languages
def test_the_code_follows_the_choice_and_the_preview_shows_it(
    browser: Browser, base: str, site: dict[str, bytes], language: str
) -> None:
    home = json.loads(site["build.json"])["base_url"]
    with reading(browser, base) as reader:
        reader.open(PAGE[language])
        page, told = reader.page, offered(site)["languages"][language]
        address, title, width, height = framed(reader)
        first, (words, needed) = next(iter(told["charts"]["named"].items()))
        assert address == f"{home}{told['charts']['folder']}{first}.html"
        assert (title, width, height) == (f"{words} – {told['site']}", "100%", str(needed))

        page.locator("#embedding--what").select_option("entries:bathing-box")
        page.locator("#embedding--colours").select_option("#dark")
        page.locator("#embedding--width").fill("360")
        page.locator("#embedding--width").blur()
        address, title, width, height = framed(reader)
        name, *heights = told["entries"]["named"]["bathing-box"]
        assert address == f"{home}{told['entries']['folder']}bathing-box.html#dark"
        assert (title, width) == (f"{name} – {told['site']}", "360")
        assert int(height) == framing.height_at(heights, 360)
        assert urlsplit(address).path.lstrip("/") in site
        said = page.locator("#embedding--told")
        assert said.get_attribute("role") == "status"
        assert name in said.inner_text()
        assert "360" in said.inner_text()

        preview = page.locator("#embedding--preview iframe")
        assert preview.get_attribute("title") == title
        box = preview.bounding_box()
        assert box is not None
        assert (round(box["width"]), round(box["height"])) == (360, int(height))
        shown = page.frame_locator("#embedding--preview iframe")
        assert shown.locator("h1").inner_text() == name

        page.locator("#embedding--height").fill("150")
        page.locator("#embedding--height").blur()
        assert framed(reader)[3] == "150"
        assert height in said.inner_text(), "it says that readers will have to scroll, and what would do"
        other = next(one for one in LANGUAGES if one != language)
        page.locator("#embedding--language").select_option(other)
        assert framed(reader)[0].startswith(f"{home}{other}/embed/")
        assert page.locator("#embedding--what").input_value() == "entries:bathing-box"
        page.go_back() if page.url != base + PAGE[language] else None
        assert reader.address == PAGE[language], "the preview leaves no trace behind the Back button"


def test_numbers_out_of_bounds_are_brought_within_them(browser: Browser, server: str) -> None:
    with reading(browser, server) as reader:
        reader.open(PAGE["en"])
        for typed, kept in (("5", "280"), ("99999", "1200"), ("400.6", "401"), ("-3", "280")):
            reader.page.locator("#embedding--width").fill(typed)
            reader.page.locator("#embedding--width").blur()
            assert framed(reader)[2] == kept
            assert reader.page.locator("#embedding--width").input_value() == kept


def test_the_code_is_copied_and_that_is_said(browser: Browser, base: str) -> None:
    with reading(browser, base) as reader:
        if base.startswith("http"):
            reader.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        reader.open(f"{PAGE['de']}?entry=bathing-box")
        code = reader.page.locator("#embedding--code").input_value()
        reader.page.locator("#embedding--copy").click()
        reader.page.wait_for_function("() => document.getElementById('embedding--done').textContent")
        assert reader.page.locator("#embedding--done").inner_text() == "Kopiert."
        if base.startswith("http"):
            assert reader.page.evaluate("navigator.clipboard.readText()") == code
        reader.page.locator("#embedding--colours").select_option("#light")
        assert reader.page.locator("#embedding--done").inner_text() == "", "what was copied is another code"


def test_pages_of_entries_and_charts_lead_to_their_own_code(browser: Browser, base: str) -> None:
    with reading(browser, base) as reader:
        reader.open("de/kooperationen/bathing-box.html")
        reader.page.get_by_text("Diesen Eintrag auf einer anderen Website zeigen").click()
        reader.follow("a[href*='einbetten.html']")
        assert "/de/embed/kooperationen/bathing-box.html" in framed(reader)[0]
        reader.open("en/evaluation.html")
        reader.page.locator(".chart-embed summary").nth(1).click()
        reader.follow(".chart-embed[open] a[href*='embed.html']")
        assert framed(reader)[0].endswith("/en/embed/regional-value.html")
        reader.open(f"{PAGE['en']}?entry=no-such-entry")
        assert "/en/embed/" in framed(reader)[0]


@in_both_languages
def test_without_scripts_the_page_says_how_to_write_the_code(
    browser: Browser, base: str, site: dict[str, bytes], language: str
) -> None:
    with reading(browser, base, scripts=False) as reader:
        reader.open(PAGE[language])
        assert not reader.page.locator("#embedding--form").is_visible()
        assert reader.page.locator(".embedding-without").is_visible()
        told = reader.page.locator("main").inner_text()
        for name, (title, height) in offered(site)["languages"][language]["charts"]["named"].items():
            assert f"{language}/embed/{name}.html" in told
            assert title in told
            assert str(height) in told
        assert "#dark" in told
        (code,) = [one for one in reader.page.locator("pre").all_inner_texts() if "<iframe" in one]
        assert FRAMED.fullmatch(code.strip())
