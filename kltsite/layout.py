"""Where the fields of a case file stand in its lines, comments included, and how they change places."""

from __future__ import annotations

from collections.abc import Container, Iterator

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.declared import keys_at
from kltsite.intake.documents import Document, Node
from kltsite.problems import Path


def scalars(node: Node) -> Iterator[Node]:
    """Every text below a node, the node itself included."""
    if isinstance(node.value, dict):
        for _, below in node.value.values():
            yield from scalars(below)
    elif isinstance(node.value, list):
        for below in node.value:
            yield from scalars(below)
    else:
        yield node


def _below(node: Node) -> list[Node]:
    """The values of a mapping or a list."""
    return [below for _, below in node.value.values()] if isinstance(node.value, dict) else node.value


def first_sign(node: Node, lines: list[str]) -> str:
    """What the value begins with as it is written; "" of one that is empty, and may be behind the last line."""
    return lines[node.start.line][node.start.column : node.start.column + 1] if node.start.line < len(lines) else ""


def last_line(node: Node, lines: list[str]) -> int:
    """The last line, from 0, on which something of the value stands; blank lines behind it do not count."""
    braces = first_sign(node, lines) in ("{", "[")
    if isinstance(node.value, dict | list) and not braces:
        return max(last_line(below, lines) for below in _below(node))
    last = node.end.line - 1 if node.end.column == 0 and node.end.line > node.start.line else node.end.line
    while last > node.start.line and (last >= len(lines) or not lines[last].strip()):
        last -= 1
    return int(last)


def mappings(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Every mapping below a node with its path, from outside."""
    if isinstance(node.value, dict):
        yield path, node
        for key, (_, below) in node.value.items():
            yield from mappings(below, (*path, key))
    elif isinstance(node.value, list):
        for position, below in enumerate(node.value):
            yield from mappings(below, (*path, position))


def in_order(document: Document, left: Container[Path]) -> tuple[Path, str] | None:
    """The first mapping, not in `left`, whose fields are not in the declared order, and the text with them in order.

    None where there is none. Mappings in braces, and those with a field that nobody knows, stay as they are.
    """
    for path, node in mappings(document.root):
        declared = keys_at(Collaboration, path)
        keys = list(node.value)
        if path in left or not declared or not set(keys) <= set(declared):
            continue
        wanted = sorted(keys, key=declared.index)
        if wanted != keys and (text := _moved(document.text, node, [keys.index(key) for key in wanted])) is not None:
            return path, text
    return None


def _moved(text: str, node: Node, order: list[int]) -> str | None:
    """The text with the fields of a mapping in another order; None where each has no lines of its own."""
    lines = text.split("\n")
    pairs: list[tuple[Node, Node]] = list(node.value.values())
    column, starts = pairs[0][0].start.column, [key.start.line for key, _ in pairs]
    if any(key.start.column != column for key, _ in pairs) or sorted(set(starts)) != starts:
        return None
    if any(lines[line][:column].strip() for line in starts[1:]):
        return None
    prefix = lines[starts[0]][:column]  # of an item of a list it holds the hyphen
    blocks = blocks_of(lines, pairs, column)
    if prefix.strip() and any(_is_comment(lines[blocks[at][0]]) for at in order[:1]):
        return None  # a comment cannot stand behind the hyphen
    first, last = blocks[0][0], blocks[-1][1]
    parts = [lines[start:end] for start, end in blocks]
    if prefix.strip():
        parts[0] = _with_prefix(parts[0], " " * column, column)
    gaps = [_gap(part) for part in parts]
    bodies = [part[gap:] for part, gap in zip(parts, gaps, strict=True)]
    moved: list[str] = []
    for place, at in enumerate(order):
        moved += [""] * gaps[place] + bodies[at]
    if prefix.strip():
        moved = _with_prefix(moved, prefix, column)
    return "\n".join((*lines[:first], *moved, *lines[last:]))


def blocks_of(lines: list[str], pairs: list[tuple[Node, Node]], column: int) -> list[tuple[int, int]]:
    """The lines of each field, from 0, the last one not included: its comments above it, its value, blank lines before.

    What stands above the first field of a file, up to the last blank line, is the file's own and belongs to none.
    """
    ends = [_behind(lines, last_line(value, lines) + 1, column) for _, value in pairs]
    starts = [pairs[0][0].start.line, *ends[:-1]]
    if not lines[starts[0]][:column].strip():  # not behind a hyphen
        starts[0] = _above(lines, starts[0], column)
    return list(zip(starts, ends, strict=True))


def _behind(lines: list[str], end: int, column: int) -> int:
    """The end of a field with the comments behind its value that are indented like a part of it."""
    while end < len(lines) and _is_comment(lines[end]) and _indent(lines[end]) > column:
        end += 1
    return end


def _above(lines: list[str], first: int, column: int) -> int:
    """Where the comments begin that belong to the first field."""
    start = first
    while start and _is_comment(lines[start - 1]) and _indent(lines[start - 1]) == column:
        start -= 1
    return first if start == 0 else start  # what a file begins with is about the file


def _with_prefix(lines: list[str], prefix: str, column: int) -> list[str]:
    return [prefix + lines[0][column:], *lines[1:]]


def _gap(lines: list[str]) -> int:
    return next((at for at, line in enumerate(lines) if line.strip()), 0)


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
