"""A file of all entries, row by row: a row rests on its entry and on what all files share, and on nothing else.

So where a build knows the file that the build before it wrote, the rows of entries that are as they were are taken from
there: to write each anew takes longer than all else that one changed entry asks for.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from kltsite.domain.collaboration import Collaboration


def published(cases: Iterable[Collaboration]) -> list[Collaboration]:
    """The entries that have a row."""
    return [case for case in cases if case.published]


class Rows(Struct, frozen=True):
    """A file with a row for each of its entries."""

    entries: Sequence[Collaboration]
    row: Callable[[Collaboration], bytes]
    head: bytes = b""
    between: bytes = b""
    tail: bytes = b""

    def whole(self) -> bytes:
        """The file, each row written anew."""
        return self.upon({}, {})[0]

    def upon(
        self, digests: Mapping[str, str], former: Mapping[str, bytes | memoryview]
    ) -> tuple[bytes, tuple[tuple[str, int], ...]]:
        """The file, and how long the row of each entry is, by its digest, for a later build to know.

        `digests` are those of entries now, by slug; `former` are rows of the build before, by the digest of the entry.
        """
        written = io.BytesIO()  # as the whole is large, it is there only once
        lengths = []
        written.write(self.head)
        for number, entry in enumerate(self.entries):
            digest = digests.get(entry.slug, "")
            row = former.get(digest) or self.row(entry)
            written.write(self.between if number else b"")
            written.write(row)
            lengths.append((digest, len(row)))
        written.write(self.tail)
        return written.getvalue(), tuple(lengths) if digests else ()

    def cut(self, data: bytes, lengths: Sequence[tuple[str, int]]) -> dict[str, memoryview]:
        """The rows of a file that was written with the same head, by the digest of the entry."""
        found, place, seen = {}, len(self.head), memoryview(data)  # so that no row is there twice
        for digest, length in lengths:
            found[digest] = seen[place : place + length]
            place += length + len(self.between)
        return found
