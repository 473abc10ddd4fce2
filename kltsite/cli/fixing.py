"""`kltsite fix`: mends what is safe in case files, and proposes what is not."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator
from gettext import NullTranslations
from pathlib import Path

import click

from kltsite.cli.checking import below
from kltsite.cli.completion import case_files
from kltsite.cli.shared import FINE, PROBLEMS, Folder, content_option, guarded, language_option, option, read, teller_of
from kltsite.languages import N_

_MENDED, _WOULD = N_("{file}: {what}"), N_("{file}: would mend {what}")
_PROPOSED = N_("{file}: these dates would be read as follows. Apply with --yes.")
_ASKED = N_("{file}: these dates would be read as follows. Is that right?")
_NOTHING = N_("Nothing to mend in {count} files.")


@click.command()
@click.argument("files", nargs=-1, type=Folder(), shell_complete=case_files)
@option("--dry-run", is_flag=True, help="Change nothing; show what would be changed.")
@option("--yes", is_flag=True, help="Also write the dates that are otherwise only proposed.")
@content_option
@language_option
@guarded
def fix(files: tuple[Path, ...], dry_run: bool, yes: bool, content: Path, lang: str) -> int:
    """Mend what is safe to mend in case files. Quotes, spaces, tabs, line ends, the order of fields; comments stay."""
    from kltsite import disk, mending
    from kltsite.intake import collaborations, settings
    from kltsite.validator import coherence

    found, unread = read(content)
    known, problems = settings.read(found)
    teller, interface = teller_of(lang, content)
    if known is None:
        click.echo(teller.text(problems, len(found)), nl=False, err=True)
        return PROBLEMS
    there = {path for path in found if path.startswith(collaborations.FOLDER)}
    wanted = {path for file in files for path in below(file, content, {*found, *(one.file for one in unread)})}
    reading, touched = known.reading(), False
    for path in sorted(there & wanted if files else there):

        def look(data: bytes, path: str = path) -> collaborations.CaseFile:
            return collaborations.read(path, data, reading, lambda case: coherence.within(case, known))

        result = mending.mended(found[path], look)
        dated = mending.accepted(result.data, look)
        data = result.data
        if result.done:
            what = ", ".join(interface[lang].gettext(one) for one in result.done)
            told = interface[lang].gettext(_WOULD if dry_run else _MENDED)
            click.echo(told.format(file=content / path, what=what))
        if dry_run:
            click.echo("".join(difference(content / path, found[path], result.data)), nl=False)
        if dated != data and _agreed(content / path, data, dated, yes, dry_run, interface[lang]):
            data = dated
        touched = touched or bool(result.done) or dated != result.data
        if data != found[path] and not dry_run:
            disk.write_file(content / path, data)
    if not touched:
        click.echo(interface[lang].gettext(_NOTHING).format(count=len(there & wanted if files else there)))
    return FINE


def _agreed(file: Path, before: bytes, after: bytes, yes: bool, dry_run: bool, words: NullTranslations) -> bool:
    """Shows the dates as they would be written; whether they may be: said by --yes, or asked on a terminal."""
    asks = sys.stdin.isatty() and not yes and not dry_run
    told = "".join(difference(file, before, after))
    if yes:
        click.echo(told, nl=False)
        return True
    click.echo(words.gettext(_ASKED if asks else _PROPOSED).format(file=file))
    click.echo(told, nl=False)
    return asks and click.confirm("", default=False, prompt_suffix="")


def difference(file: Path, before: bytes, after: bytes) -> Iterator[str]:
    """The changed lines, as `git diff` shows them; nothing that could move a terminal's cursor."""
    old, new = (one.decode("utf-8", "replace").splitlines() for one in (before, after))
    for line in difflib.unified_diff(old, new, f"{file}", f"{file}", lineterm=""):
        yield "".join(one if one.isprintable() else "·" for one in line.rstrip("\n")) + "\n"
