"""Entries and evaluation for programs: JSON and GeoJSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from kltsite import translations
from kltsite.domain.collaboration import Collaboration, Image
from kltsite.domain.declared import as_json
from kltsite.domain.editions import Edition
from kltsite.domain.settings import Settings
from kltsite.present.addresses import Addresses
from kltsite.present.exports.authorities import terms
from kltsite.present.exports.rows import Rows, published
from kltsite.stats import Statistics, durations, edition_record, record
from kltsite.translations import Standing
from kltsite.validator.criteria import judge


def collaborations_json(
    cases: Sequence[Collaboration], settings: Settings, everywhere: Mapping[str, Addresses]
) -> Rows:
    """All published entries with every field, and what became of the withdrawn ones."""
    head = {
        "version": 1,
        "as_of": settings.site.evaluated_on.isoformat(),
        "licence": settings.site.licence.url,
        "languages": list(settings.site.languages),
    }
    withdrawn = [_gone(case) for case in cases if case.status == "withdrawn"]
    begin = _json(head)[:-1] + b',"entries":[\n'
    end = b'\n],"withdrawn":' + _json(withdrawn) + b"}\n"
    return Rows(published(cases), lambda case: _record(case, settings, everywhere), begin, b",\n", end)


_json = msgspec.json.Encoder().encode  # without spaces, as the fields of an entry are


def _record(case: Collaboration, settings: Settings, everywhere: Mapping[str, Addresses]) -> bytes:
    """One entry: its fields as stated (absent is not stated), and what follows from them."""
    verdicts = {verdict.key: verdict.state.value for verdict in judge(case, settings.criteria)}
    held = durations(case.period, settings.site.evaluated_on)
    derived: dict[str, Any] = {"criteria": verdicts}
    if held is not None:
        derived["duration"] = list(held)
    head = {"slug": case.slug, "addresses": _addresses(case, settings, everywhere), "rights": _rights(case, settings)}
    clear = tuple(item for item in case.media if not isinstance(item, Image) or terms(item.licence))
    fields = as_json(replace(case, slug="", exceptions=(), media=clear))
    return b'%b,%b,"derived":%b}' % (_json(head)[:-1], fields[1:-1], _json(derived))


def _rights(case: Collaboration, settings: Settings) -> dict[str, Any]:
    """On which terms its texts may be used, and each of its pictures, by their files."""
    pictures = {item.file: terms(item.licence) for item in case.media if isinstance(item, Image)}
    clear = {file: address for file, address in pictures.items() if address}
    return {"texts": settings.site.licence.url, **({"pictures": clear} if clear else {})}


def _gone(case: Collaboration) -> dict[str, Any]:
    assert case.withdrawn is not None, "KLT407 keeps such an entry out"
    return {
        "slug": case.slug,
        "title": dict(case.title),
        "withdrawn": case.withdrawn.on.isoformat(),
        "reason": dict(case.withdrawn.reason),
    }


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
                "addresses": _addresses(case, settings, everywhere),
            },
        }
        for case in cases
        if case.published and case.place is not None and case.place.latitude is not None
    ]
    head = {"type": "FeatureCollection", "licence": settings.site.licence.url}
    return _json({**head, "features": features}) + b"\n"


def _addresses(case: Collaboration, settings: Settings, everywhere: Mapping[str, Addresses]) -> dict[str, str]:
    """The addresses of an entry's pages, by language."""
    return {language: settings.site.base_url + one.entry(case.slug) for language, one in everywhere.items()}


def translations_json(standings: Mapping[str, Sequence[Standing]], languages: Sequence[str]) -> bytes:
    """How complete the texts of all published entries are, and those of each, by language."""

    def row(entries: Iterable[Sequence[Standing]]) -> dict[str, Any]:
        found = list(entries)
        return {language: translations.told(translations.complete(found, language)) for language in languages}

    head = _json({"version": 1, "languages": row(standings.values())})[:-1]
    rows = {id(standing): standing for standing in standings.values()}  # many entries share one
    told = {key: _json(row([standing])) for key, standing in rows.items()}
    entries = b",\n".join(_json(slug) + b":" + told[id(standing)] for slug, standing in standings.items())
    return head + b',"entries":{\n' + entries + b"\n}}\n"


def evaluation_json(statistics: Statistics, settings: Settings) -> bytes:
    """The numbers, with the entries behind each."""
    return _numbers(record(statistics), settings)


def edition_json(name: str, edition: Edition, settings: Settings) -> bytes:
    """A published edition's numbers in the same form; with the entries behind each where it names them."""
    return _numbers(edition_record(name, edition), settings)


def _numbers(found: dict[str, Any], settings: Settings) -> bytes:
    told = {"version": found.pop("version"), "licence": settings.site.licence.url, **found}
    return msgspec.json.format(_json(told), indent=1) + b"\n"
