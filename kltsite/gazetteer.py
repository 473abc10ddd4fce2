"""Where places are, offline: what `kltsite new` proposes as coordinates. Nothing here is evidence for a criterion."""

from __future__ import annotations

import difflib
import gzip
from collections.abc import Iterator

from msgspec import Struct

from kltsite.stats import folded

FILE = "gazetteer.tsv.gz"
CREDIT = "Places: GeoNames, https://www.geonames.org/, CC BY 4.0"


class Spot(Struct, frozen=True):
    """A place of the gazetteer; coordinates in degrees with two decimals, as GeoNames has them."""

    name: str
    country: str
    latitude: str
    longitude: str
    number: str  # of GeoNames

    @property
    def source(self) -> str:
        """Where GeoNames tells of the place."""
        return f"https://www.geonames.org/{self.number}"


def found(data: bytes, name: str, country: str, most: int = 5) -> tuple[Spot, ...]:
    """The places of a country with that name, else those whose names begin with it, else those like it.

    Accents and capitals do not matter, and large places are found by their names in other languages. Of places with
    one name the largest comes first. `data` is the file of the gazetteer.
    """
    if not name.strip():
        return ()
    wanted = folded(name)
    known = [(folded(one), spot) for spot, names in _spots(data, country) for one in names]
    exact = [spot for key, spot in known if key == wanted]
    begun = [spot for key, spot in known if key.startswith(f"{wanted}-")]
    if not exact and not begun:
        keys = {key for key, _ in known}
        near = difflib.get_close_matches(wanted, keys, most, 0.8)
        begun = [spot for one in near for key, spot in known if key == one]
    return tuple(dict.fromkeys((*exact, *begun)))[:most]


def _spots(data: bytes, country: str) -> Iterator[tuple[Spot, tuple[str, ...]]]:
    text = gzip.decompress(data).decode("utf-8")
    _, _, rest = text.partition(f"\n={country}\n")
    for line in rest.partition("\n=")[0].splitlines():
        name, latitude, longitude, number, *others = line.split("\t")
        yield Spot(name, country, latitude, longitude, number), (name, *(others[0].split("|") if others else ()))
