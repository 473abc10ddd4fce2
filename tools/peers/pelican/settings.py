"""What both languages share: where pages go, the reader of case files, and what templates ask for."""

import json
from functools import cache
from pathlib import Path

import cases
from markupsafe import Markup, escape

SITE = json.loads(Path("site.json").read_text(encoding="utf-8"))
SITEURL = SITE["base"].rstrip("/")
PATH = "content"
THEME = "theme"
THEME_STATIC_PATHS = []
TIMEZONE = "UTC"
DEFAULT_CATEGORY = "collaborations"
ARTICLE_PATHS, PAGE_PATHS, STATIC_PATHS = ["collaborations"], ["pages"], []
ARTICLE_URL = ARTICLE_SAVE_AS = "collaborations/{slug}.html"
ARTICLE_ORDER_BY = "title"
PAGE_URL = PAGE_SAVE_AS = "{slug}.html"
TAG_URL = TAG_SAVE_AS = "{slug}.html"
TAG_REGEX_SUBSTITUTIONS = []
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = ""
DIRECT_TEMPLATES = ["index", "home", "records", "places", "rows", "search", "sitemap"]
INDEX_SAVE_AS, HOME_SAVE_AS = "collaborations.html", "index.html"
PLACES_SAVE_AS, RECORDS_SAVE_AS, ROWS_SAVE_AS = "collaborations.geojson", "collaborations.json", "collaborations.csv"
SEARCH_SAVE_AS, SITEMAP_SAVE_AS = "search-index.js", "sitemap.xml"
DEFAULT_PAGINATION = 50
PAGINATED_TEMPLATES = {"index": None, "tag": None}
PAGINATION_PATTERNS = (
    (1, "{url}", "{save_as}"),
    (2, "{base_name}/page/{number}.html", "{base_name}/page/{number}.html"),
)
FEED_ALL_ATOM = "feed.xml"
FEED_MAX_ITEMS = 50
CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
SUMMARY_MAX_LENGTH = None
LOAD_CONTENT_CACHE = CACHE_CONTENT = True
GZIP_CACHE = False
CONTENT_CACHING_LAYER = "reader"
PLUGINS = [cases]
JINJA_ENVIRONMENT = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}


def best(text, language):
    """A text in a language, or in one that it has."""
    return (text.get(language) or next(iter(text.values()))) if text else ""


def day(moment, words):
    """2018, May 2018, 1 May 2018."""
    parts = str(moment).split("-")
    told = parts[0]
    if len(parts) > 1:
        told = f"{words['months'][int(parts[1]) - 1]} {told}"
    return f"{int(parts[2])}{words['after_day']} {told}" if len(parts) > 2 else told


def number(value, words):
    """6,819 or 6.819."""
    return f"{int(value):,}".replace(",", words["group"])


def place(case, words):
    """Locality, region, country."""
    found = case.get("place") or {}
    country = words["labels"]["country"].get(found["country"].lower()) if found.get("country") else None
    return ", ".join(part for part in (found.get("locality"), found.get("region"), country) if part)


def emblem(article):
    """The two forms of an entry."""
    return Markup(
        '<svg class="emblem" viewBox="0 0 160 100" aria-hidden="true" focusable="false">'
        f'<use class="emblem-cci" href="#cci--{article.cci}" width="100" height="100"/>'
        f'<use class="emblem-sme" href="#sme--{article.sme}" x="60" width="100" height="100"/></svg>'
    )


def sprite(articles):
    """The forms that the emblems of some entries use, each once."""
    used = {form for one in articles for form in (f"cci--{one.cci}", f"sme--{one.sme}")}
    symbols = "".join(SITE["symbols"][form] for form in sorted(used))
    return Markup(f'<svg class="sprite" width="0" height="0" aria-hidden="true">{symbols}</svg>')


def marks(case, field, words):
    """Links to the sources that carry a field: those that name it, what it is part of, or a part of it."""
    word = words["words"]["source {number}"]
    links = [
        f'<a href="#source-{at}" aria-label="{escape(word.replace("{number}", str(at)))}">[{at}]</a>'
        for at, source in enumerate(case.get("sources", ()), 1)
        if any(
            name == field or name.startswith(f"{field}.") or field.startswith(f"{name}.")
            for name in source.get("supports", ())
        )
    ]
    return Markup(f'<sup class="marks">{" ".join(links)}</sup>') if links else ""


def gist(case, words):
    """Who meets whom, where and since when, in one sentence."""
    told, labels = words["words"], words["labels"]
    names = []
    for partner in case.get("partners", ()):
        if partner["role"] != "other":
            fields = [labels["subsector"][key] for key in partner.get("subsectors", ())]
            fields += [labels["sector"][key] for key in partner.get("sectors", ())]
            names.append(f"{partner['name']} ({', '.join(fields)})")
    partners = ", ".join(names)
    if len(names) > 1:
        partners = told["{names} and {last}"].format(names=", ".join(names[:-1]), last=names[-1])
    period = case.get("period") or {}
    pattern = "{partners} work together."
    if period.get("started"):
        pattern = "{partners} have worked together since {start}."
        if period.get("ended"):
            pattern = "{partners} worked together ({start} to {end})."
    start, end = (day(period[name], words) if name in period else "" for name in ("started", "ended"))
    sentence = told[pattern].format(partners=partners, start=start, end=end)
    where = place(case, words)
    return f"{where}: {sentence}" if where else sentence


def titled(slug, articles, words):
    """(group, title) of a list."""
    name, _, value = slug.partition("/")
    labels, group = words["labels"], words["groups"][name]
    if name == "region":
        return group, articles[0].case["place"]["region"]
    if name == "started":
        return group, words["words"]["Began in {year}"].format(year=value)
    if name == "meeting":
        one, other = value.split("__")
        return group, f"{labels['subsector'][one]} × {labels['sector'][other]}"
    return group, labels[name].get(value, value)


def structured(data):
    """JSON that may stand in a page."""
    return Markup(json.dumps(data, ensure_ascii=False, default=str).replace("<", "\\u003c"))


def cell(value):
    """A cell of a table."""
    text = "" if value is None else str(value)
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',"\n') else text


def of_language(language):
    """The settings of one language."""
    words = SITE[language]

    @cache
    def card(article):
        """The card of an entry, made once for all lists."""
        labels = words["labels"]
        sides = (" + ".join(labels[name][key] for key in article.facets[name]) for name in ("subsector", "sector"))
        summary, where = best(article.case.get("summary"), language), place(article.case, words)
        return Markup(
            f'<li class="card">\n<div class="card-picture">{emblem(article)}</div>\n<div class="card-text">\n'
            f'<h3 class="card-title"><a href="/{language}/{article.url}">{escape(article.title)}</a></h3>\n'
            f'<p class="card-pair">{escape(" × ".join(side for side in sides if side))}</p>\n'
            + (f'<p class="card-summary">{escape(summary)}</p>\n' if summary else "")
            + (f'<p class="card-place">{escape(where)}</p>\n' if where else "")
            + "</div>\n</li>"
        )

    def related(article, tags):
        """Up to three entries of the same pair of subsector and sector: those that follow this one in the list."""
        found = {}
        for tag in article.tags:
            if tag.slug.startswith("meeting/") and len(found) < 3:
                for other in following(tag, tags).get(article.slug, ()):
                    found[other.slug] = other
        return list(found.values())[:3]

    places = {}

    def neighbours(article, articles):
        """The entries before and behind it by title."""
        if not places:
            places.update((one.slug, at) for at, one in enumerate(articles))
        at = places[article.slug]
        return articles[at - 1] if at else None, articles[at + 1] if at + 1 < len(articles) else None

    known = {}

    def following(tag, tags):
        """Slug -> the three entries behind it in a list by title; reckoned once for each list."""
        if not known:
            known.update((one.slug, sorted(articles, key=lambda each: each.title)) for one, articles in tags)
        if isinstance(known[tag.slug], list):
            entries = known[tag.slug]
            known[tag.slug] = {one.slug: entries[at + 1 : at + 4] for at, one in enumerate(entries)}
        return known[tag.slug]

    return {
        "SITENAME": words["name"],
        "CACHE_PATH": f"cache/{language}",
        "CASES_LANGUAGE": language,
        "SITEURL": f"{SITEURL}/{language}",
        "PAGE_PATHS": [f"pages/{language}"],
        "JINJA_GLOBALS": {
            "site": SITE, "words": words, "w": words["words"], "language": language, "card": card, "emblem": emblem,
            "sprite": sprite, "gist": gist, "marks": marks, "titled": titled, "structured": structured, "cell": cell,
            "related": related, "neighbours": neighbours, "place": place,
            "best": best, "day": day, "number": number, "json": json.dumps,
        },
    }  # fmt: skip
