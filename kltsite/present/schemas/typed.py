"""The declarations as JSON Schema for values that are typed already, as a form has them: a number is a number.

The published schemas (`present.schemas`) are for YAML as people write it, and let a number stand in quotes.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.settings import Settings
from kltsite.domain.values import SLUG, SLUG_LENGTH

Json = dict[str, Any]

_DAY = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_MOMENT = r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"
_KINDS: dict[str, Callable[..., Json]] = {
    "address": lambda: {"type": "string", "format": "uri", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://"},
    "day": lambda: {"type": "string", "pattern": f"^{_DAY}$"},
    "degrees": lambda most: {"type": "number", "minimum": -most, "maximum": most},
    "line": lambda: {"type": "string", "minLength": 1},
    "moment": lambda: {
        "anyOf": [
            {"type": "integer", "minimum": 1900, "maximum": 2999},
            {"type": "string", "pattern": f"^{_MOMENT}$"},
        ]
    },
    "one-of": lambda words: {"type": "string", "enum": list(words)},
    "picture": lambda: {"type": "string", "minLength": 1},
    "slug": lambda: {"type": "string", "pattern": f"^{SLUG}$", "maxLength": SLUG_LENGTH},
    "whole": lambda least, most: {"type": "integer", "minimum": least, "maximum": most},
    "words": lambda: {"type": "string", "minLength": 1},
    "years": lambda most: {"type": "number", "exclusiveMinimum": 0, "maximum": most},
    "yes-no": lambda: {"type": "boolean"},
}
_OF_FIELDS = ("title", "description", "examples", "default")


def typed(generated: Json, settings: Settings) -> Json:
    """The schema of a case file, from what pydantic makes of its declarations."""
    needed = [
        info.alias or name
        for name, info in Collaboration.model_fields.items()
        if isinstance(info.json_schema_extra, dict) and info.json_schema_extra.get("x-needed") == "always"
    ]
    return {**_filled(generated, settings), "required": needed}


def _filled(value: Any, settings: Settings) -> Any:
    """The schema with our own marks replaced by what they stand for."""
    if isinstance(value, list):
        return [_filled(one, settings) for one in value]
    if not isinstance(value, dict):
        return value
    filled = {key: _filled(one, settings) for key, one in value.items() if not key.startswith("x-") and one is not None}
    if isinstance(value.get("x-value"), str):
        told = {key: filled[key] for key in _OF_FIELDS if key in filled}
        bounds = {key: one for key, one in value.items() if key not in (*_OF_FIELDS, "type") and key[:2] != "x-"}
        filled = {**_kind(value["x-value"], bounds, settings), **told}
    if filled.get("type") == "array":
        filled.setdefault("minItems", 1)
    if "examples" in filled and isinstance(filled.get("type"), str):
        filled["examples"] = [_typed(example, filled["type"]) for example in filled["examples"]]
    return filled


def _kind(kind: str, bounds: Json, settings: Settings) -> Json:
    if kind == "key":
        return {"type": "string", "enum": list(settings.reading().keys[bounds["vocabulary"]])}
    if kind == "text":
        words = {"type": "string", "minLength": 1, **({"maxLength": bounds["longest"]} if "longest" in bounds else {})}
        in_each = {language: dict(words) for language in settings.site.languages}
        return {"type": "object", "properties": in_each, "minProperties": 1, "additionalProperties": False}
    return _KINDS[kind](**bounds)


def _typed(example: str, kind: str) -> Any:
    """An example, which is declared as it is written in YAML, as the value that it means."""
    match kind:
        case "array":
            return example.strip("[]").split(", ")
        case "integer" | "number" | "boolean":
            return json.loads(example)
        case _:
            return example
