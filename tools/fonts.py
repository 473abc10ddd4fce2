"""The site's two typefaces, cut down to what the EU's languages need: run by hand, the result is committed.

    npm install --ignore-scripts @fontsource-variable/vollkorn@5 @fontsource-variable/source-sans-3@5
    python -m tools.fonts node_modules

It needs fonttools, which matplotlib brings, and brotli. Vollkorn stands at one weight, as only headings are set in it;
Source Sans 3 keeps its weights from regular to bold. Same packages, same bytes.
"""

from __future__ import annotations

import argparse
import shutil
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

TARGET = Path(__file__).resolve().parents[1] / "templates/assets/fonts"
LATIN = (*range(0x20, 0x7F), *range(0xA0, 0x100),
         0x131, 0x152, 0x153, 0x2BC, 0x2C6, 0x2DA, 0x2DC, *range(0x2010, 0x2016),
         *range(0x2018, 0x201F), 0x2020, 0x2022, 0x2026, 0x202F, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x20AC, 0x2116,
         0x2122, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x2215)  # fmt: skip
LATIN_EXT = (*range(0x100, 0x131), *range(0x132, 0x152), *range(0x154, 0x180), 0x218, 0x219, 0x21A, 0x21B, 0x1E9E)
GREEK = (*range(0x384, 0x38B), 0x38C, *range(0x38E, 0x3A2), *range(0x3A3, 0x3CF))
CYRILLIC = (*range(0x400, 0x460),)


@dataclass(frozen=True, slots=True)
class Cut:
    """One file to make: from which file of a package, which letters, and which weights or the one weight."""

    name: str
    package: str
    subset: str
    letters: tuple[int, ...]
    weight: float | tuple[float, float]
    style: str = "normal"


def cuts() -> tuple[Cut, ...]:
    """Every font file of the site."""
    scripts = (("latin", LATIN), ("latin-ext", LATIN_EXT), ("greek", GREEK), ("cyrillic", CYRILLIC))
    return (
        *(Cut(f"vollkorn-{name}", "vollkorn", name, letters, 800) for name, letters in scripts),
        *(Cut(f"source-sans-3-{name}", "source-sans-3", name, letters, (400, 700)) for name, letters in scripts),
        *(
            Cut(f"source-sans-3-italic-{name}", "source-sans-3", name, letters, 400, "italic")
            for name, letters in scripts[:2]
        ),
    )


def make(cut: Cut, packages: Path) -> None:
    """Write one font file."""
    source = packages / f"@fontsource-variable/{cut.package}/files/{cut.package}-{cut.subset}-wght-{cut.style}.woff2"
    pinned = BytesIO()
    instantiateVariableFont(TTFont(source), {"wght": cut.weight}).save(pinned)
    font = TTFont(pinned)
    features = ["kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "tnum", "lnum"]
    options = Options(flavor="woff2", layout_features=features)
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # names, and the licence, which must stay
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=cut.letters)
    subsetter.subset(font)
    font["head"].modified = font["head"].created  # no clock in a file that is committed
    font.recalcTimestamp = False
    font.flavor = "woff2"
    font.save(TARGET / f"{cut.name}.woff2")


def main() -> None:
    """Make all, and put the licences beside them."""
    parser = argparse.ArgumentParser(prog="tools.fonts", description=__doc__)
    parser.add_argument("packages", type=Path, help="the node_modules folder with the two packages")
    packages = parser.parse_args().packages
    TARGET.mkdir(parents=True, exist_ok=True)
    for cut in cuts():
        make(cut, packages)
    for package in ("vollkorn", "source-sans-3"):
        shutil.copyfile(packages / f"@fontsource-variable/{package}/LICENSE", TARGET / f"{package}-ofl.txt")


if __name__ == "__main__":
    main()
