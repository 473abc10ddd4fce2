"""The addresses of the site's pages: permanent, one flat file each, told in the page's own language.

An address is a path from the root of the site, such as `de/kooperationen/butze.html`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from gettext import NullTranslations
from urllib.parse import urlsplit

from kltsite.languages import SOURCE

DATA = "data/v1/"  # what is for machines
SCHEMAS = f"{DATA}schema/"
CHOOSER = "index.html"  # at the root: in which language to read


class Addresses:
    """Where each page of one language lives; `pages` are the last parts of the editorial pages' addresses, by name."""

    def __init__(self, language: str, own_name: str, translations: NullTranslations, pages: Mapping[str, str]) -> None:
        address = translations.pgettext
        self.language, self.own_name = language, own_name
        self.root = f"{language}/"
        self._views = {
            "collaborations": address("address", "collaborations"),
            "evaluation": address("address", "evaluation"),
            "editions": address("address", "editions"),
            "criteria": address("address", "criteria"),
            "data": address("address", "data"),
            "map": address("address", "map"),
            "help": address("address", "help"),
            "embedding": address("address", "embed"),
        }
        self._facets = {
            "country": address("address", "country"),
            "region": address("address", "region"),
            "subsector": address("address", "subsector"),
            "sector": address("address", "sector"),
            "innovation": address("address", "innovation"),
            "contact": address("address", "contact"),
            "regional_value": address("address", "regional-value"),
            "partner_value": address("address", "partner-value"),
            "duration": address("address", "duration"),
            "subsector_sector": address("address", "subsector-sector"),
            "length": address("address", "length"),
            "started": address("address", "started"),
        }
        self._page = address("address", "page")
        self._publication = address("address", "publication")
        self._pages = dict(pages)
        self._collaborations = f"{self.root}{self._views['collaborations']}/"

    def home(self) -> str:
        return f"{self.root}index.html"

    def view(self, name: str) -> str | None:
        """The address of a view or an editorial page by its name; None where there is none."""
        if name == "home":
            return self.home()
        if name == "collaborations":
            return self.browse()
        if name in self._views:
            return f"{self.root}{self._views[name]}.html"
        return f"{self.root}{self._pages[name]}.html" if name in self._pages else None

    def browse(self, page: int = 1) -> str:
        """The list of all entries; its first page is the folder's index."""
        return f"{self._collaborations}{'index' if page == 1 else f'{self._page}/{page}'}.html"

    def entry(self, slug: str) -> str:
        return f"{self._collaborations}{slug}.html"

    def facet(self, facet: str, value: str, page: int = 1) -> str:
        """The list of the entries with one value of a facet or one answer of a category."""
        more = "" if page == 1 else f"/{page}"
        return f"{self._collaborations}{self._facets[facet]}/{value.lower()}{more}.html"

    def cell(self, subsector: str, sector: str, page: int = 1) -> str:
        """The list of the entries in one cell of the cross-table."""
        return self.facet("subsector_sector", f"{subsector}--{sector}", page)

    def edition(self, name: str) -> str:
        return f"{self.root}{self._views['editions']}/{name}.html"

    def edition_publication(self, name: str) -> str:
        """The publication that was frozen with an edition."""
        return f"{self.root}{self._views['editions']}/{name}.pdf"

    def criterion(self, key: str) -> str:
        return f"{self.root}{self._views['criteria']}/{key}.html"

    def rule(self, code: str) -> str:
        return f"{self.root}{self._views['help']}/{code.lower()}.html"

    def embed(self, chart: str) -> str:
        """A chart alone, for a frame on another site."""
        return f"{self.root}embed/{chart}.html"

    def card(self, slug: str) -> str:
        """The card of an entry alone, for the same."""
        return f"{self.root}embed/{self._views['collaborations']}/{slug}.html"

    def publication(self) -> str:
        """The content as a book."""
        return f"{self.root}{self._publication}.pdf"

    def feed(self) -> str:
        return f"{self.root}feed.xml"


def schema_file(name: str, language: str) -> str:
    """The file of a JSON Schema; the one in English has no language in its name."""
    return f"{name}.schema.json" if language == SOURCE else f"{name}.{language}.schema.json"


def schema_line(language: str) -> str:
    """How a case file begins: what leads editors' programs to the schema that explains its fields in `language`."""
    return f"# yaml-language-server: $schema=../../schema/{schema_file('collaboration', language)}"


_RESERVED = (".example", ".invalid", ".test", ".localhost")  # names that lead nowhere (RFC 2606)


def rule_pages(base_url: str, language: str, translations: NullTranslations) -> str:
    """Where the site explains a rule, with {code} in the address; "" while it has no address that can be opened."""
    if f".{urlsplit(base_url).hostname}".endswith(_RESERVED):
        return ""
    return base_url + Addresses(language, "", translations, {}).rule("{code}")


@lru_cache(4096)
def relative(from_folder: str, to: str) -> str:
    """The way from a page in `from_folder` ("" or "en/x/") to the address `to`: `../criteria/rural.html`."""
    here, there = from_folder.split("/")[:-1], to.split("/")
    common = 0
    while common < len(here) and common < len(there) - 1 and here[common] == there[common]:
        common += 1
    return "../" * (len(here) - common) + "/".join(there[common:])


def folder_of(address: str) -> str:
    """`en/criteria/rural.html` -> `en/criteria/`."""
    return address[: address.rfind("/") + 1]
