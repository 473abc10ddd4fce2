"""The disk: the only rooms that open files. Folders in, one whole site out, and never a half one.

Paths are bytes in them, which pathlib does not take, so that no locale changes a name.
"""

from kltsite.disk.errors import DiskError, NameTaken, WrongFolder
from kltsite.disk.reading import (
    AsTheyStood,
    Files,
    Reason,
    Stamps,
    Unread,
    exists,
    names,
    read_as_it_stood,
    read_bytes,
    read_folder,
    read_package,
    stamps,
    standing,
)
from kltsite.disk.staging import MARKER, Staging, is_settled, stage
from kltsite.disk.writing import Cache, remove_file, write_file

__all__ = [
    "MARKER",
    "AsTheyStood",
    "Cache",
    "DiskError",
    "Files",
    "NameTaken",
    "Reason",
    "Staging",
    "Stamps",
    "Unread",
    "WrongFolder",
    "exists",
    "is_settled",
    "names",
    "read_as_it_stood",
    "read_bytes",
    "read_folder",
    "read_package",
    "remove_file",
    "stage",
    "stamps",
    "standing",
    "write_file",
]
