"""The reference pages are up to date and complete, their examples hold, and every link in the docs leads somewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import click
import pytest
import yaml

from kltsite import cli
from kltsite.domain.collaboration import Collaboration, Period
from kltsite.domain.settings import Settings
from kltsite.domain.values import Key, Line, Longest, OneOf, Slug, Text, Whole
from kltsite.intake import models, settings
from kltsite.problems.catalogue import CATALOGUE
from tests.helpers import CONTENT, MINIMAL, ROOT, files_in, read_case
from tools import docs
from tools.docs import Field

DOCUMENTS = sorted(
    [*(ROOT / "docs").glob("*.md"), *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CONTRIBUTING.de.md"))]
)
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


@cache
def written() -> dict[str, str]:
    """The generated pages as the tool writes them now."""
    return docs.pages()


@cache
def content() -> Settings:
    """The settings of the real content."""
    found, problems = settings.read(files_in(CONTENT))
    assert found is not None, problems
    return found


def every_field() -> Iterator[Field]:
    """Every field of every file, however deep; of a model within itself there is none."""
    for file, _, model in docs.FILES:
        yield from _with_below(docs.fields(model, file))


def _with_below(fields: list[Field]) -> Iterator[Field]:
    for field in fields:
        yield field
        for model in docs.models_in(field.hint):
            yield from _with_below(field.below(model))


# ---- up to date


@pytest.mark.parametrize("name", ["docs/cli.md", "docs/fields.md", "docs/problems.md"])
def test_a_generated_page_is_up_to_date(name: str) -> None:
    assert (ROOT / name).read_text("utf-8") == written()[name], "run: make docs"


def test_pages_are_equal_to_the_byte_wherever_they_are_made(tmp_path: Path) -> None:
    program = "import sys; from tools import docs; sys.stdout.buffer.write('\\0'.join(docs.pages().values()).encode())"
    around = {"PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "LC_ALL": "C", "COLUMNS": "40", "KLTSITE_LANG": "de"}
    given = {**os.environ, **around, "PYTHONPATH": str(ROOT)}
    made = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=given, capture_output=True, check=True)
    assert made.stdout.decode().split("\0") == list(written().values())


def test_check_names_what_is_stale_and_writing_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(docs, "pages", lambda: {"docs/one.md": "one\n", "docs/two.md": "two\n"})
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/two.md").write_bytes(b"old\n")
    assert docs.main(["--check"], tmp_path) == 1
    told = capsys.readouterr().out.splitlines()
    assert told == [f"docs/{name}.md is not up to date; run: make docs" for name in ("one", "two")]
    assert not (tmp_path / "docs/one.md").exists()
    assert docs.main([], tmp_path) == 0
    assert docs.main(["--check"], tmp_path) == 0
    assert (tmp_path / "docs/two.md").read_bytes() == b"two\n"


# ---- complete


def test_every_command_has_its_options_and_an_example() -> None:
    page = written()["docs/cli.md"]
    for name, command in cli.commands().items():
        section = page.partition(f"## kltsite {name}\n")[2].partition("\n## ")[0]
        assert f"Usage: kltsite {name} " in section
        assert f"$ kltsite {name}" in section, f"tools/docs.py has no example for kltsite {name}"
        for parameter in command.params:
            names = parameter.opts if isinstance(parameter, click.Option) else [str(parameter.human_readable_name)]
            assert all(one in section for one in names), f"{name}: {names}"


def test_examples_are_of_commands_that_exist() -> None:
    assert set(docs.EXAMPLES) <= set(cli.commands())


def test_examples_print_what_they_should() -> None:
    printed = docs.printed_by_examples()
    assert "error KLT204" in printed["kltsite check content/collaborations/mill.yaml"]
    assert all(not text.startswith(("kltsite:", "Usage:")) for text in printed.values())


def test_every_exit_code_and_environment_variable_is_explained() -> None:
    page = written()["docs/cli.md"]
    assert all(f"| `{code}` |" in page for code in (cli.FINE, cli.PROBLEMS, cli.USAGE, cli.FAILED))
    sources = "".join(path.read_text("utf-8") for path in sorted((ROOT / "kltsite").rglob("*.py")))
    for name in set(re.findall(r"\bKLTSITE_[A-Z]+\b", sources)):
        assert f"| `{name}` |" in page, f"tools/docs.py does not explain {name}"


def test_every_field_is_explained_in_its_place() -> None:
    page = written()["docs/fields.md"]
    told = {field.told.help for field in every_field()}
    assert all(help in page for help in told)
    for file, _, model in docs.FILES:
        for field in docs.fields(model, file):
            assert f'<a id="{field.anchor}"></a>\n\n### {field.key}\n\n**{field.told.label}.**' in page
    for field in every_field():
        nested = field.file == "case" and len(field.path) > 1 and field.path[-2] != "regional-effects"
        assert not nested or f'<a id="{field.anchor}"></a>' in page, field.path


def test_every_key_of_the_vocabulary_has_its_labels() -> None:
    page = written()["docs/fields.md"]
    for vocabulary, terms in content().vocabulary.terms().items():
        section = page.partition(f'<a id="keys-{vocabulary}"></a>')[2].partition("<a id=")[0]
        for key, term in terms.items():
            row = next(line for line in section.splitlines() if line.startswith(f"| `{key}`"))
            assert all(f"| {label} |" in row for label in term.label.values())


def test_every_code_and_every_sentence_is_explained() -> None:
    page = written()["docs/problems.md"]
    for code, rule in CATALOGUE.items():
        section = page.partition(f'<a id="{code.lower()}"></a>\n\n### {code} {rule.title}\n')[2].partition("<a id=")[0]
        assert re.search(r"^Level: (error|warning|to-do)\b", section, re.MULTILINE), code
        for sentence in rule.sentences.values():
            assert f"**{docs.filled(sentence.message)}** {docs.filled(sentence.why)}" in section
            assert f"→ {docs.filled(sentence.fix)}" in section


def test_every_group_of_codes_has_its_line() -> None:
    assert set(docs.GROUPS) == {code[3] for code in CATALOGUE}


# ---- right


@pytest.mark.parametrize("field", docs.fields(Collaboration, "case"), ids=lambda field: field.key)
def test_the_example_of_a_field_can_be_copied(field: Field) -> None:
    lines = docs.yaml_lines(field.key, docs.sample(field, content().site.languages))
    others = {
        key: value for key, value in yaml.load(MINIMAL, yaml.BaseLoader).items() if key not in (field.key, "attested")
    }
    case = read_case("\n".join([yaml.safe_dump(others, allow_unicode=True), *lines, ""]), using=content())
    assert [one for one in case.problems if one.code < "KLT3" or one.code == "KLT413"] == []


@pytest.mark.parametrize("field", [one for one in every_field() if one.told.example], ids=lambda field: field.anchor)
def test_a_declared_example_fits_its_field(field: Field) -> None:
    value, run = yaml.load(field.told.example, yaml.BaseLoader), models.Run(content().reading())
    fitting = models.reader(field.hint)(value, (), run)
    assert fitting not in (None, "", ()) and not run.findings


@pytest.mark.parametrize(
    ("hint", "words"),
    [
        (Line | None, "text on one line"),
        (Annotated[str, Key("subsectors")], "one of the two [subsectors](#keys-subsectors)"),
        (
            tuple[Annotated[str, Key("subsectors")], ...],
            "a list of one or more of the two [subsectors](#keys-subsectors)",
        ),
        (tuple[Line, ...] | None, "a list; each item is text on one line"),
        (dict[Slug, Annotated[int, Whole(0, 99_999)]], "for each `<key>`, a whole number from 0 to 99,999"),
        (Annotated[int, Whole(1950, 2100)] | None, "a whole number from 1950 to 2100"),
        (Annotated[Text, Longest(300)] | None, "text in each language, at most 300 characters"),
        (Annotated[str, OneOf(("rural", "urban"))], "`rural` or `urban`"),
        (Literal["image"], "`image`"),
        (tuple[Period, ...], "a list; each item has fields of its own"),
    ],
)
def test_kinds_of_values_are_told_in_words(hint: Any, words: str) -> None:
    assert docs.kind(hint, {"subsectors": ("design", "music")}) == words


def test_markdown_shows_a_sentence_as_it_is_told() -> None:
    assert docs.filled("“*{name}” is {{en: …}}, not <b>") == "“\\*_name_” is {en: …}, not \\<b\\>"


def test_the_place_of_an_example_is_marked() -> None:
    rejected = {"KLT212-yes.yaml": MINIMAL.encode() + b"period:\n  years: 2\n  continuous: yes\n"}
    excerpt = docs.excerpts_of(files_in(docs.BASE), rejected)["KLT212/yes-no"]
    assert excerpt.lines == ("period:", "  years: 2", "  continuous: yes", "              ^^^")


# ---- links


def anchors(text: str) -> set[str]:
    """What may stand behind # in a link to a page: its own anchors, and the headings as GitHub names them."""
    text = _FENCE.sub("", text)
    headings = re.findall(r"^#{1,6} (.+)$", text, re.MULTILINE)
    named = [
        re.sub(r"[^\w\- ]", "", re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", one)).lower().replace(" ", "-")
        for one in headings
    ]
    again = {f"{name}-{number}" for name, count in Counter(named).items() for number in range(1, count)}
    return {*named, *again, *re.findall(r'<a id="([^"]+)"></a>', text)}


def links(text: str) -> list[str]:
    """The targets of all links within the repository; what stands in code is not a link."""
    text = re.sub(r"`[^`\n]*`", "`", _FENCE.sub("", text))
    targets = re.findall(r"\]\(<?([^)\s>]+)", text) + re.findall(r"^\[[^]]+\]:\s*(\S+)", text, re.MULTILINE)
    return [target for target in targets if not re.match(r"[a-z]+:", target)]


@pytest.mark.parametrize("file", [path for path in DOCUMENTS if path.exists()], ids=lambda path: path.name)
def test_every_link_leads_to_a_file_and_a_place_in_it(file: Path) -> None:
    for target in links(file.read_text("utf-8")):
        path, _, anchor = target.partition("#")
        leads_to = (file.parent / path).resolve() if path else file
        assert leads_to.exists() and leads_to.is_relative_to(ROOT), f"{file.name}: {target}"
        if anchor and leads_to.suffix == ".md":
            assert anchor in anchors(leads_to.read_text("utf-8")), f"{file.name}: {target}"


@pytest.mark.parametrize("name", ["docs/fields.md", "docs/problems.md"])
def test_no_anchor_stands_twice(name: str) -> None:
    found = Counter(re.findall(r'<a id="([^"]+)"></a>', written()[name]))
    assert [anchor for anchor, count in found.items() if count > 1] == []


def test_every_help_in_told_problems_leads_to_its_code() -> None:
    page = anchors(written()["docs/problems.md"])
    assert {code.lower() for code in CATALOGUE} <= page
