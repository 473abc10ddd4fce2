"""The real site in a real browser: from a folder and from a server, with and without JavaScript, on a small screen.

What they share (site, host, browser) stands in conftest.py.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from kltsite.present.views.story import NAMES
from tools.quality import browsing

NARROW = {"width": 320, "height": 640}
LANGUAGES = ("en", "de")
COLLABORATIONS = {"en": "en/collaborations", "de": "de/kooperationen"}
KINDS = {  # every kind of page, by its address in each language
    "home": ("en/index.html", "de/index.html"),
    "list of all": ("en/collaborations/index.html", "de/kooperationen/index.html"),
    "list of a subsector": ("en/collaborations/subsector/design.html", "de/kooperationen/teilmarkt/design.html"),
    "list of an answer": (
        "en/collaborations/contact/targeted-contact.html",
        "de/kooperationen/kontakt/targeted-contact.html",
    ),
    "entry": ("en/collaborations/bathing-box.html", "de/kooperationen/bathing-box.html"),
    "evaluation": ("en/evaluation.html", "de/auswertung.html"),
    "criteria": ("en/criteria.html", "de/kriterien.html"),
    "criterion": ("en/criteria/rural.html", "de/kriterien/rural.html"),
    "page of prose": ("en/learnings.html", "de/erkenntnisse.html"),
    "data": ("en/data.html", "de/daten.html"),
    "map": ("en/map.html", "de/karte.html"),
    "for other sites": ("en/embed.html", "de/einbetten.html"),
    "page of prose without a summary": ("en/imprint.html", "de/impressum.html"),
    "contribute": ("en/contribute.html", "de/mitmachen.html"),
    "withdrawn": ("en/collaborations/taken-back.html", "de/kooperationen/taken-back.html"),
    "moved": ("en/collaborations/before-that.html", "de/kooperationen/before-that.html"),
    "bulky": ("en/collaborations/bulky.html", "de/kooperationen/bulky.html"),
}
EMBEDDED = "/embed/"
ROOTS = ("index.html", "404.html")


@dataclass
class Reader:
    """A page in the browser, with whatever it complains about and asks for."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def open(self, address: str) -> None:
        self.page.goto(self.base + address)

    @property
    def address(self) -> str:
        """Where it is on the site."""
        assert self.page.url.startswith(self.base), self.page.url
        return self.page.url.removeprefix(self.base)

    def outside(self) -> list[str]:
        """What was asked for elsewhere."""
        return [url for url in self.requests if not url.startswith((self.base, "data:image/"))]

    def follow(self, selector: str) -> None:
        """Click on a link and wait for where it leads."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()


@contextmanager
def reading(browser: Browser, base: str, *, scripts: bool = True, **options: Any) -> Iterator[Reader]:
    """A reader who must have had nothing to complain about, and asked nobody else for anything."""
    context = browser.new_context(java_script_enabled=scripts, **options)
    context.set_default_timeout(15_000)
    reader = Reader(context.new_page(), base)
    reader.page.on("console", lambda message: reader.complaints.extend(browsing.said(message)))
    reader.page.on("pageerror", lambda error: reader.complaints.append(f"{reader.page.url}: {error}"))
    reader.page.on("requestfailed", lambda request: reader.complaints.extend(browsing.failures(request)))
    reader.page.on("request", lambda request: reader.requests.append(request.url))
    try:
        yield reader
        assert reader.complaints == []
        assert reader.outside() == []
    finally:
        context.close()


in_both_languages = pytest.mark.parametrize("language", LANGUAGES)
with_and_without_scripts = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


def test_every_kind_of_page_is_among_those_that_are_opened(site: dict[str, bytes]) -> None:
    opened = {_shape(site[address]) for address in (*ROOTS, *(twin for twins in KINDS.values() for twin in twins))}
    pages = {address: data for address, data in site.items() if address.endswith(".html") and EMBEDDED not in address}
    assert {_shape(data) for data in pages.values()} == opened


def _shape(page: bytes) -> bytes:
    """What tells one template from another: the first classes of what a page shows."""
    main = page.partition(b"<main")[2].partition(b"</main>")[0]
    return b" ".join(re.findall(rb'class="([a-z-]+)', main)[:2])


@with_and_without_scripts
def test_every_page_opens_quietly_fits_a_small_screen_and_keeps_its_place_when_the_language_is_switched(
    browser: Browser, base: str, scripts: bool
) -> None:
    with reading(browser, base, scripts=scripts, viewport=NARROW) as reader:
        for twins in KINDS.values():
            reader.open(twins[0])
            _sound(reader, "en")
            reader.follow(".language-switch a[hreflang='de']")
            assert reader.address == twins[1]
            _sound(reader, "de")
        reader.follow(".language-switch a[hreflang='en']")
        assert reader.address == twins[0]
        reader.open("index.html")
        _sound(reader, "en")
        kinds = {url.rpartition(".")[2] for url in reader.requests if not url.startswith("data:")}
        assert kinds | {"svg"} == {"html", "css", "woff2", "svg", *(["js"] if scripts else [])}


def _sound(reader: Reader, language: str) -> None:
    """A page is there, in its language and in its look, and no wider than the screen."""
    found = reader.page.evaluate(_FOUND)
    assert (found["language"], found["headings"]) == (language, 1), reader.address
    assert found["ruled"], f"{reader.address} has no look"
    assert re.match(r"assets/icon\.[0-9a-f]+\.svg", found["icon"].removeprefix(reader.base))  # asked for in a window
    assert found["width"] <= NARROW["width"], f"{reader.address}: {found['wide']}"


_FOUND = """() => ({
    language: document.documentElement.lang,
    headings: document.querySelectorAll("h1").length,
    icon: document.querySelector("link[rel='icon']").href,
    ruled: getComputedStyle(document.body).marginTop === "0px",
    width: document.scrollingElement.scrollWidth,
    wide: [...document.querySelectorAll("main *")].filter(one => one.getBoundingClientRect().right > 321)
        .map(one => `${one.tagName} ${one.textContent.slice(0, 30)}`).slice(0, 8),
})"""


def test_the_page_for_missing_addresses_asks_only_its_own_site(
    browser: Browser, server: str, site: dict[str, bytes]
) -> None:
    found = re.search(r'href="(https://[^"/]+/)', site["404.html"].decode())
    assert found is not None
    own, asked = found[1], list[str]()
    context = browser.new_context(viewport=NARROW)
    context.route(
        f"{own}**",
        lambda route: route.fulfill(body=site[route.request.url.removeprefix(own)], content_type="text/css"),
    )
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server}404.html")
    assert [url for url in asked if not url.startswith((server, own, "data:image/"))] == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= NARROW["width"]
    context.close()


@pytest.mark.parametrize(("language", "scripts"), [("en", False), ("de", True)])
def test_a_bar_of_a_chart_leads_to_a_list_of_as_many_entries_as_it_says(
    browser: Browser, base: str, language: str, scripts: bool
) -> None:
    with reading(browser, base, scripts=scripts) as reader:
        evaluation = KINDS["evaluation"][LANGUAGES.index(language)]
        for chart in ("contact", "regional-value", "partner-value", "duration"):
            reader.open(evaluation)
            bar = reader.page.locator(f"svg[aria-labelledby='chart-{chart}-title'] a.bar-link").last
            told = bar.locator(".chart-figure").text_content() or ""
            with reader.page.expect_navigation():
                bar.locator(".chart-bar").click()
            assert reader.address.startswith(f"{COLLABORATIONS[language]}/")
            assert reader.page.locator("li.card").count() == int(told.split()[0])


@pytest.mark.parametrize(("language", "scripts"), [("en", True), ("de", False)])
def test_from_the_root_a_reader_comes_to_an_entry_and_back(
    browser: Browser, base: str, language: str, scripts: bool
) -> None:
    home, browse = (KINDS[kind][LANGUAGES.index(language)] for kind in ("home", "list of all"))
    with reading(browser, base, scripts=scripts) as reader:
        reader.open("index.html")
        reader.follow(f"a[hreflang='{language}']")
        assert reader.address == home
        told = reader.page.locator("a.button").get_attribute("data-count")
        reader.follow("a.button")
        assert reader.address == browse
        assert reader.page.locator("li.card").count() == int(told or 0)
        title = reader.page.locator("li.card h3 a").first.inner_text()
        reader.follow("li.card h3 a")
        assert reader.page.locator("h1").inner_text() == title
        reader.follow(".trail li:nth-child(2) a")
        assert reader.address == browse


@in_both_languages
def test_the_first_tab_reaches_the_link_that_skips_to_the_content(browser: Browser, base: str, language: str) -> None:
    with reading(browser, base) as reader:
        for kind in ("home", "list of all", "entry", "evaluation", "page of prose"):
            address = KINDS[kind][LANGUAGES.index(language)]
            reader.open(address)
            reader.page.keyboard.press("Tab")
            focused = reader.page.locator(":focus")
            assert focused.get_attribute("class") == "skip-link"
            box = focused.bounding_box()
            assert box is not None
            assert (box["x"] >= 0, box["y"] >= 0, box["width"] > 20) == (True, True, True), "it cannot be seen"
            reader.page.keyboard.press("Enter")
            reader.page.wait_for_url(f"{reader.base}{address}#main--content")
            reader.page.keyboard.press("Tab")
            assert reader.page.locator("main :focus, footer :focus").count() == 1


def test_the_colours_follow_the_wish_for_a_dark_screen(browser: Browser, server: str) -> None:
    shades = []
    for scheme in ("dark", "light"):
        with reading(browser, server, color_scheme=scheme) as reader:
            reader.open(KINDS["evaluation"][0])
            shades.append(
                reader.page.evaluate("""() => [document.body, document.querySelector(".chart-label")]
                .map(one => getComputedStyle(one).color)""")
            )
    assert all(dark != light for dark, light in zip(*shades, strict=True))


@pytest.mark.parametrize(("language", "width"), [("de", 280), ("en", 360), ("de", 700)])
def test_an_embedded_chart_fits_its_frame_and_opens_its_entries_outside_of_it(
    browser: Browser, server: str, site: dict[str, bytes], language: str, width: int
) -> None:
    charts = sorted(one for one in site if re.fullmatch(rf"{language}{EMBEDDED}[a-z-]+\.html", one))
    editions = {"en": "en/editions", "de": "de/ausgaben"}[language]
    evaluation = KINDS["evaluation"][LANGUAGES.index(language)]
    codes = html.unescape((site[evaluation] + site[f"{editions}.html"]).decode())
    elsewhere = f"{server}a-page-of-another-site"  # which has a policy of its own, and here none
    assert len(charts) == len(NAMES)
    with reading(browser, server, viewport={"width": width + 40, "height": 900}) as reader:
        reader.page.route(elsewhere, lambda route: route.fulfill(body="", content_type="text/html"))
        for address in charts:
            code = re.search(rf'<iframe src="([^"]*){re.escape(address)}"[^>]*></iframe>', codes)
            assert code is not None, address
            frame = code[0].replace(code[1], server).replace('width="100%"', f'width="{width}"')
            reader.page.goto(elsewhere)
            reader.page.set_content(f"<!doctype html><title>Elsewhere</title>{frame}")
            shown = reader.page.frames[1]
            shown.wait_for_load_state()
            sizes = ["scrollHeight", "clientHeight", "scrollWidth", "clientWidth"]
            high, room, wide, across = shown.evaluate("names => names.map(one => document.documentElement[one])", sizes)
            assert high <= room, f"{address} needs {high} px and has {room}"
            assert wide <= across, f"{address} is {wide} px wide and has {across}"
            with reader.page.expect_navigation():
                shown.locator("main a").first.click()
            assert reader.address.startswith((COLLABORATIONS[language], editions)), reader.address
