"""What goes out is whole: every planted fault of a site is found, and no mere word is taken for one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from random import Random
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from markupsafe import escape

from kltsite import publish
from kltsite.present.addresses import folder_of, relative
from kltsite.present.markup import Renderer, outside
from kltsite.present.parts import Part, mark
from kltsite.publish import Ledger, Output, page, stylesheet, taken, with_addresses
from tests.helpers import told

BASE = "https://village.example/"
HEAD = '<!doctype html>\n<html lang="en">\n<head><title>A</title></head>\n<body>\n'

Site = Mapping[str, str]
SITE: Site = {
    "index.html": '<h1 id="top">Home</h1><a href="en/a.html">a</a>',
    "en/index.html": '<a href="a.html#part">a</a>',
    "en/a.html": '<h2 id="part">A</h2><a href="../index.html#top">home</a><a href="deep/b.html">b</a>',
    "en/deep/b.html": '<a href="../a.html">a</a><link rel="stylesheet" href="../../assets/site.css">',
}
"""A small site without a fault; tests plant theirs in `en/deep/b.html`."""
HERE = "en/deep/b.html"


def settled(pages: Site, *more: Output) -> list[tuple[str, str, str]]:
    """(sentence, page, what) of each problem of a site."""
    ledger = Ledger()
    for output in (Output("assets/site.css", b""), Output("assets/a.png", b"\x89PNG"), *more):
        ledger.enter(output)
    for address, body in pages.items():
        ledger.enter(page(address, f"{HEAD}{body}\n</body></html>", base_url=BASE))
    return sorted((one.sentence, one.file, one.found) for one in ledger.settle())


def planted(body: str) -> list[tuple[str, str]]:
    """Sentence and what is told of a site in which one page has this body, too; always of that page."""
    found = settled({**SITE, HERE: SITE[HERE] + body})
    assert {file for _, file, _ in found} <= {HERE}
    return [(sentence, what) for sentence, _, what in found]


def test_a_site_without_a_fault_is_settled_without_a_problem() -> None:
    assert settled(SITE) == []


# -- collisions ----------------------------------------------------------------------------------------------


def test_of_two_outputs_at_one_address_the_second_is_refused_and_told() -> None:
    ledger = Ledger()
    ledger.enter(page("en/a.html", SITE["en/a.html"]))
    ledger.enter(page("en/a.html", '<p id="other">Another</p>'))
    assert ledger.anchors["en/a.html"] == frozenset({"part"})
    assert ("KLT701/collision", "en/a.html") in [(one.sentence, one.file) for one in ledger.settle()]


def test_an_output_that_finds_its_name_taken_on_the_disk_is_told_like_one_that_finds_its_address_taken() -> None:
    ledger = Ledger()
    ledger.enter(Output("A.html", b"A"))
    ledger.enter(taken(Output("a.html", b"a")))
    ledger.enter(taken(Output("A.html", b"again")))
    assert [(one.sentence, one.file) for one in ledger.settle()] == [
        ("KLT701/collision", "a.html"),
        ("KLT701/collision", "A.html"),
    ]


def test_what_a_refused_page_links_to_is_not_held_against_the_site() -> None:
    ledger = Ledger()
    ledger.enter(Output("a.html", b""))
    ledger.enter(page("a.html", '<a href="nowhere.html">x</a>'))
    assert [one.sentence for one in ledger.settle()] == ["KLT701/collision"]


def test_an_identifier_that_stands_twice_is_told_once() -> None:
    assert planted('<p id="x"></p><p id="x"></p><p id="x"></p><p id="y"></p>') == [("KLT701/identifier", "#x")]


# -- dead links ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("href", "told_as"),
    [
        ("nowhere.html", "en/deep/nowhere.html"),
        ("../../nowhere.html", "nowhere.html"),
        ("../a", "en/a"),
        ("../A.html", "en/A.html"),
        ("../", "en/"),
        ("..", "en"),
        ("../../../index.html", "../../../index.html"),
        ("/en/a.html", "/en/a.html"),
        ("/", "/"),
        ("http://[x", "http://[x"),
        (f"{BASE}en/nowhere.html", "en/nowhere.html"),
        (f"{BASE}en/nowhere/", "en/nowhere/index.html"),
        ("../a.html%20", "en/a.html "),
    ],
)
def test_a_link_to_a_page_that_is_not_there_is_dead(href: str, told_as: str) -> None:
    assert planted(f'<a href="{href}">x</a>') == [("KLT702/dead", told_as)]


@pytest.mark.parametrize(
    "href",
    [
        "#",
        "",
        "?page=2",
        "../a.html",
        "../a.html?x=1",
        "../a.html?x=1#part",
        "../../index.html#top",
        "./b.html",
        "../deep/../a.html",
        "../%61.html",
        "../a.html#p%61rt",
        f"{BASE}en/a.html#part",
        f"{BASE}en/a.html?x=1#part",
        BASE,
        f"{BASE}en/",
        f"{BASE}#top",
        "https://elsewhere.example/x",
        "//elsewhere.example/x",
        "mailto:a@b.example",
        "https://village.example.evil.example/",
        "tel:+49123",
    ],
)
def test_a_link_that_leads_somewhere_is_alive(href: str) -> None:
    assert planted(f'<a href="{escape(href)}">x</a>') == []


def test_a_link_is_read_as_the_browser_reads_it_entities_and_all() -> None:
    assert planted('<a href="../a.html?a=1&amp;b=2">x</a><a href="&#46;&#46;/a.html">x</a>') == []


def test_a_dead_link_is_told_once_at_the_first_page_that_has_it() -> None:
    found = settled({"a.html": '<a href="z.html">z</a>', "b.html": '<a href="z.html">z</a><a href="./z.html">z</a>'})
    assert found == [("KLT702/dead", "a.html", "z.html")]


def test_a_link_may_lead_to_a_page_that_comes_later() -> None:
    assert settled({"a.html": '<a href="b.html#x">b</a>', "b.html": '<p id="x"></p>'}) == []


def test_pictures_and_downloads_that_are_not_there_are_dead_too() -> None:
    assert planted('<img src="../../assets/b.png" alt="">') == [("KLT702/dead", "assets/b.png")]
    assert planted('<a href="../../data/x.csv" download>x</a>') == [("KLT702/dead", "data/x.csv")]
    assert planted('<img src="" alt="">') == [("KLT702/dead", "#")]


@pytest.mark.parametrize("href", ["#nowhere", "../a.html#nowhere", "../a.html#Part", f"{BASE}en/a.html#nowhere"])
def test_a_link_to_a_place_that_its_page_does_not_have_is_dead(href: str) -> None:
    target = f"{'en/a.html' if 'a.html' in href else HERE}#{href.partition('#')[2]}"
    assert planted(f'<a href="{href}">x</a>') == [("KLT703/dead", target)]


def test_an_anchor_of_another_page_does_not_make_a_link_alive() -> None:
    assert planted('<a href="#part">x</a>') == [("KLT703/dead", f"{HERE}#part")]


def test_an_anchor_with_letters_of_any_alphabet_is_found() -> None:
    assert planted('<h2 id="über-uns">x</h2><a href="#über-uns">x</a><a href="#%C3%BCber-uns">x</a>') == []


def test_what_an_image_draws_again_from_its_own_page_is_there() -> None:
    assert planted('<svg><path id="mark"></path><use href="#mark"></use></svg>') == []
    assert planted('<svg><use href="#mark"></use></svg>') == [("KLT703/dead", f"{HERE}#mark")]


def test_what_an_image_draws_from_elsewhere_is_found_beside_what_it_draws_again() -> None:
    again = '<svg><path id="mark"></path><use href="#mark"></use><use href="#mark"></use>'
    assert planted(f'{again}<use href="https://evil.example/x#mark"></use></svg>') == [
        ("KLT704/foreign", "https://evil.example/x#mark")
    ]
    assert planted(f'{again}<use href="../../nowhere.svg#mark"></use></svg>') == [("KLT702/dead", "nowhere.svg#mark")]


# -- requests to others --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tag",
    [
        '<img src="{}" alt="">',
        '<img alt="" src="{}">',
        '<img\nsrc="{}"\nalt="">',
        '<script src="{}"></script>',
        '<iframe src="{}"></iframe>',
        '<video poster="{}"></video>',
        '<video><source src="{}"></video>',
        '<object data="{}"></object>',
        '<embed src="{}">',
        '<table background="{}"></table>',
        '<img srcset="{} 2x" src="../../assets/a.png">',
        '<img srcset="../../assets/a.png 1x, {} 2x" src="../../assets/a.png">',
        '<link rel="preload" as="image" imagesrcset="{} 2x" href="../../assets/a.png">',
        '<link rel="stylesheet" href="{}">',
        '<link href="{}" rel="stylesheet">',
        '<link rel="shortcut icon" href="{}">',
        '<link rel="preload" href="{}">',
        '<link rel="modulepreload" href="{}">',
        '<link rel="preconnect" href="{}">',
        '<link rel="dns-prefetch" href="{}">',
        '<link rel="manifest" href="{}">',
        '<svg><use href="{}"></use></svg>',
        '<svg><image width="1" xlink:href="{}"></image></svg>',
        '<base href="{}">',
        '<a href="../a.html" ping="{}">x</a>',
    ],
)
@pytest.mark.parametrize("address", ["https://evil.example/x", "//evil.example/x", "HTTP://EVIL.EXAMPLE/x"])
def test_whatever_a_browser_would_fetch_from_elsewhere_is_found(tag: str, address: str) -> None:
    assert ("KLT704/foreign", address) in planted(tag.format(address))


@pytest.mark.parametrize("address", ["data:text/html,x", "blob:x", "ftp://evil.example/x", "javascript:x"])
def test_only_files_of_the_site_and_pictures_in_the_page_itself_are_shown(address: str) -> None:
    assert planted(f'<img src="{address}" alt="">') == [("KLT704/foreign", address)]
    assert planted(f'<link rel="stylesheet" href="{address}">') == [("KLT704/foreign", address)]
    assert planted('<img src="data:image/png;base64,iVBORw0KGgo=" alt="">') == []
    assert planted('<link rel="icon" href="data:image/gif;base64,R0lGODlhAQABAAAAACw=">') == []


@pytest.mark.parametrize(
    "tag",
    [
        '<a href="https://elsewhere.example/" rel="external">x</a>',
        '<link rel="canonical" href="https://elsewhere.example/">',
        '<link rel="alternate" hreflang="de" href="https://elsewhere.example/">',
        '<link rel="license" href="https://elsewhere.example/">',
        f'<link rel="alternate" hreflang="de" href="{BASE}en/a.html">',
        f'<img src="{BASE}assets/a.png" alt="">',
        '<blockquote cite="https://elsewhere.example/"></blockquote>',
    ],
)
def test_a_plain_link_elsewhere_is_no_request(tag: str) -> None:
    assert planted(tag) == []


@pytest.mark.parametrize(
    "rule",
    [
        '@import "{}";',
        "@import '{}';",
        '@import"{}";',
        "@import url({});",
        '@import url("{}") screen;',
        '@import url( "{}" );',
        "@IMPORT URL({});",
        "a{{background:url({})}}",
        "a{{background: URL( '{}' ) no-repeat}}",
        '@font-face{{src:local("x"),url("{}") format("woff2")}}',
        "a{{background:image-set(url({}) 1x)}}",
        "a{{cursor:url({}),auto}}",
    ],
)
@pytest.mark.parametrize("address", ["https://evil.example/x", "//evil.example/x", "HTTPS://EVIL.EXAMPLE/x"])
def test_whatever_a_stylesheet_would_fetch_from_elsewhere_is_found(rule: str, address: str) -> None:
    found = stylesheet("assets/css/site.css", rule.format(address).encode())
    assert [(one.sentence, one.file, one.found) for one in found.problems] == [
        ("KLT704/foreign", "assets/css/site.css", address)
    ]


def test_what_a_stylesheet_loads_from_the_site_must_be_there() -> None:
    rules = "a{background:url(../a.png)} b{background:url('b.png')} c{fill:url(#c)} d{background:url(data:image/png,x)}"
    found = settled(SITE, stylesheet("assets/css/site.css", rules.encode()))
    assert found == [("KLT702/dead", "assets/css/site.css", "assets/css/b.png")]


def test_a_stylesheet_that_loads_nothing_says_nothing() -> None:
    rules = '@layer reset, base;\n/* see https://www.w3.org/TR/css */\na[href^="http"]::after { content: " ↗" }\n'
    output = stylesheet("assets/site.css", rules.encode())
    assert (output.problems, output.links, output.data) == ((), (), rules.encode())


# -- against the security policy -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "told_as"),
    [
        ('<p style="color:red">x</p>', 'style="…"'),
        ('<p\n  style="">x</p>', 'style="…"'),
        ('<p\tstyle="">x</p>', 'style="…"'),
        ('<p\fonclick="x()">x</p>', 'onclick="…"'),
        ('<p onclick="x()">x</p>', 'onclick="…"'),
        ('<svg onload="x()"></svg>', 'onload="…"'),
        ('<body onpageshow="x()">', 'onpageshow="…"'),
        ("<style>a{}</style>", "<style>"),
        ('<style media="print">a{}</style>', '<style media="print">'),
        ("<script>x()</script>", "<script>"),
        ('<script type="module">x()</script>', '<script type="module">'),
        ('<script data-src="x.js">x()</script>', '<script data-src="x.js">'),
        ("<svg><script>x()</script></svg>", "<script>"),
        ('<script/src="x.js"></script>', '<script/src="x.js">'),
        ("<style/>a{}</style>", "<style/>"),
    ],
)
def test_whatever_the_security_policy_forbids_is_found(body: str, told_as: str) -> None:
    assert planted(body) == [("KLT705/inline", told_as)]


@pytest.mark.parametrize(
    "body",
    [
        '<script src="../../assets/a.png" defer></script>',
        '<script type="application/ld+json">{"a": 1}</script>',
        '<script type="application/json" id="x">[1]</script>',
        '<p data-style="x" class="style onclick">style onclick</p>',
    ],
)
def test_what_the_security_policy_allows_is_no_problem(body: str) -> None:
    assert planted(body) == []


# -- words are no faults -------------------------------------------------------------------------------------

WORDS = [
    'write href="nowhere.html" there',
    ' id="part" and id="part"',
    ' style="x" onclick="y" src="https://evil.example"',
    '<img src="https://evil.example/x">',
    "<script>x()</script><style>a{}</style>",
    '<link rel="stylesheet" href="https://evil.example/x">',
    "url(https://evil.example) @import 'https://evil.example'",
    '"><p onclick="x()">',
    "' onclick='x()'",
    '<use href="https://evil.example">',
]


@pytest.mark.parametrize("words", WORDS)
def test_words_of_an_editor_in_a_template_are_no_fault(words: str) -> None:
    assert planted(f'<p title="{escape(words)}">{escape(words)}</p>') == []


@pytest.mark.parametrize(
    "words", [*WORDS, *(f"# {one}" for one in WORDS), f"`{WORDS[0]}`", f"| {WORDS[1]} |\n|-|\n| x |", f"- {WORDS[2]}"]
)
@pytest.mark.parametrize("top", [1, 3])
def test_words_of_an_editor_in_markdown_are_no_fault(words: str, top: int) -> None:
    html = Renderer(top).html(words, outside)
    assert planted(f"<div>{html}</div>") == []
    assert planted(f"<div>\n{html}</div>") == []


TEXTS = st.lists(
    st.sampled_from([*WORDS, "*", "**", "`", "\n\n", " ", '"', "'", "[", "](", ")", "- ", "1. ", ">", "&quot;"])
)


@given(TEXTS.map("".join))
@hypothesis_settings(max_examples=150, deadline=None)
def test_no_markdown_whatever_makes_a_page_that_is_refused(words: str) -> None:
    html = Renderer(3).html(words, outside)
    output = page(HERE, f"{HEAD}<div>{html}</div>", base_url=BASE)
    assert output.problems == ()
    assert output.anchors == frozenset()


# -- the whole ------------------------------------------------------------------------------------------------

NAMES = st.text(st.sampled_from("abä-% &'+"), min_size=1, max_size=6)
ADDRESSES = st.lists(NAMES, min_size=1, max_size=4).map(lambda steps: "/".join(steps) + ".html")


@given(st.lists(ADDRESSES, min_size=2, max_size=6, unique=True), st.randoms(use_true_random=False))
@hypothesis_settings(max_examples=150, deadline=None)
def test_a_site_is_sound_until_a_page_is_missing_that_another_one_names(addresses: list[str], random: Random) -> None:
    links = {one: random.choice([other for other in addresses if other != one]) for one in addresses}
    pages = {one: f'<a href="{escape(quote(relative(folder_of(one), links[one])))}">x</a>' for one in addresses}
    assert settled(pages) == []
    missing = random.choice(sorted(set(links.values())))
    alone = {one: body for one, body in pages.items() if one != missing}
    is_named = missing in {links[one] for one in alone}
    assert [(sentence, what) for sentence, _, what in settled(alone)] == [("KLT702/dead", missing)] * is_named


def test_the_bytes_that_go_out_are_those_of_the_text() -> None:
    text = f"{HEAD}ä – “€”"
    assert page("a.html", text).data == text.encode()


CARDS = st.lists(
    st.sampled_from(
        [
            '<a href="@@/mill.html">', '<a href="@@/mill.html#story">', '<a href="@@/../../index.html">', "<p>",
            '<a href="@@/">', '<a href="@@/../../../../x.html">', '<a href="mill.html">', '<a href="#top">',
            '<use href="#top"/>', '<use href="@@/x.svg#a"/>', '<a href="#">', '<a href="https://other.example/">',
            f'<a href="{BASE}en/mill.html">', '<a href="https://[">', '<img src="@@/../../assets/a.png">',
            '<img srcset="@@/a.png 1x, @@/../b.png 2x">', '<img src="//other.example/a.png">', '<img src="">',
            '<img src="data:image/png;base64,AA">', '<p id="top">', '<p id="own">', '<p style="x">', "<style>",
            '<p onclick="x">', '<script src="@@/x.js">', '<base href="@@/">', "@@/",
        ]
    ),
    max_size=3,
).map("".join)  # fmt: skip


@given(st.lists(CARDS, max_size=3), CARDS, st.sampled_from(["en/x.html", "en/collaborations/country/de.html"]))
@hypothesis_settings(max_examples=1000, deadline=None)
def test_a_page_with_parts_is_told_of_as_if_it_had_been_looked_at_whole(
    cards: list[str], around: str, address: str
) -> None:
    parts = [Part(f"<li>{card}</li>".encode(), "en/collaborations/") for card in cards]
    text = f'<p id="top">{around.replace("@@/", "")}' + "".join(str(mark(number)) for number in range(len(parts)))
    found = page(address, text, parts, base_url=BASE)
    expected = page(address, found.data.decode(), base_url=BASE)
    assert (found.data, found.anchors, found.problems) == (expected.data, expected.anchors, expected.problems)
    assert set(found.links) == set(expected.links)


def test_a_part_that_the_template_leaves_out_is_not_looked_for() -> None:
    parts = [Part(b'<a href="#nowhere"><a href="@@/gone.html">', "en/"), Part(b'<a href="@@/a.html">', "en/")]
    assert page("en/x.html", f"<p>{mark(1)}", parts).links == ("en/a.html",)


def test_every_problem_of_a_site_can_be_told_in_words() -> None:
    ledger = Ledger()
    ledger.enter(page("a.html", '<p style="x" id="a"><p id="a"><img src="//x.example"><a href="b.html"><a href="#c">'))
    ledger.enter(page("a.html", ""))
    text = told(ledger.settle())
    codes = ["KLT701", "KLT701", "KLT702", "KLT703", "KLT704", "KLT705"]
    assert sorted(re.findall(r"error (KLT\d{3})", text)) == codes
    assert "{" not in text


def test_a_stylesheet_names_the_files_of_the_site_by_their_addresses() -> None:
    sheet = b'p { src: url("fonts/a.woff2"), url(data:x), url(https://a.example/b); fill: url(#x) }'
    named = with_addresses("assets/site.css", sheet, {"assets/fonts/a.woff2": "assets/fonts/a.0f.woff2"})
    assert named == sheet.replace(b"fonts/a.woff2", b"fonts/a.0f.woff2")


LINKS = st.lists(
    st.sampled_from(
        [
            "../",
            "../../",
            "..",
            ".",
            "/",
            "//",
            "a",
            "a-b",
            "ä",
            ".html",
            "_",
            "#a",
            "#",
            "?b",
            "%20",
            "&amp;",
            ":",
            "https://",
        ]
    ),
    max_size=7,
).map("".join)


@given(LINKS, st.sampled_from(["", "en/", "en/collaborations/country/"]))
@hypothesis_settings(max_examples=2000)
def test_a_link_to_a_file_leads_where_it_would_if_it_were_looked_at_closely(target: str, folder: str) -> None:
    assert publish._inside(folder, target, "") == publish._looked_at(folder, unescape(target), "")
    page(f"{folder}x.html", f'<a href="{target}">')  # whatever it is


@pytest.mark.parametrize("target", ["..", "..#a", ".", ".#a"])
def test_a_link_to_the_root_without_its_page_is_dead(target: str) -> None:
    folder = "en/" if target.startswith("..") else ""
    assert page(f"{folder}x.html", f'<a id="a" href="{target}">').links == (target,)
