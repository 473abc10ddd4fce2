"""Editions held against their seals, and compared with each other by the entries behind them.

A seal notices accidents: a slip of the keys, a merge gone wrong, an exchanged PDF. It is no proof against forgery, as
whoever changes a number can reckon a new one; the history in git and the reviews of changes are that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.declared import as_json, labels
from kltsite.domain.editions import Counted, Edition
from kltsite.domain.settings import CATEGORIES, Settings
from kltsite.intake import documents
from kltsite.intake.settings import EDITION_LIMIT, edition_file, publication_file
from kltsite.problems import Finding, Problem
from kltsite.stats import Statistics, answers

SEAL = "seal"
_UNTOLD = {"slug": "", "reviewed": None, "exceptions": (), "former_slugs": ()}  # nothing of the collaboration itself


# -- digests -------------------------------------------------------------------------------------------------


def digest_of(data: bytes) -> str:
    """SHA-256, as common tools tell it."""
    return hashlib.sha256(data).hexdigest()


def seal_of(value: Mapping[str, Any]) -> str:
    """The digest of all that an edition's file says beside its seal, whatever its layout and the order of its fields.

    `value` is the file as `Document.value`: texts, lists and mappings.
    """
    return digest_of(_canonical({key: below for key, below in value.items() if key != SEAL}))


def state_of(case: Collaboration) -> str:
    """Sixteen characters that change with what an entry states; layout, comments and reviews do not count."""
    stated = json.loads(as_json(replace(case, **_UNTOLD)))
    return hashlib.blake2b(_canonical(stated), digest_size=8).hexdigest()


def _canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(errors="surrogatepass")


def counted(cases: Mapping[str, Collaboration], statistics: Statistics) -> dict[str, Counted]:
    """The entries behind today's numbers, by slug: their states, and what each answered."""
    found = {}
    for slug in statistics.entries:
        given = {name: answers(cases[slug], name, statistics.as_of) for name in CATEGORIES}
        found[slug] = Counted(state=state_of(cases[slug]), **given)
    return found


def oldest_first(editions: Mapping[str, Edition]) -> tuple[str, ...]:
    """The names of editions in the order in which they came out."""
    return tuple(sorted(editions, key=lambda name: (editions[name].published.earliest(), name)))


# -- checking ------------------------------------------------------------------------------------------------


def check(settings: Settings, files: Mapping[str, bytes]) -> Iterator[Problem]:
    """What of the frozen editions is not as it was, given the content folder's `files`."""
    named = labels(Edition)
    for name, edition in settings.editions.items():
        if edition.seal is None and not (edition.counted or edition.publications or edition.content):
            continue  # written by hand
        document, _ = documents.parse(edition_file(name), files[edition_file(name)], EDITION_LIMIT)
        if document is None:
            raise ValueError(f"the edition {name} was read before and cannot be read now")
        for finding in (*_seal(edition, document.value), *_sums(edition), *_publications(name, edition, files)):
            yield documents.locate(document, finding, named)


def _seal(edition: Edition, value: Mapping[str, Any]) -> Iterator[Finding]:
    if edition.seal is None:
        first = next(name for name in ("counted", "publications", "content") if getattr(edition, name))
        yield Finding("KLT222/unsealed", (first,), at_key=True)
    elif edition.seal != seal_of(value):
        yield Finding("KLT222/seal", (SEAL,))


def _sums(edition: Edition) -> Iterator[Finding]:
    """Where the numbers are not those of the entries behind them."""
    if edition.counted is None:
        return
    if edition.entries != len(edition.counted):
        yield Finding("KLT222/entries", ("entries",), {"entries": len(edition.counted)})
    given: dict[tuple[str, str], int] = {}
    for slug, one in edition.counted.items():
        for category in CATEGORIES:
            for option in one.answers(category) or ():
                given[category, option] = given.get((category, option), 0) + 1
                if option not in edition.categories.get(category, {}):
                    path = ("counted", slug, category)
                    yield Finding("KLT222/untallied", path, {"name": slug, "key": option}, part=option)
    for category, counts in edition.categories.items():
        for option, count in counts.items():
            if count != given.get((category, option), 0):
                path = ("categories", category, option)
                yield Finding("KLT222/tally", path, {"count": given.get((category, option), 0)})


def _publications(name: str, edition: Edition, files: Mapping[str, bytes]) -> Iterator[Finding]:
    for language, printed in (edition.publications or {}).items():
        file = publication_file(name, language)
        if file not in files:
            yield Finding("KLT222/missing", ("publications", language), {"file": file}, at_key=True)
        elif (len(files[file]), digest_of(files[file])) != (printed.size, printed.digest):
            yield Finding("KLT222/publication", ("publications", language, "digest"), {"file": file})


# -- comparing -----------------------------------------------------------------------------------------------


class Between(Struct, frozen=True):
    """What became of the entries from one edition to a later one, each by its name in the one that it is in.

    Of those in both the name is that of the later edition; `renamed` has both names.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    gone: tuple[str, ...]

    @property
    def nothing(self) -> bool:
        """Whether all entries are the same, and as they were."""
        return not (self.added or self.changed or self.renamed or self.gone)


def between(before: Mapping[str, Counted], after: Mapping[str, Counted], today: Callable[[str], str]) -> Between:
    """Compare the entries of two editions; `today` gives the name that an entry has today."""
    old, new = _by_todays_name(before, today), _by_todays_name(after, today)
    both = [(old[name], new[name]) for name in new if name in old]
    return Between(
        added=tuple(sorted(slug for name, slug in new.items() if name not in old)),
        changed=tuple(sorted(slug for former, slug in both if before[former].state != after[slug].state)),
        renamed=tuple(sorted((former, slug) for former, slug in both if former != slug)),
        gone=tuple(sorted(slug for name, slug in old.items() if name not in new)),
    )


def _by_todays_name(entries: Mapping[str, Counted], today: Callable[[str], str]) -> dict[str, str]:
    """Today's name -> name in the edition; of two entries that are one today each keeps its own."""
    found: dict[str, str] = {}
    for slug in sorted(entries):
        name = today(slug)
        found[slug if name != slug and (name in entries or name in found) else name] = slug
    return found
