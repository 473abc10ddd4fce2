"""The catalogue of all entries, half a page each, and what leads to them: the registers and the sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.settings import CATEGORIES
from kltsite.present.emblem import forms_of
from kltsite.present.publication import drawings
from kltsite.present.publication.anchors import CATALOGUE, Anchors, as_read
from kltsite.present.publication.views import CatalogueChapter, EntryPart, Register, Sources
from kltsite.present.views import Fact, Link
from kltsite.present.views.facts import answers, facts, partners
from kltsite.present.views.pictures import first_of
from kltsite.present.views.scene import Scene
from kltsite.present.views.sources import Sources as SourceMarks
from kltsite.present.views.verdicts import attestation, verdict_item
from kltsite.stats import region_of
from kltsite.validator.coherence import fold
from kltsite.validator.criteria import judge

EMBLEMS, CODES = "emblems/", "codes/"

_NO_MARKS = SourceMarks("{number}", ())  # in a book the sources stand together at its end


def catalogue_chapter(scene: Scene, anchors: Anchors) -> tuple[CatalogueChapter, dict[str, bytes]]:
    """All entries by title, and the drawings they show."""
    entries = tuple(_entry(scene, anchors, slug) for slug in scene.order)
    files: dict[str, bytes] = {}
    for slug, entry in zip(scene.order, entries, strict=True):
        files[entry.code] = drawings.code_file(anchors.online(slug))
        if entry.emblem:
            files[f"{EMBLEMS}{entry.emblem}.svg"] = drawings.emblem_file(forms_of(scene.cases[slug]))
    return (
        CatalogueChapter(
            anchor=CATALOGUE,
            title=scene.named(CATALOGUE),
            headings=(),
            lead=scene.words.published(len(entries)),
            entries=entries,
        ),
        files,
    )


def styles(files: Iterable[str]) -> str:
    """What shows the emblems among the files, each by its class: keys of the vocabulary are names in CSS too."""
    names = (path.removeprefix(EMBLEMS).removesuffix(".svg") for path in files if path.startswith(EMBLEMS))
    return "".join(f'.emblem-{name} {{ background-image: url("{EMBLEMS}{name}.svg"); }}\n' for name in sorted(names))


def _entry(scene: Scene, anchors: Anchors, slug: str) -> EntryPart:
    case = scene.cases[slug]
    verdicts = judge(case, scene.settings.criteria)
    items = [verdict_item(scene, verdict, "") for verdict in verdicts]
    picture = first_of(case)
    one, other = forms_of(case)
    online = anchors.online(slug)
    return EntryPart(
        anchor=f"entry-{slug}",
        title=scene.said(case.title),
        summary=scene.said(case.summary) if case.summary else None,
        emblem="" if picture else f"{one}--{other}",
        picture=scene.pictures[picture.file][-1].address if picture else "",
        alt=scene.said(picture.alt) if picture else None,
        credit=f"{picture.credit}, {picture.licence}" if picture else "",
        sides=partners(scene, case, ""),
        facts=tuple(_stated(scene, case)),
        verdicts=tuple((item.name, item.state, item.state_label) for item in items),
        attestation=attestation(scene, case, verdicts),
        online=Link(as_read(online), online),
        code=f"{CODES}{slug}.svg",
    )


def _stated(scene: Scene, case: Collaboration) -> Iterator[Fact]:
    """The rows of facts and answers in a few words: place, region and country in one, categories by their names."""
    rows = list(facts(scene, case, "", _NO_MARKS))
    place = ", ".join(dict.fromkeys(value.text for row in rows[:3] for value in row.values))
    yield Fact(rows[0].label, (Link(place),) if place else ())
    yield from (_plain(row.label, row) for row in rows[3:])
    words, categories = scene.words, scene.settings.vocabulary.categories
    labels = [*(words.text(categories[name].label)[0] for name in CATEGORIES), words.gettext("Innovation")]
    yield from map(_plain, labels, answers(scene, case, "", _NO_MARKS))


def _plain(label: str, fact: Fact) -> Fact:
    return Fact(label, tuple(Link(value.text) for value in fact.values))


def registers(scene: Scene) -> tuple[Register, ...]:
    """Where places, partners and subsectors are found."""
    told, words, vocabulary = scene.words.gettext, scene.words, scene.settings.vocabulary

    def places(case: Collaboration) -> Iterable[str]:
        if case.place and case.place.locality:
            yield f"{case.place.locality} ({words.country(case.place.country)})"
        region = region_of(case, vocabulary)
        if case.place and region:
            yield words.region(region, case.place.region or "")

    def subsectors(case: Collaboration) -> Iterable[str]:
        return (words.label("subsector", key) for key in case.subsectors)

    def sectors(case: Collaboration) -> Iterable[str]:
        return (words.label("sector", key) for key in case.sectors)

    return (
        _register(scene, told("Places and regions"), places),
        _register(scene, told("Partners"), lambda case: (partner.name for partner in case.partners)),
        _register(scene, told("Subsectors"), subsectors),
        _register(scene, told("Sectors"), sectors),
    )


def _register(scene: Scene, title: str, terms: Callable[[Collaboration], Iterable[str]]) -> Register:
    found: dict[str, list[Link]] = {}
    for slug in scene.order:
        case = scene.cases[slug]
        for term in dict.fromkeys(terms(case)):
            found.setdefault(term, []).append(Link(scene.words.text(case.title)[0], scene.addresses.entry(slug)))
    ordered: Mapping[str, list[Link]] = dict(sorted(found.items(), key=lambda one: (fold(one[0]), one[0])))
    return Register(title, tuple((term, tuple(links)) for term, links in ordered.items()))


def sources(scene: Scene) -> tuple[Sources, ...]:
    """What the entries rest on, entry by entry."""
    return tuple(
        Sources(
            scene.said(scene.cases[slug].title),
            scene.addresses.entry(slug),
            tuple(
                (one.url, scene.words.day(one.accessed) if one.accessed else "") for one in scene.cases[slug].sources
            ),
        )
        for slug in scene.order
        if scene.cases[slug].sources
    )
