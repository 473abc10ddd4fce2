"""Values and fields: what each takes, what it refuses, what an editor probably meant, and no echo of one mistake."""

from __future__ import annotations

import copy
import pickle
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kltsite.domain import values
from kltsite.domain.collaboration import Collaboration, Link, Period
from kltsite.domain.values import Moment, Reading, Text, is_slug
from kltsite.intake import models
from kltsite.intake.fields import Fields, read_fields
from kltsite.problems import Finding
from tests.helpers import MINIMAL, base_settings, changed, collaboration, excerpted, only, read_case, sentences, told

PLACE = "place: {country: DE, inhabitants: 4200, counted: 2023, latitude: 51.27, longitude: 14.09}\n"


def suggestion(text: str) -> str:
    """What the only problem of a case file suggests."""
    return str(dict(only(read_case(text)).values).get("suggestion", ""))


def refused(text: str) -> tuple[str, str]:
    """The sentence of a case file's only problem, and what is underlined."""
    problem = only(read_case(text))
    return problem.sentence, excerpted(problem)


@pytest.mark.parametrize(
    ("written", "read"),
    [("1", 1), ("4200", 4200), ('"4200"', 4200), (" 004200 ", 4200), ("19999", 19_999)],
)
def test_a_whole_number_is_read(written: str, read: int) -> None:
    place = collaboration(MINIMAL + PLACE.replace("4200", written)).place
    assert place is not None
    assert place.inhabitants == read


@pytest.mark.parametrize(
    ("written", "sentence", "meant"),
    [
        ("17.000", "KLT205/whole-number", "17000"),
        ("17 000", "KLT205/whole-number", "17000"),
        ("17\u202f000", "KLT205/whole-number", "17000"),
        ("17'000", "KLT205/whole-number", "17000"),
        ('"1,234,567"', "KLT205/whole-number", "1234567"),
        ("17.5", "KLT205/whole-number", ""),
        ("-4", "KLT205/whole-number", ""),
        ("4200 people", "KLT205/whole-number", ""),
        ("0x10", "KLT205/whole-number", ""),
        ("٤٢", "KLT205/whole-number", ""),
        ("999.999.999", "KLT205/whole-number", ""),  # what it would mean is out of range
        ("0", "KLT205/range", ""),
        ("100000000", "KLT205/range", ""),
        ("123456789012345678", "KLT205/range", ""),
    ],
)
def test_what_is_not_a_whole_number_is_refused_with_the_number_that_is_meant(
    written: str, sentence: str, meant: str
) -> None:
    text = MINIMAL + PLACE.replace("4200", written)
    assert refused(text) == (sentence, written)
    assert suggestion(text) == meant


@pytest.mark.parametrize(
    ("written", "moment", "earliest", "latest"),
    [
        ("2018", Moment(2018), date(2018, 1, 1), date(2018, 12, 31)),
        ("2024-02", Moment(2024, 2), date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-02", Moment(2023, 2), date(2023, 2, 1), date(2023, 2, 28)),
        ("2018-05-07", Moment(2018, 5, 7), date(2018, 5, 7), date(2018, 5, 7)),
    ],
)
def test_a_moment_is_a_year_a_month_or_a_day(written: str, moment: Moment, earliest: date, latest: date) -> None:
    period = collaboration(f"{MINIMAL}period: {{started: {written}}}\n").period
    assert period is not None
    assert period.started == moment
    assert (moment.earliest(), moment.latest(), str(moment)) == (earliest, latest, written)


@pytest.mark.parametrize(
    ("written", "sentence", "meant"),
    [
        ("1.5.2024", "KLT206/moment", "2024-05-01"),
        ("01.05.2024", "KLT206/moment", "2024-05-01"),
        ("1. 5. 2024", "KLT206/moment", "2024-05-01"),
        ("05.2024", "KLT206/moment", "2024-05"),
        ("5/2024", "KLT206/moment", "2024-05"),
        ("2024-5-1", "KLT206/moment", "2024-05-01"),
        ("2024/05", "KLT206/moment", "2024-05"),
        ("31.2.2024", "KLT206/moment", ""),
        ("1.13.2024", "KLT206/moment", ""),
        ("May 2018", "KLT206/moment", ""),
        ("2018-2023", "KLT206/moment", ""),
        ("20218", "KLT206/moment", ""),
        ("2018-05-07T10:00", "KLT206/moment", ""),
        ("٢٠١٨", "KLT206/moment", ""),
        ("2021-13-45", "KLT206/impossible", ""),
        ("2023-02-29", "KLT206/impossible", ""),
        ("2023-00", "KLT206/impossible", ""),
        ("2023-05-00", "KLT206/impossible", ""),
        ("0000", "KLT206/impossible", ""),
        ("1899", "KLT206/year", ""),
        ("3000-01", "KLT206/year", ""),
    ],
)
def test_what_is_not_a_moment_is_refused_with_the_date_that_is_meant(written: str, sentence: str, meant: str) -> None:
    text = f'{MINIMAL}period:\n  started: "{written}"\n'
    assert refused(text) == (sentence, f'"{written}"')
    assert suggestion(text) == meant


@pytest.mark.parametrize(("written", "sentence"), [("2024", "KLT206/day"), ("2024-07", "KLT206/day")])
def test_where_a_day_is_needed_a_month_does_not_do(written: str, sentence: str) -> None:
    assert refused(f"{MINIMAL}reviewed: {written}\n") == (sentence, written)


@pytest.mark.parametrize(("written", "read"), [("2", Decimal(2)), ("0.5", Decimal("0.5")), ("200", Decimal(200))])
def test_a_length_is_kept_exactly(written: str, read: Decimal) -> None:
    period = collaboration(f"{MINIMAL}period: {{years: {written}}}\n").period
    assert period is not None
    assert period.years == read


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2,5", "2.5"),
        ("0", ""),
        ("0,0", ""),
        ("200.5", ""),
        ("250,5", ""),
        ("two", ""),
        ("-1", ""),
        ("1e1", ""),
        ("5 Jahre", ""),
    ],
)
def test_what_is_not_a_length_is_refused(written: str, meant: str) -> None:
    text = f"{MINIMAL}period:\n  years: {written}\n"
    assert refused(text) == ("KLT205/years", written)
    assert suggestion(text) == meant


@pytest.mark.parametrize(
    ("written", "sentence", "meant"),
    [
        ("51,27", "KLT211/degrees", "51.27"),
        ("51.27°", "KLT211/degrees", ""),
        ("N 51.27", "KLT211/degrees", ""),
        ("151,27", "KLT211/degrees", ""),
        ("nan", "KLT211/degrees", ""),
        ("90.00000001", "KLT211/range", ""),
        ("-91", "KLT211/range", ""),
    ],
)
def test_what_is_not_a_latitude_is_refused(written: str, sentence: str, meant: str) -> None:
    text = f"{MINIMAL}place:\n  country: DE\n  latitude: {written}\n  longitude: 14.09\n"
    assert refused(text) == (sentence, written)
    assert suggestion(text) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("yes", "true"),
        ("Ja", "true"),
        ("True", "true"),
        ("NEIN", "false"),
        ("FALSE", "false"),
        ("1", ""),
        ("maybe", ""),
    ],
)
def test_only_true_and_false_answer_yes_and_no(written: str, meant: str) -> None:
    text = f"{MINIMAL}period:\n  years: 2\n  continuous: {written}\n"
    assert refused(text) == ("KLT212/yes-no", written)
    assert suggestion(text) == meant


@pytest.mark.parametrize(
    "written",
    [
        "https://example.org",
        "http://example.org/a?b=c#d",
        "HTTPS://EXAMPLE.ORG",
        "https://bäckerei.example/brot",
        "https://example.org:8443/%20",
    ],
)
def test_an_address_of_a_page_is_read_as_it_stands(written: str) -> None:
    assert collaboration(MINIMAL.replace("https://village.example/bread-box", written)).sources[0].url == written


@given(st.from_regex(values._ORDINARY_ADDRESS, fullmatch=True))
@settings(max_examples=300)
def test_what_is_taken_for_an_ordinary_address_is_one_after_a_closer_look(written: str) -> None:
    assert values._looked_at(written) == written


@pytest.mark.parametrize(
    ("written", "sentence", "meant"),
    [
        ("www.example.org", "KLT210/scheme", "https://www.example.org"),
        ("WWW.Example.org/shop", "KLT210/scheme", "https://WWW.Example.org/shop"),
        ("example.org", "KLT210/scheme", "https://example.org"),
        ("www.example.org/our shop", "KLT210/scheme", ""),
        ("javascript:alert(1)", "KLT210/scheme", ""),
        ("JaVaScRiPt:alert(1)", "KLT210/scheme", ""),
        ("data:text/html,x", "KLT210/scheme", ""),
        ("file:///etc/passwd", "KLT210/scheme", ""),
        ("//example.org", "KLT210/scheme", ""),
        ("mailto:a@example.org", "KLT210/scheme", ""),
        ("a@example.org", "KLT210/scheme", ""),
        ("bakery", "KLT210/scheme", ""),
        ("https://", "KLT210/address", ""),
        ("https://example", "KLT210/address", ""),
        ("https://a b.example", "KLT210/address", ""),
        ("https://example.org/<script>", "KLT210/address", ""),
        ("https://user:secret@example.org", "KLT210/address", ""),
        ("https://example.org:99999", "KLT210/address", ""),
        ("https://[example.org", "KLT210/address", ""),
        ("https://exa\u00admple.org", "KLT210/address", ""),
    ],
)
def test_what_is_not_the_address_of_a_page_is_refused(written: str, sentence: str, meant: str) -> None:
    text = f"{MINIMAL}links:\n  - url: '{written}'\n    title: {{en: Shop, de: Laden}}\n"
    assert refused(text) == (sentence, f"'{written}'")
    assert suggestion(text) == meant


@pytest.mark.parametrize(
    ("name", "good"),
    [("bread-box", True), ("4d-land", True), ("a" * 80, True), ("a" * 81, False), ("", False), ("-a", False),
     ("a-", False), ("a--b", False), ("Bread", False), ("brötchen", False), ("a.b", False), ("a_b", False),
     ("a/b", False), ("a\n", False)],
)  # fmt: skip
def test_a_name_is_small_letters_digits_and_single_hyphens(name: str, good: bool) -> None:
    assert is_slug(name) is good


@pytest.mark.parametrize(
    ("written", "meant"),
    [("desing", "design"), ("Design", "design"), ("Kunsthandwerk", "crafts"), ("kunsthandwerk", "crafts"),
     ("Arts and crafts", "crafts"), ("software_games", "software-games"), ("gastronomy", ""), ("x", ""),
     ("Software- und Games-Industrie", "software-games")],
)  # fmt: skip
def test_a_subsector_in_other_words_is_recognised(written: str, meant: str) -> None:
    assert suggestion(changed(("[design]", f"[{written}]"))) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [("UK", "GB"), ("uk", "GB"), ("EL", "GR"), ("de", "DE"), ("AUT", "AT"), ("JP", ""), ("GER", ""), ("Chad", "")],
)
def test_a_country_by_another_code_is_recognised(written: str, meant: str) -> None:
    assert suggestion(f"{MINIMAL}place: {{country: {written}}}\n") == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [("Germany", "DE"), ("deutschland", "DE"), ("Österreich", "AT"), ("United Kingdom", "GB"), ("Japan", ""),
     ("Germny", "DE"), ("Oesterreich", "AT"), ("Germania", ""), ("Australien", ""), ("Teutonia", "")],
)  # fmt: skip
def test_a_country_by_its_name_is_recognised_in_every_language_of_the_site(written: str, meant: str) -> None:
    assert suggestion(f"{MINIMAL}place: {{country: {written}}}\n") == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("targeted", "targeted-contact"),
        ("Joint", "joint-event"),
        ("join", "joint-event"),
        ("tar", ""),
        ("by chance", ""),
    ],
)
def test_the_beginning_of_a_word_is_recognised(written: str, meant: str) -> None:
    assert suggestion(f"{MINIMAL}contact: [{written}]\n") == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [("targeted-contact", "[targeted-contact]"), ("a, b", "[a, b]"), ("{a: b}", "")],
)
def test_a_value_where_several_are_expected_is_shown_in_brackets(written: str, meant: str) -> None:
    assert suggestion(f"{MINIMAL}contact: {written}\n") == meant


@pytest.mark.parametrize(
    ("old", "new", "fields"),
    [
        ("attested:", "place: Nirgendwo\nattested:", ("locality", "region", "country")),
        ("- url: https://village.example/bread-box", "- https://village.example/bread-box", ("url", "accessed")),
        ("attested:", "media: [a.jpg]\nattested:", ("kind", "file", "url")),
    ],
    ids=["place", "source", "picture"],
)
def test_a_value_where_fields_are_expected_is_told_which(old: str, new: str, fields: tuple[str, ...]) -> None:
    problem = only(read_case(changed((old, new))))
    assert problem.sentence == "KLT207/fields"
    told = dict(problem.values)["fields"]
    assert isinstance(told, tuple)
    assert set(fields) <= set(told)
    assert len(set(told)) == len(told)


def test_no_is_norway() -> None:
    place = collaboration(f"{MINIMAL}place: {{country: NO}}\n").place
    assert place is not None
    assert place.country == "NO"


@pytest.mark.parametrize(("written", "meant"), [("C", "manufacturing"), ("i", "accommodation-food"), ("Bau", "")])
def test_a_sector_by_its_letter_is_recognised(written: str, meant: str) -> None:
    assert suggestion(changed(("role: sme", f"role: sme\n    sectors: [{written}]"))) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("titel", "title"),
        ("Title", "title"),
        ("regional-value", "regional_value"),
        ("descripton", "description"),
        ("zzz", ""),
    ],
)
def test_a_misspelt_field_is_recognised(written: str, meant: str) -> None:
    text = MINIMAL.replace("title:", f"{written}:") if meant == "title" else f"{MINIMAL}{written}: x\n"
    assert suggestion(text) == meant


def test_a_field_that_is_there_already_is_not_suggested() -> None:
    assert suggestion(f"{MINIMAL}titel: {{en: x, de: y}}\n") == ""


def test_a_field_of_a_picture_is_recognised_below_its_kind() -> None:
    picture = "media:\n  - {kind: image, file: a.jpg, alt: {en: x, de: y}, credit: me, license: CC0}\n"
    assert suggestion(MINIMAL + picture) == "licence"


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("film", "KLT204/word"),
        ("3", "KLT204/word"),
        ("[image]", "KLT207/scalar"),
        ("{image: image}", "KLT207/scalar"),
        ("", "KLT203/empty"),
    ],
)
def test_a_kind_that_there_is_not_is_told_at_its_place(kind: str, sentence: str) -> None:
    text = f"{MINIMAL}media:\n  - {{kind: {kind}, url: 'https://a.example', title: {{en: x, de: y}}}}\n"
    assert refused(text)[0] == sentence


def test_a_kind_in_quotes_may_have_space_around_it() -> None:
    text = f"{MINIMAL}media:\n  - {{kind: ' video ', url: 'https://a.example', title: {{en: x, de: y}}}}\n"
    assert [getattr(one, "kind", "") for one in collaboration(text).media] == ["video"]


@pytest.mark.parametrize("name", ["image", "video", "kind2"])
def test_a_field_named_like_a_kind_is_told_and_does_not_confuse(name: str) -> None:
    text = f"{MINIMAL}media:\n  - {{kind: video, url: 'https://a.example', title: {{en: x, de: y}}, {name}: z}}\n"
    assert refused(text) == ("KLT201/unknown", name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("period: {started: 1.5.2018, ended: 2020}", "KLT206"),
        ("period:\n  started: x", "KLT206"),
        ("place: {country: DE, inhabitants: 17.000, counted: 2023}", "KLT205"),
        ("place: {country: DE, inhabitants: 4200, counted: soon}", "KLT205"),
        ("place: {country: XX, latitude: 1, longitude: 2}", "KLT204"),
        ("place:\n  country: DE\n  latitude: 51,27\n  longitude: 14.09", "KLT211"),
        ("evidence:\n  equal-terms: {statement: {en: x, de: y}, source: nowhere}", "KLT210"),
        ("evidence:\n  equal-terms: {statement: x, source: 'https://a.example'}", "KLT207"),
        ("place: *home", "KLT111"),
        ("description: {en: *x, de: *y}", "KLT111"),
        ("description: {en: Studio #5\n  , de: y}", "KLT109"),
        ("contact: [" + "[" * 12 + "]" * 13, "KLT114"),
        ("exceptions:\n  - {code: KLT409, reason: x}\nplace: {country: DE, inhabitants: 4 200}", "KLT205"),
        ("description: {fr: x}", "KLT213"),
        ("description: {fr: }", "KLT213"),
        ("description: {en: a, b and c, de: d}", "KLT213"),
        ("links:\n  - ulr: https://a.example\n    title: {en: x, de: y}", "KLT201"),
        ("opening:", "KLT201"),
        ("advice:\n  - to: []\n    text: {en: x, de: y}", "KLT203"),
    ],
)
def test_one_mistake_is_told_once_and_has_no_echo(text: str, expected: str) -> None:
    codes = {sentence[:6] for sentence in sentences(read_case(f"{MINIMAL}{text}\n"))}
    assert codes == {expected}, told(read_case(f"{MINIMAL}{text}\n").problems)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("sources:", "source:", "KLT201"),
        ("partners:", "partner:", "KLT201"),
        ("attested: example-team", "attested: example-teem", "KLT204"),
        ("role: sme", "role: smee", "KLT204"),
        ("- url: https://village.example/bread-box", "- url: village", "KLT210"),
        ("- url: https://village.example/bread-box", "- {}", "KLT202"),
        ("status: published", "status: publishd", "KLT204"),
        ("status: published", "status: withdrawn\nwithdrawn: {on: 1.5.2024, reason: {en: x, de: y}}", "KLT206"),
        ("title: {en: The bread box, de: Der Brotkasten}", "title:\n  en: x\n  de:", "KLT203"),
    ],
)
def test_a_mistake_in_what_criteria_need_has_no_echo_either(old: str, new: str, expected: str) -> None:
    codes = {sentence[:6] for sentence in sentences(read_case(changed((old, new))))}
    assert codes == {expected}, told(read_case(changed((old, new))).problems)


def test_sources_that_support_a_damaged_field_are_not_blamed() -> None:
    damaged = "period: {years: x}\nplace: {country: DE, inhabitants: y}\n"
    text = f"{MINIMAL}    supports: [period, place.inhabitants]\n{damaged}"
    assert sentences(read_case(text)) == ["KLT205/years", "KLT205/whole-number"]


def test_an_empty_field_is_told_wherever_it_stands() -> None:
    text = f"{MINIMAL}description:\nplace: {{country: DE, region: }}\ncontact: [~]\nlinks:\n  -\n"
    found = [(problem.sentence, problem.field) for problem in sorted(read_case(text).problems)]
    assert found == [("KLT203/empty", field) for field in ("description", "place.region", "contact[0]", "links[0]")]


def test_what_is_right_in_a_list_with_a_mistake_keeps_its_position() -> None:
    text = f"{MINIMAL}advice:\n  - {{to: [nobody], text: {{en: x, de: y}}}}\n  - {{to: [everyone], text: z}}\n"
    assert [problem.field for problem in sorted(read_case(text).problems)] == ["advice[0].to[0]", "advice[1].text"]


def test_partners_are_not_judged_at_another_ones_place() -> None:
    third = "  - name: Town\n    role: other\n    employees: 900\n"
    text = changed(("role: cci", "role: ccci"), ("attested:", f"{third}attested:"))
    found = [(problem.sentence, problem.field) for problem in read_case(text).problems]
    assert found == [("KLT204/word", "partners[0].role")]


def test_a_word_that_stands_twice_does_not_hide_one_that_is_wrong() -> None:
    text = f"{MINIMAL}contact: [joint-event, by-chance, joint-event, joint-event]\n"
    found = [(problem.sentence, problem.field) for problem in sorted(read_case(text).problems)]
    assert found == [("KLT204/contact", "contact[1]"), ("KLT215/twice", "contact[2]"), ("KLT215/twice", "contact[3]")]


def test_finding_touches_what_was_left_out_at_above_and_below_its_paths() -> None:
    fields: Fields[Period] = Fields(None, (), frozenset([("place", "inhabitants"), ("partners",)]))
    touched = {
        path: fields.touches(Finding("KLT203/empty", path))
        for path in (
            (),
            ("place",),
            ("place", "inhabitants"),
            ("place", "counted"),
            ("partners", 0, "name"),
            ("title",),
        )
    }
    assert list(touched.values()) == [True, True, True, False, True, False]
    assert fields.touches(Finding("KLT203/empty", ("title",), also=(("place", "inhabitants"),)))


def test_nothing_is_touched_where_nothing_was_left_out() -> None:
    assert not Fields[Period](None, ()).touches(Finding("KLT203/empty", ()))


def read(value: Any) -> Collaboration:
    model = read_fields(Collaboration, value, base_settings().reading()).model
    assert model is not None
    return model


def test_a_text_cannot_be_changed() -> None:
    text = Text({"en": "x"})
    with pytest.raises(AttributeError):
        text._by_language = {}
    with pytest.raises(AttributeError):
        del text._by_language
    with pytest.raises(TypeError):
        text["en"] = "y"  # type: ignore[index]


def test_texts_that_are_equal_have_one_hash_and_survive_pickling_and_copying() -> None:
    one, other = Text({"en": "x", "de": "y"}), Text({"de": "y", "en": "x"})
    assert one == other
    assert len({one, other}) == 1
    assert pickle.loads(pickle.dumps(one)) == copy.deepcopy(one) == one != Text({"en": "x"})


def test_a_text_is_read_in_the_order_of_the_sites_languages_and_gives_the_best_it_has() -> None:
    assert list(read({"title": {"de": "y", "en": "x"}}).title) == ["en", "de"]
    assert Text({"de": "y"}).best("en") == ("y", "de")
    assert Text({"en": "x", "de": "y"}).best("de") == ("y", "de")


@pytest.mark.parametrize(("length", "problems"), [(300, []), (301, ["KLT209/too-long"])])
def test_a_summary_has_at_most_300_characters_in_each_language(length: int, problems: list[str]) -> None:
    assert sentences(read_case(changed(("en: A designer and a baker.", f"en: {'ü' * length}")))) == problems


class Mapped(dict[str, object]):
    """A mapping that no case file makes, so a text in it is always read step by step."""


@given(
    st.dictionaries(
        st.sampled_from(["en", "de", "fr", ""]),
        st.sampled_from(["a", " a", "a\n", "\u00a0", "", "a b"])
        | st.none()
        | st.lists(st.text(max_size=1), max_size=1),
        max_size=3,
    )
)
def test_a_text_read_in_one_go_is_what_it_is_step_by_step(value: dict[str, object]) -> None:
    def read(value: object) -> object:
        return models.read(Link, {"url": "https://a.example", "title": value}, Reading(("en", "de"), {}))

    assert read(value) == read(Mapped(value))
