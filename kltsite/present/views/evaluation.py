"""The evaluation and the home page: every number opens exactly the entries behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from markupsafe import Markup

from kltsite.domain.settings import CATEGORIES, DURATION, Edition
from kltsite.present.addresses import folder_of, relative
from kltsite.present.charts import Bar, Chart
from kltsite.present.views import (
    CategorySection,
    Cell,
    CrossTable,
    EvaluationView,
    Highlight,
    HomeView,
    Link,
    Row,
    linked,
)
from kltsite.present.views.entries import Cards
from kltsite.present.views.lists import facet_groups
from kltsite.present.views.scene import Scene
from kltsite.stats import Count, Tally, edition_tallies, evaluated, left_out

CARDS_AT_HOME = 6
DOORS = ("learnings", "advice-for-companies", "advice-for-municipalities", "contribute")
NOTHING = Cell("")

Draw = Callable[[Chart], str]  # a chart -> the SVG that goes into the page


def category_chart(scene: Scene, category: str, folder: str) -> Chart:
    """The chart of one category: its evaluated options, each bar a link to its entries."""
    words, tally = scene.words, scene.statistics.categories[category]
    label = words.text(scene.settings.vocabulary.categories[category].label)[0]
    bars = tuple(
        Bar(
            words.label(category, option),
            tally.options[option].share or Decimal(0),
            _told(scene, tally, option),
            _href(scene, folder, category, option),
        )
        for option in evaluated(scene.settings.vocabulary, category)
    )
    return Chart(
        f"chart-{category.replace('_', '-')}", label, _description(scene, category, tally), bars, scene.language
    )


def _told(scene: Scene, tally: Tally, option: str) -> str:
    found = tally.options[option]
    return scene.words.figure(found.count, tally.answered, found.share)


def _href(scene: Scene, folder: str, category: str, option: str) -> str:
    found = scene.statistics.categories[category].options[option]
    return relative(folder, scene.addresses.facet(category, option)) if found.count else ""


def _description(scene: Scene, category: str, tally: Tally) -> str:
    """What the chart shows, in a sentence that its numbers make."""
    words = scene.words
    options = [(tally.options[key], key) for key in evaluated(scene.settings.vocabulary, category)]
    most = max((found.count for found, _ in options), default=0)
    if not most:
        return words.gettext("No entry states this yet.")
    first = [words.label(category, key) for found, key in options if found.count == most]
    told = words.gettext("Most often: {options}, {figure}.")
    share = next(found for found, _ in options if found.count == most)
    return told.format(options=" · ".join(first), figure=words.figure(share.count, tally.answered, share.share))


def evaluation_view(scene: Scene, draw: Draw) -> EvaluationView:
    """What the evaluation page shows."""
    words, site = scene.words, scene.settings.site
    address = scene.addresses.view("evaluation") or ""
    folder = folder_of(address)
    edition = scene.settings.editions.get(site.edition or "")
    published = edition_tallies(edition) if edition else {}
    total = len(scene.statistics.entries)
    title = scene.named("evaluation")
    told = words.ngettext("{count} published entry", "{count} published entries", total).format(
        count=words.number(total)
    )
    twins = {language: one.view("evaluation") or "" for language, one in scene.everywhere.items()}
    described = words.gettext("Four categories, counted: {entries}.").format(entries=told)
    steps = (linked.home_step(scene), linked.view_step(scene, "evaluation"))
    return EvaluationView(
        frame=scene.frame(
            address, twins, title, described, linked=linked.some_page(scene, address, title, described, *steps)
        ),
        told=told,
        entries=Cell(words.number(total), relative(folder, scene.addresses.browse()), str(total)),
        as_of=words.day(site.evaluated_on),
        edition_title=scene.said(edition.title) if edition else None,
        edition_note=scene.said(edition.note) if edition and edition.note else None,
        edition_source=edition.source if edition else "",
        difference=_difference(scene, edition, total),
        categories=tuple(_category(scene, name, folder, published.get(name), draw) for name in CATEGORIES),
        cross=_cross(scene, folder),
        cross_notes=tuple(_cross_notes(scene)),
        facets=facet_groups(scene, folder)[:5],
        downloads=tuple(
            Link(name, relative(folder, f"data/v1/{name}")) for name in ("evaluation.json", "evaluation.csv")
        ),
    )


def _difference(scene: Scene, edition: Edition | None, total: int) -> str:
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
        label=words.text(category.label)[0],
        question=words.text(category.question)[0],
        chart=Markup(draw(category_chart(scene, name, folder))),  # our own SVG, see present.charts
        rows=tuple(_row(scene, name, option, folder, edition) for option in evaluated(vocabulary, name)),
        left_out=tuple(_row(scene, name, option, folder, edition) for option in left_out(vocabulary, name)),
        notes=tuple(_notes(scene, name, tally)),
    )


def _row(scene: Scene, category: str, option: str, folder: str, edition: Tally | None) -> Row:
    tally, words = scene.statistics.categories[category], scene.words
    found = tally.options[option]
    href = _href(scene, folder, category, option)
    current = Cell(words.figure(found.count, tally.answered, found.share), href, str(found.count))
    before = edition.options.get(option) if edition else None
    return Row(words.label(category, option), href, current, _edition_cell(scene, before, edition))


def _edition_cell(scene: Scene, found: Count | None, edition: Tally | None) -> Cell:
    if found is None or edition is None:
        return NOTHING
    return Cell(scene.words.figure(found.count, edition.answered, found.share))


def _notes(scene: Scene, name: str, tally: Tally) -> Iterator[str]:
    words = scene.words
    if name != DURATION:
        yield words.gettext("Several answers are possible, so the shares do not add up to 100 %.")
    else:
        yield words.gettext("Longer than five years implies longer than two. Exactly two years is not longer than two.")
    if not tally.complete:
        missing = tally.total - tally.answered
        told = words.ngettext(
            "{missing} of {total} entries does not state this and is not counted here.",
            "{missing} of {total} entries do not state this and are not counted here.",
            missing,
        )
        yield told.format(missing=words.number(missing), total=words.number(tally.total))


def _cross(scene: Scene, folder: str) -> CrossTable:
    words, cross, vocabulary = scene.words, scene.statistics.cross, scene.settings.vocabulary
    rows = [key for key in vocabulary.subsectors if any(pair[0] == key for pair in cross)]
    columns = [key for key in vocabulary.sectors if any(pair[1] == key for pair in cross)]

    def cell(row: str, column: str) -> Cell:
        slugs = cross.get((row, column))
        if not slugs:
            return NOTHING
        return Cell(words.number(len(slugs)), relative(folder, scene.addresses.cell(row, column)), str(len(slugs)))

    return CrossTable(
        tuple(words.label("sector", key) for key in columns),
        tuple((words.label("subsector", row), tuple(cell(row, column) for column in columns)) for row in rows),
    )


def _cross_notes(scene: Scene) -> Iterator[str]:
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
    name, _ = words.text(site.name)
    tagline, _ = words.text(site.tagline)
    twins = {language: one.home() for language, one in scene.everywhere.items()}
    doors = [(scene.pages[door], scene.addresses.view(door)) for door in DOORS if door in scene.pages]
    return HomeView(
        frame=scene.frame(address, twins, name, f"{tagline}.", linked=linked.home(scene, f"{tagline}.")),
        entries=Cell(words.number(total), relative(folder, scene.addresses.browse()), str(total)),
        told=words.ngettext("{count} published entry", "{count} published entries", total).format(
            count=words.number(total)
        ),
        highlights=tuple(_highlights(scene, folder)),
        highlights_note=words.gettext("Evaluated on {day}. Each number opens the entries behind it.").format(
            day=words.day(site.evaluated_on)
        ),
        evaluation=relative(folder, scene.addresses.view("evaluation") or ""),
        cards=cards(_newest(scene), folder),
        browse=relative(folder, scene.addresses.browse()),
        doors=tuple((Link(page.title, relative(folder, target or "")), page.description) for page, target in doors),
    )


def _highlights(scene: Scene, folder: str) -> Iterator[Highlight]:
    """The most frequent answer of each category."""
    words, vocabulary = scene.words, scene.settings.vocabulary
    for name in CATEGORIES:
        tally = scene.statistics.categories[name]
        options = evaluated(vocabulary, name)
        option = max(options, key=lambda key: (tally.options[key].count, -options.index(key)))
        if tally.options[option].count:
            label = words.text(vocabulary.categories[name].label)[0]
            yield Highlight(
                _told(scene, tally, option),
                words.label(name, option),
                label,
                name.replace("_", "-"),
                _href(scene, folder, name, option),
            )


def _newest(scene: Scene) -> tuple[str, ...]:
    """The entries listed last; those without a date follow by title."""

    def age(slug: str) -> int:
        listed = scene.cases[slug].listed
        return -listed.toordinal() if listed else 0

    return tuple(sorted(scene.order, key=age)[:CARDS_AT_HOME])
