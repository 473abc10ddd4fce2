"""Regular expressions for JSON Schema: how a value is written that is text, also where it means a number or a day.

They mean the same to ECMAScript with the flag u, which editors' programs and browsers use, and to Python. White space
around a value is let through, as the reader strips it: text over several lines often ends with a line break.
"""

from __future__ import annotations

from kltsite.domain.values import BANNED_IN_ADDRESS

_YEAR = "(?:19|2[0-9])[0-9]{2}"  # 1900 to 2999
_LEAP = "(?:(?:19|2[0-9])(?:0[48]|[2468][048]|[13579][26])|2[048]00)"
_LONG, _SHORT = "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])", "(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
_DAY_OF_MONTH = f"(?:{_LONG}|{_SHORT}|02-(?:0[1-9]|1[0-9]|2[0-8]))"
_DAY = f"(?:{_YEAR}-{_DAY_OF_MONTH}|{_LEAP}-02-29)"


def alone(pattern: str) -> str:
    """Nothing but `pattern`, and white space around it."""
    return rf"^\s*{pattern}\s*$"


NOT_BLANK = r"\S"
ONE_LINE = alone(r"[^\n]*")
DAY = alone(_DAY)
MOMENT = alone(f"(?:{_YEAR}(?:-(?:0[1-9]|1[0-2]))?|{_DAY})")
_STEP = r"(?!\.{1,2}(?:/|\s*$))[^/\\:\n]+"
PICTURE = alone(f"{_STEP}(?:/{_STEP})*")  # a path that leads nowhere but down
YES_NO = alone("(?:true|false)")


def at_most_characters(count: int) -> str:
    """A text of at most so many characters, without the white space around it."""
    return alone(rf"[\s\S]{{0,{count}}}")


def at_least(number: int) -> str:
    """The digits of a whole number that is `number` or more; zeros may lead."""
    digits = str(number)
    more = [f"[1-9][0-9]{{{len(digits)},}}"]  # longer, or the first digit that differs is larger
    for at, digit in enumerate(digits):
        if digit != "9":
            rest = len(digits) - at - 1
            more.append(f"{digits[:at]}[{int(digit) + 1}-9]" + (f"[0-9]{{{rest}}}" if rest else ""))
    return f"0*(?:{'|'.join([*more, digits])})"


def whole(least: int, most: int) -> str:
    """A whole number between two bounds, both included."""
    return alone(rf"(?!{at_least(most + 1)}\s*$){at_least(least)}")


def decimal(most: int, places: int) -> str:
    """A number of at most `most`, with a point and at most so many decimals."""
    too_much = rf"(?!{at_least(most + 1)}(?![0-9]))(?!0*{most}\.0*[1-9])"
    return rf"{too_much}[0-9]+(?:\.[0-9]{{1,{places}}})?"


DEGREES_PLACES, YEARS_PLACES = 8, 3


def degrees(most: int) -> str:
    """A coordinate, north and east positive."""
    return alone(f"-?{decimal(most, DEGREES_PLACES)}")


def years(most: int) -> str:
    """A length in years, more than none."""
    return alone(rf"(?!0+(?:\.0+)?\s*$){decimal(most, YEARS_PLACES)}")


def address() -> str:
    """The address of a page: http or https, a host with a point, no user, a port that there can be."""
    within = f"[^/?#@:[\\]{BANNED_IN_ADDRESS}]*"
    bracketed = f"\\[[^/?#@[\\]{BANNED_IN_ADDRESS}]*\\.[^/?#@[\\]{BANNED_IN_ADDRESS}]*\\]"
    port = f"(?::(?!{at_least(65_536)}(?![0-9]))[0-9]*)?"
    host = f"(?:{within}\\.{within}|{bracketed}){port}"
    return alone(f"[Hh][Tt][Tt][Pp][Ss]?://{host}(?:[/?#][^{BANNED_IN_ADDRESS}]*)?")
