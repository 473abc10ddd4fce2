"""The stylesheets: what one repeats of another is the same."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tests.helpers import TEMPLATES

SITE, EMBED = "site.css", "embed.css"


@cache
def blocks(name: str) -> list[tuple[str, bool, dict[str, str]]]:
    """The rules that state custom properties: selector, whether for dark screens, the properties."""
    text = (TEMPLATES / "assets" / name).read_text(encoding="utf-8")
    dark = [
        found.span() for found in re.finditer(r"@media \(prefers-color-scheme: dark\) \{.*?\n  \}\n", text, re.DOTALL)
    ]
    found = []
    for rule in re.finditer(r"([^{}]+)\{([^{}]*--[a-z0-9-]+:[^{}]*)\}", text):
        stated = dict(re.findall(r"(--[a-z0-9-]+): ([^;]+);", rule[2]))
        found.append((" ".join(rule[1].split()), any(a <= rule.start() < b for a, b in dark), stated))
    return found


def stated(name: str, holds: str, *, dark: bool = False) -> dict[str, str]:
    """What the first rule whose selector ends in `holds` states."""
    return next(one for selector, on_dark, one in blocks(name) if selector.endswith(holds) and on_dark == dark)


@pytest.mark.parametrize(("root", "repeated"), [(":root", ""), (".cross, .heat-legend", " :is(.cross, .heat-legend)")])
def test_a_frame_that_asks_for_light_or_dark_has_the_colours_of_the_site(root: str, repeated: str) -> None:
    dark = stated(SITE, root, dark=True)
    assert stated(EMBED, f":root:has(#dark:target){repeated}") == dark
    light = {name: value for name, value in stated(SITE, root).items() if name in dark}
    assert stated(EMBED, f":root:has(#light:target){repeated}") == light
    assert len(dark) >= 10
