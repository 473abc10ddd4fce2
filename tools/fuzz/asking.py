"""The preview's server without a network: the bytes of a request in, those of the answer out."""

from __future__ import annotations

import io
import re
from functools import cache
from types import SimpleNamespace
from typing import Any

from kltsite import disk
from kltsite.serve.panel import Panels
from kltsite.serve.preview import State
from kltsite.serve.server import HOST, _Handler, own_files
from tools.fuzz import village
from tools.fuzz.oracle import MARK, demand

_PAGE = b"<!doctype html><html lang=en><head></head><body><main></main></body></html>"
_HEADER = re.compile(rb"[A-Za-z][A-Za-z-]*: [^\r\n]*")


class _Line:
    """As much of a socket as a handler asks for."""

    def __init__(self, data: bytes) -> None:
        self._data, self.answer = data, io.BytesIO()

    def makefile(self, *arguments: Any, **more: Any) -> io.BytesIO:
        return io.BytesIO(self._data)

    def sendall(self, data: bytes) -> None:
        self.answer.write(data)

    def settimeout(self, seconds: float) -> None:
        """It never waits."""


def _gone(number: str, breath: float) -> None:
    raise ConnectionResetError  # whoever waits for news has left


@cache
def _server() -> Any:
    site = {"en/index.html": _PAGE, "404.html": _PAGE, "data/v1/x.json": b"{}", "assets/a.js": b""}
    preview = SimpleNamespace(state=State(number="1", site=site), next=_gone, finished=lambda data: data)
    panels = Panels(village.interface(), "content/")
    own = own_files(disk.read_package("serve/assets"))
    return SimpleNamespace(preview=preview, panels=panels, own=own, port=8000, address=f"http://{HOST}:8000/")


def answered(request: bytes) -> str:
    """The first line of the answer, whose headers are headers and whose text is text."""
    line = _Line(request[:100_000])
    _Handler(line, ("127.0.0.1", 1), _server())  # type: ignore[arg-type]
    answer = line.answer.getvalue()
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *headers = head.split(b"\r\n")
    if answer.startswith(b"HTTP/"):
        demand(all(_HEADER.fullmatch(one) for one in headers), "a header that is none:", headers)
        demand(not any(one.partition(b":")[0].lower().startswith(MARK.encode()) for one in headers), headers)
    demand(f"<p {MARK}".encode() not in body and f"<script {MARK}".encode() not in body, "markup in", body[:200])
    return first[:40].decode("latin-1")
