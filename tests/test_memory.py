"""What one build leaves for the next: it comes back as it was written, and anything else counts as nothing."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kltsite.memory import Basis, Kept, Memory, Whole, digest, from_json, to_json, whole_from_json, whole_to_json

kept = st.builds(
    Kept, st.text(min_size=1), st.frozensets(st.text(), max_size=3), st.lists(st.integers(), max_size=4).map(tuple)
)
memories = st.builds(Memory, st.text(), st.dictionaries(st.text(), kept))
wholes = st.builds(Whole, st.text(), st.text(), st.integers(), st.integers(), st.tuples(*[st.integers()] * 3))


@given(memories)
def test_a_memory_comes_back_as_it_was_written(memory: Memory) -> None:
    assert from_json(to_json(memory)) == memory


@given(wholes)
def test_the_record_of_a_whole_build_comes_back_as_it_was_written(whole: Whole) -> None:
    assert whole_from_json(whole_to_json(whole)) == whole


@given(st.recursive(st.none() | st.integers() | st.text(), lambda one: st.lists(one) | st.dictionaries(st.text(), one)))
def test_whatever_else_stands_there_is_no_memory(data: object) -> None:
    assert from_json(json.dumps(data)) == Memory()
    assert whole_from_json(json.dumps(data)) is None


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "[" * 100_000,
        '[0,"a",[],{}]',  # of another version
        "[1,7,[],{}]",
        '[1,"a",[],{"x":["b",0,1]}]',  # anchors that are not there
        '[1,"a",[[]],{"x":["",0,1]}]',
        '[1,"a",[[]],{"x":"b"}]',
        '[1,"a",[3],{}]',
        '[1,"a",[],[]]',
    ],
)
def test_a_memory_that_is_cut_off_forged_or_of_another_version_counts_as_none(text: str | None) -> None:
    assert from_json(text) == Memory()


@pytest.mark.parametrize(
    "text", [None, "", "[1]", '[1,"a","b",1,2,[0,0]]', '[1,"a","b",1,2,[0,0,"x"]]', '[0,"a","b",1,2,[0,0,0]]']
)
def test_a_record_that_is_cut_off_forged_or_of_another_version_counts_as_none(text: str | None) -> None:
    assert whole_from_json(text) is None


def test_a_page_stays_where_its_basis_and_what_all_pages_share_are_the_same() -> None:
    page = Kept("basis", frozenset({"top"}), (1, 2))
    memory = Memory("shared", {"a.html": page, "b.html": page})
    asked = [Basis("basis", ("a.html",)), Basis("other", ("b.html",)), Basis("basis", ("c.html",))]
    assert memory.staying("shared", asked) == {"a.html": page}
    assert memory.staying("other", asked) == {}


def test_a_page_stays_only_together_with_the_files_beside_it() -> None:
    page = Kept("basis", frozenset(), (1, 2))
    memory = Memory("shared", {"a.html": page, "a.json": page, "b.html": page})
    asked = [Basis("basis", ("a.html", "a.json")), Basis("basis", ("b.html", "b.json"))]
    assert memory.staying("shared", asked).keys() == {"a.html", "a.json"}


def test_what_was_touched_is_forgotten() -> None:
    page = Kept("basis", frozenset(), (1, 2))
    memory = Memory("shared", {"a.html": page, "b.html": page, "c.html": page})
    assert memory.standing({"a.html": (1, 2), "b.html": (1, 3)}).pages == {"a.html": page}


def test_a_digest_tells_lists_of_values_apart() -> None:
    assert len({digest(["a", "b"]), digest(["ab"]), digest([("a", "b")]), digest(["b", "a"]), digest(["a", 1])}) == 5
