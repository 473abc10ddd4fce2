"""Feeds: the newest first, each once, nothing without a day."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.history import History
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
    assert rows(sheets.collaborations_csv(scene, [case]).whole())[0]["title_en"] in (title, f"'{title}")
    assert (
        json.loads(records.collaborations_json([case], base_settings(), scene.everywhere).whole())["entries"][0][
            "title"
        ]["de"]
        == title
    )
    features = json.loads(records.collaborations_geojson([case], base_settings(), scene.everywhere))["features"]
    assert features[0]["properties"]["title"]["en"] == title


def test_a_day_is_told_as_an_instant() -> None:
    assert feeds._instant(date(2024, 2, 29)) == "2024-02-29T00:00:00Z"


# -- what changed in the data --------------------------------------------------------------------------------


def kinds(case: Collaboration, history: History | None = None) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.day.isoformat(), one.kind, one.fields) for one in feeds.changes_of(case, history)]


LISTED = "listed: 2024-01-02\n"
SOME_DAY, LATER = date(2024, 1, 2), date(2024, 5, 6)
WITHDRAWN = changed(("published", "withdrawn")) + LISTED + "withdrawn: {on: 2024-02-03, reason: {en: Why, de: Warum}}\n"


def test_an_entry_is_added_on_the_day_that_it_states_and_checked_on_another() -> None:
    assert kinds(entry("a", more=LISTED)) == [("2024-01-02", "added", ())]
    assert kinds(entry("a", more=LISTED + "reviewed: 2024-01-02\n")) == [("2024-01-02", "added", ())]
    assert kinds(entry("a", more=LISTED + "reviewed: 2024-03-04\n")) == [
        ("2024-01-02", "added", ()),
        ("2024-03-04", "changed", ("reviewed",)),
    ]


def test_nothing_is_guessed_where_no_day_is_known() -> None:
    assert kinds(entry("a")) == []
    assert kinds(entry("a"), History(LATER, SOME_DAY, 3)) == [], "which of three commits published it is not known"
    assert kinds(entry("a"), History(LATER)) == []


def test_the_repository_tells_the_fields_of_the_last_change_but_not_what_is_for_editors_alone() -> None:
    def later(*fields: str) -> list[tuple[str, str, tuple[str, ...]]]:
        return kinds(entry("a", more=LISTED), History(LATER, SOME_DAY, 2, fields))[1:]

    assert later("period", "exceptions", "no_such_field") == [("2024-05-06", "changed", ("period",))]
    assert later("exceptions") == []
    assert kinds(entry("a", more=LISTED), History(SOME_DAY, SOME_DAY, 2, ("period",)))[1:] == [], "added that day"


def test_an_entry_with_one_commit_was_added_by_it() -> None:
    assert kinds(entry("a"), History(SOME_DAY, SOME_DAY, 1)) == [("2024-01-02", "added", ())]


def test_a_draft_is_no_change_and_a_withdrawal_is_one() -> None:
    draft = collaboration(changed(("published", "draft")) + LISTED)
    assert kinds(draft, History(LATER, SOME_DAY, 2, ("period",))) == []
    assert kinds(collaboration(WITHDRAWN)) == [("2024-02-03", "withdrawn", ())]


def changes(language: str, scene: Scene, given: Sequence[Collaboration]) -> list[ElementTree.Element]:
    found = ElementTree.fromstring(feeds.changes(scene, given))
    assert found.findtext(f"{ATOM}id") == f"{BASE_URL}data/v1/changes.{language}.xml"
    return found.findall(f"{ATOM}entry")


@pytest.mark.parametrize(
    ("language", "titles", "summaries"),
    [
        (
            "en",
            ["Changed: a", "Withdrawn: The bread box", "Added: a"],
            ["Fields: Period, Type of contact", "Why", "A designer and a baker."],
        ),
        (
            "de",
            ["Geändert: a", "Zurückgezogen: Der Brotkasten", "Neu: a"],
            ["Felder: Zeitraum, Art der Kontaktaufnahme", "Warum", "Eine Designerin und ein Bäcker."],
        ),
    ],
)
def test_changes_are_told_the_newest_first_in_the_reader_s_language(
    language: str, titles: list[str], summaries: list[str]
) -> None:
    given = [entry("a", more=LISTED), collaboration(WITHDRAWN, "gone")]
    histories = {"a": History(LATER, SOME_DAY, 2, ("period", "contact"))}
    found = changes(language, replace(scenes_of(given)[language], histories=histories), given)
    assert [one.findtext(f"{ATOM}title") for one in found] == titles
    assert [one.findtext(f"{ATOM}summary") for one in found] == summaries
    terms = [[category.get("term") for category in one.findall(f"{ATOM}category")] for one in found]
    assert terms == [["changed", "period", "contact"], ["withdrawn"], ["added"]]
    assert len({one.findtext(f"{ATOM}id") for one in found}) == 3


def test_changes_are_capped() -> None:
    many = [entry(f"e-{number:03}", more=LISTED) for number in range(feeds.CHANGES_LENGTH + 3)]
    assert len(changes("en", scenes_of(many)["en"], many)) == feeds.CHANGES_LENGTH
