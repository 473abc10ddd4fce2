"""Lists of entries: pages of fifty, one list per value that has entries, in the order of titles; related entries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from math import ceil

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from markupsafe import Markup

from kltsite import assembly, judging
from kltsite.domain.collaboration import Collaboration
from kltsite.intake import prose
from kltsite.present.addresses import relative
from kltsite.present.markup import Renderer
from kltsite.present.parts import pieces, whole
from kltsite.present.views.entries import RELATED, entry_view, related
from kltsite.present.views.lists import (
    ALL,
    PAGE_LENGTH,
    ListKey,
    card,
    entries_of,
    facet_groups,
    list_keys,
    list_view,
)
from kltsite.present.views.scene import Scene
from kltsite.stats import CROSS
from tests.helpers import BASE, ROOT, base_settings, changed, collaboration, files_in, interface

GROUPS = (
    "country",
    "region",
    "subsector",
    "sector",
    "innovation",
    "contact",
    "regional_value",
    "partner_value",
    "duration",
)


@cache
def surroundings() -> assembly.Surroundings:
    return assembly.Surroundings(files_in(ROOT / "templates"), interface(), lambda chart: "<svg></svg>")


def scenes_of(cases: Iterable[Collaboration], *, drafts: bool = False) -> dict[str, Scene]:
    """What the views know of a site with these entries, by language."""
    using, listed = base_settings(), tuple(sorted(cases, key=lambda case: case.slug))
    pages, _ = prose.read(files_in(BASE), using)
    shown = {case.slug: case for case in listed if case.published or (drafts and case.status == "draft")}
    content = judging.Content(using, listed, pages, (), 0)
    assets = {name: f"assets/{name}" for name in ("site.css", "icon.svg", "map.js", "embed.css")}
    scenes = assembly.scenes_of(content, using, shown, surroundings(), assets)
    return {scene.language: scene for scene in scenes}


def entry(
    slug: str, english: str = "", german: str = "", more: str = "", *, subsectors: str = "design", sectors: str = ""
) -> Collaboration:
    """A published entry; `more` are further lines of its file."""
    title = f"title: {{en: '{english or slug}', de: '{german or english or slug}'}}"
    role = f"role: sme\n    sectors: [{sectors}]" if sectors else "role: sme"
    text = changed(
        ("title: {en: The bread box, de: Der Brotkasten}", title), ("[design]", f"[{subsectors}]"), ("role: sme", role)
    )
    return collaboration(text + more, slug)


@cache
def numbered(count: int) -> tuple[Collaboration, ...]:
    """So many entries of one subsector."""
    return tuple(entry(f"entry-{number:03}", f"Entry {number:03}") for number in range(1, count + 1))


def named(slugs: Sequence[str]) -> tuple[Markup, ...]:
    """Cards that are no more than the slugs."""
    return tuple(Markup(slug) for slug in slugs)


def slugs_on(scene: Scene, key: ListKey) -> list[str]:
    return [str(one) for one in list_view(scene, key, named).cards]


# -- pages ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, 49, 50, 51, 99, 100, 101, 151])
def test_a_list_has_as_many_pages_of_fifty_as_it_needs_and_each_entry_once(count: int) -> None:
    scene = scenes_of(numbered(count))["en"]
    keys = [key for key in list_keys(scene) if key.facet == ALL]
    assert [key.page for key in keys] == list(range(1, max(1, ceil(count / PAGE_LENGTH)) + 1))
    pages = [slugs_on(scene, key) for key in keys]
    assert [slug for page in pages for slug in page] == list(scene.order)
    assert all(len(page) == PAGE_LENGTH for page in pages[:-1])
    assert len(pages[-1]) == count - PAGE_LENGTH * (len(pages) - 1)


@pytest.mark.parametrize("count", [50, 51, 100])
def test_the_list_of_a_value_is_paged_like_the_list_of_all(count: int) -> None:
    scene = scenes_of(numbered(count))["de"]
    pages = [key.page for key in list_keys(scene) if (key.facet, key.value) == ("subsector", "design")]
    assert pages == ([1] if count == 50 else [1, 2])
    assert [slug for page in pages for slug in slugs_on(scene, ListKey("subsector", "design", page))] == list(
        scene.order
    )


def test_a_list_on_one_page_has_no_pager() -> None:
    for count in (1, 50):
        assert list_view(scenes_of(numbered(count))["en"], ListKey(ALL, "", 1), named).pager is None


def test_a_pager_leads_forth_and_back_and_marks_where_one_is() -> None:
    scene = scenes_of(numbered(101))["en"]
    first, second, third = (list_view(scene, ListKey(ALL, "", page), named).pager for page in (1, 2, 3))
    assert first and second and third
    assert (first.previous, first.following) == ("", "page/2.html")
    assert (second.previous, second.following) == ("../index.html", "3.html")
    assert (third.previous, third.following) == ("2.html", "")
    assert [(link.text, link.href, link.current) for link in second.pages] == [
        ("1", "../index.html", False),
        ("2", "2.html", True),
        ("3", "3.html", False),
    ]
    assert [one.told for one in (first, second, third)] == ["Page 1 of 3", "Page 2 of 3", "Page 3 of 3"]


def test_a_long_pager_shows_both_ends_and_what_is_near() -> None:
    scene = scenes_of(numbered(501))["en"]
    shown = {
        page: [link.text for link in pager.pages]
        for page in (1, 6, 11)
        if (pager := list_view(scene, ListKey(ALL, "", page), named).pager)
    }
    assert shown == {1: ["1", "2", "3", "11"], 6: ["1", "4", "5", "6", "7", "8", "11"], 11: ["1", "9", "10", "11"]}


def test_the_pages_of_a_list_have_titles_of_their_own_and_one_heading() -> None:
    scene = scenes_of(numbered(51))["en"]
    for facet, value, heading in ((ALL, "", "Collaborations"), ("subsector", "design", "Design industry")):
        first, second = (list_view(scene, ListKey(facet, value, page), named) for page in (1, 2))
        assert (first.heading, second.heading) == (heading, heading)
        assert (first.frame.title, second.frame.title) == (heading, f"{heading}, page 2")
        assert first.told == second.told == "51 entries"


def test_only_the_first_page_of_all_shows_what_to_look_at_closer() -> None:
    scene = scenes_of(numbered(51))["en"]
    views = {key: list_view(scene, key, named) for key in list_keys(scene)}
    assert [key for key, view in views.items() if view.facets] == [ListKey(ALL, "", 1)]
    assert [key for key, view in views.items() if not view.trail] == [ListKey(ALL, "", 1), ListKey(ALL, "", 2)]


def test_every_page_of_a_list_has_its_twin_in_the_other_language() -> None:
    english, german = scenes_of(numbered(51)).values()
    assert list(list_keys(english)) == list(list_keys(german))
    for key in list_keys(english):
        twins = {one.language: one.absolute for one in list_view(english, key, named).frame.alternates}
        assert twins["de"].endswith(key.address(german.addresses))
        assert twins["en"].endswith(key.address(english.addresses))


# -- values --------------------------------------------------------------------------------------------------

FULL = """\
place: {{locality: Ort, region: {region}, country: {country}}}
period: {{started: 2010, continuous: true}}
contact: [{contact}]
regional_value: [location-attractiveness, skilled-workers]
partner_value: [easier-work]
innovation: [product]
"""


@cache
def various() -> dict[str, Scene]:
    """Entries of many kinds: some state little, one is a draft, one was withdrawn."""
    cases = [
        entry("alpha", more=FULL.format(region="Styria", country="AT", contact="joint-event"), sectors="trade"),
        entry(
            "beta",
            more=FULL.format(region="steiermark", country="AT", contact="targeted-contact"),
            sectors="trade, mining",
        ),
        entry(
            "gamma",
            more=FULL.format(region="Île-de-France", country="FR", contact="joint-event"),
            subsectors="art, film",
        ),
        entry("delta", more="place: {locality: Ort, country: CZ}\n", subsectors="art", sectors="mining"),
        entry("epsilon"),
        collaboration(changed(("published", "draft"), ("[design]", "[music]")), "zeta"),
        collaboration(
            changed(("published", "withdrawn"), ("[design]", "[press]"))
            + "withdrawn: {on: 2024-01-01, reason: {en: x, de: x}}\n",
            "eta",
        ),
    ]
    return scenes_of(cases, drafts=True)


def test_there_is_a_list_for_each_value_that_an_entry_states_and_for_no_other() -> None:
    scene = various()["en"]
    have = {(key.facet, key.value) for key in list_keys(scene)}
    assert {value for facet, value in have if facet == "country"} == {"AT", "FR", "CZ"}
    assert {value for facet, value in have if facet == "region"} == {"at-styria", "fr-ile-de-france"}
    assert {value for facet, value in have if facet == "subsector"} == {"design", "art", "film"}
    assert {value for facet, value in have if facet == "contact"} == {"joint-event", "targeted-contact"}
    assert {value for facet, value in have if facet == "partner_value"} == {"easier-work"}
    assert {value for facet, value in have if facet == CROSS} == {"design--trade", "design--mining", "art--mining"}
    assert (ALL, "") in have


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_list_holds_exactly_the_published_entries_that_state_its_value(language: str) -> None:
    scene = various()[language]
    for key in list_keys(scene):
        held = set(entries_of(scene, key))
        if key.facet == ALL:
            assert held == {"alpha", "beta", "gamma", "delta", "epsilon", "zeta"}, "drafts are shown here alone"
        else:
            assert held <= set(scene.statistics.entries)
    assert entries_of(scene, ListKey("region", "at-styria", 1)) == ["alpha", "beta"]
    assert entries_of(scene, ListKey(CROSS, "design--mining", 1)) == ["beta"]
    assert entries_of(scene, ListKey("duration", "longer-than-5-years", 1)) == ["alpha", "beta", "gamma"]


def test_each_number_beside_a_value_is_the_length_of_the_list_it_opens() -> None:
    for scene in various().values():
        addresses = {key.address(scene.addresses): key for key in list_keys(scene)}
        options = [option for group in facet_groups(scene, "") for option in group.options]
        assert len(options) == len([key for key in addresses.values() if key.facet in GROUPS])
        for option in options:
            key = addresses[option.href]
            assert int(option.count) == len(entries_of(scene, key))
            assert list_view(scene, key, named).heading == option.label


def test_values_without_entries_and_groups_without_values_are_left_out() -> None:
    groups = facet_groups(scenes_of(numbered(3))["en"], "")
    assert [(group.label, [option.label for option in group.options]) for group in groups] == [
        ("Subsector", ["Design industry"])
    ]


def test_values_stand_in_the_vocabulary_s_order_and_places_in_that_of_their_names() -> None:
    cases = [
        entry(
            f"e-{code.lower()}",
            more=f"place: {{region: {region}, country: {code}}}\n",
            subsectors="music, architecture",
        )
        for code, region in (("CY", "Zett"), ("AT", "Ödland"), ("DE", "Ahorn"), ("NO", "östlich"), ("CZ", "Pfalz"))
    ]
    german = {
        group.label: [option.label for option in group.options] for group in facet_groups(scenes_of(cases)["de"], "")
    }
    assert german["Land"] == ["Deutschland", "Norwegen", "Österreich", "Tschechien", "Zypern"]
    assert german["Region"] == ["Ahorn", "Ödland", "östlich", "Pfalz", "Zett"]
    assert german["Teilmarkt"] == ["Architekturmarkt", "Musikwirtschaft"]


def test_a_region_is_called_as_it_was_written_where_the_vocabulary_does_not_know_it() -> None:
    english, german = various()["en"], various()["de"]
    assert list_view(english, ListKey("region", "fr-ile-de-france", 1), named).heading == "Île-de-France"
    assert list_view(english, ListKey("region", "at-styria", 1), named).heading == "Styria"
    assert list_view(german, ListKey("region", "at-styria", 1), named).heading == "Steiermark"


def test_the_list_of_a_cell_says_who_meets_whom() -> None:
    view = list_view(various()["de"], ListKey(CROSS, "design--trade", 1), named)
    assert view.heading.startswith("Designwirtschaft × Handel")
    assert view.told == "2 Einträge"
    assert view.frame.description.endswith("2 Einträge.")


# -- order ---------------------------------------------------------------------------------------------------


def test_titles_stand_where_a_reader_looks_for_them_whatever_marks_and_capitals_they_have() -> None:
    titles = [
        "Zug",
        "Öl",
        "apfel",
        "Ähre",
        "Élan",
        "Ofen",
        "Łódź",
        "Lob",
        "Straße",
        "Strasse 2",
        "„Birne“",
        "Über",
        "Uhr",
        "3 Dinge",
    ]
    scene = scenes_of(entry(f"e-{number}", title) for number, title in enumerate(titles))["de"]
    assert [scene.cases[slug].title["de"] for slug in scene.order] == [
        "3 Dinge",
        "Ähre",
        "apfel",
        "„Birne“",
        "Élan",
        "Lob",
        "Łódź",
        "Ofen",
        "Öl",
        "Straße",
        "Strasse 2",
        "Über",
        "Uhr",
        "Zug",
    ]


def test_each_language_has_its_own_order() -> None:
    scenes = scenes_of([entry("one", "Apple", "Zopf"), entry("two", "Zebra", "Apfel")])
    assert [scene.order for scene in scenes.values()] == [("one", "two"), ("two", "one")]
    for language, order in (("en", ["one", "two"]), ("de", ["two", "one"])):
        assert slugs_on(scenes[language], ListKey(ALL, "", 1)) == order
        assert slugs_on(scenes[language], ListKey("subsector", "design", 1)) == order


def test_entries_of_the_same_title_stand_in_the_order_of_their_names() -> None:
    assert scenes_of([entry("b", "Same"), entry("a", "same"), entry("c", "Same")])["en"].order == ("a", "b", "c")


def test_from_the_first_entry_one_walks_through_all_of_them_to_the_last_and_back() -> None:
    scene = scenes_of(numbered(7))["en"]
    views = {slug: entry_view(scene, slug, Renderer(3), named) for slug in scene.order}
    walked = [scene.order[0]]
    while following := views[walked[-1]].following:
        walked.append(following.href.removesuffix(".html"))
    assert tuple(walked) == scene.order
    assert [views[slug].previous.href if views[slug].previous else "" for slug in walked] == [
        "",
        *(f"{slug}.html" for slug in walked[:-1]),
    ]


# -- cards ---------------------------------------------------------------------------------------------------


def test_a_card_tells_who_meets_whom_and_where() -> None:
    scene = various()["de"]
    shown = card(scene, scene.cases["beta"])
    trade = "Handel, Instandhaltung und Reparatur von Kraftfahrzeugen"
    assert shown.place == "Ort, Steiermark, Österreich"
    assert shown.pair.startswith(f"Designwirtschaft × {trade} + Bergbau")
    assert (shown.draft, card(scene, scene.cases["zeta"]).draft) == (False, True)


def test_a_card_leaves_out_what_is_not_stated() -> None:
    scene = various()["en"]
    shown = card(scene, scene.cases["epsilon"])
    assert (shown.place, shown.pair) == ("", "Design industry")


@pytest.mark.parametrize("folder", ["", "en/", "en/collaborations/", "en/collaborations/country/", "de/kooperationen/"])
def test_a_card_leads_to_its_entry_from_any_list(folder: str) -> None:
    from kltsite.present.pages import Pages

    scenes = various()
    pages = Pages(tuple(scenes.values()), lambda chart: "", {}, {}, lambda picture: b"", {})
    (found,) = pages._cards_in(scenes["en"])(["alpha"])
    assert isinstance(found, Markup)
    (made,) = pages._parts
    told = whole(pieces(found.encode(), [made]), folder).decode()
    assert f'href="{relative(folder, "en/collaborations/alpha.html")}"' in told


# -- related entries -----------------------------------------------------------------------------------------


def test_those_of_the_same_pair_come_first_then_those_of_the_same_subsector_or_sector() -> None:
    scene = scenes_of(
        [
            entry("a", sectors="trade"),
            entry("b", subsectors="art", sectors="trade"),
            entry("c", sectors="mining"),
            entry("d", sectors="trade"),
            entry("e", subsectors="art", sectors="mining"),
        ]
    )["en"]
    assert related(scene, "a") == ("d", "c", "b")
    assert related(scene, "e") == ("b", "c")


def test_an_entry_that_shares_nothing_has_none() -> None:
    scene = scenes_of([entry("a"), entry("b", subsectors="art", sectors="trade")])["en"]
    assert related(scene, "a") == ()
    assert related(scene, "b") == ()


def test_a_draft_is_related_to_others_and_nobody_to_it() -> None:
    draft = collaboration(changed(("published", "draft")), "draft")
    scene = scenes_of([entry("a"), entry("z"), draft], drafts=True)["en"]
    assert related(scene, "draft") == ("z", "a")
    assert "draft" not in {*related(scene, "a"), *related(scene, "z")}


def test_every_entry_of_a_subsector_is_related_to_some_other() -> None:
    scene = scenes_of(numbered(20))["en"]
    found = Counter(other for slug in scene.order for other in related(scene, slug))
    assert found == dict.fromkeys(scene.order, RELATED)


KINDS = st.tuples(
    st.sets(st.sampled_from(["art", "film", "design"]), min_size=1), st.sets(st.sampled_from(["trade", "mining"]))
)


@given(st.lists(KINDS, min_size=1, max_size=8))
@hypothesis_settings(max_examples=25, deadline=None)
def test_related_entries_share_something_and_never_are_the_entry_itself(
    kinds: list[tuple[set[str], set[str]]],
) -> None:
    cases = [
        entry(f"e-{number}", subsectors=", ".join(sorted(subsectors)), sectors=", ".join(sorted(sectors)))
        for number, (subsectors, sectors) in enumerate(kinds)
    ]
    scene = scenes_of(cases)["en"]
    for case in cases:
        found = related(scene, case.slug)
        sharing = [
            other.slug
            for other in cases
            if other is not case and {*other.subsectors, *other.sectors} & {*case.subsectors, *case.sectors}
        ]
        assert len(found) == len(set(found)) == min(RELATED, len(sharing))
        assert set(found) <= set(sharing)
