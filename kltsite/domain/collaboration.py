"""One collaboration, as its case file states it."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal

from msgspec.structs import replace

from kltsite.domain.declared import Choice, Declared, as_json, declare, from_json
from kltsite.domain.values import (
    Address,
    Day,
    Degrees,
    Key,
    Line,
    Longest,
    Moment,
    OneOf,
    PictureFile,
    Slug,
    Text,
    Whole,
    Years,
    YesNo,
)
from kltsite.languages import N_

SUMMARY_LENGTH = 300
TITLE_LENGTH = 120


class Place(Declared):
    """Where the collaboration takes effect."""

    locality: Line | None = declare(
        N_("Locality"), N_("The town, village or municipality where the collaboration takes effect."), example="Kamenz"
    )
    region: Line | None = declare(
        N_("Region"),
        N_("The state, province or comparable region, in English or in its own language."),
        example="Saxony",
    )
    country: Annotated[str, Key("countries")] = declare(
        N_("Country"), N_("The country's code of two letters (ISO 3166-1)."), example="DE", needed="always"
    )
    inhabitants: Annotated[int, Whole(1, 99_999_999)] | None = declare(
        N_("Inhabitants"),
        N_("The official number of people who live in the municipality, in digits only."),
        example="17000",
    )
    counted: Annotated[int, Whole(1950, 2100)] | None = declare(
        N_("Year of the figure"), N_("The year for which the number of inhabitants holds."), example="2023"
    )
    latitude: Annotated[float, Degrees(90)] | None = declare(
        N_("Latitude"), N_("Degrees north, with a point; two decimals are enough."), example="51.27"
    )
    longitude: Annotated[float, Degrees(180)] | None = declare(
        N_("Longitude"), N_("Degrees east, with a point; two decimals are enough."), example="14.09"
    )


class Partner(Declared):
    """One of those who work together, in the role it has in this collaboration."""

    name: Line = declare(
        N_("Name"), N_("The partner's name, as the partner spells it."), example="Example Design", needed="always"
    )
    role: Annotated[str, OneOf(("cci", "sme", "other"))] = declare(
        N_("Role"),
        N_("cci: creative partner; sme: small or medium-sized enterprise; other: anyone else who takes part."),
        example="cci",
        needed="always",
    )
    subsectors: tuple[Annotated[str, Key("subsectors")], ...] = declare(
        N_("Subsectors"),
        N_("For role cci: one or more of the twelve subsectors of the cultural and creative industries."),
        example="[design, crafts]",
        default=(),
    )
    sectors: tuple[Annotated[str, Key("sectors")], ...] = declare(
        N_("Sectors"),
        N_("For role sme: one or more sections of the classification of economic activities (NACE Rev. 2)."),
        example="[manufacturing]",
        default=(),
        instead=True,
    )
    setting: Annotated[str, OneOf(("rural", "urban"))] | None = declare(
        N_("Setting"),
        N_("Whether the partner is based in a rural or an urban area; rural if absent."),
        example="urban",
        absent="rural",
    )
    locality: Line | None = declare(
        N_("Seat"), N_("The town or village where the partner is based."), example="Dresden"
    )
    country: Annotated[str, Key("countries")] | None = declare(
        N_("Country of the seat"), N_("The country's code of two letters (ISO 3166-1)."), example="DE"
    )
    website: Address | None = declare(N_("Website"), N_("The partner's own website."), example="https://example.org")
    employees: Annotated[int, Whole(0, 9_999_999)] | None = declare(
        N_("Employees"), N_("For role sme: how many people work there, digits only."), example="35", instead=True
    )


class Period(Declared):
    """How long the partners have worked together."""

    started: Moment | None = declare(
        N_("Start"), N_("When the collaboration began: a year, a month or a day."), example="2018-05"
    )
    ended: Moment | None = declare(
        N_("End"),
        N_("When it ended: a year, a month or a day. Leave it out while the collaboration goes on."),
        example="2023",
    )
    years: Years | None = declare(
        N_("Length in years"), N_("Instead of a start, where only the length is known."), example="2", instead=True
    )
    continuous: YesNo | None = declare(
        N_("Without a break"),
        N_("true where the partners have worked together without a break from the start, else false."),
        example="true",
        absent=False,
    )


class Remarks(Declared):
    """Free-text answers beside the fixed ones, per field."""

    contact: Text | None = declare(N_("Type of contact"), N_("What the fixed answers do not say."))
    regional_value: Text | None = declare(N_("Added value for the region"), N_("What the fixed answers do not say."))
    partner_value: Text | None = declare(N_("Added value for the partners"), N_("What the fixed answers do not say."))
    innovation: Text | None = declare(N_("Type of innovation"), N_("What the fixed answers do not say."))
    period: Text | None = declare(N_("Period"), N_("What the dates do not say."))
    subsectors: Text | None = declare(N_("Subsectors"), N_("What the fixed answers do not say."))
    sectors: Text | None = declare(N_("Sectors"), N_("What the fixed answers do not say."))


class Statement(Declared):
    """What shows a criterion that no figure can show."""

    statement: Text | None = declare(
        N_("Statement"), N_("What shows that the criterion is met, in one or two sentences.")
    )
    source: Address | None = declare(N_("Source"), N_("Where this can be read."), example="https://example.org/report")


class EqualTerms(Statement):
    """The statement for KLT302, or the fact that the work was a bought service."""

    commissioned: YesNo | None = declare(
        N_("Commissioned service"),
        N_("true where one partner simply bought a service from the other."),
        example="true",
        instead=True,
        absent=False,
    )


class Evidence(Declared):
    """Statements for the criteria that no figure can show."""

    economic_background: Statement | None = declare(
        N_("Economic background"),
        N_("What shows that the collaboration is an economic one."),
        key="economic-background",
    )
    equal_terms: EqualTerms | None = declare(
        N_("Equal terms"), N_("What shows that the partners work as equals."), key="equal-terms"
    )
    regional_effects: Statement | None = declare(
        N_("Effects for the region"), N_("What shows that the rural region gains."), key="regional-effects"
    )


class Advice(Declared):
    """A piece of advice from those who did it."""

    to: tuple[Annotated[str, Key("addressees")], ...] = declare(
        N_("Addressed to"), N_("Whom the advice addresses."), example="[municipalities]", needed="always"
    )
    text: Text = declare(N_("Advice"), N_("The advice, in a sentence or two."), needed="always")


class Voice(Declared):
    """What someone who took part says, reported in our words."""

    speaker: Line = declare(N_("Speaker"), N_("Who says it."), example="Erika Mustermann", needed="always")
    of: Line | None = declare(N_("Of"), N_("The organisation the speaker belongs to."), example="Example GmbH")
    text: Text = declare(N_("Said"), N_("What was said, as reported speech."), needed="always")
    source: Address = declare(
        N_("Source"), N_("Where this can be read."), example="https://example.org", needed="always"
    )


class Medium(Choice):
    """A picture of our own, or a recording elsewhere."""

    __slots__ = ()


class Image(Declared, Medium):
    """A picture of the collaboration, in content/media."""

    kind: Literal["image"] = declare(
        N_("Kind"), N_("image: a picture of our own; video, podcast: a link."), example="image", needed="always"
    )
    file: PictureFile = declare(
        N_("File"), N_("The picture's path below content/media."), example="bathing-box/house.jpg", needed="always"
    )
    alt: Text = declare(
        N_("Alternative text"), N_("What the picture shows, for those who cannot see it."), needed="always"
    )
    credit: Line = declare(
        N_("Credit"), N_("Who took or owns the picture."), example="© Erika Mustermann", needed="always"
    )
    licence: Line = declare(
        N_("Licence"),
        N_("On which terms it may be shown and used; the open data name it where these are clear, as in CC BY 4.0."),
        example="CC BY 4.0",
        needed="always",
    )


class Recording(Declared, Medium):
    """A video or podcast elsewhere: a plain link, never an embed."""

    kind: Literal["video", "podcast"] = declare(
        N_("Kind"), N_("image: a picture of our own; video, podcast: a link."), example="podcast", needed="always"
    )
    url: Address = declare(
        N_("Address"), N_("Where it can be seen or heard."), example="https://example.org/42", needed="always"
    )
    title: Text = declare(N_("Title"), N_("What is shown or heard."), needed="always")


class Link(Declared):
    """A page worth reading."""

    url: Address = declare(N_("Address"), N_("The page's address."), example="https://example.org", needed="always")
    title: Text = declare(N_("Title"), N_("What the page is."), needed="always")


class Source(Declared):
    """Where facts of this file come from."""

    url: Address = declare(
        N_("Address"), N_("Where the facts can be read."), example="https://example.org", needed="always"
    )
    accessed: Day | None = declare(N_("Accessed"), N_("When it was read."), example="2024-07-01")
    supports: tuple[Line, ...] = declare(
        N_("Supports"), N_("The fields whose facts it carries."), example="[period, contact]", default=()
    )


class Withdrawn(Declared):
    """When and why an entry was taken back."""

    on: Day = declare(N_("Withdrawn on"), N_("The day it was taken back."), example="2025-02-01", needed="always")
    reason: Text = declare(N_("Reason"), N_("Why, in a sentence that may be published."), needed="always")


class SetAside(Declared):
    """A warning that an editor has looked at and set aside."""

    code: Line = declare(N_("Code"), N_("The code of the warning."), example="KLT510", needed="always")
    reason: Line = declare(N_("Reason"), N_("Why it does not apply here."), needed="always")


class Collaboration(Declared, dict=True):
    """One collaboration between creatives and small firms in a rural region: one case file."""

    slug: str = ""  # the name of the file without its ending: the entry's permanent name

    title: Annotated[Text, Longest(TITLE_LENGTH)] = declare(
        N_("Title"), N_("The collaboration's name, at most 120 characters."), needed="always", default=Text({})
    )
    summary: Annotated[Text, Longest(SUMMARY_LENGTH)] | None = declare(
        N_("Summary"),
        N_("Who does what together, and for whom: plain text, at most 300 characters."),
        needed="published",
    )
    stated_status: Annotated[str, OneOf(("draft", "published", "withdrawn"))] | None = declare(
        N_("Status"),
        N_("How far the entry is: draft (if absent), published or withdrawn."),
        example="draft",
        key="status",
        absent="draft",
    )
    listed: Day | None = declare(N_("Listed on"), N_("The day it was first published."), example="2023-11-06")
    reviewed: Day | None = declare(
        N_("Reviewed on"), N_("The day an editor last checked the facts."), example="2024-07-15"
    )
    place: Place | None = declare(N_("Place"), N_("Where the collaboration takes effect."))
    traits: Text | None = declare(
        N_("Traits of the region"), N_("What is characteristic of the region, strengths and difficulties alike.")
    )
    partners: tuple[Partner, ...] = declare(
        N_("Partners"),
        N_("Who works together. The role belongs to this collaboration, not to the partner."),
        needed="published",
        default=(),
    )
    period: Period | None = declare(N_("Period"), N_("How long the partners have worked together."))
    contact: tuple[Annotated[str, Key("contact")], ...] = declare(
        N_("Type of contact"),
        N_("How the partners came together; several answers are possible."),
        example="[targeted-contact]",
        default=(),
    )
    regional_value: tuple[Annotated[str, Key("regional_value")], ...] = declare(
        N_("Added value for the region"),
        N_("What the region gains; several answers are possible."),
        example="[location-attractiveness]",
        default=(),
    )
    partner_value: tuple[Annotated[str, Key("partner_value")], ...] = declare(
        N_("Added value for the partners"),
        N_("What the partners gain; several answers are possible."),
        example="[innovation-development]",
        default=(),
    )
    innovation: tuple[Annotated[str, Key("innovation")], ...] = declare(
        N_("Type of innovation"), N_("What is new: a product, a service, a process."), example="[product]", default=()
    )
    remarks: Remarks | None = declare(N_("Remarks"), N_("Free-text answers beside the fixed ones, per field."))
    evidence: Evidence | None = declare(N_("Evidence"), N_("Statements for what no figure can show."))
    attested: Annotated[str, Key("attestations")] | None = declare(
        N_("Attested by"),
        N_("The attestation in criteria.yaml that vouches for the criteria."),
        example="european-perspectives-2024",
    )
    funding: Text | None = declare(N_("Funding"), N_("Who supported the collaboration with money."))
    description: Text | None = declare(N_("Description"), N_("The story, in Markdown: who, why, how, what came of it."))
    advice: tuple[Advice, ...] = declare(N_("Advice"), N_("What those who did it recommend."), default=())
    voices: tuple[Voice, ...] = declare(
        N_("Voices"), N_("What those who took part say, as reported speech."), default=()
    )
    media: tuple[Medium, ...] = declare(
        N_("Media"), N_("Pictures of our own; videos and podcasts as plain links."), default=()
    )
    links: tuple[Link, ...] = declare(N_("Links"), N_("Pages worth reading."), default=())
    sources: tuple[Source, ...] = declare(N_("Sources"), N_("Where the facts of this file come from."), default=())
    former_slugs: tuple[Slug, ...] = declare(
        N_("Former names"),
        N_("File names the entry had before; their addresses redirect here."),
        example="[old-name]",
        default=(),
    )
    withdrawn: Withdrawn | None = declare(
        N_("Withdrawal"), N_("When and why the entry was taken back; needed with status withdrawn.")
    )
    exceptions: tuple[SetAside, ...] = declare(
        N_("Exceptions"), N_("Warnings that were looked at and set aside, each with its reason."), default=()
    )

    def __reduce__(self) -> tuple[Any, ...]:
        return from_json, (Collaboration, as_json(self))  # in a third of the time that it takes field by field

    @property
    def status(self) -> str:
        """How far the entry is: draft, published or withdrawn."""
        return self.stated_status or "draft"

    def named(self, slug: str) -> Collaboration:
        """This collaboration under its file's name."""
        return replace(self, slug=slug)

    @property
    def published(self) -> bool:
        """Whether the entry is on the site and in the numbers."""
        return self.stated_status == "published"

    def partners_in(self, role: str) -> tuple[Partner, ...]:
        """The partners of one role: cci, sme or other."""
        return tuple(partner for partner in self.partners if partner.role == role)

    @cached_property
    def subsectors(self) -> tuple[str, ...]:
        """The subsectors of its creative partners, each once, in the order stated."""
        return tuple(dict.fromkeys(key for partner in self.partners_in("cci") for key in partner.subsectors))

    @cached_property
    def sectors(self) -> tuple[str, ...]:
        """The sectors of its small and medium-sized enterprises, each once, in the order stated."""
        return tuple(dict.fromkeys(key for partner in self.partners_in("sme") for key in partner.sectors))
