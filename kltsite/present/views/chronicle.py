"""What became of an entry: when it was listed and checked, and what the repository knows of its file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from msgspec import Struct

from kltsite.domain.collaboration import Collaboration
from kltsite.domain.history import History
from kltsite.present.views.scene import Scene


class Event(Struct, frozen=True):
    """Something that happened to an entry on a day."""

    on: str  # 2024-07-15
    day: str  # the same, as the page's readers write it
    text: str


def chronicle(scene: Scene, case: Collaboration, slug: str, label: Callable[[str], str]) -> tuple[Event, ...]:
    """What is known, the oldest first; `label` names a field in the page's language."""
    known = [*_stated(scene, case)]
    history = scene.histories.get(slug)
    if history is not None:
        known += _recorded(scene, history, label)
    return tuple(
        Event(day.isoformat(), scene.words.day(day), text) for day, text in sorted(known, key=lambda one: one[0])
    )


def _stated(scene: Scene, case: Collaboration) -> Iterator[tuple[date, str]]:
    if case.listed:
        yield case.listed, scene.words.gettext("First listed")
    if case.reviewed:
        yield case.reviewed, scene.words.gettext("Facts last checked")


def _recorded(scene: Scene, history: History, label: Callable[[str], str]) -> Iterator[tuple[date, str]]:
    words = scene.words
    if history.added:
        yield history.added, words.gettext("File added to the collection")
    if history.commits == 1:
        return
    told = words.gettext("File last changed")
    if history.fields:
        named = dict.fromkeys(label(one) for one in history.fields)
        told = words.gettext("File last changed: {fields}").format(fields=", ".join(named))
    if history.commits:
        changes = history.commits - 1  # the first one added it
        count = words.ngettext("{count} change so far", "{count} changes so far", changes)
        told = f"{told} ({count.format(count=words.number(changes))})"
    yield history.changed, told
