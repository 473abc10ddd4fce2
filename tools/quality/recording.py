"""What the pages ask for, recorded by a browser: nothing elsewhere, nothing that is forbidden, nothing missing."""

from __future__ import annotations

from collections.abc import Iterable

from tools.quality.browsing import Reader
from tools.quality.findings import Finding, Result
from tools.quality.sites import Site

# What waits to come into sight is asked for at once, and there before we look.
_ALL = """async () => {
    document.querySelectorAll("[loading='lazy']").forEach(one => { one.loading = "eager"; });
    await Promise.all([...document.images].map(one => one.decode().catch(() => null)));
    await document.fonts.ready;
}"""


def look(reader: Reader, address: str) -> list[Finding]:
    """Load a page as a whole, and see what it asks for and what the browser complains about."""
    reader.open(address)
    reader.page.evaluate(_ALL)
    told = [f"asks for {url}" for url in reader.foreign()] + [f"the browser says: {one}" for one in reader.complaints]
    return [Finding(address, "", one) for one in dict.fromkeys(told)]


def check(reader: Reader, site: Site, addresses: Iterable[str] | None = None) -> Result:
    """Every page of the site (or those given), loaded one after the other."""
    pages = sorted(site.pages) if addresses is None else list(addresses)
    findings: list[Finding] = []
    asked = 0
    for address in pages:
        findings += look(reader, address)
        asked += len(reader.requests)
    foreign = sum("asks for" in finding.told for finding in findings)
    return Result(
        tuple(findings),
        (
            f"Every page, opened in Chromium with all its pictures: {len(pages)} pages, {asked} requests, "
            f"{foreign} of them to another host; {len(findings) - foreign} complaints of the browser (policy, errors, "
            "files that are missing).",
            "",
        ),
    )
