"""The content folder as it is on the disk: its files, and a problem for each that cannot be read."""

from __future__ import annotations

from pathlib import Path

from kltsite import disk
from kltsite.intake.documents import problem
from kltsite.problems import Problem, Span

LIMIT = 32 * 1024 * 1024  # bytes of a file


def templates(folder: Path) -> dict[str, bytes]:
    """The files of the templates' folder, all of them: with one missing a site would lack something and not say so.

    Raises WrongFolder and DiskError.
    """
    files, unread = disk.read_folder(folder)
    if unread:
        told = f"{folder}/{unread[0].path} cannot be read; nothing was changed."
        raise disk.DiskError(
            told, "Check that it is there, that you may open it, and that it is no link out of its folder."
        )
    return files


def content(folder: Path) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """Path below the folder -> bytes, and what stands in the way of the others. Raises WrongFolder and DiskError."""
    files, unread = disk.read_folder(folder, limit=LIMIT)
    return files, tuple(problem(one.path, "", Span(), f"KLT101/{one.reason}") for one in unread)
