"""Who takes part: each generator's folder, what goes into it, how it runs, where its pages lie."""

from __future__ import annotations

import compileall
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.peers import inputs, installing
from tools.peers.content import Files
from tools.peers.inputs import Inputs
from tools.peers.installing import Tool
from tools.peers.results import OWN

ROOT = installing.HERE.parent.parent
LANGUAGES = ("en", "de")


@dataclass(frozen=True, slots=True)
class Peer:
    """One generator."""

    name: str
    title: str
    reads: str  # for the page: what it finds in its folder
    install: Callable[[Path], Tool]
    inputs: Callable[[Files, Files], Inputs]  # content files, template files -> its own
    arguments: Sequence[Sequence[str]]  # of each call, one after the other
    serves: Sequence[str] = ()  # the arguments of its preview, with {port}; none where it has none that follows files
    output: str = "output"
    caches: Sequence[str] = ()
    story: str = "content/collaborations/{slug}.yaml"  # the file of a story's text in English
    page: Mapping[str, str] | None = None  # language -> the folder of its entries' pages

    def address(self, language: str, slug: str) -> str:
        """Where the page of an entry lies below the output."""
        folder = (self.page or {}).get(language, f"{language}/collaborations")
        return f"{folder}/{slug}.html"

    def commands(self, tool: Tool) -> list[list[str]]:
        """What is run, one after the other."""
        return [[*tool.command, *arguments] for arguments in self.arguments]

    def preview(self, tool: Tool, port: int) -> list[str]:
        """What shows its site at a port, and follows its files."""
        return [*map(str, tool.command), *(argument.format(port=port) for argument in self.serves)]


def _own(folder: Path) -> Tool:
    from kltsite import __version__

    compileall.compile_dir(ROOT / "kltsite", quiet=1)  # as pip does with what it installs
    command = (sys.executable, "-m", "kltsite")
    return Tool(command, f"{__version__}, {installing.python()}", {"PYTHONPATH": str(ROOT)})


OURS = Peer(
    OWN,
    "kltsite",
    "the case files",
    _own,
    inputs.own,
    (("build", "--templates", str(ROOT / "templates")),),
    serves=("serve", "--templates", str(ROOT / "templates"), "--port", "{port}"),
    caches=(".cache",),
    page={"en": "en/collaborations", "de": "de/kooperationen"},
)
CHECK_ARGUMENTS = ("check",)

PEERS = {
    one.name: one
    for one in (
        Peer(
            "hugo",
            "Hugo",
            "the case files, by a content adapter",
            installing.hugo,
            inputs.hugo,
            (("build", "--quiet", "--destination", "output"),),
            serves=("server", "--quiet", "--port", "{port}"),
            caches=("resources", ".hugo_cache"),
            story="data/collaborations/{slug}.yaml",
        ),
        Peer(
            "eleventy",
            "Eleventy",
            "the case files, by a data file in JavaScript",
            installing.eleventy,
            inputs.eleventy,
            (("--quiet",),),
            caches=(".cache",),
            story="cases/{slug}.yaml",
        ),
        Peer(
            "pelican",
            "Pelican",
            "the case files, by a reader of its own; one run a language",
            installing.pelican,
            inputs.pelican,
            tuple(("content", "-s", f"{language}.py", "-o", f"output/{language}", "-q") for language in LANGUAGES),
            caches=("cache",),
            story="content/collaborations/{slug}.yaml",
        ),
        Peer(
            "jekyll",
            "Jekyll",
            "a Markdown file with front matter for each entry and language",
            installing.jekyll,
            inputs.jekyll,
            (("build", "--quiet", "--incremental", "--destination", "output"),),
            caches=(".jekyll-cache", ".jekyll-metadata"),
            story="_en/{slug}.md",
        ),
    )
}
