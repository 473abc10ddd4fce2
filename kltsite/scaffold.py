"""A case file to fill in, written from the declarations: each field explained, the optional ones commented out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from gettext import NullTranslations
from typing import get_origin

from msgspec import Struct, field

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.declared import Declaration, declarations, models_in
from kltsite.domain.values import Text
from kltsite.languages import N_, SOURCE
from kltsite.present.addresses import schema_line

_ALWAYS = ("title", "status")  # written out; everything else is commented out


class Begun(Struct, frozen=True):
    """What is known of a new entry from the start: fields of its partners and its place, and where they come from."""

    partners: tuple[Mapping[str, str | tuple[str, ...]], ...] = ()
    place: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[tuple[str, tuple[str, ...]], ...] = ()  # an address, and the fields whose facts it carries

    def blocks(self) -> dict[str, list[str]]:
        """The lines of each field that is known."""
        known: dict[str, list[str]] = {}
        if self.place:
            known["place"] = ["place:", *(f"  {key}: {_written(value)}" for key, value in self.place.items())]
        if self.partners:
            known["partners"] = ["partners:"]
            for partner in self.partners:
                lines = [f"{key}: {_written(value)}" for key, value in partner.items()]
                known["partners"] += [f"  - {lines[0]}", *(f"    {line}" for line in lines[1:])]
        if self.sources:
            known["sources"] = ["sources:"]
            for url, supports in self.sources:
                known["sources"] += [f"  - url: {_written(url)}", f"    supports: {_written(supports)}"]
        return known


NOTHING_KNOWN = Begun()


def _written(value: str | tuple[str, ...]) -> str:
    """A value as YAML: addresses, numbers and words as they are, other texts in quotes where they need them."""
    if isinstance(value, tuple):
        return f"[{', '.join(_written(one) for one in value)}]"
    return value if _PLAIN.fullmatch(value) else quoted(value)


_PLAIN = re.compile(r"https?://[\w./~%?=&+-]+|-?[0-9]+(\.[0-9]+)?|[\w.-]*\w", re.ASCII)


def scaffold(
    titles: Mapping[str, str],
    languages: tuple[str, ...],
    translations: NullTranslations,
    begun: Begun = NOTHING_KNOWN,
    language: str = SOURCE,
) -> str:
    """The text of a new case file, explained in `language`: a draft that passes `kltsite check` as it is."""
    known = begun.blocks()
    told = translations.gettext
    lines = [schema_line(language), *_comment(told(_OPENING)), ""]
    for one in declarations(Collaboration).values():
        lines += _comment(_explained(one, translations))
        block = list(_block(one, languages, translations, titles if one.key == "title" else None))
        lines += known.get(one.key) or (block if one.key in _ALWAYS else [f"# {line}" for line in block])
        lines.append("")
    return "\n".join(lines)


_OPENING = N_(
    "Fill in what a source says, and leave out the rest: what is absent shows as not stated. "
    "To state a field, remove the # and one space in front of its lines."
)


def _comment(text: str) -> list[str]:
    words, lines = text.split(), [""]
    for word in words:
        if len(lines[-1]) + len(word) > 112:
            lines.append("")
        lines[-1] += f" {word}"
    return [f"#{line}" for line in lines]


def _explained(one: Declaration, translations: NullTranslations) -> str:
    told = f"{translations.gettext(one.label)}: {translations.gettext(one.help)}"
    return f"{told} {translations.gettext(N_('Needed for publication.'))}" if one.needed == "published" else told


def _block(
    one: Declaration,
    languages: tuple[str, ...],
    translations: NullTranslations,
    texts: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """The field as YAML, with an example for each value."""
    if one.annotation is Text:
        yield f"{one.key}:"
        for language in languages:
            yield f"  {language}: {quoted((texts or {}).get(language, '…'))}"
        return
    model, listed = next(iter(models_in(one.annotation)), None), get_origin(one.annotation) is tuple
    if model is None:
        yield f"{one.key}: {one.example or '…'}"
        return
    yield f"{one.key}:"
    lead = "  - " if listed else "  "
    for below in declarations(model).values():
        yield f"{'    ' if listed and lead == '    ' else '  '}# {_explained(below, translations)}"
        for line in _block(below, languages, translations):
            yield f"{lead}{'# ' if below.instead else ''}{line}"
            lead = "    " if listed else "  "


def quoted(text: str) -> str:
    """A text as a YAML value: in quotes where it could be read as something else."""
    plain = text.replace(" ", "").replace("-", "").replace(",", "").replace(".", "")
    is_plain = plain.isalpha() and text[0].isalpha() and text.casefold() != "null"
    return text if is_plain else json.dumps(text, ensure_ascii=False)
