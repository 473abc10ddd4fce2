"""The Markdown that most texts are: paragraphs, lists with hyphens, emphasis, links. A hundred times as fast to tell.

What `html` gives is to the letter what `markup.Renderer` gives for the same text, and a test holds the two against each
other for whatever Hypothesis thinks of. In doubt it gives None, and the library renders the text.
"""

from __future__ import annotations

import html as characters
import re
from collections.abc import Callable
from itertools import pairwise

Resolve = Callable[[str], str | None]  # a link as written -> the address it leads to; None where it may lead nowhere
Parts = tuple[re.Match[str], ...]

_PLAIN = r"[^\\`*_\[\]<>&|\n\x00-\x1f\x7f\ufdd0-\ufdef]"  # what means nothing in Markdown or HTML, wherever it stands
_WORDS = rf"(?![\s\u00a0]){_PLAIN}+(?<![\s\u00a0])"
_INLINE = re.compile(
    rf"(?P<plain>{_PLAIN}+(?!(?<=!)\[))"  # not a picture
    rf"|\*\*(?P<strong>{_WORDS})\*\*(?!\*)"
    rf"|\*(?P<em>{_WORDS})\*(?!\*)"
    rf"|\[(?P<words>{_WORDS})\]\((?P<target>[a-z][a-z0-9]*:[A-Za-z0-9/._~%?=#:+,;@-]+)\)"
)
_BEGINS_SOMETHING = re.compile(r"[\s\u00a0#>+=~:!-]|\d+[.)]")  # a line that may be more than words
_ITEM = "- "
_MAY = ("http://", "https://", "mailto:")


def html(text: str, resolve: Resolve) -> str | None:
    """The HTML of a text that is plain enough, its links sent through `resolve`; None for any other."""
    blocks = [block.split("\n") for block in text.strip("\n").split("\n\n")]
    lists = [lines[0].startswith(_ITEM) for lines in blocks]
    if any(one and other for one, other in pairwise(lists)):  # the library takes them for one, with space within
        return None
    read = [[_parts(line, is_list) for line in lines] for lines, is_list in zip(blocks, lists, strict=True)]
    if any(not parts for lines in read for parts in lines):
        return None
    return "\n".join(_block(lines, is_list, resolve) for lines, is_list in zip(read, lists, strict=True))


def _parts(line: str, is_item: bool) -> Parts:
    """What a line consists of; nothing where it may be more than words."""
    if is_item:
        if not line.startswith(_ITEM):
            return ()
        line = line[len(_ITEM) :]
    if not line or line[-1].isspace() or _BEGINS_SOMETHING.match(line):
        return ()
    found, end = [], 0
    while end < len(line):
        part = _INLINE.match(line, end)
        if part is None:
            return ()
        found.append(part)
        end = part.end()
    return tuple(found)


def _block(lines: list[Parts], is_list: bool, resolve: Resolve) -> str:
    told = ["".join(_told(part, resolve) for part in parts) for parts in lines]
    if is_list:
        return "\n".join(("<ul>", *(f"<li>{one}</li>" for one in told), "</ul>"))
    return "<p>" + "\n".join(told) + "</p>"


def _told(found: re.Match[str], resolve: Resolve) -> str:
    kind = found.lastgroup
    if kind == "target":
        target = resolve(found["target"])
        may = target is not None and (":" not in target or target.lower().startswith(_MAY))
        href = f' href="{_escaped(characters.escape(str(target), quote=False))}"' if may else ""
        return f"<a{href}>{_escaped(found['words'])}</a>"
    return _escaped(found[0]) if kind == "plain" else f"<{kind}>{_escaped(found[str(kind)])}</{kind}>"


def _escaped(words: str) -> str:
    """As the library and the cleaner behind it write what a reader would see otherwise, or not at all."""
    return words.replace('"', "&quot;").replace("\u00a0", "&nbsp;")
