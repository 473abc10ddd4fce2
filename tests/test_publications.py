"""The publication as PDF, read as programs for reading aloud and libraries read it."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from msgspec.structs import replace

from kltsite import publications
from kltsite.domain.collaboration import Image
from kltsite.domain.settings import CATEGORIES
from kltsite.domain.values import Text
from kltsite.present import PrintError
from kltsite.present.publication import printing
from kltsite.present.publication.book import Book
from kltsite.present.publication.printing import missing, printed
from kltsite.present.views.scene import Scene
from kltsite.present.views.story import figure
from kltsite.publications import Print
from kltsite.stats import evaluated, tally
from tests.helpers import ROOT, TEMPLATES, files_in
from tests.pictures import picture
from tests.present.publication.test_book import LANGUAGES, scenes

REQUIRED = os.environ.get("KLTSITE_PDF") == "required"


def _missing() -> str:
    return missing() or ("" if shutil.which("pdftotext") else "there is no pdftotext (poppler-utils)")


pytestmark = pytest.mark.skipif(bool(_missing()) and not REQUIRED, reason=_missing() or "-")


@cache
def pdf(language: str, how: Print = Print()) -> bytes:  # noqa: B008  frozen
    return publications.pdf(scenes()[language], {}, files_in(TEMPLATES), None, "0123abc", how)


@cache
def short() -> Scene:
    """A book of two entries and two chapters, which is printed sooner."""
    scene = scenes()["en"]
    slugs = [slug for slug in scene.order if scene.cases[slug].published][:2]
    site = scene.settings.site
    assert site.publication is not None
    publication = replace(site.publication, chapters=("learnings", "evaluation", "collaborations"))
    settings = replace(scene.settings, site=replace(site, publication=publication))
    cases = {slug: scene.cases[slug] for slug in slugs}
    numbers = tally(cases.values(), settings.vocabulary, site.evaluated_on)
    return replace(scene, settings=settings, cases=cases, order=tuple(slugs), statistics=numbers)


def short_pdf(how: Print = Print()) -> bytes:  # noqa: B008  frozen
    return publications.pdf(short(), {}, files_in(TEMPLATES), None, "0123abc", how)


def text_of(data: bytes, folder: Path) -> str:
    """The words in reading order, spaces and hyphens of broken lines taken out."""
    file = folder / "publication.pdf"
    file.write_bytes(data)
    told = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, text=True, check=True).stdout
    return re.sub(r"\s+", "", told)


def opened(data: bytes) -> Any:
    return pikepdf.open(BytesIO(data))


def elements(node: Any) -> Iterator[Any]:
    """The structure tree's elements, in order."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_carries_every_number_of_the_evaluation(language: str, tmp_path: Path) -> None:
    scene, told = scenes()[language], text_of(pdf(language), tmp_path)
    for name in CATEGORIES:
        for option in evaluated(scene.settings.vocabulary, name):
            number = figure(scene, scene.statistics.categories[name], option)
            assert re.sub(r"\s+", "", number) in told


def test_it_is_tagged_and_says_its_language_its_title_and_what_it_was_made_to() -> None:
    with opened(pdf("de")) as document:
        root = document.Root
        assert str(root.Lang) == "de"
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert document.docinfo["/Title"] == "Innovation durch Zusammenarbeit"
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Innovation durch Zusammenarbeit"


def test_every_picture_has_words_and_tables_and_headings_are_told_as_such() -> None:
    with opened(pdf("en")) as document:
        found = list(elements(document.Root.StructTreeRoot))
        names = [str(one.S) for one in found]
        figures = [one for one in found if str(one.S) == "/Figure"]
        assert len(figures) > 20
        assert [one for one in figures if not str(one.get("/Alt", ""))] == []
        assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/L", "/LI", "/Link"} <= set(names)
        levels = [int(name[2]) for name in names if re.fullmatch("/H[1-6]", name)]
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_its_outline_has_the_chapters() -> None:
    scene = scenes()["en"]
    with opened(pdf("en")) as document, document.open_outline() as outline:
        titles = [item.title for item in outline.root]
    stated = scene.settings.site.publication
    assert stated is not None
    assert [scene.named(name) for name in stated.chapters] == [
        title for title in titles if title not in {"Contents", "Index", "Sources", "Imprint and colophon"}
    ]


def test_every_typeface_is_in_it() -> None:
    with opened(pdf("en")) as document:
        fonts = [one for one in document.objects if isinstance(one, pikepdf.Dictionary) and "/FontName" in one]
        assert fonts
        assert all(any(key in one for key in ("/FontFile", "/FontFile2", "/FontFile3")) for one in fonts)
        assert all(re.search("Vollkorn|Source-Sans|SourceSans", str(one.FontName)) for one in fonts)


def test_a_footnote_stands_on_the_page_of_its_mark(tmp_path: Path) -> None:
    file = tmp_path / "publication.pdf"
    file.write_bytes(pdf("en"))
    told = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, text=True, check=True).stdout
    pages = told.split("\f")
    noted = [n for n, page in enumerate(pages) if re.search(r"^\d+\s*european-perspectives\.example/en/", page, re.M)]
    starts = [n for n, page in enumerate(pages) if re.search(r"^Learnings$", page.strip().split("\n")[0])]
    assert noted
    assert starts
    assert max(noted) < next(n for n, page in enumerate(pages) if page.strip().startswith("Index"))
    most = max(len(re.findall(r"^\d+\s*european-perspectives\.example/en/", page, re.M)) for page in pages)
    assert most > 1  # not one a page, the others put off


def test_the_same_content_gives_the_same_bytes_in_another_zone_and_locale() -> None:
    script = "from tests.test_publications import *; print(hashlib.blake2b(short_pdf()).hexdigest())"
    environment = {**os.environ, "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() == hashlib.blake2b(short_pdf()).hexdigest()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # WeasyPrint leaves a profile open
def test_for_an_archive_it_is_pdf_a_and_on_small_paper_a5() -> None:
    with opened(short_pdf(Print(paper="a5", archive=True))) as document:
        with document.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        sizes = {tuple(round(float(side)) for side in page.MediaBox[2:]) for page in document.pages}
        assert sizes == {(420, 595)}


def test_a_document_can_read_nothing_but_its_own_files() -> None:
    for address in ("file:///etc/hostname", "https://example.org/x.png", "missing.png"):
        with pytest.raises(PrintError):
            printed(Book(f'<html lang="en"><title>x</title><img alt="x" src="{address}">', {}), [], {})


def test_what_cannot_be_printed_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(PrintError):
        printed(Book("<html></html>", {}), [], {})


def test_a_photograph_stands_in_the_place_of_the_emblem_and_loses_nothing_on_the_way() -> None:
    scene = short()
    slug = scene.order[0]
    image = Image(
        kind="image", file=f"{slug}/house.jpg", alt=Text({"en": "A made-up house"}), credit="Nobody", licence="CC0"
    )
    case = replace(scene.cases[slug], media=(image,))
    shown = replace(scene, cases={**scene.cases, slug: case})
    data = publications.pdf(shown, {f"media/{slug}/house.jpg": picture()}, files_in(TEMPLATES), None, "", Print())
    with opened(data) as document:
        alts = [str(one.get("/Alt", "")) for one in elements(document.Root.StructTreeRoot)]
        images = [
            one for one in document.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"
        ]
    assert "A made-up house" in alts
    assert images


def test_printing_leaves_pictures_that_end_too_soon_as_broken_as_they_are() -> None:
    script = (
        "from PIL import ImageFile; from kltsite.present.publication.printing import missing;"
        "assert missing() == '', missing(); assert ImageFile.LOAD_TRUNCATED_IMAGES is False"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_pages_are_named_as_the_library_names_them() -> None:
    from pydyf import PDF, Dictionary

    own = PDF.page_references
    pdf, named = PDF(), []
    with printing._pages_named_once():
        for _ in range(3):
            pdf.add_page(Dictionary())
            named.append((pdf.page_references, own.fget(pdf)))
            assert pdf.page_references is pdf.page_references
    assert [kept for kept, _ in named] == [told for _, told in named]
    assert PDF.page_references is own


def test_on_small_paper_facts_stand_side_by_side_too(tmp_path: Path) -> None:
    file = tmp_path / "small.pdf"
    file.write_bytes(short_pdf(Print(paper="a5")))
    told = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True).stdout
    assert len(re.findall("Place {2,}Inhabitants", told)) == len(short().order)
