"""An evaluation frozen: what `kltsite edition` writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from kltsite.domain.editions import Counted, Printed
from kltsite.domain.settings import CATEGORIES, Settings
from kltsite.editions import SEAL, seal_of
from kltsite.intake.documents import parse
from kltsite.scaffold import quoted

_HEAD = """\
# Frozen by `kltsite edition`: this file is never changed again, and `kltsite check` notices when it is.
# What it counts, and how it is sealed: docs/fields.md.
"""


def frozen(
    name: str,
    title: Mapping[str, str],
    entries: Mapping[str, Counted],
    settings: Settings,
    content: str,
    printed: Mapping[str, Printed],
) -> str:
    """The file of an edition, sealed; `entries` are those that it counts, by slug, `content` is their folder's digest.

    `printed` are its publications, by language.
    """
    lines = [*_head(name, title, settings.site.evaluated_on), f"entries: {len(entries)}", *_numbers(entries, settings)]
    lines += ["counted:", *(f"  {slug}: {_counted(one)}" for slug, one in sorted(entries.items()))]
    if printed:
        lines.append("publications:")
        for language, one in printed.items():
            lines += [f"  {language}:", f"    size: {one.size}", f"    digest: {one.digest}"]
    lines.append(f"content: {content}")
    text = "\n".join(lines)
    document, problems = parse("", text.encode(), len(text) * 4)
    if document is None:
        raise ValueError(f"what was written cannot be read: {problems}")
    return f"{_HEAD}{text}\n{SEAL}: {seal_of(document.value)}\n"


def _head(name: str, title: Mapping[str, str], day: date) -> Iterator[str]:
    yield "title:"
    yield from (f"  {language}: {quoted(words)}" for language, words in title.items())
    yield f"published: {name}"
    yield f"evaluated_on: {day.isoformat()}"


def _numbers(entries: Mapping[str, Counted], settings: Settings) -> Iterator[str]:
    """How often each answer was given, also those that the evaluation leaves out and those that nobody gave."""
    yield "categories:"
    for category in CATEGORIES:
        yield f"  {category}:"
        given = [option for one in entries.values() for option in one.answers(category) or ()]
        for option in settings.vocabulary.categories[category].options:
            yield f"    {option}: {given.count(option)}"


def _counted(one: Counted) -> str:
    answers = ((name, one.answers(name)) for name in CATEGORIES)
    stated = [f"{name}: [{', '.join(some)}]" for name, some in answers if some is not None]
    return "{" + ", ".join((f"state: {one.state}", *stated)) + "}"
