"""What pages say to machines: known words only, nothing that is not stated, nothing that could end the script."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kltsite import publish
from kltsite.present.views import linked
from kltsite.present.views.linked import Step
from kltsite.present.views.offered import data_sets
from tests.helpers import collaboration
from tests.present.test_lists import entry, scenes_of

# The types and their properties that pages may use, each looked up at schema.org.
KNOWN = {
    "WebSite": {"name", "url", "description", "inLanguage", "license", "publisher"},
    "WebPage": {"name", "url", "description", "inLanguage", "license", "publisher", "isPartOf", "breadcrumb",
                "mainEntity"},
    "DataCatalog": {"name", "description", "dataset"},
    "Dataset": {"url", "name", "description", "license", "creator", "isAccessibleForFree", "inLanguage", "keywords",
                "spatialCoverage", "datePublished", "distribution"},
    "DataDownload": {"name", "encodingFormat", "contentUrl"},
    "Country": {"name"},
    "CollectionPage": {"name", "url", "description", "inLanguage", "license", "publisher", "isPartOf", "breadcrumb",
                       "mainEntity"},
    "ItemPage": {"name", "url", "inLanguage", "license", "publisher", "isPartOf", "breadcrumb", "mainEntity",
                 "datePublished", "lastReviewed", "keywords", "spatialCoverage", "citation"},
    "Project": {"name", "description", "location", "member", "foundingDate", "dissolutionDate"},
    "Organization": {"name", "url", "address"},
    "Thing": {"name", "url"},
    "Place": {"address", "geo"},
    "PostalAddress": {"addressCountry", "addressLocality", "addressRegion"},
    "GeoCoordinates": {"latitude", "longitude"},
    "CreativeWork": {"url"},
    "BreadcrumbList": {"itemListElement"},
    "ItemList": {"itemListElement", "numberOfItems"},
    "ListItem": {"position", "name", "item", "url"},
}  # fmt: skip

FULL = """\
title: {en: The bread box, de: Der Brotkasten}
summary: {en: A designer and a baker.}
listed: 2023-11-06
reviewed: 2024-07-15
place: {locality: Kleinmühlen, region: Saxony, country: DE, latitude: 51.27, longitude: 14.09}
period: {started: 2018-05, ended: 2023}
partners:
  - {name: Studio Grünfink, role: cci, subsectors: [design], website: 'https://gruenfink.example'}
  - {name: Bakery Morgenrot, role: sme, sectors: [manufacturing], locality: Kleinmühlen}
sources: [{url: 'https://village.example/bread-box'}]
"""


def read(element: str) -> Any:
    match = re.fullmatch(r'<script type="application/ld\+json">([^<>&]*)</script>', element)
    assert match is not None, element
    return json.loads(match[1])


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for one in value.values():
            yield from nodes(one)
    elif isinstance(value, list):
        for one in value:
            yield from nodes(one)


def unknown(data: Any) -> list[str]:
    """Every type and property that is not on the list."""
    found = []
    for node in nodes(data):
        if "@value" in node or set(node) == {"@id"}:
            continue
        properties = {key for key in node if not key.startswith("@")}
        found += sorted(properties - KNOWN.get(node.get("@type", ""), set()))
    return found


def told(language: str, text: str) -> Any:
    case = collaboration(text, "bread-box")
    address = f"{language}/collaborations/bread-box.html"
    return read(
        linked.entry(scenes_of((case,))[language], case, address, Step("Home", "en/index.html"), Step("x", address))
    )


def test_an_entry_says_what_is_stated() -> None:
    found = told("de", FULL)
    assert unknown(found) == []
    project = found["mainEntity"]
    assert (found["@context"], found["@type"], found["inLanguage"]) == ("https://schema.org", "ItemPage", "de")
    assert (found["datePublished"], found["lastReviewed"]) == ("2023-11-06", "2024-07-15")
    assert project["name"] == "Der Brotkasten"
    assert project["description"] == {"@value": "A designer and a baker.", "@language": "en"}
    assert (project["foundingDate"], project["dissolutionDate"]) == ("2018-05", "2023")
    assert project["member"] == [
        {"@type": "Thing", "name": "Studio Grünfink", "url": "https://gruenfink.example"},
        {
            "@type": "Organization",
            "name": "Bakery Morgenrot",
            "address": {"@type": "PostalAddress", "addressLocality": "Kleinmühlen"},
        },
    ]
    assert found["spatialCoverage"]["geo"] == {"@type": "GeoCoordinates", "latitude": 51.27, "longitude": 14.09}
    assert found["spatialCoverage"]["address"]["addressRegion"] == "Sachsen"
    assert project["location"] == {"@id": found["spatialCoverage"]["@id"]}
    assert found["citation"] == [{"@type": "CreativeWork", "url": "https://village.example/bread-box"}]
    assert found["isPartOf"]["name"] == "Dorf und Atelier"
    assert found["license"] == "https://creativecommons.org/licenses/by/4.0/"


def test_an_entry_says_nothing_that_is_not_stated() -> None:
    found = told("en", "title: {en: The bread box}\n")
    assert unknown(found) == []
    assert set(found["mainEntity"]) == {"@type", "name"}
    assert not {"datePublished", "lastReviewed", "keywords", "spatialCoverage", "citation"} & set(found)


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_way_to_a_page_is_told_step_by_step(language: str) -> None:
    scene = scenes_of((entry("bread-box"),))[language]
    steps = (linked.home_step(scene), linked.view_step(scene, "collaborations"), Step("Here", "x/here.html", "fr"))
    found = read(linked.some_page(scene, "x/here.html", "Here", "What it is.", *steps))
    assert unknown(found) == []
    items = found["breadcrumb"]["itemListElement"]
    assert [(item["position"], item["name"]) for item in items] == [
        (place, step.name) for place, step in enumerate(steps, 1)
    ]
    assert [item["item"] for item in items] == [f"https://village.example/{step.address}" for step in steps]
    links = linked.trail(steps, "x/")
    assert [(link.text, link.current) for link in links] == [(step.name, step is steps[-1]) for step in steps]
    assert (links[-1].href, links[-1].language) == ("", "fr")


def test_a_list_says_which_entries_it_shows_and_home_what_the_site_is() -> None:
    scene = scenes_of((entry("a"), entry("b"), entry("c")))["en"]
    step = linked.home_step(scene)
    found = read(linked.listed(scene, "en/x.html", "X", "Y.", ("b", "c"), 2, 3, step, Step("X", "en/x.html")))
    home = read(linked.home(scene, "A site."))
    assert unknown([found, home]) == []
    assert found["mainEntity"]["numberOfItems"] == 3
    assert [item["position"] for item in found["mainEntity"]["itemListElement"]] == [2, 3]
    assert (home["@type"], home["name"], "isPartOf" in home) == ("WebSite", "Village and Studio", False)


def test_the_page_of_open_data_tells_of_every_data_set_with_its_files() -> None:
    scene = scenes_of((entry("a", more="place: {country: AT}\n"),))["de"]
    found = read(linked.open_data(scene, "data", "Dateien.", data_sets(scene)))
    assert unknown(found) == []
    sets = {one["@id"].partition("#")[2]: one for one in found["mainEntity"]["dataset"]}
    assert list(sets) == [one.name for one in data_sets(scene)]
    for one in data_sets(scene):
        told = sets[one.name]
        assert [file["contentUrl"] for file in told["distribution"]] == [
            f"https://village.example/data/v1/{offer.path}" for offer in one.offers
        ]
        assert 50 <= len(f"{told['name']}. {told['description']}") <= 5000
        assert told["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert sets["collaborations"]["spatialCoverage"] == [{"@type": "Country", "name": "Österreich"}]
    assert "spatialCoverage" not in sets["vocabulary"]
    assert sets["edition-2024-08"]["datePublished"] == "2024-08"


HOSTILE = st.text(st.sampled_from('<>&"=\\/! \n\u2028idhrefscriptonclick-'), max_size=30) | st.sampled_from(
    ["</script><script>alert(1)</script>", "<!--<script>", "]]>", "x href=", " id=", '" onclick="', "\\", "\\u003c"]
)


@given(HOSTILE)
def test_no_text_can_end_the_script_or_look_like_an_attribute(text: str) -> None:
    scene = scenes_of(())["en"]
    element = linked.some_page(scene, "en/x.html", text, text, Step(text, "en/index.html"), Step(text, "en/x.html"))
    found = read(element)
    assert found["name"] == text
    assert [item["name"] for item in found["breadcrumb"]["itemListElement"]] == [text, text]
    page = f'<head>{element}<link rel="icon" href="data:image/gif;base64,R0"></head>'
    whole = publish.page("en/x.html", page)
    plain = publish.page("en/x.html", page.replace("application/ld+json", "application/json"))  # looked at in full
    assert whole.problems == plain.problems == ()
    assert whole.anchors == plain.anchors == frozenset()
    assert whole.links == plain.links
