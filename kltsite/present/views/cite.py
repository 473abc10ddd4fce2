"""How to cite an entry: as text, for LaTeX and for reference managers."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any

from msgspec import Struct

from kltsite.domain.collaboration import Collaboration
from kltsite.present.escaping import as_json
from kltsite.present.views.scene import Scene


class Citation(Struct, frozen=True):
    """One entry's citation in the page's language."""

    text: str
    bibtex: str
    csl: str  # CSL-JSON, a list of one item


def citation(scene: Scene, case: Collaboration, slug: str, address: str) -> Citation:
    """How the entry at `address` is cited; nothing in it depends on the day on which it is read."""
    site, url = scene.settings.site, scene.settings.site.base_url + address
    key = f"{slug}-{scene.language}"
    title, container = scene.words.best(case.title), scene.words.best(site.name)
    return Citation(
        _text(scene, case, title, container, url),
        _bibtex(scene, case, key, title, container, url),
        _csl(scene, case, key, title, container, url),
    )


def _text(scene: Scene, case: Collaboration, title: str, container: str, url: str) -> str:
    words = scene.words
    told = words.gettext("{author}: “{title}”. In: {site}.").format(
        author=scene.settings.site.contact.name, title=title, site=container
    )
    listed = words.day(case.listed) if case.listed else ""
    reviewed = words.day(case.reviewed) if case.reviewed else ""
    if listed and reviewed:
        told += " " + words.gettext("Listed on {listed}, last checked on {checked}.").format(
            listed=listed, checked=reviewed
        )
    elif listed:
        told += " " + words.gettext("Listed on {day}.").format(day=listed)
    elif reviewed:
        told += " " + words.gettext("Last checked on {day}.").format(day=reviewed)
    return f"{told} {url}"


def _bibtex(scene: Scene, case: Collaboration, key: str, title: str, container: str, url: str) -> str:
    """`@misc` with `url`, as reference managers write it: every style of BibTeX and biblatex knows it."""
    fields = {
        "author": f"{{{_latex_once(scene.settings.site.contact.name)}}}",  # one name, not to be taken apart
        "title": f"{{{latex(title)}}}",
        "howpublished": _latex_once(container),
        **({"year": f"{case.listed.year}", "month": f"{case.listed.month}"} if case.listed else {}),
        "url": url,
        "language": scene.language,
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{key},\n{lines}}}"


def _csl(scene: Scene, case: Collaboration, key: str, title: str, container: str, url: str) -> str:
    """An item by the schema of the Citation Style Language, version 1.0."""
    contact = scene.settings.site.contact.name
    item: dict[str, Any] = {
        "id": key,
        "type": "webpage",
        "title": title,
        "container-title": container,
        "author": [{"literal": contact}],
        "publisher": contact,
        "URL": url,
        "language": scene.language,
    }
    if case.listed:
        item["issued"] = {"date-parts": [[case.listed.year, case.listed.month, case.listed.day]]}
    lines = ",\n".join(f'  "{name}": {as_json(value)}' for name, value in item.items())
    return f"[{{\n{lines}\n}}]"


_ACCENTS = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u", "\u0307": ".",
    "\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0327": "c", "\u0328": "k",
}  # fmt: skip
_LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", '"': r"\textquotedbl{}", "<": r"\textless{}",
    ">": r"\textgreater{}", "|": r"\textbar{}", "\u00a0": "~", "–": "--", "—": "---", "‘": "`", "’": "'", "“": "``",
    "”": "''", "„": r"\quotedblbase{}", "‚": r"\quotesinglbase{}", "«": r"\guillemotleft{}",
    "»": r"\guillemotright{}", "…": r"\dots{}", "€": r"\texteuro{}", "×": r"\texttimes{}", "ß": r"{\ss}",
    "æ": r"{\ae}", "Æ": r"{\AE}", "œ": r"{\oe}", "Œ": r"{\OE}", "ø": r"{\o}", "Ø": r"{\O}", "ł": r"{\l}",
    "Ł": r"{\L}", "đ": r"{\dj}", "Đ": r"{\DJ}", "ð": r"{\dh}", "Ð": r"{\DH}", "þ": r"{\th}", "Þ": r"{\TH}",
    "ı": r"{\i}",
}  # fmt: skip
_SPECIAL = frozenset('\\{}$&%#_^~"<>|')


def latex(text: str) -> str:
    """A text as LaTeX prints it: its special characters and the Latin letters escaped, other scripts as they are."""
    if text.isascii() and _SPECIAL.isdisjoint(text):
        return text
    return "".join(_LATEX.get(one) or (one if one.isascii() else _accented(one)) for one in text)


_latex_once = lru_cache(64)(latex)  # for what stands on every page


def _accented(letter: str) -> str:
    base, *marks = list(unicodedata.normalize("NFD", letter))
    if not marks or not base.isascii() or any(mark not in _ACCENTS for mark in marks):
        return letter
    written = base
    for mark in marks:
        written = rf"\{_ACCENTS[mark]}{{{written}}}"
    return f"{{{written}}}"
