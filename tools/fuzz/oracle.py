"""What may come out, whatever goes in: problems, or pages and files that hold nothing of it but text.

A text of the input may bring its mark along (`MARK`) in everything that would be an element or an attribute if it were
markup. So an element or attribute with the mark in its name, or one that no template has, got there from the text.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import tinyhtml5
from lxml import html

from kltsite import disk, publish
from kltsite.present.exports.sheets import PLAIN
from kltsite.problems import Problem
from kltsite.problems.telling import Teller

ROOT = Path(__file__).resolve().parents[2]
MARK = "kltq"
SECONDS, MEBIBYTES = 2.0, 300

_PROSE = {"p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "em", "strong", "code", "pre", "blockquote", "br", "hr",
          "a", "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip
_DRAWN = {
    "svg",
    "symbol",
    "g",
    "path",
    "use",
    "circle",
    "rect",
    "line",
    "text",
    "tspan",
    "title",
    "desc",
    "polygon",
    "defs",
}
_TAG = re.compile(r"<([a-z][a-z0-9-]*)")
_NEVER = {
    "iframe",
    "object",
    "embed",
    "base",
    "frame",
    "frameset",
    "applet",
    "style",
    "foreignobject",
    "audio",
    "video",
}
_LEADS = ("href", "src", "action", "formaction", "poster", "data", "xlink:href")
_MAY_LEAD = re.compile(r"(?i)(https?://|mailto:|[^:]*$|[^:/?#]*[/?#])")
_BODY = [["a", "header", "main", "footer"], ["main"], ["main", "footer"], ["header", "main", "footer"]]
MOST = 100
_MOVES_CURSOR = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_COMMAND = re.compile(r"::(error|warning|notice) file=[^:\n]*::[^\n]*")
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


class Wrong(AssertionError):  # noqa: N818
    """What came out is not what may come out."""


def demand(holds: bool, *said: object) -> None:
    """Raise Wrong unless it holds."""
    if not holds:
        raise Wrong(" ".join(map(str, said))[:2000])


@cache
def elements() -> frozenset[str]:
    """The elements that templates, prose and drawings have."""
    files = disk.read_folder(ROOT / "templates")[0]
    named = {tag for path, data in files.items() if path.endswith(".html") for tag in _TAG.findall(data.decode())}
    return frozenset(named | _PROSE | _DRAWN | {"html", "head", "body", "tbody"}) - _NEVER


def page(address: str, text: str, *, base_url: str = "", thorough: bool = False) -> None:
    """An HTML page holds no script, style, handler or element that an input brought, and its own parts stand whole.

    `thorough` reads it as browsers do (by the HTML standard's algorithm), which takes a hundred times as long.
    """
    found = publish.page(address, text, base_url=base_url).problems
    demand(not found, "publish refuses", address, found[:1])
    demand("\ufdd0" not in text and "\ufdd1" not in text, "a mark of foreign words is left in", address)
    root = html.document_fromstring(text)
    seen = [(str(one.tag).lower(), dict(one.attrib), one.text or "") for one in root.iter() if isinstance(one.tag, str)]
    _elements(address, seen)
    inside = [str(one.tag) for body in root.iter("body") for one in body if isinstance(one.tag, str)]
    demand(inside in _BODY, "the page's own parts are out of place in", address, inside)
    demand(text.count("<script") == sum(tag == "script" for tag, _, _ in seen), "a hidden script in", address)
    if thorough:
        tree = tinyhtml5.parse(text, namespace_html_elements=False)
        told = [
            (str(one.tag).rpartition("}")[2].lower(), {str(name): str(value) for name, value in one.attrib.items()}, "")
            for one in tree.iter()
            if isinstance(one.tag, str)
        ]
        _elements(address, told)


def fragment(text: str, allowed: Mapping[str, set[str]]) -> None:
    """A piece of HTML with nothing but these elements and attributes."""
    for one in html.fragments_fromstring(f"<div>{text}</div>")[0].iter():
        if isinstance(one.tag, str) and one.tag != "div":
            demand(one.tag in allowed, "the element", one.tag)
            demand(set(map(str, one.attrib)) <= allowed.get(one.tag, set()), "attributes", one.tag, one.attrib)
            _leads("a fragment", {str(name): str(value) for name, value in one.attrib.items()})


def _elements(address: str, seen: Iterable[tuple[str, Mapping[str, Any], str]]) -> None:
    for tag, attributes, inside in seen:
        demand(tag in elements() and MARK not in tag, "the element", tag, "in", address)
        names = [str(name).lower() for name in attributes]
        demand(
            not any(MARK in name or name.startswith("on") or name == "style" for name in names), names, "in", address
        )
        if tag == "script" and "src" not in attributes:
            demand("json" in str(attributes.get("type")), "an inline script in", address)
            demand("<" not in inside, "markup within data in", address)
            json.loads(inside or "0")
        _leads(address, {str(name).lower(): str(value) for name, value in attributes.items()})


def _leads(address: str, attributes: Mapping[str, str]) -> None:
    for name in _LEADS:
        value = re.sub("[\x00-\x20]", "", attributes.get(name, ""))
        demand(_MAY_LEAD.match(value) is not None, name, repr(value[:200]), "in", address)


# ---- files for programs


def output(address: str, data: bytes) -> None:
    """A file of the site can be read as what its name says it is, and no text of it acts there."""
    read = _READERS.get(address.rpartition(".")[2])
    if read:
        read(address, data)


def _script(address: str, data: bytes) -> None:
    text = data.decode()
    demand("</" not in text.lower() or address.startswith("assets/entries"), "an end of an element in", address)
    for line in re.findall(r'load\("[a-z]+",(.*?)\);\n', text, re.DOTALL):
        json.loads(line)


def _feed(address: str, data: bytes) -> None:
    root = ElementTree.fromstring(data)
    for one in root.iter():
        demand(MARK not in one.tag and not any(MARK in name for name in one.attrib), "an element in", address)


def _table(address: str, data: bytes) -> None:
    text = data.decode("utf-8-sig")
    delimiter = ";" if text.partition("\r\n")[0].count(";") > text.partition("\r\n")[0].count(",") else PLAIN.delimiter
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    demand(len({len(row) for row in rows}) == 1, "rows of several lengths in", address)
    for cell in (cell for row in rows for cell in row):
        acts = cell.startswith(_FORMULA) and re.fullmatch(r"-?\d+([.,]\d+)?", cell) is None
        demand(not acts, "a formula in", address, repr(cell[:80]))


def _turtle(address: str, data: bytes) -> None:
    from rdflib import Graph

    Graph().parse(data=data, format="turtle")


def _json(address: str, data: bytes) -> None:
    json.loads(data)


_READERS: dict[str, Callable[[str, bytes], None]] = {
    "json": _json,
    "jsonld": _json,
    "geojson": _json,
    "xml": _feed,
    "csv": _table,
    "ttl": _turtle,
    "js": _script,
}


# ---- problems


def told(problems: tuple[Problem, ...], tellers: Iterable[Teller]) -> None:
    """Every problem can be told in every form; nothing of a text moves a cursor, turns a line or gives a command.

    All are told once, as a run would; of very many only the first are told in all forms and languages.
    """
    first, *_ = tellers = tuple(tellers)
    first.text(problems, 1).encode()
    problems = tuple(sorted(problems))[:MOST]
    for teller in tellers:
        for text in (teller.text(problems, 1), teller.github(problems, 1)):
            demand(_MOVES_CURSOR.search(text) is None, "a control character is printed:", repr(text)[:300])
            text.encode()
        for line in teller.text(problems, 1).splitlines():
            demand(not line.strip().startswith("::") and "##[" not in line, "a workflow command:", line)
        lines = teller.github(problems, 1).split("\n")
        demand(len(lines) == len(problems) + 2, "an annotation over several lines")
        demand(all(_COMMAND.fullmatch(line) for line in lines[:-2]), "an annotation that is none", lines[:3])
        for form in (teller.json, teller.gitlab, teller.sarif):
            json.loads(form(problems, 1).encode())


def clean(text: str) -> None:
    """A text that files may hold: what must not stand in them is not there."""
    for one in text:
        unwanted = unicodedata.category(one) == "Cc" and one != "\n"
        demand(not unwanted, f"U+{ord(one):04X} is let in")
