"""What the browser tests share: one site, one host and one browser for all of them.

Skipped where there is no Chromium, unless KLTSITE_BROWSER=required; those that need axe-core, where it is not
installed, unless KLTSITE_AXE=required.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.helpers import CONTENT, built, files_in
from tools.quality import axe, browsing, sites
from tools.quality.findings import MissingError

BELOW = "/x/y/"  # the site need not stand at the root of its host

TAKEN_BACK = """\
title: {en: A withdrawn entry, de: Ein zurückgezogener Eintrag}
status: withdrawn
former_slugs: [before-that]
withdrawn: {on: 2024-03-05, reason: {en: It was asked for., de: Auf Wunsch der Beteiligten.}}
"""

WIDE = f"""\
| {" | ".join(["Zusammenarbeit"] * 9)} |
{"|---" * 9}|
| {" | ".join("123456789")} |

`{"code" * 40}` and https://example.org/{"b" * 90}

    {"preformatted " * 20}
"""
BULKY = f"""\
title: {{en: {"Donaudampfschifffahrt" * 5}, de: {"Donaudampfschifffahrt" * 5}}}
summary: {{en: {"W" * 290}, de: {"W" * 290}}}
status: published
place: {{locality: {"Llanfair" * 12}, region: {"Region" * 15}, country: DE}}
partners:
  - {{name: {"Studio" * 20}, role: cci, subsectors: [software-games], website: 'https://example.org/{"path" * 40}'}}
  - {{name: {"Werk" * 30}, role: sme, sectors: [agriculture-forestry-fishing]}}
attested: european-perspectives-2024
description: {json.dumps({"en": WIDE, "de": WIDE})}
sources:
  - url: https://example.org/{"a" * 150}
"""


@pytest.fixture(scope="package")
def site() -> dict[str, bytes]:
    """The real site, with an entry that was withdrawn and one whose words are as long as can be."""
    more = {"collaborations/taken-back.yaml": TAKEN_BACK.encode(), "collaborations/bulky.yaml": BULKY.encode()}
    return built({**files_in(CONTENT), **more})


@pytest.fixture(scope="package")
def folder(site: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as files, below a folder of another name."""
    root = tmp_path_factory.mktemp("served")
    for path, data in site.items():
        place = root / BELOW.strip("/") / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return root


@pytest.fixture(scope="package")
def pages(folder: Path) -> sites.Site:
    """The site as the checks of tools.quality see it."""
    return sites.read(folder / BELOW.strip("/"))


@pytest.fixture(scope="package")
def server(folder: Path) -> Iterator[str]:
    """The address of the site on a host of its own."""
    with browsing.served(folder / BELOW.strip("/"), BELOW) as address:
        yield address


@pytest.fixture(scope="package", params=["from a folder", "from a server"])
def base(request: pytest.FixtureRequest, folder: Path, server: str) -> str:
    """Where the site is read."""
    return server if request.param == "from a server" else f"{folder.as_uri()}{BELOW}"


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    try:
        browsing.chromium()
    except MissingError:
        if os.environ.get("KLTSITE_BROWSER") != "required":
            pytest.skip("there is no Chromium here")
    with browsing.started() as started:
        yield started


@pytest.fixture(scope="package")
def axe_script() -> str:
    """axe-core's source."""
    if not axe.SCRIPT.exists() and os.environ.get("KLTSITE_AXE") != "required":
        pytest.skip("axe-core is not installed here: npm ci --ignore-scripts")
    return axe.script()


@pytest.fixture
def reader(browser: Browser, server: str, pages: sites.Site) -> Iterator[browsing.Reader]:
    """Somebody who reads the site on its host."""
    with browsing.reading(browser, server, pages) as somebody:
        yield somebody
