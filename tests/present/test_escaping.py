"""What a page prints is what `markupsafe.escape` would print, whatever it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from kltsite.present.escaping import escaped
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
