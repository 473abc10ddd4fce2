"""Chromium and a host for it: how the checks and the browser tests open the built site."""

from __future__ import annotations

import gzip
import mimetypes
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote

from playwright.sync_api import (
    Browser,
    BrowserContext,
    CDPSession,
    ConsoleMessage,
    Page,
    Request,
    Route,
    sync_playwright,
)

from tools.quality.findings import MissingError
from tools.quality.sites import Site

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-lcd-text",  # the same letters on every kind of screen
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)
PROGRAMS = ("chromium-headless-shell", "chromium")  # the first is the same without windows, and takes half as long
TEXT_SIZE = 16  # px, a browser's default
COMPRESSED = (".html", ".css", ".js", ".svg", ".json", ".jsonld", ".geojson", ".xml", ".txt", ".csv", ".webmanifest")
TYPES = {".js": "text/javascript", ".woff2": "font/woff2", ".avif": "image/avif", ".webp": "image/webp"}
ALIEN = "--"  # no address of ours begins so
NOT_FOUND = "404.html"


def chromium() -> str:
    """Where Chromium is. Raises MissingError."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        raise MissingError(f"Chromium is needed: apt-get install {PROGRAMS[0]}")
    return found


@contextmanager
def started() -> Iterator[Browser]:
    """A browser that asks nobody for anything of its own accord."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def failures(request: Request) -> tuple[str, ...]:
    """What a failed request is worth saying; one that was given up because the reader went on is no failure."""
    given_up = request.failure == "net::ERR_ABORTED" or _early(request.url)
    return () if given_up else (f"{request.url} failed: {request.failure}",)


def said(message: ConsoleMessage) -> tuple[str, ...]:
    """What the browser says in its console, as far as it is a complaint."""
    early = any(_early(word) for word in (message.location["url"], *re.split("[\\s']", message.text)))
    return () if early else (message.text,)


def _early(url: str) -> bool:
    """Whether this is a font in a folder. It cannot be asked for early there, and is loaded when the style needs it."""
    return url.startswith("file:") and url.endswith(".woff2")


@lru_cache(1024)
def packed(data: bytes) -> bytes:
    """As a host sends it that compresses on the way."""
    return gzip.compress(data, 6, mtime=0)


@contextmanager
def served(root: Path, below: str = "/") -> Iterator[str]:
    """The address of a host that has the folder's files below a path, compressed and with the site's `_headers`."""
    headers = _headers(root)

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = unquote(self.path.partition("?")[0])
            name = path.removeprefix(below) if path.startswith(below) else ALIEN
            file = root / (f"{name}index.html" if name == "" or name.endswith("/") else name)
            if ".." in name or not file.is_file():
                self.send_error(404)
                return
            data, ending = file.read_bytes(), file.suffix
            self.send_response(200)
            self.send_header("Content-Type", _type(file))
            if ending in COMPRESSED:
                data = packed(data)
                self.send_header("Content-Encoding", "gzip")
            for key, value in _headers_of(name, headers).items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Host) as listening:
        Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_port}{below}"
        listening.shutdown()


def _type(file: Path) -> str:
    kind = TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def _headers(root: Path) -> list[tuple[str, str]]:
    """What `_headers` says, in its order: (the beginning of the addresses that a line is for, the line)."""
    file = root / "_headers"
    said: list[tuple[str, str]] = []
    section = ""
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else []:
        if line[:1].strip():
            section = line.strip().removesuffix("*")
        else:
            said.append((section, line.strip()))
    return said


def _headers_of(name: str, said: list[tuple[str, str]]) -> dict[str, str]:
    """The headers of one file; a later line takes an earlier one back (`! Name`) or replaces it."""
    own: dict[str, str] = {}
    for section, line in said:
        if f"/{name}".startswith(section):
            key, _, value = line.partition(": ")
            if line.startswith("! "):
                own.pop(line.removeprefix("! "), None)
            else:
                own[key] = value
    return own


@dataclass(frozen=True, slots=True)
class Setting:
    """How somebody reads: the screen and the text in px, and what they have asked for."""

    name: str
    width: int = 1280
    height: int = 800
    text: int = TEXT_SIZE
    media: Mapping[str, Any] = field(default_factory=dict)  # for Page.emulate_media
    scripts: bool = True


LIGHT = Setting("light")
NARROW = Setting("320 px", 320, 640)
LARGE = Setting("200 % text", text=2 * TEXT_SIZE)
SETTINGS = (
    LIGHT,
    Setting("dark", media={"color_scheme": "dark"}),
    NARROW,
    LARGE,
    Setting("forced colours", media={"forced_colors": "active"}),
    Setting("reduced motion", media={"reduced_motion": "reduce"}),
    Setting("no scripts", scripts=False),
)
_PLAIN = {"color_scheme": "light", "forced_colors": "none", "reduced_motion": "no-preference", "media": "screen"}


@dataclass
class Reader:
    """A page in the browser, with whatever it asks for and complains about since it was last opened."""

    page: Page
    base: str
    devtools: CDPSession
    home: str  # the site's own address, which the page for missing addresses alone asks
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    scripts: bool = True

    def where(self, address: str) -> str:
        """The full address of a page."""
        return (self.home if address == NOT_FOUND else self.base) + address

    def open(self, address: str, setting: Setting = LIGHT) -> None:
        """Load a page as somebody with that setting does."""
        self.requests.clear()
        self.complaints.clear()
        self.apply(setting)
        # As in a browser whose scripts are off; once the page is there, ours may run.
        self.devtools.send("Emulation.setScriptExecutionDisabled", {"value": not setting.scripts})
        self.page.goto(self.where(address))
        self.apply(setting)  # a page of another host comes in a process of its own, which knows of nothing
        self.devtools.send("Emulation.setScriptExecutionDisabled", {"value": False})
        self.scripts = setting.scripts

    def become(self, address: str, setting: Setting) -> None:
        """Have an open page in another setting; it is loaded anew only where it must be."""
        if setting.scripts != self.scripts or self.page.url != self.where(address):
            self.open(address, setting)
        else:
            self.apply(setting)
        self.page.evaluate(_SETTLED)

    def apply(self, setting: Setting) -> None:
        """Screen, size of text, and wishes."""
        self.page.set_viewport_size({"width": setting.width, "height": setting.height})
        self.page.emulate_media(**{**_PLAIN, **setting.media})
        self.devtools.send("Page.setFontSizes", {"fontSizes": {"standard": setting.text, "fixed": setting.text - 3}})

    def foreign(self) -> list[str]:
        """What was asked for elsewhere than where the page lives."""
        own = self.home if self.page.url == self.where(NOT_FOUND) else self.base
        return [url for url in self.requests if not url.startswith((own, "data:image/"))]


def _from_disk(route: Route, file: Path) -> None:
    route.fulfill(path=file) if file.is_file() else route.abort()


# Colours change slowly when the setting does.
_SETTLED = "() => Promise.all(document.getAnimations().map(one => one.finished.catch(() => null)))"
_POLICY = """addEventListener("securitypolicyviolation",
    event => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`))"""


@contextmanager
def reading(browser: Browser, base: str, site: Site, **options: Any) -> Iterator[Reader]:
    """Somebody who reads the site at `base`, with a fresh profile."""
    context: BrowserContext = browser.new_context(**options)
    context.set_default_timeout(15_000)
    context.add_init_script(_POLICY)
    home = site.record["base_url"]
    context.route(f"{home}**", lambda route: _from_disk(route, site.root / route.request.url.removeprefix(home)))
    page = context.new_page()
    reader = Reader(page, base, context.new_cdp_session(page), home)
    page.on("request", lambda request: reader.requests.append(request.url))
    page.on("requestfailed", lambda request: reader.complaints.extend(failures(request)))
    page.on("console", lambda message: reader.complaints.extend(said(message)))
    page.on("pageerror", lambda error: reader.complaints.append(str(error)))
    try:
        yield reader
    finally:
        context.close()
