"""The fields of the form, from their declarations: which there are, of what kind, how they are asked.

Labels, helps and examples are the declarations' own. Only where one of them tells how a value is written in a file, the
form asks in words of its own (`ASKED`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, TypeVar, get_args, get_origin

from msgspec import Struct
from msgspec.structs import replace

from kltsite.domain.collaboration import TITLE_LENGTH, Collaboration, Image, Recording
from kltsite.domain.declared import Declaration, Declared, declarations, models_in, needed_fields, told_of, unmarked
from kltsite.domain.values import Degrees, Key, Longest, OneOf, Whole
from kltsite.languages import N_
from kltsite.present.views.entries import KINDS
from kltsite.present.views.facts import ROLES
from kltsite.present.views.scene import Scene
from kltsite.validator.coherence import OWN, fold

T = TypeVar("T")
Path = tuple[str, ...]

LABELLED = {"countries": "country"}  # where the labels of a vocabulary have another name
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


class Answer(Struct, frozen=True):
    """One answer to choose: how it stands in the file, and how readers see it."""

    key: str
    label: str


class FormField(Struct, frozen=True):
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
    limits: tuple[tuple[str, int], ...] = ()  # least, most
    answers: tuple[Answer, ...] = ()
    nothing: str = ""  # how no answer is called; "" where there must be one
    fields: tuple[FormField, ...] = ()
    item: str = ""  # of a list: what one of it is called
    add: str = ""


def form_fields(scene: Scene, keys: Sequence[str]) -> tuple[FormField, ...]:
    """The fields of those names, with everything below them."""
    by_key = {one.key: one for one in declarations(Collaboration).values()}
    return tuple(_field(scene, (key,), by_key[key]) for key in keys)


class _Type(Struct, frozen=True):
    """What the values of a field are: the plain type, and what is said about it."""

    plain: Any
    marks: tuple[Any, ...]

    def mark(self, kind: type[T]) -> T | None:
        """What is said of one kind: the limits of a number, the vocabulary of a key."""
        return next((one for one in self.marks if isinstance(one, kind)), None)

    @property
    def models(self) -> tuple[type[Declared], ...]:
        """The models that it may be."""
        return models_in(self.plain)


_ASKED_AS = {"key": "choice", "one-of": "choice", "picture": "line", "slug": "line"}  # all others by their names


def _kind(found: _Type) -> str:
    if get_origin(found.plain) is tuple:
        return "list" if _Type(*unmarked(get_args(found.plain)[0])).models else "several"
    if found.models:
        return "group"
    if get_origin(found.plain) is Literal:
        return "choice"
    kind = str(told_of(found.plain, found.marks)["x-value"])
    return _ASKED_AS.get(kind, kind)


def _field(scene: Scene, path: Path, one: Declaration) -> FormField:
    """One field, whatever its kind."""
    key, told, found = path[-1], scene.words.gettext, _Type(one.annotation, one.marks)
    kind, longest = _kind(found), found.mark(Longest)
    field = FormField(
        key=key,
        kind=kind,
        identifier="f--" + "--".join(path),
        label=told(one.label),
        help=told(ASKED.get(path, one.help)),
        example=one.example if kind not in ("choice", "several", "yes-no") else "",
        needed=one.needed,
        only=_only(path),
        rows=10 if key in LONG else 1 if longest and longest.characters <= TITLE_LENGTH else 3,
        limits=_limits(found),
        answers=tuple(_answers(scene, path, found)),
        nothing="" if path == ("status",) else told(N_("not stated")),
    )
    if kind == "group":
        return replace(field, fields=tuple(_below(scene, path, found.models)))
    if kind == "list":
        item, add = ONE_OF[key]
        models = _Type(*unmarked(get_args(found.plain)[0])).models
        return replace(field, fields=tuple(_below(scene, path, models)), item=told(item), add=told(add))
    return field


def _below(scene: Scene, path: Path, models: Sequence[type[Declared]]) -> Iterator[FormField]:
    """The fields of a group or of the items of a list; where these are of several kinds, each once."""
    merged: dict[str, FormField] = {}
    for model in models:
        for one in declarations(model).values():
            field = _field(scene, (*path, one.key), one)
            known = merged.setdefault(field.key, field)
            if known is not field:
                merged[field.key] = replace(known, answers=(*known.answers, *field.answers))
    yield from merged.values()


def _limits(found: _Type) -> tuple[tuple[str, int], ...]:
    """(least or most, number) of what a number may be, or of how many characters a text may have."""
    if whole := found.mark(Whole):
        return ("least", whole.least), ("most", whole.most)
    if degrees := found.mark(Degrees):
        return ("least", -degrees.most), ("most", degrees.most)
    longest = found.mark(Longest)
    return (("most", longest.characters),) if longest else ()


def _answers(scene: Scene, path: Path, found: _Type) -> Iterator[Answer]:
    """What can be chosen, with the labels of the vocabulary; countries by their names."""
    key, words = path[-1], scene.words
    several = get_origin(found.plain) is tuple
    one = _Type(*unmarked(get_args(found.plain)[0])) if several else found
    vocabulary, fixed = one.mark(Key), one.mark(OneOf)
    if vocabulary:
        known = scene.settings.reading().keys[vocabulary.vocabulary]
        named = [Answer(value, words.label(LABELLED.get(vocabulary.vocabulary, vocabulary.vocabulary), value))
                 for value in known]  # fmt: skip
        yield from sorted(named, key=lambda answer: fold(answer.label)) if key == "country" else named
    elif fixed or get_origin(one.plain) is Literal:
        values = fixed.words if fixed else get_args(one.plain)
        yield from (Answer(value, words.gettext(WORDS[key][value])) for value in values)
    elif one.plain is bool:
        yield from (Answer(value, words.gettext(label)) for value, label in YES_NO.items())
    elif several and not one.models:
        labels = {one.key: one.label for one in declarations(Collaboration).values()}
        yield from (Answer(key, words.gettext(labels[key])) for key in FACTS)


def published_fields() -> tuple[str, ...]:
    """The fields that a published entry needs, beside those that every one needs."""
    return tuple(name for name, _ in needed_fields(Collaboration, "published"))


def _only(path: Path) -> str:
    """Where a field belongs to one role or one kind of medium only."""
    if path[:1] == ("partners",):
        roles = [role for role, own in OWN.items() if path[-1] in own]
        return f"role={' '.join(roles)}" if roles else ""
    if path[:1] == ("media",) and path[-1] != "kind":
        return "kind=image" if path[-1] in declarations(Image) else "kind=video podcast"
    return ""


assert not (declarations(Image).keys() & declarations(Recording).keys()) - {"kind"}, "a field belongs to one kind"
