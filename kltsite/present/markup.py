"""Editors' Markdown -> HTML that cannot do anything: HTML in it is shown as text, links lead only where they may."""

from __future__ import annotations

import html
import re
from xml.etree.ElementTree import Element

import markdown
import nh3
from markdown.extensions import Extension
from markdown.extensions.toc import TocExtension, slugify_unicode
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE
from markupsafe import Markup

from kltsite.present import plain
from kltsite.present.plain import Resolve

_TAGS = {"p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "em", "strong", "code", "pre", "blockquote", "br", "hr",
         "a", "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip
_SCHEMES = {"http", "https", "mailto"}
_WORDS = re.compile(r'(?:^|>)[^<"]*"[^<]*')
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


class _Safe(Extension):
    """Without raw HTML and pictures; with links by name, and with headings and tables as a page needs them."""

    def __init__(self, top: int) -> None:
        super().__init__()
        self.links: _Links | None = None
        self._top = top

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # the library's name
        md.preprocessors.deregister("html_block")
        for pattern in ("html", "image_link", "image_reference", "short_image_ref"):
            md.inlinePatterns.deregister(pattern)
        self.links = _Links(md)
        md.treeprocessors.register(self.links, "links_by_name", 0)
        md.treeprocessors.register(_Headings(md, self._top), "headings_below_title", 0)


class Renderer:
    """Turns Markdown into HTML; `top` is the level of the highest heading a text may have on its page."""

    def __init__(self, top: int) -> None:
        self._safe = _Safe(max(top, 2))  # the first level is the page's own title
        headings = TocExtension(baselevel=top, slugify=slugify_unicode)
        self._markdown = markdown.Markdown(
            extensions=[self._safe, headings, "tables", "sane_lists"], output_format="html"
        )
        # Only the headings of a page of prose are anchors: those of an entry could clash with the page's own.
        self._attributes = {**_ATTRIBUTES, **_ANCHORS} if top == 1 else _ATTRIBUTES

    def html(self, text: str, resolve: Resolve) -> Markup:
        """The HTML of `text`, safe to stand in a page as it is."""
        told = plain.html(text, resolve)
        return Markup(told) if told is not None else self.in_full(text, resolve)

    def in_full(self, text: str, resolve: Resolve) -> Markup:
        """The same by way of the library, whatever the text is."""
        assert self._safe.links is not None
        self._safe.links.resolve = resolve
        raw = self._markdown.reset().convert(text)
        clean = nh3.clean(raw, tags=_TAGS, attributes=self._attributes, url_schemes=_SCHEMES, link_rel=None)
        return Markup(_WORDS.sub(_quotes_escaped, clean))  # cleaned against a list of what may stand


def _quotes_escaped(words: re.Match[str]) -> str:
    """A quotation mark in a text is escaped, so that `publish` can tell words from attributes."""
    return words[0].replace('"', "&quot;")


def outside(target: str) -> str | None:
    """Resolves links of texts that know no names: pages elsewhere only."""
    return target if target.lower().startswith(("http://", "https://", "mailto:")) else None
