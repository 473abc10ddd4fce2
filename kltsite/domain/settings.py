"""What surrounds the collaborations: the site, its vocabulary, the limits of the criteria, published editions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated

from msgspec import Struct
from msgspec.structs import replace

from kltsite.domain.declared import Declared, declare
from kltsite.domain.editions import Edition
from kltsite.domain.values import (
    Address,
    Check,
    Day,
    Degrees,
    Email,
    FieldError,
    Line,
    OneOf,
    Reading,
    Slug,
    Text,
    Whole,
    YesNo,
)
from kltsite.languages import N_

DURATION = "duration"
LONGER_THAN = {"longer-than-2-years": 2, "longer-than-5-years": 5}  # option -> years; strictly longer
CONTINUOUS = "continuous"
ANSWERED = ("contact", "regional_value", "partner_value")  # categories 1 to 3: fields of the case file
CATEGORIES = (*ANSWERED, DURATION)


def _folder_address(address: str) -> str:
    if "?" in address or "#" in address:
        raise FieldError("KLT210/base")
    return address if address.endswith("/") else address + "/"


def _language(code: str) -> str:
    if not (len(code) in (2, 3) and code.isascii() and code.isalpha() and code.islower()):
        raise FieldError("KLT204/language")
    return code


Language = Annotated[Line, Check(_language)]
"""The code of a language, such as en."""


class Contact(Declared):
    """Whom readers can ask."""

    name: Line = declare(N_("Name"), N_("Who runs the site."), needed="always")
    email: Email = declare(N_("E-mail"), N_("Where questions and corrections go."), needed="always")
    website: Address | None = declare(N_("Website"), N_("The operator's own website."))


class Licence(Declared):
    """The licence of the site's own texts and data."""

    name: Line = declare(N_("Name"), N_("The licence's short name."), example="CC BY 4.0", needed="always")
    url: Address = declare(N_("Address"), N_("Where the licence can be read."), needed="always")


class Accessibility(Declared):
    """How accessible the site is, and how that was found out: what the accessibility statement says of it."""

    assessed: Day = declare(
        N_("Assessed"), N_("The day of the last assessment."), example="2026-11-25", needed="always"
    )
    method: Annotated[str, OneOf(("self", "third-party"))] = declare(
        N_("Method"), N_("Who assessed: the operator (self) or somebody else."), example="self", needed="always"
    )
    conformity: Annotated[str, OneOf(("full", "partial", "none"))] = declare(
        N_("Conformity"), N_("How far the site meets the European standard."), example="partial", needed="always"
    )
    tools: Text = declare(N_("Tools"), N_("With what it was assessed, as the end of a sentence."), needed="always")


VERSION = 1
"""Of the content that this kltsite reads; `kltsite migrate` changes older content, by the steps in `migration`."""


CHAPTERS = ("criteria", "evaluation", "collaborations")  # the views that a book can show, beside editorial pages


class Publication(Declared):
    """The publication that `kltsite report` makes of the content: its title, and what it tells in which order."""

    title: Text = declare(N_("Title"), N_("What stands on the cover."), needed="always")
    subtitle: Text | None = declare(N_("Subtitle"), N_("What stands below the title, in one sentence."))
    chapters: tuple[Line, ...] = declare(
        N_("Chapters"),
        N_("Editorial pages by name, in the order of the book; beside them criteria, evaluation and collaborations."),
        example="[about, criteria, evaluation, collaborations]",
        needed="always",
    )


class Site(Declared):
    """`site.yaml`: the site as a whole."""

    version: Annotated[int, Whole(1, 999)] = declare(
        N_("Version"),
        N_("The version of the content's fields, which kltsite migrate keeps; 1 where it is absent."),
        example="1",
        default=1,
    )
    name: Text = declare(N_("Name"), N_("The site's name."), needed="always")
    tagline: Text = declare(N_("Tagline"), N_("What the site shows, in one line."), needed="always")
    base_url: Annotated[Address, Check(_folder_address)] = declare(
        N_("Base address"),
        N_("Where the site will live; --base-url replaces it."),
        example="https://example.org/",
        needed="always",
    )
    languages: tuple[Language, ...] = declare(
        N_("Languages"), N_("The site's languages, the first one first."), example="[en, de]", needed="always"
    )
    evaluated_on: Day = declare(
        N_("Evaluated on"),
        N_("The day on which durations are reckoned; --as-of replaces it."),
        example="2024-08-01",
        needed="always",
    )
    edition: Line | None = declare(
        N_("Edition"), N_("The published edition that stands beside the current numbers."), example="2024-08"
    )
    contact: Contact = declare(N_("Contact"), N_("Whom readers can ask."), needed="always")
    funding: Text | None = declare(N_("Funding"), N_("Who pays for the site."))
    licence: Licence = declare(N_("Licence"), N_("The licence of the site's own texts and data."), needed="always")
    accessibility: Accessibility | None = declare(
        N_("Accessibility"), N_("What the accessibility statement says of its assessment: said here, and only here.")
    )
    publication: Publication | None = declare(
        N_("Publication"), N_("The same content as a book: what kltsite report needs to know of it.")
    )
    repository: Address | None = declare(
        N_("Repository"), N_("Where the files live, for those who want to change one.")
    )
    navigation: tuple[Line, ...] = declare(
        N_("Navigation"),
        N_("What the header leads to: views and pages, by name."),
        example="[collaborations, evaluation]",
        needed="always",
    )
    footer: tuple[Line, ...] = declare(
        N_("Footer"),
        N_("What the footer leads to: views and pages, by name."),
        example="[imprint, privacy]",
        needed="always",
    )


class Term(Declared):
    """A controlled term: its labels; its key is the key of the mapping it stands in."""

    label: Text = declare(N_("Label"), N_("How readers see the term."), needed="always")
    evaluated: YesNo = declare(
        N_("Evaluated"), N_("false for an answer that the evaluation leaves out."), example="false", default=True
    )
    section: Line | None = declare(N_("Section"), N_("The letter of the section in NACE Rev. 2."), example="C")


class Category(Declared):
    """One of the four categories of the evaluation."""

    label: Text = declare(N_("Label"), N_("How readers see the category."), needed="always")
    question: Text = declare(N_("Question"), N_("What the category asks."), needed="always")
    options: dict[Slug, Term] = declare(
        N_("Options"), N_("The possible answers, in the order they are shown."), needed="always"
    )


class Bounds(Declared):
    """The box a country lies in, in degrees: to notice coordinates that lie elsewhere."""

    south: Annotated[float, Degrees(90)] = declare(N_("South"), N_("The southernmost latitude."), needed="always")
    west: Annotated[float, Degrees(180)] = declare(N_("West"), N_("The westernmost longitude."), needed="always")
    north: Annotated[float, Degrees(90)] = declare(N_("North"), N_("The northernmost latitude."), needed="always")
    east: Annotated[float, Degrees(180)] = declare(N_("East"), N_("The easternmost longitude."), needed="always")


def _code(value: str) -> str:
    if not (len(value) == 2 and value.isascii() and value.isalpha() and value.isupper()):
        raise FieldError("KLT204/code")
    return value


Code = Annotated[Line, Check(_code)]
Terms = dict[Slug, Term]


class Categories(Declared):
    """The four categories of the evaluation; which there are is part of the arithmetic, their labels are not."""

    contact: Category = declare(N_("Type of contact"), N_("Category 1."), needed="always")
    regional_value: Category = declare(N_("Added value for the region"), N_("Category 2."), needed="always")
    partner_value: Category = declare(N_("Added value for the partners"), N_("Category 3."), needed="always")
    duration: Category = declare(
        N_("Duration of the collaboration"), N_("Category 4, derived from the period."), needed="always"
    )

    def __getitem__(self, key: str) -> Category:
        category: Category = getattr(self, key)
        return category


class Vocabulary(Declared, dict=True):
    """`vocabulary.yaml`: the controlled terms, with their labels."""

    categories: Categories = declare(N_("Categories"), N_("The four categories of the evaluation."), needed="always")
    subsectors: Terms = declare(
        N_("Subsectors"), N_("The twelve subsectors of the creative industries."), needed="always"
    )
    sectors: Terms = declare(
        N_("Sectors"), N_("The sections of NACE Rev. 2, each under a key in words."), needed="always"
    )
    innovation: Terms = declare(N_("Type of innovation"), N_("Types of innovation."), needed="always")
    addressees: Terms = declare(N_("Addressees"), N_("Whom advice addresses."), needed="always")
    countries: dict[Code, Bounds] = declare(
        N_("Countries"), N_("The countries in scope, each with the box it lies in."), needed="always"
    )
    regions: dict[Code, Terms] | None = declare(
        N_("Regions"), N_("Regions whose name differs between languages, by country.")
    )

    @cached_property
    def named_regions(self) -> Mapping[tuple[str, str], tuple[str, Text]]:
        """(country, name in any language, case folded) -> key and labels."""
        return {
            (country, name.casefold()): (key, term.label)
            for country, terms in (self.regions or {}).items()
            for key, term in terms.items()
            for name in (key, *term.label.values())
        }

    def terms(self) -> dict[str, Mapping[str, Term]]:
        """Each vocabulary that has labels, by the name that `values.Key` gives it."""
        return {
            **{category: self.categories[category].options for category in ANSWERED},
            "subsectors": self.subsectors,
            "sectors": self.sectors,
            "innovation": self.innovation,
            "addressees": self.addressees,
        }

    def labels(self) -> dict[str, Mapping[str, str]]:
        """Vocabulary -> label in any language, case folded -> key: what an editor may have meant."""
        named = {
            vocabulary: {
                words.casefold(): key
                for key, term in terms.items()
                for words in (*term.label.values(), term.section or key)
            }
            for vocabulary, terms in self.terms().items()
        }
        return {**named, "countries": {"uk": "GB", "el": "GR"}}

    def keys(self) -> dict[str, tuple[str, ...]]:
        """The keys of each vocabulary, by the name that `values.Key` gives it."""
        return {**{name: tuple(terms) for name, terms in self.terms().items()}, "countries": tuple(self.countries)}


class EmployeeLimit(Declared):
    """KLT303: up to how many employees count as small or medium-sized."""

    at_most: Annotated[int, Whole(1, 99_999)] = declare(
        N_("At most"), N_("An enterprise counts as small or medium-sized up to this many employees."), needed="always"
    )
    source: Address = declare(N_("Source"), N_("Where the limit is set."), needed="always")
    note: Text | None = declare(N_("Note"), N_("What readers should know about the limit."))


class CountryLimit(Declared):
    """KLT305: a country's own limit."""

    below: Annotated[int, Whole(1, 9_999_999)] = declare(
        N_("Fewer than"), N_("A place counts as rural with fewer inhabitants than this."), needed="always"
    )
    source: Address = declare(N_("Source"), N_("Where the limit is set."), needed="always")


class InhabitantLimit(CountryLimit):
    """KLT305: up to how many inhabitants a place counts as rural."""

    note: Text | None = declare(N_("Note"), N_("What readers should know about the limit."))
    countries: dict[Code, CountryLimit] | None = declare(
        N_("Countries"), N_("Countries with a limit of their own, each with its source.")
    )

    def of(self, country: str) -> CountryLimit:
        """The limit that holds in `country`."""
        return (self.countries or {}).get(country, self)


CRITERION_CODES = ("KLT301", "KLT302", "KLT303", "KLT304", "KLT305", "KLT306")


class Attestation(Declared):
    """An editorial team that vouches for criteria of the entries it listed."""

    by: Text = declare(N_("By"), N_("Who vouches."), needed="always")
    statement: Text = declare(N_("Statement"), N_("For what, and on which ground."), needed="always")
    vouches_for: tuple[Annotated[str, OneOf(CRITERION_CODES)], ...] = declare(
        N_("Vouches for"), N_("The codes of the criteria it covers."), example="[KLT301, KLT302]", needed="always"
    )
    source: Address = declare(N_("Source"), N_("Where this can be read."), needed="always")


class Criteria(Declared):
    """`criteria.yaml`: the limits of the criteria, each with its source, and the attestations."""

    employees: EmployeeLimit = declare(N_("Employees"), N_("The limit of KLT303."), needed="always")
    inhabitants: InhabitantLimit = declare(N_("Inhabitants"), N_("The limit of KLT305."), needed="always")
    urban_partners: Annotated[int, Whole(0, 99)] = declare(
        N_("Urban partners"), N_("How many partners may be urban (KLT305)."), example="1", needed="always"
    )
    attestations: dict[Slug, Attestation] | None = declare(
        N_("Attestations"), N_("Editorial teams that vouch for entries.")
    )


class Settings(Struct, frozen=True, dict=True):
    """Everything that surrounds the collaborations."""

    site: Site
    vocabulary: Vocabulary
    criteria: Criteria
    editions: dict[str, Edition]

    def reading(self) -> Reading:
        """What the fields of a case file are read against."""
        keys = self.vocabulary.keys()
        keys["attestations"] = tuple(self.criteria.attestations or ())
        return Reading(self.site.languages, keys, self.vocabulary.labels())

    def on(self, as_of: date | None, base_url: str | None) -> Settings:
        """These settings with the day and the address that the command line gives."""
        changes = {"evaluated_on": as_of, "base_url": base_url and _folder_address(base_url)}
        return replace(self, site=replace(self.site, **{name: value for name, value in changes.items() if value}))
