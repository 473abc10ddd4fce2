"""The check of links to other sites: patient with hosts, never in the way, and with reasons for what it leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tools import links
from tools.links import Answer


def test_addresses_are_found_in_entries_and_pages_with_the_files_that_name_them() -> None:
    files = {
        "collaborations/a.yaml": b"sources:\n  - url: https://one.example/x\n",
        "pages/about.en.md": b"See [this](https://one.example/x), or https://two.example/y.\n",
        "media/a.jpg": b"https://three.example/",
    }
    assert links.links(files) == {
        "https://one.example/x": ["collaborations/a.yaml", "pages/about.en.md"],
        "https://two.example/y": ["pages/about.en.md"],
    }


def test_what_is_left_out_needs_a_reason() -> None:
    assert links.exceptions("# a remark\n\nhttps://x.example/ shuts programs out\n") == {
        "https://x.example/": "shuts programs out"
    }
    with pytest.raises(ValueError, match="without a reason"):
        links.exceptions("https://x.example/\n")
    assert links.exceptions(links.EXCEPTIONS.read_text("utf-8"))


def test_a_host_that_stumbles_is_asked_again_and_one_that_says_no_is_not() -> None:
    said = {"https://a.example/": [503, 503, 200], "https://b.example/": [404], "https://c.example/": [500, 500, 500]}
    pauses: list[float] = []
    found = links.answers(said, lambda url: said[url].pop(0), pauses.append)
    assert found == [
        Answer("https://a.example/", 200),
        Answer("https://b.example/", 404),
        Answer("https://c.example/", 500),
    ]
    assert [one.gone for one in found] == [False, True, False]
    assert sorted(pauses) == sorted([*links.PAUSES, links.PAUSES[0], *links.PAUSES])


@contextmanager
def host() -> Iterator[str]:
    """A host with one page."""

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/here" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Host) as listening:
        Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_port}"
        listening.shutdown()


def test_a_real_host_is_asked() -> None:
    with host() as at:
        assert links.asked(f"{at}/here") == 200
        assert links.asked(f"{at}/gone") == 404
    with pytest.raises(OSError, match="refused"):
        links.asked(f"{at}/here")


def test_the_report_says_what_is_gone_where_and_nothing_when_all_is_well() -> None:
    named = {"https://a.example/": ["collaborations/a.yaml"], "https://b.example/": ["pages/b.en.md"]}
    assert list(links.report([Answer("https://a.example/", 200)], named)) == []
    told = list(links.report([Answer("https://a.example/", 404), Answer("https://b.example/", 0, "no answer")], named))
    assert told == [
        "", "## Gone", "", "- `https://a.example/` (404) in `collaborations/a.yaml`",
        "", "## No good answer this time; perhaps only programs are shut out", "",
        "- `https://b.example/` (no answer) in `pages/b.en.md`",
    ]  # fmt: skip
