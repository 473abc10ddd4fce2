"""Claims against numbers: exact fractions, and what no longer holds is told at its sentence and shown to readers."""

from __future__ import annotations

import operator
from datetime import date
from decimal import Decimal
from fractions import Fraction

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kltsite import claims
from kltsite.claims import Amount, Numbers
from kltsite.intake import prose
from kltsite.intake.conditions import Comparison, Condition, Number
from kltsite.intake.figures import Figure
from kltsite.problems import Problem
from kltsite.stats import Count, Statistics, Tally, share
from tests.helpers import base_settings, built, content_problems, told, village

SIGNS = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le, "=": operator.eq}
LOST = "contact.targeted-contact > contact.previous-collaboration"  # one of two each, in tests/base
COUNTS = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda two: (min(two), max(two)))
TARGETED, CONTINUOUS = Figure("", ("contact", "targeted-contact"), ""), Figure("", ("duration", "continuous"), "")


def numbers(contact: tuple[int, int], duration: tuple[int, int] = (1, 1)) -> Numbers:
    """Today's numbers: (count, answered) of targeted contact and of continuous collaborations."""

    def tally(option: str, count: int, answered: int) -> Tally:
        return Tally(answered, answered, {option: Count(count, share(count, answered))})

    tallies = {"contact": tally("targeted-contact", *contact), "duration": tally("continuous", *duration)}
    return Numbers(base_settings(), Statistics(date(2024, 8, 1), ("one",) * contact[1], tallies, {}, {}, (), {}))


def page(language: str, when: str, of: str = "today", body: str = "Most met on purpose.{claim:purpose}") -> bytes:
    claim = f"claims:\n  - key: purpose\n    when: {when}\n    of: {of}\n"
    return f"---\ntitle: About\naddress: about\ndescription: What it is.\n{claim}---\n\n{body}\n".encode()


def folder(when: str, of: str = "today", body: str = "Most met on purpose.{claim:purpose}") -> dict[str, bytes]:
    return village() | {f"pages/about.{language}.md": page(language, when, of, body) for language in ("en", "de")}


def problems(when: str, of: str = "today") -> list[str]:
    return [one.sentence for one in content_problems(folder(when, of))]


# -- arithmetic ------------------------------------------------------------------------------------------------


@given(COUNTS, COUNTS, st.sampled_from(sorted(SIGNS)))
def test_shares_are_compared_exactly_and_a_share_of_nobody_is_not_compared(
    one: tuple[int, int], other: tuple[int, int], sign: str
) -> None:
    found = claims.holds(Comparison(TARGETED, sign, CONTINUOUS, share=True), numbers(one, other))
    if one[1] and other[1]:
        assert found == SIGNS[sign](Fraction(*one), Fraction(*other))
    else:
        assert not found


@given(COUNTS, st.sampled_from(sorted(SIGNS)), st.decimals(0, 100, places=1))
def test_a_stated_share_is_exact_too(one: tuple[int, int], sign: str, percent: Decimal) -> None:
    found = claims.holds(
        Comparison(TARGETED, sign, Number(Fraction(percent) / 100, share=True), share=True), numbers(one)
    )
    assert found == bool(one[1] and SIGNS[sign](Fraction(one[0] * 100, one[1]), Fraction(percent)))


@given(COUNTS, st.sampled_from(sorted(SIGNS)), st.integers(0, 60), st.sampled_from(["count", "answered"]))
def test_counts_are_compared_as_counts(one: tuple[int, int], sign: str, number: int, part: str) -> None:
    left = replace(TARGETED, part=part)
    found = claims.holds(Comparison(left, sign, Number(Fraction(number)), share=False), numbers(one))
    assert found == SIGNS[sign](one[part == "answered"], number)


def test_sixteen_of_twenty_three_are_not_exactly_what_they_are_rounded_to() -> None:
    rounded = Comparison(TARGETED, "=", Number(Fraction("0.696"), share=True), share=True)
    assert not claims.holds(rounded, numbers((16, 23)))


def test_all_comparisons_of_a_condition_are_to_hold_and_those_that_do_not_are_named() -> None:
    holds = Comparison(TARGETED, ">", Number(Fraction(2)), share=False)
    fails = Comparison(TARGETED, ">", Number(Fraction(9)), share=False)
    condition: Condition = (holds, fails, holds)
    claim = prose.Claim("key", condition, "", content_problems(folder(LOST))[0].span)
    assert claims.lost(claim, numbers((3, 4))) == (fails,)


@pytest.mark.parametrize(
    ("name", "edition", "expected"),
    [
        (("entries",), "", Amount(7)),
        (("entries",), "2024-08", Amount(3)),
        (("criteria", "employees"), "", Amount(250)),
        (("criteria", "inhabitants"), "", Amount(20_000)),
        (("contact", "targeted-contact"), "2024-08", Amount(2, 3, Decimal("66.7"))),
        (("contact", "targeted-contact"), "", Amount(5, 7, Decimal("71.4"))),
    ],
)
def test_a_figure_is_looked_up_where_it_says(name: tuple[str, ...], edition: str, expected: Amount) -> None:
    assert numbers((5, 7)).amount(Figure(edition, name, "")) == expected


# -- what check tells ------------------------------------------------------------------------------------------


def test_a_claim_that_holds_is_no_problem() -> None:
    assert problems("contact.targeted-contact >= 50 %") == []
    assert problems("contact.targeted-contact > contact.joint-event", "2024-08") == []


def test_todays_numbers_may_lose_a_claim_and_an_edition_never_had_it() -> None:
    assert problems(LOST) == ["KLT611/today"] * 2
    assert problems("contact.targeted-contact > 70 %", "2024-08") == ["KLT610/edition"] * 2


def test_a_claim_of_an_edition_that_also_rests_on_today_is_one_of_today() -> None:
    assert problems("entries > 2024-08:entries") == ["KLT611/today"] * 2
    assert problems("2024-08:entries > 3") == ["KLT610/edition"] * 2


def test_nothing_is_said_of_today_while_an_entry_cannot_be_read() -> None:
    files = folder(LOST) | {"collaborations/broken.yaml": b"title: ["}
    assert not [one for one in content_problems(files) if one.code == "KLT611"]


@pytest.mark.parametrize(("language", "sentence"), [("en", "is no longer true"), ("de", "stimmt nicht mehr")])
def test_a_lost_claim_is_told_with_its_figures_at_its_mark(language: str, sentence: str) -> None:
    found: tuple[Problem, ...] = content_problems(folder(LOST))
    text = told(found, language)
    assert sentence in text
    assert "contact.targeted-contact (1/2) > contact.previous-collaboration (1/2)" in text
    assert {(one.span.line, one.span.column) for one in found} == {(11, 21)}


# -- what readers see ------------------------------------------------------------------------------------------

ABOUT = {"en": "en/about.html", "de": "de/about.html"}
NO_LONGER = {"en": "The figures no longer carry this:", "de": "Das geben die Zahlen nicht mehr her:"}


def shown(files: dict[str, bytes], language: str) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(built(files)[ABOUT[language]].decode())


@pytest.mark.parametrize("language", ["en", "de"])
def test_behind_a_lost_claim_the_page_says_so_with_the_figures_as_they_are(language: str) -> None:
    (note,) = shown(folder(LOST), language).xpath("//p/span[contains(@class, 'claim-lost')][@role='note']")
    assert note.text_content().startswith(NO_LONGER[language])
    of = {"en": "1 of 2 (50\u00a0%)", "de": "1 von 2 (50\u00a0%)"}[language]
    assert [link.text_content() for link in note.xpath(".//a")] == [of, of]
    assert {"en": ", not more than ", "de": ", nicht mehr als "}[language] in note.text_content()


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_claim_that_holds_leads_to_what_it_rests_on_and_back(language: str) -> None:
    page = shown(folder("contact.targeted-contact > 60 %", "2024-08"), language)
    assert not page.xpath("//*[contains(@class, 'claim-lost')]")
    (mark,) = page.xpath("//sup[@class='claim-mark']/a")
    (note,) = page.xpath(f"//li[@id='{mark.get('href').removeprefix('#')}']")
    assert {"en": "2 of 3 (66.7\u00a0%), more than 60\u00a0%", "de": "2 von 3 (66,7\u00a0%), mehr als 60\u00a0%"}[
        language
    ] in note.text_content()
    assert {"en": "Edition August 2024", "de": "Ausgabe August 2024"}[language] in note.text_content()
    assert note.xpath(".//a[@class='claim-back']/@href") == [f"#{mark.get('id')}"]


def test_a_claim_that_is_marked_twice_has_one_note_and_two_places() -> None:
    body = "So it was.{claim:purpose} And so it is.{claim:purpose}"
    page = shown(folder("entries > 1", body=body), "en")
    assert page.xpath("//sup/a/@id") == ["claim--purpose", "claim--purpose--2"]
    assert len(page.xpath("//section[@class='claims']//li")) == 1


def test_only_our_own_marks_become_marks() -> None:
    body = "One.{claim:purpose} \U000f0000 \U000f0001 `{claim:purpose}` {claim:purpose"
    page = shown(folder("entries > 1", body=body), "en")
    assert len(page.xpath("//sup")) == 1
    assert "\ufffd \ufffd {claim:purpose} {claim:purpose" in page.text_content()


def test_a_page_in_another_language_says_what_is_lost_in_the_readers_own() -> None:
    files = folder(LOST)
    del files["pages/about.de.md"]
    (note,) = shown(files, "de").xpath("//article[@lang='en']//span[contains(@class, 'claim-lost')]")
    assert note.get("lang") == "de"
    assert note.text_content().startswith(NO_LONGER["de"])


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_summary_in_plain_language_stands_first_and_may_hold_figures_and_claims(language: str) -> None:
    files = folder("entries > 9")
    files = {
        path: data.replace(b"claims:", b"plain: >-\n  There are {entries}.\n  They met.{claim:purpose}\nclaims:")
        if path.startswith("pages/about")
        else data
        for path, data in files.items()
    }
    (box,) = shown(files, language).xpath("//section[@class='plain-language']")
    assert {"en": "In plain language", "de": "In einfacher Sprache"}[language] == box.xpath("string(h2)")
    assert "There are 2. They met." in box.text_content()
    assert box.xpath(".//*[contains(@class, 'claim-lost')]")
    lost = [(one.span.line, one.span.column) for one in content_problems(files) if one.file.endswith("en.md")]
    assert lost == [(7, 12), (14, 21)]
