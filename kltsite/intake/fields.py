"""Document -> any declared model, or every reason why not, each with the path of its field."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from kltsite.domain.collaboration import Declared
from kltsite.domain.values import Reading
from kltsite.problems import Finding, Path, Value

M = TypeVar("M", bound=Declared)

_ROUNDS = 12  # a file is read again without what was wrong, so that the rest is judged too
_KINDS = ("image", "video", "podcast")  # pydantic puts the kind into the path of what is wrong below it


@dataclass(frozen=True, slots=True)
class Fields(Generic[M]):
    """What could be read: the model, what is wrong, and the paths that were left out of the model for it."""

    model: M | None
    findings: tuple[Finding, ...]
    left_out: tuple[Path, ...]

    def touches(self, path: Path) -> bool:
        """Whether something at, above or below `path` was left out, so that nothing can be said of it."""
        return any(path[: len(out)] == out or out[: len(path)] == path for out in self.left_out if path)


def read_fields(model: type[M], value: Any, reading: Reading) -> Fields[M]:
    """The model in `value`, and what is wrong with it.

    Where something is wrong the model holds what is right, so that later checks find their problems in the same run.
    """
    findings: list[Finding] = []
    left_out: list[Path] = []
    for _ in range(_ROUNDS):
        try:
            found = model.model_validate(value, context=reading)
        except ValidationError as error:
            for finding in _findings(model, error, value):
                if not any(finding.path[: len(out)] == out for out in left_out):
                    findings.append(finding)
            for path in [_prunable(finding) for finding in _findings(model, error, value)]:
                left_out.append(path)
                if not path:
                    return Fields(None, tuple(findings), tuple(left_out))
                _prune(value, path)
        else:
            return Fields(found, (*findings, *_missing(found, left_out)), tuple(left_out))
    return Fields(None, tuple(findings), tuple(left_out))


def _missing(found: Declared, left_out: Sequence[Path]) -> Iterator[Finding]:
    for name, info in type(found).model_fields.items():
        extra, key = info.json_schema_extra, info.alias or name
        needed = isinstance(extra, dict) and extra.get("x-needed") == "always"
        if needed and name not in found.model_fields_set and (key,) not in left_out:
            yield Finding("KLT202/always", (key,))


def _prunable(finding: Finding) -> Path:
    """What to leave out so that the rest can be read: the field; of a list always the whole, so that positions hold."""
    path = finding.path[:-1] if finding.sentence == "KLT202/always" else finding.path
    while path and isinstance(path[-1], int):
        path = path[:-1]
    return path


def _prune(value: Any, path: Path) -> None:
    for step in path[:-1]:
        value = value[step] if _has(value, step) else None
    if _has(value, path[-1]):
        del value[path[-1]]


def _has(value: Any, step: str | int) -> bool:
    if isinstance(value, list):
        return isinstance(step, int) and step < len(value)
    return isinstance(value, dict) and step in value


def _findings(model: type[BaseModel], error: ValidationError, value: Any) -> Iterator[Finding]:
    for one in error.errors(include_url=False):
        path, at_key = _path(one["loc"], value)
        context = one.get("ctx", {})
        match one["type"]:
            case "klt":
                yield _own(path, at_key, context, one["input"])
            case "extra_forbidden":
                known = _field_names(model, path[:-1])
                yield Finding("KLT201/unknown", path, {"key": str(path[-1]), **_suggest(str(path[-1]), known)}, at_key=True)
            case "missing":
                yield Finding("KLT202/always", path)
            case "union_tag_not_found":
                yield Finding("KLT202/always", (*path, "kind"))
            case "union_tag_invalid":
                tag = context.get("tag", "")
                yield Finding("KLT204/word", (*path, "kind"), {"known": _KINDS, **_suggest(str(tag), _KINDS)})
            case _ if one["input"] is None or one["input"] in ("", [], {}):
                yield Finding("KLT203/empty", path)
            case _:
                yield Finding("KLT207/mapping", path)


def _own(path: Path, at_key: bool, context: dict[str, Any], written: Any) -> Finding:
    values: dict[str, Value] = {name: _value(given) for name, given in context.items() if name not in ("sentence", "at")}
    if "at" in context:
        path = (*path, context["at"])
    known = values.get("known")
    if isinstance(known, tuple) and not values.get("suggestion"):
        values.update(_suggest(str(written), known))
    if at_key:
        values["key"] = str(path[-1])
    return Finding(context["sentence"], path, values, at_key=at_key)


def _value(given: Any) -> Value:
    if isinstance(given, list):
        return tuple(str(one) for one in given)
    return given if isinstance(given, int) else str(given)


def _suggest(written: str, known: Sequence[str]) -> dict[str, Value]:
    folded = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(written.casefold().replace("_", "-"), folded, 1, 0.72) or difflib.get_close_matches(
        written.casefold(), folded, 1, 0.72
    )
    return {"suggestion": folded[near[0]]} if near else {}


def _path(location: tuple[str | int, ...], value: Any) -> tuple[Path, bool]:
    """The path in the file: without the marks that pydantic adds for keys and kinds."""
    at_key = bool(location) and location[-1] == "[key]"
    path: list[str | int] = []
    for step in location[: len(location) - at_key]:
        if step in _KINDS and path and isinstance(path[-1], int) and not _has(value, step):
            continue
        path.append(step)
        value = value[step] if _has(value, step) else None
    return tuple(path), at_key


def _field_names(model: type[BaseModel], path: Path) -> tuple[str, ...]:
    """The names of the fields at `path` below `model`."""
    models: list[type[BaseModel]] = [model]
    for step in path:
        if isinstance(step, str):
            models = [below for owner in models for below in _below(owner, step)]
    return tuple(info.alias or name for owner in models for name, info in owner.model_fields.items())


def _below(model: type[BaseModel], key: str) -> Iterator[type[BaseModel]]:
    for name, info in model.model_fields.items():
        if key in (name, info.alias):
            yield from _models(info.annotation)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)
