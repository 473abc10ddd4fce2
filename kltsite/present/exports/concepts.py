"""The vocabulary as concept schemes (SKOS): one for each list of terms, with labels in every language.

A term's address is that of the file with the list and the key as fragment: `vocabulary.jsonld#subsectors/design`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kltsite.domain.settings import CATEGORIES, Term
from kltsite.languages import N_, Msg
from kltsite.present.addresses import DATA
from kltsite.present.exports import authorities
from kltsite.present.exports.graph import Literal, Node, iris, node, texts
from kltsite.present.views.scene import Scene

FILE = f"{DATA}vocabulary.jsonld"

_LISTS: Mapping[str, Msg] = {
    "subsectors": N_("Subsectors"),
    "sectors": N_("Sectors"),
    "innovation": N_("Type of innovation"),
    "addressees": N_("Addressees"),
}


def vocabulary(scenes: Sequence[Scene]) -> tuple[Node, ...]:
    """All lists of terms: the four categories with their answers, then those of fields."""
    return tuple(node for name in (*CATEGORIES, *_LISTS) for node in _list(scenes, name))


def _list(scenes: Sequence[Scene], name: str) -> Iterator[Node]:
    first, known = scenes[0].settings, scenes[0].settings.vocabulary
    base = f"{first.site.base_url}{FILE}#{name}"
    terms = known.categories[name].options if name in CATEGORIES else known.terms()[name]
    if name in CATEGORIES:
        title, asked = texts(known.categories[name].label), texts(known.categories[name].question)
    else:
        title = texts({scene.language: scene.words.gettext(_LISTS[name]) for scene in scenes})
        asked = ()
    yield node(
        base,
        "skos:ConceptScheme",
        {
            "dct:title": title,
            "dct:description": asked,
            "dct:license": iris(authorities.licence(first.site.licence.url)),
            "skos:hasTopConcept": iris(*(f"{base}/{key}" for key in terms)),
        },
    )
    yield from (_term(scenes, base, key, term) for key, term in terms.items())


def _term(scenes: Sequence[Scene], scheme: str, key: str, term: Term) -> Node:
    left_out = {scene.language: scene.words.gettext("Not part of the evaluation.") for scene in scenes}
    return node(
        f"{scheme}/{key}",
        "skos:Concept",
        {
            "skos:prefLabel": texts(term.label),
            "skos:notation": (Literal(key),),
            "skos:inScheme": iris(scheme),
            "skos:topConceptOf": iris(scheme),
            "skos:scopeNote": () if term.evaluated else texts(left_out),
            "skos:exactMatch": iris(authorities.section(term.section) if term.section else None),
        },
    )
