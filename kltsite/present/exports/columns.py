"""The columns of every table of the open data, declared once: tables and their descriptions follow."""

from __future__ import annotations

from msgspec import Struct

from kltsite import stats
from kltsite.domain.collaboration import Collaboration
from kltsite.domain.declared import labels
from kltsite.domain.settings import ANSWERED, CATEGORIES
from kltsite.languages import N_, Msg
from kltsite.present.views.series import OVER_TIME
from kltsite.present.views.story import slug_of

_FIELDS = labels(Collaboration)

KEYS, NAMES = " ", "; "  # what stands between several values of a cell


class Column(Struct, frozen=True):
    """One column: its key, which never changes, how people call it, and what its cells hold.

    `kind` is text, whole, decimal, day, moment (a year, a month or a day), keys or names; the last two are lists.
    """

    name: str
    label: Msg
    kind: str = "text"
    needed: bool = False
    vocabulary: str = ""  # whose keys it holds

    @property
    def between(self) -> str:
        """What stands between several values of a cell; "" where it holds one."""
        return {"keys": KEYS, "names": NAMES}.get(self.kind, "")


def _field(name: str, kind: str = "text", *, of: str = "", vocabulary: str = "") -> Column:
    """A column of a field, under the label that it has everywhere."""
    return Column(name, _FIELDS[(of, name) if of else (name,)], kind, vocabulary=vocabulary)


SLUG = Column("slug", N_("Name of the entry"), needed=True)
ADDRESS = Column("address", N_("Page"), needed=True)
TEXTS = (_field("title"), _field("summary"))
FACTS = (
    _field("country", of="place"),
    _field("region", of="place"),
    _field("locality", of="place"),
    _field("inhabitants", "whole", of="place"),
    _field("counted", "whole", of="place"),
    _field("latitude", "decimal", of="place"),
    _field("longitude", "decimal", of="place"),
    _field("subsectors", "keys", of="partners", vocabulary="subsectors"),
    _field("sectors", "keys", of="partners", vocabulary="sectors"),
    _field("started", "moment", of="period"),
    _field("ended", "moment", of="period"),
    _field("years", "decimal", of="period"),
    *(_field(name, "keys", vocabulary=name) for name in ANSWERED),
    Column("duration", N_("Duration of the collaboration"), "keys", vocabulary="duration"),
    _field("innovation", "keys", vocabulary="innovation"),
    _field("partners", "names"),
    _field("listed", "day"),
    _field("reviewed", "day"),
)

EVALUATION = (
    Column("edition", N_("Edition")),
    Column("as_of", N_("As of"), "moment", needed=True),
    Column("category", N_("Category"), needed=True),
    Column("option", N_("Answer"), needed=True),
    Column("count", N_("Entries"), "whole", needed=True),
    Column("answered", N_("Entries that state it"), "whole"),
    Column("total", N_("All entries"), "whole", needed=True),
    Column("share", N_("Share in per cent"), "decimal"),
)
CROSS = (
    Column("subsector", N_("Subsector"), needed=True),
    Column("sector", N_("Sector"), needed=True),
    Column("count", N_("Entries"), "whole", needed=True),
    Column("total", N_("All entries"), "whole", needed=True),
)
LENGTH = (
    SLUG,
    Column("as_of", N_("As of"), "day", needed=True),
    Column("years", N_("Length in years"), "decimal", needed=True),
    Column("class", N_("Class of length"), needed=True),
)
STARTED = (
    SLUG,
    Column("as_of", N_("As of"), "day", needed=True),
    Column("started", N_("Start"), "moment", needed=True),
    Column("ended", N_("End"), "moment"),
)


def entries(languages: tuple[str, ...]) -> tuple[Column, ...]:
    """The table of entries with neutral keys: texts once for each language."""
    texts = (Column(f"{one.name}_{language}", one.label) for one in TEXTS for language in languages)
    return (SLUG, *texts, *FACTS)


def entries_to_read() -> tuple[Column, ...]:
    """The table of entries in the language of its readers."""
    return (*TEXTS, *FACTS, ADDRESS)


def chart_tables() -> dict[str, tuple[Column, ...]]:
    """The tables behind the charts, by the chart's name in addresses."""
    categories = {slug_of(name): EVALUATION for name in CATEGORIES}
    over_time = {slug_of(name): EVALUATION for name in OVER_TIME}
    return {**categories, **over_time, slug_of(stats.CROSS): CROSS, stats.LENGTH: LENGTH, stats.STARTED: STARTED}


def of(path: str, languages: tuple[str, ...]) -> tuple[Column, ...]:
    """The columns of a table by its path below data/v1/. Raises KeyError for what is no table."""
    folder, _, name = path.removesuffix(".csv").rpartition("/")
    if folder == "charts":
        return chart_tables()[name]
    if folder == "editions":
        return EVALUATION
    to_read = {f"collaborations.{language}": entries_to_read() for language in languages}
    return {"collaborations": entries(languages), "evaluation": EVALUATION, **to_read}[name]
