"""Each way from nothing to an entry that may be published, gone to its end, in each language of the interface.

With the file that `kltsite new` writes, filled in as its comments say, and with answers on a terminal. The third way,
the form, is gone in browser/test_contribute.py.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kltsite import judging
from kltsite.cli import FINE
from kltsite.validator.criteria import State, judge
from kltsite.workers import alone
from tests.helpers import BASE, files_in, interface
from tests.test_cli import Terminal, ask, written

LANGUAGES = ("en", "de")
CREATIVE, FIRM = "Studio Beispiel", "Werkstatt Muster GmbH"


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small content folder of the tests, in a folder of its own that is also the present one."""
    monkeypatch.chdir(tmp_path)
    return written(tmp_path / "content", files_in(BASE))


def stated(text: str, field: str) -> str:
    """A field stated as the file's first lines say: without the # and one space in front of its lines."""
    block = re.search(rf"^# {field}:.*\n(?:#.*\n)*", text, re.MULTILINE)
    assert block is not None, field
    return text.replace(block[0], re.sub(r"^# ", "", block[0], flags=re.MULTILINE), 1)


def filled(text: str) -> str:
    """With words wherever a stated field waits for some."""
    texts = {"en": "They share the work and the gain.", "de": "Sie teilen sich Arbeit und Gewinn."}
    for language, words in texts.items():
        text = re.sub(rf'^( *{language}: )"…"$', rf"\g<1>{words}", text, flags=re.MULTILINE)
    return text


def with_both_partners(text: str) -> str:
    """The example of a partner made into a creative one and, copied, into a firm."""
    item = re.search(r"(?<=^partners:\n)(?:  .*\n)+", text, re.MULTILINE)
    assert item is not None
    creative = item[0].replace("Example Design", CREATIVE)
    firm = re.sub(r"^ *subsectors:.*\n", "", item[0].replace("Example Design", FIRM), flags=re.MULTILINE)
    firm = firm.replace("role: cci", "role: sme").replace("setting: urban", "setting: rural")
    firm = re.sub(r"^    # (sectors|employees): ", r"    \1: ", firm, flags=re.MULTILINE)
    return text.replace(item[0], creative + firm)


def published(text: str) -> str:
    return re.sub("^status: draft$", "status: published", text, flags=re.MULTILINE)


def assert_passes(place: Path, language: str) -> None:
    """`check` finds nothing at all in the file, and the entry is published with all six criteria met by itself."""
    checked = ask("check", "--strict", "--lang", language, "content/collaborations/" + place.name)
    assert checked.exit_code == FINE, checked.output
    judged = judging.judge(files_in(place.parent.parent), judging.Options(), alone)
    (case,) = (one for one in judged.cases if one.slug == place.stem)
    assert case.published
    assert judged.settings is not None
    assert {one.state for one in judge(case, judged.settings.criteria)} == {State.MET}
    assert [partner.name for partner in case.partners] == [CREATIVE, FIRM]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_that_new_writes_is_filled_in_by_its_comments_and_passes(language: str, content: Path) -> None:
    assert ask("new", "lamp-post", "--lang", language).exit_code == FINE
    place = content / "collaborations/lamp-post.yaml"
    text = place.read_text("utf-8")
    for field in ("summary", "place", "partners", "period", "contact", "regional_value", "evidence", "sources"):
        text = stated(text, field)
    place.write_text(published(with_both_partners(filled(text))), "utf-8")
    assert_passes(place, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_on_a_terminal_become_a_draft_that_passes_and_then_an_entry(language: str, content: Path) -> None:
    say = interface()[language].gettext
    number = say("Number or word")
    choose = say("Numbers or words, separated by commas (empty: later)")
    name = say("Partner’s name (empty: no more)")
    terminal = Terminal(content.parent, "new", "--lang", language)
    for question, answer in (
        (say("Title ({language})").format(language="en"), "The lamp post"),
        (say("Title ({language})").format(language="de"), "Der Laternenpfahl"),
        (name, CREATIVE), (number, "cci"), (choose, "design, 2"),
        (name, FIRM), (number, say("small or medium-sized enterprise")), (choose, "manufacturing"),
        (name, ""),
        (say("Place where it takes effect (empty: later)"), "Nirgendwohausen"),
        (say("Country, two letters"), "DE"),
        (say("Inhabitants of the municipality, digits only (empty: later)"), "4200"),
        (say("Year of the figure"), "2023"),
        (say("Source of the figure (https://…)"), "https://village.example/figures"),
    ):  # fmt: skip
        terminal.until(f"{question}: ")
        terminal.forget()
        terminal.type(f"{answer}\n")
    assert terminal.ended() == FINE, terminal.seen
    place = content / "collaborations/the-lamp-post.yaml"
    assert ask("check", "--strict", "--lang", language, "content/collaborations/" + place.name).exit_code == FINE
    text = place.read_text("utf-8")
    for field in ("summary", "regional_value", "evidence"):
        text = stated(text, field)
    text = re.sub(r"^(    sectors: .*\n)", r"\1    employees: 35\n", text, flags=re.MULTILINE)
    place.write_text(published(filled(text)), "utf-8")
    assert_passes(place, language)
