"""Pictures -> variants: bare pixels, upright, in sRGB, never enlarged, the same bytes; and no bytes make it fail."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from functools import cache
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image, ImageCms, ImageFile

from kltsite.present import pictures
from kltsite.present.pictures import Variant, kept_variants, packed, picture_key, published, unpacked, variants, widths
from kltsite.validator.pictures import findings, kind_of
from tests.pictures import SECRET, house, of_every_kind, picture, saved, told

GOOD = dict(of_every_kind())
KINDS = ("jpeg", "png", "webp", "avif")


def opened(variant: Variant) -> Image.Image:
    image = Image.open(BytesIO(variant.data))
    image.load()
    return image


def near(one: tuple[int, ...], other: tuple[int, ...], far: int = 24) -> bool:
    return all(abs(a - b) <= far for a, b in zip(one, other, strict=True))


class Shelf(dict[str, bytes]):
    """A store in memory."""

    def get_bytes(self, key: str) -> bytes | None:
        return self.get(key)

    def put_bytes(self, key: str, data: bytes) -> None:
        self[key] = data


@pytest.mark.parametrize("name", GOOD)
def test_every_good_picture_has_every_variant(name: str) -> None:
    made = variants(GOOD[name])
    fallback = made[-1].kind
    assert fallback in ("jpeg", "png")
    assert [(one.kind, one.width, one.height) for one in made] == [
        ("avif", 90, 60), ("webp", 90, 60), (fallback, 90, 60)
    ]  # fmt: skip
    for one in made:
        image = opened(one)
        assert (kind_of(one.data), image.size, image.mode in ("RGB", "RGBA")) == (one.kind, (90, 60), True)
        assert getattr(image, "n_frames", 1) == 1
        assert not findings_of(one)


def findings_of(variant: Variant) -> list[str]:
    ending = "jpg" if variant.kind == "jpeg" else variant.kind
    return [one.sentence for one in findings(variant.data, f"a.{ending}", ())]


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (1, (1,)),
        (399, (399,)),
        (400, (400,)),
        (401, (400, 401)),
        (800, (400, 800)),
        (1000, (400, 800, 1000)),
        (1600, (400, 800, 1600)),
        (9000, (400, 800, 1600)),
    ],
)
def test_a_picture_is_never_enlarged(width: int, expected: tuple[int, ...]) -> None:
    assert widths(width) == expected
    made = variants(picture("png", width, max(1, width // 100)))
    assert {one.width for one in made} == set(expected)


@pytest.mark.parametrize("kind", ["jpeg", "png"])
def test_a_large_picture_keeps_its_shape_in_every_width(kind: str) -> None:
    made = variants(picture(kind, 2403, 1602))
    assert [(one.width, one.height) for one in made] == [(400, 267), (800, 534), (1600, 1067)] * 3


@pytest.mark.parametrize("size", [(1, 1), (1, 4000), (4000, 1), (3, 2), (1601, 1)])
def test_the_oddest_shapes_have_variants(size: tuple[int, int]) -> None:
    made = variants(picture("png", *size))
    assert made
    assert all(one.width >= 1 and one.height >= 1 for one in made)


# ---- privacy


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_a_picture_says_of_its_makers_and_its_place_goes_on(kind: str) -> None:
    original = told(kind)
    assert Image.open(BytesIO(original)).getexif().get_ifd(0x8825)[2] == (51.0, 16.0, 12.0)
    assert SECRET.encode() in original
    made = variants(original)
    assert len(made) == 3
    for one in made:
        assert_silent(one.data)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_comes_out_of_the_store_either(kind: str) -> None:
    shelf = Shelf()
    first = kept_variants(told(kind), shelf)
    assert kept_variants(told(kind), shelf) == first
    assert SECRET.encode() not in b"".join(shelf.values())


def assert_silent(data: bytes) -> None:
    image = Image.open(BytesIO(data))
    image.load()
    assert dict(image.getexif()) == {}
    assert image.getexif().get_ifd(0x8825) == {}
    assert not image.info.keys() & {"exif", "xmp", "XML:com.adobe.xmp", "icc_profile", "comment", "Author", "dpi"}
    for mark in (SECRET.encode(), b"Secret", b"xmpmeta", b"Exif\0\0", b"ICC_PROFILE"):
        assert mark not in data


# ---- what they show


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_upright(kind: str, orientation: int) -> None:
    turns = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    upright, turn = house(90, 60), turns[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    made = variants(saved(upright.transpose(turn) if turn is not None else upright, kind, exif=exif))
    for one in made:
        assert (one.width, one.height) == (90, 60)
        assert near(opened(one).convert("RGB").getpixel((27, 14)), (0x12, 0x62, 0x73), 60)  # the chimney
        assert near(opened(one).convert("RGB").getpixel((30, 40)), (0xE2, 0x58, 0x3E), 60)  # the wall


@pytest.mark.parametrize("orientation", [1, 6])
def test_a_photo_on_its_side_is_as_wide_as_one_upright(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    size = (3000, 2000) if orientation == 1 else (2000, 3000)
    made = variants(saved(house(*size), "jpeg", exif=exif))
    assert [(one.width, one.height) for one in made][:3] == [(400, 267), (800, 534), (1600, 1067)]


def swapped_profile() -> bytes:
    """A profile in which what is written as red is green: no eye would miss that it was read."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    entries = {bytes(profile[at : at + 4]): at for at in range(132, 132 + 12 * 17, 12)}
    red, green = entries[b"rXYZ"] + 4, entries[b"gXYZ"] + 4
    profile[red : red + 8], profile[green : green + 8] = profile[green : green + 8], profile[red : red + 8]
    return bytes(profile)


@pytest.mark.parametrize("kind", KINDS)
def test_colours_are_those_that_the_profile_means(kind: str) -> None:
    red = Image.new("RGB", (64, 64), (250, 10, 10))
    for one in variants(saved(red, kind, icc_profile=swapped_profile())):
        assert near(opened(one).convert("RGB").getpixel((30, 30)), (10, 250, 10), 30)
    for profile in (b"no profile", swapped_profile()[:200]):
        for one in variants(saved(red, kind, icc_profile=profile)):
            assert near(opened(one).convert("RGB").getpixel((30, 30)), (250, 10, 10), 30)


def test_a_profile_of_another_sort_of_colours_is_left_out() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    made = variants(saved(Image.new("RGB", (64, 64), (250, 10, 10)), "png", icc_profile=lab))
    assert near(opened(made[-1]).getpixel((30, 30)), (250, 10, 10))


def test_sixteen_bits_of_grey_become_eight() -> None:
    ramp = Image.frombytes("I;16", (256, 300), b"".join(bytes((value, value)) for value in range(256)) * 300)
    image = opened(variants(saved(ramp, "png"))[-1])
    assert [image.getpixel((x, 150))[0] for x in (8, 128, 248)] == pytest.approx([8, 128, 248], abs=3)


def test_transparency_stays_and_a_fallback_that_can_hold_it_goes_with_it() -> None:
    disc = Image.new("RGBA", (64, 64), (226, 88, 62, 0))
    disc.paste((226, 88, 62, 255), (16, 16, 48, 48))
    made = variants(saved(disc, "png"))
    assert [one.kind for one in made] == ["avif", "webp", "png"]
    for one in made:
        assert (opened(one).mode, opened(one).getpixel((2, 2))[3], opened(one).getpixel((32, 32))[3]) == (
            "RGBA",
            0,
            255,
        )


def test_an_opaque_picture_needs_no_transparency() -> None:
    made = variants(saved(house(900, 600, mode="RGBA"), "png"))
    assert made[-1].kind == "jpeg"


def test_a_drawing_in_flat_colours_stays_sharp() -> None:
    drawing = Image.new("P", (120, 80))
    drawing.putpalette([255, 255, 255, 226, 88, 62])
    drawing.paste(1, (0, 0, 61, 80))
    made = variants(saved(drawing, "png"))
    assert [one.kind for one in made] == ["avif", "webp", "png"]
    for one in made[1:]:
        assert [opened(one).getpixel((x, 40)) for x in (60, 61)] == [(226, 88, 62), (255, 255, 255)]


# ---- the same, whatever comes


@pytest.mark.parametrize("name", GOOD)
def test_the_same_picture_gives_the_same_bytes(name: str) -> None:
    assert variants(GOOD[name]) == variants(GOOD[name])


def test_settings_of_others_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = picture("jpeg", 900, 600)
    expected, cut = variants(whole), whole[: len(whole) // 2]
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 900 * 600 - 1)  # would warn
    assert variants(whole) == expected
    assert variants(cut) == ()
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_cut_in_half_has_no_variants(kind: str) -> None:
    noise = Image.effect_noise((200, 150), 80).convert("RGB")
    data = saved(noise, kind)
    assert len(variants(data)) == 3
    assert variants(data[: len(data) // 2]) == ()


@given(data=st.binary(max_size=400), start=st.sampled_from([b"", *(data[:60] for data in GOOD.values())]))
def test_no_bytes_make_it_fail(data: bytes, start: bytes) -> None:
    assert isinstance(variants(start + data), tuple)


@given(name=st.sampled_from(sorted(GOOD)), seed=st.integers(0, 2**32), spots=st.integers(1, 12))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_picture_has_problems_or_variants(name: str, seed: int, spots: int) -> None:
    data = damaged(GOOD[name], random.Random(seed), spots)
    if any(findings(data, f"a.{kind_of(data)}", ())):
        return  # such a picture is never decoded
    for one in variants(data):
        assert opened(one).size == (one.width, one.height)
        assert_silent(one.data)


def damaged(data: bytes, chance: random.Random, spots: int) -> bytes:
    """The data with bytes changed, cut out, doubled or cut off, more often near the head."""
    spoilt = bytearray(data)
    for _ in range(spots):
        at = min(chance.randrange(len(spoilt)), chance.randrange(len(spoilt)))
        match chance.randrange(5):
            case 0 | 1:
                spoilt[at] = chance.randrange(256)
            case 2:
                spoilt[at : at + 4] = chance.choice([b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff"])
            case 3:
                del spoilt[at : at + chance.randrange(1, 30)]
            case _:
                spoilt[at:at] = spoilt[at : at + 40]
        spoilt = spoilt or bytearray(b"\0")
    return bytes(spoilt)


# ---- kept


def test_what_is_kept_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf, data = Shelf(), picture("jpeg", 500, 300)
    first = kept_variants(data, shelf)
    assert list(shelf) == [picture_key(data)]
    monkeypatch.setattr(pictures, "variants", lambda data: pytest.fail("made again"))
    assert kept_variants(data, shelf) == first


def test_without_a_store_all_is_made_anew() -> None:
    assert kept_variants(picture(), None) == variants(picture())


def test_a_broken_picture_is_not_kept() -> None:
    shelf = Shelf()
    assert kept_variants(picture()[:300], shelf) == ()
    assert not shelf


def test_the_key_tells_pictures_settings_and_versions_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {picture_key(picture("jpeg")), picture_key(picture("png"))}
    with monkeypatch.context() as patch:
        patch.setattr("PIL.__version__", "0")
        keys.add(picture_key(picture("jpeg")))
    with monkeypatch.context() as patch:
        patch.setitem(pictures.SETTINGS, "webp", {"quality": 1})
        keys.add(picture_key(picture("jpeg")))
    assert len(keys) == 4
    assert all(len(key) == 40 for key in keys)


@cache
def kept() -> tuple[Variant, ...]:
    return variants(picture("jpeg", 500, 300))


def lies() -> Iterator[bytes]:
    """What a store might say that is not true."""
    whole = packed(kept())
    first, *others = kept()
    yield from (b"", b"\n", b"[]\n", b"{}\n", b"3\n", b"null\n", b"[[1]]\n", b'[["avif", 1, 1, "x"]]\nx', whole[:-1])
    yield whole + b"x"
    yield packed([replace(first, width=399), *others])
    yield packed([replace(first, kind="webp"), *others])
    yield packed([replace(first, data=b"x"), *others])
    yield packed(others)
    yield packed(kept()[:2])
    yield packed([*kept()[:-1], Variant("jpeg", 500, 300, saved(house(500, 300), "jpeg", comment=SECRET))])
    yield packed([*kept()[:-1], Variant("jpeg", 500, 300, saved(house(500, 300), "jpeg", exif=b"Exif\0\0" + bytes(8)))])
    yield json.dumps([["avif", 1, 1, -1]]).encode() + b"\n"


@pytest.mark.parametrize("lie", [pytest.param(lie, id=str(number)) for number, lie in enumerate(lies())])
def test_a_store_is_not_believed(lie: bytes) -> None:
    assert unpacked(lie) == ()
    data = picture("jpeg", 500, 300)
    shelf = Shelf({picture_key(data): lie})
    assert kept_variants(data, shelf) == kept()
    assert shelf[picture_key(data)] == packed(kept())


@given(st.binary(max_size=200))
def test_no_bytes_of_a_store_make_it_fail(data: bytes) -> None:
    assert unpacked(data) == ()


# ---- their places


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("box/house.jpg", "assets/media/box/house-400."),
        ("Box/My House, é.JPG", "assets/media/box/my-house-400."),
        ("φ/π.png", "assets/media/picture/picture-400."),
        ("box/a.b.png", "assets/media/box/a-b-400."),
        ("x" * 250 + ".png", f"assets/media/{'x' * 80}-400."),
    ],
)
def test_the_address_of_a_variant_needs_no_escape(name: str, start: str) -> None:
    place = published(name, kept()[0], "assets/media/")
    assert place.address.startswith(start)
    assert place.address.endswith(".avif")
    assert place.address.replace("/", "").replace("-", "").replace(".", "").isalnum()
    assert place.address.isascii()


def test_pictures_whose_names_or_bytes_differ_have_addresses_that_differ() -> None:
    names = ("a b.jpg", "a-b.jpg", "A-b.jpg", "a-b.png")
    assert len({published(name, one, "") for name in names for one in kept()}) == len(names) * len(kept())
    assert len({published(name, one, "").address for name in names for one in kept()}) == len(names) * len(kept())
