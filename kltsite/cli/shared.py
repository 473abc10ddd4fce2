"""What the commands share: options, exit codes, how failures are told, reading the content, who tells problems."""

from __future__ import annotations

import gc
import os
import sys
import unicodedata
from collections.abc import Callable, Collection
from datetime import date, datetime
from functools import wraps
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NoReturn

import click

FINE, PROBLEMS, USAGE, FAILED = 0, 1, 2, 3


class Folder(click.ParamType[Path]):
    """A folder or file, by its path."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Any text is a path; whether it exists is the disk's to say."""
        return Path(value)


def option(*names: str, **more: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """An option of a command, as `click.option` makes it."""
    return click.option(*names, **more)


content_option = option("--content", type=Folder(), default="content", show_default=True, help="Where the content is.")
templates_option = option(
    "--templates", type=Folder(), default="templates", show_default=True, help="Where the templates are."
)
language_option = option(
    "--lang",
    default="en",
    show_default=True,
    envvar="KLTSITE_LANG",
    help="The language to tell it in, such as en or de.",
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


as_of_option = option("--as-of", type=Day(), help="Reckon durations to this day, not the one in site.yaml.")


def spread_over(jobs: int | None) -> Any:
    """Work spread over so many processes, one per processor if nothing is said."""
    from kltsite.workers import Processes

    return Processes(jobs or os.cpu_count() or 1)


def guarded(command: Callable[..., int]) -> Callable[..., NoReturn]:
    """Turns whatever goes wrong into a sentence and an exit code; no traceback ever reaches a user."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> NoReturn:
        gc.set_threshold(100_000, 20, 100)  # many values, few circles: looking for circles less often saves a tenth
        from kltsite.disk import DiskError, WrongFolder
        from kltsite.elsewhere import ElsewhereError
        from kltsite.present import PrintError, TemplateError

        _speak_utf_8()
        try:
            code = command(*arguments, **options)
        except WrongFolder as wrong:
            code = say(USAGE, str(wrong), wrong.hint)
        except DiskError as wrong:
            code = say(FAILED, str(wrong), wrong.hint)
        except ElsewhereError as wrong:
            code = say(FAILED, str(wrong), wrong.hint)
        except TemplateError as wrong:
            code = say(FAILED, f"A template cannot be rendered: {wrong}", "The output folder is as it was.")
        except PrintError as wrong:
            code = say(FAILED, f"The publication cannot be printed: {wrong}", _PRINTING)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = FINE
        except (KeyboardInterrupt, click.Abort):
            code = say(FAILED, "Stopped.", "The output folder is as it was.")
        except click.ClickException:
            raise
        except Exception as wrong:
            if os.environ.get("KLTSITE_TRACEBACK"):
                raise
            code = say(FAILED, f"The tool failed: {type(wrong).__name__}: {wrong}", _REPORT)
        sys.exit(code)

    return run


_PRINTING = "It takes WeasyPrint, pip install 'kltsite[pdf]', and the Pango library; docs/publication.md says more."
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


def say(code: int, message: str, hint: str = "") -> int:
    """Tells what went wrong on the other channel; gives the code back."""
    click.echo(f"kltsite: {message}" + (f"\n    → {hint}" if hint else ""), err=True)
    return code


def read(content: Path) -> tuple[dict[str, bytes], tuple[Any, ...]]:
    """The content folder's files, and a problem for each that cannot be read."""
    from kltsite import folders

    return folders.content(content)


def in_languages(given: tuple[str, ...], option: str, told: str, languages: Collection[str] = ()) -> dict[str, str]:
    """Texts given as LANG=TEXT, by language; of `languages` where some are named. Raises a usage error as `told`."""
    texts: dict[str, str] = {}
    for one in given:
        language, equals, text = one.partition("=")
        if not equals or not language or not text.strip() or (languages and language not in languages):
            raise click.BadParameter(f"{one!r} is not {told}", param_hint=option)
        texts[language] = unicodedata.normalize("NFC", text.strip())
    return texts


def teller_of(lang: str, folder: Path, settings: Any = None) -> tuple[Any, Any]:
    """Who tells problems in a language, and the interface in all languages; by `settings` it knows the site."""
    from kltsite import disk, languages
    from kltsite.present.addresses import rule_pages
    from kltsite.problems.telling import Teller

    interface = languages.read(disk.read_package("locale"))
    if lang not in interface:
        known = ", ".join(sorted(interface))
        raise click.BadParameter(f"there is no language {lang!r}; there are {known}", param_hint="--lang")
    shown = settings is not None and lang in settings.site.languages
    pages = rule_pages(settings.site.base_url, lang, interface[lang]) if shown else ""
    return Teller(interface[lang], f"{folder.as_posix().rstrip('/')}/", pages), interface


def examples() -> dict[str, Any]:
    """The examples of the rules."""
    from kltsite import disk
    from kltsite.problems.examples import FILE, read

    return read(disk.read_package("data/rules")[FILE])
