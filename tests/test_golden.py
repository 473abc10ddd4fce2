"""The golden site: a small content folder before, and after it the whole site, byte by byte.

KLTSITE_GOLDEN=accept takes over what is built now, for a review of the diff. The look is left out: empty
files stand in for its assets, so that a colour does not change every page. So are the schemas, which stand in schema/,
and the charts as files and in frames, which have golden drawings of their own; and what describes the open data to
programs, which is held against standards. Of the rules, one page stands for all.
"""

from __future__ import annotations

import difflib
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.helpers import GOLDEN, TEMPLATES, built, files_in

BEFORE, AFTER = GOLDEN / "site" / "before", GOLDEN / "site" / "after"
RULES, RULE = re.compile(r"/(?:help|hilfe)[/.]"), "klt305.html"
DESCRIPTIONS = ("/catalog.", "/vocabulary.", "-metadata.json", "/datapackage.json", "/openapi.json")
LEFT_OUT = ("data/v1/schema/", "assets/charts/", "data/v1/charts/", "/embed/", *DESCRIPTIONS)
SHOWN = 40  # lines of differences


def site() -> dict[str, bytes]:
    """The site of the golden content, with empty assets, and without what is left out."""
    templates = {
        path: b"/* not part of the golden site */\n" if path.startswith("assets/") else data
        for path, data in files_in(TEMPLATES).items()
        if not path.startswith("assets/fonts/")
    }
    found = built(files_in(BEFORE), templates=templates)
    return {path: data for path, data in found.items() if not _left_out(path)}


def _left_out(path: str) -> bool:
    if RULES.search(path):
        return not path.endswith(RULE)
    return any(part in path for part in LEFT_OUT)


def accept(files: Mapping[str, bytes], folder: Path) -> None:
    """Make these the golden files."""
    shutil.rmtree(folder, ignore_errors=True)
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def differences(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> Iterator[str]:
    """What has changed, line by line."""
    for path in sorted(old.keys() | new.keys()):
        before, after = (files.get(path, b"").decode("utf-8", "replace").splitlines() for files in (old, new))
        if old.get(path) != new.get(path):
            yield from difflib.unified_diff(before, after, f"after/{path}", f"built/{path}", lineterm="", n=0)
            yield f"{path}: {len(old.get(path, b''))} -> {len(new.get(path, b''))} bytes"


def test_the_golden_site_is_built_to_the_byte() -> None:
    now = site()
    if os.environ.get("KLTSITE_GOLDEN") == "accept":
        accept(now, AFTER)
    changes = list(differences(files_in(AFTER), now))
    shown = "\n".join(changes[:SHOWN])
    assert not changes, f"not as in {AFTER}; if it is right, KLTSITE_GOLDEN=accept takes it over\n{shown}"


def test_the_golden_site_is_small_enough_to_be_reviewed() -> None:
    files = files_in(AFTER)
    assert len(files) <= 120
    assert sum(map(len, files.values())) < 760_000
