"""The chapters of a book: editorial pages, the criteria, the evaluation."""

from __future__ import annotations

import re
from html import unescape

from markupsafe import Markup, escape

from kltsite.domain.settings import CATEGORIES
from kltsite.intake.prose import Page
from kltsite.present.markup import Renderer, outside
from kltsite.present.publication.anchors import Anchors, as_read
from kltsite.present.publication.views import (
    ChartPart,
    CriteriaChapter,
    CriterionPart,
    EvaluationChapter,
    ProseChapter,
    Table,
)
from kltsite.present.views import Link, Said, story
from kltsite.present.views.claims import Marks
from kltsite.present.views.editorial import sections_of
from kltsite.present.views.evaluation import cross_notes, difference, notes, row
from kltsite.present.views.periods import period_lead, period_notes, period_rows, period_title
from kltsite.present.views.prose import with_references
from kltsite.present.views.scene import Scene
from kltsite.present.views.verdicts import named
from kltsite.stats import CROSS, evaluated, left_out
from kltsite.validator.criteria import CRITERIA

CHARTS = "charts/"

_HEADING = re.compile(r'<h2 id="([^"]*)">(.*?)</h2>', re.DOTALL)
_ANCHOR = re.compile(r'(<h[2-6] id=")')
_LINK = re.compile(r'<a href="([^"]+)"[^>]*>.*?</a>', re.DOTALL)
_BREAKS = re.compile("([/?=-])")  # after which an address may be broken
_TAG = re.compile(r"<[^>]*>")


def prose_chapter(
    scene: Scene, anchors: Anchors, page: Page, renderer: Renderer, *, noted: bool = True
) -> ProseChapter:
    """An editorial page as a chapter; with `noted`, what it links to is told in footnotes."""
    stem = page.name
    marks = Marks(scene, {claim.key: claim for claim in page.claims}, "", page.language, stem=f"{stem}--claim")

    def resolve(target: str) -> str | None:
        named_ = scene.leads(target)
        return _within(named_) if named_ else outside(target)

    def told(text: str) -> Markup:
        return marks.told(renderer.html(with_references(text, scene, marks), resolve))

    body = str(told(page.body))
    headings = tuple(Link(_plain(text), f"#{stem}--{anchor}") for anchor, text in _HEADING.findall(body))
    body = _ANCHOR.sub(rf"\g<1>{stem}--", body)
    body = _footnoted(body, scene, anchors) if noted else body
    return ProseChapter(
        anchor=stem,
        title=page.title,
        headings=headings,
        plain=told(page.plain) if page.plain else Markup(""),
        body=Markup(body),  # Markdown that was cleaned, and our own notes
        claims=tuple(marks.notes.values()),
        language="" if page.language == scene.language else page.language,
    )


def _within(address: str) -> str:
    """An anchor within a chapter begins with the chapter's: #learnings#finances -> #learnings--finances."""
    return f"#{address[1:].replace('#', '--')}" if address.startswith("#") else address


def _plain(html: str) -> str:
    return unescape(_TAG.sub("", html))


def _footnoted(html: str, scene: Scene, anchors: Anchors) -> str:
    """What a reader on paper cannot open is told once per chapter: an entry's page beside it, addresses at the foot."""
    told: set[str] = set()
    online = str(escape(scene.settings.site.base_url))

    def noted(link: re.Match[str]) -> str:
        target = link[1]
        if target in told or target.startswith((online, "mailto:")):
            return link[0]
        told.add(target)
        if target.startswith("#entry-"):
            slug = target.removeprefix("#entry-")
            return f'{link[0]} <a class="page page-aside" href="{target}"></a>{_note(anchors.online(slug))}'
        return link[0] + ("" if target.startswith("#") else _note(target))

    return _LINK.sub(noted, html)


def _note(address: str) -> str:
    """An address, already escaped, at the foot of the page; it may be broken after each part."""
    shown = _BREAKS.sub(r"\1<wbr>", as_read(address))
    return f'<span class="footnote">{shown}</span>'


def criteria_chapter(scene: Scene) -> CriteriaChapter:
    """The six criteria, each as its public page tells it."""
    words, known = scene.words, scene.settings.criteria
    parts = []
    for one in CRITERIA:
        name, summary = named(scene)[one.code]
        parts.append(CriterionPart(f"criterion-{one.key}", name, one.code, summary, sections_of(scene, one)))
    return CriteriaChapter(
        anchor="criteria",
        title=scene.named("criteria"),
        headings=tuple(Link(part.name, f"#{part.anchor}") for part in parts),
        lead=words.gettext("The six criteria that every entry is held against, and how they are checked."),
        criteria=tuple(parts),
        notes=tuple((scene.said(one.note), one.source) for one in (known.employees, known.inhabitants) if one.note),
    )


def evaluation_chapter(scene: Scene, *, whole: bool) -> tuple[EvaluationChapter, dict[str, bytes]]:
    """The evaluation, and the drawings of its charts; not `whole` where an edition's four categories are all."""
    names = story.OF_TODAY if whole else CATEGORIES
    charts = tuple(_chart(scene, name) for name in names)
    edition = scene.settings.editions.get(scene.settings.site.edition or "")
    total = len(scene.statistics.entries)
    remarks = [Said(difference(scene, edition, total))] if edition and difference(scene, edition, total) else []
    if edition and edition.note:
        remarks.append(scene.said(edition.note))
    chapter = EvaluationChapter(
        anchor="evaluation",
        title=scene.named("evaluation"),
        headings=tuple(Link(chart.title, f"#{chart.anchor}") for chart in charts),
        lead=scene.words.gettext("Each number tells how many of the entries that state it gave an answer."),
        remarks=tuple(remarks),
        charts=charts,
    )
    return chapter, {_file(name): story.drawing_of(scene, name) for name in names}


def _file(name: str) -> str:
    return f"{CHARTS}{story.slug_of(name)}.svg"


def _chart(scene: Scene, name: str) -> ChartPart:
    question, lines, table = "", [], Table("", (), ())
    if name in CATEGORIES:
        category = scene.settings.vocabulary.categories[name]
        question = scene.words.text(category.question)[0]
        lines, table = list(notes(scene, name, scene.statistics.categories[name])), _category_table(scene, name)
    elif name == CROSS:
        lines, table = list(cross_notes(scene)), _cross_table(scene)
    else:
        question, lines, table = period_lead(scene, name), list(period_notes(scene, name)), _period_table(scene, name)
    return ChartPart(
        anchor=f"evaluation--{story.slug_of(name)}",
        title=story.title_of(scene, name),
        question=question,
        says=story.says(scene, name),
        file=_file(name),
        table=table,
        notes=tuple(lines),
        wide=name == CROSS,
    )


def _category_table(scene: Scene, name: str) -> Table:
    vocabulary, words = scene.settings.vocabulary, scene.words
    edition = story.edition_of(scene).get(name)
    options = (*evaluated(vocabulary, name), *left_out(vocabulary, name))
    counted = scene.statistics.categories[name].options  # an edition does not count what the evaluation leaves out
    rows = [row(scene, name, option, "", edition) for option in options if option in counted]
    frozen = scene.settings.editions.get(scene.settings.site.edition or "")
    heads = [words.gettext("Answer"), words.gettext("Entries")]
    if edition is not None and frozen is not None:
        heads.append(words.text(frozen.title)[0])
    return Table(
        story.title_of(scene, name),
        tuple(heads),
        tuple(
            (one.label, (one.current.text, one.edition.text) if edition is not None else (one.current.text,))
            for one in rows
        ),
    )


def _cross_table(scene: Scene) -> Table:
    """Each pair of fields that meet, the most frequent first: what the picture shows in cells."""
    words, cross, vocabulary = scene.words, scene.statistics.cross, scene.settings.vocabulary
    places = {key: at for at, key in enumerate((*vocabulary.subsectors, *vocabulary.sectors))}
    pairs = sorted(cross, key=lambda pair: (-len(cross[pair]), places[pair[0]], places[pair[1]]))
    rows = (
        (f"{words.label('subsector', one)} × {words.label('sector', other)}", (words.number(len(cross[one, other])),))
        for one, other in pairs
    )
    title = story.title_of(scene, CROSS)
    return Table(title, (words.gettext("Subsector × sector"), words.gettext("Entries")), tuple(rows))


def _period_table(scene: Scene, name: str) -> Table:
    title, rows = period_title(scene, name), period_rows(scene, name, "", entries=False)
    return Table(title, (title, scene.words.gettext("Entries")), tuple((one.label, (one.number.text,)) for one in rows))
