"""Where things are in a book: an anchor for each chapter, criterion and entry; the rest stays on the site."""

from __future__ import annotations

from collections.abc import Collection

from kltsite.present.addresses import Addresses

CATALOGUE = "collaborations"  # the chapter of all entries


def as_read(address: str) -> str:
    """An address as it stands on paper: without its scheme, and without a slash that ends it."""
    return address.removeprefix("https://").removeprefix("http://").rstrip("/")


class Anchors(Addresses):
    """The addresses of the site's pages, as a book with these `chapters` leads to them."""

    def __init__(self, site: Addresses, base_url: str, chapters: Collection[str]) -> None:
        vars(self).update(vars(site))
        self._site, self._base, self._chapters = site, base_url, chapters

    def home(self) -> str:
        return self._base + self._site.home()

    def view(self, name: str) -> str | None:
        if name in self._chapters:
            return f"#{name}"
        address = self._site.view(name)
        return self._base + address if address else None

    def browse(self, page: int = 1) -> str:
        return self.view(CATALOGUE) or ""

    def entry(self, slug: str) -> str:
        return f"#entry-{slug}" if CATALOGUE in self._chapters else self._base + self._site.entry(slug)

    def facet(self, facet: str, value: str, page: int = 1) -> str:
        return self._base + self._site.facet(facet, value, page)

    def edition(self, name: str) -> str:
        return self._base + self._site.edition(name)

    def criterion(self, key: str) -> str:
        return f"#criterion-{key}" if "criteria" in self._chapters else self._base + self._site.criterion(key)

    def embed(self, chart: str) -> str:
        return self._base + self._site.embed(chart)

    def online(self, slug: str) -> str:
        """Where the entry is on the site."""
        return self._base + self._site.entry(slug)
