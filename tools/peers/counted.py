"""What a generator's build left behind, counted and looked at: files, bytes, cards, and whether entries are whole."""

from __future__ import annotations

import html
import os
import re
import statistics
from collections.abc import Iterator, Mapping
from pathlib import Path

from tools.peers.content import Json
from tools.peers.peers import LANGUAGES, Peer
from tools.peers.results import Made

_LEFT_OUT = re.compile(rb"<(head|style|script|template)\b.*?</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_CARD = b'<li class="card">'
_MARKS = re.compile(r"\*+|^- |\[([^\]]*)\]\([^)]*\)|^#+ |^> |^\d+\. ", re.MULTILINE)


def text_of(page: bytes) -> str:
    """What readers see as text, with single spaces."""
    seen = _LEFT_OUT.sub(b"", page).decode(errors="replace")
    return " ".join(html.unescape(_TAG.sub(" ", seen)).split())


def expected(entry: Json, language: str) -> Iterator[str]:
    """What a page of an entry must hold: its title, its partners' names, every line of its story."""
    yield _in(entry["title"], language)
    yield from (partner["name"] for partner in entry.get("partners", ()))
    story = _in(entry.get("description", {"en": ""}), language)
    for line in story.splitlines():
        yield _MARKS.sub(lambda match: match[1] or "", line).strip()


def _in(text: Mapping[str, str], language: str) -> str:
    return text.get(language) or next(iter(text.values()))


def lacking(seen: str, entry: Json, language: str) -> list[str]:
    """What the text of an entry's page does not hold although it must; spaces do not count, as tags leave some."""
    held = _spaceless(seen)
    return [one for one in expected(entry, language) if _spaceless(one) not in held]


def _spaceless(text: str) -> str:
    return "".join(text.split())


def made(peer: Peer, folder: Path, entries: Mapping[str, Json]) -> Made:
    """Count what stands below `folder`; every page of an entry is looked at."""
    files = total = pages = lists = cards = 0
    for path in _files(folder):
        files, total = files + 1, total + path.stat().st_size
        if path.suffix == ".html":
            pages += 1
            found = path.read_bytes().count(_CARD)
            cards, lists = cards + found, lists + (found > 0)
    looked = [
        _looked_at(folder / peer.address(language, slug), entries[slug], language)
        for language in LANGUAGES
        for slug in entries
    ]
    words, sizes, lacks = zip(*looked, strict=True)
    return Made(
        files=files,
        bytes=total,
        pages=pages,
        lists=lists,
        cards=cards,
        words=round(statistics.median(words)),
        entry_bytes=round(statistics.median(sizes)),
        lacking=sum(lacks),
    )


def _looked_at(path: Path, entry: Json, language: str) -> tuple[int, int, bool]:
    """(words, bytes, whether it lacks something) of the page of an entry."""
    page = path.read_bytes() if path.exists() else b""
    seen = text_of(page)
    return len(seen.split()), len(page), bool(lacking(seen, entry, language))


def _files(folder: Path) -> Iterator[Path]:
    for below, _, names in os.walk(folder):
        yield from (Path(below) / name for name in names)
