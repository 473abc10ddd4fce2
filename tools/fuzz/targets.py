"""What reads text and bytes of others: each target takes an input and gives back, in a word, how it was answered.

A target raises where the answer is not what it may be: whatever it is, that is a finding. The words tell answers apart,
so that inputs with a new one are kept and changed further.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from kltsite import claims, judging, mending
from kltsite.domain.declared import unmarked
from kltsite.domain.values import Address, Email, FieldError, Reading
from kltsite.intake import commits, documents, ordinary, prose, settings, translations
from kltsite.present import charts, markup, pictures, python_markdown
from kltsite.present.charts import Bar, Chart, is_painting
from kltsite.present.markup import Renderer
from kltsite.problems import Problem, errors
from kltsite.publish import page as published_page
from kltsite.validator import pictures as looked_at
from tools.fuzz import oracle, village
from tools.fuzz.oracle import demand
from tools.fuzz.village import ENTRY, SLUG

SOME, FEW = 8, 200  # of so many inputs one is looked at with more care, and with all there is


@dataclass(frozen=True, slots=True)
class Target:
    """One of them: how its inputs are changed, which kinds of faults are answers, and how many inputs it is worth."""

    run: Callable[[bytes], str]
    kind: str  # text, yaml or picture, see `mutations`
    share: int  # of all inputs, in parts


def _chosen(data: bytes, of: int) -> bool:
    """Whether this input is one of those that are looked at more closely: the same ones each time."""
    return zlib.crc32(data) % of == 0


def _sentences(problems: Iterable[Problem]) -> str:
    return "+".join(sorted({problem.sentence for problem in problems})[:6])


# ---- content


def entry(data: bytes) -> str:
    """A case file: read, told, shown with its page, its card and all files of open data."""
    case = village.read(data)
    _read_alike(data)
    oracle.told(case.problems, village.tellers())
    found = village.sound(case)
    if found is None:
        return _sentences(case.problems)
    oracle.clean(documents.decode(ENTRY, data)[0] or "")
    site = village.shown((found,), (), None)
    kinds = ("entry", "withdrawn") if not _chosen(data, SOME) else (*village.NEAR, "withdrawn")
    site.checked(kinds, (SLUG, "all", "home"), all_files=_chosen(data, SOME), thorough=_chosen(data, FEW))
    return f"{found.status} {_sentences(case.problems)}"


def _read_alike(data: bytes) -> None:
    values = ordinary.values(data)
    if values is not None:
        document, problems = documents.parse(ENTRY, data)
        demand(document is not None and document.value == values and not problems, "read in short it says otherwise")


def page(data: bytes) -> str:
    """An editorial page: front matter, claims, figures, links, Markdown."""
    file = "pages/about.en.md"
    pages, problems = prose.read({**village.files(), file: data, "pages/about.de.md": data}, village.known())
    found = [one for one in pages if one.file == file]
    for one in found:
        problems += tuple(
            prose.check_page(one, village.known(), lambda target: target != "page:nowhere", judging.is_laid_out)
        )
    problems += tuple(claims.check(found, claims.Numbers(village.known(), None)))
    oracle.told(problems, village.tellers())
    if not found or errors(problems):
        return _sentences(problems)
    site = village.shown(village.entries(), pages)
    site.checked(("page",), ("about",), all_files=False, thorough=_chosen(data, FEW))
    return f"page {_sentences(problems)}"


_STORY, _PROSE = Renderer(3), Renderer(1)
_ALLOWED = {
    **{tag: set[str]() for tag in python_markdown._TAGS},
    **python_markdown._ATTRIBUTES,
    **python_markdown._ANCHORS,
}


def markdown(data: bytes) -> str:
    """A text in Markdown, with links that lead somewhere, elsewhere or nowhere."""
    text = data.decode("utf-8", "replace")[:20_000]
    resolve = {"page:about": "../about.html", "view:home": "javascript:x"}.get
    shapes = []
    for renderer in (_STORY, _PROSE):
        told = str(renderer.html(text, lambda target: resolve(target) or markup.outside(target)))
        oracle.fragment(told, _ALLOWED)
        demand(not published_page("en/x.html", f"<main>{told}</main>").problems, "publish refuses a text")
        shapes.append("".join(sorted({tag for tag in _ALLOWED if f"<{tag}" in told})))
    return "|".join(shapes)


_ADDRESS, _EMAIL = (unmarked(one)[1][0] for one in (Address, Email))
_NOTHING = Reading((), {})


def address(data: bytes) -> str:
    """Addresses of pages and letterboxes: what is taken for one leads to a page of a host, and nowhere else."""
    text, answers = data.decode("utf-8", "replace"), []
    for kind in (_ADDRESS, _EMAIL):
        try:
            taken = kind.read(text, _NOTHING)
        except FieldError as error:
            answers.append(error.sentence)
            continue
        answers.append("taken")
        demand(not any(one in taken for one in " <>\"'`\\\n\t"), "a sign that ends an attribute in", taken)
        demand(kind is _EMAIL or taken.lower().startswith(("http://", "https://")), "another scheme:", taken)
        demand(kind is _ADDRESS or taken.count("@") == 1, "two letterboxes:", taken)
    for given in (text, f"[x]({text})", f"<{text}>"):
        told = markup.outside(given)
        demand(told is None or told.lower().startswith(("http://", "https://", "mailto:")), "leads to", told)
    list(prose._wrong_links(f"[x]({text}) <{text}>\n\n[y]: {text}", lambda target: False))
    return "|".join(answers)


def site(data: bytes) -> str:
    """Settings; the first line names the file: `# site.yaml`."""
    first, _, _ = data.partition(b"\n")
    name = first.removeprefix(b"#").strip().decode("utf-8", "replace")
    name = name if name in village.files() and name.endswith(".yaml") else "site.yaml"
    found, problems = settings.read({**village.files(), name: data})
    oracle.told(problems, village.tellers())
    if found is None or errors(problems):
        return f"{name} {_sentences(problems)}"
    pages, more = prose.read(village.files(), found)
    more += tuple(settings.navigation(found.site, prose.VIEWS, prose.names(village.files()), village.files()))
    oracle.told(more, village.tellers())
    if errors(more):
        return f"{name} {_sentences(more)}"
    shown = village.shown(village.entries(found), pages, found)
    kinds = (
        ("home", "data", "page", "404", "chooser") if not _chosen(data, SOME) else (*village.NEAR, "criteria", "404")
    )
    shown.checked(kinds, all_files=_chosen(data, SOME), thorough=_chosen(data, FEW))
    return f"{name} site {_sentences((*problems, *more))}"


def record(data: bytes) -> str:
    """A record of confirmed translations."""
    path = f"{translations.FOLDER}{SLUG}.yaml"
    found, problems = translations.read([path], {path: data, ENTRY: b""}, ("en", "de"))
    oracle.told(problems, village.tellers())
    return f"{len(found)} {_sentences(problems)}"


# ---- pictures, drawings, what was kept


def picture(data: bytes) -> str:
    """A picture: refused with a reason, or made anew out of its pixels."""
    kind = looked_at.kind_of(data)
    name = f"x/x{looked_at.ENDINGS[kind][0]}" if kind else "x/x.svg"
    found = [*looked_at.findings(data, name, ("media", 0, "file"))]
    if found:
        return "+".join(sorted({finding.sentence for finding in found}))
    made = pictures.variants(data)
    for one in made:
        seen = looked_at.header(one.data)
        demand(isinstance(seen, looked_at.Header) and seen.kind == one.kind, "a variant is no", one.kind)
        demand(not any(mark in one.data.lower() for mark in looked_at._MARKS), "a variant carries something along")
        demand(oracle.MARK.encode() not in one.data, "a variant carries words of its original along")
    return f"{kind} {len(made)}"


def _chart() -> Chart:
    bars = tuple(
        Bar(label, share, f"{share} %", f"{label}.html")
        for label, share in (("one", Decimal(25)), ("two", Decimal(75)))
    )
    return Chart("chart", "Title", "Text.", bars, "en")


@cache
def _drawn() -> str:
    return charts.draw(_chart())


@cache
def _right() -> str:
    return charts.finish(_drawn(), _chart())


def drawing(data: bytes) -> str:
    """A drawing out of a cache that somebody may have forged: the chart as it should be, or refused."""
    try:
        made = charts.finish(data.decode("utf-8", "replace"), _chart())
    except ValueError as error:
        return str(error)[:24]
    demand(
        "<script" not in made and "javascript:" not in made and oracle.MARK not in made, "a drawing brings", made[:99]
    )
    return "the same" if made == _right() else "moved"


def kept(data: bytes) -> str:
    """Pictures out of a cache: the variants that they say, or none."""
    found = pictures.unpacked(data)
    for one in found:
        demand(looked_at.kind_of(one.data) == one.kind, "a picture out of the cache is no", one.kind)
    return f"{len(found)} {is_painting(data)}"


# ---- commands


def mend(data: bytes) -> str:
    """`kltsite fix`: a file without errors keeps its meaning, whatever is done to its text."""
    before = village.read(data)
    made = mending.mended(data[:20_000], village.read)
    after = village.read(made.data)
    if not errors(before.problems) and len(data) <= 20_000:
        demand(before.collaboration == after.collaboration, "mending changed the meaning")
    return "+".join(made.done)


def log(data: bytes) -> str:
    """What git says of the repository; a log that is none is told as such."""
    try:
        traces = commits.traces(data, "content/", {ENTRY: b"title: x\n"}, {})
        for trace in traces.values():
            commits.history(trace, data, b"title: x\n")
    except ValueError:
        return "no log"
    return str({slug: (len(trace.days), trace.added) for slug, trace in traces.items()})[:40]


def request(data: bytes) -> str:
    """A request to the preview: answered, whatever it asks for."""
    from tools.fuzz.asking import answered

    return answered(data)


TARGETS: dict[str, Target] = {
    "entry": Target(entry, "yaml", 24),
    "page": Target(page, "yaml", 10),
    "markdown": Target(markdown, "text", 18),
    "address": Target(address, "text", 20),
    "settings": Target(site, "yaml", 5),
    "record": Target(record, "yaml", 6),
    "picture": Target(picture, "picture", 4),
    "drawing": Target(drawing, "text", 4),
    "kept": Target(kept, "picture", 2),
    "mend": Target(mend, "yaml", 3),
    "log": Target(log, "text", 2),
    "request": Target(request, "text", 2),
}
