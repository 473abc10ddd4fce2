"""What each page shows: one class per template, its texts ready to print; nothing changes them once made.

`EntryView` stands with its parts in `entries`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup
from msgspec import Struct

from kltsite.present.escaping import escaped

NOTHING = Markup("")

if TYPE_CHECKING:  # views of their own, which build on these
    from kltsite.present.views.atlas import MapView
    from kltsite.present.views.browse import BrowseView
    from kltsite.present.views.charted import Charted, HeatMap, PeriodSection
    from kltsite.present.views.pictures import Thumbnail


class Link(Struct, frozen=True):
    """Words that lead somewhere; `href` is "" where there is nowhere to go. Prints itself as such."""

    text: str
    href: str = ""
    language: str = ""  # of the words, where it is not the page's
    current: bool = False

    def __html__(self) -> str:
        if not self.href:
            return Said(self.text, self.language).__html__()
        language = f' lang="{escaped(self.language)}"' if self.language else ""
        return f'<a href="{escaped(self.href)}"{language}>{escaped(self.text)}</a>'


class Said(Struct, frozen=True):
    """A text of an editor; `language` is set where it is not the page's. Prints itself with its language."""

    text: str
    language: str = ""

    def __html__(self) -> str:
        if not self.language:
            return escaped(self.text)
        return f'<span lang="{escaped(self.language)}">{escaped(self.text)}</span>'


class Alternate(Struct, frozen=True):
    """The same page in another language."""

    language: str
    name: str
    href: str
    absolute: str
    current: bool


class Frame(Struct, frozen=True):
    """What every page has around its content."""

    language: str
    title: str  # of the page
    site: str  # the site's name
    tagline: str
    description: str
    canonical: str
    alternates: tuple[Alternate, ...]
    stylesheet: str
    fonts: tuple[str, ...]  # that every page needs at once
    icon: str
    feed: str
    header: Markup  # the same for all pages of a folder
    footer: Markup
    licence: Link
    policy: str
    sprite: Markup  # the forms of the page's emblems
    index: bool = True  # whether search engines may list the page
    kind: str = "website"  # what the page is when it is shared: website | article
    locale: str = ""  # en_GB
    other_locales: tuple[str, ...] = ()
    preview: str = ""  # the absolute address of the picture that stands for the page when it is shared
    preview_alt: str = ""
    linked: Markup = NOTHING  # what the page says to machines, as JSON-LD


class Surround(Struct, frozen=True):
    """`header.html` and `footer.html`: what all pages of a folder share."""

    site: str
    home: str
    navigation: tuple[Link, ...]
    footer: tuple[Link, ...]
    contact: Link
    licence: Link
    funding: Said | None


class Fact(Struct, frozen=True):
    """A row of facts: a label and its values; no values means that nothing is stated."""

    label: str
    values: tuple[Link, ...]
    remark: Said | None = None
    marks: Markup = NOTHING  # the sources that carry it


class PartnerCard(Struct, frozen=True):
    """One partner of an entry."""

    name: str
    role: str  # the key, for the look
    role_label: str
    fields: tuple[Link, ...]  # subsectors or sectors
    seat: str
    urban: bool
    website: str
    employees: str


class Side(Struct, frozen=True):
    """One side of a collaboration, or one who else takes part; a side without partners is not stated."""

    role: str  # the key, for the look
    role_label: str
    partners: tuple[PartnerCard, ...]


class AdviceItem(Struct, frozen=True):
    to: str
    text: Said


class VoiceItem(Struct, frozen=True):
    speaker: str
    text: Said
    source: str


class Recorded(Struct, frozen=True):
    """Something to see, hear or read elsewhere: what it is, and where it opens."""

    kind: str
    title: Said
    href: str
    host: str


class SourceItem(Struct, frozen=True):
    number: int
    href: str
    supports: str
    accessed: str


class GroundItem(Struct, frozen=True):
    """What a verdict rests on."""

    text: Said
    source: str


class VerdictItem(Struct, frozen=True):
    code: str
    name: str
    summary: str  # the criterion in a sentence
    href: str
    state: str  # the key, for the look
    state_label: str
    grounds: tuple[GroundItem, ...]


class WithdrawnView(Struct, frozen=True):
    """`withdrawn.html`: an entry that was taken back."""

    frame: Frame
    title: Said
    on: str
    reason: Said
    browse: str


class RedirectView(Struct, frozen=True):
    """`redirect.html`: a former address."""

    frame: Frame
    title: Said
    href: str


class Card(Struct, frozen=True):
    """`card.html`: an entry in a list. Its address is below the folder of the collaborations."""

    address: str
    emblem: Markup
    title: Said
    summary: Said | None
    place: str
    pair: str  # who meets whom: Design industry × Manufacturing
    draft: bool
    picture: Thumbnail | None = None


class FacetOption(Struct, frozen=True):
    label: str
    count: str
    href: str


class FacetGroup(Struct, frozen=True):
    """The values of one facet, each with its number of entries."""

    label: str
    options: tuple[FacetOption, ...]


class Pager(Struct, frozen=True):
    """Where one is in a list of several pages."""

    told: str  # Page 2 of 7
    previous: str
    following: str
    pages: tuple[Link, ...]


class ListView(Struct, frozen=True):
    """`list.html`: entries that share something, or all of them."""

    frame: Frame
    trail: tuple[Link, ...]
    heading: str
    group: str  # what the list's value is a value of
    told: str  # 16 entries
    cards: tuple[Markup, ...]
    pager: Pager | None
    facets: tuple[FacetGroup, ...]
    map: MapView | None  # of all entries
    browse: BrowseView | None = None  # the first page of all entries has it
    further: str = ""  # from any other list: the same entries on that page, to filter further


class Cell(Struct, frozen=True):
    """A number that opens exactly its entries; "" where there is none."""

    text: str
    href: str = ""
    count: str = ""


class Row(Struct, frozen=True):
    label: str
    href: str
    current: Cell
    edition: Cell


class CategorySection(Struct, frozen=True):
    """One category of the evaluation: its chart and the same numbers as a table."""

    key: str
    label: str
    question: str
    chart: Charted
    rows: tuple[Row, ...]
    left_out: tuple[Row, ...]
    notes: tuple[str, ...]


class EvaluationView(Struct, frozen=True):
    """`evaluation.html`: the four categories, the cross-table, and the published edition beside today's numbers."""

    frame: Frame
    told: str
    entries: Cell
    as_of: str
    edition_title: Said | None
    edition_note: Said | None
    edition_href: str
    editions: str  # where all of them are listed
    difference: str
    categories: tuple[CategorySection, ...]
    cross: Charted
    heat: HeatMap
    cross_notes: tuple[str, ...]
    periods: tuple[PeriodSection, ...]
    facets: tuple[FacetGroup, ...]
    downloads: tuple[Link, ...]


class Highlight(Struct, frozen=True):
    """A number that matters, and what it says."""

    figure: str
    label: str
    category: str
    key: str
    href: str


class HomeView(Struct, frozen=True):
    """`home.html`."""

    frame: Frame
    entries: Cell
    told: str
    emblems: tuple[Markup, ...]
    highlights: tuple[Highlight, ...]
    highlights_note: str
    evaluation: str
    cards: tuple[Markup, ...]
    browse: str
    doors: tuple[tuple[Link, str], ...]  # pages worth opening, with what they say
    map: MapView
    places: tuple[FacetGroup, ...]  # beside the map


class CriterionItem(Struct, frozen=True):
    code: str
    name: str
    summary: str
    href: str


class CriteriaView(Struct, frozen=True):
    """`criteria.html`: the six, each with its page."""

    frame: Frame
    items: tuple[CriterionItem, ...]
    notes: tuple[tuple[Said, str], ...]


class CriterionView(Struct, frozen=True):
    """`criterion.html`: one criterion."""

    frame: Frame
    trail: tuple[Link, ...]
    code: str
    name: str
    summary: str
    sections: tuple[tuple[str, str], ...]  # heading, text
    states: tuple[tuple[str, str, str], ...]  # key, label, how many published entries
    others: tuple[CriterionItem, ...]


class Download(Struct, frozen=True):
    """A file of the open data; `beside` leads to what describes it."""

    name: str
    what: str
    href: str
    kind: str
    beside: Link | None = None


class Downloads(Struct, frozen=True):
    """Files that belong together, under the anchor `name`."""

    name: str
    heading: str
    told: str
    files: tuple[Download, ...]


class Translation(Struct, frozen=True):
    """How complete the entries' texts are in one language; `stale` is "" where none is to be reviewed."""

    language: str
    there: str
    stale: str


class DataView(Struct, frozen=True):
    """`data.html`: what can be downloaded, and on which terms."""

    frame: Frame
    entries: str
    catalogue: str  # its address, for programs
    changes: str  # that of the feed in this language
    purposes: tuple[tuple[str, Link], ...]  # what one may want to do, and the file for it
    embedding: Link  # where charts and entries are made ready for other sites
    groups: tuple[Downloads, ...]
    translations: tuple[Translation, ...]
    withdrawn: tuple[Link, ...]


class NotFoundView(Struct, frozen=True):
    """`404.html`: the one page with absolute addresses, as it is shown anywhere."""

    frame: Frame
    languages: tuple[tuple[str, str, str, str], ...]  # language, heading, text, home


class ChooserView(Struct, frozen=True):
    """`chooser.html`, the `index.html` at the root: in which language to read."""

    frame: Frame
    languages: tuple[tuple[str, str, str, str], ...]  # language, its name, tagline, home
