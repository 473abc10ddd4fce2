"""The page of the open data: which file is for what, and every file with what describes it."""

from __future__ import annotations

import pytest

from kltsite.present.views import DataView
from kltsite.present.views.data import data_view
from tests.present.test_lists import entry, scenes_of

SCHEMAS = ("collaboration.schema.json", "collaboration.de.schema.json", "site.schema.json")


def view(language: str) -> DataView:
    return data_view(scenes_of((entry("a"), entry("b")))[language], SCHEMAS, ("gone",))


@pytest.mark.parametrize("language", ["en", "de"])
def test_readers_are_led_to_the_table_in_their_own_language(language: str) -> None:
    _, first = view(language).purposes[0]
    assert (first.text, first.href) == (f"collaborations.{language}.csv", f"../data/v1/collaborations.{language}.csv")


def test_every_purpose_and_group_has_words_in_the_reader_s_language() -> None:
    english, german = view("en"), view("de")
    assert not {told for told, _ in english.purposes} & {told for told, _ in german.purposes}
    assert not {one.told for one in english.groups} & {one.told for one in german.groups}
    assert [one.name for one in english.groups] == [one.name for one in german.groups]
    assert english.entries == "2 published entries"


def test_a_table_leads_to_its_columns_and_an_export_to_its_schema() -> None:
    files = {one.name: one for group in view("de").groups for one in group.files}
    table, export = files["charts/contact.csv"].beside, files["collaborations.json"].beside
    assert table is not None and export is not None
    assert (table.text, table.href) == ("Spalten", "../data/v1/charts/contact.csv-metadata.json")
    assert (export.text, export.href) == ("Schema", "../data/v1/schema/export/collaborations.schema.json")
    assert files["vocabulary.ttl"].beside is None


def test_a_schema_says_of_which_file_it_is_and_in_which_language() -> None:
    schemas = next(group for group in view("en").groups if group.name == "schemas")
    assert [one.what for one in schemas.files] == [
        "Case file, explained in English",
        "Case file, explained in German",
        "The site, explained in English",
    ]


def test_withdrawn_entries_and_the_files_for_programs_are_led_to() -> None:
    found = view("en")
    assert [(one.text, one.href) for one in found.withdrawn] == [("gone", "collaborations/gone.html")]
    assert (found.catalogue, found.changes) == ("../data/v1/catalog.jsonld", "../data/v1/changes.en.xml")
