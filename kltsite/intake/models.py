"""YAML values -> a declared model, or everything that does not fit, each with the path of its field."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar, get_args, get_origin

from msgspec import NODEFAULT, Struct, field

from kltsite.domain.declared import Choice, Declaration, Declared, declarations, kinds, models_in, unmarked
from kltsite.domain.values import Check, FieldError, Key, Mark, Moment, OneOf, Reading, Text, moment, scalar
from kltsite.problems import Finding, Path, Value

M = TypeVar("M", bound=Declared)

_NAME = re.compile(r"[A-Za-z_-]+")
_SUGGESTED = 200  # mistakes of a file for which a name is sought that is meant: it takes a millisecond
_BEGUN = 4  # letters that tell which word was begun
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]+)?")


class Run(Struct):
    """One reading of a file: what it rests on, and what was found so far."""

    reading: Reading
    findings: list[Finding] = field(default_factory=list)


_Read = Callable[[Any, Path, Run], Any]  # the value that is meant; what is wrong is raised, or told where it is below


def read(model: type[M], value: Any, reading: Reading) -> tuple[M | None, tuple[Finding, ...]]:
    """The model in `value`, or what is wrong with it; of a field without a value it is told elsewhere."""
    run = Run(reading)
    found = _told(_model(model), value, (), run)
    return (None if run.findings else found), tuple(run.findings)


def _told(read: _Read, value: Any, path: Path, run: Run) -> Any:
    try:
        return read(value, path, run)
    except FieldError as wrong:
        run.findings.append(_finding(wrong, path, value))
        return None


def hold(model: Declared, reading: Reading) -> None:
    """See that what was chosen in a model that was read earlier may be chosen still. Raises FieldError."""
    for name, mark in _choices(type(model)):
        stated = getattr(model, name)
        for one in stated if type(stated) is tuple else (stated,):
            if one is not None:
                hold(one, reading) if mark is None else mark.read(one, reading)


@cache
def _choices(model: type[Declared]) -> tuple[tuple[str, Mark | None], ...]:
    """The fields whose values are chosen from some, and those with such fields below, which have no mark."""
    found: list[tuple[str, Mark | None]] = []
    for name, one in declarations(model).items():
        marks = unmarked(get_args(one.annotation)[0])[1] if get_origin(one.annotation) is tuple else one.marks
        chosen = next((mark for mark in marks if isinstance(mark, Key | OneOf)), None)
        if chosen or any(map(_choices, models_in(one.annotation))):
            found.append((name, chosen))
    return tuple(found)


# ---- how each type is read


def _several(value: Any) -> Any:
    """A list that is not empty; that it says nothing twice is seen to elsewhere."""
    if value is None or value in ("", []):
        raise FieldError("KLT203/empty")
    if not isinstance(value, list):
        raise FieldError("KLT207/list", **({"suggestion": f"[{value}]"} if isinstance(value, str) else {}))
    return value


def _mapping(value: Any) -> Any:
    """A mapping that is not empty."""
    if value is None or value in ("", {}):
        raise FieldError("KLT203/empty")
    if not isinstance(value, dict):
        raise FieldError("KLT207/mapping")
    return value


_SEVERAL, _ONE = Check(_several), Check(_mapping)  # unless a mark says otherwise


@cache
def reader(annotation: Any) -> _Read:
    """How the values of a type are read."""
    plain, marks = unmarked(annotation)
    return _marked(plain, marks)


def _marked(plain: Any, marks: tuple[Mark, ...]) -> _Read:
    """What has fields or items is held against its marks first; a text is read first."""
    origin = get_origin(plain)
    if origin in (tuple, dict) or (isinstance(plain, type) and issubclass(plain, Declared | Choice)):
        first = marks or {tuple: (_SEVERAL,), dict: (_ONE,)}.get(origin, ())
        return _after(first, _composite(plain, origin))
    if plain is Text:
        return _and_then(_text, marks)
    if plain is Moment:
        return lambda value, path, run: moment(value)
    match marks:
        case [Check() as mark]:
            reads = mark.reads
            return lambda value, path, run: reads(value)
        case [mark]:
            return lambda value, path, run: mark.read(value, run.reading)
    return _and_then(lambda value, path, run: value, marks)


def _composite(plain: Any, origin: Any) -> _Read:
    if origin is tuple:
        return _items(reader(get_args(plain)[0]))
    if origin is dict:
        key, below = get_args(plain)
        return _entries(reader(key), reader(below))
    return _model(plain) if issubclass(plain, Declared) else _chosen(plain)


def _not_empty(read: _Read) -> _Read:
    def fields(value: Any, path: Path, run: Run) -> Any:
        if value == {}:
            raise FieldError("KLT203/empty")
        return read(value, path, run)

    return fields


def _after(marks: Sequence[Mark], read: _Read) -> _Read:
    if not marks:
        return read

    def marked(value: Any, path: Path, run: Run) -> Any:
        for mark in marks:
            value = mark.read(value, run.reading)
        return read(value, path, run)

    return marked


def _and_then(read: _Read, marks: Sequence[Mark]) -> _Read:
    if not marks:
        return read

    def marked(value: Any, path: Path, run: Run) -> Any:
        found = read(value, path, run)
        for mark in marks if found is not None else ():
            found = mark.read(found, run.reading)
        return found

    return marked


def _items(read: _Read) -> _Read:
    def items(value: Any, path: Path, run: Run) -> Any:
        return tuple([_told(read, one, (*path, at), run) for at, one in enumerate(value)])

    return items


def _entries(read_key: _Read, read: _Read) -> _Read:
    def entries(value: Any, path: Path, run: Run) -> Any:
        return {
            _key(read_key, key, below, path, run): _told(read, below, (*path, key), run) for key, below in value.items()
        }

    return entries


def _key(read: _Read, key: str, below: Any, path: Path, run: Run) -> Any:
    """A key that the file chooses."""
    try:
        return read(key, path, run)
    except FieldError as wrong:
        run.findings.append(_finding(wrong, (*path, key), key, at_key=True, below=below))
        return key


def _text(value: Any, path: Path, run: Run) -> Any:
    """A text as nearly all are, in one go; where anything about it is unusual, step by step, which tells what."""
    languages = run.reading.languages
    stated = tuple([language for language in languages if language in value]) if type(value) is dict else ()
    if stated and len(stated) == len(value):
        words = tuple([value[language] for language in stated])
        for one in words:
            if type(one) is not str or not one or one.strip() is not one:
                break
        else:
            return Text.of(stated, words)
    return _text_by_steps(value, path, run)


def _text_by_steps(value: Any, path: Path, run: Run) -> Text | None:
    if value is None or value in ("", {}):
        raise FieldError("KLT203/empty")
    if not isinstance(value, dict):
        raise FieldError("KLT207/text")
    before = len(run.findings)
    found = _entries(_language, lambda words, path, run: scalar(words))(value, path, run)
    if len(run.findings) > before:
        return None
    return Text({language: found[language] for language in run.reading.languages if language in found})


def _language(key: str, path: Path, run: Run) -> str:
    if key not in run.reading.languages:
        raise FieldError("KLT213/language", known=run.reading.languages)
    return key


@cache
def _model(model: type[Declared]) -> _Read:
    declared = declarations(model)
    reads = {one.key: (name, _field(one)) for name, one in declared.items()}
    required = [one.key for one in declared.values() if one.default is NODEFAULT]

    def fields(value: Any, path: Path, run: Run) -> Any:
        if not isinstance(value, dict):
            raise _no_fields(value, tuple(reads))
        before, given, unknown = len(run.findings), {}, []
        for key, stated in value.items():
            if key not in reads:
                unknown.append(key)
                continue
            name, read = reads[key]
            given[name] = None if stated is None else _told(read, stated, (*path, key), run)
        run.findings += [Finding("KLT202/always", (*path, key)) for key in required if key not in value]
        for key in unknown:
            known = tuple(reads) if len(run.findings) < _SUGGESTED else ()
            run.findings.append(_unknown(key, known, path, value))
        return model(**given) if len(run.findings) == before else None

    return fields


def _field(one: Declaration) -> _Read:
    read = _marked(one.annotation, one.marks)
    return _not_empty(read) if isinstance(one.annotation, type) and issubclass(one.annotation, Declared) else read


@cache
def _chosen(choice: type[Choice]) -> _Read:
    models = {kind: _model(model) for kind, model in kinds(choice).items()}
    read_kind = _marked(str, (OneOf(tuple(models)),))
    names = tuple(dict.fromkeys(one.key for model in kinds(choice).values() for one in declarations(model).values()))

    def fields(value: Any, path: Path, run: Run) -> Any:
        if not isinstance(value, dict):
            raise _no_fields(value, names)
        if "kind" not in value:
            run.findings.append(Finding("KLT202/always", (*path, "kind")))
            return None
        kind = _told(read_kind, value["kind"], (*path, "kind"), run)
        return models[kind]({**value, "kind": kind}, path, run) if kind else None

    return fields


# ---- what is wrong


def _no_fields(value: Any, names: Sequence[str]) -> FieldError:
    """What is wrong with a plain value where these fields are expected."""
    if value is None or value in ("", [], {}):
        return FieldError("KLT203/empty")
    if _is_glued(value, names):
        return FieldError("KLT109/no-space")
    return FieldError("KLT207/fields", fields=tuple(names))


def _finding(wrong: FieldError, path: Path, written: Any, *, at_key: bool = False, below: Any = None) -> Finding:
    values: dict[str, Value] = {name: _value(one) for name, one in wrong.values.items()}
    known = values.get("known")
    if isinstance(known, tuple) and "suggestion" not in values:
        values.update(_suggest(str(written), known))
    sentence = wrong.sentence
    if at_key:
        values["key"] = name = str(path[-1])
        if sentence == "KLT213/language" and below is None:
            if _is_glued(name, known if isinstance(known, tuple) else ()):
                sentence = "KLT109/no-space"
            elif _LANGUAGE.fullmatch(name) is None:
                sentence = "KLT213/comma"
    return Finding(sentence, (*path, wrong.at) if wrong.at else path, values, at_key=at_key)


def _unknown(name: str, fields: Sequence[str], path: Path, beside: Mapping[str, Any]) -> Finding:
    """A field that there is not, among those `beside` it."""
    if beside[name] is None and _is_glued(name, fields):
        return Finding("KLT109/no-space", (*path, name), at_key=True)
    values: dict[str, Value] = {"key": name, **_suggest(name, [one for one in fields if one not in beside])}
    behind_comma = beside[name] is None and "suggestion" not in values and _NAME.fullmatch(name) is None
    return Finding("KLT201/comma" if behind_comma else "KLT201/unknown", (*path, name), values, at_key=True)


def _is_glued(written: Any, fields: Iterable[str]) -> bool:
    """Whether it is a field's name, a colon and a value, without the space between them."""
    name, colon, rest = written.partition(":") if isinstance(written, str) else ("", "", "")
    return bool(colon and rest) and name in fields


def _value(given: Any) -> Value:
    return given if isinstance(given, int | tuple) else str(given)


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
