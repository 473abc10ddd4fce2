"""What fits together within a file and across files: every rule where it fires and where it must not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from random import Random
from typing import Any

import pytest
from msgspec.structs import replace

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.values import Text
from kltsite.problems import Finding, Level
from kltsite.problems.catalogue import CATALOGUE
from kltsite.validator import coherence
from tests.helpers import MINIMAL, base_settings, changed, collaboration, read_case, sentences
from tests.pictures import picture

DRAFT = "title: {en: The bread box, de: Der Brotkasten}\n"
SETTINGS = base_settings()
TITLES = {"a": "A harbour", "b": "Two mountains", "c": "The valley"}
STATEMENT = "statement: {en: So it is., de: So ist es.}"
SOURCE = "source: 'https://village.example'"
BOX = "place: {country: DE, latitude: %s, longitude: %s}"
SUPPORTS = "sources: [{url: 'https://a.example', supports: [%s]}]"


def codes(text: str) -> list[str]:
    """The codes of a case file's problems that are not of the criteria."""
    return [sentence[:6] for sentence in sentences(read_case(text)) if not sentence.startswith("KLT3")]


@pytest.mark.parametrize(
    ("fires", "code", "does_not"),
    [
        ("period: {started: 2020, ended: 2019}", "KLT401", "period: {started: 2020, ended: 2020}"),
        ("period: {started: 2020-05, ended: 2020-04-30}", "KLT401", "period: {started: 2020-05, ended: 2020}"),
        (
            "period: {started: 2020-05-02, ended: 2020-05-01}",
            "KLT401",
            "period: {started: 2020-05-02, ended: 2020-05-02}",
        ),
        ("period: {ended: 2020}", "KLT402", "period: {ended: 2020, years: 2}"),
        ("period: {started: 2018, years: 2}", "KLT403", "period: {years: 2, continuous: true}"),
        ("listed: 2024-07-02\nreviewed: 2024-07-01", "KLT404", "listed: 2024-07-01\nreviewed: 2024-07-01"),
        ("listed: 2024-07-02\nreviewed: 2023-07-03", "KLT404", "reviewed: 2023-07-03"),
        (BOX % (55.2, 10), "KLT405", BOX % (55.1, 10)),
        (BOX % (47.1, 10), "KLT405", BOX % (47.2, 10)),
        (BOX % (51, 15.2), "KLT405", BOX % (51, 15.1)),
        (BOX % (51, 5.7), "KLT405", BOX % (51, 5.8)),
        ("place: {country: DE, latitude: 51}", "KLT406", "place: {country: DE}"),
        ("place: {country: DE, longitude: 10}", "KLT406", BOX % (51, 10)),
        ("status: withdrawn", "KLT407", "status: withdrawn\nwithdrawn: {on: 2025-02-01, reason: {en: x, de: y}}"),
        ("withdrawn: {on: 2025-02-01, reason: {en: x, de: y}}", "KLT407", "status: draft"),
        (
            "partners: [{name: A, role: sme, subsectors: [art]}]",
            "KLT408",
            "partners: [{name: A, role: cci, subsectors: [art]}]",
        ),
        (
            "partners: [{name: A, role: cci, sectors: [trade]}]",
            "KLT408",
            "partners: [{name: A, role: sme, sectors: [trade]}]",
        ),
        (
            "partners: [{name: A, role: other, employees: 0}]",
            "KLT408",
            "partners: [{name: A, role: sme, employees: 0}]",
        ),
        ("place: {country: DE, inhabitants: 1}", "KLT409", "place: {country: DE, inhabitants: 1, counted: 2023}"),
        ("place: {country: DE, counted: 2023}", "KLT409", "place: {country: DE}"),
        (SUPPORTS % "period", "KLT410", f"{SUPPORTS % 'period, period.years'}\nperiod: {{years: 2}}"),
        (SUPPORTS % "perod", "KLT410", SUPPORTS % "title"),
        (SUPPORTS % "period.started", "KLT410", f"{SUPPORTS % 'period'}\nperiod: {{started: 2018}}"),
        (SUPPORTS % "title.en", "KLT410", SUPPORTS % "title, sources"),
        (
            "partners: [{name: A B, role: cci}, {name: a b, role: sme}]",
            "KLT411",
            "partners: [{name: A, role: cci}, {name: B, role: cci}]",
        ),
        ("period: {started: 2024-08-02}", "KLT412", "period: {started: 2024-08-01}"),
        ("period: {started: 2025}", "KLT412", "period: {started: 2024}"),
        (
            f"evidence: {{equal-terms: {{{STATEMENT}}}}}",
            "KLT413",
            f"evidence: {{equal-terms: {{{STATEMENT}, {SOURCE}}}}}",
        ),
        (f"evidence: {{economic-background: {{{SOURCE}}}}}", "KLT413", "evidence: {equal-terms: {commissioned: true}}"),
        (
            f"evidence: {{equal-terms: {{{SOURCE}}}}}",
            "KLT413",
            f"evidence: {{equal-terms: {{{SOURCE}, commissioned: true}}}}",
        ),
        ("funding: {en: '<b>x</b>', de: y}", "KLT415", "funding: {en: '1 < 2 > 0', de: y}"),
        ("funding: {en: '</div >', de: y}", "KLT415", "funding: {en: 'a <- b -> c', de: y}"),
        ("funding: {en: x, de: 'a <!-- y -->'}", "KLT415", "funding: {en: 'see <https://a.example/b>', de: y}"),
        (
            "advice: [{to: [everyone], text: {en: '<script>', de: y}}]",
            "KLT415",
            "funding: {en: '<a@example.org>', de: y}",
        ),
        ("funding: {en: '<?php x', de: y}", "KLT415", "funding: {en: '<3', de: y}"),
        ("funding: {en: x}", "KLT217", "funding: {en: x, de: y}"),
        ("advice: [{to: [everyone], text: {de: y}}]", "KLT217", "advice: [{to: [everyone], text: {en: x, de: y}}]"),
        (
            "exceptions: [{code: KLT999, reason: x}]",
            "KLT219",
            "exceptions: [{code: KLT217, reason: x}]\nfunding: {en: x}",
        ),
        ("exceptions: [{code: KLT401, reason: x}]", "KLT219", "exceptions: [{code: KLT510, reason: x}]"),
        (
            "exceptions: [{code: KLT409, reason: x}]",
            "KLT414",
            "exceptions: [{code: KLT409, reason: x}]\nplace: {country: DE, inhabitants: 1}",
        ),
    ],
)
def test_a_rule_fires_where_it_should_and_nowhere_near(fires: str, code: str, does_not: str) -> None:
    summary = "summary: {en: x, de: y}\n"
    partners = "" if "partners" in fires + does_not else "partners: [{name: A, role: cci}]\n"
    assert codes(f"{DRAFT}{summary}{partners}{fires}\n") == [code]
    partners = "" if "partners" in does_not else "partners: [{name: A, role: cci}]\n"
    assert codes(f"{DRAFT}{summary}{partners}{does_not}\n") == []


def test_a_published_entry_without_sources_is_warned_of_and_a_draft_is_not() -> None:
    without = MINIMAL[: MINIMAL.index("sources:")]
    assert codes(without) == ["KLT416"]
    assert codes(without.replace("published", "draft")) == []


@pytest.mark.parametrize(("status", "level"), [("published", Level.ERROR), ("draft", Level.TODO)])
def test_what_a_published_entry_needs_is_a_to_do_in_a_draft(status: str, level: Level) -> None:
    sources = "attested: example-team\nsources: [{url: 'https://a.example'}]\n"
    text = f"title: {{en: The bread box}}\nstatus: {status}\n{sources}"
    found = [(one.sentence, one.field, one.level) for one in sorted(read_case(text).problems) if one.code < "KLT300"]
    assert found == [
        ("KLT202/published", "partners", level),
        ("KLT202/published", "summary", level),
        ("KLT216/needed", "title", level),
    ]


def test_a_withdrawn_entry_may_stay_as_incomplete_as_it_is() -> None:
    reason = "status: withdrawn\nwithdrawn: {on: 2025-02-01, reason: {en: Asked for.}}\n"
    assert read_case(f"title: {{en: The bread box}}\n{reason}").problems == ()


def test_a_warning_that_is_set_aside_is_gone_and_an_error_stays() -> None:
    place = "place: {country: DE, inhabitants: 4200}\n"
    aside = "exceptions:\n  - {code: KLT409, reason: The town gives no year.}\n"
    assert codes(MINIMAL + place) == ["KLT409"]
    assert codes(MINIMAL + place + aside) == []
    error = "period: {ended: 2020}\n"
    assert codes(MINIMAL + error + aside.replace("KLT409", "KLT402")) == ["KLT402", "KLT219"]


def test_setting_one_warning_aside_leaves_the_others() -> None:
    text = f"{MINIMAL}place: {{country: DE, inhabitants: 4200, latitude: 1, longitude: 1}}\n"
    assert codes(f"{text}exceptions: [{{code: KLT409, reason: x}}]\n") == ["KLT405"]


def test_html_is_placed_at_the_tag_itself() -> None:
    case = read_case(f"{MINIMAL}description:\n  en: |\n    One.\n    Two <b>x</b>.\n  de: x\n")
    (problem,) = case.problems
    assert (problem.span.line, problem.span.column, problem.span.end_column) == (16, 9, 12)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("place", True), ("place.inhabitants", True), ("place.locality", False), ("evidence.equal-terms", True),
     ("status", False), ("evidence.equal-terms.source", True), ("partners", True), ("partners.name", False),
     ("", False), ("place.", False)],
)  # fmt: skip
def test_a_field_counts_as_stated_when_the_file_has_it(name: str, expected: bool) -> None:
    place = "place: {country: DE, inhabitants: 1, counted: 2023}\n"
    text = changed(("status: published\n", "")) + f"{place}evidence: {{equal-terms: {{{STATEMENT}, {SOURCE}}}}}\n"
    assert coherence.stated(collaboration(text), name) is expected


def test_every_text_of_an_entry_is_looked_at() -> None:
    text = f"{MINIMAL}advice:\n  - {{to: [everyone], text: {{en: x, de: y}}}}\nremarks: {{contact: {{en: x, de: y}}}}\n"
    paths = [path for path, _ in coherence.texts(collaboration(text))]
    assert paths == [("title",), ("summary",), ("remarks", "contact"), ("advice", 0, "text")]


def case(slug: str, title: Mapping[str, str] | str = "", **changes: Any) -> Collaboration:
    """An entry under a name, with partners of its own unless others are given."""
    words = title if isinstance(title, Mapping) else {"en": title or TITLES[slug]}
    base = collaboration(DRAFT)
    return replace(base, title=Text(words), **changes).named(slug)


def across(*cases: Collaboration) -> list[tuple[str, str]]:
    """Slug and sentence of what several entries show together."""
    found = coherence.across({one.slug: one for one in cases}, SETTINGS)
    return [(slug, finding.sentence) for slug, finding in found]


def test_a_former_name_that_another_entry_has_is_taken() -> None:
    assert across(case("b", former_slugs=("a",)), case("a")) == [("b", "KLT501/taken")]
    assert across(case("b", former_slugs=("c",)), case("a")) == []


def test_a_withdrawn_entry_keeps_its_name_and_its_former_ones() -> None:
    gone = case("a", stated_status="withdrawn", former_slugs=("old",))
    assert across(case("b", former_slugs=("a", "old")), gone) == [("b", "KLT501/taken"), ("b", "KLT502/twice")]


def test_a_former_name_belongs_to_the_first_that_claims_it() -> None:
    found = coherence.across({slug: case(slug, former_slugs=("old",)) for slug in ("c", "a", "b")}, SETTINGS)
    assert [(slug, finding.path, finding.values["other"]) for slug, finding in found] == [
        ("b", ("former_slugs", 0), "a"),
        ("c", ("former_slugs", 0), "a"),
    ]


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("The bread box", "The bread box", True),
        ("The bread box", "the BREAD-box!", True),
        ("Møllers Værksted", "Mollers Vaerksted", True),
        ("Møllers workshop in Łódź", "Moeller's workshop in Lodz", True),
        ("Die Badebox in der Alten Baderei", "Die Badebox in der Alten Badereien", True),
        ("Die Badebox in der Alten Baderei", "Die Badebax in der Alten Baderei", True),
        ("Dörfliche Läden am Ort", "Dorfliche Laden am Ort", True),
        ("The workshop, part 1", "The workshop, part 2", False),
        ("The workshop 2019", "The workshop 2019", True),
        ("A bed in the hay", "A night in the barn", False),
        ("Bread", "Breads and more", False),
        ("日本の箱", "日本の箱", True),
    ],
)
def test_titles_are_near_when_only_accents_case_or_a_slip_part_them(one: str, other: str, near: bool) -> None:
    assert across(case("a", one), case("b", other)) == ([("b", "KLT510/near")] if near else [])


def test_titles_are_compared_within_one_language_and_told_once() -> None:
    assert across(case("a", {"en": "Handwerk"}), case("b", {"de": "Handwerk"})) == []
    same = {"en": "The bread box", "de": "Der Brotkasten"}
    found = coherence.across({"a": case("a", same), "b": case("b", same)}, SETTINGS)
    assert [(slug, finding.path, dict(finding.values)) for slug, finding in found] == [
        ("b", ("title", "en"), {"title": "The bread box", "other": "The bread box"})
    ]


def test_a_title_that_says_the_same_in_two_languages_is_not_near_itself() -> None:
    assert across(case("a", {"en": "Timberstore", "de": "Timberstore"})) == []


def partners(*names: str) -> dict[str, Any]:
    return {
        "partners": collaboration(
            f"{DRAFT}partners: [{', '.join(f'{{name: {name}, role: other}}' for name in names)}]\n"
        ).partners
    }


def test_entries_of_the_same_partners_are_noticed_whatever_their_order() -> None:
    assert across(case("a", **partners("X", "Y")), case("b", **partners("Y", "X"))) == [("b", "KLT511/same")]
    assert across(case("a", **partners("X", "Y")), case("b", **partners("X", "Y", "Z"))) == []
    assert across(case("a", **partners("X")), case("b", **partners("X"))) == []  # one partner may well do two things
    assert across(case("a"), case("b")) == []


def test_a_partner_spelled_in_another_way_is_noticed_with_the_first_spelling() -> None:
    found = coherence.across(
        {"a": case("a", **partners("Müller Bau")), "b": case("b", **partners("Z", "Muller-Bau"))}, SETTINGS
    )
    assert found == (
        ("b", Finding("KLT512/spelling", ("partners", 1, "name"), {"spelling": "Müller Bau", "other": "a"})),
    )
    assert across(case("a", **partners("Müller Bau")), case("b", **partners("Müller Bau", "Miller Bau"))) == []


def test_two_spellings_within_one_entry_are_left_to_the_rule_on_its_partners() -> None:
    assert across(case("a", **partners("Müller", "Muller"))) == []


def test_withdrawn_entries_are_not_compared() -> None:
    gone = case("a", "The bread box", stated_status="withdrawn", **partners("X", "Y"))
    assert across(gone, case("b", "The bread box", **partners("x", "y"))) == []


def test_exceptions_set_warnings_across_files_aside_and_no_errors() -> None:
    aside = collaboration(f"{DRAFT}exceptions: [{{code: KLT510, reason: Two towns.}}]\n").exceptions
    one = case("a", "The bread box")
    assert across(one, case("b", "The bread box")) == [("b", "KLT510/near")]
    assert across(one, case("b", "The bread box", exceptions=aside)) == []
    assert across(one, case("b", "The bread box", exceptions=aside, former_slugs=("a",))) == [("b", "KLT501/taken")]


@pytest.mark.parametrize("shared", ["", "Kreativwirtschaft "])
def test_ten_thousand_titles_are_not_each_compared_with_every_other(
    monkeypatch: pytest.MonkeyPatch, shared: str
) -> None:
    random, compared = Random(1), 0
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(random.choice(letters) for _ in range(random.randint(4, 11))) for _ in range(3000)]

    def counting(one: str, other: str) -> bool:
        nonlocal compared
        compared += 1
        return False

    monkeypatch.setattr(coherence, "_alike", counting)
    titles = (Text({"en": shared + " ".join(random.sample(words, 5))}) for _ in range(10_000))
    base = collaboration(DRAFT)
    cases = {f"e{at}": replace(base, title=title).named(f"e{at}") for at, title in enumerate(titles)}
    assert across(*cases.values()) == []
    assert compared < 20 * 10_000  # of fifty million pairs


@pytest.mark.parametrize("code", sorted(code for code in CATALOGUE if code.startswith(("KLT4", "KLT51"))))
def test_a_day_of_evaluation_in_the_far_past_changes_no_other_rule(code: str) -> None:
    text = f"{MINIMAL}period: {{started: 2018}}\n"
    found = coherence.within(collaboration(text), SETTINGS.on(date(2000, 1, 1), None))
    assert (code in {finding.sentence[:6] for finding in found}) is (code == "KLT412")


PNG, JPEG = picture("png"), picture("jpeg")
IMAGE = "media: [{kind: image, file: '%s', alt: {en: x, de: y}, credit: me, licence: CC0}]\n"


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("box/a.png", []),
        ("box/a.jpg", []),
        ("box/A.png", ["KLT802/missing"]),
        ("box/none.png", ["KLT802/missing"]),
        ("box/a.svg", ["KLT803/kind"]),
        ("box/empty.png", ["KLT803/kind"]),
        ("../site.yaml", ["KLT801/outside"]),
        ("box/../../site.yaml", ["KLT801/outside"]),
        ("/etc/passwd", ["KLT801/outside"]),
        ("C:/a.png", ["KLT801/outside"]),
        ("box\\a.png", ["KLT801/outside"]),
        ("box//a.png", ["KLT801/outside"]),
        ("./box/a.png", ["KLT801/outside"]),
        ("https://a.example/a.png", ["KLT801/outside"]),
    ],
)
def test_a_picture_is_a_real_picture_below_its_folder(file: str, expected: list[str]) -> None:
    pictures = {"box/a.png": PNG, "box/a.jpg": JPEG, "box/a.svg": b"<svg onload='x'/>", "box/empty.png": b""}
    found = list(coherence.media(collaboration(DRAFT + IMAGE % file), pictures))
    assert [finding.sentence for finding in found] == expected
    assert all(finding.path == ("media", 0, "file") for finding in found)


@pytest.mark.parametrize(
    ("words", "folded"),
    [
        ("Mill & Co. KG", "mill co kg"),
        ("Łódź, Ærø – Đakovo", "lodz æro dakovo"),
        ("ŠIŠKA  cafe\u0301", "siska cafe"),
        ("Straße ﬁn", "strasse fin"),
        ("Αθήνα_1", "αθηνα 1"),
        ("—", ""),
    ],
)
def test_words_are_compared_without_case_accents_and_signs(words: str, folded: str) -> None:
    assert coherence.fold(words) == folded
