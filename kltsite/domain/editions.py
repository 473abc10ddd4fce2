"""A published evaluation, frozen: its numbers, the entries behind them, and the seal that shows when one changes."""

from __future__ import annotations

from typing import Annotated, Any

from kltsite.domain.declared import Declared, declare
from kltsite.domain.values import Address, Day, FieldError, Kind, Line, Moment, Slug, Text, Whole
from kltsite.languages import N_

MOST = 9_999_999


def _answers(value: Any) -> Any:
    """A list that may be empty: then the category was stated, and none of its answers held."""
    if value is None or value == "":
        raise FieldError("KLT203/empty")
    if not isinstance(value, list):
        raise FieldError("KLT207/list")
    return value


Answers = Annotated[tuple[Slug, ...], Kind(_answers, "answers")]
"""What an entry answered in a category; absent where it did not state it."""


class Counted(Declared):
    """One entry as an edition counted it."""

    state: Line = declare(
        N_("State"),
        N_("Changes with what the entry tells, so that editions can be compared."),
        needed="always",
    )
    contact: Answers | None = declare(N_("Type of contact"), N_("What it answered in category 1."))
    regional_value: Answers | None = declare(N_("Added value for the region"), N_("What it answered in category 2."))
    partner_value: Answers | None = declare(N_("Added value for the partners"), N_("What it answered in category 3."))
    duration: Answers | None = declare(
        N_("Duration of the collaboration"), N_("What held in category 4; an empty list where nothing did.")
    )

    def answers(self, category: str) -> tuple[str, ...] | None:
        """What it answered in a category; None where it did not state it."""
        found: tuple[str, ...] | None = getattr(self, category)
        return found


class Printed(Declared):
    """The publication of an edition in one language, a PDF beside the edition's file."""

    size: Annotated[int, Whole(1, MOST * 100)] = declare(N_("Size"), N_("Of the PDF, in bytes."), needed="always")
    digest: Line = declare(N_("Digest"), N_("SHA-256 of the PDF, as sha256sum tells it."), needed="always")


class Edition(Declared):
    """`editions/<name>.yaml`: a published evaluation, frozen."""

    title: Text = declare(N_("Title"), N_("The edition's name."), needed="always")
    published: Moment = declare(N_("Published"), N_("When the edition came out."), example="2024-08", needed="always")
    evaluated_on: Day | None = declare(
        N_("Evaluated on"), N_("The day on which its durations were reckoned."), example="2024-08-01"
    )
    entries: Annotated[int, Whole(1, MOST)] = declare(N_("Entries"), N_("How many entries it counts."), needed="always")
    source: Address | None = declare(N_("Source"), N_("Where the edition can be read, where that is elsewhere."))
    note: Text | None = declare(N_("Note"), N_("What readers should know about these numbers."))
    categories: dict[Line, dict[Slug, Annotated[int, Whole(0, MOST)]]] = declare(
        N_("Categories"), N_("For each category and option, how many entries chose it."), needed="always"
    )
    counted: dict[Slug, Counted] | None = declare(
        N_("Counted"), N_("Each entry that it counts, by name; absent where the edition does not name them.")
    )
    publications: dict[Slug, Printed] | None = declare(
        N_("Publications"), N_("For each language, the PDF that was frozen with it.")
    )
    content: Line | None = declare(
        N_("Content"), N_("Digest of the content it was frozen from, as build.json tells it; a record, never checked.")
    )
    seal: Line | None = declare(
        N_("Seal"), N_("Digest of everything else in this file, so that no change of it goes unnoticed.")
    )
