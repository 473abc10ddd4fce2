"""Statements: Turtle and JSON-LD say the same, whatever a text holds, and the same things are the same bytes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kltsite.present.exports.graph import PREFIXES, Literal, Node, iris, json_ld, node, texts, turtle

BREAD = node(
    "https://village.example/#bread",
    "dcat:Dataset",
    {
        "dct:title": texts({"en": 'Bread & "butter"', "de": "Brot\nund \\ Butter"}),
        "dct:issued": (Literal("2024-02", type="xsd:gYearMonth"),),
        "dct:identifier": (Literal("bread"),),
        "dct:publisher": iris("https://village.example/a b<c>"),
        "dct:source": iris(None, ""),
    },
)


def test_a_thing_is_written_once_with_what_is_said_of_it() -> None:
    assert turtle([BREAD]).decode() == (
        "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n"
        "@prefix dct: <http://purl.org/dc/terms/> .\n"
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        "\n"
        "<https://village.example/#bread> a dcat:Dataset ;\n"
        '    dct:title "Bread & \\"butter\\""@en, "Brot\\nund \\\\ Butter"@de ;\n'
        '    dct:issued "2024-02"^^xsd:gYearMonth ;\n'
        '    dct:identifier "bread" ;\n'
        "    dct:publisher <https://village.example/a%20b%3Cc%3E> .\n"
    )


def test_json_ld_says_it_in_objects() -> None:
    found = json.loads(json_ld([BREAD]))
    assert found["@context"] == {name: PREFIXES[name] for name in ("dcat", "dct", "xsd")}
    assert found["@graph"] == [
        {
            "@id": "https://village.example/#bread",
            "@type": "dcat:Dataset",
            "dct:title": [
                {"@language": "en", "@value": 'Bread & "butter"'},
                {"@language": "de", "@value": "Brot\nund \\ Butter"},
            ],
            "dct:issued": {"@type": "xsd:gYearMonth", "@value": "2024-02"},
            "dct:identifier": "bread",
            "dct:publisher": {"@id": "https://village.example/a%20b%3Cc%3E"},
        }
    ]


ANY_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own
@given(st.lists(st.tuples(ANY_TEXT, ANY_TEXT), min_size=1, max_size=4))
@hypothesis_settings(max_examples=100, deadline=None)
def test_both_forms_are_read_back_as_the_same_statements(said: list[tuple[str, str]]) -> None:
    rdflib = pytest.importorskip("rdflib")
    compare = pytest.importorskip("rdflib.compare")
    nodes: list[Node] = [
        node(
            f"https://village.example/#{number}",
            "dcat:Dataset",
            {"dct:title": (Literal(text, "en"),), "dct:source": iris(f"https://village.example/{address}")},
        )
        for number, (text, address) in enumerate(said)
    ]
    one = rdflib.Graph().parse(data=turtle(nodes), format="turtle")
    other = rdflib.Graph().parse(data=json_ld(nodes), format="json-ld")
    assert compare.isomorphic(one, other)
    titles = {str(title) for title in one.objects(None, rdflib.DCTERMS.title)}
    assert titles == {text for text, _ in said}
