"""Words of people become part of many languages: nasty ones through all of them, and the page that lists the places."""

from __future__ import annotations

import ast
import json
import re
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from kltsite import git
from kltsite.intake import documents, settings
from kltsite.present import loading
from kltsite.present.exports import records
from kltsite.present.markup import Renderer, outside
from kltsite.present.views.entries import entry_view
from kltsite.problems import errors
from tests.helpers import (
    BASE,
    MINIMAL,
    ROOT,
    base_settings,
    built,
    changed,
    collaboration,
    files_in,
    read_case,
    steady,
    village,
)
from tests.present.test_lists import named, scenes_of
from tools import links
from tools.fuzz import oracle
from tools.fuzz import village as fuzzed
from tools.fuzz.asking import answered
from tools.fuzz.running import peak
from tools.fuzz.targets import TARGETS

PAGE = (ROOT / "docs/security.md").read_text("utf-8")

NASTY = {
    "quotes": "\"' ` “ ”",
    "angle brackets": "<b kltq>&lt;i kltq&gt;",
    "end of a script": "</script><p kltq>",
    "end of a comment": "--><p kltq>",
    "end of a section": "]]><p kltq/>",
    "attribute": '" kltq=" on',
    "annotation": "%0A::error file=x::y",
    "command to CI": "::error::x ##[error]x ##vso[task.x]",
    "formula": "=cmd|' /C calc'!A0",
    "backslashes": "\\ \\u003c \\n \\",
    "template": "{{ 7*7 }} {% raw %} {found} %s ${x} $(x)",
    "right to left": "مرحبا שלום",
    "LaTeX": "\\input{x} } $ # % &",
    "Turtle": '"""@en . <x> a <y>',
    "no character": "\U0001fffe",
    "private use": "\ue000\uf8ff",
    "outside of the plane": "🥖\U000e0041",
    "very long": "w" * 100,
}
REFUSED = {
    "NUL": "\0",
    "escape": "\x1b[2J",
    "next line": "\x85",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "override": "\u202e",
    "isolate": "\u2066",
    "zero width": "\u200b",
    "mark of foreign words": "\ufdd0en\ufdd2",
    "end of foreign words": "\ufdd1",
    "no character": "\ufffe",
    "lone surrogate": "\ud800",
}
each = pytest.mark.parametrize("words", NASTY.values(), ids=NASTY)


# -- the page -------------------------------------------------------------------------------------------------


def rows() -> list[list[str]]:
    """The cells of the table of places."""
    _, _, table = PAGE.partition("## Where text meets a language")
    lines = [line for line in table.partition("\n## ")[0].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines[2:]]


def defined(file: Path) -> set[str]:
    """The functions and methods of a module, or of a script."""
    text = file.read_text("utf-8")
    if file.suffix == ".js":
        return set(re.findall(r"function (\w+)\(", text))
    return {node.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)}


def test_every_place_names_what_escapes_there_and_what_shows_it() -> None:
    assert len(rows()) > 30
    for place, escaped, shown in rows():
        functions, tests = (re.findall(r"`([^`]+)`", cell) for cell in (escaped, shown))
        assert functions, place
        assert tests, place
        for name in functions:
            file, _, function = name.partition(":")
            assert function in defined(ROOT / file), f"{place}: there is no {name}"
        for name in tests:
            file, _, test = name.partition("::")
            assert test in defined(ROOT / file), f"{place}: there is no {name}"


# -- words that are taken -------------------------------------------------------------------------------------


def said(words: str) -> str:
    """An entry that says these words wherever an editor may write some."""
    told = json.dumps(words, ensure_ascii=False)
    text = json.dumps({"en": words, "de": words}, ensure_ascii=False)
    return changed(
        ("{en: The bread box, de: Der Brotkasten}", text),
        ("{en: A designer and a baker., de: Eine Designerin und ein Bäcker.}", text),
        ("Studio Grünfink", told),
        ("Bakery Morgenrot", json.dumps(f"Bakery {words}", ensure_ascii=False)),
    ) + (
        f"place: {{country: DE, locality: {told}, region: {told}, latitude: 51, longitude: 10}}\n"
        f"traits: {text}\nfunding: {text}\ndescription: {text}\nremarks: {{contact: {text}}}\n"
        f"contact: [joint-event]\nadvice: [{{to: [everyone], text: {text}}}]\n"
        f"voices: [{{speaker: {told}, text: {text}, source: 'https://village.example/x'}}]\n"
        f"links: [{{url: 'https://village.example/y', title: {text}}}]\nlisted: 2024-01-01\n"
    )


@each
def test_nasty_words_are_text_on_every_page(words: str) -> None:
    case = read_case(said(words), fuzzed.SLUG)
    assert case.collaboration is not None, case.problems
    shown = fuzzed.shown((case.collaboration,), ())
    shown.checked((*fuzzed.NEAR,), all_files=False, thorough=True)


@each
def test_nasty_words_are_the_same_words_in_every_file_for_programs(words: str) -> None:
    case = collaboration(said(words), fuzzed.SLUG)
    shown = fuzzed.shown((case,), ())
    shown.checked((), all_files=True, thorough=True)
    entry = json.loads("{" + loading.stated(case) + "}")
    scene = scenes_of([case])["en"]
    given = json.loads(records.collaborations_json([case], base_settings(), scene.everywhere).whole())["entries"][0]
    for one in (entry, given):
        assert (one["title"]["de"], one["partners"][0]["name"]) == (words.strip(), words.strip())


@each
def test_nasty_words_are_told_in_every_form(words: str) -> None:
    told = json.dumps(words, ensure_ascii=False)
    case = read_case(f"title: {told}\nstatus: {told}\n{told}: x\nplace: {{country: {told}, region: [{told}]}}\n")
    assert len(case.problems) > 3
    oracle.told(case.problems, fuzzed.tellers())


def test_a_word_of_64_kilobytes_is_told_and_shown_in_no_time() -> None:
    word = "<w" * 32_000
    oracle.told(read_case(f"status: {word}\n").problems, fuzzed.tellers())
    text = MINIMAL + f"description: {{en: {word}, de: x}}\n"
    fuzzed.shown((collaboration(text, fuzzed.SLUG),), ()).checked(("entry",), all_files=True, thorough=False)


# -- words that are not ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", REFUSED.values(), ids=REFUSED)
def test_what_could_turn_hide_or_end_a_line_is_refused_at_its_place(words: str) -> None:
    text = changed(("The bread box", f"The {words} box")).encode("utf-8", "surrogatepass")
    problems = read_case(text).problems
    assert errors(problems)
    assert {problem.code for problem in problems} <= {"KLT103", "KLT106", "KLT109"}
    assert problems[0].span.line in (1, 2)
    oracle.told(problems, fuzzed.tellers())


def test_the_house_s_own_marks_cannot_be_written_by_an_editor() -> None:
    for mark in map(chr, range(0xFDD0, 0xFDF0)):
        assert documents.decode("x", f"a{mark}b".encode())[0] is None
        assert errors(read_case(changed(("The bread box", json.dumps(f"a{mark}b")))).problems), "in quotes too"
        for written in (f"&#{ord(mark)};", f"&#x{ord(mark):x};"):
            told = Renderer(3).html(f"# a{written}\n\n- b{written} [c](https://example.org/{written})", outside)
            assert mark not in told, "nor as a reference in Markdown"


def test_characters_for_private_use_are_no_marks_of_claims_wherever_they_come_from() -> None:
    files = village()
    tools = "{en: 'a \U000f0000 b', de: 'c \U000ffffd d'}"
    statement = f"\naccessibility: {{assessed: 2024-07-01, method: self, conformity: full, tools: {tools}}}\n"
    files["site.yaml"] += statement.encode()
    for language in ("en", "de"):
        files[f"pages/about.{language}.md"] += "\n\nWith {accessibility.tools} and \U000f0001.\n".encode()
    site = built(files)
    for address in ("en/about.html", "de/ueber-uns.html"):
        assert site[address].decode().count("\ufffd") == 2


# -- the other places -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("title", ["a%0Acc: x", "a&cc=x@y.example", "a?b#c", "ü 🥖", "a' \" <b>"])
def test_a_title_cannot_add_a_line_or_a_reader_to_a_mail(title: str) -> None:
    case = collaboration(
        changed(
            ("{en: The bread box, de: Der Brotkasten}", json.dumps({"en": title, "de": title}, ensure_ascii=False))
        ),
        "x",
    )
    scene = scenes_of([case])["en"]
    from kltsite.present.markup import Renderer

    report = entry_view(scene, "x", Renderer(3), named).report
    parts = urlsplit(report)
    fields = parse_qs(parts.query, strict_parsing=True)
    assert (parts.scheme, parts.fragment, set(fields)) == ("mailto", "", {"subject", "body"})
    assert title in fields["subject"][0]
    mail = EmailMessage()
    mail["Subject"] = fields["subject"][0]  # raises where there is a line end
    assert re.fullmatch(r"[!-~]+", report)


def test_nothing_that_is_told_to_people_is_a_command_to_ci() -> None:
    for words in ("::error::x", "##[add-mask]x", "a ##[group]b", "::stop-commands::x"):
        told = json.dumps(words)
        problems = read_case(
            f"status: {told}\nplace: {{latitude: {told}, country: {told}}}\nperiod: {{years: {told}}}\n"
        ).problems
        assert len(problems) >= 3
        oracle.told(problems, fuzzed.tellers())  # raises where one is


def test_a_host_cannot_write_into_the_report_on_links(monkeypatch: pytest.MonkeyPatch) -> None:
    import http.client

    def garbled(request: object, timeout: float) -> None:
        raise http.client.BadStatusLine("`@somebody` \n# heading")

    monkeypatch.setattr(links, "urlopen", garbled)
    with pytest.raises(OSError, match="answer"):
        links.asked("https://a.example/")
    answer = links.Answer("https://a.example/", 0, links._told(OSError("`x` @somebody\n# heading")))
    report = "\n".join(links.report([answer], {"https://a.example/": ["collaborations/x.yaml"]}))
    assert "@somebody" not in re.sub(r"`[^`]*`", "", report)
    assert "\n# heading" not in report


@pytest.mark.parametrize(
    "address", ["https://x.example/\\nAllow: /", "https://x.example/ y", "https://x.example/\\u0085z"]
)
def test_an_address_adds_no_line_to_files_for_hosts(address: str) -> None:
    files = {**files_in(BASE)}
    files["site.yaml"] = files["site.yaml"].replace(b"https://village.example/", f'"{address}"'.encode(), 1)
    found, problems = settings.read(files)
    assert found is None
    assert {problem.span.line for problem in errors(problems)} == {3}


@pytest.mark.parametrize("name", ["--output=/tmp/x", "-p", "--upload-pack=x", "HEAD\nx", "a..b", ""])
def test_a_name_that_looks_like_an_option_is_none_to_git(name: str, tmp_path: Path) -> None:
    assert git.files_at(ROOT / "content", name) is None
    assert git.forked(ROOT, name, "HEAD") is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "line",
    [
        b"GET http://[ HTTP/1.1",
        b"GET http:///[x HTTP/1.1",
        b"GET /[::1 HTTP/1.1",
        b"GET //[x HTTP/1.1",
        b"GET /%00%ff%0d%0aX:y HTTP/1.1",
        b"GET /__events?state=%0d%0a HTTP/1.1",
        b"GET /../../etc/passwd HTTP/1.1",
        b"GET /\xff\xfe HTTP/1.1",
    ],
)
@pytest.mark.parametrize("host", [b"127.0.0.1:8000", b"localhost:8000", b"evil.example"])
def test_the_preview_answers_whatever_is_asked(line: bytes, host: bytes) -> None:
    first = answered(line + b"\r\nHost: " + host + b"\r\n\r\n")
    assert re.match(r"HTTP/1\.[01] (200|307|400|404|421)", first), first


@pytest.mark.no_cover
@pytest.mark.parametrize("between", [" ", "\n", "\n\n"], ids=["one line", "lines", "paragraphs"])
def test_a_page_full_of_marks_is_told_and_shown_in_no_time(between: str) -> None:
    front = (
        "---\ntitle: A\naddress: about\ndescription: A\nclaims:\n  - {key: a, of: 2024-08, when: entries > 0}\n---\n"
    )
    before = peak()
    for mark in ("{claim:a}", "{claim:b}", "{entry}", "{entries}"):
        steady(lambda n, mark=mark: TARGETS["page"].run(f"{front}{between.join([mark] * n)}".encode()), 4000)
    assert peak() - before <= oracle.MEBIBYTES


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "line",
    [
        "unknown{n}: x\n",
        "contact: [joint-evnt]\n",
        "  - joint-event{n}\n",
        "'{n}': {{a: [b, c]}}\n",
        "? {n}\n",
        '"\\u2028{n}": x\n',
    ],
)
def test_a_file_full_of_mistakes_is_told_in_no_time(line: str) -> None:
    head = MINIMAL + ("contact:\n" if line.startswith("  -") else "")
    before = peak()
    steady(
        lambda lines: TARGETS["entry"].run((head + "".join(line.format(n=n) for n in range(lines))).encode()),
        100_000 // len(line),
    )
    assert peak() - before <= oracle.MEBIBYTES
