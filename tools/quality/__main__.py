"""python -m tools.quality CHECK [--site output]: prints what a check finds in the built site; exits 1 if it is wrong.

axe html requests contrast weights lighthouse use    one check
screenshots                                          docs/screenshots/
report                                               all checks, and docs/quality.md about them; --only some of them
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser

from tools.quality import axe, contrast, lighthouse, markup, recording, report, screenshots, sites, use, weights
from tools.quality.browsing import Reader, reading, served, started
from tools.quality.findings import MissingError, Result
from tools.quality.sites import Site

DOCS = Path(__file__).resolve().parents[2] / "docs"
BELOW = "/x/y/"  # the site need not stand at the root of its host


@dataclass(frozen=True, slots=True)
class Bench:
    """A site, a browser, and somebody who reads the one in the other."""

    site: Site
    browser: Browser
    reader: Reader


CHECKS: dict[str, Callable[[Bench], Result]] = {
    "axe": lambda at: axe.check(at.reader, at.site, axe.script(), at.site.samples()),
    "use": lambda at: use.check(at.reader, at.site, at.site.samples()),
    "html": lambda at: markup.check(at.site),
    "requests": lambda at: recording.check(at.reader, at.site),
    "contrast": lambda at: contrast.check(contrast.palettes(at.reader, at.site)),
    "weights": lambda at: weights.check(at.reader, at.site),
    "lighthouse": lambda at: _lighthouse(at.site),
    "screenshots": lambda at: screenshots.write(at.reader, at.site, DOCS / "screenshots"),
}


def _lighthouse(site: Site) -> Result:
    with served(site.root) as base:
        return lighthouse.check(base, site)


@contextmanager
def _bench(site: Site) -> Iterator[Bench]:
    with started() as browser, served(site.root, BELOW) as base, reading(browser, base, site) as reader:
        yield Bench(site, browser, reader)


def _run(name: str, at: Bench) -> Result:
    result = CHECKS[name](at)
    for finding in result.findings:
        print(f"{name}: {finding}")
    print(f"{name}: {len(result.findings)} wrong")
    return result


def main(arguments: list[str]) -> int:
    """0 if nothing is wrong, 1 if something is, 2 if a program is missing."""
    parser = argparse.ArgumentParser(prog="python -m tools.quality", description=__doc__.partition("\n")[0])
    parser.add_argument("check", choices=[*CHECKS, "report"])
    parser.add_argument("--site", type=Path, default=Path("output"))
    parser.add_argument("--only", action="append", choices=report.TITLES, default=[])
    chosen = parser.parse_args(arguments)
    names = chosen.only or list(report.TITLES) if chosen.check == "report" else [chosen.check]
    before = (DOCS / "quality.md").read_text(encoding="utf-8") if chosen.only else ""
    try:
        with _bench(sites.read(chosen.site.resolve())) as at:
            results = {name: _run(name, at) for name in names}
            if chosen.check == "report":
                page = report.page(results, at.site, at.browser.version, before)
                (DOCS / "quality.md").write_text(page, encoding="utf-8")
            elif not any(result.findings for result in results.values()):
                print(*results[chosen.check].lines, sep="\n")
    except MissingError as missing:
        print(missing, file=sys.stderr)
        return 2
    return int(any(result.findings for result in results.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
