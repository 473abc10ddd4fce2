"""git, asked once for the log of all case files, while the build reads them; whatever stands in the way, it is silent.

No answer depends on a clock, a setting or a network: a shallow or partial clone, a log that cannot be read whole, a
file that is not as it was committed are told as nothing, so that the same commit always gives the same site.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from kltsite.domain.history import Repository

_LEAST, _MOST = 1_000, 20_000  # commits that are looked at
_WORK = 2_000_000  # commits times case files, about 0.2 s: a commit costs as much as its folder is long
_PATIENCE = 60  # seconds, for a disk that hangs

_LOG = ("log", "--raw", "-z", "--no-abbrev", "-M50%", "-l1000", "--no-relative", "--no-color", "--no-ext-diff",
        "--no-show-signature", "--no-notes")  # fmt: skip
_SETTINGS = ("--no-pager", "-c", "protocol.allow=never", "-c", "core.fsmonitor=false", "-c", "log.diffMerges=off",
             "-c", "log.showRoot=true")  # fmt: skip


Former = Mapping[str, Collection[str]]  # slug -> former slugs, of the entries that have some
_SILENT = (OSError, ValueError, subprocess.SubprocessError)


@contextmanager
def asked(folder: Path, files: Mapping[str, bytes]) -> Iterator[Callable[[Former], Repository]]:
    """Have git write the log of the repository that holds the content `folder` with its `files`.

    What is yielded waits for the log and tells what it says. Neither ever raises. Without files git is not asked.
    """
    with ExitStack() as stack:
        try:
            told = _begun(folder, files, stack) if files else _silent
        except _SILENT:
            told = _silent
        yield told


def _silent(former: Former) -> Repository:
    return Repository()


def _begun(folder: Path, files: Mapping[str, bytes], stack: ExitStack) -> Callable[[Former], Repository]:
    from kltsite.intake import commits  # what `standing` need not pay for
    from kltsite.intake.collaborations import FOLDER, file_of

    place = _answer(folder, "rev-parse", "--is-shallow-repository", "--show-prefix", "HEAD")
    shallow, prefix, commit = place.split(b"\n")[:3]
    if shallow != b"false":
        return _silent
    entries = sum(path.startswith(FOLDER) for path in files)
    length = min(max(_LEAST, _WORK // max(1, entries)), _MOST)
    from tempfile import TemporaryFile  # it brings much along that a build without changes need not load

    log = stack.enter_context(TemporaryFile())  # noqa: SIM115  # the stack is the context
    arguments = _command(*_LOG, f"--format={commits.LOG_FORMAT}", f"-n{length}", commit.decode("ascii"))
    process = stack.enter_context(subprocess.Popen(arguments, stdout=log, **_around(folder)))
    stack.callback(process.kill)  # where nobody waited for it

    def told(former: Former) -> Repository:
        try:
            if process.wait(_PATIENCE):
                return Repository()
            log.seek(0)
            traces = commits.traces(log.read(), prefix.decode(), files, former)
            before = _contents(folder, sorted({trace.old for trace in traces.values()} - {""}))
        except _SILENT:
            return Repository()
        histories = {
            slug: commits.history(trace, before.get(trace.old), files[file_of(slug)])
            for slug, trace in sorted(traces.items())
        }
        return Repository(commit.decode("ascii"), histories) if histories else Repository()

    return told


def standing(folder: Path) -> str:
    """At which commit the repository of `folder` stands, and whether all its history is there; "" where there is none.

    The same answer for the same files gives the same histories.
    """
    try:
        return _answer(folder, "rev-parse", "--is-shallow-repository", "--show-prefix", "HEAD").decode()
    except (*_SILENT, UnicodeDecodeError):
        return ""


def files_at(folder: Path, commit: str) -> dict[str, bytes] | None:
    """The files of `folder` as a commit has them, by their paths below it; None where git knows no such commit.

    Links and other repositories within are left out.
    """
    try:
        listed = _answer(folder, "ls-tree", "-r", "-z", "--end-of-options", f"{commit}^{{commit}}")
        names: dict[str, str] = {}
        for line in listed.split(b"\0")[:-1]:
            mode, kind, name, path = re.split(rb"[ \t]", line, maxsplit=3)
            if kind == b"blob" and mode != b"120000":
                names[path.decode()] = name.decode()
        found = _contents(folder, sorted(set(names.values())))
    except _SILENT:
        return None
    return {path: found[name] for path, name in names.items()}


def holds(folder: Path, data: bytes) -> bool | None:
    """Whether the repository of `folder` has a file of these bytes anywhere; None where it cannot be told.

    What it does not have has no history.
    """
    from kltsite.intake.commits import blob_name

    try:
        commit = _answer(folder, "rev-parse", "HEAD").decode("ascii").strip()
        told = _answer(folder, "cat-file", "--batch-check", given=f"{blob_name(data, commit)}\n")
    except _SILENT:
        return None
    return not told.endswith(b" missing\n")


def forked(folder: Path, one: str, other: str) -> str | None:
    """The commit at which two lines of work parted; None where git knows none."""
    try:
        return _answer(folder, "merge-base", "--end-of-options", one, other).decode("ascii").strip()
    except _SILENT:
        return None


def _contents(folder: Path, names: Sequence[str]) -> dict[str, bytes]:
    """The contents of these names, as far as they are there."""
    out = _answer(folder, "cat-file", "--batch", given="".join(f"{name}\n" for name in names)) if names else b""
    found, at = dict[str, bytes](), 0
    while at < len(out):
        end = out.index(b"\n", at)
        name, kind, *size = out[at:end].decode("ascii").split(" ")
        at = end + 1
        if kind == "blob":
            found[name] = out[at : at + int(size[0])]
            at += int(size[0]) + 1
    return found


def _answer(folder: Path, *arguments: str, given: str = "") -> bytes:
    """What git prints. Raises one of _SILENT."""
    around = _around(folder)
    del around["stdin"]
    done = subprocess.run(
        _command(*arguments), input=given.encode(), stdout=subprocess.PIPE, timeout=_PATIENCE, check=True, **around
    )
    out: bytes = done.stdout
    return out


def _command(*arguments: str) -> list[str]:
    return ["git", *_SETTINGS, *arguments]


def _around(folder: Path) -> dict[str, Any]:
    """Where git runs: in `folder`, undisturbed by a repository that the environment names."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name.startswith(("GIT_CONFIG", "GIT_CEILING"))
    }
    own = {"LC_ALL": "C", "GIT_NO_REPLACE_OBJECTS": "1", "GIT_GRAFT_FILE": os.devnull, "GIT_TERMINAL_PROMPT": "0"}
    return {"cwd": folder, "env": {**inherited, **own}, "stdin": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
