"""What the parser could not read, told as an editor's slip at its place; tests/rejected has the most common ones."""

from __future__ import annotations

import pytest

from kltsite.intake import documents


@pytest.mark.parametrize(
    ("text", "sentence", "line", "column"),
    [
        # a colon in a text, and a field that became part of the text above it
        ("a: b: c\n", "colon", 1, 5),
        ("a: {b: c d: e}\n", "colon", 1, 11),
        ("a:\n  - b: c\n      d: e\n", "indentation", 3, 7),
        ("a: b\n\n  c: d\n", "indentation", 3, 3),
        # a colon, a space, a hyphen or a comma is missing
        ("status:draft\ntitle: x\n", "no-space", 1, 7),
        ("status\n\ntitle: x\n", "no-colon", 1, 1),
        ("a: b\nstatus draft\nc: d\n", "no-colon", 2, 1),
        ("a:\n  - b:c\n    d: e\n", "no-space", 2, 6),
        ("a:\n  - b\n  -c\n", "hyphen", 3, 3),
        ("a: {en: b de: c}\n", "comma", 1, 11),
        ("a: {en: 'b' de: c}\n", "comma", 1, 13),
        # quotation marks
        ("a: 'b's c'\n", "inner-quote", 1, 6),
        ("a: \"b\" c\n", "inner-quote", 1, 6),
        ("a: ['b' c]\n", "inner-quote", 1, 7),
        ("a: 'b\nc: 'd'\n", "quote", 1, 4),
        ('a: "b\n\n\n', "quote", 1, 4),
        ("a: ['b'\n", "bracket", 1, 4),
        ('a: "\\q"\n', "escape", 1, 5),
        ('a: "C:\\Users"\n', "escape", 1, 7),
        # brackets
        ("a: [b, c\n\n", "bracket", 1, 4),
        ("a: [b, {c: d}\ne: f\n", "bracket", 1, 4),
        ("a: [b}\n", "bracket", 1, 4),
        ("a: [\n", "bracket", 1, 4),
        ("a: {b: [c, \n\n", "bracket", 1, 8),
        ("a: [b] c\n", "character", 1, 4),
        ("a: {b: c} d\n", "character", 1, 4),
        ("a: b\nc: ]\n", "character", 2, 4),
        # signs that begin something else
        ("a: @b\n", "character", 1, 4),
        ("a: `b`\n", "character", 1, 4),
        ("a: %b\n", "character", 1, 4),
        ("a: * b\n", "character", 1, 4),
        ("a: & b\n", "character", 1, 4),
        ("a: - b\n", "character", 1, 4),
        ("a: ? b\n", "character", 1, 4),
        ("a: > b\n", "character", 1, 4),
        ("a: | b\n", "character", 1, 4),
        ("a: !<b\n", "character", 1, 4),
        ("%b\na: c\n", "character", 1, 1),
        # lines that do not fit
        ("a:\n  b: c\n d: e\n", "indentation", 3, 2),
        ("a: b\n- c\n", "indentation", 2, 1),
        ("# c\n  a: b\nd: e\n", "indentation", 2, 1),
        ("a: b\n...\nc\n", "other", 3, 1),
        ("%YAML 3.0\n---\na: b\n", "other", 1, 1),
    ],
)  # fmt: skip
def test_a_slip_is_told_for_what_it_is_and_at_its_place(text: str, sentence: str, line: int, column: int) -> None:
    document, (problem,) = documents.parse("collaborations/example.yaml", text.encode())
    assert document is None
    assert (problem.sentence, problem.span.line, problem.span.column) == (f"KLT109/{sentence}", line, column)
