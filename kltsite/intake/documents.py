"""YAML text -> Document: every value as text, and the place of every key and value.

Composed from the parser's events, never loaded: no tag is followed, no alias expanded, nothing executed, and depth
cannot overflow a stack. Whatever the bytes are, the answer is a Document or problems, never an exception.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from kltsite.languages import Msg
from kltsite.problems import Finding, Level, Path, Problem, Span, Value
from kltsite.problems.catalogue import level_of

SIZE_LIMIT = 256 * 1024  # bytes of a file
DEPTH_LIMIT = 12  # mappings and lists within each other

_Parser: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|\t"
)
_FOUND_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its place; `value` is text, None, a list of Nodes, or a dict of key -> (key's span, Node)."""

    value: Any
    span: Span


@dataclass(frozen=True, slots=True)
class Document:
    """A file that is YAML: its text, and its values as nested dicts, lists and texts with places."""

    file: str
    text: str
    root: Node

    @property
    def value(self) -> Any:
        """The values alone: dict, list, str or None for what stands there without one."""
        return _plain(self.root)


def _plain(node: Node) -> Any:
    value = node.value
    if isinstance(value, dict):
        return {key: _plain(below) for key, (_, below) in value.items()}
    if isinstance(value, list):
        return [_plain(below) for below in value]
    return value


def parse(file: str, data: bytes) -> tuple[Document | None, tuple[Problem, ...]]:
    """The document in `data`, and every problem that its text has."""
    text, problems = decode(file, data)
    if text is None:
        return None, problems
    return _compose(file, text, problems)


def decode(file: str, data: bytes) -> tuple[str | None, tuple[Problem, ...]]:
    """The text in `data`; None, with the reason, where it cannot be read on."""
    if len(data) > SIZE_LIMIT:
        return None, (problem(file, "", Span(), "KLT105/too-large", size=len(data) // 1024, limit=SIZE_LIMIT // 1024),)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None, (problem(file, "", Span(), "KLT103/utf-16"),)
    if data.startswith(b"\xef\xbb\xbf"):
        text = data[3:].decode("utf-8", "replace")
        return None, (problem(file, text, Span(), "KLT104/byte-order-mark"),)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        span = _span_at(before + "?", len(before), 1)
        return None, (problem(file, data.decode("utf-8", "replace"), span, "KLT103/not-utf-8", byte=f"{data[error.start]:02X}"),)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    unwanted = tuple(_unwanted(file, text))
    if any(found.code != "KLT108" for found in unwanted):
        return None, unwanted
    return text, unwanted


def _unwanted(file: str, text: str) -> Iterator[Problem]:
    for match in _UNWANTED.finditer(text):
        sentence = "KLT107/tab" if match[0] == "\t" else "KLT106/control-character"
        yield problem(file, text, _span_at(text, match.start(), 1), sentence, character=f"U+{ord(match[0]):04X}")
    if not unicodedata.is_normalized("NFC", text):
        at = _first_not_composed(text)
        yield problem(file, text, _span_at(text, at, 1), "KLT108/not-composed",
                      suggestion=unicodedata.normalize("NFC", text[at : at + 2]))  # fmt: skip


def _first_not_composed(text: str) -> int:
    composed = unicodedata.normalize("NFC", text)
    same = next((i for i, (a, b) in enumerate(zip(text, composed, strict=False)) if a != b), 0)
    return max(0, same)


def _span_at(text: str, index: int, length: int) -> Span:
    line = text.count("\n", 0, index) + 1
    column = index - (text.rfind("\n", 0, index) + 1) + 1
    return Span(line, column, line, column + length)


def problem(
    file: str,
    text: str,
    span: Span,
    sentence: str,
    *,
    level: Level | None = None,
    field: str = "",
    trail: tuple[str, ...] = (),
    found: str = "",
    **values: Value,
) -> Problem:
    """A problem of `file` at `span`, with the source lines it is told with."""
    lines = text.split("\n") if text and span != Span() else []
    excerpt = lines[span.line - 1] if span.line <= len(lines) else ""
    given = tuple((name, value) for name, value in sorted(values.items()) if value not in ("", ()))
    return Problem(file, span, sentence, level or level_of(sentence), field, trail, found, given, excerpt)


class _Builder:
    """Turns parser events into Nodes, without recursion; collects problems as it goes."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self.text = file, text
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self.open: list[tuple[Any, Any, list[Any]]] = []  # (container, start mark, [pending key, its span])
        self.too_deep = 0
        self.documents = 0

    def report(self, mark: Any, end: Any, sentence: str, **values: Value) -> None:
        self.problems.append(problem(self.file, self.text, _between(mark, end), sentence, **values))

    def take(self, event: Any) -> None:
        kind = type(event).__name__
        if kind == "ScalarEvent":
            self._common(event)
            plain = event.implicit[0] and event.style in (None, "")
            self._place(Node(None if plain and event.value in _NULLS else event.value, _between(event.start_mark, event.end_mark)),
                        event)  # fmt: skip
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            self._common(event)
            self._start({} if kind == "MappingStartEvent" else [], event)
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self._end(event)
        elif kind == "AliasEvent":
            self.report(event.start_mark, event.end_mark, "KLT111/alias", name=event.anchor)
            self._place(Node(None, _between(event.start_mark, event.end_mark)), event)
        elif kind == "DocumentStartEvent":
            self.documents += 1
            if self.documents == 2:
                self.report(event.start_mark, event.end_mark, "KLT110/second-document")

    def _common(self, event: Any) -> None:
        if event.anchor:
            self.report(event.start_mark, event.start_mark, "KLT111/anchor", name=event.anchor)
        if event.tag is not None:
            written = re.compile(r"\S*").match(self.text, event.start_mark.index)
            self.report(event.start_mark, event.start_mark, "KLT112/tag", name=written[0] if written else event.tag)

    def _start(self, container: Any, event: Any) -> None:
        if len(self.open) == DEPTH_LIMIT and not self.too_deep:
            self.report(event.start_mark, event.start_mark, "KLT114/too-deep", limit=DEPTH_LIMIT)
        if len(self.open) >= DEPTH_LIMIT:
            self.too_deep += 1
            return
        self.open.append((container, event.start_mark, []))

    def _end(self, event: Any) -> None:
        if self.too_deep:
            self.too_deep -= 1
            return
        container, start, _ = self.open.pop()
        self._place(Node(container, _between(start, event.end_mark)), event)

    def _place(self, node: Node, event: Any) -> None:
        if self.too_deep or self.documents > 1:
            return
        if not self.open:
            self.root = node
            return
        container, _, pending = self.open[-1]
        if isinstance(container, list):
            container.append(node)
        elif not pending:
            pending.append(node)
        else:
            self._pair(container, pending.pop(), node)

    def _pair(self, mapping: dict[str, Any], key: Node, value: Node) -> None:
        name = "" if key.value is None else key.value
        if not isinstance(name, str):
            self.problems.append(problem(self.file, self.text, key.span, "KLT115/key"))
        elif name in mapping:
            first = mapping[name][0].line
            self.problems.append(problem(self.file, self.text, key.span, "KLT113/duplicate-key", key=name, first=first))
        else:
            mapping[name] = (key.span, value)


def _compose(file: str, text: str, problems: tuple[Problem, ...]) -> tuple[Document | None, tuple[Problem, ...]]:
    builder = _Builder(file, text)
    try:
        for event in yaml.parse(text, Loader=_Parser):
            builder.take(event)
    except yaml.YAMLError as error:
        return None, (*problems, *builder.problems, _syntax(file, text, error))
    found = (*problems, *builder.problems)
    root = builder.root
    if root is None or root.value is None:
        return None, found or (problem(file, text, Span(), "KLT102/empty"),)
    if not isinstance(root.value, dict):
        return None, (*found, problem(file, text, root.span, "KLT116/not-a-mapping"))
    return Document(file, text, root), found


_SYNTAX = (  # words of the parser's message -> sentence, and whether the place is where the context began
    ("mapping values are not allowed", "KLT109/colon", False),
    ("while scanning a quoted scalar", "KLT109/quote", True),
    ("cannot start any token", "KLT109/character", False),
    ("did not find expected ',' or", "KLT109/bracket", True),
    ("while parsing a flow", "KLT109/bracket", True),
    ("escape", "KLT109/escape", False),
    ("could not find expected ':'", "KLT109/no-colon", True),
    ("did not find expected key", "KLT109/indentation", False),
    ("did not find expected '-' indicator", "KLT109/indentation", False),
    ("block sequence entries are not allowed", "KLT109/indentation", False),
    ("did not find expected", "KLT109/indentation", False),
)


def _syntax(file: str, text: str, error: yaml.YAMLError) -> Problem:
    told = f"{getattr(error, 'context', '') or ''} {getattr(error, 'problem', '') or ''}"
    sentence, in_context = next(((name, start) for words, name, start in _SYNTAX if words in told), ("KLT109/other", False))
    context = getattr(error, "context_mark", None)
    mark = context if in_context and context is not None else getattr(error, "problem_mark", None) or context
    if mark is None:
        return problem(file, text, Span(), sentence)
    lines = text.split("\n")
    line = min(mark.line, len(lines) - 1)
    if line > 0 and not lines[line] and mark.line >= len(lines) - 1:
        line -= 1  # the end of the file is told at its last line
    column = min(mark.column, len(lines[line])) if line == mark.line else len(lines[line])
    return problem(file, text, Span(line + 1, column + 1, line + 1, column + 2), sentence)


def _between(start: Any, end: Any) -> Span:
    if end.line == start.line and end.column <= start.column:
        return Span(start.line + 1, start.column + 1, start.line + 1, start.column + 2)
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)


_NOTHING = Node(None, Span())
Labels = Mapping[Path, Msg]  # a field's path without positions -> its label


def locate(document: Document, finding: Finding, labels: Labels) -> Problem:
    """The problem that `finding` is in `document`: placed, its trail in words, the found value quoted.

    A path that leads further than the document goes is placed at the deepest value it reaches.
    """
    node, span, trail, reached = document.root, Span(), [], True
    for position, step in enumerate(finding.path):
        below = _step(node, step) if reached else None
        last = position == len(finding.path) - 1
        if below is None:
            reached, node = False, _NOTHING
        else:
            key_span, node = below
            whole = isinstance(node.value, dict | list) and isinstance(step, str)
            span = key_span if whole or (last and finding.at_key) else _first_line(document.text, node.span)
        trail.append(_name_of(step, node, finding.path[: position + 1], labels))
    found = "" if isinstance(node.value, dict | list) or node.value is None or not finding.path else str(node.value)
    if finding.at_key and finding.path:
        found = str(finding.path[-1])
    return problem(
        document.file, document.text, span, finding.sentence, level=finding.level, field=path_text(finding.path),
        trail=tuple(trail), found=_shortened(found), **finding.values,
    )  # fmt: skip


def _step(node: Node, step: str | int) -> tuple[Span, Node] | None:
    if isinstance(node.value, dict) and isinstance(step, str):
        return node.value.get(step)
    if isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
        return node.value[step].span, node.value[step]
    return None


def _first_line(text: str, span: Span) -> Span:
    """A span over several lines ends with its first: an excerpt shows where to look, not everything."""
    if span.end_line == span.line:
        return span
    end = text.split("\n")[span.line - 1].rstrip()
    return Span(span.line, span.column, span.line, max(len(end) + 1, span.column + 1))


def _name_of(step: str | int, node: Node, path: Path, labels: Labels) -> str:
    """A field by its label; an item of a list by what it calls itself, else by its position from 1."""
    if isinstance(step, str):
        return labels.get(tuple(key for key in path if isinstance(key, str)), step)
    value = node.value
    if isinstance(value, dict):
        for key in ("name", "speaker", "url", "file", "code"):
            if key in value and isinstance(value[key][1].value, str):
                return _shortened(value[key][1].value)
    elif isinstance(value, str):
        return _shortened(value)
    return f"#{step + 1}"


def _shortened(found: str) -> str:
    line = " ".join(found.split())
    return line if len(line) <= _FOUND_LENGTH else line[: _FOUND_LENGTH - 1] + "…"


def path_text(path: Path) -> str:
    """`("partners", 1, "employees")` as `partners[1].employees`."""
    written = ""
    for step in path:
        written += f"[{step}]" if isinstance(step, int) else f".{step}" if written else step
    return written
