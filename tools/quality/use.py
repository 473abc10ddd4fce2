"""Whether a page can be used: by keyboard alone, on a small screen, with large text, with nothing moving underneath."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tools.quality.browsing import LARGE, LIGHT, NARROW, Reader, Setting
from tools.quality.findings import Finding, Result
from tools.quality.sites import Site

SHIFT = 0.01  # of the layout while a page loads; from 0.1 on Lighthouse calls it noticeable
TABS = 1_500  # no page needs more
_LOOK = (Path(__file__).parent / "use.js").read_text(encoding="utf-8")

_SHIFT = """() => new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => list.getEntries().forEach(one => { sum += one.hadRecentInput ? 0 : one.value }))
        .observe({type: "layout-shift", buffered: true});
    requestAnimationFrame(() => setTimeout(() => done(sum), 60));
})"""

_USABLE = "() => document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]').length"

# What the Tab key must reach: everything that can be used, each group of radio buttons once.
_EXPECTED = """() => {
    const seen = new Set();
    window.reachable = [...document.querySelectorAll(
        "a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]")].filter(one => {
        if (one.tabIndex < 0 || one.disabled || one.type === "hidden" || one.closest("[inert]")) return false;
        if (!one.checkVisibility({visibilityProperty: true}) || !one.getClientRects().length) return false;
        if (one.type !== "radio") return true;
        const group = `${one.form ? one.form.id : ""}/${one.name}`;
        return !seen.has(group) && seen.add(group);
    });
    window.reached = [];
    document.addEventListener("focusin", event => {
        const one = event.target, style = getComputedStyle(one);
        const box = one.getBoundingClientRect();
        const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
        window.reached.push({
            at: window.reachable.findIndex(other => other === one
                || (one.type === "radio" && other.type === "radio" && other.name === one.name)),
            seen: outlined || style.boxShadow !== "none",
            inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
            told: `<${one.localName}> ${(one.textContent || one.name || "").trim().slice(0, 30)}`,
        });
    });
    return window.reachable.length;
}"""
_REACHED = """() => ({
    reached: window.reached,
    missing: window.reachable.filter((_, at) => !window.reached.some(one => one.at === at))
        .map(one => `<${one.localName}> ${(one.textContent || one.name || "").trim().slice(0, 30)}`),
})"""


def look(reader: Reader, site: Site, address: str, setting: Setting) -> list[Finding]:
    """Headings, language, width and targets of an open page."""
    told: list[str] = reader.page.evaluate(_LOOK, {"language": site.language(address) or "en"})
    return [Finding(address, setting.name, one) for one in told]


def shift(reader: Reader, address: str, setting: Setting) -> list[Finding]:
    """How much of an open page has moved while it loaded."""
    moved: float = reader.page.evaluate(_SHIFT)
    return [Finding(address, setting.name, f"the layout shifted by {moved:.3f}")] if moved > SHIFT else []


def keyboard(reader: Reader, address: str, setting: Setting) -> list[Finding]:
    """The Tab key reaches everything on an open page, in order, and one sees where it is."""
    count: int = reader.page.evaluate(_EXPECTED)
    beside = sum(1 + frame.evaluate(_USABLE) for frame in reader.page.frames[1:])  # the key goes through frames too
    for _ in range(min(count + beside + 1, TABS)):
        reader.page.keyboard.press("Tab")
    found: dict[str, Any] = reader.page.evaluate(_REACHED)
    told = [f"the Tab key does not reach {one}" for one in found["missing"]]
    told += [f"focus cannot be seen on {one['told']}" for one in found["reached"] if not one["seen"]]
    told += [f"focus is outside the screen on {one['told']}" for one in found["reached"] if not one["inside"]]
    order = [one["at"] for one in found["reached"] if one["at"] >= 0]
    first_round = order[:count]
    if first_round != sorted(first_round):
        told.append("the Tab key does not follow the order of the page")
    return [Finding(address, setting.name, one) for one in dict.fromkeys(told)]


def check(reader: Reader, site: Site, tasks: Iterable[tuple[str, str]]) -> Result:
    """Each of (kind, address): as it is, on a small screen and with large text; and with the Tab key alone."""
    findings: list[Finding] = []
    looked = 0
    for _, address in tasks:
        for setting in (LIGHT, NARROW, LARGE):
            reader.become(address, setting)
            findings += look(reader, site, address, setting)
        reader.open(address, LIGHT)
        findings += shift(reader, address, LIGHT)
        findings += keyboard(reader, address, LIGHT)
        looked += 1
    return Result(
        tuple(findings),
        (
            f"{looked} pages, at 1280 and 320 px and with text of 200 %: headings in order, the language marked, "
            "nothing wider than the screen, targets of 24 px (or exempt by WCAG 2.5.8), no shift of the layout above "
            f"{SHIFT:g}; and the Tab key reaches everything in order, with a focus that one sees.",
            "",
        ),
    )
