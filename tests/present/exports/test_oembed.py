"""Charts and entries for other sites by oEmbed: a frame of a known size around a page of its own."""

from __future__ import annotations

import json

import lxml.html
import pytest

from kltsite.present.exports import oembed
from kltsite.present.views import embedding, framing, story
from tests.present.exports.examples import BASE_URL, scenes

LANGUAGES = ("en", "de")
CARDS = {"en": "collaborations", "de": "kooperationen"}


def frames(address: str, data: bytes, page: str) -> int:
    """That the file frames the page of the same name in the size that it names: how high."""
    told = json.loads(data)
    assert address == f"{page}.json"
    assert (told["version"], told["type"]) == ("1.0", "rich"), "what the standard asks for"
    frame = lxml.html.fromstring(told["html"])
    assert (frame.tag, frame.get("src")) == ("iframe", f"{BASE_URL}{page}.html")
    assert (frame.get("width"), frame.get("height")) == (str(told["width"]), str(told["height"]))
    assert told["title"] in frame.get("title")
    assert told["provider_url"] == f"{BASE_URL}{page[:2]}/index.html"
    return int(told["height"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", story.NAMES)
def test_the_file_frames_the_chart_s_own_page_in_the_size_that_it_names(name: str, language: str) -> None:
    frames(*oembed.chart(scenes()[language], name), f"{language}/embed/{story.slug_of(name)}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", ["alpha", "beta", "gamma"])
def test_the_file_frames_the_card_of_an_entry_in_the_height_that_it_needs(slug: str, language: str) -> None:
    scene = scenes()[language]
    high = frames(*oembed.card(scene, slug), f"{language}/embed/{CARDS[language]}/{slug}")
    assert high == framing.height_at(embedding.heights(scene, slug), story.FRAME_WIDTH)
