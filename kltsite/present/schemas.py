"""The declarations as JSON Schema (2020-12): what editors' programs complete and check while one types."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.settings import Criteria, Edition, Settings, Site, Vocabulary

MODELS: dict[str, type[BaseModel]] = {
    "collaboration": Collaboration,
    "criteria": Criteria,
    "edition": Edition,
    "site": Site,
    "vocabulary": Vocabulary,
}


def schemas(settings: Settings) -> dict[str, bytes]:
    """`collaboration.schema.json` and the others, with the vocabulary's keys and the site's languages filled in."""
    return {f"{name}.schema.json": _bytes(_schema(model, settings)) for name, model in sorted(MODELS.items())}


def _bytes(schema: dict[str, Any]) -> bytes:
    return (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode()


def _schema(model: type[BaseModel], settings: Settings) -> dict[str, Any]:
    generated = model.model_json_schema(by_alias=True, mode="validation", schema_generator=_Generator)
    schema: dict[str, Any] = {"$schema": "https://json-schema.org/draft/2020-12/schema", **_filled(generated, settings)}
    needed = [
        info.alias or name
        for name, info in model.model_fields.items()
        if isinstance(info.json_schema_extra, dict) and info.json_schema_extra.get("x-needed") == "always"
    ]
    return {**schema, "required": needed} if needed else schema


class _Generator(GenerateJsonSchema):
    """Without defaults of None: what is absent is not stated, and null is not a value."""

    def default_schema(self, schema: Any) -> Any:
        found = super().default_schema(schema)
        return {key: value for key, value in found.items() if key != "default" or value not in (None, [], {})}

    def nullable_schema(self, schema: Any) -> Any:
        return self.generate_inner(schema["schema"])


def _filled(value: Any, settings: Settings) -> Any:
    """The schema with our own marks replaced by what they stand for."""
    if isinstance(value, list):
        return [_filled(one, settings) for one in value]
    if not isinstance(value, dict):
        return value
    filled = {key: _filled(one, settings) for key, one in value.items() if not key.startswith("x-") and one is not None}
    if "x-vocabulary" in value:
        filled["enum"] = list(settings.reading().keys[value["x-vocabulary"]])
    if value.get("x-text"):
        words: dict[str, Any] = {"type": "string", "minLength": 1}
        if "x-longest" in value:
            words["maxLength"] = value["x-longest"]
        filled["properties"] = {language: dict(words) for language in settings.site.languages}
    if filled.get("type") == "array":
        filled.setdefault("minItems", 1)
    if "examples" in filled and isinstance(filled.get("type"), str):
        filled["examples"] = [_typed(example, filled["type"]) for example in filled["examples"]]
    return filled


def _typed(example: str, kind: str) -> Any:
    """An example, which is declared as it is written in YAML, as the value that it means."""
    match kind:
        case "array":
            return example.strip("[]").split(", ")
        case "integer" | "number" | "boolean":
            return json.loads(example)
        case _:
            return example
