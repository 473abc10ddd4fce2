"""The pages of the site: which there are, where each lives, and how each is made from its view and template."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from kltsite.domain.collaboration import Collaboration
from kltsite.intake.prose import Page
from kltsite.present.addresses import CHOOSER, Addresses, folder_of
from kltsite.present.charts import Chart, Picture
from kltsite.present.exports import oembed
from kltsite.present.markup import Renderer
from kltsite.present.parts import Made, Part, mark
from kltsite.present.views import (
    atlas,
    browse,
    contribute,
    correcting,
    data,
    editions,
    editorial,
    embedding,
    entries,
    evaluation,
    lists,
    prose,
    rules,
    story,
)
from kltsite.present.views.lists import ListKey
from kltsite.present.views.scene import Scene
from kltsite.problems.catalogue import CATALOGUE
from kltsite.problems.examples import Examples
from kltsite.validator.criteria import CRITERIA, State

STORY_HEADINGS = 3  # the highest level of a heading in an entry's description
PAGE_HEADINGS = 1


class PageKey(Struct, frozen=True):
    """One page: its kind, its language ("" for those outside any), and what it is about."""

    kind: str
    language: str = ""
    name: str = ""
    target: str = ""
    page: int = 1

    def address(self, addresses: Addresses) -> str:
        """Where it lives in the language of `addresses`."""
        match self.kind:
            case "entry" | "withdrawn" | "redirect":
                return addresses.entry(self.name)
            case "list":
                return self.listed().address(addresses)
            case "criterion":
                return addresses.criterion(self.name)
            case "edition":
                return addresses.edition(self.name)
            case "rule":
                return addresses.rule(self.name)
            case "embed":
                return addresses.embed(story.slug_of(self.name))
            case "card":
                return addresses.card(self.name)
            case _:
                return addresses.view(self.name) or ""

    def listed(self) -> ListKey:
        """The page of a list that it is."""
        return ListKey(self.name, self.target, self.page)


Draw = Callable[[Chart], str]
Paint = Callable[[Picture], bytes]


class Pages:
    """Makes any page of the site from its key; what several pages share is made once."""

    def __init__(
        self,
        scenes: Sequence[Scene],
        draw: Draw,
        schemas: Mapping[str, bytes],  # the files that are published, by name
        others: Mapping[str, Collaboration],  # withdrawn entries by slug, and moved ones by their former slugs
        paint: Paint,
        examples: Examples,
    ) -> None:
        self._scenes = {scene.language: scene for scene in scenes}
        self._draw, self._schemas, self._others, self._paint = draw, schemas, others, paint
        self._examples = examples
        self._story, self._prose = Renderer(STORY_HEADINGS), Renderer(PAGE_HEADINGS)
        self._cards: dict[tuple[str, str], Part] = {}
        self._parts: list[Part] = []  # of the page that is being made
        self._states: dict[str, dict[State, int]] | None = None

    def make(self, key: PageKey) -> Made:
        """The page. Raises TemplateError."""
        if not key.language:
            return self._outside(key)
        scene, self._parts = self._scenes[key.language], []
        template, view = self._view(scene, key)
        return Made(key.address(scene.addresses), scene.templates.render(template, view), tuple(self._parts))

    def beside(self, key: PageKey) -> Iterator[tuple[str, bytes]]:
        """The files that belong to a page in a frame: how to frame it, and of a chart the chart to take along."""
        scene = self._scenes.get(key.language)
        if scene and key.kind == "card" and key.name in scene.cases:
            yield oembed.card(scene, key.name)
        if scene and key.kind == "embed":
            yield oembed.chart(scene, key.name)
            files = story.files_of(scene, key.name)
            yield files.svg, files.data
            yield files.png, self._paint(files.picture)

    def _view(self, scene: Scene, key: PageKey) -> tuple[str, object]:
        cards = self._cards_in(scene)
        match key.kind:
            case "entry":
                return "entry.html", entries.entry_view(scene, key.name, self._story, cards)
            case "list":
                listed = key.listed()
                return "list.html", browse.browsable(scene, listed, lists.list_view(scene, listed, cards))
            case "withdrawn":
                return "withdrawn.html", entries.withdrawn_view(scene, self._others[key.name])
            case "redirect":
                return "redirect.html", entries.redirect_view(scene, key.name, self._others[key.name])
            case "home":
                return "home.html", evaluation.home_view(scene, cards)
            case "evaluation" | "editions" | "edition":
                return self._counted(scene, key)
            case "embed" | "card" | "embedding":
                return self._elsewhere(scene, key)
            case "criteria" | "criterion" | "help" | "rule":
                return self._checked(scene, key)
            case "map":
                return "map.html", atlas.map_page_view(scene)
            case "data":
                gone = tuple(
                    slug
                    for slug, case in sorted(self._others.items())
                    if case.status == "withdrawn" and case.slug == slug
                )
                return "data.html", data.data_view(scene, self._schemas, gone)
            case _:
                return self._page(scene, scene.pages[key.name])

    def _elsewhere(self, scene: Scene, key: PageKey) -> tuple[str, object]:
        """A page in a frame of another site, and the one where such frames are made ready."""
        match key.kind:
            case "embed":
                return "embed.html", story.embed_view(scene, key.name, self._draw)
            case "card":
                case = scene.cases.get(key.name) or self._others[key.name]
                return "embed.card.html", embedding.card_view(scene, case, key.name)
            case _:
                return "embedding.html", embedding.embedding_view(scene)

    def _counted(self, scene: Scene, key: PageKey) -> tuple[str, object]:
        """A page of numbers: today's, or those of editions."""
        match key.kind:
            case "evaluation":
                return "evaluation.html", evaluation.evaluation_view(scene, self._draw)
            case "editions":
                return "editions.html", editions.editions_view(scene, self._draw)
            case _:
                return "edition.html", editions.edition_view(scene, key.name, self._others)

    def _checked(self, scene: Scene, key: PageKey) -> tuple[str, object]:
        """A page on what entries are held against: the criteria and the rules."""
        match key.kind:
            case "criteria":
                return "criteria.html", editorial.criteria_view(scene)
            case "criterion":
                return "criterion.html", editorial.criterion_view(scene, key.name, self._states_of(scene)[key.name])
            case "help":
                return "help.html", rules.help_view(scene)
            case _:
                return "rule.html", rules.rule_view(scene, CATALOGUE[key.name], self._examples)

    def _page(self, scene: Scene, page: Page) -> tuple[str, object]:
        """An editorial page; the one on how to contribute has the form, where its scripts are."""
        if page.name == correcting.NAME and correcting.offered(scene):
            own = self._schemas.get(f"collaboration.{scene.language}.schema.json")
            schema = json.loads(own or self._schemas["collaboration.schema.json"])
            return "contribute.html", contribute.contribute_view(scene, page, self._prose, schema)
        return "page.html", prose.prose_view(scene, page, self._prose)

    def _outside(self, key: PageKey) -> Made:
        scenes = tuple(self._scenes.values())
        first = scenes[0]
        if key.kind == "chooser":
            return Made(CHOOSER, first.templates.render("chooser.html", editorial.chooser_view(scenes)))
        view = editorial.not_found_view(scenes)
        base = first.settings.site.base_url
        stylesheet, icon = (base + first.assets[name] for name in ("site.css", "icon.svg"))
        view = replace(view, frame=replace(view.frame, stylesheet=stylesheet, icon=icon))
        return Made("404.html", first.templates.render("404.html", view))

    def _cards_in(self, scene: Scene) -> entries.Cards:
        def cards(slugs: Sequence[str]) -> tuple[Markup, ...]:
            begin = len(self._parts)
            self._parts += [self._card(scene, slug) for slug in slugs]
            return tuple(map(mark, range(begin, len(self._parts))))

        return cards

    def _card(self, scene: Scene, slug: str) -> Part:
        """The card of an entry, rendered once for all lists of its language."""
        key = (scene.language, slug)
        if key not in self._cards:
            html = scene.templates.render("card.html", lists.card(scene, scene.cases[slug]))
            self._cards[key] = Part(html.encode(), folder_of(scene.addresses.entry(slug)))
        return self._cards[key]

    def _states_of(self, scene: Scene) -> dict[str, dict[State, int]]:
        if self._states is None:
            self._states = editorial.states_of(scene)
        return self._states


def plan(scenes: Sequence[Scene], withdrawn: Sequence[str], moved: Mapping[str, Collaboration]) -> Iterator[PageKey]:
    """Every page of the site; the dear ones first, so that no process waits for them at the end."""
    for scene in scenes:
        language = scene.language
        yield PageKey("evaluation", language, "evaluation")
        yield PageKey("editions", language, "editions")
        yield from (PageKey("edition", language, name) for name in sorted(scene.settings.editions))
        yield from (PageKey("embed", language, name) for name in story.NAMES)
        yield PageKey("home", language, "home")
        yield PageKey("criteria", language, "criteria")
        yield from (PageKey("criterion", language, one.key) for one in CRITERIA)
        yield PageKey("data", language, "data")
        yield PageKey("map", language, "map")
        yield PageKey("embedding", language, "embedding")
        yield from (PageKey("page", language, name) for name in sorted(scene.pages))
        yield PageKey("help", language, "help")
    for scene in scenes:
        language = scene.language
        yield from (PageKey("entry", language, slug) for slug in scene.order)
        if scene.of_their_own:
            yield from (PageKey("card", language, slug) for slug in (*scene.order, *withdrawn, *sorted(moved)))
        yield from (PageKey("withdrawn", language, slug) for slug in withdrawn)
        yield from (PageKey("redirect", language, former) for former in sorted(moved))
        yield from (PageKey("list", language, key.facet, key.value, key.page) for key in lists.list_keys(scene))
        yield from (PageKey("rule", language, code) for code in CATALOGUE)
    yield PageKey("chooser")
    yield PageKey("404")
