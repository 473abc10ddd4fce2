"""Links and pictures that try to leave the content folder, to be something else, or to take all the time and memory."""

from __future__ import annotations

import os
import resource
import socket
import struct
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest

from kltsite import folders, judging
from kltsite.disk import DiskError
from kltsite.problems import Problem, errors
from kltsite.validator.pictures import findings
from kltsite.workers import alone
from tests.helpers import BASE as BASE_CONTENT
from tests.helpers import MINIMAL, ROOT, files_in
from tests.pictures import claiming, picture

IMAGE = "media:\n  - {{kind: image, file: {file}, alt: {{en: a, de: a}}, credit: c, licence: CC BY 4.0}}\n"
SECONDS, MEBIBYTES = 2, 300


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder with a picture that no entry names yet, and a secret beside the folder."""
    folder = tmp_path / "content"
    for path, data in files_in(BASE_CONTENT).items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    (folder / "media/mill").mkdir(parents=True)
    (folder / "media/mill/lamp.jpg").write_bytes(picture("jpeg"))
    (tmp_path / "secret.jpg").write_bytes(picture("jpeg"))
    return folder


def problems(folder: Path, file: str) -> dict[str, list[Problem]]:
    """What is wrong, by file, where an entry names `file` as its picture."""
    (folder / "collaborations/entry.yaml").write_text(MINIMAL + IMAGE.format(file=file), encoding="utf-8")
    found, unread = folders.content(folder)
    told: dict[str, list[Problem]] = {}
    for one in errors(judging.judge(found, judging.Options(), alone, unread).problems):
        told.setdefault(one.file, []).append(one)
    return told


def of_entry(folder: Path, file: str) -> list[str]:
    return [one.sentence for one in problems(folder, file).get("collaborations/entry.yaml", [])]


def test_a_picture_that_is_there_may_be_named(content: Path) -> None:
    assert problems(content, "mill/lamp.jpg") == {}


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("../secret.jpg", "KLT801/outside"),
        ("mill/../../secret.jpg", "KLT801/outside"),
        ("mill/../mill/lamp.jpg", "KLT801/outside"),
        ("./mill/lamp.jpg", "KLT801/outside"),
        ("mill//lamp.jpg", "KLT801/outside"),
        ("/etc/passwd", "KLT801/outside"),
        ("//host.example/share/x.jpg", "KLT801/outside"),
        ("'C:/x.jpg'", "KLT801/outside"),
        ("'mill\\lamp.jpg'", "KLT801/outside"),
        ("'mill/lamp.jpg::$DATA'", "KLT801/outside"),
        ("'file:///etc/passwd'", "KLT801/outside"),
        ("'https://a.example/x.jpg'", "KLT801/outside"),
        ("mill/LAMP.JPG", "KLT802/missing"),
        ("Mill/lamp.jpg", "KLT802/missing"),
        ("mill/lamp.jpg/", "KLT801/outside"),
        ("mill", "KLT802/missing"),
        ("'%2e%2e/secret.jpg'", "KLT802/missing"),
        ('"mill/lamp.jpg\\n"', ""),
        ('"mill/la\\nmp.jpg"', "KLT208/line-break"),
        ('"mill/lamp.jpg\\0"', "KLT106/control-character"),
        ("~/x.jpg", "KLT802/missing"),
        ("dev/stdin", "KLT802/missing"),
        ("con", "KLT802/missing"),
        ("{a: b}", "KLT207/scalar"),
    ],
)
def test_no_name_of_a_picture_leaves_the_folder_of_media(content: Path, file: str, sentence: str) -> None:
    assert of_entry(content, file) == ([sentence] if sentence else [])


@pytest.mark.parametrize(
    "target", ["../../../secret.jpg", "/etc/hostname", "/dev/zero", "/proc/self/mem", "nowhere", "x.jpg", "..", "."]
)
def test_a_link_in_place_of_a_picture_is_told_and_nothing_of_its_end_is_read(content: Path, target: str) -> None:
    (content / "media/mill/x.jpg").symlink_to(target)
    told = problems(content, "mill/x.jpg")
    assert [one.code for one in told["media/mill/x.jpg"]] == ["KLT101"]


def test_a_pipe_and_a_socket_in_place_of_a_picture_are_told_and_nobody_waits_for_them(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(content / "media/mill/pipe.jpg")
    monkeypatch.chdir(content / "media/mill")
    with socket.socket(socket.AF_UNIX) as door:
        door.bind("door.jpg")
        begun = time.monotonic()
        told = problems(content, "mill/pipe.jpg")
    assert time.monotonic() - begun < 5
    for name in ("pipe", "door"):
        assert [one.sentence for one in told[f"media/mill/{name}.jpg"]] == ["KLT101/not-a-file"]


def test_a_folder_of_media_that_is_itself_a_link_out_is_told(content: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/x.jpg").write_bytes(picture("jpeg"))
    (content / "media/away").symlink_to(tmp_path / "elsewhere")
    told = problems(content, "away/x.jpg")
    assert [one.code for one in told["media/away"]] == ["KLT101"]


def test_a_name_with_a_line_end_is_told_on_one_line(content: Path) -> None:
    (content / "media/mill/a\n::error::b.jpg").write_bytes(picture("jpeg"))
    (told,) = [file for file in problems(content, "mill/lamp.jpg") if "error" in file]
    assert "\n" not in told


# -- pictures that are something else ------------------------------------------------------------------------

GIF = b"GIF89a/*" + bytes(8) + b"*/=1;alert(1)"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
ZIP = b"PK\x03\x04" + bytes(26) + b"PK\x05\x06" + bytes(18)
POLYGLOTS = {
    "a GIF that is a script": (GIF, "KLT803/kind"),
    "an SVG that is called a picture": (SVG, "KLT803/kind"),
    "an SVG in gzip": (b"\x1f\x8b" + zlib.compress(SVG), "KLT803/kind"),
    "a page": (b"<!doctype html><script>alert(1)</script>", "KLT803/kind"),
    "a JPEG that is a page": (
        picture("jpeg")[:2] + b"\xff\xfe\x00\x20<html><script>alert(1)</script>" + picture("jpeg")[2:],
        "KLT809/more",
    ),
    "a JPEG that is a page in capitals": (picture("jpeg") + b"<HTML>", "KLT809/more"),
    "a PNG with an archive behind it": (picture("png") + ZIP, "KLT809/more"),
    "a WebP with a PDF behind it": (picture("webp") + b"%PDF-1.4", "KLT809/more"),
    "a PNG by its first bytes alone": (b"\x89PNG\r\n\x1a\n" + bytes(40), "KLT805/broken"),
    "a JPEG by its first bytes alone": (b"\xff\xd8\xff" + bytes(40), "KLT805/broken"),
    "nothing": (b"", "KLT803/kind"),
}


@pytest.mark.parametrize("name", POLYGLOTS)
def test_what_is_something_else_too_is_refused(name: str) -> None:
    data, sentence = POLYGLOTS[name]
    ending = {b"\x89PNG": "png", b"RIFF": "webp"}.get(data[:4], "jpg")
    assert sentence in [finding.sentence for finding in findings(data, f"a.{ending}", ("media",))]


# -- pictures that take all there is -------------------------------------------------------------------------


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def with_text_bomb() -> bytes:
    """A PNG with a note that unfolds to 200 MB."""
    data = picture("png")
    bomb = b"Comment\0\0" + zlib.compress(bytes(200_000_000), 9)
    return data[:33] + chunk(b"zTXt", bomb) + data[33:]


def many_scans(side: int = 7000, scans: int = 3000) -> bytes:
    """A progressive JPEG, grey and huge, that goes over all of it again and again, each time saying nothing."""
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("L", (side, side)).save(out, "jpeg", progressive=True)
    data = out.getvalue()
    blocks = ((side + 7) // 8) ** 2
    table = bytes([1] + [0] * 15) + b"\xe0"  # one code, a single 0: the end of the next 2^14 and more blocks
    tables = b"\xff\xc4" + struct.pack(">H", 3 + len(table)) + b"\x10" + table
    head = b"\xff\xda\x00\x08\x01\x01\x00\x01\x05\x01"  # one component, coefficients 1 to 5, next bit 0 of the first
    runs = -(-blocks // 32767)
    bits = "".join("0" + f"{32767 - 16384:014b}" for _ in range(runs))
    bits += "1" * (-len(bits) % 8)
    body = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\x00")
    return data[:-2] + tables + (head + body) * scans + data[-2:]


BOMBS = {
    "PNG of 60,000 by 60,000": lambda: claiming(60_000, 60_000),
    "PNG at the limit, of nothing": lambda: claiming(10_000, 5_000),
    "PNG with a note that unfolds": with_text_bomb,
    "JPEG that goes over itself again and again": many_scans,
}
LOOK = """
import resource, sys, time
from kltsite.present import pictures
from kltsite.validator.pictures import findings
data = sys.stdin.buffer.read()
begun, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
found = [one.sentence for one in findings(data, "a." + sys.argv[1], ())]
made = () if found else pictures.variants(data)
more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(found, len(made), time.process_time() - begun, more >> 10, sep="|")
"""


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_no_time(name: str) -> None:
    data = BOMBS[name]()
    ending = "png" if data.startswith(b"\x89") else "jpg"

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (30, 30))

    done = subprocess.run(
        [sys.executable, "-c", LOOK, ending],
        input=data,
        cwd=ROOT,
        capture_output=True,
        check=False,
        preexec_fn=limit,
    )
    assert done.returncode == 0, (len(data), done.stderr[-500:])
    found, made, seconds, mebibytes = done.stdout.decode().split("|")
    assert found != "[]" or made == "0"
    assert float(seconds) < SECONDS, (len(data), found, seconds)
    assert int(mebibytes) < MEBIBYTES, (found, mebibytes)


# -- templates ------------------------------------------------------------------------------------------------


def test_a_template_that_cannot_be_read_is_told_and_no_site_is_made_without_it(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("x")
    assert folders.templates(tmp_path) == {"page.html": b"x"}
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/contribute.js").symlink_to("nowhere")
    with pytest.raises(DiskError, match=r"assets/contribute\.js cannot be read") as told:
        folders.templates(tmp_path)
    assert told.value.hint
