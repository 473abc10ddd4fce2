"""A preview of the small content folder of the tests, at an address of its own."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from threading import Thread

import pytest

from kltsite import disk, judging
from kltsite.serve.panel import Panels
from kltsite.serve.preview import Means, Preview, read
from kltsite.serve.server import HOST, Server, own_files
from tests.helpers import BASE, ROOT, interface, paint


@dataclass(frozen=True)
class Previewed:
    """Folders, the preview that looks at them when told, and the server that shows it."""

    content: Path
    templates: Path
    preview: Preview
    server: Server

    def ask(self, address: str, *, host: str | None = None, method: str = "GET") -> tuple[int, dict[str, str], str]:
        """Status, headers and text of an address."""
        connection = HTTPConnection(HOST, self.server.port, timeout=10)
        try:
            connection.request(method, f"/{address}", headers={"Host": host or f"{HOST}:{self.server.port}"})
            response: HTTPResponse = connection.getresponse()
            return response.status, dict(response.headers), response.read().decode("utf-8", "replace")
        finally:
            connection.close()

    def page(self, address: str) -> str:
        return self.ask(address)[2]

    def write(self, path: str, old: str, new: str) -> None:
        """Replace a part, which must be there, of a file of the content."""
        place = self.content / path
        text = place.read_text("utf-8")
        assert old in text
        place.write_text(text.replace(old, new, 1), "utf-8")
        self.preview.look()


def panel_of(page: str) -> str:
    """What is told at the bottom of a page; "" where nothing is."""
    found = re.search(r'<aside class="kltsite-preview kltsite-preview--panel".*?</aside>', page, re.DOTALL)
    return found[0] if found else ""


def note_of(page: str) -> str:
    """What is told at the entry itself."""
    found = re.search(r'<aside class="kltsite-preview kltsite-preview--note".*?</aside>', page, re.DOTALL)
    return found[0] if found else ""


@pytest.fixture
def previewed(tmp_path: Path) -> Iterator[Previewed]:
    content, templates = tmp_path / "content", tmp_path / "templates"
    shutil.copytree(BASE, content)
    shutil.copytree(ROOT / "templates", templates)
    server = Server(0, own_files(disk.read_package("serve/assets")))
    means = Means(interface(), lambda chart: "<svg></svg>", paint)
    options = judging.Options(base_url=server.address, drafts=True)
    preview = Preview(lambda: read(content, templates), options, means)
    server.shows(preview, Panels(interface(), "content/"))
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield Previewed(content, templates, preview, server)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
