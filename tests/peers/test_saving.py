"""How long a preview takes from a saved change to what it shows."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tools.peers import saving
from tools.peers.saving import saved


def served(port: int) -> Sequence[str]:
    """A preview that shows files as they are."""
    return [sys.executable, "-m", "http.server", "--bind", saving.HOST, str(port)]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "QUIET", 0.0)


def test_it_ends_as_soon_as_the_page_is_another_one(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text("x")
    run = saved(served, tmp_path, {}, "a.html", lambda: page.write_text(page.read_text() + "x") and None, 20)
    assert run is not None
    assert 0 < run.wall < 5
    assert page.read_text() == "x" * (1 + saving.CHANGES)


def test_a_change_that_is_never_shown_is_no_run(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("x")
    assert saved(served, tmp_path, {}, "a.html", lambda: None, 1) is None


def test_a_preview_that_ends_is_told(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        saved(lambda port: [sys.executable, "-c", "raise SystemExit(3)"], tmp_path, {}, "a.html", lambda: None, 20)


CUT_OFF = """\
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

class Handler(BaseHTTPRequestHandler):
    asked = 0

    def do_GET(self):
        Handler.asked += 1
        data = Path("a.html").read_bytes()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data) + (100 if Handler.asked % 2 else 0)))
        self.end_headers()
        self.wfile.write(data)

HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def test_an_answer_that_is_cut_off_is_asked_for_again(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text("x")
    run = saved(
        lambda port: [sys.executable, "-c", CUT_OFF, str(port)],
        *(tmp_path, {}, "a.html"),
        lambda: page.write_text(page.read_text() + "x") and None,
        20,
    )
    assert run is not None
