"""The small made-up collection of the tests, as the place that inputs are put into: read once, shown many times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from gettext import NullTranslations

from kltsite import assembly, disk, judging, languages, opendata, publish, workers
from kltsite.domain.collaboration import Collaboration
from kltsite.domain.declared import as_json
from kltsite.domain.settings import Settings
from kltsite.domain.values import Reading
from kltsite.intake import collaborations, prose, settings
from kltsite.intake.collaborations import CaseFile
from kltsite.languages import Interface
from kltsite.present.pages import PageKey, Pages, plan
from kltsite.present.schemas import schemas
from kltsite.present.templates import Templates
from kltsite.problems import errors, examples
from kltsite.problems.telling import Teller
from kltsite.validator import coherence
from tools.fuzz import oracle
from tools.fuzz.oracle import ROOT

BASE = ROOT / "tests/base"
SLUG = "entry"
ENTRY = f"{collaborations.FOLDER}{SLUG}.yaml"
NEAR = ("home", "entry", "list", "page", "data", "map")  # kinds of pages that show what an entry or the site says


@cache
def files() -> dict[str, bytes]:
    """The collection, without its entries."""
    found = disk.read_folder(BASE)[0]
    return {path: data for path, data in found.items() if not path.startswith(collaborations.FOLDER)}


@cache
def interface() -> Interface:
    """The words of the interface."""
    return languages.read(disk.read_package("locale"))


@cache
def tellers() -> tuple[Teller, ...]:
    """Who tells problems, in every language."""
    return tuple(Teller(words, "content/") for words in interface().values())


@cache
def known() -> Settings:
    """The settings of the collection."""
    found, problems = settings.read(files())
    oracle.demand(found is not None, problems)
    assert found is not None
    return found


@cache
def reading() -> Reading:
    """What reading an entry takes."""
    return known().reading()


def read(data: bytes, using: Settings | None = None) -> CaseFile:
    """A case file as a build reads it, with everything that it shows by itself."""
    if using is None:
        return collaborations.read(ENTRY, data, reading(), lambda case: coherence.within(case, known()))
    return collaborations.read(ENTRY, data, using.reading(), lambda case: coherence.within(case, using))


def entries(using: Settings | None = None) -> tuple[Collaboration, ...]:
    """An entry for pages that need one; none where it is not right by these settings."""
    found = sound(read(disk.read_bytes(BASE / "collaborations/bread-box.yaml"), using))
    return () if found is None else (found,)


@cache
def around() -> assembly.Surroundings:
    """Templates and words; charts are left out, as no text of an entry is in them."""
    return assembly.Surroundings(
        disk.read_folder(ROOT / "templates")[0],
        interface(),
        lambda chart: "<svg></svg>",
        lambda picture: b"",
        compiled=_compiled,
        examples=examples.read(disk.read_package("data/rules")[examples.FILE]),
    )


_TEMPLATES: dict[int, Templates] = {}


def _compiled(texts: Mapping[str, str], words: NullTranslations) -> Templates:
    """Templates of one language, compiled once."""
    return _TEMPLATES.setdefault(id(words), Templates(texts, words))


@cache
def _schemas() -> dict[str, bytes]:
    return schemas(known(), interface())


@cache
def _assets() -> dict[str, str]:
    from kltsite import assets

    return {name: output.address for name, output in assets.own(around().templates)}


@dataclass(frozen=True, slots=True)
class Shown:
    """A site in parts: any page, any file."""

    pages: Pages
    keys: tuple[PageKey, ...]
    jobs: tuple[opendata.Job, ...]
    base_url: str

    def checked(self, kinds: Iterable[str], names: Iterable[str] = (), *, all_files: bool, thorough: bool) -> None:
        """Look at every page of these kinds (of those with a name, only at these), and at the files."""
        wanted, named = set(kinds), set(names)
        for key in self.keys:
            if key.kind in wanted and (not named or key.name in named or key.kind in ("home", "map", "data")):
                made = self.pages.make(key)
                whole = publish.page(made.address, made.text, made.parts, base_url=self.base_url).data.decode()
                oracle.page(made.address, whole, base_url=self.base_url, thorough=thorough)
        for output in self._outputs() if all_files else ():
            if thorough or not output.address.endswith(".ttl"):
                oracle.output(output.address, output.data)

    def _outputs(self) -> Iterator[publish.Output]:
        for job in self.jobs:
            yield from job()


def shown(cases: tuple[Collaboration, ...], pages: tuple[prose.Page, ...], using: Settings | None = None) -> Shown:
    """The site of these entries and pages."""
    from kltsite import assets

    using = using or known()
    current = {case.slug: case for case in cases if case.status != "withdrawn"}
    gone = {case.slug: case for case in cases if case.status == "withdrawn"}
    content = judging.Content(using, cases, pages, (), 0)
    scenes = assembly.scenes_of(content, using, current, around(), _assets())
    sizes = {slug: len(as_json(case)) for slug, case in current.items()}
    scripts = assets.scripts(scenes, current, sizes, None, workers.alone, lambda output: output)
    scenes, loaded = assets.equipped(scenes, scripts)
    written = _schemas() if using is known() else schemas(using, interface())
    keys = tuple(plan(scenes, tuple(gone), {}))
    jobs = (*opendata.files(cases, scenes, written, keys, {}), lambda: loaded)
    made = Pages(scenes, around().draw, written, gone, around().paint, around().examples)
    return Shown(made, keys, jobs, using.site.base_url)


def sound(case: CaseFile) -> Collaboration | None:
    """The entry of a file without an error, which names no picture: there are none."""
    found = None if errors(case.problems) else case.collaboration
    return None if found is None or [*coherence.media(found, {})] else found
