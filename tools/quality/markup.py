"""Every page by the rules of HTML: the Nu checker of the W3C, and html-validate, which is stricter in other places."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.quality.findings import Finding, MissingError, Result, table
from tools.quality.sites import Site

ROOT = Path(__file__).resolve().parents[2]
VNU = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"
HTML_VALIDATE = ROOT / "node_modules/html-validate/bin/html-validate.mjs"
RULES = ROOT / ".htmlvalidate.json"  # wcag/h32 is off: the search panel acts as one types and never sends
_BLIND = (
    "Resource violates Content Security Policy",  # read from a folder, the checker knows no 'self'
    "Inline script violates Content Security Policy",  # it takes JSON-LD for a script; a build refuses real ones
)


def check(site: Site) -> Result:
    """Both checkers on every page. Raises MissingError."""
    nu, version = _nu(site.root)
    strict = list(_strict(site.root))
    findings = (*nu, *strict)
    kinds = Counter(finding.setting for finding in findings)
    rows = [
        (f"Nu HTML checker {version}", str(len(site.pages)), str(kinds["nu"])),
        (f"html-validate {_version(HTML_VALIDATE)}", str(len(site.pages)), str(kinds["html-validate"])),
    ]
    return Result(findings, tuple(table(("checker", "pages", "messages"), rows)))


def _nu(root: Path) -> tuple[list[Finding], str]:
    if not VNU.exists():
        raise MissingError("vnu-jar is needed: npm ci --ignore-scripts")
    java = _program("java", "default-jre-headless")
    told = _json(
        [java, "-jar", str(VNU), "--stdout", "--exit-zero-always", "--skip-non-html", "--format", "json", str(root)]
    )
    found = [
        Finding(
            one.get("url", "").removeprefix(f"file:{root}/"),
            "nu",
            f"line {one.get('lastLine', 0)}: {one['message']}",
        )
        for one in told["messages"]
        if not one["message"].startswith(_BLIND)
    ]
    return found, str(told.get("version", "")).partition(" ")[0]


def _strict(root: Path) -> Iterator[Finding]:
    if not HTML_VALIDATE.exists():
        raise MissingError("html-validate is needed: npm ci --ignore-scripts")
    node = _program("node", "nodejs")
    for page in _json([node, str(HTML_VALIDATE), "--config", str(RULES), "--formatter", "json", f"{root}/**/*.html"]):
        for one in page["messages"]:
            address = Path(page["filePath"]).relative_to(root).as_posix()
            yield Finding(address, "html-validate", f"line {one['line']}: {one['message']} ({one['ruleId']})")


def _program(name: str, package: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise MissingError(f"{name} is needed: apt-get install {package}")
    return found


def _json(command: list[str]) -> Any:
    """What a program prints, as data. Raises CalledProcessError where it prints none."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as printed:  # html-validate cuts off what it writes to a pipe
        ran = subprocess.run(command, stdout=printed, stderr=subprocess.PIPE, text=True, cwd=ROOT, check=False)
        printed.seek(0)
        told = printed.read()
    if not told.lstrip().startswith(("{", "[")):
        raise subprocess.CalledProcessError(ran.returncode, command[:3], told, ran.stderr)
    return json.loads(told)


def _version(script: Path) -> str:
    package = script.parents[1] / "package.json"
    return str(json.loads(package.read_text(encoding="utf-8"))["version"])
