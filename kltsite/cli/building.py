"""`kltsite build`: the content folder in, the whole site out."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from msgspec import Struct
from msgspec.structs import replace

from kltsite.cli.sending import Place
from kltsite.cli.shared import (
    FINE,
    PROBLEMS,
    as_of_option,
    content_option,
    examples,
    guarded,
    language_option,
    option,
    read,
    spread_over,
    teller_of,
    templates_option,
)

if TYPE_CHECKING:
    from kltsite import disk
    from kltsite.cli.remembering import Remembrance
    from kltsite.memory import Memory

CACHE = Path(".cache/kltsite")
_PORTS = 65535

T = TypeVar("T")


@click.command()
@content_option
@templates_option
@option(
    "--output",
    type=Place(),
    default="output",
    show_default=True,
    help="Where the site goes: a folder, or an address that begins with s3://.",
)
@option("--base-url", help="The address the site will have, instead of the one in site.yaml.")
@as_of_option
@option("--drafts", is_flag=True, help="Show drafts too; they never count.")
@option("--parquet", is_flag=True, help="Give out the entries as Parquet too; needs pip install 'kltsite[parquet]'.")
@option("--jobs", type=click.IntRange(1, 256), help="How many processes to use; one per processor if absent.")
@option("--executor", help="Have the work done by other machines: dask://host:port or dask+tls://host:port.")
@option("--no-cache", is_flag=True, help="Make every chart and picture anew.")
@option("--no-history", is_flag=True, help="Say nothing of what the git repository knows of the files.")
@option("--publication", is_flag=True, help="Put the publication beside the site, as PDF (see kltsite report).")
@language_option
@guarded
def build(
    content: Path,
    templates: Path,
    output: Path | str,
    base_url: str | None,
    as_of: date | None,
    drafts: bool,
    parquet: bool,
    jobs: int | None,
    executor: str | None,
    no_cache: bool,
    no_history: bool,
    publication: bool,
    lang: str,
) -> int:
    """Build the whole site. A build that fails leaves the output folder as it was."""
    from kltsite.cli import sending

    said = (as_of, base_of(base_url), drafts, publication, _possible(parquet))
    cluster = sending.spread_of(executor) if executor else None
    with sending.folder_for(output, no_cache) as folder:
        order = _Order(content, templates, folder, said, no_cache, no_history, lang)
        code = _built(order, cluster, jobs)
        if code == FINE and isinstance(output, str):
            sending.send(folder, output)
    return code


class _Order(Struct, frozen=True):
    """What the command line says, but for where the work is done."""

    content: Path
    templates: Path
    output: Path
    said: tuple[Any, ...]
    no_cache: bool
    no_history: bool
    lang: str


class _Build(Struct, frozen=True):
    """What a build that has to be goes by: what was read, what is known of the last one, where the site is written.

    At last who tells of it, and the words of all languages.
    """

    order: _Order
    files: Mapping[str, bytes]
    problems: tuple[Any, ...]
    templates: Mapping[str, bytes]
    cache: Any
    past: Remembrance
    tool: str
    staging: Any
    teller: Any
    interface: Any


def _built(order: _Order, cluster: AbstractContextManager[Any] | None, jobs: int | None) -> int:
    from kltsite import disk
    from kltsite.cli.remembering import Remembrance, Standing, code, standing

    tool, cache = code(), None if order.no_cache else disk.Cache(CACHE)
    told = (tool, *order.said, order.no_history)
    stood = standing(order.content, order.templates, told) if cache else Standing("", {})
    past = Remembrance(cache, order.output, stood)
    if whole := past.unchanged():
        teller, _ = teller_of(order.lang, order.content)
        _tell(whole.outputs, order.output, teller.counted(whole.levels, whole.files))
        return FINE
    from kltsite import folders  # with all that reads

    @contextmanager
    def begun(files: Mapping[str, bytes], problems: tuple[Any, ...] = ()) -> Iterator[_Build]:
        found = folders.templates(order.templates)
        with disk.stage(order.output, protected=[order.content, order.templates]) as staging:
            teller = teller_of(order.lang, order.content)
            yield _Build(order, files, problems, found, cache, past, tool, staging, *teller)

    if known := past.content(order.content):
        with begun(known[0]) as build:
            if _retouched(build, *known):
                return FINE
    with begun(*read(order.content)) as build, cluster or nullcontext(spread_over(jobs)) as spread:
        return _built_anew(build, spread)


def _retouched(build: _Build, files: disk.AsTheyStood, known: Mapping[str, str]) -> bool:
    """Whether nothing but stories changed, and the site has these now; what stands as it did is not even read."""
    from kltsite import disk, folders, git, judging, retouch

    last, past = build.past.last(), build.past
    anew, sizes = [path for path, told in known.items() if not told], files.sizes
    if last is None or past.pages is None or any(sizes[path] > folders.LIMIT for path in anew):
        return False
    around, site = _around(build), retouch.Site(past.pages, past.stood.keys(), past.file)
    if around.standing:
        site = replace(site, holds=partial(git.holds, build.order.content))
    try:
        digests = {**known, **judging.digests({path: files[path] for path in anew})}
        inputs = retouch.Inputs(files, digests, sizes)
        found = retouch.retouched(inputs, around, judging.Options(*build.order.said), site)
    except (retouch.UnsureError, disk.DiskError):  # the second where a file was changed meanwhile
        return False
    if new := [one for one in found.outputs if not one.kept]:
        for one in new:
            build.staging.write(one.address, one.data)
        made = {one.address for one in new}
        gone = found.gone | made
        stay = {address: stamp for address, stamp in past.stood.items() if address not in gone}
        stamps = {**build.staging.keep_all(stay), **build.staging.stamps(made)}
        build.staging.publish()
    past.keep(found.memory, stamps if new else past.stood, digests, (last.outputs, last.files, last.levels))
    _tell(last.outputs, build.order.output, build.teller.counted(last.levels, last.files))
    return True


def _built_anew(build: _Build, spread: Any) -> int:
    from kltsite import disk, git, judging
    from kltsite.problems import levels

    order, files, past = build.order, build.files, build.past
    options = judging.Options(*order.said)
    shelf = past.shelf(judging.reading_rests_on(files, options, build.tool))
    with git.asked(order.content, {} if order.no_history else files) as history:  # git writes while we read
        prepare = partial(_prepare, build.templates, build.interface)
        judged = judging.judge(files, options, spread, build.problems, shelf, meanwhile=prepare)
        repository = history(judged.former_slugs())
    if not judged.sound:
        click.echo(build.teller.text(judged.problems, judged.files), nl=False, err=True)
        return PROBLEMS
    from kltsite import assembly  # with all that shows

    versions = _versions(*order.said[3:])
    told = judging.digests(files)
    around = replace(_around(build), repository=repository, examples=examples(), versions=versions, digests=told)
    made = assembly.build(judged, files, around, options, spread, _keeping(build.staging, past))
    ledger, written = _entered(made)
    if found := ledger.settle():
        in_content = found[0].file in files  # a picture may turn out to be broken only now
        tell = build.teller if in_content else teller_of(order.lang, order.output)[0]
        click.echo(tell.text(found, judged.files if in_content else len(ledger.anchors)), nl=False, err=True)
        return PROBLEMS
    build.staging.publish()
    counts = levels(judged.problems)
    written = assembly.remembered(written, judged, told, around, options)
    past.keep(written, disk.standing(order.output), told, (len(ledger.anchors), judged.files, counts))
    _tell(len(ledger.anchors), order.output, build.teller.counted(counts, judged.files))
    return FINE


def _around(build: _Build) -> Any:
    """What a site is built with, but for what git knows, and what only pages of their own and `build.json` show."""
    from kltsite import assembly

    return assembly.Surroundings(
        *(build.templates, build.interface, *_drawing(build.cache), build.cache),
        before=lambda: build.past.pages,
        former_file=build.past.file,
        standing="" if build.order.no_history else build.past.repository,
        code=build.tool,
    )


def _prepare(templates: Any, interface: Any, found: Any) -> None:
    """Make ready what a build of many pages needs; what is wrong with a template is told when it is used."""
    from kltsite import assembly

    assembly.prepare(templates, interface, found)


def _drawing(cache: Any) -> tuple[Callable[[Any], str], Callable[[Any], bytes]]:
    """What draws charts and what paints them."""
    from kltsite.present import charts

    return (cached_drawing(cache), cached_painting(cache)) if cache else (charts.render, charts.paint)


def _entered(made: Iterable[Any]) -> tuple[Any, Memory]:
    """The ledger of all outputs, and what is to be remembered of them."""
    from kltsite import memory, publish

    ledger, pages, rows = publish.Ledger(), {}, {}
    for one in _progress(made, "Building"):
        ledger.enter(one)
        if one.basis:
            pages[one.address] = memory.Kept(one.basis, ledger.shared(one.anchors), ledger.shared(one.leads))
        if one.rows:
            rows[one.address] = one.rows
    return ledger, memory.Memory(pages=pages, rows=rows)


def _tell(outputs: int, output: Path, totals: str) -> None:
    click.echo(f"{outputs} files in {output}. {totals}")


def _versions(publication: bool, parquet: bool) -> dict[str, str]:
    """The versions of the libraries that shape what this build makes."""
    from kltsite.libraries import PARQUET, PRINTING, SHAPING, versions

    return versions((*SHAPING, *(PRINTING if publication else ()), *(PARQUET if parquet else ())))


def _keeping(staging: Any, past: Remembrance) -> Callable[[Any], Any]:
    """Writes a file where it is made and gives back the rest, so that its bytes go through no pipe.

    What stays is taken over as it stood.
    """
    from kltsite import disk, publish

    def keep(output: publish.Output) -> publish.Output:
        if output.kept:
            staging.keep(output.address, past.stood[output.address])
            return output
        try:
            staging.write(output.address, output.data)
        except disk.NameTaken:
            return publish.taken(output)
        return replace(output, data=b"")

    return keep


def base_of(base_url: str | None) -> str | None:
    """The address that --base-url gives. Raises a usage error for what is none."""
    if base_url is not None and not _can_be_base(base_url):
        told = f"{base_url!r} is not an address such as https://example.org/ or http://127.0.0.1:8000/site/"
        raise click.BadParameter(told, param_hint="--base-url")
    return base_url


def _can_be_base(address: str) -> bool:
    found = re.fullmatch(r"https?://\w[\w.-]*(:(?P<port>\d{1,5}))?(/[\w.~%/-]*)?", address, re.ASCII)
    return found is not None and int(found["port"] or 0) <= _PORTS


def _possible(parquet: bool) -> bool:
    if not parquet:
        return False
    from kltsite.present.exports import parquet as form

    if not form.possible():
        raise click.BadParameter("pyarrow is not installed: pip install 'kltsite[parquet]'", param_hint="--parquet")
    return True


def cached_drawing(cache: Any) -> Callable[[Any], str]:
    """Draws a chart, or takes its drawing from the cache; what the cache says is not believed, see present.charts."""
    from kltsite.present import charts

    def draw(chart: charts.Chart) -> str:
        key = charts.drawing_key(chart)
        kept = cache.get(key)
        if kept is not None:
            try:
                return charts.finish(kept, chart)
            except ValueError:
                kept = None  # not a drawing of this chart: drawn anew
        drawing = charts.draw(chart)
        cache.put(key, drawing)
        return charts.finish(drawing, chart)

    return draw


def cached_painting(cache: Any) -> Callable[[Any], bytes]:
    """Paints a picture, or takes its painting from the cache, where it is a painting at all, see present.charts."""
    from kltsite.present import charts, kept

    def paint(picture: charts.Picture) -> bytes:
        return kept(cache, charts.painting_key(picture), charts.is_painting, lambda: charts.paint(picture))

    return paint


def _progress(items: Iterable[T], label: str) -> Iterator[T]:
    """The items, counted on a terminal and quietly elsewhere."""
    if not sys.stderr.isatty():
        yield from items
        return
    for number, item in enumerate(items, 1):
        if number % 64 == 0:
            click.echo(f"\r{label}: {number}", nl=False, err=True)
        yield item
    click.echo("\r\x1b[K", nl=False, err=True)
