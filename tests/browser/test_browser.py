"""The real site in a real browser: from a folder and from a server, with and without JavaScript, on a small screen.

Skipped where there is no Chromium, unless KLTSITE_BROWSER=required.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.helpers import CONTENT, built, files_in

CHROMIUM = shutil.which("chromium")
REQUIRED = os.environ.get("KLTSITE_BROWSER") == "required"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)

pytestmark = pytest.mark.skipif(CHROMIUM is None and not REQUIRED, reason="there is no Chromium here")

BELOW = "/x/y/"  # the site need not stand at the root of its host
NARROW = {"width": 320, "height": 640}
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
    "withdrawn": ("en/collaborations/taken-back.html", "de/kooperationen/taken-back.html"),
    "moved": ("en/collaborations/before-that.html", "de/kooperationen/before-that.html"),
    "bulky": ("en/collaborations/bulky.html", "de/kooperationen/bulky.html"),
}
ROOTS = ("index.html", "404.html")
EVERY = (*ROOTS, *(address for twins in KINDS.values() for address in twins))

TAKEN_BACK = """\
title: {en: A withdrawn entry, de: Ein zurückgezogener Eintrag}
status: withdrawn
former_slugs: [before-that]
withdrawn: {on: 2024-03-05, reason: {en: It was asked for., de: Auf Wunsch der Beteiligten.}}
"""

BULKY = f"""\
title: {{en: {"Donaudampfschifffahrt" * 5}, de: {"Donaudampfschifffahrt" * 5}}}
summary: {{en: {"W" * 290}, de: {"W" * 290}}}
status: published
place: {{locality: {"Llanfair" * 12}, region: {"Region" * 15}, country: DE}}
partners:
  - {{name: {"Studio" * 20}, role: cci, subsectors: [software-games], website: 'https://example.org/{"path" * 40}'}}
  - {{name: {"Werk" * 30}, role: sme, sectors: [agriculture-forestry-fishing]}}
attested: european-perspectives-2024
description:
  en: &text-is-not-shared-in-yaml
sources:
  - url: https://example.org/{"a" * 150}
""".replace(
    "  en: &text-is-not-shared-in-yaml\n",
    "".join(
        f"  {language}: |\n    | {' | '.join(['Zusammenarbeit'] * 9)} |\n    {'|---' * 9}|\n    | {' | '.join('123456789')} |\n\n"
        f"    `{'code' * 40}` and https://example.org/{'b' * 90}\n\n        {'preformatted ' * 20}\n"
        for language in ("en", "de")
    ),
)


@pytest.fixture(scope="module")
def site() -> dict[str, bytes]:
    """The real site, with an entry that was withdrawn and one whose words are as long as can be."""
    more = {"collaborations/taken-back.yaml": TAKEN_BACK.encode(), "collaborations/bulky.yaml": BULKY.encode()}
    return built({**files_in(CONTENT), **more})


@pytest.fixture(scope="module")
def folder(site: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as files, below a folder of another name."""
    root = tmp_path_factory.mktemp("served")
    for path, data in site.items():
        place = root / BELOW.strip("/") / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return root


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[str]:
    """The address of the site on a host of its own."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(folder))) as listening:
        Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_port}{BELOW}"
        listening.shutdown()


@pytest.fixture(scope="module", params=["from a folder", "from a server"])
def base(request: pytest.FixtureRequest, folder: Path, server: str) -> str:
    """Where the site is read."""
    return server if request.param == "from a server" else f"{folder.as_uri()}{BELOW}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield started
        started.close()


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
    reader.page.on("console", lambda said: reader.complaints.append(f"{reader.page.url}: {said.text}"))
    reader.page.on("pageerror", lambda error: reader.complaints.append(f"{reader.page.url}: {error}"))
    reader.page.on(
        "requestfailed", lambda request: reader.complaints.append(f"{reader.page.url}: {request.url} failed")
    )
    reader.page.on("request", lambda request: reader.requests.append(request.url))
    try:
        yield reader
        assert reader.complaints == []
        assert reader.outside() == []
    finally:
        context.close()


in_both_languages = pytest.mark.parametrize("language", [0, 1], ids=["en", "de"])
with_and_without_scripts = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


def test_every_kind_of_page_is_among_those_that_are_opened(site: dict[str, bytes]) -> None:
    assert [address for address in EVERY if address not in site] == []
    mains = {address: re.search(rb"<main.*?</main>", site[address], re.DOTALL) for address in EVERY}
    opened = {_shape(found[0]) for found in mains.values() if found}
    every = {_shape(found[0]) for data in site.values() if (found := re.search(rb"<main.*?</main>", data, re.DOTALL))}
    assert every <= opened


def _shape(main: bytes) -> bytes:
    """What tells one template from another: the first classes of the page."""
    return b" ".join(re.findall(rb'class="([a-z-]+)', main)[:1])


@with_and_without_scripts
def test_every_page_opens_without_a_complaint_and_without_a_request_to_others(
    browser: Browser, base: str, scripts: bool
) -> None:
    with reading(browser, base, scripts=scripts) as reader:
        for address in EVERY:
            if address == "404.html":
                continue  # it names the site by its whole address, which is not here
            reader.open(address)
            assert reader.page.title()
            assert reader.page.locator("h1").count() == 1
            sheets = (
                reader.page.evaluate("[...document.styleSheets].map(sheet => sheet.cssRules.length)")
                if (base.startswith("http"))
                else reader.page.evaluate("[document.styleSheets.length]")
            )
            assert sheets and all(sheets), f"{address} has no stylesheet"
            assert (
                reader.page.evaluate(
                    "getComputedStyle(document.body).maxWidth + getComputedStyle(document.body).margin"
                )
                is not None
            )
        assert any(url.endswith(".css") for url in reader.requests)


def test_the_page_for_missing_addresses_asks_only_its_own_site(
    browser: Browser, server: str, site: dict[str, bytes]
) -> None:
    own = re.search(r'href="(https://[^"/]+/)', site["404.html"].decode())
    assert own is not None
    context = browser.new_context()
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    context.route(
        f"{own[1]}**",
        lambda route: route.fulfill(body=site[route.request.url.removeprefix(own[1])], content_type="text/css"),
    )
    page.goto(f"{server}404.html")
    assert [url for url in asked if not url.startswith((server, own[1]))] == []
    context.close()


@in_both_languages
@with_and_without_scripts
def test_the_language_switch_stays_on_the_page(browser: Browser, base: str, language: int, scripts: bool) -> None:
    with reading(browser, base, scripts=scripts) as reader:
        for twins in KINDS.values():
            reader.open(twins[language])
            other = ("de", "en")[language]
            reader.follow(f".language-switch a[hreflang='{other}']")
            assert reader.address == twins[1 - language]
            assert reader.page.locator("html").get_attribute("lang") == other
            reader.follow(f".language-switch a[hreflang='{('en', 'de')[language]}']")
            assert reader.address == twins[language]


@in_both_languages
@with_and_without_scripts
def test_a_bar_of_a_chart_leads_to_a_list_of_as_many_entries_as_it_says(
    browser: Browser, base: str, language: int, scripts: bool
) -> None:
    with reading(browser, base, scripts=scripts) as reader:
        reader.open(KINDS["evaluation"][language])
        bars = reader.page.locator("svg a.bar-link")
        figures = [bars.nth(number).locator(".chart-figure").text_content() or "" for number in range(bars.count())]
        assert len(figures) > 5
        for number, told in enumerate(figures):
            reader.open(KINDS["evaluation"][language])
            with reader.page.expect_navigation():
                bars.nth(number).locator(".chart-bar").click()
            assert reader.address.startswith(f"{list(COLLABORATIONS.values())[language]}/")
            assert reader.page.locator("li.card").count() == int(told.split()[0])


@in_both_languages
@with_and_without_scripts
def test_from_the_home_page_a_reader_comes_to_an_entry_and_its_list_and_back(
    browser: Browser, base: str, language: int, scripts: bool
) -> None:
    with reading(browser, base, scripts=scripts) as reader:
        reader.open("index.html")
        reader.follow(f"a[hreflang='{('en', 'de')[language]}']")
        assert reader.address == KINDS["home"][language]
        told = reader.page.locator("a.button").get_attribute("data-count")
        reader.follow("a.button")
        assert reader.address == KINDS["list of all"][language]
        assert reader.page.locator("li.card").count() == int(told or 0)
        title = reader.page.locator("li.card h3 a").first.inner_text()
        reader.follow("li.card h3 a")
        assert reader.page.locator("h1").inner_text() == title
        reader.follow(".trail a")
        assert reader.address == KINDS["list of all"][language]
        reader.follow(".site-name")
        assert reader.address == KINDS["home"][language]


@in_both_languages
def test_the_first_tab_reaches_the_link_that_skips_to_the_content(browser: Browser, base: str, language: int) -> None:
    with reading(browser, base) as reader:
        for twins in KINDS.values():
            reader.open(twins[language])
            reader.page.keyboard.press("Tab")
            focused = reader.page.locator(":focus")
            assert focused.get_attribute("class") == "skip-link"
            box = focused.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["y"] >= 0
            assert box["width"] > 20
            reader.page.keyboard.press("Enter")
            assert reader.address == f"{twins[language]}#main--content"
            reader.page.keyboard.press("Tab")
            assert reader.page.locator("main :focus, footer :focus").count() == 1


@with_and_without_scripts
def test_no_page_is_wider_than_a_small_screen(browser: Browser, base: str, scripts: bool) -> None:
    with reading(browser, base, scripts=scripts, viewport=NARROW) as reader:
        wide = {}
        for address in EVERY:
            if address == "404.html":
                continue
            reader.open(address)
            width = reader.page.evaluate("document.scrollingElement.scrollWidth")
            if width > NARROW["width"]:
                wide[address] = width, reader.page.evaluate(_TOO_WIDE)
        assert wide == {}


_TOO_WIDE = """[...document.querySelectorAll("body *")]
    .filter(element => element.getBoundingClientRect().right > 321)
    .map(element => `${element.tagName}.${element.className}`).slice(0, 8)"""


def test_the_site_reads_in_the_dark_as_well(browser: Browser, base: str) -> None:
    with reading(browser, base, color_scheme="dark") as dark, reading(browser, base, color_scheme="light") as light:
        shades = []
        for reader in (dark, light):
            reader.open(KINDS["evaluation"][0])
            shades.append(
                reader.page.evaluate(
                    "[document.body, document.querySelector('.chart-label')].map(_SHADES)".replace(
                        "_SHADES",
                        "e => getComputedStyle(e).color + getComputedStyle(document.documentElement).backgroundColor",
                    )
                )
            )
        assert shades[0] != shades[1]
