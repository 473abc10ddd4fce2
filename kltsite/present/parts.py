"""Parts that stand on many pages, such as the card of an entry: rendered once, and by `publish` looked at once.

Where a template prints one, it prints a mark, and the part is put there when the page is done. So a list of entries is
a short page to look at, however many cards it has.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from markupsafe import Markup
from msgspec import Struct

from kltsite.present.addresses import relative

HERE = "@@/"  # before each address in a part, which is reckoned from the part's folder
_BEGIN, _END = "\ufdd5", "\ufdd6"  # no text has these: they are no characters (Unicode, 23.7)


class Part(Struct, frozen=True):
    """HTML that is the same on all pages but for the way from each to the folder of the part's addresses."""

    html: str
    folder: str

    def seen_from(self, folder: str) -> str:
        """The part on a page of that folder."""
        return self.html.replace(f'="{HERE}', f'="{relative(folder, self.folder)}')


class Made(Struct, frozen=True):
    """A page as its template made it: its address, its HTML with marks, and the parts in their place, by number."""

    address: str
    text: str
    parts: tuple[Part, ...] = ()


@cache
def mark(number: int) -> Markup:
    """What a page holds in the place of its part of that number."""
    return Markup(f"{_BEGIN}{number}{_END}")


def whole(text: str, parts: Sequence[Part], folder: str) -> bytes:
    """The HTML of a page of that folder, with its parts in the place of the marks."""
    if not parts:
        return text.encode()
    first, *others = text.split(_BEGIN)
    pieces = [first]
    for other in others:
        number, _, after = other.partition(_END)
        pieces += (parts[int(number)].seen_from(folder), after)
    return b"".join(map(str.encode, pieces))  # one after the other: few of them have more than Latin letters
