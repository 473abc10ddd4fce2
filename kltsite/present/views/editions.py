"""Editions for readers: the list of all, and each with its numbers, what is behind them, and the others beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.editions import Counted, Edition
from kltsite.domain.settings import CATEGORIES, Vocabulary
from kltsite.editions import Between, between, counted, oldest_first
from kltsite.present.addresses import DATA, folder_of, relative
from kltsite.present.views import Cell, Frame, Link, Said, linked
from kltsite.present.views.charted import Charted
from kltsite.present.views.offered import EDITIONS
from kltsite.present.views.scene import Scene, of_scene
from kltsite.present.views.series import OVER_TIME, TODAY, Standing, anchor, number, standings
from kltsite.present.views.story import Draw, charted, slug_of
from kltsite.stats import edition_tallies, evaluated, left_out

Chosen = Callable[[Vocabulary, str], tuple[str, ...]]  # the options of a category that are meant
Others = Mapping[str, Collaboration]  # withdrawn entries by slug, and moved ones by their former slugs

ENTRIES = "entries"  # the anchor of the list of all


class Listed(Struct, frozen=True):
    """One edition, or today's evaluation, in the list of all."""

    link: Link
    told: str  # 31 entries, published in June 2025, durations reckoned to 1 June 2025
    book: Link | None


class OverTime(Struct, frozen=True):
    """A category in every edition and today."""

    key: str  # of the colour
    chart: Charted
    columns: tuple[Link, ...]
    rows: tuple[tuple[str, tuple[Cell | None, ...]], ...]


class EditionsView(Struct, frozen=True):
    """`editions.html`: all editions, today's numbers beside them."""

    frame: Frame
    today: Listed
    editions: tuple[Listed, ...]  # the newest first
    categories: tuple[OverTime, ...]


class Numbers(Struct, frozen=True):
    """The numbers of a category: for each option its label and its cells."""

    key: str
    label: str
    rows: tuple[tuple[str, tuple[Cell | None, ...]], ...]


class Entries(Struct, frozen=True):
    """Entries of which the same is to be said."""

    heading: str
    links: tuple[Link, ...]


class Comparison(Struct, frozen=True):
    """An edition beside another one, or beside today: the older one first."""

    anchor: str
    title: str
    total: tuple[str, str]
    categories: tuple[Numbers, ...]
    entries: tuple[Entries, ...]
    remark: str  # where there is nothing to tell of the entries, or nothing is known
    opened: bool


class Behind(Struct, frozen=True):
    """The entries behind a number, under its anchor."""

    anchor: str
    label: str
    links: tuple[Link, ...]


class EditionView(Struct, frozen=True):
    """`edition.html`: one edition."""

    frame: Frame
    trail: tuple[Link, ...]
    title: Said
    told: str
    entries: Cell
    source: str
    note: Said | None
    sealed: bool
    named: bool  # whether it names its entries
    files: tuple[Link, ...]
    address: str  # the whole one, to be cited
    categories: tuple[Numbers, ...]
    left_out: tuple[Numbers, ...]  # what the evaluation leaves out
    comparisons: tuple[Comparison, ...]
    counted: tuple[Link, ...]
    behind: tuple[tuple[str, tuple[Behind, ...]], ...]  # label of the category, its options


def editions_view(scene: Scene, draw: Draw) -> EditionsView:
    """What the list of editions shows."""
    words, address = scene.words, scene.addresses.view("editions") or ""
    folder = folder_of(address)
    told = words.gettext("The evaluation as it was published, and as it is today: how the numbers went on.")
    twins = {language: one.view("editions") or "" for language, one in scene.everywhere.items()}
    evaluation = relative(folder, scene.addresses.view("evaluation") or "")
    return EditionsView(
        frame=scene.frame(
            address, twins, scene.named("editions"), told, linked=linked.of_view(scene, "editions", told)
        ),
        today=Listed(Link(words.gettext("Today"), evaluation), _told_today(scene), None),
        editions=tuple(
            _listed(scene, name, scene.settings.editions[name], folder)
            for name in reversed(oldest_first(scene.settings.editions))
        ),
        categories=tuple(_over_time(scene, chart, folder, draw) for chart in OVER_TIME),
    )


def _told_today(scene: Scene) -> str:
    words = scene.words
    day = words.gettext("durations reckoned to {day}").format(day=words.day(scene.settings.site.evaluated_on))
    return f"{words.published(len(scene.statistics.entries))} · {day}"


def _listed(scene: Scene, name: str, edition: Edition, folder: str) -> Listed:
    words, language = scene.words.text(edition.title)
    link = Link(words, relative(folder, scene.addresses.edition(name)), language)
    return Listed(link, _told(scene, edition), _book(scene, name, edition, folder))


def _told(scene: Scene, edition: Edition) -> str:
    """31 entries · published in June 2025 · durations reckoned to 1 June 2025."""
    words = scene.words
    counts = words.ngettext("{count} entry", "{count} entries", edition.entries)
    parts = [
        counts.format(count=words.number(edition.entries)),
        words.gettext("published: {date}").format(date=words.moment(edition.published)),
    ]
    if edition.evaluated_on:
        parts.append(words.gettext("durations reckoned to {day}").format(day=words.day(edition.evaluated_on)))
    return " · ".join(parts)


def _book(scene: Scene, name: str, edition: Edition, folder: str) -> Link | None:
    """The publication that was frozen with it, in this language."""
    printed = (edition.publications or {}).get(scene.language)
    if printed is None:
        return None
    return Link(scene.book(printed.size), relative(folder, scene.addresses.edition_publication(name)))


def _over_time(scene: Scene, chart: str, folder: str, draw: Draw) -> OverTime:
    category = OVER_TIME[chart]
    stands = standings(scene, category)
    columns = tuple(_column(scene, one, folder) for one in stands)
    options = evaluated(scene.settings.vocabulary, category)
    rows = tuple(_row(scene, category, option, stands, folder) for option in options)
    return OverTime(slug_of(category), charted(scene, chart, folder, draw), columns, rows)


def _column(scene: Scene, standing: Standing, folder: str) -> Link:
    if standing.name == TODAY:
        return Link(scene.words.gettext("Today"), relative(folder, scene.addresses.view("evaluation") or ""))
    words, language = scene.words.text(scene.settings.editions[standing.name].title)
    return Link(words, relative(folder, scene.addresses.edition(standing.name)), language)


def _row(
    scene: Scene, category: str, option: str, stands: tuple[Standing, ...], folder: str
) -> tuple[str, tuple[Cell | None, ...]]:
    cells = tuple(number(scene, category, option, one, folder) for one in stands)
    return scene.words.label(category, option), cells


# -- one edition ---------------------------------------------------------------------------------------------


def edition_view(scene: Scene, name: str, others: Others) -> EditionView:
    """What the page of an edition shows, whatever has become of its entries."""
    words, address, edition = scene.words, scene.addresses.edition(name), scene.settings.editions[name]
    folder, title = folder_of(address), words.best(edition.title)
    twins = {language: one.edition(name) for language, one in scene.everywhere.items()}
    steps = (linked.home_step(scene), linked.view_step(scene, "editions"), linked.Step(title, address))
    described = words.gettext("{edition}: the evaluation as it was published.").format(edition=title)
    behind = edition.counted or {}
    files = (
        Link("JSON", relative(folder, f"{DATA}{EDITIONS}{name}.json")),
        Link("CSV", relative(folder, f"{DATA}{EDITIONS}{name}.csv")),
    )
    book = _book(scene, name, edition, folder)
    return EditionView(
        frame=scene.frame(
            address, twins, title, described, linked=linked.some_page(scene, address, title, described, *steps)
        ),
        trail=linked.trail(steps, folder),
        title=scene.said(edition.title),
        told=_told(scene, edition),
        entries=Cell(words.number(edition.entries), f"#{ENTRIES}" if behind else ""),
        source=edition.source or "",
        note=scene.said(edition.note) if edition.note else None,
        sealed=edition.seal is not None,
        named=bool(behind),
        files=(*((book,) if book else ()), *files),
        address=scene.settings.site.base_url + address,
        categories=tuple(_numbers(scene, name, folder, evaluated)),
        left_out=tuple(_numbers(scene, name, folder, left_out)),
        comparisons=tuple(_comparisons(scene, name, folder, others)),
        counted=tuple(_entry(scene, slug, folder, others) for slug in _by_title(scene, behind, others)),
        behind=tuple(_behind(scene, name, folder, others)),
    )


def _numbers(scene: Scene, name: str, folder: str, chosen: Chosen) -> Iterator[Numbers]:
    """The edition's own numbers, of the options that are `chosen` of a category."""
    for category, tally in edition_tallies(scene.settings.editions[name]).items():
        options = [one for one in chosen(scene.settings.vocabulary, category) if one in tally.options]
        standing = Standing(name, "", tally)
        rows = tuple(_within(_row(scene, category, option, (standing,), folder), name) for option in options)
        if rows:
            yield Numbers(slug_of(category), _label(scene, category), rows)


def _within(row: tuple[str, tuple[Cell | None, ...]], name: str) -> tuple[str, tuple[Cell | None, ...]]:
    """The row on the edition's own page, where its numbers lead to an anchor alone."""
    label, cells = row
    page = f"{name}.html"
    return label, tuple(cell and Cell(cell.text, cell.href.removeprefix(page), cell.count) for cell in cells)


def _label(scene: Scene, category: str) -> str:
    return scene.words.best(scene.settings.vocabulary.categories[category].label)


def _behind(scene: Scene, name: str, folder: str, others: Others) -> Iterator[tuple[str, tuple[Behind, ...]]]:
    edition = scene.settings.editions[name]
    if edition.counted is None:
        return
    for category, tally in edition_tallies(edition).items():
        found = tuple(
            Behind(
                anchor(category, option),
                scene.words.label(category, option),
                tuple(_entry(scene, slug, folder, others) for slug in _by_title(scene, one.entries, others)),
            )
            for option, one in tally.options.items()
            if one.entries
        )
        if found:
            yield _label(scene, category), found


# -- entries of then, today ----------------------------------------------------------------------------------


def todays_name(scene: Scene, slug: str, others: Others) -> str:
    """The name that an entry has today: its own, unless it was renamed."""
    moved = slug not in scene.cases and slug in others
    return others[slug].slug if moved else slug


def _entry(scene: Scene, slug: str, folder: str, others: Others) -> Link:
    """Where an entry of an edition is read today; its name alone where it is no more."""
    name = todays_name(scene, slug, others)
    case = scene.cases.get(name) or others.get(name) or others.get(slug)
    if case is None:
        return Link(slug)
    title, language = scene.words.text(case.title)
    if case.status == "withdrawn":
        title = scene.words.gettext("{title} (withdrawn since)").format(title=title)
    return Link(title, relative(folder, scene.addresses.entry(case.slug)), language)


def _by_title(scene: Scene, slugs: Iterable[str], others: Others) -> list[str]:
    """Slugs in the order of the list of all entries; those that are not in it follow by name."""
    places = {slug: place for place, slug in enumerate(scene.order)}
    last = len(places)
    return sorted(slugs, key=lambda slug: (places.get(todays_name(scene, slug, others), last), slug))


@of_scene(16)
def _counted_today(scene: Scene) -> Mapping[str, Counted]:
    return counted(scene.cases, scene.statistics)


# -- comparing -----------------------------------------------------------------------------------------------


def _comparisons(scene: Scene, name: str, folder: str, others: Others) -> Iterator[Comparison]:
    """This edition beside today and beside every other one, the newest first; the one before it stands open."""
    names = (*oldest_first(scene.settings.editions), TODAY)
    place = names.index(name)
    opened = names[place - 1] if place else TODAY
    for other in reversed(names):
        if other != name:
            pair = (other, name) if names.index(other) < place else (name, other)
            yield _comparison(scene, pair, other, folder, others, opened=other == opened)


def _comparison(
    scene: Scene, pair: tuple[str, str], other: str, folder: str, others: Others, *, opened: bool
) -> Comparison:
    first, last = pair
    entries, remark = _changes(scene, first, last, folder, others)
    return Comparison(
        anchor=f"beside--{other}",
        title=scene.words.gettext("{first} → {last}").format(first=_title(scene, first), last=_title(scene, last)),
        total=(_total(scene, first), _total(scene, last)),
        categories=tuple(_both(scene, first, last, folder)),
        entries=entries,
        remark=remark,
        opened=opened,
    )


def _title(scene: Scene, name: str) -> str:
    return scene.words.gettext("today") if name == TODAY else scene.words.best(scene.settings.editions[name].title)


def _total(scene: Scene, name: str) -> str:
    count = len(scene.statistics.entries) if name == TODAY else scene.settings.editions[name].entries
    return scene.words.ngettext("{count} entry", "{count} entries", count).format(count=scene.words.number(count))


def _both(scene: Scene, first: str, last: str, folder: str) -> Iterator[Numbers]:
    """The numbers of the categories that both count."""
    for category in CATEGORIES:
        stands = {one.name: one for one in standings(scene, category)}
        if first in stands and last in stands:
            pair = (stands[first], stands[last])
            options = evaluated(scene.settings.vocabulary, category)
            rows = tuple(_row(scene, category, option, pair, folder) for option in options)
            yield Numbers(slug_of(category), _label(scene, category), rows)


def _changes(scene: Scene, first: str, last: str, folder: str, others: Others) -> tuple[tuple[Entries, ...], str]:
    """Which entries were added, changed, renamed or counted no longer; or why that cannot be told."""
    told = scene.words.gettext
    for name in (first, last):
        if name != TODAY and scene.settings.editions[name].counted is None:
            unnamed = told("“{edition}” does not name its entries; so which were added or changed cannot be told.")
            return (), unnamed.format(edition=_title(scene, name))
    before, after = (_counted(scene, name) for name in (first, last))
    found = between(before, after, lambda slug: todays_name(scene, slug, others))
    if found.nothing:
        return (), told("The same entries, each as it was.")
    return tuple(one for one in _groups(scene, found, folder, others) if one.links), ""


def _counted(scene: Scene, name: str) -> Mapping[str, Counted]:
    return _counted_today(scene) if name == TODAY else scene.settings.editions[name].counted or {}


def _groups(scene: Scene, found: Between, folder: str, others: Others) -> Iterator[Entries]:
    told = scene.words.gettext
    named = {
        told("Added"): found.added,
        told("Changed"): found.changed,
        told("Renamed"): tuple(slug for _, slug in found.renamed),
        told("Counted no longer"): found.gone,
    }
    for heading, slugs in named.items():
        links = (_entry(scene, slug, folder, others) for slug in _by_title(scene, slugs, others))
        yield Entries(heading, tuple(links))
