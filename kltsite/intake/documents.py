"""YAML text -> Document: every value as text, and the place of every key and value.

Composed from the parser's events, never loaded: no tag is followed, no alias expanded, nothing executed, and depth
cannot overflow a stack. Whatever the bytes are, the answer is a Document or problems, never an exception.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import yaml
from msgspec import Struct

from kltsite.intake import syntax
from kltsite.languages import Msg
from kltsite.problems import Finding, Path, Problem, Span, Value
from kltsite.problems.catalogue import level_of

SIZE_LIMIT = 256 * 1024  # bytes of a file
DEPTH_LIMIT = 12  # mappings and lists within each other

Parser: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_QUOTES = frozenset(("'", '"'))
NULLS = frozenset(("", "~", "null", "Null", "NULL"))
UNWANTED = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
_SPACES = "\u00a0\u2000-\u200a\u202f\u205f\u3000"
_WRONG_INDENT = re.compile(f"^ *[\t{_SPACES}]", re.MULTILINE)
_PERHAPS = re.compile(f"[{UNWANTED.pattern[1:-1]}{_SPACES}]")  # what either may find; a tab is unwanted anywhere
_HOPELESS = 100  # levels below the limit at which reading ends: libyaml's time grows with their square
_ENDS_TEXT = ("KLT111/alias", "KLT111/anchor", "KLT112/tag", "KLT109/hash")
HASH = re.compile(r"( +)#[^\s#]")
_FOUND_LENGTH = 60


class Node(Struct, frozen=True, gc=False):
    """A value with its place; `value` is text, None, a list of Nodes, or a dict of key -> (the key's Node, Node)."""

    value: Any
    start: Any  # the parser's marks
    end: Any
    damaged: bool = False  # it could not be read, which has been told: nothing more is said of it

    @property
    def span(self) -> Span:
        """Where it stands; reckoned when asked for, as few are."""
        return _between(self.start, self.end)


class Document(Struct, frozen=True):
    """A file that is YAML: its text, and its values as nested dicts, lists and texts with places."""

    file: str
    text: str
    root: Node
    damaged: tuple[Path, ...] = ()  # where values could not be read

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


def parse(file: str, data: bytes, limit: int = SIZE_LIMIT) -> tuple[Document | None, tuple[Problem, ...]]:
    """The document in `data`, of at most `limit` bytes, and every problem that its text has."""
    text, problems = _decoded(file, data, limit)
    if text is None or (problems and _WRONG_INDENT.search(text)):
        return None, problems
    return _compose(file, text, problems)


def decode(file: str, data: bytes) -> tuple[str | None, tuple[Problem, ...]]:
    """The text in `data`; None, with the reason, where it is not fit to be shown."""
    text, problems = _decoded(file, data)
    return (None if any(found.code != "KLT108" for found in problems) else text), problems


def _decoded(file: str, data: bytes, limit: int = SIZE_LIMIT) -> tuple[str | None, tuple[Problem, ...]]:
    """The text in `data`, also where it has characters that it must not have; None where it is not text."""
    if len(data) > limit:
        size = -(-len(data) // 1024)
        return None, (problem(file, "", Span(), "KLT105/too-large", size=size, limit=limit // 1024),)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:2]:
        return None, (problem(file, "", Span(), "KLT103/utf-16"),)
    problems: tuple[Problem, ...] = ()
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
        problems = (problem(file, "", Span(), "KLT104/byte-order-mark"),)
    try:
        text = _with_newlines(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        before = _with_newlines(data[: error.start].decode("utf-8"))
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        whole = _with_newlines(data.decode("utf-8", "replace"))
        byte, span = f"{data[error.start]:02X}", Span(line, column, line, column + 1)
        return None, (*problems, problem(file, whole, span, "KLT103/not-utf-8", byte=byte))
    return text, (*problems, *_unwanted(file, text))


def _with_newlines(text: str) -> str:
    """The text with one kind of line end, those of Windows and of old Macs included."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _unwanted(file: str, text: str) -> Iterator[Problem]:
    wrong = _PERHAPS.search(text) and (UNWANTED.search(text) or _WRONG_INDENT.search(text))
    if not wrong and unicodedata.is_normalized("NFC", text):
        return
    for number, line in enumerate(_lines(text), 1):
        indent = _WRONG_INDENT.match(line)
        found = {match.start(): match[0] for match in UNWANTED.finditer(line)}
        if indent is not None:
            found[indent.end() - 1] = line[indent.end() - 1]
        for at, character in sorted(found.items()):
            span = Span(number, at + 1, number, at + 2)
            if character == "\t":
                yield problem(file, text, span, "KLT107/tab")
            else:
                yield problem(file, text, span, "KLT106/control-character", character=_code_point(character))
        if not unicodedata.is_normalized("NFC", line):
            at = _first_not_composed(line)
            composed = unicodedata.normalize("NFC", line[at : at + 2])
            span = Span(number, at + 1, number, at + 2)
            yield problem(file, text, span, "KLT108/not-composed", suggestion=composed)


def _code_point(character: str) -> str:
    return f"U+{ord(character):04X}"


def _first_not_composed(line: str) -> int:
    composed = unicodedata.normalize("NFC", line)
    return next((at for at, (one, other) in enumerate(zip(line, composed, strict=False)) if one != other), 0)


@lru_cache(maxsize=2)
def _lines(text: str) -> tuple[str, ...]:
    """The lines of a text, as they are counted; kept, since every problem of a file asks for them."""
    return tuple(text.split("\n"))


def problem(file: str, text: str, span: Span, sentence: str, **values: Value) -> Problem:
    """A problem of `file` at `span`, with the source line it is told with."""
    return _problem(Finding(sentence, (), values), file, text, span)


def _problem(
    finding: Finding, file: str, text: str, span: Span, *, trail: tuple[str, ...] = (), found: str = ""
) -> Problem:
    lines = _lines(text) if text and span != Span() else ()
    excerpt = lines[span.line - 1] if span.line <= len(lines) else ""
    given = tuple(one for one in sorted(finding.values.items()) if one != ("suggestion", ""))
    level, field = finding.level or level_of(finding.sentence), path_text(finding.path)
    return Problem(file, span, finding.sentence, level, field, trail, found, given, excerpt)


class _Builder:
    """Turns parser events into Nodes, without recursion; collects problems as it goes."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self.text = file, text
        self.problems: list[Problem] = []
        self.damaged: list[Path] = []
        self.root: Node | None = None
        self.open: list[tuple[Any, Any, list[Node]]] = []  # (container, start mark, [pending key])
        self.too_deep = 0
        self.documents = 0
        self.has_hashes = " #" in text
        self.quoted: Node | None = None  # the last value, if it was a text in quotes

    def report(self, span: Span, sentence: str, **values: Value) -> None:
        self.problems.append(problem(self.file, self.text, span, sentence, **values))

    def take(self, event: Any) -> None:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self._scalar(event)
            return
        self.quoted = None
        if kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            self._common(event)
            self._start({} if kind is yaml.MappingStartEvent else [], event)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self._end(event)
        elif kind is yaml.AliasEvent:
            self.report(_between(event.start_mark, event.end_mark), "KLT111/alias", name=event.anchor)
            self._place(Node(None, event.start_mark, event.end_mark, damaged=True))
        elif kind is yaml.DocumentStartEvent:
            self.documents += 1
            if self.documents == 2:
                self.report(_between(event.start_mark, event.end_mark), "KLT110/second-document")

    def _scalar(self, event: Any) -> None:
        style, value = event.style, event.value
        if event.anchor or event.tag is not None:
            self._common(event)
        damaged = False
        if not style:
            damaged = self.has_hashes and self._cut_off(event)
            if value in NULLS and event.implicit[0]:
                value = None
        elif style == '"':
            damaged = self._escaped(event)
        node = Node(value, event.start_mark, event.end_mark, damaged)
        self.quoted = node if style in _QUOTES else None
        self._place(node)

    def _common(self, event: Any) -> None:
        mark = event.start_mark
        if event.anchor:
            written = f"&{event.anchor}"
            self.report(
                self._written(mark, self.text.index(written, mark.index), written), "KLT111/anchor", name=event.anchor
            )
        if event.tag is not None:
            tag = re.compile(r"!\S*").search(self.text, mark.index)
            at, name = (tag.start(), tag[0]) if tag else (mark.index, event.tag)
            self.report(self._written(mark, at, name), "KLT112/tag", name=name)

    def _written(self, mark: Any, index: int, part: str) -> Span:
        """Where `part` stands, which begins at `index`, at the mark or on a line behind it."""
        line, column = mark.line, mark.column + index - mark.index
        if "\n" in (between := self.text[mark.index : index]):
            line, column = line + between.count("\n"), len(between) - between.rfind("\n") - 1
        return Span(line + 1, column + 1, line + 1, column + 1 + len(part))

    def _escaped(self, event: Any) -> bool:
        """Whether a text in quotes brings in, behind a backslash, what may not stand in a file."""
        unwanted = UNWANTED.search(event.value)
        if unwanted is not None:
            span = _first_line(self.text, _between(event.start_mark, event.end_mark))
            self.report(span, "KLT106/control-character", character=_code_point(unwanted[0]))
        return unwanted is not None

    def _cut_off(self, event: Any) -> bool:
        """Whether a text without quotes ends at a # that looks like a part of it, as in Studio #5."""
        comment = HASH.match(self.text, event.end_mark.index)
        if comment is not None:
            self.report(_stretch(event.end_mark, len(comment[1]), 1), "KLT109/hash")
        return comment is not None

    def _start(self, container: Any, event: Any) -> None:
        if len(self.open) == DEPTH_LIMIT and not self.too_deep:
            self.report(_stretch(event.start_mark, 0, 1), "KLT114/too-deep", limit=DEPTH_LIMIT)
            self._place(Node(None, event.start_mark, event.start_mark, damaged=True))
        if len(self.open) >= DEPTH_LIMIT:
            self.too_deep += 1
            return
        self.open.append((container, event.start_mark, []))

    def _end(self, event: Any) -> None:
        if self.too_deep:
            self.too_deep -= 1
            return
        container, start, _ = self.open.pop()
        self._place(Node(container, start, event.end_mark))

    def _place(self, node: Node) -> None:
        if self.too_deep or self.documents > 1:
            return
        if not self.open:
            self.root = node
            return
        container, _, pending = self.open[-1]
        if node.damaged:
            self._note_damage()
        if type(container) is list:
            container.append(node)
        elif pending:
            self._pair(container, pending.pop(), node)
        else:
            pending.append(node)

    def _note_damage(self) -> None:
        """Note where the value goes that is read just now; a name that is damaged has no place."""
        path: list[str | int] = []
        for container, _, pending in self.open:
            if isinstance(container, dict) and not pending:
                return
            path.append(len(container) if isinstance(container, list) else str(pending[0].value))
        self.damaged.append(tuple(path))

    def _pair(self, mapping: dict[str, Any], key: Node, value: Node) -> None:
        if key.damaged:
            return
        if not isinstance(key.value, str):
            self.report(_first_line(self.text, key.span), "KLT115/key")
        elif key.value in mapping:
            self.report(key.span, "KLT113/duplicate-key", key=key.value, first=mapping[key.value][0].span.line)
        else:
            mapping[key.value] = (key, value)


def _compose(file: str, text: str, problems: tuple[Problem, ...]) -> tuple[Document | None, tuple[Problem, ...]]:
    builder = _Builder(file, text)
    readable = UNWANTED.sub(" ", text) if problems else text
    try:
        parser = Parser(readable)
        while (event := parser.get_event()) is not None:
            builder.take(event)
            if builder.too_deep == _HOPELESS:
                return None, (*problems, *builder.problems)
    except yaml.YAMLError as error:
        sentence, span = syntax.told(_lines(text), error, builder.quoted.span if builder.quoted else None)
        told = (*problems, *builder.problems)
        if any(one.span.line == span.line and one.sentence in _ENDS_TEXT for one in builder.problems[-1:]):
            return None, told  # of what follows the parser could make nothing
        return None, (*told, problem(file, text, span, sentence))
    found = (*problems, *builder.problems)
    root = builder.root
    if root is None or root.value is None:
        return None, found or (problem(file, text, Span(), "KLT102/empty"),)
    if not isinstance(root.value, dict):
        return None, (*found, problem(file, text, _first_line(text, root.span), "KLT116/not-a-mapping"))
    return Document(file, text, root, tuple(builder.damaged)), found


def _between(start: Any, end: Any) -> Span:
    line, column, end_line, end_column = start.line + 1, start.column + 1, end.line + 1, end.column + 1
    if end_line == line and end_column <= column:
        end_column = column + 1
    return Span(line, column, end_line, end_column)


def _stretch(mark: Any, offset: int, length: int) -> Span:
    """So many characters on the mark's line, from `offset` behind it."""
    column = mark.column + offset + 1
    return Span(mark.line + 1, column, mark.line + 1, column + length)


_START = yaml.Mark("", 0, 0, 0, None, 0)
_NOTHING = Node(None, _START, _START)
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
            key, node = below
            whole = isinstance(node.value, dict | list) and isinstance(step, str)
            span = key.span if whole or (last and finding.at_key) else _first_line(document.text, node.span)
        trail.append(_name_of(step, node, finding.path[: position + 1], labels))
    if reached and finding.part:
        span = _part(document.text, node.span, finding.part) or span
    found = "" if isinstance(node.value, dict | list) or node.value is None or not finding.path else str(node.value)
    if finding.at_key and finding.path:
        found = str(finding.path[-1])
    return _problem(finding, document.file, document.text, span, trail=tuple(trail), found=_shortened(found))


def _step(node: Node, step: str | int) -> tuple[Node, Node] | None:
    """The key and the value at a step below `node`; an item of a list is its own key."""
    if isinstance(node.value, dict) and isinstance(step, str):
        return node.value.get(step)
    if isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def _first_line(text: str, span: Span) -> Span:
    """A span over several lines ends with its first: an excerpt shows where to look, not everything."""
    if span.end_line == span.line:
        return span
    end = _lines(text)[span.line - 1].rstrip()
    return Span(span.line, span.column, span.line, max(len(end) + 1, span.column + 1))


def _part(text: str, span: Span, part: str) -> Span | None:
    """Where `part` stands on a line of the value at `span`; None where the file writes it in another way."""
    for number in range(span.line, min(span.end_line, len(_lines(text))) + 1):
        column = _lines(text)[number - 1].find(part, span.column - 1 if number == span.line else 0) + 1
        if column:
            return Span(number, column, number, column + len(part))
    return None


def _name_of(step: str | int, node: Node, path: Path, labels: Labels) -> str:
    """A field by its label; an item of a list by what it calls itself, else by its position from 1."""
    if isinstance(step, str):
        return labels.get(tuple(key for key in path if isinstance(key, str)), step)
    value = node.value
    if isinstance(value, dict):
        for key in ("name", "speaker", "url", "file", "code", "key"):
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
