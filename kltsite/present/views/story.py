"""The evaluation as charts: what each shows and says, its picture for files, and its page for other sites."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from math import ceil

from markupsafe import Markup
from msgspec import Struct

from kltsite.domain.settings import CATEGORIES
from kltsite.present.addresses import folder_of, relative
from kltsite.present.charts import Bar, Before, Chart, Picture, bars
from kltsite.present.charts.heat import heat
from kltsite.present.charts.picture import as_file, framed, in_page
from kltsite.present.charts.svg import Told
from kltsite.present.views import Cell, Link, framing
from kltsite.present.views.charted import Charted, EmbedView, HeatCell, HeatMap
from kltsite.present.views.periods import PERIODS, period_picture, period_says, period_title
from kltsite.present.views.scene import Scene, of_scene
from kltsite.present.views.series import OVER_TIME, series_picture, series_says, series_title
from kltsite.stats import CROSS, Tally, edition_tallies, evaluated, shade, shades

OF_TODAY = (*CATEGORIES, CROSS, *PERIODS)
NAMES = (*OF_TODAY, *OVER_TIME)
ASSETS, TABLES = "assets/charts/", "data/v1/charts/"
FRAME_WIDTH = 600  # CSS pixels, for programs that want a number
MOST_NAMED = 3  # pairs of the cross-table that share the highest count

Draw = Callable[[Chart], str]  # a chart -> the SVG that goes into the page


class ChartFiles(Struct, frozen=True):
    """A chart as files: the SVG and, as PNG, the picture that is yet to be painted."""

    svg: str
    data: bytes
    png: str
    picture: Picture


def slug_of(name: str) -> str:
    """A chart's name in addresses and anchors."""
    return name.replace("_", "-")


def title_of(scene: Scene, name: str) -> str:
    """What a chart is called."""
    if name in CATEGORIES:
        return scene.words.best(scene.settings.vocabulary.categories[name].label)
    if name in OVER_TIME:
        return series_title(scene, name)
    return scene.words.gettext("Who meets whom") if name == CROSS else period_title(scene, name)


def says(scene: Scene, name: str) -> str:
    """What a chart shows, in a sentence that its numbers make."""
    if name in CATEGORIES:
        return _category_says(scene, name)
    if name in OVER_TIME:
        return series_says(scene, name)
    return _cross_says(scene) if name == CROSS else period_says(scene, name)


def hue_of(name: str) -> str:
    """The colour of what a chart counts."""
    counted = OVER_TIME.get(name, name)
    return slug_of(counted) if counted in CATEGORIES else "both" if name == CROSS else "duration"


def drawn(scene: Scene, name: str, folder: str, draw: Draw) -> Markup:
    """A chart's drawing for a page of `folder`; nothing for the cross-table, which is one of HTML."""
    if name in CATEGORIES:
        return Markup(draw(category_chart(scene, name, folder)))  # our own SVG, see present.charts
    if name == CROSS:
        return Markup("")
    composed = series_picture if name in OVER_TIME else period_picture
    return Markup(in_page(composed(scene, name, folder), _told(scene, name)))  # our own SVG too


def _told(scene: Scene, name: str) -> Told:
    return Told(f"chart-{slug_of(name)}", title_of(scene, name), says(scene, name), scene.language)


# -- the four categories -------------------------------------------------------------------------------------


def category_chart(scene: Scene, category: str, folder: str) -> Chart:
    """The chart of one category: its evaluated options, each bar a link to its entries, the edition's beside it."""
    words, tally = scene.words, scene.statistics.categories[category]
    published = edition_of(scene).get(category)
    drawn_bars = tuple(
        Bar(
            words.label(category, option),
            tally.options[option].share or Decimal(0),
            figure(scene, tally, option),
            href_of(scene, folder, category, option),
            _before(scene, published, option),
        )
        for option in evaluated(scene.settings.vocabulary, category)
    )
    told = _told(scene, category)
    return Chart(told.identifier, told.title, told.description, drawn_bars, told.language)


def edition_of(scene: Scene) -> Mapping[str, Tally]:
    """The tallies of the edition that stands beside today's; none where there is none."""
    edition = scene.settings.editions.get(scene.settings.site.edition or "")
    return edition_tallies(edition) if edition else {}


def _before(scene: Scene, published: Tally | None, option: str) -> Before | None:
    if published is None or option not in published.options:
        return None
    edition = scene.settings.editions[scene.settings.site.edition or ""]
    told = f"{scene.words.best(edition.title)}: {figure(scene, published, option)}"
    return Before(published.options[option].share or Decimal(0), told)


def figure(scene: Scene, tally: Tally, option: str) -> str:
    """16 of 23 (69.6 %)."""
    found = tally.options[option]
    return scene.words.figure(found.count, tally.answered, found.share)


def href_of(scene: Scene, folder: str, category: str, option: str) -> str:
    """The way from a page of `folder` to the entries with an answer; "" where there are none."""
    found = scene.statistics.categories[category].options[option]
    return relative(folder, scene.addresses.facet(category, option)) if found.count else ""


def _category_says(scene: Scene, category: str) -> str:
    words, tally = scene.words, scene.statistics.categories[category]
    options = [(tally.options[key], key) for key in evaluated(scene.settings.vocabulary, category)]
    most = max((found.count for found, _ in options), default=0)
    if not most:
        return words.gettext("No entry states this yet.")
    first = [words.label(category, key) for found, key in options if found.count == most]
    told = words.gettext("Most often: {options}, {figure}.")
    share = next(found for found, _ in options if found.count == most)
    return told.format(options=" · ".join(first), figure=words.figure(share.count, tally.answered, share.share))


# -- the cross-table -----------------------------------------------------------------------------------------


def heat_map(scene: Scene, folder: str) -> HeatMap:
    """Subsector by sector; rows and columns without entries are left out."""
    words, cross = scene.words, scene.statistics.cross
    rows, columns = _sides(scene)
    steps = shades(len(slugs) for slugs in cross.values())

    def cell(row: str, column: str) -> HeatCell | None:
        slugs = cross.get((row, column))
        if not slugs:
            return None
        href = relative(folder, scene.addresses.cell(row, column))
        return HeatCell(Cell(words.number(len(slugs)), href, str(len(slugs))), shade(len(slugs), steps))

    return HeatMap(
        tuple(words.label("sector", key) for key in columns),
        tuple((words.label("subsector", row), tuple(cell(row, column) for column in columns)) for row in rows),
        tuple(_legend(scene, steps)),
    )


def _sides(scene: Scene) -> tuple[list[str], list[str]]:
    """The subsectors and the sectors that have entries together."""
    cross, vocabulary = scene.statistics.cross, scene.settings.vocabulary
    rows, columns = {pair[0] for pair in cross}, {pair[1] for pair in cross}
    return [key for key in vocabulary.subsectors if key in rows], [key for key in vocabulary.sectors if key in columns]


def _legend(scene: Scene, steps: tuple[tuple[int, int], ...]) -> Iterator[tuple[int, str]]:
    """Each shade with the counts it stands for: 1 · 2 to 4 · 5 to 7."""
    words, lowest = scene.words, 1
    for step, highest in steps:
        told = words.gettext("{lowest} to {highest}")
        yield (
            step,
            words.number(highest)
            if lowest == highest
            else told.format(lowest=words.number(lowest), highest=words.number(highest)),
        )
        lowest = highest + 1


def _cross_says(scene: Scene) -> str:
    words, cross = scene.words, scene.statistics.cross
    most = max(map(len, cross.values()), default=0)
    if not most:
        return words.gettext("No entry states this yet.")
    first = [pair for pair, slugs in cross.items() if len(slugs) == most]
    count = words.ngettext("{count} entry", "{count} entries", most).format(count=words.number(most))
    if len(first) > MOST_NAMED:
        told = words.gettext("{pairs} pairs of fields meet most often, each of them in {entries}.")
        return told.format(pairs=words.number(len(first)), entries=count)
    pairs = " · ".join(f"{words.label('subsector', one)} × {words.label('sector', other)}" for one, other in first)
    return words.gettext("Most often: {options}, {figure}.").format(options=pairs, figure=count)


def _heat_picture(scene: Scene) -> Picture:
    found = heat_map(scene, "")
    cells = {
        (row, column): (cell.number.text, cell.step)
        for row, (_, numbers) in enumerate(found.rows)
        for column, cell in enumerate(numbers)
        if cell
    }
    return heat([label for label, _ in found.rows], found.columns, cells, says(scene, CROSS))


# -- what a reader can take along ----------------------------------------------------------------------------


@of_scene(64)  # the page, the embedded page and the files themselves ask for it
def files_of(scene: Scene, name: str) -> ChartFiles:
    """A chart as files; their names carry a digest of what they show."""
    picture = _framed(scene, name)
    data = as_file(picture, _told(scene, name))
    stem = f"{ASSETS}{slug_of(name)}.{scene.language}.{hashlib.blake2b(data, digest_size=5).hexdigest()}"
    return ChartFiles(f"{stem}.svg", data, f"{stem}.png", picture)


@of_scene(64)
def _framed(scene: Scene, name: str) -> Picture:
    return framed(picture_of(scene, name), _told(scene, name).title, _source(scene))


def picture_of(scene: Scene, name: str) -> Picture:
    """A chart without anything around it, in its own colour."""
    if name in CATEGORIES:
        chart = bars.picture(category_chart(scene, name, ""))
    elif name in OVER_TIME:
        chart = series_picture(scene, name, "")
    else:
        chart = _heat_picture(scene) if name == CROSS else period_picture(scene, name, "")
    return Picture(chart.width, chart.height, chart.marks, hue_of(name))


def drawing_of(scene: Scene, name: str) -> bytes:
    """The same as an SVG file."""
    return as_file(picture_of(scene, name), _told(scene, name))


def _source(scene: Scene) -> str:
    """Where a chart that travels comes from, of which day, and under which licence."""
    words, site = scene.words, scene.settings.site
    told = words.gettext("{site}, {address}. Evaluated on {day}. Licence: {licence}.")
    return told.format(
        site=words.best(site.name),
        address=site.base_url,
        day=words.day(site.evaluated_on),
        licence=site.licence.name,
    )


def charted(scene: Scene, name: str, folder: str, draw: Draw) -> Charted:
    """A chart and all that stands around it on its page."""
    files, address = files_of(scene, name), scene.addresses.embed(slug_of(name))
    there = ((files.svg, "SVG"), (files.png, "PNG"), (f"{TABLES}{slug_of(name)}.csv", "CSV"))
    return Charted(
        name=slug_of(name),
        title=title_of(scene, name),
        says=says(scene, name),
        svg=drawn(scene, name, folder, draw),
        files=tuple(Link(kind, relative(folder, file)) for file, kind in there),
        embed=relative(folder, address),
        snippet=snippet(scene, name),
        choose=f"{relative(folder, scene.addresses.view('embedding') or '')}?chart={slug_of(name)}",
    )


def tables(scene: Scene) -> Iterator[tuple[str, str]]:
    """The name of each chart's table among the open data, and what it holds."""
    for name in NAMES:
        told = scene.words.gettext("The numbers behind a chart: {title}").format(title=title_of(scene, name))
        yield f"charts/{slug_of(name)}.csv", told


def snippet(scene: Scene, name: str, width: str = "100%") -> str:
    """What a page of another site needs to show the chart in a frame; `width` as in HTML."""
    source = scene.settings.site.base_url + scene.addresses.embed(slug_of(name))
    title = f"{title_of(scene, name)} – {scene.words.best(scene.settings.site.name)}"
    return framing.snippet(source, title, frame_height(scene, name), width)


def oembed_address(scene: Scene, name: str) -> str:
    """Where programs find how to show the chart in a page of another site (oEmbed)."""
    return scene.addresses.embed(slug_of(name)).removesuffix("html") + "json"


def frame_height(scene: Scene, name: str) -> int:
    """The height in CSS pixels that an embedded chart needs at most, whatever the width of its frame."""
    around = 330  # heading, sentence and source, broken over more lines on a narrow page
    if name == CROSS:
        return around + 130 + 90 * len(_sides(scene)[0])
    # The page is at most 480 px wide inside, a picture 360 units.
    return around + ceil(_framed(scene, name).height * 4 / 3)


def embed_view(scene: Scene, name: str, draw: Draw) -> EmbedView:
    """What the page of one chart shows, in a frame on another site."""
    words, address = scene.words, scene.addresses.embed(slug_of(name))
    folder = folder_of(address)
    home = scene.addresses.view("editions" if name in OVER_TIME else "evaluation") or ""
    title = title_of(scene, name)
    twins = {language: one.embed(slug_of(name)) for language, one in scene.everywhere.items()}
    svg = drawn(scene, name, folder, draw)
    back = Link(words.best(scene.settings.site.name), f"{relative(folder, home)}#{slug_of(name)}--heading")
    return EmbedView(
        frame=scene.frame(address, twins, title, says(scene, name), index=False),
        name=slug_of(name),
        hue=hue_of(name),
        says=says(scene, name),
        svg=Markup(str(svg).replace("<a href=", '<a target="_top" href=')),  # a `<` in a text is escaped
        heat=heat_map(scene, folder) if name == CROSS else None,
        evaluated=words.day(scene.settings.site.evaluated_on),
        back=back,
        style=relative(folder, scene.assets["embed.css"]),
        oembed=scene.settings.site.base_url + oembed_address(scene, name),
    )
