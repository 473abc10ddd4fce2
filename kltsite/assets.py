"""What pages load beside themselves: styles, scripts and fonts, the index of the browse page, entries for the form.

The name of each carries a digest of what is in it, so that a browser may keep it for good.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from kltsite import publish
from kltsite.domain.collaboration import Collaboration
from kltsite.present import index, loading
from kltsite.present.exports import embeds
from kltsite.present.views import correcting
from kltsite.present.views.browse import index_name
from kltsite.present.views.embedding import ENTRIES
from kltsite.present.views.scene import Scene
from kltsite.publish import Output

ASSETS = "assets/"

Files = Mapping[str, bytes]
Keep = Callable[[Output], Output]


def equipped(
    scenes: Sequence[Scene], shown: Mapping[str, Collaboration], keep: Keep
) -> tuple[tuple[Scene, ...], list[Output]]:
    """The scenes that know where the scripts made of entries live, and these scripts, each kept where it was made."""
    made: list[Output] = []
    data = embeds.script(scenes)
    made.append(keep(Output(ASSETS + _with_digest(ENTRIES, data), data)))
    loaded = {ENTRIES: made[-1].address}
    if correcting.offered(scenes[0]):
        made += map(keep, _loadable(shown))
        loaded[correcting.ENTRIES] = made[-1].address
    known = []
    for scene in scenes:
        named, outputs = _indexed(scene)
        made += map(keep, outputs)
        known.append(replace(named, assets={**named.assets, **loaded}))
    return tuple(known), made


def own(templates: Files) -> Iterator[tuple[str, Output]]:
    """(name, file) of the stylesheets, scripts and fonts in the templates' folder."""
    plain = {path.removeprefix(ASSETS): data for path, data in sorted(templates.items()) if path.startswith(ASSETS)}
    sheets = {name: plain.pop(name) for name in tuple(plain) if name.endswith(".css")}
    addresses = {name: ASSETS + _with_digest(name, data) for name, data in plain.items()}
    yield from ((name, Output(address, plain[name])) for name, address in addresses.items())
    for name, data in sheets.items():
        sheet = publish.with_addresses(ASSETS + name, data, {ASSETS + one: to for one, to in addresses.items()})
        yield name, publish.stylesheet(ASSETS + _with_digest(name, sheet), sheet)


def _indexed(scene: Scene) -> tuple[Scene, tuple[Output, ...]]:
    """The scene that knows where the index of its entries lives, and the files of the index."""

    def output(name: str, data: bytes) -> Output:
        return Output(ASSETS + _with_digest(name, data), data)

    parts = [output(f"browse-texts.{scene.language}.js", data) for data in index.texts(scene)]
    name = index_name(scene.language)
    first = output(name, index.entries(scene, [one.address.removeprefix(ASSETS) for one in parts]))
    return replace(scene, assets={**scene.assets, name: first.address}), (first, *parts)


def _loadable(shown: Mapping[str, Collaboration]) -> Iterator[Output]:
    """The entries as the form loads them; the script that names the others comes last."""
    names = {}
    for bits, data in loading.scripts(shown, {slug: loading.stated(case) for slug, case in shown.items()}):
        name = _with_digest(f"entries{'-' if bits else ''}{bits}.js", data)
        names[bits] = name
        yield Output(ASSETS + name, data)
    data = loading.names(names)
    yield Output(ASSETS + _with_digest("entries-names.js", data), data)


def _with_digest(name: str, data: bytes) -> str:
    stem, dot, ending = name.rpartition(".")
    return f"{stem}.{hashlib.blake2b(data, digest_size=5).hexdigest()}{dot}{ending}"
