"""The browse page in a real browser, from a folder: facets, search, order, addresses, keyboard, and how fast it is.

Skipped where there is no Chromium, unless KLTSITE_BROWSER=required.
"""

from __future__ import annotations

import json
import re
import statistics
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

import lxml.html
import pytest
from playwright.sync_api import Browser

from kltsite import assembly, assets, judging, publish, workers
from kltsite.intake.collaborations import file_of
from kltsite.present.addresses import folder_of
from kltsite.present.pages import PageKey, Pages
from tests.browser.test_browser import Reader, reading
from tests.helpers import TEMPLATES, built, files_in, interface, without_entries
from tools.corpus import case_files
from tools.quality import weights

BROWSE = {"en": "en/collaborations/index.html", "de": "de/kooperationen/index.html"}
BOUND = 150  # milliseconds that a keystroke may take among 5,000 entries, on a machine that does other things too
in_both_languages = pytest.mark.parametrize("language", ["en", "de"])

MADE_UP: dict[str, dict[str, Any]] = {
    "boat": {
        "title": {"en": "The boat of Køje", "de": "Das Boot von Køje"},
        "summary": {"en": "A made-up harbour.", "de": "Ein erfundener Hafen."},
        "place": {"locality": "Beispielby", "country": "DK"},
        "fields": ("music", "trade"),
        "listed": "2024-03-01",
        "period": {"started": "2010", "continuous": "true"},
        "contact": ["joint-event"],
        "innovation": ["service"],
    },
    "mill": {
        "title": {"en": "The made-up Mühle", "de": "Die erfundene Mühle"},
        "summary": {"en": "Flour and figures.", "de": "Mehl und Figuren in der Beispielstraße."},
        "place": {"locality": "Beispieldorf", "region": "Styria", "country": "AT"},
        "fields": ("design", "manufacturing"),
        "listed": "2023-11-06",
        "period": {"started": "2012", "ended": "2021"},
        "contact": ["targeted-contact"],
        "regional_value": ["skilled-workers"],
        "innovation": ["product"],
    },
    "bench": {
        "title": {"en": "A bench for nobody", "de": "Möbeltischlerei Beispiel"},
        "summary": {"en": "Where the mill once stood, a boat lies.", "de": "Neben der Mühle liegt ein Boot."},
        "place": {"locality": "Musterau", "region": "Styria", "country": "AT"},
        "fields": ("design", "construction"),
        "period": {"years": "2"},
        "contact": ["targeted-contact", "previous-collaboration"],
        "partner_value": ["easier-work"],
    },
    "lamp": {
        "title": {"en": "A lamp <b>& more</b>", "de": "Eine Lampe <b>& mehr</b>"},
        "summary": {"en": "Light for a made-up street.", "de": "Licht für eine erfundene Gasse."},
        "place": {"locality": "Bootsdorf", "region": "Saxony", "country": "DE"},
        "fields": ("architecture", "manufacturing"),
        "listed": "2024-01-15",
        "period": {"started": "2023-05"},
        "regional_value": ["location-attractiveness", "skilled-workers"],
    },
    "silence": {
        "title": {"en": "What states nothing", "de": "Was nichts angibt"},
        "summary": {"en": "Only what is needed.", "de": "Nur das Nötige."},
        "fields": ("music", ""),
    },
}


def case_file(case: Mapping[str, Any]) -> bytes:
    """A made-up entry as its file; JSON is YAML."""
    subsector, sector = case["fields"]
    firm = {"name": "Example GmbH", "role": "sme", **({"sectors": [sector]} if sector else {})}
    value = {
        **{name: field for name, field in case.items() if name != "fields"},
        "status": "published",
        "partners": [{"name": "Example Studio", "role": "cci", "subsectors": [subsector]}, firm],
        "attested": "european-perspectives-2024",
        "sources": [{"url": "https://village.example/"}],
    }
    return re.sub(r'"(true|[0-9][0-9-]*)"', r"\1", json.dumps(value, ensure_ascii=False)).encode()


@pytest.fixture(scope="module")
def site() -> dict[str, bytes]:
    """A site of a few made-up entries."""
    return built(
        {**without_entries(), **{f"collaborations/{slug}.yaml": case_file(one) for slug, one in MADE_UP.items()}}
    )


@pytest.fixture(scope="module")
def base(site: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where the site lies, as a folder."""
    return written(site, tmp_path_factory.mktemp("browse"))


def written(site: Mapping[str, bytes], root: Path) -> str:
    for path, data in site.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    return f"{root.as_uri()}/"


def shown(reader: Reader) -> list[str]:
    """The slugs of the cards on the page, in order."""
    hrefs: list[str] = reader.page.eval_on_selector_all(
        ".cards > li a", "all => all.map(one => one.getAttribute('href'))"
    )
    return [href.removesuffix(".html") for href in hrefs]


def told(reader: Reader) -> str:
    """What is announced."""
    return reader.page.get_by_role("status").inner_text()


def turn_to_the_panel(reader: Reader) -> None:
    """Begin to search, which makes the script ask for the index and the texts of all cards."""
    reader.page.locator("#browse--q").focus()
    reader.page.wait_for_selector(".browse-complete")


def tick(reader: Reader, facet: str, key: str) -> None:
    """Choose an option, or take the choice back, as a script would see it."""
    turn_to_the_panel(reader)
    reader.page.eval_on_selector(f"input[name='{facet}'][value='{key}']", "box => box.click()")


def counts(reader: Reader, facet: str) -> dict[str, tuple[int, bool]]:
    """Each option of a facet: how many entries it says, and whether it can be chosen."""
    found: list[list[Any]] = reader.page.eval_on_selector_all(
        f"input[name='{facet}']",
        "all => all.map(one => [one.value, Number(one.parentElement.lastElementChild.textContent), !one.disabled])",
    )
    return {key: (count, free) for key, count, free in found}


def search(reader: Reader, words: str) -> list[str]:
    """What is found, in order."""
    turn_to_the_panel(reader)
    reader.page.fill("#browse--q", words)
    until_texts_are_there(reader)
    return shown(reader)


def until_texts_are_there(reader: Reader) -> None:
    """The texts of the cards come when a reader turns to the panel; until then titles alone are searched."""
    reader.page.wait_for_selector(".browse-complete", state="attached")


# -- facets --------------------------------------------------------------------------------------------------


@in_both_languages
def test_every_option_shows_the_entries_of_its_own_list_and_says_how_many(
    browser: Browser, base: str, site: dict[str, bytes], language: str
) -> None:
    lists = [
        (
            page.xpath("//p[@class='browse-further']/a/@href")[0].partition("?")[2],
            page.xpath("//li[@class='card']//a/@href"),
        )
        for address, data in sorted(site.items())
        if address.startswith(folder_of(BROWSE[language])) and b"browse-further" in data
        for page in [lxml.html.document_fromstring(data.decode())]
    ]
    lists = [one for one in lists if not one[0].startswith(("length=", "started="))]  # of charts, which are no facets
    assert {query.partition("=")[0] for query, _ in lists} >= {"country", "region", "contact", "duration", "innovation"}
    with reading(browser, base) as reader:
        reader.open(BROWSE[language])
        everything = shown(reader)
        for query, hrefs in lists:
            if "&" in query:  # a cell of the cross-table: two facets
                continue
            facet, _, key = query.partition("=")
            expected = [href.removeprefix("../").removesuffix(".html") for href in hrefs]
            assert counts(reader, facet)[key] == (len(expected), True)
            tick(reader, facet, key)
            assert shown(reader) == expected, query
            assert reader.address == f"{BROWSE[language]}?{query}"
            tick(reader, facet, key)
            assert shown(reader) == everything
        tick(reader, "status", "ended")
        assert shown(reader) == ["mill"]
        tick(reader, "status", "ongoing")
        assert set(shown(reader)) == {"boat", "lamp", "mill"}


def test_options_of_one_facet_add_up_and_facets_narrow_each_other(browser: Browser, base: str) -> None:
    with reading(browser, base) as reader:
        reader.open(BROWSE["en"])
        tick(reader, "country", "at")
        assert set(shown(reader)) == {"mill", "bench"}
        tick(reader, "country", "dk")
        assert set(shown(reader)) == {"mill", "bench", "boat"}
        tick(reader, "sector", "manufacturing")
        assert shown(reader) == ["mill"]


def test_counts_are_those_given_the_other_facets_and_what_would_give_nothing_is_disabled_but_there(
    browser: Browser, base: str
) -> None:
    with reading(browser, base) as reader:
        reader.open(BROWSE["en"])
        assert counts(reader, "country") == {"at": (2, True), "dk": (1, True), "de": (1, True)}
        tick(reader, "country", "at")
        assert counts(reader, "country") == {"at": (2, True), "dk": (1, True), "de": (1, True)}
        assert counts(reader, "sector")["manufacturing"] == (1, True)
        assert counts(reader, "sector")["trade"] == (0, False)
        assert counts(reader, "subsector") == {"architecture": (0, False), "design": (2, True), "music": (0, False)}
        search(reader, "flour")
        assert counts(reader, "country") == {"at": (1, True), "dk": (0, False), "de": (0, False)}
        search(reader, "lamp")
        assert counts(reader, "country")["at"] == (0, True), "what is chosen can be taken back"


def test_what_is_chosen_stands_as_chips_that_can_be_removed_one_by_one_or_all(browser: Browser, base: str) -> None:
    with reading(browser, base) as reader:
        reader.open(BROWSE["de"])
        everything, chips = shown(reader), reader.page.locator("#browse--chips button")
        assert reader.page.locator("#browse--choice").is_hidden()
        for facet, key in (("country", "at"), ("subsector", "design"), ("contact", "targeted-contact")):
            tick(reader, facet, key)
        assert chips.all_inner_texts() == ["Österreich ×", "Designwirtschaft ×", "Durch gezielte Kontaktaufnahme ×"]
        reader.page.get_by_role("button", name="Entfernen: Österreich").click()
        assert chips.count() == 2
        assert reader.page.evaluate("document.activeElement.textContent") == "Designwirtschaft ×"
        assert reader.page.locator(".browse-facets > summary .browse-chosen").text_content() == "2"
        reader.page.get_by_role("button", name="Alle entfernen").click()
        assert (shown(reader), reader.address) == (everything, BROWSE["de"])
        assert reader.page.evaluate("document.activeElement.id") == "browse--q"
        assert reader.page.locator("input:checked").count() == 0


# -- order ---------------------------------------------------------------------------------------------------


def test_entries_can_be_sorted_by_title_by_day_and_by_length_and_what_is_not_stated_comes_last(
    browser: Browser, base: str
) -> None:
    with reading(browser, base) as reader:
        reader.open(BROWSE["en"])
        order = reader.page.locator("#browse--sort")
        by_title = shown(reader)
        assert by_title == ["bench", "lamp", "boat", "mill", "silence"]
        turn_to_the_panel(reader)
        order.select_option("newest")
        assert shown(reader) == ["boat", "lamp", "mill", "bench", "silence"]
        assert reader.address.endswith("?sort=newest")
        order.select_option("longest")
        assert shown(reader) == ["boat", "mill", "bench", "lamp", "silence"]
        order.select_option("title")
        assert (shown(reader), reader.address) == (by_title, BROWSE["en"])


def test_titles_rank_over_summaries_and_summaries_over_places(browser: Browser, base: str) -> None:
    with reading(browser, base) as reader:
        reader.open(BROWSE["de"])
        assert search(reader, "boot") == ["boat", "bench", "lamp"]
        assert reader.page.locator("#browse--sort").input_value() == "match"
        reader.page.locator("#browse--sort").select_option("title")
        assert shown(reader) == ["boat", "lamp", "bench"]


# -- search --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Køje", {"boat"}),
        ("Koje", {"boat"}),
        ("Koeje", {"boat"}),
        ("Mühle", {"mill", "bench"}),
        ("muehle", {"mill", "bench"}),
        ("MUHLE", {"mill", "bench"}),
        ("straße", {"mill"}),
        ("strasse", {"mill"}),
        ("tischler", {"bench"}),  # inside a compound
        ("möbel", {"bench"}),
        ("moebelt", {"bench"}),
        ("Hafn", {"boat"}),  # one letter is missing
        ("Mühel", {"mill", "bench"}),  # two have changed places
        ("Moebeltishlrei", {"bench"}),  # two typos in a long word
        ("Lxmpe", {"lamp"}),
        ("österreich design", {"mill", "bench"}),
        ("boot mühle", {"bench"}),
        ("Hfxn", set()),  # two typos in a short word
        ("xyz", set()),
        ("  ", {"boat", "mill", "bench", "lamp", "silence"}),
    ],
)
def test_search_finds_what_is_meant(browser: Browser, base: str, words: str, expected: set[str]) -> None:
    with reading(browser, base) as reader:
        reader.open(BROWSE["de"])
        found = set(search(reader, words))
        assert found == expected
        assert reader.page.locator("#browse--none").is_visible() == (not expected)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("muehle", ["Mühle", "Mühle"]),
        ("tischler", ["tischler"]),
        ("strasse", ["straße"]),
        ("koje", ["Køje"]),
        ("Lxmpe", ["Lampe"]),
        ("boot hafen", ["Boot", "Hafen"]),
        ("mehr", ["mehr"]),
    ],
)
def test_what_was_found_is_marked_as_it_is_written(
    browser: Browser, base: str, words: str, expected: list[str]
) -> None:
    with reading(browser, base) as reader:
        reader.open(BROWSE["de"])
        before = reader.page.locator(".cards").inner_text()
        search(reader, words)
        assert reader.page.locator(".cards mark").all_inner_texts() == expected
        search(reader, "")
        assert reader.page.locator(".cards mark").count() == 0
        assert reader.page.locator(".cards").inner_text() == before


# -- addresses -----------------------------------------------------------------------------------------------


@in_both_languages
def test_an_address_that_is_passed_on_shows_the_same_in_a_stable_order(
    browser: Browser, base: str, language: str
) -> None:
    asked = f"{BROWSE[language]}?q=muehle&subsector=design&country=dk,at"
    with reading(browser, base) as reader:
        reader.open(asked)
        assert set(shown(reader)) == ({"mill"} if language == "en" else {"mill", "bench"})
        tick(reader, "region", "at-styria")
        passed_on, found = reader.address, shown(reader)
        assert passed_on == f"{BROWSE[language]}?country=at,dk&region=at-styria&subsector=design&q=muehle"
    with reading(browser, base) as reader:
        reader.open(passed_on)
        assert (shown(reader), reader.page.locator("#browse--chips li").count()) == (found, 4)
        assert reader.page.locator("#browse--q").input_value() == "muehle"


def test_what_an_address_asks_in_vain_is_left_out(browser: Browser, base: str) -> None:
    with reading(browser, base) as reader:
        reader.open(BROWSE["en"] + "?country=atlantis,at&planet=mars&sort=heaviest&q=%3Cscript%3Ealert(1)%3C/script%3E")
        assert shown(reader) == []
        search(reader, "")
        assert set(shown(reader)) == {"mill", "bench"}


def test_back_and_forth_lead_through_the_choices_but_not_through_every_key(browser: Browser, base: str) -> None:
    with reading(browser, base) as reader:
        reader.open(BROWSE["en"])
        everything = shown(reader)
        tick(reader, "country", "at")
        reader.page.locator("#browse--q").press_sequentially("mill")
        reader.page.wait_for_url("**/*?country=at&q=mill")
        both = shown(reader)
        reader.follow(".cards a")
        reader.page.go_back()
        assert (reader.address, shown(reader)) == (f"{BROWSE['en']}?country=at&q=mill", both)
        reader.page.go_back()
        assert (shown(reader), reader.page.locator("#browse--q").input_value()) == (everything, "")
        reader.page.go_forward()
        assert shown(reader) == both


def test_the_other_language_shows_the_same_choice(browser: Browser, base: str) -> None:
    with reading(browser, base) as reader:
        reader.open(BROWSE["en"])
        tick(reader, "country", "at")
        reader.follow(".language-switch a[hreflang='de']")
        assert reader.address == f"{BROWSE['de']}?country=at"
        assert set(shown(reader)) == {"mill", "bench"}


def test_the_list_of_a_value_leads_to_the_same_entries_to_filter_further(browser: Browser, base: str) -> None:
    with reading(browser, base) as reader:
        for address in (
            "de/kooperationen/land/at.html",
            "de/kooperationen/teilmarkt-wirtschaftszweig/music--trade.html",
        ):
            reader.open(address)
            expected = [slug.removeprefix("../") for slug in shown(reader)]
            reader.follow(".browse-further a")
            assert shown(reader) == [slug.split("/")[-1] for slug in expected]
            assert reader.page.locator("#browse--chips li").count() in (1, 2)


# -- everyone ------------------------------------------------------------------------------------------------


@in_both_languages
def test_what_has_changed_is_announced_once_in_the_readers_words(browser: Browser, base: str, language: str) -> None:
    one, five = {"en": ("1 entry", "5 entries"), "de": ("1 Eintrag", "5 Einträge")}[language]
    with reading(browser, base) as reader:
        reader.open(BROWSE[language])
        assert reader.page.locator("[role=status], [aria-live]").count() == 1
        assert told(reader) == five
        search(reader, "koje")
        assert told(reader) == one
        search(reader, "")
        assert told(reader) == five


def test_the_keyboard_alone_searches_chooses_removes_and_opens(browser: Browser, base: str) -> None:
    with reading(browser, base, viewport={"width": 1440, "height": 900}) as reader:
        reader.open(BROWSE["en"])
        keys = reader.page.keyboard

        def tab_to(selector: str) -> None:
            for _ in range(60):
                keys.press("Tab")
                if reader.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                    outline = reader.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                    assert outline != "none", f"{selector} does not show that it has the focus"
                    return
            raise AssertionError(f"{selector} is not reached")

        tab_to("#browse--q")
        keys.type("made-up")
        until_texts_are_there(reader)
        assert set(shown(reader)) == {"boat", "mill", "lamp"}
        keys.press("Enter")
        tab_to(".browse-facet:nth-of-type(2) > summary")
        keys.press("Enter")
        tab_to("input[value='at-styria']")
        keys.press("Space")
        assert shown(reader) == ["mill"]
        tab_to("#browse--sort")
        tab_to("#browse--chips button")
        keys.press("Enter")
        assert set(shown(reader)) == {"boat", "mill", "lamp"}
        tab_to("#browse--clear")
        keys.press("Enter")
        assert len(shown(reader)) == len(MADE_UP)
        tab_to(".cards a")
        with reader.page.expect_navigation():
            keys.press("Enter")
        assert reader.address == "en/collaborations/bench.html"


def test_targets_are_large_enough_and_nothing_moves_when_the_script_is_ready(browser: Browser, base: str) -> None:
    for width in (360, 1440):
        with reading(browser, base, viewport={"width": width, "height": 800}) as reader:
            reader.page.add_init_script(
                "window.moved = 0;"
                "new PerformanceObserver(list => list.getEntries().forEach(one => { moved += one.value; }))"
                ".observe({type: 'layout-shift', buffered: true});"
            )
            reader.open(BROWSE["en"])
            reader.page.wait_for_timeout(300)
            assert reader.page.evaluate("window.moved") < 0.01
            tick(reader, "country", "at")
            if width < 960:
                reader.page.locator(".browse-facets > summary").click()
            small = reader.page.eval_on_selector_all(
                ".browse button, .browse select, .browse summary, .browse label.browse-option, #browse--q",
                "all => all.filter(one => one.offsetParent && one.getBoundingClientRect().height < 24)"
                ".map(one => one.outerHTML)",
            )
            assert small == []
            assert reader.page.evaluate("document.scrollingElement.scrollWidth") <= width


def test_without_scripts_the_links_to_smaller_lists_do_the_job(browser: Browser, base: str) -> None:
    with reading(browser, base, scripts=False) as reader:
        reader.open(BROWSE["en"])
        assert reader.page.locator("#browse--panel").is_hidden()
        assert reader.page.locator(".browse-head").is_hidden()
        assert shown(reader) == ["bench", "lamp", "boat", "mill", "silence"]
        reader.follow(".look-closer a[href='country/at.html']")
        assert shown(reader) == ["../bench", "../mill"]
        assert reader.page.locator(".browse-further").is_hidden()


def test_with_scripts_the_panel_takes_the_place_of_these_links(browser: Browser, base: str) -> None:
    with reading(browser, base) as reader:
        reader.open(BROWSE["en"])
        assert reader.page.locator("#browse--panel").is_visible()
        assert reader.page.locator(".look-closer").is_hidden()
        ours = reader.page.evaluate("Object.keys(window).filter(name => name.startsWith('klt'))")
        assert ours == ["kltBrowse", "kltCard", "kltMap"]


def test_a_map_on_the_page_is_told_which_entries_are_shown(browser: Browser, base: str) -> None:
    with reading(browser, base) as reader:
        reader.open(BROWSE["en"])
        reader.page.evaluate(_TOLD_TO_THE_MAP)
        tick(reader, "country", "at")
        assert reader.page.evaluate("kltMap.told.at(-1)") == ["bench", "mill"]
        tick(reader, "country", "at")
        assert reader.page.evaluate("kltMap.told.at(-1)") is None


_TOLD_TO_THE_MAP = """() => {
    kltMap.told = [];
    kltMap.show = (held) => { kltMap.told.push(held && [...held.values()].flat()); };
}"""


# -- many ----------------------------------------------------------------------------------------------------

MANY = 5000


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The lists of all of 5,000 generated entries, without the entries' own pages."""
    files = {**without_entries(), **dict(case_files(MANY))}
    content = judging.judge(files, judging.Options(), workers.alone)
    assert content.settings is not None
    around = assembly.Surroundings(files_in(TEMPLATES), interface(), lambda chart: "")
    cases = {case.slug: case for case in content.cases}
    own = list(assets.own(around.templates))
    named = {name: one.address for name, one in own}
    plain = assembly.scenes_of(content, content.settings, cases, around, named)
    sizes = {slug: len(files[file_of(slug)]) for slug in cases}
    scripts = assets.scripts(plain, cases, sizes, None, workers.alone, lambda output: output)
    scenes, loaded = assets.equipped(plain, scripts)
    site = {one.address: one.data for one in (*(one for _, one in own), *loaded)}
    pages = Pages(scenes, around.draw, {}, {}, around.paint, {})
    for language in ("en", "de"):
        for number in (1, 2, 100):
            made = pages.make(PageKey("list", language, "all", page=number))
            site[made.address] = publish.page(made.address, made.text, made.parts).data
    return written(site, tmp_path_factory.mktemp("many"))


def test_cards_that_the_script_writes_are_those_that_the_site_would_show(browser: Browser, many: str) -> None:
    with reading(browser, many) as reader:
        reader.open("de/kooperationen/seite/2.html")
        cards = ".cards > li"
        ours = reader.page.eval_on_selector_all(cards, "all => all.map(one => one.outerHTML.replace('../', ''))")
        reader.open(BROWSE["de"])
        reader.page.locator("#browse--more").click()
        reader.page.wait_for_selector(".cards > li >> nth=50")
        assert reader.page.evaluate("document.activeElement === document.querySelectorAll('.cards a')[50]")
        reader.page.wait_for_selector(".cards .card-place >> nth=99")
        theirs = reader.page.eval_on_selector_all(cards, "all => all.map(one => one.outerHTML)")[50:]
        assert [_tidy(one) for one in theirs] == [_tidy(one) for one in ours]
        assert told(reader) == "5.000 Einträge"


def _tidy(card: str) -> str:
    return re.sub(r"\s+", " ", card).replace("> <", "><")


@in_both_languages
def test_a_key_is_answered_at_once_among_thousands_of_entries(browser: Browser, many: str, language: str) -> None:
    with reading(browser, many) as reader:
        reader.open(BROWSE[language])
        reader.page.locator("#browse--q").focus()
        reader.page.wait_for_selector("script[src*=browse-texts] >> nth=9", state="attached")
        reader.page.wait_for_timeout(2500)  # what is prepared in slices
        times: list[float] = []
        for words in ("workshop", "Möbeltischlerei", "Wrkstatt", "design oesterreich"):
            times += reader.page.evaluate(_TYPED, words)
        median, most = statistics.median(times), max(times)
        print(f"\n{language}: a key among {MANY} entries takes {median:.1f} ms, at most {most:.1f} ms")
        assert median < BOUND


MAP = 80_000  # bytes


def test_among_thousands_of_entries_page_and_map_stay_within_their_budgets(browser: Browser, many: str) -> None:
    with reading(browser, many) as reader:
        reader.open(BROWSE["de"])
        reader.page.wait_for_load_state("networkidle")
        names = {url.removeprefix(many).partition("?")[0] for url in reader.requests if url.startswith(many)}
        drawn = reader.page.locator("svg.map").evaluate("one => one.outerHTML")
    root = Path(url2pathname(urlsplit(many).path))
    weight = weights.weigh("browse", BROWSE["de"], {name: (root / name).read_bytes() for name in sorted(names)})
    assert 60_000 < weight.total < weights.BUDGETS["browse"], weight.gzipped
    assert 20_000 < len(drawn.encode()) < MAP


_TYPED = """words => {
    const box = document.getElementById("browse--q");
    return [...words].map((_, at) => {
        box.value = words.slice(0, at + 1);
        const start = performance.now();
        box.dispatchEvent(new Event("input"));
        return performance.now() - start;
    });
}"""
