"""The images of a site, from the picture in the content folder to the page that shows it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

import lxml.html
import matplotlib
import pytest
from click.testing import CliRunner
from lxml.html import HtmlElement
from msgspec.structs import replace
from PIL import Image

from kltsite import assembly, imagery, judging, publish
from kltsite.cli import FINE, PROBLEMS, main
from kltsite.present.addresses import folder_of
from kltsite.present.previews import Preview, Shape
from kltsite.present.views import previews, scene
from kltsite.workers import Processes, alone
from tests.helpers import TEMPLATES, built, changed, files_in, interface, village
from tests.pictures import SECRET, house, picture, saved, told
from tests.present.test_pictures import Shelf

PHOTO, DRAWING, SMALL = "gallery/Photo one.jpg", "gallery/drawing.png", "gallery/small.webp"
NAMES = (PHOTO, DRAWING, SMALL)
LANGUAGES = {"en": "collaborations", "de": "kooperationen"}


def entry(*files: str) -> str:
    """An entry with these pictures."""
    images = "".join(
        f"  - {{kind: image, file: '{file}', credit: Nobody {at}, licence: CC0, "
        f"alt: {{en: Picture {at}, de: Bild {at}}}}}\n"
        for at, file in enumerate(files, 1)
    )
    text = changed(("The bread box", "The gallery"), ("Der Brotkasten", "Die Galerie"), ("Grünfink", "Distel"))
    return text + (f"media:\n{images}" if images else "")


def folder(*files: str, **more: bytes) -> dict[str, bytes]:
    """A content folder with an entry that has these pictures."""
    media = {PHOTO: photo(), DRAWING: saved(house(700, 500, "P").quantize(8), "png"), SMALL: told("webp")}
    there = {f"media/{name}": more.get(name, media.get(name, b"")) for name in files}
    return {**village(), "collaborations/gallery.yaml": entry(*files).encode(), **there}


@cache
def photo() -> bytes:
    """A large picture on its side that says where it was taken."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, SECRET
    exif[0x8825] = {1: "N", 2: (51.0, 16.0, 12.0)}
    return saved(house(1300, 2000), "jpeg", exif=exif)


@dataclass(frozen=True)
class Site:
    """A built site."""

    files: Mapping[str, bytes]

    def page(self, address: str) -> HtmlElement:
        """A page, parsed."""
        return lxml.html.fromstring(self.files[address].decode())

    def image(self, page: str, href: str) -> Image.Image:
        """The picture behind an address on a page."""
        steps = folder_of(page).split("/")[:-1]
        for step in href.split("/"):
            if step == "..":
                steps.pop()
            else:
                steps.append(step)
        return Image.open(BytesIO(self.files["/".join(steps)]))


@cache
def site() -> Site:
    return Site(built(folder(*NAMES)))


in_both_languages = pytest.mark.parametrize("language", LANGUAGES)


def pictures_on(address: str) -> list[HtmlElement]:
    return site().page(address).xpath("//article//picture")


def address_in(language: str) -> str:
    return f"{language}/{LANGUAGES[language]}/gallery.html"


@in_both_languages
def test_the_page_of_an_entry_shows_all_its_pictures_in_order(language: str) -> None:
    word = {"en": "Picture", "de": "Bild"}[language]
    shown = [one.xpath(".//img")[0] for one in pictures_on(address_in(language))]
    assert [image.get("alt") for image in shown] == [f"{word} 1", f"{word} 2", f"{word} 3"]
    captions = site().page(address_in(language)).xpath("//figure[contains(@class, 'picture')]/figcaption")
    assert [caption.text for caption in captions] == ["Nobody 1 · CC0", "Nobody 2 · CC0", "Nobody 3 · CC0"]


@in_both_languages
def test_only_the_first_picture_is_asked_for_at_once(language: str) -> None:
    first, *others = [one.xpath(".//img")[0] for one in pictures_on(address_in(language))]
    assert (first.get("fetchpriority"), first.get("loading")) == ("high", None)
    assert [(one.get("fetchpriority"), one.get("loading")) for one in others] == [(None, "lazy")] * 2
    assert all(one.get("decoding") == "async" for one in (first, *others))


@in_both_languages
def test_every_address_leads_to_a_picture_of_the_kind_and_width_that_it_is_said_to_have(language: str) -> None:
    page = address_in(language)
    for one in pictures_on(page):
        image = one.xpath(".//img")[0]
        kinds = [source.get("type") for source in one.xpath(".//source")]
        assert kinds == ["image/avif", "image/webp"]
        for holder in (*one.xpath(".//source"), image):
            for candidate in holder.get("srcset").split(", "):
                href, width = candidate.split(" ")
                found = site().image(page, href)
                assert found.width == int(width.removesuffix("w"))
                assert holder.tag == "img" or found.get_format_mimetype() == holder.get("type")
        widest = site().image(page, image.get("src"))
        assert (str(widest.width), str(widest.height)) == (image.get("width"), image.get("height"))
        assert (image.get("sizes") is None) is ("," not in image.get("srcset"))


def test_the_photo_stands_upright_in_three_widths() -> None:
    image = pictures_on(address_in("en"))[0].xpath(".//img")[0]
    assert (image.get("width"), image.get("height")) == ("1600", "1040")
    assert re.findall(r" (\d+)w", image.get("srcset")) == ["400", "800", "1600"]


def test_the_originals_and_what_they_say_stay_at_home() -> None:
    originals = {data for path, data in folder(*NAMES).items() if path.startswith("media/")}
    assert not originals & set(site().files.values())
    media = {path: data for path, data in site().files.items() if path.startswith(imagery.PICTURES)}
    assert len(media) == 3 * (3 + 2 + 1)
    for path, data in media.items():
        assert re.fullmatch(r"assets/media/gallery/[a-z-]+-\d+\.[0-9a-f]{10}\.(avif|webp|jpg|png)", path)
        assert SECRET.encode() not in data
        assert not Image.open(BytesIO(data)).getexif()


@pytest.mark.parametrize(
    "page",
    [
        "en/index.html",
        "de/index.html",
        "en/collaborations/index.html",
        "de/kooperationen/index.html",
        "en/collaborations/subsector/design.html",
        "de/kooperationen/teilmarkt/design.html",
    ],
)
def test_a_card_shows_the_smallest_width_of_the_first_picture(page: str) -> None:
    (card,) = site().page(page).xpath("//li[@class='card'][.//picture]")
    one = card.xpath(".//picture")[0]
    image = one.xpath(".//img")[0]
    assert card.xpath(".//a/@href")[0].endswith("gallery.html")
    assert (image.get("alt"), image.get("loading"), image.get("width"), image.get("height")) == (
        "",
        "lazy",
        "400",
        "260",
    )
    for href in (image.get("src"), *(source.get("srcset") for source in one.xpath(".//source"))):
        assert site().image(page, href).size == (400, 260)


def test_an_entry_without_a_picture_has_none() -> None:
    files = built(folder())
    assert not [path for path in files if path.startswith("assets/media/")]
    assert not [path for path, data in files.items() if path.endswith(".html") and b"<picture" in data]


def test_a_picture_of_a_draft_is_published_with_its_draft_only() -> None:
    files = folder(SMALL)
    draft = files["collaborations/gallery.yaml"].replace(b"status: published", b"status: draft")
    files["collaborations/gallery.yaml"] = draft
    assert not [path for path in built(files) if path.startswith("assets/media/")]
    shown = built(files, judging.Options(drafts=True))
    assert len([path for path in shown if path.startswith("assets/media/")]) == 3


def test_a_missing_variant_would_be_found() -> None:
    page = site().files[address_in("en")].decode()
    links = publish.page(address_in("en"), page).links
    media = {path for path in site().files if path.startswith(imagery.PICTURES)}
    assert media <= set(links)


# ---- what turns out late


def half() -> dict[str, bytes]:
    whole = saved(Image.effect_noise((300, 200), 90).convert("RGB"), "jpeg")
    return {**folder(DRAWING, "gallery/half.jpg"), "media/gallery/half.jpg": whole[: len(whole) // 2]}


def test_a_picture_that_ends_too_soon_is_told_where_the_entry_names_it() -> None:
    judged = judging.judge(half(), judging.Options(), alone)
    assert judged.problems == ()
    around = assembly.Surroundings(files_in(TEMPLATES), interface(), lambda chart: "<svg></svg>")
    ledger = publish.Ledger()
    for output in assembly.build(judged, half(), around, judging.Options(), alone):
        ledger.enter(output)
    (problem,) = ledger.settle()
    lines = half()["collaborations/gallery.yaml"].decode().splitlines()
    assert (problem.sentence, problem.file) == ("KLT805/broken", "collaborations/gallery.yaml")
    assert "half.jpg" in lines[problem.span.line - 1][problem.span.column - 1 : problem.span.end_column - 1]


# ---- the same with a store, without, and in any number of processes


def project(place: Path, files: Mapping[str, bytes]) -> Path:
    for path, data in files.items():
        (place / "content" / path).parent.mkdir(parents=True, exist_ok=True)
        (place / "content" / path).write_bytes(data)
    return place


def ask(*arguments: str) -> tuple[int, str]:
    given = ["build", "--templates", str(TEMPLATES), *arguments]
    answer = CliRunner().invoke(main, given, prog_name="kltsite")
    return answer.exit_code, answer.output


def test_a_broken_picture_leaves_the_site_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project(tmp_path, folder(DRAWING)))
    assert ask()[0] == FINE
    before = files_in(tmp_path / "output")
    project(tmp_path, half())
    code, said = ask()
    assert code == PROBLEMS
    assert "content/collaborations/gallery.yaml:" in said
    assert "KLT805" in said
    assert files_in(tmp_path / "output") == before


def test_any_number_of_processes_and_any_store_give_the_same_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"gallery/{number}.png" for number in range(6)]
    pictures = {f"media/{name}": picture("png", 90 + at, 60) for at, name in enumerate(names)}
    monkeypatch.chdir(project(tmp_path, {**folder(*names), **pictures}))
    assert ask("--jobs", "1", "--output", "one")[0] == FINE  # nothing kept yet
    first = files_in(tmp_path / "one")
    cache = files_in(tmp_path / ".cache/kltsite")
    kept = {path: data for path, data in cache.items() if data[32:33] != b"["}  # no memory of builds
    assert len(kept) > len(names)
    assert ask("--jobs", "3", "--output", "two")[0] == FINE  # all kept
    assert files_in(tmp_path / "two") == first
    for path, data in kept.items():
        (tmp_path / ".cache/kltsite" / path).write_bytes(data[:50])
    assert ask("--jobs", "3", "--output", "three")[0] == FINE  # kept, and damaged
    assert files_in(tmp_path / "three") == first
    assert kept.items() <= files_in(tmp_path / ".cache/kltsite").items()
    assert ask("--jobs", "2", "--no-cache", "--output", "four")[0] == FINE
    assert files_in(tmp_path / "four") == first


def test_previews_of_one_emblem_follow_each_other_however_they_are_called() -> None:
    one, other = (Shape("cci", ()),), (Shape("sme", ()),)
    previews = {
        f"{name}.png": Preview("", "", "", "", shapes) for name, shapes in zip("bdac", [one, other] * 2, strict=True)
    }
    ordered = imagery._by_emblem(previews)
    assert ordered == previews
    assert [preview.shapes for preview in ordered.values()] in ([one, one, other, other], [other, other, one, one])
    assert list(ordered) == list(imagery._by_emblem(dict(reversed(previews.items()))))


def test_without_a_cache_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project(tmp_path, folder(SMALL)))
    assert ask("--no-cache")[0] == FINE
    assert not (tmp_path / ".cache").exists()


def test_pictures_are_spread_over_processes() -> None:
    files = {f"media/{name}": picture("png") for name in map(str, range(8))}
    files["collaborations/gallery.yaml"] = entry(*map(str, range(8))).encode()
    case = judging.judge({**village(), "collaborations/gallery.yaml": entry().encode()}, judging.Options(), alone)
    shown = [replace(one, media=images(8)) for one in case.cases if one.slug == "gallery"]
    one = list(imagery.developed(files, shown, None, alone, lambda output: output))
    several = list(imagery.developed(files, shown, None, Processes(2), lambda output: output))
    assert several == one
    assert [picture.name for picture in one] == list(map(str, range(8)))


def images(count: int) -> tuple[object, ...]:
    from kltsite.domain.collaboration import Image as Named
    from kltsite.domain.values import Text

    alt = Text({"en": "x"})
    return tuple(Named(kind="image", file=str(at), alt=alt, credit="x", licence="x") for at in range(count))


# ---- link previews


@cache
def with_faces() -> dict[str, bytes]:
    """The templates with typefaces of the names that ours have."""
    fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    faces = {"vollkorn": "DejaVuSerif-Bold.ttf", "source-sans-3": "DejaVuSans.ttf"}
    own = {path: data for path, data in files_in(TEMPLATES).items() if not path.startswith("assets/fonts/")}
    own["assets/site.css"] = b""  # it would name the fonts that are left out
    return {**own, **{f"assets/fonts/{name}.woff2": (fonts / file).read_bytes() for name, file in faces.items()}}


def previews_in(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in files.items() if path.startswith(imagery.PREVIEWS)}


def scenes(
    templates: Mapping[str, bytes], emblem: previews.Emblem = previews.printed, files: Mapping[str, bytes] | None = None
) -> list[dict[str, str]]:
    """The address of each entry's preview, in each language."""
    from kltsite.present.previews import typefaces

    content = judging.judge(files or folder(), judging.Options(), alone)
    assert content.settings is not None
    shown = {case.slug: case for case in content.cases}
    around = assembly.Surroundings(templates, interface(), lambda chart: "")
    found = assembly.scenes_of(content, content.settings, shown, around, {"site.css": "assets/site.css"})
    known, _ = imagery.planned(found, typefaces(templates), emblem)
    return [{slug: scene.preview_of(slug) for slug in scene.cases} for scene in known]


def test_every_entry_has_a_preview_in_every_language() -> None:
    shelf = Shelf()
    files = built(folder(), templates=with_faces(), store=shelf)
    addresses = [address for scene in scenes(with_faces()) for address in scene.values()]
    assert len(set(addresses)) == len(addresses) == 2 * 3
    assert set(previews_in(files)) == set(addresses)
    assert previews_in(built(folder(), templates=with_faces(), store=shelf)) == previews_in(files)
    for data in previews_in(files).values():
        assert Image.open(BytesIO(data)).size == (1200, 630)


@in_both_languages
def test_an_entry_with_a_picture_is_shared_with_it(language: str) -> None:
    page = site().page(address_in(language))
    (shared,) = page.xpath("//meta[@property='og:image']/@content")
    (alt,) = page.xpath("//meta[@property='og:image:alt']/@content")
    lead = page.xpath("//article//figure[contains(@class, 'picture-lead')]//img")[0]
    assert shared.rpartition("/")[2] == lead.get("src").rpartition("/")[2]
    assert alt == lead.get("alt")


def test_many_entries_share_the_previews_of_their_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    twin = entry().replace("The gallery", "A second").replace("Die Galerie", "Die zweite").replace("Distel", "Kiebitz")
    files = {**folder(), "collaborations/twin.yaml": twin.encode()}
    alike = [(one["gallery"], one["twin"]) for one in scenes(with_faces(), files=files)]
    assert len({address for pair in alike for address in pair}) == 4
    monkeypatch.setattr(scene, "OF_THEIR_OWN", 3)
    english, german = scenes(with_faces(), files=files)
    assert english["gallery"] == english["twin"] != english["hay-hotel"]
    assert not set(english.values()) & set(german.values())
    assert set(previews_in(built(files, templates=with_faces()))) == {*english.values(), *german.values()}


def test_without_typefaces_there_are_no_previews() -> None:
    bare = {path: data for path, data in with_faces().items() if not path.startswith("assets/fonts/")}
    assert [set(scene.values()) for scene in scenes(bare)] == [{""}, {""}]
    assert previews_in(built(folder(), templates=bare)) == {}


def test_the_emblem_is_that_of_the_first_subsector_and_sector() -> None:
    asked: list[tuple[str, str]] = []

    def emblem(subsector: str, sector: str) -> tuple[Shape, ...]:
        asked.append((subsector, sector))
        return ()

    text = (
        entry().replace("[design]", "[crafts, design]").replace("role: sme", "role: sme\n    sectors: [manufacturing]")
    )
    scenes(with_faces(), emblem, {**folder(), "collaborations/gallery.yaml": text.encode()})
    assert ("crafts", "manufacturing") in asked
    asked.clear()
    scenes(with_faces(), emblem)
    assert ("design", "") in asked  # its SME states no sector
