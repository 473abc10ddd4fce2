"""The card of an entry for other sites: what it says of its source, and what becomes of it when the entry goes."""

from __future__ import annotations

from functools import cache

import lxml.html
import pytest
from lxml.html import HtmlElement

from kltsite.domain.collaboration import Collaboration
from kltsite.present.views import embedding
from kltsite.present.views import scene as scene_of
from kltsite.present.views.scene import POLICY, Scene
from kltsite.present.views.story import NAMES
from tests.helpers import built, changed, collaboration, village
from tests.present.test_lists import entry, scenes_of

REVIEWED = entry("reviewed", "Bread & <Butter>", more="listed: 2023-01-02\nreviewed: 2024-03-04\n")
LISTED = entry("listed", more="listed: 2023-01-02\n")
UNDATED = entry("undated")
MOVED = entry("moved", more="former_slugs: [before]\n")
GONE = collaboration(
    changed(("published", "withdrawn")) + "withdrawn: {on: 2024-02-01, reason: {en: Over., de: Vorbei.}}\n", "gone"
)


@cache
def scenes() -> dict[str, Scene]:
    return scenes_of((REVIEWED, LISTED, UNDATED, MOVED, GONE))


def card(language: str, case: Collaboration, slug: str = "") -> HtmlElement:
    scene = scenes()[language]
    view = embedding.card_view(scene, case, slug or case.slug)
    return lxml.html.document_fromstring(str(scene.templates.render("embed.card.html", view)))


def words(page: HtmlElement, path: str) -> str:
    (element,) = page.xpath(path)
    return " ".join(element.text_content().split())


@pytest.mark.parametrize(
    ("case", "language", "told"),
    [
        (REVIEWED, "en", "facts checked on 4 March 2024"),
        (REVIEWED, "de", "Angaben geprüft am 4. März 2024"),
        (LISTED, "en", "listed on 2 January 2023"),
        (LISTED, "de", "aufgenommen am 2. Januar 2023"),
        (UNDATED, "en", "evaluated on"),
    ],
    ids=lambda one: one if isinstance(one, str) else one.slug,
)
def test_a_card_says_its_source_and_of_which_day_it_is(case: Collaboration, language: str, told: str) -> None:
    page = card(language, case)
    source = words(page, "//p[@class='note']")
    assert told in source
    assert scenes()[language].words.best(scenes()[language].settings.site.name) in source
    assert page.xpath("//p[@class='note']//a[@rel='license']")


def test_its_title_leads_to_the_entry_and_every_link_out_of_the_frame() -> None:
    page = card("de", REVIEWED)
    assert words(page, "//h1") == "Bread & <Butter>"
    assert page.xpath("//h1/a/@href") == ["../../kooperationen/reviewed.html"]
    assert {link.get("target") for link in page.xpath("//a")} == {"_top"}
    assert page.xpath("//script | //nav | //form") == []
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]


def test_programs_find_how_to_frame_it_on_the_card() -> None:
    (link,) = card("en", LISTED).xpath("//link[@type='application/json+oembed']")
    assert link.get("href").endswith("/en/embed/collaborations/listed.json")


def test_a_former_name_shows_the_entry_as_it_is_now() -> None:
    page = card("en", MOVED, "before")
    assert page.xpath("//h1/a/@href") == ["../../collaborations/moved.html"]
    assert page.xpath("//link[@rel='canonical']/@href")[0].endswith("/en/embed/collaborations/before.html")


def test_a_withdrawn_entry_says_so_and_nothing_else() -> None:
    page = card("en", GONE)
    assert words(page, "//main//p[1]") == "This entry was withdrawn on 1 February 2024."
    assert page.xpath("//*[@class='card-pair' or @class='embed-picture']") == []
    assert page.xpath("//link[@type='application/json+oembed']") == []


def test_only_the_page_that_makes_the_code_may_show_frames_and_only_those_of_the_site() -> None:
    made = embedding.embedding_view(scenes()["en"]).frame.policy
    assert set(made.split("; ")) == {*POLICY.split("; "), "frame-src 'self'"}
    assert embedding.card_view(scenes()["en"], LISTED, "listed").frame.policy == POLICY


def test_it_names_every_chart_and_how_addresses_of_cards_begin() -> None:
    view = embedding.embedding_view(scenes()["de"])
    assert len(view.charts) == len(NAMES)
    assert all(one.source.endswith(".html") and one.height > 200 for one in view.charts)
    assert view.cards.endswith("/de/embed/kooperationen/")
    assert [key for key, _, current in view.languages if current] == ["de"]


def test_a_large_site_has_charts_for_frames_and_no_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    before = built(village())
    monkeypatch.setattr(scene_of, "OF_THEIR_OWN", 1)
    site = built(village())
    gone = {address for address in before.keys() - site.keys() if not address.startswith("assets/")}
    assert gone
    assert {address.rpartition("/")[0] for address in gone} == {"de/embed/kooperationen", "en/embed/collaborations"}
    for address in ("de/einbetten.html", "en/embed.html", "en/collaborations/bread-box.html"):
        page = site[address].decode()
        assert "embed/collaborations" not in page
        assert "embed/kooperationen" not in page
    (script,) = (data for name, data in site.items() if "/embed-entries." in name)
    assert script.count(b'"named":{}') == 2  # the entries of each language
    assert "en/embed/contact.html" in site
