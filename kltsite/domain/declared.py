"""How the fields of a file are declared, once: label, type, when it is needed, help (in English) and an example.

From declarations come the validator, the JSON Schema, the scaffold of `kltsite new`, the form and the field reference.
A model holds what was stated and nothing else: a field that is not stated has its default, which nothing stated can be.
So a model as JSON is what its file states, and can be read again.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, ClassVar, TypeVar, dataclass_transform, get_args, get_origin, get_type_hints

import msgspec
from msgspec import NODEFAULT, Struct, StructMeta, field
from msgspec.structs import replace

from kltsite.domain.values import Json, Mark, Moment, Text, from_plain, to_plain
from kltsite.languages import Msg
from kltsite.problems import Path

M = TypeVar("M", bound="Declared")


class Declaration(Struct, frozen=True):
    """One field of a model; `annotation` is its type without the `marks` that say more of the value."""

    label: Msg
    help: Msg
    example: str  # as it is written in YAML; "" for none
    needed: str  # "always", "published" or "" for none
    instead: bool  # of fields beside it: not to be filled in together with them
    key: str  # how it is written
    absent: Any  # what it means where it is not stated; None for nothing
    default: Any
    annotation: Any = None
    marks: tuple[Mark, ...] = ()


@dataclass_transform(frozen_default=True, kw_only_default=True)
class _Declaring(StructMeta):
    """Makes a model of what is declared: a field has its default, and its key where that is another."""

    def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any], **options: Any) -> Any:
        own = {name: said for name, said in body.items() if isinstance(said, Declaration)}
        body |= {name: field(default=said.default, name=said.key or None) for name, said in own.items()}
        model: Any = super().__new__(cls, name, bases, body, **{"frozen": True, "kw_only": True, **options})
        model.__said__ = {**getattr(model, "__said__", {}), **own}
        return model


class Declared(Struct, metaclass=_Declaring, omit_defaults=True, forbid_unknown_fields=True):
    """A mapping whose fields are all declared; a field that is not stated is None or ()."""

    __said__: ClassVar[dict[str, Declaration]] = {}

    def states(self, field: str) -> bool:
        """Whether the file states `field`, also where its value is no."""
        return bool(getattr(self, field) != declarations(type(self))[field].default)


class Choice:
    """What is one of several models, its subclasses: which of them, its field `kind` says."""

    __slots__ = ()


def declare(
    label: Msg,
    help: Msg,
    *,
    example: str = "",
    needed: str = "",
    instead: bool = False,
    key: str = "",
    absent: Any = None,
    default: Any = None,
) -> Any:
    """A field, needed in a status: "always" or "published"; `key` is how it is written, where that is not its name.

    One that stands `instead` of fields beside it is shown in the scaffold, but not filled in together with them.
    """
    nothing = NODEFAULT if needed == "always" and default is None else default
    meant = default if absent is None and isinstance(default, int) else absent
    return Declaration(label, help, example, needed, instead, key, meant, nothing)


@cache
def declarations(model: type[Declared]) -> dict[str, Declaration]:
    """Every field of a model in its order, by the name of its attribute."""
    hints = get_type_hints(model, include_extras=True)
    return {name: _typed(said, name, hints[name]) for name, said in model.__said__.items()}


def _typed(said: Declaration, name: str, hint: Any) -> Declaration:
    annotation, marks = unmarked(hint)
    return replace(said, key=said.key or name, annotation=annotation, marks=marks)


def unmarked(annotation: Any) -> tuple[Any, tuple[Mark, ...]]:
    """A type without its marks, and these; None, which nothing stated is, is not told of."""
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        plain, marks = unmarked(inner)
        return plain, (*marks, *(mark for mark in more if isinstance(mark, Mark)))
    stated = [one for one in get_args(annotation) if one is not type(None)]
    if type(None) in get_args(annotation) and len(stated) == 1:
        return unmarked(stated[0])
    return annotation, ()


_PLAIN = {Text: "text", Moment: "moment"}


def told_of(annotation: Any, marks: tuple[Mark, ...]) -> Json:
    """The kind of a value and its bounds, as `x-value` and more; nothing of what has fields or items."""
    told: Json = {"x-value": _PLAIN[annotation]} if annotation in _PLAIN else {}
    for mark in marks:
        told |= mark.told()
    return told


@cache
def needed_fields(model: type[Declared], status: str) -> tuple[tuple[str, str], ...]:
    """Attribute and key of each field that is `needed` in a status: "always" or "published"."""
    return tuple((name, one.key) for name, one in declarations(model).items() if one.needed == status)


def labels(model: type[Declared]) -> dict[Path, Msg]:
    """The label of every field below `model`, by its path without positions: ("partners", "employees")."""
    found: dict[Path, Msg] = {}
    for one in declarations(model).values():
        found[(one.key,)] = one.label
        for below in models_in(one.annotation):
            found.update({(one.key, *path): label for path, label in labels(below).items()})
    return found


def keys_at(model: type[Declared], path: Path) -> tuple[str, ...]:
    """The keys of the fields at `path` below `model`, in their order; none where no model stands there."""
    models: list[type[Declared]] = [model]
    for step in (step for step in path if isinstance(step, str)):
        fields = (one for owner in models for one in declarations(owner).values() if one.key == step)
        models = [below for one in fields for below in models_in(one.annotation)]
    return tuple(dict.fromkeys(one.key for owner in models for one in declarations(owner).values()))


def models_in(annotation: Any) -> tuple[type[Declared], ...]:
    """The models in a type, however deep; of a choice all."""
    if isinstance(annotation, type) and issubclass(annotation, Declared):
        return (annotation,)
    if isinstance(annotation, type) and issubclass(annotation, Choice):
        return tuple(dict.fromkeys(kinds(annotation).values()))
    return tuple(dict.fromkeys(model for argument in get_args(annotation) for model in models_in(argument)))


def kinds(choice: type[Choice]) -> dict[str, type[Declared]]:
    """The models of a choice by the kinds that they are for."""
    models: list[Any] = choice.__subclasses__()
    return {kind: model for model in models for kind in get_args(declarations(model)["kind"].annotation)}


# ---- as JSON

_encode = msgspec.json.Encoder(enc_hook=to_plain, decimal_format="number").encode


def as_json(model: Declared) -> bytes:
    """What a model states."""
    return _encode(model)


def from_json(model: type[M], stated: bytes | str) -> M:
    """The model that states it, of types as declared. Raises ValueError."""
    found: M = _decoder(model).decode(stated)
    return found


@cache
def _decoder(model: type[Declared]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(model, dec_hook=_of_type)


def _of_type(wanted: Any, stated: Any) -> Any:
    if wanted not in _PLAIN and issubclass(wanted, Choice):
        model = kinds(wanted).get(str(stated.get("kind"))) if isinstance(stated, dict) else None
        if model is None:
            raise ValueError(f"{stated!r} is of no kind")
        return msgspec.convert(stated, model, dec_hook=_of_type)
    return from_plain(wanted, stated)
