"""The command line: arguments in, exit code out: 0 fine, 1 problems in the content, 2 wrong usage, 3 our failure."""

from __future__ import annotations

import click

from kltsite import __version__
from kltsite.cli.beginning import new
from kltsite.cli.building import build
from kltsite.cli.checking import check, schema, stats
from kltsite.cli.editing import rename, reviewed, withdraw
from kltsite.cli.explaining import explain
from kltsite.cli.fixing import fix
from kltsite.cli.freezing import edition
from kltsite.cli.migrating import migrate
from kltsite.cli.reporting import report
from kltsite.cli.reviewing import review
from kltsite.cli.serving import serve
from kltsite.cli.shared import FAILED, FINE, PROBLEMS, USAGE
from kltsite.cli.translating import translations

__all__ = ["FAILED", "FINE", "PROBLEMS", "USAGE", "main"]


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="kltsite")
def main() -> None:
    """A website from case files: one YAML file per collaboration, checked, counted and rendered in every language."""


_CHECKING, _TELLING = (build, check, explain, schema, serve, stats), (edition, report, review)
_EDITING = (fix, migrate, new, rename, reviewed, translations, withdraw)
for command in (*_CHECKING, *_TELLING, *_EDITING):
    main.add_command(command)
