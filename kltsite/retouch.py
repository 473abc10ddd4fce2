"""A change of nothing but stories, made in the files that show them; all else of the former site stays.

Most edits are of a story, and on one nothing else rests: no number, no list, no other page. So what the former site
says with it is changed where it stands, and of other entries nothing need be known: their files are not even read.
Nothing is taken for granted: the former entry is read from the former site, all but its story must be as it was,
templates must print the story as it is, and what is to be changed must stand in its place exactly once. Whatever is
otherwise is an `UnsureError`, and the site is built as ever.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from kltsite import assets, memory, publish
from kltsite.assembly import BUILD, Surroundings, of_entries, rest, scenes_of, shared
from kltsite.domain.collaboration import Collaboration
from kltsite.domain.declared import as_json
from kltsite.domain.settings import Settings
from kltsite.intake import collaborations, prose, settings
from kltsite.intake import translations as records
from kltsite.judging import Content, Digests, Files, Options, digest, is_laid_out, resolver
from kltsite.memory import Kept, Memory
from kltsite.opendata import by_rows
from kltsite.present import basis, loading
from kltsite.present.addresses import DATA, folder_of, relative
from kltsite.present.markup import Renderer
from kltsite.present.pages import STORY_HEADINGS
from kltsite.present.views import correcting
from kltsite.present.views.entries import story_of
from kltsite.present.views.scene import Scene
from kltsite.problems import levels
from kltsite.publish import Output
from kltsite.validator import coherence

FEW = 8  # stories; where more have changed, the site is built as ever
_ROWS = DATA + "collaborations.json"  # has a row of each published entry
_TAGS = re.compile(rb"\{[{%][^{}]*(?<!frame\.)(?<!marks\.)\bdescription\b[^{}]*\}?\}")  # of templates, on the story
_PRINTED = {b"{{ page.description }}", b"{% if page.description %}"}

T = TypeVar("T")


class UnsureError(Exception):
    """More than stories changed, or it cannot be told for certain that it did not."""


class Site(Struct, frozen=True):
    """The former site, which stands as it was written."""

    memory: Memory
    addresses: Collection[str]
    file: Callable[[str], bytes | None]
    holds: Callable[[bytes], bool | None] = lambda data: False  # whether the repository does, see `git.holds`


class Inputs(Struct, frozen=True):
    """The content's files, of which only some are read; what tells each from others is known, and its bytes."""

    files: Files
    digests: Digests
    sizes: Mapping[str, int]


class Retouched(Struct, frozen=True):
    """The files that are other ones now, the addresses of those that are gone, and what is to be remembered."""

    outputs: tuple[Output, ...]
    gone: frozenset[str]
    memory: Memory


class _Change(Struct, frozen=True):
    """An entry of which the story changed, or nothing that anybody sees; and the digests of its file."""

    before: Collaboration
    after: Collaboration
    was: str
    now: str


class _Now(Struct, frozen=True):
    """The content as it is."""

    inputs: Inputs
    settings: Settings
    digests: Mapping[str, str]  # of case files, by slug
    shown: Sequence[str]  # the slugs of entries

    @property
    def files(self) -> Files:
        """Those of the content."""
        return self.inputs.files


class _Form(Struct, frozen=True):
    """The scripts from which the form loads entries: the one that names the others, and these by their bits."""

    names: str
    scripts: Mapping[str, str]  # their addresses
    slugs: Mapping[str, Sequence[str]]

    def script_of(self, slug: str) -> str:
        """The address of the script that has an entry."""
        return self.scripts[_sure(next((bits for bits, slugs in self.slugs.items() if slug in slugs), None))]


def retouched(inputs: Inputs, around: Surroundings, options: Options, site: Site) -> Retouched:
    """The former site, as far as it is another one now. Raises UnsureError."""
    digests = of_entries(inputs.digests)
    changed = _changed(digests, site.memory)
    content, found = _beside(inputs, around, options, site.memory)
    if not changed:
        return Retouched((), frozenset(), site.memory)
    _require_printed_alone(around.templates)
    now = _Now(inputs, found, digests, _shown(digests, changed, site.memory))
    edits, form = _Edits(site), _form(now, site)
    changes = [_change(slug, was, now, edits.file(form.script_of(slug)), site) for slug, was in changed.items()]
    slugs = dict.fromkeys(now.shown, changes[0].after)  # a scene is asked for no more of other entries
    scenes = [replace(one, cases=slugs) for one in scenes_of(content, found, {}, around, {})]
    outputs = (
        *_pages(changes, scenes, edits, site),
        *_tables(changes, scenes, edits, site),
        *_loaded(changes, scenes, edits, form, digests),
        *_recorded(inputs.digests, edits),
    )
    gone = frozenset({form.names, *form.scripts.values()} & edits.files.keys()) - {one.address for one in outputs}
    written = _remembered(site.memory, outputs, gone, changes)
    _require(gone.isdisjoint(lead.partition("#")[0] for one in written.pages.values() for lead in one.leads))
    return Retouched(outputs, gone, written)


def _changed(digests: Mapping[str, str], former: Memory) -> dict[str, str]:
    """The entries whose files changed, with their former digests; each published, and no other one came or went."""
    there, rowed = {*digests.values()}, [told for told, _ in _sure(former.rows.get(_ROWS))]
    known = {*rowed, *former.told}
    was = [told for told in rowed if told not in there]
    now = [slug for slug, told in digests.items() if told not in known]
    _require(former.told.keys() - there <= {*was} and len(was) == len(now) <= FEW)
    return dict(zip(sorted(now, key=collaborations.file_of), was, strict=True))  # rows are in the order of the files


def _beside(inputs: Inputs, around: Surroundings, options: Options, former: Memory) -> tuple[Content, Settings]:
    """What there is beside entries, which has to be as it was."""
    _require(not (options.drafts or options.publication or options.parquet))
    files, told = inputs.files, inputs.digests
    found = _sure(settings.read(files)[0]).on(options.as_of, options.base_url)
    content = Content(found, (), prose.read(files, found)[0], (), len(files))
    _require(former.sharing(shared(content, told, around, options)).rest == rest(told, around))
    return content, found


def _require_printed_alone(templates: Files) -> None:
    """Templates may say nothing of a story but the story as it is, and ask whether there is one."""
    _require({tag for text in templates.values() for tag in _TAGS.findall(text)} <= _PRINTED)


def _shown(digests: Mapping[str, str], changed: Mapping[str, str], former: Memory) -> list[str]:
    """The entries that are shown, which are those that were."""
    rowed = {told for told, _ in former.rows[_ROWS]}
    return [slug for slug, told in digests.items() if told in rowed or slug in changed]


def _form(now: _Now, site: Site) -> _Form:
    """The scripts of the form, which have to have the entries that they had."""
    slugs = dict(loading.parts({slug: now.inputs.sizes[collaborations.file_of(slug)] for slug in now.shown}))
    stem, _, ending = (assets.ASSETS + assets.NAMES).rpartition(".")
    named = [one for one in site.addresses if one.startswith(f"{stem}.") and one.endswith(f".{ending}")]
    _require(len(named) == 1)
    names = _understood(loading.named_in, _sure(site.file(named[0])))
    scripts = {bits: assets.ASSETS + name for bits, name in names.items()}
    _require(scripts.keys() == slugs.keys())
    return _Form(named[0], scripts, slugs)


def _change(slug: str, was: str, now: _Now, script: bytes, site: Site) -> _Change:
    """What changed of an entry, which the script of the form has as it was."""
    before = _sure(_understood(loading.read, script, slug))
    change = _Change(before, _read(slug, was, now, site), was, now.digests[slug])
    _require_story_alone(change, now)
    # What a file came from is told as long as the repository has it as it is; of one that it had `told` knows.
    _require(site.holds(now.files[collaborations.file_of(slug)]) is False)
    return change


def _read(slug: str, was: str, now: _Now, site: Site) -> Collaboration:
    """An entry as it is now, of which as much is to be told as was."""
    path, check = collaborations.file_of(slug), partial(coherence.within, settings=now.settings)
    read = collaborations.read(path, now.files[path], now.settings.reading(), check)
    _require(levels(read.problems) == site.memory.told.get(was, levels(())))
    return _sure(read.collaboration)


def _require_story_alone(change: _Change, now: _Now) -> None:
    """Nothing but the words of the story may have changed, and nothing is to be told of these."""
    before, after = change.before.description, change.after.description
    _require(before is not None and after is not None and [*before] == [*after])
    _require(as_json(replace(change.after, description=before)) == as_json(change.before))  # -0.0 is not 0.0
    _require(records.file_of(change.after.slug) not in now.files)  # else a translation may be stale now
    beside = [path for path in now.files if not path.startswith(collaborations.FOLDER)]
    resolves = resolver(beside, dict.fromkeys(now.shown, change.after))
    _require(not [*prose.check_description(change.after, resolves, is_laid_out)])


def _pages(changes: Sequence[_Change], scenes: Sequence[Scene], edits: _Edits, site: Site) -> Iterator[Output]:
    """The entries' own pages."""
    renderer = Renderer(STORY_HEADINGS)
    for scene in scenes:
        for change in changes:
            address = scene.addresses.entry(change.after.slug)
            cases, folder = (change.before, change.after), folder_of(address)
            was, now = (story_of(scene, case, renderer, folder)[0].encode() for case in cases)
            _require(bool(was and now))  # without one there is no section for it
            if was == now:
                continue
            seen = partial(publish.page, address, base_url=scene.settings.site.base_url)
            former = seen(edits.file(address).decode())
            edits.make(address, was, now)
            page = seen(edits.file(address).decode())
            _require_led_as_before(former, page, site)
            yield replace(page, basis=memory.digest([address, change.now]))  # none that a whole build would find


def _require_led_as_before(former: Output, page: Output, site: Site) -> None:
    """No place may be gone to which another page may lead, and where this one leads now there must be something."""
    _require(not page.problems and former.anchors <= page.anchors)
    for link in {*page.links} - {*former.links}:
        address, _, anchor = link.partition("#")
        known = site.memory.pages.get(address)
        _require(address in site.addresses and (not anchor or (known is not None and anchor in known.anchors)))


def _tables(changes: Sequence[_Change], scenes: Sequence[Scene], edits: _Edits, site: Site) -> Iterator[Output]:
    """The files with a row of each entry."""
    for name, rows in by_rows((), scenes):
        address, former = DATA + name, _sure(site.memory.rows.get(DATA + name))
        new = {}
        for change in changes:
            was, now = rows.row(change.before), rows.row(change.after)
            _require((change.was, len(was)) in former)
            edits.make(address, was, now)
            new[change.was] = change.now, len(now)
        data, lengths = edits.files.get(address), tuple(new.get(one[0], one) for one in former)
        yield Output(address, data or b"", rows=lengths, kept=data is None)


def _loaded(
    changes: Sequence[_Change], scenes: Sequence[Scene], edits: _Edits, form: _Form, digests: Mapping[str, str]
) -> Iterator[Output]:
    """What the form loads, and the pages that have it."""
    for change in changes:
        edits.make(form.script_of(change.after.slug), loading.line(change.before), loading.line(change.after))
    for bits, address in form.scripts.items():
        if address in edits.files:
            script = assets.named(assets.script_of(bits), edits.files[address])
            edits.make(form.names, _quoted(address), _quoted(script.address))
            yield replace(script, basis=basis.of_entries(bits, form.slugs[bits], basis.Grounds(digests, {})))
    if form.names in edits.files:
        names = assets.named(assets.NAMES, edits.files[form.names])
        yield names
        for page in [_sure(scene.addresses.view(correcting.NAME)) for scene in scenes]:
            was, now = (relative(folder_of(page), one).encode() for one in (form.names, names.address))
            edits.make(page, was, now)
            yield Output(page, edits.files[page])


def _quoted(address: str) -> bytes:
    """A script as other scripts name it."""
    return json.dumps(address.removeprefix(assets.ASSETS)).encode()


def _recorded(told: Digests, edits: _Edits) -> Iterator[Output]:
    """What the site was built from."""
    edits.make(BUILD, json.loads(edits.file(BUILD))["content"].encode(), digest(told).encode())
    yield Output(BUILD, edits.file(BUILD))


def _remembered(former: Memory, outputs: Sequence[Output], gone: Collection[str], changes: Sequence[_Change]) -> Memory:
    """What the next build is to know."""
    pages = {address: one for address, one in former.pages.items() if address not in gone}
    pages |= {one.address: Kept(one.basis, one.anchors, one.leads) for one in outputs if one.basis}
    rows = {**former.rows, **{one.address: one.rows for one in outputs if one.rows}}
    digests = {change.was: change.now for change in changes}
    told = {digests.get(digest, digest): counts for digest, counts in former.told.items()}
    return replace(former, pages=pages, rows=rows, told=told)


class _Edits:
    """Files of the former site with what changed in them."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.files: dict[str, bytes] = {}

    def file(self, address: str) -> bytes:
        """A file as it is so far. Raises UnsureError."""
        return self.files[address] if address in self.files else _sure(self._site.file(address))

    def make(self, address: str, was: bytes, now: bytes) -> None:
        """Change what stands in a file exactly once, if it is another one now. Raises UnsureError."""
        if was != now:
            data = self.file(address)
            _require(data.count(was) == 1)
            self.files[address] = data.replace(was, now)


def _understood(read: Callable[..., T], *arguments: Any) -> T:
    """What a file of the former site says."""
    try:
        return read(*arguments)
    except ValueError as error:
        raise UnsureError from error


def _sure(value: T | None) -> T:
    if value is None:
        raise UnsureError
    return value


def _require(holds: bool) -> None:
    if not holds:
        raise UnsureError
