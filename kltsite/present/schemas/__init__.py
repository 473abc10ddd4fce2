"""The declarations as JSON Schema (2020-12): what editors' programs complete and check while one types.

One schema per kind of file and language, each complete in itself. That of case files carries the criteria too, in
`rules`; the few codes that no schema can have are in `unsaid`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from msgspec import NODEFAULT, Struct, field

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.declared import Choice, Declaration, Declared, declarations, kinds, needed_fields, told_of, unmarked
from kltsite.domain.editions import Edition
from kltsite.domain.settings import VERSION, Criteria, Settings, Site, Vocabulary
from kltsite.domain.values import Mark
from kltsite.languages import N_, Interface
from kltsite.present.addresses import SCHEMAS, schema_file
from kltsite.present.schemas import rules, values
from kltsite.present.schemas.speech import Speech
from kltsite.present.words import Words

MODELS: dict[str, type[Declared]] = {
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


def _schema(model: type[Declared], speech: Speech, title: str) -> dict[str, Any]:
    filling = _Filling(speech)
    schema: dict[str, Any] = {**filling.model(model), "title": title}
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


class _Filling(Struct, frozen=True):
    """Declarations as a schema; what several fields share, and each model, is defined once."""

    speech: Speech
    definitions: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._defined({"x-value": "words"})

    def model(self, model: type[Declared]) -> dict[str, Any]:
        """A model, without its name and docstring, which are for us."""
        declared = declarations(model).values()
        required = [one.key for one in declared if one.default is NODEFAULT]
        return {
            "additionalProperties": False,
            "properties": {one.key: self._field(one) for one in declared},
            **({"required": required} if required else {}),
            "type": "object",
            "minProperties": 1,
        }

    def _field(self, one: Declaration) -> dict[str, Any]:
        """A field, with what it is called, what it says and an example."""
        told, words = told_of(one.annotation, one.marks), self.speech.words
        said = {"title": words.gettext(one.label), "description": words.gettext(one.help)}
        absent = {} if one.absent is None else {"default": one.absent}
        examples = {"examples": [_typed(one.example, one.annotation, told)]} if one.example else {}
        return {
            **self._values(one.annotation, one.marks),
            **said,
            **absent,
            **examples,
            **_of_a_list(one.annotation, told),
        }

    def _values(self, annotation: Any, marks: tuple[Mark, ...]) -> dict[str, Any]:
        """What the values of a type are."""
        if told := told_of(annotation, marks):
            return self._defined(told)
        if get_origin(annotation) is tuple:
            return {"items": self._items(get_args(annotation)[0]), "type": "array"}
        if get_origin(annotation) is dict:
            key, below = get_args(annotation)
            return {
                "additionalProperties": self._items(below),
                "propertyNames": self._items(key),
                "type": "object",
            }
        if get_origin(annotation) is Literal:
            words = get_args(annotation)
            return {**({"const": words[0]} if len(words) == 1 else {"enum": list(words)}), "type": "string"}
        if issubclass(annotation, Choice):
            return _by_kind({kind: self._of_model(model) for kind, model in kinds(annotation).items()})
        return self._of_model(annotation)

    def _items(self, annotation: Any) -> dict[str, Any]:
        plain, marks = unmarked(annotation)
        return {**self._values(plain, marks), **_of_a_list(plain, told_of(plain, marks))}

    def _of_model(self, model: type[Declared]) -> dict[str, Any]:
        if model.__name__ not in self.definitions:
            self.definitions[model.__name__] = self.model(model)
        return {"$ref": f"#/$defs/{model.__name__}"}

    def _defined(self, mark: dict[str, Any]) -> dict[str, Any]:
        name, schema = values.defined(mark, self.speech)
        if not name:
            return schema
        self.definitions[name] = schema
        return {"$ref": f"#/$defs/{name}"}


def _of_a_list(annotation: Any, told: dict[str, Any]) -> dict[str, Any]:
    """A list has items, and says nothing twice."""
    if told or get_origin(annotation) is not tuple:
        return {}
    return {"minItems": 1, **({"uniqueItems": True} if told_of(*unmarked(get_args(annotation)[0])) else {})}


def _by_kind(models: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A choice of models by their field `kind`: what is wrong is then told of the one that is meant."""
    of = {model["$ref"]: [kind for kind, other in models.items() if other == model] for model in models.values()}
    meant = [
        {
            "if": {"properties": {"kind": {"enum": some}}, "required": ["kind"]},
            "then": {"$ref": reference},
        }
        for reference, some in of.items()
    ]
    kind = {"properties": {"kind": {"enum": list(models)}}, "required": ["kind"]}
    return {"type": "object", **kind, "minProperties": 1, "allOf": meant}


_TYPED = ("whole", "degrees", "years", "moment", "yes-no")


def _typed(example: str, annotation: Any, told: dict[str, Any]) -> Any:
    """An example, which is declared as it is written in YAML, as an editor's program sees it."""
    if get_origin(annotation) is tuple and not told:
        return example.strip("[]").split(", ")
    if told.get("x-value") in _TYPED:
        try:
            return json.loads(example)
        except ValueError:
            return example  # 2018-05 is text
    return example
