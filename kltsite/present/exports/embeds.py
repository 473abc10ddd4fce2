"""What the page that makes code for other sites loads: every chart and entry, and how high its frame must be.

A classic script, as there is no `fetch` from a folder. Its reader is `embedding.js`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kltsite.present.addresses import folder_of
from kltsite.present.escaping import safe_json
from kltsite.present.views import embedding, story
from kltsite.present.views.framing import WIDTHS
from kltsite.present.views.scene import Scene


def script(scenes: Sequence[Scene]) -> bytes:
    """The script; of each language the folders, and by name the title and the heights: one, or one for each width."""
    told = {
        "base": scenes[0].settings.site.base_url,
        "widths": WIDTHS,
        "languages": {scene.language: _language(scene) for scene in scenes},
    }
    return f"window.kltEmbeds={safe_json(told)};\n".encode()


def _language(scene: Scene) -> dict[str, Any]:
    return {
        "site": scene.words.best(scene.settings.site.name),
        "charts": {
            "folder": folder_of(scene.addresses.embed("x")),
            "named": {
                story.slug_of(name): [story.title_of(scene, name), story.frame_height(scene, name)]
                for name in story.NAMES
            },
        },
        "entries": {
            "folder": folder_of(scene.addresses.card("x")),
            "named": {
                slug: [scene.said(scene.cases[slug].title).text, *embedding.heights(scene, slug)]
                for slug in (scene.order if scene.of_their_own else ())
            },
        },
    }
