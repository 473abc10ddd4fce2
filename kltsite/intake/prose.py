"""Editorial pages: Markdown with front matter, references to figures, and links by name.

A figure in prose is a reference, `{contact.targeted-contact}` or `{2024-08:contact.targeted-contact.share}`, so that it
is never wrong; a link inside the site is a name, `[criteria](view:criteria)`, so that it is never dead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from kltsite.domain.collaboration import Collaboration, Declared, declare, labels
from kltsite.domain.settings import CATEGORIES, Settings
from kltsite.domain.values import Line, Reading, Slug
from kltsite.intake import documents
from kltsite.intake.fields import read_fields
from kltsite.languages import N_
from kltsite.problems import Finding, Problem, Span, errors

FOLDER = "pages/"
VIEWS = ("home", "collaborations", "evaluation", "criteria", "data", "map")  # what links may name as view:…
PARTS = ("count", "answered", "share")  # of a figure; without one of them the whole: 16 of 23 (69.6 %)

_NAME = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)\.([a-z]{2,3})\.md")
_FIGURE = re.compile(r"\{([a-zA-Z0-9_:.-]+)\}")
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_LINK = re.compile(  # the end of its words is enough, as they may hold brackets and go over lines; bounded, so linear
    r"(!\[[^\]]{0,500})?\]\(\s*<?([^)\s>]*)|^ {0,3}\[[^\]\n]+\]:\s*<?([^\s>]+)|<([a-zA-Z][\w+.-]{0,30}:[^\s>]{0,300})>",
    re.M,
)
_ADDRESS = re.compile(r"https?://[^\s)>]+")
_TYPED = re.compile(r"\b\d+(?:[.,]\d+)?\s?(?:%|per ?cent\b|Prozent\b)|\b\d+ (?:of|von) \d+\b")
_PLAIN = ("http://", "https://", "mailto:")


class FrontMatter(Declared):
    """What stands between the two lines of three hyphens."""

    title: Line = declare(N_("Title"), N_("The page's title."), needed="always")
    address: Slug = declare(N_("Address"), N_("The last part of the page's address, without .html."), needed="always")
    description: Line = declare(N_("Description"), N_("What the page says, in a sentence or two."), needed="always")


@dataclass(frozen=True, slots=True)
class Page:
    """One editorial page in one language; `body` is Markdown."""

    name: str
    language: str
    file: str
    title: str
    address: str
    description: str
    body: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A reference to a figure: of an edition or, without one, of the current numbers."""

    edition: str
    name: tuple[str, ...]  # ("contact", "targeted-contact"), ("entries",), ("criteria", "employees")
    part: str  # "", "count", "answered" or "share"


def figure(reference: str, settings: Settings) -> Figure | None:
    """The figure that `reference` names; None where there is none."""
    edition, _, rest = reference.rpartition(":")
    if edition and edition not in settings.editions:
        return None
    name = tuple(rest.split("."))
    if name == ("entries",) or (not edition and name in (("criteria", "employees"), ("criteria", "inhabitants"))):
        return Figure(edition, name, "")
    part = name[2] if len(name) == 3 else ""
    if len(name) not in (2, 3) or name[0] not in CATEGORIES or (len(name) == 3 and part not in PARTS):
        return None
    options = (
        settings.editions[edition].categories.get(name[0], {})
        if edition
        else settings.vocabulary.categories[name[0]].options
    )
    return Figure(edition, name[:2], part) if name[1] in options else None


def references(body: str) -> Iterator[re.Match[str]]:
    """Every reference to a figure in a Markdown text; what stands in code is left alone."""
    return _FIGURE.finditer(_without_code(body))


def _without_code(body: str) -> str:
    return _CODE.sub(_blank, body)


def _blank(match: re.Match[str]) -> str:
    """As many characters that mean nothing, so that every place stays true."""
    return re.sub(r"[^\n]", "\0", match[0])


def read(files: Mapping[str, bytes], settings: Settings) -> tuple[tuple[Page, ...], tuple[Problem, ...]]:
    """The editorial pages among the content folder's `files`, and what is wrong with each by itself."""
    pages: list[Page] = []
    problems: list[Problem] = []
    for file in sorted(path for path in files if path.startswith(FOLDER)):
        page, found = _page(file, files[file], settings)
        problems += found
        if page is not None:
            pages.append(page)
    problems += _missing(pages, files, settings.site.languages)
    return tuple(pages), tuple(problems)


def names(files: Iterable[str]) -> tuple[str, ...]:
    """The names of the pages there are, also of those with mistakes."""
    found = (_NAME.fullmatch(path.removeprefix(FOLDER)) for path in files if path.startswith(FOLDER))
    return tuple(sorted({match[1] for match in found if match}))


def _page(file: str, data: bytes, settings: Settings) -> tuple[Page | None, tuple[Problem, ...]]:
    name = _NAME.fullmatch(file.removeprefix(FOLDER))
    if name is None or name[2] not in settings.site.languages:
        return None, (documents.problem(file, "", Span(), "KLT606/name", name=file.removeprefix(FOLDER)),)
    text, problems = documents.decode(file, data)
    if text is None:
        return None, problems
    parts = re.match(r"---[ ]*\n(.*?)^---[ ]*$\n?", text, re.DOTALL | re.MULTILINE)
    if parts is None:
        return None, (*problems, documents.problem(file, text, Span(1, 1, 1, 2), "KLT601/missing"))
    # A comment in place of the first line keeps every place of the front matter true.
    document, found = documents.parse(file, f"#\n{parts[1]}".encode())
    if document is None:
        return None, (*problems, *found)
    fields = read_fields(FrontMatter, document.value, Reading(settings.site.languages, {}), document.damaged)
    named = labels(FrontMatter)
    problems = (*problems, *found, *(documents.locate(document, finding, named) for finding in fields.findings))
    problems = tuple(dict.fromkeys(problems))  # what is wrong with the letters was found in the whole page already
    if fields.model is None or errors(problems):
        return None, problems
    front = fields.model
    body = "\n" * text[: parts.end()].count("\n") + text[parts.end() :]
    return Page(name[1], name[2], file, front.title, front.address, front.description, body), problems


def _missing(pages: list[Page], files: Mapping[str, bytes], languages: tuple[str, ...]) -> Iterator[Problem]:
    have = {(page.name, page.language): page for page in pages}
    for page in pages:
        for language in languages:
            first = next(one for one in languages if (page.name, one) in have)
            name = f"{FOLDER}{page.name}.{language}.md"
            if name not in files and page.language == first:
                yield documents.problem(page.file, "", Span(), "KLT603/missing", language=language, name=name)


Resolves = Callable[[str], bool]  # whether a link by name, such as page:about, leads somewhere


def check_page(page: Page, settings: Settings, resolves: Resolves) -> Iterator[Problem]:
    """What is wrong with the figures and links of an editorial page."""
    body = _without_code(page.body)
    for match in _FIGURE.finditer(body):
        if figure(match[1], settings) is None:
            yield _at(page.file, page.body, match.start(), len(match[0]), "KLT602/unknown", figure=match[0])
    for match in _TYPED.finditer(_ADDRESS.sub(_blank, body)):
        yield _at(page.file, page.body, match.start(), len(match[0]), "KLT605/typed", figure=match[0])
    for start, target, sentence in _wrong_links(body, resolves):
        yield _at(page.file, page.body, start, len(target), sentence, target=target)


def check_description(case: Collaboration, resolves: Resolves) -> Iterator[Finding]:
    """The same for the links in an entry's description."""
    for language, words in (case.description or {}).items():
        for _, target, sentence in _wrong_links(_without_code(words), resolves):
            yield Finding(sentence, ("description", language), {"target": target}, part=target)


def _wrong_links(body: str, resolves: Resolves) -> Iterator[tuple[int, str, str]]:
    if "](" not in body and "<" not in body and "]:" not in body:
        return
    for match in _LINK.finditer(body):
        group = next((number for number in (2, 3, 4) if match[number] is not None), 2)
        target = match[group]
        if match[1]:
            yield match.start(group), target, "KLT607/picture"
        elif target.partition(":")[0] in ("page", "collaboration", "criterion", "view"):
            if not resolves(target):
                yield match.start(group), target, "KLT604/unknown"
        elif not _may_be_linked(target):
            yield match.start(group), target, "KLT607/scheme"


def _may_be_linked(target: str) -> bool:
    try:
        urlsplit(target)
    except ValueError:
        return False
    return target.lower().startswith(_PLAIN)


def _at(file: str, text: str, index: int, length: int, sentence: str, **values: str) -> Problem:
    line = text.count("\n", 0, index) + 1
    column = index - (text.rfind("\n", 0, index) + 1) + 1
    return documents.problem(file, text, Span(line, column, line, column + max(1, length)), sentence, **values)
