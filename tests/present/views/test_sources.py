"""Which source carries which field."""

from __future__ import annotations

import pytest

from kltsite.present.views.sources import sources_of
from tests.helpers import MINIMAL, collaboration
from tests.present.test_lists import scenes_of

TEXT = MINIMAL.replace(
    "sources:\n  - url: https://village.example/bread-box\n",
    """place: {country: DE, region: Saxony}
period: {started: 2018}
sources:
  - {url: 'https://village.example/1', supports: [place]}
  - {url: 'https://village.example/2', supports: [place.region, period]}
  - {url: 'https://village.example/3', supports: [period.started]}
  - {url: 'https://village.example/4'}
""",
)
CASE = collaboration(TEXT)


@pytest.mark.parametrize(
    ("fields", "numbers"),
    [
        (("place.country",), (1,)),
        (("place.region",), (1, 2)),
        (("place",), (1, 2)),
        (("period",), (2, 3)),
        (("period", "place.country"), (1, 2, 3)),
        (("contact",), ()),
        (("plac",), ()),
    ],
)
def test_a_source_carries_a_field_with_all_below_it(fields: tuple[str, ...], numbers: tuple[int, ...]) -> None:
    assert sources_of(scenes_of((CASE,))["en"], CASE).numbers(*fields) == numbers


def test_a_mark_leads_to_its_source_and_says_so_in_words() -> None:
    marks = sources_of(scenes_of((CASE,))["de"], CASE).marks("place.region")
    assert marks == (
        '<sup class="marks"><a href="#source-1" aria-label="Quelle 1">[1]</a> '
        '<a href="#source-2" aria-label="Quelle 2">[2]</a></sup>'
    )
    assert sources_of(scenes_of((CASE,))["de"], CASE).marks("contact") == ""
