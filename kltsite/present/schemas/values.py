"""How each kind of value of `domain.values` looks to an editor's program, which reads YAML by its core rules.

To our reader every value is text, and its field says what it means. An editor's program has typed it before: `2018` is
a number to it, `true` is not text, `2018-05` and `NO` are. So that it never underlines what `kltsite check` accepts, a
text may be a number or true, and a number or true may stand in quotes. Only where a word is chosen from a list, white
space in quotes around it is underlined.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from kltsite.domain.values import EMAIL, SLUG, SLUG_LENGTH
from kltsite.present.schemas import patterns
from kltsite.present.schemas.speech import Speech
from kltsite.problems import Level
from kltsite.problems.catalogue import CATALOGUE

Json = dict[str, Any]

_SCALAR = ["string", "number", "boolean"]
_TYPED = re.compile(r"[0-9]+")


def defined(mark: Json, speech: Speech) -> tuple[str, Json]:
    """Name and schema of a kind of value, by its mark in `domain.values`: all of one name are the same.

    The name is "" where each field has words of its own.
    """
    kind, bounds = mark["x-value"], {key: value for key, value in mark.items() if key != "x-value"}
    name = "" if kind == "one-of" else "-".join([kind, *map(str, bounds.values())])
    return name, _KINDS[kind](speech, **bounds)


def warnings(speech: Speech) -> Json:
    """The codes that can be set aside, with their titles."""
    known = {rule.code: speech.words.gettext(rule.title) for rule in CATALOGUE.values() if rule.level is Level.WARNING}
    return {**_enum(list(known)), "enumDescriptions": list(known.values()), "x-code": "KLT219"}


def _words(speech: Speech) -> Json:
    return {"type": _SCALAR, **_pattern(patterns.NOT_BLANK, speech.told("KLT203/empty"))}


def _line(speech: Speech) -> Json:
    return {"$ref": "#/$defs/words", **_pattern(patterns.ONE_LINE, speech.told("KLT208/line-break"))}


def _text(speech: Speech, longest: int = 0) -> Json:
    words: Json = {"$ref": "#/$defs/words"}
    if longest:
        too_long = speech.told("KLT209/too-long", longest=longest)
        words.update(_pattern(patterns.at_most_characters(longest), too_long))
    return {
        "type": "object",
        "properties": {
            language: {"title": speech.words.language_name(language), **words}
            for language in speech.settings.site.languages
        },
        "additionalProperties": False,
        "minProperties": 1,
        "x-code": "KLT213",
    }


def _key(speech: Speech, vocabulary: str) -> Json:
    keys = speech.settings.reading().keys[vocabulary]
    return {**_enum(keys), "enumDescriptions": [_label(speech, vocabulary, key) for key in keys]}


def _label(speech: Speech, vocabulary: str, key: str) -> str:
    words = speech.words
    if vocabulary == "countries":
        return words.country(key)
    if vocabulary == "attestations":
        return words.text((speech.settings.criteria.attestations or {})[key].by)[0]
    return words.label(vocabulary, key)


def _one_of(speech: Speech, words: Sequence[str]) -> Json:
    return _enum(words)


def _enum(words: Sequence[str]) -> Json:
    """One of these words; those that YAML types as numbers also as such."""
    return {"enum": [*words, *(int(word) for word in words if _TYPED.fullmatch(word))]}


def _whole(speech: Speech, least: int, most: int) -> Json:
    pattern = _pattern(patterns.whole(least, most), speech.told("KLT205/range", least=str(least), most=str(most)))
    return {"type": ["integer", "string"], "minimum": least, "maximum": most, **pattern}


def _picture(speech: Speech) -> Json:
    return {"$ref": "#/$defs/words", **_pattern(patterns.PICTURE, speech.told("KLT801/outside"))}


def _degrees(speech: Speech, most: int) -> Json:
    pattern = _pattern(patterns.degrees(most), speech.told("KLT211/degrees"))
    return {"type": ["number", "string"], "minimum": -most, "maximum": most, **pattern}


def _years(speech: Speech, most: int) -> Json:
    pattern = _pattern(patterns.years(most), speech.told("KLT205/years"))
    return {"type": ["number", "string"], "exclusiveMinimum": 0, "maximum": most, **pattern}


def _moment(speech: Speech) -> Json:
    pattern = _pattern(patterns.MOMENT, speech.told("KLT206/moment"))
    return {"type": ["string", "integer"], "minimum": 1900, "maximum": 2999, **pattern}


def _day(speech: Speech) -> Json:
    return {"type": "string", **_pattern(patterns.DAY, speech.told("KLT206/day"))}


def _yes_no(speech: Speech) -> Json:
    return {"type": ["boolean", "string"], **_pattern(patterns.YES_NO, speech.told("KLT212/yes-no"))}


def _address(speech: Speech) -> Json:
    return {"type": "string", **_pattern(patterns.address(), speech.told("KLT210/address"))}


def _email(speech: Speech) -> Json:
    return {"type": "string", **_pattern(patterns.alone(EMAIL), speech.told("KLT210/email"))}


def _slug(speech: Speech) -> Json:
    name = f"(?!.{{{SLUG_LENGTH + 1}}}){SLUG}"
    pattern = _pattern(patterns.alone(name), speech.told("KLT214/slug"))
    return {"type": ["string", "integer", "boolean"], "minimum": 0, **pattern}


def _answers(speech: Speech) -> Json:
    return {"type": "array", "items": _slug(speech), "minItems": 0, "uniqueItems": True}  # none of them held


def _pattern(pattern: str, told: str) -> Json:
    return {"pattern": pattern, "patternErrorMessage": told, "x-code": told[-7:-1]}


_KINDS: dict[str, Callable[..., Json]] = {
    "address": _address,
    "answers": _answers,
    "day": _day,
    "degrees": _degrees,
    "email": _email,
    "key": _key,
    "line": _line,
    "moment": _moment,
    "one-of": _one_of,
    "picture": _picture,
    "slug": _slug,
    "text": _text,
    "whole": _whole,
    "words": _words,
    "years": _years,
    "yes-no": _yes_no,
}
