"""What the script of the browse page searches and filters, one index per language.

Classic scripts, as there is no `fetch` from a folder: each hands its part to `kltBrowse.load`. The first part has what
filtering needs (facets, titles, order); the texts of the cards follow in parts of some hundred entries when a reader
begins to search or filter. Columns instead of records: a name stands once, and what is alike stands together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from kltsite.present import emblem
from kltsite.present.escaping import safe_json
from kltsite.present.views import Card
from kltsite.present.views.atlas import mark_numbers
from kltsite.present.views.browse import Facet, facets
from kltsite.present.views.lists import card
from kltsite.present.views.scene import Scene
from kltsite.stats import length_in_days

PART_LENGTH = 500  # entries whose texts come in one file


def published(scene: Scene) -> list[str]:
    """The slugs of the entries in the index, by title; the number of an entry is its place among them."""
    return [slug for slug in scene.order if scene.cases[slug].published]


def entries(scene: Scene, parts: Sequence[str]) -> bytes:
    """The first part; `parts` are the names of the files with texts, in their order, beside it."""
    slugs = published(scene)
    cases, as_of = [scene.cases[slug] for slug in slugs], scene.statistics.as_of
    found, marks = tuple(facets(scene)), mark_numbers(scene)
    return _script(
        "entries",
        {
            "slugs": slugs,
            "titles": [scene.said(case.title).text for case in cases],
            "values": {facet.key: _column(facet, slugs) for facet in found},
            "listed": [case.listed.isoformat() if case.listed else "" for case in cases],
            "days": [-1 if (days := length_in_days(case.period, as_of)) is None else days for case in cases],
            "marks": [marks.get(slug, -1) for slug in slugs],
            "parts": list(parts),
        },
    )


def _column(facet: Facet, slugs: Sequence[str]) -> list[int | list[int]]:
    """For each entry the place of its option, or a list of them where it has several or none."""
    places: dict[str, list[int]] = {slug: [] for slug in slugs}
    for place, (_, _, found) in enumerate(facet.options):
        for slug in found:
            places[slug].append(place)
    return [one[0] if len(one) == 1 else one for one in places.values()]


def parts(scene: Scene) -> Iterator[tuple[int, list[str]]]:
    """The entries whose texts come in one file: the number of the first of them, and their slugs."""
    slugs = published(scene)
    for first in range(0, len(slugs), PART_LENGTH):
        yield first, slugs[first : first + PART_LENGTH]


def texts(scene: Scene, first: int, part: Sequence[str]) -> bytes:
    """The texts of the cards of a part."""
    cards = [card(scene, scene.cases[slug]) for slug in part]
    return _script(
        "texts",
        {
            "first": first,
            "summary": [one.summary.text if one.summary else "" for one in cards],
            "place": [one.place for one in cards],
            "pair": [one.pair for one in cards],
            "partners": [", ".join(one.name for one in scene.cases[slug].partners) for slug in part],
            "forms": [" ".join(_forms(scene, slug)) for slug in part],
            "picture": [_picture(one) for one in cards],
        },
    )


def _picture(card: Card) -> list[Any] | int:
    """The picture of a card: its kinds as [type, file], then [file, width, height] of the last; 0 where it has none."""
    one = card.picture
    return [*([kind.type, kind.srcset] for kind in one.sources), [one.src, one.width, one.height]] if one else 0


def _forms(scene: Scene, slug: str) -> tuple[str, str]:
    """What the page's sprite calls the two forms of an entry's emblem."""
    one, other = scene.forms[slug]
    return emblem.identifier(emblem.CCI, one), emblem.identifier(emblem.SME, other)


def _script(part: str, value: Any) -> bytes:
    return f'kltBrowse.load("{part}",{safe_json(value)});\n'.encode()
