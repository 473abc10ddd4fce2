"""What the site of an earlier build has that may stay: pages and scripts as they are, and rows of large files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from msgspec import Struct, field

from kltsite.memory import Lengths, Memory
from kltsite.present.basis import Grounds
from kltsite.present.exports.rows import Rows
from kltsite.publish import Output


def nowhere(address: str) -> None:
    """No file of the former site is at hand."""


class Former(Struct, frozen=True, dict=True):
    """The former site, as far as what all its files share is as it was; where that is not so, nothing may stay."""

    grounds: Grounds
    memory: Memory = field(default_factory=Memory)
    file: Callable[[str], bytes | None] = nowhere  # of that site, where it stands as it was written

    @cached_property
    def together(self) -> Mapping[str, list[str]]:
        """The addresses of files that belong together, by the basis that they have to have now."""
        return self.memory.together()

    def stays(self, basis: str) -> Iterator[Output]:
        """The files with a basis; none where it is a new one. Where they lead may be gone by now."""
        for address in self.together.get(basis, ()):
            one = self.memory.pages[address]
            yield Output(address, b"", one.anchors, leads=one.leads, basis=basis, kept=True)

    def rows_of(self, address: str, rows: Rows) -> tuple[bytes, Lengths]:
        """A file of entries, with the rows that it had before where the entries are as they were."""
        known = self.memory.rows.get(address)
        data = self.file(address) if known else None
        return rows.upon(self.grounds.digests, rows.cut(data, known) if data and known else {})
