"""The open data: which files there are, for whom, and on which terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kltsite.languages import N_, SOURCE
from kltsite.present.addresses import DATA, folder_of, relative
from kltsite.present.views import DataView, Download, Downloads, Link, Translation, linked
from kltsite.present.views.offered import (
    CSV,
    SCHEMA,
    Offer,
    changes,
    changes_file,
    data_sets,
    described_by,
    descriptions,
    read_file,
)
from kltsite.present.views.scene import Scene
from kltsite.stats import share
from kltsite.translations import complete


def data_view(scene: Scene, schemas: Iterable[str], withdrawn: Iterable[str]) -> DataView:
    """What can be downloaded; `schemas` are the files below data/v1/schema/."""
    address = scene.addresses.view("data") or ""
    folder, words, sets = folder_of(address), scene.words, data_sets(scene)
    twins = {language: one.view("data") or "" for language, one in scene.everywhere.items()}
    told = words.gettext("Entries and evaluation as files to use and to build on.")
    return DataView(
        frame=scene.frame(
            address, twins, scene.named("data"), told, linked=linked.open_data(scene, "data", told, sets)
        ),
        entries=words.published(len(scene.statistics.entries)),
        catalogue=relative(folder, f"{DATA}catalog.jsonld"),
        changes=relative(folder, DATA + changes_file(scene.language)),
        purposes=tuple(_purposes(scene, folder)),
        embedding=Link(scene.named("embedding"), relative(folder, scene.addresses.view("embedding") or "")),
        groups=(
            *(
                Downloads(one.name, one.title, one.what, tuple(_download(scene, offer, folder) for offer in one.offers))
                for one in sets
            ),
            *_further(scene, folder, schemas),
        ),
        translations=tuple(_translations(scene)),
        withdrawn=tuple(Link(slug, relative(folder, scene.addresses.entry(slug))) for slug in withdrawn),
    )


def _translations(scene: Scene) -> Iterator[Translation]:
    """How complete the texts of published entries are, a language each."""
    words = scene.words
    for language in scene.settings.site.languages:
        found = complete(scene.standings.values(), language)
        stale = words.ngettext("{count} text is to be reviewed", "{count} texts are to be reviewed", found.stale)
        yield Translation(
            words.language_title(language),
            words.figure(found.there, found.texts, share(found.there, found.texts)),
            stale.format(count=words.number(found.stale)) if found.stale else "",
        )


def _purposes(scene: Scene, folder: str) -> Iterator[tuple[str, Link]]:
    told = scene.words.gettext
    files = (
        (told("To read, sort and filter in a spreadsheet"), read_file(scene.language)),
        (told("For a map"), "collaborations.geojson"),
        (told("To reckon with in R, Python or a statistics program"), "collaborations.csv"),
        (told("The numbers of the evaluation"), "evaluation.csv"),
        (told("For a website or a program of your own"), "collaborations.json"),
        (told("For a data portal"), "catalog.ttl"),
    )
    for purpose, path in files:
        yield purpose, Link(path, relative(folder, DATA + path))


def _further(scene: Scene, folder: str, schemas: Iterable[str]) -> Iterator[Downloads]:
    """What is not data, but tells of it."""
    told = scene.words.gettext
    yield Downloads(
        "changes",
        told("What has changed"),
        told(
            "A feed to subscribe to: which entries were added, changed or withdrawn, and in which fields, as far as "
            "that is known."
        ),
        tuple(_download(scene, offer, folder) for offer in changes(scene)),
    )
    yield Downloads(
        "programs",
        told("For programs and data portals"),
        told("What describes the files so that programs find and understand them without asking anybody."),
        tuple(_download(scene, offer, folder) for offer in descriptions(scene)),
    )
    yield Downloads(
        "schemas",
        told("Schemas"),
        told("What the files of the content hold, field by field: editors’ programs check with them while one types."),
        tuple(_download(scene, Offer(f"schema/{name}", SCHEMA, _schema_told(scene, name)), folder) for name in schemas),
    )


_CONTENT = {  # file of the content -> what it is
    "collaboration": N_("Case file"),
    "criteria": N_("Limits and attestations"),
    "edition": N_("Published edition"),
    "site": N_("The site"),
    "vocabulary": N_("Vocabulary"),
}


def _schema_told(scene: Scene, name: str) -> str:
    """`site.de.schema.json` -> The site, explained in German."""
    kind, *between = name.removesuffix(".schema.json").split(".")
    language = scene.words.language_name(between[0] if between else SOURCE)
    told = scene.words.gettext("{file}, explained in {language}")
    return told.format(file=scene.words.gettext(_CONTENT[kind]), language=language)


def _download(scene: Scene, offer: Offer, folder: str) -> Download:
    beside = described_by(offer.path) if offer.form is CSV else offer.schema
    name = scene.words.gettext("Columns") if offer.form is CSV else scene.words.gettext("Schema")
    link = Link(name, relative(folder, DATA + beside)) if beside else None
    path = offer.path.removeprefix("schema/")
    return Download(path, offer.what, relative(folder, DATA + offer.path), offer.form.name, link)
