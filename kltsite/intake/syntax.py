"""What a mistake of the YAML parser means to an editor: which sentence tells it, and at which place.

The parser names the place where it could not go on; the slip is often a little before. Each guess below looks at the
line itself, as a person would, and takes the parser's place where nothing speaks for another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from kltsite.problems import Span

_WORDS = (  # words of the parser's message -> sentence, and whether the place is where the context began
    ("while scanning a quoted scalar", "quote", True),
    ("hexdecimal number", "escape", False),  # libyaml's spelling
    ("escape", "escape", False),
    ("cannot start any token", "character", False),
    ("expected node content", "character", False),
    ("mapping keys are not allowed", "character", False),
    ("while scanning a block scalar", "character", True),
    ("while scanning an a", "character", True),  # an alias, an anchor
    ("while scanning a directive", "character", True),
    ("<document start>", "other", False),
    ("tag", "character", True),
    ("while parsing a flow", "bracket", True),
    ("mapping values are not allowed", "colon", False),
    ("could not find expected ':'", "no-colon", True),
    ("did not find expected", "indentation", False),
    ("block sequence entries are not allowed", "indentation", False),
)
Meant = tuple[str, int, int]  # sentence, line and column, both from 0

_FIELD = re.compile(r"\s*(?:- +)*[\w-]+\s*")  # what stands before the colon of a field
_NO_SPACE = re.compile(r"\s*(?:- +)*[\w-]+(:)[^ ]")
_LANGUAGE = re.compile(r"[a-z]{2}:(?= |$)")
_OPENING = {"]": "[", "}": "{"}


def told(lines: Sequence[str], error: Any, quoted: Span | None) -> tuple[str, Span]:
    """The sentence and the place for the parser's `error`; `quoted` is the text in quotes read just before it."""
    words = f"{getattr(error, 'context', '') or ''} {getattr(error, 'problem', '') or ''}"
    variant, in_context = next(((name, start) for key, name, start in _WORDS if key in words), ("other", False))
    context, mark = getattr(error, "context_mark", None), getattr(error, "problem_mark", None)
    if mark is None:
        return f"KLT109/{variant}", Span()
    line, column = _within(lines, mark)
    start = _within(lines, context) if context is not None else (line, column)
    parsers = (variant, *(start if in_context else (line, column)))
    name, line, column = _meant(variant, lines, (line, column), start, quoted) or parsers
    return f"KLT109/{name}", Span(line + 1, column + 1, line + 1, column + 2)


def _within(lines: Sequence[str], mark: Any) -> tuple[int, int]:
    """Line and column of a mark, from 0, never behind the end of the file."""
    line = min(mark.line, len(lines) - 1)
    return line, min(mark.column, len(lines[line]))


def _meant(
    variant: str, lines: Sequence[str], place: tuple[int, int], start: tuple[int, int], quoted: Span | None
) -> Meant | None:
    """A better sentence and place than the parser's own, where the line speaks for it."""
    line, column = place
    before, after = lines[line][:column], lines[line][column:]
    if variant in ("bracket", "indentation") and quoted is not None and after and before.rstrip()[-1:] in ("'", '"'):
        return _after_quotes(variant, line, column, after, quoted)
    if variant == "bracket" and start[0] == line and after[:1] not in ("", "]", "}"):
        return _in_brackets(line, before, after)
    if variant == "character" and not after:
        return _last_bracket(lines, line)
    if variant == "escape":
        return variant, line, max(lines[line].rfind("\\", 0, column + 1), 0)
    if variant == "colon":
        return _not_a_value(lines, line, before)
    if variant == "no-colon":
        return _glued(lines, start[0])
    if variant == "indentation" and (meant := _out_of_line(line, column, before, after)):
        return meant
    if variant in ("indentation", "other") and column == 0:
        return _below_indented(lines, line)
    return None


def _after_quotes(variant: str, line: int, column: int, after: str, quoted: Span) -> Meant:
    """What stands behind a text in quotes: the quotation mark closed another one, too early, or a comma is missing."""
    if quoted.end_line > quoted.line:
        return "quote", quoted.line - 1, quoted.column - 1
    if variant == "bracket" and _LANGUAGE.match(after):
        return "comma", line, column
    return "inner-quote", line, quoted.end_column - 2


def _in_brackets(line: int, before: str, after: str) -> Meant:
    """A mistake on the line of its bracket: a colon in a text without quotes, or a missing comma."""
    if after.startswith(":"):
        word = re.search(r"(?<= )[a-z]{2}$", before)
        return ("comma", line, word.start()) if word else ("colon", line, len(before))
    return "bracket", line, len(before)


def _glued(lines: Sequence[str], line: int) -> Meant | None:
    """A field or an item whose colon or hyphen lacks the space behind it."""
    if field := _NO_SPACE.match(lines[line]):
        return "no-space", line, field.start(1)
    item = re.match(r"\s*-(?=[^ -])", lines[line])
    return ("hyphen", line, item.end() - 1) if item else None


def _last_bracket(lines: Sequence[str], line: int) -> Meant | None:
    """The bracket behind which the file ends."""
    for number in range(line, -1, -1):
        column = max(lines[number].rfind("["), lines[number].rfind("{"))
        if column >= 0:
            return "bracket", number, column
    return None


def _not_a_value(lines: Sequence[str], line: int, before: str) -> Meant | None:
    """A colon where none can be: in a text, or of a field that continues the text above it."""
    if not _FIELD.fullmatch(before):
        return None
    above = next((number for number in range(line - 1, -1, -1) if lines[number].strip()), -1)
    if above < 0:
        return None
    if glued := _glued(lines, above):
        return glued
    indent = len(before) - len(before.lstrip())
    if _FIELD.fullmatch(lines[above]):
        return "no-colon", above, len(lines[above]) - len(lines[above].lstrip())
    return "indentation", line, indent


def _out_of_line(line: int, column: int, before: str, after: str) -> Meant | None:
    """What does not fit those lines before it, and looks like something else than wrong indentation."""
    if re.match(r"-[^ -]", after):
        return "hyphen", line, column
    if before.strip() and after.startswith("-"):
        return "character", line, column  # a dash at the start of a text
    if opening := _OPENING.get(before.rstrip()[-1:]):
        return "character", line, max(before.rfind(opening), 0)  # a text that begins with a bracket
    return None


def _below_indented(lines: Sequence[str], line: int) -> Meant | None:
    """A line at the margin below a first one that is indented: the first one is the odd one out."""
    first = next((number for number, text in enumerate(lines) if text.strip() and not text.startswith("#")), line)
    return ("indentation", first, 0) if first < line and lines[first].startswith(" ") else None
