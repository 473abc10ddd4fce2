"""`site.yaml`, `vocabulary.yaml`, `criteria.yaml` and `editions/*.yaml` -> Settings, or every reason why not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TypeVar

from kltsite.domain.declared import Declared, labels
from kltsite.domain.editions import Edition
from kltsite.domain.settings import CATEGORIES, CHAPTERS, VERSION, Criteria, Settings, Site, Vocabulary
from kltsite.domain.values import SLUG, Reading
from kltsite.intake import documents
from kltsite.intake.fields import read_fields
from kltsite.problems import Finding, Problem, Span, errors

M = TypeVar("M", bound=Declared)

SITE, VOCABULARY, CRITERIA, EDITIONS = "site.yaml", "vocabulary.yaml", "criteria.yaml", "editions/"
EDITION_LIMIT = 4 * 1024 * 1024  # bytes: a frozen edition names every entry that it counts
ENDING, PRINTED = ".yaml", ".pdf"


_EDITION = re.compile(SLUG)
_NUMBER = re.compile(r"[1-9]\d{0,2}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def read(files: Mapping[str, bytes]) -> tuple[Settings | None, tuple[Problem, ...]]:
    """The settings in the content folder's `files`, and all their problems; of another version, that alone."""
    if other := of_another_version(files.get(SITE, b"")):
        return None, other
    reading = Reading(_languages(files.get(SITE, b"")), {})
    site, site_problems = _read(Site, SITE, files, reading)
    vocabulary, vocabulary_problems = _read(Vocabulary, VOCABULARY, files, reading)
    criteria, criteria_problems = _read(Criteria, CRITERIA, files, reading)
    problems = [*site_problems, *vocabulary_problems, *criteria_problems]
    editions, edition_problems = _editions(files, reading)
    problems += edition_problems
    if site is None or vocabulary is None or criteria is None or errors(tuple(problems)):
        return None, tuple(problems)
    settings = Settings(site, vocabulary, criteria, editions)
    problems += _across(settings, files)
    return (None if errors(tuple(problems)) else settings), tuple(problems)


def edition_file(name: str) -> str:
    """The file of an edition, below the content folder."""
    return f"{EDITIONS}{name}{ENDING}"


def edition_name(path: str) -> str:
    """The name of the edition that a file below the content folder is."""
    return path.removeprefix(EDITIONS).removesuffix(ENDING)


def publication_file(name: str, language: str) -> str:
    """The publication of an edition in a language, beside its file."""
    return f"{EDITIONS}{name}.{language}{PRINTED}"


def _editions(files: Mapping[str, bytes], reading: Reading) -> tuple[dict[str, Edition], list[Problem]]:
    """The editions by name, and their problems; beside them stand the publications that they name, and nothing else."""
    editions: dict[str, Edition] = {}
    problems: list[Problem] = []
    there = sorted(path for path in files if path.startswith(EDITIONS))
    for path in (path for path in there if path.endswith(ENDING)):
        name = edition_name(path)
        if _EDITION.fullmatch(name) is None:
            problems.append(documents.problem(path, "", Span(), "KLT117/edition", name=f"{name}{ENDING}"))
            continue
        edition, found = _read(Edition, path, files, reading, EDITION_LIMIT)
        problems += found
        if edition is not None:
            editions[name] = edition
    broken = {one.file for one in problems}
    named = {publication_file(name, one) for name, edition in editions.items() for one in edition.publications or ()}
    for path in (path for path in there if not path.endswith(ENDING) and path not in named):
        name = path.removeprefix(EDITIONS)
        if not (name.endswith(PRINTED) and edition_file(name.partition(".")[0]) in broken):
            problems.append(documents.problem(path, "", Span(), "KLT117/ending", name=name))
    return editions, problems


def version(data: bytes) -> int:
    """The version of the content, as its `site.yaml` states it; 1 where it does not."""
    document, _ = documents.parse(SITE, data)
    stated = document.value.get("version") if document else None
    return int(stated) if isinstance(stated, str) and _NUMBER.fullmatch(stated) else 1


def of_another_version(data: bytes) -> tuple[Problem, ...]:
    """That the content is not of the version that is read here: whatever else would be told of it might be wrong."""
    document, found = documents.parse(SITE, data)[0], version(data)
    if document is None or found == VERSION:
        return ()
    sentence = "KLT220/newer" if found > VERSION else "KLT220/older"
    finding = Finding(sentence, ("version",), {"found": found, "known": VERSION})
    return (documents.locate(document, finding, labels(Site)),)


def _languages(data: bytes) -> tuple[str, ...]:
    """The languages that site.yaml names: needed before its own texts can be read."""
    document, _ = documents.parse(SITE, data)
    named = document.value.get("languages") if document else None
    if isinstance(named, list):
        return tuple(one for one in named if isinstance(one, str) and _LANGUAGE.fullmatch(one)) or ("en",)
    return ("en",)


def _read(
    model: type[M], path: str, files: Mapping[str, bytes], reading: Reading, limit: int = documents.SIZE_LIMIT
) -> tuple[M | None, tuple[Problem, ...]]:
    if path not in files:
        return None, (documents.problem(path, "", Span(), "KLT118/settings", name=path),)
    document, problems = documents.parse(path, files[path], limit)
    if document is None:
        return None, problems
    fields = read_fields(model, document.value, reading, document.damaged)
    named = labels(model)
    problems += tuple(documents.locate(document, finding, named) for finding in fields.findings)
    return (None if errors(problems) else fields.model), problems


def _across(settings: Settings, files: Mapping[str, bytes]) -> Iterator[Problem]:
    """What only several of the files together show."""
    if settings.site.edition is not None and settings.site.edition not in settings.editions:
        yield _located(Site, SITE, files, Finding("KLT218/edition", ("edition",)))
    for name, edition in settings.editions.items():
        for finding in _edition(edition, settings.vocabulary):
            yield _located(Edition, edition_file(name), files, finding)


def navigation(
    site: Site, views: tuple[str, ...], pages: tuple[str, ...], files: Mapping[str, bytes]
) -> Iterator[Problem]:
    """What header, footer and publication would lead to in vain, given the names of all views and pages."""
    names, chapters = (*views, *pages), (*CHAPTERS, *pages)
    for field in ("navigation", "footer"):
        for at, name in enumerate(getattr(site, field)):
            if name not in names:
                yield _located(Site, SITE, files, Finding("KLT218/target", (field, at), {"known": names}))
    for at, name in enumerate(site.publication.chapters if site.publication else ()):
        if name not in chapters:
            path = ("publication", "chapters", at)
            yield _located(Site, SITE, files, Finding("KLT218/chapter", path, {"known": chapters}))


def _edition(edition: Edition, vocabulary: Vocabulary) -> Iterator[Finding]:
    for category, counts in edition.categories.items():
        if category not in CATEGORIES:
            yield Finding(
                "KLT218/category", ("categories", category), {"key": category, "known": CATEGORIES}, at_key=True
            )
            continue
        options = tuple(vocabulary.categories[category].options)
        for option, count in counts.items():
            path = ("categories", category, option)
            if option not in options:
                yield Finding("KLT218/option", path, {"key": option, "known": options}, at_key=True)
            elif count > edition.entries:
                yield Finding("KLT218/more-than-all", path, {"entries": edition.entries})


def _located(model: type[Declared], path: str, files: Mapping[str, bytes], finding: Finding) -> Problem:
    document, _ = documents.parse(path, files[path], EDITION_LIMIT)
    if document is None:
        raise ValueError(f"{path} was read before and cannot be read now")
    return documents.locate(document, finding, labels(model))
