"""The entries as Parquet, for data analysis: by option, as it needs pyarrow, which is large."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from importlib.util import find_spec
from typing import Any

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.values import Moment
from kltsite.present.exports import columns
from kltsite.present.exports.sheets import entry_facts
from kltsite.present.views.scene import Scene


def possible() -> bool:
    """Whether pyarrow is installed."""
    return find_spec("pyarrow") is not None


def collaborations_parquet(scene: Scene, cases: Iterable[Collaboration]) -> bytes:
    """All published entries as a table with neutral keys and typed columns; lists are lists, what is absent is null."""
    import pyarrow
    from pyarrow import parquet

    head, site = columns.entries(scene.settings.site.languages), scene.settings.site
    rows = [entry_facts(case, scene.settings) for case in cases if case.published]
    types = {
        "text": pyarrow.string(),
        "whole": pyarrow.int64(),
        "decimal": pyarrow.float64(),
        "day": pyarrow.date32(),
        "moment": pyarrow.string(),
        "keys": pyarrow.list_(pyarrow.string()),
        "names": pyarrow.list_(pyarrow.string()),
    }
    told = {"licence": site.licence.url, "as_of": site.evaluated_on.isoformat(), "publisher": site.contact.name}
    schema = pyarrow.schema(
        [pyarrow.field(one.name, types[one.kind], nullable=not one.needed) for one in head], metadata=told
    )
    table = pyarrow.Table.from_pylist([{one.name: _plain(row[one.name]) for one in head} for row in rows], schema)
    written = pyarrow.BufferOutputStream()
    parquet.write_table(table, written, compression="zstd")
    data: bytes = written.getvalue().to_pybytes()
    return data


def _plain(value: object) -> Any:
    """An empty list is not stated either; a number of years is exact in the content, and near enough here."""
    if isinstance(value, Moment):
        return str(value)
    if isinstance(value, Decimal):
        return float(value)
    return None if value == () else value
