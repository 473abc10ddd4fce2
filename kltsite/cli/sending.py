"""What `kltsite build` does beyond this machine: work on a cluster, a site that goes to an object store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any

import click

LOCAL = Path(".cache/kltsite-sent")  # sites as they were sent, from which the next builds take what is the same
_MISSING = "{} is not installed: pip install 'kltsite[scale]'"
_PLAIN = (
    "Note: dask:// is neither encrypted nor does it ask who is there; outside of a network of yours use dask+tls://."
)


class Place(click.ParamType[Path | str]):
    """A folder, by its path, or a place in an object store, by its address."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path | str:
        """Raises a usage error for an address that is none, and where it takes what is not installed."""
        if isinstance(value, Path) or ":" not in value:
            return Path(value)  # most are folders, for which nothing of stores need be loaded
        from kltsite import storage

        if not storage.is_address(value):
            return Path(value)
        if not storage.is_right(value):
            self.fail(f"{value!r} is not an address such as s3://bucket/prefix", param, ctx)
        if not storage.possible():
            self.fail(_MISSING.format("obstore"), param, ctx)
        return str(value).rstrip("/")


def spread_of(executor: str) -> AbstractContextManager[Any]:
    """Work spread over a cluster, which is asked when the work begins. Raises a usage error for what is none."""
    from importlib.util import find_spec

    from kltsite import executors

    address = executors.dask_address(executor)
    if address is None:
        told = f"{executor!r} is not an address such as dask://127.0.0.1:8786 or dask+tls://host:8786"
        raise click.BadParameter(told, param_hint="--executor")
    if find_spec("distributed") is None:
        raise click.BadParameter(_MISSING.format("distributed"), param_hint="--executor")
    if executors.is_plain(executor):
        click.echo(_PLAIN, err=True)
    return executors.on_dask(address)


@contextmanager
def folder_for(output: Path | str, no_cache: bool) -> Iterator[Path]:
    """Where the site is built: the folder that was named, or one from which it goes to the store."""
    if isinstance(output, Path):
        yield output
    elif no_cache:
        from tempfile import TemporaryDirectory

        with TemporaryDirectory(prefix="kltsite-") as folder:
            yield Path(folder) / "site"
    else:
        yield LOCAL / blake2b(output.encode(), digest_size=8).hexdigest()


def send(folder: Path, address: str) -> None:
    """The site goes to the store; says what was done."""
    from kltsite.storage import ObjectStore

    done = ObjectStore(address).publish(folder)
    click.echo(f"{address}: {done.new} new, {done.changed} changed, {done.gone} removed, {done.same} as they were.")
