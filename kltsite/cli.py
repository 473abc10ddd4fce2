"""The command line: arguments in, exit code out: 0 fine, 1 problems in the content, 2 wrong usage, 3 our failure."""

from __future__ import annotations

import gc
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import wraps
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from kltsite import __version__

FINE, PROBLEMS, USAGE, FAILED = 0, 1, 2, 3
CACHE = Path(".cache/kltsite")

T = TypeVar("T")


class Folder(click.ParamType[Path]):
    """A folder or file, by its path."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Any text is a path; whether it exists is the disk's to say."""
        return Path(value)


def _option(*names: str, **more: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return click.option(*names, **more)


content_option = _option("--content", type=Folder(), default="content", show_default=True, help="Where the content is.")
templates_option = _option(
    "--templates", type=Folder(), default="templates", show_default=True, help="Where the templates are."
)
language_option = _option(
    "--lang",
    default="en",
    show_default=True,
    envvar="KLTSITE_LANG",
    help="The language problems are told in: en or de.",
)


class Day(click.ParamType[date]):
    """A day as 2024-08-01."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Raises a usage error for anything that is not a day."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(value, "%Y-%m-%d").date()  # a day has no zone
        except ValueError:
            self.fail(f"{value!r} is not a day such as 2024-08-01", param, ctx)


as_of_option = _option("--as-of", type=Day(), help="Reckon durations to this day, not the one in site.yaml.")


def guarded(command: Callable[..., int]) -> Callable[..., NoReturn]:
    """Turns whatever goes wrong into a sentence and an exit code; no traceback ever reaches a user."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> NoReturn:
        gc.set_threshold(100_000, 20, 100)  # many values, few circles: looking for circles less often saves a tenth
        from kltsite.disk import DiskError, WrongFolder
        from kltsite.present import TemplateError

        _speak_utf_8()
        try:
            code = command(*arguments, **options)
        except WrongFolder as wrong:
            code = _say(USAGE, str(wrong), wrong.hint)
        except DiskError as wrong:
            code = _say(FAILED, str(wrong), wrong.hint)
        except TemplateError as wrong:
            code = _say(FAILED, f"A template cannot be rendered: {wrong}", "The output folder is as it was.")
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = FINE
        except (KeyboardInterrupt, click.Abort):
            code = _say(FAILED, "Stopped.", "The output folder is as it was.")
        except click.ClickException:
            raise
        except Exception as wrong:
            if os.environ.get("KLTSITE_TRACEBACK"):
                raise
            code = _say(FAILED, f"The tool failed: {type(wrong).__name__}: {wrong}", _REPORT)
        sys.exit(code)

    return run


_REPORT = (
    "This is our mistake. With KLTSITE_TRACEBACK=1 in the environment the same command says where; please report it."
)


def _speak_utf_8() -> None:
    """Programs and files get UTF-8 whatever the locale; a terminal gets what it can show."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and stream.isatty():
            stream.reconfigure(errors="replace")
        elif isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape")


def _say(code: int, message: str, hint: str = "") -> int:
    click.echo(f"kltsite: {message}" + (f"\n    → {hint}" if hint else ""), err=True)
    return code


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="kltsite")
def main() -> None:
    """A website from case files: one YAML file per collaboration, checked, counted and rendered in every language."""


@main.command()
@content_option
@templates_option
@_option("--output", type=Folder(), default="output", show_default=True, help="Where the site goes.")
@_option("--base-url", help="The address the site will have, instead of the one in site.yaml.")
@as_of_option
@_option("--drafts", is_flag=True, help="Show drafts too; they never count.")
@_option("--jobs", type=click.IntRange(1, 256), help="How many processes to use; one per processor if absent.")
@_option("--no-cache", is_flag=True, help="Make every chart and picture anew.")
@_option("--no-history", is_flag=True, help="Say nothing of what the git repository knows of the files.")
@language_option
@guarded
def build(
    content: Path,
    templates: Path,
    output: Path,
    base_url: str | None,
    as_of: date | None,
    drafts: bool,
    jobs: int | None,
    no_cache: bool,
    no_history: bool,
    lang: str,
) -> int:
    """Build the whole site. A build that fails leaves the output folder as it was."""
    from kltsite import assembly, disk, git, publish
    from kltsite.present import charts

    files, problems = _read(content)
    template_files, _ = disk.read_folder(templates)
    options = assembly.Options(as_of, _base(base_url), drafts)
    spread = _spread(jobs)
    with git.asked(content, {} if no_history else files) as history:  # git writes while we read
        judged = assembly.judge(files, options, spread, problems)
        repository = history(judged.former_slugs())
    teller, interface = _teller(lang, content)
    if not judged.sound:
        click.echo(teller.text(judged.problems, judged.files), nl=False, err=True)
        return PROBLEMS
    cache = None if no_cache else disk.Cache(CACHE)
    draw = charts.render if cache is None else _cached_drawing(cache)
    paint = charts.paint if cache is None else _cached_painting(cache)
    around = assembly.Surroundings(template_files, interface, draw, paint, cache, repository)
    ledger = publish.Ledger()
    with disk.stage(output, protected=[content, templates]) as staging:
        made = assembly.build(judged, files, around, options, spread, _keeping(staging))
        for one in _progress(made, "Building"):
            ledger.enter(one)
        found = ledger.settle()
        if found:
            in_content = found[0].file in files  # a picture may turn out to be broken only now
            tell = teller if in_content else _teller(lang, output)[0]
            click.echo(tell.text(found, judged.files if in_content else len(ledger.anchors)), nl=False, err=True)
            return PROBLEMS
        staging.publish()
    click.echo(f"{len(ledger.anchors)} files in {output}. {teller.totals(judged.problems, judged.files)}")
    return FINE


def _keeping(staging: Any) -> Callable[[Any], Any]:
    """Writes a file where it is made and gives back the rest, so that its bytes go through no pipe."""
    from kltsite import disk, publish

    def keep(output: publish.Output) -> publish.Output:
        try:
            staging.write(output.address, output.data)
        except disk.NameTaken:
            return publish.taken(output)
        return replace(output, data=b"")

    return keep


def _base(base_url: str | None) -> str | None:
    if base_url is not None and re.fullmatch(r"https?://[\w.:-]+(/[\w.~%/-]*)?", base_url, re.ASCII) is None:
        told = f"{base_url!r} is not an address such as https://example.org/ or http://127.0.0.1:8000/site/"
        raise click.BadParameter(told, param_hint="--base-url")
    return base_url


def _spread(jobs: int | None) -> Any:
    from kltsite.workers import Processes

    return Processes(jobs or os.cpu_count() or 1)


def _read(content: Path) -> tuple[dict[str, bytes], tuple[Any, ...]]:
    """The content folder's files, and a problem for each that cannot be read."""
    from kltsite import disk
    from kltsite.intake.documents import problem
    from kltsite.problems import Span

    files, unread = disk.read_folder(content, limit=32 * 1024 * 1024)
    return files, tuple(problem(one.path, "", Span(), f"KLT101/{one.reason}") for one in unread)


def _teller(lang: str, folder: Path) -> tuple[Any, Any]:
    """Who tells problems in a language, and the interface in all languages."""
    from kltsite import disk, languages
    from kltsite.problems.telling import Teller

    interface = languages.read(disk.read_package("locale"))
    if lang not in interface:
        known = ", ".join(sorted(interface))
        raise click.BadParameter(f"there is no language {lang!r}; there are {known}", param_hint="--lang")
    return Teller(interface[lang], f"{folder.as_posix().rstrip('/')}/"), interface


def _cached_drawing(cache: Any) -> Callable[[Any], str]:
    """Draws a chart, or takes its drawing from the cache; what the cache says is not believed, see present.charts."""
    from kltsite.present import charts

    def draw(chart: charts.Chart) -> str:
        key = charts.drawing_key(chart)
        kept = cache.get(key)
        if kept is not None:
            try:
                return charts.finish(kept, chart)
            except ValueError:
                kept = None  # not a drawing of this chart: drawn anew
        drawing = charts.draw(chart)
        cache.put(key, drawing)
        return charts.finish(drawing, chart)

    return draw


def _cached_painting(cache: Any) -> Callable[[Any], bytes]:
    """Paints a picture, or takes its painting from the cache, where it is a painting at all, see present.charts."""
    from kltsite.present import charts

    def paint(picture: charts.Picture) -> bytes:
        key = charts.painting_key(picture)
        kept: bytes = cache.get_bytes(key) or b""
        if charts.is_painting(kept):
            return kept
        painted = charts.paint(picture)
        cache.put_bytes(key, painted)
        return painted

    return paint


def _progress(items: Iterable[T], label: str) -> Iterator[T]:
    """The items, counted on a terminal and quietly elsewhere."""
    if not sys.stderr.isatty():
        yield from items
        return
    for number, item in enumerate(items, 1):
        if number % 64 == 0:
            click.echo(f"\r{label}: {number}", nl=False, err=True)
        yield item
    click.echo("\r\x1b[K", nl=False, err=True)


@main.command()
@click.argument("files", nargs=-1, type=Folder())
@content_option
@_option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    show_default=True,
    help="For people, programs, GitHub or code scanning.",
)
@language_option
@_option("--strict", is_flag=True, help="Fail on warnings too.")
@as_of_option
@guarded
def check(files: tuple[Path, ...], content: Path, form: str, lang: str, strict: bool, as_of: date | None) -> int:
    """Check the content and tell every problem in one run. Of named FILES only theirs are told."""
    from kltsite import assembly
    from kltsite.problems import Level
    from kltsite.workers import alone

    found, unread = _read(content)
    there = {*found, *(one.file for one in unread)}
    wanted = {path for file in files for path in _below(file, content, there)}
    judged = assembly.judge(found, assembly.Options(as_of), alone, unread)
    everything = not wanted or judged.settings is None  # without settings nothing can be said of a single file
    problems = tuple(one for one in judged.problems if everything or one.file in wanted)
    teller, _ = _teller(lang, content)
    tell = {"text": teller.text, "json": teller.json, "github": teller.github, "sarif": teller.sarif}[form]
    click.echo(tell(problems, len(wanted) or judged.files), nl=False)
    stopping = {Level.ERROR, Level.WARNING} if strict else {Level.ERROR}
    return PROBLEMS if any(one.level in stopping for one in problems) else FINE


def _below(file: Path, content: Path, there: Collection[str]) -> set[str]:
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


@main.command()
@content_option
@_option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="For people, programs or spreadsheets.",
)
@as_of_option
@_option("--edition", help="Show the numbers of a published edition, such as 2024-08.")
@language_option
@guarded
def stats(content: Path, form: str, as_of: date | None, edition: str | None, lang: str) -> int:
    """Count the four categories of the evaluation."""
    from kltsite import assembly, tables
    from kltsite.workers import alone

    files, unread = _read(content)
    judged = assembly.judge(files, assembly.Options(as_of), alone, unread)
    teller, interface = _teller(lang, content)
    if judged.settings is None or not judged.sound:
        click.echo(teller.text(judged.problems, judged.files), nl=False, err=True)
        return PROBLEMS
    if edition is not None and edition not in judged.settings.editions:
        known = ", ".join(judged.settings.editions) or "none"
        raise click.BadParameter(f"there is no edition {edition!r}; there are: {known}", param_hint="--edition")
    click.echo(tables.told(judged.settings, judged.cases, form, edition, lang, interface[lang]), nl=False)
    return FINE


@main.command()
@click.argument("slug", required=False)
@content_option
@_option(
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

    files, _ = _read(content)
    found, problems = settings.read(files)
    teller, interface = _teller(lang, content)
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
    data = scaffold(named, found.site.languages, interface[lang], lang).encode(errors="surrogateescape")
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


@main.command()
@content_option
@_option("--output", type=Folder(), default="schema", show_default=True, help="Where the schemas go.")
@_option("--check", "only_check", is_flag=True, help="Write nothing; fail where a schema is not up to date.")
@language_option
@guarded
def schema(content: Path, output: Path, only_check: bool, lang: str) -> int:
    """Write the JSON Schemas that help editors while they type."""
    from kltsite import disk
    from kltsite.intake import settings
    from kltsite.present.schemas import schemas

    files, _ = _read(content)
    found, problems = settings.read(files)
    teller, interface = _teller(lang, content)
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
