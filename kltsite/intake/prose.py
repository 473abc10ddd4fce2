"""Editorial pages: Markdown with front matter, references to figures and claims, and links by name.

A figure in prose is a reference, `{contact.targeted-contact}` or `{2024-08:contact.targeted-contact.share}`, so that it
is never wrong; a link inside the site is a name, `[criteria](view:criteria)`, so that it is never dead. A sentence that
the figures must carry ends with a mark, `{claim:targeted-contact-first}`; the front matter says when the claim is true.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from msgspec import Struct

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.declared import Declared, declare, labels
from kltsite.domain.settings import Settings
from kltsite.domain.values import Line, Reading, Slug
from kltsite.intake import claims, documents
from kltsite.intake.claims import Claim, StatedClaim
from kltsite.intake.documents import Document
from kltsite.intake.fields import read_fields
from kltsite.intake.figures import alike, fact, figure, nearest
from kltsite.languages import N_
from kltsite.problems import Finding, Problem, Span, Value, errors

FOLDER = "pages/"
VIEWS = (  # what links may name as view:…
    "home",
    "collaborations",
    "evaluation",
    "editions",
    "criteria",
    "data",
    "map",
    "help",
    "embedding",
)
CLAIM = "claim:"  # how the mark of a claim begins
LONGEST = 32_000  # characters of a text that Markdown is looked for in; a longer one is plain or shown as it was typed

_NAME = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)\.([a-z]{2,3})\.md")
_FIGURE = re.compile(r"\{([a-zA-Z0-9_:.-]+)\}")
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_LINK = re.compile(  # the end of its words is enough, as they may hold brackets and go over lines; bounded, so linear
    r"(!\[[^\]]{0,500})?\]\(\s*<?([^)\s>]*)|^ {0,3}\[[^\]\n]+\]:\s*<?([^\s>]+)|<([a-zA-Z][\w+.-]{0,30}:[^\s>]{0,300})>",
    re.M,
)
_PLAIN_LINK = re.compile(r"\]\(\s*<?([^)\s>]*)")  # the same, where there is no other kind
_IN_A_HEADING = re.compile(r" {0,3}#{1,6} [^\n]*|[^\n]*\n {0,3}(?:=+|-+)[ ]*(?:\n|\Z)")  # from the start of its line
_IN_A_LINK = re.compile(r"[^\[\]\n]{0,500}\][(\[]")  # behind a mark
_ADDRESS = re.compile(r"https?://[^\s)>]+")
_TYPED = re.compile(r"\b\d+(?:[.,]\d+)?\s?(?:%|per ?cent\b|Prozent\b)|\b\d+ (?:of|von) \d+\b")
_PLAIN = ("http://", "https://", "mailto:")


class FrontMatter(Declared):
    """What stands between the two lines of three hyphens."""

    title: Line = declare(N_("Title"), N_("The page's title."), needed="always")
    address: Slug = declare(N_("Address"), N_("The last part of the page's address, without .html."), needed="always")
    description: Line = declare(N_("Description"), N_("What the page says, in a sentence or two."), needed="always")
    plain: Line | None = declare(
        N_("In plain language"),
        N_("What the page says, in two to four very short sentences; stands in a box at its top."),
        example="Artists and firms work together. We look at what helps them.",
    )
    claims: tuple[StatedClaim, ...] = declare(
        N_("Claims"),
        N_(
            "What sentences of the page say about the figures; {claim:…} with its key marks the end of such a sentence."
        ),
        default=(),
    )


class Page(Struct, frozen=True):
    """One editorial page in one language; `body` and `plain` are Markdown."""

    name: str
    language: str
    file: str
    title: str
    address: str
    description: str
    body: str
    plain: str = ""
    claims: tuple[Claim, ...] = ()
    source: str = ""  # the whole file
    prose: str = ""  # the same with all blank but what readers see as text: the summary in plain language and the body


def references(body: str) -> Iterator[re.Match[str]]:
    """Every reference to a figure or claim in a Markdown text; what stands in code is left alone."""
    return _FIGURE.finditer(_without_code(body))


def _without_code(body: str) -> str:
    return _CODE.sub(lambda match: _blank(match[0]), body)


def _blank(text: str) -> str:
    """As many characters that mean nothing, so that every place stays true."""
    return re.sub(r"[^\n]", "\0", text)


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
    problems += _unlike(pages, settings.site.languages)
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
    stated, found = claims.read(front.claims, document, named, settings)
    body = "\n" * text[: parts.end()].count("\n") + text[parts.end() :]
    page = Page(
        *(name[1], name[2], file, front.title, front.address, front.description, body),
        plain=front.plain or "",
        claims=stated,
        source=text,
        prose=_blanked(text[: parts.end()], document) + text[parts.end() :],
    )
    return page, (*problems, *found)


def _blanked(front: str, document: Document) -> str:
    """The front matter with all blank but the summary in plain language, so that every place stays true."""
    summary = document.root.value.get("plain")
    if summary is None:
        return _blank(front)
    span, lines = summary[1].span, front.split("\n")
    kept = [line if span.line <= number < span.end_line else "" for number, line in enumerate(lines, 1)]
    kept[span.end_line - 1] = lines[span.end_line - 1][: span.end_column - 1]
    first = span.line - 1
    kept[first] = "\0" * (span.column - 1) + kept[first][span.column - 1 :]
    return "\n".join(line + "\0" * (len(whole) - len(line)) for line, whole in zip(kept, lines, strict=True))


def _missing(pages: list[Page], files: Mapping[str, bytes], languages: tuple[str, ...]) -> Iterator[Problem]:
    have = {(page.name, page.language): page for page in pages}
    for page in pages:
        for language in languages:
            first = next(one for one in languages if (page.name, one) in have)
            name = f"{FOLDER}{page.name}.{language}.md"
            if name not in files and page.language == first:
                yield documents.problem(page.file, "", Span(), "KLT603/missing", language=language, name=name)


def _unlike(pages: list[Page], languages: tuple[str, ...]) -> Iterator[Problem]:
    """Claims that a page does not state alike in all of its languages."""
    by_name: dict[str, list[Page]] = {}
    for page in sorted(pages, key=lambda page: languages.index(page.language)):
        by_name.setdefault(page.name, []).append(page)
    for _, versions in sorted(by_name.items()):
        yield from claims.alike_in_all((one.language, one.file, one.source, one.claims) for one in versions)


Resolves = Callable[[str], bool]  # whether a link by name, such as page:about, leads somewhere
IsLaidOut = Callable[[str], bool]  # whether a text is laid out, or shown as it was typed


def check_page(page: Page, settings: Settings, resolves: Resolves, is_laid_out: IsLaidOut) -> Iterator[Problem]:
    """What is wrong with the figures, claims, links and length of an editorial page."""
    text = _without_code(page.prose)
    for match in _FIGURE.finditer(text):
        name = match[1]
        if not name.startswith(CLAIM) and figure(name, settings) is None and fact(name, settings) is None:
            values = {"figure": match[0], "suggestion": nearest(name, settings)}
            yield _at(page, match.start(), len(match[0]), "KLT602/unknown", **values)
    yield from _marks(page, text)
    for match in _TYPED.finditer(_ADDRESS.sub(lambda address: _blank(address[0]), text)):
        yield _at(page, match.start(), len(match[0]), "KLT605/typed", figure=match[0])
    for start, target, sentence in _wrong_links(text, resolves):
        yield _at(page, start, len(target), sentence, target=target)
    if not is_laid_out(page.body):
        rest = len(page.source) - len(page.body) + LONGEST
        yield _at(page, rest, 1, "KLT617/too-long", length=len(page.body), longest=LONGEST)


def marks(page: Page) -> Iterator[tuple[Claim, int]]:
    """Every mark of a claim that the page states, in the order of the text, and where in the file it stands."""
    stated = {claim.key: claim for claim in page.claims}
    for match in references(page.prose):
        if match[1].startswith(CLAIM) and match[1].removeprefix(CLAIM) in stated:
            yield stated[match[1].removeprefix(CLAIM)], match.start()


def mark_problem(page: Page, index: int, claim: Claim, sentence: str, **values: str) -> Problem:
    """A problem of a claim, placed at its mark."""
    return _at(page, index, len(CLAIM) + len(claim.key) + 2, sentence, claim=claim.key, **values)


def _marks(page: Page, text: str) -> Iterator[Problem]:
    """Marks that mean no claim or stand where none can, and claims without a mark."""
    keys = {claim.key for claim in page.claims}
    line, is_heading = -1, False
    for match in _FIGURE.finditer(text):
        key = match[1].removeprefix(CLAIM)
        if match[1].startswith(CLAIM) and key not in keys:
            values = {"claim": key, "suggestion": alike(key, keys)}
            yield _at(page, match.start(), len(match[0]), "KLT612/unknown", **values)
        begins = text.rfind("\n", max(line, 0), match.start()) + 1 or max(line, 0)
        if begins != line:  # of several on one line, each once
            line, is_heading = begins, _IN_A_HEADING.match(text, begins) is not None
        if match[1].startswith(CLAIM) and (is_heading or _IN_A_LINK.match(text, match.end())):
            yield _at(page, match.start(), len(match[0]), "KLT616/place")
    marked = {claim.key for claim, _ in marks(page)}
    for claim in page.claims:
        if claim.key not in marked:
            yield documents.problem(page.file, page.source, claim.at, "KLT613/unmarked", claim=claim.key)


def check_description(case: Collaboration, resolves: Resolves, is_laid_out: IsLaidOut) -> Iterator[Finding]:
    """The same for the links in an entry's description, and its length."""
    for language, words in (case.description or {}).items():
        if not is_laid_out(words):
            yield Finding("KLT617/too-long", ("description", language), {"length": len(words), "longest": LONGEST})
        for _, target, sentence in _wrong_links(_without_code(words), resolves):
            yield Finding(sentence, ("description", language), {"target": target}, part=target)


def _wrong_links(body: str, resolves: Resolves) -> Iterator[tuple[int, str, str]]:
    for start, target, is_picture in _links(body):
        if is_picture:
            yield start, target, "KLT607/picture"
        elif target.partition(":")[0] in ("page", "collaboration", "edition", "criterion", "view"):
            if not resolves(target):
                yield start, target, "KLT604/unknown"
        elif not _may_be_linked(target):
            yield start, target, "KLT607/scheme"


def _links(body: str) -> Iterator[tuple[int, str, bool]]:
    """Where the target of each link begins, the target, and whether a picture is meant."""
    if "![" not in body and "<" not in body and "]:" not in body:
        yield from ((match.start(1), match[1], False) for match in _PLAIN_LINK.finditer(body))
        return
    for match in _LINK.finditer(body):
        group = next((number for number in (2, 3, 4) if match[number] is not None), 2)
        yield match.start(group), match[group], bool(match[1])


def _may_be_linked(target: str) -> bool:
    try:
        urlsplit(target)
    except ValueError:
        return False
    return target.lower().startswith(_PLAIN)


def _at(page: Page, index: int, length: int, sentence: str, /, **values: Value) -> Problem:
    text = page.source
    line = text.count("\n", 0, index) + 1
    column = index - (text.rfind("\n", 0, index) + 1) + 1
    return documents.problem(page.file, text, Span(line, column, line, column + max(1, length)), sentence, **values)
