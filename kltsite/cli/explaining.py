"""`kltsite explain`: a rule in words."""

from __future__ import annotations

from pathlib import Path

import click

from kltsite.cli.completion import rules
from kltsite.cli.shared import FINE, PROBLEMS, content_option, examples, guarded, language_option, read, teller_of


@click.command()
@click.argument("code", required=False, shell_complete=rules)
@content_option
@language_option
@guarded
def explain(code: str | None, content: Path, lang: str) -> int:
    """Explain a rule in words. CODE is such as KLT305, KLT305/inhabitants or rural; without it all are listed."""
    from kltsite import explain as telling
    from kltsite.intake import settings
    from kltsite.present.words import Words

    files, _ = read(content)
    teller, interface = teller_of(lang, content)
    if code is None:
        click.echo(telling.listed(interface[lang]))
        return FINE
    meant = telling.resolved(code)
    if meant is None:
        near = telling.nearest(code)
        more = f"did you mean {near!r}?" if near else "kltsite explain lists all codes"
        raise click.BadParameter(f"there is no rule {code!r}; {more}", param_hint="CODE")
    found, problems = settings.read(files)
    if found is None:
        click.echo(teller.text(problems, len(files)), nl=False, err=True)
        return PROBLEMS
    words = Words(lang, interface[lang], found)
    click.echo(telling.explained(*meant, found.criteria, words, examples()))
    return FINE
