"""What the views of one language need to know, and the frame that every page has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, TypeVar, cast

from markupsafe import Markup
from msgspec import Struct, field

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.history import History
from kltsite.domain.settings import Settings
from kltsite.domain.values import Text
from kltsite.intake.prose import Page
from kltsite.present import emblem
from kltsite.present.addresses import Addresses, folder_of, relative
from kltsite.present.pictures import Rendition
from kltsite.present.templates import Templates
from kltsite.present.views import NOTHING, Alternate, Frame, Link, Said, Surround
from kltsite.present.words import Words, locale_code
from kltsite.stats import Statistics
from kltsite.translations import Standing

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'none'; base-uri 'none'"
)

FRAMING = POLICY.replace("default-src 'none'; ", "default-src 'none'; frame-src 'self'; ")  # shows pages in frames

F = TypeVar("F", bound=Callable[..., Any])

_KEPT: list[Callable[[], None]] = []  # what empties the caches of what was made of scenes


def of_scene(most: int) -> Callable[[F], F]:
    """Keeps what a function makes of a scene, as `lru_cache` does, until it is forgotten."""

    def decorated(make: F) -> F:
        kept = lru_cache(most)(make)
        _KEPT.append(kept.cache_clear)
        return cast("F", kept)

    return decorated


def forget() -> None:
    """Let go of what was made of scenes, and so of these: a preview makes new ones with each change."""
    for clear in _KEPT:
        clear()


OF_THEIR_OWN = 500  # entries: a larger site stays quick to build, and has few files, without some of each entry

FONTS = ("fonts/source-sans-3-latin.woff2", "fonts/vollkorn-latin.woff2")  # what nearly every text is set in


class Scene(Struct, frozen=True, eq=False, dict=True):
    """One language of the site: its words and addresses, and what all languages share."""

    language: str
    words: Words
    templates: Templates
    addresses: Addresses
    everywhere: Mapping[str, Addresses]  # of all languages, this one among them
    settings: Settings
    cases: Mapping[str, Collaboration]  # shown on the site, by slug
    order: tuple[str, ...]  # their slugs, by title
    statistics: Statistics
    pages: Mapping[str, Page]  # editorial pages by name; in another language where this one has none
    assets: Mapping[str, str]  # name below templates/assets -> address
    pictures: Mapping[str, tuple[Rendition, ...]] = field(default_factory=dict)  # by their path below content/media
    previews: Mapping[str, str] = field(default_factory=dict)  # slug -> address of its link preview image
    edition: str = ""  # whose numbers texts tell in the place of today's: that of a book
    publication: int = 0  # bytes of the publication beside the site; 0 where there is none
    histories: Mapping[str, History] = field(default_factory=dict)  # of the entries whose files' history is known
    parquet: bool = False  # whether the entries are given out in that form too
    standings: Mapping[str, tuple[Standing, ...]] = field(default_factory=dict)  # of published entries' texts, by slug
    _places: dict[str, int] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._places.update({slug: place for place, slug in enumerate(self.order)})
        for name in (*self.settings.site.navigation, *self.settings.site.footer):
            self._names[self.addresses.view(name) or ""] = name

    @property
    def of_their_own(self) -> bool:
        """Whether each entry has a link preview and a card for frames to itself, which a large site can't have."""
        return len(self.cases) <= OF_THEIR_OWN

    def __reduce__(self) -> tuple[Any, ...]:
        return _scene, ({name: getattr(self, name) for name in self.__struct_fields__ if name[0] != "_"},)

    def place_of(self, slug: str) -> int:
        """Where the entry stands in the list of all, from 0."""
        return self._places[slug]

    def preview_of(self, slug: str) -> str:
        """The address of the image that shows where others link to the entry; "" where there is none."""
        return self.previews.get(slug, "")

    def said(self, text: Text) -> Said:
        """A text in this language, or marked with the one it is in."""
        return Said(*self.words.text(text))

    def leads(self, target: str) -> str | None:
        """The address behind a link by name: page:about, view:criteria, collaboration:butze, edition:2024-08, …"""
        kind, _, name = target.partition(":")
        name, _, anchor = name.partition("#")
        tail = f"#{anchor}" if anchor else ""
        match kind:
            case "page" | "view":
                address = self.addresses.view(name)
            case "collaboration":
                address = self.addresses.entry(name) if name in self.cases else None
            case "figure":
                category, _, option = name.partition(".")
                address = self.addresses.facet(category, option)
            case "criterion":
                address = self.addresses.criterion(name)
            case "edition":
                address = self.addresses.edition(name) if name in self.settings.editions else None
            case _:
                return None
        return address + tail if address else None

    def named(self, name: str) -> str:
        """The title of a view or page in the navigation."""
        titles = {
            "home": self.words.gettext("Home"),
            "collaborations": self.words.gettext("Collaborations"),
            "evaluation": self.words.gettext("Evaluation"),
            "editions": self.words.gettext("Editions"),
            "criteria": self.words.gettext("Criteria"),
            "data": self.words.gettext("Open data"),
            "map": self.words.gettext("Map"),
            "help": self.words.gettext("What the checks say"),
            "embedding": self.words.gettext("For your own site"),
        }
        return titles.get(name) or self.words.spoken(self.pages[name].title, self.pages[name].language)

    @cached_property
    def forms(self) -> Mapping[str, tuple[str, str]]:
        """The forms of each entry's emblem, by slug: a list asks for fifty."""
        return {slug: emblem.forms_of(case) for slug, case in self.cases.items()}

    def emblem(self, slug: str) -> Markup:
        """The emblem of an entry; the page's frame must know of it."""
        return emblem.emblem(self.forms[slug])

    def frame(
        self,
        address: str,
        twins: Mapping[str, str],
        title: str,
        description: str,
        *,
        index: bool = True,
        emblems: Iterable[str] = (),
        kind: str = "website",
        linked: Markup = NOTHING,
        preview: str = "",
        preview_alt: str = "",
    ) -> Frame:
        """The frame of the page at `address`; `twins` are its addresses in every language, its own among them.

        `emblems` are the slugs of the entries whose emblems the page shows; `preview` is the address of its picture,
        `preview_alt` what that shows.
        """
        folder, site, base = folder_of(address), self.settings.site, self.settings.site.base_url
        header, footer = _around(self, folder, self._inside(address))
        alternates = tuple(
            Alternate(
                language,
                self.everywhere[language].own_name,
                relative(folder, twin),
                base + twin,
                language == self.language,
            )
            for language, twin in twins.items()
        )
        name = self.words.best(site.name)
        tagline = self.words.best(site.tagline)
        return Frame(
            language=self.language,
            title=title,
            site=name,
            tagline=tagline,
            description=description,
            canonical=base + address,
            alternates=alternates,
            stylesheet=relative(folder, self.assets["site.css"]),
            fonts=tuple(relative(folder, self.assets[name]) for name in FONTS if name in self.assets),
            icon=relative(folder, self.assets["icon.svg"]),
            feed=relative(folder, self.addresses.feed()),
            header=header,
            footer=footer,
            licence=Link(site.licence.name, site.licence.url),
            policy=POLICY,
            sprite=emblem.sprite([self.forms[slug] for slug in emblems]),
            index=index,
            kind=kind,
            locale=locale_code(self.language),
            other_locales=tuple(locale_code(language) for language in twins if language != self.language),
            preview=base + preview if preview else "",
            preview_alt=preview_alt if preview else "",
            linked=linked,
        )

    def _book(self, folder: str) -> Iterator[Link]:
        """The publication, where it stands beside the site."""
        if self.publication:
            yield Link(self.book(self.publication), relative(folder, self.addresses.publication()))

    def book(self, size: int) -> str:
        """What leads to a publication of so many bytes is called."""
        megabytes = max(Decimal(size) / 1_000_000, Decimal("0.1")).quantize(Decimal("0.1"))
        return self.words.gettext("Publication (PDF, {size} MB)").format(size=self.words.decimal(megabytes))

    def _inside(self, address: str) -> str:
        """The name of the view or page that the navigation marks as the current one."""
        collaborations, criteria = self.addresses.browse(), self.addresses.view("criteria") or ""
        if address.startswith(folder_of(collaborations)) and folder_of(collaborations) != self.addresses.root:
            return "collaborations"
        if address.startswith((self.addresses.view("editions") or "").removesuffix(".html")):
            return self._names.get(self.addresses.view("editions") or "", "evaluation")
        return "criteria" if address.startswith(criteria.removesuffix(".html")) else self._names.get(address, "")

    def around(self, folder: str, inside: str) -> tuple[Markup, Markup]:
        """Header and footer of the pages of a folder that mark the same place."""

        def links(names: tuple[str, ...]) -> tuple[Link, ...]:
            targets = [(name, self.addresses.view(name)) for name in names]
            return tuple(
                Link(self.named(name), relative(folder, target), current=name == inside)
                for name, target in targets
                if target
            )

        site = self.settings.site
        around = Surround(
            site=self.words.best(site.name),
            home=relative(folder, self.addresses.home()),
            navigation=links(site.navigation),
            footer=(*links(site.footer), *self._book(folder)),
            contact=Link(site.contact.name, f"mailto:{site.contact.email}"),
            licence=Link(site.licence.name, site.licence.url),
            funding=self.said(site.funding) if site.funding else None,
        )
        header, footer = (self.templates.render(name, around) for name in ("header.html", "footer.html"))
        return Markup(header), Markup(footer)


_around = of_scene(4096)(Scene.around)


def _scene(known: dict[str, Any]) -> Scene:
    """A scene that came out of another process: what follows from the rest was not sent."""
    return Scene(**known)
