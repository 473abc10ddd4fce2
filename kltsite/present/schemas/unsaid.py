"""What the schema of case files cannot say, each with the reason; `kltsite check` tells it. Shown in docs/fields.md."""

from __future__ import annotations

from msgspec import Struct


class Unsaid(Struct, frozen=True):
    """Codes of errors that no editor's program underlines; with `written` only where they are written in such a way."""

    codes: tuple[str, ...]
    reason: str
    written: tuple[str, ...] = ()  # one for each code


def _codes(written: str) -> tuple[str, ...]:
    return tuple(f"KLT{number}" for number in written.split())


UNSAID = (
    Unsaid(
        _codes("103 104 105 106 107 108 109 110 111 112 113 115"),
        "What is not YAML, or not the kind that is read here, does not get as far as a schema. "
        "Editors' programs mark much of it by themselves.",
    ),
    Unsaid(_codes("117"), "A schema looks into a file and does not know its name."),
    Unsaid(
        _codes("205 206 211 212"),
        "An editor's program has read the value before it asks the schema, and `17.000` is the number 17 to it.",
        written=("inhabitants: 17.000", "started: +2018", "latitude: 51.123456789", "continuous: True"),
    ),
    Unsaid(_codes("401 404"), "A schema cannot compare two dates of a file."),
    Unsaid(_codes("410"), "A schema cannot look for the field that a text names."),
    Unsaid(_codes("411"), "A schema can tell partners that are the same in every field, not those of the same name."),
    Unsaid(
        _codes("501 502 604 607 802 803 805 806 807 808 809 810"),
        "A schema sees one file: no other entries, no pages, no pictures, and no links in a text.",
    ),
)
