"""What several tests need: a small valid content folder, reading as the build reads, golden files."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Mapping
from functools import cache
from gettext import NullTranslations
from math import cos, pi, sin
from pathlib import Path
from typing import Any, TypeVar

import pytest

from kltsite import assembly, disk, judging, languages, publish, workers
from kltsite.domain.collaboration import Collaboration
from kltsite.domain.declared import Declared
from kltsite.domain.settings import Settings
from kltsite.domain.values import Reading
from kltsite.intake import collaborations, models, settings
from kltsite.intake.collaborations import CaseFile
from kltsite.present import Store, charts, pages
from kltsite.present.previews import Shape
from kltsite.present.views import rules
from kltsite.problems import Problem, examples
from kltsite.problems.examples import Examples
from kltsite.problems.telling import Teller
from kltsite.validator import coherence
from kltsite.workers import alone

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent
CONTENT = ROOT / "content"
TEMPLATES = ROOT / "templates"
BASE = TESTS / "base"
GOLDEN = TESTS / "golden"

MINIMAL = """\
title: {en: The bread box, de: Der Brotkasten}
summary: {en: A designer and a baker., de: Eine Designerin und ein Bäcker.}
status: published
partners:
  - name: Studio Grünfink
    role: cci
    subsectors: [design]
  - name: Bakery Morgenrot
    role: sme
attested: example-team
sources:
  - url: https://village.example/bread-box
"""
"""A published entry without a problem, as short as can be."""


def files_in(folder: Path) -> dict[str, bytes]:
    """Posix path below `folder` -> content, sorted."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@cache
def base_settings() -> Settings:
    """The settings of tests/base."""
    found, problems = settings.read(files_in(BASE))
    assert found is not None, problems
    return found


def read_case(text: str | bytes, name: str = "example", using: Settings | None = None) -> CaseFile:
    """A case file as the build reads it, with everything that it shows by itself."""
    using = using or base_settings()
    data = text.encode() if isinstance(text, str) else text
    file = f"{collaborations.FOLDER}{name}.yaml"
    return collaborations.read(file, data, _reading(using), lambda case: coherence.within(case, using))


_READINGS: dict[int, tuple[Settings, Reading]] = {}  # thousands of files are read with the same settings


def _reading(using: Settings) -> Reading:
    if id(using) not in _READINGS:
        _READINGS[id(using)] = using, using.reading()
    return _READINGS[id(using)][1]


def collaboration(text: str, name: str = "example") -> Collaboration:
    """The collaboration in a text that has no error."""
    case = read_case(text, name)
    assert case.collaboration is not None, told(case.problems)
    return case.collaboration


M = TypeVar("M", bound=Declared)


def stating(model: type[M], value: Mapping[str, Any]) -> M:
    """What is read of these fields, as texts, lists and mappings, in which nothing is wrong."""
    found, wrong = models.read(model, value, _reading(base_settings()))
    assert found is not None, wrong
    return found


def changed(*replacements: tuple[str, str], text: str = MINIMAL) -> str:
    """`text` with each of the first strings, which must be there, replaced by the second."""
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def found(case: CaseFile) -> list[tuple[str, int, int]]:
    """Sentence, line and column of each problem, in the order of the file."""
    return [(problem.sentence, problem.span.line, problem.span.column) for problem in sorted(case.problems)]


def sentences(case: CaseFile) -> list[str]:
    """The sentence of each problem, in the order of the file."""
    return [problem.sentence for problem in sorted(case.problems)]


def only(case: CaseFile) -> Problem:
    """The one problem of a case file."""
    assert len(case.problems) == 1, told(case.problems)
    return case.problems[0]


def excerpted(problem: Problem) -> str:
    """What stands at the problem's span: what an editor sees underlined."""
    end = problem.span.end_column if problem.span.end_line == problem.span.line else len(problem.excerpt) + 1
    return problem.excerpt[problem.span.column - 1 : end - 1]


def content_problems(files: Mapping[str, bytes]) -> tuple[Problem, ...]:
    """Every problem of a whole content folder."""
    return judging.judge(files, judging.Options(), alone).problems


@cache
def interface() -> dict[str, NullTranslations]:
    """The interface in every language that has a catalogue."""
    return languages.read(files_in(ROOT / "kltsite" / "locale"))


def village() -> dict[str, bytes]:
    """The folder tests/base, at an address of its own: its sources are on another site."""
    files = files_in(BASE)
    files["site.yaml"] = files["site.yaml"].replace(b"base_url: https://village.", b"base_url: https://collection.")
    return files


def without_entries() -> dict[str, bytes]:
    """The real settings and pages; what a page says of one entry leads to all of them."""
    files = {
        path: data for path, data in files_in(CONTENT).items() if not path.startswith(("collaborations/", "media/"))
    }
    return {
        path: re.sub(rb"\(collaboration:[a-z0-9-]+\)", b"(view:collaborations)", data) for path, data in files.items()
    }


@cache
def rule_examples() -> Examples:
    """The examples of the rules."""
    return examples.read(disk.read_package("data/rules")[examples.FILE])


render = cache(charts.render)
"""Draws each chart once, whichever site of the tests has it."""


def paint(picture: charts.Picture) -> bytes:
    """Stands in for the painting of a chart, which takes long: the key, behind the signature of a PNG."""
    return b"\x89PNG\r\n\x1a\n" + charts.painting_key(picture).encode()


def few_rules(patch: pytest.MonkeyPatch, *codes: str) -> None:
    """Of a hundred rules only some have a page."""
    for module in (pages, rules):
        patch.setattr(module, "CATALOGUE", {code: rules.CATALOGUE[code] for code in codes})


def built(
    files: Mapping[str, bytes],
    options: judging.Options | None = None,
    templates: Mapping[str, bytes] | None = None,
    store: Store | None = None,
) -> dict[str, bytes]:
    """The whole site made of a content folder's `files`, in this process: address -> bytes."""
    options = options or judging.Options()
    judged = judging.judge(files, options, workers.alone)
    assert judged.sound, told(judged.problems)
    around = assembly.Surroundings(
        templates or disk.read_folder(TEMPLATES)[0], interface(), render, paint, store, examples=rule_examples()
    )
    ledger, site = publish.Ledger(), {}
    for output in assembly.build(judged, files, around, options, workers.alone):
        ledger.enter(output)
        site[output.address] = output.data
    assert ledger.settle() == (), told(ledger.settle())
    return site


def teller(language: str = languages.SOURCE, prefix: str = "") -> Teller:
    """Tells problems in `language`."""
    return Teller(interface()[language], prefix)


def told(problems: tuple[Problem, ...], language: str = languages.SOURCE) -> str:
    """The problems as a person reads them."""
    return teller(language).text(problems, 1)


def assert_golden(path: Path, text: str) -> None:
    """`text` is what the golden file says. KLTSITE_GOLDEN=accept writes it instead, for a review of the diff."""
    if os.environ.get("KLTSITE_GOLDEN") == "accept":
        path.write_text(text, encoding="utf-8", newline="\n")
    assert path.exists(), f"{path} is missing; KLTSITE_GOLDEN=accept writes it"
    assert text == path.read_text(encoding="utf-8"), (
        f"not as in {path}; if it is right, KLTSITE_GOLDEN=accept takes it over"
    )


def two_discs(subsector: str, sector: str) -> tuple[Shape, ...]:
    """The plainest emblem: two discs that overlap, the same for every pair."""
    return (Shape("cci", (_disc(36, 38, 34),)), Shape("sme", (_disc(64, 62, 34),)))


def _disc(x: float, y: float, radius: float, corners: int = 90) -> tuple[tuple[float, float], ...]:
    angles = [2 * pi * corner / corners for corner in range(corners)]
    return tuple((round(x + radius * cos(angle), 2), round(y + radius * sin(angle), 2)) for angle in angles)


def steady(run: Callable[[int], object], size: int) -> None:
    """Fail where a text four times as long takes much more than four times as long, on whatever machine this is."""
    small, large = (min(effort(run, length) for _ in range(2)) for length in (size // 4, size))
    assert large < 9 * small + 0.1, f"{small:.2f} s, and {large:.2f} s for four times as much"


def effort(run: Callable[[int], object], size: int) -> float:
    """Seconds of processor time."""
    begun = time.process_time()
    run(size)
    return time.process_time() - begun
