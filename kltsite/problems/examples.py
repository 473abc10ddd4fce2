"""Examples of the sentences in the catalogue: lines that one of them is told of, and the same lines mended."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from msgspec import Struct

FILE = "examples.json"  # in kltsite/data/rules; `python -m tools.docs` writes it


class Example(Struct, frozen=True):
    """What is wrong, with ^ below its place, and what is right. Either is empty where no lines can show it."""

    wrong: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    file: str = ""  # below the content folder; "" for a case file


Examples = Mapping[str, Example]
"""A sentence's name, such as KLT204/word -> its example."""

NOTHING = Example()


def read(data: bytes) -> dict[str, Example]:
    """The examples in the file of that name."""
    return {
        name: Example(tuple(one["wrong"]), tuple(one["right"]), one["file"]) for name, one in json.loads(data).items()
    }


def written(examples: Examples) -> str:
    """The examples as `read` takes them, sorted by name."""
    told = {name: {"file": one.file, "wrong": one.wrong, "right": one.right} for name, one in sorted(examples.items())}
    return json.dumps(told, ensure_ascii=False, indent=1)


def is_mark(line: str) -> bool:
    """Whether a line of an example is the one that marks a place of the line above."""
    return set(line.strip()) == {"^"}


def marked(lines: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Each line of an example as what stands before the marked part, that part, and what follows."""
    for line, below in zip_longest(lines, lines[1:], fillvalue=""):
        if is_mark(below):
            start, end = below.index("^"), len(below.rstrip())
            yield line[:start], line[start:end].ljust(end - start), line[end:]
        elif not is_mark(line):
            yield line, "", ""
