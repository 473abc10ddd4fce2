"""How to cite an entry: words, BibTeX that LaTeX can read, CSL-JSON by its schema; no clock anywhere."""

from __future__ import annotations

import json
import re
import unicodedata

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kltsite.present.views.cite import Citation, citation, latex
from tests.present.test_lists import entry, scenes_of

# What of the schema of CSL-JSON 1.0 (csl-data.json) a web page may have; it allows no other properties.
CSL = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["id", "type"],
        "additionalProperties": False,
        "properties": {
            "id": {"type": ["string", "number"]},
            "type": {"enum": ["webpage", "dataset", "article", "entry"]},
            "title": {"type": "string"},
            "container-title": {"type": "string"},
            "publisher": {"type": "string"},
            "URL": {"type": "string"},
            "language": {"type": "string"},
            "author": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"literal": {"type": "string"}},
                    "additionalProperties": False,
                },
            },
            "issued": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "date-parts": {
                        "type": "array",
                        "minItems": 1,
                        "maxItems": 2,
                        "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer"}},
                    }
                },
            },
        },
    },
}
HOSTILE = "100 % Käse & {Brot}_#1 $ \\end{document} ~^ „Öl“ – Łódź"
DATES = "listed: 2023-11-06\nreviewed: 2024-07-15\n"


def cited(language: str, title: str, more: str = "") -> Citation:
    case = entry("bread-box", title, more=more)
    return citation(scenes_of((case,))[language], case, "bread-box", f"{language}/collaborations/bread-box.html")


@pytest.mark.parametrize(
    ("language", "more", "days"),
    [
        ("en", DATES, "Listed on 6 November 2023, last checked on 15 July 2024. "),
        ("de", DATES, "Aufgenommen am 6. November 2023, zuletzt geprüft am 15. Juli 2024. "),
        ("en", "listed: 2023-11-06\n", "Listed on 6 November 2023. "),
        ("de", "reviewed: 2024-07-15\n", "Zuletzt geprüft am 15. Juli 2024. "),
        ("en", "", ""),
    ],
)
def test_in_words(language: str, more: str, days: str) -> None:
    title = {"en": "“Bread”. In: Village and Studio", "de": "„Bread“. In: Dorf und Atelier"}[language]
    url = f"https://village.example/{language}/collaborations/bread-box.html"
    assert cited(language, "Bread", more).text == f"Example Association: {title}. {days}{url}"


@pytest.mark.parametrize("more", [DATES, ""])
@pytest.mark.parametrize("title", ["Bread", HOSTILE])
@pytest.mark.parametrize("language", ["en", "de"])
def test_for_reference_managers(language: str, title: str, more: str) -> None:
    items = json.loads(cited(language, title, more).csl)
    jsonschema.validate(items, CSL)
    (item,) = items
    assert (item["id"], item["type"], item["title"]) == (f"bread-box-{language}", "webpage", title)
    assert item.get("issued") == ({"date-parts": [[2023, 11, 6]]} if more else None)
    assert "accessed" not in item


@pytest.mark.parametrize("more", [DATES, ""])
@pytest.mark.parametrize("title", ["Bread", HOSTILE])
def test_for_latex(title: str, more: str) -> None:
    found = cited("de", title, more).bibtex
    head, *lines, end = found.split("\n")
    assert (head, end) == ("@misc{bread-box-de,", "}")
    fields = dict(re.fullmatch(r"  (\w+) = \{(.*)\},", line).groups() for line in lines)  # type: ignore[union-attr]
    assert fields["url"] == "https://village.example/de/collaborations/bread-box.html"
    assert fields["author"] == "{Example Association}"
    assert fields["title"] == "{" + latex(title) + "}"
    assert ("year" in fields) == ("month" in fields) == bool(more)
    assert balanced(found)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Käse", r"K{\"{a}}se"),
        ("Straße", r"Stra{\ss}e"),
        ("R&D, 50 %", r"R\&D, 50 \%"),
        ("a_b #1 $", r"a\_b \#1 \$"),
        ("{x}\\", r"\{x\}\textbackslash{}"),
        ("Łódź", r"{\L}{\'{o}}d{\'{z}}"),
        ("Ελλάδα", "Ελλάδα"),
        ("„Öl“ – ’s", r"\quotedblbase{}{\"{O}}l`` -- 's"),
    ],
)
def test_letters_and_signs_are_written_for_latex(text: str, written: str) -> None:
    assert latex(text) == written


def balanced(text: str) -> bool:
    depth = 0
    for brace in re.findall(r"(?<!\\)(?:\\\\)*([{}])", text):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=40))
def test_no_text_can_act_in_latex_or_leave_its_braces(text: str) -> None:
    written = latex(text)
    assert balanced(written)
    plain = re.sub(r"\\(?:[{}$&%#_]|text\w+\{\}|dots\{\}|quote\w+\{\}|guille\w+\{\}|[`'^~=\".a-zA-Z]+)", "", written)
    assert not re.search(r"[\\$&%#_^]", plain), written


@given(st.text(st.characters(categories=("Lu", "Ll"), max_codepoint=0x17F), max_size=20))
def test_latin_letters_are_written_in_ascii_and_can_be_read_back(text: str) -> None:
    written = latex(text)
    accents = {"`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "v": "\u030c", "c": "\u0327"}
    for one, mark in accents.items():
        written = re.sub(rf"\{{\\{re.escape(one)}\{{(\w)\}}\}}", lambda found, m=mark: found[1] + m, written)
    assert all(letter in text for letter in unicodedata.normalize("NFC", written) if not letter.isascii())
