"""Pages and assets -> a site that may go out: no two at one address, no dead link, no request to others.

A page is checked when it is made, in whichever process made it; what it links to is checked when all are there.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from msgspec import Struct, field
from msgspec.structs import replace

from kltsite.memory import Lengths
from kltsite.present.addresses import folder_of, relative
from kltsite.present.parts import HERE, Part, pieces, whole
from kltsite.problems import Level, Problem, Span

# In our pages every attribute stands in double quotes, and a quotation mark in a text is always escaped (templates by
# autoescape, Markdown by `present.markup`), so what these find are attributes and tags, never words.
_LOADS = ("src", "srcset", "imagesrcset", "poster", "data", "background", "ping")  # make a browser ask for something
_SAID = re.compile(rf' (id|href|style|on[a-z]+|{"|".join(_LOADS)})="([^"]*)"')
_TAG = re.compile(r'<(use(?! href="#)|image|base|link|style|script)((?:[ /][^>]*)?)>')  # what draws again is in _SAID
_LINK = re.compile(r'(?=.* rel="([^"]*)")(?=.* href="([^"]*)")')
_DRAWN = re.compile(r'href="([^"]*)"')
_ALLOWED = re.compile(r" src=|application/(?:ld\+)?json")  # scripts of the site, and data
_DRAWS = {"use", "image", "base"}
_DATA = '<script type="application/ld+json">'
_PLAINLY = {"href", "src", "srcset"}
_ELSEWHERE = ("https://", "http://", "mailto:")
_FETCHES = {"stylesheet", "preload", "prefetch", "modulepreload", "icon", "manifest", "preconnect", "dns-prefetch"}
_PLAIN = re.compile(r"((?:\.\./)*)((?:[\w-]+/)*[\w-]+\.[\w.-]*\w)", re.ASCII)  # to a file, as most links are
_CSS_LOADS = re.compile(r"(?:@import\s*(?:url\()?|url\()\s*[\"']?([^\"')\s;]+)", re.IGNORECASE)


S = TypeVar("S", frozenset[str], tuple[str, ...])


class Output(Struct, frozen=True):
    """A finished file of the site: where it lives, its bytes, and what of it others may link to or it links to."""

    address: str
    data: bytes
    anchors: frozenset[str] = frozenset()
    links: tuple[str, ...] = ()  # addresses within the site, with #anchor, from the root
    problems: tuple[Problem, ...] = ()
    basis: str = ""  # a digest of what it rests on; "" where it is made anew by every build
    kept: bool = False  # whether it is to stay as the build before wrote it, and so has no bytes here
    rows: Lengths = ()  # of a file of entries, where later builds are to know them
    leads: tuple[str, ...] = ()  # those links that may be dead where the basis is the same, in an order of their own


def problem(address: str, sentence: str, target: str) -> Problem:
    """A problem of the built site, placed at the page it shows on."""
    return Problem(
        address, Span(), sentence, Level.ERROR, found=target, values=(("address", address), ("target", target))
    )


def page(address: str, text: str, parts: Sequence[Part] = (), *, base_url: str = "") -> Output:
    """An HTML page, with its links and anchors, and what in it breaks a promise by itself; see `present.parts`."""
    folder, shell = folder_of(address), text.encode()
    made = pieces(shell, parts)
    data, leads = whole(made, folder), [_leads(one, base_url) for one in made if isinstance(one, Part)]
    if None in leads:
        shell, leads = data, []
    said, tags = _seen(shell)
    named = said.get("id", [])
    anchors = frozenset(named)
    problems = [problem(address, "KLT705/inline", one) for one in dict.fromkeys(_inline(said, tags))]
    if len(anchors) < len(named):
        twice = sorted(one for one in anchors if named.count(one) > 1)
        problems += [problem(address, "KLT701/identifier", f"#{one}") for one in twice]
    links: dict[str, None] = {}
    for inside in chain(_linked(folder, said, base_url), *filter(None, leads)):
        if inside is not None and not (inside[0] == "#" and inside[1:] in anchors):
            links[address + inside if inside[0] == "#" else inside] = None
    for target in dict.fromkeys(_fetched(said, tags)):
        inside = _inside(folder, target, base_url)
        if inside is None:
            problems.append(problem(address, "KLT704/foreign", target))
        elif not (inside[0] == "#" and inside[1:] in anchors):
            links[address + inside if inside[0] == "#" and inside != "#" else inside] = None
    held = {*(link for link in links if "#" in link), *_by_own_address(shell, folder, base_url)}
    return Output(address, data, anchors, tuple(links), tuple(problems), leads=tuple(sorted(held)))


def _by_own_address(shell: bytes, folder: str, base_url: str) -> Iterator[str]:
    """Where editors' links lead that name a page of the site by its whole address, which nothing else holds to it.

    In its head a page names itself and its twins so.
    """
    _, _, body = shell.partition(b"</head>")
    if base_url and f'="{base_url}'.encode() in body:
        targets = _seen(body)[0].get("href", ())
        yield from filter(None, (_inside(folder, one, base_url) for one in targets if one.startswith(base_url)))


_Said = dict[str, list[str]]  # the values of each attribute
_Tags = list[tuple[str, str]]


def _seen(html: bytes) -> tuple[_Said, _Tags]:
    """What in a page may lead somewhere, be led to, or be forbidden.

    It is looked through letter by letter of its UTF-8: that all begin and end with ASCII is what expressions need.
    """
    looked_at = _spaced(_without_data(html.decode("latin-1")))
    said: _Said = {}
    for name, value in _SAID.findall(looked_at):
        said.setdefault(name, []).append(value if value.isascii() else _read(value))
    return said, [(tag, _read(attributes)) for tag, attributes in _TAG.findall(looked_at)]


def _read(found: str) -> str:
    return found.encode("latin-1").decode()


@lru_cache(1 << 16)  # a card stands on ten lists
def _leads(part: Part, base_url: str) -> tuple[str, ...] | None:
    """Where a part leads, from any page; None where there is more to it, so that it is to be seen on each of them."""
    said, tags = _seen(part.html)
    if tags or not said.keys() <= _PLAINLY or not all(map(_is_plain, chain(*said.values()))):
        return None
    targets = dict.fromkeys((*said.get("href", ()), *_fetched(said, tags)))
    insides = [_inside(part.folder, target.removeprefix(HERE), base_url) or "" for target in targets]
    return None if any(one in ("", "#") or one.startswith("..") for one in insides) else tuple(insides)


def _is_plain(value: str) -> bool:
    """Whether it is one address, reckoned from the part's folder or of a place on the page itself."""
    return value.startswith((HERE, "#")) and "," not in value


def _linked(folder: str, said: _Said, base_url: str) -> list[str | None]:
    """Where the links of a page lead, but for those that lead to another site at first sight."""
    return [
        _inside(folder, target, base_url)
        for target in dict.fromkeys(said.get("href", ()))
        if not target.startswith(_ELSEWHERE) or "[" in target or (base_url and target.startswith(base_url))
    ]


def _without_data(text: str) -> str:
    """The page without what it says to machines, where that holds no markup: there is much of it."""
    begins = text.find(_DATA)
    ends = text.find("<", begins + len(_DATA))
    return text[:begins] + text[ends:] if begins >= 0 and text.startswith("</script>", ends) else text


def _spaced(text: str) -> str:
    """The text with one kind of space between attributes; an expression that begins with a letter is twice as fast."""
    for space in "\n\t\r\f":
        text = text.replace(space, " ")
    return text


def _inline(said: _Said, tags: _Tags) -> Iterator[str]:
    """Scripts and styles in the page itself, which its security policy forbids."""
    for name in said:
        if name == "style" or name.startswith("on"):
            yield f'{name}="…"'
    for tag, attributes in tags:
        if tag == "style" or (tag == "script" and not _ALLOWED.search(attributes)):
            yield f"<{tag}{attributes}>"


def _fetched(said: _Said, tags: _Tags) -> Iterator[str]:
    """The addresses that a browser fetches by itself when it shows the page."""
    for name in _LOADS:
        for value in said.get(name, ()):
            for part in value.split(",") if name.endswith("srcset") else (value,):
                if not part.strip().startswith("data:image/"):
                    yield part.split()[0] if part.split() else ""
    for tag, attributes in tags:
        if tag == "link":
            linked = _LINK.match(attributes)
            if linked and not _FETCHES.isdisjoint(linked[1].split()) and not linked[2].startswith("data:image/"):
                yield linked[2]
        elif tag in _DRAWS:
            yield from _DRAWN.findall(attributes)


class Handing(Struct, frozen=True):
    """What a process has handed on to the ledger so far: most pages have the same links and the same anchors."""

    links: set[str] = field(default_factory=set)
    anchors: dict[frozenset[str], frozenset[str]] = field(default_factory=dict)

    def all(self, made: Iterable[Output | str]) -> Iterator[Output | str]:
        """All outputs in turn; what stands for those that stay goes on as it is."""
        return (one if isinstance(one, str) else self.on(one) for one in made)

    def on(self, output: Output) -> Output:
        """An output without the links that went before: the ledger needs each from one page."""
        links = tuple(link for link in output.links if link not in self.links)
        self.links.update(links)
        return replace(output, links=links, anchors=self.anchors.setdefault(output.anchors, output.anchors))


def taken(output: Output) -> Output:
    """An output that finds its address taken on the disk."""
    return replace(output, data=b"", problems=(*output.problems, _collision(output.address)))


def _collision(address: str) -> Problem:
    return problem(address, "KLT701/collision", address)


def stylesheet(address: str, data: bytes) -> Output:
    """A stylesheet: what it loads must come from the site."""
    links: dict[str, None] = {}
    problems: list[Problem] = []
    for match in _CSS_LOADS.finditer(data.decode()):
        if match[1].startswith(("data:", "#")):  # of the page itself
            continue
        inside = _inside(folder_of(address), match[1], "")
        if inside is None:
            problems.append(problem(address, "KLT704/foreign", match[1]))
        else:
            links[inside] = None
    return Output(address, data, frozenset(), tuple(links), tuple(problems))


def with_addresses(address: str, data: bytes, addresses: Mapping[str, str]) -> bytes:
    """A stylesheet whose files of the site are named by the addresses that they have there."""
    folder = folder_of(address)

    def named(match: re.Match[str]) -> str:
        target = addresses.get(_inside(folder, match[1], "") or "")
        return match[0].replace(match[1], relative(folder, target)) if target else match[0]

    return _CSS_LOADS.sub(named, data.decode()).encode()


@lru_cache(4096)
def _inside(folder: str, target: str, base_url: str) -> str | None:
    """A link on a page of `folder` as an address of the site with its anchor; None where it leads elsewhere."""
    plain = _PLAIN.fullmatch(target)
    if plain is not None:
        above = _above(folder, len(plain[1]) // len("../"))
        return target if above is None else above + plain[2]
    return _looked_at(folder, html.unescape(target), base_url)


@lru_cache(4096)
def _above(folder: str, levels: int) -> str | None:
    """The folder that many levels above; None where there are not so many."""
    steps = folder.split("/")[:-1]
    return None if levels > len(steps) else "".join(f"{step}/" for step in steps[: len(steps) - levels])


def _looked_at(folder: str, target: str, base_url: str) -> str | None:
    """The same of any link."""
    if base_url and target.startswith(base_url):
        path, _, rest = target.removeprefix(base_url).partition("#")
        path = unquote(path.partition("?")[0])
        # A host shows the index of a folder; a link that names the file works from a folder too.
        return path + ("index.html" if path.endswith("/") or not path else "") + (f"#{unquote(rest)}" if rest else "")
    if ":" in target or "//" in target:  # most links have neither, and need no closer look
        try:
            parts = urlsplit(target)
        except ValueError:
            return target  # no address at all: dead
        if parts.scheme or parts.netloc:
            return None
    path, _, fragment = target.partition("#")
    path, anchor = unquote(path.partition("?")[0]), f"#{unquote(fragment)}" if fragment else ""
    if not path:
        return anchor or "#"
    if path.startswith("/"):
        return target  # from the host's root: dead under a sub-path and from a folder
    steps = folder.split("/")[:-1]
    for step in path.split("/"):
        if step == "..":
            if not steps:
                return target
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    address = "/".join(steps) + ("/" if path.endswith("/") else "")
    return address + anchor if address else target  # the root has no address without its page


class Ledger(Struct, frozen=True):
    """What a site holds so far: outputs are entered one by one as they are written, and settled at the end."""

    anchors: dict[str, frozenset[str]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)  # a link's target -> the first page that has it
    problems: list[Problem] = field(default_factory=list)
    _seen: dict[Any, Any] = field(default_factory=dict)

    def enter(self, output: Output) -> None:
        """Note one output; of two with one address the first counts."""
        self.problems.extend(output.problems)
        if output.address in self.anchors:
            self.problems.append(_collision(output.address))
            return
        self.anchors[output.address] = self.shared(output.anchors)
        for target in (*output.links, *output.leads):
            self.links.setdefault(target, output.address)

    def shared(self, some: S) -> S:
        """The one of all that are alike: most pages have the same anchors, and lead to the same places."""
        found: S = self._seen.setdefault(some, some)
        return found

    def settle(self) -> tuple[Problem, ...]:
        """Every problem of the whole site, dead links and anchors included; each link once."""
        return tuple(dict.fromkeys((*self.problems, *self._dead())))

    def _dead(self) -> Iterable[Problem]:
        for target, origin in self.links.items():
            address, _, anchor = target.partition("#")
            if address not in self.anchors:
                yield problem(origin, "KLT702/dead", target)
            elif anchor and anchor not in self.anchors[address]:
                yield problem(origin, "KLT703/dead", target)
