"""The categories over time: their shares in each edition, and today."""

from __future__ import annotations

from msgspec import Struct

from kltsite.domain.settings import CATEGORIES
from kltsite.editions import oldest_first
from kltsite.present.addresses import relative
from kltsite.present.charts.picture import Picture
from kltsite.present.charts.series import Line, Point, series
from kltsite.present.views import Cell
from kltsite.present.views.scene import Scene
from kltsite.stats import Tally, edition_tallies, evaluated, most_changed

OVER_TIME = {f"{category}_over_time": category for category in CATEGORIES}
"""The name of a chart -> the category that it shows."""

TODAY = "today"  # in the place of an edition's name


class Standing(Struct, frozen=True):
    """The numbers of a category at one time: those of an edition, or today's."""

    name: str  # of the edition, or TODAY
    title: str
    tally: Tally


def standings(scene: Scene, category: str) -> tuple[Standing, ...]:
    """The editions that count a category, the oldest first, and today."""
    editions = scene.settings.editions
    found = []
    for name in oldest_first(editions):
        if category in editions[name].categories:
            title = scene.words.best(editions[name].title)
            found.append(Standing(name, title, edition_tallies(editions[name])[category]))
    return (*found, Standing(TODAY, scene.words.gettext("today"), scene.statistics.categories[category]))


def number(scene: Scene, category: str, option: str, standing: Standing, folder: str) -> Cell | None:
    """16 of 23 (69.6 %), which opens its entries where they are known; None where the option was not counted."""
    found = standing.tally.options.get(option)
    if found is None:
        return None
    told = scene.words.figure(found.count, standing.tally.answered, found.share)
    if standing.name == TODAY:
        href = relative(folder, scene.addresses.facet(category, option)) if found.count else ""
        return Cell(told, href, str(found.count))
    return Cell(told, edition_href(scene, standing.name, category, option, folder))


def edition_href(scene: Scene, name: str, category: str, option: str, folder: str) -> str:
    """The way from a page of `folder` to the entries behind a number of an edition; "" where it names none."""
    edition = scene.settings.editions[name]
    if edition.counted is None or not edition.categories.get(category, {}).get(option):
        return ""
    return f"{relative(folder, scene.addresses.edition(name))}#{anchor(category, option)}"


def anchor(category: str, option: str) -> str:
    """Where the page of an edition names the entries behind a number."""
    return f"{category.replace('_', '-')}--{option}"


def series_title(scene: Scene, name: str) -> str:
    """What the chart is called."""
    label = scene.words.best(scene.settings.vocabulary.categories[OVER_TIME[name]].label)
    return scene.words.gettext("{category} over time").format(category=label)


def series_says(scene: Scene, name: str) -> str:
    """What the chart shows, in a sentence that its numbers make."""
    words, category = scene.words, OVER_TIME[name]
    first, *further = standings(scene, category)
    if not further:
        return words.gettext("There is no edition yet that today's numbers could be compared with.")
    last = further[-1]
    told = _most_changed(scene, category, first, last)
    if len(further) == 1:
        told += " " + words.gettext("With one edition and today these are two points, and no trend yet.")
    return told


def _most_changed(scene: Scene, category: str, first: Standing, last: Standing) -> str:
    words = scene.words
    option = most_changed(first.tally, last.tally, evaluated(scene.settings.vocabulary, category))
    if option is None:
        return words.gettext("From “{first}” to today no share has changed.").format(first=first.title)
    before, after = (_figure(scene, one.tally, option) for one in (first, last))
    told = words.gettext("From “{first}” to today “{option}” changed most: {before} → {after}.")
    return told.format(first=first.title, option=words.label(category, option), before=before, after=after)


def _figure(scene: Scene, tally: Tally, option: str) -> str:
    found = tally.options[option]
    return scene.words.figure(found.count, tally.answered, found.share)


def series_picture(scene: Scene, name: str, folder: str) -> Picture:
    """The chart: a field for each option."""
    words, category = scene.words, OVER_TIME[name]
    stands = standings(scene, category)
    lines = [
        Line(
            words.label(category, option),
            tuple(_point(scene, category, option, standing, folder) for standing in stands),
        )
        for option in evaluated(scene.settings.vocabulary, category)
    ]
    editions = scene.settings.editions
    ticks = [
        words.gettext("Today") if one.name == TODAY else words.short(editions[one.name].published) for one in stands
    ]
    return series(lines, ticks, category.replace("_", "-"))


def _point(scene: Scene, category: str, option: str, standing: Standing, folder: str) -> Point | None:
    cell = number(scene, category, option, standing, folder)
    share = standing.tally.options[option].share if cell else None
    if cell is None or share is None:
        return None
    told = f"{scene.words.label(category, option)}, {standing.title}: {cell.text}"
    return Point(share, scene.words.share(share), cell.href, told)
