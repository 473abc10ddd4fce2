"""What the project is made of, as CycloneDX: `python -m tools.sbom [FILE]`, `make sbom`.

The parts come from the lock files and from the records of vendored files alone, so the same commit gives the same
bytes: no time of day, and a serial number that follows from the content. A package of the lock may have several files,
one per system; their digests stand at its place of distribution, and any of them is right.
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import sys
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kltsite import __version__

ROOT = Path(__file__).resolve().parents[1]
FILE = "sbom.cdx.json"
SITE = "https://european-perspectives.example/sbom"  # names the space of serial numbers; nothing is asked of it
SELF = "kltsite"

_LOCKED = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[a-z0-9_,-]+\])?==([^ \\;]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_VIA = re.compile(r"^    #(?: via |   )([a-z0-9][a-z0-9._-]*)")

Json = dict[str, Any]


@dataclass(slots=True)
class Locked:
    """A package of a lock file: its version, the digests of its files, and which packages want it."""

    name: str
    version: str
    digests: list[str] = field(default_factory=list)
    wanted_by: list[str] = field(default_factory=list)


def locked(text: str) -> Iterator[Locked]:
    """The packages of a lock file as uv writes it."""
    found: Locked | None = None
    for line in text.splitlines():
        if begins := _LOCKED.match(line):
            if found:
                yield found
            found = Locked(begins[1], begins[2])
        elif found and (digest := _HASH.search(line)):
            found.digests.append(digest[1])
        elif found and (via := _VIA.match(line)):
            found.wanted_by.append(via[1])
    if found:
        yield found


def from_python(build: str, everything: str) -> tuple[list[Json], dict[str, set[str]]]:
    """Components of both locks, those of a build required, the others excluded from it; and what depends on what."""
    required = {one.name for one in locked(build)}
    parts, needs = list[Json](), dict[str, set[str]]()
    for one in locked(everything):
        purl = f"pkg:pypi/{one.name}@{one.version}"
        page = f"https://pypi.org/project/{one.name}/{one.version}/"
        hashes = [{"alg": "SHA-256", "content": digest} for digest in sorted(one.digests)]
        parts.append(
            {
                "type": "library",
                "bom-ref": purl,
                "name": one.name,
                "version": one.version,
                "scope": "required" if one.name in required else "excluded",
                "purl": purl,
                "externalReferences": [{"type": "distribution", "url": page, "hashes": hashes}],
            }
        )
        for wants in one.wanted_by:
            needs.setdefault(wants, set()).add(purl)
    return parts, needs


def from_npm(lock: Mapping[str, Any]) -> Iterator[Json]:
    """Components that look at built pages; nothing of them is in a site."""
    for place, one in sorted(lock["packages"].items()):
        if not place:
            continue
        name = place.rpartition("node_modules/")[2]
        purl = f"pkg:npm/{quote(name, safe='/')}@{one['version']}"
        algorithm, _, digest = one["integrity"].partition("-")
        hashes = [{"alg": {"sha512": "SHA-512", "sha1": "SHA-1"}[algorithm], "content": base64.b64decode(digest).hex()}]
        yield {
            "type": "library",
            "bom-ref": f"{purl}#{place}",
            "name": name,
            "version": one["version"],
            "scope": "excluded",
            "hashes": hashes,
            **_licensed(one.get("license")),
            "purl": purl,
        }


def from_pages(vendored: Sequence[Mapping[str, Any]], fonts: Sequence[Mapping[str, Any]]) -> Iterator[Json]:
    """What pages carry along: libraries from npm, and typefaces."""
    for one in vendored:
        purl = f"pkg:npm/{quote(one['package'], safe='/')}@{one['version']}"
        yield {
            "type": "library",
            "bom-ref": f"assets/vendor/{one['file']}",
            "name": one["package"],
            "version": one["version"],
            "description": f"bundled by {one['bundler']} into templates/assets/vendor/{one['file']}",
            "scope": "required",
            "hashes": [{"alg": "SHA-256", "content": one["digest"].removeprefix("sha256-")}],
            **_licensed(one["licence"]),
            "purl": purl,
            "externalReferences": [{"type": "vcs", "url": one["source"]}],
        }
    for one in fonts:
        yield {
            "type": "file",
            "bom-ref": f"assets/fonts/{one['file']}",
            "name": one["typeface"],
            "version": one["version"],
            "description": f"cut down by tools/fonts.py into templates/assets/fonts/{one['file']}",
            "scope": "required",
            "hashes": [{"alg": "SHA-256", "content": one["digest"].removeprefix("sha256-")}],
            **_licensed(one["licence"]),
            "externalReferences": [{"type": "vcs", "url": one["source"]}],
        }


def _licensed(name: str | None) -> Json:
    if not name:
        return {}
    together = " OR " in name or " AND " in name or "(" in name
    return {"licenses": [{"expression": name}] if together else [{"license": {"id": name}}]}


def bill(root: Path = ROOT) -> Json:
    """The whole bill of materials."""
    python, needs = from_python(_text(root / "requirements.lock"), _text(root / "requirements-dev.lock"))
    npm = [*from_npm(_json(root / "package-lock.json")), *from_npm(_json(root / "tools/lighthouse/package-lock.json"))]
    pages = list(from_pages(_json(root / "templates/assets/vendor/vendor.json"), _json(root / "tools/fonts.json")))
    components = sorted(
        {one["bom-ref"]: one for one in (*python, *npm, *pages)}.values(), key=lambda one: one["bom-ref"]
    )
    own = sorted(needs.pop(SELF, set()) | {one["bom-ref"] for one in pages})
    dependencies = [
        {"ref": SELF, "dependsOn": own},
        *(  # some packages have two versions, each for some versions of Python
            {"ref": one["bom-ref"], "dependsOn": sorted(needs[one["name"]])}
            for one in components
            if one.get("purl", "").startswith("pkg:pypi/") and one["name"] in needs
        ),
    ]
    body: Json = {
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": SELF,
                "name": SELF,
                "version": __version__,
                "licenses": [{"license": {"id": "MIT"}}],
            }
        },
        "components": components,
        "dependencies": dependencies,
    }
    serial = uuid.uuid5(uuid.NAMESPACE_URL, SITE + json.dumps(body, sort_keys=True))
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        **body,
    }


def unlike_the_standard(text: str) -> str:
    """What of it is not as CycloneDX 1.6 has it; "" where nothing is. cyclonedx-python-lib brings the schema."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    return "" if wrong is None else str(wrong.data if hasattr(wrong, "data") else wrong)[:2000]


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def _json(file: Path) -> Any:
    return json.loads(_text(file))


def main(arguments: list[str] | None = None) -> int:
    """0 where it was written and is as the standard has it, else 1."""
    parser = argparse.ArgumentParser(prog="tools.sbom", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("file", nargs="?", type=Path, default=Path(FILE), help="where it goes")
    file = parser.parse_args(arguments).file
    text = json.dumps(bill(), indent=1, ensure_ascii=False) + "\n"
    file.write_text(text, encoding="utf-8")
    wrong = unlike_the_standard(text)
    print(wrong or f"{file}: {len(bill()['components'])} components, CycloneDX 1.6")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
