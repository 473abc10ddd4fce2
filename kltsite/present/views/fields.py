"""The fields of the form, from the JSON Schema that is published: which there are, of what kind, how they are asked.

Labels, helps and examples are the declarations' own. Only where one of them tells how a value is written in a file, the
form asks in words of its own (`ASKED`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kltsite.domain.collaboration import Collaboration, Image, Recording
from kltsite.languages import N_
from kltsite.present.views.entries import KINDS
from kltsite.present.views.facts import ROLES
from kltsite.present.views.scene import Scene
from kltsite.validator.coherence import OWN, fold

Schema = Mapping[str, Any]
Path = tuple[str, ...]

TERMS = {"to": "addressees"}  # the vocabulary of a field, where it is not called as the field
WORDS: Mapping[str, Mapping[str, str]] = {  # the labels of fixed words that belong to no vocabulary
    "role": ROLES,
    "setting": {"rural": N_("In the countryside"), "urban": N_("In a city")},
    "status": {
        "draft": N_("A draft: the editorial team completes it"),
        "published": N_("Complete: it can be published once it is checked"),
        "withdrawn": N_("Withdrawn"),
    },
    "kind": {"image": N_("Picture"), **KINDS},
}
YES_NO = {"true": N_("Yes"), "false": N_("No")}
ONE_OF = {  # of a list: what one of it is called, and how one asks for another
    "partners": (N_("Partner"), N_("Add a partner")),
    "advice": (N_("Piece of advice"), N_("Add a piece of advice")),
    "voices": (N_("Voice"), N_("Add a voice")),
    "media": (N_("Picture or recording"), N_("Add a picture or recording")),
    "links": (N_("Link"), N_("Add a link")),
    "sources": (N_("Source"), N_("Add a source")),
}
ASKED: Mapping[Path, str] = {  # "" where the answers to choose from say it all
    ("place", "country"): "",
    ("partners", "country"): "",
    ("partners", "role"): "",
    ("partners", "setting"): N_("Where the partner is based; without an answer, in the countryside."),
    ("partners", "subsectors"): N_("One or more of the twelve subsectors of the cultural and creative industries."),
    ("partners", "sectors"): N_("One or more sections of the classification of economic activities (NACE Rev. 2)."),
    ("partners", "employees"): N_("How many people work there, in digits only."),
    ("period", "continuous"): N_("Whether the partners have worked together from the start without a break."),
    ("evidence", "equal-terms", "commissioned"): N_("Yes where one partner simply bought a service from the other."),
    ("media", "kind"): "",
    ("media", "file"): N_(
        "The picture's name below content/media. Send the picture along: this page cannot take it in."
    ),
    ("sources", "supports"): N_("Which facts can be read there."),
    ("status",): "",
}
FACTS = (  # what a source may carry; a file may name others, which are kept
    "title", "summary", "place", "traits", "partners", "period", "contact", "regional_value", "partner_value",
    "innovation", "evidence", "funding", "description", "advice", "voices",
)  # fmt: skip
LONG = ("description",)  # texts of many lines


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to choose: how it stands in the file, and how readers see it."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of the form, or a group or list of fields."""

    key: str
    kind: str  # text, line, address, whole, degrees, years, moment, day, choice, yes-no, several, group, list
    identifier: str  # f--place--country
    label: str
    help: str
    example: str
    needed: str  # "", always or published
    only: str = ""  # "role=cci": only where the field beside it has one of these values
    rows: int = 1
    answers: tuple[Answer, ...] = ()
    nothing: str = ""  # how no answer is called; "" where there must be one
    fields: tuple[FormField, ...] = ()
    item: str = ""  # of a list: what one of it is called
    add: str = ""


def form_fields(scene: Scene, schema: Schema, keys: Sequence[str]) -> tuple[FormField, ...]:
    """The fields of those names, with everything below them."""
    maker, declared, needed = _Maker(scene, schema), schema["properties"], schema.get("required", ())
    return tuple(maker.field((key,), maker.whole(declared[key]), key in needed) for key in keys)


@dataclass(frozen=True, slots=True)
class _Maker:
    scene: Scene
    schema: Schema

    def below(self, part: Schema, path: Path) -> Iterator[FormField]:
        """The fields of a mapping."""
        needed = part.get("required", ())
        for key, declared in part["properties"].items():
            yield self.field((*path, key), self.whole(declared), key in needed)

    def field(self, path: Path, part: Schema, needed: bool) -> FormField:
        """One field, whatever its kind."""
        key, told = path[-1], self.scene.words.gettext
        kind, examples = self._kind(part), part.get("examples", ())
        example = examples[0] if examples and kind not in ("choice", "several", "yes-no") else ""
        field = FormField(
            key=key,
            kind=kind,
            identifier="f--" + "--".join(path),
            label=told(part["title"]),
            help=told(ASKED.get(path, part.get("description", ""))),
            example=str(example),
            needed="always" if needed else "published" if len(path) == 1 and key in published_fields() else "",
            only=_only(path),
            rows=_rows(key, part) if kind == "text" else 1,
            answers=tuple(self._answers(key, kind, part)),
            nothing="" if path == ("status",) else told(N_("not stated")),
        )
        if kind == "group":
            return replace(field, fields=tuple(self.below(part, path)))
        if kind == "list":
            item, add = ONE_OF[key]
            return replace(field, fields=tuple(self._items(part, path)), item=told(item), add=told(add))
        return field

    def whole(self, part: Schema) -> Schema:
        """A part with what it refers to; what it says itself comes first."""
        if "$ref" not in part:
            return part
        return {**self.schema["$defs"][part["$ref"].rpartition("/")[2]], **part}

    def _kind(self, part: Schema) -> str:
        properties, items = part.get("properties"), part.get("items", {})
        if properties is not None:
            return "text" if tuple(properties) == self.scene.settings.site.languages else "group"
        if part.get("type") == "array":
            return "several" if items.get("type") == "string" else "list"
        if "enum" in part or "const" in part:
            return "choice"
        if "anyOf" in part:
            return "moment"
        if part.get("format") == "uri":
            return "address"
        plain = {"boolean": "yes-no", "integer": "whole", "number": "degrees" if "minimum" in part else "years"}
        return plain.get(part["type"]) or ("day" if "pattern" in part else "line")

    def _items(self, part: Schema, path: Path) -> Iterator[FormField]:
        """The fields of what a list is made of; where there are several kinds, each once."""
        items = part["items"]
        merged: dict[str, FormField] = {}
        for one in items.get("oneOf", (items,)):
            for field in self.below(self.whole(one), path):
                known = merged.setdefault(field.key, field)
                if known is not field:
                    merged[field.key] = replace(known, answers=(*known.answers, *field.answers))
        yield from merged.values()

    def _answers(self, key: str, kind: str, part: Schema) -> Iterator[Answer]:
        """What can be chosen, with the labels of the vocabulary; countries by their names."""
        words = self.scene.words
        if kind == "yes-no":
            yield from (Answer(value, words.gettext(label)) for value, label in YES_NO.items())
        elif key == "supports":
            titles = self.schema["properties"]
            yield from (Answer(name, words.gettext(self.whole(titles[name])["title"])) for name in FACTS)
        elif kind in ("choice", "several"):
            values = part.get("items", part)
            found = values.get("enum") or [values["const"]]
            if key in WORDS:
                yield from (Answer(value, words.gettext(WORDS[key][value])) for value in found)
            else:
                labels = {value: words.label(TERMS.get(key, key), value) for value in found}
                by_name = sorted(found, key=lambda value: fold(labels[value])) if key == "country" else found
                yield from (Answer(value, labels[value]) for value in by_name)


def published_fields() -> tuple[str, ...]:
    """The fields that a published entry needs, beside those that every one needs."""
    return tuple(
        name
        for name, info in Collaboration.model_fields.items()
        if isinstance(info.json_schema_extra, dict) and info.json_schema_extra.get("x-needed") == "published"
    )


def _only(path: Path) -> str:
    """Where a field belongs to one role or one kind of medium only."""
    if path[:1] == ("partners",):
        roles = [role for role, own in OWN.items() if path[-1] in own]
        return f"role={' '.join(roles)}" if roles else ""
    if path[:1] == ("media",) and path[-1] != "kind":
        return "kind=image" if path[-1] in Image.model_fields else "kind=video podcast"
    return ""


assert not (Image.model_fields.keys() & Recording.model_fields.keys()) - {"kind"}, "a field belongs to one kind"


def _rows(key: str, part: Schema) -> int:
    longest = next(iter(part["properties"].values())).get("maxLength")
    if longest is not None and longest <= 120:
        return 1
    return 10 if key in LONG else 3
