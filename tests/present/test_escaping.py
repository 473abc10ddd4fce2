"""What a page prints is what `markupsafe.escape` would print, whatever it is."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from kltsite.present.escaping import escaped, in_page
from kltsite.present.views import Link, Said


class Named(str):
    """A text that is more than a text."""


VALUES = (
    st.text()
    | st.text(st.sampled_from("<>&\"'a"))
    | st.integers()
    | st.none()
    | st.builds(Markup, st.text())
    | st.builds(Named, st.text(st.sampled_from("<>&a")))
    | st.builds(Link, st.text(), st.text(), st.sampled_from(["", "de"]))
    | st.builds(Said, st.text(), st.sampled_from(["", "de"]))
)


@given(VALUES)
def test_a_value_is_printed_as_by_the_library(value: object) -> None:
    assert escaped(value) == str(escape(value))


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(-180, 180)
    | st.text()
    | st.text(st.sampled_from("<>&\"'=\u2028")),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(max_size=5), below, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_a_value_for_a_page_is_the_same_value_to_whoever_reads_it_and_no_markup(value: object) -> None:
    written = in_page(value)
    assert json.loads(written) == value
    assert not set(written) & set("<>&\u2028\u2029")
    assert '="' not in written


@pytest.mark.parametrize("text", [Markup("<b>"), Named("<b>")])
def test_more_than_a_text_is_a_text_for_a_page(text: str) -> None:
    assert in_page([text]) == '["\\u003cb\\u003e"]'


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(TypeError, match="object is not for JSON"):
        in_page([object()])
