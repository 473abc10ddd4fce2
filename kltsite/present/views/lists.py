"""Lists of entries: all of them, those of one facet value or answer, those of one cell of the cross-table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from typing import TYPE_CHECKING

from msgspec import Struct

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.settings import CATEGORIES
from kltsite.present.addresses import Addresses, folder_of, relative
from kltsite.present.views import Card, FacetGroup, FacetOption, Link, ListView, Pager, linked
from kltsite.present.views.atlas import map_view
from kltsite.present.views.linked import Step
from kltsite.present.views.periods import PERIODS, period_label, period_title
from kltsite.present.views.pictures import thumbnail
from kltsite.present.views.scene import Scene, of_scene
from kltsite.stats import CROSS, FACETS, STARTED, Count, region_of
from kltsite.validator.coherence import fold

if TYPE_CHECKING:
    from kltsite.present.views.entries import Cards

PAGE_LENGTH = 50  # entries on one page of a list
ALL = "all"
PLACES = 8  # countries and regions named beside the map
_PAGER_REACH = 2  # pages told on either side of the current one


class ListKey(Struct, frozen=True):
    """One page of one list: (facet, value, page); the facet ALL has no value, a cell's value is its pair."""

    facet: str
    value: str
    page: int

    def address(self, addresses: Addresses, page: int | None = None) -> str:
        """Where it lives in one language."""
        number = page or self.page
        return addresses.browse(number) if self.facet == ALL else addresses.facet(self.facet, self.value, number)

    def shown(self, slugs: Sequence[str]) -> Sequence[str]:
        """Those of a whole list that the page shows."""
        return slugs[(self.page - 1) * PAGE_LENGTH : self.page * PAGE_LENGTH]


def list_keys(scene: Scene) -> Iterator[ListKey]:
    """Every page of every list; lists without entries have none."""
    yield from _pages(ALL, "", len(scene.cases))
    for facet, options in _counted(scene):
        for value, found in options.items():
            if found.count:
                yield from _pages(facet, value, found.count)
    for name, tally in scene.statistics.periods.items():
        for value, found in tally.options.items():
            if found.count:
                yield from _pages(name, value, found.count)
    for (subsector, sector), slugs in scene.statistics.cross.items():
        yield from _pages(CROSS, f"{subsector}--{sector}", len(slugs))


def _pages(facet: str, value: str, count: int) -> Iterator[ListKey]:
    for page in range(1, max(1, ceil(count / PAGE_LENGTH)) + 1):
        yield ListKey(facet, value, page)


def _counted(scene: Scene) -> Iterator[tuple[str, Mapping[str, Count]]]:
    for facet in FACETS:
        yield facet, scene.statistics.facets[facet].options
    for category in CATEGORIES:
        yield category, scene.statistics.categories[category].options


def entries_of(scene: Scene, key: ListKey) -> Sequence[str]:
    """The slugs of a whole list, by title."""
    return scene.order if key.facet == ALL else _by_title(scene, key.facet, key.value)


@of_scene(8)  # the pages of a list are made one after the other
def _by_title(scene: Scene, facet: str, value: str) -> Sequence[str]:
    if facet == CROSS:
        subsector, sector = value.split("--")
        slugs = scene.statistics.cross[subsector, sector]
    elif facet in PERIODS:
        slugs = scene.statistics.periods[facet].options[value].entries
    else:
        slugs = dict(_counted(scene))[facet][value].entries
    return sorted(slugs, key=scene.place_of)


def list_view(scene: Scene, key: ListKey, cards: Cards) -> ListView:
    """What one page of a list shows."""
    words = scene.words
    slugs = entries_of(scene, key)
    address = key.address(scene.addresses)
    folder = folder_of(address)
    group, heading = _heading(scene, key)
    total = len(scene.statistics.entries) if key.facet == ALL else len(slugs)  # drafts may be shown, but never count
    told = words.ngettext("{count} entry", "{count} entries", total).format(count=words.number(total))
    title = heading if key.page == 1 else words.gettext("{title}, page {page}").format(title=heading, page=key.page)
    twins = {language: key.address(one) for language, one in scene.everywhere.items()}
    described = f"{group}: {heading}. {told}." if group else f"{heading}. {told}."
    first, shown = (key.page - 1) * PAGE_LENGTH, key.shown(slugs)
    steps = [linked.home_step(scene), linked.view_step(scene, "collaborations")]
    if key.facet != ALL:
        steps.append(Step(heading, key.address(scene.addresses, 1)))
    return ListView(
        frame=scene.frame(
            address,
            twins,
            title,
            described,
            emblems=shown,
            linked=linked.listed(scene, address, title, described, shown, first + 1, len(slugs), *steps),
        ),
        trail=() if key.facet == ALL else linked.trail(steps, folder),
        heading=heading,
        group=group,
        told=told,
        cards=cards(shown),
        pager=_pager(scene, key, ceil(len(slugs) / PAGE_LENGTH), folder),
        facets=facet_groups(scene, folder) if key.facet == ALL and key.page == 1 else (),
        map=map_view(scene, address) if key.facet == ALL and key.page == 1 else None,
    )


def _heading(scene: Scene, key: ListKey) -> tuple[str, str]:
    words = scene.words
    if key.facet == ALL:
        return "", scene.named("collaborations")
    if key.facet == CROSS:
        subsector, sector = key.value.split("--")
        return words.gettext(
            "Who meets whom"
        ), f"{words.label('subsector', subsector)} × {words.label('sector', sector)}"
    if key.facet in PERIODS:
        return period_title(scene, key.facet), _period_heading(scene, key.facet, key.value)
    return group_label(scene, key.facet), value_label(scene, key.facet, key.value)


def _period_heading(scene: Scene, name: str, value: str) -> str:
    """A whole heading: Worked together for over 2 to 3 years; Began in 2018."""
    label = period_label(scene, name, value)
    if name == STARTED:
        return scene.words.gettext("Began in {year}").format(year=label)
    return scene.words.gettext("Worked together: {length}").format(length=label)


def group_label(scene: Scene, facet: str) -> str:
    """What a facet or category is called."""
    if facet in CATEGORIES:
        return scene.words.best(scene.settings.vocabulary.categories[facet].label)
    told = scene.words.gettext
    return {
        "country": told("Country"),
        "region": told("Region"),
        "subsector": told("Subsector"),
        "sector": told("Sector"),
        "innovation": told("Type of innovation"),
    }[facet]


def value_label(scene: Scene, facet: str, value: str) -> str:
    """What one value of a facet is called: a region as the first entry wrote it, unless the vocabulary knows it."""
    if facet != "region":
        return scene.words.label(facet, value)
    slug = scene.statistics.facets["region"].options[value].entries[0]
    place = scene.cases[slug].place
    return scene.words.region(value, place.region or "" if place else "")


def facet_groups(scene: Scene, folder: str) -> tuple[FacetGroup, ...]:
    """Every facet with its values that have entries, each with its number."""
    groups = (
        _facet_group(scene, folder, facet, shown_options(scene, facet, options)) for facet, options in _counted(scene)
    )
    return tuple(group for group in groups if group.options)


def place_groups(scene: Scene, folder: str) -> tuple[FacetGroup, ...]:
    """The countries and regions with the most entries, those with more first."""
    groups = []
    for facet in ("country", "region"):
        options = shown_options(scene, facet, scene.statistics.facets[facet].options)
        most = sorted(options, key=lambda option: -option[2].count)[:PLACES]
        groups.append(_facet_group(scene, folder, facet, most))
    return tuple(group for group in groups if group.options)


def _facet_group(scene: Scene, folder: str, facet: str, options: Sequence[tuple[str, str, Count]]) -> FacetGroup:
    number, address = scene.words.number, scene.addresses.facet
    shown = (
        FacetOption(label, number(found.count), relative(folder, address(facet, value)))
        for value, label, found in options
    )
    return FacetGroup(group_label(scene, facet), tuple(shown))


def shown_options(scene: Scene, facet: str, options: Mapping[str, Count]) -> list[tuple[str, str, Count]]:
    """(value, label, count) of a facet's values that have entries, in the order in which they are shown."""
    shown = [(value, value_label(scene, facet, value), found) for value, found in options.items() if found.count]
    return sorted(shown, key=lambda option: fold(option[1])) if facet in ("country", "region") else shown


def _pager(scene: Scene, key: ListKey, pages: int, folder: str) -> Pager | None:
    if pages <= 1:
        return None

    def href(page: int) -> str:
        return relative(folder, key.address(scene.addresses, page)) if 1 <= page <= pages else ""

    near = range(key.page - _PAGER_REACH, key.page + _PAGER_REACH + 1)
    shown = [page for page in range(1, pages + 1) if page in (1, pages) or page in near]
    told = scene.words.gettext("Page {page} of {pages}").format(page=key.page, pages=pages)
    links = tuple(Link(str(page), href(page), current=page == key.page) for page in shown)
    return Pager(told, href(key.page - 1), href(key.page + 1), links)


def card(scene: Scene, case: Collaboration) -> Card:
    """How an entry shows in a list."""
    words, place = scene.words, case.place
    region = region_of(case, scene.settings.vocabulary)
    parts = (
        place.locality if place else "",
        words.region(region, place.region or "") if region and place else "",
        words.country(place.country) if place else "",
    )
    subsectors = " + ".join(words.label("subsector", key) for key in case.subsectors)
    sectors = " + ".join(words.label("sector", key) for key in case.sectors)
    return Card(
        address=f"{case.slug}.html",
        emblem=scene.emblem(case.slug),
        title=scene.said(case.title),
        summary=scene.said(case.summary) if case.summary else None,
        place=", ".join(part for part in parts if part),
        pair=" × ".join(part for part in (subsectors, sectors) if part),
        draft=not case.published,
        picture=thumbnail(scene, case),
    )
