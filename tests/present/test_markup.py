"""Markdown of editors: what it may say is shown, what it could do is not, and no text whatever breaks a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from markupsafe import Markup

from kltsite.present.markup import Renderer, outside
from tests.helpers import effort

STORY, PROSE = Renderer(3), Renderer(1)

ALLOWED = {
    "p",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "em",
    "strong",
    "code",
    "pre",
    "blockquote",
    "br",
    "hr",
    "a",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}


class Read(HTMLParser):
    """What a browser finds in a piece of HTML: tags with their attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    def named(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]


def html(text: str, renderer: Renderer = STORY) -> str:
    return str(renderer.html(text, outside))


def hrefs(text: str) -> list[str | None]:
    return [one.get("href") for one in Read(html(text)).named("a")]


# -- what is shown -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*a* **b** `c`", "<p><em>a</em> <strong>b</strong> <code>c</code></p>"),
        ("a\n\nb", "<p>a</p>\n<p>b</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("a  \nb", "<p>a<br>\nb</p>"),
        ("---", "<hr>"),
        ("    a < b", "<pre><code>a &lt; b\n</code></pre>"),
        ("Müller & Söhne", "<p>Müller &amp; Söhne</p>"),
    ],
)
def test_markdown_is_shown_as_such(text: str, expected: str) -> None:
    assert html(text) == expected


def test_a_table_is_a_table_without_styles() -> None:
    read = Read(html("| a | b |\n|:-:|--:|\n| 1 | 2 |"))
    assert [tag for tag, _ in read.tags] == ["table", "thead", "tr", "th", "th", "tbody", "tr", "td", "td"]
    assert {tag: attributes for tag, attributes in read.tags if attributes} == {"th": {"scope": "col"}}


def test_headings_of_a_story_stand_below_those_of_its_page_and_are_no_anchors() -> None:
    assert html("# a\n\n## b\n\n###### c") == "<h3>a</h3>\n<h4>b</h4>\n<h5>c</h5>"


def test_headings_begin_at_the_highest_level_and_skip_none_whichever_an_editor_begins_with() -> None:
    assert html("### a\n\n### b\n\n##### c\n\n# d") == "<h3>a</h3>\n<h3>b</h3>\n<h4>c</h4>\n<h3>d</h3>"


def test_headings_of_a_page_of_prose_stand_below_its_title_and_are_anchors() -> None:
    found = Read(html("# One\n\n## Two\n\n### Drei Räume\n\n## Two", PROSE)).tags
    assert found == [
        ("h2", {"id": "one"}),
        ("h2", {"id": "two"}),
        ("h3", {"id": "drei-räume"}),
        ("h2", {"id": "two_1"}),
    ]


def test_anchors_do_not_depend_on_what_was_rendered_before() -> None:
    assert html("## Two", PROSE) == html("## Two", PROSE) == '<h2 id="two">Two</h2>'


def test_references_of_one_text_are_not_known_to_the_next() -> None:
    assert hrefs("[a][1]\n\n[1]: https://a.example") == ["https://a.example"]
    assert hrefs("[a][1]") == []


def test_what_is_shown_may_stand_in_a_template_as_it_is() -> None:
    assert isinstance(STORY.html("a", outside), Markup)


# -- links ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("[a](https://a.example/x?a=1&b=2#c)", "https://a.example/x?a=1&b=2#c"),
        ("[a](http://a.example)", "http://a.example"),
        ("[a](mailto:a@b.example)", "mailto:a@b.example"),
        ("<https://a.example>", "https://a.example"),
        ("<a@b.example>", "mailto:a@b.example"),
        ("[a][b]\n\n[b]: https://a.example", "https://a.example"),
        ("[a]\n\n[a]: https://a.example", "https://a.example"),
        ("[a](HTTPS://A.EXAMPLE)", "HTTPS://A.EXAMPLE"),
    ],
)
def test_a_link_leads_where_it_says(text: str, href: str) -> None:
    assert hrefs(text) == [href]


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "&#106;avascript:alert(1)",
        "java&Tab;script:alert(1)",
        "javascript&colon;a",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:x",
        "//a.example",
        "/x",
        "x.html",
        "#x",
        "ftp://a.example",
        "\x01javascript:alert(1)",
        "http:javascript:alert(1)",
        "https&#58;//a.example",
        "page:about",
        "mailto&#58;x",
    ],
)
def test_a_link_may_lead_nowhere_else(target: str) -> None:
    for text in (f"[a]({target})", f"[a](<{target}>)", f"[a][b]\n\n[b]: {target}", f"<{target}>"):
        assert set(hrefs(text)) <= {None}, text


def test_a_link_by_name_is_resolved_by_whoever_shows_the_text() -> None:
    seen: list[str] = []

    def resolve(target: str) -> str | None:
        seen.append(target)
        return "../about.html" if target == "page:about" else None

    text = "[a](page:about) [b](page:nowhere) [c][d]\n\n[d]: page:about"
    found = [one.get("href") for one in Read(str(PROSE.html(text, resolve))).named("a")]
    assert found == ["../about.html", None, "../about.html"]
    assert seen == ["page:about", "page:nowhere", "page:about"]
    assert hrefs("[a](page:about)") == [None], "the next text has its own resolver"


def test_even_a_resolver_cannot_bring_in_a_program() -> None:
    for address in ("javascript:alert(1)", "data:text/html,x", "ftp://a.example", "tel:1", "blob:x", "file:///x"):
        assert Read(str(STORY.html("[a](page:x)", lambda target, to=address: to))).named("a") == [{}]  # type: ignore[misc]


def test_a_text_that_knows_no_names_leads_to_pages_elsewhere_and_to_letterboxes_only() -> None:
    for target in ("https://a.example", "HTTP://a.example", "mailto:a@b.example"):
        assert outside(target) == target
    for target in ("ftp://a.example", "tel:1", "page:about", "a.html", "", "//a.example", "javascript:alert(1)"):
        assert outside(target) is None


def test_a_link_keeps_its_words_where_it_leads_nowhere() -> None:
    assert html("see [the *mill*](page:nowhere)") == "<p>see <a>the <em>mill</em></a></p>"


def test_a_picture_is_not_shown_as_one() -> None:
    for text in (
        "![a](https://a.example/a.png)",
        "![a][b]\n\n[b]: https://a.example/a.png",
        "![a]\n\n[a]: https://a.example",
    ):
        assert Read(html(text)).named("img") == []
        assert Read(html(text)).text.startswith("![a]"), "it is shown as it was written"


# -- HTML is text --------------------------------------------------------------------------------------------

HTML = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<p onclick="x">',
    "<style>a{}</style>",
    "<iframe src=x>",
    "<!-- a -->",
    "<?php x ?>",
    "<![CDATA[x]]>",
    "<svg onload=x>",
    "</p></main>",
    "<b>bold</b>",
    "<a href='https://a.example'>",
    "<base href=x>",
    "<div markdown=1>",
    "<SCRIPT\n>x</SCRIPT\n>",
    "<script src=//a.example>",
    "&lt;script&gt;x&lt;/script&gt;",
    "<details open ontoggle=x>",
    "<math><mtext></form>",
    "{{ 7*7 }}{% raw %}",
    "<template>",
    "<p style='x'>",
]


@pytest.mark.parametrize("text", HTML)
@pytest.mark.parametrize(
    "around", ["{}", "a {} b", "- {}", "> {}", "# {}", "| {} |\n|-|\n| {} |", "*{}*", "[{}](https://a.example)"]
)
@pytest.mark.parametrize("renderer", [STORY, PROSE], ids=["story", "prose"])
def test_html_of_an_editor_is_shown_and_not_carried_out(text: str, around: str, renderer: Renderer) -> None:
    read = Read(html(around.replace("{}", text), renderer))
    assert {tag for tag, _ in read.tags} <= ALLOWED
    assert {name for _, attributes in read.tags for name in attributes} <= {"href", "id", "start", "scope"}
    assert all(word in read.text for word in re.findall(r"[a-zA-Z]{3,}", unescape(text)))


@pytest.mark.parametrize(
    "text", ["\x02wzxhzdk:0\x03", "\x02amp\x03#106;", "\x02klzzwxh:0001\x03", "a\x00b", "\x03\x02"]
)
def test_the_library_s_own_marks_cannot_be_planted(text: str) -> None:
    read = Read(html(f"{text} <script>x</script> **b** {text}"))
    assert [tag for tag, _ in read.tags] == ["p", "strong"]


# -- any text whatever ---------------------------------------------------------------------------------------

PIECES = [
    *HTML,
    "[",
    "](",
    ")",
    "!",
    "<",
    ">",
    '"',
    "'",
    "`",
    "```\n",
    "*",
    "_",
    "#",
    "\n",
    "\n\n",
    " ",
    "    ",
    "\t",
    "- ",
    "1. ",
    "|",
    "|-|\n",
    "\\",
    "&",
    "&#x6a;",
    ":",
    "javascript:",
    "https://a.example",
    "page:about",
    "a",
    "ä",
    "\u202e",
    "\x02",
    "\x03",
    "==",
    "{#x}",
    "{: onclick=x}",
    "^",
    "~",
    "[1]: ",
    "<a:b>",
    "<a@b.example>",
]


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(max_size=60))
@hypothesis_settings(max_examples=400, deadline=None)
def test_no_text_whatever_raises_or_brings_in_more_than_may_stand(text: str) -> None:
    for renderer in (STORY, PROSE):
        read = Read(str(renderer.html(text, lambda target: "../x.html" if target == "page:about" else outside(target))))
        for tag, attributes in read.tags:
            assert tag in ALLOWED
            assert set(attributes) <= {"href", "title", "start", "id", "scope"}
            assert "id" not in attributes or (renderer is PROSE and re.fullmatch(r"h[2-6]", tag))
            assert re.match(r"(?i)https?://|mailto:|\.\./x\.html$|$", attributes.get("href", ""))


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
@hypothesis_settings(max_examples=200, deadline=None)
def test_quotation_marks_stand_in_tags_only(text: str) -> None:
    found = html(text, PROSE)
    assert '"' not in re.sub(r"<[a-z][^<>]*>", "", re.sub(r'="[^"]*"', "", found))


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
@hypothesis_settings(max_examples=100, deadline=None)
def test_a_text_is_rendered_alike_whatever_came_before(text: str) -> None:
    assert html(text, PROSE) == html(text, Renderer(1))


@pytest.mark.parametrize("depth", [30, 200, 1000])
@pytest.mark.parametrize("piece", ["> ", "- ", "[", "*", "<b>", "`", "    "])
def test_deep_nesting_does_not_raise(piece: str, depth: int) -> None:
    assert html(piece * depth + "a")


@pytest.mark.parametrize("piece", ["[a](", "[a]", "*a ", "`a ", "<a ", "![", "&#", "| a ", "_a_", "<https://a"])
def test_a_long_text_is_rendered_in_reasonable_time(piece: str) -> None:
    assert effort(lambda pieces: html(piece * pieces), 4000 // len(piece)) < 10  # seconds; no text may be longer


LINES = ("two [three](https://a.example\n", "[ [a](https://x.example)\n", "# a\n", "***\n", "a\n-\n", "a\n==\n")
ENDLESS = ("[", "[a][ ", "> a\n# b\n", "``a`")


@pytest.mark.parametrize("piece", [*LINES, *ENDLESS])
def test_a_text_that_would_take_the_library_too_long_is_shown_as_it_is_written(piece: str) -> None:
    text = piece * (31_000 // len(piece))
    told = PROSE.in_full(text, outside)
    assert told.startswith("<p>")
    assert re.sub(r"\s+", " ", unescape(re.sub("</?p>", "", told))).strip() == re.sub(r"\s+", " ", text).strip()


def test_of_a_very_long_text_that_is_not_plain_each_paragraph_is_shown_as_it_is_written() -> None:
    text = "A | B\n--|--\n1 | <b>\n\n*Two*\n" * 2_000
    assert PROSE.html(text, outside).startswith("<p>A | B\n--|--\n1 | &lt;b&gt;</p>\n<p>*Two*\nA | B\n")


def test_a_long_text_of_all_that_one_may_write_is_shown_as_such() -> None:
    part = "## {n}\n\nOf [a farm](https://x.example/{n}) and `code`, [b][{n}].\n\n"
    part += "- x\n    - *y*\n\nA | B\n--|--\n1 | 2\n\n> z\n\n"
    text = "".join(part.replace("{n}", str(n)) + f"[{n}]: https://y.example/{n}\n\n" for n in range(200))
    told = PROSE.in_full(text, outside)
    assert len(text) > 25_000
    assert [told.count(tag) for tag in ("<h2", "<a ", "<code>", "<table>", "<blockquote>")] == [200, 400, 200, 200, 200]


@pytest.mark.parametrize("long", ["[" * 20_000, "> - a\n>\n>     - b\n>\n" + ">         # x\n" * 2_200])
def test_after_a_text_that_was_too_long_others_are_shown_as_before(long: str) -> None:
    renderer = Renderer(1)
    renderer.in_full(long, outside)
    for text in ("A [link](https://x.example).", "- a\n- b", "> q", "1. x\n\n    y"):
        assert renderer.in_full(text, outside) == Renderer(1).in_full(text, outside)


# -- texts that go deep ---------------------------------------------------------------------------------------

DEEP = {
    "quotes": ">" * 300 + " deep",
    "items": "- " * 500 + "x",
    "numbers": "1. " * 400 + "x",
    "items in quotes": "> " * 280 + "- " * 60 + "x",
    "quotes in items": "- > " * 225 + "x",
    "headings": "#- \n" * 1000,
    "links": "[" * 400 + "x" + "](http://a.example)" * 400,
    "emphasis": "*a **b " * 300 + "x" + "** *" * 300,
}


def from_below(frames: int, work: Callable[[], Markup]) -> Markup:
    return work() if frames == 0 else from_below(frames - 1, work)


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_how_deep_a_text_is_laid_out_rests_on_the_text_and_not_on_who_asks(text: str) -> None:
    made = {from_below(frames, lambda: Renderer(3).in_full(text, outside)) for frames in (1, 300, 600)}
    assert len(made) == 1


def test_what_goes_wrong_within_a_text_is_not_hidden() -> None:
    def broken(target: str) -> str:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Renderer(3).in_full("[a](http://a.example)", broken)
