"""The built site, read as readers and programs read it: every number, every link, every page, and hostile texts."""

from __future__ import annotations

import csv
import io
import json
import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import jsonschema
import lxml.html
import pytest
import yaml
from lxml.html import HtmlElement

from kltsite import disk, judging, workers
from kltsite.intake.prose import references
from kltsite.present.views.lists import PAGE_LENGTH
from tests.helpers import CONTENT, MINIMAL, built, changed, told, village, without_entries
from tools.corpus import case_files, publication_23

NO_BREAK = "\u00a0"
LANGUAGES = ("en", "de")
ANSWERED = ("contact", "regional_value", "partner_value")
CATEGORIES = (*ANSWERED, "duration")
FACETS = ("country", "region", "subsector", "sector", "innovation")
HOME = {language: f"{language}/index.html" for language in LANGUAGES}
BROWSE = {"en": "en/collaborations/index.html", "de": "de/kooperationen/index.html"}
EVALUATION = {"en": "en/evaluation.html", "de": "de/auswertung.html"}
CRITERIA = {"en": "en/criteria.html", "de": "de/kriterien.html"}
DATA = {"en": "en/data.html", "de": "de/daten.html"}
EMBEDDING = {"en": "en/embed.html", "de": "de/einbetten.html"}
MAP = {"en": "en/map.html", "de": "de/karte.html"}
OF, PUBLISHED = {"en": "of", "de": "von"}, {"en": "published entr", "de": "veröffentlichte"}
NOT_STATED = {"en": "not stated", "de": "keine Angabe"}
EMBEDDED = "/embed/"  # in the address of a chart alone, for a frame on another site
OUTSIDE = {"404.html", "index.html"}  # the pages that belong to no language
VOID = {"br", "hr", "img", "input", "link", "meta", "source"}

Json = dict[str, Any]


# -- reading a site -----------------------------------------------------------------------------------------


def words(element: HtmlElement) -> str:
    """The text of an element on one line; no-break spaces stay."""
    return re.sub(r"[ \n\t]+", " ", element.text_content()).strip(" ")


def number_in(text: str) -> int:
    """The first number of a text, its thousands grouped or not."""
    found = re.search(r"\d+(?:[.,]\d{3})*", text)
    assert found is not None, text
    return int(re.sub(r"[.,]", "", found[0]))


@dataclass(frozen=True, eq=False)
class Site:
    """A built site, and what it was built from."""

    source: Mapping[str, bytes]
    files: Mapping[str, bytes]

    @cached_property
    def pages(self) -> tuple[str, ...]:
        return tuple(sorted(address for address in self.files if address.endswith(".html")))

    def text(self, address: str) -> str:
        return self.files[address].decode()

    @cache  # noqa: B019  # a site lives as long as the tests
    def page(self, address: str) -> HtmlElement:
        page = lxml.html.document_fromstring(self.text(address))
        for template in page.xpath("//template"):  # what waits there for a script is no part of the page
            template.drop_tree()
        return page

    def one(self, address: str, path: str) -> HtmlElement:
        """The one element of a page at an XPath."""
        (element,) = self.page(address).xpath(path)
        return element

    @cache  # noqa: B019
    def json(self, name: str) -> Any:
        return json.loads(self.files[f"data/v1/{name}"], parse_float=Decimal)

    def table(self, name: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.files[f"data/v1/{name}"].decode(), newline="")))

    @property
    def evaluation(self) -> Json:
        found: Json = self.json("evaluation.json")
        return found

    @property
    def entries(self) -> dict[str, Json]:
        return {entry["slug"]: entry for entry in self.json("collaborations.json")["entries"]}

    @cached_property
    def vocabulary(self) -> Json:
        found: Json = yaml.safe_load(self.source["vocabulary.yaml"])
        return found

    @cached_property
    def settings(self) -> Json:
        found: Json = yaml.load(self.source["site.yaml"], yaml.BaseLoader)
        return found

    def label(self, category: str, option: str, language: str) -> str:
        label: str = self.vocabulary["categories"][category]["options"][option]["label"][language]
        return label

    def evaluated(self, category: str) -> list[str]:
        options = self.vocabulary["categories"][category]["options"]
        return [key for key, term in options.items() if term.get("evaluated", True)]

    def leads(self, address: str, href: str) -> str:
        """The file of the site that a link of a page opens."""
        parts = urlsplit(href)
        assert not parts.scheme and not parts.netloc, href
        target = posixpath.normpath(posixpath.join(posixpath.dirname(address), unquote(parts.path)))
        assert target in self.files, f"{address} links to {href}, which is not there"
        return target

    def internal(self, address: str) -> Iterator[str]:
        """Every link of a page that stays on the site, as written."""
        for href in self.page(address).xpath("//@href | //@src"):
            if not re.match(r"[a-z]+:|#", href):
                yield href

    def in_language(self, language: str) -> tuple[str, ...]:
        return tuple(address for address in self.pages if address.startswith(f"{language}/"))

    @cache  # noqa: B019
    def listed(self, address: str) -> tuple[str, ...]:
        """The slugs of a whole list, read from its cards over all its pages."""
        slugs = []
        while address:
            page = self.page(address)
            for href in page.xpath("//section[@aria-labelledby='entries--heading']//li[@class='card']//h3/a/@href"):
                slugs.append(posixpath.basename(self.leads(address, href)).removesuffix(".html"))
            following = page.xpath("//nav[@class='pager']//a[@rel='next']/@href")
            address = self.leads(address, following[0]) if following else ""
        return tuple(slugs)

    def prose(self) -> Iterator[tuple[str, str, str]]:
        """(address, Markdown, language) of every editorial page."""
        for path, data in self.source.items():
            if match := re.fullmatch(r"pages/([a-z0-9-]+)\.([a-z]{2})\.md", path):
                _, front, body = data.decode().split("---\n", 2)
                yield f"{match[2]}/{yaml.safe_load(front)['address']}.html", body, match[2]


def figure(one: Json, option: str, language: str) -> str:
    """A number as its readers should see it, from the open data."""
    count, answered, share = one["options"][option]["count"], one["answered"], one["options"][option]["share"]
    told = f"{count} {OF[language]} {answered}"
    return told if share is None else f"{told} ({percent(share, language)})"


def percent(share: Decimal | int, language: str) -> str:
    return f"{share}{NO_BREAK}%".replace(".", "," if language == "de" else ".")


# -- the sites ----------------------------------------------------------------------------------------------


def folder() -> dict[str, bytes]:
    files, unread = disk.read_folder(CONTENT)
    assert unread == ()
    return files


def site_of(files: Mapping[str, bytes], options: judging.Options | None = None) -> Site:
    ordered = dict(sorted(files.items()))
    return Site(ordered, built(ordered, options))


@cache
def real() -> Site:
    return site_of(folder())


@cache
def publication() -> Site:
    return site_of({**without_entries(), **publication_23(), **figures_page()})


@cache
def many() -> Site:
    """Enough entries for lists of several pages, some of them drafts."""
    return site_of({**without_entries(), **dict(case_files(PAGE_LENGTH + 20, drafts=0.1))})


@cache
def empty() -> Site:
    return site_of(without_entries())


@cache
def odd() -> Site:
    """A small site with what is rare: a withdrawn entry, a draft, former names, one language, formulas, a table."""
    files = {
        **village(),
        **{f"collaborations/{name}.yaml": text.encode() for name, text in ODD.items()},
        "media/renamed/house.png": PIXEL,
        "pages/only.en.md": ONLY_ENGLISH.encode(),
    }
    return site_of(files)


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010100000000376ef9240000000a49444154789c636000000002000148afa471"
    "0000000049454e44ae426082"
)

ONLY_ENGLISH = """\
---
title: Only in English
address: only
description: A page that nobody has translated yet.
---

## A table

| Year | Entries |
|------|--------:|
| 2023 | {2024-08:entries} |

### Below

See [the renamed entry](collaboration:renamed) and [the second criterion](criterion:equal-terms).
"""

ODD = {
    "withdrawn-entry": """\
title: {en: Zebrafish taken back, de: Zebrafisch zurückgezogen}
summary: {en: A pair that does not want to be shown., de: Ein Paar will nicht gezeigt werden.}
status: withdrawn
listed: 2023-02-01
place: {country: IS, region: Withdrawnland, latitude: 64.9, longitude: -18.8}
partners:
  - {name: Wombat Studio, role: cci, subsectors: [film]}
  - {name: Wombat Works, role: sme, sectors: [mining], employees: 3}
contact: [joint-event]
period: {started: 2001, continuous: true}
sources: [{url: https://village.example/wombat}]
former_slugs: [wombat]
withdrawn:
  on: 2024-03-05
  reason: {en: Wombat Studio asked us to., de: Wombat Studio hat uns darum gebeten.}
""",
    "secret-draft": """\
title: {en: Quokka in the making, de: Quokka im Werden}
summary: {en: Quokka is not finished., de: Quokka ist nicht fertig.}
place: {country: LV, region: Quokkaland, latitude: 56.8, longitude: 25.0}
partners:
  - {name: Quokka Studio, role: cci, subsectors: [film]}
  - {name: Quokka Works, role: sme, sectors: [mining]}
contact: [joint-event]
period: {started: 2001, continuous: true}
former_slugs: [quokka-before]
""",
    "renamed": """\
title: {en: The renamed mill, de: Die umbenannte Mühle}
summary: {en: It once had another name., de: Sie hieß einmal anders.}
status: published
listed: 2023-11-06
reviewed: 2024-07-15
place:
  {locality: Kamenz, region: Sachsen, country: DE, inhabitants: 17000, counted: 2023, latitude: 51.27, longitude: 14.09}
partners:
  - {name: Studio Seven, role: cci, subsectors: [crafts, design], setting: urban, locality: Dresden, country: DE}
  - {name: Seven Mills GmbH, role: sme, sectors: [manufacturing], employees: 35, website: 'https://mill.example/'}
period: {started: 2018-05, ended: 2023, continuous: true}
contact: [targeted-contact]
regional_value: [skilled-workers]
partner_value: [easier-work]
innovation: [product]
remarks: {contact: {en: In the choir., de: Im Chor.}}
attested: example-team
description:
  en: "# Start\\n\\nIt began *well*.\\n\\n### Later\\n\\n- one\\n- two"
  de: "## Anfang\\n\\nEs begann *gut*."
advice: [{to: [municipalities], text: {en: Lend a room., de: Leihen Sie einen Raum.}}]
voices:
  - {speaker: Erika Mustermann, of: Seven Mills GmbH, text: {en: It works., de: Es geht.}, source: 'https://mill.example/v'}
media:
  - kind: image
    file: renamed/house.png
    alt: {en: A house, de: Ein Haus}
    credit: © Erika Mustermann
    licence: CC BY 4.0
  - {kind: video, url: 'https://mill.example/film', title: {en: The film, de: Der Film}}
links: [{url: 'https://mill.example/more', title: {en: More, de: Mehr}}]
sources: [{url: 'https://mill.example/source', accessed: 2024-07-01, supports: [period, contact]}]
former_slugs: [old-name, older-name]
""",
    "bare": changed(
        ("The bread box", "The bare box"), ("Der Brotkasten", "Der kahle Kasten"), ("Grünfink", "Zeisig"), text=MINIMAL
    ),
    "half-translated": changed(
        ("The bread box", "Half a box"),
        ("Der Brotkasten", "Ein halber Kasten"),
        ("Grünfink", "Stieglitz"),
        ("sources:", "traits: {en: Only told in English.}\nsources:"),
        text=MINIMAL,
    ),
    "formula": """\
title: {en: '=HYPERLINK("https://evil.example";"x")', de: '+49 ruft an'}
summary: {en: "-1 is less, said the @baker", de: '@alle kommen'}
status: published
listed: 2022-01-01
place: {locality: '-5 Grad', region: '=Region', country: PT, latitude: 39.5, longitude: -8.2}
partners:
  - {name: '@Studio', role: cci, subsectors: [music]}
  - {name: '=Werk', role: sme, employees: 2}
attested: example-team
sources: [{url: 'https://village.example/formula'}]
""",
}


PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    '" onmouseover="alert(1)" x="',
    "javascript:alert(1)",
    "{{ 7*7 }} {% raw %}{% endraw %} {# gone #}",
    "{count} {0} {entries} %(count)s %s",
    "]]> <![CDATA[ x ]]> <?php x ?> <!-- x -->",
    "&lt;b&gt; &amp;lt; &#60;i&#62; &quot;",
    "</title></textarea></style></script><style>*{display:none}</style>",
    'href="@@/evil.html" src="//evil.example/x.js"',
    "\\u003cscript\\u003e \\x3c \\\\ ' ` \" „“ › ‹",
    "=1+1 @SUM(A1) -2 +3",
    "a\u202fb 𝒜 🦊 \ufdfa \U0001fffe é ẞ",
)

SAID = ("summary", "traits", "funding", "advice", "voice", "video", "link", "remark-contact", "remark-innovation")


def hostile_case(number: int, payload: str) -> bytes:
    """A published entry with the payload in every text, each marked with the name of its field."""

    def text(field: str) -> Json:
        return {language: f"{field} {language} {number} {payload}" for language in LANGUAGES}

    case = {
        "title": text("title"),
        "summary": text("summary"),
        "status": "published",
        "listed": "2024-01-01",
        "place": {"locality": f"locality {payload}", "region": f"region {number} {payload}", "country": "DE"},
        "traits": text("traits"),
        "partners": [
            {
                "name": f"studio {number} {payload}",
                "role": "cci",
                "subsectors": ["design"],
                "locality": f"seat {payload}",
                "website": "https://evil.example/?q=%22%3E&lt;script&gt;&a=]]#x",
            },
            {"name": f"firm {number} {payload}", "role": "sme", "sectors": ["trade"], "employees": 3},
        ],
        "period": {"years": "2.5"},
        "remarks": {name: text(f"remark-{name}") for name in ("contact", "innovation", "period", "subsectors")},
        "evidence": {
            key: {"statement": text(key), "source": "https://evil.example/"}
            for key in ("economic-background", "equal-terms", "regional-effects")
        },
        "attested": "example-team",
        "funding": text("funding"),
        "description": {
            language: f"story {language} {payload}\n\n> quoted {payload}\n\n- item {payload}" for language in LANGUAGES
        },
        "advice": [{"to": ["companies"], "text": text("advice")}],
        "voices": [
            {"speaker": f"speaker {payload}", "of": payload, "text": text("voice"), "source": "https://evil.example/"}
        ],
        "media": [
            {
                "kind": "image",
                "file": "evil/p.png",
                "alt": text("alt"),
                "credit": f"credit {payload}",
                "licence": payload,
            },
            {"kind": "video", "url": "https://evil.example/v", "title": text("video")},
        ],
        "links": [{"url": "https://evil.example/l", "title": text("link")}],
        "sources": [{"url": "https://evil.example/s"}],
    }
    return json.dumps(case, ensure_ascii=False, indent=1).encode()


def hostile_settings(payload: str) -> dict[str, bytes]:
    """The settings of tests/base with the payload in every text that they have."""
    files = village()
    spoilt = {}
    for path in ("site.yaml", "vocabulary.yaml", "criteria.yaml", "editions/2024-08.yaml"):
        value = yaml.load(files[path], yaml.BaseLoader)
        spoilt[path] = json.dumps(_spoilt(value, payload), ensure_ascii=False, indent=1).encode()
    return spoilt


def _spoilt(value: Any, payload: str) -> Any:
    if isinstance(value, dict):
        if value and value.keys() <= set(LANGUAGES):
            return {language: f"{words} {payload}" for language, words in value.items()}
        return {key: _spoilt(below, payload) for key, below in value.items()}
    if isinstance(value, list):
        return [_spoilt(below, payload) for below in value]
    return value


@cache
def hostile() -> Site:
    payload = " ".join(PAYLOADS[:4])
    head = json.dumps(
        {"title": f"page {payload}", "address": "about", "description": f"told {payload}"}, ensure_ascii=False
    )
    body = "\n\n".join(f"paragraph {one}\n\n## heading {one}\n\n`code {one}`" for one in PAYLOADS if "{" not in one)
    page = f"---\n{head}\n---\n\n{body}\n".encode()
    return site_of(
        {
            **village(),
            **hostile_settings(payload),
            **{f"collaborations/evil-{number}.yaml": hostile_case(number, one) for number, one in enumerate(PAYLOADS)},
            **{f"pages/about.{language}.md": page for language in LANGUAGES},
            "media/evil/p.png": PIXEL,
        }
    )


SITES = {"real": real, "publication": publication, "many": many, "empty": empty}

EVERY = {**SITES, "odd": odd, "hostile": hostile}

in_all_sites = pytest.mark.parametrize("name", EVERY)
in_every_site = pytest.mark.parametrize("name", SITES)
in_full_sites = pytest.mark.parametrize("name", [name for name in SITES if name != "empty"])
in_both_languages = pytest.mark.parametrize("language", LANGUAGES)


def figures_page() -> dict[str, bytes]:
    """A page that says every figure there is, each on a line of its own, with its reference before it."""
    vocabulary = yaml.safe_load(folder()["vocabulary.yaml"])
    edition = yaml.safe_load(folder()["editions/2024-08.yaml"])
    lines = [
        f"- `{name}` = {{{name}}}"
        for name in ("entries", "2024-08:entries", "criteria.employees", "criteria.inhabitants")
    ]
    for prefix, categories in (("", vocabulary["categories"]), ("2024-08:", edition["categories"])):
        for category, known in categories.items():
            for option in known["options"] if not prefix else known:
                for part in ("", ".count", ".answered", ".share"):
                    name = f"{prefix}{category}.{option}{part}"
                    lines.append(f"- `{name}` = {{{name}}}")
    head = "---\ntitle: Figures\naddress: figures\ndescription: Every figure.\n---\n\n"
    page = (head + "\n".join(lines) + "\n").encode()
    return {f"pages/figures.{language}.md": page for language in LANGUAGES}


# -- numbers: the open data ---------------------------------------------------------------------------------


def recount(site: Site) -> dict[str, tuple[int, dict[str, list[str]]]]:
    """Category or facet -> how many state it, and the entries of each value, from the entries in the open data."""
    found: dict[str, tuple[int, dict[str, list[str]]]] = {}
    for name in (*CATEGORIES, *FACETS):
        answered, options = 0, defaultdict(list)
        for slug, entry in sorted(site.entries.items()):
            values = _values(entry, name)
            if values is not None:
                answered += 1
                for value in values:
                    options[value].append(slug)
        found[name] = answered, dict(options)
    return found


def _values(entry: Json, name: str) -> list[str] | None:
    fields = {"cci": "subsectors", "sme": "sectors"}
    match name:
        case "duration":
            return entry["derived"].get("duration")
        case "country":
            return [entry["place"]["country"]] if "place" in entry else None
        case "region":  # of a country: there may be a Limburg in two
            place = entry.get("place", {})
            return [f"{place['country']} {place['region']}"] if "region" in place else None
        case "subsector" | "sector":
            role = "cci" if name == "subsector" else "sme"
            partners = [one for one in entry["partners"] if one["role"] == role]
            return list(dict.fromkeys(key for one in partners for key in one.get(fields[role], ()))) or None
        case _:
            return entry.get(name)


@in_every_site
def test_the_evaluation_is_what_a_recount_of_the_open_data_gives(name: str) -> None:
    site = SITES[name]()
    ours = site.evaluation
    assert ours["entries"] == len(site.entries)
    for key, (answered, options) in recount(site).items():
        told = {**ours["categories"], **ours["facets"]}[key]
        assert (told["answered"], told["total"]) == (answered, len(site.entries))
        counted = {option: one["entries"] for option, one in told["options"].items() if one["count"]}
        if key == "region":  # keys there, names here
            assert sorted(counted.values()) == sorted(options.values())
        else:
            assert counted == options
        assert all(one["count"] == len(one["entries"]) for one in told["options"].values())


@in_every_site
def test_the_cross_table_of_the_open_data_is_what_a_recount_gives(name: str) -> None:
    site = SITES[name]()
    pairs: dict[tuple[str, str], list[str]] = defaultdict(list)
    for slug, entry in sorted(site.entries.items()):
        for subsector in _values(entry, "subsector") or ():
            for sector in _values(entry, "sector") or ():
                pairs[subsector, sector].append(slug)
    assert {
        (cell["subsector"], cell["sector"]): cell["entries"] for cell in site.evaluation["subsector_sector"]
    } == pairs
    assert all(cell["count"] == len(cell["entries"]) for cell in site.evaluation["subsector_sector"])


def test_the_site_of_the_23_files_has_the_numbers_of_the_publication() -> None:
    edition = yaml.safe_load(folder()["editions/2024-08.yaml"])
    ours = publication().evaluation
    assert ours["entries"] == edition["entries"] == 23
    for category, options in edition["categories"].items():
        found = ours["categories"][category]
        assert (found["answered"], found["total"]) == (23, 23)
        assert {option: found["options"][option]["count"] for option in options} == options


@in_every_site
def test_the_tables_for_spreadsheets_hold_the_same_numbers(name: str) -> None:
    site = SITES[name]()
    expected = []
    tallies = {**site.evaluation["categories"], **site.evaluation["facets"], **site.evaluation["periods"]}
    for key, one in tallies.items():
        for option, found in one["options"].items():
            share = "" if found["share"] is None else str(found["share"])
            expected.append((key, option, found["count"], one["answered"], one["total"], share))
    for cell in site.evaluation["subsector_sector"]:
        option = f"{cell['subsector']}--{cell['sector']}"
        expected.append(("subsector_sector", option, cell["count"], "", len(site.entries), ""))
    rows = [row for row in site.table("evaluation.csv") if not row["edition"]]
    columns = ("category", "option", "count", "answered", "total", "share")
    assert [tuple(row[column] for column in columns) for row in rows] == [
        tuple(str(cell) for cell in row) for row in expected
    ]
    assert {row["as_of"] for row in rows} == {site.settings["evaluated_on"]}


@in_every_site
def test_the_table_of_entries_says_the_same_as_their_json(name: str) -> None:
    site = SITES[name]()
    rows = site.table("collaborations.csv")
    assert [row["slug"] for row in rows] == list(site.entries)
    for row, entry in zip(rows, site.entries.values(), strict=True):
        place, period = entry.get("place", {}), entry.get("period", {})
        assert [row[key] for key in ("subsectors", "sectors")] == [
            " ".join(_values(entry, key) or ()) for key in ("subsector", "sector")
        ]
        assert [row[key] for key in (*CATEGORIES, "innovation")] == [
            " ".join(_values(entry, key) or ()) for key in (*CATEGORIES, "innovation")
        ]
        assert [row[key] for key in ("country", "locality", "inhabitants", "counted")] == [
            str(place.get(key, "")) for key in ("country", "locality", "inhabitants", "counted")
        ]
        assert [row[key] for key in ("started", "ended", "years")] == [
            str(period.get(key, "")) for key in ("started", "ended", "years")
        ]
        assert row["partners"] == "; ".join(one["name"] for one in entry["partners"])
        for language in LANGUAGES:
            assert row[f"title_{language}"].lstrip("'") == entry["title"][language].lstrip("'")


@in_every_site
def test_the_edition_stands_in_the_table_for_spreadsheets_as_it_was_published(name: str) -> None:
    site = SITES[name]()
    edition = yaml.safe_load(site.source["editions/2024-08.yaml"])
    rows = [row for row in site.table("evaluation.csv") if row["edition"] == "2024-08"]
    assert {(row["category"], row["option"], int(row["count"])) for row in rows} == {
        (category, option, count)
        for category, options in edition["categories"].items()
        for option, count in options.items()
    }
    assert {(row["answered"], row["total"], row["as_of"]) for row in rows} == {("23", "23", "2024-08")}


# -- numbers: the evaluation page ---------------------------------------------------------------------------


def opened(site: Site, address: str, element: HtmlElement, one: Json) -> None:
    """A number's link, where it has one, opens exactly the entries behind it; without entries it has none."""
    href = element.get("href")
    if not one["count"]:
        assert href is None
        return
    slugs = site.listed(site.leads(address, href))
    assert sorted(slugs) == sorted(one["entries"])
    assert len(slugs) == len(set(slugs)) == one["count"]


def category_rows(site: Site, language: str, category: str) -> dict[str, list[HtmlElement]]:
    """Label -> cells of a category's table."""
    path = f"//section[contains(@class, 'category-{category.replace('_', '-')}')]//table/tbody/tr"
    rows = site.page(EVALUATION[language]).xpath(path)
    return {words(row.xpath("./th")[0]): row.xpath("./td") for row in rows}


@in_every_site
@in_both_languages
def test_the_tables_of_the_evaluation_say_what_the_open_data_say(name: str, language: str) -> None:
    site = SITES[name]()
    for category in CATEGORIES:
        one = site.evaluation["categories"][category]
        rows = category_rows(site, language, category)
        assert list(rows) == [site.label(category, option, language) for option in site.evaluated(category)]
        for option in site.evaluated(category):
            (cell,) = rows[site.label(category, option, language)][0]
            assert words(cell) == figure(one, option, language)
            assert cell.get("data-count") == str(one["options"][option]["count"])
            opened(site, EVALUATION[language], cell, one["options"][option])


@in_every_site
@in_both_languages
def test_answers_that_the_evaluation_leaves_out_stand_beside_it_with_their_numbers(name: str, language: str) -> None:
    site = SITES[name]()
    for category in CATEGORIES:
        one = site.evaluation["categories"][category]
        apart = [option for option in one["options"] if option not in site.evaluated(category)]
        path = f"//section[contains(@class, 'category-{category.replace('_', '-')}')]/ul/li"
        items = site.page(EVALUATION[language]).xpath(path)
        assert [words(item) for item in items] == [
            f"{site.label(category, option, language)}: {figure(one, option, language)}" for option in apart
        ]
        for item, option in zip(items, apart, strict=True):
            opened(site, EVALUATION[language], item[0], one["options"][option])


@in_every_site
@in_both_languages
def test_the_bars_of_the_charts_say_and_open_what_the_tables_beside_them_do(name: str, language: str) -> None:
    site = SITES[name]()
    for category in CATEGORIES:
        one = site.evaluation["categories"][category]
        chart = site.one(EVALUATION[language], f"//svg[@aria-labelledby='chart-{category.replace('_', '-')}-title']")
        bars = chart.xpath("./a | ./g[@class='bar-row']")
        options = site.evaluated(category)
        assert len(bars) == len(options)
        for bar, option in zip(bars, options, strict=True):
            label, told = (words(bar.xpath(f"./text[@class='{part}']")[0]) for part in ("chart-label", "chart-figure"))
            assert (label, told) == (site.label(category, option, language), figure(one, option, language))
            track, drawn = (
                Decimal(bar.xpath(f"./rect[@class='{part}']/@width")[0]) for part in ("chart-track", "chart-bar")
            )
            assert abs(drawn - track * Decimal(one["options"][option]["share"] or 0) / 100) <= Decimal("0.01")
            assert bar.tag == ("a" if one["options"][option]["count"] else "g")
            opened(site, EVALUATION[language], bar, one["options"][option])
            cell = category_rows(site, language, category)[label][0][0]
            assert cell.get("href") == bar.get("href")


@in_every_site
@in_both_languages
def test_the_words_of_a_chart_name_its_most_frequent_answers(name: str, language: str) -> None:
    site = SITES[name]()
    for category in CATEGORIES:
        one = site.evaluation["categories"][category]
        described = words(site.one(EVALUATION[language], f"//desc[@id='chart-{category.replace('_', '-')}-desc']"))
        counts = {option: one["options"][option]["count"] for option in site.evaluated(category)}
        most = [option for option, count in counts.items() if count == max(counts.values())]
        if max(counts.values()):
            assert figure(one, most[0], language) in described
            assert [option for option in counts if site.label(category, option, language) in described] == most
        else:
            assert "%" not in described


@in_every_site
@in_both_languages
def test_the_edition_stands_beside_todays_numbers_as_it_was_published(name: str, language: str) -> None:
    site = SITES[name]()
    edition = yaml.safe_load(site.source["editions/2024-08.yaml"])
    for category, counts in edition["categories"].items():
        rows = category_rows(site, language, category)
        for option, count in counts.items():
            cell = rows[site.label(category, option, language)][1]
            share = (Decimal(count) * 100 / edition["entries"]).quantize(Decimal("0.1")).normalize()
            assert words(cell) == f"{count} {OF[language]} {edition['entries']} ({percent(share, language)})"
            assert cell.xpath(".//a") == []  # no list could hold exactly these entries


@in_every_site
@in_both_languages
def test_it_is_said_how_many_entries_do_not_state_a_category(name: str, language: str) -> None:
    site = SITES[name]()
    for category in CATEGORIES:
        one = site.evaluation["categories"][category]
        path = f"//section[contains(@class, 'category-{category.replace('_', '-')}')]/p[@class='note']"
        notes = [words(note) for note in site.page(EVALUATION[language]).xpath(path)]
        missing = one["total"] - one["answered"]
        said = [note for note in notes if re.match(rf"{missing} {OF[language]} {one['total']}\b", note)]
        assert len(said) == (1 if missing else 0), notes


@in_every_site
@in_both_languages
def test_the_cross_table_says_and_opens_what_the_open_data_hold(name: str, language: str) -> None:
    site = SITES[name]()
    table = site.one(EVALUATION[language], "//table[@class='cross']")
    columns = [words(cell) for cell in table.xpath("./thead/tr/th")]
    labels = {
        kind: {term["label"][language]: key for key, term in site.vocabulary[kind].items()}
        for kind in ("subsectors", "sectors")
    }
    cells = {(cell["subsector"], cell["sector"]): cell for cell in site.evaluation["subsector_sector"]}
    found = {}
    for row in table.xpath("./tbody/tr"):
        subsector = labels["subsectors"][words(row.xpath("./th")[0])]
        for column, cell in zip(columns, row.xpath("./td"), strict=True):
            if words(cell):
                found[subsector, labels["sectors"][column]] = cell[0]
    assert found.keys() == cells.keys()
    for pair, link in found.items():
        assert words(link) == link.get("data-count") == str(cells[pair]["count"])
        opened(site, EVALUATION[language], link, cells[pair])


def facet_counts(site: Site, address: str) -> list[tuple[str, int, str]]:
    """(label, number, href) of every value in the facets of a page."""
    links = site.page(address).xpath("//section[@class='facet-group']//li/a")
    numbers = [link.xpath("./span[@class='count']")[0] for link in links]
    assert all(number_in(number.get("aria-label")) == number_in(words(number)) for number in numbers)
    return [
        (words(link).removesuffix(words(number)).strip(), number_in(words(number)), link.get("href"))
        for link, number in zip(links, numbers, strict=True)
    ]


@in_every_site
@in_both_languages
@pytest.mark.parametrize("place", [EVALUATION, BROWSE], ids=["evaluation", "browse"])
def test_the_facets_count_and_open_what_the_open_data_hold(name: str, language: str, place: dict[str, str]) -> None:
    site = SITES[name]()
    tallies = {**site.evaluation["facets"], **(site.evaluation["categories"] if place is BROWSE else {})}
    expected = [
        sorted(one["entries"]) for tally in tallies.values() for one in tally["options"].values() if one["count"]
    ]
    shown = facet_counts(site, place[language])
    lists = [site.listed(site.leads(place[language], href)) for _, _, href in shown]
    assert [number for _, number, _ in shown] == [len(slugs) for slugs in lists]
    assert sorted(sorted(slugs) for slugs in lists) == sorted(expected)


@in_every_site
@in_both_languages
def test_a_facet_carries_the_label_of_its_value(name: str, language: str) -> None:
    site = SITES[name]()
    tallies = {**site.evaluation["facets"], **site.evaluation["categories"]}
    by_entries: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for label, _, href in facet_counts(site, BROWSE[language]):
        by_entries[label].add(tuple(sorted(site.listed(site.leads(BROWSE[language], href)))))
    terms = {"subsector": "subsectors", "sector": "sectors", "innovation": "innovation"}
    for facet, vocabulary in terms.items():
        for option, one in tallies[facet]["options"].items():
            if one["count"]:
                assert tuple(one["entries"]) in by_entries[site.vocabulary[vocabulary][option]["label"][language]]
    for category in CATEGORIES:
        for option, one in tallies[category]["options"].items():
            if one["count"]:
                assert tuple(one["entries"]) in by_entries[site.label(category, option, language)]


# -- the evaluation as a story ------------------------------------------------------------------------------

CHARTS = (*(name.replace("_", "-") for name in CATEGORIES), "subsector-sector", "length", "started")
PERIODS = ("length", "started")


def drawing(site: Site, address: str, chart: str) -> HtmlElement:
    return site.one(address, f"//svg[@aria-labelledby='chart-{chart}-title']")


def years_of(entry: Json, as_of: date) -> tuple[Decimal, Decimal] | None:
    """The least and the most years that an entry's length may be rounded from, reckoned here from its days alone."""
    period = entry.get("period", {})
    if "started" not in period:
        return (Decimal(str(period["years"])),) * 2 if "years" in period else None
    start = last_day(str(period["started"]))
    end = min(as_of, first_day(str(period["ended"]))) if "ended" in period else as_of
    days = max(0, (end - start).days)
    return Decimal(days) / 366 - Decimal("0.001"), Decimal(days) / 365 + Decimal("0.001")


def first_day(moment: str) -> date:
    year, month, day = (*map(int, moment.split("-")), 1, 1)[:3]
    return date(year, month, day)


def last_day(moment: str) -> date:
    parts = moment.split("-")
    if len(parts) == 3:
        return date.fromisoformat(moment)
    year, month = int(parts[0]), int(parts[1]) if len(parts) == 2 else 12
    return date.fromordinal(date(year + month // 12, month % 12 + 1, 1).toordinal() - 1)


@in_every_site
def test_the_lengths_of_the_open_data_are_what_a_recount_of_days_gives(name: str) -> None:
    site = SITES[name]()
    as_of = date.fromisoformat(site.settings["evaluated_on"])
    expected = {slug: years for slug, entry in site.entries.items() if (years := years_of(entry, as_of))}
    rows = {row["slug"]: row for row in site.table("charts/length.csv")}
    assert rows.keys() == expected.keys()
    classes: dict[str, list[str]] = defaultdict(list)
    for slug, (least, most) in expected.items():
        assert least <= Decimal(rows[slug]["years"]) <= most, slug
        classes[rows[slug]["class"]].append(slug)
    told = site.evaluation["periods"]["length"]
    assert {key: one["entries"] for key, one in told["options"].items() if one["count"]} == classes
    assert (told["answered"], told["total"]) == (len(expected), len(site.entries))


@in_every_site
def test_the_classes_beyond_a_limit_hold_exactly_the_entries_that_lasted_longer(name: str) -> None:
    numbers = SITES[name]().evaluation
    classes = list(numbers["periods"]["length"]["options"].items())
    for option, limit in (("longer-than-2-years", "up-to-2"), ("longer-than-5-years", "up-to-5")):
        beyond = classes[[key for key, _ in classes].index(limit) + 1 :]
        slugs = sorted(slug for _, one in beyond for slug in one["entries"])
        assert slugs == numbers["categories"]["duration"]["options"][option]["entries"]


@in_every_site
def test_the_starts_of_the_open_data_are_what_the_entries_state(name: str) -> None:
    site = SITES[name]()
    stated = {
        slug: str(one["period"]["started"]) for slug, one in site.entries.items() if "started" in one.get("period", {})
    }
    assert {row["slug"]: row["started"] for row in site.table("charts/started.csv")} == stated
    years: dict[str, list[str]] = defaultdict(list)
    for slug, started in stated.items():
        years[started[:4]].append(slug)
    told = site.evaluation["periods"]["started"]["options"]
    assert {year: one["entries"] for year, one in told.items()} == years


@in_every_site
@in_both_languages
@pytest.mark.parametrize("chart", PERIODS)
def test_the_tables_of_lengths_and_starts_say_and_open_what_the_open_data_hold(
    name: str, language: str, chart: str
) -> None:
    site = SITES[name]()
    options = list(site.evaluation["periods"][chart]["options"].values())
    rows = site.page(EVALUATION[language]).xpath(f"//section[@aria-labelledby='{chart}--heading']//tbody/tr")
    assert len(rows) == len(options)
    for row, one in zip(rows, options, strict=True):
        (cell,) = row.xpath("./td[1]/*")
        assert words(cell) == cell.get("data-count") == str(one["count"])
        opened(site, EVALUATION[language], cell, one)
        if row.xpath("./td[2]"):
            named = [posixpath.basename(href).removesuffix(".html") for href in row.xpath("./td[2]//a/@href")]
            assert sorted(named) == one["entries"]


@in_every_site
@in_both_languages
@pytest.mark.parametrize("chart", PERIODS)
def test_a_mark_in_the_charts_of_lengths_and_starts_opens_its_entry_or_the_list_that_it_counts(
    name: str, language: str, chart: str
) -> None:
    site = SITES[name]()
    told = site.evaluation["periods"][chart]
    marks = drawing(site, EVALUATION[language], chart).xpath("./a")
    targets = [site.leads(EVALUATION[language], mark.get("href")) for mark in marks]
    slugs = [posixpath.basename(target).removesuffix(".html") for target in targets]
    if site.entries.keys() >= set(slugs):
        assert sorted(slugs) == sorted(slug for one in told["options"].values() for slug in one["entries"])
        assert all(
            site.entries[slug]["title"][language] in words(mark) for slug, mark in zip(slugs, marks, strict=True)
        )
    else:
        counted = [one for one in told["options"].values() if one["count"]]
        assert [sorted(site.listed(target)) for target in targets] == [one["entries"] for one in counted]
        assert [words(mark.xpath("./text[last()]")[0]) for mark in marks] == [str(one["count"]) for one in counted]


@in_every_site
@in_both_languages
def test_the_bars_of_the_edition_are_as_long_as_published_and_open_nothing(name: str, language: str) -> None:
    site = SITES[name]()
    edition = yaml.safe_load(site.source["editions/2024-08.yaml"])
    for category, counts in edition["categories"].items():
        svg = drawing(site, EVALUATION[language], category.replace("_", "-"))
        beside = svg.xpath("./g[@class='bar-before']")
        assert len(beside) == len(counts)
        for group, count in zip(beside, counts.values(), strict=True):
            share = (Decimal(count) * 100 / edition["entries"]).quantize(Decimal("0.1"))
            assert abs(Decimal(group.xpath("./rect/@width")[0]) - share * 360 / 100) <= Decimal("0.01")
            assert f"{count} {OF[language]} {edition['entries']}" in words(group)
            assert group.xpath(".//a") == []


@in_every_site
@in_both_languages
def test_a_shade_of_the_heat_map_is_that_of_its_count_in_the_legend(name: str, language: str) -> None:
    site = SITES[name]()
    page = site.page(EVALUATION[language])
    legend = {}
    for item in page.xpath("//ul[@class='heat-legend']/li"):
        limits = [int(number) for number in re.findall(r"\d+", words(item))]
        legend.update(dict.fromkeys(range(limits[0], limits[-1] + 1), item.get("class")))
    cells = page.xpath("//table[@class='cross']//td[a]")
    assert len(cells) == len(site.evaluation["subsector_sector"])
    for cell in cells:
        assert legend[int(words(cell))] == cell.get("class")
    assert {int(words(cell)) for cell in cells} <= legend.keys()
    assert max(legend, default=0) == max((int(words(cell)) for cell in cells), default=0)


@in_every_site
@in_both_languages
@pytest.mark.parametrize("chart", CHARTS)
def test_a_chart_says_what_it_shows_on_the_page_and_in_its_frame_and_its_file(
    name: str, language: str, chart: str
) -> None:
    site, embed = SITES[name](), f"{language}{EMBEDDED}{chart}.html"
    section = site.one(EVALUATION[language], f"//section[@aria-labelledby='{chart}--heading']")
    told = words(section.xpath(".//p[@class='chart-says']")[0])
    assert words(site.one(embed, "//p[@class='chart-says']")) == told
    files = {
        words(link): site.leads(EVALUATION[language], link.get("href"))
        for link in section.xpath(".//ul[@class='chart-files']//a[@download]")
    }
    assert files["CSV"] == f"data/v1/charts/{chart}.csv"
    assert site.files[files["PNG"]].startswith(b"\x89PNG")
    root = ElementTree.fromstring(site.files[files["SVG"]])
    assert told in [" ".join((element.text or "").split(" ")) for element in root.iter()]
    assert not re.search(rb"class=|href=|style=|<script|currentColor", site.files[files["SVG"]])
    drawn = site.page(EVALUATION[language]).xpath(f"//svg[@aria-labelledby='chart-{chart}-title']//desc")
    assert [words(one) for one in drawn] == ([] if chart == "subsector-sector" else [told])


@in_every_site
@in_both_languages
@pytest.mark.parametrize("chart", CHARTS)
def test_an_embedded_chart_says_its_source_and_day_and_leads_out_of_its_frame(
    name: str, language: str, chart: str
) -> None:
    site, embed = SITES[name](), f"{language}{EMBEDDED}{chart}.html"
    page = site.page(embed)
    assert page.xpath("//nav | //header | //footer | //script | //form") == []
    links = page.xpath("//a")
    assert {link.get("target") for link in links} == {"_top"}
    discovered = site.one(embed, "//link[@type='application/json+oembed']").get("href")
    assert discovered == site.settings["base_url"] + embed.replace(".html", ".json")
    framed = json.loads(site.files[embed.replace(".html", ".json")])
    assert lxml.html.fromstring(framed["html"]).get("src") == site.one(embed, "//link[@rel='canonical']").get("href")
    source = site.one(embed, "//p[@class='note']")
    back, licence = source.xpath("./a/@href")
    assert site.leads(embed, back) == EVALUATION[language]
    assert site.page(EVALUATION[language]).xpath(f"//*[@id='{urlsplit(back).fragment}']")
    assert licence == site.settings["licence"]["url"]
    assert site.settings["evaluated_on"][:4] in words(source)
    here = page.xpath("//main//svg//a/@href | //main//table//a/@href")
    there = site.one(EVALUATION[language], f"//section[@aria-labelledby='{chart}--heading']")
    path = ".//table//a/@href" if chart == "subsector-sector" else ".//svg//a/@href"
    assert [site.leads(embed, href) for href in here] == [
        site.leads(EVALUATION[language], href) for href in there.xpath(path)
    ]


@in_every_site
@in_both_languages
@pytest.mark.parametrize("chart", CHARTS)
def test_the_code_for_other_sites_is_one_frame_with_the_page_of_the_chart(name: str, language: str, chart: str) -> None:
    site = SITES[name]()
    code = site.one(EVALUATION[language], f"//section[@aria-labelledby='{chart}--heading']//textarea")
    (frame,) = lxml.html.fragments_fromstring(code.text)
    assert frame.tag == "iframe"
    assert set(frame.attrib) == {"src", "title", "width", "height", "loading"}
    assert frame.get("src") == f"{site.settings['base_url']}{language}{EMBEDDED}{chart}.html"
    assert frame.get("src").removeprefix(site.settings["base_url"]) in site.files
    assert int(frame.get("height")) > 100


@in_every_site
def test_the_table_of_each_chart_holds_the_numbers_of_the_evaluation(name: str) -> None:
    site = SITES[name]()
    for category in CATEGORIES:
        rows = [row for row in site.table("evaluation.csv") if row["category"] == category]
        assert site.table(f"charts/{category.replace('_', '-')}.csv") == rows
    pairs = [(row["subsector"], row["sector"], int(row["count"])) for row in site.table("charts/subsector-sector.csv")]
    assert pairs == [(one["subsector"], one["sector"], one["count"]) for one in site.evaluation["subsector_sector"]]


# -- numbers: everywhere else -------------------------------------------------------------------------------


@in_every_site
@in_both_languages
def test_home_and_evaluation_count_all_entries_and_open_them(name: str, language: str) -> None:
    site = SITES[name]()
    everything = {"count": len(site.entries), "entries": list(site.entries)}
    for address in (HOME[language], EVALUATION[language]):
        link = site.one(address, f"//header[contains(@class, 'page-header')]//a[@data-count='{len(site.entries)}']")
        told = words(site.one(address, "//header[contains(@class, 'page-header')]"))
        assert re.search(rf"\b{len(site.entries)} {PUBLISHED[language]}", told)
        assert sorted(site.listed(site.leads(address, link.get("href")))) == sorted(everything["entries"])


@in_full_sites
@in_both_languages
def test_the_home_page_shows_the_most_frequent_answer_of_each_category(name: str, language: str) -> None:
    site = SITES[name]()
    shown = site.page(HOME[language]).xpath("//ul[@class='highlights']/li")
    assert len(shown) == len(CATEGORIES)
    for item, category in zip(shown, CATEGORIES, strict=True):
        one = site.evaluation["categories"][category]
        most = max(site.evaluated(category), key=lambda option, one=one: one["options"][option]["count"])
        parts = [words(part) for part in item.xpath("./p")]
        label = site.vocabulary["categories"][category]["label"][language]
        assert parts == [label, figure(one, most, language), site.label(category, most, language)]
        opened(site, HOME[language], item.xpath(".//a")[0], one["options"][most])


@in_every_site
def test_whatever_carries_a_count_says_it_and_opens_as_many_entries(name: str) -> None:
    site, seen = SITES[name](), 0
    for address in site.pages:
        for element in site.page(address).xpath("//*[@data-count]"):
            seen += 1
            count = int(element.get("data-count"))
            if element.get("href"):
                assert len(site.listed(site.leads(address, element.get("href")))) == count
            else:
                assert count == 0
            if re.search(r"\d", words(element)):
                assert number_in(words(element)) == count
    assert seen > 20


def lists(site: Site, language: str) -> Iterator[str]:
    """The first page of every list of a language."""
    for address in site.in_language(language):
        page = site.page(address)
        if page.xpath("//p[@class='total']") and not page.xpath("//nav[@class='pager']//a[@rel='prev']"):
            yield address


@in_every_site
@in_both_languages
def test_a_list_says_how_many_entries_it_has_on_each_of_its_pages(name: str, language: str) -> None:
    site = SITES[name]()
    for first in lists(site, language):
        slugs = site.listed(first)
        assert len(slugs) == len(set(slugs))
        for address in pages_of(site, first):
            assert number_in(words(site.one(address, "//p[@class='total']"))) == len(slugs)


def pages_of(site: Site, first: str) -> list[str]:
    """The pages of a list, in order."""
    found = [first]
    while following := site.page(found[-1]).xpath("//nav[@class='pager']//a[@rel='next']/@href"):
        found.append(site.leads(found[-1], following[0]))
    return found


@in_both_languages
def test_a_long_list_is_told_on_several_pages_that_lead_to_each_other(language: str) -> None:
    site = many()
    pages = pages_of(site, BROWSE[language])
    assert len(pages) == 2
    for number, address in enumerate(pages, 1):
        cards = site.page(address).xpath("//li[@class='card']")
        assert len(cards) == (PAGE_LENGTH if number == 1 else len(site.entries) - PAGE_LENGTH)
        links = site.page(address).xpath("//nav[@class='pager']//li/a[not(@rel)]")
        assert [site.leads(address, link.get("href")) for link in links] == pages
        assert [words(link) for link in links if link.get("aria-current") == "page"] == [str(number)]
        assert words(site.one(address, "//nav[@class='pager']/p")).split()[1::2] == [str(number), "2"]
    back = site.one(pages[1], "//nav[@class='pager']//a[@rel='prev']").get("href")
    assert site.leads(pages[1], back) == pages[0]


@in_every_site
@in_both_languages
def test_every_list_is_reached_from_the_page_of_all_entries_or_the_evaluation(name: str, language: str) -> None:
    site = SITES[name]()
    reached = {site.leads(BROWSE[language], href) for _, _, href in facet_counts(site, BROWSE[language])}
    cells = site.page(EVALUATION[language]).xpath("//table[@class='cross']//a/@href | //a[@data-count]/@href")
    reached |= {site.leads(EVALUATION[language], href) for href in cells}
    assert set(lists(site, language)) == reached | {BROWSE[language]}


@in_every_site
@in_both_languages
def test_the_entries_of_a_list_stand_in_the_order_of_their_titles(name: str, language: str) -> None:
    site = SITES[name]()
    order = {slug: place for place, slug in enumerate(site.listed(BROWSE[language]))}
    assert order.keys() == site.entries.keys()
    for first in lists(site, language):
        places = [order[slug] for slug in site.listed(first)]
        assert places == sorted(places)


@in_every_site
@in_both_languages
def test_a_criterion_tells_how_the_published_entries_stand(name: str, language: str) -> None:
    site = SITES[name]()
    for criterion in ("economic-background", "equal-terms", "sme", "cci", "rural", "regional-effects"):
        address = f"{CRITERIA[language].removesuffix('.html')}/{criterion}.html"
        states = Counter(entry["derived"]["criteria"][criterion] for entry in site.entries.values())
        shown = site.page(address).xpath("//ul[@class='states']/li")
        found = {item[0].get("class").split("state-")[1]: number_in(words(item)) for item in shown}
        assert found == states


@in_every_site
@in_both_languages
def test_the_page_of_open_data_counts_the_entries_and_leads_to_every_file(name: str, language: str) -> None:
    site = SITES[name]()
    head = words(site.one(DATA[language], "//header[contains(@class, 'page-header')]/p[2]"))
    assert head.startswith(f"{len(site.entries)} {PUBLISHED[language]}")
    links = site.page(DATA[language]).xpath("//dl[@class='files']//a/@href")
    assert {site.leads(DATA[language], href) for href in links} == {
        path for path in site.files if path.startswith("data/v1/")
    }


def _texts(value: Any) -> list[Json]:
    """Every text of an entry, as {language: words}."""
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    if not isinstance(value, dict):
        return []
    if value and set(value) <= set(LANGUAGES):
        return [value]
    return [text for key, one in value.items() if key not in ("addresses", "derived") for text in _texts(one)]


@in_every_site
@in_both_languages
def test_how_complete_each_language_is_follows_from_the_texts_of_the_entries(name: str, language: str) -> None:
    site = SITES[name]()
    told = site.json("translations.json")
    texts = {slug: _texts(entry) for slug, entry in site.entries.items()}
    assert set(told["entries"]) == set(texts)
    shown = site.page(DATA[language]).xpath("//section[@aria-labelledby='translations--heading']//dd")
    for code, figure in zip(LANGUAGES, shown, strict=True):
        for slug, found in texts.items():
            one = told["entries"][slug][code]
            assert (one["texts"], one["there"]) == (len(found), sum(code in text for text in found))
        every, there = (sum(told["entries"][slug][code][key] for slug in texts) for key in ("texts", "there"))
        assert (told["languages"][code]["texts"], told["languages"][code]["there"]) == (every, there)
        assert re.findall(r"\d+", words(figure))[:2] == [str(there), str(every)]


@in_full_sites
@in_both_languages
def test_what_an_entry_states_leads_to_lists_that_hold_it(name: str, language: str) -> None:
    site = SITES[name]()
    folder = posixpath.dirname(BROWSE[language])
    for slug, entry in site.entries.items():
        address = f"{folder}/{slug}.html"
        links = site.page(address).xpath("//dl[@class='facts']//dd/a | //ul[@class='partners pair']//a[not(@rel)]")
        targets = {site.leads(address, link.get("href")) for link in links}
        assert all(slug in site.listed(target) for target in targets)
        values = {key: _values(entry, key) or [] for key in (*CATEGORIES, *FACETS)}
        assert len(targets) == sum(map(len, values.values()))
        labels = [words(link) for link in links]
        for category in CATEGORIES:
            assert all(site.label(category, option, language) in labels for option in values[category])


# -- numbers in prose ---------------------------------------------------------------------------------------


def expected_figure(site: Site, reference: str, language: str) -> str:
    """What a reference to a figure should say, from the open data and the files of the editions."""
    group = "." if language == "de" else ","
    edition, _, rest = reference.rpartition(":")
    name, *more = rest.split(".")
    if edition:
        published = yaml.safe_load(site.source[f"editions/{edition}.yaml"])
        if name == "entries":
            return str(published["entries"])
        count, answered = published["categories"][name][more[0]], published["entries"]
        share: Decimal | int | None = (Decimal(count) * 100 / answered).quantize(Decimal("0.1")).normalize()
    elif name in ("entries", "criteria"):
        limits = yaml.safe_load(site.source["criteria.yaml"])
        known = {"employees": limits["employees"]["at_most"], "inhabitants": limits["inhabitants"]["below"]}
        return f"{known[more[0]]:,}".replace(",", group) if more else str(len(site.entries))
    else:
        one = site.evaluation["categories"][name]
        count, answered, share = one["options"][more[0]]["count"], one["answered"], one["options"][more[0]]["share"]
    told = f"{count} {OF[language]} {answered}"
    whole = told if share is None else f"{told} ({percent(share, language)})"
    parts = {"count": str(count), "answered": str(answered), "share": "" if share is None else percent(share, language)}
    return parts[more[1]] if len(more) > 1 else whole


@in_both_languages
def test_every_figure_that_prose_can_name_says_the_number_of_the_open_data(language: str) -> None:
    site, address = publication(), f"{language}/figures.html"
    items = site.page(address).xpath("//div[@class='prose']/ul/li")
    assert len(items) == 4 + 4 * 15 + 4 * 13
    for item in items:
        reference, told = words(item).split(" = ")
        assert told == expected_figure(site, reference, language), reference
        edition, _, rest = reference.rpartition(":")
        option = rest.split(".")
        links = item.xpath("./a")
        if edition or option[0] in ("entries", "criteria"):
            assert links == []
        else:
            one = site.evaluation["categories"][option[0]]["options"][option[1]]
            opened(site, address, links[0] if links else item, one)


@in_every_site
def test_the_editorial_pages_say_every_figure_that_they_name(name: str) -> None:
    site, seen = SITES[name](), 0
    for address, body, language in site.prose():
        told = words(site.one(address, "//div[@class='prose']"))
        named = [match[1] for match in references(body) if not match[1].startswith(("claim:", "accessibility."))]
        needed = Counter(expected_figure(site, name, language) for name in named)
        seen += sum(needed.values())
        for text, times in needed.items():
            assert len(re.findall(rf"(?<![\d.,]){re.escape(text)}", told)) >= times, (address, text)
        assert "{" not in re.sub(r"`[^`]*`", "", told)
    assert seen > 50


# -- every page ---------------------------------------------------------------------------------------------


class Strict(HTMLParser):
    """Reads a page less kindly than browsers do: every tag closed in order, every attribute once and in quotes."""

    _TAG = re.compile(r"<[a-zA-Z][a-zA-Z0-9]*(?:\s+[a-zA-Z:-]+(?:=\"[^\"<>]*\")?)*\s*/?>")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        written = self.get_starttag_text() or ""
        assert self._TAG.fullmatch(written), written
        assert len({name for name, _ in attrs}) == len(attrs), written
        assert tag != "a" or "a" not in self.open, f"a link within a link: {written}"
        assert tag not in ("p", "ul", "ol", "div", "section", "h2") or "p" not in self.open, f"{tag} within p"
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert "svg" in self.open, f"<{tag}/> outside of a drawing"

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag, f"</{tag}> closes {self.open}"


@in_all_sites
def test_every_page_is_well_formed(name: str) -> None:
    site = EVERY[name]()
    for address in site.pages:
        reader = Strict()
        try:
            reader.feed(site.text(address))
            reader.close()
        except AssertionError as error:
            raise AssertionError(f"{address}: {error}") from error
        assert reader.open == [], address


@in_all_sites
def test_every_page_has_one_h1_a_title_a_language_and_a_description(name: str) -> None:
    site = EVERY[name]()
    for address in site.pages:
        page = site.page(address)
        assert len(page.xpath("//h1")) == 1, address
        assert words(page.xpath("//h1")[0]), address
        assert words(page.xpath("//head/title")[0]), address
        assert page.get("lang") == (address[:2] if address not in OUTSIDE else "en"), address
        if page.xpath("//meta[@name='robots']/@content") != ["noindex"]:
            (description,) = page.xpath("//meta[@name='description']/@content")
            assert description.strip(), address


@in_all_sites
def test_no_two_pages_of_a_language_have_the_same_title(name: str) -> None:
    site = EVERY[name]()
    for language in LANGUAGES:
        indexed = [a for a in site.in_language(language) if not site.page(a).xpath("//meta[@name='robots']")]
        indexed = [a for a in indexed if "/region/" not in a]  # two countries may have a region of one name
        titles = Counter(words(site.page(address).xpath("//head/title")[0]) for address in indexed)
        assert [title for title, times in titles.items() if times > 1] == []


@in_all_sites
def test_headings_do_not_skip_a_level(name: str) -> None:
    site = EVERY[name]()
    for address in site.pages:
        headings = site.page(address).xpath("//h1|//h2|//h3|//h4|//h5|//h6")
        levels = [0, *(int(heading.tag[1]) for heading in headings)]
        skipped = [words(headings[at]) for at, level in enumerate(levels[1:]) if level > levels[at] + 1]
        assert skipped == [], address


@in_all_sites
def test_every_table_is_named_and_every_header_in_it_says_what_it_heads(name: str) -> None:
    site = EVERY[name]()
    for address in site.pages:
        for header in site.page(address).xpath("//th"):
            assert header.get("scope") in ("col", "row"), f"{address}: {words(header)}"
        for table in site.page(address).xpath("//table[not(ancestor::div[@class='prose'])]"):
            assert table.xpath("./caption | ancestor::*[@aria-labelledby]"), address


@in_all_sites
def test_every_term_of_a_description_list_has_its_description(name: str) -> None:
    site = EVERY[name]()
    for address in site.pages:
        for group in site.page(address).xpath("//dl/div"):
            tags = [child.tag for child in group]
            assert tags[0] == "dt", address
            assert set(tags[1:]) == {"dd"}, f"{address}: {words(group)}"


@in_all_sites
def test_identifiers_are_unique_and_whatever_refers_to_one_finds_it(name: str) -> None:
    site = EVERY[name]()
    for address in site.pages:
        page = site.page(address)
        identifiers = page.xpath("//@id")
        assert len(identifiers) == len(set(identifiers)), address
        wanted = " ".join(page.xpath("//@aria-labelledby | //@aria-describedby | //@for")).split()
        wanted += [href[1:] for href in page.xpath("//a/@href") if href.startswith("#")]
        assert set(wanted) <= set(identifiers), address


@in_all_sites
def test_pictures_have_words_links_have_names_and_landmarks_are_told_apart(name: str) -> None:
    site = EVERY[name]()
    for address in site.pages:
        page = site.page(address)
        assert all(
            picture.get("alt")
            for picture in page.xpath("//img[not(ancestor::li[@class='card'] or ancestor::main[@class='embed-card'])]")
        ), address
        assert set(page.xpath("//li[@class='card']//img/@alt")) <= {""}, "its title stands beside it"
        assert all(words(link) for link in page.xpath("//a")), address
        navigations = [one.get("aria-label") or one.get("aria-labelledby") for one in page.xpath("//nav")]
        assert all(navigations), address
        assert len(navigations) == len(set(navigations)), address
        assert len(page.xpath("//main")) == 1, address


@in_all_sites
def test_every_link_within_the_site_is_relative_and_leads_to_a_file_and_its_anchor(name: str) -> None:
    site = EVERY[name]()
    for address in site.pages:
        for href in site.internal(address):
            assert not href.startswith("/"), f"{address}: {href}"
            target = site.leads(address, href)
            if anchor := urlsplit(href).fragment:
                assert anchor in site.page(target).xpath("//@id")


@in_all_sites
def test_only_the_page_for_missing_addresses_names_the_site_by_its_whole_address(name: str) -> None:
    site = EVERY[name]()
    base = site.settings["base_url"]
    for address in site.pages:
        opens = site.page(address).xpath("//a/@href | //link[@rel='stylesheet']/@href | //img/@src | //script/@src")
        ours = [href for href in opens if href.startswith(base)]
        if address == "404.html":
            assert ours
            assert [href for href in ours if href.removeprefix(base) not in site.files] == []
            assert [href for href in opens if not href.startswith(base)] == []
        else:
            assert ours == [], address


@in_all_sites
def test_no_page_makes_a_browser_fetch_anything_from_elsewhere(name: str) -> None:
    site = EVERY[name]()
    for address in site.pages:
        page = site.page(address)
        fetched = page.xpath(
            "//@src | //@srcset | //@poster | //@data | //link[@rel!='canonical' and @rel!='alternate']/@href"
        )
        if address != "404.html":
            assert [href for href in fetched if re.match(r"(?!data:image/)[a-z]+:|//", href)] == [], address
        assert len(page.xpath("//link[@rel='icon']")) == 1, f"for {address} browsers would ask the host for an icon"
        inline = page.xpath("//script[not(@src)]")
        data = [{"type": "application/json", "id": name} for name in ("browse--words", "form--data")]
        kinds = ({"type": "application/ld+json"}, *data)
        assert all(dict(script.attrib) in kinds for script in inline), "data at most"
        assert page.xpath("//style | //iframe | //object | //embed | //base | //form[@action or @method]") == []
        assert page.xpath("//@style | //@*[starts-with(name(), 'on')]") == [], address
        (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


@in_all_sites
def test_every_page_of_one_language_has_its_twin_in_the_other_and_they_name_each_other(name: str) -> None:
    site = EVERY[name]()
    base = site.settings["base_url"]
    for language in LANGUAGES:
        for address in site.in_language(language):
            page = site.page(address)
            links = page.xpath("//head/link[@rel='alternate' and @hreflang]")
            twins = {link.get("hreflang"): link.get("href").removeprefix(base) for link in links}
            assert twins.keys() >= set(LANGUAGES), address
            assert twins[language] == address
            assert page.xpath("//head/link[@rel='canonical']/@href") == [base + address]
            if EMBEDDED in address:
                continue  # in a frame there is nothing to choose
            switch = page.xpath("//nav[@class='language-switch']//a")
            shown = {link.get("hreflang"): site.leads(address, link.get("href")) for link in switch}
            assert shown == {one: twins[one] for one in LANGUAGES}
            assert [link.get("hreflang") for link in switch if link.get("aria-current")] == [language]
            for twin in shown.values():
                back = site.page(twin).xpath(f"//head/link[@hreflang='{language}']/@href")
                assert back == [base + address]


@in_all_sites
def test_addresses_are_made_of_plain_letters_whatever_the_texts_are(name: str) -> None:
    plain = re.compile(r"[a-z0-9_./-]+")
    assert [address for address in EVERY[name]().files if not plain.fullmatch(address)] == []


@in_all_sites
def test_the_root_leads_to_every_language(name: str) -> None:
    site = EVERY[name]()
    links = site.page("index.html").xpath("//a")
    assert {link.get("hreflang"): site.leads("index.html", link.get("href")) for link in links} == HOME


@in_all_sites
def test_every_published_entry_has_a_page_in_each_language_with_its_title_and_summary(name: str) -> None:
    site = EVERY[name]()
    for language in LANGUAGES:
        for slug, entry in site.entries.items():
            address = f"{posixpath.dirname(BROWSE[language])}/{slug}.html"
            assert words(site.one(address, "//h1")) == entry["title"][language]
            lead = words(site.one(address, "//p[@class='lead']"))
            assert re.sub(r"(\[\d+\] ?)+$", "", lead) == entry["summary"][language]  # its sources follow it
            assert entry["addresses"][language] == site.settings["base_url"] + address


def test_previous_and_next_lead_once_through_all_entries() -> None:
    for language in LANGUAGES:
        site, order = publication(), publication().listed(BROWSE[language])
        for at, slug in enumerate(order):
            address = f"{posixpath.dirname(BROWSE[language])}/{slug}.html"
            for rel, step in (("prev", at - 1), ("next", at + 1)):
                links = site.page(address).xpath(f"//nav[@class='neighbours']//a[@rel='{rel}']/@href")
                found = [posixpath.basename(site.leads(address, href)) for href in links]
                assert found == ([f"{order[step]}.html"] if 0 <= step < len(order) else [])


@in_both_languages
def test_a_source_names_each_field_that_it_carries_once(language: str) -> None:
    site, seen = real(), 0
    for slug in site.entries:
        address = f"{posixpath.dirname(BROWSE[language])}/{slug}.html"
        for note in site.page(address).xpath("//ol[@class='sources']/li/br/following-sibling::span[1]"):
            fields = words(note).partition(": ")[2].split(", ")
            assert fields[0]
            assert len(fields) == len(set(fields)), address
            seen += 1
    assert seen > 10


# -- not stated ---------------------------------------------------------------------------------------------


@in_both_languages
def test_not_stated_stands_where_a_file_states_nothing(language: str) -> None:
    site = odd()
    address = f"{posixpath.dirname(BROWSE[language])}/bare.html"
    rows = site.page(address).xpath("//dl[@class='facts']/div")
    assert len(rows) == 10
    assert [words(row.xpath("./dt")[0]) for row in rows if words(row.xpath("./dd")[0]) != NOT_STATED[language]] == []


@in_both_languages
def test_a_stated_field_is_not_said_to_be_missing(language: str) -> None:
    site = odd()
    address = f"{posixpath.dirname(BROWSE[language])}/renamed.html"
    assert NOT_STATED[language] not in words(site.one(address, "//main"))


def test_a_text_in_another_language_is_marked_as_such() -> None:
    site = odd()
    german = site.one("de/kooperationen/half-translated.html", "//*[text()='Only told in English.']")
    english = site.one("en/collaborations/half-translated.html", "//*[text()='Only told in English.']")
    assert [german.get("lang"), english.get("lang")] == ["en", None]
    article = site.one("de/only.html", "//article")
    assert (article.get("lang"), site.page("de/only.html").get("lang")) == ("en", "de")


# -- drafts, withdrawn and renamed entries ------------------------------------------------------------------


def test_a_draft_is_nowhere_in_the_output() -> None:
    site = odd()
    traces = [address for address, data in site.files.items() if b"quokka" in data.lower() or "quokka" in address]
    assert traces == []


@pytest.mark.parametrize("name", ["real", "many"])
def test_the_drafts_of_a_site_are_in_none_of_its_lists_entries_and_files(name: str) -> None:
    site = SITES[name]()
    drafts = []
    for path, data in site.source.items():
        if path.startswith("collaborations/"):
            case = yaml.load(data, yaml.BaseLoader)
            if case.get("status", "draft") == "draft":
                drafts.append((posixpath.basename(path).removesuffix(".yaml"), *case["title"].values()))
    assert drafts
    about = {address for address, _, _ in site.prose()}  # these may name a collaboration in their own words
    told_of = {address: data for address, data in site.files.items() if address not in about}
    for slug, *titles in drafts:
        assert [address for address in site.files if posixpath.basename(address) == f"{slug}.html"] == []
        wanted = [f"/{slug}.html".encode(), *(json.dumps(title, ensure_ascii=False)[1:-1].encode() for title in titles)]
        assert [address for address, data in told_of.items() if any(one in data for one in wanted)] == []


@cache
def with_drafts() -> Site:
    return site_of(many().source, judging.Options(drafts=True))


def test_with_drafts_shown_every_number_stays_the_same() -> None:
    shown, hidden = with_drafts(), many()
    assert {
        name for name in hidden.files if name.startswith("data/") and hidden.files[name] != shown.files[name]
    } == set()
    for language in LANGUAGES:
        for address in (HOME[language], EVALUATION[language], BROWSE[language]):
            told = [
                [words(e) for e in site.page(address).xpath("//*[@data-count] | //*[@class='total']")]
                for site in (shown, hidden)
            ]
            assert told[0] == told[1], address


def test_a_draft_that_is_shown_says_so_on_its_page_and_its_card_and_no_search_engine_may_list_it() -> None:
    shown, hidden = with_drafts(), many()
    for language in LANGUAGES:
        more = set(shown.in_language(language)) - set(hidden.in_language(language))
        more = {address for address in more if "/embed/" not in address}
        assert (
            len(more)
            == len(many().source.keys() & {f"collaborations/{posixpath.basename(a)[:-5]}.yaml" for a in more})
            > 3
        )
        for address in more:
            assert shown.page(address).xpath("//meta[@name='robots']/@content") == ["noindex"]
            assert len(shown.page(address).xpath("//h1/span[@class='badge']")) == 1
        for address in pages_of(shown, BROWSE[language]):
            for card in shown.page(address).xpath("//li[@class='card']"):
                target = shown.leads(address, card.xpath(".//a/@href")[0])
                assert bool(card.xpath(".//span[@class='badge']")) == (target in more)
    assert "noindex" not in shown.text(BROWSE["en"])


@in_both_languages
def test_a_withdrawn_entry_keeps_its_address_with_the_day_and_the_reason(language: str) -> None:
    site = odd()
    address = f"{posixpath.dirname(BROWSE[language])}/withdrawn-entry.html"
    main = words(site.one(address, "//main"))
    expected = {
        "en": ("Zebrafish taken back", "5 March 2024", "Wombat Studio asked us to."),
        "de": ("Zebrafisch zurückgezogen", "5. März 2024", "Wombat Studio hat uns darum gebeten."),
    }
    assert all(text in main for text in expected[language])
    assert site.page(address).xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert "does not want to be shown" not in site.text(address)


def test_a_withdrawn_entry_is_in_no_count_no_list_and_no_feed() -> None:
    site = odd()
    assert "withdrawn-entry" not in site.entries
    assert b"withdrawn-entry" not in site.files["data/v1/evaluation.json"]
    for address in (
        "data/v1/collaborations.csv",
        "data/v1/collaborations.geojson",
        "en/feed.xml",
        "de/feed.xml",
        "sitemap.xml",
    ):
        assert b"withdrawn-entry" not in site.files[address], address
    for language in LANGUAGES:
        assert all("withdrawn-entry" not in site.listed(first) for first in lists(site, language))
        naming = [a for a in site.in_language(language) if "withdrawn-entry.html" in site.text(a)]
        own = f"{posixpath.dirname(BROWSE[language])}/withdrawn-entry.html"
        cards = [f"{language}/embed/{own.removeprefix(f'{language}/')}"]
        cards += [one.replace("withdrawn-entry", "wombat") for one in cards]
        assert sorted(naming) == sorted([own, DATA[language], own.replace("withdrawn-entry", "wombat"), *cards])


def test_the_open_data_say_what_became_of_a_withdrawn_entry() -> None:
    assert odd().json("collaborations.json")["withdrawn"] == [
        {
            "slug": "withdrawn-entry",
            "title": {"en": "Zebrafish taken back", "de": "Zebrafisch zurückgezogen"},
            "withdrawn": "2024-03-05",
            "reason": {"en": "Wombat Studio asked us to.", "de": "Wombat Studio hat uns darum gebeten."},
        }
    ]


@in_both_languages
@pytest.mark.parametrize(
    ("former", "now"), [("old-name", "renamed"), ("older-name", "renamed"), ("wombat", "withdrawn-entry")]
)
def test_a_former_name_has_a_page_and_a_line_that_lead_to_the_entry(language: str, former: str, now: str) -> None:
    site, folder = odd(), posixpath.dirname(BROWSE[language])
    address, target = f"{folder}/{former}.html", f"{folder}/{now}.html"
    assert [site.leads(address, href) for href in site.page(address).xpath("//main//a/@href")] == [target]
    assert site.page(address).xpath("//meta[@name='robots']/@content") == ["noindex"]
    lines = [line for line in site.files["_redirects"].decode().splitlines() if line.startswith(f"/{address} ")]
    assert lines == [f"/{address} /{target} 301"]


def test_there_are_no_redirects_but_those_of_former_names() -> None:
    assert len(odd().files["_redirects"].decode().splitlines()) == 3 * len(LANGUAGES)
    assert publication().files["_redirects"] == b""


# -- what machines read -------------------------------------------------------------------------------------

SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
ATOM = "{http://www.w3.org/2005/Atom}"


@in_all_sites
def test_the_sitemap_lists_every_page_that_may_be_indexed_once_with_its_twins_and_no_other(name: str) -> None:
    site = EVERY[name]()
    base = site.settings["base_url"]
    urls = ElementTree.fromstring(site.files["sitemap.xml"]).findall("s:url", SITEMAP)
    listed = [(url.findtext("s:loc", None, SITEMAP) or "").removeprefix(base) for url in urls]
    indexed = [address for address in site.pages if not site.page(address).xpath("//meta[@name='robots']")]
    assert sorted(listed) == indexed
    for url, address in zip(urls, listed, strict=True):
        told = {link.get("hreflang"): link.get("href") for link in url.findall("x:link", SITEMAP)}
        assert told.pop("x-default", None) == (
            f"{base}index.html" if address in {"index.html", *HOME.values()} else None
        )
        page = {link.get("hreflang"): link.get("href") for link in site.page(address).xpath("//head/link[@hreflang]")}
        assert told == page, address


@in_all_sites
def test_robots_may_read_everything_and_are_told_the_sitemap(name: str) -> None:
    site = EVERY[name]()
    lines = site.files["robots.txt"].decode().splitlines()
    assert lines == ["User-agent: *", "Allow: /", f"Sitemap: {site.settings['base_url']}sitemap.xml"]


@in_all_sites
@in_both_languages
def test_a_feed_is_atom_with_all_that_atom_requires(name: str, language: str) -> None:
    site = EVERY[name]()
    address = f"{language}/feed.xml"
    feed = ElementTree.fromstring(site.files[address])
    instant = re.compile(r"\d{4}-\d{2}-\d{2}T00:00:00Z")
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}id") == site.settings["base_url"] + address
    assert feed.findtext(f"{ATOM}title") == site.settings["name"][language]
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == site.settings["contact"]["name"]
    relations = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert relations == {
        "self": site.settings["base_url"] + address,
        "alternate": site.settings["base_url"] + HOME[language],
    }
    updated = [
        feed.findtext(f"{ATOM}updated") or "",
        *(one.findtext(f"{ATOM}updated") or "" for one in feed.findall(f"{ATOM}entry")),
    ]
    assert all(instant.fullmatch(one) for one in updated)
    assert updated[0] == max(updated)
    assert updated[1:] == sorted(updated[1:], reverse=True)
    identifiers = [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
    assert len(identifiers) == len(set(identifiers)) <= 50


@pytest.mark.parametrize("name", ["publication", "many", "odd"])
@in_both_languages
def test_the_feed_tells_the_entries_that_were_listed_or_reviewed_last(name: str, language: str) -> None:
    site = EVERY[name]()
    dated = {
        slug: max(entry[key] for key in ("listed", "reviewed") if key in entry)
        for slug, entry in site.entries.items()
        if {"listed", "reviewed"} & entry.keys()
    }
    newest = sorted(dated, key=lambda slug: (dated[slug], slug), reverse=True)[:50]
    feed = ElementTree.fromstring(site.files[f"{language}/feed.xml"])
    assert [
        (
            entry.findtext(f"{ATOM}id"),
            entry.findtext(f"{ATOM}title"),
            entry.findtext(f"{ATOM}summary"),
            entry.findtext(f"{ATOM}updated"),
        )
        for entry in feed.findall(f"{ATOM}entry")
    ] == [
        (
            site.entries[slug]["addresses"][language],
            site.entries[slug]["title"][language],
            site.entries[slug]["summary"][language],
            f"{dated[slug]}T00:00:00Z",
        )
        for slug in newest
    ]


@in_all_sites
def test_the_map_data_hold_every_entry_that_has_coordinates(name: str) -> None:
    site = EVERY[name]()
    found = site.json("collaborations.geojson")
    assert found["type"] == "FeatureCollection"
    placed = {slug: entry for slug, entry in site.entries.items() if "latitude" in entry.get("place", {})}
    assert [feature["id"] for feature in found["features"]] == list(placed)
    for feature in found["features"]:
        place = placed[feature["id"]]["place"]
        assert feature["geometry"] == {"type": "Point", "coordinates": [place["longitude"], place["latitude"]]}
        assert feature["properties"]["addresses"] == placed[feature["id"]]["addresses"]


@in_all_sites
def test_every_entry_in_the_open_data_is_valid_by_the_schema_beside_it(name: str) -> None:
    site = EVERY[name]()
    schema = json.loads(site.files["data/v1/schema/collaboration.schema.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for entry in json.loads(site.files["data/v1/collaborations.json"])["entries"]:
        fields = {key: value for key, value in entry.items() if key not in ("slug", "addresses", "rights", "derived")}
        assert [error.message for error in validator.iter_errors(fields)] == [], entry["slug"]


def test_the_schema_beside_the_open_data_refuses_what_the_validator_refuses() -> None:
    site = odd()
    validator = jsonschema.Draft202012Validator(json.loads(site.files["data/v1/schema/collaboration.schema.json"]))
    fields = {
        key: value
        for key, value in site.entries["renamed"].items()
        if key not in ("slug", "addresses", "rights", "derived")
    }
    fields = json.loads(json.dumps(fields, default=float))
    assert validator.is_valid(fields)
    wrong: list[Json] = [
        {"colour": "red"},
        {"contact": []},
        {"contact": ["by-chance"]},
        {"title": {"fr": "Le moulin"}},
        {"title": {}},
        {"place": {"locality": "Kamenz"}},
        {"listed": "2023-13-45"},
        {"status": "gone"},
        {"links": [{"url": "javascript:alert(1)", "title": {"en": "x"}}]},
    ]
    assert [change for change in wrong if validator.is_valid({**fields, **change})] == []


@in_all_sites
def test_every_other_schema_is_one(name: str) -> None:
    schemas = {path: data for path, data in EVERY[name]().files.items() if path.startswith("data/v1/schema/")}
    assert len(schemas) == 10 + 4  # five kinds of file, in English and in German; four of exports
    for data in schemas.values():
        jsonschema.Draft202012Validator.check_schema(json.loads(data))


@in_all_sites
def test_every_export_is_right_by_the_schema_that_the_interface_names(name: str) -> None:
    site, checked = EVERY[name](), []
    for path, operations in site.json("openapi.json")["paths"].items():
        (content,) = operations["get"]["responses"]["200"]["content"].values()
        if "schema" in content:
            checked.append(path)
            schema = json.loads(site.files[f"data/v1/{content['schema']['$ref']}"])
            validator = jsonschema.Draft202012Validator(schema)
            export = json.loads(site.files[f"data/v1{path}"])
            assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(export)] == []
    assert {"/collaborations.json", "/collaborations.geojson", "/evaluation.json"} <= set(checked)


@in_all_sites
def test_the_interface_names_every_file_and_each_table_has_the_columns_that_its_descriptions_say(name: str) -> None:
    site = EVERY[name]()
    data = {path.removeprefix("data/v1") for path in site.files if path.startswith("data/v1/")}
    assert set(site.json("openapi.json")["paths"]) == data
    packaged = {one["path"]: one for one in site.json("datapackage.json")["resources"]}
    tables = [path for path in data if path.endswith(".csv")]
    assert {f"/{path}" for path in packaged} <= data
    assert {f"/{path}" for path in packaged if path.endswith(".csv")} == set(tables)
    for path in tables:
        described = site.json(f"{path[1:]}-metadata.json")
        delimiter = described["dialect"]["delimiter"]
        text = site.files[f"data/v1{path}"].decode("utf-8-sig")
        head = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        titles = [one["titles"] for one in described["tableSchema"]["columns"]]
        assert head == [one if isinstance(one, str) else next(iter(one.values())) for one in titles], path
        assert head == [field["name"] for field in packaged[path[1:]]["schema"]["fields"]], path
        assert packaged[path[1:]]["dialect"]["delimiter"] == delimiter


@in_all_sites
def test_no_cell_of_a_table_can_be_taken_for_a_formula(name: str) -> None:
    site, cells = EVERY[name](), 0
    for path in ("collaborations.csv", "evaluation.csv"):
        rows = list(csv.reader(io.StringIO(site.files[f"data/v1/{path}"].decode(), newline="")))
        assert len({len(row) for row in rows}) == 1
        for cell in (cell for row in rows for cell in row):
            cells += 1
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r")) or re.fullmatch(r"-\d+(\.\d+)?", cell), cell
    assert cells > 100


def test_what_looks_like_a_formula_is_kept_behind_an_apostrophe() -> None:
    (row,) = (row for row in odd().table("collaborations.csv") if row["slug"] == "formula")
    assert row["title_en"] == '\'=HYPERLINK("https://evil.example";"x")'
    assert (row["title_de"], row["summary_de"], row["locality"]) == ("'+49 ruft an", "'@alle kommen", "'-5 Grad")
    assert row["partners"] == "'@Studio; =Werk"
    assert (row["longitude"], row["latitude"]) == ("-8.2", "39.5")
    assert odd().entries["formula"]["title"]["de"] == "+49 ruft an"


@in_all_sites
def test_the_policy_of_the_headers_is_that_of_the_pages(name: str) -> None:
    site = EVERY[name]()
    policies, path = {}, ""
    for line in site.files["_headers"].decode().splitlines():
        path = line if line.startswith("/") else path
        if line.startswith("  Content-Security-Policy: "):
            policies[path] = line.partition(": ")[2]
    framed = {f"/{language}{EMBEDDED}*" for language in LANGUAGES}
    framing = {f"/{address}" for address in EMBEDDING.values()}
    assert policies.keys() == {"/*", *framed, *framing}
    for address in site.pages:
        (own,) = site.page(address).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        path = f"/{address[:2]}{EMBEDDED}*" if EMBEDDED in address else "/*"
        path = f"/{address}" if f"/{address}" in framing else path
        assert policies[path] == f"{own}; frame-ancestors {'*' if EMBEDDED in address else repr('self')}"


def test_a_build_on_another_day_and_at_another_address_changes_what_hangs_on_them() -> None:
    options = judging.Options(as_of=date(2034, 8, 1), base_url="https://other.example/x")
    site = site_of(publication().source, options)
    assert site.evaluation["as_of"] == "2034-08-01"
    ongoing = site.evaluation["categories"]["duration"]["options"]["longer-than-5-years"]["count"]
    assert ongoing > publication().evaluation["categories"]["duration"]["options"]["longer-than-5-years"]["count"]
    assert site.evaluation["categories"]["contact"] == publication().evaluation["categories"]["contact"]
    assert site.page("en/index.html").xpath("//link[@rel='canonical']/@href") == [
        "https://other.example/x/en/index.html"
    ]
    assert [a for a in site.files if b"european-perspectives.example" in site.files[a]] == []
    assert "1 August 2034" in words(site.one("en/index.html", "//main"))


# -- hostile texts ------------------------------------------------------------------------------------------

KNOWN_TAGS = {
    *("html", "head", "meta", "title", "link", "body", "header", "nav", "main", "footer", "section", "article"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "a", "ul", "ol", "li", "dl", "dt", "dd", "div", "span", "br", "hr"),
    *("figure", "figcaption", "img", "table", "caption", "thead", "tbody", "tr", "th", "td", "em", "strong", "code"),
    *("pre", "blockquote", "svg", "g", "desc", "rect", "text", "tspan", "circle", "path", "symbol", "use", "line"),
    *("details", "summary", "textarea", "picture", "source", "defs", "sup", "time", "label", "mark"),
}
PANEL_TAGS = {
    *("form", "fieldset", "legend", "label", "input", "select", "option", "button", "details", "summary", "script"),
    *("iframe", "optgroup", "output", "textarea"),
}


def test_hostile_texts_bring_no_element_no_attribute_and_no_address_into_a_page() -> None:
    site = hostile()
    mapped = {*HOME.values(), *MAP.values()}
    for address in site.pages:
        page = site.page(address)
        tags = {element.tag for element in page.iter() if isinstance(element.tag, str)} - {"script"}
        assert tags <= KNOWN_TAGS | (PANEL_TAGS if address in {*BROWSE.values(), *EMBEDDING.values()} else set()), (
            address
        )
        scripts = (
            4 if address in BROWSE.values() else 3 if address in EMBEDDING.values() else 1 if address in mapped else 0
        )
        assert len(page.xpath("//script[@src]")) == scripts, address
        for script in page.xpath("//script[@type='application/ld+json']"):
            assert json.loads(script.text)["@context"] == "https://schema.org"
        assert [element for element in page.iter() if not isinstance(element.tag, str)] == [], "a comment"
        names = {name for element in page.iter() for name in element.attrib}
        assert not {name for name in names if name.startswith("on") or name in ("style", "srcdoc", "formaction")}
        for href in page.xpath("//@href[not(../@rel='icon')] | //@src"):
            assert urlsplit(href).scheme in ("", "http", "https", "mailto"), href
            assert re.match(
                r"https://(evil|village)\.example/|https://creativecommons|https://www\.|mailto:|#|[a-z0-9.]", href
            )
            assert "@@" not in href
            if not urlsplit(href).scheme:
                site.leads(address, href) if not href.startswith("#") else None


@in_both_languages
@pytest.mark.parametrize("number", range(len(PAYLOADS)))
def test_a_hostile_text_is_shown_as_the_text_that_it_is(number: int, language: str) -> None:
    site, payload = hostile(), PAYLOADS[number]
    address = f"{posixpath.dirname(BROWSE[language])}/evil-{number}.html"
    main = words(site.one(address, "//main"))
    for field in (*SAID, "economic-background", "equal-terms", "regional-effects"):
        assert f"{field} {language} {number} {payload}" in main, field
    for text in (f"studio {number} {payload}", f"firm {number} {payload}", f"speaker {payload}, {payload}"):
        assert text in main
    for text in (
        f"locality {payload}",
        f"region {number} {payload}",
        f"seat {payload}",
        f"credit {payload} · {payload}",
    ):
        assert text in main
    title = f"title {language} {number} {payload}"
    assert words(site.one(address, "//h1")) == title
    assert words(site.one(address, "//head/title")).startswith(title)
    assert site.one(address, "//article//img").get("alt") == f"alt {language} {number} {payload}"
    assert site.page(address).xpath("//meta[@name='description']/@content") == [
        f"summary {language} {number} {payload}"
    ]


def test_a_hostile_text_is_the_same_in_the_open_data_and_the_feeds() -> None:
    site = hostile()
    feeds = {language: ElementTree.fromstring(site.files[f"{language}/feed.xml"]) for language in LANGUAGES}
    rows = {row["slug"]: row for row in site.table("collaborations.csv")}
    for number, payload in enumerate(PAYLOADS):
        entry = site.entries[f"evil-{number}"]
        assert entry["funding"]["en"] == f"funding en {number} {payload}"
        assert rows[f"evil-{number}"]["title_de"] == f"title de {number} {payload}"
        for language, feed in feeds.items():
            titles = [one.findtext(f"{ATOM}title") for one in feed.findall(f"{ATOM}entry")]
            assert f"title {language} {number} {payload}" in titles


@in_both_languages
def test_charts_with_hostile_labels_are_well_formed_drawings_that_show_them(language: str) -> None:
    site, payload = hostile(), " ".join(PAYLOADS[:4])
    drawings = re.findall(r"<svg xmlns.*?</svg>", site.text(EVALUATION[language]), re.DOTALL)
    assert len(drawings) == 6
    for drawing in drawings[:4]:
        root = ElementTree.fromstring(drawing)
        assert {element.tag.rpartition("}")[2] for element in root.iter()} <= KNOWN_TAGS
        shown = re.sub(r"\s", "", "".join(root.itertext()))
        assert re.sub(r"\s", "", payload) in shown


@in_both_languages
def test_a_page_with_hostile_markdown_shows_it_as_text(language: str) -> None:
    site = hostile()
    prose = words(site.one(f"{language}/about.html", "//div[@class='prose']"))
    for payload in (
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<?php x ?>",
        "]]> <![CDATA[ x ]]>",
    ):
        assert prose.count(payload) >= 2, payload
    assert (
        site.page(f"{language}/about.html").xpath("//div[@class='prose']//*[self::script or self::img or self::style]")
        == []
    )


@pytest.mark.parametrize(
    "link",
    [
        "[a[b]](javascript:alert(1))",
        "> [x][y]\n\n> [y]: javascript:alert(1)",
        "[x](&#106;avascript:alert(1))",
        "[x](java&#x0A;script:alert(1))",
        "[x](//evil.example/x.js)",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](vbscript:x)",
        "[![y](javascript:a)](javascript:b)",
        "[x](<javascript:alert(1)>)",
        "[x]( JaVaScRiPt:alert(1))",
        "[a[b]](figure:nowhere.x)",
        "[a[b]](view:nowhere)",
        "[x](../../../etc/passwd)",
        "<javascript:alert(1)>",
    ],
)
def test_a_link_that_may_lead_nowhere_is_refused_or_leads_nowhere(link: str) -> None:
    case = MINIMAL + f"description: {json.dumps({'en': link, 'de': link})}\n"
    files = {
        **village(),
        "collaborations/linked.yaml": case.replace("bread box", "link").replace("Brotkasten", "Link").encode(),
    }
    judged = judging.judge(files, judging.Options(), workers.alone)
    refused = [
        one for one in judged.problems if one.file == "collaborations/linked.yaml" and one.code in ("KLT604", "KLT607")
    ]
    if judged.sound:
        page = site_of(files).page("en/collaborations/linked.html")
        assert page.xpath("//div[@class='prose']//@href") == []
    else:
        assert refused, told(judged.problems)


def test_a_script_in_an_address_is_refused() -> None:
    for field in (
        "sources: [{url: 'javascript://evil.example/%0Aalert(1)'}]",
        "links: [{url: 'data:text/html,x', title: {en: x, de: x}}]",
    ):
        text = re.sub(r"sources:\n.*\n", f"{field}\n", MINIMAL)
        files = {**village(), "collaborations/linked.yaml": text.encode()}
        judged = judging.judge(files, judging.Options(), workers.alone)
        assert "KLT210" in {one.code for one in judged.problems}
        assert not judged.sound


# -- languages are data -------------------------------------------------------------------------------------


def in_languages(*languages: str) -> dict[str, bytes]:
    """The folder tests/base in other languages: without those left out, and English words for those that are new."""
    files = {}
    for path, data in village().items():
        if path.endswith(".yaml"):
            value = _translated(yaml.load(data, yaml.BaseLoader), languages)
            value.update({"languages": list(languages)} if path == "site.yaml" else {})
            files[path] = json.dumps(value, ensure_ascii=False, indent=1).encode()
        elif path.endswith(".en.md"):
            files.update({path.replace(".en.md", f".{language}.md"): data for language in languages})
    return files


def _translated(value: Any, languages: tuple[str, ...]) -> Any:
    if isinstance(value, dict):
        if value and value.keys() <= set(LANGUAGES):
            return {language: value.get(language, value["en"]) for language in languages}
        return {key: _translated(below, languages) for key, below in value.items()}
    return [_translated(below, languages) for below in value] if isinstance(value, list) else value


@pytest.mark.parametrize("languages", [("de",), ("en",), ("de", "en"), ("en", "de", "fr")], ids="-".join)
def test_another_set_of_languages_is_a_matter_of_content_alone(languages: tuple[str, ...]) -> None:
    site = site_of(in_languages(*languages))
    assert {address.split("/")[0] for address in site.pages if "/" in address} == set(languages)
    assert [link.get("hreflang") for link in site.page("index.html").xpath("//a")] == list(languages)
    assert site.page("index.html").get("lang") == languages[0]
    for address in site.pages:
        if address not in OUTSIDE and EMBEDDED not in address:
            switch = site.page(address).xpath("//nav[@class='language-switch']//a/@hreflang")
            assert switch == (list(languages) if len(languages) > 1 else [])
    urls = ElementTree.fromstring(site.files["sitemap.xml"]).findall("s:url", SITEMAP)
    assert all(len(url.findall("x:link[@hreflang!='x-default']", SITEMAP)) == len(languages) for url in urls)
    for language in languages:
        assert ElementTree.fromstring(site.files[f"{language}/feed.xml"]).findtext(f"{ATOM}title")


# -- related entries ----------------------------------------------------------------------------------------


@in_both_languages
def test_related_entries_are_others_that_share_a_subsector_or_a_sector(language: str) -> None:
    site, folder = many(), posixpath.dirname(BROWSE[language])
    for slug, entry in site.entries.items():
        address = f"{folder}/{slug}.html"
        links = site.page(address).xpath("//section[@aria-labelledby='related--heading']//h3/a/@href")
        related = [posixpath.basename(site.leads(address, href)).removesuffix(".html") for href in links]
        assert slug not in related
        assert 1 <= len(related) == len(set(related)) <= 3
        for other in related:
            shared = [
                set(_values(entry, key) or ()) & set(_values(site.entries[other], key) or ()) for key in FACETS[2:4]
            ]
            assert any(shared)
