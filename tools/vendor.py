"""The libraries that pages of the site carry along: fetched from npm, bundled, recorded. Run by hand, the result is
committed.

    python -m tools.vendor            fetches the versions named here anew and writes templates/assets/vendor
    python -m tools.vendor --check    changes nothing; exits 1 where a file is not the one that the record tells of

Each becomes one classic script without a comment or a request: npm fetches the package without running any of its
scripts, esbuild makes one file of it. Same versions, same bytes. To renew one, change its version here, run this, and
read its changes; `tests/test_vendor.py` holds the files against the record. Needs node and npm.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "templates/assets/vendor"
RECORD = "vendor.json"
ESBUILD = "0.28.2"

LICENCE = """\
{package} {version}, bundled into {file}

The package names its author, {author}, and the licence MIT; it holds no text of it. That text is:

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


@dataclass(frozen=True, slots=True)
class Library:
    """One library: its package and version, the module to begin with, and what pages find it by."""

    file: str
    package: str
    version: str
    module: str
    names: tuple[str, ...]
    known_as: str


LIBRARIES = (
    Library(
        "json-schema.js",
        "@cfworker/json-schema",
        "4.1.6",
        "@cfworker/json-schema/dist/esm/validator.js",
        ("Validator",),
        "kltSchema",
    ),
)


def fetched(library: Library, folder: Path) -> dict[str, Any]:
    """The record of a library that npm has put below `folder`; what it is licensed under is what it says itself."""
    _run("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--save-exact",
         f"{library.package}@{library.version}", f"esbuild@{ESBUILD}", folder=folder)  # fmt: skip
    locked = json.loads((folder / "package-lock.json").read_text())["packages"]
    package = json.loads((folder / "node_modules" / library.package / "package.json").read_text())
    others = sorted(locked.keys() - {"", "node_modules/esbuild", f"node_modules/{library.package}"})
    if foreign := [name for name in others if not name.startswith("node_modules/@esbuild/")]:
        raise SystemExit(f"{library.package} brings others along, which need a record of their own: {foreign}")
    return {
        "file": library.file,
        "package": library.package,
        "version": library.version,
        "licence": package["license"],
        "author": package["author"],
        "source": package["repository"],
        "integrity": locked[f"node_modules/{library.package}"]["integrity"],
        "bundler": f"esbuild {ESBUILD}",
    }


def bundled(library: Library, folder: Path) -> bytes:
    """The library as one classic script, from what npm has put below `folder`."""
    entry = folder / "entry.js"
    names = ", ".join(library.names)
    module = folder / "node_modules" / library.module
    entry.write_text(
        f"import {{ {names} }} from {json.dumps(str(module))};\nwindow.{library.known_as} = {{ {names} }};\n"
    )
    _run("node_modules/.bin/esbuild", entry.name, "--bundle", "--minify", "--format=iife", "--target=es2022",
         "--legal-comments=none", f"--outfile={library.file}", folder=folder)  # fmt: skip
    head = f"/* {library.package} {library.version}, MIT: see {licence_file(library)} */\n"
    return head.encode() + (folder / library.file).read_bytes()


def licence_file(library: Library) -> str:
    """Where the licence of a library stands."""
    return f"{library.file.removesuffix('.js')}-licence.txt"


def digest(data: bytes) -> str:
    """As the record tells it."""
    return f"sha256-{hashlib.sha256(data).hexdigest()}"


def unlike(folder: Path = FOLDER) -> Iterator[str]:
    """What of the folder is not as its record tells, in plain words."""
    record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    wanted = {(one.file, one.package, one.version) for one in LIBRARIES}
    if {(one["file"], one["package"], one["version"]) for one in record} != wanted:
        yield f"{RECORD} tells of other libraries than tools/vendor.py"
    for one in record:
        file = folder / one["file"]
        if not file.is_file() or digest(file.read_bytes()) != one["digest"]:
            yield f"{one['file']} is not the file that {RECORD} tells of"
    scripts = {file.name for file in folder.glob("*.js")}
    yield from (f"{name} stands in no record" for name in sorted(scripts - {one["file"] for one in record}))


def renew(folder: Path = FOLDER) -> None:
    """Fetch, bundle and record every library."""
    folder.mkdir(parents=True, exist_ok=True)
    records = []
    for library in LIBRARIES:
        with tempfile.TemporaryDirectory() as name:
            work = Path(name)
            (work / "package.json").write_text("{}")
            record = fetched(library, work)
            data = bundled(library, work)
        (folder / library.file).write_bytes(data)
        (folder / licence_file(library)).write_text(LICENCE.format_map(record), encoding="utf-8")
        records.append({**record, "digest": digest(data)})
    (folder / RECORD).write_text(json.dumps(records, indent=2) + "\n", encoding="utf-8")


def _run(*command: str, folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr or done.stdout)


def main(arguments: list[str] | None = None) -> int:
    """0 where the files are as recorded or were renewed, 1 where they are not."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing; hold the files against the record")
    if not parser.parse_args(arguments).check:
        renew()
    found = list(unlike())
    for one in found:
        print(one, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
