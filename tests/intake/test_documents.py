"""YAML text -> Document: nothing guessed, every refusal at its place, every mistake in one run."""

from __future__ import annotations

import time

import pytest

from kltsite.intake import documents
from kltsite.intake.documents import Document, Node, locate, path_text
from kltsite.languages import N_
from kltsite.problems import Finding, Problem, Span

FILE = "collaborations/example.yaml"


def parsed(text: str | bytes) -> Document:
    document, problems = documents.parse(FILE, text.encode() if isinstance(text, str) else text)
    assert document is not None, problems
    assert problems == ()
    return document


def refused(text: str | bytes) -> list[tuple[str, int, int]]:
    """Sentence, line and column of each problem of a text."""
    _, problems = documents.parse(FILE, text.encode() if isinstance(text, str) else text)
    return [(problem.sentence, problem.span.line, problem.span.column) for problem in sorted(problems)]


def problem_of(text: str) -> Problem:
    _, (problem,) = documents.parse(FILE, text.encode())
    return problem


def placed(text: str, *path: str | int, at_key: bool = False, part: str = "") -> Problem:
    return locate(parsed(text), Finding("KLT203/empty", path, at_key=at_key, part=part), {})


def places(node: Node) -> object:
    """The same values, each with its place."""
    if isinstance(node.value, dict):
        return node.span, [(name, key.span, places(below)) for name, (key, below) in node.value.items()]
    if isinstance(node.value, list):
        return node.span, [places(below) for below in node.value]
    return node.span, node.value


@pytest.mark.parametrize(
    "written", ["NO", "no", "yes", "on", "0o14", "1e3", "17_000", "2021-13-45", "2024-08", ".inf", "08", "1:30"]
)
def test_every_value_stays_the_text_that_was_written(written: str) -> None:
    assert parsed(f"a: {written}\n").value == {"a": written}


def test_no_value_is_none_and_a_quoted_one_is_text() -> None:
    assert parsed("a:\nb: ~\nc: null\nd: ''\ne: 'null'\n").value == {
        "a": None,
        "b": None,
        "c": None,
        "d": "",
        "e": "null",
    }


def test_lists_mappings_and_long_texts_come_through_as_written() -> None:
    text = "a: [x, {b: c}]\nd:\n  - e\n  - f: |-\n      two\n      lines\ng: >-\n  one\n  line\n"
    assert parsed(text).value == {"a": ["x", {"b": "c"}], "d": ["e", {"f": "two\nlines"}], "g": "one line"}


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_line_ends_of_other_systems_change_neither_values_nor_places(line_end: str) -> None:
    text = "a: x\nb: |\n  one\n  two\nc: y\n"
    assert places(parsed(text.replace("\n", line_end)).root) == places(parsed(text).root)


def test_the_place_of_a_mistake_is_right_behind_windows_line_ends() -> None:
    assert refused(b"a: x\r\nb: \xc3\xa4\r\nc: d: e\r\n") == [("KLT109/colon", 3, 5)]
    assert refused(b"a: x\r\nb: y\r\n  \xe4\r\n") == [("KLT103/not-utf-8", 3, 3)]


@pytest.mark.parametrize(
    "before", ["Bäckerei", "q\N{COMBINING DOT BELOW}", "🥖🥐", "日本", "👩\N{ZERO WIDTH JOINER}🌾"]
)
def test_columns_count_characters_and_not_bytes(before: str) -> None:
    column = len(f"a: [{before}, ") + 1
    assert refused(f"a: [{before}, *x]\n") == [("KLT111/alias", 1, column)]
    assert refused(f"a: [{before}, !!int 1]\n") == [("KLT112/tag", 1, column)]
    assert refused(f"a: [{before}, b\u200b]\n") == [("KLT106/control-character", 1, column + 1)]
    assert placed(f"a: [{before}, x]\n", "a", 1).span == Span(1, column, 1, column + 1)


def test_an_editor_sees_the_line_and_the_stretch_that_is_meant() -> None:
    problem = problem_of("title: x\nplace: &home {country: DE}\n")
    assert problem.excerpt == "place: &home {country: DE}"
    assert problem.span == Span(2, 8, 2, 13)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("KLT102/empty", 1, 1)]),
        ("\n\n# nothing\n", [("KLT102/empty", 1, 1)]),
        ("~\n", [("KLT102/empty", 1, 1)]),
        ("just words\n", [("KLT116/not-a-mapping", 1, 1)]),
        ("\n- a\n- b\n", [("KLT116/not-a-mapping", 2, 1)]),
        ("a: 1\nb: 2\na: 3\n", [("KLT113/duplicate-key", 3, 1)]),
        ("a: {b: 1, c: 2, b: 3}\n", [("KLT113/duplicate-key", 1, 17)]),
        ("a: 1\n---\nb: 2\n", [("KLT110/second-document", 2, 1)]),
        ("a: &x 1\nb: *x\n", [("KLT111/anchor", 1, 4), ("KLT111/alias", 2, 4)]),
        ("<<: *x\n", [("KLT111/alias", 1, 5)]),
        ("a: !!python/object/apply:os.system [x]\n", [("KLT112/tag", 1, 4)]),
        ("a: &x !y z\n", [("KLT111/anchor", 1, 4), ("KLT112/tag", 1, 7)]),
        ("a:\n\tb: c\n", [("KLT107/tab", 2, 1)]),
        ("a: b\t# c\n", [("KLT107/tab", 1, 5)]),
        ("a: b\x07c\n", [("KLT106/control-character", 1, 5)]),
        ("a: b\u2028c\n", [("KLT106/control-character", 1, 5)]),
        ("a: b\ufeffc\n", [("KLT106/control-character", 1, 5)]),
        ("a:\n\u00a0 b: c\n", [("KLT106/control-character", 2, 1)]),
        ("a: u\u0308ber\n", [("KLT108/not-composed", 1, 4)]),
        ("? [a, b]\n: c\n", [("KLT115/key", 1, 3)]),
        ("~: c\n", [("KLT115/key", 1, 1)]),
        ("*x : c\n", [("KLT111/alias", 1, 1)]),
        ("{[a, *x]: c}\n", [("KLT115/key", 1, 2), ("KLT111/alias", 1, 6)]),
        ("a: &x\n  !y z\n", [("KLT111/anchor", 1, 4), ("KLT112/tag", 2, 3)]),
        ("a: Studio #5\n", [("KLT109/hash", 1, 11)]),
    ],
)
def test_what_yaml_allows_and_an_entry_must_not_have_is_refused(
    text: str, expected: list[tuple[str, int, int]]
) -> None:
    assert refused(text) == expected


def test_a_comment_behind_a_value_is_no_part_of_it() -> None:
    assert parsed("a: b  # c\nd: 'Studio #5'  #e\nf: g#h\n").value == {"a": "b", "d": "Studio #5", "f": "g#h"}


@pytest.mark.parametrize("escaped", [r"\e[31m", r"\0", r"\u202e", r"\L", r"\N", r"\t", r"\ufeff"])
def test_an_escape_in_quotes_cannot_bring_in_what_is_refused_in_plain_sight(escaped: str) -> None:
    assert refused(f'a:\n  - "x{escaped}"\n') == [("KLT106/control-character", 2, 5)]


def test_escapes_that_are_harmless_stay_allowed() -> None:
    assert parsed(r'a: "\"x\" \u00e4\n\\"').value == {"a": '"x" ä\n\\'}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("a: b\n".encode("utf-16"), "KLT103/utf-16"),
        ("a: b\n".encode("utf-16-be"), "KLT103/utf-16"),
        (b"a: b\xff\n", "KLT103/not-utf-8"),
        (b"a: \xed\xa0\x80\n", "KLT103/not-utf-8"),  # half of a pair, which UTF-8 does not allow
        (b"#" * (256 * 1024 + 1), "KLT105/too-large"),
    ],
)
def test_bytes_that_are_not_our_text_are_refused(data: bytes, expected: str) -> None:
    assert [sentence for sentence, _, _ in refused(data)] == [expected]


def test_a_file_may_have_256_kib_and_not_a_byte_more() -> None:
    head = b"a: b\n"
    assert refused(head.ljust(256 * 1024, b"#")) == []
    _, (problem,) = documents.parse(FILE, head.ljust(256 * 1024 + 1, b"#"))
    assert dict(problem.values) == {"size": 257, "limit": 256}


def test_the_byte_that_is_wrong_is_named_and_placed() -> None:
    _, (problem,) = documents.parse(FILE, "a: ä\n".encode() + b"b: \xfcber\n")
    assert (problem.span, dict(problem.values), problem.excerpt) == (Span(2, 4, 2, 5), {"byte": "FC"}, "b: \ufffdber")


def test_mistakes_of_the_text_do_not_hide_each_other() -> None:
    text = "\ufeffa: b\nc:\td\ne: o\u0308\nf: *x\na: &y 1\ng: [h\u200b]\ni: j: k\n"
    assert [line for _, line, _ in refused(text)] == [1, 2, 3, 4, 5, 5, 6, 7]


def test_tabs_as_indentation_are_all_told_and_nothing_is_guessed_from_them() -> None:
    assert refused("a:\n\tb: c\n\td: [\n") == [("KLT107/tab", 2, 1), ("KLT107/tab", 3, 1)]


def test_a_letter_in_two_parts_is_told_once_per_line_with_the_letter_that_is_meant() -> None:
    document, problems = documents.parse(FILE, "a: u\u0308 o\u0308\nb: e\u0301\n".encode())
    assert document is not None
    assert [(problem.span.line, dict(problem.values)["suggestion"]) for problem in problems] == [(1, "ü"), (2, "é")]


def test_a_letter_that_unicode_cannot_compose_is_no_mistake() -> None:
    assert parsed("a: q\N{COMBINING DOT BELOW}\n").value == {"a": "q\N{COMBINING DOT BELOW}"}


def test_twelve_levels_are_allowed_and_the_thirteenth_is_told_where_it_begins() -> None:
    assert parsed("a: " + "[" * 11 + "]" * 11).value
    assert refused("a: " + "[" * 12 + "]" * 12) == [("KLT114/too-deep", 1, 15)]


def test_what_follows_a_value_that_is_too_deep_keeps_its_own_name() -> None:
    document, _ = documents.parse(FILE, f"a: {'{b: ' * 11}{{c: d}}{', e: f}' * 11}\ng: h\n".encode())
    assert document is not None
    below = document.value["a"]
    for _ in range(10):
        assert below.pop("e") == "f"
        below = below["b"]
    assert (below, document.value["g"]) == ({"b": None, "e": "f"}, "h")


def test_what_could_not_be_read_is_known_by_its_path() -> None:
    document, _ = documents.parse(FILE, b'a: *x\nb: [c, {d: *y, *z: 1}]\ne: "\\e"\nf: Studio #5\n')
    assert document is not None
    assert document.damaged == (("a",), ("b", 1, "d"), ("e",), ("f",))


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "a: " + "[" * 100_000 + "]" * 100_000,
        "{a: " * 60_000,
        "- " * 100_000,
        "{" * 250_000,
        "? " * 100_000,
    ],
    ids=["open", "closed", "mappings", "hyphens", "braces", "questions"],
)
def test_a_hundred_thousand_brackets_are_refused_at_once(text: str) -> None:
    started = time.perf_counter()
    assert "KLT114/too-deep" in {sentence for sentence, _, _ in refused(text)}
    assert time.perf_counter() - started < 10  # libyaml alone would need minutes


@pytest.mark.parametrize("unit", ["a: 1\n", "a:\tb\n", "- *a\n", "u\u0308\n", "- a #b\n"])
def test_a_large_file_of_nothing_but_mistakes_does_not_take_for_ever(unit: str) -> None:
    started = time.perf_counter()
    assert len(refused(unit * (200_000 // len(unit.encode())))) > 25_000
    assert time.perf_counter() - started < 60  # where looking through the file for each problem took many minutes


@pytest.mark.parametrize(
    "unit", ['"', "'", "|", ":", "a: ", "&a ", "!", "%", "\\", "# ", ", ", "--- ", "... ", "\n", "\n "]
)
def test_a_file_full_of_one_sign_is_answered(unit: str) -> None:
    assert refused(unit * 3000) != []


@pytest.mark.parametrize("space", "\t\u00a0\u2002\u2007\u200a\u202f\u205f\u3000", ids=ascii)
def test_no_other_space_indents(space: str) -> None:
    """Each is looked for: what finds out in one go that a file has nothing to tell must not pass one over."""
    (told,) = refused(f"a:\n{space}b: c\n")
    assert told == ("KLT107/tab" if space == "\t" else "KLT106/control-character", 2, 1)


def test_the_python_parser_serves_where_libyaml_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: {b: [c, 'd']}\ne: |\n  f\n"
    expected = places(parsed(text).root)
    monkeypatch.setattr(documents, "Parser", documents.yaml.BaseLoader)
    assert places(parsed(text).root) == expected
    assert refused("a: b: c\n") == [("KLT109/colon", 1, 5)]
    assert "KLT114/too-deep" in {sentence for sentence, _, _ in refused("[" * 20_000)}


def test_a_field_is_placed_at_its_value_and_a_whole_list_at_its_name() -> None:
    text = "partners:\n  - name: Example\n    setting: urban\n"
    assert placed(text, "partners", 0, "setting").span == Span(3, 14, 3, 19)
    assert placed(text, "partners", 0, "setting", at_key=True).span == Span(3, 5, 3, 12)
    assert placed(text, "partners").span == Span(1, 1, 1, 9)
    assert placed(text, "partners", 0).span == Span(2, 5, 2, 18)


def test_a_field_that_is_not_there_is_placed_at_what_should_hold_it() -> None:
    text = "a: b\nplace:\n  locality: Kamenz\n"
    assert placed(text, "place", "country").span == Span(2, 1, 2, 6)
    assert placed(text, "place", "country", "code").span == Span(2, 1, 2, 6)
    assert placed(text, "evidence", "source").span == Span()
    assert placed(text, "evidence").excerpt == ""


def test_a_text_over_many_lines_is_placed_at_its_first_or_at_the_part_that_is_meant() -> None:
    text = "a: |\n  one <b>\n  two <i>\n"
    assert placed(text, "a").span == Span(1, 4, 1, 5)
    assert placed(text, "a", part="<i>").span == Span(3, 7, 3, 10)
    assert placed(text, "a", part="<u>").span == Span(1, 4, 1, 5)


def test_the_trail_names_fields_by_label_and_items_by_what_they_call_themselves() -> None:
    document = parsed("partners:\n  - name: Example\n  - role: sme\nlist: [x]\n")
    named = {("partners",): N_("Partners"), ("partners", "role"): N_("Role")}
    trails = [
        locate(document, Finding("KLT203/empty", path), named).trail
        for path in (("partners", 0, "role"), ("partners", 1, "role"), ("list", 0), ("other", 4))
    ]
    assert trails == [("Partners", "Example", "Role"), ("Partners", "#2", "Role"), ("list", "x"), ("other", "#5")]


def test_a_long_value_is_quoted_in_short_and_on_one_line() -> None:
    problem = placed("a: |\n" + "  some words\n" * 20, "a")
    assert problem.found == ("some words " * 20)[:59] + "…"


def test_a_path_is_written_as_programs_write_it() -> None:
    assert path_text(("partners", 1, "employees")) == "partners[1].employees"
    assert path_text(()) == ""


def test_documents_and_problems_do_not_change() -> None:
    document, problem = parsed("a: b\n"), problem_of("a: *b\n")
    with pytest.raises(AttributeError):
        document.text = "c: d\n"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        problem.span = Span()  # type: ignore[misc]
