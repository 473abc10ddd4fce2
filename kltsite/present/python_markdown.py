"""Markdown as Python-Markdown lays it out: HTML in it is shown as text, links lead only where they may.

It takes long to load, and most texts are plain: `markup` asks for it where one is not.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from xml.etree.ElementTree import Element

import markdown
import nh3
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.extensions.toc import TocExtension, slugify_unicode
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE
from markupsafe import Markup

from kltsite.intake.prose import LONGEST
from kltsite.present.plain import Resolve

STEPS = 2_000_000  # a hundred times as many as our longest page takes; done within half a second

T = TypeVar("T", bound=tuple[Any, ...])

_EMPTY_LINES = re.compile(r"\n[ \t]*\n\s*")
_TAGS = {"p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "em", "strong", "code", "pre", "blockquote", "br", "hr",
         "a", "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip
_SCHEMES = {"http", "https", "mailto"}
_WORDS = re.compile(r'(?:^|>)[^<"]*"[^<]*')
_NO_CHARACTERS = re.compile("[\ufdd0-\ufdef]")  # our own marks, which a reference such as &#xfdd0; might bring in
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "th": {"scope"}}
_ANCHORS = {f"h{level}": {"id"} for level in range(2, 7)}


class _Links(Treeprocessor):
    """Sends every link through the resolver of the text at hand."""

    resolve: Resolve = staticmethod(lambda target: None)

    def run(self, root: Element) -> None:
        for link in root.iter("a"):
            target = self.resolve(_plain(link.get("href", "")))
            if target is None:
                link.attrib.pop("href", None)
            else:
                link.set("href", target)


def _plain(target: str) -> str:
    """Of <somebody@example.org> the library hides every letter from robots, and thereby from the resolver."""
    return html.unescape(target.replace(AMP_SUBSTITUTE, "&")) if AMP_SUBSTITUTE in target else target


class _Headings(Treeprocessor):
    """Headings without gaps below the title: the outermost of a text stands at `top`, and none skips a level."""

    def __init__(self, md: markdown.Markdown, top: int) -> None:
        super().__init__(md)
        self._top = top

    def run(self, root: Element) -> None:
        within: list[int] = []  # the levels, as written, of the headings that the next one stands below
        for heading in root.iter():
            if re.fullmatch("h[1-6]", heading.tag):
                level = max(int(heading.tag[1]), self._top)
                within = [*(above for above in within if above < level), level]
                heading.tag = f"h{self._top + len(within) - 1}"
            elif heading.tag == "th":
                heading.set("scope", "col")


class _LostError(Exception):
    """A text that the library would take too long for."""


class _Steps:
    """How many letters the library may still look at: for some texts its time grows with the square of their length."""

    left = STEPS

    def take(self, number: int) -> None:
        """Note that it looks at so many. Raises _LostError."""
        self.left -= number
        if self.left < 0:
            raise _LostError

    def counted(self, find: Callable[[str, int], T]) -> Callable[[str, int], T]:
        """The same as `find`, which tells with all else where it ended."""

        def found(data: str, index: int) -> T:
            told = find(data, index)
            self.take(told[-2] - index)
            return told

        return found


class _Blocks(BlockProcessor):
    """Counts how often blocks are looked at: again from the next line on, behind each heading and line."""

    def __init__(self, parser: BlockParser, steps: _Steps) -> None:
        super().__init__(parser)
        self._steps = steps

    def test(self, parent: Element, block: str) -> bool:
        """Whether it is a block for this one: never."""
        self._steps.take(len(block))
        return False


class _Ticks(InlineProcessor):
    """Counts how far the ends of code are looked for: from each backtick on to the end of the block at the most."""

    def __init__(self, md: markdown.Markdown, steps: _Steps) -> None:
        super().__init__("`", md)
        self._steps = steps

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[None, None, None]:  # type: ignore[override]
        """Nothing is made of it."""
        if data.find("`") == m.start():
            self._steps.take(data.count("`") * len(data) // 4)  # done four times as fast as what is counted elsewhere
        return None, None, None


class _Safe(Extension):
    """Without raw HTML and pictures; with links by name, and with headings and tables as a page needs them."""

    def __init__(self, top: int) -> None:
        super().__init__()
        self.links: _Links | None = None
        self.steps = _Steps()
        self._top = top

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # the library's name
        md.preprocessors.deregister("html_block")
        for pattern in ("html", "image_link", "image_reference", "short_image_ref"):
            md.inlinePatterns.deregister(pattern)
        for one in map(md.inlinePatterns.__getitem__, ("link", "reference", "short_reference")):
            for find in ("getText", "getLink"):
                setattr(one, find, self.steps.counted(getattr(one, find)))
        md.inlinePatterns.register(_Ticks(md, self.steps), "counted_ticks", 200)
        md.parser.blockprocessors.register(_Blocks(md.parser, self.steps), "counted_blocks", 200)
        self.links = _Links(md)
        md.treeprocessors.register(self.links, "links_by_name", 0)
        md.treeprocessors.register(_Headings(md, self._top), "headings_below_title", 0)


class Library:
    """Turns any Markdown into HTML; `top` is the level of the highest heading a text may have on its page."""

    def __init__(self, top: int) -> None:
        self._top = top
        # Only the headings of a page of prose are anchors: those of an entry could clash with the page's own.
        self._attributes = {**_ATTRIBUTES, **_ANCHORS} if top == 1 else _ATTRIBUTES
        self._begin()

    def _begin(self) -> None:
        self._safe = _Safe(max(self._top, 2))  # the first level is the page's own title
        headings = TocExtension(baselevel=self._top, slugify=slugify_unicode)
        # By name the library would take them from any package that says it has them.
        extensions = [self._safe, headings, TableExtension(), SaneListExtension()]
        self._markdown = markdown.Markdown(extensions=extensions, output_format="html")

    def html(self, text: str, resolve: Resolve) -> Markup:
        """The HTML of `text`, safe to stand in a page; the text as it is written where that would take too long."""
        assert self._safe.links is not None
        self._safe.links.resolve, self._safe.steps.left = resolve, STEPS if len(text) <= LONGEST else 0
        try:
            with ThreadPoolExecutor(1) as apart:  # on a stack of its own: how deep it may go rests on the text alone
                raw = apart.submit(self._markdown.reset().convert, text).result()
        except (_LostError, RecursionError):
            self._begin()  # it is in the middle of something
            raw = "\n".join(f"<p>{html.escape(block)}</p>" for block in _EMPTY_LINES.split(text.strip()))
        clean = nh3.clean(raw, tags=_TAGS, attributes=self._attributes, url_schemes=_SCHEMES, link_rel=None)
        told = _NO_CHARACTERS.sub("", _WORDS.sub(_quotes_escaped, clean))
        return Markup(told)  # cleaned against a list of what may stand


def _quotes_escaped(words: re.Match[str]) -> str:
    """A quotation mark in a text is escaped, so that `publish` can tell words from attributes."""
    return words[0].replace('"', "&quot;")
