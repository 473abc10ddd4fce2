"""The numbers for a terminal and for programs: what `kltsite stats` prints."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from gettext import NullTranslations

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.settings import CATEGORIES, Settings
from kltsite.present.exports.sheets import edition_csv, evaluation_csv
from kltsite.present.words import Words
from kltsite.stats import Tally, edition_record, edition_tallies, evaluated, left_out, record, tally

BAR = 20  # characters for a hundred per cent


def told(
    settings: Settings,
    cases: Iterable[Collaboration],
    form: str,
    edition: str | None,
    language: str,
    translations: NullTranslations,
) -> str:
    """The evaluation as text, json or csv: today's, or a published edition's."""
    numbers = tally(cases, settings.vocabulary, settings.site.evaluated_on)
    published = settings.editions[edition] if edition else None
    if form == "json":
        found = edition_record(edition or "", published) if published else record(numbers)
        return json.dumps(found, ensure_ascii=False, indent=2) + "\n"
    if form == "csv":
        return (edition_csv(edition or "", published) if published else evaluation_csv(numbers, settings)).decode()
    words = Words(language, translations, settings)
    if published is not None:
        counted = words.ngettext("{count} entry", "{count} entries", published.entries)
        entries = counted.format(count=words.number(published.entries))
        head = f"{words.text(published.title)[0]} · {words.moment(published.published)} · {entries}"
        return _text(head, edition_tallies(published), words, settings)
    return _text(
        f"{words.published(len(numbers.entries))} · {words.day(numbers.as_of)}", numbers.categories, words, settings
    )


def _text(head: str, tallies: Mapping[str, Tally], words: Words, settings: Settings) -> str:
    labels = [words.label(name, option) for name in tallies for option in tallies[name].options]
    width = max(map(len, labels), default=0)
    lines = [head]
    for name in CATEGORIES:
        if name in tallies:
            lines += ["", *_category(name, tallies[name], words, settings, width)]
    return "\n".join(lines) + "\n"


def _category(name: str, one: Tally, words: Words, settings: Settings, width: int) -> Iterator[str]:
    label = words.text(settings.vocabulary.categories[name].label)[0]
    if one.complete:
        yield label
    else:
        stated = words.gettext("stated by {answered} of {total}")
        yield f"{label} ({stated.format(answered=words.number(one.answered), total=words.number(one.total))})"
    for option in evaluated(settings.vocabulary, name):
        if option in one.options:
            yield _line(words.label(name, option), one, option, words, width)
    beside = [
        option for option in left_out(settings.vocabulary, name) if option in one.options and one.options[option].count
    ]
    if beside:
        yield f"  {words.gettext('not part of the evaluation:')}"
        for option in beside:
            yield _line(words.label(name, option), one, option, words, width)


def _line(label: str, one: Tally, option: str, words: Words, width: int) -> str:
    found = one.options[option]
    filled = int((found.share or 0) * BAR / 100)
    bar = "█" * filled + "·" * (BAR - filled)
    return f"  {label:<{width}}  {bar}  {words.figure(found.count, one.answered, found.share)}"
