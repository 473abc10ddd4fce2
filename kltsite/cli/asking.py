"""What `kltsite new` asks on a terminal, and how its options say the same without questions."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click
from msgspec import Struct

from kltsite.languages import N_, Msg

Say = Callable[[str], str]
ROLES = {
    "cci": N_("creative partner"),
    "sme": N_("small or medium-sized enterprise"),
    "other": N_("anyone else who takes part"),
}
KEYS = {"cci": "subsectors", "sme": "sectors"}  # the field that says in which of them a partner works


def partner_of(given: str) -> dict[str, str | tuple[str, ...]]:
    """`cci:design,crafts:Studio` or `other:Museum` as a partner's fields. Raises a usage error."""
    role, _, rest = given.partition(":")
    keys, colon, name = rest.partition(":") if role in KEYS else ("", ":", rest)
    if role not in ROLES or not colon or not name.strip():
        told = f"{given!r} is not cci:SUBSECTORS:NAME, sme:SECTORS:NAME or other:NAME"
        raise click.BadParameter(told, param_hint="--partner")
    return _partner(_clean(name), role, tuple(one.strip() for one in keys.split(",") if one.strip()))


def _partner(name: str, role: str, keys: tuple[str, ...]) -> dict[str, str | tuple[str, ...]]:
    return {"name": name, "role": role, **({KEYS[role]: keys} if keys else {})}


def place_of(given: str) -> dict[str, str]:
    """`DE:Herrnhut` as a place's fields. Raises a usage error."""
    country, colon, locality = given.partition(":")
    if not colon or not country or not locality.strip():
        raise click.BadParameter(f"{given!r} is not COUNTRY:LOCALITY, such as DE:Kamenz", param_hint="--place")
    return {"locality": _clean(locality), "country": country.strip()}


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip())


def _ask(question: str) -> str:
    """An answer on one line; "" for none."""
    return _clean(click.prompt(question, default="", show_default=False))


class Questions(Struct, frozen=True):
    """The questions in one language; `terms` are the words of the vocabulary by name, each key with its label."""

    say: Say
    terms: Mapping[str, Mapping[str, str]]

    def titles(self, languages: Sequence[str]) -> dict[str, str]:
        """The title in each language; one that is not answered is left out."""
        question = self.say(N_("Title ({language})"))
        answered = {language: _ask(question.format(language=language)) for language in languages}
        return {language: title for language, title in answered.items() if title}

    def partners(self) -> list[dict[str, Any]]:
        """The partners, until no name is given."""
        partners: list[dict[str, Any]] = []
        while name := _ask(self.say(N_("Partner’s name (empty: no more)"))):
            role = self.one(N_("Role"), {role: self.say(told) for role, told in ROLES.items()})
            keys: tuple[str, ...] = ()
            if role in KEYS:
                heading = N_("Subsectors") if role == "cci" else N_("Sectors")
                keys = self.several(heading, self.terms[KEYS[role]])
            partners.append(_partner(name, role, keys))
        return partners

    def place(self) -> dict[str, str]:
        """Locality and country; nothing where it is not answered."""
        locality = _ask(self.say(N_("Place where it takes effect (empty: later)")))
        return {"locality": locality, "country": self._code(self.terms["countries"])} if locality else {}

    def _code(self, known: Mapping[str, str]) -> str:
        while (code := _ask(self.say(N_("Country, two letters"))).upper()) not in known:
            click.echo(", ".join(f"{one} {label}" for one, label in known.items()))
        return code

    def inhabitants(self) -> tuple[str, str, str]:
        """How many people live in the municipality, the year of the figure, and where that can be read."""
        number = _ask(self.say(N_("Inhabitants of the municipality, digits only (empty: later)")))
        if not number:
            return "", "", ""
        return number, _ask(self.say(N_("Year of the figure"))), _ask(self.say(N_("Source of the figure (https://…)")))

    def one(self, heading: Msg, terms: Mapping[str, str]) -> str:
        """One of the terms."""
        while len(chosen := self.several(heading, terms, self.say(N_("Number or word")))) != 1:
            click.echo(self.say(N_("Please choose one.")))
        return chosen[0]

    def several(self, heading: Msg, terms: Mapping[str, str], question: str = "") -> tuple[str, ...]:
        """Some of the terms, by numbers, keys or labels; asked again until all are understood."""
        click.echo(f"{self.say(heading)}:")
        for number, (key, label) in enumerate(terms.items(), 1):
            click.echo(f"  {number:>2}  {label} ({key})")
        question = question or self.say(N_("Numbers or words, separated by commas (empty: later)"))
        while True:
            answers = [one.strip() for one in _ask(question).split(",") if one.strip()]
            chosen = [_chosen(one, terms) for one in answers]
            wrong = [one for one, key in zip(answers, chosen, strict=True) if not key]
            if not wrong:
                return tuple(dict.fromkeys(chosen))
            click.echo(self.say(N_("Not among these: {words}")).format(words=", ".join(wrong)))


def _chosen(answer: str, terms: Mapping[str, str]) -> str:
    """The key that a number, key or label stands for; "" for none."""
    keys = list(terms)
    if answer.isdecimal():
        return keys[int(answer) - 1] if 0 < int(answer) <= len(keys) else ""
    labels = {label.casefold(): key for key, label in terms.items()}
    return answer if answer in terms else labels.get(answer.casefold(), "")
