"""The page of an entry: what only this view reckons."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kltsite.domain.declared import unmarked
from kltsite.domain.values import Address, FieldError, Reading
from kltsite.present.views import entries

_, (ADDRESSES,) = unmarked(Address)
NEARLY = st.lists(
    st.sampled_from(
        ["https://", "http://", "HTTPS://", "www.", "a", "B", "ä", ".", "-", ":80", "/", "?", "#", "@", "[", "_"]
    ),
    max_size=9,
).map("".join)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://www.example.org", "example.org"),
        ("http://wwwexample.org/www.a", "wwwexample.org"),
        ("https://www.a.de", "a.de"),
        ("https://www.www.de/", "www.de"),
        ("https://Example.ORG:8080/a?b", "example.org"),
        ("https://example.org?a/b", "example.org"),
        ("https://müller.example", "müller.example"),
    ],
)
def test_an_address_is_called_by_its_host(address: str, host: str) -> None:
    assert entries._host(address) == host


@given(NEARLY)
@settings(max_examples=1000)
def test_a_host_is_that_which_the_library_finds(address: str) -> None:
    try:
        ADDRESSES.read(address, Reading((), {}))
    except FieldError:
        return
    assert entries._host(address) == (urlsplit(address).hostname or "").removeprefix("www.")
