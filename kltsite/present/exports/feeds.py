"""What is new, for programs that follow a site, and what changed in its data: Atom (RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from html import escape

from msgspec import Struct

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.declared import labels
from kltsite.domain.history import History
from kltsite.languages import N_, SOURCE, Msg
from kltsite.present.addresses import DATA, SCHEMAS, schema_file
from kltsite.present.views.offered import changes_file
from kltsite.present.views.scene import Scene

FEED_LENGTH = 50
CHANGES_LENGTH = 200


def feed(scene: Scene) -> bytes:
    """The entries listed or reviewed last; those without a date are not news."""
    site, words = scene.settings.site, scene.words
    dated = [(_changed(case), case) for case in scene.cases.values() if case.published]
    news = sorted(((day, case) for day, case in dated if day), key=lambda one: (one[0], one[1].slug), reverse=True)[
        :FEED_LENGTH
    ]
    entries = []
    for day, case in news:
        link = site.base_url + scene.addresses.entry(case.slug)
        entries += [
            "<entry>",
            f"<title>{escape(words.text(case.title)[0])}</title>",
            f"<id>{escape(link)}</id>",
            f'<link rel="alternate" type="text/html" href="{escape(link)}"/>',
            *([f"<published>{_instant(case.listed)}</published>"] if case.listed else []),
            f"<updated>{_instant(day)}</updated>",
            f"<summary>{escape(words.text(case.summary)[0] if case.summary else '')}</summary>",
            "</entry>",
        ]
    title, subtitle = words.text(site.name)[0], words.text(site.tagline)[0]
    updated = news[0][0] if news else site.evaluated_on
    return _written(scene, scene.addresses.feed(), scene.addresses.home(), (title, subtitle), updated, entries)


def _written(
    scene: Scene, address: str, page: str, titles: tuple[str, str], updated: date, entries: Sequence[str]
) -> bytes:
    """A feed at `address` that belongs to `page`: its head, and the lines of its entries."""
    site, (title, subtitle) = scene.settings.site, titles
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{escape(scene.language)}">',
        f"<title>{escape(title)}</title>",
        f"<subtitle>{escape(subtitle)}</subtitle>",
        f"<id>{escape(site.base_url + address)}</id>",
        f'<link rel="self" type="application/atom+xml" href="{escape(site.base_url + address)}"/>',
        f'<link rel="alternate" type="text/html" href="{escape(site.base_url + page)}"/>',
        f"<updated>{_instant(updated)}</updated>",
        f"<author><name>{escape(site.contact.name)}</name></author>",
        *entries,
        "</feed>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _changed(case: Collaboration) -> date | None:
    return max((day for day in (case.listed, case.reviewed) if day), default=None)


def _instant(day: date | None) -> str:
    return f"{day.isoformat()}T00:00:00Z" if day else ""


# -- what changed in the data ---------------------------------------------------------------------------------

_FIELDS = {  # that are given out
    path[0]: label for path, label in labels(Collaboration).items() if len(path) == 1 and path[0] != "exceptions"
}
_TITLES: Mapping[str, Msg] = {
    "added": N_("Added: {title}"),
    "changed": N_("Changed: {title}"),
    "withdrawn": N_("Withdrawn: {title}"),
}


class Change(Struct, frozen=True):
    """What happened to an entry in the data: added, changed or withdrawn, and in which fields, as far as is known."""

    day: date
    kind: str
    case: Collaboration
    fields: tuple[str, ...] = ()


def changes_of(case: Collaboration, history: History | None) -> Iterator[Change]:
    """What the entry states of itself, and what the repository knows; nothing where neither is certain."""
    if case.withdrawn and case.status == "withdrawn":
        yield Change(case.withdrawn.on, "withdrawn", case)
    if not case.published:
        return
    only = history.added if history and history.commits == 1 else None  # published from its first commit on
    added = case.listed or only
    if added:
        yield Change(added, "added", case)
    fields = tuple(name for name in history.fields if name in _FIELDS) if history else ()
    changed = history.changed if history and fields else None
    if changed and (added is None or changed > added):
        yield Change(changed, "changed", case, fields)
    if case.reviewed and case.reviewed != changed and (added is None or case.reviewed > added):
        yield Change(case.reviewed, "changed", case, ("reviewed",))


def changes(scene: Scene, cases: Iterable[Collaboration]) -> bytes:
    """What was added, changed and withdrawn, the newest first; each with the fields that are known to have changed."""
    known = [change for case in cases for change in changes_of(case, scene.histories.get(case.slug))]
    news = sorted(known, key=lambda one: (one.day, one.case.slug, one.kind), reverse=True)[:CHANGES_LENGTH]
    site, words = scene.settings.site, scene.words
    titles = (
        words.gettext("Changes of the data: {site}").format(site=words.text(site.name)[0]),
        words.gettext("Entries that were added, changed or withdrawn"),
    )
    updated = news[0].day if news else site.evaluated_on
    page = scene.addresses.view("data") or scene.addresses.home()
    lines = [line for change in news for line in _told(scene, change)]
    return _written(scene, DATA + changes_file(scene.language), page, titles, updated, lines)


def _told(scene: Scene, change: Change) -> Iterator[str]:
    words, case, base = scene.words, change.case, scene.settings.site.base_url
    link = base + scene.addresses.entry(case.slug)
    name = f"{base}{DATA}{changes_file(scene.language)}#{case.slug}.{change.kind}.{change.day.isoformat()}"
    yield "<entry>"
    yield f"<title>{escape(words.gettext(_TITLES[change.kind]).format(title=words.text(case.title)[0]))}</title>"
    yield f"<id>{escape(name)}</id>"
    yield f'<link rel="alternate" type="text/html" href="{escape(link)}"/>'
    yield f"<updated>{_instant(change.day)}</updated>"
    yield f'<category term="{change.kind}"/>'
    fields = escape(f"{base}{SCHEMAS}{schema_file('collaboration', SOURCE)}")
    yield from (f'<category scheme="{fields}" term="{field}"/>' for field in change.fields)
    yield f"<summary>{escape(_summary(scene, change))}</summary>"
    yield "</entry>"


def _summary(scene: Scene, change: Change) -> str:
    """The reason of a withdrawal, the fields of a change, the summary of an entry that is new."""
    words, case = scene.words, change.case
    if change.kind == "withdrawn" and case.withdrawn:
        return words.text(case.withdrawn.reason)[0]
    if change.kind == "changed":
        named = ", ".join(words.gettext(_FIELDS[field]) for field in change.fields)
        return words.gettext("Fields: {fields}").format(fields=named)
    return words.text(case.summary)[0] if case.summary else ""
