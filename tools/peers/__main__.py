"""`make bench-peers`: measure, keep the numbers, write docs/performance.md."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from kltsite import disk
from tools.peers import page, results
from tools.peers.installing import CannotInstallError, Tool
from tools.peers.peers import OURS, PEERS, ROOT, Peer
from tools.peers.results import STATES, Results
from tools.peers.running import sized, stages_at

KEPT, PAGE = ROOT / "docs" / "performance.json", ROOT / "docs" / "performance.md"
MEMORY = Path("/dev/shm")  # a file system in memory, where there is one
NEEDED = 256 << 10  # bytes for each entry and generator: inputs, outputs, caches, and a little more
LIMIT = 600


def main() -> None:
    """Measure and write."""
    options = _options()
    kept = results.read(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else Results()
    if not options.render:
        kept = results.merged(kept, _measured(options), more=options.more)
        KEPT.write_text(results.written(kept), encoding="utf-8")
    PAGE.write_text(page.page(kept), encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools.peers", description=__doc__)
    parser.add_argument("--sizes", default="23,1000,10000", help="numbers of made-up entries")
    parser.add_argument("--peers", default=",".join(PEERS), help="which generators beside ours")
    parser.add_argument("--states", default=",".join(STATES), help="which states, in their order")
    parser.add_argument("--runs", type=int, default=3, help="rounds, of which medians are told")
    parser.add_argument("--limit", type=float, default=LIMIT, help="seconds that one run may take")
    parser.add_argument("--more", action="store_true", help="keep the rounds that are there, and add these")
    parser.add_argument("--render", action="store_true", help="measure nothing; write the page from what is kept")
    parser.add_argument("--no-stages", action="store_true", help="leave out where our time goes")
    parser.add_argument("--before", default="", help="a commit: where its time went, beside where ours goes")
    parser.add_argument("--folder", type=Path, help="where to work; in memory if there is room")
    parser.add_argument("--cache", type=Path, default=ROOT / ".cache" / "peers", help="where the generators are put")
    return parser.parse_args()


def _measured(options: argparse.Namespace) -> Results:
    tools: list[tuple[Peer, Tool]] = [(OURS, OURS.install(ROOT))]
    absent: dict[str, str] = {}
    for name in filter(None, options.peers.split(",")):
        peer = PEERS[name]
        try:
            tools.append((peer, peer.install(options.cache.resolve() / name)))
        except CannotInstallError as why:
            absent[name] = str(why)
            print(f"{peer.title} was left out: {why}")
    sizes = [int(size) for size in options.sizes.split(",")]
    where = options.folder or _room(max(sizes) * len(tools) * NEEDED)
    own, _ = disk.read_folder(ROOT / "content")
    templates, _ = disk.read_folder(ROOT / "templates")
    found = {}
    with tempfile.TemporaryDirectory(prefix="kltsite-peers-", dir=where) as folder:
        for size in sizes:
            found[size] = sized(
                size, tools, Path(folder), (own, templates), options.states.split(","), options.runs, options.limit,
                lambda line: print(line, flush=True), staged=not options.no_stages,
            )  # fmt: skip
    before = stages_at(options.before, sizes) if options.before else {}
    return Results(
        machine=_machine(),
        disk="a file system in memory" if where == MEMORY else "a disk",
        day=datetime.now(UTC).date().isoformat(),
        limit=options.limit,
        versions={peer.name: tool.version for peer, tool in tools},
        absent=absent,
        rounds=tuple(one for size in sizes for one in found[size].rounds),
        made={size: one.made for size, one in found.items()},
        floors={size: one.floor for size, one in found.items()},
        stages={size: one.stages for size, one in found.items() if one.stages},
        before=before,
        commit=options.before,
    )


def _room(needed: int) -> Path | None:
    """Memory, if there is enough of it; else the system's folder for temporary files (None)."""
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > needed:
        return MEMORY
    return None


def _machine() -> str:
    """The class of machine: its processor, cores, memory, system; no name."""
    processor = platform.processor() or platform.machine()
    if (told := Path("/proc/cpuinfo")).exists():
        names = [
            line.partition(":")[2].strip() for line in told.read_text().splitlines() if line.startswith("model name")
        ]
        processor = names[0] if names else processor
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    return f"{processor}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}"


if __name__ == "__main__":
    main()
