"""The languages of the interface: English in the code, the others in gettext catalogues."""

from __future__ import annotations

import io
from collections.abc import Mapping
from gettext import GNUTranslations, NullTranslations

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
        write_mo(binary, read_po(io.BytesIO(catalogue), abort_invalid=True))
    except PoFileError as error:
        raise ValueError(f"a catalogue that cannot be read: {error}") from error
    binary.seek(0)
    return _Catalogue(binary)


class _Catalogue(GNUTranslations):
    """Without the catalogue's head, which gettext gives for "" and which holds the hour."""

    def gettext(self, message: str) -> str:
        return super().gettext(message) if message else ""
