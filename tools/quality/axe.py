"""axe-core in a real browser: WCAG 2.0 to 2.2, levels A and AA, and good practice, in every setting people read in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.quality.browsing import SETTINGS, Reader, Setting
from tools.quality.findings import Finding, MissingError, Result, table
from tools.quality.sites import Site

SCRIPT = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
COLOUR = ("color-contrast", "link-in-text-block")  # forced colours are the reader's own, and axe sees the author's

# With `preload`, axe would load the stylesheets again: a request that readers do not make.
_RUN = """([tags, off]) => axe.run({
    runOnly: {type: "tag", values: tags}, rules: Object.fromEntries(off.map(rule => [rule, {enabled: false}])),
    resultTypes: ["violations", "incomplete"], preload: false,
    iframes: false,
}).then(found => ({
    passed: found.passes.length,
    violations: found.violations.map(one => ({
        rule: one.id, help: one.help, where: one.nodes.slice(0, 4).map(node => node.target.join(" ")),
        count: one.nodes.length, why: (one.nodes[0].failureSummary || "").split("\\n").slice(1).join(" ").trim(),
    })),
    unsure: found.incomplete.map(one => one.id),
}))"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What axe saw on one page in one setting."""

    violations: tuple[Finding, ...]
    unsure: tuple[str, ...]  # rules that only a person can decide on


def script() -> str:
    """axe-core's source. Raises MissingError."""
    if not SCRIPT.exists():
        raise MissingError("axe-core is needed: npm ci --ignore-scripts")
    return SCRIPT.read_text(encoding="utf-8")


def look(reader: Reader, source: str, address: str, setting: Setting) -> Seen:
    """Let axe look at a page that is open in a setting."""
    if not reader.page.evaluate("typeof axe === 'object'"):
        reader.page.evaluate(source)
    found = reader.page.evaluate(_RUN, [TAGS, COLOUR if "forced_colors" in setting.media else ()])
    violations = tuple(
        Finding(
            address,
            setting.name,
            f"{one['rule']}: {one['help']}; {one['count']} × such as {', '.join(one['where'])}: {one['why']}",
        )
        for one in found["violations"]
    )
    return Seen(violations, tuple(found["unsure"]))


def check(
    reader: Reader, site: Site, source: str, tasks: Iterable[tuple[str, str]], settings: Sequence[Setting] = SETTINGS
) -> Result:
    """axe on each of (kind, address), in each setting."""
    looked: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    findings: list[Finding] = []
    unsure: Counter[str] = Counter()
    for kind, address in tasks:
        for setting in settings:
            reader.become(address, setting)
            seen = look(reader, source, address, setting)
            findings += seen.violations
            unsure.update(seen.unsure)
            looked[kind] += 1
            wrong[kind] += len(seen.violations)
    version = reader.page.evaluate("axe.version")
    return Result(tuple(findings), tuple(_told(looked, wrong, unsure, settings, version)))


def _told(
    looked: Counter[str], wrong: Counter[str], unsure: Counter[str], settings: Sequence[Setting], version: str
) -> list[str]:
    names = ", ".join(setting.name for setting in settings)
    doubts = ", ".join(f"{rule} ({count})" for rule, count in sorted(unsure.items())) or "none"
    return [
        f"axe-core {version}; rules tagged {', '.join(TAGS)}. Of each kind the largest and the smallest page, in every "
        f"language, in these settings: {names}.",
        "",
        *table(
            ("kind of page", "looked at", "violations"),
            [(f"`{kind}`", str(count), str(wrong[kind])) for kind, count in sorted(looked.items())],
        ),
        f"Left to people, since a program cannot decide: {doubts}.",
        "",
    ]
