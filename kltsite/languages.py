"""The languages of the interface: English in the code, the others in gettext catalogues."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache, cached_property, partial
from gettext import GNUTranslations, NullTranslations
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

SOURCE = "en"  # the language of the sentences in code and templates
_ALIKE = 0.85  # of two names, as `difflib` has it
_MADE_OF = ("kltsite", "made of")  # context and id of the note in a compiled catalogue, see `compiled`

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


def read(catalogues: Mapping[str, bytes]) -> Interface:
    """`de/LC_MESSAGES/kltsite.po` -> translations, per language; English needs no catalogue.

    A catalogue is loaded when its language is asked for: as it lies compiled beside its source, `kltsite.mo`, or else
    compiled then, in ten times the time. Raises ValueError then, when one cannot be read: a mistake of ours, never of
    an editor.
    """
    sources = {path.removesuffix(".po"): data for path, data in catalogues.items() if path.endswith(".po")}
    return _Catalogues(
        {stem.split("/", 1)[0]: (data, catalogues.get(f"{stem}.mo", b"")) for stem, data in sources.items()}
    )


class _Catalogues(Mapping[str, NullTranslations]):
    def __init__(self, sources: Mapping[str, tuple[bytes, bytes]]) -> None:
        self._sources, self._source = sources, NullTranslations()

    def __reduce__(self) -> tuple[Any, ...]:
        return _Catalogues, (dict(self._sources),)  # loaded anew where it arrives

    def __getitem__(self, language: str) -> NullTranslations:
        return self._source if language == SOURCE else self._loaded[language]

    def __iter__(self) -> Iterator[str]:
        yield from (SOURCE, *self._sources)

    def __len__(self) -> int:
        return 1 + len(self._sources)

    def __contains__(self, language: object) -> bool:
        return language == SOURCE or language in self._sources

    @cached_property
    def _loaded(self) -> dict[str, _Catalogue]:
        found = {language: _loaded(*source) for language, source in self._sources.items()}
        alike = len({one.whole for one in found.values()}) == 1
        for one in found.values():
            one.complete = alike and bool(one.whole)
        return found


def of(interface: Interface, language: str) -> NullTranslations:
    """The translations of a language; where it has no catalogue, those of one that is empty."""
    return interface.get(language) or _empty()


@cache  # one and the same, as what was compiled for it is kept beside it
def _empty() -> _Catalogue:
    return _loaded(b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n')


def messages(interface: Interface) -> frozenset[str]:
    """All messages that any catalogue has, each with its context."""
    return frozenset[str]().union(*(one.messages for one in interface.values() if isinstance(one, _Catalogue)))


def completeness(interface: Interface, language: str) -> tuple[int, int]:
    """(messages that a language tells in its own words, all messages)."""
    every, own = messages(interface), interface.get(language)
    told = every if language == SOURCE else own.told & every if isinstance(own, _Catalogue) else ()
    return len(told), len(every)


def country_code(written: str, languages: Iterable[str], codes: Sequence[str]) -> str:
    """The one of the codes whose country is meant; "" where none is.

    It may be written as its name in English or one of the languages (CLDR), or nearly so if that is no other country's
    name; or as its code in small letters, or another one that it has, such as AUT.
    """
    from difflib import get_close_matches  # late: only where something else stands in the place of a code

    from babel import Locale, UnknownLocaleError
    from babel.core import get_global

    names: dict[str, str] = {}
    for language in (SOURCE, *languages):
        with suppress(UnknownLocaleError):
            for own, name in Locale.parse(language).territories.items():
                names.setdefault(str(name).casefold(), own)
    asked = written.casefold()
    if asked not in names:
        near = get_close_matches(asked, [name for name, own in names.items() if own in codes], 1, _ALIKE)
        asked = near[0] if near else asked
    code = written.upper()
    meant = (code, names.get(asked, ""), *get_global("territory_aliases").get(code, ()))
    return next((one for one in meant if one in codes), "")


def own_words(translations: NullTranslations) -> Callable[[str], bool] | None:
    """What says whether a message is told in the language's own words, not in English; None where all are."""
    if not isinstance(translations, _Catalogue) or translations.complete:
        return None
    return translations.told.__contains__


def compiled(source: bytes) -> bytes:
    """A catalogue as gettext loads it, the same of the same source.

    It has a note of what it was made of: the source, all messages, and whether it tells each of them. Raises
    ValueError.
    """
    from babel.messages.mofile import write_mo  # late: where a catalogue lies compiled, nobody needs Babel for it

    found = _parsed(source)
    messages, told = _ready(found)
    found.creation_date = datetime.fromtimestamp(0, UTC)
    context, note = _MADE_OF
    whole = _digest("\n".join(sorted(messages)).encode()) if messages == told else ""
    found.add(note, f"{_digest(source)} {whole}", context=context)
    binary = io.BytesIO()
    write_mo(binary, found)
    return binary.getvalue()


def _parsed(source: bytes) -> Catalog:
    from babel.messages.pofile import PoFileError, read_po

    try:
        return read_po(io.BytesIO(source), abort_invalid=True)
    except PoFileError as error:
        raise ValueError(f"a catalogue that cannot be read: {error}") from error


def _ready(catalogue: Catalog) -> tuple[frozenset[str], frozenset[str]]:
    """All messages, and those that are not left in English."""
    ready = {_key(one): bool(one.string) and all(one.string or ()) and not one.fuzzy for one in catalogue if one.id}
    return frozenset(ready), frozenset(key for key, told in ready.items() if told)


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()


def _loaded(source: bytes, ready: bytes = b"", *, complete: bool = False) -> _Catalogue:
    """The catalogue of a source, from what was compiled of it if it was of this one."""
    binary = ready if _digest(source).encode() in ready else compiled(source)
    loaded = _Catalogue(io.BytesIO(binary))
    loaded.source, loaded.binary, loaded.complete = source, binary, complete
    return loaded


def _key(message: Any) -> str:
    """The message in the singular, behind its context where it has one: as gettext keeps it."""
    first = message.id if isinstance(message.id, str) else message.id[0]
    return f"{message.context}\x04{first}" if message.context else str(first)


class _Catalogue(GNUTranslations):
    """Without the catalogue's head, which gettext gives for "" and which holds the hour."""

    source = binary = b""  # what it was compiled from, and that
    complete = False  # whether it tells every message that any catalogue has

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(_loaded, complete=self.complete), (self.source, self.binary)

    @property
    def whole(self) -> str:
        """What stands for all messages if it tells each of them; else ""."""
        return self.pgettext(*_MADE_OF).partition(" ")[2]

    @property
    def messages(self) -> frozenset[str]:
        """All messages that it has, told or not."""
        return self._ready[0]

    @property
    def told(self) -> frozenset[str]:
        """Those that are not left in English."""
        return self._ready[1]

    @cached_property
    def _ready(self) -> tuple[frozenset[str], frozenset[str]]:
        return _ready(_parsed(self.source))

    def gettext(self, message: str) -> str:
        return super().gettext(message) if message else ""
