"""Case files of an older version become those of this one, by edits of their lines: comments and layout stay.

A step says what it means, on values, and how it is written, on text. A file is taken over only where both come to the
same and no comment is lost; otherwise a person has to change it. A step that was taken already changes nothing.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from kltsite.intake.collaborations import FOLDER
from kltsite.intake.documents import Document, Node, parse
from kltsite.intake.settings import SITE
from kltsite.layout import blocks_of

EACH = "*"  # in a path: every item of a list

Way = tuple[str, ...]


class Renamed(Struct, frozen=True):
    """A field of the mappings at `at` has another name."""

    at: Way
    old: str
    new: str


class Reworded(Struct, frozen=True):
    """A value at `at` is called otherwise: `("status",)`, or `("contact", EACH)` for those of a list."""

    at: Way
    old: str
    new: str


class Moved(Struct, frozen=True):
    """A field of the mappings at `at` stands elsewhere in them: each way is a name, or one below another."""

    at: Way
    old: Way
    new: Way


Step = Renamed | Reworded | Moved

STEPS: tuple[tuple[Step, ...], ...] = ()
"""What makes version 2 of version 1, version 3 of version 2, and so on; `domain.settings.VERSION` is the last."""


def content(files: Mapping[str, bytes], version: int) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The files that change when content of an older version becomes that of this one, and those left to a person.

    `site.yaml`, which states the version, comes last: whoever is interrupted can begin again.
    """
    steps = tuple(step for steps in STEPS[version - 1 :] for step in steps)
    found = {path: migrated(data, steps) for path, data in files.items() if path.startswith(FOLDER)}
    found[SITE] = versioned(files.get(SITE, b""), len(STEPS) + 1)
    changed = {path: data for path, data in found.items() if data is not None and data != files[path]}
    return changed, tuple(path for path, data in found.items() if data is None)


def migrated(data: bytes, steps: Sequence[Step]) -> bytes | None:
    """The file after all steps; None where it cannot be read, or where a person has to change it."""
    before = after = parse("", data)[0]
    if before is None or after is None:
        return None
    for step in steps:
        meant = _meant(after.value, step)
        if meant != after.value:
            after = parse("", _written(after, step).encode())[0]
            if after is None or after.value != meant:
                return None
    return _like(data, before, after)


def versioned(data: bytes, version: int) -> bytes | None:
    """`site.yaml` with the version of the content; None where a person has to write it."""
    before, _ = parse("", data)
    if before is None or not isinstance(before.root.value, dict):
        return None
    known = before.root.value.get("version")
    if known is None:
        start = _at(before.text, before.root.start)
        text = _put(before.text, start, start, f"version: {version}\n")
    else:
        text = _put(before.text, *_span(before.text, known[1]), str(version))
    after, _ = parse("", text.encode())
    right = after is not None and after.value == {**before.value, "version": str(version)}
    return _like(data, before, after) if right and after is not None else None


def _like(data: bytes, before: Document, after: Document) -> bytes | None:
    """The new text with the line ends of the old one; None where a comment is lost, or where its line ends differ."""
    if after.text == before.text:
        return data
    ends, mark = data.count(b"\r\n"), b"\xef\xbb\xbf"
    if _comments(before) != _comments(after) or ends not in (0, before.text.count("\n")):
        return None
    written = after.text.encode().replace(b"\n", b"\r\n" if ends else b"\n")
    return mark + written if data.startswith(mark) else written


# -- what a step means -----------------------------------------------------------------------------------------


def _meant(value: Any, step: Step) -> Any:
    """The values of a file as they should be afterwards."""
    value = json.loads(json.dumps(value))  # a copy, all the way down
    if isinstance(step, Reworded):
        return _reworded(value, step.at, step)
    for holder in _found(value, step.at):
        if isinstance(holder, dict) and _applies(holder, step):
            old, new = _ways(step)
            source = holder if len(old) == 1 else holder[old[0]]
            moved = source.pop(old[-1])
            if not source and source is not holder:
                del holder[old[0]]
            (holder if len(new) == 1 else holder.setdefault(new[0], {}))[new[-1]] = moved
    return value


def _reworded(value: Any, at: Way, step: Reworded) -> Any:
    if not at:
        return step.new if value == step.old else value
    if at[0] == EACH and isinstance(value, list):
        return [_reworded(one, at[1:], step) for one in value]
    if isinstance(value, dict) and at[0] in value:
        return {**value, at[0]: _reworded(value[at[0]], at[1:], step)}
    return value


def _ways(step: Renamed | Moved) -> tuple[Way, Way]:
    return ((step.old,), (step.new,)) if isinstance(step, Renamed) else (step.old, step.new)


def _applies(holder: dict[str, Any], step: Renamed | Moved) -> bool:
    """Whether there is something to move, and its new place is free."""
    old, new = _ways(step)
    source = holder if len(old) == 1 else holder.get(old[0])
    target = holder if len(new) == 1 else holder.get(new[0], {})
    return isinstance(source, dict) and old[-1] in source and isinstance(target, dict) and new[-1] not in target


def _found(value: Any, at: Way) -> Iterator[Any]:
    """The values at a path."""
    if not at:
        yield value
    elif at[0] == EACH and isinstance(value, list):
        for one in value:
            yield from _found(one, at[1:])
    elif isinstance(value, dict) and at[0] in value:
        yield from _found(value[at[0]], at[1:])


# -- how it is written -----------------------------------------------------------------------------------------


def _written(document: Document, step: Step) -> str:
    """The text afterwards, one place after the other; as far as it goes."""
    text = document.text
    for _ in range(text.count("\n") + text.count(",") + 2):  # no more places than that
        found, _ = parse("", text.encode())
        place = None if found is None else next(_places(found.root, step), None)
        if place is None:
            break
        text = _edited(text, place, step)
    return text


def _places(root: Node, step: Step) -> Iterator[Node]:
    for node in _nodes(root, step.at):
        if isinstance(step, Reworded):
            if node.value == step.old:
                yield node
        elif isinstance(node.value, dict) and _applies(_names(node), step):
            yield node


def _nodes(node: Node, at: Way) -> Iterator[Node]:
    if not at:
        yield node
    elif at[0] == EACH and isinstance(node.value, list):
        for one in node.value:
            yield from _nodes(one, at[1:])
    elif isinstance(node.value, dict) and at[0] in node.value:
        yield from _nodes(node.value[at[0]][1], at[1:])


def _names(node: Node) -> dict[str, Any]:
    """The names of the fields of a mapping and of the mappings in it."""
    return {
        key: dict.fromkeys(below.value) if isinstance(below.value, dict) else None
        for key, (_, below) in node.value.items()
    }


def _edited(text: str, node: Node, step: Step) -> str:
    if isinstance(step, Reworded):
        return _put(text, *_span(text, node), step.new)
    if isinstance(step, Renamed):
        return _put(text, *_span(text, node.value[step.old][0]), step.new)
    source = node if len(step.old) == 1 else node.value[step.old[0]][1]
    number = [one.start.index for one in _holders(text, step.at)].index(node.start.index)
    both = _with(text, node, step, source)
    holders = _holders(both, step.at)
    if not holders:
        return both
    holder = holders[number]
    source = holder if len(step.old) == 1 else holder.value[step.old[0]][1]
    if len(source.value) > 1:
        return _without(both, source, step.old[-1])
    return _without(both, holder, step.old[0], emptied=True)


def _holders(text: str, at: Way) -> list[Node]:
    """The mappings at a path; none where the text cannot be read."""
    document, _ = parse("", text.encode())
    return list(_nodes(document.root, at)) if document else []


def _with(text: str, node: Node, step: Moved, source: Node) -> str:
    """The text with the field in its new place, and still in its old one."""
    lines, value = text.split("\n"), source.value[step.old[-1]][1]
    piece = _piece(text, source, step.old[-1], step.new[-1])
    target = node if len(step.new) == 1 else node.value.get(step.new[0], (None, None))[1]
    if target is None:
        piece = [f"{step.new[0]}:", *("  " + line if line else "" for line in piece)]
    holder = node if target is None else target
    if not holder.value:
        return text  # nothing in it shows how it is written
    if not _in_braces(text, holder):
        behind = step.old[0] if holder is node else list(holder.value)[-1]
        pairs, column = list(holder.value.values()), next(iter(holder.value.values()))[0].start.column
        end = blocks_of(lines, pairs, column)[list(holder.value).index(behind)][1]
        return "\n".join((*lines[:end], *(" " * column + line if line else "" for line in piece), *lines[end:]))
    inner = f"{step.new[-1]}: {_in_line(text, value)}"
    inner = inner if target is not None else f"{step.new[0]}: {{{inner}}}"
    end = _span(text, list(holder.value.values())[-1][1])[1]
    text = _put(text, end, end, f", {inner}")
    start = holder.start.line  # comments cannot stand in a line, so they come above it
    remarks = [] if _in_braces(text, source) else [_comment(line) for line in piece if _comment(line)]
    indent = re.match(" *", lines[start])
    lines = text.split("\n")
    return "\n".join((*lines[:start], *(f"{indent[0] if indent else ''}{one}" for one in remarks), *lines[start:]))


def _piece(text: str, source: Node, old: str, new: str) -> list[str]:
    """The lines of a field with its comments, from the left margin, under its new name."""
    key, value = source.value[old]
    if _in_braces(text, source):
        start, end = _span(text, value)
        first, *more = text[start:end].split("\n")
        return [f"{new}: {first}", *("  " + line.strip() for line in more)]
    lines, column = text.split("\n"), key.start.column
    start, end = blocks_of(lines, list(source.value.values()), column)[list(source.value).index(old)]
    number = key.start.line
    lines[number] = " " * column + new + lines[number][key.end.column :]
    lines = [line[column:] for line in lines[start:end]]
    while not lines[0].strip():
        lines.pop(0)
    return lines


def _in_line(text: str, value: Node) -> str:
    """A value as it may stand in braces."""
    start, end = _span(text, value)
    plain = text[start:end]
    if "\n" not in plain and (_in_braces(text, value) or re.fullmatch(r"\w[\w .-]*\w|\w|'[^']*'|\"[^\"]*\"", plain)):
        return plain
    return json.dumps(_plain(value), ensure_ascii=False)


def _plain(node: Node) -> Any:
    return Document("", "", node).value


def _without(text: str, holder: Node, name: str, *, emptied: bool = False) -> str:
    """The text without a field; what is said of a mapping that was `emptied` stays."""
    names, pairs = list(holder.value), list(holder.value.values())
    place, lines = names.index(name), text.split("\n")
    if _in_braces(text, holder):
        if place + 1 < len(pairs):
            return _put(text, _at(text, pairs[place][0].start), _at(text, pairs[place + 1][0].start), "")
        start = _span(text, pairs[place - 1][1])[1] if place else _at(text, pairs[place][0].start)
        return _put(text, start, _span(text, pairs[place][1])[1], "")
    column = pairs[0][0].start.column
    start, end = blocks_of(lines, pairs, column)[place]
    if emptied:
        line = pairs[place][0].start.line
        remarks = [*lines[start:line], *([" " * column + remark] if (remark := _comment(lines[line])) else [])]
        return "\n".join((*lines[:start], *remarks, *lines[end:]))
    prefix = lines[pairs[0][0].start.line][:column]
    if place == 0 and prefix.strip() and end < len(lines):  # the hyphen of an item stays
        lines[end] = prefix + lines[end][column:]
    return "\n".join((*lines[:start], *lines[end:]))


def _in_braces(text: str, node: Node) -> bool:
    return text[_at(text, node.start) : _at(text, node.start) + 1] in ("{", "[")


def _at(text: str, mark: Any) -> int:
    """The position of a place in the text."""
    return sum(len(line) + 1 for line in text.split("\n")[: mark.line]) + int(mark.column)


def _span(text: str, node: Node) -> tuple[int, int]:
    """From where to where a key or a value stands, without the blank lines behind it."""
    start, end = _at(text, node.start), _at(text, node.end)
    return start, start + len(text[start:end].rstrip())


def _put(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


# -- comments --------------------------------------------------------------------------------------------------


def _comments(document: Document) -> Counter[str]:
    """Every comment of a file: what its texts hold is none."""
    text = document.text
    for node in _texts(document.root):
        start, end = _span(text, node)
        if text[start : start + 1] in ("|", ">"):
            start += len(text[start:end].partition("\n")[0])
        text = _put(text, start, end, re.sub("[^\n]", "x", text[start:end]))
    return Counter(comment for comment in map(_comment, text.split("\n")) if comment)


def _texts(node: Node) -> Iterator[Node]:
    """All texts below a node, the names of fields included."""
    if isinstance(node.value, dict):
        for key, below in node.value.values():
            yield key
            yield from _texts(below)
    elif isinstance(node.value, list):
        for below in node.value:
            yield from _texts(below)
    else:
        yield node


def _comment(line: str) -> str:
    found = re.search(r"(?:^|\s)(#.*)$", line)
    return found[1].rstrip() if found else ""
