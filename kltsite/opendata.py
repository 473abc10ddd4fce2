"""The open data, and what machines read of a site beside its pages: each a job, as the large ones take a while."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from kltsite.domain.collaboration import Collaboration
from kltsite.present import exports
from kltsite.present.addresses import CHOOSER, DATA, SCHEMAS
from kltsite.present.pages import PageKey
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

    yield job(f"{DATA}collaborations.json", partial(exports.collaborations_json, cases, found, everywhere))
    yield job(f"{DATA}collaborations.csv", partial(exports.collaborations_csv, first, cases))
    yield several("", lambda: exports.sitemap(_twins(keys, scenes), base))
    for scene in scenes:
        yield job(scene.addresses.feed(), partial(exports.feed, scene))
    yield job(f"{DATA}collaborations.geojson", partial(exports.collaborations_geojson, cases, found, everywhere))
    yield job(f"{DATA}evaluation.json", partial(exports.evaluation_json, statistics))
    yield job(f"{DATA}evaluation.csv", partial(exports.evaluation_csv, statistics, found))
    yield job(f"{DATA}translations.json", partial(exports.translations_json, first.standings, found.site.languages))
    tables = partial(exports.chart_tables, statistics, found)
    yield several(f"{DATA}charts/", lambda: {f"{name}.csv": rows for name, rows in tables().items()})
    yield several(SCHEMAS, lambda: schemas)
    yield job("robots.txt", partial(exports.robots, base))
    yield job("_headers", lambda: exports.headers(one.embed("*") for one in everywhere.values()))
    yield job("_redirects", lambda: exports.redirects(_gone(scenes, moved)))


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
