"""Whatever the bytes are, the answer is a case file, and its problems can be told: nothing is raised, nothing hangs."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.declared import keys_at
from kltsite.intake import documents
from kltsite.intake import settings as site_settings
from kltsite.intake.collaborations import CaseFile
from kltsite.problems import Problem, Span
from kltsite.problems.telling import Teller
from tests.helpers import BASE, CONTENT, files_in, interface, read_case

MUTATIONS = 4_000
REAL = [data for path, data in files_in(CONTENT).items() if path.startswith("collaborations/")]
TELLERS = [Teller(translations) for translations in interface().values()]

stable = settings(deadline=None, derandomize=True, max_examples=400, database=None)

NASTY = [
    b"\t", b"\xef\xbb\xbf", b"\x00", b"\x1b[2J", b"&a ", b"*a", b"*a ", b"<<: *a\n", b"! ", b"!", b"'NO'", b"NO",
    b"!!python/object/apply:os.system [x]", b" " * 500, b"\n" + b" " * 500, b'"', b"'", b"{", b"}", b"[", b"]",
    b"[[[[[[[[[[[[[[", b"? ", b": ", b":", b"- ", b"-", b"---\n", b"...\n", b"|\n", b">-\n", b"#", b" #x", b",",
    b"%YAML 1.1\n", b"\\", b'"\\x"', b'"\\ud800"', b"\xed\xa0\x80", b"\xff", b"\xff\xfe", b"\xc3", b"\xe2\x80\xa8",
    b"\xe2\x80\xae", b"\xe2\x80\x8b", b"\xc2\x85", b"\xc2\xa0", b"u\xcc\x88", b"\xf0\x9f\xa5\x96", b"\r", b"\r\n",
    b"\n", b"~", b"null", b"=", b"@", b"`", b"1e999", b"9" * 30, b"0x1F", b"2021-13-45", b"1.5.2024", b"17.000", b"<b>",
    b"{{", b"{found}", b"%s", b"::error::", b"javascript:alert(1)", b"../../etc",
]  # fmt: skip

TOKENS = st.sampled_from([
    "title", "summary", "status", "place", "country", "partners", "name", "role", "en", "de", "media", "kind", "period",
    "evidence", "equal-terms", "contact", "exceptions", "code", "published", "draft", "image", "video", "DE", "NO",
    "2018", ": ", ":", "\n", "\n  ", "\n    ", "\n- ", "\n  - ", "- ", "{", "}", "[", "]", ", ", ",", '"', "'", "|\n",
    ">-\n", "&a ", "*a", "!t ", "# ", " #x", "~", "<<", "? ", "---\n", "\\", "ü", "🥖", "e\u0301", "<b>", " ",
    "https://a.example", "\r\n",
])  # fmt: skip

FIELDS = st.sampled_from(keys_at(Collaboration, ()))
KEYS = st.sampled_from(
    ["en", "de", "kind", "name", "role", "code", "to", "text", "url", "on", "country", "equal-terms"]
)
WORDS = st.sampled_from(["en", "image", "cci", "2018", "DE", "design", "KLT409", "published", "https://a.example"])
VALUES = st.recursive(
    st.none() | st.text(max_size=8) | WORDS,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(KEYS, below, max_size=4),
    max_leaves=12,
)


def lines_of(data: bytes) -> list[str]:
    """The lines as an editor counts them."""
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def assert_told(case: CaseFile, data: bytes) -> None:
    """Every problem has a place inside the file and can be told in every way and language."""
    lines = lines_of(data)
    for problem in case.problems:
        assert_placed(problem, lines)
    for teller in TELLERS:
        assert teller.text(case.problems, 1).count("\n") >= 1
    teller = TELLERS[len(data) % len(TELLERS)]  # for programs in one language at a time, which saves half the time
    assert len(json.loads(teller.json(case.problems, 1))["problems"]) == len(case.problems)
    assert teller.github(case.problems, 1).count("\n") == len(case.problems) + 1
    assert len(json.loads(teller.sarif(case.problems, 1))["runs"][0]["results"]) == len(case.problems)


def assert_placed(problem: Problem, lines: list[str]) -> None:
    """The place lies inside the file, ends behind its start, and what is shown is the line it names."""
    span = problem.span
    assert 1 <= span.line <= len(lines), problem
    assert 1 <= span.column <= len(lines[span.line - 1]) + 2, problem
    assert (span.line, span.column) <= (span.end_line, span.end_column), problem
    assert span == Span() or problem.excerpt == lines[span.line - 1], problem


@given(st.binary(max_size=300))
@stable
def test_any_bytes_are_answered(data: bytes) -> None:
    assert_told(read_case(data), data)


@given(st.text(max_size=300))
@stable
def test_any_text_is_answered(text: str) -> None:
    assert_told(read_case(text), text.encode())


@given(st.lists(TOKENS, max_size=60).map("".join))
@settings(stable, max_examples=700)
def test_anything_that_looks_like_an_entry_is_answered(text: str) -> None:
    assert_told(read_case(text), text.encode())


def test_twenty_thousand_short_texts_of_yaml_signs_are_answered() -> None:
    signs = ["a", "b", ": ", ":", "\n", "\n  ", "- ", "-", "{", "}", "[", "]", ", ", '"', "'", "|\n", ">", "&x ", "*x",
             "*", "! ", "!t", "# ", " #c", "? ", "---\n", "...\n", "\\", "%", "\t", "~", "\u00a0", "ü"]  # fmt: skip
    random = Random("signs")
    for _ in range(20_000):
        text = "".join(random.choices(signs, k=random.randint(1, 9)))
        _, problems = documents.parse("collaborations/example.yaml", text.encode())
        for problem in problems:
            assert_placed(problem, text.split("\n"))


@given(st.dictionaries(FIELDS, VALUES, max_size=8))
@settings(stable, max_examples=200)
def test_any_values_in_any_fields_are_answered(entry: dict[str, object]) -> None:
    data = json.dumps(entry, ensure_ascii=False).encode()  # JSON is YAML, but for a few characters
    assert_told(read_case(data), data)


@given(
    st.sampled_from(["site.yaml", "vocabulary.yaml", "criteria.yaml", "editions/2024-08.yaml"]),
    st.binary(max_size=200) | st.lists(TOKENS, max_size=40).map(lambda tokens: "".join(tokens).encode()),
)
@settings(stable, max_examples=150)
def test_any_settings_are_answered(file: str, data: bytes) -> None:
    found, problems = site_settings.read({**files_in(BASE), file: data})
    assert found is None
    for teller in TELLERS:
        teller.text(problems, 1)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
@stable
def test_text_that_may_be_shown_holds_nothing_that_is_refused(data: bytes) -> None:
    text, problems = documents.decode("pages/about.en.md", data)
    assert (text is None) == any(problem.code != "KLT108" for problem in problems)
    assert not set(text or "") & {"\t", "\x00", "\x1b", "\u202e", "\ufeff", "\r", "\x85", "\u2028"}


def mutated(data: bytes, random: Random) -> bytes:
    """One to three slips: a byte flipped, lost or doubled, lines swapped or lost, something nasty put in."""
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        at = random.randrange(len(data) + 1)
        lines = data.split(b"\n")
        one, other = random.randrange(len(lines)), random.randrange(len(lines))
        match random.randrange(7):
            case 0:
                data = data[:at] + bytes((random.randrange(256),)) + data[at + 1 :]
            case 1:
                data = data[:at] + data[at + random.choice((1, 1, 2, 40)) :]
            case 2:
                data = data[:at] + data[at : at + random.choice((1, 3, 60))] + data[at:]
            case 3:
                lines[one], lines[other] = lines[other], lines[one]
                data = b"\n".join(lines)
            case 4:
                del lines[one]
                data = b"\n".join(lines)
            case 5:  # the indentation is where most slips are
                lines[one] = random.choice((b" ", b"  ", b"   ", b"- ", b"\t")) + lines[one]
                data = b"\n".join(lines)
            case _:
                data = data[:at] + random.choice(NASTY) + data[at:]
    return data


@pytest.mark.parametrize("part", range(2))
def test_thousands_of_mutated_real_files_are_answered(part: int) -> None:
    using, _ = site_settings.read(files_in(CONTENT))
    random, unharmed = Random(f"mutations {part}"), 0
    for _ in range(MUTATIONS // 2):
        data = mutated(random.choice(REAL), random)
        case = read_case(data, using=using)
        assert_told(case, data)
        unharmed += case.collaboration is not None
    assert MUTATIONS // 20 < unharmed < MUTATIONS // 3  # some slips leave an entry as good as it was, most do not


@pytest.mark.parametrize("file", ["site.yaml", "criteria.yaml", "editions/2024-08.yaml"])
def test_mutated_settings_are_answered(file: str) -> None:
    random, base = Random(f"mutations of {file}"), files_in(BASE)
    for _ in range(100):
        files = {**base, file: mutated(base[file], random)}
        _, problems = site_settings.read(files)
        for problem in problems:
            assert_placed(problem, lines_of(files[problem.file]))
        TELLERS[-1].text(problems, 1)
