"""The libraries that shape the site's bytes: other versions of them may draw, cut or write otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from functools import cache

SHAPING = ("babel", "fonttools", "jinja2", "markdown", "matplotlib", "msgspec", "nh3", "numpy", "pillow", "pyyaml")
PRINTING = ("pydyf", "segno", "weasyprint")
PARQUET = ("pyarrow",)


@cache  # it is looked up in files, and asked for with every chart
def version(name: str) -> str:
    """Of one that is installed."""
    from importlib.metadata import version as installed  # 12 ms that few builds after a change need

    return installed(name)


def versions(names: Iterable[str]) -> dict[str, str]:
    """Of those that are installed."""
    from importlib.metadata import PackageNotFoundError

    found = {}
    for name in names:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found
