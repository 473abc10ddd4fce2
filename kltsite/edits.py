"""Fields of a case file set by a command: edits of its lines, so that comments and layout stay."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.declared import keys_at
from kltsite.intake.documents import Document, Node, parse
from kltsite.layout import blocks_of, last_line
from kltsite.scaffold import quoted

_ORDER = keys_at(Collaboration, ())


def reviewed(text: str, day: date) -> str:
    """The file with the day on which its facts were checked."""
    return _with_word(text, "reviewed", day.isoformat())


def withdrawn(text: str, day: date, reason: Mapping[str, str]) -> str:
    """The file as that of an entry that was taken back, with the reason per language."""
    text = _with_word(text, "status", "withdrawn")
    lines = ["withdrawn:", f"  on: {day.isoformat()}", "  reason:"]
    return _with_lines(text, "withdrawn", [*lines, *(f"    {one}: {quoted(told)}" for one, told in reason.items())])


def renamed(text: str, old: str, new: str) -> str:
    """The file of the entry `new`, which was `old` before: that joins its former slugs, and `new` is one no longer."""
    document = _document(text)
    known = document.root.value.get("former_slugs")
    if known is None:
        return _with_lines(text, "former_slugs", [f"former_slugs: [{old}]"])
    node, lines = known[1], text.split("\n")
    first = node.start.line
    if lines[first][node.start.column : node.start.column + 1] == "[":
        slugs = [one for one in document.value["former_slugs"] if one != new]
        last = node.end.line
        written = lines[first][: node.start.column] + f"[{', '.join((*slugs, old))}]" + lines[last][node.end.column :]
        return "\n".join((*lines[:first], written, *lines[last + 1 :]))
    end, hyphen = last_line(node, lines) + 1, lines[first][: node.start.column]
    gone = {item.start.line for item in node.value if item.value == new}
    kept = [line for number, line in enumerate(lines[:end]) if number not in gone]
    return "\n".join((*kept, f"{hyphen}- {old}", *lines[end:]))


def relinked(text: str, old: str, new: str) -> str:
    """A Markdown text, or a file that holds some, in which links to the entry `old` lead to `new`."""
    return re.sub(rf"(?<=\()collaboration:{re.escape(old)}(?=[)#\s])", f"collaboration:{new}", text)


def _document(text: str) -> Document:
    document, _ = parse("", text.encode())
    if document is None:
        raise ValueError("only a file that can be read is edited")
    return document


def _with_word(text: str, key: str, word: str) -> str:
    """The file with a field of one word: in its place where it is stated, a comment behind it kept."""
    known = _document(text).root.value.get(key)
    if known is None:
        return _with_lines(text, key, [f"{key}: {word}"])
    value, lines = known[1], text.split("\n")
    line = lines[value.start.line]
    lines[value.start.line] = line[: value.start.column] + word + line[value.end.column :]
    return "\n".join(lines)


def _with_lines(text: str, key: str, new: list[str]) -> str:
    """The file with a field that it has not stated, behind those that are declared before it."""
    document, lines = _document(text), text.split("\n")
    pairs: list[tuple[Node, Node]] = list(document.root.value.values())
    blocks = blocks_of(lines, pairs, pairs[0][0].start.column)
    before = [
        end
        for (name, _), (_, end) in zip(document.root.value.items(), blocks, strict=True)
        if name in _ORDER and _ORDER.index(name) < _ORDER.index(key)
    ]
    at = max(before, default=blocks[0][0])
    apart = before and at < len(lines) - 1 and not lines[at].strip()  # fields stand apart in this file
    return "\n".join((*lines[:at], *([""] if apart else []), *new, *lines[at:]))
