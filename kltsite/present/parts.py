"""Parts that stand on many pages, such as the card of an entry: rendered once, and by `publish` looked at once.

Where a template prints one, it prints a mark, and the part is put there when the page is done. So a list of entries is
a short page to look at, however many cards it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from markupsafe import Markup
from msgspec import Struct

from kltsite.present.addresses import relative

HERE = "@@/"  # before each address in a part, which is reckoned from the part's folder
_BEGIN, _END = "\ufdd5", "\ufdd6"  # no text has these: they are no characters (Unicode, 23.7)


class Part(Struct, frozen=True, eq=False):  # one is told from others by itself, as nobody makes it twice
    """HTML in UTF-8 that is the same on all pages but for the way from each to the folder of the part's addresses."""

    html: bytes
    folder: str

    def seen_from(self, folder: str) -> bytes:
        """The part on a page of that folder."""
        return self.html.replace(f'="{HERE}'.encode(), _addressed(folder, self.folder))


@lru_cache(64)
def _addressed(folder: str, own: str) -> bytes:
    return f'="{relative(folder, own)}'.encode()


class Made(Struct, frozen=True):
    """A page as its template made it: its address, its HTML with marks, and the parts in their place, by number."""

    address: str
    text: str
    parts: tuple[Part, ...] = ()


@cache
def mark(number: int) -> Markup:
    """What a page holds in the place of its part of that number."""
    return Markup(f"{_BEGIN}{number}{_END}")


def pieces(page: bytes, parts: Sequence[Part]) -> list[bytes | Part]:
    """The HTML of a page in its order: what it says itself, and each part where its mark stands."""
    if not parts:
        return [page]
    first, *others = page.split(_BEGIN.encode())
    found: list[bytes | Part] = [first]
    for other in others:
        number, _, after = other.partition(_END.encode())
        found += (parts[int(number)], after)
    return found


def whole(some: Iterable[bytes | Part], folder: str) -> bytes:
    """The HTML of a page of that folder, of its pieces."""
    return b"".join([one.seen_from(folder) if isinstance(one, Part) else one for one in some])
