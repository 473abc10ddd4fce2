"""Entries and evaluation as tables: CSV that a spreadsheet can open without harm."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.editions import Edition
from kltsite.domain.settings import ANSWERED, CATEGORIES, Settings
from kltsite.domain.values import Text
from kltsite.editions import oldest_first
from kltsite.present.exports import columns
from kltsite.present.exports.columns import Column
from kltsite.present.exports.rows import Rows, published
from kltsite.present.views.scene import Scene
from kltsite.present.views.series import OVER_TIME
from kltsite.present.views.story import slug_of
from kltsite.present.words import Words
from kltsite.stats import (
    CROSS,
    LENGTH,
    STARTED,
    Statistics,
    Tally,
    durations,
    edition_tallies,
    length_class,
    plain,
    region_of,
)

# A spreadsheet takes a cell that begins so for a formula, and some split rows at other marks than those of the file.
_ACTING = tuple("=+-@\t\r\n＝＋－＠")
_ACTING_WITHIN = re.compile(rf"([;,\t\r\n])(?=[{re.escape(''.join(_ACTING))}])")


class Style(Struct, frozen=True):
    """How a table is written: what stands between cells, before decimals, and whether it begins with a mark (BOM)."""

    delimiter: str = ","
    decimal: str = "."
    marked: bool = False


PLAIN = Style()


def style_of(words: Words) -> Style:
    """As the spreadsheets of a language's readers expect it: where decimals stand behind a comma, cells cannot."""
    decimal = words.decimal(Decimal("0.5"))[1]
    return Style(";" if decimal == "," else ",", decimal, marked=True)


def table(rows: Iterable[Sequence[object]], style: Style = PLAIN) -> bytes:
    """Rows as CSV (RFC 4180, UTF-8)."""
    return _mark(style) + b"".join(map(_line(style), rows))


def _mark(style: Style) -> bytes:
    return codecs.BOM_UTF8 if style.marked else b""


def _line(style: Style) -> Callable[[Sequence[object]], bytes]:
    """What writes one row.

    Texts that a spreadsheet would take for a formula are led by an apostrophe; numbers stay numbers.
    """
    written = _Written()
    writer = csv.writer(written, delimiter=style.delimiter, lineterminator="\r\n")

    def line(row: Sequence[object]) -> bytes:
        writer.writerow([_safe(cell, style) for cell in row])
        return written.pop().encode()

    return line


class _Written(list[str]):
    write = list.append  # what the library asks of a file, once for each row


_WITH_DECIMALS = (float, Decimal)
_NUMBERS = (int, *_WITH_DECIMALS)  # as a tuple: what is written with | would be made for each of a million cells


def _safe(cell: object, style: Style) -> object:
    if isinstance(cell, str):
        led = f"'{cell}" if cell.startswith(_ACTING) else cell
        return _ACTING_WITHIN.sub(r"\1'", led) if _ACTING_WITHIN.search(led) else led
    if style.decimal != "." and isinstance(cell, _WITH_DECIMALS):
        return str(cell).replace(".", style.decimal)
    return cell


Facts = dict[str, object]  # a row by its columns: texts, numbers, moments, days, lists of keys; None is not stated


def _facts(case: Collaboration, settings: Settings) -> Facts:
    place, period, held = case.place, case.period, durations(case.period, settings.site.evaluated_on)
    return {
        "slug": case.slug,
        "region": region_of(case, settings.vocabulary),
        **{name: getattr(place, name) if place else None for name in _OF_PLACE},
        **{name: getattr(period, name) if period else None for name in ("started", "ended", "years")},
        **{name: getattr(case, name) for name in (*ANSWERED, "subsectors", "sectors", "innovation")},
        "duration": held,
        "partners": tuple(partner.name for partner in case.partners),
        "listed": case.listed,
        "reviewed": case.reviewed,
    }


_OF_PLACE = ("country", "locality", "inhabitants", "counted", "latitude", "longitude")


def _cell(value: object) -> object:
    if value is None:
        return ""
    return value if isinstance(value, _NUMBERS) else str(value)


def entry_facts(case: Collaboration, settings: Settings) -> Facts:
    """The row of an entry in the table with neutral keys, by the names of its columns."""
    facts = _facts(case, settings)
    for name, text in (("title", case.title), ("summary", case.summary or Text({}))):
        facts.update((f"{name}_{language}", text.get(language)) for language in settings.site.languages)
    return facts


def collaborations_csv(scene: Scene, cases: Iterable[Collaboration]) -> Rows:
    """All published entries as a table with neutral keys; several values of a field are separated by a space."""
    head, line = columns.entries(scene.settings.site.languages), _line(PLAIN)

    def row(case: Collaboration) -> bytes:
        facts = entry_facts(case, scene.settings)
        return line([_neutral(column, facts[column.name]) for column in head])

    return Rows(published(cases), row, line(_head(head)))


def _neutral(column: Column, value: object) -> object:
    return column.between.join(value) if isinstance(value, tuple) else _cell(value)


def collaborations_to_read(scene: Scene, cases: Iterable[Collaboration]) -> Rows:
    """The same for readers of the scene's language: with labels, and as the spreadsheets of its countries expect it."""
    words, base = scene.words, scene.settings.site.base_url
    head, style = columns.entries_to_read(), style_of(words)
    line = _line(style)

    def row(case: Collaboration) -> bytes:
        facts = _facts(case, scene.settings)
        facts["title"] = words.text(case.title)[0]
        facts["summary"] = words.text(case.summary)[0] if case.summary else None
        facts["address"] = base + scene.addresses.entry(case.slug)
        if case.place:
            facts["country"] = words.country(case.place.country)
            facts["region"] = words.region(str(facts["region"]), case.place.region or "") or None
        return line([_told(column, facts[column.name], words) for column in head])

    return Rows(published(cases), row, _mark(style) + line([words.gettext(column.label) for column in head]))


def _told(column: Column, value: object, words: Words) -> object:
    if not isinstance(value, tuple):
        return _cell(value)
    named = (words.label(column.vocabulary, key) for key in value) if column.vocabulary else value
    return columns.NAMES.join(named)


def evaluation_csv(statistics: Statistics, settings: Settings) -> bytes:
    """Categories, facets and the cross-table, one row per number; `edition` is empty for today's numbers."""
    rows: list[Sequence[object]] = [_head(columns.EVALUATION)]
    tallies = (statistics.categories, statistics.facets, statistics.periods)
    for name, tally in (pair for some in tallies for pair in some.items()):
        rows += _rows("", statistics.as_of.isoformat(), name, tally)
    rows += [
        ("", statistics.as_of.isoformat(), CROSS, f"{one}--{other}", count, "", total, "")
        for one, other, count, total in _cross_rows(statistics)
    ]
    for name, edition in sorted(settings.editions.items()):
        rows += _edition_rows(name, edition)
    return table(rows)


def _head(head: Sequence[Column]) -> tuple[str, ...]:
    return tuple(column.name for column in head)


def _rows(edition: str, as_of: str, category: str, tally: Tally) -> Iterator[Sequence[object]]:
    for option, found in tally.options.items():
        yield (edition, as_of, category, option, found.count, tally.answered, tally.total, _cell(plain(found.share)))


def _cross_rows(statistics: Statistics) -> Iterator[tuple[str, str, int, int]]:
    for (subsector, sector), slugs in statistics.cross.items():
        yield subsector, sector, len(slugs), len(statistics.entries)


def _edition_rows(name: str, edition: Edition) -> Iterator[Sequence[object]]:
    for _, rows in _rows_of(name, edition):
        yield from rows


def _rows_of(name: str, edition: Edition) -> Iterator[tuple[str, Iterator[Sequence[object]]]]:
    """The rows of each category of an edition."""
    for category, tally in edition_tallies(edition).items():
        yield category, _rows(name, str(edition.published), category, tally)


def chart_tables(statistics: Statistics, settings: Settings) -> dict[str, bytes]:
    """The numbers behind each chart of the evaluation, by the chart's name in addresses."""
    as_of, named = statistics.as_of.isoformat(), settings.site.edition or ""
    today = {name: tuple(_rows("", as_of, name, statistics.categories[name])) for name in CATEGORIES}
    editions = {
        name: {category: tuple(rows) for category, rows in _rows_of(name, settings.editions[name])}
        for name in oldest_first(settings.editions)
    }
    before = editions.get(named, {})
    rows: dict[str, Iterable[Sequence[object]]] = {
        slug_of(name): (*today[name], *before.get(name, ())) for name in CATEGORIES
    }
    for chart, name in OVER_TIME.items():
        rows[slug_of(chart)] = (*(row for one in editions.values() for row in one.get(name, ())), *today[name])
    rows[slug_of(CROSS)] = _cross_rows(statistics)
    rows[LENGTH] = [(one.slug, as_of, one.years, length_class(one.years)) for one in statistics.spans]
    rows[STARTED] = [(one.slug, as_of, str(one.started), _cell(one.ended)) for one in statistics.spans if one.started]
    return {name: table([_head(head), *rows[name]]) for name, head in columns.chart_tables().items()}


def edition_csv(name: str, edition: Edition) -> bytes:
    """A published edition's numbers, in the same columns."""
    return table([_head(columns.EVALUATION), *_edition_rows(name, edition)])
