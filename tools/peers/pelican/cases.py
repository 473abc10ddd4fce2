"""Reads case files as articles: one for each published entry, with its lists as tags."""

import re
import unicodedata
from pathlib import Path

import yaml
from markdown import Markdown
from pelican import signals
from pelican.readers import BaseReader
from pelican.urlwrappers import Tag
from pelican.utils import get_date

LISTS = (
    "country", "region", "subsector", "sector", "innovation", "contact", "regional_value", "partner_value", "started",
    "meeting",
)  # fmt: skip


def folded(name):
    """A name as part of an address."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[\W_]+", "-", plain.lower()).strip("-")


def facets(case):
    """List -> values."""
    partners, place = case.get("partners", ()), case.get("place") or {}
    subsectors = list(dict.fromkeys(key for one in partners for key in one.get("subsectors", ())))
    sectors = list(dict.fromkeys(key for one in partners for key in one.get("sectors", ())))
    country, started = place.get("country", "").lower(), (case.get("period") or {}).get("started")
    return {
        "country": [country] if country else [],
        "region": [f"{country}-{folded(place['region'])}"] if place.get("region") else [],
        "subsector": subsectors,
        "sector": sectors,
        **{name: case.get(name, []) for name in ("innovation", "contact", "regional_value", "partner_value")},
        "started": [started[:4]] if started else [],
        "meeting": [f"{one}__{other}" for one in subsectors for other in sectors],
    }


class CaseReader(BaseReader):
    """A YAML file; its story is the article's content."""

    enabled = True
    file_extensions = ("yaml",)

    def __init__(self, settings):
        super().__init__(settings)
        self._markdown = Markdown()

    def read(self, source_path):
        """(HTML of the story, what the article knows)."""
        case = yaml.load(Path(source_path).read_bytes(), yaml.CBaseLoader)
        language = self.settings["CASES_LANGUAGE"]
        found = facets(case)
        story = case.get("description") or {"en": ""}
        changed = case.get("reviewed") or case.get("listed") or "2024-01-01"
        summary = case.get("summary") or case["title"]
        return self._markdown.reset().convert(story.get(language) or story["en"]), {
            "title": case["title"].get(language) or case["title"]["en"],
            "slug": Path(source_path).stem,
            "status": "published" if case["status"] == "published" else "skip",
            "date": get_date(changed),
            "summary": summary.get(language) or summary["en"],
            "case": case,
            "facets": found,
            "cci": (found["subsector"] or ["none"])[0],
            "sme": (found["sector"] or ["none"])[0],
        }


def _add(readers):
    readers.reader_classes["yaml"] = CaseReader


def _tag(generator, metadata):
    """The lists of an entry, made here: what the reader gives is kept in the cache, without the settings."""
    metadata["tags"] = [
        Tag(f"{name}/{value}", generator.settings) for name in LISTS for value in metadata["facets"][name]
    ]


def register():
    """As Pelican asks of a plugin."""
    signals.article_generator_context.connect(_tag)
    signals.readers_init.connect(_add)
