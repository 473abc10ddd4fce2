"""YAML in which nothing is out of the ordinary: the same values as the Document has, or none, never others."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kltsite.intake import documents, ordinary
from kltsite.intake.documents import DEPTH_LIMIT
from tests.helpers import CONTENT, files_in
from tests.intake.test_any_input import REAL, TOKENS, mutated, stable

FILE = "collaborations/example.yaml"
OUT_OF_THE_ORDINARY = {
    "an anchor": "a: &b c\n",
    "an anchor at a mapping": "a: &b\n  c: d\n",
    "an anchor at all": "&b\na: c\n",
    "an alias": "a: *b\n",
    "a tag": "a: !b c\n",
    "a tag at a list": "a: !b [c]\n",
    "a second document": "a: b\n---\nc: d\n",
    "a name twice": "a: b\na: c\n",
    "a name that is none": "? \n: b\n",
    "a name that is a list": "[a]: b\n",
    "a # that cuts off": "a: Studio #5\n",
    "a # that cuts off in a list": "a:\n  - Studio #5\n",
    "a control character behind a backslash": 'a: "\\x07"\n',
    "a tab": "a: b\tc\n",
    "an indentation that is none": "a:\n\u00a0\u00a0b: c\n",
    "letters that are not composed": "a: u\u0308\n",
    "a byte order mark": "\ufeffa: b\n",
    "too many levels": "a: " + "[" * DEPTH_LIMIT + "]" * DEPTH_LIMIT + "\n",
    "no mapping": "- a\n",
    "a text alone": "a\n",
    "nothing": "",
    "a mistake": "a: b: c\n",
    "a mistake behind the document": "a: b\n...\n]\n",
    "too much": "a: " + "b" * documents.SIZE_LIMIT + "\n",
}


@pytest.mark.parametrize("text", OUT_OF_THE_ORDINARY.values(), ids=OUT_OF_THE_ORDINARY)
def test_of_what_is_out_of_the_ordinary_nothing_is_said(text: str) -> None:
    assert ordinary.values(text.encode()) is None
    assert documents.parse(FILE, text.encode())[1]  # where it is told


def test_bytes_that_are_not_text_are_not_ordinary() -> None:
    assert ordinary.values(b"a: \xff\n") is None


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a: NO\nb: 08\nc: 2021-13-45\n", {"a": "NO", "b": "08", "c": "2021-13-45"}),
        ("a:\nb: ~\nc: null\nd: 'null'\ne: \"\"\n", {"a": None, "b": None, "c": None, "d": "null", "e": ""}),
        ("a: {b: [c, {d: e}, []], f: {}}\n", {"a": {"b": ["c", {"d": "e"}, []], "f": {}}}),
        ("a: |\n  b #5\n  c\nd: >-\n  e\n  f\n", {"a": "b #5\nc\n", "d": "e f"}),
        ("# why\na: b # yes\nc: '#5'\n", {"a": "b", "c": "#5"}),
        ('a: "b\\n\\u00fc"\r\n', {"a": "b\nü"}),
        ("---\na: z.\u00a0B.\n...\n", {"a": "z.\u00a0B."}),
        ("{}", {}),
    ],
)
def test_what_is_ordinary_is_read(text: str, values: object) -> None:
    assert ordinary.values(text.encode()) == values


def test_as_many_levels_are_read_as_there_may_be() -> None:
    text = "a: " + "[" * (DEPTH_LIMIT - 1) + "]" * (DEPTH_LIMIT - 1) + "\n"
    assert ordinary.values(text.encode()) is not None
    assert documents.parse(FILE, text.encode())[1] == ()


def same(data: bytes) -> bool:
    """Whether it is ordinary; if it is, a Document says the same, and nothing is wrong with it."""
    found = ordinary.values(data)
    if found is not None:
        document, problems = documents.parse(FILE, data)
        assert document is not None
        assert (document.value, document.damaged, problems) == (found, (), ())
    return found is not None


@given(st.lists(TOKENS, max_size=40).map(lambda tokens: "".join(tokens).encode()))
@hypothesis_settings(stable, max_examples=1000)
def test_no_values_are_others_than_those_of_a_document(data: bytes) -> None:
    same(data)


def test_slips_in_real_files_are_not_passed_over() -> None:
    random = Random("ordinary")
    ordinarily = sum(same(mutated(random.choice(REAL), random)) for _ in range(1500))
    assert 300 < ordinarily < 1200


def test_all_files_of_the_content_are_ordinary() -> None:
    """But for front matter: were they not, reading would take twice as long, and nobody would notice."""
    files = {path: data for path, data in files_in(CONTENT).items() if path.startswith("collaborations/")}
    assert all(map(same, files.values()))


def test_it_reads_without_libyaml_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "Parser", documents.yaml.BaseLoader)
    assert ordinary.values(b"a: {b: [c, 'd']}\ne: |\n  f\n") == {"a": {"b": ["c", "d"]}, "e": "f\n"}
    assert ordinary.values(b"a: b: c\n") is None
