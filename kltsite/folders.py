"""The content folder as it is on the disk: its files, and a problem for each that cannot be read."""

from __future__ import annotations

from pathlib import Path

from kltsite import disk
from kltsite.intake.documents import problem
from kltsite.problems import Problem, Span

LIMIT = 32 * 1024 * 1024  # bytes of a file


def content(folder: Path) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """Path below the folder -> bytes, and what stands in the way of the others. Raises WrongFolder and DiskError."""
    files, unread = disk.read_folder(folder, limit=LIMIT)
    return files, tuple(problem(one.path, "", Span(), f"KLT101/{one.reason}") for one in unread)
