"""What `publication.html` shows: plain frozen parts, every text ready to print."""

from __future__ import annotations

from markupsafe import Markup
from msgspec import Struct

from kltsite.present.views import Fact, GroundItem, Link, Said, Side
from kltsite.present.views.claims import ClaimNote

LONG = 150  # links of an index: more than a page of them


class ProseChapter(Struct, frozen=True):
    """An editorial page as a chapter."""

    anchor: str
    title: str
    headings: tuple[Link, ...]  # of the second level, for the contents
    plain: Markup  # its summary in plain language
    body: Markup
    claims: tuple[ClaimNote, ...]
    language: str  # where the page is not in the book's language; else ""
    kind: str = "prose"


class CriterionPart(Struct, frozen=True):
    """One of the six criteria."""

    anchor: str
    name: str
    code: str
    summary: str
    sections: tuple[tuple[str, str], ...]  # heading and text


class CriteriaChapter(Struct, frozen=True):
    """The criteria, from the docstrings that judge."""

    anchor: str
    title: str
    headings: tuple[Link, ...]
    lead: str
    criteria: tuple[CriterionPart, ...]
    notes: tuple[tuple[Said, str], ...]  # on their limits, and where that can be read
    kind: str = "criteria"


class Table(Struct, frozen=True):
    """Numbers in rows: the label of each, and its cells; no heads where there is one column that needs none."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


class ChartPart(Struct, frozen=True):
    """A chart, the sentence that says what it shows, and its numbers."""

    anchor: str
    title: str
    question: str
    says: str
    file: str  # the drawing
    table: Table
    notes: tuple[str, ...]
    wide: bool = False


class EvaluationChapter(Struct, frozen=True):
    """The evaluation."""

    anchor: str
    title: str
    headings: tuple[Link, ...]
    lead: str
    remarks: tuple[Said, ...]  # why the edition's numbers and today's differ
    charts: tuple[ChartPart, ...]
    kind: str = "evaluation"


class EntryPart(Struct, frozen=True):
    """An entry of the catalogue, half a page."""

    anchor: str
    title: Said
    summary: Said | None
    emblem: str  # its name, where there is no photo; decoration, so that the book's styles show it
    picture: str  # the file of the photo
    alt: Said | None  # what it shows
    credit: str
    sides: tuple[tuple[Side, ...], ...]
    facts: tuple[Fact, ...]
    verdicts: tuple[tuple[str, str, str], ...]  # name, key of the state, the state in words
    attestation: GroundItem | None
    online: Link  # its page on the site
    code: str  # the file of the scannable code that leads there


class CatalogueChapter(Struct, frozen=True):
    """All entries."""

    anchor: str
    title: str
    headings: tuple[Link, ...]
    lead: str
    entries: tuple[EntryPart, ...]
    kind: str = "catalogue"


Chapter = ProseChapter | CriteriaChapter | EvaluationChapter | CatalogueChapter


class Register(Struct, frozen=True):
    """An index: each term with the entries it is found at."""

    title: str
    terms: tuple[tuple[str, tuple[Link, ...]], ...]

    @property
    def long(self) -> bool:
        """Whether it goes over several pages; its columns are then filled one by one, as balancing them takes long."""
        return sum(len(links) for _, links in self.terms) > LONG


class Sources(Struct, frozen=True):
    """The sources of one entry."""

    title: Said
    href: str
    sources: tuple[tuple[str, str], ...]  # address, and when it was read


class ContentsItem(Struct, frozen=True):
    """A chapter in the contents, with its headings."""

    chapter: Link
    headings: tuple[Link, ...]


class PublicationView(Struct, frozen=True):
    """`publication.html`: the whole book."""

    language: str
    title: str
    subtitle: str
    site: str
    description: str
    author: str
    created: str  # a day as 2024-08-01
    status: str  # of which day, and how many entries
    imprint: tuple[tuple[str, Markup], ...]  # label and text
    legal: Markup  # the imprint as it stands on the site
    contents: tuple[tuple[ContentsItem, ...], ...]  # two sides of a page, or one
    chapters: tuple[Chapter, ...]
    registers: tuple[Register, ...]
    sources: tuple[Sources, ...]
    colophon: tuple[tuple[str, str], ...]
