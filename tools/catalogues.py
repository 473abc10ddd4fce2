"""The catalogues of the interface: brought up to date from the sources, and checked.

    python -m tools.catalogues            updates kltsite/locale/*/LC_MESSAGES/kltsite.po and the .mo beside it,
                                          lists what is to translate
    python -m tools.catalogues --check    changes nothing; exits 1 where a catalogue is not ready

Messages are the marked strings of kltsite/ and templates/, and the docstrings of the six criteria. A translation stays
as long as its message stays word for word; nothing is guessed from similar messages, and what is no longer used goes.
The same sources give the same bytes. A new language begins as an empty file of that name.
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import PoFileError, read_po, write_po
from jinja2 import TemplateSyntaxError
from jinja2.ext import babel_extract

from kltsite import languages
from kltsite.validator.criteria import CRITERIA

ROOT = Path(__file__).resolve().parents[1]
CATALOGUES = "kltsite/locale/*/LC_MESSAGES/kltsite.po"
COMPILED = ".mo"  # the ending of what lies beside it
WIDTH = 120

KEYWORDS: dict[str, Any] = {  # name of the function -> which of its arguments are a message
    "_": None,
    "N_": None,
    "NN_": (1, 2),
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_TEMPLATES = {"extensions": "jinja2.ext.i18n", "trimmed": "true", "newstyle_gettext": "true", "silent": "false"}
_PLACEHOLDER = re.compile(r"\{[^{}]*\}|[{}]|%\(\w+\)\w|%")


class UnreadableError(Exception):
    """A source or a catalogue that cannot be read, in plain words."""


def extracted(root: Path = ROOT) -> list[Message]:
    """Every message of the sources, by file and then by message; a message of several files stands with the first."""
    catalogue = Catalog()
    for file in sorted((root / "kltsite").rglob("*.py")):
        _add(catalogue, root, file, _calls)
    for file in sorted((root / "templates").rglob("*.html")):
        _add(catalogue, root, file, babel_extract)
    for criterion in CRITERIA:
        for paragraph in criterion.paragraphs:
            catalogue.add(str(paragraph), locations=[("kltsite/validator/criteria.py", 0)])
    return sorted(_messages(catalogue), key=_place)


def _add(catalogue: Catalog, root: Path, file: Path, method: Any) -> None:
    name = file.relative_to(root).as_posix()
    try:
        for _, words, _, context in extract(method, io.BytesIO(file.read_bytes()), KEYWORDS, options=_TEMPLATES):
            if words:
                catalogue.add(words, locations=[(name, 0)], context=context)
    except (TemplateSyntaxError, SyntaxError, ValueError) as error:
        raise UnreadableError(f"{name} cannot be read: {error}") from error


def _calls(source: IO[bytes], keywords: Any, tags: Any, options: Any) -> Iterator[tuple[int, str, Any, list[str]]]:
    """Babel's method for Python, by the syntax tree: it sees into f-strings, and knows the functions' other names."""
    tree = ast.parse(source.read())
    names = dict(_names(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (function := names.get(_last(node.func))):
            words = [getattr(argument, "value", None) for argument in node.args]
            yield node.lineno, function, [word if isinstance(word, str) else None for word in words], []


def _names(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """What a module calls the functions -> what they are: `told = words.gettext`, and their own names."""
    yield from ((name, name) for name in KEYWORDS)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target, value in _pairs(node.targets[0], node.value):
                if isinstance(value, ast.Attribute) and value.attr in KEYWORDS:
                    yield _last(target), value.attr


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        yield from zip(target.elts, value.elts, strict=False)
    else:
        yield target, value


def _last(expression: ast.expr) -> str:
    """`gettext` of `scene.words.gettext`."""
    return getattr(expression, "attr", "") or getattr(expression, "id", "")


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)  # the one without an id is the header


def _place(message: Message) -> tuple[str, tuple[str, ...], str]:
    return min(_files(message)), _forms(message.id), message.context or ""


def _files(message: Message) -> set[str]:
    return {file for file, _ in message.locations}


def _forms(words: Any) -> tuple[str, ...]:
    """The one form of a message, or those of its numbers."""
    return (words or "",) if isinstance(words, str | None) else tuple(form or "" for form in words)


def read(language: str, data: bytes) -> Catalog:
    """The catalogue in `data`, for `language`."""
    try:
        return read_po(io.BytesIO(data), locale=language, charset="utf-8", abort_invalid=True)
    except (PoFileError, UnicodeDecodeError, ValueError) as error:
        raise UnreadableError(f"the catalogue of “{language}” cannot be read: {error}") from error


def updated(old: Catalog, messages: Iterable[Message]) -> Catalog:
    """The catalogue of exactly these messages, with the translations that `old` has for them."""
    new = Catalog(locale=old.locale)
    for message in messages:
        kept = old.get(message.id, message.context)
        fits = kept is not None and kept.pluralizable == message.pluralizable
        new.add(
            message.id,
            kept.string if kept and fits else None,
            locations=[(file, 0) for file in sorted(_files(message))],
            flags=("fuzzy",) if kept and kept.fuzzy else (),
            user_comments=kept.user_comments if kept else (),
            context=message.context,
        )
    return new


def written(catalogue: Catalog) -> bytes:
    """The catalogue as a file: no dates, names or line numbers, so that it changes only with its messages."""
    head = (
        "Content-Type: text/plain; charset=utf-8",
        f"Language: {catalogue.locale}",
        f"Plural-Forms: {catalogue.plural_forms}",
    )
    body = io.BytesIO()
    write_po(body, catalogue, width=WIDTH, omit_header=True, ignore_obsolete=True, include_lineno=False)
    lines = ['msgid ""', 'msgstr ""', *(f'"{line}\\n"' for line in head), "", ""]
    return "\n".join(lines).encode() + body.getvalue().rstrip() + b"\n"


def unused(old: Catalog, new: Catalog) -> Iterator[Message]:
    """Messages that the sources have no more."""
    return (message for message in _messages(old) if new.get(message.id, message.context) is None)


def untranslated(catalogue: Catalog) -> Iterator[Message]:
    """Messages without a translation, or with a fuzzy one."""
    plurals = catalogue.num_plurals
    return (message for message in _messages(catalogue) if message.fuzzy or not _is_translated(message, plurals))


def _is_translated(message: Message, plurals: int) -> bool:
    forms = _forms(message.string)
    return all(forms) and len(forms) == (plurals if message.pluralizable else 1)


def placeholders(text: str) -> frozenset[str]:
    """The {names} and %(names)s in `text`; doubled braces are plain ones, a lone { or % shows too."""
    return frozenset(_PLACEHOLDER.findall(text.replace("{{", "").replace("}}", "").replace("%%", "")))


def misplaced(catalogue: Catalog) -> Iterator[tuple[Message, str]]:
    """Translations whose placeholders are not those of the message, in one of its forms."""
    for message in _messages(catalogue):
        allowed = {placeholders(form) for form in _forms(message.id)}
        yield from ((message, form) for form in _forms(message.string) if form and placeholders(form) not in allowed)


def faults(language: str, data: bytes, messages: Iterable[Message]) -> Iterator[str]:
    """Why the catalogue in `data` is not ready, in plain words; nothing if it is."""
    old = read(language, data)
    new = updated(old, messages)
    for message in _messages(new):
        if old.get(message.id, message.context) is None:
            yield f"new, and not in the catalogue yet: {_told(message)}"
        elif message.fuzzy:
            yield f"marked as fuzzy, so readers see English: {_told(message)}"
        elif not _is_translated(message, new.num_plurals):
            yield f"not translated: {_told(message)}"
    yield from (f"no longer used: {_told(message)}" for message in unused(old, new))
    for message, form in misplaced(new):
        names = ", ".join(sorted(placeholders(_forms(message.id)[-1]))) or "none"
        yield f"other placeholders than the message ({names}): {_told(message)} → “{form}”"
    if written(new) != data:
        yield "the file is not as the tool writes it: run python -m tools.catalogues"


def unready(path: Path) -> Iterator[str]:
    """What is wrong with what lies compiled beside a catalogue, so that no run of the program compiles it."""
    compiled = path.with_suffix(COMPILED)
    if not compiled.exists() or compiled.read_bytes() != languages.compiled(path.read_bytes()):
        yield f"{compiled.name} is not what it gives: run python -m tools.catalogues"


def _told(message: Message) -> str:
    context = f" [{message.context}]" if message.context else ""
    return f"{' '.join(sorted(_files(message)))}{context} “{_forms(message.id)[0]}”".strip()


def _update(path: Path, messages: Iterable[Message]) -> None:
    language, data = path.parts[-3], path.read_bytes()
    old = read(language, data)
    new = updated(old, messages)
    if (renewed := written(new)) != data:
        path.write_bytes(renewed)
    if [*unready(path)]:
        path.with_suffix(COMPILED).write_bytes(languages.compiled(renewed))
    missing = list(untranslated(new))
    print(f"{language}: {len(new)} messages, {len(missing)} to translate")
    for message in missing:
        print(f"  to translate: {_told(message)}")
    for message in unused(old, new):
        print(f"  dropped: {_told(message)} → “{_forms(message.string)[0]}”")


def _check(path: Path, messages: Iterable[Message]) -> int:
    found = [*faults(path.parts[-3], path.read_bytes(), messages)]
    found += unready(path)
    for fault in found:
        print(f"{path.relative_to(ROOT).as_posix()}: {fault}")
    return 1 if found else 0


def main(arguments: list[str] | None = None) -> int:
    """Update the catalogues, or check them: python -m tools.catalogues [--check]."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.catalogues", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 where a catalogue is not ready")
    wanted = parser.parse_args(arguments)
    try:
        messages = extracted()
        paths = sorted(ROOT.glob(CATALOGUES))
        if wanted.check:
            return max((_check(path, messages) for path in paths), default=0)
        for path in paths:
            _update(path, messages)
    except UnreadableError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
