"""What a book shows beside words and charts, as SVG files of their own: emblems, the cover, scannable codes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from kltsite.present import emblem
from kltsite.present.emblem import CCI, HEIGHT, SHIFT, SME, WIDTH
from kltsite.present.previews import INKS

Pair = tuple[str, str]

CREATIVE, FIRM, BOTH, PAPER, DARK = (
    "#{:02x}{:02x}{:02x}".format(*colour) for colour in (INKS.cci, INKS.sme, INKS.both, INKS.ground, INKS.ink)
)
QUIET = 4  # modules of empty ground around a scannable code, as its standard asks
COVER = (210, 190)  # mm, of the picture on the cover


def emblem_file(pair: Pair) -> bytes:
    """The emblem of a pair of forms: one ink, the other, and green where they overlap."""
    return _file(f"0 0 {WIDTH} {HEIGHT}", _printed(pair, "e"))


def cover_file(pairs: Sequence[Pair]) -> bytes:
    """The cover: the emblem of the first pair, larger than the page, above a row of the others."""
    width, height = COVER
    large = f'<g transform="translate(-6 -18) scale(1.62)">{_printed(pairs[0], "c")}</g>' if pairs else ""
    ground = f'<rect width="{width}" height="{height}" fill="{PAPER}"/>'
    return _file(f"0 0 {width} {height}", ground + large)


def code_file(address: str) -> bytes:
    """A QR code that leads to an address, quiet zone included; a stretch of a row is a stroke, which is soon read."""
    import segno

    code = segno.make(address, error="m", micro=False)
    size = code.symbol_size(border=QUIET)[0]
    dark = "".join(
        f"M{QUIET + x} {QUIET + y}.5h{length}" for y, row in enumerate(code.matrix) for x, length in _runs(bytes(row))
    )
    ground = f'<rect width="{size}" height="{size}" fill="#fff"/>'
    return _file(f"0 0 {size} {size}", f'{ground}<path d="{dark}" stroke="{DARK}" stroke-width="1"/>')


def _runs(row: bytes) -> list[tuple[int, int]]:
    """The dark modules of a row: where each stretch begins, and how long it is."""
    found: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if dark and found and sum(found[-1]) == x:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        elif dark:
            found.append((x, 1))
    return found


@cache
def _printed(pair: Pair, name: str) -> str:
    creative, firm = "".join(emblem.form(CCI, pair[0])), "".join(emblem.form(SME, pair[1]))
    return (
        f'<clipPath id="{name}"><path d="{creative}"/></clipPath>'
        f'<path d="{creative}" fill="{CREATIVE}"/>'
        f'<path d="{firm}" transform="translate({SHIFT} 0)" fill="{FIRM}"/>'
        f'<g clip-path="url(#{name})"><path d="{firm}" transform="translate({SHIFT} 0)" fill="{BOTH}"/></g>'
    )


def _file(box: str, inside: str) -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{inside}</svg>'.encode()
