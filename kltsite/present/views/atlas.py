"""Where the entries are: the map of all of them, the list of the same places, and the small map of one entry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from kltsite.domain.collaboration import Collaboration
from kltsite.present.addresses import folder_of, relative
from kltsite.present.atlas import Cluster, Mark, clusters, locator, overview
from kltsite.present.projection import on_map, project
from kltsite.present.views import Frame, Link, linked
from kltsite.present.views.scene import Scene, of_scene
from kltsite.stats import region_of
from kltsite.validator.coherence import fold

SCRIPT = "map.js"


class MapView(Struct, frozen=True):
    """The map as it stands on a page: macro `map` of `components/map.html`."""

    svg: Markup
    told: str  # how many entries are on it
    page: str  # the way to the map's own page; "" there
    script: str  # "" where it would not know the entries


class LocatorView(Struct, frozen=True):
    """The small map of one entry: macro `locator`."""

    svg: Markup
    caption: str
    page: str  # to its mark on the map of all


class EntryItem(Struct, frozen=True):
    """An entry in the list of places."""

    link: Link
    place: str  # in the country, or with its name where the list is another's
    draft: bool


class PlaceItem(Struct, frozen=True):
    """The entries of one mark."""

    identifier: str
    name: str
    mark: str  # its identifier
    entries: tuple[EntryItem, ...]


class CountryItem(Struct, frozen=True):
    """A country's entries: by place, then those without one."""

    identifier: str
    name: Link
    places: tuple[PlaceItem, ...]
    elsewhere: tuple[Link, ...]  # marks beyond the border that hold entries of this country
    unplaced: tuple[EntryItem, ...]  # no coordinates are stated
    beyond: tuple[EntryItem, ...]  # they lie outside of the frame


class MapPageView(Struct, frozen=True):
    """`map.html`: the map and the list of the same places, each leading to the other."""

    frame: Frame
    map: MapView
    countries: tuple[CountryItem, ...]
    nowhere: tuple[EntryItem, ...]  # no country is stated
    whole: str  # the page itself, without a filter


class _Group(Struct, frozen=True):
    """A cluster with its words; `slug` is the entry at whose place its mark stands."""

    slug: str
    cluster: Cluster
    name: str
    country: str


class _Placed(Struct, frozen=True):
    """Everything that all maps of a language share, in reading order."""

    groups: tuple[_Group, ...]
    of: dict[str, _Group]  # by the slug of each entry on the map
    beyond: frozenset[str]


@of_scene(8)  # of all languages of a site
def _placed(scene: Scene) -> _Placed:
    points = {slug: point for slug, case in scene.cases.items() if (point := _point(case)) is not None}
    inside = {slug: point for slug, point in points.items() if on_map(*point)}
    groups = sorted(
        (_group(scene, cluster) for cluster in _clustered(tuple(inside.items()))),
        key=lambda one: (fold(scene.words.country(one.country)), fold(one.name), one.slug),
    )
    of = {slug: group for group in groups for slug in group.cluster.slugs}
    return _Placed(tuple(groups), of, frozenset(points.keys() - inside.keys()))


@lru_cache(2)
def _clustered(points: tuple[tuple[str, tuple[float, float]], ...]) -> tuple[Cluster, ...]:
    """The clusters, which are the same in all languages."""
    return clusters(dict(points))


def gather(scene: Scene) -> None:
    """Find the clusters once, so that the processes that are forked from here need not each."""
    _placed(scene)


def mark_numbers(scene: Scene) -> dict[str, int]:
    """The place of each entry's mark among those of the map, which stand in the order of their links."""
    return {slug: number for number, group in enumerate(_placed(scene).groups) for slug in group.cluster.slugs}


def _point(case: Collaboration) -> tuple[float, float] | None:
    place = case.place
    if place is None or place.latitude is None or place.longitude is None:
        return None
    return project(place.latitude, place.longitude)


def _group(scene: Scene, cluster: Cluster) -> _Group:
    slug = cluster.slugs[0]
    place = scene.cases[slug].place
    name = _nearest_name(scene, scene.cases[slug])
    if cluster.spread:
        name = scene.words.gettext("{place} and other places").format(place=name)
    return _Group(slug, cluster, name, place.country if place else "")


def _names(scene: Scene, case: Collaboration) -> Iterator[str]:
    """Locality, region and country, as far as they are stated."""
    place, words = case.place, scene.words
    if place:
        if place.locality:
            yield place.locality
        region = region_of(case, scene.settings.vocabulary)
        if region:
            yield words.region(region, place.region or "")
        yield words.country(place.country)


def _nearest_name(scene: Scene, case: Collaboration) -> str:
    return next(_names(scene, case), "")


# ---- the map


def map_view(scene: Scene, address: str) -> MapView:
    """The map for the page at `address`."""
    words, placed, folder = scene.words, _placed(scene), folder_of(address)
    home = scene.addresses.view("map") or ""
    page = "" if address == home else relative(folder, home)
    held = {case.place.country for case in scene.cases.values() if case.place}
    described = words.gettext(
        "Europe, with a mark for each place where entries are; countries with entries are tinted. "
        "Every mark is a link. The same places stand in a list."
    )
    return MapView(
        svg=Markup(  # built of escaped texts
            overview(
                (_mark(scene, group, folder, page) for group in placed.groups),
                words.gettext("Map of the collaborations"),
                described,
                held,
            )
        ),
        told=_told(scene, len(placed.of)),
        page=page,
        script=relative(folder, scene.assets[SCRIPT]),
    )


def _told(scene: Scene, shown: int) -> str:
    words, total = scene.words, len(scene.cases)
    if shown == total:
        return words.ngettext("{count} entry is on the map.", "{count} entries are on the map.", total).format(
            count=words.number(total)
        )
    told = words.gettext("{shown} of {total} on the map. The others stand in the list of places, by country.")
    entries = words.ngettext("{count} entry", "{count} entries", total).format(count=words.number(total))
    return told.format(shown=words.number(shown), total=entries)


def _mark(scene: Scene, group: _Group, folder: str, page: str) -> Mark:
    """One entry's mark leads to it, that of several to their place in the list."""
    words, slugs = scene.words, group.cluster.slugs
    count, figure = len(slugs), words.number(len(slugs))
    if count == 1:
        title = scene.said(scene.cases[group.slug].title).text
        name, href = f"{title} ({group.name})", relative(folder, scene.addresses.entry(group.slug))
    else:
        told = words.ngettext("{place}: {count} entry", "{place}: {count} entries", count)
        name, href = told.format(place=group.name, count=figure), f"{page}#{_around(group)}"
    return Mark(_mark_of(group), group.cluster.spot, count, figure, name, href)


def _mark_of(group: _Group) -> str:
    return f"mark-{group.slug}"


def _around(group: _Group) -> str:
    return f"around-{group.slug}"


# ---- its page


def map_page_view(scene: Scene) -> MapPageView:
    """The map's own page."""
    address = scene.addresses.view("map") or ""
    folder, words = folder_of(address), scene.words
    twins = {language: one.view("map") or "" for language, one in scene.everywhere.items()}
    described = words.gettext(
        "Where in Europe the collaborations are: a map, and the same places as a list by country."
    )
    by_country: dict[str, list[str]] = defaultdict(list)
    for slug in scene.order:
        place = scene.cases[slug].place
        by_country[place.country if place else ""].append(slug)
    nowhere = by_country.pop("", [])
    return MapPageView(
        frame=scene.frame(
            address, twins, scene.named("map"), described, linked=linked.of_view(scene, "map", described)
        ),
        map=map_view(scene, address),
        countries=tuple(
            _country(scene, code, by_country[code], folder)
            for code in sorted(by_country, key=lambda code: fold(words.country(code)))
        ),
        nowhere=_entries(scene, nowhere, "", folder),
        whole=relative(folder, address),
    )


def _country(scene: Scene, code: str, slugs: Sequence[str], folder: str) -> CountryItem:
    placed = _placed(scene)
    located = placed.of.keys() | placed.beyond
    across = {placed.of[slug].slug: placed.of[slug] for slug in slugs if slug in placed.of}
    counted = scene.statistics.facets["country"].options.get(code)
    facet = relative(folder, scene.addresses.facet("country", code)) if counted and counted.count else ""
    return CountryItem(
        identifier=f"country-{code.lower()}",
        name=Link(scene.words.country(code), facet),
        places=tuple(
            PlaceItem(_around(one), one.name, _mark_of(one), _at_place(scene, one, folder))
            for one in placed.groups
            if one.country == code
        ),
        elsewhere=tuple(
            Link(f"{one.name}, {scene.words.country(one.country)}", f"#{_around(one)}")
            for one in across.values()
            if one.country != code
        ),
        unplaced=_entries(scene, (slug for slug in slugs if slug not in located), code, folder),
        beyond=_entries(scene, (slug for slug in slugs if slug in placed.beyond), code, folder),
    )


def _at_place(scene: Scene, group: _Group, folder: str) -> tuple[EntryItem, ...]:
    """The entries of one mark, each with its place where that is not the name they stand under."""
    items = _entries(scene, group.cluster.slugs, group.country, folder)
    return tuple(replace(item, place="" if item.place == group.name else item.place) for item in items)


def _within(scene: Scene, case: Collaboration, country: str) -> str:
    """The nearest name of a place; the country itself only where it is another."""
    names = list(_names(scene, case))
    if case.place and case.place.country == country:
        return next(iter(names[:-1]), "")
    return ", ".join((names[0], names[-1]) if len(names) > 1 else names)


def _entries(scene: Scene, slugs: Iterable[str], country: str, folder: str) -> tuple[EntryItem, ...]:
    """Entries by title, for the list of a country."""
    items = []
    for slug in sorted(slugs, key=scene.place_of):
        case = scene.cases[slug]
        title = scene.said(case.title)
        link = Link(title.text, relative(folder, scene.addresses.entry(slug)), title.language)
        items.append(EntryItem(link, _within(scene, case, country), not case.published))
    return tuple(items)


# ---- the small one


def mark_of(scene: Scene, slug: str) -> str:
    """The anchor of the mark that stands for an entry on the page of the map; "" where it is not on the map."""
    group = _placed(scene).of.get(slug)
    return _mark_of(group) if group else ""


def locator_view(scene: Scene, slug: str, folder: str) -> LocatorView | None:
    """The map of one entry, for a page in `folder`; None where the entry is not on the map."""
    case, mark = scene.cases[slug], mark_of(scene, slug)
    place = case.place
    if not mark or place is None or place.latitude is None or place.longitude is None:
        return None
    told = ", ".join(_names(scene, case))
    title = scene.words.gettext("Map: where {place} lies").format(place=told)
    page = relative(folder, scene.addresses.view("map") or "")
    svg = locator(place.latitude, place.longitude, place.country, title)
    return LocatorView(Markup(svg), told, f"{page}#{mark}")  # built of escaped texts
