"""A built site as the checks see it: its pages, which are of one kind, and which of them stand for all.

Kinds are read off the addresses and not off the markup, so that a new design or a new page needs no change here: the
English twin of an address, with everything below the first folder as a star (`collaborations/*` is an entry).
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

LANGUAGE = "en"  # the one that kinds are named in

_TWIN = re.compile(r'<link rel="alternate" hreflang="([a-z-]+)" href="([^"]+)"')
_LANG = re.compile(r'<html lang="([a-z-]+)"')
_NOT_LISTED = '<meta name="robots" content="noindex"'


@dataclass(frozen=True)
class Site:
    """The pages of a built site: address -> HTML, and what `build.json` says of it."""

    root: Path
    pages: Mapping[str, str]
    record: Mapping[str, str]

    @cached_property
    def kinds(self) -> dict[str, tuple[str, ...]]:
        """Kind -> the addresses of its pages in all languages, sorted by name."""
        found: dict[str, list[str]] = defaultdict(list)
        for address in sorted(self.pages):
            found[self.kind(address)].append(address)
        return {kind: tuple(addresses) for kind, addresses in sorted(found.items())}

    def twins(self, address: str) -> dict[str, str]:
        """Language -> where this page lives in it; only its own where it says of no other."""
        base = self.record.get("base_url", "")
        found = {language: href.removeprefix(base) for language, href in _TWIN.findall(self.pages[address])}
        twins = {language: there for language, there in found.items() if there in self.pages}
        return twins if address in twins.values() else {self.language(address): address}

    def language(self, address: str) -> str:
        """The language that a page is in."""
        found = _LANG.search(self.pages[address])
        return found[1] if found else ""

    def kind(self, address: str) -> str:
        """`home`, `evaluation`, `collaborations`, `collaborations/*`, `collaborations/*/*`, …"""
        language, _, path = self.twins(address).get(LANGUAGE, address).rpartition(".")[0].partition("/")
        if not path:
            return "chooser" if language == "index" else language
        folder, *below = path.removesuffix("/index").split("/")
        kind = "home" if folder == "index" else "/".join([folder, *("*" for _ in below)])
        return f"{kind} (not listed)" if _NOT_LISTED in self.pages[address] else kind

    def standing_for(self, kind: str, each: int = 2) -> tuple[str, ...]:
        """The largest and the smallest page of a kind (or the largest alone), in every language."""
        addresses = self.kinds[kind]
        named = [one for one in addresses if self.language(one) == LANGUAGE] or list(addresses)
        ranked = sorted(named, key=lambda one: (-len(self.pages[one]), one))
        chosen = dict.fromkeys([ranked[0], ranked[-1]][:each])
        return tuple(dict.fromkeys(twin for one in chosen for _, twin in sorted(self.twins(one).items())))

    def samples(self, each: int = 2) -> tuple[tuple[str, str], ...]:
        """(kind, address) of all pages that stand for the site."""
        return tuple((kind, one) for kind in self.kinds for one in self.standing_for(kind, each))

    def main_pages(self) -> dict[str, dict[str, str]]:
        """Name -> language -> address of the pages that are weighed and shown; the entry is the largest."""
        names = {
            "home": "home",
            "browse": "collaborations",
            "entry": "collaborations/*",
            "contribute": "contribute",
            "evaluation": "evaluation",
            "learnings": "learnings",
            "criteria": "criteria",
            "map": "map",
        }
        found = {name: self.standing_for(kind, 1) for name, kind in names.items() if kind in self.kinds}
        return {name: {self.language(one): one for one in pages} for name, pages in found.items()}


def read(root: Path) -> Site:
    """The site in a folder. Raises OSError where there is none."""
    record = json.loads((root / "build.json").read_text(encoding="utf-8"))
    pages = {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in sorted(root.rglob("*.html"))
    }
    return Site(root, pages, {key: str(value) for key, value in record.items()})
