"""What a case file must be beside its fields being right: the six criteria, and what fits together within it.

Each rule is a block of its own, `if` with `then`, and names its code (`x-code`) and its sentence in the catalogue
(`$comment`): the same that `validator.criteria` and `validator.coherence` name. Only errors are here; a warning, and
what is to be done in a draft, is told by `kltsite check` and underlined nowhere. The limits are those of
`criteria.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.declared import declarations
from kltsite.present.schemas import patterns
from kltsite.present.schemas.speech import Speech
from kltsite.problems import Value
from kltsite.validator.coherence import NEEDED_IN_EVERY_LANGUAGE

Json = dict[str, Any]


# -- the words of these rules --------------------------------------------------------------------------------


_UNSUGGESTED = {"doNotSuggest": True}  # where fields are declared they are suggested, with their help


def _where(**fields: Json) -> Json:
    """A mapping that states these fields, each as described."""
    return {"type": "object", "properties": fields, "required": list(fields)}


def _is(*words: str | bool) -> Json:
    return {"const": words[0]} if len(words) == 1 else {"enum": list(words)}


def _states(*fields: str) -> Json:
    return {"required": list(fields)}


def _all(*conditions: Json) -> Json:
    return conditions[0] if len(conditions) == 1 else {"allOf": list(conditions)}


def _any(*conditions: Json) -> Json:
    return {"anyOf": list(conditions)}


def _not(condition: Json) -> Json:
    return {"not": condition}


def _below(path: str, wanted: Json) -> Json:
    """What is wanted of the field at a path such as `evidence.equal-terms`; every step may be absent."""
    for step in reversed(path.split(".")):
        wanted = {"properties": {step: {**wanted, **_UNSUGGESTED}}}
    return wanted


def _needs(path: str, *fields: str, told: str) -> Json:
    """These fields, and every step of the path that leads to them."""
    wanted = {**_states(*fields), "errorMessage": told}
    for step in reversed(path.split(".") if path else []):
        wanted = {**_states(step), "errorMessage": told, "properties": {step: {**wanted, **_UNSUGGESTED}}}
    return wanted


def _without(field: str, told: str) -> Json:
    return {"properties": {field: False}, "errorMessage": told}


def _at_least(number: int) -> Json:
    """A whole number of `number` or more, in quotes or not."""
    return {"type": ["integer", "string"], "minimum": number, "pattern": patterns.alone(patterns.at_least(number))}


_YES = _is(True, "true")
_SHOWN = _where(statement={}, source={})


class _Rules:
    """Makes rules of one schema: with its sentences and its limits."""

    def __init__(self, speech: Speech) -> None:
        self.told, self.limits = speech.told, speech.settings.criteria

    def rule(self, sentence: str, condition: Json, wanted: Json) -> Json:
        return {"x-code": sentence.partition("/")[0], "$comment": sentence, "if": condition, "then": wanted}

    def needed(self, sentence: str, condition: Json, path: str, *fields: str, **values: Value) -> Json:
        """The rule that something must be stated."""
        return self.rule(sentence, condition, _needs(path, *fields, told=self.told(sentence, **values)))

    def banned(self, sentence: str, condition: Json, field: str, **values: Value) -> Json:
        """The rule that something must not be stated."""
        return self.rule(sentence, condition, _without(field, self.told(sentence, **values)))

    def unless_attested(self, code: str) -> Json:
        """A published entry for whose criterion nobody vouches."""
        attestations = (self.limits.attestations or {}).items()
        vouching = [name for name, attestation in attestations if code in attestation.vouches_for]
        published: Json = {"$ref": "#/$defs/published"}
        return _all(published, _not(_where(attested={"enum": vouching}))) if vouching else published


# -- the rules -----------------------------------------------------------------------------------------------

PUBLISHED = _where(status=_is("published"))
_PUBLISHED: Json = {"$ref": "#/$defs/published"}
_EFFECTS = _any(_states("regional_value"), _where(evidence=_where(**{"regional-effects": _SHOWN})))


def of_a_file(speech: Speech) -> list[Json]:
    """The rules of a whole case file, by code."""
    rules = _Rules(speech)
    return [*_fields(rules, speech), *_statements(rules), *_partners(rules), *_rural(rules), *_withdrawal(rules)]


def _fields(rules: _Rules, speech: Speech) -> Iterator[Json]:
    for one in declarations(Collaboration).values():
        label = speech.words.gettext(one.label)
        if one.needed == "published":
            yield rules.needed("KLT202/published", _PUBLISHED, "", one.key, field=label)
        if one.key in NEEDED_IN_EVERY_LANGUAGE:
            for language in speech.settings.site.languages:
                told = rules.told("KLT216/needed", field=label, language=language)
                wanted = _below(one.key, {**_states(language), "errorMessage": told})
                yield rules.rule("KLT216/needed", _PUBLISHED, wanted)


def _statements(rules: _Rules) -> Iterator[Json]:
    """KLT301, KLT302 and KLT306: what is shown by a statement with its source."""
    shown = ("statement", "source")
    for sentence, name in (("KLT301/open", "economic-background"), ("KLT302/open", "equal-terms")):
        yield rules.needed(sentence, rules.unless_attested(sentence[:6]), f"evidence.{name}", *shown)
    told = rules.told("KLT302/commissioned")
    bought = _below("evidence.equal-terms.commissioned", {**_is(False, "false"), "errorMessage": told})
    yield rules.rule("KLT302/commissioned", _PUBLISHED, bought)
    yield rules.needed("KLT306/open", _all(rules.unless_attested("KLT306"), _not(_EFFECTS)), "", "regional_value")


def _partners(rules: _Rules) -> Iterator[Json]:
    """KLT303 and KLT304: who must take part, and how large a firm may be."""
    limit = rules.limits.employees.at_most
    firm, creative = _where(role=_is("sme")), _where(role=_is("cci"), subsectors={})
    for sentence, partner in (("KLT303/no-sme", firm), ("KLT304/no-cci", creative)):
        told = rules.told(sentence)
        wanted = {**_states("partners"), "errorMessage": told}
        yield rules.rule(
            sentence, _PUBLISHED, {**wanted, **_below("partners", {"contains": partner, "errorMessage": told})}
        )
    told = rules.told("KLT303/too-large", limit=limit)
    large = {"if": _where(role=_is("sme"), employees=_at_least(limit + 1)), "then": _without("employees", told)}
    yield rules.rule("KLT303/too-large", _PUBLISHED, _below("partners", {"items": large}))
    told = rules.told("KLT303/employees", limit=limit)
    counted = {"if": firm, "then": _needs("", "employees", told=told)}
    yield rules.rule("KLT303/employees", rules.unless_attested("KLT303"), _below("partners", {"items": counted}))


def _rural(rules: _Rules) -> Iterator[Json]:
    """KLT305: how many people may live there, and how many partners may be urban."""
    known = rules.limits.inhabitants
    most, own = rules.limits.urban_partners, known.countries or {}
    urban = _where(setting=_is("urban"))
    told = rules.told("KLT305/urban", limit=most)
    few = {"contains": urban, "minContains": 0, "maxContains": most, "errorMessage": told}
    yield rules.rule("KLT305/urban", _PUBLISHED, _below("partners", few))
    beside = _all(_PUBLISHED, _where(partners={"contains": urban}), _not(_EFFECTS))
    yield rules.needed("KLT305/urban-effects", beside, "", "regional_value")
    yield rules.needed("KLT305/inhabitants", rules.unless_attested("KLT305"), "place", "inhabitants", limit=known.below)
    elsewhere = _not(_where(country={"enum": list(own)})) if own else {}
    for where, below in (
        (elsewhere, known.below),
        *((_where(country=_is(country)), limit.below) for country, limit in own.items()),
    ):
        large = _all(*(one for one in (where, _where(inhabitants=_at_least(below))) if one))
        told = rules.told("KLT305/too-many", limit=below)
        wanted = {"if": large, "then": _without("inhabitants", told)}
        yield rules.rule("KLT305/too-many", _PUBLISHED, _below("place", wanted))


def _withdrawal(rules: _Rules) -> Iterator[Json]:
    withdrawn = _where(status=_is("withdrawn"))
    yield rules.needed("KLT407/no-reason", withdrawn, "", "withdrawn")
    yield rules.banned("KLT407/no-status", _not(withdrawn), "withdrawn")


def of_models(speech: Speech) -> dict[str, list[Json]]:
    """The rules within a mapping, by the name of its model."""
    rules = _Rules(speech)
    needed, banned = rules.needed, rules.banned
    halves = [
        needed("KLT406/half", _states(stated), "", missing, missing=missing)
        for stated, missing in (("latitude", "longitude"), ("longitude", "latitude"))
    ]
    no_source = needed("KLT413/no-source", _states("statement"), "", "source")
    bought = _not(_where(commissioned=_YES))
    start = _any(_states("started"), _states("years"))
    return {
        "Place": halves,
        "Partner": [
            banned(f"KLT408/{field}", _where(role=_is(*others)), field)
            for field, others in (
                ("subsectors", ("sme", "other")),
                ("sectors", ("cci", "other")),
                ("employees", ("cci", "other")),
            )
        ],
        "Period": [
            needed("KLT402/no-start", _all(_states("ended"), _not(start)), "", "started"),
            banned("KLT403/both", _states("started"), "years"),
        ],
        "Statement": [no_source, needed("KLT413/no-statement", _states("source"), "", "statement")],
        "EqualTerms": [no_source, needed("KLT413/no-statement", _all(_states("source"), bought), "", "statement")],
    }
