"""The small values that fields are made of: texts, dates, addresses, numbers, terms; each is read from YAML text.

YAML hands over text only (`intake.documents`), so that `country: NO` stays Norway; what a field means is decided here,
by the marks of its type: `Annotated[str, Key("countries")]`. A value that does not fit raises `FieldError`, which
names a sentence of the catalogue in `problems`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, ItemsView, Iterator, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Annotated, Any
from urllib.parse import urlsplit

from msgspec import Meta, Struct, field

from kltsite.languages import country_code

Json = dict[str, Any]

SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
EMAIL = r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"
_SLUG = re.compile(SLUG)
_WHOLE = re.compile(r"[0-9]{1,18}")
_DECIMAL = re.compile(r"[0-9]{1,4}(\.[0-9]{1,3})?")
_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,8})?")
_MOMENT = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_OTHER_MOMENTS = (  # 1.5.2024 and 5/2024, 2024-5-1 and 2024/05
    re.compile(r"(?:(?P<day>[0-9]{1,2})\. ?)?(?P<month>[0-9]{1,2})[./] ?(?P<year>[0-9]{4})"),
    re.compile(r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})(?:[-/.](?P<day>[0-9]{1,2}))?"),
)
_EMAIL = re.compile(EMAIL)
BANNED_IN_ADDRESS = r"""\x00-\x20\x7f<>"'`\\^{}|\u0080-\u00a0\u00ad\u2000-\u200f\u2028-\u202e\ufeff"""
_NOT_IN_ADDRESS = re.compile(f"[{BANNED_IN_ADDRESS}]")
_ORDINARY_ADDRESS = re.compile(r"https?://(?:[a-z0-9-]+\.)+[a-z0-9-]+(?:/[A-Za-z0-9/._~%?=&+,;:@#-]*)?")  # most are

SLUG_LENGTH = 80
LONGEST_YEARS = 200


class FieldError(ValueError):
    """A value that does not fit: the sentence of the catalogue, such as "KLT205/whole-number", and what it tells.

    With `at` it is the value below that key.
    """

    def __init__(self, sentence: str, at: str = "", **values: Any) -> None:
        super().__init__(sentence)
        self.sentence, self.at, self.values = sentence, at, values


class Reading(Struct, frozen=True, dict=True):
    """What reading depends on: the languages, and the keys of each vocabulary by its name."""

    languages: tuple[str, ...]
    keys: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # label, case folded -> key

    @cached_property
    def shared(self) -> dict[str, dict[str, str]]:
        """Each key, by itself: the one that all entries share, as an entry has a dozen."""
        return {name: {key: key for key in keys} for name, keys in self.keys.items()}


class Mark(Struct, frozen=True):
    """What is said of the values of a type beside it: how each is read, and how editors' programs are told of it."""

    def read(self, value: Any, reading: Reading) -> Any:
        """The value that is meant. Raises FieldError."""
        raise NotImplementedError

    def told(self) -> Json:
        """Of what kind it is, for `present.schemas`."""
        return {}


class Check(Mark, frozen=True):
    """What a value must be, whatever else is read."""

    reads: Callable[[Any], Any]

    def read(self, value: Any, reading: Reading) -> Any:
        """The value that is meant. Raises FieldError."""
        return self.reads(value)


class Kind(Check, frozen=True):
    """A kind of values, with its bounds."""

    name: str
    bounds: tuple[tuple[str, Any], ...] = ()

    def told(self) -> Json:
        """Its name and its bounds."""
        return {"x-value": self.name, **dict(self.bounds)}


def scalar(value: Any) -> str:
    """The text of a scalar, without surrounding space. Nested or empty values are refused."""
    if isinstance(value, str):
        if written := value.strip():
            return written
    elif value is not None:
        raise FieldError("KLT207/scalar", kind=type(value).__name__)
    raise FieldError("KLT203/empty")


def _line(value: Any) -> str:
    written = scalar(value)
    if "\n" in written:
        raise FieldError("KLT208/line-break")
    return written


Line = Annotated[str, Kind(_line, "line")]
"""A text on one line: a name, a place."""


PictureFile = Annotated[str, Kind(_line, "picture")]
"""The path of a picture below content/media; whether it leads there is seen where the pictures are."""


class _Fixed:
    """What does not change once it is made."""

    __slots__ = ()

    def __setattr__(self, name: str, value: object = None) -> None:
        raise AttributeError(f"a {type(self).__name__} does not change")

    __delattr__ = __setattr__


class Text(_Fixed, Mapping[str, str]):
    """A text in one or more languages, written as `{en: …, de: …}`; frozen, in the order of the site's languages."""

    __slots__ = ("_languages", "_words")  # a mapping each would take twice as much memory: an entry has a dozen
    _languages: tuple[str, ...]
    _words: tuple[str, ...]

    def __init__(self, by_language: Mapping[str, str]) -> None:
        _set_languages(self, _one_and_the_same(tuple(by_language)))
        _set_words(self, tuple(by_language.values()))

    @classmethod
    def of(cls, languages: tuple[str, ...], words: tuple[str, ...]) -> Text:
        """The same of languages and the words in each."""
        text = cls.__new__(cls)
        _set_languages(text, _one_and_the_same(languages))
        _set_words(text, words)
        return text

    def __getitem__(self, language: str) -> str:
        if language not in self._languages:
            raise KeyError(language)
        return self._words[self._languages.index(language)]

    def __contains__(self, language: object) -> bool:
        return language in self._languages

    def __iter__(self) -> Iterator[str]:
        return iter(self._languages)

    def __len__(self) -> int:
        return len(self._languages)

    def items(self) -> ItemsView[str, str]:
        """The languages with their words."""
        return self.plain().items()

    def plain(self) -> dict[str, str]:
        """The same as a mapping that changes nothing here."""
        return dict(zip(self._languages, self._words, strict=True))

    def __reduce__(self) -> tuple[Any, ...]:
        return Text.of, (self._languages, self._words)

    def __hash__(self) -> int:
        return hash(frozenset(self.items()))

    def __repr__(self) -> str:
        return f"Text({self.plain()!r})"

    def best(self, language: str) -> tuple[str, str]:
        """The text and its language: the wanted one where it exists, else the first that does."""
        at = self._languages.index(language) if language in self._languages else 0
        return self._words[at], self._languages[at]


_one_and_the_same = lru_cache(1024)(tuple[str, ...])  # nearly all texts have the same languages
_set_languages, _set_words = Text._languages.__set__, Text._words.__set__  # type: ignore[attr-defined]  # as slots


class Longest(Mark, frozen=True):
    """At most so many characters in each language of a Text."""

    characters: int

    def read(self, value: Text, reading: Reading) -> Text:
        """The text itself."""
        for language, words in value.items():
            if len(words) > self.characters:
                raise FieldError("KLT209/too-long", at=language, length=len(words), longest=self.characters)
        return value

    def told(self) -> Json:
        """The most characters."""
        return {"longest": self.characters}


class Key(Mark, frozen=True):
    """A key of the vocabulary of that name: `Annotated[str, Key("subsectors")]`."""

    vocabulary: str

    def read(self, value: Any, reading: Reading) -> str:
        """The key that all entries share."""
        key = scalar(value)
        found = reading.shared[self.vocabulary].get(key)
        return self._unknown(key, reading) if found is None else found

    def told(self) -> Json:
        """The vocabulary."""
        return {"x-value": "key", "vocabulary": self.vocabulary}

    def _unknown(self, key: str, reading: Reading) -> str:
        known = reading.keys[self.vocabulary]
        told: dict[str, Any] = {"known": known}
        if meant := reading.labels.get(self.vocabulary, {}).get(key.casefold(), ""):
            told["suggestion"] = meant
        elif self.vocabulary == "countries":  # a code that is like another one is that of another country
            told["suggestion"] = country_code(key, reading.languages, known)
        raise FieldError("KLT204/" + self.vocabulary.replace("_", "-"), **told)


class Moment(_Fixed):
    """A year, a month or a day: what is known of when something happened."""

    __slots__ = ("day", "month", "year")
    year: int
    month: int | None
    day: int | None

    def __init__(self, year: int, month: int | None = None, day: int | None = None) -> None:
        for name, value in (("year", year), ("month", month), ("day", day)):
            object.__setattr__(self, name, value)

    def __reduce__(self) -> tuple[Any, ...]:
        return Moment, (self.year, self.month, self.day)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Moment) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))

    def __repr__(self) -> str:
        return f"Moment({self})"

    def earliest(self) -> date:
        """The first day it may mean."""
        return date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    def latest(self) -> date:
        """The last day it may mean."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        parts = (f"{self.year:04}", self.month and f"{self.month:02}", self.day and f"{self.day:02}")
        return "-".join(part for part in parts if part)


def moment(value: Any) -> Moment:
    """What is known of when. Raises FieldError."""
    return _moment_in(scalar(value))


@lru_cache(4096)  # entries name the same years and days
def _moment_in(written: str) -> Moment:
    match = _MOMENT.fullmatch(written)
    if match is None:
        raise FieldError("KLT206/moment", suggestion=_turned_round(written))
    year, month, day = (int(part) if part else None for part in match.groups())
    moment = Moment(year or 0, month, day)
    try:
        moment.earliest()
    except ValueError:
        raise FieldError("KLT206/impossible") from None
    if not 1900 <= moment.year <= 2999:
        raise FieldError("KLT206/year")
    return moment


def _turned_round(written: str) -> str:
    """`1.5.2024`, `5/2024` or `2024-5-1` as it should be written; "" where it is not such a date."""
    for form in _OTHER_MOMENTS:
        if match := form.fullmatch(written):
            moment = Moment(int(match["year"]), int(match["month"]), int(match["day"]) if match["day"] else None)
            with suppress(ValueError):
                moment.earliest()
                return str(moment)
    return ""


def _day(value: Any) -> date:
    found = moment(value)
    if found.day is None:
        raise FieldError("KLT206/day")
    return found.earliest()


Day = Annotated[date, Kind(_day, "day")]
"""A full date, as 2024-07-15."""


class Whole(Mark, frozen=True):
    """A whole number between two bounds, both included."""

    least: int
    most: int

    def told(self) -> Json:
        """What it may be."""
        return {"x-value": "whole", "least": self.least, "most": self.most}

    def read(self, value: Any, reading: Reading) -> int:
        """The value that is meant. Raises FieldError."""
        written = scalar(value)
        if _WHOLE.fullmatch(written) is None:
            plain = re.sub(r"[ .,'_\u00a0\u202f](?=[0-9]{3}(?![0-9]))", "", written)
            fits = _WHOLE.fullmatch(plain) and self.least <= int(plain) <= self.most
            raise FieldError("KLT205/whole-number", suggestion=plain if fits else "")
        if not self.least <= int(written) <= self.most:
            raise FieldError("KLT205/range", least=self.least, most=self.most)
        return int(written)


def _years(value: Any) -> Decimal:
    written = scalar(value)
    if _DECIMAL.fullmatch(written) is None:
        comma = written.replace(",", ".")
        fits = _DECIMAL.fullmatch(comma) and 0 < Decimal(comma) <= LONGEST_YEARS
        raise FieldError("KLT205/years", suggestion=comma if fits else "")
    if not 0 < Decimal(written) <= LONGEST_YEARS:
        raise FieldError("KLT205/years")
    years = Decimal(written)
    return years.normalize() if years % 1 else Decimal(int(years))  # 2.0 is 2


Years = Annotated[Decimal, Kind(_years, "years", (("most", LONGEST_YEARS),))]
"""A length in years, such as 2 or 0.5."""


class Degrees(Mark, frozen=True):
    """A coordinate in degrees, north and east positive, at most `most` either way."""

    most: int

    def told(self) -> Json:
        """What it may be."""
        return {"x-value": "degrees", "most": self.most}

    def read(self, value: Any, reading: Reading) -> float:
        """The value that is meant. Raises FieldError."""
        written = scalar(value)
        if _DEGREES.fullmatch(written) is None:
            comma = written.replace(",", ".")
            fits = _DEGREES.fullmatch(comma) and abs(float(comma)) <= self.most
            raise FieldError("KLT211/degrees", suggestion=comma if fits else "")
        if abs(float(written)) > self.most:
            raise FieldError("KLT211/range", most=self.most)
        return float(written)


def _yes_no(value: Any) -> bool:
    written = scalar(value)
    if written not in ("true", "false"):
        yes, no = ("true", "yes", "ja", "on", "wahr"), ("false", "no", "nein", "off", "falsch")
        meant = "true" if written.lower() in yes else "false" if written.lower() in no else ""
        raise FieldError("KLT212/yes-no", suggestion=meant)
    return written == "true"


YesNo = Annotated[bool, Kind(_yes_no, "yes-no")]


def _address(value: Any) -> str:
    written = scalar(value)
    return written if _ORDINARY_ADDRESS.fullmatch(written) else _looked_at(written)


def _looked_at(written: str) -> str:
    """The address, where it is that of a page after all. Raises the error that says what is wrong with it."""
    try:
        parts = urlsplit(written)
        host = parts.hostname or ""
        parts.port  # noqa: B018  # reading it is the check: a port out of range raises
    except ValueError:
        raise FieldError("KLT210/address") from None
    if parts.scheme.lower() not in ("http", "https"):
        bare = re.match(r"[a-z0-9-]+(\.[a-z0-9-]+)+(/|$)", written, re.IGNORECASE) and not _NOT_IN_ADDRESS.search(
            written
        )
        raise FieldError("KLT210/scheme", suggestion=f"https://{written}" if bare else "")
    if "." not in host or _NOT_IN_ADDRESS.search(written) or "@" in parts.netloc:
        raise FieldError("KLT210/address")
    return written


Address = Annotated[str, Meta(pattern="^(?i:https?)://"), Kind(_address, "address")]
"""The address of a page: http or https, nothing else."""


def _email(value: Any) -> str:
    written = scalar(value)
    if _EMAIL.fullmatch(written) is None:
        raise FieldError("KLT210/email")
    return written


Email = Annotated[str, Kind(_email, "email")]


def is_slug(name: str) -> bool:
    """Whether `name` may name an entry: a-z, 0-9 and single hyphens, at most 80 characters."""
    return len(name) <= SLUG_LENGTH and _SLUG.fullmatch(name) is not None


def _slug(value: Any) -> str:
    written = scalar(value)
    if not is_slug(written):
        raise FieldError("KLT214/slug")
    return written


Slug = Annotated[str, Kind(_slug, "slug")]


class OneOf(Mark, frozen=True):
    """One of a few fixed words that belong to the form itself, not to the vocabulary."""

    words: tuple[str, ...]

    def told(self) -> Json:
        """What it may be."""
        return {"x-value": "one-of", "words": list(self.words)}

    def read(self, value: Any, reading: Reading) -> str:
        """The value that is meant. Raises FieldError."""
        word = scalar(value)
        if word not in self.words:
            raise FieldError("KLT204/word", known=self.words)
        return self.words[self.words.index(word)]


# ---- as JSON


def to_plain(value: Any) -> Any:
    """A value that JSON does not know, as one that it knows. Raises TypeError."""
    if isinstance(value, Text):
        return value.plain()
    if isinstance(value, Moment):
        return str(value)
    raise TypeError(f"{type(value)} is no value of a field")


def from_plain(wanted: type[Any], stated: Any) -> Any:
    """The value again. Raises ValueError, and TypeError for another type."""
    if wanted is Text and type(stated) is dict and stated:
        words = tuple(stated.values())
        for one in words:
            if type(one) is not str or not one:
                raise TypeError(f"{stated!r} is no text")
        return Text.of(tuple(stated), words)
    if wanted is Moment:
        return moment(stated)
    raise TypeError(f"{stated!r} is no {wanted}")
