"""The pages on what the checks say: each rule has one in every language, and nobody comes upon them by chance."""

from __future__ import annotations

import re
from functools import cache
from html import unescape

import pytest

from kltsite.problems.catalogue import CATALOGUE, GROUPS
from kltsite.problems.telling import blanks, unfilled
from kltsite.validator.criteria import CRITERIA
from tests.helpers import built, interface, rule_examples, village, without_entries

FOLDERS = {"en": "en/help", "de": "de/hilfe"}


@cache
def site() -> dict[str, str]:
    return {path: data.decode() for path, data in built(village()).items() if path.endswith((".html", ".xml"))}


def page(code: str, language: str = "en") -> str:
    return site()[f"{FOLDERS[language]}/{code.lower()}.html"]


def text(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def main(html: str) -> str:
    return html.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("language", FOLDERS)
@pytest.mark.parametrize("code", CATALOGUE)
def test_a_rule_has_a_page_with_each_of_its_sentences_in_the_words_of_the_language(code: str, language: str) -> None:
    words, told = interface()[language], text(page(code, language))
    assert f"<h1>{words.gettext(CATALOGUE[code].title)}</h1>" in unescape(page(code, language))
    for key, sentence in CATALOGUE[code].sentences.items():
        assert f'id="{key}"' in page(code, language)
        for part in (sentence.message, sentence.why, sentence.fix):
            assert unfilled(words.gettext(part), blanks(words)) in told
    assert not re.search(
        r"\{\w+\}", re.sub(r"<pre>.*?</pre>", "", page(code, language), flags=re.DOTALL).split("<main")[1]
    )


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_page_shows_what_is_wrong_with_its_place_and_what_is_right(code: str) -> None:
    found = [text(one).splitlines() for one in re.findall(r"<pre>.*?</pre>", page(code), re.DOTALL)]
    shown = [[line.rstrip() for line in lines] for lines in found]
    examples = [rule_examples()[name] for name in rule_examples() if name.startswith(f"{code}/")]
    for one in examples:
        for lines in (one.wrong, one.right):
            plain = [line for line in lines if set(line.strip()) != {"^"}]
            assert not lines or plain in shown
    assert page(code).count("<mark>") == sum(bool(one.wrong) for one in examples)


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda one: one.key)
def test_a_criterion_leads_to_its_public_page(criterion: object) -> None:
    code, key = criterion.code, criterion.key  # type: ignore[attr-defined]
    assert f'href="../criteria/{key}.html"' in page(code)


@pytest.mark.parametrize("language", FOLDERS)
def test_one_page_lists_all_rules_by_what_they_are_about(language: str) -> None:
    index = site()[f"{FOLDERS[language]}.html"]
    listed = re.findall(r'<span class="rule-code">(KLT\d{3})</span> <a href="\w+/(klt\d{3})\.html">', index)
    assert [code for code, _ in listed] == list(CATALOGUE)
    assert all(code.lower() == name for code, name in listed)
    assert index.count("<h2 id=") == len(GROUPS)


def test_every_code_belongs_to_a_group() -> None:
    assert {code[3] for code in CATALOGUE} == set(GROUPS)


def test_no_search_engine_lists_them_and_the_navigation_does_not_name_them() -> None:
    ours = [address for address in site() if address.startswith(tuple(FOLDERS.values()))]
    assert len(ours) == 2 * (len(CATALOGUE) + 1)
    assert all('<meta name="robots" content="noindex">' in site()[address] for address in ours)
    assert not re.search(r"/(?:help|hilfe)[/.]", site()["sitemap.xml"])
    assert not re.search(r"(?:help|hilfe)\.html", site()["en/index.html"] + site()["de/index.html"])


def test_the_page_on_contributing_leads_to_them() -> None:
    found = {path: data.decode() for path, data in built(without_entries()).items() if path.endswith(".html")}
    assert '<a href="help.html">What the checks say</a>' in found["en/contribute.html"]
    assert '<a href="hilfe.html">Was die Prüfung meldet</a>' in found["de/mitmachen.html"]
    assert "contribute.html" in main(found["en/help.html"]).partition("<h1>")[0]
