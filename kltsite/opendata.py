"""The open data, and what machines read of a site beside its pages: each a job, as the large ones take a while."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from kltsite.domain.collaboration import Collaboration
from kltsite.languages import SOURCE
from kltsite.present.addresses import CHOOSER, DATA, SCHEMAS, schema_file
from kltsite.present.exports import catalog, concepts, described, feeds, hosting, parquet, records, sheets
from kltsite.present.exports.exported import schemas as exports_schemas
from kltsite.present.exports.graph import Node, json_ld, turtle
from kltsite.present.pages import PageKey
from kltsite.present.views.offered import EDITIONS, changes_file, read_file
from kltsite.present.views.scene import Scene
from kltsite.publish import Output

Job = Callable[[], Iterable[Output]]


def files(
    cases: Sequence[Collaboration],
    scenes: Sequence[Scene],
    schemas: Mapping[str, bytes],
    keys: Sequence[PageKey],
    moved: Mapping[str, Collaboration],  # by their former slugs
) -> Iterator[Job]:
    """Makes every file, the dear ones first."""
    first = scenes[0]
    found, statistics, everywhere = first.settings, first.statistics, first.everywhere
    base = found.site.base_url

    def job(address: str, make: Callable[[], bytes]) -> Job:
        return lambda: (Output(address, make()),)

    def several(folder: str, make: Callable[[], Mapping[str, bytes]]) -> Job:
        return lambda: (Output(folder + name, data) for name, data in make().items())

    yield job(f"{DATA}collaborations.json", partial(records.collaborations_json, cases, found, everywhere))
    yield job(f"{DATA}collaborations.csv", partial(sheets.collaborations_csv, first, cases))
    for scene in scenes:
        yield job(DATA + read_file(scene.language), partial(sheets.collaborations_to_read, scene, cases))
    if first.parquet:
        yield job(f"{DATA}collaborations.parquet", partial(parquet.collaborations_parquet, first, cases))
    yield several("", lambda: hosting.sitemap(_twins(keys, scenes), base))
    for scene in scenes:
        yield job(scene.addresses.feed(), partial(feeds.feed, scene))
    yield job(f"{DATA}collaborations.geojson", partial(records.collaborations_geojson, cases, found, everywhere))
    yield job(f"{DATA}evaluation.json", partial(records.evaluation_json, statistics, found))
    yield job(f"{DATA}evaluation.csv", partial(sheets.evaluation_csv, statistics, found))
    tables = partial(sheets.chart_tables, statistics, found)
    yield several(f"{DATA}charts/", lambda: {f"{name}.csv": rows for name, rows in tables().items()})
    for name, edition in sorted(found.editions.items()):
        yield job(f"{DATA}{EDITIONS}{name}.csv", partial(sheets.edition_csv, name, edition))
        yield job(f"{DATA}{EDITIONS}{name}.json", partial(records.edition_json, name, edition, found))
    yield several(DATA, lambda: _graph("catalog", catalog.catalog(scenes, cases)))
    yield several(DATA, lambda: _graph("vocabulary", concepts.vocabulary(scenes)))
    for scene in scenes:
        yield job(DATA + changes_file(scene.language), partial(feeds.changes, scene, cases))
    case_file = json.loads(schemas[schema_file("collaboration", SOURCE)])
    exported = exports_schemas(found, case_file)
    yield several(DATA, lambda: exported)
    yield several(SCHEMAS, lambda: schemas)
    yield several(DATA, lambda: described.tables(scenes))
    yield job(f"{DATA}datapackage.json", lambda: described.data_package(scenes))
    names = [*(path.removeprefix("schema/") for path in exported), *schemas]
    yield job(f"{DATA}openapi.json", lambda: described.openapi(scenes, names))
    yield job("robots.txt", partial(hosting.robots, base))
    yield job("_headers", lambda: hosting.headers(one.embed("*") for one in everywhere.values()))
    yield job("_redirects", lambda: hosting.redirects(_gone(scenes, moved)))


def _graph(name: str, nodes: Sequence[Node]) -> dict[str, bytes]:
    """The same statements in both forms."""
    return {f"{name}.ttl": turtle(nodes), f"{name}.jsonld": json_ld(nodes)}


def _twins(keys: Iterable[PageKey], scenes: Sequence[Scene]) -> Iterator[dict[str, str]]:
    """Where each page that search engines may list lives in each language.

    The page that lets readers choose a language belongs to the home pages.
    """
    first = scenes[0]
    for key in keys:
        if key.language != first.language or key.kind in ("withdrawn", "redirect", "embed"):
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
