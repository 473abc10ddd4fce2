"""Document -> any declared model, or every reason why not, each with the path of its field."""

from __future__ import annotations

import difflib
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar, get_args, get_origin

from msgspec import Struct
from pydantic import BaseModel, ValidationError

from kltsite.domain.collaboration import Declared, needed_fields
from kltsite.domain.values import Reading
from kltsite.problems import Finding, Path, Value

M = TypeVar("M", bound=Declared)

_ROUNDS = 12  # a file is read again without what was wrong, so that the rest is judged too
_NAME = re.compile(r"[A-Za-z_-]+")
_SUGGESTED = 200  # mistakes of a file for which a name is sought that is meant: it takes a millisecond
_BEGUN = 4  # letters that tell which word was begun
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]+)?")
_KINDS = ("image", "video", "podcast")  # pydantic puts the kind into the path of what is wrong below it


class Fields(Struct, Generic[M], frozen=True, dict=True):
    """What could be read: the model, what is wrong, and the paths that were left out of the model for it."""

    model: M | None
    findings: tuple[Finding, ...]
    left_out: frozenset[Path] = frozenset()

    def touches(self, finding: Finding) -> bool:
        """Whether what `finding` rests on was left out: at, above or below one of its paths."""
        paths = (finding.path, *finding.also)
        return any(path in self._leading or _is_within(path, self.left_out) for path in paths)

    @cached_property
    def _leading(self) -> frozenset[Path]:
        """Every path at which something was left out, or below which."""
        return frozenset(out[:length] for out in self.left_out for length in range(len(out) + 1))


def read_fields(model: type[M], value: Any, reading: Reading, damaged: Sequence[Path] = ()) -> Fields[M]:
    """The model in `value`, and what is wrong with it; of what is `damaged` nothing more is said.

    Where something is wrong the model holds what is right, so that later checks find their problems in the same run.
    """
    findings: list[Finding] = []
    left_out: set[Path] = set()
    _leave_out(value, left_out, (_prunable(path) for path in damaged))
    plain = tuple(_plain_mistakes(value, ()))
    for _ in range(_ROUNDS):
        found, wrong = _validated(model, value, reading)
        if found is not None and not plain:
            return Fields(found, (*findings, *_missing(found, left_out)), frozenset(left_out))
        new, plain = tuple(_without_echoes((*wrong, *plain))), ()
        findings += [one for one in new if not _is_within(one.path, left_out)]
        _leave_out(value, left_out, (path for finding in new for path in _blamed(finding)))
        if () in left_out:
            break
    return Fields(None, tuple(findings), frozenset(left_out))


def _is_within(path: Path, left_out: Container[Path]) -> bool:
    return any(path[:length] in left_out for length in range(len(path) + 1))


def _validated(model: type[M], value: Any, reading: Reading) -> tuple[M | None, tuple[Finding, ...]]:
    try:
        return model.model_validate(value, context=reading), ()
    except ValidationError as error:
        return None, tuple(_findings(model, error, value))


def _plain_mistakes(value: Any, path: Path) -> Iterator[Finding]:
    """What is wrong in any field: a name or hyphen with nothing behind it, and the same word twice in a list."""
    if value is None:
        yield Finding("KLT203/empty", path)
    elif isinstance(value, dict):
        for key, below in value.items():
            yield from _plain_mistakes(below, (*path, key))
    elif isinstance(value, list):
        seen: set[str] = set()
        for position, below in enumerate(value):
            if isinstance(below, str) and below:
                if below in seen:
                    yield Finding("KLT215/twice", (*path, position))
                seen.add(below)
            else:
                yield from _plain_mistakes(below, (*path, position))


def _leave_out(value: Any, left_out: set[Path], paths: Iterable[Path]) -> None:
    for first in paths:
        path = first
        left_out.add(path)
        while path and _prune(value, path) and len(path) > 1:  # what this empties has no value of its own to tell of
            path = _prunable(path[:-1])
            left_out.add(path)


def _missing(found: Declared, left_out: Container[Path]) -> Iterator[Finding]:
    for name, key in needed_fields(type(found), "always"):
        if not found.states(name) and (key,) not in left_out:
            yield Finding("KLT202/always", (key,))


def _without_echoes(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Without what only follows from another: a field is missing since its name is misspelt; no field, so no value."""
    found = tuple({(finding.sentence, finding.path): finding for finding in findings}.values())
    meant = {path for finding in found for path in _meant(finding)}
    no_fields = {finding.path for finding in found if finding.at_key}
    echoes = {"KLT202/always": meant, "KLT203/empty": no_fields}
    return (finding for finding in found if finding.path not in echoes.get(finding.sentence, ()))


def _meant(finding: Finding) -> Iterator[Path]:
    """The field that an unknown one was meant to be."""
    if finding.at_key and finding.path:
        name = str(finding.values.get("suggestion", ""))
        if finding.sentence == "KLT109/no-space":
            name = str(finding.path[-1]).partition(":")[0]
        if name:
            yield (*finding.path[:-1], name)


def _blamed(finding: Finding) -> Iterator[Path]:
    """What to leave out so that the rest can be read."""
    yield _prunable(finding.path[:-1] if finding.sentence == "KLT202/always" else finding.path)
    yield from _meant(finding)


def _prunable(path: Path) -> Path:
    """The field at `path`; of a list always the whole, so that positions hold."""
    while path and isinstance(path[-1], int):
        path = path[:-1]
    return path


def _prune(value: Any, path: Path) -> bool:
    """Take out what stands at `path`; whether its mapping is empty now."""
    for step in path[:-1]:
        value = value[step] if _has(value, step) else None
    there = _has(value, path[-1])
    if there:
        del value[path[-1]]
    return there and not value


def _has(value: Any, step: str | int) -> bool:
    if isinstance(value, list):
        return isinstance(step, int) and step < len(value)
    return isinstance(value, dict) and step in value


def _findings(model: type[BaseModel], error: ValidationError, value: Any) -> Iterator[Finding]:
    for number, one in enumerate(error.errors(include_url=False)):
        path, at_key = _path(one["loc"])
        context = one.get("ctx", {})
        match one["type"]:
            case "klt":
                found = _own(path, at_key, context, one["input"], value)
                yield _plain(model, path) if found.sentence == "KLT207/mapping" else found
            case "extra_forbidden":
                yield _unknown(path, field_names(model, path[:-1]) if number < _SUGGESTED else (), value)
            case "missing":
                yield Finding("KLT202/always", path)
            case "union_tag_not_found":
                yield Finding("KLT202/always", (*path, "kind"))
            case "union_tag_invalid":
                tag = context.get("tag", "")
                yield Finding("KLT204/word", (*path, "kind"), {"known": _KINDS, **_suggest(str(tag), _KINDS)})
            case _ if one["input"] is None or one["input"] in ("", [], {}):
                yield Finding("KLT203/empty", path)
            case _ if _is_glued(one["input"], field_names(model, path)):
                yield Finding("KLT109/no-space", path)
            case _:
                yield _plain(model, path)


def _plain(model: type[BaseModel], path: Path) -> Finding:
    """A plain value where fields are expected, and which; none are told where their names are of the file's choice."""
    steps = [step for step in path if isinstance(step, str)]
    names = () if steps and _is_keyed(model, steps) else field_names(model, path)
    return Finding("KLT207/fields", path, {"fields": names}) if names else Finding("KLT207/mapping", path)


def _unknown(path: Path, fields: Sequence[str], value: Any) -> Finding:
    name, beside = str(path[-1]), _at(value, path[:-1])
    if beside[name] is None and _is_glued(name, fields):
        return Finding("KLT109/no-space", path, at_key=True)
    values: dict[str, Value] = {"key": name, **_suggest(name, [field for field in fields if field not in beside])}
    behind_comma = beside[name] is None and "suggestion" not in values and _NAME.fullmatch(name) is None
    return Finding("KLT201/comma" if behind_comma else "KLT201/unknown", path, values, at_key=True)


def _is_glued(written: Any, fields: Sequence[str]) -> bool:
    """Whether it is a field's name, a colon and a value, without the space between them."""
    name, colon, rest = written.partition(":") if isinstance(written, str) else ("", "", "")
    return bool(colon and rest) and name in fields


def _own(path: Path, at_key: bool, context: dict[str, Any], written: Any, value: Any) -> Finding:
    values: dict[str, Value] = {name: _value(one) for name, one in context.items() if name not in ("sentence", "at")}
    if "at" in context:
        path = (*path, context["at"])
    known = values.get("known")
    if isinstance(known, tuple) and not values.get("suggestion"):
        values.update(_suggest(str(written), known))
    sentence = context["sentence"]
    if at_key:
        values["key"] = name = str(path[-1])
        if sentence == "KLT213/language" and _at(value, path) is None:
            if _is_glued(name, known if isinstance(known, tuple) else ()):
                sentence = "KLT109/no-space"
            elif _LANGUAGE.fullmatch(name) is None:
                sentence = "KLT213/comma"
    return Finding(sentence, path, values, at_key=at_key)


def _at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def _value(given: Any) -> Value:
    if isinstance(given, list):
        return tuple(str(one) for one in given)
    return given if isinstance(given, int) else str(given)


def _suggest(written: str, known: Sequence[str]) -> dict[str, Value]:
    folded = {name.casefold(): name for name in known}
    alike = 0.72 if len(written) > 4 else 0.6  # ulr is url
    for like in (written.casefold().replace("_", "-"), written.casefold()) if known else ():
        begun = [name for name in folded if name.startswith(like)]
        if len(begun) == 1 and len(like) >= _BEGUN:
            return {"suggestion": folded[begun[0]]}
        if near := difflib.get_close_matches(like, folded, 1, alike):
            return {"suggestion": folded[near[0]]}
    return {}


def _path(location: tuple[str | int, ...]) -> tuple[Path, bool]:
    """The path in the file: without the marks that pydantic adds for keys and kinds."""
    at_key = bool(location) and location[-1] == "[key]"
    path: list[str | int] = []
    for at, step in enumerate(location[: len(location) - at_key]):
        if not (at == 2 and location[0] == "media" and step in _KINDS):
            path.append(step)
    return tuple(path), at_key


def field_names(model: type[BaseModel], path: Path) -> tuple[str, ...]:
    """The names of the fields at `path` below `model`."""
    models = _models_at(model, [step for step in path if isinstance(step, str)])
    return tuple(dict.fromkeys(info.alias or name for owner in models for name, info in owner.model_fields.items()))


def _models_at(model: type[BaseModel], steps: Sequence[str]) -> list[type[BaseModel]]:
    models: list[type[BaseModel]] = [model]
    for step in steps:
        models = [below for owner in models for told in _annotations(owner, step) for below in _models(told)]
    return models


def _is_keyed(model: type[BaseModel], steps: Sequence[str]) -> bool:
    *above, last = steps
    return any(_maps(told) for owner in _models_at(model, above) for told in _annotations(owner, last))


def _maps(annotation: Any) -> bool:
    return get_origin(annotation) in (dict, Mapping) or any(map(_maps, get_args(annotation)))


def _annotations(model: type[BaseModel], key: str) -> Iterator[Any]:
    return (info.annotation for name, info in model.model_fields.items() if key in (name, info.alias))


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)
