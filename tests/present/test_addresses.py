"""Addresses: permanent, one flat file each, told in the page's language; and the way from one to another."""

from __future__ import annotations

import posixpath
import re
from functools import cache
from itertools import product

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kltsite.domain.settings import CATEGORIES
from kltsite.present.addresses import Addresses, folder_of, relative, rule_pages
from kltsite.stats import FACETS
from tests.helpers import interface

PAGES = {"about": "about-us", "data-notes": "notes"}


@cache
def addresses(language: str) -> Addresses:
    return Addresses(language, language.upper(), interface()[language], PAGES)


STEPS = st.text(st.sampled_from("ab-é ."), min_size=1, max_size=4).filter(lambda step: step not in (".", ".."))
FOLDERS = st.lists(STEPS, max_size=4).map(lambda steps: "".join(f"{step}/" for step in steps))
TARGETS = st.tuples(FOLDERS, STEPS).map("".join)


@given(FOLDERS, TARGETS)
@hypothesis_settings(max_examples=300, deadline=None)
def test_the_way_from_a_page_to_another_leads_there(folder: str, target: str) -> None:
    assert posixpath.normpath(posixpath.join(f"/{folder}", relative(folder, target))) == f"/{target}"


@given(FOLDERS, TARGETS)
@hypothesis_settings(max_examples=300, deadline=None)
def test_the_way_is_relative_names_its_file_and_is_as_short_as_can_be(folder: str, target: str) -> None:
    way = relative(folder, target)
    assert not way.startswith("/")
    assert way.endswith(target.rpartition("/")[2])
    if not folder.startswith(f"{target}/"):  # a page is never a folder, too
        assert way == posixpath.relpath(f"/{target}", f"/{folder}")


@pytest.mark.parametrize(
    ("folder", "target", "way"),
    [
        ("", "index.html", "index.html"),
        ("", "en/index.html", "en/index.html"),
        ("en/", "en/index.html", "index.html"),
        ("en/", "de/index.html", "../de/index.html"),
        ("en/a/b/", "en/a/c.html", "../c.html"),
        ("en/a/", "en/a", "../a"),
        ("en/a/", "en/ab/c.html", "../ab/c.html"),
        ("en/a/", "assets/site.css", "../../assets/site.css"),
    ],
)
def test_the_way_in_a_few_examples(folder: str, target: str, way: str) -> None:
    assert relative(folder, target) == way


def test_the_folder_of_an_address_is_all_but_its_file() -> None:
    assert [folder_of(one) for one in ("a.html", "en/a.html", "en/b/a.html", "")] == ["", "en/", "en/b/", ""]


def every_address(one: Addresses) -> list[str]:
    """The addresses of one language, with entries, values and pages as they could be."""
    found = [one.view(name) or "" for name in ("home", "evaluation", "criteria", "data", *PAGES)]
    found += [one.browse(number) for number in (1, 2, 10)]
    found += [one.entry(slug) for slug in ("butze", "2", "page-2")]
    found += [one.facet(facet, "value", number) for facet, number in product((*FACETS, *CATEGORIES), (1, 2))]
    found += [one.cell("design", "trade", number) for number in (1, 2)]
    return [*found, *(one.criterion(key) for key in ("rural", "sme")), one.feed()]


@pytest.mark.parametrize("language", sorted(interface()))
def test_no_two_pages_of_a_language_share_an_address(language: str) -> None:
    found = every_address(addresses(language))
    assert len(found) == len(set(found))


@pytest.mark.parametrize("language", sorted(interface()))
def test_every_address_is_a_plain_file_in_the_folder_of_its_language(language: str) -> None:
    for address in every_address(addresses(language)):
        assert address.startswith(f"{language}/")
        assert re.fullmatch(r"[a-z0-9-]+(/[a-z0-9-]+)*\.(html|xml)", address), address


def test_an_entry_can_never_be_named_like_a_list() -> None:
    for language in interface():
        one = addresses(language)
        lists = [one.facet(facet, "value") for facet in (*FACETS, *CATEGORIES)] + [one.browse(2), one.cell("a", "b")]
        assert all(folder_of(one.entry("x")) != folder_of(address) for address in lists)
        assert one.entry("index") == one.browse(), "the one name that is taken; see the test of the whole site"


def test_addresses_are_what_they_have_always_been() -> None:
    english, german = addresses("en"), addresses("de")
    assert english.home() == "en/index.html"
    assert english.browse() == "en/collaborations/index.html"
    assert english.browse(2) == "en/collaborations/page/2.html"
    assert english.entry("butze") == "en/collaborations/butze.html"
    assert english.facet("country", "AT") == "en/collaborations/country/at.html"
    assert english.facet("regional_value", "skilled-workers", 3) == (
        "en/collaborations/regional-value/skilled-workers/3.html"
    )
    assert english.cell("design", "trade") == "en/collaborations/subsector-sector/design--trade.html"
    assert english.criterion("rural") == "en/criteria/rural.html"
    assert german.browse() == "de/kooperationen/index.html"
    assert german.view("evaluation") == "de/auswertung.html"
    assert german.facet("country", "AT") == "de/kooperationen/land/at.html"
    assert german.facet("duration", "continuous") == "de/kooperationen/dauer/continuous.html"
    assert german.criterion("rural") == "de/kriterien/rural.html"
    assert german.feed() == "de/feed.xml"


def test_a_view_is_found_by_its_name_and_a_page_by_its_own() -> None:
    one = addresses("en")
    assert one.view("collaborations") == one.browse()
    assert one.view("home") == one.home()
    assert one.view("about") == "en/about-us.html"
    assert one.view("nowhere") is None


@pytest.mark.parametrize(
    ("base", "pages"),
    [
        ("https://village.org/site/", "https://village.org/site/de/hilfe/{code}.html"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000/de/hilfe/{code}.html"),
        ("https://village.example/", ""),
        ("https://village.test:8000/", ""),
        ("http://localhost/", ""),
        ("https://example.org/", "https://example.org/de/hilfe/{code}.html"),
    ],
)
def test_rules_are_explained_on_the_site_where_its_address_can_be_opened(base: str, pages: str) -> None:
    assert rule_pages(base, "de", interface()["de"]) == pages
