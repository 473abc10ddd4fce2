"""Measures: every generator in its folder, state after state, each right after the other."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tools import processes
from tools.bench import ROOT
from tools.peers.content import Files, content, entries
from tools.peers.counted import made
from tools.peers.inputs import changed, titled
from tools.peers.installing import HERE, Tool
from tools.peers.peers import CHECK_ARGUMENTS, OURS, Peer
from tools.peers.results import CHANGED, CHECK, COLD, OWN, SAVED, TITLED, Floor, Made, Round
from tools.peers.saving import saved
from tools.processes import Run

Tell = Callable[[str], None]
SLUG = "made-up-00001"  # the entry that changes
EDITS = {CHANGED: changed, TITLED: titled}


@dataclass(frozen=True, slots=True)
class Entrant:
    """A generator that is installed, in its prepared folder."""

    peer: Peer
    tool: Tool
    place: Path

    @property
    def output(self) -> Path:
        """Where its site is."""
        return self.place / self.peer.output


def prepared(peer: Peer, tool: Tool, folder: Path, files: Files, templates: Files) -> Entrant:
    """The generator's folder: its configuration and templates, and its inputs."""
    place, own = folder / peer.name, HERE / peer.name
    place.mkdir(parents=True)
    if own.is_dir():
        shutil.copytree(own, place, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__", "package*"))
    for path, data in peer.inputs(files, templates).items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(data)
    for name, target in tool.beside.items():
        (place / name).symlink_to(target)
    return Entrant(peer, tool, place)


def ran(one: Entrant, limit: float) -> Run | None:
    """All calls of one generator together; None where they took over `limit` seconds. Raises CommandError."""
    return _together(
        processes.run(command, one.place, one.tool.around, limit) for command in one.peer.commands(one.tool)
    )


def _together(found: Iterable[Run | None]) -> Run | None:
    runs: list[Run] = []
    for run in found:
        if run is None:
            return None
        runs.append(run)
    return Run(
        sum(run.wall for run in runs),
        sum(run.cpu for run in runs),
        max(run.peak for run in runs),
        max(run.together for run in runs),
    )


def stages_at(commit: str, sizes: Sequence[int]) -> dict[int, dict[str, float]]:
    """Where the time of a cold build went at an earlier commit, by its own measure. Raises CalledProcessError."""
    with tempfile.TemporaryDirectory(prefix="kltsite-before-") as folder:
        checkout = Path(folder, "checkout")
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", str(checkout), commit], check=True)
        try:
            return {size: stages_in(checkout, size) for size in sizes}
        finally:
            subprocess.run([*git, "remove", "--force", str(checkout)], check=True)


def stages_in(checkout: Path, size: int, where: Path | None = None) -> dict[str, float]:
    """Where the time of a cold build goes, in a process to itself: what is loaded once counts for every size."""
    with tempfile.TemporaryDirectory(prefix="kltsite-stages-", dir=where) as folder:
        told = subprocess.run(
            [sys.executable, "-c", _STAGES, folder, str(size)],
            cwd=checkout, env={**os.environ, "PYTHONPATH": str(checkout)}, check=True, stdout=subprocess.PIPE,
        )  # fmt: skip
    found: dict[str, float] = json.loads(told.stdout)
    return found


_STAGES = """\
import json, sys
from pathlib import Path
from tools.bench import prepare, stages
print(json.dumps(stages(prepare(Path(sys.argv[1]), int(sys.argv[2])))))
"""


def cleaned(one: Entrant) -> None:
    """Neither output nor cache."""
    for name in (one.peer.output, *one.peer.caches):
        path = one.place / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def touched(one: Entrant, slug: str, change: Callable[[bytes], bytes] = changed) -> None:
    """One byte of the story of one entry becomes another one, or what else is to change."""
    path = one.place / one.peer.story.format(slug=slug)
    path.write_bytes(change(path.read_bytes()))


def shown(one: Entrant, slug: str, limit: float) -> Run | None:
    """Until the preview of a generator shows a change of an entry. Raises CalledProcessError."""
    command, page = partial(one.peer.preview, one.tool), one.peer.address("en", slug)
    return saved(command, one.place, one.tool.around, page, partial(touched, one, slug), limit)


def round_of(
    entrants: Sequence[Entrant], size: int, states: Iterable[str], limit: float, given_up: set[str], tell: Tell
) -> Round:
    """Every generator once in every state; one that was not done in time is left out of what follows."""
    found: dict[str, dict[str, Run | None]] = {one.peer.name: {} for one in entrants}
    for state in states:
        for one in entrants:
            name = one.peer.name
            if name in given_up or (state == SAVED and not one.peer.serves):
                continue
            if state == COLD:
                cleaned(one)
            elif state in EDITS:
                touched(one, SLUG, EDITS[state])
            run = found[name][state] = shown(one, SLUG, limit) if state == SAVED else ran(one, limit)
            tell(f"{size:>7} {state:10}{name:10}{f'{run.wall:8.2f} s' if run else 'not done in time'}")
            if run is None:
                given_up.add(name)
    ours = next((one for one in entrants if one.peer.name == OWN), None)
    if ours is not None:
        command = [*ours.tool.command, *CHECK_ARGUMENTS]
        found[OWN][CHECK] = processes.run(command, ours.place, ours.tool.around, limit)
    return Round(size, {name: runs for name, runs in found.items() if runs})


def floor(ours: Entrant, entrants: Sequence[Entrant]) -> Floor:
    """What reading all that goes in and writing all that comes out takes by itself."""
    read = processes.reading(ours.place / "content")
    write = {
        one.peer.name: processes.writing(one.output, one.place / "floor") for one in entrants if one.output.is_dir()
    }
    return Floor(read, write)


def looked_at(entrants: Sequence[Entrant], files: Files) -> Iterator[tuple[str, Made]]:
    """What each of them made."""
    known = entries(files)
    for one in entrants:
        if one.output.is_dir():
            yield one.peer.name, made(one.peer, one.output, known)


@dataclass(frozen=True, slots=True)
class Sized:
    """What was found at one size."""

    rounds: tuple[Round, ...]
    made: Mapping[str, Made]
    floor: Floor
    stages: Mapping[str, float]  # empty where they were not asked for


def sized(
    size: int,
    tools: Sequence[tuple[Peer, Tool]],
    folder: Path,
    sources: tuple[Files, Files],  # the content folder's files, those of the templates
    states: Sequence[str],
    times: int,
    limit: float,
    tell: Tell,
    *,
    staged: bool,
) -> Sized:
    """Measure at one size, in a folder that is removed again."""
    own, templates = sources
    files = dict(content(size, own))
    place = folder / str(size)
    try:
        entrants = [prepared(peer, tool, place, files, templates) for peer, tool in tools]
        given_up: set[str] = set()
        rounds = [round_of(entrants, size, states, limit, given_up, tell)]
        ours = next(one for one in entrants if one.peer is OURS)
        files[f"collaborations/{SLUG}.yaml"] = (ours.place / OURS.story.format(slug=SLUG)).read_bytes()  # as it is now
        seen = dict(looked_at([one for one in entrants if one.peer.name not in given_up], files))
        least = floor(ours, [one for one in entrants if one.peer.name not in given_up])
        rounds += [round_of(entrants, size, states, limit, given_up, tell) for _ in range(times - 1)]
        return Sized(tuple(rounds), seen, least, stages_in(ROOT, size, folder) if staged else {})
    finally:
        shutil.rmtree(place, ignore_errors=True)
