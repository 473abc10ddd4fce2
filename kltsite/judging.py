"""The content folder's files -> what is right in them, and every problem. Pure; whoever only checks needs no more."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, partial
from hashlib import blake2b
from itertools import chain
from typing import Protocol
from zlib import crc32

from msgspec import Struct, field
from msgspec.structs import replace

from kltsite import changes, claims, editions, memory, translations
from kltsite.domain.collaboration import Collaboration, Image
from kltsite.domain.settings import Settings
from kltsite.domain.translations import Record
from kltsite.domain.values import Reading
from kltsite.intake import collaborations, prose, settings
from kltsite.intake import translations as records
from kltsite.intake.collaborations import CaseFile
from kltsite.problems import Problem, errors
from kltsite.stats import Statistics, tally
from kltsite.validator import coherence
from kltsite.validator.criteria import CRITERIA
from kltsite.workers import SHARD, Portable, Spread, begun, shards

Files = Mapping[str, bytes]
Digests = Mapping[str, str]  # of files, by path, see `digests`

MEDIA = "media/"
MANY = 8 * SHARD  # files that are read by other processes for so long that something else can be done
_Packed = tuple[str, bytes]  # a file's path and its bytes


class Options(Struct, frozen=True):
    """What the command line says about a build."""

    as_of: date | None = None
    base_url: str | None = None
    drafts: bool = False
    publication: bool = False  # whether the publication stands beside the site, as PDF
    parquet: bool = False


class Content(Struct, frozen=True):
    """The content folder, read and judged: what is right, and every problem."""

    settings: Settings | None
    cases: tuple[Collaboration, ...]  # by slug
    pages: tuple[prose.Page, ...]
    problems: tuple[Problem, ...]
    files: int
    statistics: Statistics | None = None  # today's, where something in the content rests on them
    records: Mapping[str, Record] = field(default_factory=dict)  # what was confirmed of texts, by slug
    read: Mapping[str, CaseFile] = field(default_factory=dict)  # each case file by itself, by path

    @property
    def sound(self) -> bool:
        """Whether a site may be built from it."""
        return self.settings is not None and not errors(self.problems)

    def former_slugs(self) -> dict[str, tuple[str, ...]]:
        """The former slugs of each entry that has some."""
        return {case.slug: case.former_slugs for case in self.cases if case.former_slugs}


class Shelf(Protocol):
    """What case files said when earlier builds read them, in parts of files that are read together."""

    def known(self, paths: Sequence[str]) -> Mapping[str, str]:
        """What those of a part said, by path, that stand as they did."""
        ...

    def keep(self, paths: Sequence[str], said: Mapping[str, str]) -> None:
        """Keep what some files of a part say, beside what is known of the others."""
        ...


def state(content: Content) -> changes.State:
    """The content as what may be compared with another one. Raises ValueError where its settings could not be read."""
    if content.settings is None:
        raise ValueError("without settings nothing can be counted")
    found = content.settings
    numbers = content.statistics or tally(content.cases, found.vocabulary, found.site.evaluated_on)
    cases = {case.slug: case for case in content.cases}
    return changes.State(found, cases, numbers, content.problems, content.records)


def judge(
    files: Files,
    options: Options,
    spread: Spread,
    unread: tuple[Problem, ...] = (),
    shelf: Shelf | None = None,
    at_hand: Mapping[str, CaseFile] | None = None,
    meanwhile: Callable[[Settings], None] = lambda found: None,
) -> Content:
    """Read and judge the content folder's files: every problem in one run, those `unread` already known included.

    Case files of which an earlier build put on the `shelf` what they say are not taken apart again; what the others say
    is put there. Those `at_hand` are not read at all: they, and what their reading rests on, are as they were when this
    process did. While other processes read many files, this one may do what there is to do `meanwhile` for these
    settings.
    """
    found, problems = settings.read(files)
    problems = (*unread, *problems)
    case_files = {path: data for path, data in sorted(files.items()) if path.startswith(collaborations.FOLDER)}
    if found is None:
        return Content(None, (), (), tuple(sorted(problems)), len(files))
    found = found.on(options.as_of, options.base_url)
    read = list(_read(case_files, found, spread, shelf, at_hand or {}, meanwhile))
    cases = {case.collaboration.slug: case.collaboration for case in read if case.collaboration is not None}
    pages, page_problems = prose.read(files, found)
    resolves = resolver({*files, *(problem.file for problem in unread)}, cases)
    numbers = _numbers(found, pages, read, unread)
    confirmed, record_problems = _records(files, found, spread)
    problems = (
        *problems,
        *page_problems,
        *record_problems,
        *(problem for case in read for problem in case.problems),
        *_together(found, cases, files, resolves, confirmed),
        *(problem for page in pages for problem in prose.check_page(page, found, resolves, is_laid_out)),
        *claims.check(pages, numbers),
        *editions.check(found, files),
        *settings.navigation(found.site, prose.VIEWS, prose.names(files), files),
    )
    told, apart = tuple(sorted(problems)), {case.file: case for case in read}
    return Content(found, tuple(cases.values()), pages, told, len(files), numbers.statistics, confirmed, apart)


def reading_rests_on(files: Files, options: Options, code: str) -> str:
    """A digest of what the reading of case files rests on beside them."""
    ours = {path: data for path, data in files.items() if "/" not in path or path.startswith(settings.EDITIONS)}
    return memory.digest([digest(digests(ours)), options, code])


def digests(files: Files) -> dict[str, str]:
    """What tells each file from any other, by its path."""
    return {path: digest_of(path, data) for path, data in files.items()}


def digest_of(path: str, data: bytes) -> str:
    """What tells a file from any other, and from the same one elsewhere."""
    return blake2b(path.encode() + b"\n" + data, digest_size=16).hexdigest()


def digest(told: Mapping[str, str]) -> str:
    """What tells a folder from any other, as `build.json` has it, of the `digests` of its files."""
    return blake2b("\n".join(sorted(told.values())).encode(), digest_size=16).hexdigest()


def _numbers(
    found: Settings, pages: Sequence[prose.Page], read: Sequence[CaseFile], unread: tuple[Problem, ...]
) -> claims.Numbers:
    """What claims are held against; today's numbers only where one rests on them and all entries could be read."""
    cases = [case.collaboration for case in read if case.collaboration is not None]
    wanted = claims.current(pages) and len(cases) == len(read) and not errors(unread)
    return claims.Numbers(found, tally(cases, found.vocabulary, found.site.evaluated_on) if wanted else None)


def _read(
    case_files: Files,
    found: Settings,
    spread: Spread,
    shelf: Shelf | None,
    at_hand: Mapping[str, CaseFile],
    meanwhile: Callable[[Settings], None],
) -> Iterator[CaseFile]:
    """The case files, each by itself."""
    there, some = _Reading(found, shelf is not None), list(parts(path for path in case_files if path not in at_hand))
    known = {**at_hand, **dict(_known(some, there.against, shelf) if shelf is not None else ())}
    wholes = {path: part for part in some for path in part if path not in known}  # under which it will be kept

    def packed(paths: Sequence[str]) -> list[_Packed]:
        return [(path, case_files[path]) for path in paths]

    def shelved(cases: list[CaseFile]) -> list[CaseFile]:
        said = {case.file: case.said for case in cases if case.said}
        if shelf is None or not said:
            return cases
        shelf.keep(wholes[cases[0].file], said)
        return [replace(case, said="") for case in cases]

    read = Portable(lambda paths: shelved(there(packed(paths))), there, packed, shelved)
    unknown = ([path for path in part if path in wholes] for part in some)
    under_way = spread(read, filter(None, unknown))
    if len(wholes) >= MANY:
        under_way = begun(under_way)
        meanwhile(found)
    anew = chain.from_iterable(under_way)
    return (known[path] if path in known else next(anew) for path in case_files)


def _known(parts: Iterable[Sequence[str]], reading: Reading, shelf: Shelf) -> Iterator[tuple[str, CaseFile]]:
    """The case files of which an earlier build put on the shelf what they say: to read that is no work to hand out."""
    for part in parts:
        for path, said in shelf.known(part).items():
            if (case := collaborations.kept(path, said, reading)) is not None:
                yield path, case


def parts(paths: Iterable[str]) -> Iterator[list[str]]:
    """Parts of about SHARD paths each: where one begins rests on that path alone, so that a new file changes one."""
    part: list[str] = []
    for path in paths:
        if part and crc32(path.encode(errors="surrogatepass")) % SHARD == 0:
            yield part
            part = []
        part.append(path)
    if part:
        yield part


class _Reading(Struct, frozen=True, dict=True):
    """Reads case files wherever it is."""

    settings: Settings
    to_keep: bool

    def __call__(self, some: Iterable[_Packed]) -> list[CaseFile]:
        reading, check = self.against, partial(coherence.within, settings=self.settings)
        read = collaborations.read_to_keep if self.to_keep else collaborations.read
        return [read(path, data, reading, check) for path, data in some]

    @cached_property
    def against(self) -> Reading:
        """What fields are read against."""
        return self.settings.reading()


def _records(files: Files, found: Settings, spread: Spread) -> tuple[dict[str, Record], tuple[Problem, ...]]:
    """What was confirmed of the entries' texts, by slug, and what is wrong with the files that keep it."""
    confirmed: dict[str, Record] = {}
    problems: tuple[Problem, ...] = ()

    def read(paths: Sequence[str]) -> tuple[dict[str, Record], tuple[Problem, ...]]:
        return records.read(paths, files, found.site.languages)

    for some, told in spread(read, shards(sorted(path for path in files if path.startswith(records.FOLDER)), SHARD)):
        confirmed |= some
        problems += told
    return confirmed, problems


def _together(
    found: Settings,
    cases: Mapping[str, Collaboration],
    files: Files,
    resolves: prose.Resolves,
    confirmed: Mapping[str, Record],
) -> Iterator[Problem]:
    """What only several files together show: other entries, pages and pictures."""
    pictures = {path.removeprefix(MEDIA): data for path, data in files.items() if path.startswith(MEDIA)}
    findings = [*coherence.across(cases, found)]
    for slug, case in cases.items():
        findings += [(slug, finding) for finding in coherence.media(case, pictures)]
        findings += [(slug, finding) for finding in prose.check_description(case, resolves, is_laid_out)]
        findings += [(slug, finding) for finding in translations.stale(case, confirmed.get(slug), found.site.languages)]
    for slug, finding in findings:
        file = collaborations.file_of(slug)
        yield collaborations.locate_in(file, files[file], finding)
    used = {item.file for case in cases.values() for item in case.media if isinstance(item, Image)}
    yield from (coherence.unused(MEDIA + path) for path in sorted(pictures.keys() - used))


def is_laid_out(text: str) -> bool:
    """Whether a text is laid out: it is short enough for all that Markdown can be, or plain."""
    if len(text) <= prose.LONGEST:
        return True
    from kltsite.present import plain  # next to no check needs it

    return plain.html(text, lambda target: None) is not None


def resolver(there: Collection[str], cases: Mapping[str, Collaboration]) -> prose.Resolves:
    """Whether a link by name leads somewhere readers can go, or could if the file, which is `there`, were right."""
    names = {*prose.names(there)}
    criteria = {criterion.key for criterion in CRITERIA}
    frozen = {settings.edition_name(path) for path in there if path.startswith(settings.EDITIONS)}

    def resolves(target: str) -> bool:
        kind, _, name = target.partition("#")[0].partition(":")
        known = {"page": names, "view": {*prose.VIEWS, *names}, "criterion": criteria, "edition": frozen}
        if kind == "collaboration":
            return cases[name].published if name in cases else collaborations.file_of(name) in there
        return name in known.get(kind, ())

    return resolves
