"""The map's page and the list beside it, in both languages, the map on other pages, and the locator of an entry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from random import Random

import pytest
from msgspec.structs import replace

from kltsite import publish
from kltsite.domain.collaboration import Collaboration, Place
from kltsite.present.views.atlas import MapPageView, locator_view, map_page_view, map_view
from kltsite.present.views.scene import Scene
from tests.helpers import TEMPLATES
from tests.present.test_lists import entry, scenes_of
from tools.corpus import COUNTRIES

LARGEST = 80_000  # bytes of a map


def placed(slug: str, place: str, title: str = "") -> Collaboration:
    """An entry with a place, as it is written in YAML."""
    return entry(slug, title, more=f"place: {place}\n")


VILLAGES = (
    placed("one", "{locality: Kleinmühlen, region: Saxony, country: DE, latitude: 51.27, longitude: 14.09}", "A box"),
    placed("two", "{locality: Oberau, region: Saxony, country: DE, latitude: 51.3, longitude: 14.8}", "Hay: a hotel"),
    placed("alp", "{locality: Unterau, country: AT, latitude: 47.3, longitude: 11.4}", "Wood & wool"),
    placed("border", "{locality: Pole, country: PL, latitude: 51.2, longitude: 15.1}", "Over there"),
    placed("island", "{locality: Isla, country: ES, latitude: 28.1, longitude: -15.4}", "Far off"),
    placed("region", "{region: Saxony, country: DE}", "Somewhere"),
    entry("nowhere", "Anywhere"),
)


@cache
def villages(language: str = "en") -> Scene:
    return scenes_of(VILLAGES)[language]


@cache
def thousands() -> dict[str, Scene]:
    """5,000 entries at places of their own."""
    chance, example = Random(1), entry("example")
    cases = []
    for number, one in enumerate(chance.choices(COUNTRIES, k=5000), start=1):
        place = Place(
            locality=f"{one.village} {number}",
            country=one.code,
            latitude=round(one.latitude + chance.uniform(-1, 1) * one.north_south, 2),
            longitude=round(one.longitude + chance.uniform(-1, 1) * one.east_west, 2),
        )
        cases.append(replace(example, place=place).named(f"made-up-{number:05}-of-many"))
    return scenes_of(cases)


def shown(page: MapPageView) -> Iterator[str]:
    """The address of every entry in the list, as often as it is there."""
    for country in page.countries:
        for entries in (*(place.entries for place in country.places), country.unplaced, country.beyond):
            yield from (item.link.href for item in entries)
    yield from (item.link.href for item in page.nowhere)


def marks(svg: str) -> list[tuple[str, str, str]]:
    """Identifier, address and name of each mark."""
    return re.findall(r'<a class="mark" id="([^"]*)" href="([^"]*)"[^>]*><title>([^<]*)</title>', svg)


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_entry_stands_once_in_the_list_whatever_is_known_of_its_place(language: str) -> None:
    scene = villages(language)
    listed = list(shown(map_page_view(scene)))
    assert sorted(listed) == sorted(scene.addresses.entry(slug).removeprefix(f"{language}/") for slug in scene.cases)


def test_one_entrys_mark_is_named_by_it_and_leads_to_it() -> None:
    assert ("mark-alp", "collaborations/alp.html", "Wood &amp; wool (Unterau)") in marks(
        map_page_view(villages()).map.svg
    )


def test_the_mark_of_several_is_named_by_place_and_number_and_leads_to_exactly_these_in_the_list() -> None:
    page = map_page_view(villages())
    found = [mark for mark in marks(page.map.svg) if mark[1].startswith("#")]
    (germany,) = (one for one in page.countries if one.identifier == "country-de")
    (place,) = germany.places
    assert found == [(place.mark, f"#{place.identifier}", f"{place.name}: 3 entries")]
    assert [(item.link.text, item.place) for item in place.entries] == [
        ("A box", "Kleinmühlen"),
        ("Hay: a hotel", "Oberau"),
        ("Over there", "Pole, Poland"),
    ]


def test_a_country_tells_where_its_entries_are_shown_across_the_border() -> None:
    page = map_page_view(villages())
    (poland,) = (one for one in page.countries if one.identifier == "country-pl")
    assert poland.places == ()
    assert [(link.text, link.href) for link in poland.elsewhere] == [
        ("Oberau and other places, Germany", "#around-two")
    ]


def test_what_has_no_exact_place_or_lies_beyond_the_edge_is_listed_apart() -> None:
    page = map_page_view(villages())
    by_name = {one.name.text: one for one in page.countries}
    assert [item.link.text for item in by_name["Germany"].unplaced] == ["Somewhere"]
    assert [item.place for item in by_name["Germany"].unplaced] == ["Saxony"]
    assert [item.link.text for item in by_name["Spain"].beyond] == ["Far off"]
    assert [item.link.text for item in page.nowhere] == ["Anywhere"]
    assert page.map.told.startswith("4 of 7 entries on the map.")


def test_marks_and_countries_come_in_the_order_of_their_names_in_the_pages_language() -> None:
    english, german = (map_page_view(villages(language)) for language in ("en", "de"))
    assert [one.name.text for one in english.countries] == ["Austria", "Germany", "Poland", "Spain"]
    assert [one.name.text for one in german.countries] == ["Deutschland", "Österreich", "Polen", "Spanien"]
    for page in (english, german):
        listed = [place.mark for country in page.countries for place in country.places]
        assert [identifier for identifier, _, _ in marks(page.map.svg)] == listed


@pytest.mark.parametrize("language", ["en", "de"])
def test_marks_on_another_page_lead_to_the_map_or_the_entry(language: str) -> None:
    scene = villages(language)
    svg = map_view(scene, scene.addresses.browse()).svg
    home = (scene.addresses.view("map") or "").removeprefix(f"{language}/")
    assert {href for _, href, _ in marks(svg)} == {"alp.html", f"../{home}#around-two"}


def test_a_locator_leads_to_the_mark_that_holds_its_entry() -> None:
    found = locator_view(villages(), "border", "en/collaborations/")
    assert found is not None
    assert (found.caption, found.page) == ("Pole, Poland", "../map.html#mark-two")
    assert "<title" in found.svg
    assert [locator_view(villages(), slug, "en/") for slug in ("region", "island", "nowhere")] == [None] * 3


def test_the_map_says_plainly_that_all_entries_are_on_it() -> None:
    told = map_view(scenes_of(VILLAGES[:2])["de"], "de/index.html").told
    assert told == "2 Einträge sind auf der Karte."


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_page_keeps_its_promises_and_names_nothing_twice(language: str) -> None:
    scene = villages(language)
    text = scene.templates.render("map.html", map_page_view(scene))
    output = publish.page(scene.addresses.view("map") or "", text)
    assert output.problems == ()
    here = {link.partition("#")[2] for link in output.links if link.startswith(f"{output.address}#")}
    assert here - {""} <= output.anchors


def test_a_map_of_five_thousand_entries_is_light_and_loses_none() -> None:
    scenes = thousands()
    pages = {language: map_page_view(scene) for language, scene in scenes.items()}
    for language, page in pages.items():
        scene = scenes[language]
        listed = list(shown(page))
        assert len(listed) == len(set(listed)) == len(scene.cases) == 5000
        several = [re.search(r": ([\d.,]+) (?:entries|Einträge)$", name) for _, _, name in marks(page.map.svg)]
        assert sum(int(re.sub(r"\D", "", found[1])) if found else 1 for found in several) == 5000
        for address in (scene.addresses.view("map") or "", scene.addresses.browse(), scene.addresses.home()):
            assert len(map_view(scene, address).svg.encode()) < LARGEST
        identifiers = re.findall(r'\sid="([^"]*)"', page.map.svg)
        assert len(identifiers) == len(set(identifiers))
        assert "style=" not in page.map.svg


def test_the_script_is_smaller_than_two_kilobytes() -> None:
    assert len((TEMPLATES / "assets" / "map.js").read_bytes()) < 2048
