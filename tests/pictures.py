"""Pictures for tests, drawn here and visibly made up: a house of two colours on a meadow that never was."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms, ImageDraw

GPS_TAG, DESCRIPTION, ARTIST, ORIENTATION = 0x8825, 0x010E, 0x013B, 0x0112
SECRET = "Secret Lane 7"  # what a picture says of its makers: nobody may find it in a variant
XMP = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF><photo>{SECRET}</photo></rdf:RDF></x:xmpmeta>".encode()


def house(width: int = 90, height: int = 60, mode: str = "RGB") -> Image.Image:
    """A house, with its chimney at the top left and its door at the right."""
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    pen = ImageDraw.Draw(image)
    pen.rectangle((width // 4, height // 3, width * 3 // 4, height * 5 // 6), fill="#e2583e")
    pen.rectangle((width // 4, height // 8, width // 3, height // 3), fill="#126273")
    pen.rectangle((width * 3 // 5, height // 2, width * 2 // 3, height * 5 // 6), fill="#3a1f4d")
    return image.convert(mode)


def saved(image: Image.Image, kind: str, **settings: Any) -> bytes:
    """The file of an image."""
    out = BytesIO()
    image.save(out, kind, **settings)
    return out.getvalue()


@cache
def picture(kind: str = "jpeg", width: int = 90, height: int = 60) -> bytes:
    """A plain picture file."""
    return saved(house(width, height), kind)


def told(kind: str, orientation: int = 1) -> bytes:
    """A picture that says where it was taken, by whom, in which colours, and how it is to be turned."""
    exif = Image.Exif()
    exif[DESCRIPTION], exif[ARTIST], exif[ORIENTATION] = f"At {SECRET}", SECRET, orientation
    exif[GPS_TAG] = {1: "N", 2: (51.0, 16.0, 12.0), 3: "E", 4: (14.0, 5.0, 24.0), 29: "2024:07:01"}
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    more: dict[str, Any] = {"comment": SECRET} if kind == "jpeg" else {}
    if kind == "png":
        from PIL.PngImagePlugin import PngInfo

        more["pnginfo"] = PngInfo()
        more["pnginfo"].add_text("Author", SECRET)
        more["pnginfo"].add_itxt("XML:com.adobe.xmp", XMP.decode())
    else:
        more["xmp"] = XMP
    return saved(house(), kind, exif=exif, icc_profile=profile, **more)


def claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be so large."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def of_every_kind() -> Iterator[tuple[str, bytes]]:
    """(name, file) of pictures that are all right, in every kind and every sort of colours that may come along."""
    for kind in ("jpeg", "png", "webp", "avif"):
        yield f"{kind}", picture(kind)
        yield f"{kind} with everything said", told(kind)
    see_through = house(mode="RGBA")
    see_through.putalpha(Image.linear_gradient("L").resize(see_through.size))
    for kind in ("png", "webp", "avif"):
        yield f"{kind} with transparency", saved(see_through, kind)
    for mode in ("1", "L", "LA", "P", "RGBA", "I;16"):
        image = Image.linear_gradient("L").resize((90, 60)).convert("I").point(lambda value: value * 257)
        yield f"png in mode {mode}", saved(image.convert("I;16") if mode == "I;16" else house(mode=mode), "png")
    yield "png with one colour left out", saved(house(mode="P"), "png", transparency=0)
    yield "jpeg in grey", saved(house(mode="L"), "jpeg")
    yield "jpeg, progressive", saved(house(), "jpeg", progressive=True)
    yield "jpeg with a twin, as phones write it", saved(house(), "mpo", save_all=True, append_images=[house(45, 30)])
