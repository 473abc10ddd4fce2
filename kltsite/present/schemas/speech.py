"""What a schema says in one language: the sentences of the catalogue of problems, as far as they hold for any file."""

from __future__ import annotations

import string

from msgspec import Struct

from kltsite.domain.settings import Settings
from kltsite.languages import N_
from kltsite.present.words import Words
from kltsite.problems import Value
from kltsite.problems.catalogue import sentence

_INSTEAD = {  # of sentences that name what only a file can say
    "KLT205/range": N_("A whole number from {least} to {most} is expected here."),
    "KLT206/day": N_("A full date is expected here."),
    "KLT209/too-long": N_("At most {longest} characters are allowed here."),
    "KLT210/address": N_("The address of a page is expected here, with https:// or http:// in front."),
    "KLT303/too-large": N_("This enterprise is too large: at most {limit} employees are allowed."),
    "KLT303/employees": N_("How many people work here is not stated."),
    "KLT305/too-many": N_("A rural place has fewer than {limit} inhabitants."),
    "KLT305/urban": N_("Too many partners are urban; {limit} may be urban."),
    "KLT305/urban-effects": N_("A partner is urban, and nothing states an effect for the rural region."),
}


class Speech(Struct, frozen=True):
    """The words of one language, and the settings that its sentences name."""

    words: Words
    settings: Settings

    def told(self, name: str, **values: Value) -> str:
        """The sentence of that name with its reason, its fix and its code, on one line.

        What names something that only a file can say is left out, or another sentence stands instead.
        """
        said = sentence(name)
        parts = (_INSTEAD.get(name, said.message), said.why, said.fix)
        told = [self.words.fill(part, values) for part in parts if _fields(part) <= values.keys()]
        return " ".join([*told, f"({name.partition('/')[0]})"])


def _fields(message: str) -> set[str]:
    """The names of what stands in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(message) if name}
