"""The catalogue of the open data (DCAT-AP 3), for data portals such as data.europa.eu.

All days in it are those that the content states; the addresses of things are those of this file with a fragment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.values import Moment
from kltsite.languages import N_
from kltsite.present.addresses import DATA
from kltsite.present.exports import authorities
from kltsite.present.exports.graph import Iri, Literal, Node, iris, node, texts
from kltsite.present.views.offered import (
    COLLABORATIONS,
    EVALUATION,
    KEYWORDS,
    VOCABULARY,
    DataSet,
    Offer,
    data_sets,
)
from kltsite.present.views.scene import Scene

FILE = f"{DATA}catalog.jsonld"

_THEMES = {
    "ECON": N_("Economy and finance"),
    "EDUC": N_("Education, culture and sport"),
    "REGI": N_("Regions and cities"),
}
_TYPES = {COLLABORATIONS: "", EVALUATION: "STATISTICAL", VOCABULARY: "CODE_LIST"}  # the EU's types of data sets
_TYPE_NAMES = {"STATISTICAL": N_("Statistical data"), "CODE_LIST": N_("Code list")}
_IRREGULAR, _NEVER = f"{authorities.TABLES}frequency/IRREG", f"{authorities.TABLES}frequency/NEVER"
_PUBLIC = f"{authorities.TABLES}access-right/PUBLIC"
_LASTING = f"{authorities.TABLES}planned-availability/STABLE"  # addresses of the site are permanent
_THEME_SCHEME = f"{authorities.TABLES}data-theme"


class Days(Struct, frozen=True):
    """When the first entry was listed, and when the last one was listed, reviewed or withdrawn; None where unknown."""

    first: date | None
    last: date | None


def days(cases: Iterable[Collaboration]) -> Days:
    """What the published and withdrawn entries state of their days."""
    listed, touched = list[date](), list[date]()
    for case in cases:
        if case.published and case.listed:
            listed.append(case.listed)
        if case.published:
            touched += [day for day in (case.listed, case.reviewed) if day]
        elif case.status == "withdrawn" and case.withdrawn:
            touched.append(case.withdrawn.on)
    return Days(min(listed, default=None), max(touched, default=None))


def catalog(scenes: Sequence[Scene], cases: Iterable[Collaboration]) -> tuple[Node, ...]:
    """The catalogue, its data sets with all their files, whom to ask, and the terms of the EU that it uses."""
    return tuple(_Catalog(tuple(scenes), days(cases)).nodes())


class _Catalog(Struct, frozen=True):
    scenes: tuple[Scene, ...]
    days: Days

    def nodes(self) -> Iterator[Node]:
        found = [tuple(told) for told in zip(*map(data_sets, self.scenes), strict=True)]
        yield self._catalog([told[0] for told in found])
        for told in found:
            yield self._data_set(told)
            for offers in zip(*(one.offers for one in told), strict=True):
                yield self._distribution(offers)
        yield self._service([told[0] for told in found])
        yield from self._people()
        yield from self._terms([offer for told in found for offer in told[0].offers])

    @property
    def _first(self) -> Scene:
        return self.scenes[0]

    def _at(self, name: str) -> str:
        return f"{self._first.settings.site.base_url}{FILE}#{name}"

    def _file(self, path: str) -> str:
        return f"{self._first.settings.site.base_url}{DATA}{path}"

    def _pages(self) -> tuple[str, ...]:
        """The page on the open data, in each language."""
        base = self._first.settings.site.base_url
        return tuple(base + (scene.addresses.view("data") or "") for scene in self.scenes)

    def _edition_pages(self, name: str) -> tuple[str, ...]:
        """The page of an edition, in each language."""
        return tuple(self._first.settings.site.base_url + scene.addresses.edition(name) for scene in self.scenes)

    def _said(self, words: Iterable[str]) -> tuple[Literal, ...]:
        """The same in each language, one after the other."""
        return texts(dict(zip((scene.language for scene in self.scenes), words, strict=True)))

    def _named(self, message: str) -> tuple[Literal, ...]:
        return self._said(scene.words.gettext(message) for scene in self.scenes)

    def _ours(self, words: Iterable[str]) -> tuple[Literal, ...]:
        """The same behind the name of the site."""
        names = (scene.words.text(scene.settings.site.name)[0] for scene in self.scenes)
        return self._said(f"{name}: {one}" for name, one in zip(names, words, strict=True))

    def _languages(self) -> tuple[Iri, ...]:
        return iris(*(authorities.language(scene.language) for scene in self.scenes))

    def _licence(self) -> str:
        return authorities.licence(self._first.settings.site.licence.url)

    def _countries(self) -> list[str]:
        """The codes of the countries that the published entries are in."""
        return [code for code, one in self._first.statistics.facets["country"].options.items() if one.count]

    def _catalog(self, sets: Sequence[DataSet]) -> Node:
        site = self._first.settings.site
        return node(
            self._at("catalog"),
            "dcat:Catalog",
            {
                "dct:title": texts(site.name),
                "dct:description": texts(site.tagline),
                "dct:publisher": iris(self._at("publisher")),
                "dct:issued": _day(self.days.first),
                "dct:modified": _day(self.days.last),
                "dct:language": self._languages(),
                "dct:license": iris(self._licence()),
                "dct:spatial": iris(*map(authorities.country, self._countries())),
                "foaf:homepage": iris(self._pages()[0]),
                "dcat:themeTaxonomy": iris(_THEME_SCHEME),
                "dcat:dataset": iris(*(self._at(one.name) for one in sets)),
                "dcat:service": iris(self._at("files")),
            },
        )

    def _data_set(self, told: Sequence[DataSet]) -> Node:
        one = told[0]
        edition = self._first.settings.editions.get(one.edition)
        kind = "STATISTICAL" if edition else _TYPES[one.name]
        ours = one.name in (COLLABORATIONS, EVALUATION)
        issued = _moment(edition.published) if edition else _day(self.days.first) if one.name == COLLABORATIONS else ()
        return node(
            self._at(one.name),
            "dcat:Dataset",
            {
                "dct:title": self._ours(other.title for other in told),
                "dct:description": self._said(other.what for other in told),
                "dct:identifier": (Literal(self._at(one.name)),),
                "dct:publisher": iris(self._at("publisher")),
                "dcat:contactPoint": iris(self._at("contact")),
                "dcat:keyword": tuple(word for keyword in KEYWORDS for word in self._named(keyword)),
                "dcat:theme": iris(*(f"{_THEME_SCHEME}/{theme}" for theme in _THEMES)),
                "dct:type": iris(kind and f"{authorities.TABLES}dataset-type/{kind}"),
                "dct:language": self._languages(),
                "dct:issued": issued,
                "dct:modified": _day(self.days.last) if ours else (),
                "dct:accessRights": iris(_PUBLIC),
                "dct:accrualPeriodicity": iris(_NEVER if edition else _IRREGULAR),
                "dct:spatial": iris(*map(authorities.country, self._countries())) if ours else (),
                "dct:temporal": iris(self._at("period")) if ours and self._start() else (),
                "dct:source": iris(self._at(COLLABORATIONS)) if one.name == EVALUATION else (),
                "dcat:landingPage": iris(*(self._edition_pages(one.edition) if edition else self._pages())),
                "foaf:page": iris(edition.source if edition else None),
                "dcat:distribution": iris(*(self._at(offer.path) for offer in one.offers)),
            },
        )

    def _distribution(self, told: Sequence[Offer]) -> Node:
        one = told[0]
        languages = iris(authorities.language(one.language)) if one.language else self._languages()
        return node(
            self._at(one.path),
            "dcat:Distribution",
            {
                "dct:title": self._said(f"{one.path} ({one.form.name})" for _ in told),
                "dct:description": self._said(other.what for other in told),
                "dcat:accessURL": iris(self._file(one.path)),
                "dcat:downloadURL": iris(self._file(one.path)),
                "dct:format": iris(f"{authorities.TABLES}file-type/{one.form.file_type}"),
                "dcat:mediaType": iris(authorities.MEDIA_TYPES + one.form.media_type),
                "dct:license": iris(self._licence()),
                "dct:language": languages,
                "dct:conformsTo": iris(self._file(one.schema) if one.schema else None),
                "dcatap:availability": iris(_LASTING),
            },
        )

    def _service(self, sets: Sequence[DataSet]) -> Node:
        """All files as an interface for programs."""
        return node(
            self._at("files"),
            "dcat:DataService",
            {
                "dct:title": self._ours(scene.words.gettext("Open data as files") for scene in self.scenes),
                "dct:publisher": iris(self._at("publisher")),
                "dcat:contactPoint": iris(self._at("contact")),
                "dcat:keyword": tuple(word for keyword in KEYWORDS for word in self._named(keyword)),
                "dcat:theme": iris(*(f"{_THEME_SCHEME}/{theme}" for theme in _THEMES)),
                "dct:license": iris(self._licence()),
                "dct:accessRights": iris(_PUBLIC),
                "dcat:endpointURL": iris(self._file("")),
                "dcat:endpointDescription": iris(self._file("openapi.json")),
                "dct:conformsTo": iris("https://spec.openapis.org/oas/v3.1.0"),
                "dcat:servesDataset": iris(*(self._at(one.name) for one in sets)),
            },
        )

    def _people(self) -> Iterator[Node]:
        contact = self._first.settings.site.contact
        yield node(
            self._at("publisher"),
            "foaf:Agent",
            {"foaf:name": (Literal(contact.name),), "foaf:homepage": iris(contact.website)},
        )
        yield node(
            self._at("contact"),
            "vcard:Kind",
            {
                "vcard:fn": (Literal(contact.name),),
                "vcard:hasEmail": iris(f"mailto:{contact.email}"),
                "vcard:hasURL": iris(contact.website),
            },
        )

    def _terms(self, offers: Sequence[Offer]) -> Iterator[Node]:
        """What is used of others, each with its class, as validators cannot look it up."""
        tables, settings = authorities.TABLES, self._first.settings
        yield from self._period()
        for code in self._countries():
            if address := authorities.country(code):
                names = self._said(scene.words.country(code) for scene in self.scenes)
                yield node(address, "dct:Location", {"skos:prefLabel": names})
        yield from (node(one.address, "dct:LinguisticSystem", {}) for one in self._languages())
        yield node(self._licence(), "dct:LicenseDocument", {"dct:title": (Literal(settings.site.licence.name),)})
        yield node(_PUBLIC, "dct:RightsStatement", {})
        frequencies = [_IRREGULAR, *([_NEVER] if settings.editions else [])]
        yield from (node(address, "dct:Frequency", {}) for address in frequencies)
        yield from self._concepts()
        pages = dict.fromkeys((*self._pages(), *(one.source for one in settings.editions.values() if one.source)))
        pages |= dict.fromkeys(page for name in settings.editions for page in self._edition_pages(name))
        pages |= dict.fromkeys([settings.site.contact.website] if settings.site.contact.website else [])
        yield from (node(page, "foaf:Document", {}) for page in pages)
        for form in dict.fromkeys(offer.form for offer in offers):
            yield node(f"{tables}file-type/{form.file_type}", "dct:MediaTypeOrExtent", {})
            yield node(authorities.MEDIA_TYPES + form.media_type, "dct:MediaType", {})
        standards = {self._file(offer.schema): offer.schema.rpartition("/")[2] for offer in offers if offer.schema}
        standards["https://spec.openapis.org/oas/v3.1.0"] = "OpenAPI 3.1"
        for address, name in standards.items():
            yield node(address, "dct:Standard", {"dct:title": (Literal(name),)})

    def _concepts(self) -> Iterator[Node]:
        tables = authorities.TABLES
        yield node(_THEME_SCHEME, "skos:ConceptScheme", {"dct:title": self._named(N_("Data themes of the EU"))})
        named = {
            **{f"{_THEME_SCHEME}/{key}": label for key, label in _THEMES.items()},
            **{f"{tables}dataset-type/{key}": label for key, label in _TYPE_NAMES.items()},
            _LASTING: N_("stable"),
        }
        for address, label in named.items():
            yield node(address, "skos:Concept", {"skos:prefLabel": self._named(label)})

    def _start(self) -> Moment | None:
        """When the first of the collaborations began."""
        starts = (one.started for one in self._first.statistics.spans if one.started)
        return min(starts, key=lambda moment: (moment.earliest(), moment.latest()), default=None)

    def _period(self) -> Iterator[Node]:
        """From the first start that is stated to the day of the evaluation."""
        if start := self._start():
            ends = _day(self._first.settings.site.evaluated_on)
            yield node(self._at("period"), "dct:PeriodOfTime", {"dcat:startDate": _moment(start), "dcat:endDate": ends})


def _day(day: date | None) -> tuple[Literal, ...]:
    return (Literal(day.isoformat(), type="xsd:date"),) if day else ()


def _moment(moment: Moment) -> tuple[Literal, ...]:
    kind = "xsd:gYear" if moment.month is None else "xsd:gYearMonth" if moment.day is None else "xsd:date"
    return (Literal(str(moment), type=kind),)
