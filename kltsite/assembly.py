"""The whole line on one screen, pure: files in; problems, and the files of the site one by one, out."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from gettext import NullTranslations
from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from kltsite import __version__, assets, imagery, languages, memory, opendata, publish, translations
from kltsite.domain.collaboration import Collaboration
from kltsite.domain.history import Repository
from kltsite.domain.settings import Settings
from kltsite.former import Former, nowhere
from kltsite.intake import collaborations, prose, settings
from kltsite.intake import translations as records
from kltsite.judging import MEDIA, Content, Digests, Files, Options, digest, digests
from kltsite.languages import Interface
from kltsite.memory import Memory
from kltsite.present import Store, basis, charts
from kltsite.present.addresses import Addresses
from kltsite.present.pages import Draw, Paint
from kltsite.present.previews import typefaces
from kltsite.present.schemas import schemas
from kltsite.present.templates import Templates, prepared
from kltsite.present.views import atlas
from kltsite.present.views.scene import Scene
from kltsite.present.words import Words
from kltsite.problems import Problem, levels
from kltsite.problems.examples import Examples
from kltsite.publish import Output
from kltsite.stats import tally
from kltsite.validator import coherence
from kltsite.workers import Portable, Spread, begun
from kltsite.workshop import Workshop

if TYPE_CHECKING:
    from kltsite.publications import Print

BUILD = "build.json"
_OF_SOME = (collaborations.FOLDER, records.FOLDER, MEDIA, prose.FOLDER)  # of an entry or an editorial page


class Surroundings(Struct, frozen=True):
    """What a site is built with beside its content: templates, words, who draws and paints, history, examples."""

    templates: Files
    interface: Interface
    draw: Draw
    paint: Paint = charts.paint
    store: Store | None = None  # what earlier builds made of pictures; without it all is made anew
    repository: Repository = field(default_factory=Repository)
    later: opendata.Later = opendata.at_once  # what stands for a large file until somebody asks for it
    schemas: Callable[[Settings, Interface], Mapping[str, bytes]] = schemas  # or those of the same settings, kept
    compiled: Callable[[Mapping[str, str], NullTranslations], Templates] | None = None  # kept from an earlier build
    examples: Examples = field(default_factory=dict)  # of the rules
    before: Callable[[], Memory | None] = lambda: None  # the pages of an earlier build that may stay
    former_file: Callable[[str], bytes | None] = nowhere  # one of its files, where that stands as it was written
    standing: str = ""  # of the repository, see `git.standing`
    digests: Digests | None = None  # of the content's files, where they are known
    code: str = ""  # a digest of the tool and its libraries, on which all pages rest
    versions: Mapping[str, str] = field(default_factory=dict)  # of the libraries that shape what comes out


def build(
    content: Content,
    files: Files,
    around: Surroundings,
    options: Options,
    spread: Spread,
    keep: Callable[[Output], Output] = lambda output: output,
) -> Iterator[Output]:
    """Every file of the site, each checked by itself; `publish.Ledger` checks what they are together.

    `keep` takes each file where it is made, in whichever process that is, and gives back what is to be known of it.
    Raises TemplateError, and ValueError for content that is not sound.
    """
    if content.settings is None or not content.sound:
        raise ValueError("a site is built from sound content only")
    shown, withdrawn, moved = _selected(content.cases, drafts=options.drafts)
    pictures = list(imagery.developed(files, shown.values(), around.store, spread, keep))
    yield from (output for one in pictures for output in one.outputs)
    if broken := tuple(imagery.broken(pictures, content.cases, files)):
        yield Output(BUILD, b"", problems=broken)
        return
    own = list(assets.own(around.templates))
    scenes = scenes_of(content, content.settings, shown, around, {name: one.address for name, one in own})
    renditions = {one.name: one.renditions for one in pictures}
    scenes = tuple(replace(scene, pictures=renditions, parquet=options.parquet) for scene in scenes)
    atlas.gather(scenes[0])
    before, faces, told = around.before(), typefaces(around.templates), around.digests or digests(files)
    former = None if before is None else _former(scenes, content, told, around, options, before)
    sizes = {slug: len(files[collaborations.file_of(slug)]) for slug in shown}
    scripts = begun(assets.scripts(scenes, shown, sizes, former, spread, keep))  # while these are made:
    schema_files = around.schemas(content.settings, around.interface)
    scenes, previews = imagery.planned(scenes, faces)
    scenes, loaded = assets.equipped(scenes, scripts)
    scenes, books = _printed(scenes, files, around, spread) if options.publication else (scenes, [])
    shop = Workshop(
        *(content.cases, scenes, schema_files, withdrawn, moved, previews, faces, around.examples, former),
        *(around.draw, around.paint, around.store, around.later),
    )
    yield from (keep(output) for _, output in own)
    yield from loaded
    yield from map(keep, (*books, *_frozen_books(content.settings, scenes, files)))
    made = begun(spread(_making(shop, keep), shop.shards(shop.orders)))
    record = _build_record(told, around, content.settings, options)
    for one in chain.from_iterable(made):
        yield from shop.files_of(one)
    yield keep(Output(BUILD, record))


def _making(shop: Workshop, keep: Callable[[Output], Output]) -> Portable[int, list[Output | str]]:
    """The work of making some files, which puts each in its place; of what stays it hands on the basis alone."""
    handing = publish.Handing()

    def placed(made: Iterable[Output | str]) -> Iterator[Output | str]:
        for one in made:
            if isinstance(one, str):
                for address in shop.addresses_of(one):
                    keep(Output(address, b"", kept=True))
            yield one if isinstance(one, str) else keep(one)

    return Portable(
        lambda orders: list(handing.all(placed(shop.make(orders)))),
        shop.elsewhere(),
        receive=lambda made: list(placed(made)),
    )


def _former(
    scenes: Sequence[Scene], content: Content, told: Digests, around: Surroundings, options: Options, before: Memory
) -> Former:
    """What of the build before may stay."""
    same = before.sharing(shared(content, told, around, options))
    return Former(basis.grounds(scenes, of_entries(told)), same, around.former_file)


def prepare(templates: Files, interface: Interface, found: Settings) -> None:
    """Compile all templates, and the catalogues of the site's languages, so that no process has to that comes later."""
    prepared(_template_texts(templates))
    for language in found.site.languages:
        languages.of(interface, language)


def publication(content: Content, files: Files, around: Surroundings, language: str, how: Print) -> bytes:
    """The publication in one language as PDF. Raises TemplateError, PrintError, and ValueError as `build` does."""
    from kltsite import publications  # a site may well have none

    if content.settings is None or not content.sound:
        raise ValueError("a publication is made of sound content only")
    shown, _, _ = _selected(content.cases, drafts=False)
    scene = next(one for one in scenes_of(content, content.settings, shown, around, {}) if one.language == language)
    return publications.pdf(scene, files, around.templates, around.store, around.repository.commit, how)


def _printed(
    scenes: Sequence[Scene], files: Files, around: Surroundings, spread: Spread
) -> tuple[tuple[Scene, ...], list[Output]]:
    """The scenes that know how large their publications are, and these; each takes a process some seconds."""
    from kltsite import publications

    def make(shard: list[Scene]) -> list[Output]:
        how, commit = publications.Print(), around.repository.commit
        printed = (publications.pdf(one, files, around.templates, around.store, commit, how) for one in shard)
        return [Output(one.addresses.publication(), book) for one, book in zip(shard, printed, strict=True)]

    books = [book for shard in spread(make, ([scene] for scene in scenes)) for book in shard]
    return tuple(replace(one, publication=len(book.data)) for one, book in zip(scenes, books, strict=True)), books


def _frozen_books(found: Settings, scenes: Sequence[Scene], files: Files) -> Iterator[Output]:
    """The publications that were frozen with editions, each where it stays for good."""
    for scene in scenes:
        for name, edition in found.editions.items():
            if scene.language in (edition.publications or {}):
                data = files[settings.publication_file(name, scene.language)]
                yield Output(scene.addresses.edition_publication(name), data)


def _selected(cases: Sequence[Collaboration], *, drafts: bool) -> tuple[dict[str, Collaboration], ...]:
    """The entries that are shown and those that were withdrawn, by slug; and both by their former slugs."""
    withdrawn = {case.slug: case for case in cases if case.status == "withdrawn"}
    shown = {case.slug: case for case in cases if case.published or (drafts and case.status == "draft")}
    there = (case for case in cases if case.slug in shown or case.slug in withdrawn)
    return shown, withdrawn, {former: case for case in there for former in case.former_slugs}


def scenes_of(
    content: Content,
    found: Settings,
    shown: Mapping[str, Collaboration],
    around: Surroundings,
    assets: Mapping[str, str],
) -> tuple[Scene, ...]:
    """One scene per language of the site."""
    interface, texts, compiled = around.interface, _template_texts(around.templates), around.compiled or Templates
    statistics = content.statistics or tally(content.cases, found.vocabulary, found.site.evaluated_on)
    standings = {
        case.slug: translations.standings(case, content.records.get(case.slug), found.site.languages)
        for case in content.cases
        if case.published
    }
    words = {language: Words(language, languages.of(interface, language), found) for language in found.site.languages}
    pages = {language: _pages_in(content.pages, language, found.site.languages) for language in words}
    everywhere = {
        language: Addresses(
            language, one.own_name(), one.translations, {name: page.address for name, page in pages[language].items()}
        )
        for language, one in words.items()
    }
    return tuple(
        Scene(
            language=language,
            words=words[language],
            templates=compiled(texts, words[language].translations),
            addresses=everywhere[language],
            everywhere=everywhere,
            settings=found,
            cases=shown,
            order=tuple(sorted(shown, key=lambda slug: (coherence.fold(shown[slug].title.best(language)[0]), slug))),
            statistics=statistics,
            pages=pages[language],
            assets=assets,
            histories=around.repository.histories,
            standings=standings,
        )
        for language in words
    )


def _pages_in(pages: Iterable[prose.Page], language: str, languages: tuple[str, ...]) -> dict[str, prose.Page]:
    """The editorial pages in one language; a page it lacks is taken from the first language that has it."""
    best: dict[str, prose.Page] = {}
    for other in (language, *languages):
        for page in pages:
            if page.language == other:
                best.setdefault(page.name, page)
    return dict(sorted(best.items()))


def _template_texts(templates: Files) -> dict[str, str]:
    return {path: data.decode() for path, data in templates.items() if path.endswith(".html")}


def shared(content: Content, told: Digests, around: Surroundings, options: Options) -> str:
    """A digest of what all pages rest on: the code, the templates, the settings, what leads to editorial pages."""
    own = {path: one for path, one in told.items() if not path.startswith(_OF_SOME)}
    heads = [(page.name, page.language, page.title, page.address, page.description) for page in content.pages]
    return memory.digest([digest(own), digest(digests(around.templates)), around.code, options, heads])


def of_entries(told: Digests) -> dict[str, str]:
    """The digests of case files, by the slugs of their entries."""
    return {collaborations.slug_of(path): one for path, one in told.items() if path.startswith(collaborations.FOLDER)}


def remembered(written: Memory, content: Content, told: Digests, around: Surroundings, options: Options) -> Memory:
    """What was written of a site that was built, with what it rests on."""
    counts = {told[path]: some for path, some in _told(content, around.repository.histories)}
    return replace(written, shared=shared(content, told, around, options), rest=rest(told, around), told=counts)


def _told(content: Content, histories: Container[str]) -> Iterator[tuple[str, memory.Levels]]:
    """How many problems of each level were told of a case file; see `memory.Levels`."""
    shown, problems = {case.slug for case in content.cases if case.published}, defaultdict[str, list[Problem]](list)
    for problem in content.problems:
        problems[problem.file].append(problem)
    for path, read in content.read.items():
        told = problems.get(path, [])
        slug = collaborations.slug_of(path)
        if slug not in shown or slug in histories or told != sorted(read.problems):
            yield path, ()
        elif told:
            yield path, levels(told)


def rest(told: Digests, around: Surroundings) -> str:
    """A digest of the content beside case files, and of what is known of its history."""
    beside = {path: one for path, one in told.items() if not path.startswith(collaborations.FOLDER)}
    return memory.digest([digest(beside), around.standing])


def _build_record(told: Digests, around: Surroundings, found: Settings, options: Options) -> bytes:
    """`build.json`: what the site was built from; the same for the same input, so without the hour."""
    record = {
        "generator": f"kltsite {__version__}",
        "content": digest(told),
        "templates": digest(digests(around.templates)),
        "evaluated_on": found.site.evaluated_on.isoformat(),
        "base_url": found.site.base_url,
        "drafts": options.drafts,
        "commit": around.repository.commit,
        "versions": dict(sorted(around.versions.items())),
    }
    return (json.dumps(record, indent=2) + "\n").encode()
