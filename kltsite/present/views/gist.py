"""Who meets whom, where and since when: one sentence, from the data alone.

Its pattern needs no inflection in any language: names stand as they are, and the place leads like a dateline.
"""

from __future__ import annotations

from collections.abc import Sequence

from kltsite.domain.collaboration import Collaboration, Partner
from kltsite.present.views.scene import Scene
from kltsite.stats import region_of

_OF_A_SIDE, _OF_ALL = 2, 4  # how many partners are named


def gist(scene: Scene, case: Collaboration) -> str:
    """The sentence: "Thuringia, Germany: A (Design industry) and B (Construction) have worked together since 2018."."""
    place, told = place_line(scene, case), _meeting(scene, case)
    return scene.words.gettext("{place}: {sentence}").format(place=place, sentence=told) if place else told


def place_line(scene: Scene, case: Collaboration) -> str:
    """Locality, region and country, as far as they are stated; "" where none is."""
    words, place = scene.words, case.place
    if place is None:
        return ""
    region = region_of(case, scene.settings.vocabulary)
    parts = (
        place.locality or "",
        words.region(region, place.region or "") if region else "",
        words.country(place.country),
    )
    return ", ".join(part for part in parts if part)


def _meeting(scene: Scene, case: Collaboration) -> str:
    words = scene.words
    shown, all_of_them = _named(case)
    if not shown:
        return words.gettext("The partners are not stated.")
    names = [_partner(scene, partner) for partner in shown]
    if all_of_them == 1:
        return words.gettext("{partner} takes part; no other partner is stated.").format(partner=names[0])
    partners, period = _listed(scene, names, all_of_them - len(shown)), case.period
    start = words.moment(period.started) if period and period.started else ""
    end = words.moment(period.ended) if period and period.ended else ""
    if start and end:
        told = words.gettext("{partners} worked together ({start} to {end}).")
    elif start:
        told = words.gettext("{partners} have worked together since {start}.")
    else:
        told = words.gettext("{partners} work together.")
    return told.format(partners=partners, start=start, end=end)


def _named(case: Collaboration) -> tuple[Sequence[Partner], int]:
    """The partners that the sentence names, and how many it speaks of: both sides where there are two."""
    creative, firms = case.partners_in("cci"), case.partners_in("sme")
    if len(creative) + len(firms) > 1:
        return (*creative[:_OF_A_SIDE], *firms[:_OF_A_SIDE]), len(creative) + len(firms)
    everyone = (*creative, *firms, *case.partners_in("other"))
    return everyone[:_OF_ALL], len(everyone)


def _partner(scene: Scene, partner: Partner) -> str:
    if partner.role == "sme":
        fields = [scene.words.label("sector", key) for key in partner.sectors]
    else:
        fields = [scene.words.label("subsector", key) for key in partner.subsectors]
    return f"{partner.name} ({', '.join(fields)})" if fields else partner.name


def _listed(scene: Scene, names: Sequence[str], more: int) -> str:
    """The names as a list in words, with how many there are besides."""
    words = scene.words
    if more:
        told = words.ngettext("{names} and one more partner", "{names} and {count} more partners", more)
        return told.format(names=", ".join(names), count=words.number(more))
    return words.gettext("{names} and {last}").format(names=", ".join(names[:-1]), last=names[-1])
