"""Templates: text is escaped, a misspelt name has file and line, and tags are written as `publish` reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from gettext import NullTranslations
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest
from jinja2 import Environment
from markupsafe import Markup

from kltsite import assembly, judging
from kltsite.present import TemplateError, charts, views
from kltsite.present.jinja import _compiled
from kltsite.present.templates import Templates, prepared
from kltsite.present.views import Link, Said
from kltsite.workers import alone
from tests.helpers import BASE, ROOT, files_in, interface, paint

TEMPLATES = {path: data.decode() for path, data in files_in(ROOT / "templates").items() if path.endswith(".html")}

_TAG = re.compile(r'<(?:!doctype html|/[a-zA-Z0-9-]+|[a-zA-Z][a-zA-Z0-9-]*(?:\s+[a-zA-Z:-]+(?:="[^"<>]*")?)*\s*/?)>')


@dataclass
class Page:
    """What the templates of these tests show."""

    title: object = "Title"
    rows: tuple[object, ...] = ()


def templates(language: str = "en", **texts: str) -> Templates:
    """Templates of these texts; `base_html` is base.html, `parts__link_html` is parts/link.html."""
    names = {name.replace("__", "/").replace("_html", ".html"): text for name, text in texts.items()}
    return Templates(names, interface()[language])


def shown(text: str, page: object | None = None, language: str = "en") -> str:
    return str(templates(language, a_html=text).render("a.html", page or Page()))


def failure(name: str = "a.html", page: object | None = None, **texts: str) -> TemplateError:
    with pytest.raises(TemplateError) as caught:
        templates(**texts).render(name, page or Page())
    return caught.value


# -- text ----------------------------------------------------------------------------------------------------


def test_text_is_escaped_wherever_it_stands() -> None:
    title = "<b>\"A\" & 'B'</b>"
    escaped = "&lt;b&gt;&#34;A&#34; &amp; &#39;B&#39;&lt;/b&gt;"
    assert (
        shown('<p title="{{ page.title }}">{{ page.title }}</p>', Page(title)) == f'<p title="{escaped}">{escaped}</p>'
    )


def test_text_is_escaped_in_macros_and_translations_too() -> None:
    parts = "{% macro show(text) %}<i>{{ text }}</i>{% endmacro %}"
    told = '{{ _("for: {fields}").format(fields=page.title) }}'
    page = '{% from "parts.html" import show %}{{ show(page.title) }} ' + told
    found = templates(parts_html=parts, a_html=page).render("a.html", Page("<b>"))
    assert found == "<i>&lt;b&gt;</i> for: &lt;b&gt;"


class Marked(NullTranslations):
    """A language that puts every word between signs that mean something in HTML."""

    def gettext(self, message: str) -> str:
        return f'"{message}" & <ß>'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('<p title="{{ _("Who & <what>") }}">', '<p title="&#34;Who &amp; &lt;what&gt;&#34; &amp; &lt;ß&gt;">'),
        ('{{ _("a")|upper }}', "&#34;A&#34; &amp; &lt;SS&gt;"),
        ('{{ _("a")|length }}', "9"),
        ('{{ _("ab")[:2] ~ _("c")[1] }}', "&#34;ac"),
        ('{{ (_("a") ~ "b")|replace("ß", "s") }}', "&#34;a&#34; &amp; &lt;s&gt;b"),
        ('{{ _("a") == page.title }}', "True"),
        ('{{ _("%s and %s") % (1, 2) }}', "&#34;1 and 2&#34; &amp; &lt;ß&gt;"),
        ('{{ page.title in [_("a"), "b"] }}', "True"),
        ('{{ {_("a"): "b"}[page.title] }}', "b"),
        ('{% macro show(word=_("a")) %}{{ word }}{% endmacro %}{{ show() }}', "&#34;a&#34; &amp; &lt;ß&gt;"),
        ('{% set word = _("a") %}{{ word == page.title }}', "True"),
    ],
)
def test_what_a_template_does_to_words_it_does_to_those_of_the_language(text: str, told: str) -> None:
    page = Page('"a" & <ß>')
    assert Templates({"a.html": text}, Marked()).render("a.html", page) == told


def test_a_template_is_compiled_once_for_all_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str | None] = []
    generate = Environment._generate

    def noted(self: Environment, source: Any, name: str | None, *more: Any, **options: Any) -> str:
        compiled.append(name)
        return generate(self, source, name, *more, **options)

    monkeypatch.setattr(Environment, "_generate", noted)
    text = '{{ _("Sources") }}, never before'
    shown = [templates(language, once_html=text).render("once.html", None) for language in ("en", "de", "en")]
    assert shown == ["Sources, never before", "Quellen, never before", "Sources, never before"]
    assert compiled == ["once.html"]


def test_templates_that_were_prepared_are_not_compiled_again_and_what_is_wrong_is_told_where_it_is_used() -> None:
    texts = {"new.html": "{{ page.title }} is new", "wrong.html": "{% if %}"}
    prepared(texts)
    misses = _compiled.cache_info().misses
    made = Templates(texts, NullTranslations())
    assert made.render("new.html", Page("This")) == "This is new"
    assert _compiled.cache_info().misses == misses
    with pytest.raises(TemplateError) as told:
        made.render("wrong.html", Page(""))
    assert (told.value.file, told.value.line) == ("templates/wrong.html", 1)


def test_what_is_html_already_stays_so() -> None:
    assert shown("{{ page.title }}", Page(Markup("<b>x</b>"))) == "<b>x</b>"
    assert shown("{{ page.title }}", Page(Link("<a>", 'x"y'))) == '<a href="x&#34;y">&lt;a&gt;</a>'
    assert shown("{{ page.title }}", Page(Said("<a>", "de"))) == '<span lang="de">&lt;a&gt;</span>'
    assert shown("{{ page.title }}", Page(Said("<a>"))) == "&lt;a&gt;"


def test_an_editor_s_text_is_never_taken_for_a_template() -> None:
    assert (
        shown("{{ page.title }}", Page("{{ 7 * 7 }}{% include 'x' %}{# a #}"))
        == "{{ 7 * 7 }}{% include &#39;x&#39; %}{# a #}"
    )


def test_words_of_a_template_are_told_in_its_language() -> None:
    assert [shown('{{ _("Sources") }}', language=one) for one in ("en", "de")] == ["Sources", "Quellen"]


def test_a_page_that_is_rendered_is_plain_text_which_another_one_would_escape() -> None:
    assert type(templates(a_html="<p>{{ page.title }}").render("a.html", Page(Markup("<b>")))) is str


def test_macros_and_methods_are_called_with_what_stands_between_their_brackets() -> None:
    macros = "{% macro a(one, two=2) %}<{{ one }}{{ two }}>{% endmacro %}{% macro b() %}({{ caller() }}){% endmacro %}"
    assert shown(macros + "{{ a(1) }}{{ a('&', two=3) }}{% call b() %}x{% endcall %}") == "<12><&amp;3>(x)"
    assert shown("{{ page.title.upper() }}{{ '{a}'.format(a=page.title) }}", Page("b<")) == "B&lt;b&lt;"


def test_what_stands_behind_a_point_is_no_item() -> None:
    with pytest.raises(TemplateError, match="has no attribute 'a'"):
        shown("{{ page.title.a }}", Page({"a": "b"}))  # type: ignore[arg-type]


def test_lines_that_hold_only_a_tag_leave_nothing_behind() -> None:
    assert shown(
        "<ul>\n  {% for row in page.rows %}\n<li>{{ row }}</li>\n  {% endfor %}\n</ul>\n", Page(rows=(1, 2))
    ) == ("<ul>\n<li>1</li>\n<li>2</li>\n</ul>")


# -- mistakes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("\n\n{{ page.titel }}", 3, "titel"),
        ("<p>\n{{ titel }}", 2, "'titel' is undefined"),
        ("{% if page.titel %}{% endif %}", 1, "titel"),
        ("{% for x in page.none %}{% endfor %}", 1, "none"),
        ("\n{{ page.title.upper().nothing }}", 2, "nothing"),
        ("\n\n\n{{ page.rows[3] }}", 4, ""),
        ("a\n{{ 1 / 0 }}", 2, "ZeroDivisionError"),
        ("a\n{{ page.title + 1 }}", 2, "TypeError"),
        ('{{ _("{name}").format(nam=1) }}', 1, "KeyError"),
        ("{{ page.title.format(}}", 1, ""),
        ("\n{% if %}", 2, "Expected an expression"),
        ("a\nb\n{% endfor %}", 3, "endfor"),
        ("{{ page.title | shout }}", 1, "shout"),
        ("\n{% include 'nowhere.html' %}", 2, "nowhere.html"),
        ("\n{% include 'a.html' %}", 2, "RecursionError"),
    ],
)
def test_a_mistake_in_a_template_is_told_with_its_file_and_its_line(text: str, line: int, says: str) -> None:
    error = failure(a_html=text)
    assert (error.file, error.line) == ("templates/a.html", line)
    assert says in error.message
    assert str(error) == f"templates/a.html:{line}: {error.message}"


def test_a_mistake_in_a_macro_is_told_where_the_macro_is() -> None:
    error = failure(
        parts__link_html="\n\n{% macro link(x) %}\n{{ x.nothing }}\n{% endmacro %}",
        a_html='{% from "parts/link.html" import link %}\n\n\n\n\n{{ link(page.title) }}',
    )
    assert (error.file, error.line) == ("templates/parts/link.html", 4)


def test_a_mistake_in_a_frame_is_told_where_the_frame_is() -> None:
    base = "<title>\n{{ page.titel }}</title>{% block content %}{% endblock %}"
    error = failure(base_html=base, a_html='{% extends "base.html" %}{% block content %}x{% endblock %}')
    assert (error.file, error.line) == ("templates/base.html", 2)


def test_a_mistake_of_grammar_in_a_frame_is_told_where_the_frame_is() -> None:
    error = failure(base_html="\n{% block %}", a_html='{% extends "base.html" %}')
    assert (error.file, error.line) == ("templates/base.html", 2)


def test_a_template_that_is_not_there_is_told_by_its_name() -> None:
    error = failure("b.html", a_html="x")
    assert error.file == "templates/b.html"
    assert "b.html" in error.message


def test_a_mistake_outside_the_templates_is_told_at_the_place_that_showed_it() -> None:
    class Broken:
        def __html__(self) -> str:
            raise LookupError("no such thing")

    error = failure(page=Page(Broken()), a_html="\n{{ page.title }}")
    assert (error.file, error.line, error.message) == ("templates/a.html", 2, "LookupError: no such thing")


# -- the real ones -------------------------------------------------------------------------------------------


def without_code(text: str) -> str:
    """A template as it looks to a browser: without tags and comments of Jinja, and with words for what they print."""
    return re.sub(r"\{\{.*?\}\}", "x", re.sub(r"\{%.*?%\}|\{#.*?#\}", "", text, flags=re.DOTALL), flags=re.DOTALL)


def strange_tags(html: str) -> list[str]:
    """What begins like a tag and is not written in small letters with every value in double quotes."""
    return [html[at : at + 60] for at in (match.start() for match in re.finditer("<", _TAG.sub("", html)))]


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_every_tag_of_the_templates_is_written_as_publish_reads_it(name: str) -> None:
    assert strange_tags(without_code(TEMPLATES[name])) == []


def test_a_tag_that_publish_would_not_read_is_noticed() -> None:
    for tag in (
        "<img src='x'>",
        "<img src=x>",
        '<a href="a"title="b">',
        "<a b = 'c'>",
        '<a href="x',
        "<!-- a -->",
        "<p a='b'",
    ):
        assert strange_tags(f"<p>\n{tag}\n</p>"), tag


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_no_template_switches_escaping_off_or_brings_in_scripts_and_styles(name: str) -> None:
    text = TEMPLATES[name]
    assert not re.search(r"\|\s*safe\b|autoescape|Markup|\|\s*e\b|\{%-?\s*raw", text)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|<iframe|<embed|<object", text)
    assert not re.search(r'<script(?! src="| type="application/json")', text)


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_every_template_can_be_read(name: str) -> None:
    read = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(TEMPLATES[name], name)
    assert read.body


def test_every_template_has_its_view_and_every_view_its_template() -> None:
    modules = [views, *(import_module(one.name) for one in walk_packages(views.__path__, f"{views.__name__}."))]
    modules.append(import_module("kltsite.present.publication.views"))
    classes = [
        one
        for module in modules
        for one in vars(module).values()
        if isinstance(one, type) and one.__module__ == module.__name__
    ]
    pattern = re.compile(r"`(\S+\.html)`(?: and `(\S+\.html)`)?")
    matches = [match.groups() for one in classes if (match := pattern.match(one.__doc__ or ""))]
    named = [name for names in matches for name in names if name]
    frames = {"base.html", "plain.html", "framed.html"}
    parts = {name for name in TEMPLATES if name.startswith("components/")}
    assert set(named) | frames | parts == set(TEMPLATES)
    pages = [name for name in named if name not in parts]
    assert len(pages) == len(set(pages))


@cache
def small_site() -> dict[str, str]:
    """The pages of tests/base by address, with its real charts."""
    content = files_in(BASE)
    options = judging.Options()
    judged = judging.judge(content, options, alone)
    around = assembly.Surroundings(files_in(ROOT / "templates"), interface(), charts.render, paint)
    outputs = assembly.build(judged, content, around, options, alone)
    return {one.address: one.data.decode() for one in outputs if one.address.endswith(".html")}


def every_page() -> Iterator[tuple[str, str]]:
    pages = small_site()
    assert len(pages) > 60
    yield from pages.items()


def test_every_tag_of_every_page_is_written_as_publish_reads_it() -> None:
    assert {address: found for address, html in every_page() if (found := strange_tags(html))} == {}


def test_no_page_shows_what_was_meant_for_the_template() -> None:
    for address, page in every_page():
        html = re.sub(r"<(script|textarea)\b[^<]*", "", page)  # brackets may double in JSON and BibTeX
        assert not re.search(r"\{\{|\}\}|\{%|%\}|\bUndefined\b|\bNone\b|Markup\(|object at 0x|@@/", html), address


def test_every_page_says_its_language_and_has_one_main_heading() -> None:
    for address, html in every_page():
        assert html.startswith("<!doctype html>\n<html lang="), address
        assert html.count("<h1") == 1, address
        assert html.endswith("</html>"), address
        language = address.partition("/")[0]
        if language in interface():
            assert f'<html lang="{language}">' in html, address


def test_renewed_templates_show_what_has_changed_and_compile_only_that(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {
        "frame.html": "<{% block inside %}{% endblock %}>",
        "a.html": '{% extends "frame.html" %}{% block inside %}a{% endblock %}',
    }
    kept = Templates(texts, interface()["en"])
    assert kept.render("a.html", None) == "<a>"
    compiled: list[str | None] = []
    compile_ = Environment.compile

    def noted(self: Environment, source: str, name: str | None = None, *more: object, **options: object) -> object:
        compiled.append(name)
        return compile_(self, source, name, *more, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Environment, "compile", noted)
    kept.renew({**texts, "frame.html": "[{% block inside %}{% endblock %}]"})
    assert kept.render("a.html", None) == "[a]"
    assert compiled == ["frame.html"]
    kept.renew({**texts, "frame.html": "{% block"})
    with pytest.raises(TemplateError, match=r"frame\.html:1"):
        kept.render("a.html", None)
    kept.renew({"a.html": texts["a.html"]})
    with pytest.raises(TemplateError, match="frame"):
        kept.render("a.html", None)
    kept.renew(texts)
    assert kept.render("a.html", None) == "<a>"
