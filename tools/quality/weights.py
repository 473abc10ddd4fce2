"""What a page weighs on its way to a phone: every file that Chromium asks for when it is opened, compressed.

A kilobyte is 1,000 bytes. Pictures are told apart from the rest, and not held against a budget.
"""

from __future__ import annotations

import gzip
import importlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from tools.quality.browsing import COMPRESSED, Reader, Setting
from tools.quality.findings import Finding, Result, table
from tools.quality.sites import Site

PHONE = Setting("phone", 360, 640)
BUDGETS = {"home": 120_000, "browse": 120_000, "entry": 100_000, "contribute": 120_000}  # without pictures
SCRIPTS = 40_000  # all of the site's together
LOADED = (  # data that scripts load
    "browse-index.",
    "browse-texts.",
    "entries.",
    "entries-",
    "embed-entries.",
)
KINDS = {
    "page": (".html",),
    "style": (".css",),
    "script": (".js",),
    "fonts": (".woff2",),
    "data": (".json", ".geojson"),
    "pictures": (".svg", ".png", ".jpg", ".webp", ".avif", ".gif"),
}


@dataclass(frozen=True, slots=True)
class Weight:
    """A page and its files by kind, in bytes: as gzip -6 sends them, and as brotli does (0 where that is absent)."""

    name: str
    address: str
    gzipped: Mapping[str, int]
    brotli: int

    @property
    def total(self) -> int:
        """Without pictures."""
        return sum(size for kind, size in self.gzipped.items() if kind != "pictures")


def kind_of(name: str) -> str:
    """What a file is, by its name."""
    if name.rpartition("/")[2].startswith(LOADED):
        return "data"
    return next((kind for kind, endings in KINDS.items() if name.endswith(endings)), "data")


@lru_cache(256)
def gzipped(name: str, data: bytes) -> int:
    """Bytes on the way, where a host compresses as most do."""
    return len(gzip.compress(data, 6, mtime=0)) if name.endswith(COMPRESSED) else len(data)


@lru_cache(256)
def brotlied(name: str, data: bytes) -> int:
    """Bytes on the way, where a host compresses as well as it can. Raises ImportError without the library."""
    brotli = importlib.import_module("brotli")
    return len(brotli.compress(data)) if name.endswith(COMPRESSED) else len(data)


def weigh(name: str, address: str, files: Mapping[str, bytes]) -> Weight:
    """A page with the files that it asks for, itself included."""
    sizes = dict.fromkeys(KINDS, 0)
    for file, data in files.items():
        sizes[kind_of(file)] += gzipped(file, data)
    try:
        small = sum(brotlied(file, data) for file, data in files.items() if kind_of(file) != "pictures")
    except ImportError:
        small = 0
    return Weight(name, address, sizes, small)


def asked(reader: Reader, site: Site, address: str) -> dict[str, bytes]:
    """The files of the site that a phone asks for, until a page that was opened is quiet."""
    reader.open(address, PHONE)
    reader.page.wait_for_load_state("networkidle")
    names = {url.removeprefix(reader.base).partition("?")[0] for url in reader.requests if url.startswith(reader.base)}
    return {name: (site.root / name).read_bytes() for name in sorted(names)}


def check(reader: Reader, site: Site) -> Result:
    """The main pages in every language, and all scripts together."""
    weights = [
        weigh(name, address, asked(reader, site, address))
        for name, twins in site.main_pages().items()
        for _, address in sorted(twins.items())
    ]
    scripts = {file.relative_to(site.root).as_posix(): file.read_bytes() for file in sorted(site.root.rglob("*.js"))}
    script = sum(gzipped(name, data) for name, data in scripts.items() if kind_of(name) == "script")
    return Result(tuple(_too_heavy(weights, script)), tuple(_told(weights, script)))


def _too_heavy(weights: Iterable[Weight], script: int) -> Iterator[Finding]:
    for one in weights:
        budget = BUDGETS.get(one.name)
        if budget is not None and one.total > budget:
            yield Finding(one.address, "", f"{kilobytes(one.total)} KB, more than {kilobytes(budget)}")
    if script > SCRIPTS:
        yield Finding("all scripts", "", f"{kilobytes(script)} KB, more than {kilobytes(SCRIPTS)}")


def _told(weights: Iterable[Weight], script: int) -> Iterator[str]:
    yield "In KB of 1,000 bytes, compressed by gzip -6; the last column is what brotli makes of all but the pictures."
    yield ""
    yield from table(
        ("page", *KINDS, "without pictures", "budget", "brotli"),
        [
            (
                f"`{one.address}`",
                *(kilobytes(one.gzipped[kind]) for kind in KINDS),
                kilobytes(one.total),
                kilobytes(BUDGETS[one.name]) if one.name in BUDGETS else "–",
                kilobytes(one.brotli) if one.brotli else "–",
            )
            for one in weights
        ],
    )
    yield f"All scripts of the site together: {kilobytes(script)} KB of {kilobytes(SCRIPTS)}."
    yield ""


def kilobytes(size: int) -> str:
    """`12.3`."""
    return f"{size / 1000:.1f}"
