"""`site.yaml`, `vocabulary.yaml`, `criteria.yaml` and editions: read as a whole, told as a whole."""

from __future__ import annotations

from datetime import date

import pytest

from kltsite.domain.settings import CHAPTERS
from kltsite.intake import settings
from kltsite.intake.prose import VIEWS
from tests.helpers import BASE, CONTENT, base_settings, content_problems, files_in, told


def changed(file: str, old: str, new: str) -> dict[str, bytes]:
    """The files of tests/base, with `old`, which must be there, replaced by `new` in one of them."""
    files = files_in(BASE)
    assert old.encode() in files[file], old
    return {**files, file: files[file].replace(old.encode(), new.encode(), 1)}


def refused(files: dict[str, bytes]) -> list[tuple[str, str, int]]:
    """File, sentence and line of each problem of settings that cannot be read."""
    found, problems = settings.read(files)
    assert found is None, told(problems)
    return [(problem.file, problem.sentence, problem.span.line) for problem in sorted(problems)]


def test_the_settings_are_read() -> None:
    found = base_settings()
    assert found.site.languages == ("en", "de")
    assert found.site.evaluated_on == date(2024, 8, 1)
    assert (found.criteria.employees.at_most, found.criteria.urban_partners) == (250, 1)
    assert found.editions["2024-08"].categories["contact"] == {"targeted-contact": 2, "joint-event": 1}
    assert found.vocabulary.subsectors["crafts"].label["de"] == "Kunsthandwerk"


def test_a_country_has_its_own_limit_and_every_other_the_common_one() -> None:
    inhabitants = base_settings().criteria.inhabitants
    assert (inhabitants.of("AT").below, inhabitants.of("DE").below) == (10_000, 20_000)
    assert inhabitants.of("AT").source == "https://village.example/austria"


def test_the_real_settings_are_read_and_have_twelve_subsectors() -> None:
    found, problems = settings.read(files_in(CONTENT))
    assert found is not None, told(problems)
    assert problems == ()
    assert (len(found.vocabulary.subsectors), len(found.vocabulary.sectors)) == (12, 21)


@pytest.mark.parametrize("file", ["site.yaml", "vocabulary.yaml", "criteria.yaml"])
def test_a_file_that_is_missing_is_told_and_the_others_are_read_all_the_same(file: str) -> None:
    files = files_in(BASE)
    del files[file]
    assert (file, "KLT118/settings", 1) in refused(files)


def test_an_empty_folder_misses_each_of_the_three() -> None:
    assert [file for file, _, _ in refused({})] == ["criteria.yaml", "site.yaml", "vocabulary.yaml"]


def test_mistakes_in_all_of_the_files_are_told_in_one_run() -> None:
    files = {
        **changed("site.yaml", "email: hello@village.example", "email: hello"),
        "criteria.yaml": changed("criteria.yaml", "below: 20000", "below: 20.000")["criteria.yaml"],
        "vocabulary.yaml": changed("vocabulary.yaml", "de: Kunsthandwerk", "fr: Artisanat")["vocabulary.yaml"],
        "editions/2024-08.yaml": changed("editions/2024-08.yaml", "entries: 3", "entries: many")[
            "editions/2024-08.yaml"
        ],
        "editions/notes.txt": b"",
    }
    assert [(file, sentence) for file, sentence, _ in refused(files)] == [
        ("criteria.yaml", "KLT205/whole-number"),
        ("editions/2024-08.yaml", "KLT205/whole-number"),
        ("editions/notes.txt", "KLT117/ending"),
        ("site.yaml", "KLT210/email"),
        ("vocabulary.yaml", "KLT213/language"),
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        ("site.yaml", "name: {en: Village", "nmae: {en: Village", "KLT201/unknown"),
        ("site.yaml", "  name: Example Association\n", "", "KLT202/always"),
        ("site.yaml", "evaluated_on: 2024-08-01", "evaluated_on: 2024-08", "KLT206/day"),
        ("site.yaml", "base_url: https://village.example/", "base_url: village.example", "KLT210/scheme"),
        ("site.yaml", "base_url: https://village.example/", "base_url: https://village.example/#top", "KLT210/base"),
        ("site.yaml", "languages: [en, de]", "languages: [en, de, en]", "KLT215/twice"),
        ("site.yaml", "edition: 2024-08", "edition: 2025-08", "KLT218/edition"),
        ("site.yaml", "navigation: [collaborations, evaluation, about]", "navigation: about", "KLT207/list"),
        ("criteria.yaml", "at_most: 250", "at_most: 0", "KLT205/range"),
        ("criteria.yaml", "    AT:", "    Austria:", "KLT204/code"),
        ("criteria.yaml", "[KLT301, KLT302", "[KLT301, KLT307", "KLT204/word"),
        ("criteria.yaml", "  example-team:", "  Example Team:", "KLT214/slug"),
        ("criteria.yaml", "urban_partners: 1", "urban_partners: one", "KLT205/whole-number"),
        ("vocabulary.yaml", "evaluated: false", "evaluated: nein", "KLT212/yes-no"),
        ("vocabulary.yaml", "AT: {south: 46.3", "AT: {south: 146.3", "KLT211/range"),
        ("vocabulary.yaml", "  duration:", "  duratoin:", "KLT201/unknown"),
        ("editions/2024-08.yaml", "contact:", "contacts:", "KLT218/category"),
        ("editions/2024-08.yaml", "joint-event: 1", "joint-events: 1", "KLT218/option"),
        ("editions/2024-08.yaml", "joint-event: 1", "joint-event: 4", "KLT218/more-than-all"),
        ("editions/2024-08.yaml", "continuous: 1", "continuous: -1", "KLT205/whole-number"),
        ("editions/2024-08.yaml", "published: 2024-08", "published: August 2024", "KLT206/moment"),
    ],
)
def test_a_mistake_in_the_settings_is_told_where_it_stands(file: str, old: str, new: str, sentence: str) -> None:
    files = changed(file, old, new)
    told_in, told_as, line = refused(files)[0]
    assert (told_in, told_as) == (file, sentence)
    lines = files[file].decode().splitlines()
    assert new.strip().splitlines()[0] in lines[line - 1] if new else lines[line - 1].startswith("contact:")


def test_an_answer_as_often_as_there_are_entries_is_no_mistake() -> None:
    found, problems = settings.read(changed("editions/2024-08.yaml", "joint-event: 1", "joint-event: 3"))
    assert found is not None
    assert problems == ()


def test_an_attestation_is_refused_by_name_where_there_are_none() -> None:
    files = files_in(BASE)
    files["criteria.yaml"] = files["criteria.yaml"].split(b"attestations:")[0]
    problems = [problem for problem in content_problems(files) if problem.sentence == "KLT204/attestations"]
    assert [problem.file for problem in problems] == ["collaborations/hay-hotel.yaml"]
    assert "Use one of these: –." in told(tuple(problems))


def test_the_address_of_the_site_ends_with_a_slash_wherever_it_comes_from() -> None:
    found, _ = settings.read(changed("site.yaml", "https://village.example/", "https://village.example/klt"))
    assert found is not None
    assert found.site.base_url == "https://village.example/klt/"
    assert found.on(None, "https://other.example/x").site.base_url == "https://other.example/x/"


def test_the_command_line_replaces_day_and_address_and_nothing_else() -> None:
    found = base_settings()
    other = found.on(date(2030, 1, 1), None)
    assert (other.site.evaluated_on, other.site.base_url) == (date(2030, 1, 1), found.site.base_url)
    assert found.site.evaluated_on == date(2024, 8, 1)
    assert found.on(None, None) == found


def test_a_third_language_is_a_matter_of_translations() -> None:
    files = changed("site.yaml", "languages: [en, de]", "languages: [en, de, fr]")
    files["site.yaml"] = files["site.yaml"].replace(
        b"de: Dorf und Atelier", b"de: Dorf und Atelier, fr: Village et atelier"
    )
    found, problems = settings.read(files)
    assert found is not None, told(problems)
    assert list(found.site.name) == ["en", "de", "fr"]


@pytest.mark.parametrize(
    ("vocabulary", "label", "key"),
    [
        ("subsectors", "kunsthandwerk", "crafts"),
        ("sectors", "baugewerbe", "construction"),
        ("sectors", "f", "construction"),
        ("contact", "durch gezielte kontaktaufnahme", "targeted-contact"),
        ("addressees", "kommunen und politik", "municipalities"),
        ("countries", "uk", "GB"),
    ],
)
def test_what_an_editor_may_write_instead_of_a_key_is_known(vocabulary: str, label: str, key: str) -> None:
    assert base_settings().reading().labels[vocabulary][label] == key


def test_regions_are_found_by_their_name_in_any_language() -> None:
    regions = base_settings().vocabulary.named_regions
    assert regions["DE", "sachsen"] == regions["DE", "saxony"]
    assert regions["DE", "sachsen"][1]["en"] == "Saxony"
    assert ("AT", "sachsen") not in regions


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_is_a_chapter_of_the_publication_only_where_a_book_can_show_it(view: str) -> None:
    chapters = f"publication:\n  title: {{en: Together, de: Gemeinsam}}\n  chapters: [{view}]\n".encode()
    files = files_in(BASE)
    files["site.yaml"] += chapters
    expected = [] if view in CHAPTERS else ["KLT218/chapter"]
    assert [one.sentence for one in content_problems(files) if one.code == "KLT218"] == expected
