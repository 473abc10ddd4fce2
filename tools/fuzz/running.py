"""Many inputs, one after the other, in processes of their own: what kills or delays one of them is found too.

All that is tried follows from a seed, so that a run can be had again. A batch of inputs goes to a child that this
process forks, as the child inherits what all inputs need; before each input it puts it where its parent can see it.
"""

from __future__ import annotations

import json
import mmap
import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from random import Random
from typing import Any

from tools.fuzz.mutations import LONGEST, mutated
from tools.fuzz.oracle import MEBIBYTES, SECONDS, Wrong
from tools.fuzz.targets import TARGETS, Target

ROOT_OF_CACHE = Path(".cache/fuzz")
BATCH = 1000  # inputs of one child
HANGS = 20  # seconds of processor time after which a child is ended
ROOM = 1200 << 20  # bytes of memory that a child may take at all, so that the machine lives
POOL = 400  # inputs that are kept for further changes


@dataclass(frozen=True, slots=True)
class Finding:
    """An input that was not answered as it should be."""

    target: str
    what: str
    data: bytes


@dataclass(slots=True)
class Tally:
    """What a run of one target has come to."""

    inputs: int = 0
    answers: set[str] = field(default_factory=set)
    slowest: float = 0.0  # seconds of processor time
    largest: int = 0  # MiB more than before
    findings: list[Finding] = field(default_factory=list)
    seconds: float = 0.0


def measured(target: Target, data: bytes) -> tuple[str, float, int]:
    """How one input is answered, in how many seconds, with how many MiB more. Raises whatever is wrong with it."""
    before, begun = peak(), time.process_time()
    said = target.run(data)
    lasted, more = time.process_time() - begun, peak() - before
    if lasted > SECONDS:
        raise Wrong(f"took {lasted:.1f} s")
    if more > MEBIBYTES:
        raise Wrong(f"took {more} MiB")
    return said, lasted, more


def peak() -> int:
    """The most memory that this process has taken so far, in MiB."""
    taken = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return taken >> (20 if sys.platform == "darwin" else 10)


def told(error: BaseException) -> str:
    """An error in a line, with the place in our code where it came up."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "site-packages" not in frame.filename]
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__}: {str(error)[:300]} ({place})"


def run(name: str, corpus: Sequence[bytes], *, number: int, seconds: float, seed: str) -> Tally:
    """Try so many inputs of a target, or for so long; the corpus itself comes first."""
    tally, pool, begun, batch = Tally(), list(corpus), time.monotonic(), 0
    while tally.inputs < number and time.monotonic() - begun < seconds:
        count = min(BATCH, number - tally.inputs)
        fresh = _in_child(name, pool, Random(f"{seed} {name} {batch}"), count, tally, whole=batch == 0)
        pool = [*corpus, *(pool[len(corpus) :] + fresh)[-POOL:]]
        batch += 1
    tally.seconds = time.monotonic() - begun
    return tally


def _in_child(
    name: str, pool: Sequence[bytes], random: Random, count: int, tally: Tally, *, whole: bool
) -> list[bytes]:
    """One batch; what it found goes into the tally, and inputs that were answered in a new way come back."""
    shared, (reads, writes) = mmap.mmap(-1, LONGEST + 8), os.pipe()
    process = os.fork()
    if not process:
        os.close(reads)
        _child(name, pool, random, count, tally.answers, shared, writes, whole=whole)
    os.close(writes)
    fresh, ended = list[bytes](), False
    with open(reads, encoding="utf-8") as lines:  # noqa: PTH123  # a pipe
        for line in lines:
            ended = _noted(json.loads(line), name, tally, fresh) or ended
    _, status = os.waitpid(process, 0)
    if not ended:
        died = f"signal {signal.Signals(os.WTERMSIG(status)).name}" if os.WIFSIGNALED(status) else f"status {status}"
        length = int.from_bytes(shared[:8], "big")
        tally.findings.append(Finding(name, f"the process ended by {died}", bytes(shared[8 : 8 + length])))
        tally.inputs += int(count / 2) or 1
    return fresh


def _noted(said: dict[str, Any], name: str, tally: Tally, fresh: list[bytes]) -> bool:
    """Take over a line of the child's report; whether it is the last."""
    data = bytes.fromhex(said.get("data", ""))
    if said["kind"] == "finding":
        if len([one for one in tally.findings if one.what.partition("(")[2] == said["what"].partition("(")[2]]) < 3:
            tally.findings.append(Finding(name, said["what"], data))
    elif said["kind"] == "new":
        tally.answers.add(said["answer"])
        fresh.append(data)
    else:
        tally.inputs += said["inputs"]
        tally.slowest, tally.largest = max(tally.slowest, said["slowest"]), max(tally.largest, said["largest"])
    return bool(said["kind"] == "end")


def _child(
    name: str,
    pool: Sequence[bytes],
    random: Random,
    count: int,
    known: set[str],
    shared: mmap.mmap,
    to: int,
    *,
    whole: bool,
) -> None:
    """In the child: try the inputs, report, and end the process, whatever comes."""
    try:
        _try(name, pool, random, count, known, shared, to, whole=whole)
    finally:
        os._exit(1)


def _try(
    name: str,
    pool: Sequence[bytes],
    random: Random,
    count: int,
    known: set[str],
    shared: mmap.mmap,
    to: int,
    *,
    whole: bool,
) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_room(), _room()))
    answers, slowest, largest, target = set(known), 0.0, 0, TARGETS[name]
    with open(to, "w", encoding="utf-8") as report, suppress(BrokenPipeError):  # a pipe
        for data in _inputs(target, pool, random, count, whole=whole):
            shared[: 8 + len(data)] = len(data).to_bytes(8, "big") + data
            end = int(time.process_time()) + HANGS
            resource.setrlimit(resource.RLIMIT_CPU, (end, resource.RLIM_INFINITY))
            try:
                answer, lasted, more = measured(target, data)
                slowest, largest = max(slowest, lasted), max(largest, more)
                if answer not in answers:
                    answers.add(answer)
                    print(json.dumps({"kind": "new", "answer": answer, "data": data.hex()}), file=report, flush=True)
            except BaseException as error:  # whatever it is, it is a finding
                said = {"kind": "finding", "what": told(error), "data": data.hex()}
                print(json.dumps(said), file=report, flush=True)
        print(json.dumps({"kind": "end", "inputs": count, "slowest": slowest, "largest": largest}), file=report)


def _room() -> int:
    """What the process has now, and what it may take beside."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except OSError:
        return resource.RLIM_INFINITY
    return pages * resource.getpagesize() + ROOM


def _inputs(target: Target, pool: Sequence[bytes], random: Random, count: int, *, whole: bool) -> Iterator[bytes]:
    first = list(pool)[:count] if whole else []
    yield from first
    for _ in range(count - len(first)):
        yield mutated(random.choice(pool), pool, random, target.kind)


# ---- the corpus


def corpus(folder: Path, name: str) -> list[bytes]:
    """The inputs that are kept of a target, in the order of their names."""
    return [file.read_bytes() for file in sorted((folder / name).iterdir()) if file.is_file()]


def smaller(target: Target, data: bytes, keeps: Any, tries: int = 400) -> bytes:
    """The input with as much left out as goes while `keeps` holds of it."""
    step = len(data) // 2
    while step and tries:
        at = 0
        while at < len(data) and tries:
            tries -= 1
            shorter = data[:at] + data[at + step :]
            if keeps(target, shorter):
                data = shorter
            else:
                at += step
        step //= 2
    return data


def keep(folder: Path, name: str, data: bytes) -> Path:
    """Put an input into the corpus, under a name that follows from it."""
    place = folder / name / blake2b(data, digest_size=6).hexdigest()
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    return place
