"""What the disk refuses, as one sentence for a person and what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_AGAIN = "Try again; if it happens once more, something is wrong with the disk or at work in the same folder."
_SAID = {  # what went wrong with {}, what to do
    errno.ENOSPC: ("There is no space left on the disk that holds {}", "Free some, or choose another disk."),
    errno.EDQUOT: ("Your share of the disk that holds {} is used up", "Free some, or choose another disk."),
    errno.EFBIG: ("A file is larger than this system allows for {}", "Choose a folder on another disk."),
    errno.EROFS: ("The disk that holds {} can only be read", "Choose a folder on another disk."),
    errno.EACCES: ("You have no permission for {}", "Ask its owner, or choose another folder."),
    errno.EPERM: ("You have no permission for {}", "Ask its owner, or choose another folder."),
    errno.EBUSY: ("{} is a disk of its own, or in use", "Choose a folder inside it."),
    errno.ENOTDIR: ("Something on the way to {} is not a folder", "Choose another folder."),
    errno.EXDEV: ("{} cannot be moved on its disk", "Remove it first, or choose another folder."),
}


class _PlainError(Exception):
    """One sentence for a person, and in `hint` what to do."""

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.hint = hint


class DiskError(_PlainError):
    """The disk refused: full, read-only, forbidden, locked by another build. Exit code 3."""


class NameTaken(DiskError):  # noqa: N818
    """Two files of a site have one name, at least on this disk, which may not tell upper from lower case."""


class WrongFolder(_PlainError):  # noqa: N818
    """A folder was named that is not there, or that we must not touch. Exit code 2."""


@contextmanager
def told(place: Path, outcome: str = "nothing was changed") -> Iterator[None]:
    """Tell every OSError of the block as a DiskError about `place`."""
    try:
        yield
    except OSError as error:
        raise as_told(error, place, outcome) from error


def as_told(error: OSError, place: Path, outcome: str = "nothing was changed") -> DiskError:
    """The same of one error."""
    said, hint = _SAID.get(error.errno or 0, (f"{{}}: {error.strerror or error}", _AGAIN))
    return DiskError(f"{said.format(place)}; {outcome}.", hint)
