"""What each generator finds in its folder: the same entries and pages, in the form that it reads fastest."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from tools.peers.content import FOLDER, Files, Json, entries, pages, site

Inputs = dict[str, bytes]  # path in the generator's folder -> bytes

_TITLE = re.compile(rb"""(?:^title:\n  en: '|"title": "|"title": {"en": ")([A-Za-z])""", re.MULTILINE)
_STORY = re.compile(rb"(?:\ndescription:\n  en: \|-?\n +|\n---\n+)([A-Za-z])")

_BRACES = re.compile(r"\{([a-z]+)\}")


def own(files: Files, templates: Files) -> Inputs:
    """Ours: the content folder as it is."""
    return {f"content/{path}": data for path, data in files.items()}


def hugo(files: Files, templates: Files) -> Inputs:
    """The case files as they are, as data, and the editorial pages by their languages' endings."""
    return {
        **{f"data/{path}": data for path, data in files.items() if path.startswith(FOLDER)},
        "data/site.json": _json(site(files)),
        **{f"content/{name}.{language}.md": page for name, language, page in _pages(files)},
        **_assets("static/assets/", templates),
    }


def eleventy(files: Files, templates: Files) -> Inputs:
    """The case files and the words beside its configuration, which reads them, and the editorial pages with it."""
    return {
        **{f"cases/{path.removeprefix(FOLDER)}": data for path, data in files.items() if path.startswith(FOLDER)},
        "site.json": _json(site(files)),
        **{f"src/{language}/{name}.md": page for name, language, page in _pages(files, layout="prose.11ty.js")},
        **_assets("assets/", templates),
    }


def pelican(files: Files, templates: Files) -> Inputs:
    """The case files for its own reader, and the editorial pages with a head as it reads them."""
    found = {f"content/{path}": data for path, data in files.items() if path.startswith(FOLDER)}
    for name, language, page in _pages(files):
        _, head, body = page.decode().split("---\n", 2)
        lines = "".join(f"{key}: {value}\n" for key, value in json.loads(head).items() if value)
        found[f"content/pages/{language}/{name}.md"] = f"{lines}slug: {name}\n\n{body}".encode()
    return {**found, "site.json": _json(site(files))}


def jekyll(files: Files, templates: Files) -> Inputs:
    """A file of Markdown for each entry and language, with all of its fields as front matter.

    Its templates allow no braces in texts, so that values are put between < and >.
    """
    words = json.loads(_BRACES.sub(r"<\1>", json.dumps(site(files))))
    found = {"_data/site.json": _json(words), **_assets("assets/", templates)}
    for slug, entry in entries(files).items():
        for language in ("en", "de"):
            story = _best(entry.get("description", {"en": ""}), language)
            head = {key: value for key, value in entry.items() if key != "description"}
            title = _best(entry["title"], language)
            told = {"title": title, "entry": slug, "lang": language, "case": head, "layout": "entry"}
            found[f"_{language}/{slug}.md"] = _page(told, story)
    for name, language, page in _pages(files, layout="prose"):
        found[f"{language}/{name}.md"] = page
    return found


def _best(text: Mapping[str, str], language: str) -> str:
    return text.get(language) or next(iter(text.values()))


def _assets(folder: str, templates: Files) -> Inputs:
    """The files that pages load, under their own names."""
    return {
        folder + path.removeprefix("assets/"): data for path, data in templates.items() if path.startswith("assets/")
    }


def _pages(files: Files, **more: str) -> Iterator[tuple[str, str, bytes]]:
    """(name, language, file) of every page in Markdown, with `more` in its head: editorial ones, and the criteria."""
    for name, language, head, body in pages(files):
        told: Json = {key: head[key].strip() for key in ("title", "description", "plain") if key in head}
        yield name, language, _page({**told, "permalink": f"/{language}/{name}.html", **more}, body)
    found = site(files)
    for language in (key for key, value in found.items() if isinstance(value, dict) and "told" in value):
        words = found[language]
        body = "\n\n".join(f"## {told['name']} {{#{key}}}\n\n{told['rule']}" for key, told in words["told"].items())
        title = words["words"]["Criteria"]
        head = {"title": title, "description": title, "permalink": f"/{language}/criteria.html", **more}
        yield "criteria", language, _page(head, body)


def _page(head: Json, body: str) -> bytes:
    """A file of Markdown with front matter; JSON is YAML too, and read faster."""
    return f"---\n{json.dumps(head, ensure_ascii=False)}\n---\n\n{body}\n".encode()


def _json(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def changed(data: bytes) -> bytes:
    """An entry's file with one byte of its story changed: its first letter small or large. Raises ValueError."""
    return _other(data, _STORY, "no story begins with a letter here")


def titled(data: bytes) -> bytes:
    """The same of its title in English. Raises ValueError."""
    return _other(data, _TITLE, "no title begins with a letter here")


def _other(data: bytes, place: re.Pattern[bytes], lacking: str) -> bytes:
    found = place.search(data)
    if found is None:
        raise ValueError(lacking)
    at = found.start(1)
    return data[:at] + data[at : at + 1].swapcase() + data[at + 1 :]
