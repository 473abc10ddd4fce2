"""A file of rows: the same bytes, whether a row was written now or taken from the file of the build before."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kltsite.domain.collaboration import Collaboration
from kltsite.present.exports.rows import Rows
from tests.present.test_lists import entry

ENTRIES = {slug: entry(slug) for slug in ("bread", "hay", "wool", "yarn")}
DIGESTS = {slug: f"digest of {slug}" for slug in ENTRIES}

some = st.lists(st.sampled_from(list(ENTRIES)), unique=True)
words = st.dictionaries(st.sampled_from(list(ENTRIES)), st.binary(min_size=1, max_size=9))


def rows(slugs: list[str], told: dict[str, bytes], head: bytes = b"head", between: bytes = b",") -> Rows:
    def row(case: Collaboration) -> bytes:
        return told.get(case.slug, b"row of " + case.slug.encode())

    return Rows([ENTRIES[slug] for slug in slugs], row, head, between, b"tail")


def test_a_file_is_its_head_its_rows_with_what_stands_between_them_and_its_tail() -> None:
    assert rows(["hay", "wool"], {"wool": b"W"}).whole() == b"headrow of hay,Wtail"
    assert rows([], {}).whole() == b"headtail"


@given(some, some, words, st.binary(max_size=3), st.binary(max_size=3))
def test_upon_any_former_file_a_file_is_the_same_as_written_anew(
    before: list[str], now: list[str], told: dict[str, bytes], head: bytes, between: bytes
) -> None:
    data, lengths = rows(before, told, head, between).upon(DIGESTS, {})
    after = rows(now, told, head, between)
    assert data == rows(before, told, head, between).whole()
    assert after.upon(DIGESTS, after.cut(data, lengths)) == (after.whole(), after.upon(DIGESTS, {})[1])


def test_only_the_rows_of_entries_that_changed_are_written() -> None:
    data, lengths = rows(["bread", "hay"], {}).upon(DIGESTS, {})
    after = rows(["bread", "hay", "wool"], dict.fromkeys(ENTRIES, b"new"))
    changed = {**DIGESTS, "hay": "another digest"}
    written, known = after.upon(changed, after.cut(data, lengths))
    assert written == b"headrow of bread,new,newtail"
    assert known == (("digest of bread", 12), ("another digest", 3), ("digest of wool", 3))


def test_where_no_later_build_is_to_know_no_row_is_remembered() -> None:
    assert rows(["bread"], {}).upon({}, {}) == (b"headrow of breadtail", ())
