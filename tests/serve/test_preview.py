"""What the preview keeps from one look to the next is what it would make now."""

from __future__ import annotations

import os
from random import Random

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kltsite import judging
from kltsite.serve.preview import Means, Preview, Sources
from tests.helpers import interface, paint, render, rule_examples
from tests.test_incremental import EDITS, SEQUENCES, Drawn, Folder, start

DRAWN = Drawn()


@settings(
    max_examples=(SEQUENCES + 1) // 2,
    derandomize="KLTSITE_EDITS" not in os.environ,
    deadline=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
@given(st.lists(st.tuples(st.sampled_from(list(EDITS)), st.integers(0, 2**16)), min_size=1, max_size=5))
def test_a_preview_shows_after_any_edits_what_a_new_one_shows(edits: list[tuple[str, int]]) -> None:
    folder = start()
    preview = previewed(folder)
    for name, seed in edits:
        EDITS[name](folder, Random(seed))
        preview.look()
    if not preview.state.stale:
        assert shown(preview) == shown(previewed(folder)), edits
    folder.content = start().content
    folder.templates = start().templates
    preview.look()
    assert shown(preview) == shown(previewed(start())), edits


def previewed(folder: Folder) -> Preview:
    """A preview of a folder, which has looked at it."""
    means = Means(interface(), render, paint, DRAWN, rule_examples())
    preview = Preview(lambda: Sources(dict(folder.content), dict(folder.templates)), judging.Options(), means)
    preview.look()
    return preview


def shown(preview: Preview) -> dict[str, bytes]:
    """Every file as it goes out."""
    assert not preview.state.stale, preview.state
    return {address: preview.state.finished(data) for address, data in preview.state.site.items()}


def test_other_settings_have_every_case_file_read_anew() -> None:
    folder = start()
    preview = previewed(folder)
    folder.content["vocabulary.yaml"] = folder.content["vocabulary.yaml"].replace(b"  design:", b"  designing:")
    preview.look()
    told = {(one.file, one.sentence) for one in preview.state.problems}
    assert told == {(one.file, one.sentence) for one in previewed(folder).state.problems}
    assert len([file for file, _ in told if file.startswith("collaborations/")]) > 1
