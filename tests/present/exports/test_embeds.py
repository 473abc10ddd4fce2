"""What the page that makes code for other sites loads."""

from __future__ import annotations

import json
from typing import Any

from kltsite.present.exports import embeds
from kltsite.present.views import embedding, story
from kltsite.present.views.framing import WIDTHS
from tests.present.exports.examples import BASE_URL, scenes


def told() -> dict[str, Any]:
    script = embeds.script(tuple(scenes().values())).decode()
    found: dict[str, Any] = json.loads(script.removeprefix("window.kltEmbeds=").removesuffix(";\n"))
    return found


def test_it_names_every_chart_and_entry_of_every_language_with_the_heights_of_their_frames() -> None:
    assert (told()["base"], told()["widths"]) == (BASE_URL, list(WIDTHS))
    for language, scene in scenes().items():
        found = told()["languages"][language]
        assert list(found["charts"]["named"]) == [story.slug_of(name) for name in story.NAMES]
        assert list(found["entries"]["named"]) == list(scene.order), "by title, as readers look for them"
        for slug, (title, *heights) in found["entries"]["named"].items():
            assert title == scene.said(scene.cases[slug].title).text
            assert heights == list(embedding.heights(scene, slug))
            assert found["entries"]["folder"] + f"{slug}.html" == scene.addresses.card(slug)
