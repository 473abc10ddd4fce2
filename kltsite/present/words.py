"""Words of a language: labels of keys, names of countries, numbers, shares and dates as its readers write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from gettext import NullTranslations
from typing import Any

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_skeleton

from kltsite.domain.settings import Settings
from kltsite.domain.values import Moment, Text
from kltsite.languages import Msg, own_words
from kltsite.present.foreign import Foreign, telling
from kltsite.problems import Value

_HELD = {"to": "addressees"}  # field -> the vocabulary that it takes its keys from, where the names differ
NO_BREAK = "\u00a0"
_LOCALES = {"en": "en_GB", "pt": "pt_PT"}  # plain `en` and `pt` mean the USA and Brazil


@cache
def locale_code(language: str) -> str:
    """The language with the country where most of its readers are, as pages that are shared write it: de_DE."""
    locale = Locale.parse(_LOCALES.get(language) or get_global("likely_subtags").get(language, language))
    return f"{locale.language}_{locale.territory}" if locale.territory else language


class Words:
    """Everything that depends on the language; asked often, so answers are kept."""

    def __init__(self, language: str, translations: NullTranslations, settings: Settings) -> None:
        self.language = language
        self.translations = translations
        own, self.pgettext = own_words(translations), translations.pgettext
        self.gettext = lru_cache(4096)(telling(translations.gettext, own))
        self.ngettext = telling(translations.ngettext, own)
        self._locale = Locale.parse(_LOCALES.get(language, language))
        self.day, self.moment = lru_cache(4096)(self._day), lru_cache(4096)(self._moment)
        self.country = cache(self._country)
        symbols = self._locale.number_symbols
        symbols = symbols.get("latn", symbols)
        self._decimal, self._group = str(symbols["decimal"]), str(symbols["group"])
        vocabulary = settings.vocabulary
        self._labels: dict[str, dict[str, str]] = {
            name: {key: self.best(term.label) for key, term in terms.items()}
            for name, terms in vocabulary.terms().items()
        }
        self._labels["duration"] = {
            key: self.best(term.label) for key, term in vocabulary.categories.duration.options.items()
        }
        self._labels["subsector"], self._labels["sector"] = self._labels["subsectors"], self._labels["sectors"]
        self._labels["country"] = {code: self.country(code) for code in vocabulary.countries}
        self._regions = {
            f"{country.lower()}-{key}": self.best(labels)
            for (country, _), (key, labels) in vocabulary.named_regions.items()
        }
        self._made_of = language, translations, settings

    def __reduce__(self) -> tuple[Any, ...]:
        return Words, self._made_of  # in another process made anew

    def label(self, vocabulary: str, key: str) -> str:
        """The label of a key: `label("subsectors", "design")`."""
        return self._labels[vocabulary][key]

    def known(self, vocabulary: str, key: str) -> str:
        """The label of a key that a field of this name may hold, or the word itself where it is no key."""
        return self._labels.get(_HELD.get(vocabulary, vocabulary), {}).get(key, key)

    def region(self, key: str, written: str) -> str:
        """The region's name in this language where the vocabulary knows it, else as it was written."""
        return self._regions.get(key, written)

    def _country(self, code: str) -> str:
        """The country's name, from CLDR; Czechia, not the Czech Republic."""
        return str(self._locale.territories.get(code, code))

    def language_name(self, language: str) -> str:
        """The name of a language in this one."""
        return str(self._locale.languages.get(language, language))

    def language_title(self, language: str) -> str:
        """The same where it stands by itself, with a capital letter."""
        name = self.language_name(language)
        return name[:1].upper() + name[1:]

    def own_name(self) -> str:
        """The language's own name, as its readers look for it: Deutsch."""
        return self.language_title(self.language)

    def text(self, text: Text) -> tuple[str, str]:
        """The text and, where it is not in this language, the language it is in; else ""."""
        words, language = text.best(self.language)
        return words, "" if language == self.language else language

    def best(self, text: Text) -> str:
        """The text, which knows its own language where that is not this one."""
        return self.spoken(*text.best(self.language))

    def spoken(self, words: str, language: str) -> str:
        """Words in a language, which they know where it is not this one."""
        return words if language == self.language else Foreign(words, language)

    def number(self, number: int) -> str:
        """20,000 or 20.000."""
        return f"{number:,}".replace(",", self._group)

    def published(self, count: int) -> str:
        """7 published entries."""
        told = self.ngettext("{count} published entry", "{count} published entries", count)
        return told.format(count=self.number(count))

    def plurals(self, singular: str, plural: str) -> dict[str, str]:
        """The forms of a counted phrase by CLDR's categories, for scripts: {"one": …, "other": …}."""
        first: dict[str, int] = {}  # a number of each category
        for number in range(1000):
            first.setdefault(self._locale.plural_form(number), number)
        return {name: self.ngettext(singular, plural, number) for name, number in sorted(first.items())}

    def decimal(self, number: Decimal) -> str:
        """69.6 or 69,6; 13 without a trailing zero."""
        written = f"{number.normalize():f}"
        return written.replace(".", self._decimal)

    def share(self, share: Decimal | None) -> str:
        """69.6 % or 69,6 %, with a no-break space before the sign."""
        return "" if share is None else f"{self.decimal(share)}{NO_BREAK}%"

    def figure(self, count: int, answered: int, share: Decimal | None) -> str:
        """16 of 23 (69.6 %)."""
        if share is None:
            return self.gettext("{count} of {answered}").format(
                count=self.number(count), answered=self.number(answered)
            )
        told = self.gettext("{count} of {answered} ({share})")
        return told.format(count=self.number(count), answered=self.number(answered), share=self.share(share))

    def _day(self, day: date) -> str:
        return str(format_date(day, "long", self._locale))

    def _moment(self, moment: Moment) -> str:
        """2018, May 2018 or 1 May 2018."""
        if moment.month is None:
            return f"{moment.year}"
        if moment.day is None:
            return str(format_skeleton("yMMMM", moment.earliest(), locale=self._locale))
        return self.day(moment.earliest())

    def short(self, moment: Moment) -> str:
        """The same where there is little room: 2018, May 2018."""
        if moment.month is None:
            return f"{moment.year}"
        return str(format_skeleton("yMMM", moment.earliest(), locale=self._locale))

    def fill(self, message: Msg | str, values: Mapping[str, Value]) -> str:
        """A sentence with its values: numbers grouped, keys of a vocabulary by their labels."""
        shown = {name: self._value(name, value) for name, value in values.items()}
        return self.gettext(message).format_map(shown)

    def _value(self, name: str, value: Value) -> str:
        if isinstance(value, tuple):
            return ", ".join(self.label(name, one) for one in value)
        return self.number(value) if isinstance(value, int) else value
