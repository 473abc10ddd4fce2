"""Entries and evaluation as tables: CSV that a spreadsheet can open without harm."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.settings import CATEGORIES, Edition, Settings
from kltsite.domain.values import Text
from kltsite.present.views.scene import Scene
from kltsite.stats import Statistics, Tally, durations, edition_tallies, length_class, plain, region_of

_ACTS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet takes a cell that begins so for a formula


def table(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as CSV (RFC 4180, UTF-8); a cell that a spreadsheet would take for a formula is led by an apostrophe."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows([_safe(cell) for cell in row] for row in rows)
    return written.getvalue().encode()


def _safe(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_ACTS) else cell


def collaborations_csv(scene: Scene, cases: Iterable[Collaboration]) -> bytes:
    """All published entries as a table with neutral keys; several values of a field are separated by a space."""
    languages = scene.settings.site.languages
    return table(_csv_rows(scene, cases, languages))


def _csv_rows(scene: Scene, cases: Iterable[Collaboration], languages: tuple[str, ...]) -> Iterator[Sequence[object]]:
    texts = [f"{name}_{language}" for name in ("title", "summary") for language in languages]
    yield (
        "slug",
        *texts,
        "country",
        "region",
        "locality",
        "inhabitants",
        "counted",
        "latitude",
        "longitude",
        "subsectors",
        "sectors",
        "started",
        "ended",
        "years",
        *CATEGORIES,
        "innovation",
        "partners",
        "listed",
        "reviewed",
    )
    for case in cases:
        if not case.published:
            continue
        place, period = case.place, case.period
        held = durations(case.period, scene.settings.site.evaluated_on)
        yield (
            case.slug,
            *(text.get(language, "") for text in (case.title, case.summary or Text({})) for language in languages),
            place.country if place else "",
            region_of(case, scene.settings.vocabulary) or "",
            *(
                (_cell(getattr(place, name)) if place else "")
                for name in ("locality", "inhabitants", "counted", "latitude", "longitude")
            ),
            " ".join(case.subsectors),
            " ".join(case.sectors),
            *((_cell(getattr(period, name)) if period else "") for name in ("started", "ended", "years")),
            *(" ".join(getattr(case, name)) for name in CATEGORIES[:3]),
            " ".join(held or ()),
            " ".join(case.innovation),
            "; ".join(partner.name for partner in case.partners),
            _cell(case.listed),
            _cell(case.reviewed),
        )


def _cell(value: object) -> object:
    if value is None:
        return ""
    return value if isinstance(value, int | float) else str(value)


def evaluation_csv(statistics: Statistics, settings: Settings) -> bytes:
    """Categories, facets and the cross-table, one row per number; `edition` is empty for today's numbers."""
    rows: list[Sequence[object]] = [_EVALUATION]
    tallies = (statistics.categories, statistics.facets, statistics.periods)
    for name, tally in (pair for some in tallies for pair in some.items()):
        rows += _rows("", statistics.as_of.isoformat(), name, tally)
    rows += [
        ("", statistics.as_of.isoformat(), "subsector_sector", f"{one}--{other}", count, "", total, "")
        for one, other, count, total in _cross_rows(statistics)
    ]
    for name, edition in sorted(settings.editions.items()):
        rows += _edition_rows(name, edition)
    return table(rows)


_EVALUATION = ("edition", "as_of", "category", "option", "count", "answered", "total", "share")


def _rows(edition: str, as_of: str, category: str, tally: Tally) -> Iterator[Sequence[object]]:
    for option, found in tally.options.items():
        yield (edition, as_of, category, option, found.count, tally.answered, tally.total, _cell(plain(found.share)))


def _cross_rows(statistics: Statistics) -> Iterator[tuple[str, str, int, int]]:
    for (subsector, sector), slugs in statistics.cross.items():
        yield subsector, sector, len(slugs), len(statistics.entries)


def _edition_rows(name: str, edition: Edition) -> Iterator[Sequence[object]]:
    for category, tally in edition_tallies(edition).items():
        yield from _rows(name, str(edition.published), category, tally)


def chart_tables(statistics: Statistics, settings: Settings) -> dict[str, bytes]:
    """The numbers behind each chart of the evaluation, by the chart's name in addresses."""
    as_of, named = statistics.as_of.isoformat(), settings.site.edition or ""
    edition = settings.editions.get(named)
    published = edition_tallies(edition).items() if edition else ()
    before = {name: _rows(named, str(edition.published), name, tally) for name, tally in published if edition}
    tables = {
        name.replace("_", "-"): table(
            [_EVALUATION, *_rows("", as_of, name, statistics.categories[name]), *before.get(name, ())]
        )
        for name in CATEGORIES
    }
    tables["subsector-sector"] = table([("subsector", "sector", "count", "total"), *_cross_rows(statistics)])
    lengths = [(one.slug, as_of, one.years, length_class(one.years)) for one in statistics.spans]
    tables["length"] = table([("slug", "as_of", "years", "class"), *lengths])
    starts = [(one.slug, as_of, str(one.started), _cell(one.ended)) for one in statistics.spans if one.started]
    tables["started"] = table([("slug", "as_of", "started", "ended"), *starts])
    return tables


def edition_csv(name: str, edition: Edition) -> bytes:
    """A published edition's numbers, in the same columns."""
    return table([_EVALUATION, *_edition_rows(name, edition)])
