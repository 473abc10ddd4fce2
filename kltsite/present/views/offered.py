"""The files of the open data: which there are, in which form, and what each holds; once for all that list them."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from kltsite.languages import N_
from kltsite.present.views import story
from kltsite.present.views.scene import Scene

COLLABORATIONS, EVALUATION, VOCABULARY = "collaborations", "evaluation", "vocabulary"  # data sets; editions have names
EDITIONS = "editions/"  # below data/v1/
EXPORTED = "schema/export/"  # the schemas of exports, below data/v1/

KEYWORDS = (
    N_("cultural and creative industries"),
    N_("small and medium-sized enterprises"),
    N_("rural areas"),
    N_("collaboration"),
)


class Form(Struct, frozen=True):
    """A form of file: how people call it, its media type, and its name in the EU's list of file types."""

    name: str
    media_type: str
    file_type: str


JSON = Form("JSON", "application/json", "JSON")
CSV = Form("CSV", "text/csv", "CSV")
GEOJSON = Form("GeoJSON", "application/geo+json", "GEOJSON")
TURTLE = Form("Turtle", "text/turtle", "RDF_TURTLE")
JSON_LD = Form("JSON-LD", "application/ld+json", "JSON_LD")
PARQUET = Form("Parquet", "application/vnd.apache.parquet", "PARQUET")
ATOM = Form("Atom", "application/atom+xml", "ATOM")
SCHEMA = Form("JSON Schema", "application/schema+json", "JSON")


class Offer(Struct, frozen=True):
    """A file, told in one language."""

    path: str  # below data/v1/
    form: Form
    what: str
    language: str = ""  # of its words, where they are in one only
    schema: str = ""  # what describes it, below data/v1/


class DataSet(Struct, frozen=True):
    """A data set in all its forms, told in one language."""

    name: str
    title: str
    what: str
    offers: tuple[Offer, ...]
    edition: str = ""  # the published edition that it is


def changes_file(language: str) -> str:
    """The feed of what was added, changed and withdrawn, below data/v1/."""
    return f"changes.{language}.xml"


def read_file(language: str) -> str:
    """The table of entries for readers of a language, below data/v1/."""
    return f"collaborations.{language}.csv"


def described_by(path: str) -> str:
    """The description of a table's columns (CSVW), where programs look for it."""
    return f"{path}-metadata.json"


def schema_of(name: str) -> str:
    """The JSON Schema of an export."""
    return f"{EXPORTED}{name}.schema.json"


def data_sets(scene: Scene) -> tuple[DataSet, ...]:
    """All data sets, the same in every language, in the same order."""
    told = scene.words.gettext
    return (
        DataSet(
            COLLABORATIONS,
            told("Collaborations"),
            told(
                "Collaborations of the cultural and creative industries with small firms in rural Europe: place, "
                "partners, period, what each brought, its sources, and how it stands to the six criteria."
            ),
            tuple(_collaborations(scene)),
        ),
        DataSet(
            EVALUATION,
            told("Evaluation"),
            told(
                "How often each answer was given in the four categories; entries by country, region, subsector, "
                "sector and type of innovation; which subsectors meet which sectors; how long it lasted. "
                "With the entries behind each number."
            ),
            tuple(_evaluation(scene)),
        ),
        *_editions(scene),
        DataSet(
            VOCABULARY,
            told("Vocabulary"),
            told(
                "The controlled terms of entries and evaluation, each with a key that never changes and a label in "
                "every language of the site. The sectors lead to the EU’s classification NACE Rev. 2."
            ),
            tuple(_vocabulary(scene)),
        ),
    )


def _collaborations(scene: Scene) -> Iterator[Offer]:
    told = scene.words.gettext
    yield Offer("collaborations.json", JSON, told("All entries with every field"), schema=schema_of("collaborations"))
    yield Offer("collaborations.csv", CSV, told("All entries as a table, with neutral keys"))
    for language in scene.settings.site.languages:
        what = told("All entries as a table for readers, in {language}").format(
            language=scene.words.language_name(language)
        )
        yield Offer(read_file(language), CSV, what, language)
    if scene.parquet:
        yield Offer("collaborations.parquet", PARQUET, told("All entries as a table with typed columns, for analysis"))
    told_of = told("How complete the texts of each entry are in each language")
    yield Offer("translations.json", JSON, told_of, schema=schema_of("translations"))
    yield Offer(
        "collaborations.geojson",
        GEOJSON,
        told("All entries that have coordinates, for maps"),
        schema=schema_of("geojson"),
    )


def _evaluation(scene: Scene) -> Iterator[Offer]:
    told = scene.words.gettext
    yield Offer(
        "evaluation.json",
        JSON,
        told("The evaluation with the entries behind each number"),
        schema=schema_of("evaluation"),
    )
    yield Offer("evaluation.csv", CSV, told("The evaluation as a table"))
    yield from (Offer(name, CSV, what) for name, what in story.tables(scene))


def _editions(scene: Scene) -> Iterator[DataSet]:
    told = scene.words.gettext
    for name, edition in sorted(scene.settings.editions.items()):
        counted = scene.words.ngettext("{count} entry", "{count} entries", edition.entries)
        what = told("A published evaluation, whose numbers stay as they are: {entries}.").format(
            entries=counted.format(count=scene.words.number(edition.entries))
        )
        offers = (
            Offer(f"{EDITIONS}{name}.json", JSON, told("The published numbers"), schema=schema_of("evaluation")),
            Offer(f"{EDITIONS}{name}.csv", CSV, told("The published numbers as a table")),
        )
        yield DataSet(f"edition-{name}", scene.words.text(edition.title)[0], what, offers, name)


def _vocabulary(scene: Scene) -> Iterator[Offer]:
    told = scene.words.gettext("All terms with their labels, as concept schemes (SKOS)")
    yield Offer("vocabulary.ttl", TURTLE, told)
    yield Offer("vocabulary.jsonld", JSON_LD, told)


def descriptions(scene: Scene) -> tuple[Offer, ...]:
    """What tells programs of all these files."""
    told = scene.words.gettext
    catalogue = told("The catalogue of all data sets, for data portals (DCAT-AP 3)")
    return (
        Offer("catalog.ttl", TURTLE, catalogue),
        Offer("catalog.jsonld", JSON_LD, catalogue),
        Offer("datapackage.json", JSON, told("All tables with their columns, as a Data Package")),
        Offer("openapi.json", JSON, told("All files as an interface for programs (OpenAPI)")),
    )


def changes(scene: Scene) -> tuple[Offer, ...]:
    """The feeds of what changes in the data."""
    told = scene.words.gettext("What was added, changed and withdrawn, in {language}")
    return tuple(
        Offer(changes_file(language), ATOM, told.format(language=scene.words.language_name(language)), language)
        for language in scene.settings.site.languages
    )
