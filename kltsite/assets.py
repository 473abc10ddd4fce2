"""What pages load beside themselves: styles, scripts and fonts, the index of the browse page, entries for the form.

The name of each carries a digest of what is in it, so that a browser may keep it for good.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain

from msgspec.structs import replace

from kltsite import publish
from kltsite.domain.collaboration import Collaboration
from kltsite.former import Former
from kltsite.present import index, loading
from kltsite.present.basis import of_entries, of_texts
from kltsite.present.exports import embeds
from kltsite.present.views import correcting
from kltsite.present.views.browse import index_name
from kltsite.present.views.embedding import ENTRIES
from kltsite.present.views.scene import Scene
from kltsite.publish import Output
from kltsite.workers import Spread, alone

ASSETS = "assets/"
NAMES = "entries-names.js"  # which script has an entry

Files = Mapping[str, bytes]
Keep = Callable[[Output], Output]

FEW = 500  # entries: so many scripts are made sooner than processes that would make them


def scripts(
    scenes: Sequence[Scene],
    shown: Mapping[str, Collaboration],
    sizes: Mapping[str, int],  # bytes of their files
    former: Former | None,
    spread: Spread,
    keep: Keep,
) -> Iterator[tuple[str, list[Output]]]:
    """The scripts that are made of entries, by what pages call them, each kept where it was made; a light one first."""
    makes: dict[str, Callable[[], Iterator[Output]]] = {ENTRIES: partial(_embeds, scenes)}
    makes |= {index_name(scene.language): partial(_index, scene, former) for scene in scenes}
    if correcting.offered(scenes[0]):
        makes[correcting.ENTRIES] = partial(_loadable, shown, sizes, former)

    def make(names: list[str]) -> list[tuple[str, list[Output]]]:
        return [(name, [keep(output) for output in makes[name]()]) for name in names]

    apart = spread if len(shown) > FEW else alone
    return chain.from_iterable(apart(make, ([name] for name in makes)))


def equipped(
    scenes: Sequence[Scene], scripts: Iterable[tuple[str, list[Output]]]
) -> tuple[tuple[Scene, ...], list[Output]]:
    """The scenes that know where the scripts made of entries live, and these scripts."""
    made = dict(scripts)
    named = {name: outputs[-1].address for name, outputs in made.items()}
    known = tuple(replace(scene, assets={**scene.assets, **named}) for scene in scenes)
    return known, [output for outputs in made.values() for output in outputs]


def own(templates: Files) -> Iterator[tuple[str, Output]]:
    """(name, file) of the stylesheets, scripts and fonts in the templates' folder."""
    plain = {path.removeprefix(ASSETS): data for path, data in sorted(templates.items()) if path.startswith(ASSETS)}
    sheets = {name: plain.pop(name) for name in tuple(plain) if name.endswith(".css")}
    addresses = {name: ASSETS + _with_digest(name, data) for name, data in plain.items()}
    yield from ((name, Output(address, plain[name])) for name, address in addresses.items())
    for name, data in sheets.items():
        sheet = publish.with_addresses(ASSETS + name, data, {ASSETS + one: to for one, to in addresses.items()})
        yield name, publish.stylesheet(ASSETS + _with_digest(name, sheet), sheet)


def _embeds(scenes: Sequence[Scene]) -> Iterator[Output]:
    """What the page that makes code for other sites loads."""
    yield named(ENTRIES, embeds.script(scenes))


def _index(scene: Scene, former: Former | None) -> Iterator[Output]:
    """The files of the browse page's index; the one that names the others comes last."""
    parts = []
    for first, slugs in index.parts(scene):
        rests = of_texts(scene, first, slugs, former.grounds) if former else ""
        parts.append(
            _resting(rests, former, f"browse-texts.{scene.language}.js", partial(index.texts, scene, first, slugs))
        )
    yield from parts
    yield named(index_name(scene.language), index.entries(scene, [_file(one) for one in parts]))


def _loadable(shown: Mapping[str, Collaboration], sizes: Mapping[str, int], former: Former | None) -> Iterator[Output]:
    """The entries as the form loads them; the script that names the others comes last."""
    names = {}
    for bits, slugs in loading.parts(sizes):
        rests = of_entries(bits, slugs, former.grounds) if former else ""
        entries = [shown[slug] for slug in slugs]
        made = _resting(rests, former, script_of(bits), partial(loading.script, entries))
        names[bits] = _file(made)
        yield made
    yield named(NAMES, loading.names(names))


def script_of(bits: str) -> str:
    """The name of the script with the entries whose checksums begin so."""
    return f"entries{'-' if bits else ''}{bits}.js"


def _resting(rests: str, former: Former | None, name: str, make: Callable[[], bytes]) -> Output:
    """The script of that basis, as it stands or as it is made now."""
    stays = former.stays(rests) if former else iter(())
    return next(stays, None) or replace(named(name, make()), basis=rests)


def _file(script: Output) -> str:
    """What other scripts call it."""
    return script.address.removeprefix(ASSETS)


def named(name: str, data: bytes) -> Output:
    """An asset at the address that its name and its bytes give it."""
    return Output(ASSETS + _with_digest(name, data), data)


def _with_digest(name: str, data: bytes) -> str:
    stem, dot, ending = name.rpartition(".")
    return f"{stem}.{hashlib.blake2b(data, digest_size=5).hexdigest()}{dot}{ending}"
