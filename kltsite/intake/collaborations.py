"""Case files -> Collaborations, or every reason why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.declared import as_json, from_json, labels
from kltsite.domain.values import Reading, is_slug
from kltsite.intake import documents, models, ordinary
from kltsite.intake.documents import Document
from kltsite.intake.fields import Fields, read_fields
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


class CaseFile(Struct, frozen=True):
    """A case file as read: the collaboration, unless it has errors, and its problems."""

    file: str
    collaboration: Collaboration | None
    problems: tuple[Problem, ...]
    said: str = ""  # what a file without problems says, as JSON, where that was asked for


def read(file: str, data: bytes, reading: Reading, check: Check) -> CaseFile:
    """The collaboration in `data`, with what `check` finds within it; `file` is a path below the content folder."""
    name = file.removeprefix(FOLDER)
    problems = tuple(_name_problems(file, name))
    if not name.endswith(ENDING):
        return CaseFile(file, None, problems)
    value = None if problems else ordinary.values(data)
    if value is not None:
        model, findings = _judged(name, read_fields(Collaboration, value, reading), check)
        if not findings:
            return CaseFile(file, model, ())
    document, found = documents.parse(file, data)
    problems += found
    if document is None:
        return CaseFile(file, None, problems)
    model, findings = _judged(name, read_fields(Collaboration, document.value, reading, document.damaged), check)
    problems += tuple(locate(document, finding) for finding in findings)
    broken = any(problem.level is Level.ERROR for problem in problems)
    return CaseFile(file, None if broken else model, problems)


def read_to_keep(file: str, data: bytes, reading: Reading, check: Check) -> CaseFile:
    """The same, with what it says."""
    found = read(file, data, reading, check)
    case = found.collaboration
    return found if found.problems or case is None else replace(found, said=as_json(case).decode())


def kept(file: str, said: str, reading: Reading) -> CaseFile | None:
    """What a file says in which nothing was wrong earlier, by the same rules; None where it cannot be read.

    What a check found within it then, it would find again: nothing.
    """
    try:
        case = from_json(Collaboration, said)
        models.hold(case, reading)
    except (ValueError, RecursionError):
        return None
    return CaseFile(file, case, ()) if case.slug == slug_of(file) else None


def _judged(name: str, fields: Fields[Collaboration], check: Check) -> tuple[Collaboration | None, tuple[Finding, ...]]:
    """The collaboration under its name, and all that is wrong with its fields and between them."""
    collaboration = fields.model.named(name.removesuffix(ENDING)) if fields.model else None
    findings = fields.findings
    if collaboration is not None and ("status",) not in fields.left_out:
        findings += tuple(finding for finding in check(collaboration) if not fields.touches(finding))
    return collaboration, findings


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
