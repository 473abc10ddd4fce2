"""Which versions of libraries shape a site."""

from __future__ import annotations

import re

from kltsite.libraries import SHAPING, versions


def test_versions_are_told_of_libraries_that_are_installed_alone() -> None:
    found = versions((*SHAPING, "no-such-library"))
    assert found.keys() == {*SHAPING}
    assert all(re.match(r"\d", version) for version in found.values())
