"""How long `check` and `build` take, how much memory, and where the time goes: `make bench`.

Whole processes, measured by the kernel's account of the finished child; ratios of one run on one machine are what to
compare, not seconds of two machines. Entries are made up by `tools.corpus`, beside the real ones that pages link to.
"""

from __future__ import annotations

import argparse
import compileall
import inspect
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, astuple, dataclass
from functools import wraps
from pathlib import Path
from typing import Any

from tools import processes
from tools.corpus import case_files

ROOT = Path(__file__).resolve().parent.parent
SIZES = (23, 1_000, 10_000)
BOOK = 500  # entries of the publication
SEVERAL = 3  # runs of which the median counts; the largest size runs once


@dataclass(frozen=True, slots=True)
class Measured:
    """One command at one size: medians of seconds; in MiB the largest process, and all of them at one time."""

    size: int
    command: str
    state: str  # cold: no output, no cache; repeated: right after
    runs: int
    wall: float
    cpu: float
    peak: float
    together: float  # pages they share counted once; 0 where the system has no /proc


def prepare(folder: Path, size: int) -> Path:
    """A folder to run in: the real content, with so many made-up entries beside it."""
    compileall.compile_dir(ROOT / "kltsite", quiet=1)  # as pip does with what it installs
    place = folder / str(size)
    shutil.copytree(ROOT / "content", place / "content")
    for path, data in case_files(size):
        (place / "content" / path).write_bytes(data)
    return place


def run(place: Path, *arguments: str) -> processes.Run:
    """One command of the tool."""
    try:
        found = processes.run([sys.executable, "-m", "kltsite", *arguments], place, {"PYTHONPATH": str(ROOT)})
    except processes.CommandError as failure:
        raise SystemExit(str(failure)) from failure
    assert found is not None, "without a limit every command ends"
    return found


def measure(place: Path, size: int, runs: int) -> Iterator[Measured]:
    """`check` and `build`, cold and repeated."""
    templates = str(ROOT / "templates")
    for command, arguments in (("check", ("check",)), ("build", ("build", "--templates", templates))):
        found: dict[str, list[processes.Run]] = {"cold": [], "repeated": []}
        for _ in range(runs):
            for leftover in ("output", ".cache"):
                shutil.rmtree(place / leftover, ignore_errors=True)
            for times in found.values():
                times.append(run(place, *arguments))
        for state, times in found.items():
            columns = zip(*(astuple(one) for one in times), strict=True)
            yield Measured(size, command, state, runs, *map(statistics.median, columns))


def measure_book(place: Path, size: int) -> Measured:
    """The German publication, printed once."""
    found = run(place, "report", "--lang", "de", "--templates", str(ROOT / "templates"))
    return Measured(size, "report", "cold", 1, *astuple(found))


def floor(place: Path) -> float:
    """Seconds for writing the built site's bytes again, file by file: what no generator can go below."""
    return processes.writing(place / "output", place / "floor")


class Stopwatch:
    """Adds up the seconds of each stage; a stage within another one stops the outer one meanwhile."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._open = ["everything else"]
        self._since = time.perf_counter()

    def _turn(self) -> None:
        now = time.perf_counter()
        self.seconds[self._open[-1]] = self.seconds.get(self._open[-1], 0.0) + now - self._since
        self._since = now

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """What happens now counts for this stage."""
        self._turn()
        self._open.append(name)
        try:
            yield
        finally:
            self._turn()
            self._open.pop()

    def watched(self, owner: Any, name: str, stage: str) -> Callable[[], None]:
        """Wraps a function from outside, of a generator every step; the answer puts it back."""
        plain = getattr(owner, name)

        @wraps(plain)
        def call(*arguments: Any, **options: Any) -> Any:
            with self.stage(stage):
                return plain(*arguments, **options)

        @wraps(plain)
        def steps(*arguments: Any, **options: Any) -> Iterator[Any]:
            iterator = plain(*arguments, **options)
            while True:
                with self.stage(stage):
                    step = next(iterator, _END)
                if step is _END:
                    return
                yield step

        setattr(owner, name, steps if inspect.isgeneratorfunction(plain) else call)
        return lambda: setattr(owner, name, plain)

    def stop(self) -> dict[str, float]:
        """The seconds of each stage."""
        self._turn()
        return self.seconds


_END = object()


def watched() -> list[tuple[Any, str, str]]:
    """Functions by their owner and name, and the stage that each belongs to."""
    from kltsite import assembly, assets, disk, judging, publish
    from kltsite.present import charts, jinja, previews
    from kltsite.present.charts import bars
    from kltsite.present.exports import feeds, hosting, records
    from kltsite.present.exports.rows import Rows
    from kltsite.present.pages import Pages

    return [
        (disk, "read_folder", "read the folder"),
        (judging, "judge", "read and judge the content"),
        (judging, "tally", "count"),
        (assembly, "tally", "count"),
        (assets, "own", "assets"),
        (jinja, "_compiled", "compile templates"),
        (bars, "draw", "draw charts"),
        (charts, "paint", "paint charts"),
        (Pages, "make", "make pages"),
        (publish, "page", "check pages"),
        (assets, "_loadable", "entries for the form"),
        (Rows, "upon", "exports"),
        (records, "collaborations_geojson", "exports"),
        (feeds, "changes", "exports"),
        (hosting, "sitemap", "exports"),
        (feeds, "feed", "exports"),
        (previews, "draw", "draw previews"),
        (publish.Ledger, "enter", "enter into the ledger"),
        (publish.Ledger, "settle", "check links"),
        (disk.Staging, "write", "write files"),
        (disk.Staging, "publish", "publish"),
    ]


def stages(place: Path) -> dict[str, float]:
    """Seconds of each stage of one cold build in this process, with one worker."""
    from kltsite import assembly, disk, judging, languages, publish
    from kltsite.present import charts
    from kltsite.workers import alone

    watch = Stopwatch()
    with ExitStack() as restore:
        for owner, name, stage in watched():
            restore.callback(watch.watched(owner, name, stage))
        files, _ = disk.read_folder(place / "content")
        templates, _ = disk.read_folder(ROOT / "templates")
        judged = judging.judge(files, judging.Options(), alone)
        interface = languages.read(disk.read_package("locale"))
        around = assembly.Surroundings(templates, interface, charts.render, charts.paint)
        ledger = publish.Ledger()
        with disk.stage(place / "staged") as staging:
            for one in assembly.build(judged, files, around, judging.Options(), alone):
                ledger.enter(one)
                staging.write(one.address, one.data)
            ledger.settle()
            staging.publish()
    return watch.stop()


def table(rows: list[Measured], floors: dict[int, float]) -> Iterator[str]:
    """The measurements, and the ratios that matter."""
    head = f"{'entries':>8}  {'command':8}{'state':10}{'wall s':>8}{'cpu s':>8}{'peak MiB':>10}{'all MiB':>9}"
    yield f"{head}{'ms/entry':>10}{'runs':>6}"
    for row in rows:
        each = 1000 * row.wall / row.size
        told = f"{row.size:>8}  {row.command:8}{row.state:10}{row.wall:8.2f}{row.cpu:8.2f}{row.peak:10.0f}"
        yield f"{told}{row.together:9.0f}{each:10.2f}{row.runs:6}"
    yield ""
    by = {(row.size, row.command, row.state): row for row in rows}
    for size in sorted(floors):
        cold, again = by[size, "build", "cold"], by[size, "build", "repeated"]
        told = f"{size:>8}  repeated/cold {again.wall / cold.wall:.2f}"
        told += f"   check/build {by[size, 'check', 'cold'].wall / cold.wall:.2f}"
        yield f"{told}   build/writing the same bytes {cold.wall / floors[size]:.1f}"
    for small, large in zip(sorted(floors), sorted(floors)[1:], strict=False):
        grown = by[large, "build", "cold"].wall / by[small, "build", "cold"].wall
        yield f"{large:>8}  {large / small:.0f} times the entries take {grown:.1f} times the build"


def main() -> None:
    """Measure, print, and write JSON where asked."""
    parser = argparse.ArgumentParser(prog="tools.bench", description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="numbers of entries")
    parser.add_argument("--runs", type=int, default=SEVERAL, help="runs of each command; 1 for the largest size")
    parser.add_argument("--book", type=int, default=BOOK, help="number of entries of the publication; 0 leaves it out")
    parser.add_argument("--json", type=Path, help="write the measurements there too")
    parser.add_argument("--folder", type=Path, help="where to work; a temporary folder if absent")
    parser.add_argument("--no-stages", action="store_true", help="leave out the share of each stage")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    rows: list[Measured] = []
    floors: dict[int, float] = {}
    shares: dict[int, dict[str, float]] = {}
    with tempfile.TemporaryDirectory(prefix="kltsite-bench-", dir=options.folder) as folder:
        for size in sizes:
            place = prepare(Path(folder), size)
            rows += measure(place, size, 1 if size >= max(SIZES) else options.runs)
            floors[size] = floor(place)
            if not options.no_stages:
                shares[size] = stages(place)
            shutil.rmtree(place)
        if options.book:
            rows.append(measure_book(prepare(Path(folder), options.book), options.book))
    print("\n".join(table(rows, floors)))
    for size, spent in shares.items():
        whole = sum(spent.values())
        print(f"\n{size:>8}  one process, cold: {whole:.2f} s")
        for stage, seconds in sorted(spent.items(), key=lambda item: -item[1]):
            print(f"{'':10}{stage:28}{seconds:8.2f} s{100 * seconds / whole:7.1f} %")
    if options.json:
        record = {"measured": [asdict(row) for row in rows], "writing": floors, "stages": shares}
        options.json.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
