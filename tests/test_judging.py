"""What only the content folder as a whole shows: links by name, with files among it that cannot be read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kltsite import judging
from kltsite.domain.settings import Settings
from kltsite.intake.documents import problem
from kltsite.problems import Span
from kltsite.workers import alone
from tests.helpers import MINIMAL, content_problems, village

LINKED = b"""---
title: On links
address: on-links
description: Where links lead.
---

[One](collaboration:bread-box), [a page](page:about) and [another](collaboration:nowhere).
"""
FROM_AN_ENTRY = (
    f"{MINIMAL}description: {{en: '[One](collaboration:bread-box)', de: '[Eins](collaboration:bread-box)'}}\n"
)


BREAD = "collaborations/bread-box.yaml"


class Shelf(dict[str, str]):
    """What case files said, by path; and which of them were put there, part by part."""

    def __init__(self, said: Mapping[str, str] | None = None) -> None:
        super().__init__(said or {})
        self.kept: list[Mapping[str, str]] = []

    def known(self, paths: Sequence[str]) -> dict[str, str]:
        return {path: self[path] for path in paths if path in self}

    def keep(self, paths: Sequence[str], said: Mapping[str, str]) -> None:
        assert said.keys() <= set(paths)
        self.update(said)
        self.kept.append(said)


def judged(files: Mapping[str, bytes], shelf: Shelf) -> judging.Content:
    return judging.judge(files, judging.Options(), alone, shelf=shelf)


def test_a_file_that_is_known_is_read_as_it_was() -> None:
    shelf = Shelf()
    fresh = judged(village(), shelf)
    assert BREAD in shelf
    again = Shelf(shelf)
    found = judged(village(), again)
    assert (found.cases, found.problems) == (fresh.cases, fresh.problems)
    assert again.kept == []


def test_what_is_known_of_a_file_stands_for_it() -> None:
    shelf = Shelf()
    judged(village(), shelf)
    said = json.loads(shelf[BREAD])
    said["title"]["en"] = "Known"
    found = judged(village(), Shelf({BREAD: json.dumps(said)}))
    assert [case.title["en"] for case in found.cases if case.slug == "bread-box"] == ["Known"]


BEGUN = '{"slug": "bread-box", "title": {"en": "A"}, '
FORGED = (
    *("", "{", "[" * 100_000, "null", "[]", "{}", '{"slug": "bread-box", "title": "A"}'),
    '{"slug": "another", "title": {"en": "A"}}',
    BEGUN + '"status": "other"}',
    BEGUN + '"contact": ["nobody-met"]}',
    BEGUN + '"attested": "nobody"}',
    BEGUN + '"place": {"country": "XX"}}',
    BEGUN + '"partners": [{"name": "A", "role": "cci", "subsectors": ["design", "spying"]}]}',
    BEGUN + '"partners": [{"name": "A", "role": "boss"}]}',
    BEGUN + '"advice": [{"to": ["nobody"], "text": {"en": "A"}}]}',
    BEGUN + '"links": [{"url": "javascript:alert(1)", "title": {"en": "A"}}]}',
)


@pytest.mark.parametrize("known", FORGED)
def test_what_is_known_counts_for_nothing_where_it_cannot_be_read(known: str) -> None:
    shelf = Shelf()
    fresh = judged(village(), shelf)
    forged = Shelf({**shelf, BREAD: known})
    found = judged(village(), forged)
    assert (found.cases, found.problems) == (fresh.cases, fresh.problems)
    assert forged.kept == [{BREAD: shelf[BREAD]}]


@pytest.mark.parametrize(("many", "done"), [(3, True), (4, False)])
def test_while_many_files_are_read_something_else_is_done_for_the_same_settings(
    many: int, done: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "MANY", many)
    files, told = {**village(), "collaborations/third.yaml": MINIMAL.encode()}, list[Settings]()
    judged = judging.judge(files, judging.Options(), alone, meanwhile=told.append)
    assert told == ([judged.settings] if done else [])
    assert judged == judging.judge(files, judging.Options(), alone)


def test_of_a_file_with_a_problem_nothing_is_kept() -> None:
    shelf = Shelf()
    judged({**village(), "collaborations/lamp.yaml": MINIMAL.replace("title", "titel").encode()}, shelf)
    assert BREAD in shelf
    assert "collaborations/lamp.yaml" not in shelf


@given(st.sets(st.integers(0, 9999), max_size=300), st.integers(0, 9999))
def test_a_new_file_changes_the_part_that_it_is_read_with_and_no_other(numbers: set[int], new: int) -> None:
    before, after = (
        [tuple(part) for part in judging.parts(sorted(f"collaborations/{number}.yaml" for number in some))]
        for some in (numbers, numbers | {new})
    )
    assert len({*before} - {*after}) <= 1
    assert len({*after} - {*before}) <= 2
    assert sum(before, ()) == tuple(sorted(sum(before, ())))


def test_reading_rests_on_settings_and_options_and_on_no_entry_or_page() -> None:
    rests, files = judging.reading_rests_on, village()
    first = rests(files, judging.Options(), "code")
    entry, page = files[BREAD] + b"\n", files["pages/about.en.md"] + b"\n"
    assert rests({**files, BREAD: entry, "pages/about.en.md": page}, judging.Options(), "code") == first
    others = [
        rests({**files, name: files[name] + b"\n"}, judging.Options(), "code") for name in files if "/" not in name
    ]
    others += [rests(files, judging.Options(drafts=True), "code"), rests(files, judging.Options(), "other")]
    assert len({first, *others}) == len(others) + 1 > 4


def linked() -> dict[str, bytes]:
    """The village with a page and an entry that link to others."""
    return {**village(), "pages/links.en.md": LINKED, "collaborations/lamp.yaml": FROM_AN_ENTRY.encode()}


def dead(files: dict[str, bytes]) -> list[tuple[str, str]]:
    """The file and target of each link by name that leads nowhere."""
    return [(one.file, str(dict(one.values)["target"])) for one in content_problems(files) if one.code == "KLT604"]


NOWHERE = [("pages/links.en.md", "collaboration:nowhere")]


@pytest.mark.parametrize("broken", [b"title: {en: The bread box", b"\xff", b"title: {en: A}\nstatus: publisht\n"])
def test_a_link_to_an_entry_that_cannot_be_read_is_no_second_problem(broken: bytes) -> None:
    files = linked()
    assert "collaborations/bread-box.yaml" in files and dead(files) == NOWHERE
    files["collaborations/bread-box.yaml"] = broken
    assert dead(files) == NOWHERE


def test_nor_is_one_to_an_entry_whose_file_the_disk_withholds() -> None:
    files = linked()
    del files["collaborations/bread-box.yaml"]
    unread = (problem("collaborations/bread-box.yaml", "", Span(), "KLT101/unreadable"),)
    found = judging.judge(files, judging.Options(), alone, unread).problems
    assert [one.file for one in found if one.code == "KLT604"] == ["pages/links.en.md"]
    assert dead(files) == [
        ("collaborations/lamp.yaml", "collaboration:bread-box"),
        ("collaborations/lamp.yaml", "collaboration:bread-box"),
        ("pages/links.en.md", "collaboration:bread-box"),
        *NOWHERE,
    ]


def test_nor_is_one_to_a_page_with_mistakes() -> None:
    files = linked()
    files["pages/about.en.md"] = b"no front matter\n"
    for path in [path for path in files if path.startswith("pages/about.") and path != "pages/about.en.md"]:
        del files[path]
    assert dead(files) == NOWHERE


def test_a_link_to_a_draft_still_leads_nowhere() -> None:
    files = linked()
    draft = files["collaborations/bread-box.yaml"].replace(b"status: published", b"status: draft")
    assert len(dead({**files, "collaborations/bread-box.yaml": draft})) == 4
