"""Case files -> Collaborations, or every reason why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from kltsite.domain.collaboration import Collaboration, labels
from kltsite.domain.values import Reading, is_slug
from kltsite.intake import documents
from kltsite.intake.documents import Document
from kltsite.intake.fields import read_fields
from kltsite.problems import Finding, Level, Problem, Span

FOLDER = "collaborations/"
ENDING = ".yaml"


def file_of(slug: str) -> str:
    """The case file of an entry, below the content folder."""
    return f"{FOLDER}{slug}{ENDING}"


def slug_of(file: str) -> str:
    """The entry that a case file is of."""
    return file.removeprefix(FOLDER).removesuffix(ENDING)


Check = Callable[[Collaboration], Iterable[Finding]]

case_labels = cache(lambda: labels(Collaboration))


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case file as read: the collaboration, unless it has errors, and its problems."""

    file: str
    collaboration: Collaboration | None
    problems: tuple[Problem, ...]


def read(file: str, data: bytes, reading: Reading, check: Check) -> CaseFile:
    """The collaboration in `data`, with what `check` finds within it; `file` is a path below the content folder."""
    name = file.removeprefix(FOLDER)
    problems = tuple(_name_problems(file, name))
    if not name.endswith(ENDING):
        return CaseFile(file, None, problems)
    document, found = documents.parse(file, data)
    problems += found
    if document is None:
        return CaseFile(file, None, problems)
    fields = read_fields(Collaboration, document.value, reading, document.damaged)
    collaboration = fields.model.named(name.removesuffix(ENDING)) if fields.model else None
    findings = list(fields.findings)
    if collaboration is not None and ("status",) not in fields.left_out:
        findings += [finding for finding in check(collaboration) if not fields.touches(finding)]
    problems += tuple(locate(document, finding) for finding in findings)
    broken = any(problem.level is Level.ERROR for problem in problems)
    return CaseFile(file, None if broken else collaboration, problems)


def _name_problems(file: str, name: str) -> Iterator[Problem]:
    if not name.endswith(ENDING):
        yield documents.problem(file, "", Span(), "KLT117/ending", name=name)
    elif not is_slug(name.removesuffix(ENDING)):
        yield documents.problem(file, "", Span(), "KLT117/slug", name=name)


def locate(document: Document, finding: Finding) -> Problem:
    """The problem that `finding` is in a case file."""
    return documents.locate(document, finding, case_labels())


def locate_in(file: str, data: bytes, finding: Finding) -> Problem:
    """The same for a file read earlier: its places are found again when they are needed."""
    document, _ = documents.parse(file, data)
    if document is None:
        raise ValueError(f"{file} was read before and cannot be read now")
    return locate(document, finding)
