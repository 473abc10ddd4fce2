"""`kltsite migrate`: brings the content to the fields that this kltsite reads."""

from __future__ import annotations

import sys
from gettext import NullTranslations
from pathlib import Path

import click

from kltsite.cli.fixing import difference
from kltsite.cli.shared import FINE, PROBLEMS, content_option, guarded, language_option, option, read, teller_of
from kltsite.languages import N_

_NOTHING = N_("The content is of version {version}, as this kltsite reads it. Nothing to change.")
_ASKED, _PROPOSED = N_("Write these changes?"), N_("Nothing is changed yet. Apply with --yes.")
_WRITTEN = N_("The content is of version {version} now. kltsite check tells whether all is well.")
_LEFT = N_("{file}: this file needs you, as it cannot be read or a comment in it would be lost. Nothing was changed.")


@click.command()
@option("--check", "only_check", is_flag=True, help="Change nothing; fail where something would change.")
@option("--yes", is_flag=True, help="Write without asking.")
@content_option
@language_option
@guarded
def migrate(only_check: bool, yes: bool, content: Path, lang: str) -> int:
    """Bring older content to the fields of this kltsite. Shows what changes before it is written; comments stay."""
    from kltsite import disk, migration
    from kltsite.intake import settings

    files, unread = read(content)
    teller, interface = teller_of(lang, content)
    words, known = interface[lang], len(migration.STEPS) + 1
    version = settings.version(files.get(settings.SITE, b""))
    if version > known or settings.SITE not in files:
        problems = (*unread, *settings.read(files)[1])
        click.echo(teller.text(problems, len(files)), nl=False, err=True)
        return PROBLEMS
    if version == known:
        click.echo(words.gettext(_NOTHING).format(version=version))
        return FINE
    changed, left = migration.content(files, version)
    if left or unread:
        for path in (*left, *(one.file for one in unread)):
            click.echo(words.gettext(_LEFT).format(file=content / path), err=True)
        return PROBLEMS
    for path, data in changed.items():
        click.echo("".join(difference(content / path, files[path], data)), nl=False)
    if only_check or not _agreed(yes, words):
        return PROBLEMS if only_check else FINE
    for path, data in changed.items():
        disk.write_file(content / path, data)
    click.echo(words.gettext(_WRITTEN).format(version=known))
    return FINE


def _agreed(yes: bool, words: NullTranslations) -> bool:
    """Whether the files may be written: said by --yes, or asked on a terminal."""
    if yes:
        return True
    if sys.stdin.isatty():
        return click.confirm(words.gettext(_ASKED), default=False)
    click.echo(words.gettext(_PROPOSED))
    return False
