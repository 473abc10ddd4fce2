"""The panel that filters the list of all entries: facets that combine, search, order. Only scripts bring it to life."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from kltsite.domain.settings import CATEGORIES
from kltsite.present.addresses import folder_of, relative
from kltsite.present.emblem import NONE, emblem, sprite
from kltsite.present.escaping import in_page
from kltsite.present.views import Card, ListView, Said
from kltsite.present.views.lists import ALL, ListKey, group_label, shown_options
from kltsite.present.views.scene import Scene
from kltsite.stats import CROSS, ENDED, ONGOING, Count, status_of

STATUS = "status"
FACETS = ("country", "region", "subsector", "sector", *CATEGORIES, "innovation", STATUS)
SCRIPTS = ("browse-search.js", "card.js", "browse.js")

# How a card looks whose texts a script fills in: each slot stands for the text of that name in the index. The address
# leads somewhere even before, so that the check for dead links need make no exception.
SLOTS = Card(
    "index.html?{address}", emblem((NONE, NONE)), Said("{title}"), Said("{summary}"), "{place}", "{pair}", draft=False
)


class PanelOption(Struct, frozen=True):
    """One value of a facet to choose; `key` stands for it in addresses."""

    key: str
    label: str
    count: str


class PanelFacet(Struct, frozen=True):
    """One facet to choose from; `key` stands for it in addresses."""

    key: str
    label: str
    options: tuple[PanelOption, ...]


class BrowseView(Struct, frozen=True):
    """`components/browse.html`: the panel, and what its script needs of the page."""

    facets: tuple[PanelFacet, ...]
    told: str  # 16 entries
    dated: bool  # whether any entry states when it was listed
    card: Markup
    words: Markup  # JSON
    scripts: tuple[str, ...]


class Facet(Struct, frozen=True):
    """One facet with its options, as they are shown: (key, label, slugs of its entries)."""

    key: str
    label: str
    options: tuple[tuple[str, str, tuple[str, ...]], ...]


def index_name(language: str) -> str:
    """The asset that holds the index of one language."""
    return f"browse-index.{language}.js"


def parameter(facet: str) -> str:
    """How a facet is called in an address: the same in every language, so that a choice outlives the switch."""
    return facet.replace("_", "-")


def facets(scene: Scene) -> Iterator[Facet]:
    """Every facet that has options with published entries."""
    tallies = {**scene.statistics.facets, **scene.statistics.categories}
    for facet in FACETS:
        shown = _statuses(scene) if facet == STATUS else shown_options(scene, facet, tallies[facet].options)
        label = scene.words.gettext("Status of the partnership") if facet == STATUS else group_label(scene, facet)
        if shown:
            options = tuple((value.lower(), name, found.entries) for value, name, found in shown)
            yield Facet(parameter(facet), label, options)


def _statuses(scene: Scene) -> list[tuple[str, str, Count]]:
    """Whether partnerships go on or have ended, as far as their periods state it."""
    told = {ONGOING: scene.words.gettext("Ongoing"), ENDED: scene.words.gettext("Ended")}
    as_of, cases = scene.statistics.as_of, scene.cases
    stated = {slug: status_of(cases[slug].period, as_of) for slug in scene.statistics.entries}
    found = {status: tuple(slug for slug, other in stated.items() if other == status) for status in told}
    return [(status, told[status], Count(len(slugs), None, slugs)) for status, slugs in found.items() if slugs]


def browsable(scene: Scene, key: ListKey, view: ListView) -> ListView:
    """The list with its panel, or with the way to it; as it is where there is no script or nothing to filter."""
    if not scene.assets.keys() >= {*SCRIPTS} or not scene.statistics.entries:
        return view
    folder = folder_of(key.address(scene.addresses))
    if (key.facet, key.page) == (ALL, 1):
        return replace(
            view, browse=_panel(scene, view.told, folder), frame=replace(view.frame, sprite=_every_form(scene))
        )
    return replace(view, further=relative(folder, scene.addresses.browse()) + _query(key))


def _every_form(scene: Scene) -> Markup:
    """The forms of all entries, as the script may show any of them."""
    return sprite([(NONE, NONE), *sorted(set(scene.forms.values()))])


def _query(key: ListKey) -> str:
    if key.facet == ALL:
        return ""
    if key.facet == CROSS:
        subsector, sector = key.value.split("--")
        return f"?subsector={subsector}&sector={sector}"
    return f"?{parameter(key.facet)}={key.value.lower()}"


def _panel(scene: Scene, told: str, folder: str) -> BrowseView:
    number = scene.words.number
    return BrowseView(
        facets=tuple(
            PanelFacet(
                one.key,
                one.label,
                tuple(PanelOption(key, label, number(len(slugs))) for key, label, slugs in one.options),
            )
            for one in facets(scene)
        ),
        told=told,
        dated=any(scene.cases[slug].listed for slug in scene.statistics.entries),
        card=Markup(scene.templates.render("card.html", SLOTS).replace('href="@@/', 'href="')),
        words=in_page({**_words(scene), "index": relative(folder, scene.assets[index_name(scene.language)])}),
        scripts=tuple(relative(folder, scene.assets[name]) for name in SCRIPTS),
    )


def _words(scene: Scene) -> Mapping[str, object]:
    """What the script says, by name."""
    return {
        "entries": scene.words.plurals("{count} entry", "{count} entries"),
        "remove": scene.words.gettext("Remove: {label}"),
    }
