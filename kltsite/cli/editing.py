"""What writes case files: `new`."""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

import click

from kltsite.cli.shared import FINE, PROBLEMS, content_option, guarded, language_option, option, read, teller_of


@click.command()
@click.argument("slug", required=False)
@content_option
@option(
    "--title", "titles", multiple=True, metavar="LANG=TITLE", help="The title in a language, such as de=Die Badebox."
)
@language_option
@guarded
def new(slug: str | None, content: Path, titles: tuple[str, ...], lang: str) -> int:
    """Write a commented file for a new collaboration. It is a draft, ready to be filled in."""
    from kltsite import disk
    from kltsite.domain.values import is_slug
    from kltsite.intake import collaborations, settings
    from kltsite.scaffold import scaffold
    from kltsite.stats import folded

    files, _ = read(content)
    found, problems = settings.read(files)
    teller, interface = teller_of(lang, content)
    if found is None:
        click.echo(teller.text(problems, len(files)), nl=False, err=True)
        return PROBLEMS
    named = _titles(titles, slug, found.site.languages)
    slug = slug or folded(next(iter(named.values())))[:80].rstrip("-")
    if not is_slug(slug):
        raise click.BadParameter("small letters a to z, digits and single hyphens, at most 80", param_hint="SLUG")
    path = content / "collaborations" / f"{slug}.yaml"
    if disk.exists(path):
        raise click.BadParameter(f"{path} is there already", param_hint="SLUG")
    data = scaffold(named, found.site.languages, interface[lang]).encode(errors="surrogateescape")
    wrong = collaborations.read(f"{collaborations.FOLDER}{slug}.yaml", data, found.reading(), lambda case: ()).problems
    if wrong:
        raise click.BadParameter(teller.message(wrong[0]), param_hint="--title")
    disk.write_file(path, data)
    click.echo(path)
    return FINE


def _titles(given: tuple[str, ...], slug: str | None, languages: tuple[str, ...]) -> dict[str, str]:
    """The title in each language: as given, asked for on a terminal, or made from the slug."""
    titles: dict[str, str] = {}
    for one in given:
        language, equals, title = one.partition("=")
        if not equals or language not in languages or not title.strip():
            raise click.BadParameter(
                f"{one!r} is not LANG=TITLE with one of {', '.join(languages)}", param_hint="--title"
            )
        titles[language] = unicodedata.normalize("NFC", title.strip())
    if not titles and sys.stdin.isatty():
        for language in languages:
            told = click.prompt(f"Title ({language})", default="", show_default=False).strip()
            titles.update({language: unicodedata.normalize("NFC", told)} if told else {})
    if not titles and slug:
        titles = {language: slug.replace("-", " ").capitalize() for language in languages}
    if not titles:
        raise click.UsageError("Name the new entry: kltsite new SLUG, or --title en=…")
    return titles
