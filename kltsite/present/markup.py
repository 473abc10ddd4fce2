"""Editors' Markdown -> HTML that cannot do anything: HTML in it is shown as text, links lead only where they may."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from markupsafe import Markup

from kltsite.present import plain
from kltsite.present.plain import Resolve

if TYPE_CHECKING:
    from kltsite.present.python_markdown import Library


class Renderer:
    """Turns Markdown into HTML; `top` is the level of the highest heading a text may have on its page."""

    def __init__(self, top: int) -> None:
        self._top = top

    def html(self, text: str, resolve: Resolve) -> Markup:
        """The HTML of `text`, safe to stand in a page as it is."""
        told = plain.html(text, resolve)
        return Markup(told) if told is not None else self.in_full(text, resolve)

    def in_full(self, text: str, resolve: Resolve) -> Markup:
        """The same by way of the library, whatever the text is; as it is written where that would take too long."""
        return self._library.html(text, resolve)

    @cached_property
    def _library(self) -> Library:
        from kltsite.present.python_markdown import Library  # 30 ms that few builds after a change need

        return Library(self._top)


def outside(target: str) -> str | None:
    """Resolves links of texts that know no names: pages elsewhere only."""
    return target if target.lower().startswith(("http://", "https://", "mailto:")) else None
