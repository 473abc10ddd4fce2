"""The command line: arguments in, exit code out: 0 fine, 1 problems in the content, 2 wrong usage, 3 our failure."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import NoReturn

import click

from kltsite import __version__
from kltsite.cli.shared import FAILED, FINE, PROBLEMS, USAGE, say

__all__ = ["FAILED", "FINE", "PROBLEMS", "USAGE", "commands", "main", "program"]

_WHERE = {  # the commands, and the module of each
    "build": "building",
    "check": "checking",
    "edition": "freezing",
    "explain": "explaining",
    "fix": "fixing",
    "migrate": "migrating",
    "new": "beginning",
    "rename": "editing",
    "report": "reporting",
    "review": "reviewing",
    "reviewed": "editing",
    "schema": "checking",
    "serve": "serving",
    "stats": "checking",
    "translations": "translating",
    "withdraw": "editing",
}


class _Commands(click.Group):
    """A command is read when it is asked for: most runs need one of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return list(_WHERE)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; None where there is none."""
        return _read(cmd_name) if cmd_name in _WHERE else None


def _read(name: str) -> click.Command:
    command: click.Command = getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
    return command


def commands() -> dict[str, click.Command]:
    """Every command, by name."""
    return {name: _read(name) for name in _WHERE}


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="kltsite")
def main() -> None:
    """A website from case files: one YAML file per collaboration, checked, counted and rendered in every language."""


def program() -> NoReturn:
    """`main` as a process of its own, which ends at once: to free each value takes longer than many a build's pages."""
    try:
        main(prog_name="kltsite")
    except SystemExit as ended:
        if not isinstance(ended.code, int):
            raise
        code = ended.code
        with suppress(OSError):  # where nobody is there to read it any more, nobody misses it
            sys.stderr.flush()
            sys.stdout.flush()
    except OSError as error:
        code = say(FAILED, f"This could not be told: {error.strerror}.")
    os._exit(code)
