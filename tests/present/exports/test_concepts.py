"""The vocabulary as concept schemes: every term once, with its key, its labels and its list."""

from __future__ import annotations

from kltsite.domain.settings import CATEGORIES
from kltsite.present.exports import concepts
from kltsite.present.exports.graph import Iri, Literal, texts
from tests.helpers import base_settings
from tests.present.exports.examples import BASE_URL, scenes

HERE = f"{BASE_URL}data/v1/vocabulary.jsonld#"


def test_every_term_stands_in_its_list_under_its_key_with_all_labels() -> None:
    vocabulary = base_settings().vocabulary
    lists = {name: vocabulary.categories[name].options for name in CATEGORIES} | {
        name: terms for name, terms in vocabulary.terms().items() if name not in CATEGORIES
    }
    found = {one.address: one for one in concepts.vocabulary(list(scenes().values()))}
    assert len(found) == len(lists) + sum(map(len, lists.values()))
    for name, terms in lists.items():
        scheme = dict(found[HERE + name].said)
        assert found[HERE + name].kind == "skos:ConceptScheme"
        assert scheme["skos:hasTopConcept"] == tuple(Iri(f"{HERE}{name}/{key}") for key in terms)
        assert [one.language for one in scheme["dct:title"] if isinstance(one, Literal)] == ["en", "de"]
        for key, term in terms.items():
            said = dict(found[f"{HERE}{name}/{key}"].said)
            assert said["skos:prefLabel"] == texts(term.label)
            assert said["skos:notation"] == (Literal(key),)
            assert said["skos:inScheme"] == said["skos:topConceptOf"] == (Iri(HERE + name),)
            assert ("skos:scopeNote" in said) is not term.evaluated


def test_a_sector_is_the_same_as_its_section_of_nace() -> None:
    found = {one.address: dict(one.said) for one in concepts.vocabulary(list(scenes().values()))}
    assert found[f"{HERE}sectors/manufacturing"]["skos:exactMatch"] == (Iri("http://data.europa.eu/ux2/nace2/C"),)
    assert "skos:exactMatch" not in found[f"{HERE}subsectors/design"]
