"""Building upon an earlier build: the same bytes as from nothing, whatever was edited, and no page made in vain."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kltsite import assembly, disk, judging, memory, opendata, retouch, workers, workshop
from kltsite.cli.remembering import Shelf
from kltsite.memory import Kept, Memory, from_text, to_text
from kltsite.present import index, loading, pages
from kltsite.present.basis import Grounds, based
from kltsite.present.exports import records
from kltsite.present.views import lists, scene
from kltsite.publish import Ledger
from kltsite.serve.preview import _Compiled
from kltsite.validator import criteria
from tests.helpers import TEMPLATES, few_rules, interface, render, rule_examples, village
from tests.helpers import paint as painted
from tests.present.test_lists import entry, scenes_of
from tools.corpus import case_files

Files = dict[str, bytes]

SEQUENCES = int(os.environ.get("KLTSITE_EDITS", "8"))  # of random edits; docs/security.md tells of a long run
ANEW = ("edition", "criterion", "data", "embedding", "chooser", "404")  # kinds of pages that are always made anew
CHARTS = ("contact", "cross", "started", "contact_over_time")  # one of each kind
MOST = 8  # entries that have cards of their own; there are as many at the start, so that edits cross the line
ADVICE = re.compile(rb"^advice:\n(?: .*\n)+", re.MULTILINE)
RULES = ("KLT101", "KLT305")  # the pages of all others are made in the same way


class Texts(disk.Cache):
    """A cache in memory, with what was in another one."""

    def __init__(self, before: Texts | None = None) -> None:
        self._by_key = dict(before._by_key) if before else {}

    def get_bytes(self, key: str, most: int | None = None) -> bytes | None:
        return self._by_key.get(key)

    def put_bytes(self, key: str, data: bytes, most: int | None = None) -> None:
        self._by_key[key] = data


@dataclass(frozen=True)
class Site:
    """A site with what it leaves for the next build, and the addresses that were made for it."""

    data: Mapping[str, bytes]
    memory: Memory
    made: frozenset[str]
    said: Texts  # what case files said
    dead: frozenset[str]  # places of pages to which some page leads, and which are not there
    gone: frozenset[str]  # the same of whole pages; as there are few of them here, some always are
    retouched: bool = False  # whether nothing was asked of other entries


@cache
def real_templates() -> Mapping[str, bytes]:
    """Without the typefaces of link previews, which are made of nothing but their names."""
    files = disk.read_folder(TEMPLATES)[0]
    return {path: data for path, data in files.items() if not path.endswith(".ttf")}


@dataclass
class Folder:
    """What an editor works on."""

    content: Files = field(default_factory=dict)
    templates: Files = field(default_factory=lambda: dict(real_templates()))

    def entries(self) -> list[str]:
        return sorted(path for path in self.content if path.startswith("collaborations/"))


ABOUT = b"""\
---
title: About
address: about
description: What is said of all entries.
claims: [{key: rarely, when: contact.joint-event < 20 %, of: today}]
---

Of {entries} entries {contact.joint-event} began so, which is rare.{claim:rarely}
[One](collaboration:bread-box) did not.
"""


def start() -> Folder:
    """Two villages' entries and seven made-up ones, the last of them a draft; and a page that tells of them."""
    content = {**village(), **dict(case_files(7)), "pages/about.en.md": ABOUT}
    content["pages/contribute.en.md"] = ABOUT.replace(b"about", b"contribute").replace(b"About", b"Contribute")
    last = max(path for path in content if path.startswith("collaborations/"))
    content[last] = content[last].replace(b"status: published", b"status: draft")
    return Folder(content)


def build(folder: Folder, before: Site | None = None) -> Site | None:
    """The site of a folder, upon the one before; None where the content is not sound."""
    return (retouched(folder, before) if before else None) or built(folder, before)


def retouched(folder: Folder, before: Site) -> Site | None:
    """The same where nothing but stories changed; None where more may have."""
    former = retouch.Site(before.memory, before.data.keys(), before.data.get)
    try:
        found = retouch.retouched(inputs(folder), surroundings(folder, before), judging.Options(), former)
    except retouch.UnsureError:
        return None
    new = {one.address: one.data for one in found.outputs if not one.kept}
    data = {address: one for address, one in {**before.data, **new}.items() if address not in found.gone}
    stamps = stamps_of(data)
    kept = from_text(to_text(found.memory, stamps), stamps)
    return Site(data, kept, frozenset(new), before.said, before.dead, before.gone, retouched=True)


def inputs(folder: Folder) -> retouch.Inputs:
    """The folder's content, of which only the files of stories that changed may be read."""
    return retouch.Inputs(
        folder.content, judging.digests(folder.content), {path: len(data) for path, data in folder.content.items()}
    )


def built(folder: Folder, before: Site | None) -> Site | None:
    """The same, made by way of all entries."""
    rests, stamps = judging.reading_rests_on(folder.content, judging.Options(), ""), stamps_of(folder.content)
    said = Texts(before.said if before else None)
    shelf = Shelf(said, "", rests, stamps)
    judged = judging.judge(folder.content, judging.Options(), workers.alone, shelf=shelf)
    if not judged.sound:
        return None
    around = surroundings(folder, before)
    data, bases, rows, made, ledger = {}, {}, {}, set(), Ledger()
    for one in assembly.build(judged, folder.content, around, judging.Options(), workers.alone):
        ledger.enter(one)
        if one.basis:
            bases[one.address] = Kept(one.basis, one.anchors, one.leads)
        if one.rows:
            rows[one.address] = one.rows
        if not one.kept:
            made.add(one.address)
        data[one.address] = before.data[one.address] if one.kept and before else one.data
    written = Memory(pages=bases, rows=rows)
    written = assembly.remembered(written, judged, judging.digests(folder.content), around, judging.Options())
    stamps = stamps_of(data)
    kept = from_text(to_text(written, stamps), stamps)  # as it comes from the disk
    gone, dead = (
        frozenset(str(one.found) for one in ledger.settle() if one.sentence == sentence)
        for sentence in ("KLT702/dead", "KLT703/dead")
    )
    return Site(data, kept, frozenset(made), said, dead, gone)


def surroundings(folder: Folder, before: Site | None) -> assembly.Surroundings:
    return assembly.Surroundings(
        folder.templates,
        interface(),
        render,
        painted,
        DRAWN,
        compiled=COMPILED,
        examples=rule_examples(),
        before=lambda: before.memory if before else Memory(),
        former_file=(before.data if before else {}).get,
    )


class Drawn(dict[str, bytes]):
    """What is drawn alike for every site here; tests of their own hold that it is drawn anew where it has to be."""

    get_bytes = dict.get
    put_bytes = dict.__setitem__


DRAWN, COMPILED = Drawn(), _Compiled()


def stamps_of(files: Mapping[str, bytes]) -> dict[str, memory.Stamp]:
    """What stands for how files stand on a disk."""
    return {path: tuple(hashlib.blake2b(data, digest_size=16).digest()) for path, data in files.items()}


@pytest.fixture(scope="module", autouse=True)
def quick() -> Iterator[None]:
    """The pages that may stay, files of rows, and no others; of a hundred rules two; several of what is split."""

    def some(*arguments: Any) -> Iterator[pages.PageKey]:
        return (key for key in plan(*arguments) if key.kind not in ANEW and (key.kind != "embed" or key.name in CHARTS))

    plan = pages.plan
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workshop, "plan", some)
        patch.setattr(opendata, "files", lambda cases, scenes, *others: opendata.tables(cases, scenes, *others[-2:]))
        patch.setattr(assembly, "schemas", lambda *arguments: {})  # no page here has one
        patch.setattr(lists, "PAGE_LENGTH", 3)
        patch.setattr(index, "PART_LENGTH", 4)
        patch.setattr(loading, "MOST", 9_000)
        patch.setattr(scene, "OF_THEIR_OWN", MOST)
        few_rules(patch, *RULES)
        yield


# -- edits ---------------------------------------------------------------------------------------------------


def _of_entry(change: Callable[[str, Random], str]) -> Callable[[Folder, Random], None]:
    def edit(folder: Folder, random: Random) -> None:
        path = random.choice(folder.entries())
        folder.content[path] = change(folder.content[path].decode(), random).encode()

    return edit


def _line(pattern: str, new: str) -> Callable[[Folder, Random], None]:
    """Every line of an entry that matches, written anew; {} is a number."""
    return _of_entry(
        lambda text, random: re.sub(pattern, new.replace("{}", str(random.randrange(9))), text, flags=re.MULTILINE)
    )


def _removed(folder: Folder, random: Random) -> None:
    if len(folder.entries()) > 2:
        del folder.content[random.choice(folder.entries())]


def _added(folder: Folder, random: Random) -> None:
    new = [(path, data) for path, data in case_files(12) if path not in folder.content]
    folder.content.update([random.choice(new)] if new else [])


def _renamed(folder: Folder, random: Random) -> None:
    path = random.choice(folder.entries())
    slug = path.removeprefix("collaborations/").removesuffix(".yaml")
    data = folder.content.pop(path)
    new = f"{slug[:40]}-{random.randrange(9)}"
    folder.content[f"collaborations/{new}.yaml"] = data + f"former_slugs: [{slug}]\n".encode()


def _renamed_without_a_trace(folder: Folder, random: Random) -> None:
    """Another slug, to which the old one does not lead."""
    path = random.choice(folder.entries())
    folder.content[f"collaborations/other-{random.randrange(9)}.yaml"] = folder.content.pop(path)


def _exchanged(folder: Folder, random: Random) -> None:
    """Each of two entries has the slug of the other one."""
    one, other = random.choice(folder.entries()), random.choice(folder.entries())
    folder.content[one], folder.content[other] = folder.content[other], folder.content[one]


def _withdrawn(folder: Folder, random: Random) -> None:
    path = random.choice(folder.entries())
    text = folder.content[path].decode().replace("status: published", "status: withdrawn")
    folder.content[path] = (text + "withdrawn: {on: 2024-02-01, reason: {en: Made up, de: Erfunden}}\n").encode()


def _linked(folder: Folder, random: Random) -> None:
    """A story that leads to another entry."""
    path, other = random.choice(folder.entries()), random.choice(folder.entries())
    slug = other.removeprefix("collaborations/").removesuffix(".yaml")
    text = folder.content[path].decode()
    folder.content[path] = text.replace("What counts is", f"See [this](collaboration:{slug}). What counts is").encode()


def _led_to_a_place(folder: Folder, random: Random) -> None:
    """A story that leads to the advice in another entry, which is there or not."""
    _linked(folder, random)
    for path in folder.entries():
        there = re.sub(rb"\[this\]\((collaboration:[\w-]+)\)", rb"[this](\1#advice--heading)", folder.content[path])
        folder.content[path] = there


def _advised(folder: Folder, random: Random) -> None:
    """Advice comes, or goes."""
    path = random.choice(folder.entries())
    without = ADVICE.sub(b"", folder.content[path])
    advice = b"advice:\n  - {to: [municipalities], text: {en: Do it., de: Tun Sie es.}}\n"
    folder.content[path] = without if without != folder.content[path] else without + advice


def _neighbours(folder: Folder, random: Random) -> None:
    """The first of the made-up entries moves to the place of another, so that both have one mark on the map."""
    first, *others = [path for path in folder.entries() if b"latitude" in folder.content[path]]
    there = random.choice(others[:-1] or [first])
    place = re.search(rb"  latitude: .*\n  longitude: .*\n", folder.content[there])
    assert place is not None
    folder.content[first] = re.sub(rb"  latitude: .*\n  longitude: .*\n", place[0], folder.content[first])


def _settings(folder: Folder, random: Random) -> None:
    folder.content["site.yaml"] = re.sub(
        rb"(tagline: \{en: )[^,]*", rb"\g<1>Version %d" % random.randrange(9), folder.content["site.yaml"]
    )


def _limits(folder: Folder, random: Random) -> None:
    data = folder.content["criteria.yaml"]
    folder.content["criteria.yaml"] = re.sub(rb"below: \d+", b"below: 1900%d" % random.randrange(9), data)


def _vocabulary(folder: Folder, random: Random) -> None:
    folder.content["vocabulary.yaml"] = folder.content["vocabulary.yaml"].replace(
        b"Design", b"Design %d" % random.randrange(9), 1
    )


def _page(folder: Folder, random: Random) -> None:
    folder.content["pages/about.en.md"] += b"\nA line more: %d.\n" % random.randrange(9)


def _head_of_a_page(line: bytes, new: bytes) -> Callable[[Folder, Random], None]:
    def edit(folder: Folder, random: Random) -> None:
        said = re.sub(line, new % random.randrange(9), folder.content["pages/about.en.md"], flags=re.MULTILINE)
        folder.content["pages/about.en.md"] = said

    return edit


def _other_page(folder: Folder, random: Random) -> None:
    """A page comes, in a language that lacked it or under a name of its own; or it goes."""
    path = random.choice(["pages/about.de.md", "pages/more.en.md"])
    other = b"---\ntitle: M\naddress: m\ndescription: M.\n---\n\n[There](page:about), {entries}.\n"
    if folder.content.pop(path, None) is None:
        folder.content[path] = other


def _template(folder: Folder, random: Random) -> None:
    folder.templates["card.html"] += b"<!-- %d -->\n" % random.randrange(9)


EDITS: dict[str, Callable[[Folder, Random], None]] = {
    "nothing": lambda folder, random: None,
    "a title": _line(r"^  en: 'Made-up case", "  en: 'Made-up instance {}"),
    "a title in its place": _line(r"^(  en: 'Made-up case.*)'$", r"\1 {}'"),
    "a summary": _line(r"^(  en: 'A made-up.*)'$", r"\1 {}'"),
    "another day of listing": _line(r"^listed: .*", "listed: 2019-01-1{}"),
    "another order of titles": _line(r"^  de: 'Erfundener", "  de: 'A{} erfundener"),
    "a word of the story": _line(r"What counts is", "What counts a lot ({}) is"),
    "another country": _line(r"^  country: .*", "  country: FR"),
    "another region": _line(r"^  region: .*", "  region: Region {}"),
    "another place on the map": _line(r"^  latitude: .*", "  latitude: 48.{}"),
    "the place of another": _neighbours,
    "another sector": _line(r"^    sectors: .*", "    sectors: [construction]"),
    "another subsector": _line(r"^    subsectors: .*", "    subsectors: [design]"),
    "another contact": _line(r"^contact: .*", "contact: [joint-event]"),
    "the limits": _limits,
    "another start": _line(r"^  started: .*", "  started: 201{}"),
    "a draft": _line(r"^status: published", "status: draft"),
    "published again": _line(r"^status: draft", "status: published"),
    "withdrawn": _withdrawn,
    "removed": _removed,
    "added": _added,
    "renamed": _renamed,
    "renamed without a trace": _renamed_without_a_trace,
    "names exchanged": _exchanged,
    "a link to another entry": _linked,
    "a link to a place of another entry": _led_to_a_place,
    "advice": _advised,
    "the settings": _settings,
    "the vocabulary": _vocabulary,
    "a page": _page,
    "the title of a page": _head_of_a_page(rb"^title: .*", b"title: About %d"),
    "the address of a page": _head_of_a_page(rb"^address: .*", b"address: about-%d"),
    "what is said of a page": _head_of_a_page(rb"^description: .*", b"description: Said %d times."),
    "a page more or fewer": _other_page,
    "a template": _template,
}


@pytest.mark.parametrize("name", EDITS)
def test_after_an_edit_the_site_is_the_same_as_one_built_from_nothing(name: str) -> None:
    for folder in edited(name):
        after = build(folder, first())
        assert after is not None, f"no edit that an editor would publish: {name}"
        if different(after, first()):
            break
    fresh, whole = build(folder), built(folder, first())
    assert fresh is not None
    assert whole is not None
    assert different(after, fresh) == different(whole, fresh) == []
    assert bool(different(fresh, first())) == (name != "nothing"), "an edit that nobody sees"


def edited(name: str) -> Iterator[Folder]:
    """The folder after an edit, of one entry and of another."""
    for seed in range(1 if name == "nothing" else 50):
        folder = start()
        EDITS[name](folder, Random(seed))
        if folder != start() or name == "nothing":
            yield folder


def test_a_link_of_a_page_that_stays_is_dead_once_the_place_is_gone_to_which_it_leads() -> None:
    folder, path = start(), "collaborations/made-up-00004.yaml"
    way = b"See [this](collaboration:made-up-00001#advice--heading). What counts is"
    folder.content[path] = folder.content[path].replace(b"What counts is", way)
    site = built(folder, first())
    assert site is not None
    assert site.dead == set()
    path = "collaborations/made-up-00001.yaml"
    folder.content[path] = ADVICE.sub(b"", folder.content[path])
    after, fresh = built(folder, site), built(folder, None)
    assert after is not None
    assert fresh is not None
    assert "en/collaborations/made-up-00004.html" not in after.made
    place = "collaborations/made-up-00001.html#advice--heading"
    assert after.dead == {f"en/{place}"}
    assert different(after, fresh) == []


@pytest.mark.parametrize("where", ["story", "source"])
def test_a_link_by_the_site_s_own_address_is_dead_once_the_page_is_gone(where: str) -> None:
    folder, path, other = start(), "collaborations/made-up-00004.yaml", "collaborations/made-up-00001.yaml"
    base = json.loads(first().data["build.json"])["base_url"]
    place = f"{base}en/collaborations/made-up-00001.html"
    was, now = {
        "story": ("What counts is", f"See [this]({place}). What counts is"),
        "source": ("https://example.org/4/equal-terms", place),
    }[where]
    folder.content[path] = folder.content[path].replace(was.encode(), now.encode())
    site = built(folder, first())
    assert site is not None
    again = built(folder, site)
    assert again is not None
    less = Folder({at: data for at, data in folder.content.items() if at != other})
    after, fresh = built(less, again), built(less, None)
    assert after is not None
    assert fresh is not None
    assert [place.removeprefix(base) in one.gone for one in (again, after, fresh)] == [False, True, True]
    assert "en/collaborations/made-up-00004.html" not in after.made


def test_after_an_edit_only_pages_that_show_the_entry_are_made() -> None:
    folder, slug = start(), "made-up-00004"
    path = f"collaborations/{slug}.yaml"
    folder.content[path] = folder.content[path].replace(b"a fair share for both", b"a fair share for each")
    after = built(folder, first())
    assert after is not None
    made = {address for address in after.made if address in after.memory.pages and address.endswith(".html")}
    assert {f"en/collaborations/{slug}.html", f"de/kooperationen/{slug}.html"} <= made
    assert [address for address in made if slug.encode() not in after.data[address]] == []
    assert len(made) < len(after.memory.pages) / 2


def test_after_an_edit_only_the_rows_and_the_scripts_that_hold_the_entry_are_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    judged = list[str]()
    monkeypatch.setattr(records, "judge", lambda case, limits: judged.append(case.slug) or criteria.judge(case, limits))
    before, folder, slug = first(), start(), "made-up-00004"
    path = f"collaborations/{slug}.yaml"
    folder.content[path] = folder.content[path].replace(b"summary:\n  en: '", b"summary:\n  en: 'Newly told. ")
    judged.clear()
    after = build(folder, before)
    assert after is not None
    assert judged == [slug]
    parts = {address for address in after.memory.pages if address.startswith("assets/")}
    assert len(parts) > 4
    made = parts & after.made
    assert made > {address for address in parts if b"Newly told. " in after.data[address]}
    assert sorted(re.split(r"-\d|\.", address)[0] for address in made) == ["assets/browse-texts"] * 2 + [
        "assets/entries"
    ]


def test_after_an_edit_of_an_editorial_page_no_other_is_made() -> None:
    folder = start()
    _page(folder, Random(1))
    after = build(folder, first())
    assert after is not None
    assert after.made & after.memory.pages.keys() == {"en/about.html"}


def test_without_an_edit_no_page_is_made() -> None:
    after = build(start(), first())
    assert after is not None
    assert after.made & after.memory.pages.keys() == set()


def different(one: Site, other: Site) -> list[str]:
    """The addresses at which two sites are not the same, and the dead links that only one of them has."""
    pages = {address for address in {*one.data, *other.data} if one.data.get(address) != other.data.get(address)}
    return sorted(pages | (one.dead ^ other.dead))


@settings(
    max_examples=SEQUENCES,
    derandomize="KLTSITE_EDITS" not in os.environ,  # a long run takes others each time; see --hypothesis-seed
    deadline=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
@given(st.lists(st.tuples(st.sampled_from(list(EDITS)), st.integers(0, 2**16)), min_size=1, max_size=5))
def test_after_any_edits_one_upon_the_other_the_site_is_the_same_as_one_built_from_nothing(
    edits: list[tuple[str, int]],
) -> None:
    folder, site = start(), first()
    for name, seed in edits:
        kept = dict(folder.content)
        EDITS[name](folder, Random(seed))
        after = build(folder, site)
        if after is None:
            folder.content = kept
        elif not after.dead:  # else it is not published
            site = after
    fresh, after = build(folder), build(folder, site)
    assert fresh is not None
    assert after is not None
    assert different(after, fresh) == [], edits


@cache
def first() -> Site:
    site = build(start())
    assert site is not None
    return site


def test_a_page_is_another_once_entries_have_no_files_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = scenes_of((entry("bread"), entry("hay")))
    basis_of = based(tuple(shown.values()), {}, Grounds({"bread": "1", "hay": "2"}, {}))
    key = pages.PageKey("entry", "en", "bread")
    before = basis_of(key)
    assert before is not None
    assert basis_of(key) == before
    monkeypatch.setattr(scene, "OF_THEIR_OWN", 1)
    assert basis_of(key) != before
