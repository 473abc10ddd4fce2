"""A rule told to a person: what it asks, why, what counts, how to mend it, and an example of wrong and right."""

from __future__ import annotations

import difflib
import re
import textwrap
from collections.abc import Iterator, Mapping
from gettext import NullTranslations

from kltsite.domain.settings import Criteria
from kltsite.languages import N_
from kltsite.present.views.rules import weight
from kltsite.present.words import Words
from kltsite.problems.catalogue import CATALOGUE, Rule, Sentence
from kltsite.problems.examples import NOTHING, Example, Examples
from kltsite.problems.telling import blanks, unfilled
from kltsite.validator.criteria import CRITERIA, Criterion

WIDTH = 100  # columns

_PARTS = (N_("Why"), N_("What counts"), N_("What editors do"), N_("How it is checked"))  # of a criterion's docstring


def resolved(asked: str) -> tuple[Rule, str | None] | None:
    """The rule that is meant by a code, a sentence's name or a criterion's key, and the one sentence, if one is meant.

    Small letters are as good as capitals. None where there is no such rule.
    """
    code, slash, name = asked.strip().partition("/")
    rule = CATALOGUE.get(code.upper()) or CATALOGUE.get(_codes_of_criteria().get(code.lower(), ""))
    if rule is None or (slash and name.lower() not in rule.sentences):
        return None
    return rule, name.lower() if slash else None


def names() -> tuple[str, ...]:
    """Everything that can be explained: codes, keys of criteria, sentences."""
    sentences = (f"{code}/{name}" for code, rule in CATALOGUE.items() for name in rule.sentences)
    return (*CATALOGUE, *_codes_of_criteria(), *sentences)


def nearest(asked: str) -> str:
    """What may have been meant; "" where nothing is like it."""
    code, slash, name = asked.strip().partition("/")
    known = resolved(code)
    if known and slash:
        return f"{known[0].code}/{_near(name.lower(), list(known[0].sentences)) or next(iter(known[0].sentences))}"
    if number := re.fullmatch(r"klt(\d{3})", code.strip().casefold()):
        return min(CATALOGUE, key=lambda one: abs(int(one[3:]) - int(number[1])))
    folded = {one.casefold(): one for one in names()}
    return folded.get(_near(asked.strip().casefold(), list(folded)), "")


def _near(asked: str, known: list[str]) -> str:
    return next(iter(difflib.get_close_matches(asked, known, 1, 0.6)), "")


def _codes_of_criteria() -> dict[str, str]:
    return {criterion.key: criterion.code for criterion in CRITERIA}


def listed(translations: NullTranslations) -> str:
    """Every code with its short name, a line each."""
    say = translations.gettext
    keys = {code: key for key, code in _codes_of_criteria().items()}
    lines = [
        f"{code}  {say(rule.title)}{f' ({keys[code]})' if code in keys else ''}" for code, rule in CATALOGUE.items()
    ]
    return "\n".join((*lines, "", say(N_("kltsite explain CODE tells one of them."))))


def explained(rule: Rule, only: str | None, limits: Criteria, words: Words, known: Examples) -> str:
    """The rule with all its sentences, or with the one named `only`."""
    criterion = next((one for one in CRITERIA if one.code == rule.code), None)
    lines = [f"{rule.code} {words.gettext(rule.title)}", *_wrapped(words.gettext(weight(rule)), ""), ""]
    open_words = blanks(words.translations)
    if criterion is not None and only is None:
        lines += _criterion(criterion, limits, words)
    for name, sentence in rule.sentences.items():
        if only in (None, name):
            lines += [
                f"{rule.code}/{name}",
                *_sentence(sentence, words, open_words),
                *_example(known.get(f"{rule.code}/{name}", NOTHING), words),
            ]
            lines.append("")
    return "\n".join(lines).rstrip()


def _criterion(criterion: Criterion, limits: Criteria, words: Words) -> Iterator[str]:
    """The docstring of the criterion's function, which is also its public page."""
    values = {
        "employees": words.number(limits.employees.at_most),
        "inhabitants": words.number(limits.inhabitants.below),
        "urban_partners": words.number(limits.urban_partners),
    }
    first, *parts = (words.gettext(part).format_map(values) for part in criterion.paragraphs)
    yield from (*_wrapped(first, ""), "")
    for heading, part in zip(_PARTS, parts, strict=True):
        yield from (words.gettext(heading), *_wrapped(part), "")


def _sentence(sentence: Sentence, words: Words, open_words: Mapping[str, str]) -> Iterator[str]:
    message, why, fix = (
        unfilled(words.gettext(part), open_words) for part in (sentence.message, sentence.why, sentence.fix)
    )
    yield from (*_wrapped(message), *_wrapped(why), *_wrapped(f"→ {fix}", "    ", "      "))


def _example(example: Example, words: Words) -> Iterator[str]:
    for heading, lines in ((N_("Wrong:"), example.wrong), (N_("Right:"), example.right)):
        if lines:
            yield from ("", f"    {words.gettext(heading)}", *(f"    │ {line}".rstrip() for line in lines))


def _wrapped(text: str, first: str = "    ", further: str | None = None) -> list[str]:
    return textwrap.wrap(
        re.sub(r"\s+", " ", text),
        WIDTH,
        initial_indent=first,
        subsequent_indent=first if further is None else further,
        break_long_words=False,
        break_on_hyphens=False,
    )
