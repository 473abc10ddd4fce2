"""Feeds: the newest first, each once, nothing without a day."""

from __future__ import annotations

import json
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kltsite.intake.documents import decode
from kltsite.present.exports import feeds, records, sheets
from kltsite.present.views.scene import Scene
from tests.helpers import base_settings, changed, collaboration
from tests.present.exports.examples import ATOM, BASE_URL, cases, rows, scenes
from tests.present.test_lists import entry, scenes_of


def feed(language: str, scene: Scene | None = None) -> ElementTree.Element:
    return ElementTree.fromstring(feeds.feed(scene or scenes()[language]))


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_feed_has_the_newest_first_each_once_and_none_without_a_day(language: str) -> None:
    found = [entry_.findtext(f"{ATOM}id", "") for entry_ in feed(language).findall(f"{ATOM}entry")]
    slugs = [address.rpartition("/")[2].removesuffix(".html") for address in found]
    dated = {
        case.slug: max(day for day in (case.listed, case.reviewed) if day)
        for case in cases()
        if case.published and (case.listed or case.reviewed)
    }
    assert slugs == sorted(dated, key=lambda slug: (dated[slug], slug), reverse=True)
    assert "gamma" not in slugs
    days = [entry_.findtext(f"{ATOM}updated") for entry_ in feed(language).findall(f"{ATOM}entry")]
    assert feed(language).findtext(f"{ATOM}updated") == days[0]
    assert days == [f"{dated[slug].isoformat()}T00:00:00Z" for slug in slugs]


def test_the_feed_says_everything_that_the_standard_asks_for() -> None:
    german = feed("de")
    assert german.get("{http://www.w3.org/XML/1998/namespace}lang") == "de"
    assert german.findtext(f"{ATOM}title") == "Dorf und Atelier"
    assert german.findtext(f"{ATOM}id") == f"{BASE_URL}de/feed.xml"
    assert german.findtext(f"{ATOM}author/{ATOM}name") == "Example Association"
    assert {link.get("rel"): link.get("href") for link in german.findall(f"{ATOM}link")} == {
        "self": f"{BASE_URL}de/feed.xml",
        "alternate": f"{BASE_URL}de/index.html",
    }
    alpha = next(one for one in feed("en").findall(f"{ATOM}entry") if "alpha" in one.findtext(f"{ATOM}id", ""))
    assert alpha.findtext(f"{ATOM}title") == "Bread & <Butter>"
    assert alpha.findtext(f"{ATOM}published") == "2023-01-02T00:00:00Z"
    assert alpha.findtext(f"{ATOM}updated") == "2024-03-04T00:00:00Z"
    assert alpha.findtext(f"{ATOM}summary") == "A designer and a baker."


def test_the_feed_is_no_longer_than_fifty_entries() -> None:
    many = [
        entry(f"e-{number:02}", more=f"listed: 2023-{number % 12 + 1:02}-{number % 28 + 1:02}\n")
        for number in range(60)
    ]
    found = [one.findtext(f"{ATOM}updated", "") for one in feed("en", scenes_of(many)["en"]).findall(f"{ATOM}entry")]
    assert len(found) == feeds.FEED_LENGTH == 50
    assert found == sorted((f"{case.listed}T00:00:00Z" for case in many), reverse=True)[:50]


TITLES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30).map(str.strip).filter(bool)


@given(TITLES)
@hypothesis_settings(max_examples=50, deadline=None)
def test_whatever_a_title_says_every_file_can_be_read_and_says_the_same(title: str) -> None:
    if decode("x", title.encode())[1] or "\n" in title:
        return  # no case file may hold it
    text = changed(
        ("{en: The bread box, de: Der Brotkasten}", json.dumps({"en": title, "de": title}, ensure_ascii=False))
    )
    case = collaboration(f"{text}listed: 2024-01-01\nplace: {{country: DE, latitude: 51, longitude: 10}}\n", "a")
    scene = scenes_of([case])["en"]
    assert feed("en", scene).findtext(f"{ATOM}entry/{ATOM}title") == title
    assert rows(sheets.collaborations_csv(scene, [case]))[0]["title_en"] in (title, f"'{title}")
    assert (
        json.loads(records.collaborations_json([case], base_settings(), scene.everywhere))["entries"][0]["title"]["de"]
        == title
    )
    features = json.loads(records.collaborations_geojson([case], base_settings(), scene.everywhere))["features"]
    assert features[0]["properties"]["title"]["en"] == title


def test_a_day_is_told_as_an_instant() -> None:
    assert feeds._instant(date(2024, 2, 29)) == "2024-02-29T00:00:00Z"
