"""Words of another language among those of a page: an interface or a vocabulary that is translated in part.

Such words print themselves between two marks, since nothing they pass on the way knows whether they end up in a text,
in an attribute or in a script. `marked` sees the whole page and knows: a text gets its language, elsewhere it cannot.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from kltsite.languages import SOURCE
from kltsite.present.escaping import escaped

_BEGIN, _NAMED, _END = "\ufdd0", "\ufdd2", "\ufdd1"  # no text has these: they are no characters (Unicode, 23.7)
_MARKS = re.compile(f"{_BEGIN}[a-z]*{_NAMED}|{_END}")
_BEGINS = re.compile(f"{_BEGIN}([a-z]*){_NAMED}")
_NO_TEXT = re.compile(
    r"<(script|style|title|textarea|option|svg)\b.*?</\1>|<!--.*?-->|<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.DOTALL
)


class Foreign(str):
    """Words in `language`; filled in they stay so, and wherever they are no HTML they are words like any other."""

    __slots__ = ("language",)
    language: str

    def __new__(cls, words: str, language: str) -> Foreign:
        made = super().__new__(cls, words)
        made.language = language
        return made

    def __reduce__(self) -> tuple[type[Foreign], tuple[str, str]]:
        return Foreign, (str(self), self.language)

    def format(self, *arguments: object, **named: object) -> Foreign:
        return Foreign(super().format(*arguments, **named), self.language)

    def format_map(self, mapping: Any, /) -> Foreign:
        return Foreign(super().format_map(mapping), self.language)

    def __html__(self) -> str:
        return between(escaped(str(self)), self.language)


def between(words: str, language: str) -> str:
    """Words of that language between the marks that `marked` looks for."""
    return f"{_BEGIN}{language}{_NAMED}{words}{_END}"


def telling(gettext: Callable[..., str], own: Callable[[str], bool] | None) -> Callable[..., str]:
    """A function such as `gettext` whose answers know when they are in English; `own` as in `languages.own_words`."""
    if own is None:
        return gettext

    def tell(message: str, *more: Any) -> str:
        told = gettext(message, *more)
        return told if own(message) or not message else Foreign(told, SOURCE)

    return tell


def marked(html: str) -> str:
    """The page with the language of each foreign text, and without the marks."""
    if _BEGIN not in html:
        return html
    html, parts, end = str(html), list[str](), 0  # of Markup the parts would be escaped
    for match in _NO_TEXT.finditer(html):
        parts += [_spanned(html[end : match.start()]), _MARKS.sub("", match[0])]
        end = match.end()
    return "".join([*parts, _spanned(html[end:])])


def _spanned(text: str) -> str:
    return _BEGINS.sub(r'<span lang="\1">', text).replace(_END, "</span>")
