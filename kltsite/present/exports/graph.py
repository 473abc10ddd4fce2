"""Statements about things (RDF) as frozen values, and how they are written: Turtle and JSON-LD say the same.

Every thing has an address of its own and stands once, so that the same things are always the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_BARRED = re.compile(r"""[\x00-\x20<>"{}|^`\\]""")  # may not stand in an address
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f]')


class Iri(Struct, frozen=True):
    """Another thing, by its whole address."""

    address: str


class Literal(Struct, frozen=True):
    """A text; with its language or its type, such as xsd:date."""

    text: str
    language: str = ""
    type: str = ""


Value = Iri | Literal


class Node(Struct, frozen=True):
    """A thing: its address, its class (dcat:Dataset), and what is said of it, by property."""

    address: str
    kind: str
    said: tuple[tuple[str, tuple[Value, ...]], ...]


def node(address: str, kind: str, said: Mapping[str, Iterable[Value]]) -> Node:
    """A thing; a property without values is not said."""
    filled = ((name, tuple(values)) for name, values in said.items())
    return Node(address, kind, tuple((name, values) for name, values in filled if values))


def iris(*addresses: str | None) -> tuple[Iri, ...]:
    """Things by their addresses; none where there is no address."""
    return tuple(Iri(address) for address in addresses if address)


def texts(by_language: Mapping[str, str]) -> tuple[Literal, ...]:
    """A text in each of its languages."""
    return tuple(Literal(text, language) for language, text in by_language.items())


def turtle(nodes: Sequence[Node]) -> bytes:
    """The nodes in Turtle, with the prefixes that they use."""
    body = "\n".join(_written(one) for one in nodes)
    used = {name.partition(":")[0] for one in nodes for name in _names(one)}
    head = "".join(f"@prefix {name}: <{address}> .\n" for name, address in PREFIXES.items() if name in used)
    return f"{head}\n{body}".encode()


def json_ld(nodes: Sequence[Node]) -> bytes:
    """The nodes in JSON-LD, with the prefixes that they use."""
    used = {name.partition(":")[0] for one in nodes for name in _names(one)}
    context = {name: address for name, address in PREFIXES.items() if name in used}
    things = [
        {"@id": _address(one.address), "@type": one.kind, **{name: _told(values) for name, values in one.said}}
        for one in nodes
    ]
    return (json.dumps({"@context": context, "@graph": things}, ensure_ascii=False, indent=1) + "\n").encode()


def _names(one: Node) -> Iterator[str]:
    yield one.kind
    for name, values in one.said:
        yield name
        yield from (value.type for value in values if isinstance(value, Literal) and value.type)


def _address(address: str) -> str:
    return _BARRED.sub(lambda found: f"%{ord(found[0]):02X}", address)


def _written(one: Node) -> str:
    said = [f"a {one.kind}", *(f"{name} {', '.join(map(_value, values))}" for name, values in one.said)]
    lines = " ;\n    ".join(said)
    return f"<{_address(one.address)}> {lines} .\n"


def _value(value: Value) -> str:
    if isinstance(value, Iri):
        return f"<{_address(value.address)}>"
    text = _ESCAPED.sub(lambda found: _ESCAPES.get(found[0], f"\\u{ord(found[0]):04X}"), value.text)
    tail = f"@{value.language}" if value.language else f"^^{value.type}" if value.type else ""
    return f'"{text}"{tail}'


def _told(values: tuple[Value, ...]) -> Any:
    told = [_json(value) for value in values]
    return told[0] if len(told) == 1 else told


def _json(value: Value) -> Any:
    if isinstance(value, Iri):
        return {"@id": _address(value.address)}
    if value.language:
        return {"@language": value.language, "@value": value.text}
    return {"@type": value.type, "@value": value.text} if value.type else value.text
