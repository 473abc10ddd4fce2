"""One report on a change of the content, as Markdown for reviewers: what it does to entries, numbers, claims and pages.

What people wrote stands in it as text alone: it may come from anybody, and the report goes out under our own name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kltsite import changes, translations
from kltsite.changes import Entry, Number, State, Value
from kltsite.domain.collaboration import Collaboration
from kltsite.languages import N_
from kltsite.present.views.verdicts import STATES
from kltsite.present.words import Words
from kltsite.problems import Level, Problem
from kltsite.problems.telling import Teller
from kltsite.stats import Count
from kltsite.validator.criteria import CRITERIA, judge

HEADINGS = {
    changes.ADDED: N_("New: {title}"),
    changes.CHANGED: N_("Changed: {title}"),
    changes.RENAMED: N_("Changed and moved to a new address: {title}"),
    changes.WITHDRAWN: N_("Withdrawn: {title}"),
    changes.REMOVED: N_("Removed: {title}"),
}
LONGEST = 300  # characters of a value; the rest stands in the change itself
MARKER = "<!-- kltsite review -->"  # by which a comment of ours is found again


def report(before: State, after: State, words: Words, teller: Teller) -> str:
    """The whole report."""
    entries = changes.entries(before, after)
    unread = after.unread - before.unread
    found = changes.new_problems(before, after)
    parts = [
        f"{MARKER}\n## {words.gettext('What this change does')}",
        _summary(len(entries) + len(unread), found, words),
        *_problems(found, after, words, teller),
        *(_entry(one, after, words) for one in entries),
        *_numbers(before, after, words),
        *_claims(before, after, words, teller),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def stops(before: State, after: State) -> bool:
    """Whether the change brings an error of its own; older ones do not hold it up."""
    return any(problem.level is Level.ERROR for problem in changes.new_problems(before, after))


def _summary(entries: int, found: Sequence[Problem], words: Words) -> str:
    told = words.ngettext("{count} entry is touched.", "{count} entries are touched.", entries)
    errors = sum(problem.level is Level.ERROR for problem in found)
    if not errors:
        end = words.gettext("Nothing stands against it.")
    else:
        end = words.ngettext("{count} error has to be mended first.", "{count} errors have to be mended first.", errors)
    return f"{told.format(count=words.number(entries))} {end.format(count=words.number(errors))}"


def _problems(found: Sequence[Problem], after: State, words: Words, teller: Teller) -> Iterator[str]:
    if found:
        lines = [f"- `{teller.path(one)}:{one.span.line}` {_problem(one, teller)}" for one in found]
        yield f"### {words.gettext('What to look at')}\n\n" + "\n".join(lines)
    older = len(after.problems) - len(found)
    if older:
        told = words.ngettext(
            "{count} finding was there before and does not hold this up.",
            "{count} findings were there before and do not hold this up.",
            older,
        )
        yield told.format(count=words.number(older))


def _problem(problem: Problem, teller: Teller) -> str:
    trail = f"**{text(teller.trail(problem))}**: " if problem.trail else ""
    return f"{problem.code} {trail}{text(teller.message(problem))} {text(teller.hint(problem))}"


def _entry(entry: Entry, state: State, words: Words) -> str:
    case = entry.after or entry.before
    assert case is not None
    title = text(words.text(case.title)[0])
    parts = [f"### {words.gettext(HEADINGS[entry.kind]).format(title=title)}"]
    if entry.after is not None and entry.after.status != "withdrawn":
        parts += [_verdicts(entry.after, state, words), _translations(entry.after, state, words)]
        parts.append(_one_sided(entry, state, words))
    gone = entry.kind == changes.WITHDRAWN  # what is left is told, not all that went with it
    rows = [_row(one.trail, one.before, one.after, words) for one in entry.fields if one.after.words or not gone]
    if entry.kind != changes.REMOVED and rows:
        names = (words.gettext("Field"), words.gettext("Before"), words.gettext("Now"))
        head, columns = (names[::2], 2) if entry.kind == changes.ADDED else (names, 3)
        shown = [(row[0], row[2]) if columns == 2 else row for row in rows]
        summary = words.ngettext("{count} field", "{count} fields", len(rows)).format(count=words.number(len(rows)))
        parts.append(f"<details><summary>{summary}</summary>\n\n{_table(head, shown)}\n\n</details>")
    parts += [_links(entry, words), _pages(entry, state, words)]
    return "\n\n".join(part for part in parts if part)


def _verdicts(case: Collaboration, state: State, words: Words) -> str:
    names = {one.code: words.gettext(one.name) for one in CRITERIA}
    verdicts = judge(case, state.settings.criteria)
    return _table([names[one.code] for one in verdicts], [[words.gettext(STATES[one.state]) for one in verdicts]])


def _translations(case: Collaboration, state: State, words: Words) -> str:
    """Which languages the texts of an entry lack, and which are to be reviewed."""
    languages = state.settings.site.languages
    standing = translations.standings(case, state.records.get(case.slug), languages)
    found = {language: translations.complete([standing], language) for language in languages}
    lacking = [
        f"{words.language_name(language)} {one.there}/{one.texts}"
        for language, one in found.items()
        if one.there < one.texts
    ]
    stale = [f"{words.language_name(language)} {one.stale}" for language, one in found.items() if one.stale]
    told = [words.gettext("Texts that are there: {languages}.").format(languages=", ".join(lacking))] if lacking else []
    told += [words.gettext("Texts to be reviewed: {languages}.").format(languages=", ".join(stale))] if stale else []
    return " ".join(told) or words.gettext("Every text is there in every language.")


def _one_sided(entry: Entry, state: State, words: Words) -> str:
    """Which texts were changed in one language and not in another: each may be right, and is worth a look."""
    lines = []
    for one in changes.one_sided(entry, state.settings.site.languages):
        changed, unchanged = (", ".join(map(words.language_name, some)) for some in (one.changed, one.unchanged))
        told = words.gettext("changed in {changed}, as before in {unchanged}")
        trail = " › ".join(text(words.gettext(step)) for step in one.trail)
        lines.append(f"- {trail}: {told.format(changed=changed, unchanged=unchanged)}")
    return "\n".join([words.gettext("Do the languages still say the same?"), *lines]) if lines else ""


def _row(trail: Sequence[str], before: Value, after: Value, words: Words) -> tuple[str, str, str]:
    return " › ".join(text(words.gettext(step)) for step in trail), _shown(before, words), _shown(after, words)


def _shown(value: Value, words: Words) -> str:
    if value.words and value.words[0].startswith(("https://", "http://")):
        return code(value.words[0])
    told = ", ".join(words.known(value.vocabulary, word) for word in value.words)
    return text(told if len(told) <= LONGEST else f"{told[:LONGEST]}…") or "–"


def _links(entry: Entry, words: Words) -> str:
    if not entry.links:
        return ""
    return f"{words.gettext('New links, to be opened once:')}\n" + "\n".join(f"- {code(url)}" for url in entry.links)


def _pages(entry: Entry, state: State, words: Words) -> str:
    case = entry.after or entry.before
    if case is None or (case.status == "draft" and (entry.before is None or entry.before.status == "draft")):
        return words.gettext("A draft: no page changes.")
    languages, lists = len(state.settings.site.languages), len(changes.lists(entry, state.settings))
    told = words.gettext("Pages that change: that of the entry and {lists} lists, in {languages} languages.")
    return told.format(lists=words.number(lists + 1), languages=words.number(languages))


def _numbers(before: State, after: State, words: Words) -> Iterator[str]:
    if before.unread or after.unread:
        yield words.gettext("The effect on the numbers can be told once every entry can be read.")
        return
    found = changes.numbers(before, after)
    old, new = len(before.statistics.entries), len(after.statistics.entries)
    if not found and old == new:
        yield words.gettext("The published numbers stay as they are.")
        return
    rows = [(words.gettext("Published entries"), words.number(old), words.number(new))]
    rows += [(_answer(one, words), _figure(one.before, words), _figure(one.after, words)) for one in found]
    head = (words.gettext("Figure"), words.gettext("Before"), words.gettext("Now"))
    yield f"### {words.gettext('Effect on the published numbers')}\n\n{_table(head, rows)}"


def _answer(number: Number, words: Words) -> str:
    return text(words.label(number.category, number.option))


def _figure(side: tuple[Count, int], words: Words) -> str:
    count, answered = side
    return words.figure(count.count, answered, count.share)


def _claims(before: State, after: State, words: Words, teller: Teller) -> Iterator[str]:
    for heading, problems in (
        (words.gettext("Claims that no longer hold"), changes.claims(changes.new_problems(before, after))),
        (words.gettext("Claims that hold again"), changes.claims(changes.mended(before, after))),
    ):
        if problems:
            told = dict.fromkeys(f"- {text(teller.message(problem))}" for problem in problems)
            yield f"### {heading}\n\n" + "\n".join(told)


# ---- Markdown

_ACTS = re.compile(r"[\\`*_{}\[\]#|<>~:@&$]|(?<=www)\.", re.IGNORECASE)


def text(words: str) -> str:
    """A text as such: no mark-up, no link, no mention, no end of a line; each sign that could act as its number."""
    return _ACTS.sub(lambda sign: f"&#{ord(sign[0])};", " ".join(words.split()))


def code(words: str) -> str:
    """A text as code: nothing in it acts but a backtick, which an address does not have."""
    return f"`{' '.join(words.split()).replace('`', '')}`"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
