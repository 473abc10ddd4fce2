"""The sentence on who meets whom: right for whatever is stated and whatever is missing, in both languages."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kltsite.domain.collaboration import Collaboration
from kltsite.present.views.gist import gist
from kltsite.present.views.scene import Scene
from tests.helpers import MINIMAL, collaboration
from tests.present.test_lists import scenes_of

BOTH = pytest.mark.parametrize("language", ["en", "de"])
SCENES = scenes_of(())

PLACES = st.none() | st.fixed_dictionaries(
    {"country": st.sampled_from(["DE", "AT", "NL"])},
    optional={"region": st.sampled_from(["Styria", "Saxony", "Île"]), "locality": st.just("Kleinmühlen")},
)
STARTED = st.fixed_dictionaries(
    {"started": st.sampled_from(["2018", "2018-05", "2018-05-01"])}, optional={"ended": st.just("2020-06-30")}
)
PERIODS = st.none() | STARTED | st.just({"years": "2"})


def partners_of(roles: list[tuple[str, bool]]) -> list[dict[str, Any]]:
    fields = {"cci": {"subsectors": ["design", "crafts"]}, "sme": {"sectors": ["construction"]}, "other": {}}
    return [
        {"name": f"Name {number}", "role": role, **(fields[role] if stated else {})}
        for number, (role, stated) in enumerate(roles)
    ]


def case_of(place: Any = None, period: Any = None, roles: tuple[tuple[str, bool], ...] = ()) -> Collaboration:
    data = yaml.load(MINIMAL, yaml.BaseLoader)
    data |= {"status": "draft", "partners": partners_of(list(roles)), "place": place, "period": period}
    kept = {key: value for key, value in data.items() if value}
    return collaboration(json.dumps(kept, ensure_ascii=False))


def told(language: str, **stated: Any) -> str:
    scene: Scene = SCENES[language]
    return gist(scene, case_of(**stated))


PAIR = (("cci", True), ("sme", True))
PLACE = {"region": "Saxony", "country": "DE"}


@BOTH
@settings(max_examples=150, deadline=None)
@given(PLACES, PERIODS, st.lists(st.tuples(st.sampled_from(["cci", "sme", "other"]), st.booleans()), max_size=7))
def test_it_is_one_whole_sentence_of_what_is_stated(
    language: str, place: Any, period: Any, roles: list[tuple[str, bool]]
) -> None:
    sentence = told(language, place=place, period=period, roles=tuple(roles))
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert not re.search(r"\(\)|  |[{}]|None|, [,.)]|\(,| \.|: :|\.\.", sentence), sentence
    assert sentence.count("(") == sentence.count(")")
    names = re.findall(r"Name \d", sentence)
    assert len(names) == len(set(names)) <= 4
    assert bool(names) == bool(roles)
    assert ("Deutschland" in sentence or "Germany" in sentence) == bool(place and place["country"] == "DE")
    if len(names) > 1 and period and "started" in period:
        assert "2018" in sentence
    for side in ("cci", "sme"):  # both sides are named where there are both
        numbers = [f"Name {number}" for number, (role, _) in enumerate(roles) if role == side]
        assert not numbers or any(name in names for name in numbers)


@pytest.mark.parametrize(
    ("language", "stated", "sentence"),
    [
        ("en", {"place": PLACE, "roles": PAIR, "period": {"started": "2018-05"}},
         "Saxony, Germany: Name 0 (Design industry, Arts and crafts) and Name 1 (Construction) "
         "have worked together since May 2018."),
        ("de", {"place": PLACE, "roles": PAIR, "period": {"started": "2018-05"}},
         "Sachsen, Deutschland: Name 0 (Designwirtschaft, Kunsthandwerk) und Name 1 (Baugewerbe) "
         "arbeiten seit Mai 2018 zusammen."),
        ("de", {"place": {"country": "NL"}, "roles": PAIR, "period": {"started": "2016", "ended": "2020-06-30"}},
         "Niederlande: Name 0 (Designwirtschaft, Kunsthandwerk) und Name 1 (Baugewerbe) "
         "haben zusammengearbeitet (2016 bis 30. Juni 2020)."),
        ("en", {"roles": (("cci", False), ("cci", False), ("cci", False), ("sme", False))},
         "Name 0, Name 1, Name 3 and one more partner work together."),
        ("en", {"roles": (("cci", False),)}, "Name 0 takes part; no other partner is stated."),
        ("en", {}, "The partners are not stated."),
    ],
)  # fmt: skip
def test_it_says_who_where_and_since_when(language: str, stated: dict[str, Any], sentence: str) -> None:
    assert told(language, **stated) == sentence
