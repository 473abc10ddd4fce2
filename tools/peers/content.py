"""What all generators are given: the content folder with made-up entries, and the words that templates put around it.

The words come from the same catalogues, vocabulary and drawings as ours, so that pages say the same in both languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

import yaml
from babel.dates import format_date

from kltsite import disk, languages
from kltsite.domain.collaboration import Collaboration
from kltsite.domain.declared import labels
from kltsite.domain.settings import ANSWERED, Settings
from kltsite.intake import settings
from kltsite.present import emblem
from kltsite.present.words import Words, locale_code
from kltsite.validator.criteria import CRITERIA
from tools.corpus import case_files

FOLDER = "collaborations/"
Files = Mapping[str, bytes]  # path -> bytes
Json = dict[str, Any]

# What the peers' templates say around an entry, by our English sentences.
SENTENCES = (
    "Skip to the content", "Main navigation", "Language", "More pages", "You are here", "Home", "Collaborations",
    "Our own texts and data:", "Pictures and quoted sources belong to those named beside them.",
    "Who works together", "Sources of what is said of the partners:", "At a glance", "Place", "Region", "Country",
    "Inhabitants", "Period", "Subsector", "Sector", "Type of innovation", "The story", "Sources of the story:",
    "What the partners say about it", "What is new about it?", "What marks the region", "Advice",
    "Sources of the advice:", "Voices", "Told in our words.", "See, hear and read more", "Web page", "Video", "Podcast",
    "Funding", "Held against the six criteria", "Sources", "History", "First listed", "Facts last checked",
    "Cite and correct", "How to cite this page", "For LaTeX (BibTeX)", "For reference managers (CSL-JSON)",
    "Report a mistake", "Related entries", "Previous and next entry", "Previous", "Next", "not stated", "urban",
    "Entries", "Look closer", "Pages of this list", "Previous page", "Next page", "Who meets whom", "Criteria",
    "Creative partner", "Small or medium-sized enterprise", "Further partner",
)  # fmt: skip
PATTERNS = (  # the same with values in braces
    "Website of {name}", "source {number}", "Source: {name}", "for: {fields}", "read on {day}", "opens {host}",
    "To: {addressees}", "since {start}", "{start} to {end}", "Page {page} of {pages}", "entries: {count}",
    "{author}: “{title}”. In: {site}.", "Listed on {listed}, last checked on {checked}.", "{names} and {last}",
    "{partners} worked together ({start} to {end}).", "{partners} have worked together since {start}.",
    "{partners} work together.", "Began in {year}", "A note on “{title}”", "source of what {speaker} says",
    "{title}, page {page}", "Attested by {by}: {statement}",
)  # fmt: skip
COUNTED = (
    ("{count} entry", "{count} entries"),
    ("{count} employee", "{count} employees"),
    ("{years} year", "{years} years"),
)
FACETS = ("country", "region", "subsector", "sector", "innovation", "contact", "regional_value", "partner_value")
LISTS = (*FACETS, "started", "meeting")  # what the peers make lists of; a meeting is a pair of subsector and sector


def content(size: int, own: Files) -> Iterator[tuple[str, bytes]]:
    """The content folder's own files, with so many made-up entries beside the real ones that pages link to."""
    yield from own.items()
    yield from case_files(size)


def entries(files: Files) -> dict[str, Json]:
    """The published entries by slug, every value a text."""
    found = {
        path.removeprefix(FOLDER).removesuffix(".yaml"): yaml.load(data, yaml.CBaseLoader)
        for path, data in sorted(files.items())
        if path.startswith(FOLDER)
    }
    return {slug: entry for slug, entry in found.items() if entry["status"] == "published"}


def pages(files: Files) -> Iterator[tuple[str, str, Json, str]]:
    """(name, language, front matter, Markdown) of the editorial pages."""
    for path, data in sorted(files.items()):
        if path.startswith("pages/"):
            name, language, _ = path.removeprefix("pages/").split(".")
            _, head, body = data.decode().split("---\n", 2)
            yield name, language, yaml.load(head, yaml.CBaseLoader), body


@cache
def interface() -> languages.Interface:
    """Our own catalogues."""
    return languages.read(disk.read_package("locale"))


def site(files: Files) -> Json:
    """What templates need beside an entry: by language the words, labels and links; for all the drawings of emblems.

    Raises ValueError where the settings in `files` are wrong.
    """
    found, problems = settings.read(files)
    if found is None:
        raise ValueError("\n".join(map(str, problems)))
    terms = found.vocabulary.terms()
    forms = [(emblem.CCI, key) for key in (*terms["subsectors"], emblem.NONE)]
    forms += [(emblem.SME, key) for key in (*terms["sectors"], emblem.NONE)]
    return {
        "base": found.site.base_url,
        "contact": {"name": found.site.contact.name, "email": found.site.contact.email},
        "licence": {"name": found.site.licence.name, "url": found.site.licence.url},
        "publisher": found.site.contact.website,
        "criteria": [one.key for one in CRITERIA],
        "lists": list(LISTS),
        "symbols": {emblem.identifier(*form): _symbol(*form) for form in forms},
        **{language: _in(language, files, found) for language in found.site.languages},
    }


def _symbol(side: str, key: str) -> str:
    drawn = "".join(emblem.form(side, key))
    return f'<symbol id="{emblem.identifier(side, key)}" viewBox="0 0 100 100"><path d="{drawn}"/></symbol>'


def _in(language: str, files: Files, found: Settings) -> Json:
    """The words of one language."""
    translations = languages.of(interface(), language)
    words = Words(language, translations, found)
    told = {sentence: str(words.gettext(sentence)) for sentence in (*SENTENCES, *PATTERNS)}
    for one, many in COUNTED:
        told |= {one: str(words.ngettext(one, many, 1)), many: str(words.ngettext(one, many, 2))}
    titles = {name: head["title"] for name, lang, head, _ in pages(files) if lang == language}
    titles |= {"collaborations": told["Collaborations"], "criteria": told["Criteria"]}
    limits = {
        "employees": words.number(found.criteria.employees.at_most),
        "inhabitants": words.number(found.criteria.inhabitants.below),
        "urban_partners": words.number(found.criteria.urban_partners),
    }
    return {
        "name": str(words.best(found.site.name)),
        "tagline": str(words.best(found.site.tagline)),
        "funding": str(words.best(found.site.funding)) if found.site.funding else "",
        "locale": locale_code(language),
        "own": words.own_name(),
        "group": words.number(1000)[1],
        "words": told,
        "months": [format_date(date(2000, month, 1), "MMMM", language) for month in range(1, 13)],
        "after_day": "." if language == "de" else "",
        "labels": _labels(words, found),
        "groups": _groups(words, found, told),
        "questions": {name: str(words.best(found.vocabulary.categories[name].question)) for name in ANSWERED},
        "fields": {
            ".".join(map(str, path)): str(words.gettext(label)) for path, label in labels(Collaboration).items()
        },
        "told": {
            one.key: {"name": str(words.gettext(one.name)), "rule": str(words.gettext(one.summary)).format_map(limits)}
            for one in CRITERIA
        },
        "attested": {
            key: {"by": str(words.best(one.by)), "statement": str(words.best(one.statement)), "source": one.source}
            for key, one in (found.criteria.attestations or {}).items()
        },
        "navigation": [{"name": one, "text": titles[one]} for one in found.site.navigation if one in titles],
        "footer": [{"name": one, "text": titles[one]} for one in found.site.footer if one in titles],
    }


def _labels(words: Words, found: Settings) -> Json:
    """What the values of lists are called: vocabulary -> key, in small letters -> label."""
    terms = found.vocabulary.terms()
    shown = {name: {key: words.label(name, key) for key in known} for name, known in terms.items()}
    countries = {code.lower(): words.country(code) for code in found.vocabulary.countries}
    return {"country": countries, "subsector": shown["subsectors"], "sector": shown["sectors"], **shown}


def _groups(words: Words, found: Settings, told: Mapping[str, str]) -> dict[str, str]:
    """What the lists together are called."""
    return {
        "country": told["Country"],
        "region": told["Region"],
        "subsector": told["Subsector"],
        "sector": told["Sector"],
        "innovation": told["Type of innovation"],
        "started": told["Period"],
        "meeting": told["Who meets whom"],
        **{name: str(words.best(found.vocabulary.categories[name].label)) for name in ANSWERED},
    }
