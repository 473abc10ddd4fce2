"""Pages of prose: their Markdown with every figure, claim and fact in its place."""

from __future__ import annotations

from markupsafe import Markup
from msgspec import Struct

from kltsite.claims import Numbers
from kltsite.intake.figures import Figure, fact, figure
from kltsite.intake.prose import CLAIM, Page, references
from kltsite.present.addresses import folder_of, relative
from kltsite.present.markup import Renderer, outside
from kltsite.present.views import Frame, linked
from kltsite.present.views.accessibility import accessibility_fact
from kltsite.present.views.claims import ClaimNote, Marks, without_tokens
from kltsite.present.views.scene import Scene
from kltsite.present.views.series import anchor, edition_href
from kltsite.present.words import Words
from kltsite.stats import Tally, edition_tallies


class ProseView(Struct, frozen=True):
    """`page.html`: an editorial page."""

    frame: Frame
    title: str
    plain: Markup  # its summary in plain language
    body: Markup
    claims: tuple[ClaimNote, ...]
    other_language: str = ""


def prose_view(scene: Scene, page: Page, renderer: Renderer) -> ProseView:
    """What an editorial page shows; one that this language lacks is shown in the language it has."""
    address = scene.addresses.view(page.name) or ""
    folder = folder_of(address)
    marks = Marks(scene, {claim.key: claim for claim in page.claims}, folder, page.language)

    def resolve(target: str) -> str | None:
        named = scene.leads(target)
        return relative(folder, named) if named else outside(target)

    def told(text: str) -> Markup:
        return marks.told(renderer.html(with_references(text, scene, marks), resolve))

    twins = {language: one.view(page.name) or "" for language, one in scene.everywhere.items()}
    return ProseView(
        frame=scene.frame(
            address, twins, page.title, page.description, linked=linked.of_view(scene, page.name, page.description)
        ),
        title=page.title,
        plain=told(page.plain) if page.plain else Markup(""),
        body=told(page.body),
        claims=tuple(marks.notes.values()),
        other_language="" if page.language == scene.language else page.language,
    )


def with_references(text: str, scene: Scene, marks: Marks) -> str:
    """The Markdown with every reference told: a figure as a link to its entries, where they are known."""
    text = without_tokens(text)
    parts, end = [], 0
    for match in references(text):
        told = _reference(match[1], scene, marks)
        if told:
            parts += [text[end : match.start()], told]
            end = match.end()
    return "".join((*parts, text[end:]))


def _reference(name: str, scene: Scene, marks: Marks) -> str:
    """What stands for a reference in the Markdown; "" where it means nothing."""
    if name.startswith(CLAIM):
        return marks.token(name.removeprefix(CLAIM))
    if field := fact(name, scene.settings):
        return without_tokens(accessibility_fact(field, scene))
    found = figure(name, scene.settings)
    return _figure(found, scene) if found is not None else ""


def _figure(found: Figure, scene: Scene) -> str:
    words, settings = scene.words, scene.settings
    if found.name[0] == "criteria":
        limits = settings.criteria
        return words.number(limits.employees.at_most if found.name[1] == "employees" else limits.inhabitants.below)
    edition = Numbers(settings, scene.statistics, scene.edition).of(found)
    if found.name == ("entries",):
        return words.number(settings.editions[edition].entries if edition else len(scene.statistics.entries))
    category, option = found.name
    if edition:
        told = _told(found.part, edition_tallies(settings.editions[edition])[category], option, words)
        named = edition_href(scene, edition, category, option, "")
        return f"[{told}](edition:{edition}#{anchor(category, option)})" if named else told
    told = _told(found.part, scene.statistics.categories[category], option, words)
    if not scene.statistics.categories[category].options[option].count:
        return told
    return f"[{told}](figure:{category}.{option})"


def _told(part: str, tally: Tally, option: str, words: Words) -> str:
    count = tally.options[option]
    told = {
        "count": words.number(count.count),
        "answered": words.number(tally.answered),
        "share": words.share(count.share),
    }
    return told.get(part) or words.figure(count.count, tally.answered, count.share)
