"""`kltsite edition`: the evaluation of the content as it is, frozen for good."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import click

from kltsite.cli.building import CACHE
from kltsite.cli.reporting import undrawn
from kltsite.cli.shared import (
    FINE,
    PROBLEMS,
    as_of_option,
    content_option,
    guarded,
    in_languages,
    language_option,
    option,
    read,
    spread_over,
    teller_of,
    templates_option,
)
from kltsite.languages import N_

_MONTH = re.compile(r"(19|2[0-9])[0-9]{2}-(0[1-9]|1[0-2])")
_TITLE = N_("Edition {month}")
_NEXT = N_("To show it beside today's numbers, name it in site.yaml: edition: {name}")


@click.command()
@click.argument("name")
@option(
    "--title",
    "titles",
    multiple=True,
    metavar="LANG=TITLE",
    help="What it is called in a language, such as en=Edition June 2025; made from NAME if absent.",
)
@option("--no-publication", is_flag=True, help="Freeze the numbers alone, without the publication as PDF.")
@content_option
@templates_option
@as_of_option
@language_option
@guarded
def edition(
    name: str,
    titles: tuple[str, ...],
    no_publication: bool,
    content: Path,
    templates: Path,
    as_of: date | None,
    lang: str,
) -> int:
    """Freeze the numbers of a month, such as 2025-06."""
    from kltsite import assembly, claims, disk, folders, git, judging
    from kltsite.intake.settings import edition_file

    files, unread = read(content)
    _refuse_name(name, content / edition_file(name), edition_file(name) in files)
    with git.asked(content, files) as history:
        judged = judging.judge(files, judging.Options(as_of), spread_over(None), unread)
        repository = history(judged.former_slugs())
    teller, interface = teller_of(lang, content)
    lost = () if no_publication else tuple(one for one in judged.problems if one.code in claims.LOST)
    if not judged.sound or lost:
        click.echo(teller.text(lost if judged.sound else judged.problems, judged.files), nl=False, err=True)
        return PROBLEMS
    found = judged.settings
    _refuse_day(name, as_of, found)
    called = _titles(name, titles, found, interface)
    around = assembly.Surroundings(
        folders.templates(templates), interface, undrawn, store=disk.Cache(CACHE), repository=repository
    )
    books = {} if no_publication else _books(judged, files, around, called)
    new = _new(name, called, judged, files, books)
    after = judging.judge({**files, **new}, judging.Options(as_of), spread_over(None), unread)
    if not after.sound:
        click.echo(teller.text(after.problems, after.files), nl=False, err=True)
        return PROBLEMS
    for path, data in new.items():
        disk.write_file(content / path, data)
        click.echo(content / path)
    click.echo(interface[lang].gettext(_NEXT).format(name=name), err=True)
    return FINE


def _refuse_name(name: str, path: Path, known: bool) -> None:
    """Raises a usage error for a name that is no month, or that has an edition."""
    from kltsite import disk

    if _MONTH.fullmatch(name) is None:
        raise click.BadParameter(f"{name!r} is not a month such as 2025-06", param_hint="NAME")
    if known or disk.exists(path):
        told = f"{path} is there already, and never changed; freeze today's under another month"
        raise click.BadParameter(told, param_hint="NAME")


def _refuse_day(name: str, as_of: date | None, settings: Any) -> None:
    """Raises a usage error where durations would be reckoned to another month and nobody has said so."""
    day = settings.site.evaluated_on.isoformat()
    if as_of is None and not day.startswith(name):
        told = f"the edition is of {name}, but durations would be reckoned to {day} (evaluated_on in site.yaml)"
        raise click.UsageError(f"{told}; name the day with --as-of, such as --as-of {name}-01")


def _titles(name: str, given: tuple[str, ...], settings: Any, interface: Any) -> dict[str, str]:
    """What the edition is called in each language of the site."""
    from kltsite import languages
    from kltsite.domain.values import Moment
    from kltsite.present.words import Words

    known = settings.site.languages
    stated = in_languages(given, "--title", f"LANG=TITLE with one of {', '.join(known)}", known)
    month = Moment(*map(int, name.split("-")))
    titles = {}
    for language in known:
        words = Words(language, languages.of(interface, language), settings)
        titles[language] = stated.get(language) or str(words.gettext(_TITLE).format(month=words.moment(month)))
    return titles


def _books(judged: Any, files: dict[str, bytes], around: Any, titles: dict[str, str]) -> dict[str, bytes]:
    """The publication in each language, which says on its cover that it is this edition."""
    from kltsite import assembly
    from kltsite.publications import Print

    return {
        language: assembly.publication(judged, files, around, language, Print(title=title))
        for language, title in titles.items()
    }


def _new(
    name: str, titles: dict[str, str], judged: Any, files: dict[str, bytes], books: dict[str, bytes]
) -> dict[str, bytes]:
    """The files of the edition; its own comes last, so that it never names a PDF that is not there."""
    from kltsite import editions, freezing, judging
    from kltsite.domain.editions import Printed
    from kltsite.intake.settings import edition_file, publication_file

    state = judging.state(judged)
    if not state.statistics.entries:
        raise click.UsageError("there is no published entry yet, so there is nothing to freeze")
    printed = {language: Printed(size=len(book), digest=editions.digest_of(book)) for language, book in books.items()}
    entries = editions.counted(state.cases, state.statistics)
    text = freezing.frozen(name, titles, entries, state.settings, judging.digest(judging.digests(files)), printed)
    beside = {publication_file(name, language): book for language, book in books.items()}
    return {**beside, edition_file(name): text.encode()}
