"""What fits together and what does not: within a case file, and across all of them."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import combinations
from typing import Any

from kltsite.domain.collaboration import Collaboration, Image
from kltsite.domain.declared import Declared, declarations, models_in, needed_fields
from kltsite.domain.settings import Settings
from kltsite.domain.values import Text
from kltsite.problems import Finding, Level, Path, Problem, Span
from kltsite.problems.catalogue import CATALOGUE
from kltsite.validator import criteria
from kltsite.validator.pictures import findings as picture_findings

_TAG = re.compile(
    r"</?(?!https?:|mailto:|[^<>\s]+@)[a-zA-Z][^<>\n]{0,80}>|<!--|<!\w|<\?\w"
)  # not Markdown's <https://…>
NEEDED_IN_EVERY_LANGUAGE = ("title", "summary")  # of a published entry
OWN = {"cci": ("subsectors",), "sme": ("sectors", "employees")}  # the fields that belong to partners of one role
_OF_ENTRIES = ("KLT2", "KLT4", "KLT5")  # how the codes of what is told of entries begin
NEAR = 0.9  # how alike two titles are, from 0 to 1, to be taken for the same


def within(case: Collaboration, settings: Settings) -> tuple[Finding, ...]:
    """Everything that one file shows by itself, the six criteria included."""
    checks = (_needed, _languages, _period, _dates, _place, _withdrawal, _roles, _statements, _sources, _html)
    found = [finding for check in checks for finding in check(case, settings)]
    found += criteria.findings(case, settings.criteria)
    return tuple(_set_aside(case, found))


def may_be_set_aside(code: str) -> bool:
    """Whether that is a warning about an entry, by itself or beside others: only such can its file set aside."""
    is_warning = CATALOGUE[code].level is Level.WARNING
    return is_warning and code.startswith(_OF_ENTRIES) and code not in ("KLT414", "KLT514")


def _set_aside(case: Collaboration, found: Sequence[Finding]) -> Iterator[Finding]:
    """Without the warnings that the file sets aside; with what is wrong with its exceptions."""
    excepted = {one.code for one in case.exceptions}
    for finding in found:
        if not (finding.sentence[:6] in excepted and may_be_set_aside(finding.sentence[:6])):
            yield finding
    noticed = {finding.sentence[:6] for finding in found}
    for at, one in enumerate(case.exceptions):
        rule = CATALOGUE.get(one.code)
        if rule is None:
            yield Finding("KLT219/unknown", ("exceptions", at, "code"))
        elif rule.level is not Level.WARNING:
            yield Finding("KLT219/not-a-warning", ("exceptions", at, "code"))
        elif not may_be_set_aside(one.code) or (one.code not in noticed and not one.code.startswith("KLT5")):
            yield Finding("KLT414/unused", ("exceptions", at, "code"), also=((),))


def _level(case: Collaboration) -> Level:
    return Level.ERROR if case.published else Level.TODO


def _needed(case: Collaboration, settings: Settings) -> Iterator[Finding]:
    if case.status == "withdrawn":
        return
    for name, _ in needed_fields(Collaboration, "published"):
        if not case.states(name):
            yield Finding("KLT202/published", (name,), level=_level(case))


def _languages(case: Collaboration, settings: Settings) -> Iterator[Finding]:
    if case.status == "withdrawn":
        return
    for path, text in texts(case):
        for language in settings.site.languages:
            if language in text or not text:
                continue
            if path[0] in NEEDED_IN_EVERY_LANGUAGE and len(path) == 1:
                yield Finding("KLT216/needed", path, {"language": language}, _level(case))
            else:
                yield Finding("KLT217/partly", path, {"language": language})


def texts(model: Declared) -> list[tuple[Path, Text]]:
    """Every Text of a model, with its path."""
    found: list[tuple[Path, Text]] = []
    _gather(model, (), found)
    return found


def _gather(value: object, path: Path, found: list[tuple[Path, Text]]) -> None:
    if type(value) is Text:  # isinstance would take longer than all else here
        found.append((path, value))
    elif isinstance(value, Declared):
        for name, key in _worded(type(value)):
            if below := getattr(value, name):
                _gather(below, (*path, key), found)
    elif isinstance(value, tuple):
        for at, one in enumerate(value):
            _gather(one, (*path, at), found)
    elif isinstance(value, dict):
        for key, one in value.items():
            _gather(one, (*path, key), found)


@cache
def _worded(model: type[Declared]) -> tuple[tuple[str, str], ...]:
    """(attribute, key) of the fields of a model that can hold a Text at any depth."""
    return tuple((name, one.key) for name, one in declarations(model).items() if _holds_text(one.annotation))


def _holds_text(annotation: Any) -> bool:
    return annotation is Text or any(map(_worded, models_in(annotation)))


def _period(case: Collaboration, settings: Settings) -> Iterator[Finding]:
    period = case.period
    if period is None:
        return
    if period.started is not None and period.years is not None:
        yield Finding("KLT403/both", ("period", "years"))
    if period.ended is not None:
        if period.started is None:
            if period.years is None:
                yield Finding("KLT402/no-start", ("period", "ended"), also=(("period", "started"), ("period", "years")))
        elif period.ended.latest() < period.started.earliest():
            yield Finding("KLT401/order", ("period", "ended"), {"started": str(period.started)})
    if period.started is not None and period.started.earliest() > settings.site.evaluated_on:
        yield Finding("KLT412/later", ("period", "started"), {"as_of": settings.site.evaluated_on.isoformat()})


def _dates(case: Collaboration, settings: Settings) -> Iterator[Finding]:
    if case.listed and case.reviewed and case.reviewed < case.listed:
        yield Finding("KLT404/order", ("reviewed",), {"listed": case.listed.isoformat()})


def _place(case: Collaboration, settings: Settings) -> Iterator[Finding]:
    place = case.place
    if place is None:
        return
    if place.inhabitants is not None and place.counted is None:
        yield Finding("KLT409/no-year", ("place", "inhabitants"), also=(("place", "counted"),))
    if place.counted is not None and place.inhabitants is None:
        yield Finding("KLT409/no-figure", ("place", "counted"), also=(("place", "inhabitants"),))
    if (place.latitude is None) != (place.longitude is None):
        stated, missing = ("latitude", "longitude") if place.longitude is None else ("longitude", "latitude")
        yield Finding("KLT406/half", ("place", stated), {"missing": missing}, also=(("place", missing),))
    elif place.latitude is not None and place.longitude is not None:
        box = settings.vocabulary.countries[place.country]
        if not box.south <= place.latitude <= box.north:
            yield Finding("KLT405/far", ("place", "latitude"), {"country": place.country})
        elif not box.west <= place.longitude <= box.east:
            yield Finding("KLT405/far", ("place", "longitude"), {"country": place.country})


def _withdrawal(case: Collaboration, settings: Settings) -> Iterator[Finding]:
    if case.status == "withdrawn" and case.withdrawn is None:
        yield Finding("KLT407/no-reason", ("status",), also=(("withdrawn",),))
    if case.status != "withdrawn" and case.withdrawn is not None:
        yield Finding("KLT407/no-status", ("withdrawn",), {"status": case.status}, at_key=True)


def _roles(case: Collaboration, settings: Settings) -> Iterator[Finding]:
    names: set[str] = set()
    for at, partner in enumerate(case.partners):
        for name in (name for own in OWN.values() for name in own):
            if partner.states(name) and name not in OWN.get(partner.role, ()):
                yield Finding(f"KLT408/{name}", ("partners", at, name), {"role": partner.role}, at_key=True)
        if partner.name.casefold() in names:
            yield Finding("KLT411/twice", ("partners", at, "name"))
        names.add(partner.name.casefold())


def _statements(case: Collaboration, settings: Settings) -> Iterator[Finding]:
    if case.evidence is None:
        return
    for name, declared in declarations(type(case.evidence)).items():
        statement, path = getattr(case.evidence, name), ("evidence", declared.key)
        if statement is None:
            continue
        if statement.statement is not None and statement.source is None:
            yield Finding("KLT413/no-source", (*path, "statement"), at_key=True, also=((*path, "source"),))
        if (
            statement.source is not None
            and statement.statement is None
            and not getattr(statement, "commissioned", False)
        ):
            yield Finding("KLT413/no-statement", (*path, "source"), at_key=True, also=((*path, "statement"),))


def _sources(case: Collaboration, settings: Settings) -> Iterator[Finding]:
    for at, source in enumerate(case.sources):
        for position, name in enumerate(source.supports):
            if not stated(case, name):
                yield Finding("KLT410/absent", ("sources", at, "supports", position), also=(tuple(name.split(".")),))
    if case.published and not case.sources:
        yield Finding("KLT416/none", ("sources",))


def stated(case: Collaboration, name: str) -> bool:
    """Whether the file states the field of that name: `period`, or with a point `place.inhabitants`."""
    value: object = case
    for step in name.split("."):
        if not isinstance(value, Declared):
            return False
        key = _attributes(type(value)).get(step, "")
        if not key or not value.states(key):
            return False
        value = getattr(value, key)
    return True


@cache
def _attributes(model: type[Declared]) -> dict[str, str]:
    """The attribute of each field, by its key, also with underscores."""
    return {key: name for name, one in declarations(model).items() for key in (one.key, one.key.replace("-", "_"))}


def _html(case: Collaboration, settings: Settings) -> Iterator[Finding]:
    for path, text in texts(case):
        for language, words in text.items():
            if "<" in words and (tag := _TAG.search(words)):
                yield Finding("KLT415/html", (*path, language), {"tag": tag[0]}, part=tag[0])


def across(cases: Mapping[str, Collaboration], settings: Settings) -> tuple[tuple[str, Finding], ...]:
    """What only several files together show: (slug of the file, finding), in the order of the slugs."""
    alive = {slug: case for slug, case in sorted(cases.items()) if case.status != "withdrawn"}
    found = [*_former(cases), *_near_titles(alive), *_same_partners(alive), *_spellings(alive)]
    return tuple(one for one in found if not _excepted(cases[one[0]], one[1]))


def _excepted(case: Collaboration, finding: Finding) -> bool:
    code = finding.sentence[:6]
    return may_be_set_aside(code) and any(one.code == code for one in case.exceptions)


def _former(cases: Mapping[str, Collaboration]) -> Iterator[tuple[str, Finding]]:
    claimed: dict[str, str] = {}
    for slug, case in sorted(cases.items()):
        for at, former in enumerate(case.former_slugs):
            path = ("former_slugs", at)
            if former in cases:
                yield slug, Finding("KLT501/taken", path)
            elif former in claimed:
                yield slug, Finding("KLT502/twice", path, {"other": claimed[former]})
            claimed.setdefault(former, slug)


@lru_cache(16384)  # names of partners and regions come again and again
def fold(words: str) -> str:
    """Words for comparison: no accents, no case, no punctuation, single spaces."""
    plain = words.casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain.replace("ø", "o").replace("ł", "l").replace("đ", "d"))
        plain = plain.translate(_WITHOUT_ACCENTS)
    return " ".join(_WORDS.findall(plain))


class _WithoutAccents(dict[int, int | None]):
    """A table for `str.translate` that takes out combining characters; it learns each when it meets it."""

    def __missing__(self, letter: int) -> int | None:
        self[letter] = None if unicodedata.combining(chr(letter)) else letter
        return self[letter]


_WITHOUT_ACCENTS = _WithoutAccents()
_WORDS, _NUMBERS = re.compile(r"[^\W_]+"), re.compile(r"\d+")


def _near_titles(cases: Mapping[str, Collaboration]) -> Iterator[tuple[str, Finding]]:
    """Titles that are alike in one language; compared within groups, so that time stays linear."""
    seen: dict[tuple[str, tuple[str, ...]], list[tuple[str, str]]] = defaultdict(list)
    for slug, case in cases.items():
        for language, title in case.title.items():
            folded = fold(title)
            groups = [seen[language, group] for group in _groups(folded)]
            near = next((other for group in groups for like, other in group if _alike(folded, like)), None)
            for group in groups:
                group.append((folded, title))
            if near is not None:
                yield slug, Finding("KLT510/near", ("title", language), {"title": title, "other": near})
                break


def _groups(folded: str) -> frozenset[tuple[str, ...]]:
    """What titles that are alike share: all numbers (part 1 is not part 2), and two of the three longest words."""
    numbers = _NUMBERS.findall(folded)
    longest = sorted(sorted(folded.split()), key=len, reverse=True)[:3]  # of one length by the alphabet
    return frozenset((*numbers, *pair) for pair in combinations((*longest, "", "")[:3], 2))


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= NEAR and matcher.quick_ratio() >= NEAR and matcher.ratio() >= NEAR


def _same_partners(cases: Mapping[str, Collaboration]) -> Iterator[tuple[str, Finding]]:
    first: dict[frozenset[str], Collaboration] = {}
    for slug, case in cases.items():
        names = frozenset(fold(partner.name) for partner in case.partners)
        if len(names) < 2:
            continue
        other = first.setdefault(names, case)
        if other is not case:
            yield slug, Finding("KLT511/same", ("partners",), {"other": other.slug})


def _spellings(cases: Mapping[str, Collaboration]) -> Iterator[tuple[str, Finding]]:
    first: dict[str, tuple[str, str]] = {}
    for slug, case in cases.items():
        for at, partner in enumerate(case.partners):
            spelling, other = first.setdefault(fold(partner.name), (partner.name, slug))
            if spelling != partner.name and other != slug:
                yield slug, Finding("KLT512/spelling", ("partners", at, "name"), {"spelling": spelling, "other": other})


def media(case: Collaboration, pictures: Mapping[str, bytes]) -> Iterator[Finding]:
    """Pictures that the file names: below content/media, there, and really pictures."""
    for at, item in enumerate(case.media):
        if isinstance(item, Image):
            yield from _picture(item.file, pictures, ("media", at, "file"))


def _picture(file: str, pictures: Mapping[str, bytes], path: Path) -> Iterator[Finding]:
    if (
        file.startswith(("/", "\\"))
        or "\\" in file
        or ":" in file
        or any(part in ("", ".", "..") for part in file.split("/"))
    ):
        yield Finding("KLT801/outside", path)
    elif file not in pictures:
        yield Finding("KLT802/missing", path)
    else:
        yield from picture_findings(pictures[file], file, path)


def unused(path: str) -> Problem:
    """A picture that no entry names."""
    return Problem(path, Span(), "KLT804/unused", Level.WARNING)
