"""`translations/*.yaml` -> what was confirmed of each entry's texts, or every reason why not."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from functools import cache

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.declared import Declared, declarations, labels, models_in
from kltsite.domain.translations import Record
from kltsite.domain.values import Reading, Text, is_slug
from kltsite.intake import collaborations, documents
from kltsite.intake.fields import read_fields
from kltsite.intake.figures import alike
from kltsite.problems import Finding, Path, Problem, Span, errors

FOLDER, ENDING = "translations/", ".yaml"


def file_of(slug: str) -> str:
    """The record of an entry's texts, below the content folder."""
    return f"{FOLDER}{slug}{ENDING}"


def read(
    paths: Iterable[str], files: Mapping[str, bytes], languages: tuple[str, ...]
) -> tuple[dict[str, Record], tuple[Problem, ...]]:
    """The records at `paths` of the content folder's `files`, by the slugs of their entries, and all their problems."""
    records: dict[str, Record] = {}
    problems: list[Problem] = []
    for path in paths:
        record, found = _read(path, files, languages)
        problems += found
        if record is not None:
            records[path.removeprefix(FOLDER).removesuffix(ENDING)] = record
    return records, tuple(problems)


def _read(
    path: str, files: Mapping[str, bytes], languages: tuple[str, ...]
) -> tuple[Record | None, tuple[Problem, ...]]:
    named = tuple(_name_problems(path, files))
    document, problems = (None, ()) if errors(named) else documents.parse(path, files[path])
    if document is None:
        return None, (*named, *problems)
    fields = read_fields(Record, document.value, Reading(languages, {}), document.damaged)
    findings = (*fields.findings, *(_unknown(fields.model) if fields.model else ()))
    known = labels(Record)
    problems = (*named, *problems, *(documents.locate(document, finding, known) for finding in findings))
    return (None if errors(problems) else fields.model), problems


def _name_problems(path: str, files: Container[str]) -> Iterator[Problem]:
    name = path.removeprefix(FOLDER)
    slug = name.removesuffix(ENDING)
    if not name.endswith(ENDING):
        yield documents.problem(path, "", Span(), "KLT117/ending", name=name)
    elif not is_slug(slug):
        yield documents.problem(path, "", Span(), "KLT117/slug", name=name)
    elif collaborations.file_of(slug) not in files:
        yield documents.problem(path, "", Span(), "KLT514/no-entry", name=slug)


def _unknown(record: Record) -> Iterator[Finding]:
    for key in record.texts:
        if key not in text_fields():
            near = alike(key, text_fields())
            values = {"key": key, **({"suggestion": near} if near else {})}
            yield Finding("KLT201/unknown", ("texts", key), values, at_key=True)


def name_of(path: Path) -> str:
    """A text's name in the record: its path without positions, as what stands before it in a list may change."""
    return ".".join(step for step in path if isinstance(step, str))


@cache
def text_fields() -> tuple[str, ...]:
    """The names of all texts that an entry can have."""
    return tuple(dict.fromkeys(name_of(path) for path in _texts(Collaboration, ())))


def _texts(model: type[Declared], path: Path) -> Iterator[Path]:
    for one in declarations(model).values():
        if one.annotation is Text:
            yield (*path, one.key)
        for below in models_in(one.annotation):
            yield from _texts(below, (*path, one.key))
