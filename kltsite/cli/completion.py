"""What the shell completes: codes of rules and names of entries. Click asks for them while one types."""

from __future__ import annotations

from pathlib import Path

import click
from click.shell_completion import CompletionItem


def rules(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Codes with their names, the keys of the criteria and, behind a slash, a code's sentences."""
    from kltsite.explain import names
    from kltsite.problems.catalogue import CATALOGUE

    begun = incomplete.casefold()
    fitting = [name for name in names() if name.casefold().startswith(begun) and ("/" in name) <= ("/" in incomplete)]
    return [CompletionItem(name, help=str(CATALOGUE[name].title) if name in CATALOGUE else None) for name in fitting]


def slugs(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The names of the entries in the content folder."""
    from kltsite import disk
    from kltsite.intake.collaborations import ENDING, FOLDER

    content = Path(ctx.params.get("content") or "content")
    try:
        names = disk.names(content / FOLDER)
    except (disk.DiskError, disk.WrongFolder):
        return []  # a shell that completes has no place for a message
    found = [name.removesuffix(ENDING) for name in names if name.endswith(ENDING)]
    return [CompletionItem(name) for name in found if name.startswith(incomplete)]


def case_files(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The paths of the case files."""
    from kltsite.intake.collaborations import ENDING, FOLDER

    content = Path(ctx.params.get("content") or "content")
    paths = [(content / FOLDER / f"{one.value}{ENDING}").as_posix() for one in slugs(ctx, param, "")]
    return [CompletionItem(path) for path in paths if path.startswith(incomplete)]
