"""The publication of a language as PDF: the book, its pictures, its styles and its typefaces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from kltsite import __version__
from kltsite.domain.collaboration import Image
from kltsite.present import Store
from kltsite.present.pictures import kept_variants, published
from kltsite.present.publication import printing
from kltsite.present.publication.book import STYLE, book
from kltsite.present.views.pictures import first_of
from kltsite.present.views.scene import Scene

MEDIA, FONTS = "media/", "assets/fonts/"

Files = Mapping[str, bytes]


class Print(Struct, frozen=True):
    """How a publication is printed."""

    edition: str = ""  # whose numbers it tells; "" for today's
    paper: Literal["a4", "a5"] = "a4"
    archive: bool = False  # PDF/A-3a in the place of PDF/UA-1
    title: str = ""  # of the edition that it is frozen as, where it is


def pdf(scene: Scene, files: Files, templates: Files, store: Store | None, commit: str, how: Print) -> bytes:
    """The publication as PDF. Raises TemplateError and PrintError."""
    shown, pictures = _pictures(scene, files, store)
    made = book(shown, how.edition, commit, f"kltsite {__version__}", how.title)
    made = replace(made, files={**made.files, **pictures})
    styles = [templates[STYLE]]
    if how.paper == "a5":
        styles.append(templates[STYLE.replace(".css", ".a5.css")])
    faces = {path: data for path, data in templates.items() if path.startswith(FONTS)}
    return printing.printed(made, styles, faces, printing.ARCHIVE if how.archive else printing.ACCESSIBLE)


def _pictures(scene: Scene, files: Files, store: Store | None) -> tuple[Scene, dict[str, bytes]]:
    """The scene with the picture of each entry, in the widest of the kind that every program reads, and their bytes."""
    places, data = {}, {}
    for image in filter(None, map(first_of, scene.cases.values())):
        assert isinstance(image, Image)
        widest = kept_variants(files[MEDIA + image.file], store)[-1]
        place = published(image.file, widest, "")
        places[image.file], data[place.address] = (place,), widest.data
    return replace(scene, pictures=places), data
