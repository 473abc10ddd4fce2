"""Where the form is offered, and the way there from an entry's page."""

from __future__ import annotations

from kltsite.present.addresses import relative
from kltsite.present.views.scene import Scene, of_scene

NAME = "contribute"  # of the editorial page that has the form
FORM = "form"  # where in the page it begins
ENTRIES = "entries.js"  # the asset that leads to the entries' data
SCRIPTS = (
    "vendor/json-schema.js",
    "browse-search.js",
    "card.js",
    "contribute-fields.js",
    "contribute-rules.js",
    "contribute-yaml.js",
    "contribute-entries.js",
    "contribute-beside.js",
    "copy.js",
    "contribute-send.js",
    "contribute.js",
)


@of_scene(16)
def offered(scene: Scene) -> bool:
    """Whether the site has the form: a page for it, and all its scripts."""
    return NAME in scene.pages and scene.assets.keys() >= {*SCRIPTS}


def way_to(scene: Scene, slug: str, folder: str) -> str:
    """The link from a page in `folder` to the form with an entry in it; "" where there is no form."""
    address = scene.addresses.view(NAME) if offered(scene) else None
    return f"{relative(folder, address)}?entry={slug}#{FORM}" if address else ""
