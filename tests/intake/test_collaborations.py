"""Case files -> Collaborations: the whole of a file is read or told, in one run."""

from __future__ import annotations

import pickle
from datetime import date
from decimal import Decimal

import pytest

from kltsite.domain.collaboration import Collaboration, Image, Recording
from kltsite.domain.declared import declarations
from kltsite.domain.values import Moment
from kltsite.intake import collaborations
from kltsite.problems import Finding, Level
from tests.helpers import (
    BASE,
    CONTENT,
    MINIMAL,
    base_settings,
    changed,
    collaboration,
    content_problems,
    files_in,
    found,
    only,
    read_case,
    sentences,
    told,
)

EVERYTHING = """\
title: {de: Der Brotkasten, en: The bread box}
summary: {en: A designer and a baker., de: Eine Designerin und ein Bäcker.}
status: published
listed: 2023-11-06
reviewed: 2024-07-15
place:
  {locality: Haugesund, region: Rogaland, country: NO, inhabitants: 17000, counted: 2023, latitude: 59, longitude: 5.3}
traits: {en: Fjords, de: Fjorde}
partners:
  - {name: Studio Fink, role: cci, subsectors: [design, crafts], setting: urban, locality: Bergen, country: NO}
  - {name: Bakeri Havn, role: sme, sectors: [manufacturing, trade], website: https://havn.example, employees: 35}
  - {name: The town, role: other}
  - {name: Studio Ask, role: cci, subsectors: [crafts, art]}
period: {started: 2018-05, ended: 2023, continuous: true}
contact: [targeted-contact]
regional_value: [skilled-workers, location-attractiveness]
partner_value: [easier-work]
innovation: [product, process]
remarks: {contact: {en: At a fair, de: Auf einer Messe}, sectors: {en: Bread, de: Brot}}
evidence:
  economic-background: {statement: {en: Both earn., de: Beide verdienen.}, source: https://a.example}
  equal-terms: {statement: {en: Both decide., de: Beide entscheiden.}, source: https://a.example, commissioned: false}
  regional-effects: {statement: {en: New guests., de: Neue Gäste.}, source: https://a.example}
attested: example-team
funding: {en: The county, de: Die Provinz}
description: {en: "**They** met.", de: "**Sie** trafen sich."}
advice: [{to: [municipalities, everyone], text: {en: Listen., de: Zuhören.}}]
voices: [{speaker: Kari, of: Studio Fink, text: {en: It was fun., de: Es hat Spaß gemacht.}, source: https://a.example}]
media:
  - {kind: image, file: bread-box/box.jpg, alt: {en: A box, de: Ein Kasten}, credit: Kari, licence: CC BY 4.0}
  - {kind: podcast, url: https://a.example/42, title: {en: A talk, de: Ein Gespräch}}
links: [{url: https://a.example, title: {en: Shop, de: Laden}}]
sources: [{url: https://a.example, accessed: 2024-07-01, supports: [period, place.inhabitants, evidence.equal-terms]}]
former_slugs: [old-box, older-box]
"""


def test_every_field_of_the_form_is_read() -> None:
    case = collaboration(EVERYTHING, "bread-box")
    assert case.slug == "bread-box"
    assert dict(case.title) == {"en": "The bread box", "de": "Der Brotkasten"}
    assert (case.published, case.listed, case.reviewed) == (True, date(2023, 11, 6), date(2024, 7, 15))
    assert case.place is not None
    assert (case.place.country, case.place.inhabitants, case.place.latitude) == ("NO", 17000, 59.0)
    assert [partner.role for partner in case.partners] == ["cci", "sme", "other", "cci"]
    assert [partner.setting for partner in case.partners] == ["urban", None, None, None]
    assert case.partners[1].employees == 35
    assert case.period is not None
    assert (case.period.started, case.period.ended, case.period.continuous) == (Moment(2018, 5), Moment(2023), True)
    assert case.regional_value == ("skilled-workers", "location-attractiveness")
    assert case.evidence is not None
    assert case.evidence.equal_terms is not None
    assert case.evidence.equal_terms.commissioned is False
    assert [type(one) for one in case.media] == [Image, Recording]
    assert case.former_slugs == ("old-box", "older-box")
    unread = {"withdrawn", "exceptions"}
    assert {name for name in declarations(Collaboration) if not case.states(name)} == unread


def test_subsectors_and_sectors_are_those_of_the_roles_each_once_in_the_order_stated() -> None:
    case = collaboration(EVERYTHING)
    assert (case.subsectors, case.sectors) == (("design", "crafts", "art"), ("manufacturing", "trade"))
    assert [partner.name for partner in case.partners_in("cci")] == ["Studio Fink", "Studio Ask"]


def test_what_a_file_does_not_state_is_absent_and_never_guessed() -> None:
    case = collaboration("title: {en: The bread box, de: Der Brotkasten}\n")
    assert case.status == "draft"
    stated = {name for name in declarations(Collaboration) if case.states(name)}
    assert stated == {"title"}
    assert {getattr(case, name) for name in declarations(Collaboration) if name != "title"} == {None, ()}


def test_the_length_of_a_collaboration_stays_an_exact_number() -> None:
    period = collaboration(f"{MINIMAL}period: {{years: 0.1}}\n").period
    assert period is not None
    assert period.years == Decimal("0.1")


def test_a_collaboration_cannot_be_changed_and_survives_pickling() -> None:
    case = collaboration(EVERYTHING, "bread-box")
    for changed_part, name in (
        (case.period.started, "year"),
        (case, "title"),
        (case.partners[0], "role"),
        (case.place, "country"),
    ):
        with pytest.raises(AttributeError):
            setattr(changed_part, name, "x")
    again = pickle.loads(pickle.dumps(case))
    assert (again, again.slug, hash(again)) == (case, "bread-box", hash(case))


def test_windows_line_ends_change_nothing_but_the_bytes() -> None:
    unix, windows = read_case(EVERYTHING), read_case(EVERYTHING.replace("\n", "\r\n"))
    assert (windows.collaboration, windows.problems) == (unix.collaboration, unix.problems)
    wrong = changed(("role: sme", "role: smee"))
    assert found(read_case(wrong.replace("\n", "\r\n"))) == found(read_case(wrong)) == [("KLT204/word", 9, 11)]


def test_columns_count_characters_also_behind_umlauts_and_pictures() -> None:
    text = f"{MINIMAL}advice:\n  - {{text: {{en: 🥖 für Öfen, de: x}}, to: [nobody]}}\n"
    assert found(read_case(text)) == [("KLT204/addressees", 14, 42)]


def test_every_mistake_of_a_file_is_told_in_one_run() -> None:
    text = """\
# A text mistake, field mistakes, a missing translation, two criteria and what does not fit together.
titel: {en: The bread box, de: Der Brotkasten}
summary: {en: A designer and a baker.}
status: published
listed: 6.11.2023
place: {country: NO, inhabitants: 20000, latitude: 59.4}
partners:
  - {name: Studio Fink, role: cci, subsectors: [design]}
  - {name: Bakeri Havn, role: sme, employees: 251, website: havn.example}
period: {started: 2020, ended: 2019}
contact: [by-chance]
description: {en: See <b>here</b>, de: cafe\u0301}
description: {en: Again, de: Nochmal}
opening: daily
"""
    assert sentences(read_case(text)) == [
        "KLT301/open",
        "KLT302/open",
        "KLT306/open",
        "KLT416/none",
        "KLT201/unknown",  # titel
        "KLT216/needed",  # summary
        "KLT206/moment",  # listed
        "KLT305/too-many",
        "KLT409/no-year",
        "KLT406/half",
        "KLT303/too-large",
        "KLT210/scheme",  # website
        "KLT401/order",
        "KLT204/contact",
        "KLT415/html",
        "KLT108/not-composed",
        "KLT113/duplicate-key",
        "KLT201/unknown",  # opening
    ]


def test_a_mistake_in_one_field_does_not_hide_a_criterion_elsewhere() -> None:
    text = changed(("role: sme", "role: sme\n    employees: 300")) + "listed: soon\n"
    assert sentences(read_case(text)) == ["KLT303/too-large-attested", "KLT206/moment"]


def test_a_file_with_an_error_gives_no_collaboration_and_one_with_a_warning_does() -> None:
    wrong, warned = read_case(f"{MINIMAL}listed: soon\n"), read_case(f"{MINIMAL}description: {{en: x}}\n")
    assert (wrong.collaboration, only(wrong).level) == (None, Level.ERROR)
    assert warned.collaboration is not None
    assert only(warned).level is Level.WARNING


def test_what_is_missing_in_a_draft_is_a_to_do_and_gives_a_collaboration_all_the_same() -> None:
    case = read_case("title: {en: The bread box}\n")
    assert case.collaboration is not None
    assert {problem.level for problem in case.problems} == {Level.TODO}


def test_nothing_is_judged_where_the_status_cannot_be_read() -> None:
    text = changed(("status: published", "status: ready"), ("role: sme", "role: other"))
    assert sentences(read_case(text)) == ["KLT204/word"]


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("bread-box.yaml", []),
        ("bread-box.yml", ["KLT117/ending"]),
        ("bread-box.yaml.orig", ["KLT117/ending"]),
        (".bread-box.yaml", ["KLT117/slug"]),
        (".yaml", ["KLT117/slug"]),
        ("Bread-Box.yaml", ["KLT117/slug"]),
        ("brötchen.yaml", ["KLT117/slug"]),
        ("bread--box.yaml", ["KLT117/slug"]),
        ("../site.yaml", ["KLT117/slug"]),
        ("more/bread-box.yaml", ["KLT117/slug"]),
        (f"{'a' * 81}.yaml", ["KLT117/slug"]),
    ],
)
def test_the_name_of_a_file_is_the_name_of_its_entry(file: str, expected: list[str]) -> None:
    case = collaborations.read(f"collaborations/{file}", MINIMAL.encode(), base_settings().reading(), lambda case: ())
    assert sentences(case) == expected
    assert (case.collaboration is None) is bool(expected)


def test_a_file_with_a_wrong_name_is_read_all_the_same() -> None:
    data = changed(("role: sme", "role: smee")).encode()
    case = collaborations.read("collaborations/Bread.yaml", data, base_settings().reading(), lambda case: ())
    assert sentences(case) == ["KLT117/slug", "KLT204/word"]


def test_a_finding_is_placed_again_in_a_file_that_was_read_before() -> None:
    case = read_case(MINIMAL)
    problem = collaborations.locate_in(case.file, MINIMAL.encode(), Finding("KLT512/spelling", ("partners", 1, "name")))
    assert (problem.file, problem.span.line, problem.found) == ("collaborations/example.yaml", 8, "Bakery Morgenrot")
    assert problem.trail == ("Partners", "Bakery Morgenrot", "Name")


def test_the_real_entries_have_nothing_but_to_dos() -> None:
    problems = content_problems(files_in(CONTENT))
    assert [problem for problem in problems if problem.level is not Level.TODO] == [], told(problems)


def test_the_made_up_entries_have_nothing_at_all() -> None:
    assert content_problems(files_in(BASE)) == ()
