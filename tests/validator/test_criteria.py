"""The six criteria, each at its edges: met, attested, open or unmet, and what an editor is told."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from kltsite.domain.settings import Criteria
from kltsite.problems import Finding, Level
from kltsite.validator import criteria
from kltsite.validator.criteria import CRITERIA, State, Verdict
from tests.helpers import base_settings, changed, collaboration

BARE = "title: {en: The bread box, de: Der Brotkasten}\n"
LIMITS = base_settings().criteria
SOURCE = "source: 'https://village.example'"
SAID = "statement: {en: So it is., de: So ist es.}"
EFFECTS = "regional_value: [location-attractiveness]\n"


def attested(*codes: str) -> Criteria:
    """The limits with an attestation for these criteria only."""
    team = (LIMITS.attestations or {})["example-team"]
    return replace(LIMITS, attestations={"example-team": replace(team, vouches_for=codes)})


def verdict(code: str, text: str, limits: Criteria = LIMITS) -> Verdict:
    """The verdict on a draft that holds a title and `text`."""
    verdicts = criteria.judge(collaboration(f"{BARE}{text}"), limits)
    return next(one for one in verdicts if one.code == code)


def state(code: str, text: str, limits: Criteria = LIMITS) -> State:
    return verdict(code, text, limits).state


def told(found: Verdict) -> list[tuple[str, tuple[str | int, ...]]]:
    return [(finding.sentence, finding.path) for finding in found.findings]


def partners(*written: str) -> str:
    return "partners:\n" + "".join(f"  - {{{one}}}\n" for one in written)


def firm(more: str = "", name: str = "Bakery") -> str:
    return f"name: {name}, role: sme{more}"


def studio(more: str = ", subsectors: [design]", name: str = "Studio") -> str:
    return f"name: {name}, role: cci{more}"


def place(inhabitants: int, country: str = "DE") -> str:
    return f"place: {{country: {country}, inhabitants: {inhabitants}, counted: 2023}}\n"


def evidence(key: str, written: str) -> str:
    return f"evidence:\n  {key}: {{{written}}}\n"


def test_there_are_six_in_the_order_of_their_codes() -> None:
    assert [criterion.code for criterion in CRITERIA] == ["KLT301", "KLT302", "KLT303", "KLT304", "KLT305", "KLT306"]
    assert [found.code for found in criteria.judge(collaboration(BARE), LIMITS)] == [one.code for one in CRITERIA]
    assert [found.key for found in criteria.judge(collaboration(BARE), LIMITS)] == [one.key for one in CRITERIA]


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda criterion: criterion.code)
def test_the_public_text_of_a_criterion_is_a_sentence_and_four_paragraphs(criterion: criteria.Criterion) -> None:
    sentence, *paragraphs = criterion.paragraphs
    assert criterion.summary == sentence
    assert sentence.count(".") == 1
    assert len(paragraphs) == 4
    limits = {"employees": 250, "inhabitants": 20000, "urban_partners": 1}
    for paragraph in criterion.paragraphs:
        assert "{" not in paragraph.format(**limits)


def test_nothing_stated_leaves_everything_open() -> None:
    assert {found.state for found in criteria.judge(collaboration(BARE), LIMITS)} == {State.OPEN}


@pytest.mark.parametrize(
    ("code", "key"), [("KLT301", "economic-background"), ("KLT302", "equal-terms"), ("KLT306", "regional-effects")]
)
def test_a_statement_counts_with_a_source_and_not_without(code: str, key: str) -> None:
    met = verdict(code, evidence(key, f"{SAID}, {SOURCE}"))
    assert met.state is State.MET
    assert met.findings == ()
    assert [(dict(ground.text or {}), ground.source) for ground in met.grounds] == [
        ({"en": "So it is.", "de": "So ist es."}, "https://village.example")
    ]
    for half in ({"statement": met.grounds[0].text}, {"source": "https://village.example"}):
        case = collaboration(BARE + evidence(key, f"{SAID}, {SOURCE}"))
        assert case.evidence is not None
        name = key.replace("-", "_")
        only_half = replace(getattr(case.evidence, name), **{"statement": None, "source": None, **half})
        less = replace(case, evidence=replace(case.evidence, **{name: only_half}))
        assert next(one.state for one in criteria.judge(less, LIMITS) if one.code == code) is State.OPEN


@pytest.mark.parametrize("code", ["KLT301", "KLT302", "KLT306"])
def test_a_statement_shows_its_own_criterion_and_no_other(code: str) -> None:
    keys = {"KLT301": "economic-background", "KLT302": "equal-terms", "KLT306": "regional-effects"}
    case = collaboration(BARE + evidence(keys[code], f"{SAID}, {SOURCE}"))
    assert {one.code for one in criteria.judge(case, LIMITS) if one.state is State.MET} == {code}


def test_a_bought_service_is_unmet_whatever_is_said_and_whoever_vouches() -> None:
    bought = evidence("equal-terms", f"{SAID}, {SOURCE}, commissioned: true")
    path = ("evidence", "equal-terms", "commissioned")
    assert told(verdict("KLT302", bought)) == [("KLT302/commissioned", path)]
    vouched = verdict("KLT302", f"{bought}attested: example-team\n")
    assert vouched.state is State.UNMET
    assert told(vouched) == [("KLT302/commissioned-attested", path)]
    assert vouched.findings[0].values["attested"] == "example-team"


def test_a_service_that_was_not_bought_is_judged_by_its_statement() -> None:
    assert state("KLT302", evidence("equal-terms", f"{SAID}, {SOURCE}, commissioned: false")) is State.MET
    assert state("KLT302", evidence("equal-terms", "commissioned: false")) is State.OPEN


@pytest.mark.parametrize(
    ("written", "expected"),
    [("0", State.MET), ("249", State.MET), ("250", State.MET), ("251", State.UNMET), ("9999999", State.UNMET)],
)
def test_a_firm_has_at_most_250_employees(written: str, expected: State) -> None:
    assert state("KLT303", partners(firm(f", employees: {written}"))) is expected


def test_the_limit_is_the_one_of_criteria_yaml() -> None:
    ten = replace(LIMITS, employees=replace(LIMITS.employees, at_most=10))
    large = verdict("KLT303", partners(firm(", employees: 11")), ten)
    assert (large.state, large.findings[0].values["limit"]) == (State.UNMET, 10)
    assert state("KLT303", partners(firm(", employees: 10")), ten) is State.MET


def test_each_firm_has_to_be_small_enough_and_each_size_known() -> None:
    both = partners(firm(", employees: 12"), firm(", employees: 251", "Mill"), firm("", "Shop"))
    found = verdict("KLT303", both)
    assert found.state is State.UNMET
    assert told(found) == [
        ("KLT303/too-large", ("partners", 1, "employees")),
        ("KLT303/employees", ("partners", 2, "employees")),
    ]
    assert state("KLT303", partners(firm(", employees: 12"), firm("", "Shop"))) is State.OPEN


def test_a_size_that_is_met_is_told_firm_by_firm() -> None:
    grounds = verdict("KLT303", partners(firm(", employees: 12"), firm(", employees: 3", "Mill"))).grounds
    assert [dict(ground.values) for ground in grounds] == [
        {"name": "Bakery", "employees": 12},
        {"name": "Mill", "employees": 3},
    ]


def test_an_attestation_stands_in_for_a_size_that_is_not_known_and_not_against_one_that_is() -> None:
    unknown = verdict("KLT303", partners(firm()) + "attested: example-team\n")
    assert unknown.state is State.ATTESTED
    assert unknown.findings == ()
    assert unknown.grounds[0].source == "https://village.example/collection"
    known = verdict("KLT303", partners(firm(", employees: 251"), firm("", "Shop")) + "attested: example-team\n")
    assert known.state is State.UNMET
    assert told(known) == [("KLT303/too-large-attested", ("partners", 0, "employees"))]


def test_nobody_can_vouch_for_a_firm_that_takes_no_part() -> None:
    found = verdict("KLT303", partners(studio(), "name: Town, role: other") + "attested: example-team\n")
    assert (found.state, told(found)) == (State.OPEN, [("KLT303/no-sme", ("partners",))])


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (partners(studio()), State.MET),
        (partners(studio(""), studio(", subsectors: [art]", "Atelier")), State.MET),
        (partners(studio("")), State.OPEN),
        (partners(firm()), State.OPEN),
        ("", State.OPEN),
    ],
)
def test_a_creative_partner_needs_one_of_the_twelve_subsectors(written: str, expected: State) -> None:
    assert state("KLT304", written) is expected


def test_nobody_can_vouch_for_a_creative_partner_or_its_subsector() -> None:
    none = verdict("KLT304", partners(firm()) + "attested: example-team\n")
    assert (none.state, told(none)) == (State.OPEN, [("KLT304/no-cci", ("partners",))])
    two = verdict("KLT304", partners(studio(""), firm(), studio("", "Atelier")) + "attested: example-team\n")
    assert two.state is State.OPEN
    assert told(two) == [("KLT304/no-subsector", ("partners", 0)), ("KLT304/no-subsector", ("partners", 2))]


@pytest.mark.parametrize(
    ("inhabitants", "country", "expected"),
    [
        (19_999, "DE", State.MET),
        (20_000, "DE", State.UNMET),
        (9_999, "AT", State.MET),
        (10_000, "AT", State.UNMET),
        (19_999, "AT", State.UNMET),
        (10_000, "NO", State.MET),
    ],
)
def test_a_rural_place_has_fewer_inhabitants_than_its_countrys_limit(
    inhabitants: int, country: str, expected: State
) -> None:
    assert state("KLT305", place(inhabitants, country)) is expected


def test_the_limit_that_is_told_is_the_countrys() -> None:
    assert verdict("KLT305", place(10_000, "AT")).findings[0].values["limit"] == 10_000
    assert verdict("KLT305", "place: {country: AT}\n").findings[0].values["limit"] == 10_000
    assert verdict("KLT305", "").findings[0].values["limit"] == 20_000


def test_a_figure_is_told_with_its_year() -> None:
    (ground,) = verdict("KLT305", place(4200)).grounds
    assert (dict(ground.values), ground.message) == (
        {"inhabitants": 4200, "year": "2023"},
        "{inhabitants} inhabitants ({year})",
    )


def test_an_attestation_stands_in_for_inhabitants_that_are_not_known_and_not_against_a_figure() -> None:
    assert state("KLT305", "attested: example-team\n") is State.ATTESTED
    assert state("KLT305", "place: {country: DE}\nattested: example-team\n") is State.ATTESTED
    assert state("KLT305", f"{place(19_999)}attested: example-team\n") is State.MET
    city = verdict("KLT305", f"{place(20_000)}attested: example-team\n")
    assert (city.state, told(city)) == (State.UNMET, [("KLT305/too-many-attested", ("place", "inhabitants"))])


def test_one_partner_may_be_urban_where_an_effect_for_the_region_is_stated() -> None:
    urban = place(4200) + partners(studio(", setting: urban"), firm())
    found = verdict("KLT305", urban)
    assert (found.state, told(found)) == (State.OPEN, [("KLT305/urban-effects", ("partners", 0, "setting"))])
    assert state("KLT305", urban + EFFECTS) is State.MET
    assert state("KLT305", urban + evidence("regional-effects", f"{SAID}, {SOURCE}")) is State.MET


def test_with_an_urban_partner_the_effect_must_be_stated_and_not_only_attested() -> None:
    urban = partners(studio(", setting: urban"), firm()) + "attested: example-team\n"
    found = verdict("KLT305", urban)
    assert (found.state, told(found)) == (State.OPEN, [("KLT305/urban-effects", ("partners", 0, "setting"))])
    assert state("KLT306", urban) is State.ATTESTED
    assert state("KLT305", urban + EFFECTS) is State.ATTESTED


def test_what_is_missing_beside_the_effect_is_told_in_the_same_run() -> None:
    assert told(verdict("KLT305", partners(studio(", setting: urban"), firm()))) == [
        ("KLT305/urban-effects", ("partners", 0, "setting")),
        ("KLT305/inhabitants", ("place", "inhabitants")),
    ]


def test_of_two_urban_partners_the_second_is_one_too_many_whoever_vouches() -> None:
    two = place(20_000) + EFFECTS + partners(studio(", setting: urban"), firm(", setting: urban"))
    found = verdict("KLT305", two)
    assert found.state is State.UNMET
    assert told(found) == [
        ("KLT305/urban", ("partners", 1, "setting")),
        ("KLT305/too-many", ("place", "inhabitants")),
    ]
    assert told(verdict("KLT305", f"{two}attested: example-team\n")) == [
        ("KLT305/urban", ("partners", 1, "setting")),
        ("KLT305/too-many-attested", ("place", "inhabitants")),
    ]


@pytest.mark.parametrize(("allowed", "expected"), [(0, State.UNMET), (2, State.MET)])
def test_how_many_partners_may_be_urban_is_a_matter_of_criteria_yaml(allowed: int, expected: State) -> None:
    limits = replace(LIMITS, urban_partners=allowed)
    two = place(4200) + EFFECTS + partners(studio(", setting: urban"), firm(", setting: urban"))
    assert state("KLT305", two, limits) is expected


def test_an_answer_shows_an_effect_for_the_region_as_a_statement_does() -> None:
    both = verdict("KLT306", EFFECTS + evidence("regional-effects", f"{SAID}, {SOURCE}"))
    assert both.state is State.MET
    assert [ground.values.get("regional_value") for ground in both.grounds] == [("location-attractiveness",), None]
    assert state("KLT306", EFFECTS) is State.MET
    assert state("KLT306", "attested: example-team\n") is State.ATTESTED


def test_an_attestation_covers_the_criteria_it_names_and_no_others() -> None:
    text = f"{partners(firm(), studio())}attested: example-team\n"
    states = {
        one: state(one, text, attested("KLT301", "KLT305"))
        for one in ("KLT301", "KLT302", "KLT303", "KLT305", "KLT306")
    }
    assert {code for code, found in states.items() if found is State.ATTESTED} == {"KLT301", "KLT305"}


def test_a_figure_against_an_attestation_for_something_else_does_not_mention_it() -> None:
    found = verdict("KLT303", partners(firm(", employees: 251")) + "attested: example-team\n", attested("KLT301"))
    assert told(found) == [("KLT303/too-large", ("partners", 0, "employees"))]


def test_a_statement_comes_before_an_attestation() -> None:
    assert (
        state("KLT301", evidence("economic-background", f"{SAID}, {SOURCE}") + "attested: example-team\n") is State.MET
    )


def found(status: str) -> tuple[Finding, ...]:
    return criteria.findings(replace(collaboration(BARE), stated_status=status), LIMITS)


def test_what_is_open_is_an_error_once_published_a_to_do_in_a_draft_and_nothing_when_withdrawn() -> None:
    assert {finding.level for finding in found("published")} == {Level.ERROR}
    assert {finding.level for finding in found("draft")} == {Level.TODO}
    assert found("withdrawn") == ()
    assert [one.sentence for one in found("draft")] == [one.sentence for one in found("published")]
    assert len(found("published")) == 6


def test_a_published_entry_that_meets_all_six_has_no_findings() -> None:
    text = changed(("attested: example-team\n", "attested: example-team\nregional_value: [skilled-workers]\n"))
    assert criteria.findings(collaboration(text), LIMITS) == ()
