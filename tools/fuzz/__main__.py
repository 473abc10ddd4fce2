"""python -m tools.fuzz [TARGET…] [--number N] [--seconds S] [--seed WORD] [--record FILE] [--keep FOLDER]

Without a number or a time each target gets its share of 20,000 inputs. Exits 1 where something was found; the inputs
are then in the folder of `--keep`, one file each, and `python -m tools.fuzz TARGET --input FILE` shows what comes of
one.
"""

from __future__ import annotations

import argparse
import json
import math
import platform
import sys
from pathlib import Path

from tools.fuzz.oracle import ROOT
from tools.fuzz.running import ROOT_OF_CACHE, Tally, corpus, keep, measured, run
from tools.fuzz.targets import TARGETS

CORPUS = ROOT / "tests/fuzz/corpus"
NUMBER = 20_000


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools.fuzz", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)}; all if absent")
    parser.add_argument("--number", type=int, help="inputs of all targets together")
    parser.add_argument("--seconds", type=float, default=math.inf, help="at most so long for each target")
    parser.add_argument("--seed", default="1", help="another one gives other inputs")
    parser.add_argument(
        "--record", type=Path, help="a JSON file to write the numbers into, beside those of other targets"
    )
    parser.add_argument("--keep", type=Path, default=ROOT_OF_CACHE, help="where inputs go that found something")
    parser.add_argument("--grow", action="store_true", help="put inputs that are answered in a new way into --keep too")
    parser.add_argument("--input", type=Path, help="try this one input and show what comes of it")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """0 where every input was answered as it should be, else 1; 2 for a target that there is not."""
    given = _arguments(arguments)
    chosen = given.targets or list(TARGETS)
    if unknown := sorted(set(chosen) - set(TARGETS)):
        print(f"there is no target {', '.join(unknown)}; there are {', '.join(TARGETS)}", file=sys.stderr)
        return 2
    if given.input:
        print(measured(TARGETS[chosen[0]], given.input.read_bytes()))
        return 0
    whole = given.number or (NUMBER if given.seconds == math.inf else 10**9)
    parts = sum(TARGETS[name].share for name in chosen)
    found = 0
    for name in chosen:
        number = max(1, whole * TARGETS[name].share // parts)
        tally = run(name, corpus(CORPUS, name), number=number, seconds=given.seconds, seed=given.seed)
        found += len(tally.findings)
        _print(name, tally, given.keep)
        if given.record:
            _record(given.record, name, tally, given.seed)
    return 1 if found else 0


def _print(name: str, tally: Tally, folder: Path) -> None:
    print(
        f"{name:10} {tally.inputs:9,} inputs  {len(tally.answers):6,} kinds of answers  {tally.seconds:8.1f} s  "
        f"slowest {tally.slowest:.2f} s  largest {tally.largest} MiB  {len(tally.findings)} findings",
        flush=True,
    )
    for one in tally.findings:
        print(f"  {one.what}\n    {keep(folder, name, one.data)}", flush=True)


def _record(file: Path, name: str, tally: Tally, seed: str) -> None:
    record = json.loads(file.read_text("utf-8")) if file.exists() else {}
    record[name] = {
        "inputs": tally.inputs,
        "answers": len(tally.answers),
        "seconds": round(tally.seconds, 1),
        "slowest": round(tally.slowest, 3),
        "largest": tally.largest,
        "findings": [one.what for one in tally.findings],
        "seed": seed,
        "python": platform.python_version(),
    }
    file.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
