"""What search engines and hosts read."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from kltsite.present.exports import hosting
from kltsite.present.views.scene import FRAMING, POLICY
from tests.present.exports.examples import BASE_URL, SITEMAP, XHTML


def urls(data: bytes) -> list[tuple[str, dict[str, str]]]:
    return [
        (
            one.findtext(f"{SITEMAP}loc", ""),
            {link.get("hreflang", ""): link.get("href", "") for link in one.findall(f"{XHTML}link")},
        )
        for one in ElementTree.fromstring(data).findall(f"{SITEMAP}url")
    ]


def test_the_sitemap_has_every_page_once_with_its_twins_itself_among_them() -> None:
    pages = [{"en": f"en/a&{number}.html", "de": f"de/a&{number}.html"} for number in range(3)]
    files = hosting.sitemap(pages, BASE_URL)
    assert list(files) == ["sitemap.xml"]
    found = urls(files["sitemap.xml"])
    assert [address for address, _ in found] == [BASE_URL + address for twins in pages for address in twins.values()]
    for address, twins in found:
        assert address in twins.values()
        assert set(twins) == {"en", "de"}


@pytest.mark.parametrize(("count", "parts"), [(0, 0), (1, 0), (5, 0), (6, 2), (10, 2), (11, 3)])
def test_a_sitemap_that_grows_too_long_is_split_and_has_an_index(
    count: int, parts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hosting, "SITEMAP_LENGTH", 5)
    files = hosting.sitemap([{"en": f"en/{number}.html"} for number in range(count)], BASE_URL)
    assert sorted(files) == sorted(["sitemap.xml", *(f"sitemap-{part}.xml" for part in range(1, parts + 1))])
    listed = [
        address for name, data in files.items() if parts == 0 or name != "sitemap.xml" for address, _ in urls(data)
    ]
    assert listed == [f"{BASE_URL}en/{number}.html" for number in range(count)]
    assert all(len(urls(data)) <= 5 for data in files.values())
    if parts:
        index = ElementTree.fromstring(files["sitemap.xml"])
        assert [one.text for one in index.iter(f"{SITEMAP}loc")] == [
            f"{BASE_URL}sitemap-{part}.xml" for part in range(1, parts + 1)
        ]


def test_search_engines_may_read_everything_and_find_the_sitemap() -> None:
    assert hosting.robots(BASE_URL).decode().splitlines() == [
        "User-agent: *",
        "Allow: /",
        "Sitemap: https://village.example/sitemap.xml",
    ]


def test_the_security_policy_allows_the_site_alone_and_nothing_inline() -> None:
    policy = re.search(r"Content-Security-Policy: (.*)", hosting.headers().decode())
    assert policy is not None
    rules = dict(rule.strip().split(" ", 1) for rule in policy[1].split(";"))
    assert rules["default-src"] == "'none'"
    assert set(" ".join(rules.values()).split()) <= {"'self'", "'none'", "data:"}
    assert "data:" not in rules["script-src"] + rules["style-src"] + rules["default-src"]
    assert rules["frame-ancestors"] == "'self'"


def test_only_an_embedded_page_may_stand_in_a_frame_of_another_site() -> None:
    lines = hosting.headers(["en/embed/*.html"]).decode().splitlines()
    at = lines.index("/en/embed/*")
    assert lines[at + 1] == "  ! Content-Security-Policy", "both policies would hold, and the stricter one win"
    assert lines[at + 2] == f"  Content-Security-Policy: {POLICY}; frame-ancestors *"
    assert sum("frame-ancestors *" in line for line in lines) == 1
    assert lines[1] == f"  Content-Security-Policy: {POLICY}; frame-ancestors 'self'"


def test_only_the_page_that_shows_frames_may_and_no_other_site_may_frame_it() -> None:
    lines = hosting.headers(framing=["en/embed.html"]).decode().splitlines()
    at = lines.index("/en/embed.html")
    assert lines[at + 1] == "  ! Content-Security-Policy"
    assert lines[at + 2] == f"  Content-Security-Policy: {FRAMING}; frame-ancestors 'self'"
    assert sum("frame-src" in line for line in lines) == 1


def test_hosts_are_told_the_kinds_of_files_that_they_seldom_know() -> None:
    lines = hosting.headers().decode().splitlines()
    assert lines[lines.index("/data/v1/catalog.ttl") + 1] == "  Content-Type: text/turtle; charset=utf-8"
    assert lines[lines.index("/data/v1/vocabulary.jsonld") + 1] == "  Content-Type: application/ld+json"


def test_a_moved_entry_is_told_to_hosts_for_good() -> None:
    assert hosting.redirects([("en/old.html", "en/new.html"), ("de/alt.html", "de/neu.html")]).decode() == (
        "/en/old.html /en/new.html 301\n/de/alt.html /de/neu.html 301\n"
    )
    assert hosting.redirects([]) == b""
