"""HTML -> PDF by WeasyPrint, which this module alone imports: it takes a second, and libraries that not everybody has.

Nothing but the book's own files can be read; whatever else a document may name is refused.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from kltsite.present import PrintError
from kltsite.present.publication.book import Book

HERE = "book:/"  # what the book's files are named by
ACCESSIBLE, ARCHIVE = "pdf/ua-1", "pdf/a-3a"


def printed(book: Book, styles: Sequence[bytes], files: Mapping[str, bytes], variant: str = ACCESSIBLE) -> bytes:
    """The PDF; `files` are those that the styles name, fonts among them. Raises PrintError."""
    weasyprint = _weasyprint()
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    there = {**files, **book.files}

    class Fetcher(URLFetcher):  # type: ignore[misc]
        """Reads the book's own files, and nothing else."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            path = url.removeprefix(HERE)
            if path not in there:
                raise FatalURLFetchingError(f"the document names a file that it does not have: {url}")
            return URLFetcherResponse(url, there[path], {"Content-Type": _type(path)})

    logging.getLogger("weasyprint").addHandler(logging.NullHandler())
    fetch, fonts = Fetcher(), FontConfiguration()
    sheets = [
        weasyprint.CSS(string=style, base_url=HERE, url_fetcher=fetch, font_config=fonts)
        for style in (*(style.decode() for style in styles), book.styles)
    ]
    document = weasyprint.HTML(string=book.html, base_url=HERE, url_fetcher=fetch)
    try:
        with _undated_typefaces(), _seldom_tidied(), _pages_named_once():
            return bytes(document.write_pdf(stylesheets=sheets, font_config=fonts, pdf_variant=variant, dpi=300))
    except FatalURLFetchingError as wrong:
        raise PrintError(str(wrong)) from wrong


def missing() -> str:
    """What keeps anything from being printed; "" where nothing does."""
    try:
        _weasyprint()
    except PrintError as wrong:
        return str(wrong)
    return ""


def _weasyprint() -> Any:
    """The library. It has Pillow read pictures that end too soon, for everybody: not here. Raises PrintError."""
    from PIL import ImageFile

    before = ImageFile.LOAD_TRUNCATED_IMAGES
    try:
        import weasyprint
    except (ImportError, OSError) as wrong:
        raise PrintError(str(wrong)) from wrong
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before
    return weasyprint


@contextmanager
def _undated_typefaces() -> Iterator[None]:
    """A typeface that is cut down to the letters of a book would carry the hour in which that was done."""
    from fontTools.ttLib.tables import _h_e_a_d as head

    hour = head.timestampNow
    head.timestampNow = lambda: 0
    try:
        yield
    finally:
        head.timestampNow = hour


@contextmanager
def _seldom_tidied() -> Iterator[None]:
    """Python looks for rings of objects that nobody needs far less often: a book has millions that all are needed."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def _pages_named_once() -> Iterator[None]:
    """The library names all pages anew for each element that it tags, which takes ever longer the more there are."""
    from pydyf import PDF

    before, named = PDF.page_references, dict[int, tuple[bytes, ...]]()

    def references(pdf: Any) -> tuple[bytes, ...]:
        count = len(pdf.pages["Kids"])
        if count not in named:
            named[count] = before.fget(pdf)
        return named[count]

    PDF.page_references = property(references)
    try:
        yield
    finally:
        PDF.page_references = before


def _type(path: str) -> str:
    ending = path.rpartition(".")[2]
    return {"svg": "image/svg+xml", "woff2": "font/woff2", "png": "image/png", "css": "text/css"}.get(
        ending, "image/jpeg"
    )
