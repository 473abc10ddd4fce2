"""The form's view: every declared field once, in the words of its declaration, with the rules that are published."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from kltsite import judging
from kltsite.domain.collaboration import Collaboration
from kltsite.domain.declared import declarations, labels
from kltsite.domain.settings import CRITERION_CODES
from kltsite.languages import SOURCE
from kltsite.present.addresses import schema_line
from kltsite.present.schemas import schemas
from kltsite.present.views.contribute import KEPT, every_field
from kltsite.present.views.correcting import SCRIPTS
from kltsite.present.views.fields import FormField, form_fields
from tests.helpers import MINIMAL, TEMPLATES, base_settings, built, changed, files_in, interface, village
from tests.present.test_lists import scenes_of

PAGE = "en/contribute.html"
PROSE = b"""---
title: Contribute
address: contribute
description: How to contribute.
---

A lead.

## Behind it

The rest.
"""


@cache
def site(repository: str = "") -> dict[str, bytes]:
    """The village with a page on how to contribute, in English alone."""
    files = {**village(), "pages/contribute.en.md": PROSE}
    if repository:
        line = f"repository: {repository}\nevaluated_on".encode()
        files["site.yaml"] = files["site.yaml"].replace(b"evaluated_on", line, 1)
    return built(files)


def data_of(page: bytes) -> dict[str, Any]:
    """What the page hands its scripts."""
    written = page.decode().partition('id="form--data">')[2].partition("</script>")[0]
    found: dict[str, Any] = json.loads(written)
    return found


def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(schemas(base_settings(), interface())["collaboration.schema.json"])
    return found


@cache
def fields(language: str = "en") -> dict[tuple[str, ...], FormField]:
    """Every field of the form by its path."""

    def below(found: tuple[FormField, ...], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], FormField]]:
        for one in found:
            yield (*path, one.key), one
            yield from below(one.fields, (*path, one.key))

    return dict(below(form_fields(scenes_of([])[language], tuple(every_field()))))


def test_every_declared_field_is_asked_for_in_one_step_or_kept() -> None:
    asked = [*every_field(), *KEPT]
    assert sorted(asked) == sorted(one.key for one in declarations(Collaboration).values())
    below = {path for path in labels(Collaboration) if path[0] not in KEPT}
    assert set(fields()) == below


@pytest.mark.parametrize("language", ["en", "de"])
def test_labels_are_those_of_the_declarations_in_each_language(language: str) -> None:
    told = interface()[language].gettext
    for path, label in labels(Collaboration).items():
        if path in fields(language):
            assert fields(language)[path].label == told(label), path


def test_each_field_is_of_the_kind_that_its_declaration_has() -> None:
    kinds = {
        "title": "text",
        "place": "group",
        "place.country": "choice",
        "place.inhabitants": "whole",
        "place.latitude": "degrees",
        "partners": "list",
        "partners.name": "line",
        "partners.role": "choice",
        "partners.subsectors": "several",
        "partners.website": "address",
        "period.started": "moment",
        "period.years": "years",
        "period.continuous": "yes-no",
        "evidence.equal-terms.commissioned": "yes-no",
        "advice.to": "several",
        "media.kind": "choice",
        "sources.accessed": "day",
        "sources.supports": "several",
        "status": "choice",
    }
    assert {name: fields()[(*name.split("."),)].kind for name in kinds} == kinds


def test_answers_carry_the_labels_of_the_vocabulary_and_the_names_of_countries() -> None:
    def answers(*path: str) -> dict[str, str]:
        return {one.key: one.label for one in fields("de")[path].answers}

    assert answers("partners", "subsectors")["crafts"] == "Kunsthandwerk"
    assert answers("partners", "role")["sme"] == "Kleines oder mittleres Unternehmen"
    assert list(answers("place", "country").values())[:2] == ["Albanien", "Belgien"]
    assert list(answers("media", "kind")) == ["image", "video", "podcast"]
    assert list(answers("status")) == ["draft", "published", "withdrawn"]


def test_what_belongs_to_one_role_or_kind_is_asked_of_it_alone() -> None:
    assert fields()["partners", "subsectors"].only == "role=cci"
    assert fields()["partners", "employees"].only == "role=sme"
    assert fields()["partners", "website"].only == ""
    assert fields()["media", "alt"].only == "kind=image"
    assert fields()["media", "url"].only == "kind=video podcast"


def test_what_is_needed_says_so() -> None:
    needed = {".".join(path): one.needed for path, one in fields().items() if one.needed}
    assert needed["title"] == needed["place.country"] == needed["partners.name"] == "always"
    assert needed["summary"] == needed["partners"] == "published"
    assert "description" not in needed


def test_the_lead_stands_before_the_form_and_the_rest_behind_it() -> None:
    page = site()[PAGE].decode()
    assert page.index("A lead.") < page.index('id="form--fields"') < page.index("Behind it") < page.index("The rest.")


def test_the_page_hands_over_the_published_rules_and_limits_and_nothing_else_loads_them() -> None:
    data = data_of(site()[PAGE])
    published = schema()
    assert data["schema"]["required"] == published["required"]
    written = json.dumps(data["schema"])
    assert all(f'"{key}"' in written for key in (*base_settings().vocabulary.subsectors, "AT", "NO"))
    assert not any(f'"x-code": "{code}"' in written for code in CRITERION_CODES)
    assert "description" in data["schema"]["properties"]  # a field of that name is no description
    assert "title" not in data["schema"]["properties"]["summary"]
    assert data["limits"] == {
        "employees": 250,
        "inhabitants": 20000,
        "countries": {"AT": 10000},
        "urban": 1,
        "vouched": {"example-team": ["KLT301", "KLT302", "KLT303", "KLT304", "KLT305", "KLT306"]},
    }
    assert data["first"] == schema_line(SOURCE)
    assert data["needed"] == ["title", "summary", "partners"]
    assert data["entries"].removeprefix("../") in site()
    assert data["index"].removeprefix("../") in site()
    assert re.findall(r'<script src="[^"]*(?:entries-|browse-index)', site()[PAGE].decode()) == []
    loading = {address for address, page in site().items() if b"json-schema." in page and address.endswith(".html")}
    assert loading == {PAGE, PAGE.replace("en/", "de/")}


def test_a_page_that_only_one_language_has_still_asks_in_the_other() -> None:
    german = site()["de/contribute.html"].decode()
    assert '<article lang="en">' in german
    assert "Eine Kooperation vorschlagen" in german


@pytest.mark.parametrize(
    ("repository", "host", "new"),
    [
        ("", "", None),
        ("https://git.example.org/a/b", "", None),
        ("https://github.com/a/b/", "GitHub", "https://github.com/a/b/new/main?filename={path}"),
        ("https://gitlab.example.org/a/b", "GitLab", "https://gitlab.example.org/a/b/-/new/main?file_name={path}"),
    ],
)
def test_the_repository_is_led_to_where_its_host_is_known(repository: str, host: str, new: str | None) -> None:
    page = site(repository)[PAGE]
    assert data_of(page)["repository"].get("new") == new
    assert (f"Propose it on {host}".encode() in page) == bool(host)
    assert (b"form--propose" in page) == bool(host)


def test_without_its_scripts_the_page_is_one_of_prose() -> None:
    templates = {path: data for path, data in files_in(TEMPLATES).items() if path != f"assets/{SCRIPTS[0]}"}
    page = built({**village(), "pages/contribute.en.md": PROSE}, templates=templates)[PAGE]
    assert b"form--fields" not in page
    assert b"The rest." in page


@pytest.mark.parametrize(
    ("address", "way"),
    [
        ("en/collaborations/bread-box.html", "../contribute.html?entry=bread-box#form"),
        ("de/kooperationen/bread-box.html", "../contribute.html?entry=bread-box#form"),
    ],
)
def test_each_entry_leads_to_the_form_with_it_filled_in_where_there_is_one(address: str, way: str) -> None:
    assert f'<a href="{way}">'.encode() in site()[address]
    templates = {path: data for path, data in files_in(TEMPLATES).items() if path != f"assets/{SCRIPTS[0]}"}
    without = built({**village(), "pages/contribute.en.md": PROSE}, templates=templates)
    assert b"contribute.html?entry=" not in without[address]
    assert [one for one in without if one.startswith("assets/entries")] == []


@pytest.mark.parametrize("drafts", [False, True])
def test_a_draft_can_be_corrected_exactly_where_it_is_shown(drafts: bool) -> None:
    draft = changed(("status: published", "status: draft"), text=MINIMAL.replace("bread box", "lamp"))
    files = {**village(), "pages/contribute.en.md": PROSE, "collaborations/lamp.yaml": draft.encode()}
    found = built(files, judging.Options(drafts=drafts))
    scripts = b"".join(data for address, data in found.items() if address.startswith("assets/entries"))
    assert (b'"lamp":{' in scripts) == drafts == ("en/collaborations/lamp.html" in found)


def test_the_scripts_of_entries_are_called_by_what_they_hold() -> None:
    for address, data in site().items():
        if address.startswith("assets/entries"):
            assert address.split(".")[-2] == hashlib.blake2b(data, digest_size=5).hexdigest()


def test_every_sentence_that_the_scripts_tell_is_handed_to_them() -> None:
    scripts = "".join(
        (TEMPLATES / f"assets/{name}").read_text(encoding="utf-8")
        for name in SCRIPTS[2:]
        if name != "contribute-yaml.js"
    )
    named = {*re.findall(r"words\.(\w+)", scripts), *re.findall(r"told\('(\w+)'", scripts)}
    named |= {*re.findall(r"note: '(\w+)'", scripts)}
    known = set(data_of(site()[PAGE])["words"])
    assert named <= known
    indirectly = {
        "whole",
        "decimal",
        "address",
        "day",
        "moment",
        "other",
        "long",
        "range",
        "choose",
    }  # by a field's kind
    indirectly |= {"copied", "uncopied", "long_link", "paste"}
    assert known - named <= indirectly
