"""What the EU calls things, and which licences of pictures are clear."""

from __future__ import annotations

import pytest

from kltsite.intake import settings
from kltsite.present.exports import authorities
from tests.helpers import CONTENT, files_in


def test_every_country_and_language_of_the_content_is_known() -> None:
    found, _ = settings.read(files_in(CONTENT))
    assert found is not None
    assert all(authorities.country(code) for code in found.vocabulary.countries)
    assert all(authorities.language(code) for code in found.site.languages)
    assert authorities.country("XX") is authorities.language("xx") is None


def test_a_licence_that_the_eu_does_not_list_keeps_its_own_address() -> None:
    assert authorities.licence("http://creativecommons.org/licenses/by/4.0") == (
        "http://publications.europa.eu/resource/authority/licence/CC_BY_4_0"
    )
    assert authorities.licence("https://village.example/terms") == "https://village.example/terms"


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("cc-by-nc-nd-4.0", "https://creativecommons.org/licenses/by-nc-nd/4.0/"),
        ("CC BY-SA 3.0 DE", "https://creativecommons.org/licenses/by-sa/3.0/de/"),
        ("CC BY-SA 2.5", "https://creativecommons.org/licenses/by-sa/2.5/"),
        ("CC0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("Public Domain Mark 1.0", "https://creativecommons.org/publicdomain/mark/1.0/"),
        ("CC BY", None),
        ("CC BY 4.0 DE", None),
        ("CC BY-XX 4.0", None),
        ("All rights reserved", None),
        ("© Studio Grünfink, for press use", None),
        ("", None),
    ],
)
def test_terms_are_clear_where_the_name_is_one_of_creative_commons(name: str, address: str | None) -> None:
    assert authorities.terms(name) == address
