"""The open data, and what machines read of a site beside its pages: each a job, as the large ones take a while."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.settings import Settings
from kltsite.former import Former
from kltsite.languages import SOURCE
from kltsite.present.addresses import CHOOSER, DATA, schema_file
from kltsite.present.exports import catalog, concepts, described, exported, feeds, hosting, parquet, records, sheets
from kltsite.present.exports.graph import Node, json_ld, turtle
from kltsite.present.exports.rows import Rows
from kltsite.present.views.offered import EDITIONS, changes_file, read_file
from kltsite.present.views.scene import Scene
from kltsite.publish import Output
from kltsite.stats import Statistics

if TYPE_CHECKING:
    from kltsite.present.pages import PageKey

Job = Callable[[], Iterable[Output]]
Later = Callable[[str, Callable[[], bytes]], bytes]  # for a file, by its address and what makes it: what stands for it


def at_once(address: str, make: Callable[[], bytes]) -> bytes:
    """The file itself."""
    return make()


def files(
    cases: Sequence[Collaboration],
    scenes: Sequence[Scene],
    schemas: Mapping[str, bytes],
    keys: Sequence[PageKey],
    moved: Mapping[str, Collaboration],  # by their former slugs
    later: Later = at_once,
    former: Former | None = None,
) -> Iterator[Job]:
    """Makes every file, the dear ones first and perhaps `later`; small ones are one job together.

    Where later builds are to know what is written, `former` is what the build before this one left to know.
    """
    first = scenes[0]
    found, base = first.settings, first.settings.site.base_url
    one = partial(_one, later)
    yield from tables(cases, scenes, later, former)
    for name, make in _entries(cases, scenes):
        yield partial(one, DATA + name, make)
    yield partial(_several, "", lambda: hosting.sitemap(_twins(keys, scenes), base))
    for scene in scenes:
        yield partial(one, scene.addresses.feed(), partial(feeds.feed, scene))
        yield partial(one, DATA + changes_file(scene.language), partial(feeds.changes, scene, cases))
    standings = partial(records.translations_json, first.standings, found.site.languages)
    yield partial(one, f"{DATA}translations.json", standings)
    yield partial(_several, DATA, lambda: dict(_numbers(first.statistics, found)))
    yield partial(_several, DATA, lambda: dict(_described(cases, scenes, schemas)))
    yield partial(_several, "", lambda: dict(_for_hosts(scenes, moved)))


def _one(later: Later, address: str, make: Callable[[], bytes]) -> tuple[Output]:
    return (Output(address, later(address, make)),)


def tables(
    cases: Sequence[Collaboration], scenes: Sequence[Scene], later: Later, former: Former | None
) -> Iterator[Job]:
    """Makes every file that has a row for each entry."""
    for name, rows in by_rows(cases, scenes):
        if former and later is at_once:
            yield partial(_upon, former, DATA + name, rows)
        else:
            yield partial(_one, later, DATA + name, rows.whole)


def _upon(former: Former, address: str, rows: Rows) -> tuple[Output]:
    data, lengths = former.rows_of(address, rows)
    return (Output(address, data, rows=lengths),)


def _several(folder: str, make: Callable[[], Mapping[str, bytes]]) -> Iterator[Output]:
    return (Output(folder + name, data) for name, data in make().items())


def by_rows(cases: Sequence[Collaboration], scenes: Sequence[Scene]) -> Iterator[tuple[str, Rows]]:
    """The entries in each form that has a row for each."""
    first = scenes[0]
    yield "collaborations.json", records.collaborations_json(cases, first.settings, first.everywhere)
    yield "collaborations.csv", sheets.collaborations_csv(first, cases)
    for scene in scenes:
        yield read_file(scene.language), sheets.collaborations_to_read(scene, cases)


def _entries(cases: Sequence[Collaboration], scenes: Sequence[Scene]) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """The entries in the other forms."""
    first = scenes[0]
    found, everywhere = first.settings, first.everywhere
    if first.parquet:
        yield "collaborations.parquet", partial(parquet.collaborations_parquet, first, cases)
    yield "collaborations.geojson", partial(records.collaborations_geojson, cases, found, everywhere)


def _numbers(statistics: Statistics, found: Settings) -> Iterator[tuple[str, bytes]]:
    """The evaluation of today and of each edition."""
    yield "evaluation.json", records.evaluation_json(statistics, found)
    yield "evaluation.csv", sheets.evaluation_csv(statistics, found)
    for name, rows in sheets.chart_tables(statistics, found).items():
        yield f"charts/{name}.csv", rows
    for name, edition in sorted(found.editions.items()):
        yield f"{EDITIONS}{name}.csv", sheets.edition_csv(name, edition)
        yield f"{EDITIONS}{name}.json", records.edition_json(name, edition, found)


def _described(
    cases: Sequence[Collaboration], scenes: Sequence[Scene], schemas: Mapping[str, bytes]
) -> Iterator[tuple[str, bytes]]:
    """The vocabulary, and what tells programs of the files."""
    yield from _graph("catalog", catalog.catalog(scenes, cases)).items()
    yield from _graph("vocabulary", concepts.vocabulary(scenes)).items()
    case_file = json.loads(schemas[schema_file("collaboration", SOURCE)])
    below = {f"schema/{name}": data for name, data in schemas.items()}
    below |= exported.schemas(scenes[0].settings, case_file)
    yield from below.items()
    yield from described.tables(scenes).items()
    yield "datapackage.json", described.data_package(scenes)
    yield "openapi.json", described.openapi(scenes, [path.removeprefix("schema/") for path in below])


def _for_hosts(scenes: Sequence[Scene], moved: Mapping[str, Collaboration]) -> Iterator[tuple[str, bytes]]:
    """What search engines and hosts read."""
    yield "robots.txt", hosting.robots(scenes[0].settings.site.base_url)
    embeds = [scene.addresses.embed("*") for scene in scenes]
    yield "_headers", hosting.headers(embeds, [scene.addresses.view("embedding") or "" for scene in scenes])
    yield "_redirects", hosting.redirects(_gone(scenes, moved))


def _graph(name: str, nodes: Sequence[Node]) -> dict[str, bytes]:
    """The same statements in both forms."""
    return {f"{name}.ttl": turtle(nodes), f"{name}.jsonld": json_ld(nodes)}


def _twins(keys: Iterable[PageKey], scenes: Sequence[Scene]) -> Iterator[dict[str, str]]:
    """Where each page that search engines may list lives in each language.

    The page that lets readers choose a language belongs to the home pages.
    """
    first = scenes[0]
    for key in keys:
        if key.language != first.language or key.kind in ("withdrawn", "redirect", "embed", "card", "help", "rule"):
            continue
        if key.kind == "entry" and not first.cases[key.name].published:
            continue
        twins = {scene.language: key.address(scene.addresses) for scene in scenes}
        yield {"x-default": CHOOSER, **twins} if key.kind == "home" else twins


def _gone(scenes: Sequence[Scene], moved: Mapping[str, Collaboration]) -> Iterator[tuple[str, str]]:
    """The former and the present address of each entry that moved."""
    for scene in scenes:
        for former, case in sorted(moved.items()):
            yield scene.addresses.entry(former), scene.addresses.entry(case.slug)
