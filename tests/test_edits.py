"""Fields set by commands: the file says what it should, everything else in it stays as it was, comments included."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from kltsite import edits
from kltsite.intake import documents
from kltsite.scaffold import scaffold
from tests.helpers import BASE, CONTENT, MINIMAL, changed, files_in, interface, read_case, told

DAY = date(2025, 2, 1)
FILES = [
    data.decode()
    for folder in (BASE, CONTENT)
    for path, data in files_in(folder).items()
    if path.startswith("collaborations/")
]
FILES.append(scaffold({"en": "Bread box", "de": "Brotkasten"}, ("en", "de"), interface()["en"]))


def value(text: str) -> dict[str, Any]:
    document, problems = documents.parse("example.yaml", text.encode())
    assert document is not None, told(problems)
    found: dict[str, Any] = document.value
    return found


def lost(before: str, after: str) -> Counter[str]:
    """The lines that are in a text no more."""
    return Counter(before.split("\n")) - Counter(after.split("\n"))


@pytest.mark.parametrize("text", FILES)
def test_in_every_real_file_only_what_is_meant_changes(text: str) -> None:
    before = value(text)
    checked = edits.reviewed(text, DAY)
    assert value(checked) == {**before, "reviewed": "2025-02-01"}
    assert all(line.startswith("reviewed:") for line in lost(text, checked))
    back = edits.withdrawn(text, DAY, {"en": "It: was asked for", "de": "Auf Wunsch"})
    reason = {"on": "2025-02-01", "reason": {"en": "It: was asked for", "de": "Auf Wunsch"}}
    assert value(back) == {**before, "status": "withdrawn", "withdrawn": reason}
    assert all(line.startswith("status:") for line in lost(text, back))
    other = edits.renamed(text, "old-name", "new-name")
    assert value(other) == {**before, "former_slugs": [*before.get("former_slugs", []), "old-name"]}
    assert all(line.startswith("former_slugs:") for line in lost(text, other))


def test_a_field_comes_where_its_declaration_stands() -> None:
    text = edits.reviewed(changed(("status: published", "status: published  # at last")), DAY)
    assert "status: published  # at last\nreviewed: 2025-02-01\npartners:\n" in text
    assert edits.renamed(MINIMAL, "a", "b").endswith(
        "sources:\n  - url: https://village.example/bread-box\nformer_slugs: [a]\n"
    )


def test_before_everything_that_is_declared_later_below_the_file_s_own_comments() -> None:
    text = "# about the file\n\npartners:\n  - {name: A, role: cci}\n"
    assert edits.reviewed(text, DAY) == f"# about the file\n\nreviewed: {DAY}\npartners:\n  - {{name: A, role: cci}}\n"


def test_what_stands_there_is_replaced_and_a_comment_behind_it_stays() -> None:
    text = changed(("status: published", "status: 'published' # since May\nreviewed: 2024-01-01 # by A."))
    assert "\nreviewed: 2025-02-01 # by A.\n" in edits.reviewed(text, DAY)
    assert "\nstatus: withdrawn # since May\n" in edits.withdrawn(text, DAY, {"en": "x"})


def test_a_withdrawn_file_is_right() -> None:
    case = read_case(edits.withdrawn(MINIMAL, DAY, {"en": "On request.", "de": "Auf Wunsch."}))
    assert case.problems == (), told(case.problems)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("former_slugs: [a, b] # two", "former_slugs: [a, b, old] # two"),
        ("former_slugs:\n  - a # one\n  # two\n  - b", "former_slugs:\n  - a # one\n  # two\n  - b\n  - old"),
        ("former_slugs:\n- a", "former_slugs:\n- a\n- old"),
        ("former_slugs: [a, new]", "former_slugs: [a, old]"),  # renamed back
        ("former_slugs:\n  - new\n  - a", "former_slugs:\n  - a\n  - old"),
        ("former_slugs: [\n  a,\n  b\n]", "former_slugs: [a, b, old]"),
    ],
)
def test_the_former_slug_joins_those_that_are_there(before: str, after: str) -> None:
    assert edits.renamed(f"{MINIMAL}{before}\n", "old", "new") == f"{MINIMAL}{after}\n"


def test_links_to_the_entry_follow_and_others_do_not() -> None:
    text = "[a](collaboration:old) [b](collaboration:old#facts) [c](collaboration:old-mill) collaboration:old"
    assert edits.relinked(text, "old", "new") == (
        "[a](collaboration:new) [b](collaboration:new#facts) [c](collaboration:old-mill) collaboration:old"
    )
