"""What people read before they contribute: one walk in every language, with pictures and commands that exist."""

from __future__ import annotations

import io
import re
import shlex
from pathlib import Path

import click
import pytest
from PIL import Image

from kltsite import cli
from kltsite.validator.criteria import CRITERIA
from tests.helpers import ROOT
from tools import pictures

TWINS = {"CONTRIBUTING": ROOT / "CONTRIBUTING.{}md", "handbook": ROOT / "docs/handbook.{}md"}
LANGUAGES = {"en": "", "de": "de."}
TEXTS = [(name, language) for name in TWINS for language in LANGUAGES]
PICTURES = ROOT / "docs/pictures"


def read(name: str, language: str) -> str:
    return Path(str(TWINS[name]).format(LANGUAGES[language])).read_text(encoding="utf-8")


def structure(text: str) -> list[str]:
    """What a document consists of, in order and without words: headings, items, pictures, code, quotations, tables."""
    kinds = (
        (r"(#+) ", r"\1"), (r"( *)(?:-|\d+\.) ", r"\1item"), (r" *!\[", "picture"),
        (r" *```(\w*)$", r"code \1"), (r"> ", "quotation"), (r"\|", "row"),
    )  # fmt: skip
    found = [
        match.expand(told) for line in text.splitlines() for kind, told in kinds if (match := re.match(kind, line))
    ]
    return [kind for at, kind in enumerate(found) if kind != "quotation" or found[at - 1] != kind]


def shown(text: str) -> list[str]:
    """The pictures of a document, in order."""
    return re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)


def commands(text: str) -> list[list[str]]:
    """Every use of kltsite, in a block or in a sentence, as its words."""
    blocks = re.findall(r"^ *\$ kltsite (.+)$", text, re.MULTILINE)
    return [shlex.split(one) for one in (*blocks, *re.findall(r"`kltsite ([^`]+)`", text))]


@pytest.mark.parametrize("name", TWINS)
def test_both_languages_say_the_same_in_the_same_order(name: str) -> None:
    first, second = (structure(read(name, language)) for language in LANGUAGES)
    assert first == second
    assert {"##", "item"} <= {*first}


@pytest.mark.parametrize(("name", "language"), TEXTS)
def test_each_language_leads_to_the_other(name: str, language: str) -> None:
    other = next(one for one in LANGUAGES if one != language)
    assert f"]({TWINS[name].name.format(LANGUAGES[other])})" in read(name, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pictures_are_those_of_the_language_and_each_is_there_and_told_in_words(language: str) -> None:
    found = shown(read("CONTRIBUTING", language))
    wanted = [*(f"form-{step}" for step in pictures.STEPS), *pictures.COMMANDS, "preview"]
    assert found == [f"docs/pictures/{name}.{language}.webp" for name in wanted]
    assert read("CONTRIBUTING", language).count("![") == len(found)


def test_no_picture_is_left_over_and_each_is_small() -> None:
    named = {path for language in LANGUAGES for path in shown(read("CONTRIBUTING", language))}
    there = {f"docs/pictures/{path.name}": path.read_bytes() for path in PICTURES.iterdir()}
    assert set(there) == named
    assert all(len(data) < pictures.SMALL for data in there.values())
    assert all(Image.open(io.BytesIO(data)).format == "WEBP" for data in there.values())


@pytest.mark.parametrize(("name", "language"), TEXTS)
def test_every_command_that_is_shown_exists_with_its_options(name: str, language: str) -> None:
    found = commands(read(name, language))
    assert found
    for word, *rest in found:
        command = cli.commands().get(word)
        assert isinstance(command, click.Command), word
        known = {option for parameter in command.params for option in parameter.opts}
        assert {one for one in rest if one.startswith("--")} <= known, (word, rest)


def test_both_languages_show_the_same_commands() -> None:
    plain = [
        [[word for word in one if word not in ("--lang", "de")] for one in commands(read("CONTRIBUTING", language))]
        for language in LANGUAGES
    ]
    assert plain[0] == plain[1]


@pytest.mark.parametrize("words", pictures.COMMANDS.values(), ids=" ".join)
def test_the_commands_in_the_pictures_exist_with_their_options(words: tuple[str, ...]) -> None:
    command, *rest = words
    known = {option for parameter in cli.commands()[command].params for option in parameter.opts}
    assert {one for one in rest if one.startswith("--")} <= known


@pytest.mark.parametrize("target", ["setup", "check", "test", "fix", "golden", "pictures"])
def test_every_target_that_is_named_is_one_of_the_makefile(target: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:", makefile, re.MULTILINE)
    assert all(f"make {target}" in read("CONTRIBUTING", language) for language in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_handbook_says_of_each_criterion_what_counts(language: str) -> None:
    text = read("handbook", language)
    assert re.findall(r"^\| (KLT\d{3})", text, re.MULTILINE) == [one.code for one in CRITERIA]


def test_the_mistakes_in_the_pictures_can_still_be_put_into_the_entry() -> None:
    text = (ROOT / "tests/base/collaborations/bread-box.yaml").read_text(encoding="utf-8")
    assert all(text.count(right) == 1 for right, _ in pictures.MISTAKES)


def test_a_long_command_is_shown_with_each_option_on_a_line_of_its_own() -> None:
    assert pictures.typed(("check", "a.yaml")) == "check a.yaml"
    assert pictures.typed(pictures.COMMANDS["new"]).splitlines()[:2] == [
        "new the-bread-box \\",
        '    --title "en=The bread box" \\',
    ]
