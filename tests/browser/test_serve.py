"""The preview in a real browser: a page follows its file by itself, and nothing in it breaks the page's policy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.serve.conftest import Previewed, previewed

__all__ = ["previewed"]  # a fixture

ENTRY = "en/collaborations/bread-box.html"
FILE = "collaborations/bread-box.yaml"


@pytest.fixture
def page(browser: Browser, previewed: Previewed) -> Iterator[Page]:
    """An entry, opened in the preview; what the browser complains of fails the test."""
    previewed.preview.look()
    complaints: list[str] = []
    opened = browser.new_page()
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.goto(previewed.server.address + ENTRY)
    yield opened
    opened.close()
    assert complaints == []


def test_a_page_follows_its_file_and_tells_what_is_wrong_with_it(page: Page, previewed: Previewed) -> None:
    heading, panel = page.locator("h1"), page.locator(".kltsite-preview--panel")
    expect(heading).to_have_text("The bread box")
    expect(panel).to_have_count(0)
    previewed.write(FILE, "en: The bread box", "en: The loaf box")
    expect(heading).to_have_text("The loaf box")
    previewed.write(FILE, "status: published", "status: publishd")
    expect(panel).to_be_in_viewport()
    expect(panel).to_contain_text("content/collaborations/bread-box.yaml:")
    expect(page.locator("main .kltsite-preview--note")).to_contain_text("Did you mean “published”?")
    expect(heading).to_have_text("The loaf box")
    assert panel.evaluate("one => getComputedStyle(one).position") == "sticky"
    previewed.write(FILE, "status: publishd", "status: published")
    expect(panel).to_have_count(0)
