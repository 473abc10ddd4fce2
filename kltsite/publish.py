"""Pages and assets -> a site that may go out: no two at one address, no dead link, no request to others.

A page is checked when it is made, in whichever process made it; what it links to is checked when all are there.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from kltsite.present.addresses import folder_of
from kltsite.problems import Level, Problem, Span

_TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9]*)((?:\s+[^\s=<>/\"']+(?:\s*=\s*\"[^\"]*\")?)*)\s*/?>")
_ATTRIBUTE = re.compile(r"([^\s=<>/\"']+)(?:\s*=\s*\"([^\"]*)\")?")
_LOADS = {"src", "srcset", "poster", "data", "background"}  # attributes that make a browser fetch something
_LOADING_LINKS = {"stylesheet", "preload", "prefetch", "modulepreload", "icon", "manifest", "preconnect", "dns-prefetch"}
_CSS_LOADS = re.compile(r"(?:@import\s+(?:url\()?|url\(\s*)[\"']?([^\"')\s;]+)")
_DATA_SCRIPTS = {"application/json", "application/ld+json"}


@dataclass(frozen=True, slots=True)
class Output:
    """A finished file of the site: where it lives, its bytes, and what of it others may link to or it links to."""

    address: str
    data: bytes
    anchors: frozenset[str] = frozenset()
    links: tuple[str, ...] = ()  # addresses within the site, with #anchor, from the root
    problems: tuple[Problem, ...] = ()


def problem(address: str, sentence: str, target: str) -> Problem:
    """A problem of the built site, placed at the page it shows on."""
    return Problem(address, Span(), sentence, Level.ERROR, found=target, values=(("address", address), ("target", target)))


def page(address: str, text: str, *, base_url: str = "") -> Output:
    """An HTML page, with its links and anchors, and what in it breaks a promise by itself."""
    links: dict[str, None] = {}
    anchors: set[str] = set()
    problems: list[Problem] = []
    for tag, attributes in _tags(text):
        if identifier := attributes.get("id"):
            if identifier in anchors:
                problems.append(problem(address, "KLT701/identifier", f"#{identifier}"))
            anchors.add(identifier)
        problems += _policy(address, tag, attributes)
        for loaded, target in _targets(tag, attributes):
            inside = _inside(address, target, base_url)
            if inside is not None:
                links[inside] = None
            elif loaded:
                problems.append(problem(address, "KLT704/foreign", target))
    return Output(address, text.encode(), frozenset(anchors), tuple(links), tuple(problems))


def stylesheet(address: str, data: bytes) -> Output:
    """A stylesheet: what it loads must come from the site."""
    links, problems = {}, []
    for match in _CSS_LOADS.finditer(data.decode()):
        if match[1].startswith("data:"):
            continue
        inside = _inside(address, match[1], "")
        if inside is None:
            problems.append(problem(address, "KLT704/foreign", match[1]))
        else:
            links[inside] = None
    return Output(address, data, frozenset(), tuple(links), tuple(problems))


def _tags(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    for match in _TAG.finditer(text):
        attributes = {name.lower(): value for name, value in _ATTRIBUTE.findall(match[2])} if match[2] else {}
        yield match[1].lower(), attributes


def _policy(address: str, tag: str, attributes: dict[str, str]) -> Iterator[Problem]:
    """Scripts and styles in the page itself, which its security policy forbids."""
    data_only = attributes.get("type", "") in _DATA_SCRIPTS
    if tag == "style" or (tag == "script" and "src" not in attributes and not data_only):
        yield problem(address, "KLT705/inline", f"<{tag}>")
    for name in attributes:
        if name == "style" or name.startswith("on"):
            yield problem(address, "KLT705/inline", f"{name}=")


def _targets(tag: str, attributes: dict[str, str]) -> Iterator[tuple[bool, str]]:
    """(whether the browser fetches it by itself, address) of everything a tag points to."""
    relations = set(attributes.get("rel", "").lower().split())
    for name in ("href", "xlink:href"):
        if name in attributes:
            if tag == "link" and relations & {"canonical", "alternate"} and "stylesheet" not in relations:
                if not attributes[name].startswith(("http://", "https://")):
                    yield False, attributes[name]
                continue
            loads = (tag == "link" and bool(relations & _LOADING_LINKS)) or tag in ("use", "image", "base")
            yield loads, attributes[name]
    for name in _LOADS & attributes.keys():
        for part in attributes[name].split(",") if name == "srcset" else (attributes[name],):
            yield True, part.split()[0] if part.split() else ""


def _inside(address: str, target: str, base_url: str) -> str | None:
    """The target as an address of the site with its anchor; None where it leads elsewhere."""
    target = html.unescape(target)
    if base_url and target.startswith(base_url):
        return target.removeprefix(base_url)
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return None
    path = unquote(parts.path)
    anchor = f"#{unquote(parts.fragment)}" if parts.fragment else ""
    if not path:
        return address + anchor
    if path.startswith("/"):
        return path[1:] + anchor  # from the host's root: dead unless such a file exists, so it is noticed
    steps = folder_of(address).split("/")[:-1]
    for step in path.split("/"):
        if step == "..":
            if not steps:
                return target + anchor
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps) + ("/" if path.endswith("/") else "") + anchor


@dataclass(slots=True)
class Ledger:
    """What a site holds so far: outputs are entered one by one as they are written, and settled at the end."""

    anchors: dict[str, frozenset[str]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)  # a link's target -> the first page that has it
    problems: list[Problem] = field(default_factory=list)
    _shared: dict[frozenset[str], frozenset[str]] = field(default_factory=dict)  # most pages have the same anchors

    def enter(self, output: Output) -> bool:
        """Note one output; False when another one has its address already."""
        self.problems += output.problems
        if output.address in self.anchors:
            self.problems.append(problem(output.address, "KLT701/collision", output.address))
            return False
        self.anchors[output.address] = self._shared.setdefault(output.anchors, output.anchors)
        for target in output.links:
            self.links.setdefault(target, output.address)
        return True

    def settle(self) -> tuple[Problem, ...]:
        """Every problem of the whole site, dead links and anchors included; each link once."""
        return (*self.problems, *self._dead())

    def _dead(self) -> Iterable[Problem]:
        for target, origin in self.links.items():
            address, _, anchor = target.partition("#")
            if address not in self.anchors:
                yield problem(origin, "KLT702/dead", target)
            elif anchor and anchor not in self.anchors[address]:
                yield problem(origin, "KLT703/dead", target)
