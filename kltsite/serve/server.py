"""The server of the preview: pages from memory, to this computer alone."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from kltsite.mediatypes import BINARY, MEDIA_TYPES, OTHER, UTF_8
from kltsite.serve.panel import RELOAD, STYLE, Panels
from kltsite.serve.preview import Preview

HOST = "127.0.0.1"
EVENTS = "__events"
BREATH = 15.0  # seconds after which a connection that waits is tried, so that dead ones are noticed


class Server(ThreadingHTTPServer):
    """Listens on this computer's own address only. Raises OSError where the port is taken."""

    daemon_threads, block_on_close = True, False  # a page that waits for news must not hold up the end
    allow_reuse_address = True

    def __init__(self, port: int, own: Mapping[str, bytes]) -> None:
        """`own` are the files of the preview itself; port 0 is any that is free. `shows` must follow."""
        super().__init__((HOST, port), _Handler)
        self.own, self.port = own, self.server_address[1]
        self.preview: Preview
        self.panels: Panels

    @property
    def address(self) -> str:
        """Where the preview is: http://127.0.0.1:8000/."""
        return f"http://{HOST}:{self.port}/"

    def shows(self, preview: Preview, panels: Panels) -> None:
        """Say what is served, before the first request."""
        self.preview, self.panels = preview, panels

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away in the midst of an answer is no error."""


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are not told: what matters is in the page."""

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        host = (self.headers.get("Host") or "").rpartition(":")[0] or self.headers.get("Host")
        if host == "localhost":  # one origin, so that the site's own base address and its policy agree
            self._redirect(self.server.address + self.path.lstrip("/"))
        elif host != HOST:  # a name that somebody else made lead here
            self._send(HTTPStatus.MISDIRECTED_REQUEST, "txt", b"This server answers to this computer only.\n")
        else:
            self._answer()

    def _answer(self) -> None:
        try:
            parts = urlsplit(self.path.replace("//", "/"))
        except ValueError:  # no address at all
            self._send(HTTPStatus.BAD_REQUEST, "txt", b"This is not an address.\n")
            return
        address = unquote(parts.path).removeprefix("/")
        if address == EVENTS:
            self._events(parse_qs(parts.query).get("state", [""])[0])
        elif address in self.server.own:
            self._send(HTTPStatus.OK, address.rpartition(".")[2], self.server.own[address])
        else:
            self._page(address)

    def _page(self, address: str) -> None:
        state, panels = self.server.preview.state, self.server.panels
        if address.endswith("/") or not address:
            address += "index.html"
        elif address not in state.site and f"{address}/index.html" in state.site:
            self._redirect("/" + quote(address) + "/")
            return
        data, status = state.site.get(address), HTTPStatus.OK
        if data is None:
            status = HTTPStatus.NOT_FOUND if state.site else HTTPStatus.SERVICE_UNAVAILABLE
            address, data = "404.html", state.site.get("404.html")
        if data is None:
            self._send(status, "html", panels.instead(state, found=False).encode())
        elif address.endswith(".html"):
            self._send(status, "html", panels.page(data.decode(), address, state).encode())
        else:
            self._send(status, address.rpartition(".")[2], state.finished(data))

    def _events(self, number: str) -> None:
        """Tell each new state by its number, until the page is left."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        with suppress(OSError):
            while self.command == "GET":
                state = self.server.preview.next(number, BREATH)
                number = state.number if state else number
                self.wfile.write(f"data: {number}\n\n".encode())
                self.wfile.flush()

    def _redirect(self, to: str) -> None:
        self.send_response(HTTPStatus.TEMPORARY_REDIRECT)
        self.send_header("Location", to)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: HTTPStatus, ending: str, data: bytes) -> None:
        self.send_response(status)
        coded = UTF_8 if ending in MEDIA_TYPES and ending not in BINARY else ""
        self.send_header("Content-Type", MEDIA_TYPES.get(ending, OTHER) + coded)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if self.command != "HEAD":
            with suppress(OSError):
                self.wfile.write(data)


def own_files(assets: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of the preview by their addresses."""
    return {RELOAD: assets["reload.js"], STYLE: assets["preview.css"]}
