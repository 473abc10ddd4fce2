"""Whether both palettes can be read, and the hues of the categories told apart by everybody.

The colours are the custom properties of the built stylesheet, resolved by Chromium in both schemes: so it does not
matter how they are written there (`#0b5c4b`, `oklch()`, `light-dark()`, `color-mix()`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations

from playwright.sync_api import Page

from tools.quality.browsing import Reader, Setting
from tools.quality.colours import SIGHTS, Colour, contrast, distance
from tools.quality.findings import Finding, Result, table
from tools.quality.sites import Site

Palette = Mapping[str, Colour]

TEXT, GRAPHIC = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11
APART = 8.0  # hundredths of Oklab between the hues of any two categories, whoever looks; labels stand beside them too
GROUNDS = ("ground", "raised")
HUES = ("contact", "regional-value", "partner-value", "duration")
TEXTS = ("ink", "ink-soft", "link", "met", "attested", "open", "unmet", *HUES)
GRAPHICS = ("sme", "both")  # --cci, a yellow, decorates: what it marks always stands beside it in words
PAIRS = (
    *((text, ground, TEXT) for text in TEXTS for ground in GROUNDS),
    *((text, "mark", TEXT) for text in ("ink", "link")),
    ("ground", "link", TEXT),  # a button
    *((shape, ground, GRAPHIC) for shape in GRAPHICS for ground in GROUNDS),
)
SCHEMES = ("light", "dark")

_NAME = re.compile(r"(--[a-z][a-z0-9-]*)\s*:")
_RESOLVE = """names => {
    const probe = document.body.appendChild(document.createElement("i"));
    const canvas = Object.assign(document.createElement("canvas"), {width: 1, height: 1});
    const paint = canvas.getContext("2d", {willReadFrequently: true});
    const found = {};
    for (const name of names) {
        // What is no colour leaves the colour as it was, whichever that was.
        const [one, other] = ["rgb(1, 2, 3)", "rgb(3, 2, 1)"].map(before => {
            probe.parentElement.style.color = before;
            probe.style.color = `var(${name})`;
            return getComputedStyle(probe).color;
        });
        if (one !== other) continue;
        paint.clearRect(0, 0, 1, 1);
        paint.fillStyle = one;
        paint.fillRect(0, 0, 1, 1);
        const [red, green, blue, alpha] = paint.getImageData(0, 0, 1, 1).data;
        if (alpha === 255) found[name.slice(2)] = [red, green, blue];
    }
    probe.parentElement.style.color = "";
    probe.remove();
    return found;
}"""


def palettes(reader: Reader, site: Site) -> dict[str, Palette]:
    """Scheme -> the colours among the stylesheets' custom properties."""
    names = sorted({name for file in site.root.rglob("*.css") for name in _NAME.findall(file.read_text("utf-8"))})
    address = site.standing_for("home", 1)[0]
    found: dict[str, Palette] = {}
    for scheme in SCHEMES:
        reader.open(address, Setting(scheme, media={"color_scheme": scheme}))
        found[scheme] = _resolved(reader.page, names)
    return found


def _resolved(page: Page, names: list[str]) -> Palette:
    colours: dict[str, list[int]] = page.evaluate(_RESOLVE, names)
    return {name: (red, green, blue) for name, (red, green, blue) in colours.items()}


def check(found: Mapping[str, Palette]) -> Result:
    """Both palettes held against WCAG, and the hues against each other."""
    findings = tuple(one for scheme, palette in found.items() for one in _wrong(scheme, palette))
    return Result(findings, tuple(_told(found)))


def _wrong(scheme: str, palette: Palette) -> Iterator[Finding]:
    for one, ground, least in _pairs(palette):
        ratio = contrast(palette[one], palette[ground])
        if ratio < least:
            yield Finding("palette", scheme, f"--{one} on --{ground} has {ratio:.2f}:1, and needs {least}:1")
    for one, other in combinations([hue for hue in HUES if hue in palette], 2):
        for sight in ("", *SIGHTS):
            apart = distance(palette[one], palette[other], sight)
            if apart < APART:
                who = sight or "everybody"
                yield Finding("palette", scheme, f"to {who}, --{one} and --{other} are {apart:.1f} apart, not {APART}")


def _pairs(palette: Palette) -> Iterator[tuple[str, str, float]]:
    return (pair for pair in PAIRS if pair[0] in palette and pair[1] in palette)


def _told(found: Mapping[str, Palette]) -> Iterator[str]:
    light = found[SCHEMES[0]]
    yield from table(
        ("colour", "on", "at least", *SCHEMES),
        [
            (
                f"`--{one}`",
                f"`--{ground}`",
                f"{least:g}",
                *(f"{contrast(palette[one], palette[ground]):.2f}" for palette in found.values()),
            )
            for one, ground, least in _pairs(light)
        ],
    )
    yield f"The hues of the categories, apart in hundredths of Oklab (at least {APART:g}), to all four kinds of sight:"
    yield ""
    sights = ("", *SIGHTS)
    hues = [hue for hue in HUES if hue in light]
    yield from table(
        ("two hues", *(f"{scheme}, {sight or 'all cones'}" for scheme in found for sight in sights)),
        [
            (
                f"`--{one}`, `--{other}`",
                *(f"{distance(each[one], each[other], sight):.1f}" for each in found.values() for sight in sights),
            )
            for one, other in combinations(hues, 2)
        ],
    )
    held = {name for pair in PAIRS for name in pair[:2]}
    rest = ", ".join(f"`--{name}`" for name in sorted(set(light) - held)) or "none"
    yield f"Colours that are held against nothing: {rest}."
    yield ""
