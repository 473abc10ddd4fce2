"""Claims held against the numbers: whether the figures carry what a page says. Exact fractions, no rounded shares."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from kltsite.domain.settings import Settings
from kltsite.intake.claims import Claim
from kltsite.intake.conditions import Comparison, Number, Term
from kltsite.intake.figures import Figure
from kltsite.intake.prose import Page, mark_problem, marks
from kltsite.problems import Problem
from kltsite.stats import Statistics, edition_tallies

LOST = ("KLT610", "KLT611")  # the codes of a claim that its figures do not carry: an edition's, today's

_COMPARE = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le, "=": operator.eq}


class Amount(Struct, frozen=True):
    """What a figure is: a count, and of an option how many answered and the share as it is shown."""

    count: int
    answered: int | None = None  # None for a number alone, such as that of all entries
    share: Decimal | None = None

    @property
    def ratio(self) -> Fraction | None:
        """The exact share; None where nobody answered."""
        return Fraction(self.count, self.answered) if self.answered else None


class Numbers(Struct, frozen=True):
    """Everything that figures can refer to."""

    settings: Settings
    statistics: Statistics | None  # None where not all entries could be read: today's numbers are not known then
    edition: str = ""  # whose numbers stand in the place of today's, where it has them

    def knows(self, claim: Claim) -> bool:
        """Whether the claim can be held against them."""
        return bool(claim.condition) and not (claim.current and self.statistics is None)

    def of(self, figure: Figure) -> str:
        """The edition whose number a figure is; "" for today's."""
        if figure.edition or not self.edition or figure.name[0] == "criteria":
            return figure.edition
        counts = self.settings.editions[self.edition].categories.get(figure.name[0], {})
        return self.edition if not figure.tallied or figure.name[1] in counts else ""

    def amount(self, figure: Figure) -> Amount:
        """The figure's number. Raises ValueError for one of today where these are not known."""
        if figure.name[0] == "criteria":
            limits = self.settings.criteria
            return Amount(limits.employees.at_most if figure.name[1] == "employees" else limits.inhabitants.below)
        if named := self.of(figure):
            edition = self.settings.editions[named]
            entries, tallies = edition.entries, edition_tallies(edition)
        elif self.statistics is not None:
            entries, tallies = len(self.statistics.entries), dict(self.statistics.categories)
        else:
            raise ValueError("today's numbers are not known")
        if not figure.tallied:
            return Amount(entries)
        tally = tallies[figure.name[0]]
        option = tally.options[figure.name[1]]
        return Amount(option.count, tally.answered, option.share)


def lost(claim: Claim, numbers: Numbers) -> tuple[Comparison, ...]:
    """The comparisons of a claim that do not hold; none of a claim that the figures carry."""
    return tuple(one for one in claim.condition if not holds(one, numbers))


def holds(comparison: Comparison, numbers: Numbers) -> bool:
    """Whether it is true; a share of nobody is neither more nor less than anything."""
    left, right = (_value(term, comparison.share, numbers) for term in (comparison.left, comparison.right))
    return left is not None and right is not None and bool(_COMPARE[comparison.operator](left, right))


def _value(term: Term, share: bool, numbers: Numbers) -> Fraction | None:
    if isinstance(term, Number):
        return term.value
    amount = numbers.amount(term)
    if term.part == "answered":
        return Fraction(amount.answered or 0)
    return amount.ratio if share else Fraction(amount.count)


def check(pages: Iterable[Page], numbers: Numbers) -> Iterator[Problem]:
    """The claims that their figures do not carry, each at every mark of it."""
    for page in pages:
        failing = {claim.key: lost(claim, numbers) if numbers.knows(claim) else () for claim in page.claims}
        for claim, index in marks(page):
            failed = failing[claim.key]
            if failed:
                sentence = "KLT611/today" if claim.current else "KLT610/edition"
                figures = ", ".join(_told(one, numbers) for one in failed)
                yield mark_problem(page, index, claim, sentence, figures=figures)


def current(pages: Iterable[Page]) -> bool:
    """Whether a claim of these pages rests on today's numbers."""
    return any(claim.current for page in pages for claim in page.claims)


def _told(comparison: Comparison, numbers: Numbers) -> str:
    """`contact.joint-event 3/23 > contact.previous-collaboration 7/23`: what was compared, with its numbers."""
    left, right = (_term(term, numbers) for term in (comparison.left, comparison.right))
    return f"{left} {comparison.operator} {right}"


def _term(term: Term, numbers: Numbers) -> str:
    if isinstance(term, Number):
        value = Decimal(term.value.numerator) / Decimal(term.value.denominator) * (100 if term.share else 1)
        return f"{value.normalize():f}{' %' if term.share else ''}"
    amount = numbers.amount(term)
    name = (f"{term.edition}:" if term.edition else "") + ".".join((*term.name, *([term.part] if term.part else [])))
    if term.part == "answered":
        return f"{name} ({amount.answered})"
    return f"{name} ({amount.count})" if amount.answered is None else f"{name} ({amount.count}/{amount.answered})"
