"""The declarations as JSON Schema (2020-12): what editors' programs complete and check while one types.

One schema per kind of file and language, each complete in itself. That of case files carries the criteria too, in
`rules`; the few codes that no schema can have are in `unsaid`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct, field
from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from kltsite.domain.collaboration import Collaboration, needed_fields
from kltsite.domain.editions import Edition
from kltsite.domain.settings import VERSION, Criteria, Settings, Site, Vocabulary
from kltsite.languages import N_, Interface
from kltsite.present.addresses import SCHEMAS, schema_file
from kltsite.present.schemas import rules, values
from kltsite.present.schemas.speech import Speech
from kltsite.present.words import Words

MODELS: dict[str, type[BaseModel]] = {
    "collaboration": Collaboration,
    "criteria": Criteria,
    "edition": Edition,
    "site": Site,
    "vocabulary": Vocabulary,
}
_TITLES = {
    "collaboration": N_("Case file"),
    "criteria": N_("Limits and attestations"),
    "edition": N_("Published edition"),
    "site": N_("The site"),
    "vocabulary": N_("Vocabulary"),
}
_ANNOTATIONS = ("title", "description", "default", "examples")  # of a field, beside what its values are


def schemas(settings: Settings, interface: Interface) -> dict[str, bytes]:
    """`collaboration.schema.json`, `collaboration.de.schema.json` and the others: name -> bytes.

    With the vocabulary's keys and labels, the site's languages and the limits of the criteria filled in.
    """
    return dict(sorted(_files(settings, interface)))


def _files(settings: Settings, interface: Interface) -> Iterator[tuple[str, bytes]]:
    for language, translations in interface.items():
        speech = Speech(Words(language, translations, settings), settings)
        for name, model in MODELS.items():
            file = schema_file(name, language)
            schema = {
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "$id": f"{settings.site.base_url}{SCHEMAS}{file}",
                "x-version": VERSION,
                **_schema(model, speech, speech.words.gettext(_TITLES[name])),
            }
            yield file, _written(schema).encode()


_LIST = re.compile(r"\[\n\s*([^\[\]{}]*?)\n\s*\]")  # of words and numbers, one to a line


def _written(schema: dict[str, Any]) -> str:
    """JSON to be read by people too: a list of words on one line."""
    text = json.dumps(schema, ensure_ascii=False, indent=1)
    return _LIST.sub(lambda found: "[" + re.sub(r",\n\s*", ", ", found[1]) + "]", text) + "\n"


def _schema(model: type[BaseModel], speech: Speech, title: str) -> dict[str, Any]:
    generated = model.model_json_schema(by_alias=True, mode="validation", schema_generator=_Generator)
    models = generated.pop("$defs", {})
    filling = _Filling(speech, models)
    schema: dict[str, Any] = {**filling.model(generated), "title": title}
    filling.definitions.update({name: filling.model(below) for name, below in models.items()})
    required = [key for _, key in needed_fields(model, "always")]
    if required:
        schema["required"] = required
    if model is Collaboration:
        schema["allOf"] = rules.of_a_file(speech)
        for name, more in rules.of_models(speech).items():
            filling.definitions[name]["allOf"] = more
        filling.definitions["published"] = rules.PUBLISHED
        filling.definitions["SetAside"]["properties"]["code"] |= values.warnings(speech)
    return {**schema, "$defs": dict(sorted(filling.definitions.items()))}


class _Generator(GenerateJsonSchema):
    """Without defaults of None: what is absent is not stated, and null is not a value."""

    def default_schema(self, schema: Any) -> Any:
        found = super().default_schema(schema)
        return {key: value for key, value in found.items() if key != "default" or value not in (None, [], {})}

    def nullable_schema(self, schema: Any) -> Any:
        return self.generate_inner(schema["schema"])


class _Filling(Struct, frozen=True):
    """Replaces our own marks by what they stand for; what several fields share is defined once."""

    speech: Speech
    models: dict[str, Any]  # as pydantic describes them
    definitions: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._defined({"x-value": "words"})

    def model(self, schema: dict[str, Any]) -> dict[str, Any]:
        """A model, without its name and docstring, which are for us."""
        return {key: value for key, value in self.filled(schema).items() if key not in ("title", "description")}

    def filled(self, value: Any) -> Any:
        """Any part of a schema."""
        if isinstance(value, list):
            return [self.filled(one) for one in value]
        if not isinstance(value, dict):
            return value
        told = {key: self._annotation(key, value) for key in _ANNOTATIONS if _is_annotation(key, value)}
        if "x-value" in value:
            extra = ("x-needed", "x-instead", *_ANNOTATIONS)
            return {**self._defined({key: one for key, one in value.items() if key not in extra}), **told}
        if "discriminator" in value:
            return {**_by_kind(value["oneOf"], value["discriminator"]["mapping"]), **told}
        below = {key: one for key, one in value.items() if key not in told and not key.startswith("x-")}
        parts = {key: self._fields(one) if key == "properties" else self.filled(one) for key, one in below.items()}
        return {**parts, **told, **_not_empty(below)}

    def _fields(self, properties: dict[str, Any]) -> dict[str, Any]:
        """With what pydantic leaves out where a field and its model say the same of themselves."""
        return {name: self.filled({**self._of_model(one.get("$ref", "")), **one}) for name, one in properties.items()}

    def _of_model(self, reference: str) -> dict[str, Any]:
        model = self.models.get(reference.removeprefix("#/$defs/"), {})
        return {key: model[key] for key in ("title", "description") if key in model}

    def _defined(self, mark: dict[str, Any]) -> dict[str, Any]:
        name, schema = values.defined(mark, self.speech)
        if not name:
            return schema
        self.definitions[name] = schema
        return {"$ref": f"#/$defs/{name}"}

    def _annotation(self, key: str, part: dict[str, Any]) -> Any:
        if key == "examples":
            return [_typed(example, part) for example in part[key]]
        return self.speech.words.gettext(part[key]) if isinstance(part[key], str) and key != "default" else part[key]


def _is_annotation(key: str, part: dict[str, Any]) -> bool:
    """Whether it is the title of a field, say, and not the field `title`."""
    return key in part and not isinstance(part[key], dict)


def _not_empty(part: dict[str, Any]) -> dict[str, Any]:
    """A list has items, and says nothing twice; a mapping has fields."""
    if part.get("type") == "array":
        return {"minItems": 1, **({"uniqueItems": True} if "x-value" in part.get("items", {}) else {})}
    return {"minProperties": 1} if part.get("type") == "object" and "properties" in part else {}


def _by_kind(models: list[dict[str, Any]], kinds: dict[str, str]) -> dict[str, Any]:
    """A choice of models by their field `kind`: what is wrong is then told of the one that is meant."""
    meant = [
        {
            "if": {
                "properties": {"kind": {"enum": [kind for kind, where in kinds.items() if where == model["$ref"]]}},
                "required": ["kind"],
            },
            "then": model,
        }
        for model in models
    ]
    kind = {"properties": {"kind": {"enum": list(kinds)}}, "required": ["kind"]}
    return {"type": "object", **kind, "minProperties": 1, "allOf": meant}


_TYPED = ("whole", "degrees", "years", "moment", "yes-no")


def _typed(example: str, part: dict[str, Any]) -> Any:
    """An example, which is declared as it is written in YAML, as an editor's program sees it."""
    if part.get("type") == "array":
        return example.strip("[]").split(", ")
    if part.get("x-value") in _TYPED:
        try:
            return json.loads(example)
        except ValueError:
            return example  # 2018-05 is text
    return example
