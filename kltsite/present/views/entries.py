"""The page of one entry, and of what became of entries that are no longer there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from urllib.parse import quote, urlsplit

from markupsafe import Markup

from kltsite.domain.collaboration import Collaboration, Partner, Recording, labels
from kltsite.domain.settings import ANSWERED
from kltsite.domain.values import Text
from kltsite.languages import N_
from kltsite.present.addresses import folder_of, relative
from kltsite.present.markup import Renderer, outside
from kltsite.present.views import (
    AdviceItem,
    EntryView,
    Fact,
    GroundItem,
    Link,
    PartnerCard,
    Recorded,
    RedirectView,
    Said,
    SourceItem,
    VerdictItem,
    VoiceItem,
    WithdrawnView,
)
from kltsite.present.views.atlas import locator_view
from kltsite.present.views.pictures import pictures_of
from kltsite.present.views.scene import Scene
from kltsite.stats import durations, region_of
from kltsite.validator.criteria import CRITERIA, State, Verdict, judge

ROLES = {"cci": N_("Creative partner"), "sme": N_("Small or medium-sized enterprise"), "other": N_("Further partner")}
STATES = {
    State.MET: N_("met"),
    State.ATTESTED: N_("attested"),
    State.OPEN: N_("open"),
    State.UNMET: N_("not met"),
}
RECORDED = {"video": N_("Video"), "podcast": N_("Podcast")}
RELATED = 3  # entries shown as related

_CRITERIA = {criterion.code: criterion for criterion in CRITERIA}

Cards = Callable[[Sequence[str], str], tuple[Markup, ...]]  # slugs, folder of the page -> their cards

field_labels = cache(lambda: labels(Collaboration))


def entry_view(scene: Scene, slug: str, story: Renderer, cards: Cards) -> EntryView:
    """What the page of the entry `slug` shows."""
    case, words = scene.cases[slug], scene.words
    verdicts = judge(case, scene.settings.criteria)
    address = scene.addresses.entry(slug)
    folder = folder_of(address)
    title = scene.said(case.title)
    description, description_language = _description(scene, case, story, folder)
    previous, following = _neighbours(scene, slug, folder)
    alike = related(scene, slug)
    return EntryView(
        frame=scene.frame(
            address,
            {language: one.entry(slug) for language, one in scene.everywhere.items()},
            title.text,
            scene.said(case.summary).text if case.summary else title.text,
            index=case.published,
            emblems=(slug, *alike),
        ),
        trail=(Link(scene.named("collaborations"), relative(folder, scene.addresses.browse())),),
        title=title,
        summary=_said(scene, case.summary),
        emblem=scene.emblem(slug),
        draft=not case.published,
        facts=tuple(_facts(scene, case, folder)),
        partners=tuple(_partner(scene, partner, folder) for partner in case.partners),
        answers=tuple(_answers(scene, case, folder)),
        traits=_said(scene, case.traits),
        description=description,
        description_language=description_language,
        funding=_said(scene, case.funding),
        advice=tuple(
            AdviceItem(", ".join(words.label("addressees", to) for to in one.to), scene.said(one.text))
            for one in case.advice
        ),
        voices=tuple(
            VoiceItem(f"{one.speaker}, {one.of}" if one.of else one.speaker, scene.said(one.text), one.source)
            for one in case.voices
        ),
        pictures=pictures_of(scene, case, folder),
        recorded=tuple(
            Recorded(words.gettext(RECORDED[one.kind]), scene.said(one.title), one.url, _host(one.url))
            for one in case.media
            if isinstance(one, Recording)
        ),
        links=tuple(_link(scene, one.title, one.url) for one in case.links),
        sources=tuple(
            SourceItem(
                one.url,
                _host(one.url),
                ", ".join(dict.fromkeys(_field(scene, name) for name in one.supports)),
                words.day(one.accessed) if one.accessed else "",
            )
            for one in case.sources
        ),
        verdicts=tuple(_verdict(scene, verdict, folder) for verdict in verdicts),
        attestation=_attestation(scene, case, verdicts),
        related=cards(alike, folder),
        previous=previous,
        following=following,
        listed=words.day(case.listed) if case.listed else "",
        reviewed=words.day(case.reviewed) if case.reviewed else "",
        report=_report(scene, title.text, address),
        edit=_edit(scene, slug),
        locator=locator_view(scene, slug, folder),
    )


def _said(scene: Scene, text: Text | None) -> Said | None:
    return scene.said(text) if text else None


def _link(scene: Scene, title: Text, href: str) -> Link:
    words, language = scene.words.text(title)
    return Link(words, href, language)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or url).removeprefix("www.")


def _description(scene: Scene, case: Collaboration, story: Renderer, folder: str) -> tuple[Markup, str]:
    if not case.description:
        return Markup(""), ""
    words, language = scene.words.text(case.description)

    def resolve(target: str) -> str | None:
        named = scene.leads(target)
        return relative(folder, named) if named else outside(target)

    return story.html(words, resolve), language


def _facts(scene: Scene, case: Collaboration, folder: str) -> Iterator[Fact]:
    words, place = scene.words, case.place
    yield Fact(words.gettext("Place"), (Link(place.locality),) if place and place.locality else ())
    region = region_of(case, scene.settings.vocabulary)
    region_name = words.region(region, place.region or "") if place and region else ""
    yield Fact(
        words.gettext("Region"),
        (Link(region_name, _facet(scene, folder, "region", region)),) if region else (),
    )
    yield Fact(
        words.gettext("Country"),
        (Link(words.country(place.country), _facet(scene, folder, "country", place.country)),) if place else (),
    )
    if place and place.inhabitants:
        told = words.number(place.inhabitants) + (f" ({place.counted})" if place.counted else "")
        yield Fact(words.gettext("Inhabitants"), (Link(told),))
    else:
        yield Fact(words.gettext("Inhabitants"), ())
    yield Fact(words.gettext("Period"), _period(scene, case), _remark(scene, case, "period"))


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


def _partner(scene: Scene, partner: Partner, folder: str) -> PartnerCard:
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


def _answers(scene: Scene, case: Collaboration, folder: str) -> Iterator[Fact]:
    """What the entry answers in each category; an answer leads to all that gave it."""
    words = scene.words
    for name in ANSWERED:
        question, _ = words.text(scene.settings.vocabulary.categories[name].question)
        stated: tuple[str, ...] = getattr(case, name)
        yield Fact(question, tuple(_answer(scene, folder, name, key) for key in stated), _remark(scene, case, name))
    question, _ = words.text(scene.settings.vocabulary.categories.duration.question)
    held = durations(case.period, scene.settings.site.evaluated_on)
    if held == () and case.period and (case.period.started or case.period.years):
        yield Fact(question, (Link(words.gettext("Not longer than two years, as far as is known")),))
    else:
        yield Fact(question, tuple(_answer(scene, folder, "duration", key) for key in held or ()))
    yield Fact(
        words.gettext("What is new about it?"),
        tuple(
            Link(words.label("innovation", key), _facet(scene, folder, "innovation", key)) for key in case.innovation
        ),
        _remark(scene, case, "innovation"),
    )
    for name, label in (("subsectors", N_("More on the subsector")), ("sectors", N_("More on the sector"))):
        remark = _remark(scene, case, name)
        if remark is not None:
            yield Fact(words.gettext(label), (Link(remark.text, "", remark.language),))


def _answer(scene: Scene, folder: str, category: str, key: str) -> Link:
    found = scene.statistics.categories[category].options.get(key)
    href = relative(folder, scene.addresses.facet(category, key)) if found and found.count else ""
    return Link(scene.words.label(category, key), href)


def _verdict(scene: Scene, verdict: Verdict, folder: str) -> VerdictItem:
    words = scene.words
    criterion = _CRITERIA[verdict.code]
    grounds = tuple(
        GroundItem(
            scene.said(ground.text) if ground.text else Said(words.fill(ground.message, ground.values)), ground.source
        )
        for ground in verdict.grounds
        if verdict.state is not State.ATTESTED
    )
    return VerdictItem(
        code=verdict.code,
        name=words.gettext(criterion.name),
        href=relative(folder, scene.addresses.criterion(verdict.key)),
        state=verdict.state.value,
        state_label=words.gettext(STATES[verdict.state]),
        grounds=grounds,
    )


def _attestation(scene: Scene, case: Collaboration, verdicts: Sequence[Verdict]) -> GroundItem | None:
    """Who vouches, and for what: told once where it stands in for figures of any criterion."""
    attestation = (scene.settings.criteria.attestations or {}).get(case.attested or "")
    if attestation is None or all(verdict.state is not State.ATTESTED for verdict in verdicts):
        return None
    told = scene.words.gettext("Attested by {by}: {statement}")
    by, statement = scene.said(attestation.by), scene.said(attestation.statement)
    return GroundItem(Said(told.format(by=by.text, statement=statement.text)), attestation.source)


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
        start = _after(slugs, slug)
        for step in range(min(RELATED + 1, len(slugs))):
            other = slugs[(start + step) % len(slugs)]
            if other != slug:
                found[other] = None
        if len(found) >= RELATED:
            break
    return tuple(found)[:RELATED]


def _after(slugs: Sequence[str], slug: str) -> int:
    from bisect import bisect_right

    return bisect_right(slugs, slug)


def _neighbours(scene: Scene, slug: str, folder: str) -> tuple[Link | None, Link | None]:
    place, order = scene.place_of(slug), scene.order

    def link(other: str) -> Link:
        return _link(scene, scene.cases[other].title, relative(folder, scene.addresses.entry(other)))

    before = link(order[place - 1]) if place > 0 else None
    behind = link(order[place + 1]) if place + 1 < len(order) else None
    return before, behind


def _field(scene: Scene, name: str) -> str:
    label = field_labels().get(tuple(name.split(".")))
    return scene.words.gettext(label) if label else name


def _report(scene: Scene, title: str, address: str) -> str:
    site = scene.settings.site
    subject = scene.words.gettext("A note on “{title}”").format(title=title)
    return f"mailto:{site.contact.email}?subject={quote(subject)}&body={quote(site.base_url + address)}"


def _edit(scene: Scene, slug: str) -> str:
    repository = scene.settings.site.repository
    return f"{repository.rstrip('/')}/edit/main/content/collaborations/{slug}.yaml" if repository else ""


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
