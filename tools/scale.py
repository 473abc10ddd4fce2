"""What many entries need, measured and reckoned on: `make scale` writes docs/scale.md.

A size that is measured replaces what docs/scale.json has of it; the others stay, as the largest takes an hour. The page
is made of that file and of docs/performance.json, which has the stages: by `tools.scale --page`.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import subprocess
import tempfile
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

from tools import bench
from tools.peers.results import Results, dearest
from tools.peers.results import read as read_results

ROOT = Path(__file__).resolve().parent.parent
RECORD, PAGE = ROOT / "docs" / "scale.json", ROOT / "docs" / "scale.md"
STAGES = ROOT / "docs" / "performance.json"  # `make bench-peers` measures each stage by itself
SIZES = (1_000, 10_000)
MANY, LANGUAGES, MEASURED_IN = 1_000_000, 24, 2  # entries and languages of the reckoning; languages of the measurements
WORKERS = (1, 16, 64, 256)
REQUESTS = 500  # a second, that one machine sends with 16 on their way at 30 ms each
MIB, GIB = 1 << 20, 1 << 30


@dataclass(frozen=True, slots=True)
class Point:
    """One cold build, with as many processes as the machine has processors."""

    entries: int
    processors: int
    wall: float  # seconds
    cpu: float  # seconds of all processors
    peak: float  # MiB of the largest process
    together: float  # MiB of all processes at one time
    read: int  # bytes of the content
    files: int
    written: int  # bytes of the site
    commit: str


def measured(folder: Path, size: int) -> Point:
    """A build of so many made-up entries beside the real ones."""
    place = bench.prepare(folder, size)
    found = bench.run(place, "build", "--templates", str(ROOT / "templates"))
    sizes = _sizes(place / "output")
    point = Point(
        size,
        os.cpu_count() or 1,
        round(found.wall, 1),
        round(found.cpu, 1),
        round(found.peak),
        round(found.together),
        sum(_sizes(place / "content")),
        len(sizes),
        sum(sizes),
        _commit(),
    )
    shutil.rmtree(place)
    return point


def _sizes(folder: Path) -> list[int]:
    return [path.stat().st_size for path in folder.rglob("*") if path.is_file()]


def _commit() -> str:
    told = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True)
    return told.stdout.strip()


def exponent(smaller: Point, larger: Point, name: str) -> float:
    """How something grows between two sizes: 1 where ten times the entries take ten times as much."""
    grown = math.log(getattr(larger, name) / getattr(smaller, name))
    return grown / math.log(larger.entries / smaller.entries)


def page(points: Sequence[Point], staged: Results) -> str:
    """The whole page: of what was measured whole, and of the stages of a build in one process."""
    measured = (*_table(points), *_growth(points), *_stages(staged))
    return "\n".join([*_head(), *measured, *_reckoned(points[-1]), *_breaks(points), *_ways()])


def _told(text: str, first: str = "") -> Iterator[str]:
    """A paragraph, or a point of a list, in lines."""
    yield from textwrap.wrap(first + " ".join(text.split()), 120, subsequent_indent=" " * len(first))


def _head() -> Iterator[str]:
    yield "<!-- made by `make scale` out of docs/scale.json and docs/performance.json -->"
    yield "# Large collections"
    yield ""
    yield "What a build needs as entries become many: what was measured, what is reckoned from it, what breaks first."
    yield ""


def _table(points: Sequence[Point]) -> Iterator[str]:
    yield "## Measured"
    yield ""
    yield from _told(f"""Cold builds in {MEASURED_IN} languages of made-up entries (`tools/corpus.py`) beside the real
        ones: whole processes, by the kernel's account. The machine had other work meanwhile, so trust the processor's
        seconds more than the clock's. Sizes were measured at the commits named.""")
    yield ""
    names = ("entries", "processors", "s by the clock", "s of processors", "largest process", "all together", "files")
    yield "| " + " | ".join((*names, "site", "commit")) + " |"
    yield "|--:|--:|--:|--:|--:|--:|--:|--:|---|"
    for one in points:
        yield (
            f"| {one.entries:,} | {one.processors} | {one.wall:,.0f} | {one.cpu:,.0f} | {one.peak:,.0f} MiB "
            f"| {one.together:,.0f} MiB | {one.files:,} | {one.written / MIB:,.0f} MiB | {one.commit} |"
        )
    yield ""


def _growth(points: Sequence[Point]) -> Iterator[str]:
    names = {"cpu": "processor time", "peak": "largest process", "files": "files", "written": "bytes of the site"}
    yield "How each grows, as the power of the number of entries (1: ten times the entries, ten times as much):"
    yield ""
    yield "| from | to | " + " | ".join(names.values()) + " |"
    yield "|--:|--:|" + "--:|" * len(names)
    for smaller, larger in pairwise(points):
        told = " | ".join(f"{exponent(smaller, larger, name):.2f}" for name in names)
        yield f"| {smaller.entries:,} | {larger.entries:,} | {told} |"
    yield ""


def _stages(staged: Results) -> Iterator[str]:
    """What an entry takes at each stage as entries become many, now and at an earlier commit."""
    columns = {
        f"{size:,}{told}": {name: 1000 * seconds / size for name, seconds in stages[size].items()}
        for size in staged.stages
        if size >= min(SIZES)
        for told, stages in ((f", `{staged.commit}`", staged.before), ("", staged.stages))
        if size in stages
    }
    if not columns:
        return
    yield "## Where the time goes"
    yield ""
    yield from _told(f"""Milliseconds an entry takes at each stage of a cold build in one process (`make bench-peers`),
        at commit `{staged.commit}` and now. A stage of which each entry takes longer where there are more of them is
        the one to look at; what the whole site takes only once becomes less.""")
    yield ""
    yield "| stage | " + " | ".join(columns) + " |"
    yield "|---|" + "--:|" * len(columns)
    yield "| all | " + " | ".join(f"**{sum(column.values()):.2f}**" for column in columns.values()) + " |"
    for name in dearest(columns.values()):
        cells = [f"{column.get(name, 0):.2f}" for column in columns.values()]
        if set(cells) != {"0.00"}:
            yield f"| {name} | " + " | ".join(cells) + " |"
    yield ""


def _reckoned(last: Point) -> Iterator[str]:
    times, more = MANY / last.entries, LANGUAGES / MEASURED_IN
    files, size = last.files * times * more, last.written * times * more
    cpu, memory = last.cpu * times * more, last.peak * MIB * times
    yield f"## Reckoned: {MANY:,} entries in {LANGUAGES} languages"
    yield ""
    yield from _told(f"""In proportion to {last.entries:,} entries: {times:,.0f} times the entries, {more:,.0f} times
        the pages of each. Nothing of this was measured. It takes for granted that what grew in proportion goes on to,
        that a language costs as much as one of the two measured ones, and that entries are as long as the made-up ones
        ({last.read / last.entries / 1000:.1f} kB in two languages; in all of them they are longer, and so are pages).
        """)
    yield ""
    yield from _told(
        f"""**Files, and inodes:** {files / 1e6:,.0f} million. ext4 has by default one inode per 16 KiB, so
        a disk with as many has {files * 16384 / GIB / 1024:,.1f} TiB. A store of objects knows no such limit.""",
        "- ",
    )
    yield from _told(
        f"""**Bytes:** {size / GIB:,.0f} GiB, and twice that while the new site stands beside the old.""", "- "
    )
    yield from _told(
        f"""**Upload:** {files / 1e6:,.0f} million requests for the first time; at {REQUESTS} a second
        {files / REQUESTS / 86400:,.1f} days. Later ones send what changed; to list what is there takes
        {files / 1e6:,.0f} thousand requests.""",
        "- ",
    )
    yield from _told(
        f"""**Processor time:** {cpu / 3600:,.0f} hours. **By the clock**, if the work divides evenly, as
        pages do, and if the client writes as fast: """
        + ", ".join(
            f"{cpu / 3600 / workers:,.1f} hours with {workers} worker{'s' if workers > 1 else ''}"
            for workers in WORKERS
        )
        + ".",
        "- ",
    )
    yield from _told(
        f"""**Memory:** {memory / GIB:,.0f} GiB in the largest process if it grows with entries alone; each
        further language adds its index, its order and its links on top.""",
        "- ",
    )
    yield ""


def _breaks(points: Sequence[Point]) -> Iterator[str]:
    last = points[-1]
    each = (last.peak - points[0].peak) * 1024 / (last.entries - points[0].entries)
    aim = ", more than the 1 GiB that we aim at" if last.peak > 1024 else ""
    yield "## What breaks first"
    yield ""
    yield from _told(
        f"""**Memory of the build.** Each entry takes {each:,.0f} KiB of the largest process: entries, the
        plan of pages and the ledger of links are held whole. At {last.entries:,} entries that is
        {last.peak / 1024:,.1f} GiB{aim}, so a machine of 16 GiB ends near
        {round(16 * MIB / each, -4):,.0f} entries with one process. Forked processes
        inherit it and come to hold much of it again; each worker of a cluster holds its own.""",
        "1. ",
    )
    yield from _told("""**One machine writes.** What workers make comes back to one disk or store.""", "2. ")
    yield from _told(
        """**Files of all entries** (JSON, CSV, GeoJSON, the index of the list) are each one job, made in
        one piece in memory.""",
        "3. ",
    )
    yield from _told("""**Inodes**, on disks that were not made for small files.""", "4. ")
    yield from _told(
        """**The list of what was sent** to a store is one object with about 120 bytes per file, written a
        few times a run; and to compare, a build reads every file of the site once more.""",
        "5. ",
    )
    yield ""


def _ways() -> Iterator[str]:
    yield "## Beyond one machine"
    yield ""
    yield "`pip install 'kltsite[scale]'` adds both; a build without them is as it was."
    for text in _WAYS:
        yield ""
        yield from _told(text)
    yield ""


_WAYS = (
    """**Work on a cluster.** `kltsite build --executor dask://host:port` (with TLS: `dask+tls://`, certificates by
    Dask's own configuration) has entries read and pages made by the workers of a running Dask cluster. Each
    needs the same installation: a worker with another version of the tool or of a library that shapes the
    site is refused. The site is the same, byte by byte, as one made by processes here, and a worker that is
    lost costs the time of its shards. The client writes every file, and makes pictures and the publication
    itself. Whom such a cluster must trust stands in [security.md](security.md).""",
    """**A site in a store.** `kltsite build --output s3://bucket/prefix` builds below `.cache/kltsite-sent/` and sends
    what changed: new files first, then entries, then lists and the ways into the site; then it removes what is gone. So
    no page leads to one that is not there, at any moment, and where a run is cut short the same command completes it.
    Credentials and region are taken from the environment (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`;
    `AWS_ENDPOINT_URL` for another server than Amazon's). One build at a time may send to one place.
    `.kltsite/sent.json` there holds a digest of each file and nothing else; files of others beside the site stay, and a
    place that holds files of others alone is refused.""",
)


def read() -> dict[int, Point]:
    """What was measured so far, by size."""
    found = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else []
    return {one["entries"]: Point(**one) for one in found}


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(prog="tools.scale", description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="numbers of entries; add 100000 for an hour")
    parser.add_argument("--folder", type=Path, help="where to work; a temporary folder if absent")
    parser.add_argument("--page", action="store_true", help="write the page alone, of what was measured before")
    options = parser.parse_args()
    points = read()
    with tempfile.TemporaryDirectory(prefix="kltsite-scale-", dir=options.folder) as folder:
        for size in () if options.page else map(int, options.sizes.split(",")):
            points[size] = measured(Path(folder), size)
    kept = [points[size] for size in sorted(points)]
    RECORD.write_text(json.dumps([asdict(one) for one in kept], indent=2) + "\n", encoding="utf-8")
    PAGE.write_text(page(kept, read_results(STAGES.read_text(encoding="utf-8"))), encoding="utf-8")


if __name__ == "__main__":
    main()
