"""How a picture shows on a page: what a browser may choose from, and how much room it takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from kltsite.domain.collaboration import Collaboration, Image
from kltsite.present.addresses import folder_of, relative
from kltsite.present.pictures import Rendition

if TYPE_CHECKING:
    from kltsite.present.views import Said
    from kltsite.present.views.scene import Scene

LEAD_SIZES = "(min-width: 68rem) 66rem, 100vw"  # as wide as the page, whose widest is --page
GALLERY_SIZES = "(min-width: 68rem) 32rem, (min-width: 40rem) 50vw, 100vw"


class Source(Struct, frozen=True):
    """One kind of a picture: its media type, and the addresses to choose from."""

    type: str
    srcset: str


class Picture(Struct, frozen=True):
    """`components/picture.html`: a picture in several kinds and widths."""

    sources: tuple[Source, ...]  # the kinds that not every browser reads, the smallest files first
    src: str
    srcset: str
    sizes: str  # "" where there is one width only
    width: int  # of the widest, in pixels
    height: int
    alt: Said
    credit: str
    licence: str
    lead: bool  # the first on its page: asked for at once


class Thumbnail(Struct, frozen=True):
    """`components/picture.html`: the smallest width of a picture, beside words that say what it belongs to."""

    sources: tuple[Source, ...]
    src: str
    width: int
    height: int


def pictures_of(scene: Scene, case: Collaboration, folder: str) -> tuple[Picture, ...]:
    """The pictures of an entry in its own order, the first of them as its lead."""
    images = [one for one in case.media if isinstance(one, Image)]
    return tuple(_picture(scene, one, folder, lead=at == 0) for at, one in enumerate(images))


def _picture(scene: Scene, image: Image, folder: str, *, lead: bool) -> Picture:
    sources, fallback = _chosen(scene.pictures[image.file], folder)
    widest = scene.pictures[image.file][-1]
    several = fallback.srcset.count(",") > 0
    return Picture(
        sources=sources,
        src=relative(folder, widest.address),
        srcset=fallback.srcset,
        sizes=(LEAD_SIZES if lead else GALLERY_SIZES) if several else "",
        width=widest.width,
        height=widest.height,
        alt=scene.said(image.alt),
        credit=image.credit,
        licence=image.licence,
        lead=lead,
    )


def _chosen(renditions: Sequence[Rendition], folder: str) -> tuple[tuple[Source, ...], Source]:
    """The sources by kind, and that of the fallback, which comes last."""
    by_kind: dict[str, list[str]] = {}
    for one in renditions:
        by_kind.setdefault(one.kind, []).append(f"{relative(folder, one.address)} {one.width}w")
    sources = [Source(f"image/{kind}", ", ".join(found)) for kind, found in by_kind.items()]
    return tuple(sources[:-1]), sources[-1]


def photos(scene: Scene) -> dict[str, str]:
    """The picture that stands for an entry where others link to it: its first, in the kind that everybody reads."""
    firsts = {slug: first_of(case) for slug, case in scene.cases.items()}
    return {slug: scene.pictures[one.file][-1].address for slug, one in firsts.items() if one is not None}


def first_of(case: Collaboration) -> Image | None:
    """The first picture of an entry; None where it has none."""
    return next((one for one in case.media if isinstance(one, Image)), None)


def thumbnail(scene: Scene, case: Collaboration) -> Thumbnail | None:
    """The first picture of an entry for its card, from the folder of the collaborations; None where it has none."""
    image = first_of(case)
    if image is None:
        return None
    folder = folder_of(scene.addresses.entry(case.slug))
    renditions = scene.pictures[image.file]
    smallest = min(one.width for one in renditions)
    *others, fallback = (one for one in renditions if one.width == smallest)
    return Thumbnail(
        sources=tuple(Source(f"image/{one.kind}", relative(folder, one.address)) for one in others),
        src=relative(folder, fallback.address),
        width=fallback.width,
        height=fallback.height,
    )
