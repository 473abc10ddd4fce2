"""What became of an entry, told in the order of the days."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from kltsite.domain.history import History
from kltsite.present.views.chronicle import chronicle
from tests.present.test_lists import entry, scenes_of

ADDED, CHANGED = date(2023, 1, 2), date(2024, 8, 9)


def told(language: str, history: History | None, more: str = "") -> list[tuple[str, str]]:
    case = entry("bread-box", more=more)
    scene = replace(scenes_of((case,))[language], histories={"bread-box": history} if history else {})
    return [(event.on, event.text) for event in chronicle(scene, case, "bread-box", str.upper)]


def test_days_that_are_stated_stand_among_those_of_the_repository() -> None:
    more = "listed: 2023-11-06\nreviewed: 2024-07-15\n"
    assert told("en", History(CHANGED, ADDED, 3, ("place", "period")), more) == [
        ("2023-01-02", "File added to the collection"),
        ("2023-11-06", "First listed"),
        ("2024-07-15", "Facts last checked"),
        ("2024-08-09", "File last changed: PLACE, PERIOD (2 changes so far)"),
    ]


@pytest.mark.parametrize(
    ("history", "events"),
    [
        (None, []),
        (History(ADDED, ADDED, 1), [("2023-01-02", "Datei in die Sammlung aufgenommen")]),
        (History(CHANGED), [("2024-08-09", "Datei zuletzt geändert")]),
        (
            History(CHANGED, ADDED, 2),
            [
                ("2023-01-02", "Datei in die Sammlung aufgenommen"),
                ("2024-08-09", "Datei zuletzt geändert (1 Änderung bisher)"),
            ],
        ),
    ],
)
def test_only_what_is_known_is_told(history: History | None, events: list[tuple[str, str]]) -> None:
    assert told("de", history) == events
