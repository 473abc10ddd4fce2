"""Words of a language: labels, numbers, shares, days and countries as its readers write them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kltsite.domain.settings import CATEGORIES
from kltsite.domain.values import Moment, Text
from kltsite.languages import N_
from kltsite.present.words import NO_BREAK, Words
from kltsite.stats import FACETS, share
from tests.helpers import base_settings, interface

NARROW = "\u202f"


@cache
def words(language: str) -> Words:
    """The words of a language; one without a catalogue speaks English and writes numbers its own way."""
    return Words(language, interface().get(language, interface()["en"]), base_settings())


TRANSLATED = sorted(interface())


# -- labels --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_key_of_every_vocabulary_has_its_label(language: str) -> None:
    vocabulary, told = base_settings().vocabulary, words(language)
    for name, terms in vocabulary.terms().items():
        for key, term in terms.items():
            assert told.label(name, key) == term.label[language]
    for category in CATEGORIES:
        for key, term in vocabulary.categories[category].options.items():
            assert told.label(category, key) == term.label[language]


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_value_of_every_facet_has_its_label(language: str) -> None:
    vocabulary = base_settings().vocabulary
    values = {"country": vocabulary.countries, "subsector": vocabulary.subsectors, "sector": vocabulary.sectors}
    for facet in set(FACETS) - {"region"}:
        for key in values.get(facet, vocabulary.innovation):
            assert words(language).label(facet, key)


def test_a_key_that_no_vocabulary_has_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        words("en").label("subsectors", "cooking")


def test_a_region_is_told_in_the_reader_s_language_where_the_vocabulary_knows_it() -> None:
    (country, _), (key, labels) = next(iter(base_settings().vocabulary.named_regions.items()))
    region = f"{country.lower()}-{key}"
    assert {one: words(one).region(region, "as written") for one in ("en", "de")} == dict(labels)
    assert words("de").region("xx-nowhere", "as written") == "as written"


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_country_in_scope_has_a_name(language: str) -> None:
    for code in base_settings().vocabulary.countries:
        name = words(language).country(code)
        assert name != code
        assert name == words(language).label("country", code)


def test_countries_are_called_as_their_readers_call_them() -> None:
    assert [words(one).country("CZ") for one in ("en", "de", "fr")] == ["Czechia", "Tschechien", "Tchéquie"]
    assert [words(one).country("NO") for one in ("en", "de", "fr")] == ["Norway", "Norwegen", "Norvège"]
    assert words("en").country("ZZZ") == "ZZZ"


def test_languages_have_a_name_of_their_own_and_one_for_the_others() -> None:
    assert [words(one).own_name() for one in ("en", "de", "fr", "cs")] == ["English", "Deutsch", "Français", "Čeština"]
    assert words("de").language_name("en") == "Englisch"
    assert words("en").language_name("tlh-x") == "tlh-x"


def test_a_text_says_when_it_is_not_in_the_reader_s_language() -> None:
    both, german = Text({"en": "House", "de": "Haus"}), Text({"de": "Haus"})
    assert words("en").text(both) == ("House", "")
    assert words("de").text(german) == ("Haus", "")
    assert words("en").text(german) == ("Haus", "de")


# -- numbers -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "large", "broken"),
    [
        ("en", "1,234,567", "69.6"),
        ("de", "1.234.567", "69,6"),
        ("fr", f"1{NARROW}234{NARROW}567", "69,6"),
        ("pl", f"1{NO_BREAK}234{NO_BREAK}567", "69,6"),
        ("pt", f"1{NO_BREAK}234{NO_BREAK}567", "69,6"),
        ("ar", "1,234,567", "69.6"),
    ],
)
def test_numbers_are_grouped_and_broken_as_readers_do(language: str, large: str, broken: str) -> None:
    assert words(language).number(1_234_567) == large
    assert words(language).decimal(Decimal("69.6")) == broken
    assert [words(language).number(number) for number in (0, 7, 999)] == ["0", "7", "999"]


@pytest.mark.parametrize(
    ("share", "english", "german"),
    [
        (Decimal("69.6"), f"69.6{NO_BREAK}%", f"69,6{NO_BREAK}%"),
        (Decimal("13.0"), f"13{NO_BREAK}%", f"13{NO_BREAK}%"),
        (Decimal("100.0"), f"100{NO_BREAK}%", f"100{NO_BREAK}%"),
        (Decimal("0.0"), f"0{NO_BREAK}%", f"0{NO_BREAK}%"),
        (Decimal("0.1"), f"0.1{NO_BREAK}%", f"0,1{NO_BREAK}%"),
        (None, "", ""),
    ],
)
def test_a_share_has_no_needless_zero_and_never_breaks_before_its_sign(
    share: Decimal | None, english: str, german: str
) -> None:
    assert (words("en").share(share), words("de").share(share)) == (english, german)


def test_a_figure_is_told_as_in_the_publication() -> None:
    assert words("en").figure(16, 23, Decimal("69.6")) == f"16 of 23 (69.6{NO_BREAK}%)"
    assert words("de").figure(16, 23, Decimal("69.6")) == f"16 von 23 (69,6{NO_BREAK}%)"
    assert words("de").figure(1234, 10_000, Decimal("12.3")) == f"1.234 von 10.000 (12,3{NO_BREAK}%)"
    assert words("en").figure(0, 0, None) == "0 of 0"


@given(st.integers(0, 99_999).flatmap(lambda answered: st.tuples(st.integers(0, answered), st.just(answered))))
@hypothesis_settings(max_examples=200, deadline=None)
def test_every_language_tells_the_same_figure(counts: tuple[int, int]) -> None:
    count, answered = counts
    for language, (group, point) in {"en": (",", "."), "de": (".", ","), "fr": (NARROW, ",")}.items():
        told = words(language).figure(count, answered, share(count, answered))
        plain = [one.replace(group, "").replace(point, ".") for one in re.findall(rf"\d[\d{group}{point}]*", told)]
        assert [int(one) for one in plain[:2]] == [count, answered]
        assert [Decimal(one) for one in plain[2:]] == [one for one in (share(count, answered),) if one is not None]
        assert not re.search(r"\.0\b|,0\b", told)


# -- days ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "english", "german"),
    [
        (Moment(2018), "2018", "2018"),
        (Moment(2018, 5), "May 2018", "Mai 2018"),
        (Moment(2018, 5, 1), "1 May 2018", "1. Mai 2018"),
        (Moment(2024, 3, 31), "31 March 2024", "31. März 2024"),
    ],
)
def test_a_moment_is_told_as_precisely_as_it_is_known(moment: Moment, english: str, german: str) -> None:
    assert (words("en").moment(moment), words("de").moment(moment)) == (english, german)


@pytest.mark.parametrize("language", [*TRANSLATED, "fr", "pl", "fi", "el"])
def test_every_language_tells_every_month_of_a_year_differently(language: str) -> None:
    told = [words(language).moment(Moment(2024, month)) for month in range(1, 13)]
    assert len(set(told)) == 12
    assert all("2024" in one for one in told)
    assert all("2024" in words(language).day(date(2024, month, 1)) for month in range(1, 13))


# -- sentences -----------------------------------------------------------------------------------------------


def test_a_sentence_is_filled_with_numbers_labels_and_words_of_its_language() -> None:
    found = words("de").fill(N_("{count} of {answered}"), {"count": 12_345, "answered": "20.000"})
    assert found == "12.345 von 20.000"
    listed = words("de").fill("{subsectors}", {"subsectors": ("design", "crafts")})
    assert listed == "Designwirtschaft, Kunsthandwerk"


@given(st.text(st.sampled_from("{}0a!: %"), max_size=12))
@hypothesis_settings(max_examples=100, deadline=None)
def test_what_a_sentence_is_filled_with_is_never_taken_for_a_part_of_it(value: str) -> None:
    assert words("en").fill("Say: {name}.", {"name": value}) == f"Say: {value}."


def test_a_language_of_the_site_without_a_catalogue_still_writes_numbers_and_days_its_own_way() -> None:
    french = words("fr")
    assert french.gettext("Home") == "Home"
    assert french.moment(Moment(2018, 5, 1)) == "1 mai 2018"
    assert french.label("subsectors", "design") == "Design industry"


# -- plurals -------------------------------------------------------------------------------------------------


def test_a_counted_phrase_comes_in_every_form_its_language_has() -> None:
    phrase = ("{count} entry", "{count} entries")
    assert words("en").plurals(*phrase) == {"one": "{count} entry", "other": "{count} entries"}
    assert words("de").plurals(*phrase) == {"one": "{count} Eintrag", "other": "{count} Einträge"}
    assert set(words("pl").plurals(*phrase)) == {"one", "few", "many"}
