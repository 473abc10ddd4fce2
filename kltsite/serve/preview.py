"""What the preview shows: the last good site, and what is wrong with the folders as they are now.

A `Preview` looks when it is told to; it never writes into the output folder, and nothing it finds makes it fail. What a
change does not touch is not read and made again: case files by their bytes, pages by what they rest on.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from functools import partial
from gettext import NullTranslations
from pathlib import Path
from threading import Condition, Lock

from msgspec import Struct, field
from msgspec.structs import replace

from kltsite import assembly, disk, folders, judging, languages, publish
from kltsite.domain.settings import Settings
from kltsite.intake.collaborations import CaseFile, file_of
from kltsite.languages import N_, Interface, Msg
from kltsite.memory import Kept, Memory
from kltsite.present import Store, TemplateError
from kltsite.present.addresses import Addresses
from kltsite.present.charts import Chart, Picture, painting_key
from kltsite.present.pages import Draw, Paint
from kltsite.present.schemas import schemas
from kltsite.present.templates import Templates
from kltsite.present.views.scene import forget
from kltsite.problems import Problem
from kltsite.problems.examples import Examples
from kltsite.workers import alone

Make = Callable[[], bytes]

_LATER = b"made when asked for: "

_TEMPLATE = N_("A template cannot be rendered: {what}")
_FOLDER = N_("A folder cannot be read: {what}")
_FAILED = N_("The tool failed: {what} This is our mistake; please report it.")


class Trouble(Struct, frozen=True):
    """Why no site can be built although the content has no errors: a template, a folder, or a mistake of ours."""

    message: Msg
    what: str


class State(Struct, frozen=True):
    """What is shown; `number` tells one state from all others, those of earlier previews included."""

    number: str = ""
    site: Mapping[str, bytes] = field(default_factory=dict)  # the last good one, by address; empty before there is one
    problems: tuple[Problem, ...] = ()
    trouble: Trouble | None = None
    stale: bool = True  # whether `site` is older than what is in the folders
    files: int = 0
    entries: Mapping[str, str] = field(default_factory=dict)  # a page's address -> the file of content it is made from
    later: Mapping[bytes, Make] = field(default_factory=dict)  # by what stands for a file in `site`

    def finished(self, data: bytes) -> bytes:
        """A file of the site as it goes out; one that few ask for is made only now."""
        make = self.later.get(data) if data.startswith(_LATER) else None
        return make() if make else data


class Sources(Struct, frozen=True):
    """What a site is made from, as it is now."""

    content: Mapping[str, bytes]
    templates: Mapping[str, bytes]
    unread: tuple[Problem, ...] = ()


def read(content: Path, templates: Path) -> Sources:
    """Both folders as they are now. Raises WrongFolder and DiskError."""
    files, problems = folders.content(content)
    return Sources(files, folders.templates(templates), problems)


class Means(Struct, frozen=True):
    """What a preview is made with: words, who draws and paints, what is kept from earlier builds."""

    interface: Interface
    draw: Draw
    paint: Paint
    store: Store | None = None
    examples: Examples = field(default_factory=dict)


class Preview:
    """The state, and how it follows the folders; readers wait for the next one."""

    def __init__(self, sources: Callable[[], Sources], options: judging.Options, means: Means) -> None:
        """Nothing is read before `look`."""
        self._sources, self._options, self._means = sources, options, means
        self._run, self._count = secrets.token_hex(4), 0
        self._good: Sources | None = None  # what the last good site was made from
        self._good_problems: tuple[Problem, ...] = ()
        self._pages = Memory()  # of that site
        self._read = _Read()
        self._compiled, self._schemas = _Compiled(), _Schemas()
        self._changed, self._drawing = Condition(), Lock()
        self.state = State()

    def look(self) -> State:
        """Read both folders, and build what they hold if it is sound. Never raises."""
        try:
            sources = self._sources()
        except (disk.WrongFolder, disk.DiskError) as wrong:
            return self._show(replace(self.state, problems=(), trouble=Trouble(_FOLDER, str(wrong)), stale=True))
        if self._good is not None and sources == self._good:  # a change that was taken back
            return self._show(replace(self.state, problems=self._good_problems, trouble=None, stale=False))
        forget()
        try:
            return self._show(self._built(sources))
        except TemplateError as wrong:
            trouble = Trouble(_TEMPLATE, str(wrong))
        except Exception as wrong:
            trouble = Trouble(_FAILED, f"{type(wrong).__name__}: {wrong}.")
        return self._show(replace(self.state, problems=(), trouble=trouble, stale=True))

    def _built(self, sources: Sources) -> State:
        rests = judging.reading_rests_on(sources.content, self._options, "")
        at_hand = self._read.standing(sources.content, rests)
        judged = judging.judge(sources.content, self._options, alone, sources.unread, at_hand=at_hand)
        self._read = _Read(sources.content, rests, judged.read)
        if not judged.sound:
            return replace(self.state, problems=judged.problems, trouble=None, stale=True, files=judged.files)
        means, later = self._means, {**self.state.later}

        def made_later(name: str, make: Make) -> bytes:
            token = _LATER + name.encode()
            later[token] = make
            return token

        def painted_later(picture: Picture) -> bytes:
            return made_later(painting_key(picture), partial(self._painted, picture))

        around = assembly.Surroundings(
            sources.templates,
            means.interface,
            self._drawn,
            painted_later,  # it takes long, and few are ever looked at
            means.store,
            later=made_later,
            schemas=self._schemas,
            compiled=self._compiled,
            examples=means.examples,
            before=lambda: self._pages,
            digests=(told := judging.digests(sources.content)),
        )
        ledger, site, pages = publish.Ledger(), dict[str, bytes](), dict[str, Kept]()
        for one in assembly.build(judged, sources.content, around, self._options, alone):
            ledger.enter(one)
            site[one.address] = self.state.site[one.address] if one.kept else one.data
            if one.basis:
                pages[one.address] = Kept(one.basis, one.anchors, one.leads)
        if found := ledger.settle():
            problems = tuple(sorted({*judged.problems, *found}))
            return replace(self.state, problems=problems, trouble=None, stale=True, files=judged.files)
        self._good, self._good_problems = sources, judged.problems
        self._pages = Memory(assembly.shared(judged, told, around, self._options), pages)
        entries = _entries(judged, means.interface)
        asked = {data: later[data] for data in site.values() if data.startswith(_LATER)}
        return State("", site, judged.problems, None, False, judged.files, entries, asked)

    def _drawn(self, chart: Chart) -> str:
        with self._drawing:  # settings and fonts belong to the process, and a picture may be asked for meanwhile
            return self._means.draw(chart)

    def _painted(self, picture: Picture) -> bytes:
        with self._drawing:
            return self._means.paint(picture)

    def _show(self, state: State) -> State:
        """Take a state over, as a new one where it is not the same as the last, and wake who waits."""
        with self._changed:
            now = self.state
            if not now.number or replace(state, number=now.number, later=now.later) != now:
                self._count += 1
                self.state = replace(state, number=f"{self._run}-{self._count}")
                self._changed.notify_all()
            elif state.later is not now.later:
                self.state = replace(now, later=state.later)  # what is made later may be another all the same
        return self.state

    def next(self, number: str, seconds: float) -> State | None:
        """The state as soon as it is another than `number`; None where it still is that one after so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self.state.number != number, seconds)
        return self.state if self.state.number != number else None


class _Read(Struct, frozen=True):
    """Case files as this process read them, the content folder they are of, and a digest of what reading rested on."""

    content: Mapping[str, bytes] = field(default_factory=dict)
    rests: str = ""
    files: Mapping[str, CaseFile] = field(default_factory=dict)  # by path

    def standing(self, content: Mapping[str, bytes], rests: str) -> dict[str, CaseFile]:
        """Those that would be read the same way now."""
        same = self.files.items() if rests == self.rests else ()
        return {path: case for path, case in same if content.get(path) == self.content[path]}


class _Schemas:
    """The schemas, made anew only when the settings have changed."""

    def __init__(self) -> None:
        self._settings: Settings | None = None
        self._made: Mapping[str, bytes] = {}

    def __call__(self, settings: Settings, interface: Interface) -> Mapping[str, bytes]:
        if settings != self._settings:
            self._settings, self._made = settings, schemas(settings, interface)
        return self._made


class _Compiled:
    """Templates that stay compiled from build to build as far as their texts stay the same."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[NullTranslations, Templates]] = {}

    def __call__(self, texts: Mapping[str, str], translations: NullTranslations) -> Templates:
        key = id(translations)
        if key not in self._kept:
            self._kept[key] = translations, Templates(texts, translations)
        _, templates = self._kept[key]
        templates.renew(texts)
        return templates


def _entries(judged: judging.Content, interface: Interface) -> dict[str, str]:
    """Which page shows which file: those of entries and the editorial ones."""
    found: dict[str, str] = {}
    for language in judged.settings.site.languages if judged.settings else ():
        names = {page.name: page.address for page in judged.pages if page.language == language}
        addresses = Addresses(language, language, languages.of(interface, language), names)
        found |= {addresses.entry(case.slug): file_of(case.slug) for case in judged.cases}
        own = (page for page in judged.pages if page.language == language)
        found |= {address: page.file for page in own if (address := addresses.view(page.name))}
    return found
