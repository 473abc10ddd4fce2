"""The map in a real browser: entries are found by keyboard, map and list lead to each other, filters narrow it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from kltsite import judging
from tests.browser.test_browser import LANGUAGES, Reader, reading, with_and_without_scripts
from tests.helpers import CONTENT, built, files_in
from tools.quality import browsing

MAPS = dict(zip(LANGUAGES, ("en/map.html", "de/karte.html"), strict=True))
SEVERAL = "a.mark:has(text)"
BATHING_BOX = "collaborations/bathing-box.html"
MANY = 80  # more presses of the Tab key than any page here has links before the map's last mark


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real site with its drafts, which have places near one another."""
    root = tmp_path_factory.mktemp("mapped")
    for path, data in built(files_in(CONTENT), judging.Options(drafts=True)).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    return root


@pytest.fixture(scope="module", params=["from a folder", "from a server"])
def base(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    if request.param == "from a folder":
        yield f"{folder.as_uri()}/"
        return
    with browsing.served(folder) as address:
        yield address


def tab_to(reader: Reader, selector: str) -> None:
    """Press the Tab key until the focus is there."""
    for _ in range(MANY):
        reader.page.keyboard.press("Tab")
        if reader.page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    pytest.fail(f"the Tab key does not lead to {selector}")


@with_and_without_scripts
def test_an_entry_is_found_on_the_map_by_keyboard_alone(browser: Browser, base: str, scripts: bool) -> None:
    with reading(browser, base, scripts=scripts) as reader:
        reader.open(MAPS["en"])
        tab_to(reader, SEVERAL)
        assert reader.page.get_by_role("link", name="Kamenz and other places: 2 entries").is_visible()
        reader.page.keyboard.press("Enter")
        reader.page.wait_for_url("**#around-bathing-box")
        assert reader.page.locator("#around-bathing-box").evaluate("one => one.matches(':target')")
        tab_to(reader, f"a[href='{BATHING_BOX}']")
        assert reader.page.evaluate("document.activeElement.closest('#around-bathing-box') !== null")
        with reader.page.expect_navigation():
            reader.page.keyboard.press("Enter")
        assert reader.address == f"en/{BATHING_BOX}"


def test_the_mark_of_one_entry_opens_it_by_keyboard(browser: Browser, base: str) -> None:
    with reading(browser, base) as reader:
        reader.open(MAPS["de"])
        tab_to(reader, "#mark-upzent")
        with reader.page.expect_navigation():
            reader.page.keyboard.press("Enter")
        assert reader.address == "de/kooperationen/upzent.html"


@with_and_without_scripts
def test_list_and_locator_lead_to_the_mark_which_then_stands_out(browser: Browser, base: str, scripts: bool) -> None:
    with reading(browser, base, scripts=scripts, viewport={"width": 360, "height": 640}) as reader:
        for address, link in ((MAPS["en"], "#around-upzent .map-back"), (f"en/{BATHING_BOX}", ".locator-frame a")):
            reader.open(address)
            reader.page.locator(link).click()
            reader.page.wait_for_url("**/map.html#mark-*")
            mark = reader.page.locator("a.mark:target")
            box = mark.bounding_box()
            assert box is not None
            assert (0 <= box["x"] <= 340, 0 <= box["y"] <= 620) == (True, True), "it cannot be seen"
            assert mark.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"


@pytest.mark.parametrize("width", [320, 360, 768, 1200])
def test_every_mark_is_large_enough_for_a_finger_and_touches_no_other(browser: Browser, base: str, width: int) -> None:
    with reading(browser, base, viewport={"width": width, "height": 800}) as reader:
        for address in (MAPS["en"], "en/index.html", "en/collaborations/index.html"):
            reader.open(address)
            boxes = [box for mark in reader.page.locator("a.mark").all() if (box := mark.bounding_box()) is not None]
            assert len(boxes) == 4
            assert all(box["width"] >= 24 and box["height"] >= 24 for box in boxes)
            for one, other in combinations(boxes, 2):
                apart = max(abs(one["x"] - other["x"]), abs(one["y"] - other["y"]))
                assert apart >= min(one["width"], other["width"]) / 2**0.5


SHOWN = """held => {
    const ids = [...document.querySelectorAll("a.mark")].map(one => one.id.replace("mark-", ""));
    kltMap.show(new Map(Object.entries(held).map(([slug, slugs]) => [ids.indexOf(slug), slugs])));
}"""


def test_what_is_filtered_narrows_the_marks_and_the_list_they_lead_to(browser: Browser, base: str) -> None:
    with reading(browser, base) as reader:
        reader.open("en/collaborations/index.html")
        marks = reader.page.locator("a.mark")
        reader.page.evaluate(SHOWN, {"bathing-box": ["bathing-box"], "karakoeje": ["karakoeje"]})
        names = [name for mark in marks.all() if mark.is_visible() and (name := mark.locator("title").text_content())]
        assert names == ["KaraKøje – The flamed stone pine bed (Bludenz)", "Kamenz and other places: 1 / 2 entries"]
        reader.follow(SEVERAL)
        assert reader.address == "en/map.html?only=bathing-box#around-bathing-box"
        assert reader.page.locator(".map-entries > li:visible").count() == 1
        assert reader.page.locator("h3:visible").all_inner_texts() == ["Germany"]
        reader.follow(".map-filtered a")
        assert reader.page.locator(".map-entries > li:visible").count() == 21
        assert not reader.page.locator(".map-filtered").is_visible()
        reader.page.evaluate(SHOWN, {})
        assert [mark.is_visible() for mark in marks.all()] == [False] * 4
        reader.page.evaluate("kltMap.show()")
        assert [mark.is_visible() for mark in marks.all()] == [True] * 4


def test_a_mark_and_its_places_light_up_together(browser: Browser, base: str) -> None:
    with reading(browser, base) as reader:
        reader.open(MAPS["en"])
        reader.page.locator(SEVERAL).hover()
        assert reader.page.locator("li.is-lit").get_attribute("id") == "around-bathing-box"
        reader.page.locator("#around-upzent .map-entries a").focus()
        assert reader.page.locator("a.mark.is-lit").get_attribute("id") == "mark-upzent"
