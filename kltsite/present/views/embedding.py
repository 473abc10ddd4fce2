"""What other sites can show of this one: the card of an entry in a frame, and the page that makes the code for it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from kltsite.domain.collaboration import Collaboration
from kltsite.present.addresses import folder_of, relative
from kltsite.present.views import Card, Frame, Link, Said, linked
from kltsite.present.views.framing import SMALL, TEXT, TITLE, Face, Framed, card_heights, height_at, snippet
from kltsite.present.views.lists import card
from kltsite.present.views.pictures import first_of
from kltsite.present.views.scene import FRAMING, Scene, of_scene
from kltsite.present.views.story import NAMES, frame_height, slug_of, title_of
from kltsite.present.views.story import snippet as chart_snippet

STYLE, ENTRIES = "embed.css", "embed-entries.js"
SCRIPTS = ("copy.js", "embedding.js")


class CardView(Struct, frozen=True):
    """`embed.card.html`: the card of one entry, for a frame on another site; all its links lead out of the frame."""

    frame: Frame
    style: str
    oembed: str  # the whole address of what tells programs how to frame it; "" for an entry that was withdrawn
    title: Said
    href: str
    card: Card | None  # None where the entry was withdrawn
    folder: str  # the way to what the card's addresses begin at
    gone: str  # that it was withdrawn, and when
    site: Link
    dated: str  # of which day it is
    credit: str  # of the picture


def card_view(scene: Scene, case: Collaboration, slug: str) -> CardView:
    """What the card at `slug`, the entry's name or a former one, shows."""
    address = scene.addresses.card(slug)
    folder, entry, title = folder_of(address), scene.addresses.entry(case.slug), scene.said(case.title)
    gone, there = _gone(scene, case), case.slug in scene.cases
    twins = {language: one.card(slug) for language, one in scene.everywhere.items()}
    said = gone or (scene.said(case.summary).text if case.summary else title.text)
    shown = () if first_of(case) or not there else (case.slug,)
    return CardView(
        frame=scene.frame(address, twins, title.text, said, index=False, emblems=shown),
        style=relative(folder, scene.assets[STYLE]),
        oembed=scene.settings.site.base_url + oembed_address(scene, case.slug) if there else "",
        title=title,
        href=relative(folder, entry),
        card=card(scene, case) if there else None,
        folder=relative(folder, folder_of(entry)),
        gone=gone,
        site=Link(scene.words.best(scene.settings.site.name), relative(folder, scene.addresses.home())),
        dated=_dated(scene, case),
        credit=_credit(scene, case),
    )


def _gone(scene: Scene, case: Collaboration) -> str:
    if case.withdrawn is None:
        return ""
    return scene.words.gettext("This entry was withdrawn on {day}.").format(day=scene.words.day(case.withdrawn.on))


def _dated(scene: Scene, case: Collaboration) -> str:
    """When the facts of an entry were last checked, or listed; else the day of all numbers."""
    told, day = scene.words.gettext, scene.words.day
    if case.reviewed:
        return told("facts checked on {day}").format(day=day(case.reviewed))
    if case.listed:
        return told("listed on {day}").format(day=day(case.listed))
    return told("evaluated on {day}").format(day=day(scene.settings.site.evaluated_on))


def _credit(scene: Scene, case: Collaboration) -> str:
    picture = first_of(case)
    if picture is None:
        return ""
    return scene.words.gettext("Picture: {credit}, {licence}").format(credit=picture.credit, licence=picture.licence)


# -- the code that shows it ----------------------------------------------------------------------------------


@of_scene(8192)  # the pages of an entry and of its card, and the file for programs, ask for it
def heights(scene: Scene, slug: str) -> tuple[int, ...]:
    """How high the frame of a card must be, for each of `framing.WIDTHS`."""
    return card_heights(_texts(scene, scene.cases[slug]))


def _texts(scene: Scene, case: Collaboration) -> Iterator[tuple[str, Face]]:
    """The words of a card, as it sets them."""
    shown, site = card(scene, case), scene.settings.site
    draft = f" {scene.words.gettext('Draft')}" if shown.draft else ""
    yield shown.title.text + draft, TITLE
    for text, face in ((shown.pair, SMALL), (shown.summary.text if shown.summary else "", TEXT), (shown.place, SMALL)):
        if text:
            yield text, face
    source = scene.words.gettext("Source:")
    parts = (scene.words.best(site.name), _dated(scene, case), site.licence.name, _credit(scene, case))
    yield f"{source} {' · '.join(filter(None, parts))}", SMALL


def code(scene: Scene, slug: str, width: int | None = None) -> str:
    """The code that shows the card in a frame of so many pixels; high enough for any width where none is given."""
    high, source = heights(scene, slug), scene.settings.site.base_url + scene.addresses.card(slug)
    title = f"{scene.said(scene.cases[slug].title).text} – {scene.words.best(scene.settings.site.name)}"
    return snippet(source, title, height_at(high, width) if width else max(high), f"{width}" if width else "100%")


def oembed_address(scene: Scene, slug: str) -> str:
    """Where programs find how to show the card in a page of another site (oEmbed)."""
    return scene.addresses.card(slug).removesuffix("html") + "json"


def framed(scene: Scene, slug: str, folder: str) -> Framed:
    """What the page of an entry in `folder` offers to those who want to show it elsewhere."""
    return Framed(
        snippet=code(scene, slug),
        choose=f"{relative(folder, scene.addresses.view('embedding') or '')}?entry={slug}",
        oembed=scene.settings.site.base_url + oembed_address(scene, slug),
    )


# -- the page where it is made -------------------------------------------------------------------------------


class ChartOffer(Struct, frozen=True):
    """A chart for other sites: its page, and how high its frame must be."""

    chart: Link
    source: str  # the whole address of its page
    height: int


class EmbeddingView(Struct, frozen=True):
    """`embedding.html`: how to show charts and cards on another site."""

    frame: Frame
    languages: tuple[tuple[str, str, bool], ...]  # key, own name, whether it is the page's
    example: str  # a snippet
    charts: tuple[ChartOffer, ...]
    cards: str  # how the address of every card begins; "" where there are none
    browse: Link
    scripts: tuple[str, ...]


def embedding_view(scene: Scene) -> EmbeddingView:
    """What the page on showing things elsewhere shows."""
    address = scene.addresses.view("embedding") or ""
    folder, base, told = folder_of(address), scene.settings.site.base_url, scene.words.gettext
    twins = {language: one.view("embedding") or "" for language, one in scene.everywhere.items()}
    said = told("Ready for your own pages: choose, copy a line, done.")
    frame = scene.frame(address, twins, scene.named("embedding"), said, linked=linked.of_view(scene, "embedding", said))
    return EmbeddingView(
        frame=replace(frame, policy=FRAMING),
        languages=tuple(
            (language, one.own_name, language == scene.language) for language, one in scene.everywhere.items()
        ),
        example=chart_snippet(scene, NAMES[0]),
        charts=tuple(_offer(scene, name, folder) for name in NAMES),
        cards=base + folder_of(scene.addresses.card("x")) if scene.of_their_own else "",
        browse=Link(scene.named("collaborations"), relative(folder, scene.addresses.browse())),
        scripts=tuple(relative(folder, scene.assets[name]) for name in (ENTRIES, *SCRIPTS) if name in scene.assets),
    )


def _offer(scene: Scene, name: str, folder: str) -> ChartOffer:
    address = scene.addresses.embed(slug_of(name))
    return ChartOffer(
        Link(title_of(scene, name), relative(folder, address)),
        scene.settings.site.base_url + address,
        frame_height(scene, name),
    )
