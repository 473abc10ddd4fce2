"""What lies between two states of the content, as values: entries, their fields, the published numbers, the claims."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from msgspec import Struct, field
from msgspec.structs import astuple

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.declared import Declared, declarations
from kltsite.domain.settings import CATEGORIES, Settings
from kltsite.domain.translations import Record
from kltsite.domain.values import Text
from kltsite.intake.collaborations import FOLDER, slug_of
from kltsite.problems import Problem
from kltsite.stats import CROSS, Count, Statistics, evaluated, tally

Trail = tuple[str, ...]  # the way to a field: labels in English, the names of items, languages

ADDED, CHANGED, RENAMED, WITHDRAWN, REMOVED = "added", "changed", "renamed", "withdrawn", "removed"
_NAMED_BY = ("name", "title", "speaker", "url", "file")  # what an item of a list is called by
_CLAIMS = ("KLT610", "KLT611")


class State(Struct, frozen=True):
    """The content at one moment: its entries by slug, its numbers, and what is wrong with it."""

    settings: Settings
    cases: Mapping[str, Collaboration]
    statistics: Statistics
    problems: tuple[Problem, ...]
    records: Mapping[str, Record] = field(default_factory=dict)  # what was confirmed of texts, by slug

    @property
    def unread(self) -> frozenset[str]:
        """The slugs of entries whose files are too wrong to be read."""
        files = {problem.file for problem in self.problems if problem.file.startswith(FOLDER)}
        return frozenset(map(slug_of, files)) - self.cases.keys()


class Value(Struct, frozen=True):
    """What a field says: texts as they are, keys of a vocabulary with its name."""

    words: tuple[str, ...]
    vocabulary: str = ""


NOTHING = Value(())


class Field(Struct, frozen=True):
    """One field before and after."""

    trail: Trail
    before: Value
    after: Value


class Entry(Struct, frozen=True):
    """One entry before and after."""

    slug: str
    kind: str
    before: Collaboration | None
    after: Collaboration | None
    fields: tuple[Field, ...]

    @property
    def links(self) -> tuple[str, ...]:
        """The addresses elsewhere that are new."""
        old = {word for field in self.fields for word in field.before.words}
        new = (word for field in self.fields for word in field.after.words if word.startswith(("https://", "http://")))
        return tuple(dict.fromkeys(word for word in new if word not in old))


class OneSided(Struct, frozen=True):
    """A text that was changed in some languages, and not in others."""

    trail: Trail
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]


class Number(Struct, frozen=True):
    """One answer of the evaluation before and after: (count, how many answered)."""

    category: str
    option: str
    before: tuple[Count, int]
    after: tuple[Count, int]


def entries(before: State, after: State) -> tuple[Entry, ...]:
    """Every entry that is not as it was, by slug."""
    renamed = {former: slug for slug, case in after.cases.items() for former in case.former_slugs}
    found = []
    for slug in sorted((before.cases.keys() | after.cases.keys()) - before.unread - after.unread):
        if slug not in after.cases and renamed.get(slug) in after.cases:
            continue  # told where it is now
        former = next((one for one in _former(after, slug) if one in before.cases), slug)
        entry = _entry(slug, before.cases.get(former), after.cases.get(slug), renamed=former != slug)
        if entry is not None:
            found.append(entry)
    return tuple(found)


def _former(after: State, slug: str) -> tuple[str, ...]:
    case = after.cases.get(slug)
    return (slug, *case.former_slugs) if case else (slug,)


def _entry(slug: str, before: Collaboration | None, after: Collaboration | None, *, renamed: bool) -> Entry | None:
    old, new = (dict(values(case)) if case else {} for case in (before, after))
    fields = tuple(
        Field(trail, old.get(trail, NOTHING), new.get(trail, NOTHING))
        for trail in dict.fromkeys((*new, *old))
        if old.get(trail) != new.get(trail)
    )
    if not fields and not renamed:
        return None
    return Entry(slug, _kind(before, after, renamed=renamed), before, after, fields)


def _kind(before: Collaboration | None, after: Collaboration | None, *, renamed: bool) -> str:
    if before is None:
        return ADDED
    if after is None:
        return REMOVED
    if after.status == "withdrawn" != before.status:
        return WITHDRAWN
    return RENAMED if renamed else CHANGED


def values(case: Declared, above: Trail = ()) -> Iterator[tuple[Trail, Value]]:
    """Every field that is stated, by the way to it; an item of a list goes by its name, whatever its position."""
    for name, one in declarations(type(case)).items():
        yield from _values(getattr(case, name), (*above, one.label), one.key)


def _values(told: Any, trail: Trail, key: str) -> Iterator[tuple[Trail, Value]]:
    if told is None or told == () or told is False:
        return
    if isinstance(told, Text):
        for language, words in told.items():
            yield (*trail, language), Value((words,))
    elif isinstance(told, Declared):
        yield from values(told, trail)
    elif isinstance(told, tuple) and isinstance(told[0], Declared):
        names = dict[str, int]()
        for item in told:
            name = _name(item)
            names[name] = names.get(name, 0) + 1
            number = f" ({names[name]})" if names[name] > 1 else ""
            yield from values(item, (*trail, f"“{name}”{number}"))
    elif isinstance(told, tuple):
        yield trail, Value(tuple(map(_word, told)), key)
    else:
        yield trail, Value((_word(told),), key)


def _name(item: Declared) -> str:
    for name in _NAMED_BY:
        found = getattr(item, name, None)
        if found is not None:
            return found.best("en")[0] if isinstance(found, Text) else str(found)
    texts = (value for value in astuple(item) if isinstance(value, Text))
    return next((text.best("en")[0] for text in texts), "")[:40]


def _word(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def one_sided(entry: Entry, languages: Collection[str]) -> tuple[OneSided, ...]:
    """The texts of an entry that were changed in some of their languages while others stayed as they were."""
    if entry.before is None or entry.after is None:
        return ()
    old, new = dict(values(entry.before)), dict(values(entry.after))
    found: dict[Trail, tuple[list[str], list[str]]] = {}
    for trail, value in new.items():
        if trail[-1] in languages and trail in old:
            found.setdefault(trail[:-1], ([], []))[old[trail] == value].append(trail[-1])
    return tuple(OneSided(trail, tuple(one), tuple(other)) for trail, (one, other) in found.items() if one and other)


def numbers(before: State, after: State) -> tuple[Number, ...]:
    """The answers of the evaluation whose figures are not as they were."""
    found = []
    for category in CATEGORIES:
        old, new = before.statistics.categories[category], after.statistics.categories[category]
        for option in evaluated(after.settings.vocabulary, category):
            one = (old.options.get(option, Count(0, None)), old.answered)
            other = (new.options[option], new.answered)
            if (one[0].count, one[1]) != (other[0].count, other[1]):
                found.append(Number(category, option, one, other))
    return tuple(found)


def new_problems(before: State, after: State) -> tuple[Problem, ...]:
    """What is wrong now and was not before, wherever in its file it stands."""
    known = {_known(problem) for problem in before.problems}
    return tuple(problem for problem in after.problems if _known(problem) not in known)


def mended(before: State, after: State) -> tuple[Problem, ...]:
    """What was wrong before and is no more."""
    return new_problems(after, before)


def _known(problem: Problem) -> tuple[object, ...]:
    return problem.file, problem.sentence, problem.level, problem.field, problem.found, problem.values


def claims(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Those that say a claim in prose is not carried by its figures."""
    return tuple(problem for problem in problems if problem.code in _CLAIMS)


def lists(entry: Entry, settings: Settings) -> tuple[tuple[str, str], ...]:
    """(facet, value) of the lists that show the entry before or after; a cell of the cross-table is (CROSS, pair)."""
    cases = [case for case in (entry.before, entry.after) if case is not None and case.published]
    return tuple(dict.fromkeys(one for case in cases for one in _lists(case, settings)))


def _lists(case: Collaboration, settings: Settings) -> Iterator[tuple[str, str]]:
    """The lists of an entry are those of the numbers that it would have alone."""
    alone = tally((case,), settings.vocabulary, settings.site.evaluated_on)
    for name, one in (*alone.facets.items(), *alone.categories.items(), *alone.periods.items()):
        yield from ((name, value) for value, found in one.options.items() if found.count)
    yield from ((CROSS, f"{subsector}--{sector}") for subsector, sector in alone.cross)
