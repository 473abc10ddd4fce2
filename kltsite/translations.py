"""How complete the translations are, and which texts are to be reviewed since another language has changed.

No language is the original: whoever edits may begin in any. So the record of an entry (`intake.translations`) holds
agreements: the fingerprints of words that were found to say the same. Words that stand in an agreement are stale where
those of another language beside them are there no more, and no later agreement holds the two together. Words that are
in no agreement have never been confirmed, and nothing is said of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from msgspec import Struct

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.translations import Record, fingerprint
from kltsite.domain.values import Text
from kltsite.intake.translations import name_of
from kltsite.problems import Finding, Path, Value
from kltsite.stats import plain, share
from kltsite.validator.coherence import texts

Prints = Mapping[str, str]  # language -> fingerprint
HEAD = "# Kept by “kltsite translations --confirm”: these words were found to say the same (docs/translating.md).\n"


class Standing(Struct, frozen=True):
    """One text of an entry: the languages that lack it, and of those that have it which are confirmed or stale."""

    path: Path
    missing: tuple[str, ...]
    confirmed: tuple[str, ...]
    stale: tuple[tuple[str, tuple[str, ...]], ...]  # (language, those that have changed since)

    @property
    def watched(self) -> bool:
        """Whether a change of one language would be noticed: somebody has found two of them to say the same."""
        return bool(self.confirmed or self.stale)


class Completeness(Struct, frozen=True):
    """Of so many texts there are so many in one language; of these, confirmed ones and stale ones."""

    texts: int
    there: int
    confirmed: int
    stale: int


_all_alike = lru_cache(4096)(tuple[Standing, ...])  # many entries have the same texts in the same languages


def standings(case: Collaboration, record: Record | None, languages: Sequence[str]) -> tuple[Standing, ...]:
    """How each text of an entry stands in the site's languages."""
    found, agreements = _stated(case), record.texts if record else {}
    if not agreements:
        return _all_alike(tuple(_unconfirmed(path, tuple(text), tuple(languages)) for path, text in found))
    held = _held([one for one in found if name_of(one[0]) in agreements], agreements)
    return tuple(_standing(path, text, _of(path, text, agreements, held), languages) for path, text in found)


@lru_cache(4096)  # most texts stand as those of other entries do
def _unconfirmed(path: Path, there: tuple[str, ...], languages: tuple[str, ...]) -> Standing:
    return Standing(path, tuple(language for language in languages if language not in there), (), ())


def _stated(case: Collaboration) -> list[tuple[Path, Text]]:
    return [(path, text) for path, text in texts(case) if text]


def complete(entries: Iterable[Sequence[Standing]], language: str) -> Completeness:
    """How complete one language is, over all texts of some entries."""
    found = list(entries)
    times, different = Counter(map(id, found)), {id(standing): standing for standing in found}  # many share one

    def count(holds: Callable[[Standing], bool]) -> int:
        return sum(times[key] * sum(map(holds, standing)) for key, standing in different.items())

    return Completeness(
        count(lambda one: True),
        count(lambda one: language not in one.missing),
        count(lambda one: language in one.confirmed),
        count(lambda one: language in dict(one.stale)),
    )


def _prints(text: Text) -> dict[str, str]:
    return {language: fingerprint(words) for language, words in text.items()}


def _holds(agreement: Prints, prints: Prints) -> bool:
    """Whether an agreement is of just these words, as far as its languages are still there."""
    both = agreement.keys() & prints.keys()
    return len(both) > 1 and all(agreement[language] == prints[language] for language in both)


def _held(found: Iterable[tuple[Path, Text]], agreements: Mapping[str, Sequence[Prints]]) -> set[tuple[str, int]]:
    """Which agreements (by name of the text and position) hold: they say nothing of other items of a list."""
    return {
        (name_of(path), at)
        for path, text in found
        for at, agreement in enumerate(agreements.get(name_of(path), ()))
        if _holds(agreement, _prints(text))
    }


def _of(path: Path, text: Text, agreements: Mapping[str, Sequence[Prints]], held: set[tuple[str, int]]) -> list[Prints]:
    """The agreements that bear on one text."""
    name = name_of(path)
    if name not in agreements:
        return []
    prints = _prints(text)
    return [
        one
        for at, one in enumerate(agreements[name])
        if _holds(one, prints) or ((name, at) not in held and _has_words(one, prints))
    ]


def _has_words(agreement: Prints, prints: Prints) -> bool:
    return any(prints.get(language) == print_ for language, print_ in agreement.items())


def _standing(path: Path, text: Text, agreements: Sequence[Prints], languages: Sequence[str]) -> Standing:
    prints = _prints(text) if agreements else {}
    partners = {language: _partners(language, prints, agreements) for language in prints}
    stale = {language: changed for language, (_, changed) in partners.items() if changed}
    return Standing(
        path,
        tuple(language for language in languages if language not in text),
        tuple(language for language, (same, _) in partners.items() if same and language not in stale),
        tuple(stale.items()),
    )


def _partners(language: str, prints: Prints, agreements: Sequence[Prints]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The languages whose words were found to say what this one's say, and those that said so and have changed."""
    own = [one for one in agreements if one.get(language) == prints[language]]
    others = [other for other in prints if other != language and any(other in one for one in own)]
    same = tuple(other for other in others if any(one.get(other) == prints[other] for one in own))
    return same, tuple(other for other in others if other not in same)


# ---- what is told and kept


def stale(case: Collaboration, record: Record | None, languages: Sequence[str]) -> Iterator[Finding]:
    """A to-do for each text that is to be reviewed; of a withdrawn entry nothing is."""
    if record is None or case.status == "withdrawn":
        return
    for one in standings(case, record, languages):
        for language, changed in one.stale:
            values: dict[str, Value] = {"language": language, "changed": changed, "slug": case.slug}
            yield Finding("KLT513/stale", (*one.path, language), values)


def confirmed(case: Collaboration, record: Record | None, languages: Sequence[str] = ()) -> Record | None:
    """The record once somebody has compared the languages of an entry; None where there is nothing to keep.

    With `languages` only these were compared, with all others that are not stale themselves.
    """
    kept: dict[str, list[dict[str, str]]] = {}
    for standing, (path, text) in zip(standings(case, record, ()), _stated(case), strict=True):
        prints, name = _prints(text), name_of(path)
        agreed = _compared(prints, standing, languages)
        before = record.texts.get(name, ()) if record else ()
        others = prints.keys() - agreed.keys()
        still = [one for one in before if any(one.get(language) == prints[language] for language in others)]
        known = kept.setdefault(name, [])
        known += [one for one in ([agreed] if agreed else []) + still if one not in known]
    found = {name: tuple(agreements) for name, agreements in kept.items() if agreements}
    return Record(texts=found) if found else None


def _compared(prints: Prints, standing: Standing, languages: Sequence[str]) -> dict[str, str]:
    """The words that were found to say the same; none where there was nothing to compare."""
    stale = dict(standing.stale)
    if languages and not any(language in prints for language in languages):
        return {}
    looked = [one for one in prints if not languages or one in languages or one not in stale]
    return {language: prints[language] for language in looked} if len(looked) > 1 else {}


def written(record: Record) -> str:
    """The record as a file: the same for the same texts, a line for each agreement."""
    lines = ["texts:"]
    for name, agreements in record.texts.items():
        lines.append(f"  {name}:")
        for agreement in agreements:
            lines.append(f"    - {{{', '.join(f'{one}: {print_}' for one, print_ in sorted(agreement.items()))}}}")
    return HEAD + "\n".join(lines) + "\n"


def told(completeness: Completeness) -> dict[str, Any]:
    """The numbers of one language for programs."""
    return {
        "texts": completeness.texts,
        "there": completeness.there,
        "share": plain(share(completeness.there, completeness.texts)),
        "confirmed": completeness.confirmed,
        "stale": completeness.stale,
    }
