"""The page of one entry, and of what became of entries that are no longer there."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from urllib.parse import quote, urlsplit

from markupsafe import Markup
from msgspec import Struct

from kltsite.domain.collaboration import Collaboration, Recording
from kltsite.domain.declared import labels
from kltsite.domain.values import Text
from kltsite.languages import N_
from kltsite.present.addresses import folder_of, relative
from kltsite.present.markup import Renderer, outside
from kltsite.present.views import (
    AdviceItem,
    Fact,
    Frame,
    GroundItem,
    Link,
    Recorded,
    RedirectView,
    Said,
    Side,
    SourceItem,
    VerdictItem,
    VoiceItem,
    WithdrawnView,
    linked,
)
from kltsite.present.views.atlas import LocatorView, locator_view
from kltsite.present.views.chronicle import Event, chronicle
from kltsite.present.views.cite import Citation, citation
from kltsite.present.views.correcting import way_to
from kltsite.present.views.embedding import framed
from kltsite.present.views.facts import answers, facts, partners
from kltsite.present.views.framing import Framed
from kltsite.present.views.gist import gist
from kltsite.present.views.linked import Step
from kltsite.present.views.pictures import Picture, first_of, pictures_of
from kltsite.present.views.scene import Scene, of_scene
from kltsite.present.views.sources import Sources, sources_of
from kltsite.present.views.verdicts import attestation, verdict_item
from kltsite.validator.criteria import judge

KINDS = {"video": N_("Video"), "podcast": N_("Podcast"), "page": N_("Web page")}
RELATED = 3  # entries shown as related

Cards = Callable[[Sequence[str]], tuple[Markup, ...]]  # slugs -> their cards

field_labels = cache(lambda: labels(Collaboration))


class Marks(Struct, frozen=True):
    """The sources of what is no fact in a row."""

    summary: Markup
    partners: Markup
    description: Markup
    traits: Markup
    funding: Markup
    advice: Markup


class EntryView(Struct, frozen=True):
    """`entry.html`: one collaboration."""

    frame: Frame
    trail: tuple[Link, ...]
    title: Said
    summary: Said | None
    gist: str
    emblem: Markup
    draft: bool
    facts: tuple[Fact, ...]
    partners: tuple[tuple[Side, ...], ...]  # the two sides of the pair; after them, where there are any, the others
    answers: tuple[Fact, ...]
    traits: Said | None
    description: Markup
    description_language: str
    funding: Said | None
    advice: tuple[AdviceItem, ...]
    voices: tuple[VoiceItem, ...]
    pictures: tuple[Picture, ...]
    opened: tuple[Recorded, ...]  # recordings and pages elsewhere
    sources: tuple[SourceItem, ...]
    marks: Marks
    verdicts: tuple[VerdictItem, ...]
    attestation: GroundItem | None  # what an editorial team vouches for, told once for all criteria
    related: tuple[Markup, ...]
    previous: Link | None
    following: Link | None
    history: tuple[Event, ...]
    commits: str  # where all changes of the file can be read; "" where there is no repository
    citation: Citation
    framed: Framed | None  # its card, for other sites, where it has one
    correct: str  # the form with this entry in it; "" where there is no form
    report: str  # mailto, with the entry's name in the subject
    edit: str
    locator: LocatorView | None  # where the place is known


def entry_view(scene: Scene, slug: str, story: Renderer, cards: Cards) -> EntryView:
    """What the page of the entry `slug` shows."""
    case = scene.cases[slug]
    verdicts = judge(case, scene.settings.criteria)
    address = scene.addresses.entry(slug)
    folder = folder_of(address)
    title, sources = scene.said(case.title), sources_of(scene, case)
    description, description_language = story_of(scene, case, story, folder)
    previous, following = _neighbours(scene, slug, folder)
    steps = _steps(scene, case, address)
    alike = related(scene, slug)
    return EntryView(
        frame=_frame(scene, case, slug, address, steps, alike),
        trail=linked.trail(steps, folder),
        title=title,
        summary=_said(scene, case.summary),
        gist=gist(scene, case),
        emblem=scene.emblem(slug),
        draft=not case.published,
        facts=tuple(facts(scene, case, folder, sources)),
        partners=partners(scene, case, folder),
        answers=tuple(answers(scene, case, folder, sources)),
        traits=_said(scene, case.traits),
        description=description,
        description_language=description_language,
        funding=_said(scene, case.funding),
        advice=_advice(scene, case),
        voices=tuple(
            VoiceItem(f"{one.speaker}, {one.of}" if one.of else one.speaker, scene.said(one.text), one.source)
            for one in case.voices
        ),
        pictures=pictures_of(scene, case, folder),
        opened=_opened(scene, case),
        sources=_sources(scene, case),
        marks=_marks(sources),
        verdicts=tuple(verdict_item(scene, verdict, folder) for verdict in verdicts),
        attestation=attestation(scene, case, verdicts),
        related=cards(alike),
        previous=previous,
        following=following,
        history=chronicle(scene, case, slug, lambda name: _field(scene, name)),
        commits=_in_repository(scene, "commits", slug),
        citation=citation(scene, case, slug, address),
        framed=framed(scene, slug, folder) if scene.of_their_own else None,
        correct=way_to(scene, slug, folder),
        report=_report(scene, title.text, address),
        edit=_in_repository(scene, "edit", slug),
        locator=locator_view(scene, slug, address),
    )


def _frame(
    scene: Scene, case: Collaboration, slug: str, address: str, steps: Sequence[Step], alike: Sequence[str]
) -> Frame:
    title, picture = scene.said(case.title).text, first_of(case)
    return scene.frame(
        address,
        {language: one.entry(slug) for language, one in scene.everywhere.items()},
        title,
        scene.said(case.summary).text if case.summary else title,
        index=case.published,
        emblems=(slug, *alike),
        kind="article",
        preview=scene.preview_of(slug),
        preview_alt=scene.said(picture.alt).text if picture else title,
        linked=linked.entry(scene, case, address, *steps),
    )


def _steps(scene: Scene, case: Collaboration, address: str) -> tuple[Step, ...]:
    """Home, collaborations, the country where it has a list, the entry."""
    country = case.place.country if case.place else ""
    found = scene.statistics.facets["country"].options.get(country)
    between = (Step(scene.words.country(country), scene.addresses.facet("country", country)),)
    title, language = scene.words.text(case.title)
    return (
        linked.home_step(scene),
        linked.view_step(scene, "collaborations"),
        *(between if found and found.count else ()),
        Step(title, address, language),
    )


def _advice(scene: Scene, case: Collaboration) -> tuple[AdviceItem, ...]:
    label = scene.words.label
    return tuple(
        AdviceItem(", ".join(label("addressees", to) for to in one.to), scene.said(one.text)) for one in case.advice
    )


def _opened(scene: Scene, case: Collaboration) -> tuple[Recorded, ...]:
    recordings = [(one.kind, one.title, one.url) for one in case.media if isinstance(one, Recording)]
    pages = [("page", one.title, one.url) for one in case.links]
    return tuple(
        Recorded(scene.words.gettext(KINDS[kind]), scene.said(title), url, _host(url))
        for kind, title, url in (*recordings, *pages)
    )


def _sources(scene: Scene, case: Collaboration) -> tuple[SourceItem, ...]:
    return tuple(
        SourceItem(
            number,
            one.url,
            _fields(scene, one.supports),
            scene.words.day(one.accessed) if one.accessed else "",
        )
        for number, one in enumerate(case.sources, 1)
    )


def _marks(sources: Sources) -> Marks:
    names = ("summary", "partners", "description", "traits", "funding", "advice")
    return Marks(*(sources.marks(name) for name in names))


def _said(scene: Scene, text: Text | None) -> Said | None:
    return scene.said(text) if text else None


def _link(scene: Scene, title: Text, href: str) -> Link:
    words, language = scene.words.text(title)
    return Link(words, href, language)


_HOST = re.compile(r"https?://([a-z0-9.-]+)(?:/|$)")  # of nearly every address


def _host(url: str) -> str:
    found = _HOST.match(url)
    return (found[1] if found else urlsplit(url).hostname or url).removeprefix("www.")


def story_of(scene: Scene, case: Collaboration, story: Renderer, folder: str) -> tuple[Markup, str]:
    """What an entry's page in `folder` tells as its story, and in which language."""
    if not case.description:
        return Markup(""), ""
    words, language = scene.words.text(case.description)

    def resolve(target: str) -> str | None:
        named = scene.leads(target)
        return relative(folder, named) if named else outside(target)

    return story.html(words, resolve), language


def related(scene: Scene, slug: str) -> tuple[str, ...]:
    """Published entries that are like this one: first of the same pair of subsector and sector, then of either.

    Within each list those that follow it, so that every entry is somebody's neighbour and the work stays linear.
    """
    case, numbers = scene.cases[slug], scene.statistics
    lists = [numbers.cross.get((one, other), ()) for one in case.subsectors for other in case.sectors]
    lists += [numbers.facets["subsector"].options[key].entries for key in case.subsectors]
    lists += [numbers.facets["sector"].options[key].entries for key in case.sectors]
    found: dict[str, None] = {}
    for slugs in lists:
        start = bisect_right(slugs, slug)
        for step in range(min(RELATED + 1, len(slugs))):
            other = slugs[(start + step) % len(slugs)]
            if other != slug:
                found[other] = None
        if len(found) >= RELATED:
            break
    return tuple(found)[:RELATED]


def neighbours(scene: Scene, slug: str) -> tuple[str, str]:
    """The entries before and behind this one by title; "" at either end."""
    place, order = scene.place_of(slug), scene.order
    return order[place - 1] if place else "", order[place + 1] if place + 1 < len(order) else ""


def _neighbours(scene: Scene, slug: str, folder: str) -> Iterator[Link | None]:
    for other in neighbours(scene, slug):
        way = relative(folder, scene.addresses.entry(other))
        yield _link(scene, scene.cases[other].title, way) if other else None


@of_scene(4096)  # the same few lists of fields come again and again
def _fields(scene: Scene, names: tuple[str, ...]) -> str:
    return ", ".join(dict.fromkeys(_field(scene, name) for name in names))


def _field(scene: Scene, name: str) -> str:
    label = field_labels().get(tuple(name.split(".")))
    return scene.words.gettext(label) if label else name


def _report(scene: Scene, title: str, address: str) -> str:
    site = scene.settings.site
    subject = scene.words.gettext("A note on “{title}”").format(title=title)
    return f"mailto:{site.contact.email}?subject={quote(subject)}&body={_quoted(site.base_url)}{address}"


_quoted = lru_cache(16)(quote)  # what follows it is of letters that need none


def _in_repository(scene: Scene, way: str, slug: str) -> str:
    """Where the entry's file can be looked at one way or another, by the addresses that most hosts share."""
    repository = scene.settings.site.repository
    return f"{repository.rstrip('/')}/{way}/main/content/collaborations/{slug}.yaml" if repository else ""


def withdrawn_view(scene: Scene, case: Collaboration) -> WithdrawnView:
    """The page that stays where a withdrawn entry was."""
    assert case.withdrawn is not None, "KLT407 keeps such an entry out"
    address = scene.addresses.entry(case.slug)
    twins = {language: one.entry(case.slug) for language, one in scene.everywhere.items()}
    title = scene.said(case.title)
    return WithdrawnView(
        frame=scene.frame(address, twins, title.text, scene.words.gettext("This entry was withdrawn."), index=False),
        title=title,
        on=scene.words.day(case.withdrawn.on),
        reason=scene.said(case.withdrawn.reason),
        browse=relative(folder_of(address), scene.addresses.browse()),
    )


def redirect_view(scene: Scene, former: str, case: Collaboration) -> RedirectView:
    """The small page at a former address, for hosts that do not read `_redirects`."""
    address, target = scene.addresses.entry(former), scene.addresses.entry(case.slug)
    twins = {language: one.entry(former) for language, one in scene.everywhere.items()}
    title = scene.said(case.title)
    frame = scene.frame(address, twins, title.text, scene.words.gettext("This entry has moved."), index=False)
    return RedirectView(frame, title, relative(folder_of(address), target))
