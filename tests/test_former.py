"""What stays of the former site: whole files by their basis, rows by their entries; of a file once touched nothing."""

from __future__ import annotations

import pytest

from kltsite.former import Former
from kltsite.memory import Kept, Memory
from kltsite.present.basis import Grounds
from tests.present.exports.test_rows import DIGESTS, rows

GROUNDS = Grounds(DIGESTS, {})
PAGE = Kept("basis", frozenset({"top"}), ("a.html#x", "b.html#y"))


def test_the_files_with_a_basis_stay_and_where_they_lead_is_told_again() -> None:
    former = Former(GROUNDS, Memory("shared", {"a.html": PAGE, "a.json": PAGE, "b.html": Kept("b", frozenset(), ())}))
    page, beside = former.stays("basis")
    assert (page.address, beside.address, page.kept, page.data) == ("a.html", "a.json", True, b"")
    assert (page.anchors, page.leads, page.basis) == (PAGE.anchors, ("a.html#x", "b.html#y"), "basis")
    assert list(former.stays("new")) == []


@pytest.mark.parametrize(("file", "first"), [(b"headOLD,row of haytail", b"OLD"), (None, b"row of bread")])
def test_rows_are_taken_from_a_file_as_long_as_it_stands_as_it_was_written(file: bytes | None, first: bytes) -> None:
    known = {"rows.csv": ((DIGESTS["bread"], 3), (DIGESTS["hay"], 10))}
    former = Former(GROUNDS, Memory("shared", {}, known), {"rows.csv": file}.get)
    data, lengths = former.rows_of("rows.csv", rows(["bread", "hay"], {}))
    assert data == b"head" + first + b",row of haytail"
    assert lengths == ((DIGESTS["bread"], len(first)), (DIGESTS["hay"], 10))


def test_a_file_of_which_nothing_is_known_is_not_even_read() -> None:
    def read(address: str) -> bytes | None:
        raise AssertionError(address)

    assert Former(GROUNDS, Memory(), read).rows_of("rows.csv", rows(["hay"], {}))[0] == b"headrow of haytail"
