"""The form: a whole entry from the first key to a file that passes, the same verdicts as the validator, and every way
to read and use it.

The site is the small one of the tests, with the real page of prose and a repository: every way of sending shows.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from kltsite.domain.collaboration import Collaboration
from kltsite.intake import documents
from kltsite.intake.fields import read_fields
from kltsite.present.views.contribute import every_field
from kltsite.validator.criteria import judge
from tests.browser.conftest import BELOW
from tests.helpers import CONTENT, TESTS, base_settings, built, read_case, told, village
from tests.present.test_schemas import TOLD_WHILE_TYPING, read
from tools import corpus
from tools.quality import browsing, sites
from tools.quality.browsing import Reader

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
            wrong: kltContribute.wrong().map(one => one.path)};
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
        assert again.model_dump(exclude_unset=True) == {
            "status": "draft",
            **case.collaboration.model_dump(exclude_unset=True),
        }
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
