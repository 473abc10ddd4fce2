"""How far the translations are, for a terminal and for programs: what `kltsite translations` tells."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from kltsite import languages, translations
from kltsite.domain.collaboration import Collaboration
from kltsite.domain.declared import Declared, labels
from kltsite.domain.settings import Settings
from kltsite.domain.translations import Record
from kltsite.intake import collaborations, documents, prose
from kltsite.intake.settings import CRITERIA, EDITIONS, SITE, VOCABULARY
from kltsite.languages import N_, Interface, Msg
from kltsite.present.words import Words
from kltsite.problems import Finding, Problem
from kltsite.problems.telling import Teller
from kltsite.translations import Completeness, Standing, complete
from kltsite.validator.coherence import texts

Row = Mapping[str, Completeness]  # language -> how complete it is

INTERFACE, TERMS, PAGES, ENTRIES = "interface", "terms", "pages", "entries"
NAMES = {
    INTERFACE: N_("Interface"),
    TERMS: N_("Terms and settings"),
    PAGES: N_("Editorial pages"),
    ENTRIES: N_("All entries"),
}
_MISSING, _STALE = "KLT217/partly", "KLT513/stale"


class Progress(Struct, frozen=True):
    """The table, and each text that is missing or stale at its place; `whole` holds no row where entries are named."""

    languages: tuple[str, ...]
    whole: Mapping[str, Row]
    entries: Mapping[str, tuple[Collaboration, Row]]
    open: tuple[Problem, ...]
    unwatched: int  # texts in several languages that nobody has confirmed


class Sources(Struct, frozen=True):
    """What progress is reckoned from: the content as it was judged, and the interface."""

    settings: Settings
    cases: Sequence[Collaboration]
    records: Mapping[str, Record]
    problems: Sequence[Problem]
    files: Mapping[str, bytes]
    interface: Interface


def progress(given: Sources, slugs: Collection[str] = (), into: Sequence[str] = ()) -> Progress:
    """How far each language is, in `into` only these; of named entries only theirs. Withdrawn ones are left out."""
    site = given.settings.site.languages
    shown = tuple(into) or site
    cases = [case for case in given.cases if case.slug in slugs or (not slugs and case.status != "withdrawn")]
    standing = {case.slug: translations.standings(case, given.records.get(case.slug), site) for case in cases}
    entries = {case.slug: (case, _row([standing[case.slug]], shown)) for case in cases}
    several = (one for each in standing.values() for one in each if len(site) - len(one.missing) > 1)
    unwatched = sum(not one.watched for one in several)
    found = [one for case in cases for one in _open(given, case, standing[case.slug], shown)]
    if slugs:
        return Progress(shown, {}, entries, tuple(found), unwatched)
    whole = {**_around(given, shown), ENTRIES: _row(list(standing.values()), shown)}
    return Progress(shown, whole, entries, (*_open_around(given, shown), *found), unwatched)


def _around(given: Sources, shown: Sequence[str]) -> dict[str, Row]:
    """How complete is what surrounds the entries."""
    interface = {one: languages.completeness(given.interface, one) for one in shown}
    texts_around = [one for model in _surroundings(given.settings).values() for one in texts(model)]
    terms = [Standing(path, _lacking(text, shown), (), ()) for path, text in texts_around]
    return {
        INTERFACE: {language: Completeness(every, there, 0, 0) for language, (there, every) in interface.items()},
        TERMS: _row([terms], shown),
        PAGES: _pages(given, shown),
    }


def _row(standings: Sequence[Sequence[Standing]], shown: Sequence[str]) -> Row:
    return {language: complete(standings, language) for language in shown}


def _lacking(text: Collection[str], site: Sequence[str]) -> tuple[str, ...]:
    return tuple(language for language in site if language not in text)


def _surroundings(found: Settings) -> dict[str, Declared]:
    """Each model that surrounds the entries, by its file."""
    editions = {f"{EDITIONS}{name}.yaml": edition for name, edition in found.editions.items()}
    return {SITE: found.site, VOCABULARY: found.vocabulary, CRITERIA: found.criteria, **editions}


def _pages(given: Sources, shown: Sequence[str]) -> Row:
    names = prose.names(given.files)
    return {
        language: Completeness(
            len(names), sum(f"{prose.FOLDER}{name}.{language}.md" in given.files for name in names), 0, 0
        )
        for language in shown
    }


def _open(
    given: Sources, case: Collaboration, standings: Sequence[Standing], shown: Sequence[str]
) -> Iterator[Problem]:
    """The texts of an entry that are missing or stale, each at its place."""
    findings = [Finding(_MISSING, one.path, {"language": language}) for one in standings for language in one.missing]
    findings += translations.stale(case, given.records.get(case.slug), given.settings.site.languages)
    path = collaborations.file_of(case.slug)
    document, _ = documents.parse(path, given.files[path])
    assert document is not None, "the entry was read from it"
    found = [collaborations.locate(document, one) for one in findings if one.values["language"] in shown]
    yield from sorted(found)


def _open_around(given: Sources, shown: Sequence[str]) -> Iterator[Problem]:
    """The texts and pages that surround the entries and are missing in a language, each at its place."""
    for file, model in _surroundings(given.settings).items():
        document, _ = documents.parse(file, given.files[file])
        assert document is not None, "the settings were read from it"
        for path, text in texts(model):
            for language in _lacking(text, shown):
                finding = Finding(_MISSING, path, {"language": language})
                yield documents.locate(document, finding, labels(type(model)))
    pages = (one for one in given.problems if one.sentence == "KLT603/missing")
    yield from (one for one in pages if dict(one.values)["language"] in shown)


# ---- how it is told


def text(found: Progress, words: Words, teller: Teller) -> str:
    """A table, and below it what is missing or to be reviewed, in words with file and line."""
    head = ["", *map(words.language_title, found.languages)]
    rows = [head]
    rows += [[words.gettext(NAMES[name]), *_cells(row, found, words)] for name, row in found.whole.items()]
    for slug, (case, row) in found.entries.items():
        rows.append([slug if case.published else f"{slug} ({words.gettext(_STATUS[case.status])})"])
        rows[-1] += _cells(row, found, words)
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    told = [_line(one, words, teller) for one in found.open] or [words.gettext("Nothing is missing or to be reviewed.")]
    if found.unwatched:
        unwatched = words.ngettext(
            "{count} text has never been confirmed, so no change of it is noticed.",
            "{count} texts have never been confirmed, so no change of theirs is noticed.",
            found.unwatched,
        )
        told.append(unwatched.format(count=words.number(found.unwatched)))
    return "\n".join([*lines, "", *told]) + "\n"


_STATUS: dict[str, Msg] = {"draft": N_("draft"), "withdrawn": N_("withdrawn")}


def _cells(row: Row, found: Progress, words: Words) -> Iterator[str]:
    for language in found.languages:
        one = row[language]
        there = words.gettext("{count} of {answered}")
        parts = [there.format(count=words.number(one.there), answered=words.number(one.texts))]
        if one.stale:
            stale = words.ngettext("{count} to review", "{count} to review", one.stale)
            parts.append(stale.format(count=words.number(one.stale)))
        yield ", ".join(parts)


def _line(problem: Problem, words: Words, teller: Teller) -> str:
    place, values = teller.place(problem), dict(problem.values)
    language = words.language_name(str(values["language"]))
    if problem.sentence == _STALE:
        name = teller.trail(replace(problem, trail=problem.trail[:-1]))  # the language is told behind it
        changed = values["changed"]
        others = ", ".join(map(words.language_name, changed if isinstance(changed, tuple) else ()))
        told = words.gettext("to review in {language}, as it has changed in {others}")
        return f"{place}: {name}: {told.format(language=language, others=others)}"
    name = teller.trail(problem) or str(values.get("name", ""))
    return f"{place}: {name}: {words.gettext('missing in {language}').format(language=language)}"


def record(found: Progress, teller: Teller) -> str:
    """The same as JSON (docs/cli.md)."""
    told = {
        "version": 1,
        "languages": list(found.languages),
        **{name: _there(row) for name, row in found.whole.items() if name != ENTRIES},
        **({"total": _told(found.whole[ENTRIES])} if ENTRIES in found.whole else {}),
        "entries": {
            slug: {"status": case.status, "languages": _told(row)} for slug, (case, row) in found.entries.items()
        },
        "unwatched": found.unwatched,
        "open": [_open_record(one, teller) for one in found.open],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _told(row: Row) -> dict[str, Any]:
    return {language: translations.told(one) for language, one in row.items()}


def _there(row: Row) -> dict[str, Any]:
    """Of what nobody confirms: only what is there."""
    return {language: {name: one[name] for name in ("texts", "there", "share")} for language, one in _told(row).items()}


def _open_record(problem: Problem, teller: Teller) -> dict[str, Any]:
    values = dict(problem.values)
    stale = problem.sentence == _STALE
    return {
        "state": "stale" if stale else "missing",
        "file": teller.path(problem),
        "line": problem.span.line,
        "column": problem.span.column,
        "field": problem.field,
        "language": values["language"],
        **({"changed": list(values["changed"])} if stale else {}),  # type: ignore[arg-type]
    }
