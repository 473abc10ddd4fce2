"""The workshop's jobs go out in parts: each job once, and together what loads the same dear library."""

from __future__ import annotations

from functools import cache
from itertools import chain

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kltsite import assembly, judging
from kltsite.present import charts
from kltsite.present.previews import Preview, Typefaces
from kltsite.workers import alone
from kltsite.workshop import DEAR, Workshop
from tests.helpers import CONTENT, TEMPLATES, files_in, interface


@cache
def workshop() -> Workshop:
    files = files_in(CONTENT)
    content = judging.judge(files, judging.Options(), alone)
    assert content.settings is not None
    around = assembly.Surroundings(files_in(TEMPLATES), interface(), charts.render)
    shown = {case.slug: case for case in content.cases if case.published}
    scenes = assembly.scenes_of(content, content.settings, shown, around, {})
    return Workshop(content.cases, scenes, {}, {}, {}, {}, None, {}, None)


ORDERS = st.deferred(lambda: st.lists(st.sampled_from(workshop().orders), unique=True).map(sorted))


@given(ORDERS)
def test_each_job_goes_out_once_whichever_there_are(orders: list[int]) -> None:
    assert sorted(chain.from_iterable(workshop().shards(orders))) == orders


def test_drawings_go_out_in_small_parts_before_the_pages_of_entries() -> None:
    faces = Typefaces((), ())
    drawing = replace(
        workshop(), faces=faces, previews={f"{at}.png": Preview(str(at), "", "", "", ()) for at in range(300)}
    )
    first = len(drawing._files) + len(drawing.keys)
    parts = [[order >= first for order in shard] for shard in drawing.shards(drawing.orders)]
    drawn = [len(part) for part in parts if any(part)]
    assert (sum(drawn), max(drawn)) == (300, 16)
    assert all(all(part) for part in parts if any(part))
    assert not any(parts[-1])
    assert sorted(chain.from_iterable(drawing.shards(drawing.orders))) == drawing.orders


def test_pages_of_many_charts_are_one_part_and_come_first_and_those_of_one_come_when_these_are_drawn() -> None:
    kinds = [[workshop()._kind(order) for order in shard] for shard in workshop().shards(workshop().orders)]
    assert kinds[0] == ["evaluation", "editions"] * 2
    assert set(kinds[1]) == {"criterion"}
    singles = kinds[2 : kinds.index(["embed"])]
    assert len(singles) == DEAR
    assert not {"evaluation", "editions", "criterion", "embed"} & {kind for shard in singles for kind in shard}
    assert sum(shard == ["embed"] for shard in kinds) == sum(key.kind == "embed" for key in workshop().keys)
