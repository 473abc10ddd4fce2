"""The report on a change: entries field by field, verdicts, numbers, claims, and nothing in it that acts."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kltsite import changes, judging, review, translations
from kltsite.cli import FINE, PROBLEMS, USAGE, main
from kltsite.domain.settings import CATEGORIES
from kltsite.present.views.lists import ALL, entries_of, list_keys
from kltsite.present.words import Words
from kltsite.stats import FACETS
from kltsite.workers import alone
from tests.helpers import GOLDEN, assert_golden, changed, interface, read_case, teller, village
from tests.present.test_lists import scenes_of
from tools import corpus

BOX, HOTEL = "collaborations/bread-box.yaml", "collaborations/hay-hotel.yaml"
SUMMARY = "A designer and a village bakery build a bread box that keeps loaves fresh for a week."
NEW = changed(("The bread box", "The lamp post"), ("Der Brotkasten", "Der Laternenpfahl"), ("Grünfink", "Kiebitz")) + (
    "contact: [joint-event]\nlinks:\n  - {title: {en: More, de: Mehr}, url: 'https://lamp.example/post'}\n"
)


def state(files: Mapping[str, bytes]) -> changes.State:
    return judging.state(judging.judge(files, judging.Options(), alone))


def report(before: Mapping[str, bytes], after: Mapping[str, bytes], language: str = "en") -> str:
    one, other = state(before), state(after)
    words = Words(language, interface()[language], other.settings)
    return review.report(one, other, words, teller(language, "content/"))


def edited(path: str, *replacements: tuple[str, str]) -> dict[str, bytes]:
    """The village with one file changed."""
    files = village()
    return {**files, path: changed(*replacements, text=files[path].decode()).encode()}


def many_changes() -> dict[str, bytes]:
    """One entry added, one changed, one withdrawn."""
    files = edited(BOX, ("a week.", "ten days."))
    gone = (
        "title: {en: A night in the hay, de: Eine Nacht im Heu}\nstatus: withdrawn\n"
        "withdrawn: {on: 2024-03-05, reason: {en: It was asked for., de: Auf Wunsch.}}\n"
    )
    return {**files, "collaborations/lamp.yaml": NEW.encode(), HOTEL: gone.encode()}


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_report_reads_as_it_should(language: str) -> None:
    assert_golden(GOLDEN / f"review.{language}.md", report(village(), many_changes(), language))


def test_a_text_changed_in_one_language_only_is_asked_about() -> None:
    asked = "Do the languages still say the same?\n- Summary: changed in English, as before in German"
    assert asked in report(village(), edited(BOX, ("a week.", "ten days.")))
    both = edited(BOX, ("a week.", "ten days."), ("eine Woche frisch", "zehn Tage frisch"))
    assert "Do the languages" not in report(village(), both)
    without = edited(
        BOX,
        ("a week.", "ten days."),
        ("    statement:\n      en: The two share the costs and the sales.\n", "    statement:\n"),
    )
    assert report(village(), without).count("as before in") == 1


def test_what_is_to_be_reviewed_by_the_record_is_counted() -> None:
    confirmed = translations.confirmed(state(village()).cases["bread-box"], None)
    assert confirmed is not None
    kept = {"translations/bread-box.yaml": translations.written(confirmed).encode()}
    before, after = {**village(), **kept}, {**edited(BOX, ("a week.", "ten days.")), **kept}
    told = report(before, after)
    assert "Texts to be reviewed: German 1." in told
    assert "KLT513" in told
    assert not review.stops(state(before), state(after))
    assert "Texts to be reviewed" not in report(village(), edited(BOX, ("a week.", "ten days.")))


def test_where_nothing_changed_it_says_so() -> None:
    told = report(village(), village())
    assert "0 entries are touched. Nothing stands against it." in told
    assert "The published numbers stay as they are." in told


def test_a_change_is_told_field_by_field_with_both_texts() -> None:
    one, other = state(village()), state(edited(BOX, ("for a week.", "for ten days.")))
    (entry,) = changes.entries(one, other)
    assert (entry.slug, entry.kind) == ("bread-box", changes.CHANGED)
    assert [(field.trail, field.before.words, field.after.words) for field in entry.fields] == [
        (("Summary", "en"), (SUMMARY,), (SUMMARY.replace("a week", "ten days"),))
    ]


def test_partners_go_by_their_names_whatever_their_order() -> None:
    text = village()[BOX].decode()
    blocks = re.split(r"(?=^  - name:)", re.search(r"partners:\n((?:  .*\n)+)", text)[1], flags=re.MULTILINE)  # type: ignore[index]
    turned = text.replace("".join(blocks), "".join(reversed(blocks)))
    assert turned != text
    assert changes.entries(state(village()), state({**village(), BOX: turned.encode()})) == ()


def test_an_entry_under_a_new_name_is_one_entry() -> None:
    files = village()
    moved = files.pop(BOX) + b"former_slugs: [bread-box]\n"
    (entry,) = changes.entries(state(village()), state({**files, "collaborations/bread-chest.yaml": moved}))
    assert (entry.slug, entry.kind) == ("bread-chest", changes.RENAMED)


def test_the_numbers_say_what_was_and_what_is() -> None:
    one, other = state(village()), state({**village(), "collaborations/lamp.yaml": NEW.encode()})
    found = {(number.category, number.option): number for number in changes.numbers(one, other)}
    number = found["contact", "joint-event"]
    assert number.after[0].count == number.before[0].count + 1
    assert number.after[1] == number.before[1] + 1
    told = report(village(), {**village(), "collaborations/lamp.yaml": NEW.encode()})
    assert "| Published entries | 2 | 3 |" in told


def test_the_lists_that_change_are_those_that_show_the_entry() -> None:
    read = [read_case(data, file[15:-5]).collaboration for file, data in corpus.case_files(40)]
    cases = [case for case in read if case and case.published]
    scene, facets = scenes_of(cases)["en"], set[str]()
    for case in cases:
        shown = {
            (key.facet, key.value)
            for key in list_keys(scene)
            if key.facet != ALL and case.slug in entries_of(scene, key)
        }
        found = changes.lists(changes.Entry(case.slug, changes.ADDED, None, case, ()), scene.settings)
        assert sorted(found) == sorted(shown)
        facets |= {facet for facet, _ in found}
    assert facets >= {*FACETS, *CATEGORIES, "length", "started", "subsector_sector"}


def test_a_draft_changes_no_number_and_no_page() -> None:
    draft = changed(("status: published", "status: draft"), text=NEW).encode()
    told = report(village(), {**village(), "collaborations/lamp.yaml": draft})
    assert "A draft: no page changes." in told
    assert "The published numbers stay as they are." in told


def test_only_what_the_change_brings_holds_it_up() -> None:
    broken = {**village(), HOTEL: village()[HOTEL].replace(b"status: published", b"status: publisht")}
    assert not review.stops(state(broken), state(broken))
    assert not review.stops(state(broken), state({**broken, "collaborations/lamp.yaml": NEW.encode()}))
    assert review.stops(state(village()), state(broken))
    assert "there before" in report(broken, {**broken, "collaborations/lamp.yaml": NEW.encode()})


def test_an_error_that_only_moved_to_another_line_is_an_older_one() -> None:
    broken = {**village(), HOTEL: village()[HOTEL].replace(b"status: published", b"status: publisht")}
    moved = {**broken, HOTEL: b"# a remark\n\n" + broken[HOTEL]}
    assert not review.stops(state(broken), state(moved))


def test_links_that_are_new_are_listed() -> None:
    (entry,) = changes.entries(state(village()), state({**village(), "collaborations/lamp.yaml": NEW.encode()}))
    assert set(entry.links) == {"https://village.example/bread-box", "https://lamp.example/post"}


def test_a_language_that_is_missing_is_told() -> None:
    draft = changed(("status: published", "status: draft"), (", de: Eine Designerin und ein Bäcker.", ""), text=NEW)
    told = report(village(), {**village(), "collaborations/lamp.yaml": draft.encode()})
    assert "Texts that are there: German 2/3." in told


def test_an_entry_that_cannot_be_read_is_neither_removed_nor_counted() -> None:
    broken = {**village(), BOX: b"title: ["}
    assert changes.entries(state(village()), state(broken)) == ()
    told = report(village(), broken)
    assert "1 entry is touched. 1 error has to be mended first." in told
    assert "The effect on the numbers can be told once every entry can be read." in told


ACTING = [
    "@somebody",
    "![x](https://x.example/y.png)",
    "<img src=x>",
    "[a](javascript:b)",
    "| a |",
    "# a",
    "`a`",
    "#12",
    "a\nb",
]


@pytest.mark.parametrize("words", ACTING)
def test_what_people_wrote_never_acts(words: str) -> None:
    assert re.search(r"[@<>\[\]|#`\n]", re.sub(r"&#\d+;", "", review.text(words))) is None


@hypothesis_settings(max_examples=200, deadline=None)
@given(st.text())
def test_no_text_leaves_its_cell(words: str) -> None:
    told = re.sub(r"&#\d+;", "", review.text(words))
    assert not set(told) & set("\\`*_{}[]#|<>~:@&$\n")


# ---- from a repository


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The village as a repository's first commit, and the new entry, on a branch of its own, as the second."""
    content = tmp_path / "content"
    for path, data in village().items():
        (content / path).parent.mkdir(parents=True, exist_ok=True)
        (content / path).write_bytes(data)
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    commit(tmp_path)
    git(tmp_path, "checkout", "--quiet", "-b", "change")
    (content / "collaborations/lamp.yaml").write_text(NEW, encoding="utf-8")
    commit(tmp_path)
    git(tmp_path, "checkout", "--quiet", "main")
    return tmp_path


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=Somebody", "-c", "user.email=somebody@village.example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def commit(folder: Path) -> None:
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "A change")


def reviewed(folder: Path, *arguments: str) -> tuple[int, str]:
    ran = CliRunner().invoke(main, ["review", "--content", str(folder / "content"), *arguments])
    return ran.exit_code, ran.output


def test_two_commits_are_compared_and_nothing_is_checked_out(repository: Path) -> None:
    code, told = reviewed(repository, "main..change")
    assert (code, told.startswith(review.MARKER)) == (FINE, True)
    assert "### New: The lamp post" in told
    assert not (repository / "content/collaborations/lamp.yaml").exists()


def test_with_three_dots_what_others_did_meanwhile_is_not_part_of_the_change(repository: Path) -> None:
    (repository / HOTEL_FILE).unlink()
    commit(repository)
    assert "### New: A night in the hay" in reviewed(repository, "main..change")[1]
    assert "A night in the hay" not in reviewed(repository, "main...change")[1]


def test_a_change_with_an_error_fails(repository: Path) -> None:
    git(repository, "checkout", "--quiet", "change")
    (repository / HOTEL_FILE).write_text("title: [", encoding="utf-8")
    commit(repository)
    code, told = reviewed(repository, "main..change")
    assert (code, "1 error has to be mended first." in told) == (PROBLEMS, True)


@pytest.mark.parametrize("commits", ["main", "main..nowhere", "..change", "--help..x"])
def test_what_git_does_not_know_is_told(repository: Path, commits: str) -> None:
    code, told = reviewed(repository, "--", commits)
    assert code == USAGE, told
    assert "BASE..CHANGE" in told


HOTEL_FILE = f"content/{HOTEL}"
