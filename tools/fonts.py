"""The site's two typefaces, cut down to what the EU's languages need: run by hand, the result is committed.

    make vendor                          fetches the packages named here and makes every file anew
    python -m tools.fonts FOLDER         the same from a `node_modules` folder that holds them
    python -m tools.fonts --packages     what npm has to fetch
    python -m tools.fonts --check        changes nothing; exits 1 where a file is not the one that the record tells of

It needs fonttools, which matplotlib brings, and brotli. Vollkorn stands at one weight, as only headings are set in it;
Source Sans 3 keeps its weights from regular to bold. Same packages, same bytes. `tools/fonts.json` tells of each file
where it comes from, its licence and its digest; `tests/test_vendor.py` holds the files against it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from tools.vendor import digest

TARGET = Path(__file__).resolve().parents[1] / "templates/assets/fonts"
RECORD = Path(__file__).resolve().parent / "fonts.json"
VERSIONS = {"vollkorn": "5.3.0", "source-sans-3": "5.3.1"}  # of @fontsource-variable/…
TYPEFACES = {
    "vollkorn": ("Vollkorn", "https://github.com/FAlthausen/Vollkorn-Typeface"),
    "source-sans-3": ("Source Sans 3", "https://github.com/adobe-fonts/source-sans"),
}
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


def packages() -> Iterator[str]:
    """What npm has to fetch."""
    yield from (f"@fontsource-variable/{name}@{version}" for name, version in VERSIONS.items())


def recorded(cut: Cut) -> dict[str, str]:
    """What the record tells of a file as it stands there now."""
    typeface, source = TYPEFACES[cut.package]
    file = f"{cut.name}.woff2"
    return {
        "file": file,
        "typeface": typeface,
        "package": f"@fontsource-variable/{cut.package}",
        "version": VERSIONS[cut.package],
        "licence": "OFL-1.1",
        "source": source,
        "digest": digest((TARGET / file).read_bytes()),
    }


def unlike() -> Iterator[str]:
    """What of the folder is not as its record tells, in plain words."""
    record = {one["file"]: one for one in json.loads(RECORD.read_text(encoding="utf-8"))}
    for cut in cuts():
        file = f"{cut.name}.woff2"
        if not (TARGET / file).is_file() or record.pop(file, None) != recorded(cut):
            yield f"{file} is not the file that {RECORD.name} tells of"
    yield from (f"{RECORD.name} tells of {file}, which nobody makes" for file in record)
    there = {file.name for file in TARGET.glob("*.woff2")}
    yield from (f"{name} stands in no record" for name in sorted(there - {f"{cut.name}.woff2" for cut in cuts()}))


def renew(folder: Path) -> None:
    """Make every file from the packages in `folder`, put the licences beside them, and record them."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for cut in cuts():
        make(cut, folder)
    for package in VERSIONS:
        shutil.copyfile(folder / f"@fontsource-variable/{package}/LICENSE", TARGET / f"{package}-ofl.txt")
    RECORD.write_text(json.dumps([recorded(cut) for cut in cuts()], indent=2) + "\n", encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """0 where the files are as recorded or were renewed, 1 where they are not."""
    parser = argparse.ArgumentParser(prog="tools.fonts", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", help="the node_modules folder with the two packages")
    parser.add_argument("--packages", action="store_true", help="say what npm has to fetch")
    parser.add_argument("--check", action="store_true", help="change nothing; hold the files against the record")
    given = parser.parse_args(arguments)
    if given.packages:
        print(*packages())
        return 0
    if given.folder:
        renew(given.folder)
    elif not given.check:
        parser.error("where are the packages? See make vendor")
    found = list(unlike())
    for one in found:
        print(one, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
