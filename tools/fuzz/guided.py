"""python -m tools.fuzz.guided TARGET [options of libFuzzer]: the same targets, led by which code an input reaches.

It takes atheris (pip install --require-hashes -r tools/fuzz/requirements.lock). Inputs that reach new code are kept in
.cache/fuzz/TARGET; the corpus of the tests is where it begins. Such a run ends with the first finding.
"""

from __future__ import annotations

import sys
from pathlib import Path

CORPUS = Path(__file__).resolve().parents[2] / "tests/fuzz/corpus"


def main(arguments: list[str]) -> None:
    """Run until something is found or libFuzzer's own options end it, such as -max_total_time=60."""
    import atheris

    with atheris.instrument_imports(include=["kltsite"]):
        from tools.fuzz.running import ROOT_OF_CACHE, measured
        from tools.fuzz.targets import TARGETS

    name, *options = arguments
    found = ROOT_OF_CACHE / name
    found.mkdir(parents=True, exist_ok=True)
    atheris.Setup(
        [sys.argv[0], *options, str(found), str(CORPUS / name)], lambda data: measured(TARGETS[name], data) and None
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
