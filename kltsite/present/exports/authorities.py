"""What the Publications Office of the EU calls things, in its authority tables; and licences by their names."""

from __future__ import annotations

import re

TABLES = "http://publications.europa.eu/resource/authority/"
NACE = "http://data.europa.eu/ux2/nace2/"  # Rev. 2; a section is known by its letter
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"

_COUNTRIES = (
    "AL:ALB AT:AUT BA:BIH BE:BEL BG:BGR CH:CHE CY:CYP CZ:CZE DE:DEU DK:DNK EE:EST ES:ESP FI:FIN FR:FRA GB:GBR GR:GRC "
    "HR:HRV HU:HUN IE:IRL IS:ISL IT:ITA LI:LIE LT:LTU LU:LUX LV:LVA MD:MDA ME:MNE MK:MKD MT:MLT NL:NLD NO:NOR PL:POL "
    "PT:PRT RO:ROU RS:SRB SE:SWE SI:SVN SK:SVK UA:UKR"
)
_LANGUAGES = (
    "bg:BUL bs:BOS ca:CAT cs:CES cy:CYM da:DAN de:DEU el:ELL en:ENG es:SPA et:EST eu:EUS fi:FIN fr:FRA ga:GLE hr:HRV "
    "hu:HUN is:ISL it:ITA lb:LTZ lt:LIT lv:LAV mk:MKD mt:MLT nl:NLD no:NOR pl:POL pt:POR ro:RON sk:SLK sl:SLV sq:SQI "
    "sr:SRP sv:SWE uk:UKR"
)
_LICENCES = {
    "https://creativecommons.org/licenses/by/4.0/": "CC_BY_4_0",
    "https://creativecommons.org/licenses/by-sa/4.0/": "CC_BYSA_4_0",
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0",
}


def _table(pairs: str) -> dict[str, str]:
    return {ours: theirs for ours, _, theirs in (pair.partition(":") for pair in pairs.split())}


_COUNTRY, _LANGUAGE = _table(_COUNTRIES), _table(_LANGUAGES)


def country(code: str) -> str | None:
    """The address of a country, by its code of two letters; None where it is not known here."""
    return f"{TABLES}country/{_COUNTRY[code]}" if code in _COUNTRY else None


def language(code: str) -> str | None:
    """The address of a language, by its code of two letters; None where it is not known here."""
    return f"{TABLES}language/{_LANGUAGE[code]}" if code in _LANGUAGE else None


def licence(address: str) -> str:
    """The address under which the EU knows a licence, or its own."""
    known = _LICENCES.get(address.replace("http://", "https://").rstrip("/") + "/")
    return f"{TABLES}licence/{known}" if known else address


def section(letter: str) -> str:
    """The address of a section of NACE Rev. 2."""
    return NACE + letter


_CREATIVE = re.compile(r"CC[ -](BY(?:-(?:NC-SA|NC-ND|NC|SA|ND))?)[ -](?:(2\.[05]|3\.0)(?:[ -]([A-Z]{2}))?|(4\.0))")
_FREE = {
    "CC0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "PUBLIC DOMAIN MARK": "https://creativecommons.org/publicdomain/mark/1.0/",
}


def terms(name: str) -> str | None:
    """Where the terms of a licence can be read, by the name that an editor gives it; None where the name is not clear.

    Clear are the names of Creative Commons: `CC BY 4.0`, `CC BY-SA 3.0 DE`, `CC0 1.0`, `Public Domain Mark 1.0`.
    """
    plain = " ".join(name.upper().split())
    if found := _CREATIVE.fullmatch(plain):
        kind, ported, land, international = found.groups()
        of_land = f"{land.lower()}/" if land else ""
        return f"https://creativecommons.org/licenses/{kind.lower()}/{ported or international}/{of_land}"
    return _FREE.get(plain.removesuffix(" 1.0"))
