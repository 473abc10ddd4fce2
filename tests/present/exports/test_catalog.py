"""The catalogue: everything that DCAT-AP 3 asks for, every file, and no day that the content does not state."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from kltsite.present.exports import catalog
from kltsite.present.exports.graph import Iri, Literal, Node, Value
from kltsite.present.views.offered import data_sets
from tests.helpers import MINIMAL, collaboration
from tests.present.exports.examples import BASE_URL, cases, scenes
from tests.present.test_lists import entry, scenes_of

NEEDED = {  # by DCAT-AP 3.0.1: what each class must have, and what it should
    "dcat:Catalog": {
        *("dct:title", "dct:description", "dct:publisher", "dcat:dataset", "dct:issued", "dct:modified"),
        *("dct:language", "dct:license", "dct:spatial", "dcat:themeTaxonomy", "foaf:homepage", "dcat:service"),
    },
    "dcat:Dataset": {
        *("dct:title", "dct:description", "dct:publisher", "dcat:contactPoint", "dcat:distribution"),
        *("dcat:keyword", "dcat:theme", "dct:identifier", "dct:accessRights", "dcat:landingPage"),
    },
    "dcat:Distribution": {
        *("dcat:accessURL", "dcat:downloadURL", "dct:description", "dct:format", "dct:license", "dcat:mediaType"),
        *("dct:title", "dcatap:availability"),
    },
    "dcat:DataService": {
        *("dct:title", "dcat:endpointURL", "dcat:endpointDescription", "dcat:servesDataset", "dct:publisher"),
        *("dcat:contactPoint", "dcat:keyword", "dcat:theme", "dct:conformsTo"),
    },
    "foaf:Agent": {"foaf:name"},
    "vcard:Kind": {"vcard:fn", "vcard:hasEmail"},
    "skos:Concept": {"skos:prefLabel"},
    "skos:ConceptScheme": {"dct:title"},
    "dct:PeriodOfTime": {"dcat:startDate", "dcat:endDate"},
}
CLASSES = {  # the class that DCAT-AP wants of what a property leads to
    "dct:publisher": "foaf:Agent",
    "dcat:contactPoint": "vcard:Kind",
    "dcat:dataset": "dcat:Dataset",
    "dcat:distribution": "dcat:Distribution",
    "dcat:theme": "skos:Concept",
    "dcat:themeTaxonomy": "skos:ConceptScheme",
    "dct:type": "skos:Concept",
    "dct:language": "dct:LinguisticSystem",
    "dct:license": "dct:LicenseDocument",
    "dct:spatial": "dct:Location",
    "dct:temporal": "dct:PeriodOfTime",
    "dct:accessRights": "dct:RightsStatement",
    "dct:accrualPeriodicity": "dct:Frequency",
    "dct:format": "dct:MediaTypeOrExtent",
    "dcat:mediaType": "dct:MediaType",
    "dct:conformsTo": "dct:Standard",
    "dcat:landingPage": "foaf:Document",
    "foaf:homepage": "foaf:Document",
    "foaf:page": "foaf:Document",
    "dcatap:availability": "skos:Concept",
}


@cache
def nodes() -> tuple[Node, ...]:
    return catalog.catalog(list(scenes().values()), cases())


def of_kind(kind: str, among: tuple[Node, ...] | None = None) -> Iterator[Node]:
    return (one for one in among or nodes() if one.kind == kind)


def named(name: str, among: tuple[Node, ...] | None = None) -> dict[str, tuple[Value, ...]]:
    """What is said of one thing of the catalogue."""
    return dict(next(one for one in among or nodes() if one.address.endswith(f"#{name}")).said)


def told(values: tuple[Value, ...]) -> list[str]:
    return [value.address if isinstance(value, Iri) else value.text for value in values]


@pytest.mark.parametrize("kind", NEEDED)
def test_everything_has_what_the_profile_asks_for(kind: str) -> None:
    assert list(of_kind(kind))
    for one in of_kind(kind):
        assert dict(one.said).keys() >= NEEDED[kind], one.address


def test_what_a_property_leads_to_is_there_with_the_right_class() -> None:
    kinds = {one.address: one.kind for one in nodes()}
    found = set()
    for one in nodes():
        for name, values in one.said:
            for value in values:
                if name in CLASSES and isinstance(value, Iri):
                    found.add(name)
                    assert kinds[value.address] == CLASSES[name], (one.address, name)
    assert found == set(CLASSES)


def test_every_thing_stands_once() -> None:
    addresses = [one.address for one in nodes()]
    assert len(addresses) == len(set(addresses))


def test_every_offered_file_is_a_distribution_of_its_data_set() -> None:
    sets = data_sets(scenes()["en"])
    assert [one.name for one in sets] == ["collaborations", "evaluation", "edition-2024-08", "vocabulary"]
    for one in sets:
        assert [address.partition("#")[2] for address in told(named(one.name)["dcat:distribution"])] == [
            offer.path for offer in one.offers
        ]
        for offer in one.offers:
            assert told(named(offer.path)["dcat:downloadURL"]) == [f"{BASE_URL}data/v1/{offer.path}"]


def test_titles_and_descriptions_are_there_in_every_language_and_no_property_says_one_twice() -> None:
    for one in nodes():
        for name, values in one.said:
            languages = [value.language for value in values if isinstance(value, Literal) and value.language]
            if name in ("dct:title", "dct:description", "skos:prefLabel") and languages:
                assert languages == ["en", "de"], (one.address, name)
    german = next(
        value for value in named("evaluation")["dct:title"] if isinstance(value, Literal) and value.language == "de"
    )
    assert german.text == "Dorf und Atelier: Auswertung"


def test_days_are_those_that_entries_state() -> None:
    found = named("collaborations")
    listed = [case.listed for case in cases() if case.published and case.listed]
    touched = [day for case in cases() if case.published for day in (case.listed, case.reviewed) if day]
    assert told(found["dct:issued"]) == [min(listed).isoformat()]
    assert told(found["dct:modified"]) == [max(touched).isoformat()]
    assert told(named("edition-2024-08")["dct:issued"]) == ["2024-08"]
    assert "dct:modified" not in named("edition-2024-08")


def test_a_withdrawal_is_a_change_and_a_draft_is_none() -> None:
    gone = collaboration(
        MINIMAL.replace("published", "withdrawn") + "withdrawn: {on: 2025-03-04, reason: {en: A, de: A}}\n"
    )
    draft = collaboration(MINIMAL.replace("published", "draft") + "listed: 2026-01-01\n")
    assert catalog.days([gone, draft, entry("a", more="listed: 2024-01-02\n")]) == catalog.Days(
        first=collaboration(MINIMAL + "listed: 2024-01-02\n").listed, last=gone.withdrawn.on if gone.withdrawn else None
    )


def test_where_nothing_is_stated_no_day_place_or_period_is_said() -> None:
    bare = catalog.catalog(list(scenes_of([entry("a")]).values()), [entry("a")])
    for name in ("dct:issued", "dct:modified", "dct:spatial", "dct:temporal"):
        assert name not in named("collaborations", bare), name
        assert name not in named("catalog", bare)
    assert not list(of_kind("dct:PeriodOfTime", bare))


def test_the_period_begins_with_the_first_start_and_ends_with_the_day_of_the_evaluation() -> None:
    given = [entry("a", more="period: {started: 2019-05}\n"), entry("b", more="period: {started: 2018}\n")]
    found = named("period", catalog.catalog(list(scenes_of(given).values()), given))
    assert found["dcat:startDate"] == (Literal("2018", type="xsd:gYear"),)
    assert found["dcat:endDate"] == (Literal("2024-08-01", type="xsd:date"),)


def test_countries_languages_and_licence_are_named_as_the_eu_names_them() -> None:
    given = [entry("a", more="place: {country: AT}\n"), entry("b", more="place: {country: DE}\n")]
    found = named("collaborations", catalog.catalog(list(scenes_of(given).values()), given))
    eu = "http://publications.europa.eu/resource/authority/"
    assert told(found["dct:spatial"]) == [f"{eu}country/AUT", f"{eu}country/DEU"]
    assert told(found["dct:language"]) == [f"{eu}language/ENG", f"{eu}language/DEU"]
    assert told(named("collaborations.de.csv")["dct:language"]) == [f"{eu}language/DEU"]
    assert told(named("collaborations.csv")["dct:license"]) == [f"{eu}licence/CC_BY_4_0"]
