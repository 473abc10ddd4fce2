"""What is published and nothing else, the same in every form."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

from jsonschema import Draft202012Validator

from kltsite.present.exports import feeds, records, sheets
from kltsite.present.schemas import schemas
from tests.helpers import MINIMAL, base_settings, collaboration, interface
from tests.present.exports.examples import ATOM, BASE_URL, cases, published, rows, scenes, written
from tests.present.test_lists import scenes_of


def test_exactly_the_published_entries_are_given_out() -> None:
    assert [one["slug"] for one in written()["entries"]] == published()
    assert [one["slug"] for one in rows(sheets.collaborations_csv(scenes()["en"], cases()).whole())] == published()
    placed = [case.slug for case in cases() if case.published and case.place and case.place.latitude is not None]
    assert [one["id"] for one in geojson()["features"]] == placed
    assert {case.status for case in cases()} == {"published", "draft", "withdrawn"}


def geojson() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        records.collaborations_geojson(cases(), base_settings(), scenes()["en"].everywhere)
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
        "rights",
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
        fields = {key: value for key, value in one.items() if key not in ("slug", "addresses", "rights", "derived")}
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
    for row, one in zip(
        rows(sheets.collaborations_csv(scenes()["en"], cases()).whole()), written()["entries"], strict=True
    ):
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
    row = next(row for row in rows(sheets.collaborations_csv(scenes()["en"], cases()).whole()) if row["slug"] == "beta")
    assert row["title_en"] == "'=1+1"
    assert next(one for one in written()["entries"] if one["slug"] == "beta")["title"]["en"] == "=1+1"


PICTURES = """\
media:
  - {kind: image, file: example/a.jpg, alt: {en: A, de: A}, credit: © Erika Mustermann, licence: cc by-sa  4.0}
  - {kind: image, file: example/b.jpg, alt: {en: B, de: B}, credit: © Erika Mustermann, licence: All rights reserved}
  - {kind: video, url: 'https://example.org/1', title: {en: C, de: C}}
"""


def exported(more: str) -> dict[str, Any]:
    """One entry with these fields, as it is given out."""
    given = [collaboration(MINIMAL + more)]
    found = json.loads(records.collaborations_json(given, base_settings(), scenes()["en"].everywhere).whole())
    one: dict[str, Any] = found["entries"][0]
    return one


def test_texts_and_pictures_are_given_out_with_their_terms_and_no_picture_without() -> None:
    one = exported(PICTURES)
    assert one["rights"] == {
        "texts": "https://creativecommons.org/licenses/by/4.0/",
        "pictures": {"example/a.jpg": "https://creativecommons.org/licenses/by-sa/4.0/"},
    }
    assert [(item["kind"], item.get("file")) for item in one["media"]] == [("image", "example/a.jpg"), ("video", None)]


def test_an_entry_all_of_whose_pictures_are_left_out_states_no_media() -> None:
    lines = PICTURES.splitlines(keepends=True)
    one = exported(lines[0] + lines[2])
    assert "media" not in one
    assert one["rights"] == {"texts": "https://creativecommons.org/licenses/by/4.0/"}


def test_a_place_on_the_map_has_its_longitude_first() -> None:
    for feature in geojson()["features"]:
        place = next(case.place for case in cases() if case.slug == feature["id"])
        assert place is not None
        assert feature["geometry"] == {"type": "Point", "coordinates": [place.longitude, place.latitude]}
        assert feature["type"] == "Feature"


def test_a_site_without_entries_gives_out_files_that_can_be_read() -> None:
    empty = scenes_of(())
    scene = empty["en"]
    assert json.loads(records.collaborations_json((), base_settings(), scene.everywhere).whole())["entries"] == []
    assert json.loads(records.collaborations_geojson((), base_settings(), scene.everywhere))["features"] == []
    assert rows(sheets.collaborations_csv(scene, ()).whole()) == []
    assert json.loads(records.evaluation_json(scene.statistics, base_settings()))["entries"] == 0
    assert ElementTree.fromstring(feeds.feed(scene)).findall(f"{ATOM}entry") == []
    assert ElementTree.fromstring(feeds.feed(scene)).findtext(f"{ATOM}updated") == "2024-08-01T00:00:00Z"
