"""The conditions under which claims are true: `contact.targeted-contact > 50 % and entries >= 20`.

    condition  = comparison { "and" comparison }
    comparison = term operator term             operator: > >= < <= =
    term       = figure | number [ "%" ]

Nothing else can be said, and nothing is executed: a text is cut into parts once, each part is looked at once. Whatever
the text is, the answer is a condition or mistakes with their places. A figure without a part, 16 of 23 (69.6 %), is a
count where it is compared with a count, and a share where it is compared with a share or with another such figure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from msgspec import Struct, field

from kltsite.intake.figures import Figure

OPERATORS = (">", ">=", "<", "<=", "=")

_PART = re.compile(r"(?P<word>\w[\w:.-]*(?:,\d+)?)|(?P<operator>[<>=!≤≥≠]+)|(?P<percent>%)|(?P<other>\S)")
_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?")
_DECIMAL_COMMA = re.compile(r"([0-9]{1,9}),([0-9]{1,6})")
_MEANT = {
    "==": "=",
    "=>": ">=",
    "=<": "<=",
    "≥": ">=",
    "≤": "<=",
    **dict.fromkeys(("&", "und", "And", "AND"), "and"),
    **dict.fromkeys(("percent", "Prozent", "prozent"), "%"),
}


class Number(Struct, frozen=True):
    """A number that a condition states; `share` where per cent are meant, 50 % being 1/2."""

    value: Fraction
    share: bool = False


Term = Figure | Number


class Comparison(Struct, frozen=True):
    """Two terms and how the first is to stand to the second; `share` where shares are compared, else counts."""

    left: Term
    operator: str
    right: Term
    share: bool

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures among its terms."""
        return tuple(term for term in (self.left, self.right) if isinstance(term, Figure))


Condition = tuple[Comparison, ...]  # all of them are to hold; () where none could be read


class Mistake(Struct, frozen=True):
    """What is wrong with a condition, and where: from `start` to before `end`."""

    sentence: str
    start: int
    end: int
    values: Mapping[str, str] = field(default_factory=dict)


class _Part(NamedTuple):
    kind: str  # "word", "operator", "percent" or "other"
    text: str
    start: int
    end: int


class Names(Struct, frozen=True):
    """How figures are looked up: by name, and what a wrong name may have been meant to be."""

    find: Callable[[str], Figure | None]
    suggest: Callable[[str], str]


def parse(text: str, names: Names) -> tuple[Condition, tuple[Mistake, ...]]:
    """The condition in `text`, or everything that is wrong with it."""
    parts = [_Part(str(one.lastgroup), one[0], one.start(), one.end()) for one in _PART.finditer(text)]
    mistakes: list[Mistake] = []
    found: list[Comparison] = []
    for group in _between_ands(parts, len(text)):
        comparison, wrong = _comparison(group, names)
        mistakes += wrong
        if comparison is not None:
            found.append(comparison)
    return ((), tuple(mistakes)) if mistakes else (tuple(found), ())


class _Group(NamedTuple):
    """The parts of one comparison, and where the next would begin."""

    parts: tuple[_Part, ...]
    end: int


def _between_ands(parts: Sequence[_Part], length: int) -> Iterator[_Group]:
    group: list[_Part] = []
    for part in parts:
        if part.text == "and":
            yield _Group(tuple(group), part.start)
            group = []
        else:
            group.append(part)
    yield _Group(tuple(group), length)


def _comparison(group: _Group, names: Names) -> tuple[Comparison | None, tuple[Mistake, ...]]:
    left, at, wrong = _term(group, 0, names)
    if wrong and wrong[-1].sentence != "KLT602/unknown":
        return None, wrong
    if at >= len(group.parts):
        return None, (*wrong, _unfinished(group))
    operator = group.parts[at]
    if operator.text not in OPERATORS:
        return None, (*wrong, _refused(operator, "KLT608/sign"))
    right, at, more = _term(group, at + 1, names)
    wrong += more
    if at < len(group.parts) and (not more or more[-1].sentence == "KLT602/unknown"):
        wrong = (*wrong, _refused(group.parts[at], "KLT608/and"))
    if wrong or left is None or right is None:
        return None, wrong
    return _compared(left, operator.text, right, group)


def _term(group: _Group, at: int, names: Names) -> tuple[Term | None, int, tuple[Mistake, ...]]:
    """The term at the part `at`, and where the part behind it is."""
    if at >= len(group.parts):
        return None, at, (_unfinished(group),)
    part = group.parts[at]
    if part.kind != "word":
        return None, at + 1, (_refused(part, "KLT608/term"),)
    if comma := _DECIMAL_COMMA.fullmatch(part.text):
        meant = {"suggestion": f"{comma[1]}.{comma[2]}"}
        return None, at + 1, (Mistake("KLT608/number", part.start, part.end, meant | {"part": part.text}),)
    if _NUMBER.fullmatch(part.text):
        share = at + 1 < len(group.parts) and group.parts[at + 1].kind == "percent"
        value = Fraction(part.text)
        return Number(value / 100 if share else value, share), at + 1 + share, ()
    if part.text.replace(",", "").replace(".", "").isdecimal():
        return None, at + 1, (Mistake("KLT608/number", part.start, part.end, {"part": part.text}),)
    found = names.find(part.text)
    if found is not None:
        return found, at + 1, ()
    values = {"figure": part.text, "suggestion": names.suggest(part.text)}
    return None, at + 1, (Mistake("KLT602/unknown", part.start, part.end, values),)


def _compared(left: Term, operator: str, right: Term, group: _Group) -> tuple[Comparison | None, tuple[Mistake, ...]]:
    kinds = {_kind(left), _kind(right)}
    start, end = group.parts[0].start, group.parts[-1].end
    if isinstance(left, Number) and isinstance(right, Number):
        return None, (Mistake("KLT608/no-figure", start, end),)
    if kinds == {"count", "share"}:
        return None, (Mistake("KLT608/units", start, end),)
    return Comparison(left, operator, right, "count" not in kinds), ()


def _kind(term: Term) -> str:
    """Whether a term is a count or a share; "" for a figure that is both."""
    if isinstance(term, Number):
        return "share" if term.share else "count"
    if term.tallied and term.part in ("", "share"):
        return term.part
    return "count"


def _unfinished(group: _Group) -> Mistake:
    """Something is missing where the comparison ends."""
    at = group.parts[-1].end if group.parts else group.end
    return Mistake("KLT608/unfinished", at, at + 1)


def _refused(part: _Part, sentence: str) -> Mistake:
    meant = {"suggestion": _MEANT[part.text]} if part.text in _MEANT else {}
    return Mistake(sentence, part.start, part.end, meant | {"part": part.text})
