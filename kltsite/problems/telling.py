"""How problems are told: to people in their language, and to programs as JSON, GitHub annotations and SARIF."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from gettext import NullTranslations
from itertools import groupby
from string import Formatter
from typing import Any
from unicodedata import combining, east_asian_width

from msgspec.structs import replace

from kltsite import __version__
from kltsite.languages import N_, NN_, Msg
from kltsite.problems import Level, Problem, Value, levels
from kltsite.problems.catalogue import CATALOGUE, DID_YOU_MEAN, sentence

FOLDED_AFTER = 3  # of the same sentence in one file, so many are told in full
_WIDTH = 100  # of an excerpt's line
_LINES = 12  # so many line numbers are told of problems that are folded

_LEVELS = {Level.ERROR: N_("error"), Level.WARNING: N_("warning"), Level.TODO: N_("to do")}
_HELP = "docs/problems.md#{code}"
_COMMAND = re.compile(r"^([^\S\n]*):(?=:)|(#)#(?=\[)", re.MULTILINE)


class Teller:
    """Tells problems in one language; `prefix` leads from where the command runs to the content folder.

    `pages` is where the site explains a rule, with {code} in it; "" where nobody can open it.
    """

    def __init__(self, translations: NullTranslations, prefix: str = "", pages: str = "") -> None:
        self._gettext, self._ngettext = translations.gettext, translations.ngettext
        self._separator = translations.pgettext("thousands separator", ",")
        self._prefix, self._pages = prefix, pages

    def path(self, problem: Problem) -> str:
        """The file as one would open it from where the command runs."""
        return self._prefix + problem.file

    def place(self, problem: Problem) -> str:
        """File, line and column, as terminals and editors make links of them."""
        return f"{self._shown_path(problem)}:{problem.span.line}:{problem.span.column}"

    def level(self, problem: Problem) -> str:
        """How much it weighs, in a word."""
        return self._gettext(_LEVELS[problem.level])

    def excerpt(self, problem: Problem) -> tuple[str, ...]:
        """The source line with the place underlined; nothing where no line is meant."""
        return tuple(_excerpt(problem))

    def _shown_path(self, problem: Problem) -> str:
        return _printable(self.path(problem))

    def message(self, problem: Problem) -> str:
        """What is wrong, in one sentence."""
        return self._fill(sentence(problem.sentence).message, problem)

    def why(self, problem: Problem) -> str:
        """Why it matters."""
        return self._fill(sentence(problem.sentence).why, problem)

    def hint(self, problem: Problem) -> str:
        """One way to mend it."""
        suggested = any(name == "suggestion" for name, _ in problem.values)
        return self._fill(DID_YOU_MEAN if suggested else sentence(problem.sentence).fix, problem)

    def trail(self, problem: Problem) -> str:
        """The field in words, items by their names."""
        return " › ".join(self._word(step) for step in problem.trail)

    def _fill(self, message: Msg, problem: Problem) -> str:
        values = {name: self._shown(value) for name, value in problem.values}
        told = {"found": _printable(problem.found), "field": self._field(problem), **values}
        return self._gettext(message).format_map(told)

    def _field(self, problem: Problem) -> str:
        """The field's name; an item goes by the name of its list, a language with that of its text before it."""
        *above, last = problem.trail or ("",)
        if problem.field.endswith("]") and above:
            return self._word(above[-1])
        return " › ".join(self._word(step) for step in (*(() if isinstance(last, Msg) else above[-1:]), last))

    def _shown(self, value: Value) -> str:
        if isinstance(value, tuple):
            return ", ".join(self._word(one) for one in value) or "–"
        if isinstance(value, int):
            return (
                f"{value:,}".replace(",", self._separator) if abs(value) >= 10_000 else str(value)
            )  # 1950 may be a year
        return self._word(value)

    def _word(self, word: str) -> str:
        return self._gettext(word) if isinstance(word, Msg) else _printable(word)

    def text(self, problems: Sequence[Problem], files: int) -> str:
        """All problems for a person: place, level, code, field, sentence, reason, fix, excerpt; totals last."""
        blocks = []
        for _, group in groupby(sorted(problems), key=lambda problem: (problem.file, problem.sentence, problem.level)):
            alike = list(group)
            told = FOLDED_AFTER if len(alike) > FOLDED_AFTER + 1 else len(alike)
            blocks += [self._block(problem) for problem in alike[:told]]
            if told < len(alike):
                blocks.append(self._folded(alike[told:]))
        return _without_commands("\n".join([*blocks, self.totals(problems, files)]) + "\n")

    def _block(self, problem: Problem) -> str:
        trail = f" {self.trail(problem)}:" if problem.trail else ""
        lines = [
            f"{self.place(problem)}: {self.level(problem)} {problem.code}{trail}",
            f"    {self.message(problem)}",
        ]
        lines += [f"    {self.why(problem)}", f"    → {self.hint(problem)}", *_excerpt(problem), ""]
        return "\n".join(lines)

    def _folded(self, problems: Sequence[Problem]) -> str:
        numbers = sorted({problem.span.line for problem in problems})
        lines = ", ".join([*map(str, numbers[:_LINES]), *("…" for _ in numbers[_LINES : _LINES + 1])])
        more = self._ngettext(
            "{count} more of {code} in {file}: line {lines}",
            "{count} more of {code} in {file}: lines {lines}",
            len(problems),
        )
        first = problems[0]
        return (
            "    " + more.format(count=len(problems), code=first.code, file=self._shown_path(first), lines=lines) + "\n"
        )

    def totals(self, problems: Sequence[Problem], files: int) -> str:
        """How many files were read, and how many problems of each level they have."""
        return self.counted(levels(problems), files)

    def counted(self, levels: Sequence[int], files: int) -> str:
        """The same of numbers that are known already."""
        words = (
            NN_("{count} error", "{count} errors"),
            NN_("{count} warning", "{count} warnings"),
            NN_("{count} to-do", "{count} to-dos"),
        )
        parts = [self._ngettext("{count} file", "{count} files", files).format(count=self._shown(files))]
        for count, (one, many) in zip(levels, words, strict=True):
            parts.append(self._ngettext(one, many, count).format(count=self._shown(count)))
        return " · ".join(parts)

    def json(self, problems: Sequence[Problem], files: int) -> str:
        """The problems as `check --format json` promises them (docs/cli.md)."""
        count = Counter(problem.level for problem in problems)
        told = {
            "version": 1,
            "problems": [self._record(problem) for problem in sorted(problems)],
            "files": files,
            "errors": count[Level.ERROR],
            "warnings": count[Level.WARNING],
            "todos": count[Level.TODO],
        }
        return json.dumps(told, ensure_ascii=False, indent=2) + "\n"

    def _record(self, problem: Problem) -> dict[str, Any]:
        span = problem.span
        return {
            "code": problem.code,
            "level": problem.level.value,
            "file": self.path(problem),
            "line": span.line,
            "column": span.column,
            "end_line": span.end_line,
            "end_column": span.end_column,
            "field": problem.field,
            "found": problem.found,
            "message": self.message(problem),
            "hint": self.hint(problem),
            "help": self._help(problem.code),
        }

    def _help(self, code: str) -> str:
        """Where a rule is explained: on the site, or in the repository."""
        return (self._pages or _HELP).replace("{code}", code.lower())

    def github(self, problems: Sequence[Problem], files: int) -> str:
        """One workflow command per problem, which GitHub shows at the line in the pull request."""
        names = {Level.ERROR: "error", Level.WARNING: "warning", Level.TODO: "notice"}
        lines = []
        for problem in sorted(problems):
            span = problem.span
            title = f"{problem.code} {self.trail(problem)}".strip()
            place = {
                "file": self.path(problem),
                "line": span.line,
                "endLine": span.end_line,
                "col": span.column,
                "endColumn": span.end_column,
                "title": title,
            }
            properties = ",".join(f"{name}={_property(str(value))}" for name, value in place.items())
            told = f"{self.message(problem)} {self.why(problem)}\n{self.hint(problem)}"
            lines.append(f"::{names[problem.level]} {properties}::{_data(told)}")
        return "\n".join([*lines, self.totals(problems, files)]) + "\n"

    def gitlab(self, problems: Sequence[Problem], files: int) -> str:
        """The problems as a code quality report, which GitLab shows at the lines of a merge request."""
        names = {Level.ERROR: "major", Level.WARNING: "minor", Level.TODO: "info"}
        told = [
            {
                "description": f"{self.message(problem)} {self.hint(problem)}",
                "check_name": problem.code,
                "fingerprint": hashlib.sha256(
                    repr(replace(problem, excerpt="")).encode(errors="surrogatepass")
                ).hexdigest(),
                "severity": names[problem.level],
                "location": {"path": self.path(problem), "lines": {"begin": problem.span.line}},
            }
            for problem in sorted(problems)
        ]
        return json.dumps(told, ensure_ascii=False, indent=2) + "\n"

    def sarif(self, problems: Sequence[Problem], files: int) -> str:
        """The problems as SARIF 2.1.0, for code scanning."""
        used = sorted({problem.code for problem in problems})
        rules = [
            {
                "id": code,
                "shortDescription": {"text": self._gettext(CATALOGUE[code].title)},
                "fullDescription": {"text": self._gettext(CATALOGUE[code].title)},
                "help": {"text": self._help(code)},
                **({"helpUri": self._help(code)} if self._pages else {}),
            }
            for code in used
        ]
        driver = {"name": "kltsite", "version": __version__, "rules": rules}
        run = {
            "tool": {"driver": driver},
            "columnKind": "unicodeCodePoints",
            "results": list(self._results(problems, used)),
        }
        schema = "https://json.schemastore.org/sarif-2.1.0.json"
        return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"

    def _results(self, problems: Sequence[Problem], used: list[str]) -> Iterator[dict[str, Any]]:
        names = {Level.ERROR: "error", Level.WARNING: "warning", Level.TODO: "note"}
        for problem in sorted(problems):
            span = problem.span
            region = {
                "startLine": span.line,
                "startColumn": span.column,
                "endLine": span.end_line,
                "endColumn": span.end_column,
            }
            location = {"artifactLocation": {"uri": _uri(self.path(problem))}, "region": region}
            yield {
                "ruleId": problem.code,
                "ruleIndex": used.index(problem.code),
                "level": names[problem.level],
                "message": {"text": f"{self.message(problem)} {self.hint(problem)}"},
                "locations": [{"physicalLocation": location}],
            }


def _excerpt(problem: Problem) -> Iterator[str]:
    """The source line with the span underlined; a long line is cut around the span."""
    if not problem.excerpt.strip():
        return
    span, line = problem.span, problem.excerpt
    end = span.end_column if span.end_line == span.line else len(line) + 1
    start = max(0, span.column - 1 - _WIDTH // 2) if len(line) > _WIDTH else 0
    shown = _printable(line[start : start + _WIDTH])
    number = f"{span.line:>5}"
    lead = span.column - 1 - start
    marks = max(1, min(end - span.column, len(shown) - lead))
    yield f"{number} │ {shown}"
    yield f"{' ' * len(number)} │ {' ' * _columns(shown[:lead])}{'^' * max(1, _columns(shown[lead : lead + marks]))}"


def _printable(text: str) -> str:
    """The text without anything that could move the cursor, hide or turn round what is told."""
    return "".join(character if character.isprintable() else "·" for character in text)


def _without_commands(text: str) -> str:
    """The text without what GitHub, whose log it may be in, takes for a command: `::…` behind spaces, `##[…]`."""
    return _COMMAND.sub(lambda found: f"{found[1] or found[2] or ''}·", text)


def _columns(text: str) -> int:
    """How many columns of a terminal the text takes: two for each wide character, none for a mark on a letter."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(one) else 2 if east_asian_width(one) in "WF" else 1 for one in text)


def unfilled(message: str, blanks: Mapping[str, str]) -> str:
    """A sentence of the catalogue that is told of nothing yet: ‹found› stands where a file's own words would."""
    parts = Formatter().parse(message)
    return "".join(text + (f"‹{blanks[name]}›" if name else "") for text, name, _, _ in parts)


def blanks(translations: NullTranslations) -> dict[str, str]:
    """What stands for each value of the sentences while they are not filled in, by the value's name."""
    blank = translations.pgettext
    return {
        "address": blank("blank", "address"),
        "as_of": blank("blank", "day"),
        "attested": blank("blank", "attestation"),
        "byte": blank("blank", "byte"),
        "changed": blank("blank", "language"),
        "character": blank("blank", "character"),
        "claim": blank("blank", "claim"),
        "count": blank("blank", "number"),
        "country": blank("blank", "country"),
        "ending": blank("blank", "ending"),
        "entries": blank("blank", "number"),
        "field": blank("blank", "field"),
        "fields": blank("blank", "its fields"),
        "file": blank("blank", "name"),
        "figure": blank("blank", "figure"),
        "figures": blank("blank", "figures"),
        "first": blank("blank", "number"),
        "found": blank("blank", "found"),
        "height": blank("blank", "height"),
        "key": blank("blank", "field"),
        "kind": blank("blank", "kind"),
        "known": blank("blank", "the possible ones"),
        "language": blank("blank", "language"),
        "languages": blank("blank", "languages"),
        "least": blank("blank", "lowest"),
        "length": blank("blank", "number"),
        "limit": blank("blank", "limit"),
        "listed": blank("blank", "date"),
        "longest": blank("blank", "limit"),
        "mark": blank("blank", "found"),
        "missing": blank("blank", "field"),
        "most": blank("blank", "highest"),
        "name": blank("blank", "name"),
        "other": blank("blank", "other entry"),
        "part": blank("blank", "found"),
        "role": blank("blank", "role"),
        "size": blank("blank", "number"),
        "slug": blank("blank", "name"),
        "spelling": blank("blank", "spelling"),
        "started": blank("blank", "date"),
        "status": blank("blank", "status"),
        "tag": blank("blank", "tag"),
        "target": blank("blank", "target"),
        "title": blank("blank", "title"),
        "width": blank("blank", "width"),
    }


def _uri(path: str) -> str:
    from urllib.parse import quote

    return quote(path)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
