"""The index of the browse page: what `stats` counts, published entries only, and no text that breaks out of it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.values import Text
from kltsite.present import index
from kltsite.present.views.browse import FACETS, STATUS, facets, parameter
from kltsite.present.views.lists import card
from kltsite.present.views.scene import Scene
from kltsite.stats import length_in_days, status_of
from tests.helpers import built, village
from tests.present.test_lists import entry, numbered, scenes_of, various
from tests.test_stats import case_of, entries, period

PART = re.compile(r'kltBrowse\.load\("([a-z]+)",(.*)\);\n', re.DOTALL)


def texts(scene: Scene) -> list[bytes]:
    return [index.texts(scene, first, slugs) for first, slugs in index.parts(scene)]


def read(script: bytes) -> tuple[str, dict[str, Any]]:
    """What a part of the index hands over: its name and its columns."""
    found = PART.fullmatch(script.decode())
    assert found is not None, script
    return found[1], json.loads(found[2])


def entries_of(scene: Scene, parts: Sequence[str] = ()) -> dict[str, Any]:
    """The first part of the index."""
    part, columns = read(index.entries(scene, parts))
    assert part == "entries"
    return columns


def in_panel(scene: Scene) -> dict[str, list[str]]:
    """The options of each facet, as the panel has them for the script."""
    return {facet.key: [key for key, _, _ in facet.options] for facet in facets(scene)}


def counted(scene: Scene, facet: str) -> dict[str, set[str]]:
    """The entries of each option of a facet, as the script counts them."""
    columns, options = entries_of(scene), in_panel(scene).get(facet, [])
    found: dict[str, set[str]] = {key: set() for key in options}
    for slug, values in zip(columns["slugs"], columns["values"].get(facet, ()), strict=False):
        for place in values if isinstance(values, list) else [values]:
            found[options[place]].add(slug)
    return found


@given(entries())
@hypothesis_settings(max_examples=50, deadline=None)
def test_every_facet_has_the_keys_and_counts_that_the_statistics_tell(cases: list[Collaboration]) -> None:
    for scene in scenes_of(cases, drafts=True).values():
        columns, numbers = entries_of(scene), scene.statistics
        tallies = {**numbers.facets, **numbers.categories}
        assert list(columns["values"]) == list(in_panel(scene))
        assert list(columns["values"]) == [parameter(one) for one in FACETS if parameter(one) in columns["values"]]
        for facet, one in tallies.items():
            expected = {key.lower(): set(found.entries) for key, found in one.options.items() if found.count}
            assert counted(scene, parameter(facet)) == expected
        stated = {slug: status_of(scene.cases[slug].period, numbers.as_of) for slug in numbers.entries}
        for status, slugs in counted(scene, STATUS).items():
            assert slugs == {slug for slug, other in stated.items() if other == status} != set()
        assert columns["days"] == [
            -1 if (days := length_in_days(scene.cases[slug].period, numbers.as_of)) is None else days
            for slug in columns["slugs"]
        ]


@given(entries())
@hypothesis_settings(max_examples=50, deadline=None)
def test_drafts_and_withdrawn_entries_are_never_in_it(cases: list[Collaboration]) -> None:
    scene = scenes_of(cases, drafts=True)["en"]
    published = [case.slug for case in cases if case.published]
    assert sorted(entries_of(scene)["slugs"]) == published
    told = b"".join((index.entries(scene, ()), *texts(scene))).decode()
    assert not [case.slug for case in cases if not case.published and f'"{case.slug}"' in told]


@given(entries(), st.randoms(use_true_random=False))
@hypothesis_settings(max_examples=25, deadline=None)
def test_it_is_the_same_to_the_byte_in_whichever_order_the_files_are_read(cases: list[Collaboration], by: Any) -> None:
    shuffled = list(cases)
    by.shuffle(shuffled)
    for one, other in zip(scenes_of(cases).values(), scenes_of(shuffled).values(), strict=True):
        assert index.entries(one, ()) == index.entries(other, ())
        assert texts(one) == texts(other)


@given(
    st.text(min_size=1), st.sampled_from(["", "</script>", "<!--", "\u2028", '");alert(1);("', "]]>", "&amp;", "\\"])
)
@hypothesis_settings(max_examples=100, deadline=None)
def test_no_text_breaks_out_of_its_place(text: str, hostile: str) -> None:
    title = text + hostile
    words = Text({"en": title, "de": title})
    case = replace(entry("example"), title=words, summary=words)
    scene = scenes_of([case.named("example")])["en"]
    scripts = [index.entries(scene, ()), *texts(scene)]
    try:
        assert all(letter not in script.decode() for script in scripts for letter in "<>&\u2028\u2029")
    except UnicodeEncodeError:  # half a letter cannot be written at all, and never is read from a file
        return
    assert entries_of(scene)["titles"] == [title]
    assert read(scripts[1])[1]["summary"] == [title]


def test_entries_stand_in_the_order_of_their_titles_in_each_language() -> None:
    scenes = scenes_of([entry("one", "Apple", "Zopf"), entry("two", "Zebra", "Apfel")])
    assert {language: entries_of(scene)["titles"] for language, scene in scenes.items()} == {
        "en": ["Apple", "Zebra"],
        "de": ["Apfel", "Zopf"],
    }


def test_the_texts_are_those_of_the_cards() -> None:
    scene = various()["de"]
    slugs = entries_of(scene)["slugs"]
    ((part, columns),) = (read(script) for script in texts(scene))
    cards = [card(scene, scene.cases[slug]) for slug in slugs]
    assert (part, columns["first"]) == ("texts", 0)
    assert columns["summary"] == [one.summary.text if one.summary else "" for one in cards]
    assert columns["place"] == [one.place for one in cards]
    assert columns["pair"] == [one.pair for one in cards]


def test_the_texts_come_in_parts_that_leave_nobody_out(monkeypatch: Any) -> None:
    monkeypatch.setattr(index, "PART_LENGTH", 7)
    scene = scenes_of(numbered(15))["en"]
    parts = [read(script)[1] for script in texts(scene)]
    assert [(part["first"], len(part["summary"])) for part in parts] == [(0, 7), (7, 7), (14, 1)]


def test_what_is_not_stated_stands_as_such() -> None:
    scene = scenes_of([case_of("bare"), case_of("long", period={"years": "2"}, listed="2023-11-06")])["en"]
    columns = entries_of(scene)
    assert columns["listed"] == ["", "2023-11-06"]
    assert columns["days"] == [-1, 730]
    assert columns["values"] == {}
    assert columns["marks"] == [-1, -1]


def test_a_site_has_an_index_per_language_that_names_its_other_parts() -> None:
    site = built(village())
    for language in ("en", "de"):
        (first,) = (name for name in site if re.fullmatch(rf"assets/browse-index\.{language}\.[0-9a-f]+\.js", name))
        _, columns = read(site[first])
        assert columns["parts"]
        for part in columns["parts"]:
            assert read(site[f"assets/{part}"])[0] == "texts"


def test_whether_a_partnership_goes_on_is_told_only_where_the_period_states_it() -> None:
    as_of = scenes_of([])["en"].statistics.as_of
    assert status_of(None, as_of) is None
    assert status_of(period(years="2"), as_of) is None
    assert status_of(period(continuous="true"), as_of) is None
    assert status_of(period(started="2018"), as_of) == "ongoing"
    assert status_of(period(started="2018", ended="2020"), as_of) == "ended"
    assert status_of(period(ended=str(as_of)), as_of) == "ended"
    assert status_of(period(started="2018", ended=str(as_of.replace(year=as_of.year + 1))), as_of) == "ongoing"


def test_partners_and_pictures_come_with_the_texts() -> None:
    scene = various()["en"]
    slugs = entries_of(scene)["slugs"]
    ((_, columns),) = (read(script) for script in texts(scene))
    assert columns["partners"] == [", ".join(one.name for one in scene.cases[slug].partners) for slug in slugs]
    assert any(columns["partners"])
    assert columns["picture"] == [0] * len(slugs)  # none of these entries has one
