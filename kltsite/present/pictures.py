"""Pictures -> what a page can show of them: three kinds, up to three widths, and nothing but their pixels.

Position, camera, names and profiles of the original go no further: each variant is made of bare pixels in sRGB.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Sequence
from hashlib import blake2b
from io import BytesIO
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from kltsite.present import Store
from kltsite.validator.pictures import ENDINGS, Header, Kind, header, kind_of

if TYPE_CHECKING:
    from PIL import Image

WIDTHS = (400, 800, 1600)  # pixels; never more than the picture has
SETTINGS: dict[Kind, dict[str, Any]] = {
    "avif": {"quality": 60, "speed": 8, "max_threads": 1},  # several threads may cut a picture in other ways
    "webp": {"quality": 78, "method": 4},
    "jpeg": {"quality": 80, "progressive": True, "optimize": True},
    "png": {"optimize": True},
}
FLAT: dict[Kind, dict[str, Any]] = {"avif": {"subsampling": "4:4:4"}, "webp": {"lossless": True}}  # sharp edges
FLAT_COLOURS = 64  # a picture of no more colours is drawn, not taken
GAP = 3.0  # a large picture is reduced quickly to so many times the size, then with care

NAME_LENGTH = 80  # of a folder or file; more than 255 no disk takes

_ORIENTATION = 0x0112  # the EXIF tag; from 5 on the picture lies on its side


class Variant(Struct, frozen=True):
    """A picture in one kind and size, in pixels."""

    kind: Kind
    width: int
    height: int
    data: bytes


class Rendition(Struct, frozen=True):
    """A variant that has its place on the site."""

    kind: Kind
    width: int
    height: int
    address: str


def published(name: str, variant: Variant, folder: str) -> Rendition:
    """The place of a variant of the picture `name` below `folder`: letters that need no escape, and a digest."""
    parts = re.sub("[^a-z0-9/]+", "-", name.rpartition(".")[0].lower()).split("/")
    stem = "/".join(part[:NAME_LENGTH].strip("-") or "picture" for part in parts)
    digest = blake2b(name.encode() + b"\0" + variant.data, digest_size=5).hexdigest()
    ending = ENDINGS[variant.kind][0]
    address = f"{folder}{stem}-{variant.width}.{digest}{ending}"
    return Rendition(variant.kind, variant.width, variant.height, address)


def variants(data: bytes) -> tuple[Variant, ...]:
    """All of a picture, by kind and width, the fallback last; none where it cannot be read to its end.

    `data` has passed `validator.pictures`, so its size has a limit.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what is odd in a file that we leave behind anyway
            image, flat = _read(data)
    except Exception:  # a damaged picture raises whatever its reader stumbles over
        return ()
    sizes = [_resized(image, width) for width in widths(image.width)]
    fallback: Kind = "png" if flat or image.mode == "RGBA" else "jpeg"
    kinds: tuple[Kind, ...] = ("avif", "webp", fallback)
    return tuple(_variant(one, kind, flat) for kind in kinds for one in sizes)


def widths(width: int) -> tuple[int, ...]:
    """The widths in which a picture so wide is shown, in pixels."""
    widest = min(width, WIDTHS[-1])
    return (*(one for one in WIDTHS if one < widest), widest)


def _read(data: bytes) -> tuple[Image.Image, bool]:
    """The picture upright, not much wider than the widest variant, in sRGB; and whether it is drawn in flat colours."""
    from PIL import Image, ImageOps

    with Image.open(BytesIO(data), formats=[kind_of(data) or ""]) as image:
        lying = image.getexif().get(_ORIENTATION, 1) >= 5
        across = image.height if lying else image.width
        image.draft(None, _fitting(image, across))  # a JPEG may come at a half, a quarter, an eighth
        image.load()
        plain = _eight_bits(image)
    flat = plain.getcolors(FLAT_COLOURS) is not None
    across = plain.height if lying else plain.width
    if across > WIDTHS[-1]:
        plain = plain.resize(_fitting(plain, across), Image.Resampling.LANCZOS, reducing_gap=GAP)
    return _in_srgb(ImageOps.exif_transpose(plain)), flat


def _fitting(image: Image.Image, across: int) -> tuple[int, int]:
    """The size at which the side that is `across` in the end has the widest variant's pixels, if it has so many."""
    scale = min(1.0, WIDTHS[-1] / across)
    return max(1, round(image.width * scale)), max(1, round(image.height * scale))


def _eight_bits(image: Image.Image) -> Image.Image:
    """The same in RGB, RGBA or L, eight bits each, with what it says of itself still there."""
    if image.mode.startswith(("I", "F")):  # 16 bits of grey
        grey = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
        grey.info = image.info
        return grey
    if image.has_transparency_data:
        return image if image.mode == "RGBA" else image.convert("RGBA")
    return image if image.mode in ("RGB", "L") else image.convert("L" if image.mode == "1" else "RGB")


def _in_srgb(image: Image.Image) -> Image.Image:
    """The same colours without the profile that came along; a profile that cannot be used is left out."""
    from PIL import ImageCms

    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    profile = image.info.get("icc_profile")
    if profile:
        try:
            ours, theirs = ImageCms.createProfile("sRGB"), ImageCms.ImageCmsProfile(BytesIO(profile))
            turned = ImageCms.profileToProfile(image, theirs, ours, outputMode=mode)
            return turned or image.convert(mode)
        except (ImageCms.PyCMSError, OSError):
            pass
    return image.convert(mode)


def _resized(image: Image.Image, width: int) -> Image.Image:
    from PIL import Image

    height = max(1, round(image.height * width / image.width))
    sized = image if width == image.width else image.resize((width, height), Image.Resampling.LANCZOS)
    return Image.frombytes(sized.mode, sized.size, sized.tobytes())  # bare pixels: whatever came along is left behind


def _variant(image: Image.Image, kind: Kind, flat: bool) -> Variant:
    out = BytesIO()
    image.save(out, kind, **SETTINGS[kind], **(FLAT.get(kind, {}) if flat else {}))
    return Variant(kind, image.width, image.height, out.getvalue())


# ---- kept from one build to the next


def kept_variants(data: bytes, store: Store | None) -> tuple[Variant, ...]:
    """The variants of a picture, from the store where it has them whole."""
    if store is None:
        return variants(data)
    key = picture_key(data)
    found = store.get_bytes(key)
    made = unpacked(found) if found is not None else ()
    if not made and (made := variants(data)):
        store.put_bytes(key, packed(made))
    return made


def picture_key(data: bytes) -> str:
    """What the variants depend on: the picture, our settings, and the version of Pillow."""
    from PIL import __version__

    settings = json.dumps([__version__, WIDTHS, SETTINGS, FLAT, FLAT_COLOURS, GAP], sort_keys=True)
    return blake2b(data, digest_size=20, key=blake2b(settings.encode(), digest_size=32).digest()).hexdigest()


def packed(made: Sequence[Variant]) -> bytes:
    """Several variants as one piece: a line that lists them, then their bytes."""
    table = [[one.kind, one.width, one.height, len(one.data)] for one in made]
    return json.dumps(table).encode() + b"\n" + b"".join(one.data for one in made)


def unpacked(data: bytes) -> tuple[Variant, ...]:
    """The variants in such a piece; none where one of them is not what the list says."""
    line, _, rest = data.partition(b"\n")
    size = len(line) + 1
    try:
        made = []
        for kind, width, height, length in json.loads(line):
            made.append(Variant(kind, width, height, rest[:length]))
            size, rest = size + length, rest[length:]
    except (ValueError, TypeError):
        return ()
    return tuple(made) if size == len(data) and _is_whole(made) else ()


def _is_whole(made: Sequence[Variant]) -> bool:
    """Whether each is what it claims to be, and says nothing but its pixels."""
    for one in made:
        seen = header(one.data)
        if not isinstance(seen, Header) or (seen.kind, seen.width, seen.height) != (one.kind, one.width, one.height):
            return False
        if seen.carries & {"exif", "xmp", "icc_profile", "comment"}:
            return False
    by_kind: dict[str, list[int]] = {}
    for one in made:
        by_kind.setdefault(one.kind, []).append(one.width)
    return len(by_kind) == 3 and all(list(widths(found[-1])) == found for found in by_kind.values())
