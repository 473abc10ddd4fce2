"""The facts of an entry, each with the sources that carry it: at a glance, the partners, what they answered."""

from __future__ import annotations

from collections.abc import Iterator

from kltsite.domain.collaboration import Collaboration, Partner
from kltsite.domain.settings import ANSWERED
from kltsite.domain.values import Text
from kltsite.languages import N_
from kltsite.present.addresses import relative
from kltsite.present.views import Fact, Link, PartnerCard, Said, Side
from kltsite.present.views.scene import Scene
from kltsite.present.views.sources import Sources
from kltsite.stats import durations, region_of

ROLES = {"cci": N_("Creative partner"), "sme": N_("Small or medium-sized enterprise"), "other": N_("Further partner")}


def facts(scene: Scene, case: Collaboration, folder: str, sources: Sources) -> Iterator[Fact]:
    """At a glance: the same rows in the same order on every page, stated or not."""
    words, place = scene.words, case.place
    region = region_of(case, scene.settings.vocabulary)
    region_name = words.region(region, place.region or "") if place and region else ""
    inhabitants = words.number(place.inhabitants) if place and place.inhabitants else ""
    if place and inhabitants and place.counted:
        inhabitants += f" ({place.counted})"
    rows: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
        (N_("Place"), place.locality or "" if place else "", "", ("place.locality",)),
        (N_("Region"), region_name, _facet(scene, folder, "region", region or ""), ("place.region",)),
        (
            N_("Country"),
            words.country(place.country) if place else "",
            _facet(scene, folder, "country", place.country if place else ""),
            ("place.country",),
        ),
        (N_("Inhabitants"), inhabitants, "", ("place.inhabitants", "place.counted")),
    )
    for label, told, href, fields in rows:
        yield Fact(words.gettext(label), (Link(told, href),) if told else (), None, sources.marks(*fields))
    yield Fact(
        words.gettext("Period"),
        _period(scene, case),
        _remark(scene, case, "period"),
        sources.marks("period", "remarks.period"),
    )


def _facet(scene: Scene, folder: str, facet: str, value: str) -> str:
    """Only what is counted is listed: a value that drafts alone have leads nowhere."""
    options = scene.statistics.facets[facet].options
    found = options.get(value)
    return relative(folder, scene.addresses.facet(facet, value)) if found and found.count else ""


def _period(scene: Scene, case: Collaboration) -> tuple[Link, ...]:
    period, words = case.period, scene.words
    if period is None:
        return ()
    told = ""
    if period.started and period.ended:
        told = words.gettext("{start} to {end}").format(
            start=words.moment(period.started), end=words.moment(period.ended)
        )
    elif period.started:
        told = words.gettext("since {start}").format(start=words.moment(period.started))
    elif period.years:
        number = words.decimal(period.years)
        told = words.ngettext("{years} year", "{years} years", 1 if period.years == 1 else 2).format(years=number)
    return (Link(told),) if told else ()


def _remark(scene: Scene, case: Collaboration, name: str) -> Said | None:
    text: Text | None = getattr(case.remarks, name) if case.remarks else None
    return scene.said(text) if text else None


def partners(scene: Scene, case: Collaboration, folder: str) -> tuple[tuple[Side, ...], ...]:
    """The creative side and the firms' side, always both in this order, and after them the others, each by itself.

    Nothing where no partner is stated.
    """
    if not case.partners:
        return ()
    cards: dict[str, list[PartnerCard]] = {"cci": [], "sme": [], "other": []}
    for partner in case.partners:
        cards[partner.role].append(partner_card(scene, partner, folder))
    pair = tuple(Side(role, scene.words.gettext(ROLES[role]), tuple(cards[role])) for role in ("cci", "sme"))
    others = tuple(Side(card.role, card.role_label, (card,)) for card in cards["other"])
    return (pair, others) if others else (pair,)


def partner_card(scene: Scene, partner: Partner, folder: str) -> PartnerCard:
    """One partner, as its side shows it."""
    words = scene.words
    facet = "sector" if partner.role == "sme" else "subsector"
    keys = partner.sectors if partner.role == "sme" else partner.subsectors
    seat = ", ".join(
        part for part in (partner.locality, words.country(partner.country) if partner.country else "") if part
    )
    employees = ""
    if partner.employees is not None:
        told = words.ngettext("{count} employee", "{count} employees", partner.employees)
        employees = told.format(count=words.number(partner.employees))
    return PartnerCard(
        name=partner.name,
        role=partner.role,
        role_label=words.gettext(ROLES[partner.role]),
        fields=tuple(Link(words.label(facet, key), _facet(scene, folder, facet, key)) for key in keys),
        seat=seat,
        urban=partner.setting == "urban",
        website=partner.website or "",
        employees=employees,
    )


def answers(scene: Scene, case: Collaboration, folder: str, sources: Sources) -> Iterator[Fact]:
    """What the entry answers in each category; an answer leads to all that gave it."""
    words = scene.words
    for name in ANSWERED:
        question = words.best(scene.settings.vocabulary.categories[name].question)
        stated: tuple[str, ...] = getattr(case, name)
        yield Fact(
            question,
            tuple(_answer(scene, folder, name, key) for key in stated),
            _remark(scene, case, name),
            sources.marks(name, f"remarks.{name}"),
        )
    question = words.best(scene.settings.vocabulary.categories.duration.question)
    held = durations(case.period, scene.settings.site.evaluated_on)
    if held == () and case.period and (case.period.started or case.period.years):
        told: tuple[Link, ...] = (Link(words.gettext("Not longer than two years, as far as is known")),)
    else:
        told = tuple(_answer(scene, folder, "duration", key) for key in held or ())
    yield Fact(question, told, None, sources.marks("period"))
    yield Fact(
        words.gettext("What is new about it?"),
        tuple(
            Link(words.label("innovation", key), _facet(scene, folder, "innovation", key)) for key in case.innovation
        ),
        _remark(scene, case, "innovation"),
        sources.marks("innovation", "remarks.innovation"),
    )
    for name, label in (("subsectors", N_("More on the subsector")), ("sectors", N_("More on the sector"))):
        remark = _remark(scene, case, name)
        if remark is not None:
            yield Fact(
                words.gettext(label), (Link(remark.text, "", remark.language),), None, sources.marks(f"remarks.{name}")
            )


def _answer(scene: Scene, folder: str, category: str, key: str) -> Link:
    found = scene.statistics.categories[category].options.get(key)
    href = relative(folder, scene.addresses.facet(category, key)) if found and found.count else ""
    return Link(scene.words.label(category, key), href)
