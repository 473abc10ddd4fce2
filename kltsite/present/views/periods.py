"""What the entries state of their periods: how long they lasted and when they began."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from kltsite.domain.settings import DURATION, LONGER_THAN
from kltsite.domain.values import Moment
from kltsite.present.addresses import relative
from kltsite.present.charts.counts import Class, counts
from kltsite.present.charts.distribution import MOST_DOTS, Entry, distribution
from kltsite.present.charts.picture import Mark, Picture, Words
from kltsite.present.charts.timeline import MOST_LANES, Lane, timeline
from kltsite.present.views import Cell, Link
from kltsite.present.views.charted import Charted, PeriodRow, PeriodSection
from kltsite.present.views.scene import Scene
from kltsite.stats import LENGTH, LENGTH_LIMITS, LONGER, STARTED, Span, Tally, shown_years

PERIODS = (LENGTH, STARTED)
MOST_YEARS = 60  # between the first and the latest start, told one by one; beyond that only those with entries
HUE = "duration"


def period_title(scene: Scene, name: str) -> str:
    """What the chart and its lists are called."""
    told = scene.words.gettext
    return told("Length in years") if name == LENGTH else told("Year of the start")


def period_label(scene: Scene, name: str, value: str) -> str:
    """A class of length or a year in words."""
    words = scene.words
    if name == STARTED:
        return value
    if value == LONGER:
        return words.gettext("over {years} years").format(years=LENGTH_LIMITS[-1])
    limit = int(value.removeprefix("up-to-"))
    place = LENGTH_LIMITS.index(limit)
    if not place:
        return words.gettext("up to one year")
    return words.gettext("over {lower} to {upper} years").format(lower=LENGTH_LIMITS[place - 1], upper=limit)


def period_says(scene: Scene, name: str) -> str:
    """What the chart shows, in a sentence that its numbers make."""
    words, tally, spans = scene.words, scene.statistics.periods[name], _spans(scene, name)
    if not spans:
        return words.gettext("No entry states this yet.")
    if name == LENGTH:
        told = words.ngettext(
            "Longer than two years: {two} of {answered} entry that states a length; longer than five: {five}. "
            "The longest: {years}.",
            "Longer than two years: {two} of {answered} entries that state a length; longer than five: {five}. "
            "The longest: {years}.",
            tally.answered,
        )
        options = scene.statistics.categories[DURATION].options
        two, five = (words.number(options[option].count) for option in LONGER_THAN)
        longest = _years(scene, max(span.years for span in spans))
        return told.format(answered=words.number(tally.answered), two=two, five=five, years=longest)
    years = [int(year) for year in tally.options]
    told = words.ngettext(
        "{answered} entry states when it began; the earliest start is in {first}, the latest in {last}. "
        "For {ongoing} no end is stated.",
        "{answered} entries state when they began; the earliest start is in {first}, the latest in {last}. "
        "For {ongoing} no end is stated.",
        tally.answered,
    )
    ongoing = sum(span.ended is None for span in spans)
    return told.format(
        answered=words.number(tally.answered), first=min(years), last=max(years), ongoing=words.number(ongoing)
    )


def period_picture(scene: Scene, name: str, folder: str) -> Picture:
    """The chart: a mark for each entry, or a row for each class where they are many."""
    if not _spans(scene, name):
        return Picture(360, Decimal(30), (Mark((Words("label", Decimal(0), Decimal(20), period_says(scene, name)),)),))
    found = _dots(scene, folder) if name == LENGTH else _lanes(scene, folder)
    return found or counts(list(_classes(scene, name, folder)), _rules(scene, name), HUE)


def named(scene: Scene, name: str) -> bool:
    """Whether the chart has a mark for each entry."""
    return bool(_spans(scene, name)) and (_dots(scene, "") if name == LENGTH else _lanes(scene, "")) is not None


def period_lead(scene: Scene, name: str) -> str:
    """How the chart is to be read."""
    told = scene.words.gettext
    if name == LENGTH:
        return told("The shortest length that the facts allow. The lines mark two and five years.")
    return told("From the year of the start to the year of the end; an open arrow marks what goes on.")


def period_section(scene: Scene, chart: Charted, name: str, folder: str) -> PeriodSection:
    """The chart of lengths or starts, with the same numbers as a table."""
    entries = named(scene, name)
    return PeriodSection(
        chart=chart,
        lead=period_lead(scene, name),
        column=period_title(scene, name),
        rows=tuple(period_rows(scene, name, folder, entries=entries)),
        notes=tuple(period_notes(scene, name)),
        named=entries,
    )


def _spans(scene: Scene, name: str) -> Sequence[Span]:
    spans = scene.statistics.spans
    return spans if name == LENGTH else [span for span in spans if span.started]


def _title(scene: Scene, slug: str) -> str:
    return scene.words.best(scene.cases[slug].title)


def _entry_href(scene: Scene, slug: str, folder: str) -> str:
    return relative(folder, scene.addresses.entry(slug))


def _years(scene: Scene, years: Decimal) -> str:
    """2.5 years."""
    shown = shown_years(years)
    told = scene.words.ngettext("{years} year", "{years} years", 1 if shown == 1 else 2)
    return told.format(years=scene.words.decimal(shown))


def _dates(scene: Scene, span: Span, *, exact: bool = True) -> str:
    """since May 2018; 2014 to 2016. Where they need not be exact, years alone."""
    words = scene.words
    if span.started is None:
        return ""
    tell = words.moment if exact else _year
    if span.ended is None:
        return words.gettext("since {start}").format(start=tell(span.started))
    return words.gettext("{start} to {end}").format(start=tell(span.started), end=tell(span.ended))


def _year(moment: Moment) -> str:
    return str(moment.year)


def _dots(scene: Scene, folder: str) -> Picture | None:
    if len(scene.statistics.spans) > MOST_DOTS:
        return None
    entries = [
        Entry(
            span.years,
            _entry_href(scene, span.slug, folder),
            f"{_title(scene, span.slug)}: {_years(scene, span.years)}",
        )
        for span in scene.statistics.spans
    ]
    return distribution(entries, _limits(scene), HUE)


def _limits(scene: Scene) -> list[tuple[int, str]]:
    told = scene.words.gettext
    words = {2: told("two years"), 5: told("five years")}
    return [(years, words[years]) for years in LONGER_THAN.values()]


def _lanes(scene: Scene, folder: str) -> Picture | None:
    spans = _spans(scene, STARTED)
    if len(spans) > MOST_LANES:
        return None
    lanes = [
        (
            span.started.earliest(),
            Lane(
                span.started.year,
                span.ended.year if span.ended else None,
                _title(scene, span.slug),
                _dates(scene, span, exact=False),
                _entry_href(scene, span.slug, folder),
                f"{_title(scene, span.slug)}: {_dates(scene, span)}",
            ),
        )
        for span in spans
        if span.started
    ]
    ordered = [lane for _, lane in sorted(lanes, key=lambda one: (one[0], one[1].label, one[1].href))]
    return timeline(ordered, scene.statistics.as_of.year, HUE)


def _classes(scene: Scene, name: str, folder: str) -> Iterator[Class]:
    tally, words = scene.statistics.periods[name], scene.words
    for value in _values(scene, name):
        count = tally.options[value].count if value in tally.options else 0
        href = relative(folder, scene.addresses.facet(name, value)) if count else ""
        label = period_label(scene, name, value)
        yield Class(label, count, words.number(count), href, f"{label}: {words.number(count)}")


def _values(scene: Scene, name: str) -> list[str]:
    """The classes in their order; years without a start among them, where they are not too many."""
    options = list(scene.statistics.periods[name].options)
    if name == LENGTH or int(options[-1]) - int(options[0]) > MOST_YEARS:
        return options
    return [str(year) for year in range(int(options[0]), int(options[-1]) + 1)]


def _rules(scene: Scene, name: str) -> dict[int, str]:
    """Where the lines of two and five years stand among the classes."""
    if name == STARTED:
        return {}
    return {LENGTH_LIMITS.index(years) + 1: told for years, told in _limits(scene)}


def period_rows(scene: Scene, name: str, folder: str, *, entries: bool) -> Iterator[PeriodRow]:
    """The numbers of the chart, with the `entries` behind each where they are to be named."""
    tally, words = scene.statistics.periods[name], scene.words
    spans = {span.slug: span for span in scene.statistics.spans} if entries else {}
    for value, found in tally.options.items():
        href = relative(folder, scene.addresses.facet(name, value)) if found.count else ""
        stated = sorted((spans[slug] for slug in found.entries if slug in spans), key=lambda span: span.years)
        yield PeriodRow(
            period_label(scene, name, value),
            Cell(words.number(found.count), href, str(found.count)),
            tuple(
                (
                    Link(_title(scene, span.slug), _entry_href(scene, span.slug, folder)),
                    _years(scene, span.years) if name == LENGTH else _dates(scene, span),
                )
                for span in stated
            ),
        )


def period_notes(scene: Scene, name: str) -> Iterator[str]:
    """How the numbers are to be read."""
    words, tally = scene.words, scene.statistics.periods[name]
    if name == LENGTH:
        yield words.gettext(
            "A start known only to the year or month counts from its latest possible day, an end from its earliest. "
            "Exactly two years are not longer than two."
        )
    yield from not_stated(scene, tally)


def not_stated(scene: Scene, tally: Tally) -> Iterator[str]:
    """How many entries a chart cannot count; nothing where all state it."""
    if not tally.complete:
        words, missing = scene.words, tally.total - tally.answered
        told = words.ngettext(
            "{missing} of {total} entries does not state this and is not counted here.",
            "{missing} of {total} entries do not state this and are not counted here.",
            missing,
        )
        yield told.format(missing=words.number(missing), total=words.number(tally.total))
