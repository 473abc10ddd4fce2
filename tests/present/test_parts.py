"""Parts: one text for many pages, put in where its mark stands, with addresses that lead where they should."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kltsite.present.addresses import relative
from kltsite.present.parts import Part, mark, pieces, whole

CARD = Part('<li><a href="@@/mill.html">Mill – 1</a> writes @@/ and ="x"</li>'.encode(), "en/collaborations/")


@pytest.mark.parametrize("folder", ["", "en/", "en/collaborations/", "en/collaborations/country/", "de/kooperationen/"])
def test_the_addresses_of_a_part_lead_to_the_same_place_from_every_folder(folder: str) -> None:
    seen = CARD.seen_from(folder).decode()
    assert f'href="{relative(folder, "en/collaborations/mill.html")}"' in seen
    assert seen.endswith('writes @@/ and ="x"</li>')


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cn"]), max_size=8)


@given(st.lists(TEXTS, max_size=4), st.data())
def test_every_mark_becomes_its_part_however_often_and_in_whichever_order(made: list[str], data: st.DataObject) -> None:
    parts = [Part(html.encode(), "") for html in made]
    numbers = data.draw(st.lists(st.sampled_from(range(len(parts))), max_size=6) if parts else st.just([]))
    around = [data.draw(TEXTS) for _ in range(len(numbers) + 1)]
    text = around[0] + "".join(f"{mark(number)}{after}" for number, after in zip(numbers, around[1:], strict=True))
    expected = around[0] + "".join(made[number] + after for number, after in zip(numbers, around[1:], strict=True))
    assert whole(pieces(text.encode(), parts), "").decode() == expected
