"""What readers see of claims: a mark behind the sentence, what it rests on, and whether the figures still carry it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from markupsafe import Markup
from msgspec import Struct

from kltsite.claims import Numbers, holds
from kltsite.intake.claims import Claim
from kltsite.intake.conditions import Comparison, Number, Term
from kltsite.intake.figures import Figure
from kltsite.languages import N_
from kltsite.present.addresses import relative
from kltsite.present.views import Cell, Said
from kltsite.present.views.scene import Scene
from kltsite.present.views.series import edition_href
from kltsite.present.words import Words

RELATIONS = {
    ">": N_("more than"),
    ">=": N_("at least"),
    "<": N_("less than"),
    "<=": N_("at most"),
    "=": N_("exactly"),
}
BROKEN = {
    ">": N_("not more than"),
    ">=": N_("not at least"),
    "<": N_("not less than"),
    "<=": N_("more than"),
    "=": N_("not exactly"),
}
FIRST_TOKEN = 0xF0000  # characters for private use stand for marks while Markdown is told; a page's own are taken out
_PRIVATE = re.compile("[\U000f0000-\U000ffffd]")  # twice as many as a page can have marks
_ALL = Figure("", ("entries",), "")


class Compared(Struct, frozen=True):
    """One side of a comparison: what was counted, and its number; `label` is "" for a number that the claim states."""

    label: str
    cell: Cell


class Ground(Struct, frozen=True):
    """A comparison in words, as the figures stand: left, "more than" or "not more than", right."""

    left: Compared
    relation: str
    right: Compared
    holds: bool


class ClaimNote(Struct, frozen=True):
    """What a claim rests on, as a note at the end of its page."""

    number: str
    anchor: str
    back: str  # the anchor of its first mark
    of: Said
    lost: bool
    grounds: tuple[Ground, ...]


class ClaimMark(Struct, frozen=True):
    """`claim.html`: the mark behind a sentence, and in place what the figures no longer carry."""

    anchor: str
    note: ClaimNote
    language: str  # of what the mark says, where the text around it is in another; else ""

    @property
    def broken(self) -> tuple[Ground, ...]:
        """The comparisons that do not hold."""
        return tuple(ground for ground in self.note.grounds if not ground.holds)


class Marks:
    """The marks of one page, numbered as they come; each stands in the Markdown as one character until it is told.

    `stem` begins the anchors: a document of several pages gives each its own.
    """

    def __init__(
        self, scene: Scene, stated: Mapping[str, Claim], folder: str, language: str, stem: str = "claim"
    ) -> None:
        self._scene, self._stated, self._folder, self._stem = scene, stated, folder, stem
        self._language = "" if language == scene.language else scene.language
        self._marks: list[ClaimMark] = []
        self._times: Counter[str] = Counter()  # how often each claim was marked so far
        self.notes: dict[str, ClaimNote] = {}

    def token(self, key: str) -> str:
        """What stands for the next mark of a claim; "" where the page states no such claim."""
        claim = self._stated.get(key)
        if claim is None:
            return ""
        if key not in self.notes:
            self.notes[key] = self._note(claim)
        note = self.notes[key]
        self._times[key] += 1
        again = f"--{self._times[key]}" if self._times[key] > 1 else ""
        self._marks.append(ClaimMark(f"{note.back}{again}", note, self._language))
        return chr(FIRST_TOKEN + len(self._marks) - 1)

    def told(self, html: Markup) -> Markup:
        """The HTML with every mark in the place of its character."""
        return Markup(_PRIVATE.sub(self._told, str(html)))  # rendered by a template, put in after Markdown was cleaned

    def _told(self, found: re.Match[str]) -> str:
        mark = self._marks[ord(found[0]) - FIRST_TOKEN]
        return self._scene.templates.render("claim.html", mark).strip()

    def _numbers(self, claim: Claim) -> Numbers:
        """What the claim is held against: in the book of an edition its numbers, where it has all that are needed."""
        scene = self._scene
        standing = Numbers(scene.settings, scene.statistics, scene.edition if claim.current else "")
        terms = (term for one in claim.condition for term in (one.left, one.right) if isinstance(term, Figure))
        known = all(standing.of(term) or term.name[0] == "criteria" for term in terms)
        return standing if known else Numbers(scene.settings, scene.statistics)

    def _note(self, claim: Claim) -> ClaimNote:
        numbers = self._numbers(claim)
        grounds = tuple(self._ground(one, numbers) for one in claim.condition)
        return ClaimNote(
            number=self._scene.words.number(len(self.notes) + 1),
            anchor=f"{self._stem}--{claim.key}--grounds",
            back=f"{self._stem}--{claim.key}",
            of=self._of(claim.edition or numbers.edition),
            lost=not all(ground.holds for ground in grounds),
            grounds=grounds,
        )

    def _of(self, edition: str) -> Said:
        scene = self._scene
        if edition:
            return scene.said(scene.settings.editions[edition].title)
        told = scene.words.gettext("today's figures, {day}")
        return Said(told.format(day=scene.words.day(scene.settings.site.evaluated_on)))

    def _ground(self, comparison: Comparison, numbers: Numbers) -> Ground:
        true = holds(comparison, numbers)
        relation = (RELATIONS if true else BROKEN)[comparison.operator]
        left, right = (self._compared(term, numbers) for term in (comparison.left, comparison.right))
        return Ground(left, self._scene.words.gettext(relation), right, true)

    def _compared(self, term: Term, numbers: Numbers) -> Compared:
        words = self._scene.words
        if isinstance(term, Number):
            return Compared("", Cell(_number(term, words)))
        return Compared(self._label(term), self._cell(term, numbers))

    def _label(self, figure: Figure) -> str:
        words = self._scene.words
        if figure.tallied:
            label = words.label(figure.name[0], figure.name[1])
            return words.gettext("{option} (stated by)").format(option=label) if figure.part == "answered" else label
        told = {
            "entries": words.gettext("Entries"),
            "employees": words.gettext("Employees at most"),
            "inhabitants": words.gettext("Inhabitants below"),
        }
        return told[figure.name[-1]]

    def _cell(self, figure: Figure, numbers: Numbers) -> Cell:
        scene, amount, edition = self._scene, numbers.amount(figure), numbers.of(figure)
        if figure.part == "answered":
            return Cell(scene.words.number(amount.answered or 0))
        if amount.answered is None:
            href = relative(self._folder, scene.addresses.browse()) if figure == _ALL and not edition else ""
            return Cell(scene.words.number(amount.count), href, str(amount.count) if href else "")
        told = scene.words.figure(amount.count, amount.answered, amount.share)
        if edition or not amount.count:
            return Cell(
                told, edition_href(scene, edition, figure.name[0], figure.name[1], self._folder) if edition else ""
            )
        href = relative(self._folder, scene.addresses.facet(figure.name[0], figure.name[1]))
        return Cell(told, href, str(amount.count))


def without_tokens(text: str) -> str:
    """The text without characters that could be taken for marks."""
    return _PRIVATE.sub("\ufffd", text)


def _number(number: Number, words: Words) -> str:
    value = Decimal(number.value.numerator) / Decimal(number.value.denominator)
    return words.share(value * 100) if number.share else words.decimal(value) if value % 1 else words.number(int(value))
