"""Charts for other sites by oEmbed: a frame of a known size around the chart's own page."""

from __future__ import annotations

import json

import lxml.html
import pytest

from kltsite.present.exports.oembed import oembed
from kltsite.present.views import story
from tests.present.exports.examples import BASE_URL, scenes


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("name", story.NAMES)
def test_the_file_frames_the_chart_s_own_page_in_the_size_that_it_names(name: str, language: str) -> None:
    address, data = oembed(scenes()[language], name)
    told = json.loads(data)
    page = f"{language}/embed/{story.slug_of(name)}"
    assert address == f"{page}.json"
    assert (told["version"], told["type"]) == ("1.0", "rich"), "what the standard asks for"
    frame = lxml.html.fromstring(told["html"])
    assert (frame.tag, frame.get("src")) == ("iframe", f"{BASE_URL}{page}.html")
    assert (frame.get("width"), frame.get("height")) == (str(told["width"]), str(told["height"]))
    assert told["title"] in frame.get("title")
    assert told["provider_url"] == f"{BASE_URL}{language}/index.html"
