"""Wrong files, one per rule: each is told exactly as it says itself, and every rule and sentence has one.

`KLT305-two-urban-partners.yaml` is a case file that begins with its expectation, `# expect: KLT305 8:5 error`; a file
that cannot hold a comment has it beside itself, in `….yaml.expect`. `# pad: 300` lets a file grow to so many bytes. A
folder holds what replaces or joins the files of tests/base; its `expect` names the file of each problem too, and with
`without …` a file of tests/base that is missing. Of KLT7xx it is the built site that is wrong: the one that such a
folder makes, or the pages and stylesheets in its `site`. Lines and columns count from 1, the expectations included.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kltsite import assembly, judging, publish
from kltsite.cli.shared import read
from kltsite.domain.settings import VERSION
from kltsite.problems import Problem
from kltsite.problems.catalogue import CATALOGUE
from kltsite.publish import Ledger, Output
from kltsite.workers import alone
from tests.helpers import (
    BASE,
    GOLDEN,
    ROOT,
    TESTS,
    assert_golden,
    content_problems,
    files_in,
    interface,
    read_case,
    teller,
)

REJECTED = TESTS / "rejected"
ENTRIES = sorted(path for path in REJECTED.iterdir() if path.suffix != ".expect")

_EXPECTED = re.compile(
    r"(?:(?P<file>\S.*) )?(?P<code>KLT\d{3}) (?P<line>\d+):(?P<column>\d+) (?P<level>error|warning|todo)"
)


@dataclass(frozen=True, slots=True, order=True)
class Expected:
    """One problem as a rejected file announces it; `file` is "" for the file itself."""

    file: str
    code: str
    line: int
    column: int
    level: str


def announced(entry: Path) -> list[Expected]:
    """The problems that a rejected file or folder announces."""
    if entry.is_dir():
        lines = [
            line
            for line in (entry / "expect").read_text("utf-8").splitlines()
            if not line.startswith(("without ", "pad "))
        ]
    elif (beside := entry.with_name(f"{entry.name}.expect")).exists():
        lines = beside.read_text("utf-8").splitlines()
    else:
        text = entry.read_text("utf-8").splitlines()
        lines = [line.removeprefix("# expect: ") for line in text if line.startswith("# expect: ")]
    return sorted(_expected(line) for line in lines)


def _expected(line: str) -> Expected:
    match = _EXPECTED.fullmatch(line)
    assert match is not None, f"not an expectation: {line}"
    return Expected(match["file"] or "", match["code"], int(match["line"]), int(match["column"]), match["level"])


@cache
def problems(entry: Path) -> tuple[Problem, ...]:
    """The problems that a rejected file or folder has."""
    if entry.name.startswith("KLT101"):
        return _disk_problems(entry)
    if entry.is_dir():
        files = _overlaid(entry)
        return _site_problems(files) if entry.name.startswith("KLT7") else content_problems(files)
    data = entry.read_bytes()
    if pad := re.search(rb"^# pad: (\d+)$", data, re.MULTILINE):
        data = data.ljust(int(pad[1]), b"#")
    return read_case(data, entry.stem.partition("-")[2].lower()).problems


def _disk_problems(folder: Path) -> tuple[Problem, ...]:
    """What reading a real folder finds: links as they are, and files made as large as `pad PATH BYTES` says."""
    with TemporaryDirectory() as temporary:
        content = Path(temporary) / "content"
        shutil.copytree(BASE, content)
        shutil.copytree(folder, content, symlinks=True, dirs_exist_ok=True)
        (content / "expect").unlink()
        for line in (folder / "expect").read_text("utf-8").splitlines():
            if line.startswith("pad "):
                path = content / line.split()[1]
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("wb") as large:
                    large.truncate(int(line.split()[2]))
        files, unread = read(content)
        return judging.judge(files, judging.Options(), alone, unread).problems


def _overlaid(folder: Path) -> dict[str, bytes]:
    files = {**files_in(BASE), **files_in(folder)}
    for line in files.pop("expect").decode().splitlines():
        if line.startswith("without "):
            del files[line.removeprefix("without ")]
    return dict(sorted(files.items()))


def _site_problems(files: dict[str, bytes]) -> tuple[Problem, ...]:
    ledger = Ledger()
    for output in [_page(path, data) for path, data in files.items() if path.startswith("site/")] or _built(files):
        ledger.enter(output)
    return ledger.settle()


def _page(path: str, data: bytes) -> Output:
    return publish.stylesheet(path, data) if path.endswith(".css") else publish.page(path, data.decode())


def _built(files: dict[str, bytes]) -> Iterator[Output]:
    options = judging.Options(base_url="https://site.example/")
    around = assembly.Surroundings(files_in(ROOT / "templates"), interface(), lambda chart: "<svg></svg>")
    return assembly.build(judging.judge(files, options, alone), files, around, options, alone)


def found(entry: Path) -> list[Expected]:
    """The problems of a rejected file or folder, as it would announce them."""
    return sorted(
        Expected(one.file if entry.is_dir() else "", one.code, one.span.line, one.span.column, one.level.value)
        for one in problems(entry)
    )


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_a_rejected_file_has_exactly_the_problems_that_it_announces(entry: Path) -> None:
    assert found(entry) == announced(entry), teller().text(problems(entry), 1)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_a_rejected_file_is_named_after_a_problem_that_it_announces(entry: Path) -> None:
    assert re.match(r"KLT\d{3}-", entry.name)
    assert entry.name[:6] in {one.code for one in announced(entry)}


def test_no_expectation_is_left_without_its_file() -> None:
    beside = [path for path in REJECTED.iterdir() if path.suffix == ".expect"]
    assert [path.name for path in beside if not path.with_suffix("").exists()] == []


def test_what_the_rejected_files_replace_was_valid_before() -> None:
    assert content_problems(files_in(BASE)) == ()


def test_every_code_has_a_rejected_file() -> None:
    have = {entry.name[:6] for entry in ENTRIES}
    assert set(CATALOGUE) - have == set()


def test_every_sentence_is_reached_by_a_rejected_file() -> None:
    every = {f"{code}/{name}" for code, rule in CATALOGUE.items() for name in rule.sentences}
    reached = {problem.sentence for entry in ENTRIES for problem in problems(entry)}
    future = (
        {"KLT220/older"} if VERSION == 1 else set()
    )  # there is no older version yet; tests/test_migration.py has it
    assert every - reached == future


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_rejected_files_are_told_as_in_the_golden_file(language: str) -> None:
    assert language in interface(), f"there is no catalogue for {language} yet"
    told = [f"{'=' * 4} {entry.name}\n\n{teller(language).text(problems(entry), 1)}" for entry in ENTRIES]
    assert_golden(GOLDEN / f"told.{language}.txt", "\n".join(told))
