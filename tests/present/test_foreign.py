"""Words of another language: marked where they are text, plain where no language can be said, words everywhere else."""

from __future__ import annotations

import json
import pickle
from gettext import NullTranslations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from kltsite import languages
from kltsite.present.escaping import escaped, in_page
from kltsite.present.foreign import Foreign, between, marked, telling
from kltsite.present.templates import Templates

MARKS = "\ufdd0\ufdd1\ufdd2"
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'


def test_they_are_words_like_any_other() -> None:
    word = Foreign("Map & list", "en")
    assert word == "Map & list"
    assert {word: 1}["Map & list"] == 1
    assert json.dumps(word) == '"Map & list"'
    assert f"{word}" + word == "Map & listMap & list"
    assert pickle.loads(pickle.dumps(word)).language == "en"


def test_filled_in_they_keep_their_language() -> None:
    word = Foreign("{count} entries", "en")
    for filled in (word.format(count=3), word.format_map({"count": 3})):
        assert filled == "3 entries"
        assert isinstance(filled, Foreign)
        assert filled.language == "en"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>{}</p>", '<p><span lang="en">A &amp; B</span></p>'),
        ('<a title="{}">x</a>', '<a title="A &amp; B">x</a>'),
        ("<a title='1 > {}'>{}</a>", "<a title='1 > A &amp; B'><span lang=\"en\">A &amp; B</span></a>"),
        ("<title>{} – site</title>", "<title>A &amp; B – site</title>"),
        ("<option>{}</option>", "<option>A &amp; B</option>"),
        ("<textarea>{}</textarea>", "<textarea>A &amp; B</textarea>"),
        ("<script>f('{}')</script>{}", "<script>f('A &amp; B')</script><span lang=\"en\">A &amp; B</span>"),
        ("<svg><title>{}</title><text>{}</text></svg>", "<svg><title>A &amp; B</title><text>A &amp; B</text></svg>"),
        ("<!-- {} -->", "<!-- A &amp; B -->"),
        ("<titles>{}</titles>", '<titles><span lang="en">A &amp; B</span></titles>'),
    ],
)
def test_a_page_says_their_language_where_it_can(before: str, after: str) -> None:
    assert marked(before.replace("{}", str(escape(Foreign("A & B", "en"))))) == after


def test_what_an_editor_writes_into_them_stays_text() -> None:
    told = Foreign("By {name}", "en").format(name='<b lang="x">')
    assert marked(f"<p>{escaped(told)}</p>") == '<p><span lang="en">By &lt;b lang=&#34;x&#34;&gt;</span></p>'
    assert "ufdd" not in in_page({"told": told})


def test_in_other_markup_they_keep_their_marks_until_the_page_is_there() -> None:
    assert marked(Markup("<b>{}</b>").format(Foreign("x", "de"))) == '<b><span lang="de">x</span></b>'


@given(st.text(alphabet="ab<>\"'/ =", max_size=40), st.text(alphabet="ab<&", max_size=5))
def test_no_mark_is_left_whatever_stands_around(around: str, word: str) -> None:
    html = f"{around}{escape(Foreign(word, 'en'))}{around}"
    assert not set(MARKS) & set(marked(html))


def test_a_language_that_tells_everything_pays_nothing() -> None:
    assert telling(str, None) is str
    assert languages.own_words(NullTranslations()) is None
    assert marked("<p>a</p>") == "<p>a</p>"


def test_what_a_catalogue_lacks_is_english_and_knows_it() -> None:
    full = HEAD + '\nmsgid "Map"\nmsgstr "Karte"\n\nmsgid "List"\nmsgstr "Liste"\n'
    part = HEAD + '\nmsgid "Map"\nmsgstr "Carte"\n\nmsgid "{n} entry"\nmsgid_plural "{n} entries"\n'
    part += 'msgstr[0] ""\nmsgstr[1] ""\n\n#, fuzzy\nmsgid "List"\nmsgstr "Lister"\n'
    found = languages.read({"de/LC_MESSAGES/k.po": full.encode(), "fr/LC_MESSAGES/k.po": part.encode()})
    assert languages.own_words(found["de"]) is not None  # it lacks the entries
    assert languages.completeness(found, "fr") == (1, 3)
    assert languages.completeness(found, "it") == (0, 3)
    assert languages.completeness(found, "en") == (3, 3)
    own = languages.own_words(found["fr"])
    tell, count = telling(found["fr"].gettext, own), telling(found["fr"].ngettext, own)
    assert not isinstance(tell("Map"), Foreign)
    assert tell("") == ""
    for english in (tell("List"), tell("Never seen"), count("{n} entry", "{n} entries", 2)):
        assert isinstance(english, Foreign)
        assert english.language == "en"
    assert tell("List") == "List"


def test_templates_mark_what_they_say_themselves() -> None:
    text = '<h1 title="{{ _("Map") }}">{{ _("Map") }}</h1><p>{{ _("{n} & more").format(n=3) }}</p>'
    page = Templates({"page.html": text}, languages.of({}, "fr")).render("page.html", None)
    assert page == '<h1 title="Map"><span lang="en">Map</span></h1><p><span lang="en">3 &amp; more</span></p>'
    assert between("a", "en") not in page
