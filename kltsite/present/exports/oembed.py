"""What programs need to know to show a chart or an entry in a page of another site (oEmbed 1.0, as files)."""

from __future__ import annotations

import json

from kltsite.present.views import embedding, framing, story
from kltsite.present.views.scene import Scene


def chart(scene: Scene, name: str) -> tuple[str, bytes]:
    """The address of a chart's file, and the file: how to frame the chart, its size in CSS pixels, whose it is."""
    height = story.frame_height(scene, name)
    code = story.snippet(scene, name, str(story.FRAME_WIDTH))
    return story.oembed_address(scene, name), _told(scene, story.title_of(scene, name), height, code)


def card(scene: Scene, slug: str) -> tuple[str, bytes]:
    """The same of the card of an entry."""
    height = framing.height_at(embedding.heights(scene, slug), story.FRAME_WIDTH)
    title = scene.said(scene.cases[slug].title).text
    code = embedding.code(scene, slug, story.FRAME_WIDTH)
    return embedding.oembed_address(scene, slug), _told(scene, title, height, code)


def _told(scene: Scene, title: str, height: int, code: str) -> bytes:
    site = scene.settings.site
    told = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": scene.words.text(site.name)[0],
        "provider_url": site.base_url + scene.addresses.home(),
        "author_name": site.contact.name,
        "width": story.FRAME_WIDTH,
        "height": height,
        "html": code,
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
