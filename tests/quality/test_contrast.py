"""Which palettes pass."""

from tools.quality import contrast

GOOD = {
    "ground": (255, 255, 255),
    "ink": (20, 20, 20),
    "contact": (0, 63, 92),
    "duration": (166, 60, 20),
    "line": (200, 200, 200),
}


def test_a_palette_that_can_be_read_passes_and_every_pair_is_told() -> None:
    result = contrast.check({"light": GOOD, "dark": GOOD})
    assert result.findings == ()
    told = "\n".join(result.lines)
    assert "| `--ink` | `--ground` | 4.5 | 18.42 | 18.42 |" in told
    assert "held against nothing: `--line`." in told


def test_a_pale_text_is_told_with_its_scheme_and_its_ratio() -> None:
    result = contrast.check({"light": GOOD, "dark": {**GOOD, "ink": (170, 170, 170)}})
    assert [str(one) for one in result.findings] == ["palette (dark): --ink on --ground has 2.32:1, and needs 4.5:1"]


def test_hues_that_some_people_cannot_tell_apart_are_told() -> None:
    found = contrast.check({"light": {**GOOD, "contact": (11, 110, 79), "duration": (163, 35, 78)}, "dark": GOOD})
    assert [one.told.partition(",")[0] for one in found.findings] == ["to deuteranopia"]
