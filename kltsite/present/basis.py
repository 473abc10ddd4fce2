"""What a page rests on beside what all pages share: where neither has changed, the page is as it was.

A page is a pure function of its view and the templates, and a view is one of the few things named here; so a page of an
earlier build may stay, unread, where its basis is the same. Those that load what is made of all entries, judge them or
compare them have none and are always made anew: they are few. `tests/test_incremental.py` holds kept pages against a
build from nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import astuple

from kltsite.domain.collaboration import Collaboration, Image
from kltsite.memory import digest
from kltsite.present.views import correcting
from kltsite.present.views.atlas import mark_of
from kltsite.present.views.entries import neighbours, related
from kltsite.present.views.evaluation import newest
from kltsite.present.views.lists import ALL, ListKey, entries_of, value_label
from kltsite.present.views.scene import Scene

if TYPE_CHECKING:
    from kltsite.present.pages import PageKey


class Grounds(Struct, frozen=True):
    """What bases are told of, beside what each page shows."""

    digests: Mapping[str, str]  # of an entry's case file and of its slug, by slug
    overviews: Mapping[str, str]  # of what stands for all entries where they are shown together, by language


def grounds(scenes: Sequence[Scene], digests: Mapping[str, str]) -> Grounds:
    """What bases are told of; made once, as it looks at all entries."""
    return Grounds(digests, {scene.language: _overview(scene) for scene in scenes})


def based(scenes: Sequence[Scene], others: Mapping[str, Collaboration], told: Grounds) -> Callable[[PageKey], str]:
    """What tells the basis of a page that may stay, beside settings, templates and words; "" for all others.

    `others` are the withdrawn entries by slug, and the moved ones by their former slugs.
    """
    by_language = {scene.language: scene for scene in scenes}

    def basis(key: PageKey) -> str:
        scene = by_language.get(key.language)
        parts = _parts(scene, key, others, told) if scene else None
        return "" if scene is None or parts is None else digest([key, scene.publication, scene.of_their_own, parts])

    return basis


def of_texts(scene: Scene, first: int, slugs: Sequence[str], told: Grounds) -> str:
    """The basis of a script with the texts of some entries' cards, which the browse page loads."""
    return digest(["texts", scene.language, first, [_card(scene, slug, told.digests) for slug in slugs]])


def of_entries(bits: str, slugs: Sequence[str], told: Grounds) -> str:
    """The basis of a script with some entries, which the form loads."""
    return digest(["entries", bits, [told.digests[slug] for slug in slugs]])


def _overview(scene: Scene) -> str:
    """The numbers of all entries, and what stands for each where all are shown: its title and where it is."""
    entries = ((slug, scene.cases[slug]) for slug in scene.order)
    shown = [(slug, scene.said(case.title), _place(case), case.published) for slug, case in entries]
    return digest([scene.statistics, shown])


def _place(case: Collaboration) -> tuple[object, ...]:
    """Where it is; each field by itself, as a model takes long to be written."""
    return astuple(case.place) if case.place else ()


def _parts(scene: Scene, key: PageKey, others: Mapping[str, Collaboration], told: Grounds) -> tuple[object, ...] | None:
    """What the page rests on; None where it has to be made anew."""
    digests = told.digests
    match key.kind:
        case "evaluation" | "editions" | "embed" | "map":
            return (told.overviews[key.language],)
        case "page" if key.name != correcting.NAME:
            return told.overviews[key.language], scene.pages[key.name]
        case "home":
            return told.overviews[key.language], [_card(scene, slug, digests) for slug in newest(scene)]
        case "entry" | "card" if key.name in scene.cases:
            case = scene.cases[key.name]
            if not case.published:
                return None
            return _entry(scene, key.name, case, digests) if key.kind == "entry" else _card(scene, key.name, digests)
        case "list":
            return _list(scene, key.listed(), digests)
        case "withdrawn" | "redirect":
            return (digests[others[key.name].slug],)
        case "rule" | "help" | "criteria":
            return ()
        case _:
            return None


def _card(scene: Scene, slug: str, digests: Mapping[str, str]) -> tuple[object, ...]:
    return digests[slug], _renditions(scene, (slug,))


def _entry(scene: Scene, slug: str, case: Collaboration, digests: Mapping[str, str]) -> tuple[object, ...]:
    alike = related(scene, slug)
    return (
        digests[slug],
        [(other, scene.said(scene.cases[other].title)) for other in neighbours(scene, slug) if other],
        [digests[other] for other in alike],
        _renditions(scene, (slug, *alike)),
        scene.preview_of(slug),
        scene.histories.get(slug),
        mark_of(scene, slug),
        [_is_listed(scene, "subsector", key) for partner in case.partners for key in partner.subsectors],
        [_is_listed(scene, "sector", key) for partner in case.partners for key in partner.sectors],
    )


def _list(scene: Scene, key: ListKey, digests: Mapping[str, str]) -> tuple[object, ...] | None:
    """The first page of all entries shows the numbers of all facets."""
    if (key.facet, key.page) == (ALL, 1):
        return None
    slugs = entries_of(scene, key)
    shown = key.shown(slugs)
    return (
        len(slugs),
        len(scene.statistics.entries) if key.facet == ALL else 0,
        value_label(scene, key.facet, key.value) if key.facet == "region" else "",  # as an entry wrote it
        [digests[slug] for slug in shown],
        _renditions(scene, shown),
    )


def _renditions(scene: Scene, slugs: Iterable[str]) -> list[object]:
    if not scene.pictures:
        return []
    images = (item for slug in slugs for item in scene.cases[slug].media if isinstance(item, Image))
    return [scene.pictures.get(item.file) for item in images]


def _is_listed(scene: Scene, facet: str, key: str) -> bool:
    found = scene.statistics.facets[facet].options.get(key)
    return found is not None and found.count > 0
