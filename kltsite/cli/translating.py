"""What shows how far the languages are, and keeps what was confirmed: `translations`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kltsite.cli.completion import slugs as names_of_entries
from kltsite.cli.shared import (
    FINE,
    PROBLEMS,
    content_option,
    guarded,
    language_option,
    option,
    read,
    spread_over,
    teller_of,
)


@click.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]...", shell_complete=names_of_entries)
@option("--into", multiple=True, metavar="LANG", help="Tell of this language only, such as fr.")
@option("--confirm", is_flag=True, help="Note that the texts of these entries now say the same.")
@option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people or programs.",
)
@content_option
@language_option
@guarded
def translations(
    slugs: tuple[str, ...], into: tuple[str, ...], confirm: bool, form: str, content: Path, lang: str
) -> int:
    """Tell how complete each language is. Texts older than those of another language are told too, at their places."""
    from kltsite import judging, progress
    from kltsite.present.words import Words

    files, unread = read(content)
    judged = judging.judge(files, judging.Options(), spread_over(None), unread)
    teller, interface = teller_of(lang, content)
    if judged.settings is None:
        click.echo(teller.text(judged.problems, judged.files), nl=False, err=True)
        return PROBLEMS
    _refuse_unknown(judged, files, slugs, into)
    if confirm:
        return _confirm(judged, content, slugs, into)
    given = progress.Sources(judged.settings, judged.cases, judged.records, judged.problems, files, interface)
    found = progress.progress(given, slugs, into)
    if form == "json":
        click.echo(progress.record(found, teller), nl=False)
    else:
        click.echo(progress.text(found, Words(lang, interface[lang], judged.settings), teller), nl=False)
    return FINE if judged.sound else _told_of(judged, teller)


def _told_of(judged: Any, teller: Any) -> int:
    """Says on the other channel what could not be read, as it is missing above."""
    from kltsite.problems import errors

    click.echo(teller.text(errors(judged.problems), judged.files), nl=False, err=True)
    return PROBLEMS


def _refuse_unknown(judged: Any, files: dict[str, bytes], slugs: tuple[str, ...], into: tuple[str, ...]) -> None:
    """Raises a usage error for an entry or a language that is not there."""
    from kltsite.cli.editing import text_of

    for slug in slugs:
        text_of(files, slug, "SLUG")
        if all(case.slug != slug for case in judged.cases):
            raise click.BadParameter(f"{slug} cannot be read; kltsite check tells why", param_hint="SLUG")
    known = judged.settings.site.languages
    for language in into:
        if language not in known:
            there = ", ".join(known)
            raise click.BadParameter(f"the site has no language {language!r}; it has {there}", param_hint="--into")


def _confirm(judged: Any, content: Path, slugs: tuple[str, ...], into: tuple[str, ...]) -> int:
    """Writes the records that are not as they were. Raises a usage error where no entry is named."""
    from kltsite import disk
    from kltsite.intake.translations import file_of
    from kltsite.translations import confirmed, written

    if not slugs:
        raise click.UsageError("--confirm needs the names of the entries whose texts you have compared")
    for slug in dict.fromkeys(slugs):
        case = next(case for case in judged.cases if case.slug == slug)
        path, old = content / file_of(slug), judged.records.get(slug)
        record = confirmed(case, old, into)
        if record is not None and record != old:
            disk.write_file(path, written(record).encode())
            click.echo(path)
    return FINE
