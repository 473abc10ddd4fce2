"""The languages of the interface: English in the code, the others in gettext catalogues."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from gettext import GNUTranslations, NullTranslations
from typing import Any

SOURCE = "en"  # the language of the sentences in code and templates

Interface = Mapping[str, NullTranslations]  # language -> translations


class Msg(str):
    """A sentence or word of the interface, in English, that is translated when it is told."""

    __slots__ = ()


def N_(message: str) -> Msg:
    """Mark `message` for the catalogues; it is translated later, when the reader's language is known."""
    return Msg(message)


def NN_(one: str, many: str) -> tuple[Msg, Msg]:
    """Mark a message that has a form for one and a form for many."""
    return Msg(one), Msg(many)


def read(catalogues: Mapping[str, bytes]) -> dict[str, NullTranslations]:
    """`de/LC_MESSAGES/kltsite.po` -> translations, per language; English needs no catalogue.

    Raises ValueError when a catalogue cannot be read: a mistake of ours, never of an editor.
    """
    interface: dict[str, NullTranslations] = {SOURCE: NullTranslations()}
    for path, data in catalogues.items():
        if path.endswith(".po"):
            interface[path.split("/", 1)[0]] = _compiled(data)
    return interface


def _compiled(catalogue: bytes) -> GNUTranslations:
    from babel.messages.mofile import write_mo  # late: a run in English needs no Babel
    from babel.messages.pofile import PoFileError, read_po

    binary = io.BytesIO()
    try:
        found = read_po(io.BytesIO(catalogue), abort_invalid=True)
        write_mo(binary, found)
    except PoFileError as error:
        raise ValueError(f"a catalogue that cannot be read: {error}") from error
    binary.seek(0)
    compiled = _Catalogue(binary)
    messages = [message for message in found if message.id]
    compiled.messages = frozenset(_key(message) for message in messages)
    compiled.untold = frozenset(_key(message) for message in messages if message.fuzzy or not _is_told(message.string))
    return compiled


def _key(message: Any) -> tuple[str, str]:
    """(context, message in the singular): what a message is known by."""
    first = message.id if isinstance(message.id, str) else message.id[0]
    return message.context or "", str(first)


def _is_told(string: str | Sequence[str] | None) -> bool:
    return bool(string) and all(string or ())


def completeness(interface: Interface, language: str) -> tuple[int, int]:
    """(messages that a language tells in its own words, all messages that any catalogue has)."""
    catalogues = [one for one in interface.values() if isinstance(one, _Catalogue)]
    every = frozenset[tuple[str, str]]().union(*(one.messages for one in catalogues))
    if language == SOURCE:
        return len(every), len(every)
    own = interface.get(language)
    return len(own.messages - own.untold) if isinstance(own, _Catalogue) else 0, len(every)


class _Catalogue(GNUTranslations):
    """Without the catalogue's head, which gettext gives for "" and which holds the hour."""

    messages: frozenset[tuple[str, str]] = frozenset()
    untold: frozenset[tuple[str, str]] = frozenset()  # those that are told in English

    def gettext(self, message: str) -> str:
        return super().gettext(message) if message else ""
