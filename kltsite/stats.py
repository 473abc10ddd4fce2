"""The arithmetic: collaborations -> counts and shares. Integers and exact decimals; what is not stated is not counted.

Published entries only, evaluated on a given day. Whatever shows a number, on a page, in a chart, in prose or in an
export, takes it from here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from msgspec import Struct

from kltsite.domain.collaboration import Collaboration, Period
from kltsite.domain.editions import Edition
from kltsite.domain.settings import CATEGORIES, CONTINUOUS, DURATION, LONGER_THAN, Vocabulary
from kltsite.domain.values import Moment
from kltsite.validator.coherence import fold

FACETS = ("country", "region", "subsector", "sector", "innovation")  # counted beside the four categories
CROSS = "subsector_sector"  # the cross-table
ONGOING, ENDED = "ongoing", "ended"
LENGTH, STARTED = "length", "started"  # what periods say beside category 4
LENGTH_LIMITS = (1, 2, 3, 4, 5, 10, 20)  # years; a class ends with its limit, so exactly two years are up to two
LONGER = f"over-{LENGTH_LIMITS[-1]}"
STEPS = 5  # shades of a heat map


class Count(Struct, frozen=True):
    """How many entries gave an answer, their share of those that answered, and which they are (where that is known)."""

    count: int
    share: Decimal | None  # per cent, one decimal, half-up; None where nobody answered
    entries: tuple[str, ...] = ()


class Tally(Struct, frozen=True):
    """One category or facet: `answered` of `total` entries state it; the count of each of its options."""

    answered: int
    total: int
    options: Mapping[str, Count]

    @property
    def complete(self) -> bool:
        """Whether every entry states it."""
        return self.answered == self.total


class Span(Struct, frozen=True):
    """What an entry states of its period: a length, a start, or both."""

    slug: str
    years: Decimal  # the shortest length that the facts allow, to a thousandth
    started: Moment | None
    ended: Moment | None  # absent while it goes on


class Statistics(Struct, frozen=True):
    """The numbers of all published entries on one day."""

    as_of: date
    entries: tuple[str, ...]
    categories: Mapping[str, Tally]
    facets: Mapping[str, Tally]
    cross: Mapping[tuple[str, str], tuple[str, ...]]  # (subsector, sector) -> entries; pairs without entries are absent
    spans: tuple[Span, ...]  # of the entries that state a length, by slug
    periods: Mapping[str, Tally]  # the same, counted by class of length and by year of the start


def share(count: int, answered: int) -> Decimal | None:
    """`count` in per cent of `answered`, to one decimal, half-up; exact."""
    if answered == 0:
        return None
    return Decimal((2000 * count + answered) // (2 * answered)) / 10


def years_later(day: date, years: int) -> date:
    """The same day some years on; 1 March where a 29 February is missing, as the length is never overstated.

    The last day of the calendar, 9999-12-31, where that is behind it.
    """
    if day.year + years > date.max.year:
        return date.max
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def longer_than(years: int, period: Period, as_of: date) -> bool:
    """Whether the collaboration lasted strictly longer than so many years: the shortest length the facts allow."""
    if period.started is None:
        return period.years is not None and period.years > years
    start = period.started.latest()
    end = min(period.ended.earliest(), as_of) if period.ended else as_of
    return end > years_later(start, years)


def durations(period: Period | None, as_of: date) -> tuple[str, ...] | None:
    """The options of category 4 that hold; None where neither a length nor whether it was continuous is stated."""
    if period is None:
        return None
    states_length = period.started is not None or period.years is not None
    if not states_length and not period.states("continuous"):
        return None
    lengths = [option for option, years in LONGER_THAN.items() if longer_than(years, period, as_of)]
    return (*lengths, *((CONTINUOUS,) if period.continuous else ()))


def years_between(start: date, end: date) -> Decimal:
    """The years from one day to a later one, to a thousandth, half-up; whole where the same day comes round again.

    A day is more than two thousandths of a year, so it is longer than n years exactly where the number is.
    """
    whole = end.year - start.year
    whole -= years_later(start, whole) > end
    since = years_later(start, whole)
    of_year = max(365, (years_later(start, whole + 1) - since).days)  # the calendar may end before the year does
    return whole + Decimal((2000 * (end - since).days + of_year) // (2 * of_year)) / 1000


def span(slug: str, period: Period | None, as_of: date) -> Span | None:
    """The shortest length that the facts allow, and from when to when; None where no length is stated."""
    if period is None or (period.started is None and period.years is None):
        return None
    if period.started is None:
        return Span(slug, period.years or Decimal(0), None, None)
    ended = period.ended if period.ended and period.ended.earliest() <= as_of else None
    start, end = period.started.latest(), ended.earliest() if ended else as_of
    return Span(slug, years_between(start, end) if start < end else Decimal(0), period.started, ended)


def length_class(years: Decimal) -> str:
    """The class of a length: `up-to-3` is longer than two years and at most three."""
    return next((f"up-to-{limit}" for limit in LENGTH_LIMITS if years <= limit), LONGER)


def shown_years(years: Decimal) -> Decimal:
    """A length as it is told: to one decimal, half-up, or as many as show that it is not a whole number of years."""
    for places in ("0.1", "0.01"):
        told = years.quantize(Decimal(places), ROUND_HALF_UP)
        if told != told.to_integral_value() or told == years:
            return told
    return years


def length_in_days(period: Period | None, as_of: date) -> int | None:
    """The shortest length in days that the facts allow; None where no length is stated."""
    if period is None or (period.started is None and period.years is None):
        return None
    if period.started is None:
        return int((period.years or 0) * Decimal("365.25"))
    end = min(period.ended.earliest(), as_of) if period.ended else as_of
    return max(timedelta(0), end - period.started.latest()).days


def status_of(period: Period | None, as_of: date) -> str | None:
    """`ongoing` or `ended`; None where the period states neither a start nor an end."""
    if period is None or (period.started is None and period.ended is None):
        return None
    return ENDED if period.ended and period.ended.earliest() <= as_of else ONGOING


def region_of(case: Collaboration, vocabulary: Vocabulary) -> str | None:
    """The region's key, such as `at-styria`: the vocabulary's where it knows the name, else the name folded."""
    place = case.place
    if place is None or place.region is None:
        return None
    known = vocabulary.named_regions.get((place.country, place.region.casefold()))
    return f"{place.country.lower()}-{known[0] if known else folded(place.region)}"


@lru_cache(4096)
def folded(name: str) -> str:
    """A name as part of an address: `Île-de-France` as `ile-de-france`."""
    return "-".join(fold(name).encode("ascii", "ignore").decode().split()) or "x" + name.encode().hex()[:12]


def answers(case: Collaboration, category: str, as_of: date) -> tuple[str, ...] | None:
    """What an entry answers in a category; None where it does not state it."""
    if category == DURATION:
        return durations(case.period, as_of)
    stated: tuple[str, ...] = getattr(case, category)
    return stated or None


def facet_values(case: Collaboration, facet: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The values of a facet that an entry has; none where it does not state it."""
    if facet == "country":
        return (case.place.country,) if case.place else ()
    if facet == "region":
        region = region_of(case, vocabulary)
        return (region,) if region else ()
    return {"subsector": case.subsectors, "sector": case.sectors, "innovation": case.innovation}[facet]


def tally(cases: Iterable[Collaboration], vocabulary: Vocabulary, as_of: date) -> Statistics:
    """The numbers of the published ones among `cases`, on the day `as_of`."""
    published = sorted((case for case in cases if case.published), key=lambda case: case.slug)
    categories = {
        name: _tally(
            [(case.slug, answers(case, name, as_of)) for case in published], tuple(vocabulary.categories[name].options)
        )
        for name in CATEGORIES
    }
    keys = {"subsector": tuple(vocabulary.subsectors), "sector": tuple(vocabulary.sectors)}
    keys["innovation"] = tuple(vocabulary.innovation)
    facets = {
        name: _tally(
            [(case.slug, facet_values(case, name, vocabulary) or None) for case in published], keys.get(name, ())
        )
        for name in FACETS
    }
    cross: dict[tuple[str, str], list[str]] = defaultdict(list)
    for case in published:
        for subsector in case.subsectors:
            for sector in case.sectors:
                cross[subsector, sector].append(case.slug)
    pairs = {pair: tuple(slugs) for pair, slugs in sorted(cross.items())}
    spans = [span(case.slug, case.period, as_of) for case in published]
    stated = tuple(one for one in spans if one is not None)
    slugs = tuple(case.slug for case in published)
    return Statistics(as_of, slugs, categories, facets, pairs, stated, _periods(stated, slugs))


def _periods(spans: Sequence[Span], slugs: Sequence[str]) -> dict[str, Tally]:
    """How many entries there are of each class of length, and of each year of the start."""
    lengths = {one.slug: (length_class(one.years),) for one in spans}
    years = {one.slug: (str(one.started.year),) for one in spans if one.started}
    classes = (*(f"up-to-{limit}" for limit in LENGTH_LIMITS), LONGER)
    return {
        LENGTH: _tally([(slug, lengths.get(slug)) for slug in slugs], classes),
        STARTED: _tally([(slug, years.get(slug)) for slug in slugs], ()),
    }


def shades(counts: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """(step from 1 to 5, highest count that has it), upwards: counts above 0 in classes of equal width."""
    highest = max(counts, default=0)
    limits = sorted({-(-highest * step // STEPS) for step in range(1, STEPS + 1)} - {0})
    last = max(1, len(limits) - 1)
    return tuple((1 + place * (STEPS - 1) // last, limit) for place, limit in enumerate(limits))


def shade(count: int, steps: Sequence[tuple[int, int]]) -> int:
    """The step of a count above 0."""
    return next(step for step, limit in steps if count <= limit)


def _tally(stated: Sequence[tuple[str, tuple[str, ...] | None]], options: Sequence[str]) -> Tally:
    entries: dict[str, list[str]] = {option: [] for option in options}
    answered = 0
    for slug, given in stated:
        if given is not None:
            answered += 1
            for option in given:
                entries.setdefault(option, []).append(slug)
    order = entries if options else dict(sorted(entries.items()))
    counts = {option: Count(len(slugs), share(len(slugs), answered), tuple(slugs)) for option, slugs in order.items()}
    return Tally(answered, len(stated), counts)


def edition_tallies(edition: Edition) -> dict[str, Tally]:
    """A published edition's numbers, as they were published.

    Where it does not name its entries, every one of them answered, and none can be opened.
    """
    return {category: _frozen(edition, category, counts) for category, counts in edition.categories.items()}


def _frozen(edition: Edition, category: str, counts: Mapping[str, int]) -> Tally:
    if edition.counted is None:
        answered, behind = edition.entries, dict[str, tuple[str, ...]]()
    else:
        stated = ((slug, one.answers(category)) for slug, one in edition.counted.items())
        given = {slug: some for slug, some in stated if some is not None}
        answered = len(given)
        behind = {option: tuple(slug for slug in sorted(given) if option in given[slug]) for option in counts}
    options = {option: Count(count, share(count, answered), behind.get(option, ())) for option, count in counts.items()}
    return Tally(answered, edition.entries, options)


def most_changed(before: Tally, after: Tally, options: Iterable[str]) -> str | None:
    """The option whose share differs most between two tallies, the first of several; None where none differs."""
    pairs = [
        (option, before.options[option].share, after.options[option].share)
        for option in options
        if option in before.options and option in after.options
    ]
    apart = {option: abs(new - old) for option, old, new in pairs if old is not None and new is not None}
    most = max(apart.values(), default=Decimal(0))
    return next((option for option, difference in apart.items() if difference == most), None) if most else None


def evaluated(vocabulary: Vocabulary, category: str) -> tuple[str, ...]:
    """The options of a category that the evaluation counts."""
    return tuple(key for key, term in vocabulary.categories[category].options.items() if term.evaluated)


def left_out(vocabulary: Vocabulary, category: str) -> tuple[str, ...]:
    """The options that are published answers, but not part of the evaluation."""
    return tuple(key for key, term in vocabulary.categories[category].options.items() if not term.evaluated)


def plain(number: Decimal | None) -> int | float | None:
    """A share as a JSON number with at most one decimal: 13, 69.6."""
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


def record(statistics: Statistics) -> dict[str, Any]:
    """The numbers as `stats --format json` and data/v1/evaluation.json promise them."""
    return {
        "version": 1,
        "as_of": statistics.as_of.isoformat(),
        "entries": len(statistics.entries),
        "categories": {name: _record(one) for name, one in statistics.categories.items()},
        "facets": {name: _record(one) for name, one in statistics.facets.items()},
        "periods": {name: _record(one) for name, one in statistics.periods.items()},
        CROSS: [
            {"subsector": subsector, "sector": sector, "count": len(slugs), "entries": list(slugs)}
            for (subsector, sector), slugs in statistics.cross.items()
        ],
    }


def edition_record(name: str, edition: Edition) -> dict[str, Any]:
    """A published edition's numbers in the same form; `as_of` is when it came out."""
    tallies = edition_tallies(edition)
    return {
        "version": 1,
        "edition": name,
        "as_of": str(edition.published),
        **({"evaluated_on": edition.evaluated_on.isoformat()} if edition.evaluated_on else {}),
        "entries": edition.entries,
        "categories": {category: _record(one) for category, one in tallies.items()},
        **({"states": {slug: one.state for slug, one in edition.counted.items()}} if edition.counted else {}),
        **({"seal": edition.seal} if edition.seal else {}),
    }


def _record(one: Tally) -> dict[str, Any]:
    options = {
        option: {"count": found.count, "share": plain(found.share), "entries": list(found.entries)}
        for option, found in one.options.items()
    }
    return {"answered": one.answered, "total": one.total, "options": options}
