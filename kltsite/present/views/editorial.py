"""The criteria, and the pages outside any language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kltsite.languages import N_
from kltsite.present.addresses import folder_of, relative
from kltsite.present.views import (
    ChooserView,
    CriteriaView,
    CriterionItem,
    CriterionView,
    NotFoundView,
    linked,
)
from kltsite.present.views.linked import Step
from kltsite.present.views.scene import Scene
from kltsite.present.views.verdicts import STATES, limits, named
from kltsite.validator.criteria import CRITERIA, Criterion, State, judge

SECTIONS = (N_("Why"), N_("What counts"), N_("How it is shown"), N_("How it is checked"))  # of a criterion's docstring


def _criterion_items(scene: Scene, folder: str) -> Iterator[CriterionItem]:
    for one in CRITERIA:
        name, summary = named(scene)[one.code]
        yield CriterionItem(one.code, name, summary, relative(folder, scene.addresses.criterion(one.key)))


def criteria_view(scene: Scene) -> CriteriaView:
    """The six criteria in a sentence each, with the notes on their limits."""
    address = scene.addresses.view("criteria") or ""
    twins = {language: one.view("criteria") or "" for language, one in scene.everywhere.items()}
    known = scene.settings.criteria
    described = scene.words.gettext("The six criteria that every entry is held against, and how they are checked.")
    notes = tuple((scene.said(one.note), one.source) for one in (known.employees, known.inhabitants) if one.note)
    return CriteriaView(
        frame=scene.frame(
            address, twins, scene.named("criteria"), described, linked=linked.of_view(scene, "criteria", described)
        ),
        items=tuple(_criterion_items(scene, folder_of(address))),
        notes=notes,
    )


def criterion_view(scene: Scene, key: str, states: Mapping[State, int]) -> CriterionView:
    """One criterion, from its docstring; `states` tells how many published entries stand how."""
    one = next(criterion for criterion in CRITERIA if criterion.key == key)
    words, address = scene.words, scene.addresses.criterion(key)
    folder = folder_of(address)
    name, summary = named(scene)[one.code]
    steps = (linked.home_step(scene), linked.view_step(scene, "criteria"), Step(name, address))
    twins = {language: other.criterion(key) for language, other in scene.everywhere.items()}
    return CriterionView(
        frame=scene.frame(
            address, twins, name, summary, linked=linked.some_page(scene, address, name, summary, *steps)
        ),
        trail=linked.trail(steps, folder),
        code=one.code,
        name=name,
        summary=summary,
        sections=sections_of(scene, one),
        states=tuple(
            (state.value, words.gettext(STATES[state]), words.number(states[state]))
            for state in State
            if states.get(state)
        ),
        others=tuple(item for item in _criterion_items(scene, folder) if item.code != one.code),
    )


def sections_of(scene: Scene, criterion: Criterion) -> tuple[tuple[str, str], ...]:
    """What the docstring of a criterion says behind its first sentence: heading and text."""
    told, filled = scene.words.gettext, limits(scene)
    texts = (told(part).format_map(filled) for part in criterion.paragraphs[1:])
    return tuple((told(heading), text) for heading, text in zip(SECTIONS, texts, strict=True))


def states_of(scene: Scene) -> dict[str, dict[State, int]]:
    """Criterion key -> state -> number of published entries."""
    found: dict[str, dict[State, int]] = {one.key: {} for one in CRITERIA}
    for slug in scene.statistics.entries:
        for verdict in judge(scene.cases[slug], scene.settings.criteria):
            found[verdict.key][verdict.state] = found[verdict.key].get(verdict.state, 0) + 1
    return found


def not_found_view(scenes: tuple[Scene, ...]) -> NotFoundView:
    """The page for addresses that do not exist, in every language; its addresses are absolute."""
    first, base = scenes[0], scenes[0].settings.site.base_url
    frame = first.frame("404.html", {}, first.words.gettext("Page not found"), "", index=False)
    languages = tuple(
        (
            scene.language,
            scene.words.gettext("Page not found"),
            scene.words.gettext("There is no page at this address. It may have been mistyped or cut off."),
            base + scene.addresses.home(),
        )
        for scene in scenes
    )
    return NotFoundView(frame, languages)


def chooser_view(scenes: tuple[Scene, ...]) -> ChooserView:
    """The root of the site: in which language to read."""
    first = scenes[0]
    twins = {scene.language: scene.addresses.home() for scene in scenes}
    name = first.words.best(first.settings.site.name)
    frame = first.frame("index.html", twins, name, first.words.best(first.settings.site.tagline))
    languages = tuple(
        (
            scene.language,
            scene.words.own_name(),
            scene.words.best(scene.settings.site.tagline),
            scene.addresses.home(),
        )
        for scene in scenes
    )
    return ChooserView(frame, languages)
