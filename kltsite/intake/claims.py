"""Claims of a page: sentences that the figures must carry, each with the condition under which it is true."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from kltsite.domain.declared import Declared, declare
from kltsite.domain.settings import Settings
from kltsite.domain.values import Line, Slug
from kltsite.intake import documents
from kltsite.intake.conditions import Condition, Mistake, Names, parse
from kltsite.intake.documents import Document, Labels
from kltsite.intake.figures import Figure, alike, figure, nearest
from kltsite.languages import N_
from kltsite.problems import Finding, Path, Problem, Span

TODAY = "today"


class StatedClaim(Declared):
    """One claim, as the front matter states it."""

    key: Slug = declare(
        N_("Key"), N_("The name by which the text marks it."), example="targeted-contact-first", needed="always"
    )
    when: Line = declare(
        N_("True when"),
        N_(
            "Comparisons of figures and numbers, joined by “and”: figures are named as in the text, signs are "
            "> >= < <= =, per cent are written 50 %. Exact shares are compared, not rounded ones."
        ),
        example="contact.targeted-contact > contact.previous-collaboration",
        needed="always",
    )
    of: Line = declare(
        N_("Figures of"), N_("Whose figures: the name of an edition, or today."), example="2024-08", needed="always"
    )


class Claim(Struct, frozen=True):
    """A claim that was read; `condition` is () where it could not be."""

    key: str
    condition: Condition
    edition: str  # "" for the current numbers
    at: Span  # of the condition in the file

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures that it rests on, in order, each once."""
        return tuple(dict.fromkeys(figure for one in self.condition for figure in one.figures))

    @property
    def current(self) -> bool:
        """Whether it rests on current numbers, which can change any day."""
        return any(not figure.edition for figure in self.figures)


def read(
    stated: Iterable[StatedClaim], document: Document, labels: Labels, settings: Settings
) -> tuple[tuple[Claim, ...], tuple[Problem, ...]]:
    """The claims of a page, and what is wrong with each."""
    found: dict[str, Claim] = {}
    problems: list[Problem] = []
    for number, one in enumerate(stated):
        path: Path = ("claims", number)
        if one.key in found:
            twice = Finding("KLT612/twice", (*path, "key"), {"claim": one.key})
            problems.append(documents.locate(document, twice, labels))
            continue
        place = documents.locate(document, Finding("KLT608/unfinished", (*path, "when")), labels)
        edition, known = _edition(one.of, settings)
        condition, mistakes = parse(one.when, _names(edition, settings)) if known else ((), ())
        found[one.key] = Claim(one.key, condition, edition, place.span)
        problems += [_placed(mistake, one.when, place) for mistake in mistakes]
        if not known:
            problems.append(documents.locate(document, _unknown_edition(one.of, path, settings), labels))
    return tuple(found.values()), tuple(problems)


def _edition(of: str, settings: Settings) -> tuple[str, bool]:
    """The edition that is meant, "" for today, and whether there is such a thing."""
    return ("", True) if of == TODAY else (of, of in settings.editions)


def _unknown_edition(of: str, path: Path, settings: Settings) -> Finding:
    known = (*settings.editions, TODAY)
    return Finding("KLT609/unknown", (*path, "of"), {"known": known, "suggestion": alike(of, known)})


def _names(edition: str, settings: Settings) -> Names:
    """Figures without the name of an edition are those of the claim's own."""

    def scoped(name: str) -> str:
        return f"{edition}:{name}" if edition and ":" not in name else name

    def suggest(name: str) -> str:
        meant = nearest(scoped(name), settings)
        return meant if ":" in name else meant.removeprefix(f"{edition}:")

    return Names(lambda name: figure(scoped(name), settings), suggest)


def _placed(mistake: Mistake, written: str, place: Problem) -> Problem:
    """The mistake where it stands; the whole condition where the file writes it over several lines or otherwise."""
    span = place.span
    shift = place.excerpt[span.column - 1 : span.end_column - 1].find(written)
    if shift >= 0:
        column = span.column + shift
        span = Span(span.line, column + mistake.start, span.line, column + mistake.end)
    given = tuple(sorted((name, value) for name, value in mistake.values.items() if value or name != "suggestion"))
    return replace(place, sentence=mistake.sentence, span=span, values=given)


def alike_in_all(pages: Iterable[tuple[str, str, str, tuple[Claim, ...]]]) -> Iterator[Problem]:
    """What differs between the languages of one page, given as (language, file, source, claims)."""
    every = list(pages)
    first: dict[str, tuple[str, Claim]] = {}
    for language, _, _, stated in every:
        for claim in stated:
            first.setdefault(claim.key, (language, claim))
    for language, file, source, stated in every:
        for claim in stated:
            other, model = first[claim.key]
            if claim.condition and model.condition and claim.condition != model.condition:
                values = {"claim": claim.key, "language": other}
                yield documents.problem(file, source, claim.at, "KLT614/differs", **values)
            lacking = tuple(one for one, _, _, theirs in every if claim.key not in {each.key for each in theirs})
            if lacking and other == language:
                yield documents.problem(file, source, claim.at, "KLT615/missing", claim=claim.key, languages=lacking)
