"""Mending: what is wrong in a known way is right afterwards; what was right means the same, and no comment is lost."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.declared import keys_at
from kltsite.intake import documents
from kltsite.intake.collaborations import CaseFile
from kltsite.mending import accepted, mended, proposals
from tests.helpers import BASE, CONTENT, MINIMAL, changed, files_in, read_case, told

SOUND = [data for path, data in files_in(BASE).items() if path.startswith("collaborations/")]
SOUND += [changed(("partners:\n", "# who\npartners:\n  # first of two\n")).encode()]
REAL = [data for path, data in files_in(CONTENT).items() if path.startswith("collaborations/")]
stable = settings(deadline=None, derandomize=True, max_examples=60, database=None)


def look(data: bytes) -> CaseFile:
    return read_case(data)


def mend(text: str) -> str:
    return mended(text.encode(), look).data.decode()


def value(data: bytes) -> dict[str, Any]:
    document, problems = documents.parse("example.yaml", data)
    assert document is not None, told(problems)
    found: dict[str, Any] = document.value
    return found


def comments(data: bytes) -> Counter[str]:
    """Every comment that has a line of its own; within a text of several lines a # is no comment, but stays too."""
    lines = data.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").split("\n")
    return Counter(line.strip() for line in lines if line.strip().startswith("#"))


@pytest.mark.parametrize("data", REAL, ids=lambda data: data.split(b"en: ")[1][:20].decode("ascii", "replace"))
def test_a_real_file_means_the_same_and_keeps_its_comments(data: bytes) -> None:
    after = mended(data, look).data
    assert value(after) == value(data)
    assert comments(after) == comments(data)
    assert mended(after, look).data == after


@st.composite
def messy(draw: st.DrawFn) -> bytes:
    """A sound file with all that a word processor, another system and haste do to a file, and still sound."""
    chance = random.Random(draw(st.integers(0, 2**32)))
    lines = draw(st.sampled_from(SOUND)).decode().rstrip("\n").split("\n")
    starts = [at for at, line in enumerate(lines) if line[:1].isalpha()]
    blocks = [lines[start:end] for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]
    chance.shuffle(blocks)
    result: list[str] = lines[: starts[0]]
    for number, block in enumerate(blocks):
        if chance.random() < 0.5:
            result += [""] * chance.randint(0, 2) + [f"# note {number}: {chance.choice(['x', '“y”', 'a: b'])}"]
        for line in block:
            inside = chance.random() < 0.2 and line.startswith("  ") and not line.strip().startswith(("en", "de"))
            result += ([f"{' ' * (len(line) - len(line.lstrip()))}# within {number}"] if inside else []) + [line]
    result += ["# the end"] * chance.randint(0, 1) + [""] * chance.randint(0, 3)
    result = [line + " " * chance.choice([0, 0, 0, 1, 3]) for line in result]
    ending = chance.choice(["\n", "\r\n", "\r"])
    return ending.join(result).encode()


@given(messy())
@stable
def test_a_sound_file_means_the_same_keeps_its_comments_and_is_mended_once(data: bytes) -> None:
    case = look(data)
    if case.collaboration is None:  # a comment between the lines of a text is a part of the text
        return
    after = mended(data, look).data
    again = look(after)
    assert again.collaboration == case.collaboration, told(again.problems)
    assert comments(after) == comments(data)
    assert mended(after, look).data == after
    fields = list(value(after))
    assert fields == sorted(fields, key=keys_at(Collaboration, ()).index)
    assert b"\r" not in after


@given(messy(), st.integers(0, 2**32))
@stable
def test_whatever_is_broken_in_a_file_mending_never_adds_an_error(data: bytes, seed: int) -> None:
    chance = random.Random(seed)
    broken = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(broken))
        broken[at : at + chance.randint(0, 3)] = chance.choice(
            [b"\t", b"\xc2\xa0", b"\xe2\x80\x9c", b'"', b"[", b":", b""]
        )
    before, after = look(bytes(broken)), mended(bytes(broken), look).data
    assert len(look(after).problems) <= len(before.problems) or before.collaboration is None
    assert mended(after, look).data == after


@given(st.binary(max_size=200))
@stable
def test_any_bytes_are_answered(data: bytes) -> None:
    after = mended(data, look).data
    assert mended(after, look).data == after


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("role: “cci”", "role: cci"),
        ("role: „cci“", "role: cci"),
        ("role: »cci«", "role: cci"),
        ('role: “cci"', "role: cci"),
        ("subsectors: [“design”, ‘crafts’]", "subsectors: [design, crafts]"),
        ("status: “published”", "status: published"),
    ],
)
def test_curly_quotes_go_where_they_are_wrong(wrong: str, right: str) -> None:
    key = wrong.partition(":")[0]
    text = MINIMAL if key != "subsectors" else changed(("subsectors: [design]", "subsectors: [design, crafts]"))
    assert mend(changed((right, wrong), text=text)) == text


def test_curly_quotes_around_a_text_with_a_colon_become_yaml_s_own() -> None:
    text = changed(
        ("title: {en: The bread box, de: Der Brotkasten}", "title:\n  en: “Bread: a story”\n  de: „Brot: #1“")
    )
    assert 'title:\n  en: "Bread: a story"\n  de: "Brot: #1"\n' in mend(text)


def test_in_a_file_full_of_wrong_quotes_only_so_many_are_tried() -> None:
    looks = 0

    def counted(data: bytes) -> CaseFile:
        nonlocal looks
        looks += 1
        return look(data)

    mended("".join(f"a{n}: “b” c: “d”\n" for n in range(3_000)).encode(), counted)
    assert looks < 40


@pytest.mark.parametrize("text", ["? ti", "? ti\n", "status: draft\n? ti", "? {}"])
def test_a_key_without_a_value_at_the_end_of_a_file_does_not_stop_the_mending(text: str) -> None:
    assert mended(text.encode(), look).data.decode().rstrip("\n") == text.rstrip("\n")


def test_curly_quotes_that_belong_to_a_text_stay() -> None:
    text = changed(("Studio Grünfink", "“Grünfink”"))
    assert mend(text) == text


def test_tabs_and_special_spaces_become_layout() -> None:
    text = MINIMAL.replace("    role: cci", "\t\trole: cci").replace(
        "  - name: Bakery", "\u00a0\u00a0- name:\u00a0Bakery"
    )
    text = text.replace("status: published", "status:\tpublished\u00a0")
    assert mend(text) == MINIMAL


def test_a_special_space_within_a_text_stays() -> None:
    text = changed(("A designer and a baker.", "A baker of 17\u00a0000 loaves."))
    assert mend(text) == text


def test_a_tab_whose_width_could_mean_two_things_stays() -> None:
    text = "title: {en: A, de: B}\nevidence:\n  equal-terms:\n    commissioned: true\n\tsource: https://a.example\n"
    assert mend(text) == text
    assert "    source: https://a.example\n" in mend(text.replace("\t", "\t\t"))  # two tabs have one meaning only


def test_byte_order_mark_line_ends_and_spaces_go_and_are_named() -> None:
    done = mended(b"\xef\xbb\xbf" + MINIMAL.replace("\n", "  \r\n").encode(), look)
    assert done.data == MINIMAL.encode()
    assert [str(one) for one in done.done] == ["byte-order mark", "line ends", "spaces at the end of lines"]


def test_spaces_at_the_end_of_a_line_of_markdown_stay() -> None:
    text = (
        MINIMAL.rstrip()
        + "\ndescription:\n  en: |-\n    One line  \n    and another.\n  de: |-\n    Eine Zeile  \n    und noch eine.\n"
    )
    ordered = mend(text)
    assert "    One line  \n" in ordered
    assert value(ordered.encode()) == value(text.encode())


def test_fields_come_into_order_with_their_comments() -> None:
    text = """\
# about the file

# why
status: draft # not yet

title:
  # German first
  de: B
  en: A
partners:
  - role: cci  # what
    # who
    name: C
  - subsectors: [design]
    name: D
    role: cci
  # of the list
"""
    assert (
        mend(text)
        == """\
# about the file

title:
  # German first
  de: B
  en: A

# why
status: draft # not yet
partners:
  - role: cci  # what
    # who
    name: C
  - name: D
    role: cci
    subsectors: [design]
  # of the list
"""
    )


def test_what_is_in_braces_or_unknown_stays_in_its_order() -> None:
    text = "title: {en: A, de: B}\npartners:\n  - {role: cci, name: C}\n  - colour: red\n    name: D\n"
    assert mend(text) == text


def test_dates_of_another_form_are_proposed_and_not_mended() -> None:
    text = changed(
        ("status: published", "status: published\nlisted: 1.5.2024"),
        ("attested", "period: {started: 5/2020}\nattested"),
    )
    data = mended(text.encode(), look).data
    assert b"1.5.2024" in data
    found = proposals(data, look)
    assert [(one.before, one.after) for one in found] == [
        ("listed: 1.5.2024", "listed: 2024-05-01"),
        ("period: {started: 5/2020}", "period: {started: 2020-05}"),
    ]
    after = accepted(data, look)
    assert b"listed: 2024-05-01\n" in after
    assert proposals(after, look) == ()


def test_other_spaces_at_the_end_of_lines_go_although_those_of_markdown_stay() -> None:
    before = (
        "title: {en: A, de: B}   \ndescription:  \n  en: |-  \n    One line  \n    and another.\n  de: Eine Zeile.  \n"
    )
    after = "title: {en: A, de: B}\ndescription:\n  en: |-\n    One line  \n    and another.\n  de: Eine Zeile.\n"
    assert mend(before) == after


def test_what_only_looks_like_layout_within_a_text_stays() -> None:
    lines = "    Note:\u00a0it holds\n    -\u00a0a dash\u00a0\n    more.\n"
    text = f"title: {{en: A, de: B}}\ndescription:\n  en: |-\n{lines}  de: B\n"
    assert look(text.encode()).collaboration is not None
    assert mend(text) == text


def test_an_order_that_would_change_a_text_is_left() -> None:
    text = "description:\n  de: B\n  en: |+\n    A\n\n\ntitle: {en: A, de: B}\nattested: nobody\n"
    assert mend(text) == text


def test_comments_below_a_value_move_with_it() -> None:
    text = "status: draft\ntitle:\n  en: A\n  de: B\n  # of the title\nplace: {country: DE}\n"
    assert mend(text) == "title:\n  en: A\n  de: B\n  # of the title\nstatus: draft\nplace: {country: DE}\n"


def test_an_empty_mapping_in_a_field_does_not_stop_the_mending() -> None:
    text = "remarks:\n  contact: {}\ntitle: {en: A, de: B}\n"
    assert mend(text) == "title: {en: A, de: B}\nremarks:\n  contact: {}\n"
