"""A case file to fill in, written from the declarations: each field explained, the optional ones commented out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from gettext import NullTranslations
from typing import Any, get_args

from msgspec import Struct, field
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from kltsite.domain.collaboration import Collaboration, needed
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
    for name, info in Collaboration.model_fields.items():
        lines += _comment(_explained(info, translations))
        block = list(_block(info.alias or name, info, languages, translations, titles if name == "title" else None))
        lines += known.get(name) or (block if name in _ALWAYS else [f"# {line}" for line in block])
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


def _explained(info: FieldInfo, translations: NullTranslations) -> str:
    told = f"{translations.gettext(info.title or '')}: {translations.gettext(info.description or '')}"
    return f"{told} {translations.gettext(N_('Needed for publication.'))}" if needed(info) == "published" else told


def _block(
    key: str,
    info: FieldInfo,
    languages: tuple[str, ...],
    translations: NullTranslations,
    texts: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """The field as YAML, with an example for each value."""
    if _is_text(info.annotation):
        yield f"{key}:"
        for language in languages:
            yield f"  {language}: {quoted((texts or {}).get(language, '…'))}"
        return
    model, listed = _model(info.annotation), _is_list(info.annotation)
    if model is None:
        yield f"{key}: {info.examples[0] if info.examples else '…'}"
        return
    yield f"{key}:"
    lead = "  - " if listed else "  "
    for name, below in model.model_fields.items():
        instead = isinstance(below.json_schema_extra, dict) and "x-instead" in below.json_schema_extra
        yield f"{'    ' if listed and lead == '    ' else '  '}# {_explained(below, translations)}"
        for line in _block(below.alias or name, below, languages, translations):
            yield f"{lead}{'# ' if instead else ''}{line}"
            lead = "    " if listed else "  "


def quoted(text: str) -> str:
    """A text as a YAML value: in quotes where it could be read as something else."""
    plain = text.replace(" ", "").replace("-", "").replace(",", "").replace(".", "")
    is_plain = plain.isalpha() and text[0].isalpha() and text.casefold() != "null"
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def _is_text(annotation: Any) -> bool:
    return annotation is Text or any(
        _is_text(argument) for argument in get_args(annotation) if not _is_list(annotation)
    )


def _is_list(annotation: Any) -> bool:
    return getattr(annotation, "__origin__", None) is tuple


def _model(annotation: Any) -> type[BaseModel] | None:
    """The first model in a type: of several kinds the first is the example."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for argument in get_args(annotation) if (model := _model(argument))), None)
