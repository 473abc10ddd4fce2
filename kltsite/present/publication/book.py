"""The whole book of one language: its chapters in the order of `site.yaml`, and all that stands before and behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import ceil

from markupsafe import Markup, escape
from msgspec import Struct
from msgspec.structs import replace

from kltsite.domain.settings import CHAPTERS, Publication, Settings
from kltsite.present.emblem import forms_of
from kltsite.present.markup import Renderer
from kltsite.present.publication import catalogue, drawings
from kltsite.present.publication.anchors import CATALOGUE, Anchors, as_read
from kltsite.present.publication.chapters import criteria_chapter, evaluation_chapter, prose_chapter
from kltsite.present.publication.views import Chapter, ContentsItem, PublicationView
from kltsite.present.views import Link
from kltsite.present.views.scene import Scene
from kltsite.stats import edition_tallies

STYLE, TEMPLATE, COVER = "publication.css", "publication.html", "cover.svg"
IMPRINT = "imprint"
LINE = 52  # letters of a heading in the contents, at most
HEADINGS = 1  # the highest level of a heading in a page, as on the site


class Book(Struct, frozen=True):
    """A document and the files that it names."""

    html: str
    files: Mapping[str, bytes]
    styles: str = ""  # those of its own, beside the common ones


def book(scene: Scene, edition: str, commit: str, generator: str, title: str = "") -> Book:
    """The publication in the language of `scene`; drafts are left out, as they are of every number.

    `edition` names the published evaluation whose numbers it tells; with "" it tells today's.
    `title` is that of the edition which today's are being frozen as. Raises TemplateError.
    """
    stated = scene.settings.site.publication or _plain(scene.settings)
    anchors = Anchors(scene.addresses, scene.settings.site.base_url, _there(scene, stated))
    scene = replace(_published(scene), addresses=anchors, edition=edition)
    files: dict[str, bytes] = {COVER: drawings.cover_file([forms_of(scene.cases[slug]) for slug in _first(scene)])}
    chapters = tuple(_chapters(scene, anchors, stated, files, whole=not edition))
    view = _view(scene, anchors, stated, chapters, _status(scene, edition, title), commit, generator)
    return Book(scene.templates.render(TEMPLATE, view), files, catalogue.styles(files))


def _plain(settings: Settings) -> Publication:
    """What a publication is where the site says nothing of it."""
    site = settings.site
    return Publication(title=site.name, subtitle=site.tagline, chapters=CHAPTERS)


def _there(scene: Scene, stated: Publication) -> tuple[str, ...]:
    return tuple(name for name in stated.chapters if name in CHAPTERS or name in scene.pages)


def _published(scene: Scene) -> Scene:
    cases = {slug: case for slug, case in scene.cases.items() if case.published}
    return replace(scene, cases=cases, order=tuple(slug for slug in scene.order if slug in cases))


def _of_edition(scene: Scene) -> Scene:
    """The scene with the numbers of the book's edition in the place of today's."""
    if not scene.edition:
        return scene
    frozen = scene.settings.editions[scene.edition]
    site = replace(scene.settings.site, edition=None)
    settings = replace(scene.settings, site=site)
    return replace(
        scene,
        settings=settings,
        statistics=replace(scene.statistics, categories=edition_tallies(frozen)),
    )


def _first(scene: Scene) -> Iterable[str]:
    """The entry on the cover: the first one of the pair of fields that meets most often."""
    cross = scene.statistics.cross
    most = max(cross, key=lambda pair: (len(cross[pair]), pair), default=None)
    return cross[most][:1] if most else scene.order[:1]


def _chapters(
    scene: Scene, anchors: Anchors, stated: Publication, files: dict[str, bytes], *, whole: bool
) -> Iterator[Chapter]:
    renderer = Renderer(HEADINGS)
    for name in _there(scene, stated):
        if name == "criteria":
            yield criteria_chapter(scene)
        elif name == "evaluation":
            chapter, drawn = evaluation_chapter(_of_edition(scene), whole=whole)
            files.update(drawn)
            yield chapter
        elif name == CATALOGUE:
            entries, shown = catalogue.catalogue_chapter(scene, anchors)
            files.update(shown)
            yield entries
        else:
            yield prose_chapter(scene, anchors, scene.pages[name], renderer)


def _view(
    scene: Scene,
    anchors: Anchors,
    stated: Publication,
    chapters: tuple[Chapter, ...],
    status: str,
    commit: str,
    generator: str,
) -> PublicationView:
    words, site = scene.words, scene.settings.site
    title, subtitle = words.text(stated.title)[0], words.text(stated.subtitle)[0] if stated.subtitle else ""
    legal = scene.pages.get(IMPRINT)
    registers = catalogue.registers(scene) if CATALOGUE in (one.anchor for one in chapters) else ()
    sources = catalogue.sources(scene)
    return PublicationView(
        language=scene.language,
        title=title,
        subtitle=subtitle,
        site=words.text(site.name)[0],
        description=subtitle or words.text(site.tagline)[0],
        author=site.contact.name,
        created=site.evaluated_on.isoformat(),
        status=status,
        imprint=tuple(_imprint(scene)),
        legal=prose_chapter(scene, anchors, legal, Renderer(HEADINGS), noted=False).body if legal else Markup(""),
        contents=_sides(tuple(_contents(scene, chapters, registers=bool(registers), sources=bool(sources)))),
        chapters=chapters,
        registers=registers,
        sources=sources,
        colophon=tuple(_colophon(scene, commit, generator)),
    )


def _contents(scene: Scene, chapters: Iterable[Chapter], *, registers: bool, sources: bool) -> Iterator[ContentsItem]:
    told = scene.words.gettext
    yield from (ContentsItem(Link(one.title, f"#{one.anchor}"), one.headings) for one in chapters)
    if registers:
        yield ContentsItem(Link(told("Index"), "#index"), ())
    if sources:
        yield ContentsItem(Link(told("Sources"), "#sources"), ())
    yield ContentsItem(Link(told("Imprint and colophon"), "#colophon"), ())


def _sides(items: Sequence[ContentsItem]) -> tuple[tuple[ContentsItem, ...], ...]:
    """The contents in two columns, the second never the longer one; balancing them takes WeasyPrint seconds."""
    lines = [2 + sum(ceil(len(one.text) / LINE) for one in item.headings) for item in items]
    at = next(n for n in range(1, len(items) + 1) if sum(lines[:n]) >= sum(lines[n:]))
    return tuple(side for side in (tuple(items[:at]), tuple(items[at:])) if side)


def _evaluated(scene: Scene) -> str:
    """The day to which durations were reckoned; of an edition that does not tell it, when it came out."""
    words, edition = scene.words, scene.settings.editions.get(scene.edition)
    if edition is None:
        return words.day(scene.settings.site.evaluated_on)
    return words.day(edition.evaluated_on) if edition.evaluated_on else words.moment(edition.published)


def _status(scene: Scene, edition: str, title: str) -> str:
    """What stands on the cover: of which day, and how many entries."""
    words = scene.words
    if edition:
        return words.text(scene.settings.editions[edition].title)[0]
    told = words.ngettext("{count} collaboration, evaluated on {day}", "{count} collaborations, evaluated on {day}",
                          len(scene.statistics.entries))  # fmt: skip
    counted = told.format(
        count=words.number(len(scene.statistics.entries)), day=words.day(scene.settings.site.evaluated_on)
    )
    return f"{title} · {counted}" if title else counted


def _imprint(scene: Scene) -> Iterator[tuple[str, Markup]]:
    told, site = scene.words.gettext, scene.settings.site
    yield told("Published by"), Markup(escape(site.contact.name))
    yield told("Online"), _link(site.base_url)
    yield told("Contact"), Markup('<a href="mailto:{0}">{0}</a>').format(site.contact.email)
    yield told("Licence"), Markup('<a href="{}">{}</a>').format(site.licence.url, site.licence.name)
    if site.funding:
        yield told("Funding"), Markup(scene.said(site.funding).__html__())


def _link(address: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(address, as_read(address))


def _colophon(scene: Scene, commit: str, generator: str) -> Iterator[tuple[str, str]]:
    words = scene.words
    told = words.gettext
    yield told("Entries"), words.number(len(scene.order))
    yield told("Evaluated on"), _evaluated(scene)
    if commit:
        yield told("State of the files"), commit
    yield told("Made by"), generator
    yield told("Typefaces"), "Vollkorn, Source Sans 3"
