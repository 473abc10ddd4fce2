"""The gazetteer: places are found by any of their names, it knows every country of the collection, and it is small."""

from __future__ import annotations

import gzip

import pytest

from kltsite import gazetteer
from kltsite.intake import settings
from tests.helpers import CONTENT, ROOT, files_in
from tools.gazetteer import table

DATA = (ROOT / "kltsite/data/places" / gazetteer.FILE).read_bytes()
MADE_UP = [
    {"name": name, "countrycode": "DE", "latitude": 51.0, "longitude": east, "geonameid": number, "population": people,
     "alternatenames": others}
    for number, (name, east, people, others) in enumerate([
        ("Oberdorf", 10.004, 900, ["Upper Village"]),
        ("Oberdorf", 11.0, 7000, []),
        ("Oberdorf am See", 12.0, 600, []),
        ("Würzstadt", 13.0, 200_000, ["Spicetown", "WZB", "Πόλη", "Wurzstadt"]),
        ("Elsewhere", 1.0, 5, []),
    ], 1)
]  # fmt: skip
MADE_UP[-1]["countrycode"] = "XX"
SMALL = gzip.compress(table(MADE_UP, {"DE", "AT"}).encode())


def numbers(name: str, country: str = "DE") -> list[str]:
    return [spot.number for spot in gazetteer.found(SMALL, name, country)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Oberdorf", ["2", "1", "3"]),  # the larger one first, then what begins with it
        ("OBERDORF AM SEE", ["3"]),
        ("wurzstadt", ["4"]),
        ("Spicetown", ["4"]),
        ("Upper Village", []),  # a small place has one name
        ("WZB", []),
        ("Oberdrof", ["2", "1"]),
        ("Xyzzy", []),
        ("", []),
        (" ", []),
    ],
)
def test_places_are_found_by_name_in_their_order(name: str, expected: list[str]) -> None:
    assert numbers(name) == expected


def test_only_the_country_s_own_places_are_found() -> None:
    assert numbers("Oberdorf", "AT") == numbers("Elsewhere", "XX") == numbers("Oberdorf", "") == []


def test_coordinates_have_two_decimals_and_a_source() -> None:
    spot = gazetteer.found(SMALL, "Oberdorf", "DE")[1]
    assert (spot.latitude, spot.longitude, spot.source) == ("51.00", "10.00", "https://www.geonames.org/1")


def test_the_committed_one_credits_geonames_knows_every_country_and_stays_small() -> None:
    text = gzip.decompress(DATA).decode("utf-8")
    assert text.startswith(f"# {gazetteer.CREDIT}\n")
    assert "CC BY 4.0" in gazetteer.CREDIT
    found, _ = settings.read(files_in(CONTENT))
    assert found is not None
    assert {line[1:] for line in text.splitlines() if line.startswith("=")} == set(found.vocabulary.countries)
    assert len(DATA) < 1_300_000
    assert gazetteer.found(DATA, "Wien", "AT")[0].name == "Vienna"


def test_its_coordinates_lie_in_their_countries() -> None:
    found, _ = settings.read(files_in(CONTENT))
    assert found is not None
    for code, box in found.vocabulary.countries.items():
        spots = [spot for spot, _ in gazetteer._spots(DATA, code)]
        inside = [one for one in spots if box.south <= float(one.latitude) <= box.north]
        assert len(inside) > 0.97 * len(spots) > 0, code  # islands far off are no place of Europe
