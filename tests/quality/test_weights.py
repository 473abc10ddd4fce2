"""What is put on the scales, and when it is too much."""

from random import Random

from tools.quality import weights
from tools.quality.weights import Weight

NOISE = Random(1).randbytes(1_000)


def test_text_is_weighed_compressed_and_fonts_and_pictures_as_they_are() -> None:
    files = {"en/a.html": b"a" * 10_000, "x.css": b"b" * 10_000, "x.woff2": NOISE[:900], "x.avif": NOISE[:700]}
    found = weights.weigh("entry", "en/a.html", files)
    assert found.gzipped["page"] < 100
    assert (found.gzipped["fonts"], found.gzipped["pictures"]) == (900, 700)
    assert found.total == sum(found.gzipped.values()) - 700


def test_a_page_above_its_budget_is_told_and_so_are_all_scripts() -> None:
    heavy = Weight("home", "en/index.html", {"page": 120_001, "pictures": 900_000}, 0)
    light = Weight("entry", "en/a.html", {"page": 99_999, "pictures": 900_000}, 0)
    free = Weight("evaluation", "en/evaluation.html", {"page": 900_000}, 0)
    assert [one.page for one in weights._too_heavy([heavy, light, free], 40_001)] == ["en/index.html", "all scripts"]
    assert list(weights._too_heavy([light, free], 40_000)) == []


def test_data_that_scripts_ask_for_is_no_script() -> None:
    assert (
        weights.kind_of("assets/browse.0123456789.js") == weights.kind_of("assets/vendor/x.0123456789.js") == "script"
    )
    for name in (
        "browse-index.en.0.js",
        "browse-texts.de.0.js",
        "entries.0.js",
        "entries-0110.0.js",
        "entries-names.0.js",
    ):
        assert weights.kind_of(f"assets/{name}") == "data"
