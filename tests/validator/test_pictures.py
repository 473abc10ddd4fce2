"""Pictures seen from outside: what keeps one out, and that looking never decodes, never raises, never grows."""

from __future__ import annotations

import resource
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFile

from kltsite.validator.pictures import ENDINGS, MAX_PIXELS, MAX_SIDE, Header, findings, header, kind_of
from tests.pictures import claiming, house, of_every_kind, picture, saved

FIELD = ("media", 0, "file")
GOOD = dict(of_every_kind())


def sentences(data: bytes, file: str = "box/a.png") -> list[str]:
    found = list(findings(data, file, FIELD))
    assert all(finding.path == FIELD for finding in found)
    return [finding.sentence for finding in found]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (picture("png"), "png"),
        (picture("jpeg"), "jpeg"),
        (picture("webp"), "webp"),
        (picture("avif"), "avif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "webp"),
        (b"\0\0\0\x1cftypavis", "avif"),
        (b"RIFF\0\0\0\0WAVE", None),
        (b"GIF89a", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", None),
        (b"<html>", None),
        (b"", None),
    ],
)
def test_a_picture_is_known_by_its_first_bytes(data: bytes, kind: str | None) -> None:
    assert kind_of(data) == kind


@pytest.mark.parametrize("name", GOOD)
def test_a_good_picture_has_no_problem(name: str) -> None:
    kind = kind_of(GOOD[name])
    assert kind is not None
    for ending in ENDINGS[kind]:
        assert sentences(GOOD[name], f"box/a{ending}") == []
        assert sentences(GOOD[name], f"box/A{ending.upper()}") == []
    seen = header(GOOD[name])
    assert isinstance(seen, Header)
    assert (seen.kind, seen.width, seen.height, seen.moves) == (kind, 90, 60, False)


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "avif"])
def test_the_name_must_say_what_the_picture_is(kind: str) -> None:
    for other, endings in ENDINGS.items():
        for ending in endings:
            assert sentences(picture(kind), f"box/a{ending}") == ([] if kind == other else ["KLT807/ending"])
    assert sentences(picture(kind), "box/a") == ["KLT807/ending"]


def test_the_size_has_a_limit_to_the_pixel() -> None:
    side = 10_000
    assert sentences(claiming(side, MAX_PIXELS // side)) == []
    assert sentences(claiming(side, MAX_PIXELS // side + 1)) == ["KLT806/pixels"]
    assert sentences(claiming(MAX_SIDE, 1)) == []
    assert sentences(claiming(MAX_SIDE + 1, 1)) == ["KLT806/side"]
    assert sentences(claiming(1, MAX_SIDE + 1)) == ["KLT806/side"]
    assert sentences(claiming(60_000, 60_000)) == ["KLT806/pixels"]
    assert sentences(claiming(0, 10)) == ["KLT805/broken"]
    assert sentences(claiming(10, 0)) == ["KLT805/broken"]


def test_a_bomb_is_refused_by_its_header_without_being_read() -> None:
    black = Image.new("1", (12_000, 12_000))  # 144 million pixels, 18 MB, in some thousand bytes
    data = saved(black, "png")
    del black
    assert len(data) < 40_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tracemalloc.start()
    assert sentences(data) == ["KLT806/pixels"]
    assert tracemalloc.get_traced_memory()[1] < 1 << 20
    tracemalloc.stop()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 8 << 10  # KiB


@pytest.mark.parametrize("kind", ["png", "webp", "avif"])
def test_a_picture_that_moves_is_refused(kind: str) -> None:
    frames = [house(), house().rotate(180)]
    assert sentences(saved(frames[0], kind, save_all=True, append_images=frames[1:]), f"a.{kind}") == ["KLT808/moves"]


def test_a_picture_in_the_colours_of_print_is_refused() -> None:
    assert sentences(saved(house(mode="CMYK"), "jpeg"), "a.jpg") == ["KLT810/print"]


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "avif"])
@pytest.mark.parametrize(
    "hidden",
    [
        b"<script>alert(1)</script>",
        b"<!DOCTYPE html><p>x",
        b"<?php echo 1;",
        b"%PDF-1.7",
        b"<a xmlns='http://www.w3.org/2000/svg'/>",
        b"PK\x05\x06" + bytes(18),
    ],
)
def test_a_picture_that_is_something_else_too_is_refused(kind: str, hidden: bytes) -> None:
    assert "KLT809/more" in sentences(picture(kind) + hidden, f"a{ENDINGS[kind][0]}")  # type: ignore[index]


def test_all_that_is_wrong_with_a_picture_is_told_at_once() -> None:
    data = saved(house(mode="CMYK"), "jpeg") + b"<script>"
    assert sentences(data, "a.png") == ["KLT807/ending", "KLT809/more", "KLT810/print"]


@given(data=st.binary(max_size=400), start=st.sampled_from([b"", *(data[:40] for data in GOOD.values())]))
def test_no_bytes_make_looking_fail(data: bytes, start: bytes) -> None:
    assert all(finding.path == FIELD for finding in findings(start + data, "a.png", FIELD))


@given(name=st.sampled_from(sorted(GOOD)), cut=st.integers(0, 5000))
def test_a_picture_cut_off_anywhere_is_looked_at_without_failing(name: str, cut: int) -> None:
    for finding in findings(GOOD[name][:cut], "a.png", FIELD):
        assert finding.sentence[:6] in {"KLT803", "KLT805", "KLT806", "KLT807", "KLT808", "KLT809", "KLT810"}


def test_looking_reads_the_pixels_of_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    large = picture("jpeg", 3000, 2000)
    with monkeypatch.context() as patched:
        patched.setattr(ImageFile.ImageFile, "load", lambda image: pytest.fail("its pixels were read"))
        assert isinstance(header(large), Header)
