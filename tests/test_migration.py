"""Schema changes, with steps that are made up: what a step speaks of changes, and nothing else, comments included."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kltsite import migration
from kltsite.domain.settings import VERSION
from kltsite.intake import documents
from kltsite.migration import EACH, STEPS, Moved, Renamed, Reworded, Step, migrated, versioned
from tests.helpers import BASE, CONTENT, files_in
from tools import corpus

FILES = [
    *(data for folder in (BASE, CONTENT) for path, data in files_in(folder).items() if path.startswith("collab")),
    *(data for _, data in corpus.case_files(3, drafts=0.3)),
]
PARTNERS = ("partners", EACH)
MADE_UP: tuple[Step, ...] = (
    Renamed((), "traits", "character"),
    Renamed(PARTNERS, "name", "called"),
    Renamed(("place",), "locality", "town"),
    Reworded(("status",), "published", "public"),
    Reworded(("contact", EACH), "joint-event", "shared-event"),
    Reworded((*PARTNERS, "subsectors", EACH), "design", "designing"),
    Moved((), ("place", "region"), ("region",)),
    Moved((), ("place", "country"), ("land", "code")),
    Moved((), ("funding",), ("support", "by")),
    Moved((), ("period", "years"), ("place", "years")),
    Moved((), ("summary",), ("about", "in_short")),
    Moved(PARTNERS, ("setting",), ("where", "kind")),
    Moved(PARTNERS, ("name",), ("who", "name")),
)


def value(data: bytes | str) -> Any:
    document, problems = documents.parse("", data if isinstance(data, bytes) else data.encode())
    assert document is not None, problems
    return document.value


def after(text: str, *steps: Step) -> str | None:
    found = migrated(text.encode(), steps)
    return None if found is None else found.decode()


def test_the_version_of_the_content_is_that_behind_the_last_step() -> None:
    assert len(STEPS) + 1 == VERSION


def test_content_of_any_older_version_is_brought_to_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migration, "STEPS", ((Renamed((), "a", "b"),), (Renamed((), "b", "c"), Renamed((), "d", "e"))))
    case, site = b"a: 1 # one\nd: 2\n", b"name: A\n"
    files = {
        "collaborations/x.yaml": case,
        "collaborations/y.yaml": b"z: 1\n",
        "pages/a.en.md": b"a: 1",
        "site.yaml": site,
    }
    changed, left = migration.content(files, 1)
    assert (changed, left) == (
        {"collaborations/x.yaml": b"c: 1 # one\ne: 2\n", "site.yaml": b"version: 3\nname: A\n"},
        (),
    )
    assert list(changed)[-1] == "site.yaml"
    assert migration.content({**files, **changed}, 3) == ({}, ())
    assert migration.content({**files, "collaborations/x.yaml": b"b: 1\n"}, 2)[0]["collaborations/x.yaml"] == b"c: 1\n"
    assert migration.content({**files, "collaborations/x.yaml": b"a: [1"}, 1)[1] == ("collaborations/x.yaml",)


@pytest.mark.parametrize(
    ("before", "step", "expected"),
    [
        ("a: 1 # one\nb: 2\n", Renamed((), "a", "c"), "c: 1 # one\nb: 2\n"),
        ("'a':  1\n", Renamed((), "a", "c"), "c:  1\n"),
        ("p:\n  - {a: 1, b: 2}\n  - a: 3\n", Renamed(("p", EACH), "a", "c"), "p:\n  - {c: 1, b: 2}\n  - c: 3\n"),
        ("a: 1\nc: 2\n", Renamed((), "a", "c"), "a: 1\nc: 2\n"),  # its new name is taken
        ("x: {a: 1}\n", Renamed((), "a", "c"), "x: {a: 1}\n"),
        ("a: 'x' # one\n", Reworded(("a",), "x", "y"), "a: y # one\n"),
        ("a: |-\n  x\n\n# b\nb: x\n", Reworded(("a",), "x", "y"), "a: y\n\n# b\nb: x\n"),
        ("a: [x, z, x]\n", Reworded(("a", EACH), "x", "y"), "a: [y, z, y]\n"),
        ("a:\n- z\n- x # one\n", Reworded(("a", EACH), "x", "y"), "a:\n- z\n- y # one\n"),
        ("a: 1\n\n# two\nb: 2 # and\nc: 3\n", Moved((), ("b",), ("d", "e")),
         "a: 1\nd:\n  # two\n  e: 2 # and\nc: 3\n"),
        ("p:\n  # two\n  b: 2\n  c: 3\nq: 4\n", Moved((), ("p", "b"), ("e",)), "p:\n  c: 3\n# two\ne: 2\nq: 4\n"),
        ("p:\n  b: 2\nq: 4\n", Moved((), ("p", "b"), ("e",)), "e: 2\nq: 4\n"),
        ("p: {b: 2, c: 3} # both\nq: 4\n", Moved((), ("p", "b"), ("e",)), "p: {c: 3} # both\ne: 2\nq: 4\n"),
        ("p: {b: 2, c: 3}\nq: 4\n", Moved((), ("p", "c"), ("e",)), "p: {b: 2}\ne: 3\nq: 4\n"),
        ("b: >-\n  two\n  lines\nt:\n  c: 3\n", Moved((), ("b",), ("t", "e")),
         "t:\n  c: 3\n  e: >-\n    two\n    lines\n"),
        ("b: |-\n  two\n  lines\nt: {c: 3}\n", Moved((), ("b",), ("t", "e")), 't: {c: 3, e: "two\\nlines"}\n'),
        ("# two\nb: 2 # and\n\nt: {c: 3}\n", Moved((), ("b",), ("t", "e")), None),  # the file's own comment
        ("a: 1\n# two\nb: 2 # and\nt: {c: 3}\n", Moved((), ("b",), ("t", "e")),
         "a: 1\n# two\n# and\nt: {c: 3, e: 2}\n"),
        ("p:\n  - b: 2\n    c: 3\n", Moved(("p", EACH), ("b",), ("d", "e")), "p:\n  - d:\n      e: 2\n    c: 3\n"),
        ("p:\n  - {b: 2, c: 3}\n", Moved(("p", EACH), ("b",), ("d", "e")), "p:\n  - {c: 3, d: {e: 2}}\n"),
    ],
)  # fmt: skip
def test_a_step_changes_what_it_speaks_of(before: str, step: Step, expected: str | None) -> None:
    found = after(before, step)
    if expected is None:
        assert found is None or "# two" in found
    else:
        assert found == expected
        assert after(expected, step) == expected


def comments(text: str) -> list[str]:
    """The lines that are comments, or end in one that begins behind two spaces, as ours do."""
    return re.findall(r"(?:^\s*|\s{2})(# .*)$", text, re.MULTILINE)


@pytest.mark.parametrize("step", MADE_UP, ids=str)
def test_in_every_real_file_comments_and_all_other_fields_stay_and_a_second_time_changes_nothing(step: Step) -> None:
    changes = 0
    for data in FILES:
        found = migrated(data, [step])
        assert found is not None, data.decode()
        if isinstance(step, Reworded) or found == data:
            old, new = (step.old, step.new) if isinstance(step, Reworded) else ("", "")
            assert found.decode().replace(new, old) == data.decode().replace(new, old)
        before, now = value(data), value(found)
        touched = {*step.at[:1]} if step.at else {*_first(step)}
        assert {key: one for key, one in now.items() if key not in touched} == {
            key: one for key, one in before.items() if key not in touched
        }
        assert sorted(comments(found.decode())) == sorted(comments(data.decode()))
        assert migrated(found, [step]) == found
        changes += found != data
    assert changes


def _first(step: Step) -> set[str]:
    ways = (step.old, step.new) if isinstance(step, Moved) else ((step.old,), (step.new,))
    return {way[0] for way in ways if isinstance(way, tuple)}


def test_all_steps_one_after_the_other_come_to_what_each_means() -> None:
    for data in FILES:
        found = migrated(data, MADE_UP)
        assert found is not None
        for step in MADE_UP:
            assert migrated(found, [step]) == found


WORDS = st.text("abc #:,'\"{}[]-|>ä\n", max_size=12)
VALUES = st.recursive(
    WORDS,
    lambda inner: st.dictionaries(st.sampled_from("ab"), inner, max_size=2) | st.lists(inner, max_size=3),
    max_leaves=8,
)
REMARK = "# (?:[xyz] # it's|behind)"


@st.composite
def written(draw: st.DrawFn) -> str:
    """A mapping in lines or in braces, with comments wherever they may stand."""
    mapping = draw(st.fixed_dictionaries({"a": VALUES}, optional={"b": VALUES, "c": VALUES}))
    return "\n".join(_lines(draw, mapping, "")) + "\n"


def _lines(draw: st.DrawFn, mapping: dict[str, Any], indent: str) -> list[str]:
    lines = []
    for key, one in mapping.items():
        if draw(st.booleans()):
            lines.append(f"{indent}# {draw(st.sampled_from('xyz'))} # it's")
        behind = draw(st.sampled_from(["", "  # behind"]))
        if one and not isinstance(one, str) and draw(st.booleans()):
            below = _lines if isinstance(one, dict) else _items
            lines += [f"{indent}{key}:{behind}", *below(draw, one, f"{indent}  ")]
        else:
            lines.append(f"{indent}{key}: {_braced(one)}{behind}")
    return lines


def _items(draw: st.DrawFn, items: list[Any], indent: str) -> list[str]:
    lines = []
    for one in items:
        if isinstance(one, dict) and one and draw(st.booleans()):
            below = _lines(draw, one, f"{indent}  ")
            together = not below[0].lstrip().startswith("#")
            lines += [f"{indent}- {below[0].lstrip()}", *below[1:]] if together else [f"{indent}-", *below]
        else:
            lines.append(f"{indent}- {_braced(one)}")
    return lines


def _braced(one: Any) -> str:
    if isinstance(one, dict):
        return "{" + ", ".join(f"{key}: {_braced(below)}" for key, below in one.items()) + "}"
    if isinstance(one, list):
        return "[" + ", ".join(map(_braced, one)) + "]"
    return "'" + one.replace("\n", " ").replace("'", "''") + "'"


HOLDERS = st.sampled_from([(), ("a",), ("a", EACH)])
OLD, NEW = (
    st.sampled_from([("a",), ("a", "a"), ("a", "b")]),
    st.sampled_from([("d",), ("d", "e"), ("b", "e"), ("c", "a")]),
)
ANY_STEP = (
    st.builds(Renamed, HOLDERS, st.sampled_from("ab"), st.sampled_from("bcd"))
    | st.builds(Reworded, st.sampled_from([("a",), ("a", EACH), ("a", "a")]), st.sampled_from(["", "a"]), st.just("d"))
    | st.builds(Moved, HOLDERS, OLD, NEW)
)


@given(written(), ANY_STEP)
@hypothesis_settings(max_examples=500, deadline=None)
def test_whatever_the_file_and_the_step_no_comment_is_lost_and_a_second_time_changes_nothing(
    text: str, step: Step
) -> None:
    found = after(text, step)
    if found is not None:
        assert sorted(re.findall(REMARK, found)) == sorted(re.findall(REMARK, text))
        assert after(found, step) == found
        touched = set(step.at[:1]) or _first(step) | {step.old if isinstance(step, Renamed) else ""}
        assert {key: one for key, one in value(found).items() if key not in touched} == {
            key: one for key, one in value(text).items() if key not in touched
        }


@given(written(), OLD, NEW)
@hypothesis_settings(max_examples=300, deadline=None)
def test_a_field_arrives_as_it_was_or_a_person_is_asked(text: str, old: tuple[str, ...], new: tuple[str, ...]) -> None:
    found = after(text, Moved((), old, new))
    if found is not None and found != text:
        before, now = value(text), value(found)
        moved = now[new[0]] if len(new) == 1 else now[new[0]][new[1]]
        assert moved == (before[old[0]] if len(old) == 1 else before[old[0]][old[1]])


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_a_mark_at_the_start_stay(ends: str, mark: str) -> None:
    text = f"{mark}a: 1{ends}# two{ends}b: 2{ends}"
    assert after(text, Renamed((), "b", "c")) == f"{mark}a: 1{ends}# two{ends}c: 2{ends}"


def test_a_file_that_cannot_be_read_or_mixes_line_ends_is_left_to_a_person() -> None:
    assert after("a: [1", Renamed((), "a", "b")) is None
    assert after("a: 1\r\nc: 2\n", Renamed((), "a", "b")) is None
    assert after("a: 1\r\nc: 2\n", Renamed((), "x", "b")) == "a: 1\r\nc: 2\n"


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("# about\nname: A\n", "# about\nversion: 3\nname: A\n"),
        ("name: A\nversion: 1 # of the fields\n", "name: A\nversion: 3 # of the fields\n"),
        ("name: A\r\n", "version: 3\r\nname: A\r\n"),
        ("{name: A}\n", None),
        ("- a\n", None),
        ("name: [\n", None),
    ],
)
def test_the_version_stands_in_site_yaml(before: str, expected: str | None) -> None:
    assert versioned(before.encode(), 3) == (expected.encode() if expected else None)
