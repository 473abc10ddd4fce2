"""`kltsite report`: the same content as a book."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from kltsite.cli.building import CACHE, base_of
from kltsite.cli.shared import (
    FINE,
    PROBLEMS,
    Folder,
    as_of_option,
    content_option,
    guarded,
    language_option,
    option,
    read,
    spread_over,
    teller_of,
    templates_option,
)


@click.command()
@content_option
@templates_option
@option("--output", type=Folder(), help="The file to write; publication.LANG.pdf if absent.")
@option("--edition", default="", help="Tell the numbers of a published edition in the place of today's.")
@option("--paper", type=click.Choice(["a4", "a5"]), default="a4", show_default=True, help="The size of a page.")
@option("--archive", is_flag=True, help="Write PDF/A for an archive in the place of PDF/UA.")
@option("--lost-claims", is_flag=True, help="Print although the figures no longer carry a claim; it is marked as such.")
@option("--base-url", help="The address of the site, instead of the one in site.yaml.")
@as_of_option
@language_option
@guarded
def report(
    content: Path,
    templates: Path,
    output: Path | None,
    edition: str,
    paper: str,
    archive: bool,
    lost_claims: bool,
    base_url: str | None,
    as_of: date | None,
    lang: str,
) -> int:
    """Make the publication: the whole content as a book, in PDF."""
    from kltsite import assembly, claims, disk, folders, git, judging
    from kltsite.publications import Print

    files, problems = read(content)
    spread = spread_over(None)
    with git.asked(content, files) as history:
        judged = judging.judge(files, judging.Options(as_of, base_of(base_url)), spread, problems)
        repository = history(judged.former_slugs())
    teller, interface = teller_of(lang, content)
    lost = tuple(one for one in judged.problems if one.code in claims.LOST)
    if not judged.sound or (lost and not lost_claims):
        click.echo(teller.text(judged.problems if not judged.sound else lost, judged.files), nl=False, err=True)
        if judged.sound:
            click.echo("--lost-claims prints all the same, and marks the claim for readers.", err=True)
        return PROBLEMS
    _known(judged.settings, lang, edition)
    around = assembly.Surroundings(
        folders.templates(templates), interface, undrawn, store=disk.Cache(CACHE), repository=repository
    )
    how = Print(edition, "a5" if paper == "a5" else "a4", archive)
    data = assembly.publication(judged, files, around, lang, how)
    file = output or Path(f"publication.{lang}.pdf")
    disk.write_file(file, data)
    click.echo(f"{file}, {len(data) / 1_000_000:.1f} MB")
    return FINE


def _known(settings: Any, lang: str, edition: str) -> None:
    """Raises a usage error for a language or an edition that the content does not have."""
    for value, known, name in ((lang, settings.site.languages, "--lang"), (edition, settings.editions, "--edition")):
        if value and value not in known:
            told = f"{value!r} is not among those of the content: {', '.join(known) or 'there is none'}"
            raise click.BadParameter(told, param_hint=name)


def undrawn(chart: Any) -> str:
    """A book's charts are drawn as files of their own, see present.publication."""
    raise AssertionError(f"no page needs {chart!r}")
