"""Sources with numbers, and the small marks by which a fact says which of them carry it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from markupsafe import Markup, escape

from kltsite.domain.collaboration import Collaboration
from kltsite.languages import N_
from kltsite.present.views import NOTHING
from kltsite.present.views.scene import Scene


class Sources:
    """The sources of an entry, asked for by field: what carries `place` carries `place.region`, and the other way
    round what carries `place.region` carries a part of `place`. `supports` are the fields that each source names.
    """

    def __init__(self, word: str, supports: tuple[tuple[str, ...], ...]) -> None:
        self._word = word
        self._marks: dict[tuple[str, ...], Markup] = {}
        self._exactly: dict[str, set[int]] = {}
        self._within: dict[str, set[int]] = {}
        for number, fields in enumerate(supports, 1):
            for field in fields:
                self._exactly.setdefault(field, set()).add(number)
                for above in _with_those_above(field):
                    self._within.setdefault(above, set()).add(number)

    def numbers(self, *fields: str) -> tuple[int, ...]:
        """The numbers of the sources, from 1, that carry any of these fields."""
        found: set[int] = set()
        for field in fields:
            found.update(self._within.get(field, ()))
            for above in _with_those_above(field):
                found.update(self._exactly.get(above, ()))
        return tuple(sorted(found))

    def marks(self, *fields: str) -> Markup:
        """Links to these sources, small and raised; nothing where no source says that it carries one of the fields."""
        if fields not in self._marks:
            self._marks[fields] = self._marked(self.numbers(*fields))
        return self._marks[fields]

    def _marked(self, numbers: tuple[int, ...]) -> Markup:
        links = (
            f'<a href="#source-{number}" aria-label="{escape(self._word.format(number=number))}">[{number}]</a>'
            for number in numbers
        )
        # made of numbers, and of words that are escaped
        return Markup(f'<sup class="marks">{" ".join(links)}</sup>') if numbers else NOTHING


def sources_of(scene: Scene, case: Collaboration) -> Sources:
    """The sources of an entry; those of entries that name the same fields in the same order are told alike."""
    return _alike(scene.words.gettext(N_("source {number}")), tuple(source.supports for source in case.sources))


_alike = lru_cache(4096)(Sources)


def _with_those_above(field: str) -> Iterator[str]:
    """`a.b.c`, `a.b`, `a`."""
    while field:
        yield field
        field = field.rpartition(".")[0]
