"""What changes a case file for its editor: `rename`, `withdraw`, `reviewed`. Comments and layout stay."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from kltsite.cli.completion import slugs
from kltsite.cli.shared import (
    FINE,
    PROBLEMS,
    Day,
    content_option,
    guarded,
    in_languages,
    language_option,
    option,
    read,
    spread_over,
    teller_of,
)
from kltsite.languages import N_

_REFUSED = N_("Nothing was changed, as this would be wrong then:")

on_option = option("--on", "day", type=Day(), help="The day, today if absent.")


@click.command()
@click.argument("old", shell_complete=slugs)
@click.argument("new")
@content_option
@language_option
@guarded
def rename(old: str, new: str, content: Path, lang: str) -> int:
    """Give an entry another name. Its old address leads to the new one, and links to it follow."""
    from kltsite import disk, edits
    from kltsite.domain.values import is_slug
    from kltsite.intake import translations
    from kltsite.intake.collaborations import file_of

    files, _ = read(content)
    text = text_of(files, old, "OLD")
    if not is_slug(new):
        raise click.BadParameter("small letters a to z, digits and single hyphens, at most 80", param_hint="NEW")
    target = file_of(new)
    if target in files or disk.exists(content / target):
        raise click.BadParameter(f"{content / target} is there already", param_hint="NEW")
    changed = {path: edits.relinked(one, old, new) for path, one in _texts(files).items()}
    changed = {path: one for path, one in changed.items() if one.encode() != files[path]}
    source = file_of(old)
    changed.pop(source, None)
    changed[target] = edits.renamed(edits.relinked(text, old, new), old, new)
    gone = [source]
    if (kept := translations.file_of(old)) in files:
        changed[translations.file_of(new)] = files[kept].decode(errors="surrogateescape")
        gone.append(kept)
    return _write(content, files, changed, lang, gone)


@click.command()
@click.argument("slug", shell_complete=slugs)
@option("--reason", "reasons", multiple=True, required=True, metavar="LANG=TEXT", help="Why, such as en=On request.")
@on_option
@content_option
@language_option
@guarded
def withdraw(slug: str, reasons: tuple[str, ...], day: date | None, content: Path, lang: str) -> int:
    """Take an entry back. Its address stays and says so; it counts no longer."""
    from kltsite import edits

    files, _ = read(content)
    text = text_of(files, slug, "SLUG")
    told = in_languages(reasons, "--reason", "LANG=TEXT, such as en=On request.")
    if "withdrawn" in _fields(text):
        raise click.BadParameter(f"{slug} has been withdrawn already", param_hint="SLUG")
    return _change(content, files, slug, lambda one: edits.withdrawn(one, day or date.today(), told), lang)


@click.command()
@click.argument("slug", shell_complete=slugs)
@on_option
@content_option
@language_option
@guarded
def reviewed(slug: str, day: date | None, content: Path, lang: str) -> int:
    """Note the day on which an entry was last checked."""
    from kltsite import edits

    files, _ = read(content)
    text_of(files, slug, "SLUG")
    return _change(content, files, slug, lambda one: edits.reviewed(one, day or date.today()), lang)


def text_of(files: dict[str, bytes], slug: str, hint: str) -> str:
    """The case file of an entry. Raises a usage error where there is none, or none that can be edited."""
    from kltsite.intake import documents
    from kltsite.intake.collaborations import FOLDER, file_of, slug_of

    path = file_of(slug)
    if path not in files:
        known = [slug_of(one) for one in files if one.startswith(FOLDER)]
        near = difflib.get_close_matches(slug, known, 1)
        more = f"; did you mean {near[0]!r}?" if near else ""
        raise click.BadParameter(f"there is no entry {slug!r}{more}", param_hint=hint)
    document, _ = documents.parse(path, files[path])
    start = document.root.start if document else None
    if document is None or start is None or document.text.split("\n")[start.line][start.column :].startswith("{"):
        raise click.BadParameter(f"{path} cannot be read; kltsite check tells why", param_hint=hint)
    return document.text


def _fields(text: str) -> set[str]:
    from kltsite.intake import documents

    document, _ = documents.parse("", text.encode())
    return set(document.value) if document else set()


def _texts(files: dict[str, bytes]) -> dict[str, str]:
    """The files that hold prose: case files and pages, as far as they are text."""
    texts = {}
    for path, data in files.items():
        if path.startswith(("collaborations/", "pages/")):
            try:
                texts[path] = data.decode("utf-8")
            except UnicodeDecodeError:
                continue
    return texts


def _change(content: Path, files: dict[str, bytes], slug: str, edit: Callable[[str], str], lang: str) -> int:
    from kltsite.intake.collaborations import file_of

    path = file_of(slug)
    return _write(content, files, {path: edit(text_of(files, slug, "SLUG"))}, lang)


def _write(content: Path, files: dict[str, bytes], changed: dict[str, str], lang: str, gone: Sequence[str] = ()) -> int:
    """Write what has changed, unless the content would have errors then that it has not now."""
    from kltsite import disk

    teller, interface = teller_of(lang, content)
    new_files = {path: text.encode(errors="surrogateescape") for path, text in changed.items()}
    after = {path: data for path, data in {**files, **new_files}.items() if path not in gone}
    new = _new_errors(files, after)
    if new:
        click.echo(interface[lang].gettext(_REFUSED), err=True)
        click.echo(teller.text(new, len(after)), nl=False, err=True)
        return PROBLEMS
    for path, data in new_files.items():
        disk.write_file(content / path, data)
        click.echo(content / path)
    for path in gone:
        disk.remove_file(content / path)
    return FINE


def _new_errors(before: dict[str, bytes], after: dict[str, bytes]) -> tuple[Any, ...]:
    """The errors that the content would have afterwards, without those of the same kind that it has now."""
    from kltsite import judging
    from kltsite.problems import errors

    old, new = (errors(judging.judge(one, judging.Options(), spread_over(None)).problems) for one in (before, after))
    known = {(one.sentence, one.field, one.found) for one in old}
    return tuple(one for one in new if (one.sentence, one.field, one.found) not in known)
