"""What programs need to know to show a chart of the evaluation in a page of another site (oEmbed 1.0, as a file)."""

from __future__ import annotations

import json

from kltsite.present.views import story
from kltsite.present.views.scene import Scene


def oembed(scene: Scene, name: str) -> tuple[str, bytes]:
    """The address of a chart's file, and the file: how to frame the chart, its size in CSS pixels, whose it is."""
    site = scene.settings.site
    told = {
        "version": "1.0",
        "type": "rich",
        "title": story.title_of(scene, name),
        "provider_name": scene.words.text(site.name)[0],
        "provider_url": site.base_url + scene.addresses.home(),
        "author_name": site.contact.name,
        "width": story.FRAME_WIDTH,
        "height": story.frame_height(scene, name),
        "html": story.snippet(scene, name, str(story.FRAME_WIDTH)),
    }
    return story.oembed_address(scene, name), (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
