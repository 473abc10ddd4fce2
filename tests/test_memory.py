"""What one build leaves for the next: it comes back as it was written, and anything else counts as nothing."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kltsite.memory import (
    VERSION,
    Kept,
    Memory,
    Readings,
    Whole,
    digest,
    from_json,
    readings,
    readings_from_text,
    readings_to_text,
    remembered,
    to_json,
    whole_from_json,
    whole_to_json,
)

names = st.text(min_size=1)
places = st.frozensets(st.text(), max_size=3)
kept = st.builds(Kept, names, places, places, names)
memories = st.builds(Memory, st.text(), st.dictionaries(st.text(), kept))
wholes = st.builds(Whole, st.text(), st.text(), st.integers(), st.integers(), st.tuples(*[st.integers()] * 3))

said = st.recursive(st.none() | st.text(), lambda one: st.lists(one) | st.dictionaries(st.text(), one), max_leaves=9)
said = said.map(json.dumps)
read = st.builds(Readings, st.text(), st.dictionaries(st.text(), st.tuples(names, said)))


@given(read)
def test_what_case_files_said_comes_back_as_it_was_written(given: Readings) -> None:
    assert readings_from_text(readings_to_text(given)) == given


@pytest.mark.parametrize(
    "text", [None, "", "x", "[" * 100_000, "[5]", '[3,"a"]\n["x","s"]\t{}', '[5,7]\n["x","s"]\t{}']
)
def test_readings_of_another_version_count_as_none(text: str | None) -> None:
    assert readings_from_text(text) == Readings()


def test_a_line_of_the_readings_that_is_cut_off_or_forged_counts_as_none() -> None:
    text = f'[{VERSION}, "a"]\n["x", "s"]\t{{"a": "b"}}\n["y", 1\n[5, "s"]\t{{}}\n["w", ""]\t{{}}\n\n["z", "t"]\t'
    assert readings_from_text(text) == Readings("a", {"x": ("s", '{"a": "b"}'), "z": ("t", "")})


X, Y = (1, 2, 3, 4), (5, 6, 7, 8)


def test_only_what_stands_as_it_was_read_is_known() -> None:
    found = readings("a", {"x": "X", "y": "Y", "gone": "G", "new": "N"}, {"x": X, "y": Y, "gone": X})
    assert found.files.keys() == {"x", "y", "gone"}
    assert found.standing("a", {"x": X, "y": (5, 6, 7, 9)}) == {"x": "X"}
    assert found.standing("b", {"x": X, "y": Y}) == {}


@pytest.mark.parametrize("forged", [{"x": "Y"}, {"y": "X"}, {"x": "Y", "y": "X"}])
def test_no_seal_is_of_any_other_words_or_of_another_file(forged: dict[str, str]) -> None:
    found, stamps = readings("a", {"x": "X", "y": "Y"}, {"x": X, "y": X}), {"x": X, "y": X}
    seals = {said: seal for seal, said in found.files.values()}
    for seal in seals.values():
        assert Readings("a", {path: (seal, said) for path, said in forged.items()}).standing("a", stamps) == {}
    moved = Readings("b", found.files)
    assert moved.standing("b", stamps) == {}


def test_neither_memory_says_how_a_file_stands() -> None:
    there = (1795699971852389124, 1795699980246447293, 2852807, 33188)
    pages = to_json(remembered("a", {"x": ("basis", frozenset({"top"}), frozenset())}, {"x": there}))
    assert not [
        number for number in there if str(number) in pages + readings_to_text(readings("a", {"x": "X"}, {"x": there}))
    ]


@given(memories)
def test_a_memory_comes_back_as_it_was_written(memory: Memory) -> None:
    assert from_json(to_json(memory)) == memory


@given(wholes)
def test_the_record_of_a_whole_build_comes_back_as_it_was_written(whole: Whole) -> None:
    assert whole_from_json(whole_to_json(whole)) == whole


values = st.none() | st.integers() | st.text()


@given(st.recursive(values, lambda one: st.lists(one) | st.dictionaries(st.text(), one), max_leaves=9))
def test_whatever_else_stands_there_is_no_memory(data: object) -> None:
    assert from_json(json.dumps(data)) == Memory()
    assert whole_from_json(json.dumps(data)) is None


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "[" * 100_000,
        '[3,"a",[],{}]',  # of another version
        "[5,7,[],{}]",
        '[5,"a",[],{"x":["b",0,"s",[]]}]',  # anchors that are not there
        '[5,"a",[[]],{"x":["",0,"s",[]]}]',
        '[5,"a",[[]],{"x":["b",0,1,[]]}]',
        '[5,"a",[[]],{"x":["b",0,"s",[7]]}]',
        '[5,"a",[[]],{"x":["b",0,"s",[],[]]}]',
        '[5,"a",[[]],{"x":"b"}]',
        '[5,"a",[3],{}]',
        '[5,"a",[],[]]',
    ],
)
def test_a_memory_that_is_cut_off_forged_or_of_another_version_counts_as_none(text: str | None) -> None:
    assert from_json(text) == Memory()


@pytest.mark.parametrize(
    "text", [None, "", "[5]", '[5,"a","b",1,2,[0,0]]', '[5,"a","b",1,2,[0,0,"x"]]', '[3,"a","b",1,2,[0,0,0]]']
)
def test_a_record_that_is_cut_off_forged_or_of_another_version_counts_as_none(text: str | None) -> None:
    assert whole_from_json(text) is None


def test_a_page_stays_with_the_files_beside_it_where_its_basis_and_what_all_pages_share_are_the_same() -> None:
    page = Kept("basis", frozenset({"top"}), frozenset({"b.html#top"}), "seal")
    other = Kept("other", frozenset(), frozenset(), "seal")
    memory = Memory("shared", {"a.html": page, "a.json": page, "b.html": other})
    assert dict(memory.staying("shared", ["basis", "new"])) == {"a.html": page, "a.json": page}
    assert dict(memory.staying("other", ["basis", "new"])) == {}


def test_what_was_touched_is_forgotten_with_all_that_belongs_to_it() -> None:
    none = frozenset[str]()
    one, other = ("one", frozenset({"top"}), none), ("other", none, none)
    pages = {"a.html": one, "a.svg": one, "b.html": other, "b.svg": other}
    memory = remembered("shared", pages, dict.fromkeys(pages, X))
    assert memory.standing(dict.fromkeys(pages, X)) == memory
    assert memory.standing({**dict.fromkeys(pages, X), "a.svg": Y}).pages.keys() == {"b.html", "b.svg"}
    assert memory.standing({path: X for path in pages if path != "b.svg"}).pages.keys() == {"a.html", "a.svg"}
    forged = Memory("shared", {at: kept for at, kept in memory.pages.items() if at != "a.svg"})
    assert forged.standing(dict.fromkeys(pages, X)).pages.keys() == {"b.html", "b.svg"}


def test_what_was_not_there_when_it_was_remembered_is_never_taken_for_what_stands() -> None:
    page = ("one", frozenset[str](), frozenset[str]())
    memory = remembered("shared", {"a.html": page, "a.svg": page}, {"a.html": X})
    again = from_json(to_json(memory))
    assert again.standing({"a.html": X}).pages == again.standing({"a.html": X, "a.svg": X}).pages == {}


@pytest.mark.parametrize(
    "forge",
    [
        lambda one: replace(one, basis="new"),
        lambda one: replace(one, anchors=frozenset({"else"})),
        lambda one: replace(one, anchors=frozenset()),
        lambda one: replace(one, leads=frozenset()),
        lambda one: replace(one, seal="0" * 32),
    ],
)
def test_a_page_of_which_somebody_changed_what_is_told_is_forgotten(forge: Callable[[Kept], Kept]) -> None:
    written = ("basis", frozenset({"top"}), frozenset({"b.html#top"}))
    memory = remembered("shared", {"a.html": written}, {"a.html": X})
    forged = Memory("shared", {at: forge(one) for at, one in memory.pages.items()})
    assert memory.standing({"a.html": X}) == memory
    assert forged.standing({"a.html": X}).pages == {}
    assert Memory("other", memory.pages).standing({"a.html": X}).pages == {}


@pytest.mark.parametrize("shared", ["shared", "\ud800"])
def test_letters_that_no_file_can_hold_are_forgotten_like_any_forgery(shared: str) -> None:
    for odd in ("\ud800", "\udfff"):
        page = {"a.html": Kept(odd, frozenset({odd}), frozenset({odd}), "0" * 32)}
        assert from_json(to_json(Memory(shared, page))).standing({"a.html": X}).pages == {}
        assert Readings(shared, {"x": (odd, odd)}).standing(shared, {"x": X}) == {}


def test_a_digest_tells_lists_of_values_apart() -> None:
    assert len({digest(["a", "b"]), digest(["ab"]), digest([("a", "b")]), digest(["b", "a"]), digest(["a", 1])}) == 5
