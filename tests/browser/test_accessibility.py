"""axe-core finds nothing on any kind of page: a part of what `make axe` looks at, spread over all settings."""

from __future__ import annotations

import pytest

from tools.quality import axe
from tools.quality.browsing import LIGHT, SETTINGS, Reader, Setting
from tools.quality.sites import Site

MAIN = ("home", "browse", "entry", "evaluation")  # looked at in more settings than others

FAULTY = """<!doctype html><html><title>Faults</title><main><h1>Faults</h1>
<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" width="40" height="40">
<p style="color: #aaa; background: #fff">Pale</p>
<button></button><a href="#a" style="font-size: 6px">a</a><a href="#b" style="font-size: 6px">b</a></main>"""


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_axe_finds_nothing(reader: Reader, pages: Site, axe_script: str, setting: Setting) -> None:
    turn = SETTINGS.index(setting)
    main = [(name, address) for name in MAIN for _, address in sorted(pages.main_pages()[name].items())]
    tasks = [*pages.samples(1)[turn :: len(SETTINGS)], main[turn], main[(turn + 3) % len(main)]]
    found = axe.check(reader, pages, axe_script, dict.fromkeys(tasks), [setting])
    assert [str(one) for one in found.findings] == []


def test_axe_is_awake(reader: Reader, axe_script: str) -> None:
    reader.page.set_content(FAULTY)
    seen = axe.look(reader, axe_script, "faulty.html", LIGHT)
    rules = {finding.told.partition(":")[0] for finding in seen.violations}
    assert {"html-has-lang", "image-alt", "color-contrast", "button-name", "target-size"} <= rules
