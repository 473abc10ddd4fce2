"""What tells a change of the content to those who decide on it: `review`.

The content is read from two commits of the git repository that holds it; nothing is checked out. With three dots the
change begins where both lines of work parted. An error fails it only where the change brings it.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from kltsite.cli.shared import (
    FINE,
    PROBLEMS,
    as_of_option,
    content_option,
    guarded,
    language_option,
    spread_over,
    teller_of,
)


@click.command()
@click.argument("commits", metavar="BASE..CHANGE")
@content_option
@language_option
@as_of_option
@guarded
def review(commits: str, content: Path, lang: str, as_of: date | None) -> int:
    """Tell what a change does to entries, numbers and claims."""
    from kltsite import disk, git, judging, review
    from kltsite.present.words import Words

    disk.names(content)  # which says so where there is no such folder
    base, dots, change = commits.replace("...", "..").partition("..")
    if not (base and dots and change):
        raise click.BadParameter(f"{commits!r} is not BASE..CHANGE, such as main..HEAD", param_hint="BASE..CHANGE")
    if "..." in commits:
        base = git.forked(content, base, change) or base
    states = []
    teller, interface = teller_of(lang, content)
    for commit in (base, change):
        files = git.files_at(content, commit)
        if files is None:
            raise click.BadParameter(f"git knows no commit {commit!r} in {content}", param_hint="BASE..CHANGE")
        judged = judging.judge(files, judging.Options(as_of), spread_over(None))
        if judged.settings is None:
            click.echo(teller.text(judged.problems, judged.files), nl=False, err=True)
            return PROBLEMS
        states.append(judging.state(judged))
    before, after = states
    words = Words(lang, interface[lang], after.settings)
    click.echo(review.report(before, after, words, teller), nl=False)
    return PROBLEMS if review.stops(before, after) else FINE
