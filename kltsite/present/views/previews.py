"""What the link preview image of each entry shows."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from kltsite.domain.collaboration import Collaboration
from kltsite.present.emblem import CCI, HEIGHT, NONE, SHIFT, SME, WIDTH, polygons
from kltsite.present.previews import Polygon, Preview, Shape
from kltsite.present.views.lists import card
from kltsite.present.views.pictures import first_of
from kltsite.present.views.scene import Scene

Emblem = Callable[[str, str], tuple[Shape, ...]]  # keys of a subsector and a sector, "" where none is stated


def printed(subsector: str, sector: str) -> tuple[Shape, ...]:
    """The emblem of a pair of keys, in the middle of its square."""
    return Shape("cci", _placed(CCI, subsector or NONE, 0)), Shape("sme", _placed(SME, sector or NONE, SHIFT))


@cache  # few forms make many emblems
def _placed(side: str, key: str, shift: float) -> tuple[Polygon, ...]:
    part, above = 100 / WIDTH, (100 - HEIGHT * 100 / WIDTH) / 2
    return tuple(
        tuple((round((x + shift) * part, 2), round(y * part + above, 2)) for x, y in contour)
        for contour in polygons(side, key)
    )


def previews_of(scene: Scene, emblem: Emblem) -> dict[str, Preview]:
    """The preview of each entry that is shown without a picture of its own, by slug; on a large site one per pair."""
    drawn = tuple(slug for slug in scene.order if first_of(scene.cases[slug]) is None)
    if scene.of_their_own:
        return {slug: _own(scene, scene.cases[slug], emblem) for slug in drawn}
    pairs = {slug: (_first(scene.cases[slug].subsectors), _first(scene.cases[slug].sectors)) for slug in drawn}
    shared = {pair: _shared(scene, *pair, emblem) for pair in set(pairs.values())}
    return {slug: shared[pair] for slug, pair in pairs.items()}


def _own(scene: Scene, case: Collaboration, emblem: Emblem) -> Preview:
    shown, shapes = card(scene, case), emblem(_first(case.subsectors), _first(case.sectors))
    return Preview(shown.title.text, shown.pair, shown.place, _site(scene), shapes)


def _shared(scene: Scene, subsector: str, sector: str, emblem: Emblem) -> Preview:
    """Of the first subsector and the first sector alone, without title and place."""
    labels = [scene.words.label(facet, key) for facet, key in (("subsector", subsector), ("sector", sector)) if key]
    return Preview("", " × ".join(labels), "", _site(scene), emblem(subsector, sector))


def _site(scene: Scene) -> str:
    return scene.words.best(scene.settings.site.name)


def _first(keys: tuple[str, ...]) -> str:
    return keys[0] if keys else ""
