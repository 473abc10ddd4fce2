"""The open data: what is published and nothing else, the same numbers in every form, files that programs can read."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.settings import CATEGORIES
from kltsite.intake.documents import decode
from kltsite.present import exports, loading
from kltsite.present.exports import table
from kltsite.present.schemas import schemas
from kltsite.present.views.scene import POLICY, Scene
from kltsite.stats import FACETS
from tests.helpers import base_settings, changed, collaboration, interface, read_case
from tests.present.test_lists import FULL, entry, scenes_of
from tools import corpus

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
BASE_URL = "https://village.example/"


@cache
def cases() -> tuple[Collaboration, ...]:
    """Made-up entries, some of them drafts, and a few that state much, little, nothing or no longer anything."""
    read = [
        read_case(data, path.rpartition("/")[2].removesuffix(".yaml"))
        for path, data in corpus.case_files(40, drafts=0.2)
    ]
    made_up = [case.collaboration for case in read if case.collaboration is not None]  # Austria has a limit of its own
    gone = "withdrawn: {on: 2024-02-01, reason: {en: 'It ended & is \"gone\".', de: Es ist vorbei.}}\n"
    more = (
        FULL.format(region="Steiermark", country="AT", contact="joint-event")
        + "listed: 2023-01-02\nreviewed: 2024-03-04\n"
    )
    return tuple(
        sorted(
            (
                *made_up,
                entry(
                    "alpha",
                    "Bread & <Butter>",
                    more=more + "exceptions: [{code: KLT510, reason: secret}]\n",
                    sectors="trade",
                ),
                entry("beta", "=1+1", more="period: {years: 0.5}\nlisted: 2024-03-04\n"),
                entry("gamma"),
                collaboration(changed(("published", "withdrawn")) + gone, "gone"),
            ),
            key=lambda case: case.slug,
        )
    )


@cache
def scenes() -> dict[str, Scene]:
    return scenes_of(cases())


def as_json(some: Sequence[Collaboration], scene: Scene) -> dict[str, Any]:
    """collaborations.json, as a program reads it."""
    stated = {case.slug: loading.stated(case) for case in some}
    found: dict[str, Any] = json.loads(exports.collaborations_json(some, base_settings(), scene.everywhere, stated))
    return found


@cache
def written() -> dict[str, Any]:
    return as_json(cases(), scenes()["en"])


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


@cache
def published() -> list[str]:
    """The slugs that may be given out."""
    return [case.slug for case in cases() if case.published]


# -- tables --------------------------------------------------------------------------------------------------

CELLS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12) | st.integers()


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=6))
@hypothesis_settings(max_examples=200, deadline=None)
def test_a_table_is_read_back_cell_by_cell(given_rows: list[list[str | int]]) -> None:
    found = list(csv.reader(io.StringIO(table(given_rows).decode(), newline="")))
    meant = [[str(cell) for cell in row] for row in given_rows]
    assert [[cell.removeprefix("'") for cell in row] for row in found] == [
        [cell.removeprefix("'") for cell in row] for row in meant
    ]
    assert all(
        cell in (was, f"'{was}")
        for row, old in zip(found, meant, strict=True)
        for cell, was in zip(row, old, strict=True)
    )


@given(st.text(st.sampled_from("=+-@\t\r\n '\"0a,;"), max_size=8))
@hypothesis_settings(max_examples=200, deadline=None)
def test_no_text_is_a_formula_to_a_spreadsheet(text: str) -> None:
    cell = next(csv.reader(io.StringIO(table([(text, "x")]).decode(), newline="")))[0]
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell.removeprefix("'") == text.removeprefix("'")


def test_a_number_stays_a_number_even_below_zero() -> None:
    assert table([(-8.25, 7, "-8.25")]) == b"-8.25,7,'-8.25\r\n"


def test_rows_end_as_the_standard_says_in_utf_8_without_a_mark() -> None:
    data = exports.collaborations_csv(scenes()["en"], cases())
    assert data.count(b"\r\n") == data.count(b"\n") == len(published()) + 1
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"Musterdorf" in data or "Příkladov".encode() in data


# -- entries -------------------------------------------------------------------------------------------------


def test_exactly_the_published_entries_are_given_out() -> None:
    assert [one["slug"] for one in written()["entries"]] == published()
    assert [one["slug"] for one in rows(exports.collaborations_csv(scenes()["en"], cases()))] == published()
    placed = [case.slug for case in cases() if case.published and case.place and case.place.latitude is not None]
    assert [one["id"] for one in geojson()["features"]] == placed
    assert {case.status for case in cases()} == {"published", "draft", "withdrawn"}


def geojson() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        exports.collaborations_geojson(cases(), base_settings(), scenes()["en"].everywhere)
    )
    return found


def test_the_withdrawn_are_told_with_day_and_reason() -> None:
    assert written()["withdrawn"] == [
        {
            "slug": "gone",
            "title": {"en": "The bread box", "de": "Der Brotkasten"},
            "withdrawn": "2024-02-01",
            "reason": {"en": 'It ended & is "gone".', "de": "Es ist vorbei."},
        }
    ]


def test_the_head_says_as_of_when_on_which_terms_and_in_which_languages() -> None:
    assert {key: written()[key] for key in ("version", "as_of", "licence", "languages")} == {
        "version": 1,
        "as_of": "2024-08-01",
        "licence": "https://creativecommons.org/licenses/by/4.0/",
        "languages": ["en", "de"],
    }
    assert set(written()) == {"version", "as_of", "licence", "languages", "entries", "withdrawn"}


def test_an_entry_has_its_fields_under_the_names_of_the_case_file_and_nothing_that_is_not_stated() -> None:
    one = next(one for one in written()["entries"] if one["slug"] == "gamma")
    assert list(one) == [
        "slug",
        "addresses",
        "title",
        "summary",
        "status",
        "partners",
        "attested",
        "sources",
        "derived",
    ]
    assert one["partners"] == [
        {"name": "Studio Grünfink", "role": "cci", "subsectors": ["design"]},
        {"name": "Bakery Morgenrot", "role": "sme"},
    ]
    assert one["derived"] == {
        "criteria": {
            "economic-background": "attested",
            "equal-terms": "attested",
            "sme": "attested",
            "cci": "met",
            "rural": "attested",
            "regional-effects": "attested",
        }
    }
    assert "null" not in json.dumps(one)


def test_every_entry_is_right_by_the_schema_that_is_given_out_with_it() -> None:
    schema = json.loads(schemas(base_settings(), interface())["collaboration.schema.json"])
    for one in written()["entries"]:
        fields = {key: value for key, value in one.items() if key not in ("slug", "addresses", "derived")}
        assert list(Draft202012Validator(schema).iter_errors(fields)) == []


def test_what_an_editor_notes_for_editors_is_not_given_out() -> None:
    assert "secret" not in json.dumps(written())


def test_what_follows_from_an_entry_is_told_apart_from_what_it_states() -> None:
    found = {one["slug"]: one["derived"].get("duration") for one in written()["entries"]}
    assert found["alpha"] == ["longer-than-2-years", "longer-than-5-years", "continuous"]
    assert found["beta"] == []
    assert found["gamma"] is None


def test_the_addresses_of_an_entry_are_those_of_its_pages() -> None:
    assert written()["entries"][0]["addresses"] == {
        "en": f"{BASE_URL}en/collaborations/alpha.html",
        "de": f"{BASE_URL}de/kooperationen/alpha.html",
    }


def test_table_and_json_say_the_same_of_every_entry() -> None:
    for row, one in zip(rows(exports.collaborations_csv(scenes()["en"], cases())), written()["entries"], strict=True):
        place, period = one.get("place", {}), one.get("period", {})
        assert row["title_en"].removeprefix("'") == one["title"]["en"]
        assert row["title_de"].removeprefix("'") == one["title"]["de"]
        assert row["summary_de"] == one["summary"]["de"]
        for key in ("country", "locality", "inhabitants", "counted", "latitude", "longitude"):
            assert row[key] == str(place.get(key, "")), key
        for key in ("started", "ended", "years"):
            assert row[key] == str(period.get(key, "")), key
        for key in ("contact", "regional_value", "partner_value", "innovation"):
            assert row[key].split() == one.get(key, []), key
        assert row["duration"].split() == one["derived"].get("duration", [])
        assert row["partners"].split("; ") == [partner["name"] for partner in one["partners"]]
        subsectors = dict.fromkeys(key for partner in one["partners"] for key in partner.get("subsectors", ()))
        assert row["subsectors"].split() == list(subsectors)
        assert (row["listed"], row["reviewed"]) == (one.get("listed", ""), one.get("reviewed", ""))


def test_a_title_that_begins_like_a_formula_is_defused_in_the_table_and_left_alone_elsewhere() -> None:
    row = next(row for row in rows(exports.collaborations_csv(scenes()["en"], cases())) if row["slug"] == "beta")
    assert row["title_en"] == "'=1+1"
    assert next(one for one in written()["entries"] if one["slug"] == "beta")["title"]["en"] == "=1+1"


def test_a_place_on_the_map_has_its_longitude_first() -> None:
    for feature in geojson()["features"]:
        place = next(case.place for case in cases() if case.slug == feature["id"])
        assert place is not None
        assert feature["geometry"] == {"type": "Point", "coordinates": [place.longitude, place.latitude]}
        assert feature["type"] == "Feature"


def test_a_site_without_entries_gives_out_files_that_can_be_read() -> None:
    empty = scenes_of(())
    scene = empty["en"]
    assert as_json((), scene)["entries"] == []
    assert json.loads(exports.collaborations_geojson((), base_settings(), scene.everywhere))["features"] == []
    assert rows(exports.collaborations_csv(scene, ())) == []
    assert json.loads(exports.evaluation_json(scene.statistics))["entries"] == 0
    assert ElementTree.fromstring(exports.feed(scene)).findall(f"{ATOM}entry") == []
    assert ElementTree.fromstring(exports.feed(scene)).findtext(f"{ATOM}updated") == "2024-08-01T00:00:00Z"


# -- the evaluation ------------------------------------------------------------------------------------------


def test_the_evaluation_s_table_and_json_say_the_same() -> None:
    numbers = json.loads(exports.evaluation_json(scenes()["en"].statistics))
    found = [
        row for row in rows(exports.evaluation_csv(scenes()["en"].statistics, base_settings())) if not row["edition"]
    ]
    table_ = {(row["category"], row["option"]): row for row in found}
    expected = {
        (name, option): [str(told["count"]), str(one["answered"]), str(one["total"]), str(told["share"])]
        for name, one in (*numbers["categories"].items(), *numbers["facets"].items(), *numbers["periods"].items())
        for option, told in one["options"].items()
    }
    for cell in numbers["subsector_sector"]:
        pair = ("subsector_sector", f"{cell['subsector']}--{cell['sector']}")
        expected[pair] = [str(cell["count"]), "", str(numbers["entries"]), ""]
    assert {
        key: [row[name] for name in ("count", "answered", "total", "share")] for key, row in table_.items()
    } == expected
    assert len(table_) == len(found)
    assert {row["as_of"] for row in found} == {numbers["as_of"]} == {"2024-08-01"}


def test_the_evaluation_names_the_entries_behind_each_number() -> None:
    numbers = json.loads(exports.evaluation_json(scenes()["en"].statistics))
    assert set(numbers["categories"]) == set(CATEGORIES)
    assert set(numbers["facets"]) == set(FACETS)
    for one in (*numbers["categories"].values(), *numbers["facets"].values()):
        for option in one["options"].values():
            assert option["count"] == len(option["entries"]) == len(set(option["entries"]))
            assert set(option["entries"]) <= set(published())
            assert option["share"] is None or round(option["share"], 1) == option["share"]


def test_an_edition_s_rows_are_what_was_published() -> None:
    edition = base_settings().editions["2024-08"]
    found = [row for row in rows(exports.evaluation_csv(scenes()["en"].statistics, base_settings())) if row["edition"]]
    assert {row["edition"] for row in found} == {"2024-08"}
    assert {(row["category"], row["option"]): int(row["count"]) for row in found} == {
        (category, option): count for category, counts in edition.categories.items() for option, count in counts.items()
    }
    assert {(row["answered"], row["total"], row["as_of"]) for row in found} == {
        (str(edition.entries), str(edition.entries), str(edition.published))
    }
    assert rows(exports.edition_csv("2024-08", edition)) == found


# -- the feed ------------------------------------------------------------------------------------------------


def feed(language: str, scene: Scene | None = None) -> ElementTree.Element:
    return ElementTree.fromstring(exports.feed(scene or scenes()[language]))


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
    assert len(found) == exports.FEED_LENGTH == 50
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
    assert rows(exports.collaborations_csv(scene, [case]))[0]["title_en"] in (title, f"'{title}")
    assert as_json([case], scene)["entries"][0]["title"]["de"] == title
    features = json.loads(exports.collaborations_geojson([case], base_settings(), scene.everywhere))["features"]
    assert features[0]["properties"]["title"]["en"] == title


# -- for search engines and hosts ----------------------------------------------------------------------------


def urls(data: bytes) -> list[tuple[str, dict[str, str]]]:
    return [
        (
            one.findtext(f"{SITEMAP}loc", ""),
            {link.get("hreflang", ""): link.get("href", "") for link in one.findall(f"{XHTML}link")},
        )
        for one in ElementTree.fromstring(data).findall(f"{SITEMAP}url")
    ]


def test_the_sitemap_has_every_page_once_with_its_twins_itself_among_them() -> None:
    pages = [{"en": f"en/a&{number}.html", "de": f"de/a&{number}.html"} for number in range(3)]
    files = exports.sitemap(pages, BASE_URL)
    assert list(files) == ["sitemap.xml"]
    found = urls(files["sitemap.xml"])
    assert [address for address, _ in found] == [BASE_URL + address for twins in pages for address in twins.values()]
    for address, twins in found:
        assert address in twins.values()
        assert set(twins) == {"en", "de"}


@pytest.mark.parametrize(("count", "parts"), [(0, 0), (1, 0), (5, 0), (6, 2), (10, 2), (11, 3)])
def test_a_sitemap_that_grows_too_long_is_split_and_has_an_index(
    count: int, parts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "SITEMAP_LENGTH", 5)
    files = exports.sitemap([{"en": f"en/{number}.html"} for number in range(count)], BASE_URL)
    assert sorted(files) == sorted(["sitemap.xml", *(f"sitemap-{part}.xml" for part in range(1, parts + 1))])
    listed = [
        address for name, data in files.items() if parts == 0 or name != "sitemap.xml" for address, _ in urls(data)
    ]
    assert listed == [f"{BASE_URL}en/{number}.html" for number in range(count)]
    assert all(len(urls(data)) <= 5 for data in files.values())
    if parts:
        index = ElementTree.fromstring(files["sitemap.xml"])
        assert [one.text for one in index.iter(f"{SITEMAP}loc")] == [
            f"{BASE_URL}sitemap-{part}.xml" for part in range(1, parts + 1)
        ]


def test_search_engines_may_read_everything_and_find_the_sitemap() -> None:
    assert exports.robots(BASE_URL).decode().splitlines() == [
        "User-agent: *",
        "Allow: /",
        "Sitemap: https://village.example/sitemap.xml",
    ]


def test_the_security_policy_allows_the_site_alone_and_nothing_inline() -> None:
    policy = re.search(r"Content-Security-Policy: (.*)", exports.headers().decode())
    assert policy is not None
    rules = dict(rule.strip().split(" ", 1) for rule in policy[1].split(";"))
    assert rules["default-src"] == "'none'"
    assert set(" ".join(rules.values()).split()) <= {"'self'", "'none'", "data:"}
    assert "data:" not in rules["script-src"] + rules["style-src"] + rules["default-src"]
    assert rules["frame-ancestors"] == "'self'"


def test_only_an_embedded_page_may_stand_in_a_frame_of_another_site() -> None:
    lines = exports.headers(["en/embed/*.html"]).decode().splitlines()
    at = lines.index("/en/embed/*")
    assert lines[at + 1] == "  ! Content-Security-Policy", "both policies would hold, and the stricter one win"
    assert lines[at + 2] == f"  Content-Security-Policy: {POLICY}; frame-ancestors *"
    assert sum("frame-ancestors *" in line for line in lines) == 1
    assert lines[1] == f"  Content-Security-Policy: {POLICY}; frame-ancestors 'self'"


def test_a_moved_entry_is_told_to_hosts_for_good() -> None:
    assert exports.redirects([("en/old.html", "en/new.html"), ("de/alt.html", "de/neu.html")]).decode() == (
        "/en/old.html /en/new.html 301\n/de/alt.html /de/neu.html 301\n"
    )
    assert exports.redirects([]) == b""


def test_a_day_is_told_as_an_instant() -> None:
    assert exports._instant(date(2024, 2, 29)) == "2024-02-29T00:00:00Z"
