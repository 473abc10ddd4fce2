"""The evaluation and the home page: every number opens exactly the entries behind it."""

from __future__ import annotations

from collections.abc import Iterator

from kltsite.domain.editions import Edition
from kltsite.domain.settings import CATEGORIES, DURATION
from kltsite.present.addresses import folder_of, relative
from kltsite.present.views import (
    CategorySection,
    Cell,
    EvaluationView,
    Highlight,
    HomeView,
    Link,
    Row,
    linked,
)
from kltsite.present.views.atlas import map_view
from kltsite.present.views.entries import Cards
from kltsite.present.views.lists import facet_groups, place_groups
from kltsite.present.views.periods import PERIODS, not_stated, period_section
from kltsite.present.views.scene import Scene
from kltsite.present.views.series import edition_href
from kltsite.present.views.story import Draw, charted, edition_of, figure, heat_map, href_of
from kltsite.stats import CROSS, Tally, evaluated, left_out

CARDS_AT_HOME = 6
DOORS = ("learnings", "advice-for-companies", "advice-for-municipalities", "contribute")
NOTHING = Cell("")


def evaluation_view(scene: Scene, draw: Draw) -> EvaluationView:
    """What the evaluation page shows."""
    words, site = scene.words, scene.settings.site
    address = scene.addresses.view("evaluation") or ""
    folder = folder_of(address)
    edition = scene.settings.editions.get(site.edition or "")
    published = edition_of(scene)
    total = len(scene.statistics.entries)
    title = scene.named("evaluation")
    told = words.published(total)
    twins = {language: one.view("evaluation") or "" for language, one in scene.everywhere.items()}
    described = words.gettext("Four categories, counted: {entries}.").format(entries=told)
    return EvaluationView(
        frame=scene.frame(address, twins, title, described, linked=linked.of_view(scene, "evaluation", described)),
        told=told,
        entries=Cell(words.number(total), relative(folder, scene.addresses.browse()), str(total)),
        as_of=words.day(site.evaluated_on),
        edition_title=scene.said(edition.title) if edition else None,
        edition_note=scene.said(edition.note) if edition and edition.note else None,
        edition_href=relative(folder, scene.addresses.edition(site.edition or "")) if edition else "",
        editions=relative(folder, scene.addresses.view("editions") or ""),
        difference=difference(scene, edition, total),
        categories=tuple(_category(scene, name, folder, published.get(name), draw) for name in CATEGORIES),
        cross=charted(scene, CROSS, folder, draw),
        heat=heat_map(scene, folder),
        cross_notes=tuple(cross_notes(scene)),
        periods=tuple(period_section(scene, charted(scene, name, folder, draw), name, folder) for name in PERIODS),
        facets=facet_groups(scene, folder)[:5],
        downloads=tuple(
            Link(name, relative(folder, f"data/v1/{name}")) for name in ("evaluation.json", "evaluation.csv")
        ),
    )


def difference(scene: Scene, edition: Edition | None, total: int) -> str:
    """Why today's shares and the edition's differ; "" where they need not."""
    if edition is None or edition.entries == total:
        return ""
    told = scene.words.gettext(
        "The published edition counts {published} entries; this site shows {shown} today. The shares therefore differ."
    )
    return told.format(published=scene.words.number(edition.entries), shown=scene.words.number(total))


def _category(scene: Scene, name: str, folder: str, edition: Tally | None, draw: Draw) -> CategorySection:
    vocabulary, words = scene.settings.vocabulary, scene.words
    category, tally = vocabulary.categories[name], scene.statistics.categories[name]
    return CategorySection(
        key=name.replace("_", "-"),
        label=words.best(category.label),
        question=words.best(category.question),
        chart=charted(scene, name, folder, draw),
        rows=tuple(row(scene, name, option, folder, edition) for option in evaluated(vocabulary, name)),
        left_out=tuple(row(scene, name, option, folder, edition) for option in left_out(vocabulary, name)),
        notes=tuple(notes(scene, name, tally)),
    )


def row(scene: Scene, category: str, option: str, folder: str, edition: Tally | None) -> Row:
    """An answer with today's number and the edition's."""
    tally, words = scene.statistics.categories[category], scene.words
    found = tally.options[option]
    href = href_of(scene, folder, category, option)
    current = Cell(words.figure(found.count, tally.answered, found.share), href, str(found.count))
    return Row(words.label(category, option), href, current, _edition_cell(scene, category, option, folder, edition))


def _edition_cell(scene: Scene, category: str, option: str, folder: str, edition: Tally | None) -> Cell:
    if edition is None or option not in edition.options:
        return NOTHING
    href = edition_href(scene, scene.settings.site.edition or "", category, option, folder)
    return Cell(figure(scene, edition, option), href)


def notes(scene: Scene, name: str, tally: Tally) -> Iterator[str]:
    """How the numbers of a category are to be read."""
    words = scene.words
    if name != DURATION:
        yield words.gettext("Several answers are possible, so the shares do not add up to 100 %.")
    else:
        yield words.gettext("Longer than five years implies longer than two. Exactly two years is not longer than two.")
    yield from not_stated(scene, tally)


def cross_notes(scene: Scene) -> Iterator[str]:
    """How the cross-table is to be read."""
    yield scene.words.gettext(
        "An entry with several subsectors or sectors stands in several cells, "
        "so the cells add up to more than all entries."
    )


def home_view(scene: Scene, cards: Cards) -> HomeView:
    """What the home page of a language shows."""
    words, site = scene.words, scene.settings.site
    address = scene.addresses.home()
    folder = folder_of(address)
    total = len(scene.statistics.entries)
    name = words.best(site.name)
    tagline = words.best(site.tagline)
    latest = newest(scene)
    twins = {language: one.home() for language, one in scene.everywhere.items()}
    doors = [(scene.pages[door], scene.addresses.view(door)) for door in DOORS if door in scene.pages]
    return HomeView(
        frame=scene.frame(
            address, twins, name, f"{tagline}.", emblems=latest, linked=linked.home(scene, f"{tagline}.")
        ),
        entries=Cell(words.number(total), relative(folder, scene.addresses.browse()), str(total)),
        told=words.published(total),
        emblems=tuple(map(scene.emblem, latest)),
        highlights=tuple(_highlights(scene, folder)),
        highlights_note=_origin(scene, total),
        evaluation=relative(folder, scene.addresses.view("evaluation") or ""),
        cards=cards(latest),
        browse=relative(folder, scene.addresses.browse()),
        doors=tuple(
            (
                Link(words.spoken(page.title, page.language), relative(folder, target or "")),
                words.spoken(page.description, page.language),
            )
            for page, target in doors
        ),
        map=map_view(scene, address),
        places=place_groups(scene, folder),
    )


def _origin(scene: Scene, total: int) -> str:
    """Where the numbers of the home page come from."""
    words = scene.words
    told = words.ngettext(
        "Counted from the case file of {count} published entry, with durations reckoned to {day}. "
        "Each number opens the entries behind it.",
        "Counted from the case files of {count} published entries, with durations reckoned to {day}. "
        "Each number opens the entries behind it.",
        total,
    )
    return told.format(count=words.number(total), day=words.day(scene.settings.site.evaluated_on))


def _highlights(scene: Scene, folder: str) -> Iterator[Highlight]:
    """The most frequent answer of each category."""
    words, vocabulary = scene.words, scene.settings.vocabulary
    for name in CATEGORIES:
        tally = scene.statistics.categories[name]
        options = evaluated(vocabulary, name)
        option = max(options, key=lambda key: (tally.options[key].count, -options.index(key)))
        if tally.options[option].count:
            label = words.best(vocabulary.categories[name].label)
            yield Highlight(
                figure(scene, tally, option),
                words.label(name, option),
                label,
                name.replace("_", "-"),
                href_of(scene, folder, name, option),
            )


def newest(scene: Scene) -> tuple[str, ...]:
    """The entries listed last; those without a date follow by title."""

    def age(slug: str) -> int:
        listed = scene.cases[slug].listed
        return -listed.toordinal() if listed else 0

    return tuple(sorted(scene.order, key=age)[:CARDS_AT_HOME])
