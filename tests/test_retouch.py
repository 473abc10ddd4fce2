"""A change of nothing but stories: the same bytes as from nothing, and whatever else changed asks for a whole build."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date
from random import Random

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kltsite import judging, retouch, workers
from kltsite.assembly import of_entries, remembered, shared
from kltsite.domain.history import History, Repository
from kltsite.domain.translations import Record
from kltsite.intake import translations as records
from kltsite.intake.collaborations import file_of
from kltsite.memory import Kept, Memory
from kltsite.publish import Output, problem
from kltsite.translations import confirmed, written
from tests.pictures import picture
from tests.test_incremental import (
    EDITS,
    Folder,
    Site,
    built,
    different,
    first,
    inputs,
    quick,
    retouched,
    start,
    surroundings,
)

__all__ = ["quick"]  # the same few pages as there

EXAMPLES = int(os.environ.get("KLTSITE_EDITS", "12"))
OF_STORIES = ("nothing", "a word of the story")
PATH = "collaborations/made-up-00004.yaml"
SEVERAL = [path for path, data in start().content.items() if b"What counts is" in data]
OWN = ("en/collaborations/made-up-00004.html", "de/kooperationen/made-up-00004.html")


def edited(was: str, now: str, *paths: str) -> Folder:
    """The folder with a change in some case files."""
    folder = start()
    for path in paths or (PATH,):
        text = folder.content[path].decode()
        assert was in text
        folder.content[path] = text.replace(was, now).encode()
    return folder


def upon(folder: Folder, before: Site) -> Site:
    """The folder's site upon another one; it has to be told without a look at other entries."""
    site, fresh = retouched(folder, before), built(folder, None)
    assert site is not None
    assert fresh is not None
    assert different(site, fresh) == []
    known, told = site.memory, fresh.memory
    assert (known.shared, known.rows, known.rest, known.told) == (told.shared, told.rows, told.rest, told.told)
    return site


def test_a_story_that_changed_is_another_one_in_each_file_that_shows_it_and_in_no_other() -> None:
    site = upon(edited("What counts is", "What counts most is"), first())
    made = {re.sub(r"(-[01]+)?\.\w{10}\.js$", "", address) for address in site.made}
    assert made == {
        *(OWN[0], "data/v1/collaborations.json", "assets/entries", "assets/entries-names"),
        *("en/contribute.html", "de/contribute.html", "build.json"),
    }
    assert [name for name in OWN if b"What counts most is" in site.data[name]] == [OWN[0]]


def test_stories_of_several_entries_may_change_at_once() -> None:
    site = upon(edited("What counts is", "What counts most is", *SEVERAL), first())
    assert (
        sum(b"What counts most is" in data for at, data in site.data.items() if at.startswith("en/coll"))
        == len(SEVERAL)
        > 1
    )


def test_in_whatever_order_files_come_each_row_is_known_by_its_own_entry() -> None:
    folder = edited("What counts is", "What count is", *SEVERAL)
    upon(Folder(dict(reversed(folder.content.items()))), first())


def test_one_change_may_follow_another() -> None:
    folder, site = start(), first()
    for words in ("first", "second", "third"):
        folder = edited("What counts is", f"What counts {words} is")
        site = upon(folder, site)
    back = upon(start(), site)
    assert different(back, first()) == []


def test_a_whole_build_upon_a_retouched_site_is_as_one_from_nothing_and_lets_other_pages_stay() -> None:
    folder = edited("What counts is", "What counts most is")
    site = upon(folder, first())
    whole, fresh = built(folder, site), built(folder, None)
    assert whole is not None
    assert fresh is not None
    assert different(whole, fresh) == []
    assert len(whole.made & whole.memory.pages.keys()) < len(whole.memory.pages) / 2


def test_a_change_that_nobody_sees_is_noted_alone() -> None:
    site = upon(edited("status: published", "# As agreed.\nstatus: published"), first())
    assert different(site, first()) == ["build.json"]


def test_where_files_were_touched_and_none_changed_nothing_is_written() -> None:
    site = upon(start(), first())
    assert site.made == set()


def test_the_story_of_an_entry_with_open_to_dos_may_change_while_they_stay() -> None:
    path, folder = "collaborations/hay-hotel.yaml", start()
    text = folder.content[path].decode()
    assert "description" not in text
    folder.content[path] = f"{text}description: {{en: A story.}}\n".encode()
    before = built(folder, None)
    assert before is not None
    assert sum(any(one) for one in before.memory.told.values()) == 1
    changed = Folder({**folder.content, path: folder.content[path].replace(b"A story.", b"Another story.")})
    upon(changed, before)
    both = folder.content[path].replace(b"{en: A story.}", b"{en: A story., de: Eine Geschichte.}")
    assert retouched(Folder({**folder.content, path: both}), before) is None


IMAGE = (
    "media:\n  - {kind: image, file: a.jpg, alt: {en: A house, de: Ein Haus}, credit: Made up, licence: CC BY 4.0}\n"
)


def test_the_story_of_an_entry_with_a_picture_may_change() -> None:
    folder = start()
    folder.content |= {"media/a.jpg": picture(), PATH: folder.content[PATH] + IMAGE.encode()}
    before = built(folder, None)
    assert before is not None
    upon(Folder({**folder.content, PATH: folder.content[PATH].replace(b"What counts", b"What really counts")}), before)


def test_a_link_to_an_entry_that_is_shown_may_come() -> None:
    upon(edited("What counts is", "As [here](collaboration:bread-box). What counts is"), first())
    upon(edited("What counts is", "As [here](https://example.org/new). What counts is"), first())
    upon(edited("What counts is", "As [here](view:map), [there](criterion:rural). What counts is"), first())


@pytest.mark.parametrize("name", [name for name in EDITS if name not in OF_STORIES])
def test_any_other_edit_asks_for_a_whole_build(name: str) -> None:
    for seed in range(6):
        folder = start()
        EDITS[name](folder, Random(seed))
        site = retouched(folder, first())
        if site is not None:  # the edit found nothing to change, or it is of a story after all
            fresh = built(folder, None)
            assert fresh is not None
            assert different(site, fresh) == []
            assert folder == start() or name.startswith("a link"), "more than a story changed"


LONG = "word " * 60_000


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("What counts is", "See [it](collaboration:nobody). What counts is"),  # it leads nowhere
        ("What counts is", "See [it](collaboration:made-up-00007). What counts is"),  # a draft
        ("What counts is", "See [it](collaboration:bread-box#advice--heading). What counts is"),  # no such place
        ("What counts is", "See [it](page:nothing). What counts is"),
        ("What counts is", "![It](picture.jpg) What counts is"),
        ("What counts is", "<script>alert(1)</script> What counts is"),  # a warning that was not there
        ("What counts is", f"{LONG} What counts is"),  # another script has it now
        ("  de: |\n    Was ", "  fr: |\n    Was "),
        ("at most half an hour", "at most half an hour\n\n    Was zählt, ist **ein fairer Anteil für beide**\n   x: y"),
    ],
    ids=lambda one: one[:40],
)
def test_a_story_of_which_there_is_something_to_tell_asks_for_a_whole_build(was: str, now: str) -> None:
    assert retouched(edited(was, now), first()) is None


def test_a_story_that_comes_or_goes_asks_for_a_whole_build() -> None:
    text = start().content[PATH].decode()
    begins, ends = text.index("description:"), text.index("advice:")
    assert retouched(edited(text[begins:ends], ""), first()) is None
    without = built(edited(text[begins:ends], ""), None)
    assert without is not None
    assert retouched(start(), without) is None


@pytest.mark.parametrize(
    ("former", "page", "is_right"),
    [
        (Output("a.html", b"", frozenset({"x"})), Output("a.html", b"", frozenset({"x"})), True),
        (Output("a.html", b"", frozenset({"x"})), Output("a.html", b""), False),
        (Output("a.html", b""), Output("a.html", b"", problems=(problem("a.html", "KLT705/inline", "x"),)), False),
        (Output("a.html", b""), Output("a.html", b"", links=("there.html", "there.html#facts--heading")), True),
        (Output("a.html", b""), Output("a.html", b"", links=("there.html#nothing",)), False),
        (Output("a.html", b""), Output("a.html", b"", links=("plain.txt",)), True),
        (Output("a.html", b""), Output("a.html", b"", links=("plain.txt#top",)), False),
        (Output("a.html", b""), Output("a.html", b"", links=("gone.html",)), False),
        (Output("a.html", b"", links=("gone.html#x",)), Output("a.html", b"", links=("gone.html#x",)), True),
    ],
)
def test_a_page_keeps_its_places_and_what_it_newly_leads_to_is_there(
    former: Output, page: Output, is_right: bool
) -> None:
    there = {"there.html": Kept("basis", frozenset({"facts--heading"}), ())}
    site = retouch.Site(Memory(pages=there), {"there.html", "plain.txt"}, {}.get)
    with nullcontext() if is_right else pytest.raises(retouch.UnsureError):
        retouch._require_led_as_before(former, page, site)


def test_more_stories_than_a_few_ask_for_a_whole_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retouch, "FEW", 1)
    assert retouched(edited("What counts is", "What counts most is", *SEVERAL), first()) is None
    assert retouched(edited("What counts is", "What counts most is", *SEVERAL[:1]), first()) is not None


def test_two_entries_that_change_places_are_not_taken_for_changed_stories() -> None:
    folder = edited("What counts is", "What counts most is")
    other = "collaborations/made-up-00005.yaml"
    folder.content[PATH], folder.content[other] = folder.content[other], folder.content[PATH]
    assert retouched(folder, first()) is None


def test_a_confirmed_translation_asks_for_a_whole_build() -> None:
    judged = judging.judge(start().content, judging.Options(), workers.alone)
    case = next(case for case in judged.cases if file_of(case.slug) == PATH)
    record = {records.file_of(case.slug): written(confirmed(case, None) or Record({})).encode()}
    before = built(Folder({**start().content, **record}), None)
    assert before is not None
    folder = edited("What counts is", "What counts most is")
    assert retouched(Folder({**folder.content, **record}), before) is None


def made_of(folder: Folder, change: Callable[[retouch.Site], retouch.Site] = lambda site: site) -> retouch.Retouched:
    site = change(retouch.Site(first().memory, first().data.keys(), first().data.get))
    return retouch.retouched(inputs(folder), surroundings(folder, first()), judging.Options(), site)


@pytest.mark.parametrize("holds", [True, None, False])
def test_a_file_that_the_repository_may_have_asks_for_a_whole_build(
    holds: bool | None,
) -> None:
    folder = edited("What counts is", "What counts most is")
    with nullcontext() if holds is False else pytest.raises(retouch.UnsureError):
        made_of(folder, lambda site: replace(site, holds={folder.content[PATH]: holds}.get))


def test_a_file_that_had_a_history_asks_for_a_whole_build() -> None:
    folder, before = start(), first()
    judged = judging.judge(folder.content, judging.Options(), workers.alone)
    around = surroundings(folder, None)
    known = replace(around, repository=Repository("abc", {"made-up-00004": History(date(2024, 1, 1))}))
    told = remembered(before.memory, judged, judging.digests(folder.content), known, judging.Options())
    with pytest.raises(retouch.UnsureError):
        made_of(edited("What counts is", "What counts most is"), lambda site: replace(site, memory=told))


def test_a_place_on_the_equator_is_not_told_from_the_other_side_of_nought_by_chance() -> None:
    folder = start()
    place = re.sub(rb"longitude: \S+", b"longitude: -0.0", folder.content[PATH])
    assert place != folder.content[PATH]
    before = built(Folder({**folder.content, PATH: place}), None)
    assert before is not None
    changed = place.replace(b"-0.0", b"0.0").replace(b"What counts is", b"What counts most is")
    assert retouched(Folder({**folder.content, PATH: changed}), before) is None


@pytest.mark.parametrize(
    ("was", "now", "is_right"),
    [
        ("{{ page.description }}", "{{ page.description }}<p>{{ frame.description }}</p>", True),
        ("{{ page.description }}", "{{ page.description }}{{ page.description|length }}", False),
        ("{{ page.description }}", "{{ page.description }}{% if 'zzz' in page.description %}!{% endif %}", False),
        ("{{ page.description }}", "{{ page.description }}{{ page|attr('description')|striptags }}", False),
        ("{% if page.description %}", "{% if page.description and page.description|length > 5 %}", False),
    ],
)
def test_templates_that_say_more_of_the_story_than_itself_ask_for_a_whole_build(
    was: str, now: str, is_right: bool
) -> None:
    folder = edited("What counts is", "What counts most is")
    own = folder.templates["entry.html"].decode()
    assert was in own
    templates = {**folder.templates, "entry.html": own.replace(was, now).encode()}
    with nullcontext() if is_right else pytest.raises(retouch.UnsureError):
        retouch._require_printed_alone(templates)


@pytest.mark.parametrize("story", ["[x]: https://example.org/", "![x]: y"])
def test_a_story_that_shows_nothing_asks_for_a_whole_build(story: str) -> None:
    folder, told = start(), f"description: {{en: '{story}', de: Hier.}}\n".encode()
    folder.content[PATH] = re.sub(rb"(?m)^description:\n(  .*\n|\n)+", told, folder.content[PATH])
    assert told in folder.content[PATH]
    site, fresh = retouched(folder, first()), built(folder, None)
    assert fresh is not None
    assert site is None or different(site, fresh) == []


@pytest.mark.parametrize("begins", [b'kltEntries.load("entries",', b'kltEntries.load("names",'])
def test_a_link_by_address_to_a_script_that_gets_another_name_asks_for_a_whole_build(begins: bytes) -> None:
    base = json.loads(first().data["build.json"])["base_url"]
    scripts = [at for at, data in first().data.items() if data.startswith(begins)]
    others = [at for at in scripts if b'"names"' not in begins and b'"made-up-00004":' not in first().data[at]]
    assert scripts != others
    for script in scripts:
        folder = edited("What counts is", f"[What]({base}{script}) counts is")
        assert (retouched(folder, first()) is not None) == (script in others)


@pytest.mark.parametrize("said", [{}, {"drafts": True}, {"publication": True}, {"parquet": True}], ids=str)
def test_a_site_with_more_in_it_is_built_as_a_whole(said: dict[str, bool]) -> None:
    folder, options = edited("What counts is", "What counts most is"), judging.Options(**said)
    judged, around = judging.judge(start().content, options, workers.alone), surroundings(folder, first())
    same = replace(first().memory, shared=shared(judged, judging.digests(start().content), around, options))
    former = retouch.Site(same, first().data.keys(), first().data.get)
    with pytest.raises(retouch.UnsureError) if said else nullcontext():
        retouch.retouched(inputs(folder), around, options, former)


def test_a_draft_that_is_gone_asks_for_a_whole_build() -> None:
    folder = start()
    del folder.content[next(path for path, data in folder.content.items() if b"status: draft" in data)]
    assert retouched(folder, first()) is None


def test_a_story_that_is_told_in_another_language_instead_asks_for_a_whole_build() -> None:
    path, folder = "collaborations/hay-hotel.yaml", start()
    folder.content[path] += b"description: {en: A story.}\n"
    before = built(folder, None)
    assert before is not None
    text = folder.content[path].replace(b"{en: A story.}", b"{de: Eine Geschichte.}")
    after = built(Folder({**folder.content, path: text}), None)
    assert after is not None
    assert [*before.memory.told.values()] == [*after.memory.told.values()], "as much is told of it"
    assert retouched(Folder({**folder.content, path: text}), before) is None


def test_a_site_without_the_form_or_with_rows_of_other_lengths_is_built_as_a_whole() -> None:
    folder = edited("What counts is", "What counts most is")
    without = [address for address in first().data if "entries-names" not in address]
    table = "data/v1/collaborations.csv"
    longer = tuple((digest, length + 1) for digest, length in first().memory.rows[table])
    rows = {**first().memory.rows, table: longer}
    for change in (
        lambda site: replace(site, addresses=without),
        lambda site: replace(site, memory=replace(site.memory, rows=rows)),
    ):
        with pytest.raises(retouch.UnsureError):
            made_of(folder, change)


def test_another_tool_other_templates_and_another_repository_ask_for_a_whole_build() -> None:
    folder = edited("What counts is", "What counts most is")
    former = retouch.Site(first().memory, first().data.keys(), first().data.get)
    around = surroundings(folder, first())
    for other in (
        replace(around, code="newer"),
        replace(around, standing="another commit"),
        replace(around, templates={**around.templates, "card.html": b"{{ page }}"}),
    ):
        with pytest.raises(retouch.UnsureError):
            retouch.retouched(inputs(folder), other, judging.Options(), former)
    assert retouch.retouched(inputs(folder), around, judging.Options(), former).outputs


@pytest.mark.parametrize("lost", [OWN[0], "data/v1/collaborations.json", "en/contribute.html", "build.json"])
def test_a_file_that_is_not_as_it_was_written_asks_for_a_whole_build(lost: str) -> None:
    folder = edited("What counts is", "What counts most is")
    there, other = dict(first().data), dict(first().data)
    del there[lost]
    other[lost] = (
        other[lost]
        .replace(b"What counts is", b"")
        .replace("Was zählt".encode(), b"")
        .replace(b"entries-names", b"")
        .replace(b"content", b"c")
    )
    for data in (there, other):
        with pytest.raises((retouch.UnsureError, KeyError)):
            made_of(folder, lambda site, data=data: replace(site, file=data.get))  # type: ignore[misc]


def test_without_a_memory_a_site_is_built_as_a_whole() -> None:
    with pytest.raises(retouch.UnsureError):
        made_of(edited("What counts is", "What counts most is"), lambda site: replace(site, memory=Memory()))


def test_a_memory_that_tells_of_no_file_that_has_to_stand_is_not_believed() -> None:
    known = first().memory
    forged = Memory(
        known.shared, rest=known.rest, told=dict.fromkeys(of_entries(judging.digests(start().content)).values(), ())
    )
    with pytest.raises(retouch.UnsureError):
        made_of(start(), lambda site: replace(site, memory=forged))


PIECES = st.sampled_from(
    [
        *("A line.", "*one* **two**", "`code <b>`", "[there](https://example.org/a?b=1&c=2)", "[it](page:about)"),
        *("[she](collaboration:bread-box)", "<https://example.org>", "# Heading", "- a\n- b", "1. one", "> said"),
        *("| a | b |\n|---|---|\n| 1 | 2 |", "```\nx = 1\n```", "&amp; &lt;p&gt; &#x41;", "{entries} {{ x }}", "a\\*b"),
        *("What counts is", '"quoted" ’s', "\ufdd0marks\ufdd1", "\u2028", "\x7f", "ÄÖÜß – …", "----", "a  \nb"),
    ]
)
STORIES = st.lists(PIECES | st.text(max_size=12), min_size=1, max_size=4).map("\n\n".join)


def told(folder: Folder, path: str, language: str, story: str) -> None:
    """An entry's story in one language, word for word as it is given, as far as a file can have it."""
    head, _, rest = folder.content[path].decode().partition(f"  {language}: |\n")
    behind = re.sub(r"\A(    .*\n|\n)+", "", rest)
    folder.content[path] = f"{head}  {language}: {json.dumps(story)}\n{behind}".encode()


@settings(
    max_examples=EXAMPLES,
    derandomize="KLTSITE_EDITS" not in os.environ,  # as for random edits of all kinds
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(st.lists(st.tuples(st.sampled_from([PATH, *SEVERAL]), st.sampled_from(["en", "de"]), STORIES), max_size=3))
def test_whatever_stories_say_the_site_is_the_same_as_one_built_from_nothing(
    changes: list[tuple[str, str, str]],
) -> None:
    folder, site = start(), first()
    for path, language, story in changes:
        if f"  {language}: |\n" in folder.content[path].decode():
            told(folder, path, language, story)
            after, fresh = retouched(folder, site), built(folder, None)
            event(f"retouched: {after is not None}")
            assert after is None or (fresh is not None and different(after, fresh) == [])
            site = after or fresh or site
            folder = folder if fresh else start()
            site = site if fresh else first()
