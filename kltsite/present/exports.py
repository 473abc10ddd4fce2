"""The open data and what machines read: JSON, CSV, GeoJSON, feeds, sitemap, robots, headers, redirects."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from kltsite import translations
from kltsite.domain.collaboration import Collaboration
from kltsite.domain.settings import CATEGORIES, Edition, Settings
from kltsite.domain.values import Text
from kltsite.present.addresses import Addresses
from kltsite.present.views.scene import POLICY, Scene
from kltsite.stats import Statistics, Tally, durations, edition_tallies, length_class, plain, record, region_of
from kltsite.translations import Standing
from kltsite.validator.criteria import judge

FEED_LENGTH = 50
SITEMAP_LENGTH = 50_000  # addresses in one file, a limit of the format

_ACTS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet takes a cell that begins so for a formula


def collaborations_json(
    cases: Iterable[Collaboration], settings: Settings, everywhere: Mapping[str, Addresses]
) -> bytes:
    """All published entries with every field, and what became of the withdrawn ones."""
    published, withdrawn = [], []
    for case in cases:
        if case.published:
            published.append(_record(case, settings, everywhere))
        elif case.status == "withdrawn":
            withdrawn.append(_gone(case, everywhere))
    head = {
        "version": 1,
        "as_of": settings.site.evaluated_on.isoformat(),
        "licence": settings.site.licence.url,
        "languages": list(settings.site.languages),
    }
    start = json.dumps(head, ensure_ascii=False)[:-1]
    entries = ",\n".join(published)
    return f'{start}, "entries": [\n{entries}\n], "withdrawn": {_json(withdrawn)}}}\n'.encode()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _record(case: Collaboration, settings: Settings, everywhere: Mapping[str, Addresses]) -> str:
    """One entry: its fields as stated (absent is not stated), and what follows from them."""
    verdicts = {verdict.key: verdict.state.value for verdict in judge(case, settings.criteria)}
    held = durations(case.period, settings.site.evaluated_on)
    derived: dict[str, Any] = {"criteria": verdicts}
    if held is not None:
        derived["duration"] = list(held)
    addresses = {language: settings.site.base_url + one.entry(case.slug) for language, one in everywhere.items()}
    before = _json({"slug": case.slug, "addresses": addresses})[:-1]
    fields = case.model_dump_json(by_alias=True, exclude_unset=True, exclude={"exceptions"})
    return f'{before}, {fields[1:-1]}, "derived": {_json(derived)}}}'


def _gone(case: Collaboration, everywhere: Mapping[str, Addresses]) -> dict[str, Any]:
    assert case.withdrawn is not None, "KLT407 keeps such an entry out"
    return {
        "slug": case.slug,
        "title": dict(case.title),
        "withdrawn": case.withdrawn.on.isoformat(),
        "reason": dict(case.withdrawn.reason),
    }


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


def collaborations_geojson(
    cases: Iterable[Collaboration], settings: Settings, everywhere: Mapping[str, Addresses]
) -> bytes:
    """The published entries that have coordinates (RFC 7946)."""
    features = [
        {
            "type": "Feature",
            "id": case.slug,
            "geometry": {"type": "Point", "coordinates": [case.place.longitude, case.place.latitude]},
            "properties": {
                "title": dict(case.title),
                "locality": case.place.locality,
                "country": case.place.country,
                "subsectors": list(case.subsectors),
                "sectors": list(case.sectors),
                "addresses": {
                    language: settings.site.base_url + one.entry(case.slug) for language, one in everywhere.items()
                },
            },
        }
        for case in cases
        if case.published and case.place is not None and case.place.latitude is not None
    ]
    return (_json({"type": "FeatureCollection", "features": features}) + "\n").encode()


def evaluation_json(statistics: Statistics) -> bytes:
    """The numbers, with the entries behind each."""
    return (json.dumps(record(statistics), ensure_ascii=False, indent=1) + "\n").encode()


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


def translations_json(standings: Mapping[str, Sequence[Standing]], languages: Sequence[str]) -> bytes:
    """How complete the texts of all published entries are, and those of each, by language."""

    def row(entries: Iterable[Sequence[Standing]]) -> dict[str, Any]:
        found = list(entries)
        return {language: translations.told(translations.complete(found, language)) for language in languages}

    head = json.dumps({"version": 1, "languages": row(standings.values())})[:-1]
    entries = ",\n".join(f"{_json(slug)}: {_json(row([standing]))}" for slug, standing in standings.items())
    return f'{head}, "entries": {{\n{entries}\n}}}}\n'.encode()


def edition_csv(name: str, edition: Edition) -> bytes:
    """A published edition's numbers, in the same columns."""
    return table([_EVALUATION, *_edition_rows(name, edition)])


def feed(scene: Scene) -> bytes:
    """The entries listed or reviewed last, as Atom (RFC 4287); those without a date are not news."""
    site, base, words = scene.settings.site, scene.settings.site.base_url, scene.words
    dated = [(_changed(case), case) for case in scene.cases.values() if case.published]
    news = sorted(((day, case) for day, case in dated if day), key=lambda one: (one[0], one[1].slug), reverse=True)[
        :FEED_LENGTH
    ]
    address = scene.addresses.feed()
    updated = news[0][0] if news else site.evaluated_on
    home = base + scene.addresses.home()
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(scene.language)}>',
        f"<title>{escape(words.text(site.name)[0])}</title>",
        f"<subtitle>{escape(words.text(site.tagline)[0])}</subtitle>",
        f"<id>{escape(base + address)}</id>",
        f'<link rel="self" type="application/atom+xml" href={quoteattr(base + address)}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(home)}/>',
        f"<updated>{_instant(updated)}</updated>",
        f"<author><name>{escape(site.contact.name)}</name></author>",
    ]
    for day, case in news:
        link = base + scene.addresses.entry(case.slug)
        lines += [
            "<entry>",
            f"<title>{escape(words.text(case.title)[0])}</title>",
            f"<id>{escape(link)}</id>",
            f'<link rel="alternate" type="text/html" href={quoteattr(link)}/>',
            *([f"<published>{_instant(case.listed)}</published>"] if case.listed else []),
            f"<updated>{_instant(day)}</updated>",
            f"<summary>{escape(words.text(case.summary)[0] if case.summary else '')}</summary>",
            "</entry>",
        ]
    return ("\n".join([*lines, "</feed>"]) + "\n").encode()


def _changed(case: Collaboration) -> date | None:
    return max((day for day in (case.listed, case.reviewed) if day), default=None)


def _instant(day: date | None) -> str:
    return f"{day.isoformat()}T00:00:00Z" if day else ""


def sitemap(pages: Iterable[Mapping[str, str]], base: str) -> dict[str, bytes]:
    """Every page with its twins in the other languages; split, with an index, where the format's limit asks for it."""
    entries = [entry for twins in pages for entry in _sitemap_entries(twins, base)]
    chunks = [entries[start : start + SITEMAP_LENGTH] for start in range(0, len(entries), SITEMAP_LENGTH)] or [[]]
    if len(chunks) == 1:
        return {"sitemap.xml": _urlset(chunks[0])}
    files = {f"sitemap-{number}.xml": _urlset(chunk) for number, chunk in enumerate(chunks, 1)}
    listed = "".join(f"<sitemap><loc>{escape(base + name)}</loc></sitemap>\n" for name in files)
    index = f'<?xml version="1.0" encoding="utf-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{listed}'
    return {**files, "sitemap.xml": f"{index}</sitemapindex>\n".encode()}


def _sitemap_entries(twins: Mapping[str, str], base: str) -> Iterator[str]:
    alternates = "".join(
        f'<xhtml:link rel="alternate" hreflang={quoteattr(language)} href={quoteattr(base + address)}/>'
        for language, address in twins.items()
    )
    for address in twins.values():
        yield f"<url><loc>{escape(base + address)}</loc>{alternates}</url>\n"


def _urlset(entries: Sequence[str]) -> bytes:
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    )
    return f"{head}{''.join(entries)}</urlset>\n".encode()


def robots(base: str) -> bytes:
    """Everyone may read everything."""
    return f"User-agent: *\nAllow: /\nSitemap: {base}sitemap.xml\n".encode()


def headers(embeds: Iterable[str] = ()) -> bytes:
    """`_headers`, for hosts that read it: the security policy, and how long files may be kept.

    Only the pages at `embeds` may stand in frames of other sites. Two policies for a page would both hold, so there the
    one of all pages is taken back first, by the line that begins with an exclamation mark.
    """
    lines = [
        "/*",
        f"  Content-Security-Policy: {POLICY}; frame-ancestors 'self'",
        "  X-Content-Type-Options: nosniff",
        "  Referrer-Policy: no-referrer",
        "  Permissions-Policy: camera=(), geolocation=(), microphone=()",
        *(line for address in embeds for line in _framed(address)),
        "/assets/*",
        "  Cache-Control: public, max-age=31536000, immutable",
        "/data/*",
        "  Access-Control-Allow-Origin: *",
    ]
    return ("\n".join(lines) + "\n").encode()


def _framed(address: str) -> tuple[str, ...]:
    policy = f"  Content-Security-Policy: {POLICY}; frame-ancestors *"
    return f"/{address.removesuffix('.html')}", "  ! Content-Security-Policy", policy


def redirects(moved: Iterable[tuple[str, str]]) -> bytes:
    """`_redirects`, for hosts that read it: former address, new address, for good."""
    return "".join(f"/{former} /{address} 301\n" for former, address in moved).encode()
