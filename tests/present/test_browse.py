"""The panel of the browse page: every facet with its options and counts, the words of its script, the ways to it."""

from __future__ import annotations

import json
import posixpath

import lxml.html
import pytest
from markupsafe import Markup
from msgspec.structs import replace

from kltsite.present.escaping import in_page
from kltsite.present.views.browse import FACETS, SCRIPTS, SLOTS, browsable, index_name, parameter
from kltsite.present.views.lists import ALL, PAGE_LENGTH, ListKey, list_view
from kltsite.present.views.scene import Scene
from kltsite.publish import page as publish_page
from kltsite.stats import CROSS
from tests.helpers import ROOT, built, village
from tests.present.test_lists import named, numbered, scenes_of, various


def with_scripts(scene: Scene) -> Scene:
    """The scene of a site whose templates have the scripts."""
    names = (*SCRIPTS, index_name(scene.language))
    return replace(scene, assets={**scene.assets, **{name: f"assets/{name}" for name in names}})


def viewed(scene: Scene, key: ListKey):  # type: ignore[no-untyped-def]
    """One page of a list with its panel, or the way to it."""
    scene = with_scripts(scene)
    return browsable(scene, key, list_view(scene, key, named))


def test_the_panel_has_every_facet_with_the_numbers_of_the_links_that_stand_in_without_scripts() -> None:
    for scene in various().values():
        view = viewed(scene, ListKey(ALL, "", 1))
        groups = {group.label: [(one.label, one.count) for one in group.options] for group in view.facets}
        panel = {facet.label: [(one.label, one.count) for one in facet.options] for facet in view.browse.facets}
        assert {label: options for label, options in panel.items() if label in groups} == groups
        assert [facet.key for facet in view.browse.facets] == [parameter(facet) for facet in FACETS]
        assert list(panel)[-1] == scene.words.gettext("Status of the partnership")


def test_only_the_first_page_of_all_has_the_panel_and_every_other_list_leads_there() -> None:
    scene = scenes_of(numbered(51))["en"]
    assert viewed(scene, ListKey(ALL, "", 1)).browse is not None
    assert viewed(scene, ListKey(ALL, "", 1)).further == ""
    assert viewed(scene, ListKey(ALL, "", 2)).browse is None
    assert viewed(scene, ListKey(ALL, "", 2)).further == "../index.html"


@pytest.mark.parametrize(
    ("facet", "value", "expected"),
    [
        ("country", "AT", "../index.html?country=at"),
        ("region", "at-styria", "../index.html?region=at-styria"),
        ("regional_value", "skilled-workers", "../index.html?regional-value=skilled-workers"),
        (CROSS, "design--trade", "../index.html?subsector=design&sector=trade"),
    ],
)
def test_the_list_of_a_value_leads_to_the_panel_with_that_value_chosen(facet: str, value: str, expected: str) -> None:
    for scene in various().values():
        assert viewed(scene, ListKey(facet, value, 1)).further == expected


def test_without_its_scripts_or_without_entries_a_list_stays_as_it_is() -> None:
    scene = various()["en"]
    view = list_view(scene, ListKey(ALL, "", 1), named)
    assert browsable(scene, ListKey(ALL, "", 1), view) is view
    assert viewed(scenes_of([])["en"], ListKey(ALL, "", 1)).browse is None


def test_the_order_by_day_is_offered_only_where_a_day_is_stated() -> None:
    assert not viewed(various()["en"], ListKey(ALL, "", 1)).browse.dated
    one, *_ = various()["en"].cases.values()
    listed = replace(one, listed=various()["en"].statistics.as_of).named("dated")
    assert viewed(scenes_of([listed])["en"], ListKey(ALL, "", 1)).browse.dated


def test_the_words_of_the_script_come_in_the_forms_of_the_language() -> None:
    for language, scene in various().items():
        told = json.loads(viewed(scene, ListKey(ALL, "", 1)).browse.words)
        expected = {"en": ("{count} entry", "{count} entries"), "de": ("{count} Eintrag", "{count} Einträge")}[language]
        assert (told["entries"]["one"], told["entries"]["other"]) == expected


def test_json_in_a_page_cannot_end_its_element() -> None:
    written = in_page({"a": "</script><!-- & \u2028"})
    assert not set(written) & set("<>&\u2028")
    assert json.loads(written) == {"a": "</script><!-- & \u2028"}


def test_the_card_of_the_script_is_the_card_of_the_page_with_a_slot_for_each_text() -> None:
    scene = various()["en"]
    card = viewed(scene, ListKey(ALL, "", 1)).browse.card
    assert card == Markup(str(scene.templates.render("card.html", SLOTS)).replace("@@/", ""))
    assert all(str(card).count(f"{{{name}}}") == 1 for name in ("address", "title", "summary", "place", "pair"))
    browse = "en/collaborations/index.html"
    assert publish_page(browse, str(card)).links == (f"{browse}#cci--none", f"{browse}#sme--none", browse)


def test_the_script_shows_as_many_cards_at_first_as_the_page_has() -> None:
    script = (ROOT / "templates" / "assets" / "browse.js").read_text()
    assert f"const PAGE = {PAGE_LENGTH};" in script


def test_a_built_page_loads_its_scripts_deferred_and_enables_nothing_before_they_are_there() -> None:
    site = built(village())
    page = lxml.html.document_fromstring(site["de/kooperationen/index.html"].decode())
    scripts = page.xpath("//script[@src]")
    assert [script.get("src").split("/")[-1].split(".")[0] for script in scripts] == [
        "browse-search",
        "card",
        "browse",
        "map",
    ]
    words = json.loads(page.xpath("//script[@id='browse--words']")[0].text)
    assert posixpath.normpath(f"de/kooperationen/{words['index']}") in site  # which the script asks for in its time
    assert all("defer" in script.attrib for script in scripts)
    assert page.xpath("//form[@role='search']/fieldset/@disabled") and page.xpath("//select/@disabled")
    assert not page.xpath("//input[not(@id) and not(ancestor::label)]")
