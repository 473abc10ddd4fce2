"""The pictures of CONTRIBUTING.md and CONTRIBUTING.de.md, taken from the real thing: form, preview and command line.

    python -m tools.pictures        writes docs/pictures/*.webp (make pictures)

What they show is made up: the site's own settings and pages, with one entry of tests/base and with mistakes in it.
"""

from __future__ import annotations

import html
import os
import re
import select
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tools.quality.browsing import served, started
from tools.quality.screenshots import webp

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs/pictures"
LANGUAGES = ("en", "de")
SMALL = 60_000  # bytes that no picture may reach
QUALITIES = (80, 70, 60, 50, 40, 30)  # of WebP; the first with which a picture is small
SCREEN = (1200, 820)  # px
COLUMNS = 80  # of a command that stands on one line
WAIT = 60  # seconds for a command to say something
CASE = "content/collaborations/bread-box.yaml"

MISTAKES = (
    ("subsectors: [design, crafts]", "subsectors: [desing, crafts]"),
    ("employees: 12", "employees: about 12"),
    ("started: 2018-05", "started: 2018-15"),
)

COMMANDS: Mapping[str, tuple[str, ...]] = {  # picture -> what is typed, without what says the language
    "new": ("new", "the-bread-box", "--title", "en=The bread box", "--title", "de=Der Brotkasten", "--partner",
            "cci:design,crafts:Studio Grünfink", "--partner", "sme:manufacturing:Bakery Morgenrot"),
    "check": ("check", CASE),
}  # fmt: skip

FORM = {
    "title": {"en": "The bread box", "de": "Der Brotkasten"},
    "summary": {
        "en": "A designer and a village bakery build a bread box that keeps loaves fresh for a week.",
        "de": "Eine Designerin und eine Dorfbäckerei bauen einen Brotkasten, der Laibe eine Woche frisch hält.",
    },
    "partners": [
        {"name": "Studio Grünfink", "role": "cci", "subsectors": ["design", "crafts"]},
        {"name": "Bakery Morgenrot", "role": "sme", "sectors": ["manufacturing"], "employees": 12},
    ],
    "place": {"locality": "Kleinmühlen", "country": "DE", "inhabitants": 4200, "counted": 2023},
    "period": {"started": "2018-05", "continuous": True},
    "contact": ["targeted-contact"],
    "evidence": {
        "economic-background": {
            "statement": {"en": "The two share the costs and the sales.", "de": "Sie teilen sich Kosten und Erlöse."},
            "source": "https://village.example/bread-box",
        },
    },
    "sources": [{"url": "https://village.example/bread-box"}],
}
STEPS = ("who", "evidence", "send")
ADDRESSES = {"en": "en/contribute.html", "de": "de/mitmachen.html"}
ENTRIES = {"en": "en/collaborations/bread-box.html", "de": "de/kooperationen/bread-box.html"}

_TERMINAL = """<!doctype html><meta charset="utf-8"><style>
body { margin: 0; background: #14241a; color: #eef3ea; width: max-content; min-width: 640px; }
pre { margin: 0; padding: 18px 22px; font: 14px/1.45 "DejaVu Sans Mono", monospace; }
b { color: #f7c52f; font-weight: 400; }
</style><pre>%s</pre>"""


@contextmanager
def workplace() -> Iterator[Path]:
    """A copy of what an editor has before them: the site's settings and pages, and no entry yet."""
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        ignored = shutil.ignore_patterns("collaborations", "media")
        shutil.copytree(ROOT / "content", place / "content", ignore=ignored)
        for page in sorted((place / "content/pages").iterdir()):
            text = page.read_text(encoding="utf-8")  # a link to an entry that is not here leads to all of them
            page.write_text(re.sub(r"\(collaboration:[a-z0-9-]+\)", "(view:collaborations)", text), encoding="utf-8")
        (place / CASE).parent.mkdir()
        shutil.copytree(ROOT / "templates", place / "templates")
        yield place


def spoil(place: Path) -> None:
    """Put the mistakes into the entry."""
    text = (place / CASE).read_text(encoding="utf-8")
    for right, wrong in MISTAKES:
        if right not in text:
            raise SystemExit(f"{CASE} no longer holds {right!r}")
        text = text.replace(right, wrong)
    (place / CASE).write_text(text, encoding="utf-8")


def command(*words: str) -> list[str]:
    """`kltsite` with these words, as a program to run."""
    return [sys.executable, "-m", "kltsite", *words]


def environment() -> dict[str, str]:
    """The environment of a command that runs in another folder."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


def terminal(page: Page, place: Path, words: tuple[str, ...], language: str) -> bytes:
    """A command and what it prints, as a picture."""
    words = words if language == "en" else (*words, "--lang", language)
    told = subprocess.run(command(*words), cwd=place, env=environment(), capture_output=True, text=True, check=False)
    if told.returncode not in (0, 1):
        raise SystemExit(f"kltsite {' '.join(words)}: {told.stderr}")
    lines = f"<b>$ kltsite {html.escape(typed(words))}</b>\n{html.escape((told.stdout + told.stderr).rstrip())}"
    page.set_content(_TERMINAL % lines)
    return page.locator("pre").screenshot()


def typed(words: tuple[str, ...]) -> str:
    """A command as one types it: on one line where it is short, else with each option on a line of its own."""
    shown = " ".join(f'"{word}"' if " " in word else word for word in words)
    return shown if len(shown) <= COLUMNS else shown.replace(" --", " \\\n    --")


def forms(page: Page, base: str, language: str) -> Iterator[tuple[str, bytes]]:
    """The steps of the form that are shown, filled in."""
    page.goto(base + ADDRESSES[language])
    page.reload()  # typefaces that come late are left out; now they are there
    expect(page.locator("#form--with")).to_be_visible()
    page.evaluate("entry => kltContribute.load(entry)", FORM)
    for step in STEPS:
        page.click(f"[data-go={step}]")
        expect(page.locator(f"[data-step={step}]")).to_be_visible()
        page.evaluate("document.activeElement.blur()")
        page.locator("#form--fields").evaluate("one => scrollTo(0, one.getBoundingClientRect().top + scrollY - 20)")
        yield f"form-{step}.{language}", page.screenshot(animations="disabled")


@contextmanager
def preview(place: Path) -> Iterator[str]:
    """The address of `kltsite serve`."""
    running = subprocess.Popen(
        command("serve", "--port", "0"), cwd=place, env=environment(), stdout=subprocess.PIPE, text=True
    )
    try:
        said = running.stdout
        if said is None or not select.select([said], [], [], WAIT)[0]:
            raise SystemExit("kltsite serve says nothing")
        yield said.readline().split()[0]
    finally:
        running.terminate()
        running.wait()


def previews(browser: Browser, place: Path) -> Iterator[tuple[str, bytes]]:
    """The page of the entry in the preview, with what has just gone wrong in its file."""
    with preview(place) as base:
        pages = {language: _page(browser, *SCREEN) for language in LANGUAGES}
        for language, page in pages.items():
            page.goto(base + ENTRIES[language])
        spoil(place)
        for language, page in pages.items():
            expect(page.locator(".kltsite-preview--note")).to_be_visible(timeout=WAIT * 1000)
            page.reload()
            yield f"preview.{language}", page.screenshot(animations="disabled")


def _page(browser: Browser, width: int, height: int) -> Page:
    return browser.new_page(viewport={"width": width, "height": height}, color_scheme="light", reduced_motion="reduce")


def taken(browser: Browser) -> Iterator[tuple[str, bytes]]:
    """(name, PNG) of every picture."""
    with workplace() as place:
        subprocess.run(command("build"), cwd=place, env=environment(), check=True)
        with served(place / "output") as base:
            for language in LANGUAGES:
                yield from forms(_page(browser, *SCREEN), base, language)
        shutil.copy(ROOT / "tests/base/collaborations/bread-box.yaml", place / CASE)
        yield from previews(browser, place)
        for language in LANGUAGES:
            page = _page(browser, *SCREEN)
            for name, words in COMMANDS.items():
                yield f"{name}.{language}", terminal(page, place, words, language)
                for new in (place / "content/collaborations").glob("the-bread-box.yaml"):
                    new.unlink()


def packed(png: bytes) -> bytes:
    """A picture as WebP, in the best quality with which it is small, or else the lowest."""
    for quality in QUALITIES:
        data = webp(png, quality)
        if len(data) < SMALL:
            break
    return data


def main() -> int:
    """Take all pictures anew."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with started() as browser:
        pictures = {f"{name}.webp": packed(png) for name, png in taken(browser)}
    for old in PICTURES.glob("*.webp"):
        if old.name not in pictures:
            old.unlink()
    for name, data in pictures.items():
        (PICTURES / name).write_bytes(data)
        print(f"docs/pictures/{name}: {len(data) / 1000:.0f} KB")
    return int(any(len(data) >= SMALL for data in pictures.values()))


if __name__ == "__main__":
    sys.exit(main())
