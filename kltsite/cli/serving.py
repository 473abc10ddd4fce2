"""`kltsite serve`: a preview that follows the files."""

from __future__ import annotations

import gc
from pathlib import Path
from threading import Event, Thread
from typing import Any

import click

from kltsite.cli.building import CACHE, cached_drawing, cached_painting
from kltsite.cli.shared import (
    FINE,
    content_option,
    examples,
    guarded,
    language_option,
    option,
    teller_of,
    templates_option,
)

PORT = 8000


@click.command()
@option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="Where it listens; 0: anywhere.")
@option("--drafts", is_flag=True, help="Show drafts too; they never count.")
@content_option
@templates_option
@language_option
@guarded
def serve(port: int, drafts: bool, content: Path, templates: Path, lang: str) -> int:
    """Preview the site on this computer. Pages reload when a file changes, and tell what is wrong with it."""
    from kltsite import disk, judging
    from kltsite.serve import watching
    from kltsite.serve.panel import Panels
    from kltsite.serve.preview import Means, Preview, read
    from kltsite.serve.server import Server, own_files

    read(content, templates)  # a folder that is not there from the start is a slip
    teller, interface = teller_of(lang, content)
    try:
        server = Server(port, own_files(disk.read_package("serve/assets")))
    except OSError as wrong:
        told = f"port {port} cannot be listened on: {wrong.strerror or wrong}; choose another, such as {port + 1}"
        raise click.BadParameter(told, param_hint="--port") from None
    cache = disk.Cache(CACHE)
    means = Means(interface, cached_drawing(cache), cached_painting(cache), cache, examples())
    options = judging.Options(base_url=server.address, drafts=drafts)
    preview = Preview(lambda: read(content, templates), options, means)
    server.shows(preview, Panels(interface, f"{content.as_posix().rstrip('/')}/", lang))
    thread = Thread(target=server.serve_forever, args=(0.1,), daemon=True)
    changes = watching.changes((content, templates), Event())
    try:
        preview.look()
        gc.freeze()  # it is there to stay; what later looks let go of is soon found beside it
        thread.start()
        click.echo(f"{server.address} – Ctrl+C ends it.")
        _tell(preview.state, teller, interface[lang])
        for _ in changes:
            before = preview.state.number
            if preview.look().number != before:
                _tell(preview.state, teller, interface[lang])
            gc.collect()
    except KeyboardInterrupt:
        click.echo()
    finally:
        if thread.is_alive():
            server.shutdown()
        server.server_close()
    return FINE


def _tell(state: Any, teller: Any, words: Any) -> None:
    """What is wrong, or that all is well, in the terminal too."""
    from kltsite.problems import Level
    from kltsite.problems.telling import Teller
    from kltsite.serve.panel import of_page

    pages_teller = Teller(words)
    if state.trouble is not None:
        click.echo(words.gettext(state.trouble.message).format(what=state.trouble.what), err=True)
    elif state.stale:
        found = [one for one in state.problems if not of_page(one) and one.level is not Level.TODO]
        pages = [one for one in state.problems if of_page(one)]
        for told, by in ((pages, pages_teller), (found, teller)):
            if told:
                click.echo(by.text(told, state.files), nl=False, err=True)
    else:
        click.echo(teller.totals(state.problems, state.files))
