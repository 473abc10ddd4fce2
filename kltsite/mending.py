"""What can be mended in a case file without asking, and what may be proposed: text in, text out.

Every change is an edit of the text at a known place, so that comments and layout stay. It is taken only where the file
means the same as before, or where what could not be read, or was wrong, is right afterwards. A file without errors
never changes its meaning.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct

from kltsite.domain.collaboration import Collaboration
from kltsite.intake import documents
from kltsite.intake.collaborations import CaseFile
from kltsite.intake.documents import Document
from kltsite.languages import N_, Msg
from kltsite.layout import first_sign, in_order, last_line, scalars
from kltsite.problems import Problem, errors
from kltsite.scaffold import quoted

Look = Callable[[bytes], CaseFile]
"""Reads a case file with everything that it shows by itself."""

_OPENING, _CLOSING = '“„”«»‘‚’‹›"', '”“»«’‘›‹"'
_IN_QUOTES = re.compile(f"[{_OPENING}](.*)[{_CLOSING}]")
_QUOTED_VALUE = re.compile(rf"( *(?:- +)*[\w-]+: +)([{_OPENING}].*[{_CLOSING}]) *")
_SPACES = "\t\u00a0\u2000-\u200a\u202f\u205f\u3000"
_INDENT = re.compile(rf"^[ {_SPACES}]*[{_SPACES}][ {_SPACES}]*", re.MULTILINE)
_AFTER_MARK = re.compile(rf"^( *(?:- *)*(?:[\w-]+:)?)[ {_SPACES}]*[{_SPACES}][ {_SPACES}]*(?=\S)", re.MULTILINE)
_AT_END = re.compile(rf"[ {_SPACES}]*[{_SPACES}][ {_SPACES}]*$", re.MULTILINE)
_TAB_WIDTHS = (2, 4, 8)


class Mended(Struct, frozen=True):
    """A file after mending, and what was done to it, in the order in which it was done."""

    data: bytes
    done: tuple[Msg, ...] = ()


class Proposal(Struct, frozen=True):
    """A change that a person should look at: the line's number, and what stands there before and after."""

    line: int
    before: str
    after: str
    column: int
    end_column: int


class _Seen(Struct, frozen=True):
    """A text as reading sees it."""

    text: str
    document: Document | None
    errors: tuple[Problem, ...]
    collaboration: Collaboration | None

    @property
    def value(self) -> Any:
        return None if self.document is None else self.document.value

    @property
    def score(self) -> tuple[int, int]:
        """How good it is: where it cannot be read, how far it can; else how few errors it has."""
        if self.document is None:
            return 0, min((one.span.line for one in self.errors if one.code == "KLT109"), default=0)
        return 1, -len(self.errors)


def mended(data: bytes, look: Look) -> Mended:
    """The file with all that is safe to mend; as it was where it is no text."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return Mended(data)
    done: list[Msg] = []
    for name, step in _STEPS:
        before = text
        text = step(text, lambda one: _seen(one, look))
        if text != before:
            done.append(name)
    return Mended(text.encode(), tuple(done))


def _seen(text: str, look: Look) -> _Seen:
    data = text.encode()
    case = look(data)
    return _Seen(text, documents.parse(case.file, data)[0], errors(case.problems), case.collaboration)


See = Callable[[str], _Seen]

_READ = 500_000  # letters that are read in search of wrong curly quotes: a file of ten thousand fifty times


def _without_mark(text: str, see: See) -> str:
    return text.removeprefix("\ufeff")


def _with_newlines(text: str, see: See) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _composed(text: str, see: See) -> str:
    """Letters in two parts become one: where the file has them, that is an error of its own."""
    composed = unicodedata.normalize("NFC", text)
    return composed if composed != text and see(composed).score > see(text).score else text


def _with_plain_spaces(text: str, see: See) -> str:
    """Tabs, and spaces that are none to YAML, become spaces where they are layout: not within a text.

    How wide a tab is meant to be is guessed only where every width that can be read at all gives the same.
    """
    before, candidates = see(text), []
    for width in _TAB_WIDTHS:
        candidate = _INDENT.sub(lambda found, width=width: _spaces(found[0], width), text)  # type: ignore[misc]
        candidates.append(_AFTER_MARK.sub(r"\1 ", candidate))
    readable = [after for after in map(see, dict.fromkeys(candidates)) if after.document is not None]
    if readable and all(one.value == readable[0].value for one in readable):
        text = _better(before, readable[0])
    without = _AT_END.sub("", text)
    without = without if without == text else _better(see(text), see(without))
    between = _tabs_to_spaces(without)
    return without if between == without else _better(see(without), see(between))


def _spaces(indent: str, width: int) -> str:
    return "".join(" " * width if one == "\t" else " " for one in indent)


def _tabs_to_spaces(text: str) -> str:
    """The text without tabs behind the indentation; reading takes each for a space anyway."""
    return re.sub(r"(?<=[^\s])([^\n]*)", lambda found: found[1].replace("\t", " "), text)


def _better(before: _Seen, after: _Seen) -> str:
    """The text afterwards, if it means the same with no more errors, or is better than one that is wrong."""
    same = after.document is not None and after.value == before.value and len(after.errors) <= len(before.errors)
    read_alike = after.collaboration is not None and after.collaboration == before.collaboration
    return after.text if same or read_alike or (before.errors and after.score > before.score) else before.text


def _with_plain_quotes(text: str, see: See) -> str:
    """Curly quotes of a word processor go where YAML's own were meant: where they make the file wrong."""
    seen, tries = see(text), iter(range(_READ // (len(text) + 1)))
    for number, line in enumerate(text.split("\n")):
        if seen.document is not None:
            break
        found = _QUOTED_VALUE.fullmatch(line)
        if found and (inner := _inner(found[2])) is not None and next(tries, None) is not None:
            after = see(_with_line(text, number, found[1] + _in_quotes(inner)))
            text, seen = (after.text, after) if _better(seen, after) == after.text else (text, seen)
    better: str | None = text
    while better is not None:  # of several on one line, one at a time
        text, seen = better, see(better)
        tried = (one for one, _ in zip(_unquoted(seen), tries, strict=False) if see(one).score > seen.score)
        better = next(tried, None)
    return text


def _unquoted(seen: _Seen) -> Iterator[str]:
    """The text with the curly quotes gone from around one value that is wrong."""
    for problem in seen.errors if seen.document is not None else ():
        span, lines = problem.span, seen.text.split("\n")
        if span.end_line == span.line:
            line = lines[span.line - 1]
            inner = _inner(line[span.column - 1 : span.end_column - 1])
            if inner is not None:
                changed = line[: span.column - 1] + quoted_if_needed(inner) + line[span.end_column - 1 :]
                yield _with_line(seen.text, span.line - 1, changed)


def _inner(written: str) -> str | None:
    """What stands between typographic quotes; None where there are none."""
    found = _IN_QUOTES.fullmatch(written)
    plain = written[:1] == written[-1:] == '"'
    return found[1].strip() if found and found[1].strip() and not plain else None


def _in_quotes(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def quoted_if_needed(text: str) -> str:
    """A value as YAML: plain where it is a word, a number or a date."""
    return text if re.fullmatch(r"[\w.-]*\w", text) and not text.startswith("-") else quoted(text)


def _with_line(text: str, number: int, line: str) -> str:
    lines = text.split("\n")
    return "\n".join((*lines[:number], line, *lines[number + 1 :]))


def _without_trailing_space(text: str, see: See) -> str:
    """No space at the end of a line, one line end at the end of the file; within texts of several lines all stays."""
    before = see(text)
    if before.document is None:
        return text
    lines, kept = text.split("\n"), set[int]()
    for node in scalars(before.document.root):
        if first_sign(node, lines) in ("|", ">"):
            kept.update(range(node.start.line + 1, last_line(node, lines) + 1))
    stripped = [line if number in kept else line.rstrip(" ") for number, line in enumerate(lines)]
    while len(stripped) > 1 and stripped[-1] == stripped[-2] == "":
        stripped.pop()
    if stripped[-1]:
        stripped.append("")
    return _better(before, see("\n".join(stripped)))


def _with_declared_order(text: str, see: See) -> str:
    """Fields in the order of their declarations, each with its comments."""
    left: set[Any] = set()
    while True:
        seen = see(text)
        moved = None if seen.document is None else in_order(seen.document, left)
        if moved is None:
            return text
        path, changed = moved
        left.add(path)
        text = _better(seen, see(changed))


_STEPS: tuple[tuple[Msg, Callable[[str, See], str]], ...] = (
    (N_("byte-order mark"), _without_mark),
    (N_("line ends"), _with_newlines),
    (N_("letters in two parts"), _composed),
    (N_("tabs and special spaces"), _with_plain_spaces),
    (N_("curly quotes"), _with_plain_quotes),
    (N_("spaces at the end of lines"), _without_trailing_space),
    (N_("order of the fields"), _with_declared_order),
)


def proposals(data: bytes, look: Look) -> tuple[Proposal, ...]:
    """Dates that are written in another way, each with the date as it should be written."""
    lines = data.decode("utf-8", "replace").split("\n")
    return tuple(
        Proposal(one.span.line, lines[one.span.line - 1], _replaced(lines[one.span.line - 1], one, str(date)),
                 one.span.column, one.span.end_column)
        for one in sorted(look(data).problems)
        if one.sentence == "KLT206/moment" and (date := dict(one.values).get("suggestion"))
        and one.span.end_line == one.span.line
    )  # fmt: skip


def _replaced(line: str, problem: Problem, date: str) -> str:
    return line[: problem.span.column - 1] + date + line[problem.span.end_column - 1 :]


def accepted(data: bytes, look: Look) -> bytes:
    """The file with every proposal taken over."""
    for _ in range(data.count(b"\n") + 1):
        found = proposals(data, look)
        if not found:
            break
        data = _with_line(data.decode("utf-8"), found[0].line - 1, found[0].after).encode()
    return data
