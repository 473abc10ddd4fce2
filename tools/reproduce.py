"""Builds the site twice, as differently as one can, and holds the two against each other: `make reproduce`.

Other folders, another order of files on the disk, other time zones, locales, seeds of hashes, numbers of processes and
widths of terminals; one with a cache and one without. What it prints is the digest of the whole site: the same commit
with the same lock file gives the same one on any machine.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RECORD = "build.json"


@dataclass(frozen=True, slots=True)
class Way:
    """How one build runs: in which folder, around which values of the environment, with which options."""

    folder: str
    environment: Mapping[str, str]
    options: tuple[str, ...]
    backwards: bool = False  # whether the files are copied in the reverse order


WAYS = (
    Way("one", {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "1"}, ("--jobs", "1", "--no-cache")),
    Way(
        "far/away in ü",
        {
            "TZ": "Pacific/Kiritimati",
            "LC_ALL": "de_DE.UTF-8",
            "LANGUAGE": "de",
            "PYTHONHASHSEED": "4294967295",
            "PYTHONUTF8": "0",
            "COLUMNS": "20",
            "MPLBACKEND": "pdf",
        },
        ("--jobs", "3"),
        backwards=True,
    ),
)


def built(way: Way, content: Path, templates: Path, under: Path, options: tuple[str, ...]) -> dict[str, bytes]:
    """The site that a build gives, by address. Raises SystemExit where it fails."""
    place = under / way.folder
    for name, source in (("content", content), ("templates", templates)):
        files = sorted(path for path in source.rglob("*") if path.is_file())
        for file in reversed(files) if way.backwards else files:
            target = place / name / file.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "TMPDIR") if key in os.environ}
    command = [sys.executable, str(ROOT / "build.py"), "--no-history", *way.options, *options]
    around = {**kept, "PYTHONPATH": str(ROOT), **way.environment}
    done = subprocess.run(command, cwd=place, env=around, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise SystemExit(done.stderr or done.stdout)
    return site(place / "output")


def site(folder: Path) -> dict[str, bytes]:
    """The files of a built site, by address."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def digest(files: Mapping[str, bytes]) -> str:
    """One digest of all files and their names."""
    whole = sha256()
    for address, data in sorted(files.items()):
        whole.update(f"{address}\0{len(data)}\0".encode() + data)
    return whole.hexdigest()


def differences(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> list[str]:
    """The addresses at which two sites are not the same."""
    return sorted(address for address in {*one, *other} if one.get(address) != other.get(address))


def main(arguments: list[str] | None = None) -> int:
    """0 where the two sites are the same to the byte, else 1."""
    parser = argparse.ArgumentParser(prog="tools.reproduce", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--content", type=Path, default=ROOT / "content")
    parser.add_argument("--templates", type=Path, default=ROOT / "templates")
    parser.add_argument("--expect", help="the digest that it must have, such as one of another machine")
    given, options = parser.parse_known_args(arguments)
    with tempfile.TemporaryDirectory() as under:
        one, other = (built(way, given.content, given.templates, Path(under), tuple(options)) for way in WAYS)
    unlike = differences(one, other)
    for address in unlike:
        print(f"not the same: {address}", file=sys.stderr)
    found = digest(one)
    print(f"{found}  {len(one)} files")
    print(json.dumps(json.loads(one[RECORD]), indent=2))
    if given.expect and given.expect != found:
        print(f"not the digest that was expected: {given.expect}", file=sys.stderr)
    return 1 if unlike or (given.expect and given.expect != found) else 0


if __name__ == "__main__":
    sys.exit(main())
