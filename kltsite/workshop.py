"""Where the files of a site are made, job by job: the same here, in a forked process and on another machine."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from kltsite import imagery, opendata, publish
from kltsite.domain.collaboration import Collaboration
from kltsite.former import Former, nowhere
from kltsite.present import Store, charts
from kltsite.present.basis import based
from kltsite.present.pages import Draw, PageKey, Pages, Paint, plan
from kltsite.present.previews import Preview, Typefaces
from kltsite.present.views.scene import Scene
from kltsite.problems.examples import Examples
from kltsite.publish import Output
from kltsite.workers import SHARD, shards

Job = Callable[[], Iterable[Output]]

DEAR = 128  # jobs at the beginning that may each take as long as a shard of others
_OF_CHARTS = ("evaluation", "editions")  # kinds of pages with several of them
_OF_VERDICTS = ("criterion",)  # those for which all entries are judged


class Workshop(Struct, frozen=True, eq=False, dict=True):
    """Values and nothing else, so that it may be sent; what it makes of them is made where it is needed."""

    cases: tuple[Collaboration, ...]
    scenes: tuple[Scene, ...]
    schemas: Mapping[str, bytes]  # the files that are published, by name
    withdrawn: Mapping[str, Collaboration]
    moved: Mapping[str, Collaboration]  # by their former slugs
    previews: Mapping[str, Preview]  # by address
    faces: Typefaces | None
    examples: Examples
    former: Former | None  # where a later build is to know what may stay
    draw: Draw = charts.render
    paint: Paint = charts.paint
    store: Store | None = None
    later: opendata.Later = opendata.at_once

    def elsewhere(self) -> Workshop:
        """The same on another machine, where neither a store nor the former site is at hand."""
        former = self.former and replace(self.former, file=nowhere)
        return replace(self, former=former, draw=charts.render, paint=charts.paint, store=None, later=opendata.at_once)

    def __getstate__(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__struct_fields__}

    @cached_property
    def keys(self) -> list[PageKey]:
        """Every page of the site."""
        return list(plan(self.scenes, tuple(self.withdrawn), self.moved))

    @property
    def others(self) -> dict[str, Collaboration]:
        """The withdrawn entries by slug, and the moved ones by their former slugs."""
        return {**self.withdrawn, **self.moved}

    @cached_property
    def _files(self) -> list[Job]:
        return list(
            opendata.files(self.cases, self.scenes, self.schemas, self.keys, self.moved, self.later, self.former)
        )

    @cached_property
    def _drawings(self) -> list[Job]:
        return list(imagery.drawings(self.previews, self.faces, self.store))

    @property
    def orders(self) -> list[int]:
        """The numbers of all jobs."""
        return list(range(len(self._files) + len(self.keys) + len(self._drawings)))

    def shards(self, orders: Sequence[int]) -> Iterator[list[int]]:
        """What is to be made, in parts; the first few jobs by themselves, as each of them takes as long as many others.

        Pages full of charts are one part: to load what draws them takes longer than the drawing, in each process. So
        are those for which all entries are judged. Pages of one chart each come so late that it was drawn by then. What
        takes the least comes last, so that no process waits long for another.
        """
        kinds = {order: self._kind(order) for order in orders[:DEAR]}
        full, judged = ([one for one, kind in kinds.items() if kind in some] for some in (_OF_CHARTS, _OF_VERDICTS))
        single = [order for order, kind in kinds.items() if kind == "embed"]
        apart = {*full, *judged, *single}
        rest = [order for order in orders if order not in apart]
        yield from filter(None, (full, judged))
        yield from ([order] for order in (*rest[:DEAR], *single))
        pages = len(self._files) + len(self.keys)
        yield from shards((order for order in rest[DEAR:] if order >= pages), SHARD // 4)
        yield from shards((order for order in rest[DEAR:] if order < pages), 4 * SHARD if self._may_stay else SHARD)

    def _kind(self, order: int) -> str:
        """The kind of page that a job makes; "" for others."""
        page = order - len(self._files)
        return self.keys[page].kind if 0 <= page < len(self.keys) else ""

    def make(self, orders: Iterable[int]) -> Iterator[Output | str]:
        """What some jobs make, by their numbers: the dear ones come first, then the pages; of what stays, the basis.

        Raises TemplateError.
        """
        return (output for number in orders for output in self._made(number))

    def _made(self, number: int) -> Iterable[Output | str]:
        page = number - len(self._files)
        if page < 0:
            return self._files[number]()
        drawing = page - len(self.keys)
        return self._page(self.keys[page]) if drawing < 0 else self._drawings[drawing]()

    def __call__(self, orders: Sequence[int]) -> list[Output | str]:
        """The same on another machine; each link once, whatever became of what it handed on before."""
        return list(publish.Handing().all(self.make(orders)))

    def addresses_of(self, basis: str) -> Sequence[str]:
        """Where the files are that stay, for which a basis stands."""
        return self.former.together[basis] if self.former else ()

    def files_of(self, made: Output | str) -> Iterator[Output]:
        """What was made; the files that stay, where a basis stands for them."""
        if not isinstance(made, str):
            yield made
        elif self.former:
            yield from self.former.stays(made)

    @cached_property
    def _pages(self) -> Pages:
        return Pages(self.scenes, self.draw, self.schemas, self.others, self.paint, self.examples)

    @cached_property
    def _base_url(self) -> str:
        return self.scenes[0].settings.site.base_url

    @cached_property
    def _basis_of(self) -> Callable[[PageKey], str]:
        return based(self.scenes, self.others, self.former.grounds) if self.former else lambda key: ""

    @property
    def _may_stay(self) -> Container[str]:
        """The bases of what rests on the same as before, if it still has that."""
        return self.former.together if self.former else ()

    def _page(self, key: PageKey) -> Iterator[Output | str]:
        basis = self._basis_of(key)
        if basis in self._may_stay:
            yield basis
            return
        made = self._pages.make(key)
        yield replace(publish.page(made.address, made.text, made.parts, base_url=self._base_url), basis=basis)
        yield from (Output(address, data, basis=basis) for address, data in self._pages.beside(key))
