"""What reads the content and writes nothing into it: `check`, `stats`, `schema`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path

import click

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
)


@click.command()
@click.argument("files", nargs=-1, type=Folder())
@content_option
@option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "gitlab", "sarif"]),
    default="text",
    show_default=True,
    help="For people, programs, GitHub, GitLab or code scanning.",
)
@language_option
@option("--strict", is_flag=True, help="Fail on warnings too.")
@as_of_option
@guarded
def check(files: tuple[Path, ...], content: Path, form: str, lang: str, strict: bool, as_of: date | None) -> int:
    """Check the content and tell every problem in one run. Of named FILES only theirs are told."""
    from kltsite import judging
    from kltsite.problems import Level

    found, unread = read(content)
    there = {*found, *(one.file for one in unread)}
    wanted = {path for file in files for path in below(file, content, there)}
    judged = judging.judge(found, judging.Options(as_of), spread_over(None), unread)
    everything = not wanted or judged.settings is None  # without settings nothing can be said of a single file
    problems = tuple(one for one in judged.problems if everything or one.file in wanted)
    teller, _ = teller_of(lang, content, judged.settings)
    tell = {
        "text": teller.text,
        "json": teller.json,
        "github": teller.github,
        "gitlab": teller.gitlab,
        "sarif": teller.sarif,
    }[form]
    click.echo(tell(problems, len(wanted) or judged.files), nl=False)
    stopping = {Level.ERROR, Level.WARNING} if strict else {Level.ERROR}
    return PROBLEMS if any(one.level in stopping for one in problems) else FINE


def below(file: Path, content: Path, there: Collection[str]) -> set[str]:
    """The file, or those of a folder, as paths below the content folder, where they are `there`."""
    from kltsite import disk

    if not disk.exists(file):
        raise click.BadParameter(f"there is no file {file}", param_hint="FILES")
    place = file.resolve() if file.is_dir() else file.parent.resolve() / file.name
    try:
        path = place.relative_to(content.resolve()).as_posix()
    except ValueError:
        raise click.BadParameter(f"{file} is not in {content}", param_hint="FILES") from None
    below = {one for one in there if path in (".", one) or one.startswith(f"{path}/")}
    if not below:
        raise click.BadParameter(f"{file} is not read; hidden files are left out", param_hint="FILES")
    return below


@click.command()
@content_option
@option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="For people, programs or spreadsheets.",
)
@as_of_option
@option("--edition", help="Show the numbers of a published edition, such as 2024-08.")
@language_option
@guarded
def stats(content: Path, form: str, as_of: date | None, edition: str | None, lang: str) -> int:
    """Count the four categories of the evaluation."""
    from kltsite import judging, tables

    files, unread = read(content)
    judged = judging.judge(files, judging.Options(as_of), spread_over(None), unread)
    teller, interface = teller_of(lang, content)
    if judged.settings is None or not judged.sound:
        click.echo(teller.text(judged.problems, judged.files), nl=False, err=True)
        return PROBLEMS
    if edition is not None and edition not in judged.settings.editions:
        known = ", ".join(judged.settings.editions) or "none"
        raise click.BadParameter(f"there is no edition {edition!r}; there are: {known}", param_hint="--edition")
    click.echo(tables.told(judged.settings, judged.cases, form, edition, lang, interface[lang]), nl=False)
    return FINE


@click.command()
@content_option
@option("--output", type=Folder(), default="schema", show_default=True, help="Where the schemas go.")
@option("--check", "only_check", is_flag=True, help="Write nothing; fail where a schema is not up to date.")
@language_option
@guarded
def schema(content: Path, output: Path, only_check: bool, lang: str) -> int:
    """Write the JSON Schemas that help editors while they type."""
    from kltsite import disk
    from kltsite.intake import settings
    from kltsite.present.schemas import schemas

    files, _ = read(content)
    found, problems = settings.read(files)
    teller, interface = teller_of(lang, content)
    if found is None:
        click.echo(teller.text(problems, len(files)), nl=False, err=True)
        return PROBLEMS
    wanted = schemas(found, interface)
    present = disk.read_folder(output)[0] if disk.exists(output) else {}
    stale = [name for name, data in wanted.items() if present.get(name) != data]
    if only_check:
        for name in stale:
            click.echo(f"{output / name} is not up to date; run: kltsite schema", err=True)
        return PROBLEMS if stale else FINE
    for name in stale:
        disk.write_file(output / name, wanted[name])
        click.echo(output / name)
    return FINE
