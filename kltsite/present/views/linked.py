"""What a page says to machines: JSON-LD in the words of schema.org, and nothing that the page does not state.

The page is the work (`WebPage`); what it is about is the collaboration, a `Project`: "an enterprise, planned to achieve
a particular aim", whose members the partners are. Only a small or medium-sized enterprise is sure to be an
`Organization`; a creative may be a person, so others stay a `Thing` with a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup
from msgspec import Struct

from kltsite.domain.collaboration import Collaboration, Partner
from kltsite.domain.values import Text
from kltsite.present.addresses import DATA, relative
from kltsite.present.escaping import safe_json
from kltsite.present.views import Link
from kltsite.present.views.offered import COLLABORATIONS, EVALUATION, KEYWORDS, DataSet
from kltsite.present.views.scene import Scene, of_scene
from kltsite.stats import region_of

Json = dict[str, Any]

_PLACE = "#place"  # within the page


class Step(Struct, frozen=True):
    """One page on the way from home to here."""

    name: str
    address: str
    language: str = ""  # of the name, where it is not the page's


def home_step(scene: Scene) -> Step:
    """Where every way begins."""
    return Step(scene.named("home"), scene.addresses.home())


def view_step(scene: Scene, name: str) -> Step:
    """A page of the navigation."""
    return Step(scene.named(name), scene.addresses.view(name) or "")


def trail(steps: Sequence[Step], folder: str) -> tuple[Link, ...]:
    """The way as readers see it; the last step is where they are."""
    *before, here = steps
    links = [Link(step.name, relative(folder, step.address), step.language) for step in before]
    return (*links, Link(here.name, "", here.language, current=True))


def script(scene: Scene, data: Json, steps: Sequence[Step] = ()) -> Markup:
    """What a page says, with what all pages say and with the way to it, as an element for its head."""
    way = _written(scene, tuple(steps[:-1]))
    here = ""
    if steps:
        last = {"@type": "ListItem", "position": len(steps), "name": steps[-1].name, "item": data["url"]}
        here = f"{safe_json(last)}]}}"
    said = f"{safe_json(data)[:-1]},{way}{here}}}"
    return Markup(f'<script type="application/ld+json">{said}</script>')  # said holds no angle bracket, no ampersand


@of_scene(4096)
def _written(scene: Scene, before: tuple[Step, ...]) -> str:
    """What many pages say alike, written once: the site they are part of, and the way to them but for its end."""
    base, contact = scene.settings.site.base_url, scene.settings.site.contact
    publisher = {"@type": "Organization", "name": contact.name, **({"url": contact.website} if contact.website else {})}
    shared: Json = {
        "inLanguage": scene.language,
        "license": scene.settings.site.licence.url,
        "publisher": publisher,
    }
    if not before:
        return safe_json(shared)[1:-1]
    shared["isPartOf"] = {"@type": "WebSite", "@id": base + scene.addresses.home(), "name": _site_name(scene)}
    items = [
        {"@type": "ListItem", "position": place, "name": step.name, "item": base + step.address}
        for place, step in enumerate(before, 1)
    ]
    shared["breadcrumb"] = {"@type": "BreadcrumbList", "itemListElement": items}
    return f"{safe_json(shared)[1:-3]},"


def _page(scene: Scene, kind: str, address: str, name: str | Json, description: str = "") -> Json:
    """A page of the site as a `kind` of WebPage."""
    url = scene.settings.site.base_url + address
    described = {"description": description} if description else {}
    return {"@context": "https://schema.org", "@type": kind, "@id": url, "url": url, "name": name, **described}


def _site_name(scene: Scene) -> str:
    return scene.words.best(scene.settings.site.name)


def home(scene: Scene, description: str) -> Markup:
    """The site itself."""
    return script(scene, _page(scene, "WebSite", scene.addresses.home(), _site_name(scene), description))


def some_page(scene: Scene, address: str, name: str, description: str, *steps: Step) -> Markup:
    """A page of which no more is to be said."""
    return script(scene, _page(scene, "WebPage", address, name, description), steps)


def of_view(scene: Scene, name: str, description: str) -> Markup:
    """A page of the navigation, one step from home."""
    here = view_step(scene, name)
    return some_page(scene, here.address, here.name, description, home_step(scene), here)


def open_data(scene: Scene, name: str, description: str, sets: Sequence[DataSet]) -> Markup:
    """The page of the open data: a catalogue of data sets, each with its files."""
    here, base = view_step(scene, name), scene.settings.site.base_url
    page = _page(scene, "WebPage", here.address, here.name, description)
    catalogue: Json = {"@type": "DataCatalog", "name": f"{_site_name(scene)}: {here.name}", "description": description}
    datasets = [_dataset(scene, one, base + here.address) for one in sets]
    return script(scene, {**page, "mainEntity": {**catalogue, "dataset": datasets}}, (home_step(scene), here))


def _dataset(scene: Scene, one: DataSet, page: str) -> Json:
    site, words = scene.settings.site, scene.words
    files = [
        {
            "@type": "DataDownload",
            "name": offer.what,
            "encodingFormat": offer.form.media_type,
            "contentUrl": f"{site.base_url}{DATA}{offer.path}",
        }
        for offer in one.offers
    ]
    countries = [code for code, found in scene.statistics.facets["country"].options.items() if found.count]
    places = [{"@type": "Country", "name": words.country(code)} for code in countries]
    edition = scene.settings.editions.get(one.edition)
    return {
        "@type": "Dataset",
        "@id": f"{site.base_url}{DATA}catalog.jsonld#{one.name}",
        "url": f"{page}#{one.name}--heading",
        "name": f"{_site_name(scene)}: {one.title}",
        "description": one.what,
        "license": site.licence.url,
        "creator": {"@type": "Organization", "name": site.contact.name},
        "isAccessibleForFree": True,
        "inLanguage": list(site.languages),
        "keywords": [words.gettext(keyword) for keyword in KEYWORDS],
        **({"spatialCoverage": places} if places and one.name in (COLLABORATIONS, EVALUATION) else {}),
        **({"datePublished": str(edition.published)} if edition else {}),
        "distribution": files,
    }


def listed(scene: Scene, address: str, name: str, description: str, slugs: Sequence[str], first: int, total: int,
           *steps: Step) -> Markup:  # fmt: skip
    """A page of a list of `total` entries that shows `slugs`, from the place `first` on (from 1)."""
    base = scene.settings.site.base_url
    items = [
        {"@type": "ListItem", "position": place, "url": base + scene.addresses.entry(slug)}
        for place, slug in enumerate(slugs, first)
    ]
    entries = {"@type": "ItemList", "numberOfItems": total, "itemListElement": items}
    return script(scene, {**_page(scene, "CollectionPage", address, name, description), "mainEntity": entries}, steps)


def entry(scene: Scene, case: Collaboration, address: str, *steps: Step) -> Markup:
    """An entry: the page, the collaboration it is about, where that takes effect, and the sources."""
    name = text(scene, case.title)
    found = _page(scene, "ItemPage", address, name)
    project: Json = {"@type": "Project", "name": name}
    if case.summary:
        project["description"] = text(scene, case.summary)
    if case.listed:
        found["datePublished"] = case.listed.isoformat()
    if case.reviewed:
        found["lastReviewed"] = case.reviewed.isoformat()
    keywords = [
        *(scene.words.label("subsector", key) for key in case.subsectors),
        *(scene.words.label("sector", key) for key in case.sectors),
    ]
    if keywords:
        found["keywords"] = keywords
    if case.place:
        found["spatialCoverage"] = _place(scene, case)
        project["location"] = {"@id": _PLACE}
    if case.sources:
        found["citation"] = [{"@type": "CreativeWork", "url": source.url} for source in case.sources]
    if case.period and case.period.started:
        project["foundingDate"] = str(case.period.started)
    if case.period and case.period.ended:
        project["dissolutionDate"] = str(case.period.ended)
    if case.partners:
        project["member"] = [_member(partner) for partner in case.partners]
    found["mainEntity"] = project
    return script(scene, found, steps)


def text(scene: Scene, words: Text) -> str | Json:
    """A text, or one that says its language where that is not the page's."""
    told, language = scene.words.text(words)
    return {"@value": told, "@language": language} if language else told


def _place(scene: Scene, case: Collaboration) -> Json:
    assert case.place is not None
    place, address = case.place, {"@type": "PostalAddress", "addressCountry": case.place.country}
    region = region_of(case, scene.settings.vocabulary)
    if place.locality:
        address["addressLocality"] = place.locality
    if region:
        address["addressRegion"] = scene.words.region(region, place.region or "")
    found: Json = {"@type": "Place", "@id": _PLACE, "address": address}
    if place.latitude is not None and place.longitude is not None:
        found["geo"] = {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude}
    return found


def _member(partner: Partner) -> Json:
    found: Json = {"@type": "Organization" if partner.role == "sme" else "Thing", "name": partner.name}
    if partner.website:
        found["url"] = partner.website
    if partner.role == "sme" and (partner.locality or partner.country):
        seat = {"addressLocality": partner.locality, "addressCountry": partner.country}
        found["address"] = {"@type": "PostalAddress", **{key: value for key, value in seat.items() if value}}
    return found
