"""Where the files of a site are made, job by job: the same here, in a forked process and on another machine."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property, partial
from typing import Any

from kltsite import imagery, opendata, publish
from kltsite.domain.collaboration import Collaboration
from kltsite.memory import Basis
from kltsite.present import Store, charts
from kltsite.present.pages import Draw, PageKey, Pages, Paint, plan
from kltsite.present.previews import Preview, Typefaces
from kltsite.present.views.scene import Scene
from kltsite.problems.examples import Examples
from kltsite.publish import Output

Job = Callable[[], Iterable[Output]]
Order = tuple[int, str]  # the number of a job, and the basis of what it makes


@dataclass(frozen=True, eq=False)
class Workshop:
    """Values and nothing else, so that it may be sent; what it makes of them is made where it is needed."""

    cases: tuple[Collaboration, ...]
    scenes: tuple[Scene, ...]
    schemas: Mapping[str, bytes]  # the files that are published, by name
    withdrawn: Mapping[str, Collaboration]
    moved: Mapping[str, Collaboration]  # by their former slugs
    previews: Mapping[str, Preview]  # by address
    faces: Typefaces | None
    examples: Examples
    draw: Draw = charts.render
    paint: Paint = charts.paint
    store: Store | None = None

    def __getstate__(self) -> dict[str, Any]:
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @cached_property
    def keys(self) -> list[PageKey]:
        """Every page of the site."""
        return list(plan(self.scenes, tuple(self.withdrawn), self.moved))

    @property
    def others(self) -> dict[str, Collaboration]:
        """The withdrawn entries by slug, and the moved ones by their former slugs."""
        return {**self.withdrawn, **self.moved}

    @cached_property
    def jobs(self) -> Sequence[Job]:
        """All that there is to do, in the order of its numbers: the dear jobs first."""
        return [
            *opendata.files(self.cases, self.scenes, self.schemas, self.keys, self.moved),
            *(partial(self._page, key) for key in self.keys),
            *self._drawings,
        ]

    @cached_property
    def _drawings(self) -> list[Job]:
        return list(imagery.drawings(self.previews, self.faces, self.store))

    def orders(self, bases: Mapping[PageKey, Basis], stay: Container[str]) -> list[Order]:
        """Everything but the pages that stay, each page with its basis."""
        before, told = len(self.jobs) - len(self.keys) - len(self._drawings), list[Order]()
        for number in range(len(self.jobs)):
            page = number - before
            basis = bases.get(self.keys[page]) if 0 <= page < len(self.keys) else None
            if basis is None or not basis.within(stay):
                told.append((number, basis.digest if basis else ""))
        return told

    def make(self, orders: Iterable[Order]) -> Iterator[Output]:
        """What some jobs make. Raises TemplateError."""
        for number, basis in orders:
            yield from (replace(one, basis=basis) if basis else one for one in self.jobs[number]())

    def __call__(self, orders: Sequence[Order]) -> list[Output]:
        """The same on another machine; each link once, whatever became of what it handed on before."""
        told: set[str] = set()
        return [publish.without(told, output) for output in self.make(orders)]

    @cached_property
    def _pages(self) -> Pages:
        return Pages(self.scenes, self.draw, self.schemas, self.others, self.paint, self.examples)

    @cached_property
    def _base_url(self) -> str:
        return self.scenes[0].settings.site.base_url

    def _page(self, key: PageKey) -> Iterator[Output]:
        yield publish.page(*self._pages.make(key), base_url=self._base_url)
        yield from (Output(address, data) for address, data in self._pages.beside(key))
