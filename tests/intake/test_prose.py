"""Editorial pages: front matter, figures that are looked up, links by name, and every mistake at its place."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kltsite import judging
from kltsite.domain.values import Text
from kltsite.intake import prose
from kltsite.intake.figures import Figure, figure
from kltsite.intake.prose import Page, references
from kltsite.problems import Level, Problem
from tests.helpers import base_settings, collaboration, excerpted, steady, told

HEAD = "---\ntitle: About\naddress: about\ndescription: What it is for.\n---\n"
KNOWN = {"page:about", "view:criteria", "collaboration:bread-box", "criterion:rural"}


def leads(target: str) -> bool:
    """The links by name that lead somewhere in these tests."""
    return target.partition("#")[0] in KNOWN


def read(text: str | bytes, name: str = "about.en.md", **others: str) -> tuple[tuple[Page, ...], tuple[Problem, ...]]:
    """The pages of a folder with one file, and more where a test names them."""
    files = {f"pages/{name}": text.encode() if isinstance(text, str) else text}
    files |= {f"pages/{other.replace('_', '.')}.md": body.encode() for other, body in others.items()}
    return prose.read(files, base_settings())


def page(body: str) -> Page:
    """The page with this body."""
    pages, problems = read(HEAD + body)
    assert len(pages) == 1, told(problems)
    return pages[0]


def checked(body: str, resolves: Callable[[str], bool] = leads) -> list[tuple[str, int, int, str]]:
    """Sentence, line, column and the underlined text of each problem of a body that begins in line 6."""
    found = sorted(prose.check_page(page(body), base_settings(), resolves, judging.is_laid_out))
    return [(one.sentence, one.span.line, one.span.column, excerpted(one)) for one in found]


def sentences(problems: tuple[Problem, ...]) -> list[str]:
    """All but that the other language is missing, which most of these pages have in common."""
    return [one.sentence for one in problems if one.sentence != "KLT603/missing"]


# -- front matter --------------------------------------------------------------------------------------------


def test_a_page_has_what_its_front_matter_says_and_its_body_keeps_its_lines() -> None:
    one = page("First.\n\nSecond.\n")
    assert (one.name, one.language, one.file) == ("about", "en", "pages/about.en.md")
    assert (one.title, one.address, one.description) == ("About", "about", "What it is for.")
    assert one.body.split("\n")[5] == "First."


@pytest.mark.parametrize("text", [HEAD.replace("\n", "\r\n") + "Body.\r\n", HEAD.replace("---", "---  ") + "Body."])
def test_line_ends_of_windows_and_spaces_behind_the_hyphens_make_no_difference(text: str) -> None:
    pages, problems = read(text)
    assert sentences(problems) == []
    assert pages[0].body.strip() == "Body."


def test_three_hyphens_in_the_text_do_not_end_anything() -> None:
    assert page("One.\n\n---\n\nTwo.\n").body.strip() == "One.\n\n---\n\nTwo."


@pytest.mark.parametrize(
    "text", ["", "# About\n", "---\ntitle: About\n", " ---\ntitle: About\n---\n", "--- x\ntitle: A\n---\n"]
)
def test_a_page_without_its_front_matter_is_told_so_on_its_first_line(text: str) -> None:
    pages, problems = read(text)
    assert (pages, sentences(problems)) == ((), ["KLT601/missing"])
    assert (problems[0].span.line, problems[0].span.column) == (1, 1)


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("title: A\naddress: a\n", ("KLT202/always", 1, 1)),
        ("title: A\naddress: A B\ndescription: x\n", ("KLT214/slug", 3, 10)),
        ("title: A\naddress: a/b\ndescription: x\n", ("KLT214/slug", 3, 10)),
        ("title: A\naddress: a\ndescription: x\nlanguage: en\n", ("KLT201/unknown", 5, 1)),
        ("title: A\ntitle: B\naddress: a\ndescription: x\n", ("KLT113/duplicate-key", 3, 1)),
        ("title: a: b\naddress: a\ndescription: x\n", ("KLT109/colon", 2, 9)),
        ("title: !!python/object:os.system x\naddress: a\ndescription: x\n", ("KLT112/tag", 2, 8)),
        ("title:\naddress: a\ndescription: x\n", ("KLT203/empty", 2, 7)),
        ("- title\n", ("KLT116/not-a-mapping", 2, 1)),
        ("", ("KLT102/empty", 1, 1)),
    ],
)
def test_what_is_wrong_with_the_front_matter_is_told_at_its_place(front: str, expected: tuple[str, int, int]) -> None:
    pages, problems = read(f"---\n{front}---\nBody.\n")
    assert pages == ()
    assert [(one.sentence, one.span.line, one.span.column) for one in problems] == [expected]


def test_front_matter_told_wrong_names_its_fields_by_their_labels() -> None:
    _, problems = read("---\ntitle: A\naddress: a\n---\n")
    assert "“Description” is missing." in told(problems)


@pytest.mark.parametrize(
    "name", ["about.md", "About.en.md", "about.fr.md", "about.en.txt", "über.en.md", "a/b.en.md", "en.md"]
)
def test_a_file_that_is_not_named_like_a_page_of_the_site_is_refused(name: str) -> None:
    pages, problems = read(HEAD, name)
    assert (pages, [one.sentence for one in problems]) == ((), ["KLT606/name"])


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xef\xbb\xbf" + HEAD.encode(), "KLT104/byte-order-mark"),
        (HEAD.encode("utf-16"), "KLT103/utf-16"),
        (HEAD.encode() + b"M\xfcller", "KLT103/not-utf-8"),
        (HEAD.encode() + "a\u202eb".encode(), "KLT106/control-character"),
        (HEAD.encode() + b"a\x1b[31mb", "KLT106/control-character"),
        (HEAD.encode() + b"x" * 300_000, "KLT105/too-large"),
    ],
)
def test_a_page_that_is_not_clean_text_is_refused_like_a_case_file(data: bytes, expected: str) -> None:
    pages, problems = read(data)
    assert (pages, sentences(problems)) == ((), [expected])


def test_a_page_in_one_language_is_a_warning_that_names_the_file_to_add() -> None:
    pages, problems = read(HEAD, "imprint.de.md")
    assert [one.name for one in pages] == ["imprint"]
    assert [(one.sentence, one.level, one.file) for one in problems] == [
        ("KLT603/missing", Level.WARNING, "pages/imprint.de.md")
    ]
    assert "Add pages/imprint.en.md." in told(problems)


def test_a_page_in_every_language_lacks_nothing() -> None:
    pages, problems = read(HEAD, about_de=HEAD)
    assert problems == ()
    assert [(one.name, one.language) for one in pages] == [("about", "de"), ("about", "en")]


# -- figures -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("contact.targeted-contact", Figure("", ("contact", "targeted-contact"), "")),
        ("contact.targeted-contact.share", Figure("", ("contact", "targeted-contact"), "share")),
        ("duration.continuous.answered", Figure("", ("duration", "continuous"), "answered")),
        ("entries", Figure("", ("entries",), "")),
        ("2024-08:entries", Figure("2024-08", ("entries",), "")),
        ("2024-08:contact.joint-event.count", Figure("2024-08", ("contact", "joint-event"), "count")),
        ("criteria.employees", Figure("", ("criteria", "employees"), "")),
        ("criteria.inhabitants", Figure("", ("criteria", "inhabitants"), "")),
    ],
)
def test_a_figure_is_named_by_edition_category_option_and_part(reference: str, expected: Figure) -> None:
    assert figure(reference, base_settings()) == expected


@pytest.mark.parametrize(
    "reference",
    [
        "contact",
        "contact.chance",
        "contact.targeted-contact.percent",
        "contact.targeted-contact.share.x",
        "entries.count",
        "2023:entries",
        "2024-08:criteria.employees",
        "country.de",
        ".",
        ":",
        "",
        "2024-08:",
        "a:b:entries",
        "criteria.urban_partners",
        "contact..share",
        "Contact.targeted-contact",
    ],
)
def test_a_name_that_no_figure_has_is_none(reference: str) -> None:
    assert figure(reference, base_settings()) is None


@given(st.text(st.sampled_from("contact.duration:entries-2024-08share{}"), max_size=40))
@hypothesis_settings(max_examples=200, deadline=None)
def test_looking_up_a_figure_never_raises_and_never_invents_one(reference: str) -> None:
    found = figure(reference, base_settings())
    if found is not None:
        assert reference.endswith(".".join([*found.name, *([found.part] if found.part else [])]))


def test_an_unknown_figure_is_underlined_where_it_stands() -> None:
    body = "Of {entries} entries {contact.targeted-contact}\nand {contact.by-chance.share} by chance.\n"
    assert checked(body) == [("KLT602/unknown", 7, 5, "{contact.by-chance.share}")]


def test_a_reference_in_code_is_left_alone() -> None:
    body = "Write `{contact.by-chance}` or\n\n```\n{nonsense} is 5 % ![x](y)\n```\n\nbut {entries}.\n"
    assert checked(body) == []
    assert [match[0] for match in references(body)] == ["{entries}"]


@pytest.mark.parametrize(
    "typed",
    ["69.6 %", "69,6 %", "69.6\u00a0%", "70%", "13 per cent", "13 percent", "13 Prozent", "16 of 23", "16 von 23"],
)
def test_a_figure_that_is_typed_in_is_underlined(typed: str) -> None:
    assert checked(f"Every time\nit was {typed} of all.\n") == [("KLT605/typed", 7, 8, typed)]


@pytest.mark.parametrize(
    "words",
    [
        "In 2024, 23 entries.",
        "at most 250 employees",
        "from 2018 to 2023",
        "12 of the twelve",
        "one of 23",
        "5 percentage",
        "[x](https://a.example/K%C3%B6ln-2020%20a)",
        "<https://a.example/50%25>",
        "https://a.example/10%25",
        "§ 5 Abs. 1",
    ],
)
def test_numbers_that_are_no_results_may_be_typed(words: str) -> None:
    assert checked(f"{words}\n") == []


# -- links ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "link",
    [
        "[a](page:about)",
        "[a](page:about#part)",
        "[a](view:criteria)",
        "[a](collaboration:bread-box)",
        "[a](criterion:rural)",
        "[a](https://a.example)",
        "[a](http://a.example/x(1))",
        "[a](mailto:a@b.example)",
        "[a](HTTPS://A.EXAMPLE)",
        "<https://a.example>",
        "[a][1]\n\n[1]: https://a.example",
        "[a](<https://a.example>)",
        '[a](https://a.example "x")',
        "a < b",
        "[a] (b)",
        "a[0]",
        "<em>x</em>",
        "5:30 <6",
    ],
)
def test_a_link_that_leads_somewhere_is_right(link: str) -> None:
    assert checked(f"{link}\n") == []


@pytest.mark.parametrize(
    ("link", "sentence", "underlined"),
    [
        ("[a](page:nowhere)", "KLT604/unknown", "page:nowhere"),
        ("[a](collaboration:nowhere#x)", "KLT604/unknown", "collaboration:nowhere#x"),
        ("[a][1]\n\n[1]: view:nowhere", "KLT604/unknown", "view:nowhere"),
        ("<page:nowhere>", "KLT604/unknown", "page:nowhere"),
        ("[words that go\nover lines](page:nowhere)", "KLT604/unknown", "page:nowhere"),
        ("[see [1] there](page:nowhere)", "KLT604/unknown", "page:nowhere"),
        ("[**a**](page:nowhere)", "KLT604/unknown", "page:nowhere"),
        ("[a](<page:nowhere>)", "KLT604/unknown", "page:nowhere"),
        ("[a]( page:nowhere )", "KLT604/unknown", "page:nowhere"),
        ("[a](javascript:alert)", "KLT607/scheme", "javascript:alert"),
        ("[a](JavaScript:alert)", "KLT607/scheme", "JavaScript:alert"),
        ("<data:text/html,x>", "KLT607/scheme", "data:text/html,x"),
        ("[a](file:///etc/passwd)", "KLT607/scheme", "file:///etc/passwd"),
        ("[a](figure:contact.targeted-contact)", "KLT607/scheme", "figure:contact.targeted-contact"),
        ("[a](about.html)", "KLT607/scheme", "about.html"),
        ("[a](/en/about.html)", "KLT607/scheme", "/en/about.html"),
        ("[a](//a.example)", "KLT607/scheme", "//a.example"),
        ("[a](#part)", "KLT607/scheme", "#part"),
        ("[a](https://[a)", "KLT607/scheme", "https://[a"),
        ("![a](https://a.example/a.png)", "KLT607/picture", "https://a.example/a.png"),
        ("![a\nb](a.png)", "KLT607/picture", "a.png"),
    ],
)
def test_a_link_that_leads_nowhere_or_where_it_must_not_is_underlined(
    link: str, sentence: str, underlined: str
) -> None:
    body = f"Before. {link}\n"
    at = body.index(underlined)
    line, column = 6 + body.count("\n", 0, at), at - body.rfind("\n", 0, at)
    assert checked(body) == [(sentence, line, column, underlined)]


@given(st.text(st.sampled_from("[]( \n:a/.>\u00a0"), max_size=40))
def test_links_are_found_the_same_whether_other_kinds_are_looked_for_or_not(body: str) -> None:
    found = [(match.start(2), match[2]) for match in prose._LINK.finditer(body) if match[2] is not None]
    if "]:" not in body:
        assert list(prose._links(body)) == [(*link, False) for link in found]


def test_a_link_without_an_address_is_told_at_its_place() -> None:
    assert [found[:3] for found in checked("Go [there]().\n")] == [("KLT607/scheme", 6, 12)]


def test_every_mistake_of_a_page_is_told_in_one_run() -> None:
    body = "{nothing} 5 % [a](page:nowhere) [b](x:y) ![c](d) {none}\n"
    assert sorted(one[0] for one in checked(body)) == [
        "KLT602/unknown",
        "KLT602/unknown",
        "KLT604/unknown",
        "KLT605/typed",
        "KLT607/picture",
        "KLT607/scheme",
    ]


def test_the_links_of_a_description_are_checked_in_each_language_and_underlined_there() -> None:
    text = """\
title: {en: Bread, de: Brot}
description:
  en: |
    See [this](page:about), [that](page:nowhere)
    and `[no](link:x)`.
  de: "Siehe [dies](javascript:x)"
"""
    found = list(prose.check_description(collaboration(text), leads, judging.is_laid_out))
    assert [(one.sentence, one.path, one.part) for one in found] == [
        ("KLT604/unknown", ("description", "en"), "page:nowhere"),
        ("KLT607/scheme", ("description", "de"), "javascript:x"),
    ]


def test_a_text_too_long_to_be_laid_out_is_told_where_it_becomes_so() -> None:
    text = "# Bread\n" + "bread\n" * 6_000
    assert checked(text) == [("KLT617/too-long", 6 + 1 + 5_331, 2, "r")]
    long = replace(collaboration("title: {en: Bread}\n"), description=Text({"en": text}))
    (found,) = prose.check_description(long, leads, lambda text: False)
    assert (found.sentence, found.path) == ("KLT617/too-long", ("description", "en"))
    assert found.values == {"length": len(text), "longest": prose.LONGEST}
    assert list(prose.check_description(long, leads, lambda text: True)) == []


# -- whatever the text ---------------------------------------------------------------------------------------

MARKS = st.text(st.sampled_from("[](){}<>!`:#%-. \n0aé\u00a0\"'\\"), max_size=200)


@given(MARKS)
@hypothesis_settings(max_examples=300, deadline=None)
def test_whatever_the_text_is_checking_never_raises_and_every_place_is_on_its_line(body: str) -> None:
    pages, _ = read(HEAD + body)
    for one in pages:
        for problem in prose.check_page(one, base_settings(), leads, judging.is_laid_out):
            line = one.body.split("\n")[problem.span.line - 1]
            assert 1 <= problem.span.column <= len(line) + 1
            assert problem.span.line >= 6


@given(st.binary(max_size=300) | MARKS.map(str.encode))
@hypothesis_settings(max_examples=200, deadline=None)
def test_whatever_the_bytes_are_reading_a_page_never_raises(data: bytes) -> None:
    pages, problems = read(data)
    assert pages or sentences(problems)


@pytest.mark.no_cover
@pytest.mark.parametrize("piece", ["[", "![", "](", "<a:", "{", "`", "1", "[x]: ", "![" * 3 + "]", "<", "[a]("])
def test_a_page_as_large_as_may_be_is_checked_in_time_that_grows_with_it(piece: str) -> None:
    def check(pieces: int) -> None:
        large = page(piece * pieces)
        for _ in zip(prose.check_page(large, base_settings(), leads, judging.is_laid_out), range(1000), strict=False):
            pass

    steady(check, 200_000 // len(piece))
