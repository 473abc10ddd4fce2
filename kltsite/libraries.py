"""The libraries that shape the site's bytes: other versions of them may draw, cut or write otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version

SHAPING = ("babel", "fonttools", "jinja2", "markdown", "matplotlib", "msgspec", "nh3", "numpy", "pillow", "pyyaml")
PRINTING = ("pydyf", "segno", "weasyprint")
PARQUET = ("pyarrow",)


def versions(names: Iterable[str]) -> dict[str, str]:
    """Of those that are installed."""
    found = {}
    for name in names:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found
