"""The book as a document: its parts point to each other, and it says what the site says."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import pairwise

import lxml.html
import pytest
from lxml.html import HtmlElement
from msgspec.structs import replace

from kltsite import assembly, judging
from kltsite.domain.settings import CATEGORIES
from kltsite.domain.values import Text
from kltsite.present.publication import views
from kltsite.present.publication.book import Book, book
from kltsite.present.views.scene import Scene
from kltsite.present.views.story import figure
from kltsite.stats import edition_tallies, evaluated
from kltsite.workers import Processes
from tests.helpers import CONTENT, TEMPLATES, files_in, interface, paint
from tools.corpus import publication_23

LANGUAGES = ("en", "de")
COMMIT = "0123abc"


@cache
def scenes() -> dict[str, Scene]:
    """The real pages and settings with the 23 made-up entries of the publication's table, and one draft."""
    files = files_in(CONTENT) | dict(publication_23())
    content = judging.judge(files, judging.Options(), Processes(1))
    assert content.settings is not None
    assert content.sound
    around = assembly.Surroundings(files_in(TEMPLATES), interface(), lambda chart: "", paint)
    shown = {case.slug: case for case in content.cases}  # drafts too, as in a build with --drafts
    return {one.language: one for one in assembly.scenes_of(content, content.settings, shown, around, {})}


@cache
def made(language: str, edition: str = "") -> Book:
    return book(scenes()[language], edition, COMMIT, "kltsite 0")


@cache
def document(language: str, edition: str = "") -> HtmlElement:
    return lxml.html.document_fromstring(made(language, edition).html)


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_leads_within_the_book_leads_to_an_anchor_and_each_is_there_once(language: str) -> None:
    tree = document(language)
    anchors = Counter(tree.xpath("//@id"))
    assert [name for name, times in anchors.items() if times > 1] == []
    targets = {href[1:] for href in tree.xpath("//a/@href") if href.startswith("#")}
    assert targets - anchors.keys() == set()
    assert len(targets) > 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_leads_out_of_it_has_a_whole_address(language: str) -> None:
    hrefs = [href for href in document(language).xpath("//a/@href") if not href.startswith("#")]
    assert hrefs
    assert [href for href in hrefs if not re.match(r"https?://|mailto:", href)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_pictures_are_among_its_files_and_no_file_is_idle(language: str) -> None:
    tree = document(language)
    shown = {name for names in tree.xpath("//div/@class") for name in names.split() if name.startswith("emblem-")}
    rules = dict(re.findall(r'\.(emblem-[a-z-]+) \{ background-image: url\("([^"]+)"\)', made(language).styles))
    assert shown == rules.keys()
    named = {*tree.xpath("//img/@src"), *rules.values()}
    assert named == made(language).files.keys()
    assert all(image.get("alt") for image in tree.xpath("//img"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chapters_stand_in_the_order_of_the_site_file(language: str) -> None:
    stated = scenes()[language].settings.site.publication
    assert stated is not None
    chapters = [one.get("id") for one in document(language).xpath("//section[contains(@class, 'chapter')]")]
    assert tuple(chapters) == (*stated.chapters, "index", "sources", "colophon")
    listed = document(language).xpath("//nav[@id='contents']/ol/li/a/@href")
    assert listed == [f"#{one}" for one in chapters]


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_go_down_one_level_at_a_time(language: str) -> None:
    levels = [int(one.tag[1]) for one in document(language).iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_of_the_evaluation_stands_in_its_table(language: str) -> None:
    scene = scenes()[language]
    for name in CATEGORIES:
        anchor = f"evaluation--{name.replace('_', '-')}"
        [section] = document(language).xpath(f"//section[@id='{anchor}']")
        told = [" ".join(cell.text_content().split(" ")) for cell in section.xpath(".//td[1]")]
        options = evaluated(scene.settings.vocabulary, name)
        tally = scene.statistics.categories[name]
        assert told[: len(options)] == [figure(scene, tally, option) for option in options]


def test_an_edition_tells_its_own_numbers_and_leaves_out_what_it_did_not_count() -> None:
    scene, tree = scenes()["en"], document("en", "2024-08")
    frozen = edition_tallies(scene.settings.editions["2024-08"])
    [section] = tree.xpath("//section[@id='evaluation--contact']")
    assert section.xpath(".//td[1]/text()")[0] == figure(scene, frozen["contact"], "targeted-contact")
    assert not tree.xpath("//section[@id='evaluation--subsector-sector']")
    assert "August 2024" in tree.xpath("//p[@class='cover-status']")[0].text_content()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_has_every_published_entry_and_no_draft(language: str) -> None:
    scene = scenes()[language]
    published = [slug for slug in scene.order if scene.cases[slug].published]
    assert len(published) < len(scene.order)
    entries = document(language).xpath("//article/@id")
    assert entries == [f"entry-{slug}" for slug in published]
    assert len([name for name in made(language).files if name.startswith("codes/")]) == len(published)


def test_each_entry_says_where_it_is_on_the_site_and_how_it_stands_to_the_six_criteria() -> None:
    scene = scenes()["de"]
    for article in document("de").xpath("//article"):
        slug = article.get("id").removeprefix("entry-")
        assert scene.settings.site.base_url + scene.addresses.entry(slug) in article.xpath(".//a/@href")
        assert len(article.xpath(".//ul[@class='verdicts']/li")) == 6


def test_what_a_page_links_to_is_told_at_the_foot_once_per_chapter() -> None:
    [learnings] = document("en").xpath("//section[@id='learnings']")
    linked = {href for href in learnings.xpath(".//a[not(@class)]/@href") if href.startswith("#entry-")}
    aside = learnings.xpath(".//a[contains(@class, 'page-aside')]/@href")
    assert linked
    assert Counter(aside) == Counter(linked)
    assert len(learnings.xpath(".//span[@class='footnote']")) >= len(linked)


def test_claims_of_several_chapters_keep_their_notes_apart() -> None:
    notes = [one for one in document("en").xpath("//@id") if one.endswith("--grounds")]
    assert len({one.split("--")[0] for one in notes}) > 1
    assert len(notes) == len(set(notes))


def test_every_term_of_the_index_leads_to_its_entries() -> None:
    scene = scenes()["en"]
    [register] = document("en").xpath("//section[@id='index']")
    partners = {partner.name for case in scene.cases.values() if case.published for partner in case.partners}
    terms = {" ".join((item.text or "").split()) for item in register.xpath(".//li")}
    assert {" ".join(name.split()) for name in partners} <= terms
    assert all(item.xpath("./a[@href]") for item in register.xpath(".//li"))


def test_a_site_that_says_nothing_of_a_publication_has_one_all_the_same() -> None:
    scene = scenes()["en"]
    site = replace(scene.settings.site, publication=None)
    html = book(replace(scene, settings=replace(scene.settings, site=site)), "", "", "kltsite 0").html
    chapters = lxml.html.document_fromstring(html).xpath("//section[contains(@class, 'chapter')]/@id")
    assert chapters == ["criteria", "evaluation", "collaborations", "index", "sources", "colophon"]
    assert COMMIT not in html


def test_editors_text_is_text_and_no_markup() -> None:
    scene = scenes()["en"]
    slug = next(slug for slug in scene.order if scene.cases[slug].published)
    case = scene.cases[slug]
    changed = replace(case, title=Text({"en": "<script>alert(1)</script> & <b>", "de": "x"}))
    html = book(replace(scene, cases={**scene.cases, slug: changed}), "", "", "kltsite 0").html
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_only_a_long_index_fills_its_columns_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    lists = './/section[@id="index"]/ul'
    assert {one.get("class") for one in lxml.html.document_fromstring(made("en").html).findall(lists)} == {None}
    monkeypatch.setattr(views, "LONG", 20)
    long = lxml.html.document_fromstring(book(scenes()["en"], "", COMMIT, "kltsite 0").html).findall(lists)
    links = [len(one.findall(".//a[@class='page']")) for one in long]
    assert [one.get("class") == "long" for one in long] == [number > 20 for number in links]
    assert "long" in {one.get("class") for one in long}
