"""Entries and evaluation for programs: JSON and GeoJSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.settings import Settings
from kltsite.present.addresses import Addresses
from kltsite.stats import Statistics, durations, record
from kltsite.validator.criteria import judge


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
