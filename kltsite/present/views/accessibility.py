"""The facts of the accessibility statement, in words: stated once in `site.yaml`, told wherever a page names them."""

from __future__ import annotations

from kltsite.languages import N_
from kltsite.present.views.scene import Scene

METHODS = {
    "self": N_("a self-assessment by the operator of this website"),
    "third-party": N_("an assessment by a third party"),
}
CONFORMITY = {  # the three of Implementing Decision (EU) 2018/1523
    "full": N_("fully compliant"),
    "partial": N_("partially compliant"),
    "none": N_("not compliant"),
}


def accessibility_fact(field: str, scene: Scene) -> str:
    """What `{accessibility.‹field›}` says. Raises ValueError where the site states nothing."""
    stated = scene.settings.site.accessibility
    if stated is None:
        raise ValueError("the site states nothing about its accessibility")
    words = scene.words
    match field:
        case "assessed":
            return words.day(stated.assessed)
        case "method":
            return words.gettext(METHODS[stated.method])
        case "conformity":
            return words.gettext(CONFORMITY[stated.conformity])
        case _:
            return words.best(stated.tools)
