"""The pages of entries as they are built, in both languages: marks, ways, shares, histories, citations."""

from __future__ import annotations

import json
import posixpath
from datetime import date
from functools import cache

import jsonschema
import pytest

from kltsite import assembly, disk, judging, publish, workers
from kltsite.domain.history import History, Repository
from tests.helpers import CONTENT, TEMPLATES, files_in, interface, paint, render
from tests.present.views.test_cite import CSL
from tests.present.views.test_linked import unknown
from tests.test_site import (
    BROWSE,
    HOME,
    Site,
    in_both_languages,
    many,
    odd,
    publication,
    real,
    words,
)

SITES = {"real": real, "publication": publication, "odd": odd, "many": many}
in_every_site = pytest.mark.parametrize("name", sorted(SITES))


def entries(site: Site, language: str) -> list[str]:
    return [f"{posixpath.dirname(BROWSE[language])}/{slug}.html" for slug in site.entries]


@in_both_languages
def test_facts_lead_to_the_sources_that_carry_them(language: str) -> None:
    site, seen = real(), 0
    for address in entries(site, language):
        page = site.page(address)
        numbers = [source.get("id") for source in page.xpath("//ol[@class='sources']/li")]
        assert numbers == [f"source-{number}" for number in range(1, len(numbers) + 1)]
        for link in page.xpath("//sup[@class='marks']/a"):
            assert link.get("href").removeprefix("#") in numbers
            assert words(link).strip("[]") == link.get("aria-label").split()[-1] == link.get("href").split("-")[-1]
            seen += 1
    assert seen > 100


@in_both_languages
def test_a_mark_stands_where_the_file_says_that_a_source_carries_the_fact(language: str) -> None:
    page = real().page(f"{posixpath.dirname(BROWSE[language])}/butze.html")
    rows = page.xpath("//section[@aria-labelledby='facts--heading']//dl/div")
    marked = [[link.get("href") for link in row.xpath(".//sup/a")] for row in rows]
    assert marked == [[], ["#source-3"], ["#source-3"], [], ["#source-1"]]


@in_both_languages
def test_the_two_sides_stand_in_one_list_and_the_others_after_it(language: str) -> None:
    for address in entries(real(), language):
        lists = real().page(address).xpath("//section[@aria-labelledby='partners--heading']/ul")
        sides = [[item.get("class") for item in one.xpath("./li")] for one in lists]
        assert sides[0] == ["side side-cci", "side side-sme"]
        assert len(sides) <= 2 and {side for one in sides[1:] for side in one} <= {"side side-other"}


@in_both_languages
def test_the_way_leads_from_home_to_the_entry(language: str) -> None:
    site = real()
    for address in entries(site, language):
        steps = site.page(address).xpath("//nav[@class='trail']//li")
        led = [site.leads(address, link.get("href")) for step in steps for link in step.xpath("./a")]
        assert led[:2] == [HOME[language], BROWSE[language]]
        country = "country" in site.entries[posixpath.basename(address).removesuffix(".html")].get("place", {})
        assert len(led) == len(steps) - 1 == (3 if country else 2)
        assert steps[-1].get("aria-current") == "page"
        assert words(steps[-1]) == words(site.one(address, "//h1"))


@in_every_site
def test_what_pages_say_to_machines_is_json_of_known_words_and_the_way_is_the_one_that_is_shown(name: str) -> None:
    site, kinds = SITES[name](), set()
    for address in site.pages:
        scripts = site.page(address).xpath("//script[@type='application/ld+json']/text()")
        assert len(scripts) <= 1
        for script in scripts:
            said = json.loads(script)
            assert unknown(said) == [], address
            assert said["url"] == site.one(address, "//link[@rel='canonical']").get("href")
            kinds.add(said["@type"])
            shown = site.page(address).xpath("//nav[@class='trail']//li")
            if shown:
                items = said["breadcrumb"]["itemListElement"]
                assert [item["name"] for item in items] == [words(step) for step in shown]
                base = site.settings["base_url"]
                assert all(item["item"].removeprefix(base) in site.files for item in items)
    assert kinds == {"WebSite", "WebPage", "CollectionPage", "ItemPage"}


@in_both_languages
def test_every_page_in_the_navigation_speaks_to_machines_too(language: str) -> None:
    site = real()
    named = site.page(HOME[language]).xpath("//header//nav[@class='site-navigation']//a/@href | //footer//nav//a/@href")
    assert len(named) > 10
    for address in (HOME[language], *(f"{language}/{href}" for href in named), *entries(site, language)):
        assert len(site.page(address).xpath("//head/script[@type='application/ld+json']")) == 1


@in_every_site
def test_every_page_says_how_it_is_to_be_shared(name: str) -> None:
    site = SITES[name]()
    for address in site.pages:
        page = site.page(address)
        said = {tag.get("property"): tag.get("content") for tag in page.xpath("//head/meta[@property]")}
        if address == "404.html" or "/embed/" in address:  # a page for frames is not shared by itself
            assert said == {}
            continue
        assert said["og:url"] == site.one(address, "//link[@rel='canonical']").get("href")
        assert said["og:title"] and said["og:site_name"] and said["og:description"]
        assert said["og:type"] == ("article" if page.xpath("//article[@class='entry']") else "website")
        entry = bool(page.xpath("//article[@class='entry']"))
        assert ("og:image" in said) == entry
        if entry:
            assert said["og:image"].removeprefix(site.settings["base_url"]) in site.files
            pictured = page.xpath("//article//figure[contains(@class, 'picture-lead')]//img/@alt")
            assert said["og:image:alt"] == (pictured[0] if pictured else said["og:title"])
        if address.startswith(("en/", "de/")):
            both = [said["og:locale"], said["og:locale:alternate"]]
            assert both == (["en_GB", "de_DE"] if address.startswith("en/") else ["de_DE", "en_GB"])
        assert page.xpath("//head/meta[@name='twitter:card']/@content") == [
            "summary_large_image" if entry else "summary"
        ]


@in_both_languages
def test_every_entry_can_be_cited(language: str) -> None:
    site = odd()
    for address in entries(site, language):
        url = site.settings["base_url"] + address
        assert words(site.one(address, "//p[@class='cite-text']")).endswith(url)
        assert f"url = {{{url}}}" in site.one(address, "//textarea[@id='cite--bibtex']").text
        items = json.loads(site.one(address, "//textarea[@id='cite--csl']").text)
        jsonschema.validate(items, CSL)
        assert items[0]["URL"] == url
        assert items[0]["title"] == words(site.one(address, "//h1"))


@in_both_languages
def test_the_gist_is_the_summary_and_one_sentence(language: str) -> None:
    for address in entries(real(), language):
        summary, sentence = real().page(address).xpath("//header[@class='entry-header']//div/p")
        assert (summary.get("class"), sentence.get("class")) == ("lead", "gist")
        assert words(sentence).endswith(".")


@cache
def with_history() -> dict[str, bytes]:
    judged = judging.judge(files_in(CONTENT), judging.Options(), workers.alone)
    history = History(date(2024, 8, 9), date(2023, 1, 2), 3, ("place", "sources"))
    around = assembly.Surroundings(
        disk.read_folder(TEMPLATES)[0], interface(), render, paint, repository=Repository("c0ffee", {"butze": history})
    )
    ledger, site = publish.Ledger(), {}
    for output in assembly.build(judged, files_in(CONTENT), around, judging.Options(), workers.alone):
        ledger.enter(output)
        site[output.address] = output.data
    assert ledger.settle() == ()
    return site


def test_what_the_repository_knows_is_told_in_the_words_of_the_page() -> None:
    site = Site(files_in(CONTENT), with_history())
    told = {
        "en": ["2 January 2023: File added to the collection",
               "9 August 2024: File last changed: Place, Sources (2 changes so far)"],
        "de": ["2. Januar 2023: Datei in die Sammlung aufgenommen",
               "9. August 2024: Datei zuletzt geändert: Ort, Quellen (2 Änderungen bisher)"],
    }  # fmt: skip
    for language, events in told.items():
        address = f"{posixpath.dirname(BROWSE[language])}/butze.html"
        assert [words(one) for one in site.page(address).xpath("//ol[@class='history']/li")] == events
    assert json.loads(site.files["build.json"])["commit"] == "c0ffee"


def test_without_a_repository_only_what_the_files_state_is_told() -> None:
    site = odd()
    for address in entries(site, "en"):
        entry = site.entries[posixpath.basename(address).removesuffix(".html")]
        days = [one.get("datetime") for one in site.page(address).xpath("//ol[@class='history']/li/time")]
        assert days == sorted(entry[key] for key in ("listed", "reviewed") if key in entry)
    assert json.loads(site.files["build.json"])["commit"] == ""
