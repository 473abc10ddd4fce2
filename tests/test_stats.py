"""The arithmetic: the publication's table to the last digit, the edge days, and what holds for any entries."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kltsite.domain.collaboration import Collaboration, Period
from kltsite.domain.settings import ANSWERED, CATEGORIES, Settings
from kltsite.intake import settings as intake_settings
from kltsite.present.words import NO_BREAK, Words
from kltsite.stats import (
    Statistics,
    Tally,
    durations,
    edition_record,
    edition_tallies,
    evaluated,
    left_out,
    length_class,
    length_in_days,
    longer_than,
    plain,
    record,
    shade,
    shades,
    share,
    shown_years,
    span,
    tally,
    years_between,
    years_later,
)
from tests.helpers import CONTENT, base_settings, files_in, interface, read_case, stating
from tools.corpus import publication_23

AS_OF = date(2024, 8, 1)
TWO, FIVE, CONTINUOUS = "longer-than-2-years", "longer-than-5-years", "continuous"

PUBLISHED = {  # section 4 of the publication: option -> entries, per cent of 23
    "contact": {
        "targeted-contact": (16, "69.6"),
        "previous-collaboration": (7, "30.4"),
        "joint-event": (3, "13"),
    },
    "regional_value": {
        "location-attractiveness": (18, "78.3"),
        "regional-infrastructure": (15, "65.2"),
        "tourist-cultural-offer": (10, "43.5"),
        "skilled-workers": (6, "26.1"),
    },
    "partner_value": {
        "innovation-development": (19, "82.6"),
        "quality-improvement": (13, "56.5"),
        "skills-interlinking": (12, "52.2"),
    },
    "duration": {TWO: (18, "78.3"), FIVE: (9, "39.1"), CONTINUOUS: (12, "52.2")},
}


@pytest.fixture(scope="module")
def real() -> Settings:
    """The settings of the real site."""
    found, problems = intake_settings.read(files_in(CONTENT))
    assert found is not None, problems
    return found


@pytest.fixture(scope="module")
def publication(real: Settings) -> Statistics:
    """The numbers of the 23 files that stand for those of the publication."""
    return tally(read_all(publication_23(), real), real.vocabulary, real.site.evaluated_on)


def read_all(files: Mapping[str, bytes], using: Settings) -> list[Collaboration]:
    """The collaborations in case files without errors."""
    read = [
        read_case(data, path.removeprefix("collaborations/")[: -len(".yaml")], using) for path, data in files.items()
    ]
    assert [problem for case in read for problem in case.problems] == []
    return [case.collaboration for case in read if case.collaboration is not None]


def case_of(slug: str, status: str = "published", **fields: Any) -> Collaboration:
    """A collaboration that states these fields, as its file would."""
    value = {"title": {"en": slug, "de": slug}, "status": status, **fields}
    return stating(Collaboration, value).named(slug)


def counted(cases: Sequence[Collaboration], as_of: date = AS_OF) -> Statistics:
    """The numbers of these collaborations."""
    return tally(cases, base_settings().vocabulary, as_of)


def period(**fields: str) -> Period:
    """A period as a file states it: `period(started="2018-05", continuous="true")`."""
    return stating(Period, fields)


def lasting(as_of: date = AS_OF, **fields: str) -> tuple[str, ...] | None:
    """The answers in category 4 that follow from a period."""
    return durations(period(**fields), as_of)


# -- the publication ----------------------------------------------------------------------------------------


def test_the_23_files_give_the_table_of_the_publication_to_the_last_digit(
    real: Settings, publication: Statistics
) -> None:
    found = {
        category: {
            option: (
                publication.categories[category].options[option].count,
                str(plain(publication.categories[category].options[option].share)),
            )
            for option in evaluated(real.vocabulary, category)
        }
        for category in CATEGORIES
    }
    assert found == PUBLISHED


def test_each_category_of_the_23_files_is_answered_by_all_23(publication: Statistics) -> None:
    assert {name: (one.answered, one.total) for name, one in publication.categories.items()} == dict.fromkeys(
        CATEGORIES, (23, 23)
    )


def test_the_23_files_give_the_numbers_of_the_edition_of_august_2024(real: Settings, publication: Statistics) -> None:
    published = edition_tallies(real.editions["2024-08"])
    assert list(published) == list(CATEGORIES)
    for category, edition in published.items():
        ours = publication.categories[category]
        assert (ours.answered, ours.total) == (edition.answered, edition.total)
        assert {option: (ours.options[option].count, ours.options[option].share) for option in edition.options} == {
            option: (count.count, count.share) for option, count in edition.options.items()
        }


def test_the_edition_holds_the_table_of_the_publication(real: Settings) -> None:
    options = edition_record("2024-08", real.editions["2024-08"])["categories"]
    found = {
        category: {option: (count["count"], str(count["share"])) for option, count in tally["options"].items()}
        for category, tally in options.items()
    }
    assert found == PUBLISHED


def test_an_edition_tells_which_day_it_holds_for_and_opens_no_entries(real: Settings) -> None:
    told = edition_record("2024-08", real.editions["2024-08"])
    assert (told["version"], told["edition"], told["as_of"], told["entries"]) == (1, "2024-08", "2024-08", 23)
    assert [option["entries"] for one in told["categories"].values() for option in one["options"].values()] == [[]] * 13


def test_the_entries_behind_each_number_of_the_publication_are_exactly_those_that_state_it(
    real: Settings, publication: Statistics
) -> None:
    cases = read_all(publication_23(), real)
    for category in ANSWERED:
        for option, found in publication.categories[category].options.items():
            assert found.entries == tuple(sorted(case.slug for case in cases if option in getattr(case, category)))


@pytest.mark.parametrize(
    ("language", "told", "without_decimals"),
    [
        ("en", f"16 of 23 (69.6{NO_BREAK}%)", f"3 of 23 (13{NO_BREAK}%)"),
        ("de", f"16 von 23 (69,6{NO_BREAK}%)", f"3 von 23 (13{NO_BREAK}%)"),
    ],
)
def test_a_figure_is_told_with_its_share_as_its_readers_write_it(
    real: Settings, publication: Statistics, language: str, told: str, without_decimals: str
) -> None:
    words, contact = Words(language, interface()[language], real), publication.categories["contact"]
    figures = [words.figure(found.count, contact.answered, found.share) for found in contact.options.values()]
    assert (figures[0], figures[2]) == (told, without_decimals)


@pytest.mark.parametrize(
    ("share", "english", "german"),
    [
        ("0", "0", "0"),
        ("13", "13", "13"),
        ("69.6", "69.6", "69,6"),
        ("0.1", "0.1", "0,1"),
        ("30.0", "30", "30"),
        ("100", "100", "100"),
    ],
)
def test_a_share_has_no_trailing_zero_and_a_no_break_space_before_its_sign(
    real: Settings, share: str, english: str, german: str
) -> None:
    told = [Words(language, interface()[language], real).share(Decimal(share)) for language in ("en", "de")]
    assert told == [f"{english}\u00a0%", f"{german}\u00a0%"]


def test_where_nobody_answered_there_is_no_share_to_tell(real: Settings) -> None:
    assert Words("en", interface()["en"], real).figure(0, 0, share(0, 0)) == "0 of 0"


# -- the edge days ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("started", "expected"),
    [
        ("2022-08-02", ()),
        ("2022-08-01", ()),  # exactly two years
        ("2022-07-31", (TWO,)),  # a day more
        ("2019-08-02", (TWO,)),
        ("2019-08-01", (TWO,)),  # exactly five
        ("2019-07-31", (TWO, FIVE)),
        ("2022-08", ()),  # perhaps two years to the day, for certain a month less
        ("2022-07", (TWO,)),  # its last day is a day more than two years ago
        ("2019-08", (TWO,)),
        ("2019-07", (TWO, FIVE)),
        ("2022", ()),  # perhaps two years and a half
        ("2021", (TWO,)),
        ("2019", (TWO,)),
        ("2018", (TWO, FIVE)),
        ("2024-08-01", ()),  # on the day itself
        ("2025", ()),  # not begun yet
    ],
)
def test_a_start_counts_from_its_latest_day_and_longer_means_strictly_longer(
    started: str, expected: tuple[str, ...]
) -> None:
    assert lasting(started=started) == expected


@pytest.mark.parametrize(
    ("started", "ended", "expected"),
    [
        ("2016-03-01", "2018-03-01", ()),
        ("2016-03-01", "2018-03-02", (TWO,)),
        ("2016-03-01", "2021-03-01", (TWO,)),
        ("2016-03-01", "2021-03-02", (TWO, FIVE)),
        ("2016-03-01", "2018-03", ()),  # from the first day of March
        ("2016-03-01", "2018-04", (TWO,)),
        ("2016-03-01", "2018", ()),  # from New Year
        ("2016-03-01", "2019", (TWO,)),
        ("2016", "2018", ()),  # from New Year's Eve to New Year
        ("2016", "2019-01-01", (TWO,)),  # two years and a day
        ("2016", "2018-12-31", ()),
        ("2020", "2020", ()),
        ("2020-12", "2020", ()),  # nothing is less than nothing
    ],
)
def test_an_end_counts_to_its_earliest_day(started: str, ended: str, expected: tuple[str, ...]) -> None:
    assert lasting(started=started, ended=ended) == expected


@pytest.mark.parametrize("ended", ["2024-08-02", "2025", "2024-09", "2999-12-31"])
def test_an_end_after_the_day_of_the_evaluation_counts_to_that_day(ended: str) -> None:
    assert lasting(started="2022-08-01", ended=ended) == ()
    assert lasting(started="2022-07-31", ended=ended) == (TWO,)


def test_an_end_in_the_year_of_the_evaluation_counts_to_new_year() -> None:
    assert lasting(started="2022-01-01", ended="2024") == ()
    assert lasting(started="2021-12-31", ended="2024") == (TWO,)


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [(date(2022, 2, 28), ()), (date(2022, 3, 1), ()), (date(2022, 3, 2), (TWO,)), (date(2024, 2, 29), (TWO,))],
)
def test_two_years_from_a_leap_day_end_on_the_first_of_march(as_of: date, expected: tuple[str, ...]) -> None:
    assert lasting(as_of, started="2020-02-29") == expected


def test_a_leap_day_is_reached_again_after_four_years() -> None:
    assert years_later(date(2020, 2, 29), 4) == date(2024, 2, 29)
    assert years_later(date(2020, 2, 29), 5) == date(2025, 3, 1)
    assert years_later(date(2019, 2, 28), 5) == date(2024, 2, 28)


def test_what_would_come_behind_the_last_day_of_the_calendar_comes_on_it() -> None:
    assert years_later(date(9996, 2, 29), 3) == date(9999, 3, 1)
    assert years_later(date(9996, 2, 29), 4) == date.max
    assert lasting(date.max, started="2019") == (TWO, FIVE)


def test_a_start_known_to_the_month_of_february_counts_from_its_last_day_in_a_leap_year_too() -> None:
    assert lasting(date(2022, 3, 1), started="2020-02") == ()  # from the 29th, so exactly two years
    assert lasting(date(2022, 3, 2), started="2020-02") == (TWO,)
    assert lasting(date(2023, 2, 28), started="2021-02") == ()
    assert lasting(date(2023, 3, 1), started="2021-02") == (TWO,)


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        ("0.5", ()),
        ("2", ()),
        ("2.000", ()),
        ("2.001", (TWO,)),
        ("2.5", (TWO,)),
        ("5", (TWO,)),
        ("5.001", (TWO, FIVE)),
        ("12", (TWO, FIVE)),
    ],
)
def test_a_length_in_years_is_taken_as_it_stands(years: str, expected: tuple[str, ...]) -> None:
    assert lasting(years=years) == expected


def test_continuous_stands_beside_the_length_and_alone() -> None:
    assert lasting(started="2018", continuous="true") == (TWO, FIVE, CONTINUOUS)
    assert lasting(started="2024", continuous="true") == (CONTINUOUS,)
    assert lasting(years="3", continuous="true") == (TWO, CONTINUOUS)
    assert lasting(continuous="true") == (CONTINUOUS,)


def test_continuous_false_states_the_category_though_no_option_holds() -> None:
    assert lasting(continuous="false") == ()
    assert counted([case_of("a", period={"continuous": "false"})]).categories["duration"].answered == 1


def test_no_period_and_an_end_alone_do_not_state_the_category() -> None:
    assert durations(None, AS_OF) is None
    assert lasting(ended="2020") is None
    numbers = counted([case_of("a"), case_of("b", period={"ended": "2020"})])
    assert (numbers.categories["duration"].answered, numbers.categories["duration"].total) == (0, 2)


@pytest.mark.parametrize(
    ("fields", "days"),
    [
        ({"started": "2024-07-31"}, 1),
        ({"started": "2024"}, 0),  # it may begin on New Year's Eve
        ({"started": "2020-02", "ended": "2020-03"}, 1),
        ({"years": "2"}, 730),
        ({"continuous": "true"}, None),
    ],
)
def test_the_length_in_days_is_the_shortest_that_the_facts_allow(fields: dict[str, str], days: int | None) -> None:
    assert length_in_days(period(**fields), AS_OF) == days


# -- lengths and starts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        ("2020-03-01", "2022-03-01", "2"),
        ("2020-03-01", "2022-03-02", "2.003"),
        ("2020-03-01", "2022-02-28", "1.997"),
        ("2024-02-29", "2025-02-28", "0.997"),  # 365 of 366 days
        ("2024-02-29", "2025-03-01", "1"),
        ("2023-01-01", "2023-07-02", "0.499"),  # 182 of 365 days: 0.4986…
        ("2024-01-01", "2024-07-02", "0.5"),  # 183 of 366
        ("2023-07-02", "2024-01-01", "0.5"),  # the year from July to July has 366 days
        ("2024-01-01", "2024-01-01", "0"),
        ("2024-07-02", "9999-12-31", "7975.499"),
        ("9998-12-31", "9999-12-31", "1"),
        ("9999-12-31", "9999-12-31", "0"),
    ],
)
def test_years_between_two_days_are_whole_where_the_day_comes_round_again(start: str, end: str, years: str) -> None:
    assert years_between(date.fromisoformat(start), date.fromisoformat(end)) == Decimal(years)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 150))
def test_a_length_is_above_a_whole_number_exactly_where_it_is_longer(one: date, other: date, years: int) -> None:
    start, end = sorted((one, other))
    assert (years_between(start, end) > years) == (end > years_later(start, years))


@given(
    st.one_of(
        st.integers(1990, 2026).map(lambda year: {"started": str(year)}),
        st.dates(date(1990, 1, 1), date(2026, 1, 1)).map(lambda day: {"started": f"{day:%Y-%m}"}),
        st.dates(date(1990, 1, 1), date(2026, 1, 1)).map(lambda day: {"started": day.isoformat()}),
        st.integers(1, 2000).map(lambda tenths: {"years": f"{tenths / 10}"}),
    )
)
@example({"years": "2"})
@example({"years": "5"})
@example({"started": "2022-08-01"})
def test_the_class_of_a_length_agrees_with_the_fourth_category(fields: dict[str, str]) -> None:
    found = span("a", period(**fields), AS_OF)
    held = durations(period(**fields), AS_OF)
    assert found is not None and held is not None
    upwards = ["up-to-1", "up-to-2", "up-to-3", "up-to-4", "up-to-5", "up-to-10", "up-to-20", "over-20"]
    place = upwards.index(length_class(found.years))
    assert (TWO in held, FIVE in held) == (place > 1, place > 4)


@pytest.mark.parametrize(
    ("fields", "years", "ended"),
    [
        ({"started": "2018"}, "5.585", None),  # from the last day of 2018
        ({"started": "2018-05"}, "6.17", None),
        ({"started": "2018-05-31"}, "6.17", None),
        ({"started": "2018", "ended": "2020"}, "1.003", "2020"),  # to the first day of 2020
        ({"started": "2018", "ended": "2018"}, "0", "2018"),
        ({"started": "2020-08-01", "ended": "2025"}, "4", None),  # an end yet to come
        ({"started": "2024-09"}, "0", None),
        ({"years": "0.5"}, "0.5", None),
    ],
)
def test_a_span_is_the_shortest_that_the_facts_allow(fields: dict[str, str], years: str, ended: str | None) -> None:
    found = span("a", period(**fields), AS_OF)
    assert found is not None
    assert (found.years, str(found.ended) if found.ended else None) == (Decimal(years), ended)
    assert (str(found.started) if found.started else None) == fields.get("started")


def test_who_states_no_length_has_no_span_and_is_not_counted() -> None:
    assert [span("a", one, AS_OF) for one in (None, period(continuous="true"), period(ended="2020"))] == [None] * 3
    numbers = counted([case_of("a"), case_of("b", period={"years": "2"}), case_of("c", period={"started": "2018-05"})])
    length, started = numbers.periods["length"], numbers.periods["started"]
    assert (length.answered, started.answered, length.total, started.total) == (2, 1, 3, 3)
    assert length.options["up-to-2"].entries == ("b",)
    assert {year: found.entries for year, found in started.options.items()} == {"2018": ("c",)}


@pytest.mark.parametrize(
    ("years", "shown"),
    [
        ("2", "2"),
        ("2.003", "2.003"),
        ("1.997", "1.997"),
        ("2.04", "2.04"),
        ("2.05", "2.1"),
        ("9.96", "9.96"),
        ("0", "0"),
    ],
)
def test_a_length_is_told_shortly_but_never_as_a_whole_number_that_it_is_not(years: str, shown: str) -> None:
    assert shown_years(Decimal(years)) == Decimal(shown)


# -- the shades of the heat map ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("highest", "steps"),
    [
        (0, ()),
        (1, ((1, 1),)),
        (2, ((1, 1), (5, 2))),
        (3, ((1, 1), (3, 2), (5, 3))),
        (5, ((1, 1), (2, 2), (3, 3), (4, 4), (5, 5))),
        (12, ((1, 3), (2, 5), (3, 8), (4, 10), (5, 12))),
    ],
)
def test_the_shades_divide_the_counts_evenly(highest: int, steps: tuple[tuple[int, int], ...]) -> None:
    assert shades(range(highest + 1)) == steps


@given(st.lists(st.integers(1, 10_000), min_size=1))
def test_a_higher_count_is_never_lighter_and_the_highest_is_the_darkest(counts: list[int]) -> None:
    steps = shades(counts)
    found = [shade(count, steps) for count in sorted(counts)]
    assert found == sorted(found)
    assert found[0] >= 1 and found[-1] == (5 if max(counts) > 1 else 1)


@given(
    started=st.dates(date(1950, 1, 1), date(2024, 12, 31)),
    as_of=st.dates(date(2000, 1, 1), date(2060, 12, 31)),
    known=st.sampled_from(["%Y", "%Y-%m", "%Y-%m-%d"]),
)
def test_knowing_a_start_better_never_shortens_a_collaboration(started: date, as_of: date, known: str) -> None:
    rough = set(lasting(as_of, started=started.strftime(known)) or ())
    exact = set(lasting(as_of, started=started.isoformat()) or ())
    assert rough <= exact
    assert (FIVE in exact) <= (TWO in exact)  # five implies two


@given(started=st.dates(date(1950, 1, 1), date(2030, 12, 31)), years=st.integers(1, 9))
def test_a_collaboration_is_longer_than_so_many_years_from_the_day_after_their_end_and_on(
    started: date, years: int
) -> None:
    stated, last = period(started=started.isoformat()), years_later(started, years)
    assert not longer_than(years, stated, last)
    assert longer_than(years, stated, date.fromordinal(last.toordinal() + 1))


# -- shares -------------------------------------------------------------------------------------------------


@given(answered=st.integers(1, 10**6), data=st.data())
def test_a_share_is_exact_and_halves_go_up(answered: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, answered))
    found = share(count, answered)
    assert found is not None
    tenths = Fraction(1000 * count, answered)
    rounded = tenths.__floor__() + (tenths - tenths.__floor__() >= Fraction(1, 2))
    assert Fraction(found) == Fraction(rounded, 10)


@pytest.mark.parametrize(
    ("count", "answered", "expected"),
    [(1, 2000, "0.1"), (1, 2001, "0"), (3, 2000, "0.2"), (1, 16, "6.3"), (1, 80, "1.3"), (23, 23, "100"), (0, 23, "0")],
)
def test_half_a_tenth_is_rounded_up_where_floats_and_bankers_would_not(
    count: int, answered: int, expected: str
) -> None:
    assert share(count, answered) == Decimal(expected)


def test_of_nobody_there_is_no_share() -> None:
    assert share(0, 0) is None
    assert plain(None) is None


@pytest.mark.parametrize(
    ("number", "expected"), [("13", "13"), ("13.0", "13"), ("69.6", "69.6"), ("100", "100"), ("0", "0")]
)
def test_a_share_in_json_has_at_most_one_decimal_and_no_trailing_zero(number: str, expected: str) -> None:
    assert repr(plain(Decimal(number))) == expected


# -- answered and total -------------------------------------------------------------------------------------


def test_an_entry_that_does_not_state_a_category_is_in_the_total_and_not_among_the_answered() -> None:
    numbers = counted(
        [
            case_of("a", contact=["joint-event"]),
            case_of("b", contact=["joint-event", "targeted-contact"]),
            case_of("c", innovation=["product"]),
        ]
    )
    contact = numbers.categories["contact"]
    assert (contact.answered, contact.total, contact.complete) == (2, 3, False)
    assert {option: (one.count, one.share, one.entries) for option, one in contact.options.items()} == {
        "targeted-contact": (1, Decimal(50), ("b",)),
        "previous-collaboration": (0, Decimal(0), ()),
        "joint-event": (2, Decimal(100), ("a", "b")),
    }


def test_an_answer_that_the_evaluation_leaves_out_still_answers_its_category() -> None:
    numbers = counted(
        [case_of("a", partner_value=["easier-work"]), case_of("b", partner_value=["quality-improvement"])]
    )
    values = numbers.categories["partner_value"]
    assert (values.answered, values.options["quality-improvement"].share, values.options["easier-work"].count) == (
        2,
        Decimal(50),
        1,
    )
    vocabulary = base_settings().vocabulary
    assert "easier-work" not in evaluated(vocabulary, "partner_value")
    assert left_out(vocabulary, "partner_value") == ("presence-lobbying", "easier-work")


def test_without_entries_every_number_is_nought_and_no_share_is_told() -> None:
    told = record(counted([]))
    assert told["entries"] == 0
    for one in told["categories"].values():
        assert (one["answered"], one["total"]) == (0, 0)
        assert all(option == {"count": 0, "share": None, "entries": []} for option in one["options"].values())
    assert told["subsector_sector"] == []


def test_a_region_is_one_whichever_of_its_names_the_files_use(real: Settings) -> None:
    places = [("a", "Sachsen"), ("b", "Saxony"), ("c", "SACHSEN"), ("d", "Île-de-France")]
    cases = [case_of(slug, place={"region": name, "country": "DE"}) for slug, name in places]
    regions = tally([*cases, case_of("e", place={"country": "DE"})], real.vocabulary, AS_OF).facets["region"]
    assert [(key, one.entries) for key, one in regions.options.items()] == [
        ("de-ile-de-france", ("d",)),
        ("de-saxony", ("a", "b", "c")),
    ]
    assert (regions.answered, regions.total) == (4, 5)


def test_a_subsector_that_two_partners_share_counts_once_and_only_that_of_creatives() -> None:
    partners = [
        {"name": "One", "role": "cci", "subsectors": ["design", "crafts"]},
        {"name": "Two", "role": "cci", "subsectors": ["design"]},
        {"name": "Three", "role": "sme", "sectors": ["trade", "construction"], "subsectors": ["music"]},
        {"name": "Four", "role": "other", "sectors": ["education"]},
    ]
    numbers = counted([case_of("a", partners=partners)])
    assert {key for key, one in numbers.facets["subsector"].options.items() if one.count} == {"design", "crafts"}
    assert {key for key, one in numbers.facets["sector"].options.items() if one.count} == {"trade", "construction"}
    pairs = {(subsector, sector) for subsector in ("crafts", "design") for sector in ("construction", "trade")}
    assert numbers.cross == dict.fromkeys(pairs, ("a",))


# -- whatever the entries -----------------------------------------------------------------------------------


def keys_of(vocabulary: str) -> st.SearchStrategy[list[str]]:
    """One to three keys of a vocabulary, each once."""
    return st.lists(st.sampled_from(base_settings().reading().keys[vocabulary]), min_size=1, max_size=3, unique=True)


@st.composite
def moments(draw: st.DrawFn) -> str:
    """A year, a month or a day, as a file states it."""
    return draw(st.dates(date(2010, 1, 1), date(2026, 12, 31))).strftime(
        draw(st.sampled_from(["%Y", "%Y-%m", "%Y-%m-%d"]))
    )


periods = st.fixed_dictionaries(
    {},
    optional={
        "started": moments(),
        "ended": moments(),
        "years": st.sampled_from(["0.5", "2", "2.5", "5", "7"]),
        "continuous": st.sampled_from(["true", "false"]),
    },
).filter(bool)
partners = st.one_of(
    st.fixed_dictionaries(
        {"name": st.just("Studio"), "role": st.just("cci")}, optional={"subsectors": keys_of("subsectors")}
    ),
    st.fixed_dictionaries({"name": st.just("Firm"), "role": st.just("sme")}, optional={"sectors": keys_of("sectors")}),
    st.just({"name": "Club", "role": "other"}),
)
fields = st.fixed_dictionaries(
    {"status": st.sampled_from(["published", "published", "published", "draft", "withdrawn"])},
    optional={
        **{name: keys_of(name) for name in (*ANSWERED, "innovation")},
        "period": periods,
        "partners": st.lists(partners, min_size=1, max_size=3),
        "place": st.fixed_dictionaries(
            {"country": st.sampled_from(["DE", "AT"])},
            optional={"region": st.sampled_from(["Sachsen", "saxony", "Elsewhere"])},
        ),
    },
)


@st.composite
def entries(draw: st.DrawFn) -> list[Collaboration]:
    """Up to a dozen collaborations of any status, read from what their files would state."""
    return [case_of(f"entry-{number:02}", **one) for number, one in enumerate(draw(st.lists(fields, max_size=12)))]


def every_tally(numbers: Statistics) -> dict[str, Tally]:
    return {**numbers.categories, **numbers.facets}


@given(entries())
def test_no_answer_is_counted_more_often_than_there_are_entries(cases: list[Collaboration]) -> None:
    numbers = counted(cases)
    for one in every_tally(numbers).values():
        assert 0 <= one.answered <= one.total == len(numbers.entries)
        for option in one.options.values():
            assert 0 <= option.count == len(option.entries) == len(set(option.entries)) <= one.answered
            assert option.share == share(option.count, one.answered)
    assert all(0 < len(slugs) <= len(numbers.entries) for slugs in numbers.cross.values())


@given(entries())
def test_drafts_and_withdrawn_entries_are_never_counted(cases: list[Collaboration]) -> None:
    numbers = counted(cases)
    published = {case.slug for case in cases if case.status == "published"}
    assert set(numbers.entries) == published
    named = [option.entries for one in every_tally(numbers).values() for option in one.options.values()]
    assert {slug for slugs in (*named, *numbers.cross.values()) for slug in slugs} <= published
    assert record(counted([case for case in cases if case.slug in published])) == record(numbers)


@given(entries(), st.integers(0, 12))
def test_two_halves_add_up_to_the_whole(cases: list[Collaboration], middle: int) -> None:
    whole, *halves = (counted(part) for part in (cases, cases[:middle], cases[middle:]))
    for name, one in every_tally(whole).items():
        parts = [every_tally(half)[name] for half in halves]
        assert one.answered == sum(part.answered for part in parts)
        assert one.total == sum(part.total for part in parts)
        counts = [Counter({option: found.count for option, found in part.options.items()}) for part in parts]
        assert {option: found.count for option, found in one.options.items() if found.count} == dict(
            +(counts[0] + counts[1])
        )
    cells = [Counter({pair: len(slugs) for pair, slugs in half.cross.items()}) for half in halves]
    assert {pair: len(slugs) for pair, slugs in whole.cross.items()} == dict(cells[0] + cells[1])


@given(entries(), st.randoms(use_true_random=False))
def test_the_order_of_the_files_does_not_matter(cases: list[Collaboration], rng: random.Random) -> None:
    shuffled = rng.sample(cases, len(cases))
    assert record(counted(shuffled)) == record(counted(cases))
    assert list(counted(shuffled).cross) == list(counted(cases).cross)


@given(entries())
def test_the_cells_of_the_cross_table_are_what_a_naive_count_gives(cases: list[Collaboration]) -> None:
    naive: dict[tuple[str, str], list[str]] = {}
    for subsector in base_settings().vocabulary.subsectors:
        for sector in base_settings().vocabulary.sectors:
            found = [
                case.slug
                for case in cases
                if case.status == "published"
                and any(subsector in one.subsectors for one in case.partners if one.role == "cci")
                and any(sector in one.sectors for one in case.partners if one.role == "sme")
            ]
            if found:
                naive[subsector, sector] = found
    assert {pair: list(slugs) for pair, slugs in counted(cases).cross.items()} == naive


@given(entries(), st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(0, 5000))
def test_a_later_day_of_evaluation_never_takes_a_length_away(cases: list[Collaboration], day: date, days: int) -> None:
    early, late = (counted(cases, as_of) for as_of in (day, date.fromordinal(day.toordinal() + days)))
    for option in (TWO, FIVE, CONTINUOUS):
        before, after = (set(numbers.categories["duration"].options[option].entries) for numbers in (early, late))
        assert before <= after
    assert {name: one for name, one in early.categories.items() if name != "duration"} == {
        name: one for name, one in late.categories.items() if name != "duration"
    }
