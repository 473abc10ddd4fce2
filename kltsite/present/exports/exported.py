"""The exports as JSON Schema (2020-12), each complete in itself: what a program may count on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from kltsite.domain.settings import Settings
from kltsite.present.addresses import DATA
from kltsite.present.views.offered import schema_of
from kltsite.stats import CROSS, FACETS, LENGTH, STARTED

Json = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ADDRESS: Json = {"type": "string", "format": "uri"}
_DAY: Json = {"type": "string", "format": "date"}
_COUNT: Json = {"type": "integer", "minimum": 0}
_SLUGS: Json = {"type": "array", "items": {"$ref": "#/$defs/name"}, "uniqueItems": True}
_NAME: Json = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}


def schemas(settings: Settings, case_file: Mapping[str, Any]) -> dict[str, bytes]:
    """The schemas by their paths below data/v1/; `case_file` is the schema of case files, whose fields entries have."""
    found = {
        "collaborations": _collaborations(settings, case_file),
        "geojson": _geojson(settings),
        "evaluation": _evaluation(),
        "translations": _translations(settings),
    }
    return {schema_of(name): _written(settings, schema_of(name), schema) for name, schema in found.items()}


def _written(settings: Settings, path: str, schema: Json) -> bytes:
    whole = {"$schema": _DIALECT, "$id": f"{settings.site.base_url}{DATA}{path}", **schema}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _object(properties: Json, *optional: str) -> Json:
    """An object of these properties and no others; all must be there, but those that are `optional`."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _text(settings: Settings) -> Json:
    """A text in one or more of the languages."""
    languages = {language: {"type": "string", "minLength": 1} for language in settings.site.languages}
    return {"type": "object", "properties": languages, "minProperties": 1, "additionalProperties": False}


def _addresses(settings: Settings) -> Json:
    return _object(dict.fromkeys(settings.site.languages, _ADDRESS))


def _collaborations(settings: Settings, case_file: Mapping[str, Any]) -> Json:
    fields = {name: field for name, field in case_file["properties"].items() if name not in ("exceptions", "withdrawn")}
    states = {"enum": ["met", "attested", "open", "unmet"]}
    verdicts = {"type": "object", "additionalProperties": states}
    derived = _object({"criteria": verdicts, "duration": {"$ref": "#/$defs/keys"}}, "duration")
    rights = _object({"texts": _ADDRESS, "pictures": {"type": "object", "additionalProperties": _ADDRESS}}, "pictures")
    own = {"slug": {"$ref": "#/$defs/name"}, "addresses": _addresses(settings), "rights": rights}
    needed = ("title", "summary", "status", "partners")
    entry = {
        "type": "object",
        "properties": {**own, **fields, "derived": derived},
        "required": [*own, *needed, "derived"],
        "additionalProperties": False,
    }
    gone = {"slug": {"$ref": "#/$defs/name"}, "title": {"$ref": "#/$defs/told"}, "withdrawn": _DAY}
    head = {
        "version": {"const": 1},
        "as_of": _DAY,
        "licence": _ADDRESS,
        "languages": {"type": "array", "items": {"enum": list(settings.site.languages)}, "uniqueItems": True},
        "entries": {"type": "array", "items": {"$ref": "#/$defs/entry"}},
        "withdrawn": {"type": "array", "items": _object({**gone, "reason": {"$ref": "#/$defs/told"}})},
    }
    ours = {"entry": entry, "name": _NAME, "keys": {"type": "array", "items": _NAME}, "told": _text(settings)}
    of_fields = {name: schema for name, schema in case_file["$defs"].items() if name not in ("SetAside", "Withdrawn")}
    return {**_object(head), "$defs": {**of_fields, **ours}}


def _geojson(settings: Settings) -> Json:
    degrees = {"type": "number", "minimum": -180, "maximum": 180}
    point = _object(
        {"type": {"const": "Point"}, "coordinates": {"type": "array", "items": degrees, "minItems": 2, "maxItems": 2}}
    )
    keys = {"type": "array", "items": {"$ref": "#/$defs/name"}}
    properties = _object(
        {
            "title": {"$ref": "#/$defs/told"},
            "locality": {"type": ["string", "null"]},
            "country": {"type": "string", "pattern": "^[A-Z]{2}$"},
            "subsectors": keys,
            "sectors": keys,
            "addresses": _addresses(settings),
        }
    )
    feature = {"type": {"const": "Feature"}, "id": {"$ref": "#/$defs/name"}, "geometry": point}
    features = {"type": "array", "items": _object({**feature, "properties": properties})}
    head = {"type": {"const": "FeatureCollection"}, "licence": _ADDRESS, "features": features}
    return {**_object(head), "$defs": {"name": _NAME, "told": _text(settings)}}


def _translations(settings: Settings) -> Json:
    count = dict.fromkeys(("texts", "there", "confirmed", "stale"), _COUNT)
    row = _object({language: {"$ref": "#/$defs/row"} for language in settings.site.languages})
    entries = {"type": "object", "propertyNames": _NAME, "additionalProperties": row}
    share = {"type": ["number", "null"], "minimum": 0, "maximum": 100}
    head = {"version": {"const": 1}, "languages": row, "entries": entries}
    return {**_object(head), "$defs": {"row": _object({**count, "share": share})}}


def _evaluation() -> Json:
    """Of today's evaluation and of editions: no facets, but states of their entries where they name them."""
    share = {"type": ["number", "null"], "minimum": 0, "maximum": 100}
    option = _object({"count": _COUNT, "share": share, "entries": _SLUGS})
    tally = _object(
        {"answered": _COUNT, "total": _COUNT, "options": {"type": "object", "additionalProperties": option}}
    )
    tallies = {"$ref": "#/$defs/tally"}
    key = {"$ref": "#/$defs/name"}
    cell = _object({"subsector": key, "sector": key, "count": _COUNT, "entries": _SLUGS})
    head = {
        "version": {"const": 1},
        "licence": _ADDRESS,
        "edition": {"type": "string"},
        "as_of": {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"},
        "evaluated_on": _DAY,
        "entries": _COUNT,
        "categories": {"type": "object", "additionalProperties": tallies},
        "states": {"type": "object", "propertyNames": _NAME, "additionalProperties": {"type": "string"}},
        "seal": {"type": "string"},
        "facets": _object(dict.fromkeys(FACETS, tallies)),
        "periods": _object(dict.fromkeys((LENGTH, STARTED), tallies)),
        CROSS: {"type": "array", "items": cell},
    }
    return {
        **_object(head, "edition", "evaluated_on", "states", "seal", "facets", "periods", CROSS),
        "oneOf": [{"required": ["edition"]}, {"required": ["facets", "periods", CROSS]}],
        "$defs": {"name": _NAME, "tally": tally},
    }
