"""The form: a whole entry from the first key to a file that passes, the same verdicts as the validator, and every way
to read and use it.

The site is the small one of the tests, with the real page of prose and a repository: every way of sending shows.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, Page, expect

from kltsite import judging
from kltsite.domain.collaboration import Collaboration
from kltsite.intake import documents
from kltsite.intake.fields import read_fields
from kltsite.present.loading import bits_of
from kltsite.present.views.contribute import every_field
from kltsite.validator.criteria import judge
from kltsite.workers import alone
from tests.browser.conftest import BELOW
from tests.helpers import CONTENT, TESTS, base_settings, built, read_case, told, village
from tests.present.core_yaml import read
from tools import corpus
from tools.quality import axe, browsing, sites, weights
from tools.quality.browsing import NARROW, SETTINGS, Reader

TOLD_WHILE_TYPING = ("KLT201", "KLT204", "KLT205", "KLT206", "KLT207", "KLT209", "KLT210", "KLT211", "KLT212", "KLT213")

LOOM = """\
title: {en: The loom, de: Der Webstuhl}
summary: {en: A weaver and a mill., de: Eine Weberin und eine Mühle.}
status: published
listed: 2023-11-06
reviewed: 2024-07-15
place: {locality: Old Mill, country: NO, inhabitants: 4200, counted: 2023, latitude: 61.5, longitude: 9}
partners:
  - {name: 'Weaver "No. 1": Anna & sons', role: cci, subsectors: [crafts, design]}
  - {name: Mill Beispiel, role: sme, sectors: [manufacturing], employees: 0}
period: {years: 2.5}
contact: [joint-event]
remarks: {contact: {en: 'They met: at a fair.', de: Auf einer Messe.}}
attested: example-team
description: {en: "One\\n\\n- two", de: Drei}
sources: [{url: 'https://village.example/loom?a=1&b=2', accessed: 2024-07-01, supports: [period, contact]}]
former_slugs: [old-loom, older-loom]
exceptions: [{code: KLT510, reason: It is so.}]
"""
"""An entry with what no step of the form asks for."""

CORRECTING = {
    "en": ("en/collaborations/loom.html", "Correct this entry", "You are changing the entry “The loom”"),
    "de": ("de/kooperationen/loom.html", "Diesen Eintrag berichtigen", "Sie ändern den Eintrag „Der Webstuhl“"),
}
ADDRESSES = {"en": "en/contribute.html", "de": "de/mitmachen.html"}
STEPS = ("who", "where", "told", "evidence", "media", "send")
REJECTED = sorted((TESTS / "rejected").glob("*.yaml"))


@cache
def files() -> dict[str, bytes]:
    """The content folder: the village, the page with the form, and where its files live."""
    found = village()
    for language in ADDRESSES:
        text = (CONTENT / f"pages/contribute.{language}.md").read_text(encoding="utf-8")
        found[f"pages/contribute.{language}.md"] = text.encode()
    found["collaborations/loom.yaml"] = LOOM.encode()
    line = b"repository: https://github.com/example/village\nevaluated_on"
    found["site.yaml"] = found["site.yaml"].replace(b"evaluated_on", line, 1)
    return found


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as files."""
    folder = tmp_path_factory.mktemp("village") / BELOW.strip("/")
    for path, data in built(files()).items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def home(root: Path) -> Iterator[str]:
    """The address of the site on its host."""
    with browsing.served(root, BELOW) as address:
        yield address


@pytest.fixture
def writer(browser: Browser, home: str, root: Path) -> Iterator[Reader]:
    """Somebody who has something to tell, and nothing to complain about."""
    with browsing.reading(browser, home, sites.read(root)) as somebody:
        yield somebody
        assert somebody.complaints == []
        assert [url for url in somebody.foreign() if not url.startswith("blob:")] == []


def opened(writer: Reader, language: str = "en", query: str = "") -> Page:
    """The page with the form."""
    writer.open(ADDRESSES[language] + query)
    expect(writer.page.locator("#form--with")).to_be_visible()
    return writer.page


def go(page: Page, step: str) -> None:
    page.click(f"[data-go={step}]")
    expect(page.locator(f"[data-step={step}]")).to_be_visible()


def load(page: Page, entry: Mapping[str, Any]) -> None:
    page.evaluate("entry => kltContribute.load(entry)", entry)


# -- the same verdicts as the validator ----------------------------------------------------------------------


_JUDGED = """entries => entries.map(entry => {
    kltContribute.load(entry);
    return {verdicts: kltContribute.verdicts(), entry: kltContribute.entry(), text: kltContribute.text(),
            wrong: kltContribute.wrong().filter(one => !one.isRule).map(one => one.path)};
})"""


def judged(page: Page, entries: list[Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(_JUDGED, entries)
    return found


def understood(data: bytes) -> Collaboration | None:
    """What is right in a case file, whatever else is wrong with it: what the validator judges."""
    document, _ = documents.parse("collaborations/example.yaml", data)
    if document is None:
        return None
    return read_fields(Collaboration, document.value, base_settings().reading(), document.damaged).model


def verdicts(case: Collaboration) -> dict[str, str]:
    """Key of the criterion -> state, as the validator has it."""
    return {one.key: one.state.value for one in judge(case, base_settings().criteria)}


def as_text(value: Any) -> Any:
    """A value with all that is no list or mapping as text: 2018 and "2018" mean the same in a file."""
    if isinstance(value, dict):
        return {key: as_text(one) for key, one in value.items()}
    if isinstance(value, list):
        return [as_text(one) for one in value]
    return json.dumps(value) if isinstance(value, bool) else str(value).strip()


def yaml(entry: Any) -> bytes:
    """An entry as a file; JSON is YAML."""
    return json.dumps({"status": "draft", **entry}, ensure_ascii=False).encode()


def drawn(rng: random.Random) -> dict[str, Any]:
    """An entry around every limit of the criteria."""

    def statement() -> dict[str, Any]:
        parts: dict[str, Any] = {"statement": {"en": "They share the risk."}, "source": "https://village.example/a"}
        found = {key: value for key, value in parts.items() if rng.random() < 0.8}
        return {**found, **({"commissioned": rng.random() < 0.5} if rng.random() < 0.3 else {})}

    def partner(number: int) -> dict[str, Any]:
        role = rng.choice(("cci", "sme", "other"))
        own: dict[str, Any] = {"name": f"Partner {number}", "role": role}
        if role == "cci" and rng.random() < 0.7:
            own["subsectors"] = rng.sample(["design", "crafts", "music"], rng.randint(1, 3))
        if role == "sme" and rng.random() < 0.7:
            own["employees"] = rng.choice((0, 1, 249, 250, 251, 9_999_999))
        if rng.random() < 0.5:
            own["setting"] = rng.choice(("rural", "urban"))
        return own

    entry: dict[str, Any] = {"title": {"en": "A drawn entry"}, "status": "draft"}
    if rng.random() < 0.8:
        entry["place"] = {"country": rng.choice(("DE", "AT", "NO"))}
        if rng.random() < 0.8:
            entry["place"]["inhabitants"] = rng.choice((1, 9_999, 10_000, 10_001, 19_999, 20_000, 20_001))
    if partners := [partner(number) for number in range(rng.randint(0, 4))]:
        entry["partners"] = partners
    if rng.random() < 0.4:
        entry["regional_value"] = ["location-attractiveness"]
    if rng.random() < 0.4:
        entry["attested"] = "example-team"
    evidence = {"economic-background": statement(), "equal-terms": statement(), "regional-effects": statement()}
    for name in ("economic-background", "regional-effects"):
        evidence[name].pop("commissioned", None)
    if stated := {name: one for name, one in evidence.items() if one and rng.random() < 0.5}:
        entry["evidence"] = stated
    return entry


def test_the_six_verdicts_are_those_of_the_validator(writer: Reader) -> None:
    rng = random.Random(20240801)
    entries = [drawn(rng) for _ in range(250)]
    states = set()
    for entry, found in zip(entries, judged(opened(writer), entries), strict=True):
        case = understood(yaml(entry))
        assert case is not None, entry
        assert found["verdicts"] == verdicts(case), entry
        assert found["wrong"] == [], entry
        states |= {*found["verdicts"].items()}
    assert {state for _, state in states} == {"met", "attested", "open", "unmet"}
    assert len(states) >= 18  # nearly every criterion in every state that it can have


def test_an_entry_goes_through_the_form_and_comes_out_as_it_was(writer: Reader) -> None:
    made_up = [data for _, data in corpus.case_files(40, drafts=0.3)]
    cases = [read_case(data) for data in (*made_up, *(data for path, data in files().items() if "collab" in path))]
    values = [read(data) for data in (*made_up, *(data for path, data in files().items() if "collab" in path))]
    for case, found in zip(cases, judged(opened(writer), values), strict=True):
        assert case.collaboration is not None
        again = read_case(found["text"]).collaboration
        assert again is not None, told(read_case(found["text"]).problems)
        assert again == replace(case.collaboration, stated_status=case.collaboration.status)
        assert found["verdicts"] == verdicts(case.collaboration)


def test_wrong_files_get_the_same_verdicts_and_are_told_where_the_form_can_hold_them(writer: Reader) -> None:
    values = {}
    for path in REJECTED:
        try:
            value = read(path.read_bytes())
        except Exception:
            continue  # no YAML that a form could ever write
        if isinstance(value, dict):
            values[path.name] = value
    page, held, silent, judged_too = opened(writer), 0, list[str](), list[str]()
    for name, value in values.items():
        try:
            (found,) = judged(page, [value])
        except Exception:
            continue  # a list where the form has one field: it can hold no such thing
        if as_text(found["entry"]) != as_text({"status": "draft", **value}):
            continue
        held += 1
        case = understood((TESTS / "rejected" / name).read_bytes())
        if case is not None:
            judged_too.append(name)
            assert found["verdicts"] == verdicts(case), name
        if name.startswith(TOLD_WHILE_TYPING) and value.keys() <= {*every_field()} and not found["wrong"]:
            silent.append(name)
    assert silent == []
    assert (held, len(judged_too)) >= (80, 80)


# -- the whole way -------------------------------------------------------------------------------------------

TITLE = {"en": 'Clay & "Ink": a kiln for two – yes', "de": "Ton und Tinte: ein Ofen für zwei 🏺"}
SUMMARY = {
    "en": "A potter's workshop and a printer: they share one kiln, one shop & one risk. No. #1, says the mayor.",
    "de": "Eine Töpferei und eine Druckerei teilen sich Ofen, Laden und Risiko – „größer“, sagt die Leiterin: ja!",
}
STORY = """# How it began

- in 2018: a fire 🔥
- then: *rebuilding* "together"

  Indented: and 100 % true's end\\"""
SHARED = {"en": "Both pay half: 50 %.", "de": "Beide zahlen die Hälfte: 50 %."}
LABELS = {"en": ("Next step", "Download the file"), "de": ("Nächster Schritt", "Datei herunterladen")}


def write(page: Page, field: str, text: str) -> None:
    """Type as people do, or paste what they have from elsewhere."""
    page.fill(f"[id='f--{field}']", text)


def both(page: Page, field: str, texts: Mapping[str, str], item: str = "") -> None:
    for language, text in texts.items():
        write(page, f"{field}--{language}{item}", text)


def chosen(page: Page, holder: str, *keys: str) -> None:
    for key in keys:
        page.check(f"[id='f--{holder}'] input[value='{key}']")


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_whole_way_from_an_empty_form_to_an_entry_that_may_be_published(writer: Reader, language: str) -> None:
    page = opened(writer, language)
    following, saving = LABELS[language]
    both(page, "title", TITLE)
    both(page, "summary", SUMMARY)
    one, other = page.locator("[data-key=partners] .field-item").all()
    first, second = (item.locator("[data-key=name] input").get_attribute("id") or "" for item in (one, other))
    numbers = [re.sub(r".*name", "", name) for name in (first, second)]
    page.fill(f"[id='{first}']", "Töpferei „Lehm & Co.“: Müller")
    chosen(page, f"partners--subsectors{numbers[0]}", "crafts", "design")
    page.fill(f"[id='{second}']", "- Druckerei O'Neill GmbH #2")
    chosen(page, f"partners--sectors{numbers[1]}", "manufacturing")
    write(page, f"partners--employees{numbers[1]}", "35")
    page.get_by_role("button", name=following).click()
    for field, text in (
        ("locality", "Bad Müntz: Süd"),
        ("region", "Sachsen"),
        ("inhabitants", "17.000"),
        ("counted", "2023"),
    ):
        write(page, f"place--{field}", text)
    page.select_option("[id='f--place--country']", "DE")
    write(page, "place--latitude", "51,27")
    write(page, "place--longitude", "14.09")
    write(page, "period--started", "2018-05")
    page.get_by_role("button", name=following).click()
    chosen(page, "contact", "joint-event")
    chosen(page, "regional_value", "location-attractiveness")
    both(page, "description", {"en": STORY, "de": STORY})
    page.get_by_role("button", name=following).click()
    for key in ("economic-background", "equal-terms"):
        both(page, f"evidence--{key}--statement", SHARED)
        write(page, f"evidence--{key}--source", "https://village.example/kiln?a=1&b=2#c")
    page.get_by_role("button", name=following).click()
    page.locator("[data-key=sources] > [data-add]").click()
    page.locator("[data-key=sources] .field-item [data-key=url] input").fill("https://village.example/kiln")
    page.get_by_role("button", name=following).click()
    page.select_option("[id='f--status']", "published")
    expect(page.locator("#form--judged")).to_contain_text("6")
    with page.expect_download() as waiting:
        page.get_by_role("button", name=saving).click()
    name, data = waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()
    assert name == "clay-ink-a-kiln-for-two-yes.yaml"
    found = read(data)
    assert (found["title"], found["summary"], found["description"]) == (TITLE, SUMMARY, {"en": STORY, "de": STORY})
    assert found["place"] == {
        "locality": "Bad Müntz: Süd",
        "region": "Sachsen",
        "country": "DE",
        "inhabitants": 17000,
        "counted": 2023,
        "latitude": 51.27,
        "longitude": 14.09,
    }
    assert found["partners"] == [
        {"name": "Töpferei „Lehm & Co.“: Müller", "role": "cci", "subsectors": ["design", "crafts"]},
        {"name": "- Druckerei O'Neill GmbH #2", "role": "sme", "sectors": ["manufacturing"], "employees": 35},
    ]
    assert found["evidence"]["equal-terms"]["source"] == "https://village.example/kiln?a=1&b=2#c"
    content = judging.judge({**files(), f"collaborations/{name}": data}, judging.Options(), alone)
    assert [problem for problem in content.problems if problem.file.endswith(name)] == [], told(content.problems)
    (case,) = (case for case in content.cases if case.slug == name.removesuffix(".yaml"))
    assert case.published
    assert {*verdicts(case).values()} == {"met"}


def test_what_is_wrong_is_told_where_it_stands_and_leads_there(writer: Reader) -> None:
    page = opened(writer)
    write(page, "title--en", "T" * 121)
    page.get_by_role("button", name="Next step").click()
    summary = page.locator("[data-step=who] [data-summary]")
    expect(summary).to_be_focused()
    expect(summary.locator("a")).to_have_text("Title – English: 121 characters; 120 fit. Please shorten it.")
    summary.locator("a").press("Enter")
    title = page.locator("[id='f--title--en']")
    expect(title).to_be_focused()
    expect(title).to_have_attribute("aria-invalid", "true")
    error = page.locator("[id='f--title--en--error']")
    expect(error).to_have_text("121 characters; 120 fit. Please shorten it.")
    assert "f--title--en--error" in (title.get_attribute("aria-describedby") or "").split()
    title.fill("T")
    expect(error).to_be_hidden()
    page.get_by_role("button", name="Next step").click()
    expect(page.locator("[id='form--where']")).to_be_focused()
    assert page.locator("[data-go=where]").get_attribute("aria-current") == "step"


def test_every_description_of_a_field_exists_and_no_identifier_twice(writer: Reader) -> None:
    page = opened(writer)
    for _ in range(2):
        for step, key in (("who", "partners"), ("told", "advice"), ("told", "voices"), ("media", "media")):
            go(page, step)
            page.locator(f"[data-key={key}] > [data-add]").click()
    missing, twice = page.evaluate("""() => {
        const ids = [...document.querySelectorAll("main [id]")].map(one => one.id);
        const named = [...document.querySelectorAll("main [for], main [aria-describedby]")].flatMap(
            one => `${one.getAttribute("for") || ""} ${one.getAttribute("aria-describedby") || ""}`.trim().split(/ +/));
        return [named.filter(id => !ids.includes(id)), ids.filter((id, at) => ids.indexOf(id) !== at)];
    }""")
    assert (missing, twice) == ([], [])


def test_a_draft_stays_in_the_browser_until_it_is_forgotten(writer: Reader) -> None:
    page = opened(writer)
    write(page, "title--en", "The kept kiln")
    expect(page.locator("#form--kept")).to_contain_text("kept in this browser")
    page = opened(writer, "de")
    expect(page.locator("[id='f--title--en']")).to_have_value("The kept kiln")
    page.locator("#form--forget").click()
    expect(page.locator("[id='f--title--en']")).to_have_value("")
    page = opened(writer)
    expect(page.locator("[id='f--title--en']")).to_have_value("")
    assert page.evaluate("localStorage.length") == 0


def test_an_entry_is_loaded_to_be_changed_and_keeps_its_name(writer: Reader) -> None:
    page = opened(writer, query="?entry=bread-box")
    expect(page.locator("#form--loaded")).to_contain_text("You are changing the entry")
    before = read_case(files()["collaborations/bread-box.yaml"]).collaboration
    after = read_case(page.evaluate("kltContribute.text()")).collaboration
    assert before is not None and after is not None
    assert replace(after, exceptions=()) == replace(before, exceptions=())
    go(page, "send")
    expect(page.locator("#form--name")).to_have_text("bread-box.yaml")
    assert page.locator("#form--propose").get_attribute("href") == (
        "https://github.com/example/village/edit/main/content/collaborations/bread-box.yaml"
    )
    page = opened(writer, query="?entry=nothing-like-it")
    expect(page.locator("#form--loaded")).to_contain_text("no published entry")


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("place", ["from a folder", "from a server"])
def test_from_an_entrys_page_a_correction_becomes_the_file_with_that_one_change(
    browser: Browser, root: Path, home: str, place: str, language: str
) -> None:
    start = home if place == "from a server" else f"{root.as_uri()}/"
    with browsing.reading(browser, start, sites.read(root)) as reader:
        page, words = reader.page, CORRECTING[language]
        reader.open(words[0])
        page.get_by_role("link", name=words[1], exact=True).click()
        expect(page.locator("#form--loaded")).to_contain_text(words[2])
        expect(page.locator("[id='f--place--locality']")).to_have_value("Old Mill")
        write(page, "title--en", "The corrected loom")
        go(page, "where")
        write(page, "place--inhabitants", "4321")
        go(page, "send")
        with page.expect_download() as waiting:
            page.click("#form--download")
        assert waiting.value.suggested_filename == "loom.yaml"
        found, was = read(Path(waiting.value.path()).read_bytes()), read(LOOM.encode())
        was["title"]["en"], was["place"]["inhabitants"] = "The corrected loom", 4321
        assert found == was
        assert reader.complaints == []


def test_nothing_of_the_entries_is_loaded_before_there_is_something_to_compare(writer: Reader) -> None:
    page = opened(writer)

    def loaded() -> list[str]:
        names = [url.rpartition("/")[2].partition(".")[0] for url in writer.requests]
        return [name for name in names if name.startswith(("entries", "browse-index", "browse-texts"))]

    go(page, "where")
    write(page, "place--locality", "Somewhere")
    go(page, "send")
    assert loaded() == []
    go(page, "who")
    write(page, "title--en", "The bread box")
    expect(page.locator("#form--alike")).to_be_visible()
    assert loaded() == ["browse-index"]
    write(page, "title--en", "Another")
    name = read(files()["collaborations/bread-box.yaml"])["partners"][1]["name"]
    page.locator("[data-key=partners] [data-key=name] input").first.fill(name)
    expect(page.locator("#form--alike")).to_be_visible()
    assert loaded() == ["browse-index", "browse-texts"]
    assert [url for url in writer.requests if ".json" in url] == []


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_page_is_light_until_somebody_writes(writer: Reader, root: Path, language: str) -> None:
    asked = weights.asked(writer, sites.read(root), ADDRESSES[language])
    found = weights.weigh("contribute", ADDRESSES[language], asked)
    assert found.gzipped["data"] == 0
    assert found.total <= weights.BUDGETS["contribute"]


def test_an_entry_is_changed_without_comparing_it_with_all_others(writer: Reader) -> None:
    page = opened(writer, query="?entry=loom")
    expect(page.locator("[id='f--place--locality']")).to_have_value("Old Mill")
    write(page, "title--en", "The bread box")
    expect(page.locator("#form--card")).to_be_visible()
    expect(page.locator("#form--alike")).to_be_hidden()
    assert not [url for url in writer.requests if "browse-" in url and "search" not in url]


def test_every_entry_is_found_whatever_its_slug_and_however_many_scripts_there_are(writer: Reader) -> None:
    page = opened(writer)
    slugs = ["a", "loom", *(f"entry-{number}-of-many" for number in range(200))]
    assert page.evaluate("slugs => slugs.map(kltEntries.bitsOf)", slugs) == [bits_of(slug) for slug in slugs]


def test_where_an_entry_cannot_be_had_the_form_says_so_and_keeps_what_one_wrote_before(writer: Reader) -> None:
    page = opened(writer)
    write(page, "title--en", "My kept draft")
    expect(page.locator("#form--kept")).to_contain_text("kept in this browser")
    page.route("**/entries*.js", lambda route: route.abort())
    writer.page.goto(f"{writer.base}{ADDRESSES['en']}?entry=loom")
    expect(page.locator("#form--loaded")).to_contain_text("could not be loaded")
    expect(page.locator("[id='f--title--en']")).to_have_value("My kept draft")
    writer.complaints.clear()


def test_a_proposal_travels_in_a_link_as_far_as_links_carry_it(writer: Reader) -> None:
    page = opened(writer)
    load(page, {"title": {"en": "A kiln & more"}})
    go(page, "send")
    href = page.locator("#form--propose").get_attribute("href") or ""
    start, _, value = href.partition("&value=")
    assert start.endswith("/new/main?filename=content%2Fcollaborations%2Fa-kiln-more.yaml")
    assert unquote(value) == page.evaluate("kltContribute.text()")
    assert unquote((page.locator("#form--mail").get_attribute("href") or "").partition("&body=")[2]) == unquote(value)
    load(page, {"title": {"en": "A kiln"}, "description": {"en": "ä" * 1400}})
    assert (page.locator("#form--propose").get_attribute("href") or "").partition("?")[2].count("&") == 0
    expect(page.locator("#form--propose-note")).to_contain_text("too long to travel")
    expect(page.locator("#form--mail-note")).to_contain_text("a-kiln.yaml")
    assert "blob:" not in page.content()


def test_the_text_is_copied_by_the_clipboard_or_marked_for_the_reader(browser: Browser, home: str, root: Path) -> None:
    with browsing.reading(browser, home, sites.read(root), permissions=["clipboard-read", "clipboard-write"]) as reader:
        page = opened(reader)
        load(page, {"title": {"de": "Öfen: zwei"}})
        go(page, "send")
        page.click("#form--copy")
        expect(page.locator("#form--done")).to_have_text("The text is in your clipboard.")
        assert page.evaluate("navigator.clipboard.readText()") == page.evaluate("kltContribute.text()")


def test_entries_that_are_alike_are_shown_before_anything_is_sent(writer: Reader) -> None:
    page = opened(writer)
    write(page, "title--en", "the bread box")
    alike = page.locator("#form--alike")
    expect(alike.get_by_role("link").first).to_have_text("The bread box")
    assert (alike.get_by_role("link").first.get_attribute("href") or "").endswith("collaborations/bread-box.html")
    write(page, "title--en", "Something else entirely")
    expect(alike).to_be_hidden()
    name = read(files()["collaborations/bread-box.yaml"])["partners"][1]["name"]
    page.locator("[data-key=partners] [data-key=name] input").first.fill(name)
    expect(alike.get_by_role("link").first).to_have_text("The bread box")


def test_the_card_is_that_of_the_list(writer: Reader) -> None:
    page = opened(writer)
    load(page, read(files()["collaborations/bread-box.yaml"]))
    shown = page.locator("#form--preview .card-text").inner_text()
    forms = page.locator("#form--preview use").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    writer.open("en/collaborations/index.html")
    card = page.locator(".cards > li", has_text="The bread box")
    assert shown == card.locator(".card-text").inner_text()
    assert forms == card.locator("use").evaluate_all("all => all.map(one => one.getAttribute('href'))")


# -- for everybody -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("setting", [one for one in SETTINGS if one.scripts], ids=lambda one: one.name)
def test_axe_finds_nothing_on_any_step(writer: Reader, axe_script: str, setting: browsing.Setting) -> None:
    turn = SETTINGS.index(setting) % 2
    language = ("de", "en")[turn]
    page = opened(writer, language)
    writer.become(ADDRESSES[language], setting)
    load(page, {"title": {"en": "T" * 121}, "media": [{"kind": "image"}], "sources": [{"url": "x"}]})
    for step in STEPS[turn::2]:  # each step in every other setting
        go(page, step)
        seen = axe.look(writer, axe_script, ADDRESSES[language], setting)
        assert [str(one) for one in seen.violations] == [], step


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_step_is_wider_than_a_small_screen(writer: Reader, language: str) -> None:
    page = opened(writer, language)
    writer.apply(NARROW)
    load(
        page, {"title": {"en": "Donaudampfschifffahrt" * 5}, "summary": {"en": "W" * 290}, "media": [{"kind": "image"}]}
    )
    for step in STEPS:
        go(page, step)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= NARROW.width, step


def test_without_scripts_the_page_says_what_to_do_instead(browser: Browser, home: str, root: Path) -> None:
    with browsing.reading(browser, home, sites.read(root), java_script_enabled=False) as reader:
        reader.page.goto(home + ADDRESSES["de"])
        expect(reader.page.locator("#form--without")).to_be_visible()
        expect(reader.page.locator("#form--with")).to_be_hidden()


def test_the_enter_key_leads_on_and_sends_nothing(writer: Reader) -> None:
    page = opened(writer)
    asked = len(writer.requests)
    write(page, "title--en", "A kiln")
    page.locator("[id='f--title--en']").press("Enter")
    expect(page.locator("[id='form--where']")).to_be_focused()
    assert page.url.endswith(ADDRESSES["en"])
    assert {url.rpartition(".")[2] for url in writer.requests[asked:]} <= {"js"}  # the names of partners


def test_an_item_is_added_and_removed_by_keyboard_and_the_focus_is_never_lost(writer: Reader) -> None:
    page = opened(writer)
    page.locator("[data-key=partners] > [data-add]").focus()
    page.keyboard.press("Enter")
    added = page.locator("[data-key=partners] .field-item").nth(2)
    expect(added.locator("[data-key=name] input")).to_be_focused()
    expect(page.locator("#form--status")).to_have_text("Partner 3 is added.")
    added.locator("[data-remove]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-key=partners] .field-item").nth(1)).to_be_focused()
    expect(page.locator("#form--status")).to_have_text("Partner 3 is removed.")


def test_a_medium_is_held_against_the_kind_that_it_has(writer: Reader) -> None:
    recording = {"kind": "podcast", "url": "https://village.example/42", "title": {"en": "A talk"}}
    (found,) = judged(
        opened(writer), [{"title": {"en": "A"}, "media": [{"kind": "image", "file": "a/b.jpg"}, recording]}]
    )
    assert sorted(found["wrong"]) == ["/media/0/alt", "/media/0/credit", "/media/0/licence"]


def test_a_rule_between_fields_is_told_in_its_own_words(writer: Reader) -> None:
    page = opened(writer)
    found = page.evaluate("""() => {
        const rule = {"x-code": "KLT403", if: {required: ["started"]},
            then: {properties: {years: false}, errorMessage: "Keep one of the two. (KLT403)"}};
        const period = {type: "object", properties: {started: {}, years: {}}, allOf: [rule]};
        return kltRules.checker({$defs: {period}, properties: {period: {$ref: "#/$defs/period"}}})(
            {period: {started: "2018", years: 2}});
    }""")
    assert [(one["path"], one["rule"], one["isRule"]) for one in found] == [
        ("/period/years", "Keep one of the two.", True)
    ]
