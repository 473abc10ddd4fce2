"""The images of a site: entries' pictures in all their variants, and link previews, made in several processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from kltsite.domain.collaboration import Collaboration, Image
from kltsite.intake import collaborations
from kltsite.present import Store
from kltsite.present.pictures import Rendition, kept_variants, published
from kltsite.present.previews import Preview, Shape, Typefaces, kept_preview, preview_key
from kltsite.present.views.pictures import photos
from kltsite.present.views.previews import Emblem, previews_of, printed
from kltsite.present.views.scene import Scene
from kltsite.problems import Finding, Problem
from kltsite.publish import Output
from kltsite.workers import Spread

MEDIA = "media/"
PICTURES, PREVIEWS = "assets/media/", "assets/previews/"

Files = Mapping[str, bytes]
Keep = Callable[[Output], Output]


class Picture(Struct, frozen=True):
    """A picture with its places on the site; without any it could not be read to its end."""

    name: str  # below content/media
    renditions: tuple[Rendition, ...]
    outputs: tuple[Output, ...]


def developed(
    files: Files, shown: Iterable[Collaboration], store: Store | None, spread: Spread, keep: Keep
) -> Iterator[Picture]:
    """The pictures that shown entries name, by name. A new one takes a second, so each goes to a process by itself."""

    def make(shard: list[str]) -> list[Picture]:
        return [_picture(name, files[MEDIA + name], store, keep) for name in shard]

    names = sorted({item.file for case in shown for item in case.media if isinstance(item, Image)})
    for shard in spread(make, ([name] for name in names)):
        yield from shard


def _picture(name: str, data: bytes, store: Store | None, keep: Keep) -> Picture:
    variants = kept_variants(data, store)
    renditions = tuple(published(name, one, PICTURES) for one in variants)
    outputs = tuple(keep(Output(place.address, one.data)) for place, one in zip(renditions, variants, strict=True))
    return Picture(name, renditions, outputs)


def broken(pictures: Iterable[Picture], cases: Iterable[Collaboration], files: Files) -> Iterator[Problem]:
    """Pictures that begin well and end too soon, each wherever an entry names it."""
    names = {one.name for one in pictures if not one.renditions}
    for case in cases if names else ():
        file = collaborations.file_of(case.slug)
        for at, item in enumerate(case.media):
            if isinstance(item, Image) and item.file in names:
                finding = Finding("KLT805/broken", ("media", at, "file"))
                yield collaborations.locate_in(file, files[file], finding)


def planned(
    scenes: Sequence[Scene], faces: Typefaces | None, emblem: Emblem = printed
) -> tuple[tuple[Scene, ...], dict[str, Preview]]:
    """The scenes with the addresses of their link previews, and what each of these shows, by address."""
    if faces is None:
        return tuple(replace(scene, previews=photos(scene)) for scene in scenes), {}
    found: dict[str, Preview] = {}
    known = []
    for scene in scenes:
        shown = previews_of(scene, emblem)
        keys = {id(one): preview_key(one, faces) for one in {id(one): one for one in shown.values()}.values()}
        addresses = {slug: f"{PREVIEWS}{keys[id(one)]}.png" for slug, one in shown.items()}  # many share one
        found.update({addresses[slug]: one for slug, one in shown.items()})
        known.append(replace(scene, previews={**addresses, **photos(scene)}))
    return tuple(known), _by_emblem(found)


def _by_emblem(previews: Mapping[str, Preview]) -> dict[str, Preview]:
    """The same in an order in which those of one emblem follow each other, so that each is drawn once."""
    emblems: dict[tuple[Shape, ...], list[str]] = {}
    for address, preview in sorted(previews.items()):
        emblems.setdefault(preview.shapes, []).append(address)
    return {address: previews[address] for addresses in emblems.values() for address in addresses}


def drawings(
    previews: Mapping[str, Preview], faces: Typefaces | None, store: Store | None
) -> Iterator[Callable[[], tuple[Output]]]:
    """Draws each of the link previews."""
    if faces is None:
        return

    def drawing(address: str, preview: Preview, faces: Typefaces) -> tuple[Output]:
        return (Output(address, kept_preview(preview, faces, store)),)

    for address, preview in previews.items():
        yield partial(drawing, address, preview, faces)
