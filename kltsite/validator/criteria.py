"""The six inclusion criteria: one function each, whose docstring is its public page.

A docstring's first line is the criterion in a sentence; then follow, as paragraphs, why it is there, what counts, how
to show it and how it is checked. {employees}, {inhabitants} and {urban_partners} are the limits of `criteria.yaml`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace

from kltsite.domain.collaboration import Collaboration, Partner, Statement
from kltsite.domain.settings import Attestation, Criteria
from kltsite.domain.values import Text
from kltsite.languages import N_, Msg
from kltsite.problems import Finding, Level, Path, Value


class State(StrEnum):
    """How a criterion stands for an entry."""

    MET = "met"  # by a figure or a statement with a source
    ATTESTED = "attested"  # an editorial team vouches
    OPEN = "open"  # not shown
    UNMET = "unmet"


NOTHING = Msg("")


class Ground(Struct, frozen=True):
    """What a verdict rests on: a figure told in a sentence, a statement in the editors' words, or an attestation."""

    message: Msg = NOTHING
    values: Mapping[str, Value] = field(default_factory=dict)
    text: Text | None = None
    source: str = ""


class Verdict(Struct, frozen=True):
    """How one criterion stands for one entry, on what it rests, and what is still to do."""

    code: str
    key: str
    state: State
    grounds: tuple[Ground, ...] = ()
    findings: tuple[Finding, ...] = ()


_EFFECTS = (("regional_value",), ("evidence", "regional-effects"))  # the fields that show an effect for the region

Judge = Callable[[Collaboration, Criteria], Verdict]


class Criterion(Struct, frozen=True):
    """One criterion: its code, its key, its short name and the function that judges it."""

    code: str
    key: str
    name: Msg
    judge: Judge

    @property
    def summary(self) -> Msg:
        """The criterion in one sentence."""
        return self.paragraphs[0]

    @property
    def paragraphs(self) -> tuple[Msg, ...]:
        """The docstring's paragraphs, each on one line: the sentence, why, what counts, how to show it, the check."""
        text = inspect.cleandoc(self.judge.__doc__ or "")
        return tuple(Msg(" ".join(part.split())) for part in text.split("\n\n"))


def _met(code: str, key: str, *grounds: Ground) -> Verdict:
    return Verdict(code, key, State.MET, grounds)


def _statement(statement: Statement | None) -> Ground | None:
    """A statement counts when it has words and a source."""
    if statement is None or statement.statement is None or statement.source is None:
        return None
    return Ground(text=statement.statement, source=statement.source)


def economic_background(case: Collaboration, limits: Criteria) -> Verdict:
    """The collaboration has an economic background.

    Creative work in the countryside lasts where it is paid for. The collection therefore shows collaborations in which
    the partners earn, save or invest something, and not sponsorship or voluntary work alone.

    What counts is a joint product or service, a joint process, orders that follow, or money that both sides put in.

    Editors state it in one or two sentences, with a source that anyone can read.

    No figure can show this. It is met by a statement with a source, or an editorial team vouches for it.
    """
    ground = _statement(case.evidence.economic_background if case.evidence else None)
    if ground is not None:
        return _met("KLT301", "economic-background", ground)
    found = Finding("KLT301/open", ("evidence", "economic-background"))
    return Verdict("KLT301", "economic-background", State.OPEN, findings=(found,))


def equal_terms(case: Collaboration, limits: Criteria) -> Verdict:
    """The partners work on equal terms; it is not a commissioned service.

    New things come about where both sides bring in their knowledge and share risk and success. Whoever simply orders a
    logo gets a logo.

    What counts is that both sides shape goals and results: joint decisions, joint development, shared costs or gains.
    The line to a commissioned service is not always sharp.

    Editors state it in one or two sentences, with a source that anyone can read. Where one side simply bought a
    service, they say so, and the entry stays out.

    No figure can show this. It is met by a statement with a source, or an editorial team vouches for it; an entry that
    is marked as a commissioned service does not meet it, whoever vouches.
    """
    terms = case.evidence.equal_terms if case.evidence else None
    if terms is not None and terms.commissioned:
        found = Finding("KLT302/commissioned", ("evidence", "equal-terms", "commissioned"))
        return Verdict("KLT302", "equal-terms", State.UNMET, findings=(found,))
    ground = _statement(terms)
    if ground is not None:
        return _met("KLT302", "equal-terms", ground)
    found = Finding("KLT302/open", ("evidence", "equal-terms"))
    return Verdict("KLT302", "equal-terms", State.OPEN, findings=(found,))


def small_firm(case: Collaboration, limits: Criteria) -> Verdict:
    """At least one small or medium-sized enterprise takes part, with at most {employees} employees.

    Small firms carry the countryside's economy, and they are the ones that find the way to creative partners least
    often.

    Any sector counts. An enterprise counts as small or medium-sized with up to {employees} employees. The EU's own
    definition is a little narrower: fewer than 250 employees, and limits on turnover and balance sheet too.

    Editors state the number of employees of each such partner, from a source.

    It is met when at least one partner has this role and the number of employees of each such partner is known and
    within the limit. Where a number is not known, an editorial team may vouch for it; a known number always wins.
    """
    firms = [(at, partner) for at, partner in enumerate(case.partners) if partner.role == "sme"]
    if not firms:
        found = Finding("KLT303/no-sme", ("partners",))
        return Verdict("KLT303", "sme", State.OPEN, findings=(found,))
    limit = limits.employees.at_most
    too_large = [(at, firm) for at, firm in firms if firm.employees is not None and firm.employees > limit]
    unknown = [(at, firm) for at, firm in firms if firm.employees is None]
    if not too_large and not unknown:
        return _met("KLT303", "sme", *(_employees(firm) for _, firm in firms))
    findings = [
        Finding(sentence, ("partners", at, "employees"), {"name": firm.name, "limit": limit})
        for sentence, wrong in (("KLT303/too-large", too_large), ("KLT303/employees", unknown))
        for at, firm in wrong
    ]
    return Verdict("KLT303", "sme", State.UNMET if too_large else State.OPEN, findings=tuple(findings))


def _employees(firm: Partner) -> Ground:
    told = N_("{name}: {employees} employee") if firm.employees == 1 else N_("{name}: {employees} employees")
    return Ground(told, {"name": firm.name, "employees": firm.employees or 0})


def creative_partner(case: Collaboration, limits: Criteria) -> Verdict:
    """At least one partner belongs to one of the twelve subsectors of the cultural and creative industries.

    The collection shows what creative partners bring to firms of other kinds.

    The twelve subsectors are those of the Saxon definition: the eleven of the German one, and arts and crafts.

    Editors state one or more subsectors for each creative partner.

    It is met when at least one partner has this role and at least one subsector. Nobody can vouch for a partner who is
    not named.
    """
    creatives = [(at, partner) for at, partner in enumerate(case.partners) if partner.role == "cci"]
    grounds = [
        Ground(N_("{name}: {subsectors}"), {"name": partner.name, "subsectors": partner.subsectors})
        for _, partner in creatives
        if partner.subsectors
    ]
    if grounds:
        return _met("KLT304", "cci", *grounds)
    if creatives:
        found = tuple(Finding("KLT304/no-subsector", ("partners", at)) for at, _ in creatives)
    else:
        found = (Finding("KLT304/no-cci", ("partners",)),)
    return Verdict("KLT304", "cci", State.OPEN, findings=found)


def rural(case: Collaboration, limits: Criteria) -> Verdict:
    """The collaboration belongs to a rural place; at most {urban_partners} partner is urban.

    The countryside has strengths of its own and difficulties of its own. Examples from the edge of large cities would
    say little about either.

    A place counts as rural with fewer than {inhabitants} inhabitants; for some countries another limit may hold. One
    partner may come from a city if the rural region visibly gains.

    Editors state the number of inhabitants of the municipality with the year of the figure, and which partners are
    urban.

    It is met when the number of inhabitants lies below the country's limit, no more than {urban_partners} partner is
    urban, and, with an urban partner, an effect for the region is stated. Where the number is not known, an editorial
    team may vouch for it; a known number always wins.
    """
    urban = [(at, partner) for at, partner in enumerate(case.partners) if partner.setting == "urban"]
    place, findings = case.place, [*_too_urban(case, limits, urban)]
    state = State.UNMET if findings else State.OPEN
    if urban and regional_effects(case, limits).state is not State.MET:
        at, partner = urban[0]
        findings.append(
            Finding("KLT305/urban-effects", ("partners", at, "setting"), {"name": partner.name}, also=_EFFECTS)
        )
    if place is None or place.inhabitants is None:
        below = limits.inhabitants.of(place.country).below if place else limits.inhabitants.below
        findings.append(Finding("KLT305/inhabitants", ("place", "inhabitants"), {"limit": below}))
    if place is None or place.inhabitants is None or findings:
        return Verdict("KLT305", "rural", state, findings=tuple(findings))
    year = str(place.counted) if place.counted else ""
    counted = N_("{inhabitants} inhabitants ({year})") if year else N_("{inhabitants} inhabitants")
    return _met("KLT305", "rural", Ground(counted, {"inhabitants": place.inhabitants, "year": year}))


def _too_urban(case: Collaboration, limits: Criteria, urban: Sequence[tuple[int, Partner]]) -> Iterator[Finding]:
    """What stands against a rural place, as far as it is known."""
    for at, partner in urban[limits.urban_partners :]:
        values: dict[str, Value] = {"limit": limits.urban_partners, "name": partner.name}
        yield Finding("KLT305/urban", ("partners", at, "setting"), values)
    if case.place is not None and case.place.inhabitants is not None:
        limit = limits.inhabitants.of(case.place.country).below
        if case.place.inhabitants >= limit:
            yield Finding("KLT305/too-many", ("place", "inhabitants"), {"limit": limit})


def regional_effects(case: Collaboration, limits: Criteria) -> Verdict:
    """The collaboration has visible effects for the rural region.

    The aim is not that firms sell more, but that places gain: a more attractive location, better infrastructure, an
    offer for guests and locals, skilled workers who stay.

    What counts is an effect that people on the spot can notice.

    Editors choose among the answers on the added value for the region, or state the effect in one or two sentences with
    a source.

    It is met by at least one answer or by a statement with a source, or an editorial team vouches for it.
    """
    ground = _statement(case.evidence.regional_effects if case.evidence else None)
    answers = Ground(N_("Answered: {regional_value}"), {"regional_value": case.regional_value})
    grounds = tuple(one for one in (answers if case.regional_value else None, ground) if one is not None)
    if grounds:
        return _met("KLT306", "regional-effects", *grounds)
    found = (Finding("KLT306/open", ("regional_value",), also=_EFFECTS),)
    return Verdict("KLT306", "regional-effects", State.OPEN, findings=found)


CRITERIA = (
    Criterion("KLT301", "economic-background", N_("Economic background"), economic_background),
    Criterion("KLT302", "equal-terms", N_("Equal terms"), equal_terms),
    Criterion("KLT303", "sme", N_("A small or medium-sized enterprise"), small_firm),
    Criterion("KLT304", "cci", N_("A creative partner"), creative_partner),
    Criterion("KLT305", "rural", N_("Rural"), rural),
    Criterion("KLT306", "regional-effects", N_("Visible effects for the region"), regional_effects),
)


def judge(case: Collaboration, limits: Criteria) -> tuple[Verdict, ...]:
    """The six verdicts, in the order of their codes: figures first, then attestations where nothing else is known."""
    attestation = (limits.attestations or {}).get(case.attested or "")
    return tuple(_with(attestation, case.attested or "", criterion.judge(case, limits)) for criterion in CRITERIA)


_VOUCHED = frozenset(("KLT301/open", "KLT302/open", "KLT303/employees", "KLT305/inhabitants", "KLT306/open"))
"""What an attestation may stand in for: nobody can vouch for a partner who is not named, or for an urban one."""


def _with(attestation: Attestation | None, name: str, verdict: Verdict) -> Verdict:
    if attestation is None or verdict.code not in attestation.vouches_for or verdict.state is State.MET:
        return verdict
    left = tuple(_contradicting(finding, name) for finding in verdict.findings if finding.sentence not in _VOUCHED)
    if left:
        return replace(verdict, findings=left)
    ground = Ground(text=attestation.statement, source=attestation.source)
    return Verdict(verdict.code, verdict.key, State.ATTESTED, (ground,))


def _contradicting(finding: Finding, name: str) -> Finding:
    """The sentence that says that a figure contradicts an attestation, where there is one of its own."""
    if finding.sentence in ("KLT302/commissioned", "KLT303/too-large", "KLT305/too-many"):
        return replace(finding, sentence=f"{finding.sentence}-attested", values={**finding.values, "attested": name})
    return finding


def findings(case: Collaboration, limits: Criteria) -> tuple[Finding, ...]:
    """What keeps the entry from publication: errors where it is published, to-dos in a draft, nothing if withdrawn."""
    if case.status == "withdrawn":
        return ()
    level = Level.ERROR if case.published else Level.TODO
    found = [finding for verdict in judge(case, limits) for finding in verdict.findings]
    return tuple(replace(finding, level=level, also=(*finding.also, *_vouching(finding))) for finding in found)


def _vouching(finding: Finding) -> tuple[Path, ...]:
    """The field that could have shown the criterion all the same."""
    return (("attested",),) if finding.sentence in _VOUCHED else ()
