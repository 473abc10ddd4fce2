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
    _seal,
    digest,
    from_text,
    readings,
    readings_from_text,
    readings_to_text,
    sums_from_text,
    sums_to_text,
    to_text,
    whole_from_json,
    whole_to_json,
)

names = st.text(min_size=1)
places = st.frozensets(st.text(), max_size=3)
kept = st.builds(Kept, names, places, places.map(tuple))
lengths = st.lists(st.tuples(st.text(), st.integers(0, 9))).map(tuple)
levels = st.sampled_from([(), (0, 0, 1)])
memories = st.builds(
    Memory,
    st.text(),
    st.dictionaries(st.text(), kept),
    st.dictionaries(st.text(), lengths),
    st.text(),
    st.dictionaries(st.text(), levels),
)
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


def test_of_a_file_that_stands_as_it_was_read_the_digest_is_known() -> None:
    told = sums_to_text({"x": "X", "y": "Y", "fresh": "F"}, {"x": X, "y": Y})
    assert sums_from_text(told, {"x": X, "y": Y}) == {"x": "X", "y": "Y"}
    assert sums_from_text(told, {"x": X, "y": (5, 6, 7, 9)}) == {"x": "X", "y": ""}
    assert sums_from_text(told, {"y": Y}) == {"x": "", "y": "Y"}
    assert sums_from_text(told, {"x": Y, "y": X}) == {"x": "", "y": ""}


@pytest.mark.parametrize("forged", [("X", "Z"), ('"x"', '"y"')], ids=["another digest", "another file"])
def test_a_digest_that_was_forged_is_not_known(forged: tuple[str, str]) -> None:
    told = sums_to_text({"x": "X"}, {"x": X})
    assert set(sums_from_text(told.replace(*forged), {"x": X, "y": X}).values()) == {""}


@pytest.mark.parametrize(
    "text", [None, "", "x", "[" * 100_000, "[5]", '[3,{"x":["s","X"]}]', f'[{VERSION},{{"x":["s"]}}]']
)
def test_digests_of_another_version_count_as_none(text: str | None) -> None:
    assert sums_from_text(text, {"x": X}) == {}


def test_no_memory_says_how_a_file_stands() -> None:
    there = (1795699971852389124, 1795699980246447293, 2852807, 33188)
    pages = to_text(Memory("a", {"x": Kept("basis", frozenset({"top"}), ())}), {"x": there})
    said = readings_to_text(readings("a", {"x": "X"}, {"x": there})), sums_to_text({"x": "X"}, {"x": there})
    assert not [number for number in there if str(number) in "".join((pages, *said))]


@given(memories)
def test_a_memory_comes_back_as_it_was_written(memory: Memory) -> None:
    stamps = dict.fromkeys((*memory.pages, *memory.rows), X)
    assert from_text(to_text(memory, stamps), stamps) == memory


@given(wholes)
def test_the_record_of_a_whole_build_comes_back_as_it_was_written(whole: Whole) -> None:
    assert whole_from_json(whole_to_json(whole)) == whole


values = st.none() | st.integers() | st.text()


@given(st.recursive(values, lambda one: st.lists(one) | st.dictionaries(st.text(), one), max_leaves=9))
def test_whatever_else_stands_there_is_no_memory(data: object) -> None:
    assert from_text(json.dumps(data), {}) == Memory()
    assert from_text(sealed(json.dumps(data)), {}) == Memory()
    assert whole_from_json(json.dumps(data)) is None


def sealed(told: str) -> str:
    """The text of a memory whose seal is right, whatever it tells; it tells of no page that has to stand."""
    return f"{told}\n{memory_of([], told)}"


def memory_of(stood: list[tuple[int, ...]], told: str) -> str:
    return _seal(told, stood)


@pytest.mark.parametrize(
    "told",
    [
        "",
        "[" * 100_000,
        '[3,"a",[],{},{},"",{}]',  # of another version
        "[10,7,[],{},{},,{}]",
        '[10,"a",[],{"x":["b",0,[]]},{},"",{}]',  # anchors that are not there
        '[10,"a",[[]],{"x":["",0,[]]},{},"",{}]',
        '[10,"a",[[]],{"x":["b",0,[7]]},{},"",{}]',
        '[10,"a",[[]],{"x":["b",0,[],[]]},{},"",{}]',
        '[10,"a",[[]],{"x":"b"},{},"",{}]',
        '[10,"a",[3],{},{},"",{}]',
        '[10,"a",[],[],{},"",{}]',
        '[10,"a",[],{},{},"",{}',
        '[10,"a",[],{},{}]',
        '[10,"a",[],{},{"x":[["d","7"]]},"",{}]',
        '[10,"a",[],{},{},7,{}]',
        '[10,"a",[],{},{},"",{"d":[0,"1"]}]',
    ],
)
def test_a_memory_that_is_cut_off_forged_or_of_another_version_counts_as_none(told: str) -> None:
    stamps = {"x": X}
    assert from_text(f"{told}\n{memory_of([X], told)}", stamps) == Memory()
    assert from_text(told, stamps) == from_text(None, stamps) == Memory()


def test_the_memory_of_which_those_are_forgeries_is_one() -> None:
    told = '[10,"a",[["top"]],{"x":["b",0,["y#z"]]},{"t":[["d",7]]},"r",{"d":[0,0,1]}]'
    page = Kept("b", frozenset({"top"}), ("y#z",))
    found = from_text(f"{told}\n{memory_of([X, Y], told)}", {"x": X, "t": Y})
    assert found == Memory("a", {"x": page}, {"t": (("d", 7),)}, "r", {"d": (0, 0, 1)})


@pytest.mark.parametrize(
    "text", [None, "", "[5]", '[5,"a","b",1,2,[0,0]]', '[5,"a","b",1,2,[0,0,"x"]]', '[3,"a","b",1,2,[0,0,0]]']
)
def test_a_record_that_is_cut_off_forged_or_of_another_version_counts_as_none(text: str | None) -> None:
    assert whole_from_json(text) is None


def test_a_page_stays_with_the_files_beside_it_where_its_basis_and_what_all_pages_share_are_the_same() -> None:
    page = Kept("basis", frozenset({"top"}), ("b.html#top",))
    other = Kept("other", frozenset(), ())
    memory = Memory("shared", {"a.html": page, "a.json": page, "b.html": other})
    assert memory.sharing("shared").together() == {"basis": ["a.html", "a.json"], "other": ["b.html"]}
    assert memory.sharing("else") == Memory()


PAGES = {
    "a.html": Kept("one", frozenset({"top"}), ("b.html#top",)),
    "b.html": Kept("other", frozenset(), ()),
}
ROWS = {"rows.csv": (("d", 7),)}
STAMPS = {"a.html": X, "b.html": Y, "rows.csv": Y, "robots.txt": X}


@pytest.mark.parametrize("touched", ["a.html", "b.html", "rows.csv"])
def test_where_a_page_does_not_stand_as_it_was_written_nothing_is_known_of_any(touched: str) -> None:
    text = to_text(Memory("shared", PAGES, ROWS), STAMPS)
    assert (
        from_text(text, STAMPS)
        == from_text(text, {**STAMPS, "robots.txt": Y, "new": Y})
        == Memory("shared", PAGES, ROWS)
    )
    assert from_text(text, {**STAMPS, touched: (5, 6, 7, 9)}) == Memory()
    assert from_text(text, {at: stamp for at, stamp in STAMPS.items() if at != touched}) == Memory()


def test_what_was_not_there_when_it_was_remembered_is_never_taken_for_what_stands() -> None:
    text = to_text(Memory("shared", PAGES, ROWS), {"a.html": X})
    assert from_text(text, {"a.html": X}) == from_text(text, STAMPS) == Memory()


@pytest.mark.parametrize(
    "forge",
    [
        lambda one: replace(one, basis="new"),
        lambda one: replace(one, anchors=frozenset({"else"})),
        lambda one: replace(one, anchors=frozenset()),
        lambda one: replace(one, leads=()),
    ],
)
def test_nothing_is_known_where_somebody_changed_what_is_told_of_a_page(forge: Callable[[Kept], Kept]) -> None:
    seal = to_text(Memory("shared", PAGES, ROWS), STAMPS).partition("\n")[2]
    for forged in (
        Memory("shared", {**PAGES, "a.html": forge(PAGES["a.html"])}, ROWS),
        Memory("shared", {at: one for at, one in PAGES.items() if at != "b.html"}, ROWS),
        Memory("other", PAGES, ROWS),
        Memory("shared", PAGES, {"rows.csv": (("d", 8),)}),
        Memory("shared", PAGES, ROWS, "rest"),
        Memory("shared", PAGES, ROWS, told={"d": (0, 0, 1)}),
    ):
        told = to_text(forged, STAMPS).partition("\n")[0]
        assert from_text(f"{told}\n{seal}", STAMPS) == Memory()


@pytest.mark.parametrize("shared", ["shared", "\ud800"])
def test_letters_that_no_file_can_hold_are_forgotten_like_any_forgery(shared: str) -> None:
    for odd in ("\ud800", "\udfff"):
        page = {"a.html": Kept(odd, frozenset({odd}), (odd,))}
        assert from_text(to_text(Memory(shared, page), {"a.html": X}), {"a.html": Y}) == Memory()
        assert Readings(shared, {"x": (odd, odd)}).standing(shared, {"x": X}) == {}


def test_a_digest_tells_lists_of_values_apart() -> None:
    assert len({digest(["a", "b"]), digest(["ab"]), digest([("a", "b")]), digest(["b", "a"]), digest(["a", 1])}) == 5
