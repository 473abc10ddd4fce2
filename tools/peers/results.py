"""What was measured, kept as JSON so that the page can be written again: rounds, medians, ratios of pairs."""

from __future__ import annotations

import json
import statistics
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from tools.processes import Run

OWN = "kltsite"
COLD, UNCHANGED, CHANGED, TITLED = "cold", "unchanged", "changed", "titled"
SAVED, CHECK = "saved", "check"
STATES = (COLD, UNCHANGED, CHANGED, TITLED, SAVED)  # of every generator, but the last; `check` is ours alone


@dataclass(frozen=True, slots=True)
class Round:
    """Every generator once in every state, one right after the other; None where one was not done in time."""

    size: int
    runs: Mapping[str, Mapping[str, Run | None]]  # generator -> state -> run


@dataclass(frozen=True, slots=True)
class Made:
    """What a generator's cold build left: files, bytes, pages, and the words and bytes of a middling entry's page."""

    files: int
    bytes: int
    pages: int
    lists: int  # pages that show cards
    cards: int
    words: int
    entry_bytes: int
    lacking: int = 0  # entry pages without their title, a partner's name or a line of the story


@dataclass(frozen=True, slots=True)
class Floor:
    """Seconds for the bytes alone: reading all input files, writing all output files anew."""

    read: float
    write: Mapping[str, float]  # generator -> seconds


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that is kept."""

    machine: str = ""
    disk: str = ""
    day: str = ""
    limit: float = 0  # seconds that one run may take
    versions: Mapping[str, str] = field(default_factory=dict)  # generator -> version
    absent: Mapping[str, str] = field(default_factory=dict)  # generator -> why it could not be installed
    rounds: tuple[Round, ...] = ()
    made: Mapping[int, Mapping[str, Made]] = field(default_factory=dict)
    floors: Mapping[int, Floor] = field(default_factory=dict)
    stages: Mapping[int, Mapping[str, float]] = field(default_factory=dict)  # of our cold build in one process
    before: Mapping[int, Mapping[str, float]] = field(default_factory=dict)  # the same of an earlier commit
    commit: str = ""  # that one


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of some numbers, with the least and the largest."""

    median: float
    least: float
    most: float
    count: int


def spread(numbers: Collection[float]) -> Spread | None:
    """None where there is no number."""
    if not numbers:
        return None
    return Spread(statistics.median(numbers), min(numbers), max(numbers), len(numbers))


def runs(rounds: Iterable[Round], size: int, name: str, state: str) -> list[Run | None]:
    """All runs of a generator at a size in a state."""
    return [one.runs[name][state] for one in rounds if one.size == size and state in one.runs.get(name, {})]


def measured(rounds: Iterable[Round], size: int, name: str, state: str, what: str = "wall") -> Spread | None:
    """The spread of one measure of the runs that were done in time: `wall`, `cpu`, `peak` or `together`."""
    return spread([getattr(one, what) for one in runs(rounds, size, name, state) if one is not None])


def ratio(rounds: Iterable[Round], size: int, name: str, state: str, what: str = "wall") -> Spread | None:
    """How many times as long as we a generator takes, each time against our run of the same round."""
    pairs = [
        (one.runs.get(name, {}).get(state), one.runs.get(OWN, {}).get(state)) for one in rounds if one.size == size
    ]
    return spread([getattr(other, what) / getattr(own, what) for other, own in pairs if other and own])


def dearest(columns: Iterable[Mapping[str, float]]) -> list[str]:
    """The stages of several builds, those first of which one takes the longest."""
    most: dict[str, float] = {}
    for spent in columns:
        for name, seconds in spent.items():
            most[name] = max(seconds, most.get(name, 0.0))
    return sorted(most, key=lambda name: -most[name])


def merged(kept: Results, new: Results, *, more: bool) -> Results:
    """The new results with those kept ones that were not measured again; with `more`, beside all kept ones."""
    again = {(one.size, name, state) for one in new.rounds for name, states in one.runs.items() for state in states}
    again -= {one for one in again if one[1] == OWN}
    rounds = kept.rounds if more else tuple(_without(kept.rounds, again))
    made, floors = kept.made.keys() | new.made.keys(), kept.floors.keys() | new.floors.keys()
    present = {name: why for name, why in kept.absent.items() if name not in new.versions}
    return replace(
        new,
        versions={**kept.versions, **new.versions},
        absent={**present, **new.absent},
        rounds=(*rounds, *new.rounds),
        made={size: {**kept.made.get(size, {}), **new.made.get(size, {})} for size in sorted(made)},
        floors={size: _floor(kept.floors.get(size), new.floors.get(size)) for size in sorted(floors)},
        stages=dict(sorted({**kept.stages, **new.stages}.items())),
        before=dict(sorted({**(kept.before if new.commit in ("", kept.commit) else {}), **new.before}.items())),
        commit=new.commit or kept.commit,
    )


def _without(rounds: Iterable[Round], again: Collection[tuple[int, str, str]]) -> Iterable[Round]:
    """Rounds without the runs that were made again; one that holds only ours is of no use any more."""
    for one in rounds:
        left = {
            name: {state: run for state, run in states.items() if (one.size, name, state) not in again}
            for name, states in one.runs.items()
        }
        others = {state for name, states in left.items() if name != OWN for state in states}
        left[OWN] = {state: run for state, run in left.get(OWN, {}).items() if state in others or state == CHECK}
        if others:
            yield Round(one.size, {name: states for name, states in left.items() if states})


def _floor(kept: Floor | None, new: Floor | None) -> Floor:
    first, last = kept or new, new or kept
    assert first is not None and last is not None, "a size is there because one of them has it"
    return Floor(last.read, {**first.write, **last.write})


def written(results: Results) -> str:
    """As JSON."""
    return json.dumps(asdict(results), indent=1, ensure_ascii=False) + "\n"


def read(text: str) -> Results:
    """Results from JSON."""
    found: dict[str, Any] = json.loads(text)
    return Results(
        **{name: found[name] for name in ("machine", "disk", "day", "limit", "versions", "absent")},
        rounds=tuple(_round(one) for one in found["rounds"]),
        made={int(size): {name: Made(**one) for name, one in made.items()} for size, made in found["made"].items()},
        floors={int(size): Floor(**one) for size, one in found["floors"].items()},
        stages={int(size): one for size, one in found["stages"].items()},
        before={int(size): one for size, one in found.get("before", {}).items()},
        commit=found.get("commit", ""),
    )


def _round(found: Mapping[str, Any]) -> Round:
    return Round(
        found["size"],
        {
            name: {state: Run(**run) if run else None for state, run in states.items()}
            for name, states in found["runs"].items()
        },
    )


def sizes(results: Results) -> Sequence[int]:
    """The sizes that were measured."""
    return sorted({one.size for one in results.rounds})
