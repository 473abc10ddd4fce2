"""The log of a repository, read: whatever stands in it, nothing is raised but that it is no log."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kltsite.intake.commits import blob_name, changed_fields, commits, traces

PARTS = st.sampled_from(
    [b"\x011700000000", b"\x01x", b"\x01" + b"9" * 30, b"", b"\n", b":1 2 0 0 A", b"\n:1 2 0 0 M", b":1 2 0 0 R100",
     b":1 2 0 0 D", b": ", b"content/collaborations/a.yaml", b"content/collaborations/b.yaml", b"\xff"]
)  # fmt: skip


@given(st.lists(PARTS, max_size=24))
def test_a_log_is_read_or_is_none(parts: list[bytes]) -> None:
    files = {"collaborations/a.yaml": b"a", "collaborations/b.yaml": b"b"}
    with suppress(ValueError):
        for trace in traces(b"\0".join(parts), "content/", files, {}).values():
            assert trace.certain
            assert trace.days


def test_a_commit_at_no_time_is_no_log() -> None:
    with pytest.raises(ValueError, match="time"):
        list(commits(b"\x01" + b"9" * 30 + b"\0"))


def test_commits_without_changes_are_commits() -> None:
    assert list(commits(b"\x010\0\x0186400\0")) == [(date(1970, 1, 1), []), (date(1970, 1, 2), [])]


def test_contents_are_named_as_git_names_them() -> None:
    assert blob_name(b"hello\n", "0" * 40) == "ce013625030ba8dba906f756967f9e9ca394464a"
    assert blob_name(b"hello\n", "0" * 64) == "2cf8d83d9ee29543b34a87727421fdecb7e3f3a183d337639025de576db9ebb4"


@pytest.mark.parametrize(
    ("before", "now", "fields"),
    [
        ("title: a\n", "title: a\n", ()),
        ("title: a\n", "title: b\n", ("title",)),
        ("title: a\nplace:\n  country: DE\n", "title: a\nplace:\n  country: AT\n", ("place",)),
        ("title: a\nperiod: {years: 2}\n", "listed: 2024-01-01\ntitle: a\n", ("listed", "period")),
        ("# one\ntitle: a\n", "title: a  \n\n# another\n", ()),
        ("title: a\r\n", "title: a\n", ()),
    ],
)
def test_the_fields_that_changed_are_told(before: str, now: str, fields: tuple[str, ...]) -> None:
    assert changed_fields(before.encode(), now.encode()) == fields
