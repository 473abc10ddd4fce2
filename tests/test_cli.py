"""The command line: what each command prints and where, its exit code, and that no traceback reaches anybody."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import click
import pytest
from click.testing import CliRunner, Result

from kltsite import __version__, disk, judging, memory, migration
from kltsite.cli import FAILED, FINE, PROBLEMS, USAGE, commands, main
from kltsite.cli.building import cached_painting
from kltsite.cli.remembering import Remembrance, Shelf, Standing
from kltsite.migration import EACH, Renamed, Reworded
from kltsite.present import charts
from kltsite.scaffold import schema_line
from kltsite.workers import Processes
from tests.helpers import BASE, CONTENT, GOLDEN, ROOT, assert_golden, changed, files_in
from tools.corpus import case_files, publication_23


def case(name: str, *replacements: tuple[str, str]) -> str:
    """A case file like no other, with some of it replaced."""
    own = [("The bread box", f"The {name} mill"), ("Der Brotkasten", f"Die Mühle {name}")]
    return changed(*own, ("Grünfink", name), ("Morgenrot", name.upper()), *replacements)


WRONG = case("Nordholz", ("role: sme", "role: smo"))
WARNED = case("Altenau", ("attested: example-team", "attested: example-team\ntraits: {en: Hills}"))
DRAFT = case("Weide", ("status: published", "status: draft"), ("attested: example-team\n", ""))


def ask(*arguments: object, **environment: str) -> Result:
    """What a command answers, in this process."""
    given = [str(one) for one in arguments]
    return CliRunner().invoke(main, given, prog_name="kltsite", env={"KLTSITE_LANG": None, **environment})


def run(*arguments: object, cwd: Path = ROOT, **more: Any) -> subprocess.CompletedProcess[bytes]:
    """The same in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **more.pop("env", {})}
    command = [sys.executable, "-m", "kltsite", *map(str, arguments)]
    return subprocess.run(
        command, cwd=cwd, env=environment, timeout=60, check=False, **{"capture_output": True, **more}
    )


def written(folder: Path, files: Mapping[str, bytes | str]) -> Path:
    """A folder with these files."""
    for path, data in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data.encode() if isinstance(data, str) else data)
    return folder


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small content folder of the tests, in a folder of its own that is also the present one."""
    monkeypatch.chdir(tmp_path)
    return written(tmp_path / "content", files_in(BASE))


@pytest.fixture
def troubled(content: Path) -> Path:
    """The same with a wrong entry, one with a warning, and a draft with to-dos."""
    more = {
        "collaborations/wrong.yaml": WRONG,
        "collaborations/warned.yaml": WARNED,
        "collaborations/draft.yaml": DRAFT,
    }
    return written(content, more)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts that cost nothing, for builds with --no-cache."""
    monkeypatch.setattr(charts, "render", lambda chart: "<svg></svg>")
    monkeypatch.setattr(charts, "paint", lambda picture: b"")


ELSEWHERE = "https://elsewhere.example/"  # that of tests/base is also that of the sources it names


def build(content: Path, *more: object) -> Result:
    """A build in this process beside `content`."""
    where = ("--templates", ROOT / "templates", "--output", content.parent / "output", "--jobs", 1, "--no-cache")
    return ask("build", "--content", content, *where, "--base-url", ELSEWHERE, *more)


# -- every command -------------------------------------------------------------------------------------------

COMMANDS = sorted(commands())
NEEDED = {
    "edition": ("2024-08",),
    "rename": ("a", "b"),
    "review": ("a..b",),
    "reviewed": ("a",),
    "withdraw": ("a", "--reason", "en=x"),
}


def test_the_commands_are_those_that_are_promised() -> None:
    promised = {
        "build",
        "check",
        "explain",
        "fix",
        "new",
        "rename",
        "review",
        "reviewed",
        "schema",
        "serve",
        "stats",
        "translations",
        "withdraw",
    }
    assert set(COMMANDS) >= promised


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_explained_in_whole_sentences(name: str) -> None:
    command = commands()[name]
    sentences = [command.help or ""]
    sentences += [one.help or "" for one in command.params if isinstance(one, click.Option)]
    for sentence in sentences:
        assert re.fullmatch(r"(--|[A-Z])[^\n]+\.", sentence), f"{name}: {sentence!r}"
    asked = ask(name, "--help")
    assert (asked.exit_code, asked.stderr) == (FINE, "")
    assert ask(name, "-h").stdout == asked.stdout
    assert all(" ".join(sentence.split()) in " ".join(asked.stdout.split()) for sentence in sentences)


def test_the_list_of_commands_cuts_no_sentence_short() -> None:
    asked = ask("--help")
    assert (asked.exit_code, asked.stderr) == (FINE, "")
    listed = asked.stdout.partition("Commands:")[2].strip().splitlines()
    assert [line.split()[0] for line in listed] == COMMANDS
    assert all(line.endswith(".") and not line.endswith("...") for line in listed)


def test_the_version_is_told() -> None:
    assert ask("--version").stdout == f"kltsite, version {__version__}\n"


@pytest.mark.parametrize(
    "arguments", [(), ("frobnicate",), ("--frobnicate",), ("check", "--frobnicate"), ("stats", "x")]
)
def test_what_is_not_understood_is_wrong_usage(arguments: tuple[str, ...]) -> None:
    asked = ask(*arguments)
    assert (asked.exit_code, asked.stdout) == (USAGE, "")
    assert "Usage: kltsite" in asked.stderr


@pytest.mark.parametrize("name", COMMANDS)
def test_a_content_folder_that_is_not_there_is_wrong_usage(name: str, tmp_path: Path) -> None:
    asked = ask(name, *NEEDED.get(name, ()), "--content", tmp_path / "nowhere")
    assert (asked.exit_code, asked.stdout) == (USAGE, "")
    assert f"There is no folder {tmp_path / 'nowhere'}." in asked.stderr


@pytest.mark.parametrize("name", ["build", "check", "new", "stats"])
@pytest.mark.parametrize("lang", ["fr", "", "../de", "EN"])
def test_a_language_that_nobody_knows_is_wrong_usage(name: str, lang: str, content: Path) -> None:
    more = ("--templates", ROOT / "templates") if name == "build" else ("x",) if name == "new" else ()
    asked = ask(name, "--content", content, "--lang", lang, *more)
    assert (asked.exit_code, asked.stdout) == (USAGE, "")
    assert f"there is no language {lang!r}; there are de, en" in asked.stderr
    assert not (content / "collaborations" / "x.yaml").exists()


@pytest.mark.parametrize("name", ["build", "check", "stats"])
@pytest.mark.parametrize("day", ["2024", "2024-13-01", "2024-02-30", "1.8.2024", "today", ""])
def test_a_day_that_is_none_is_wrong_usage(name: str, day: str, content: Path) -> None:
    asked = ask(name, "--content", content, "--as-of", day)
    assert (asked.exit_code, asked.stdout) == (USAGE, "")
    assert f"{day!r} is not a day such as 2024-08-01" in asked.stderr


@pytest.mark.parametrize("name", ["build", "new", "schema", "stats"])
def test_settings_that_cannot_be_read_are_told_on_the_other_channel(name: str, content: Path) -> None:
    written(content, {"site.yaml": "name: [\n"})
    more = {"build": ("--templates", ROOT / "templates"), "new": ("x",), "schema": ("--output", "schema")}
    asked = ask(name, "--content", content, *more.get(name, ()))
    assert (asked.exit_code, asked.stdout) == (PROBLEMS, "")
    assert f"{content}/site.yaml:1:7: error KLT109" in asked.stderr
    assert sorted(path.name for path in content.parent.iterdir()) == ["content"]


# -- failures of the tool ------------------------------------------------------------------------------------

REACHED: dict[str, tuple[object, ...]] = {
    "build": ("--templates", ROOT / "templates"),
    "check": (),
    "stats": (),
}


def raising(error: BaseException) -> Callable[..., Any]:
    def judge(*arguments: Any, **options: Any) -> Any:
        raise error

    return judge


@pytest.mark.parametrize("name", REACHED)
def test_a_mistake_of_ours_is_one_sentence_and_no_traceback(
    name: str, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "judge", raising(RuntimeError("seven is not eight")))
    asked = ask(name, "--content", content, *REACHED[name])
    assert (asked.exit_code, asked.stdout) == (FAILED, "")
    assert asked.stderr.startswith(
        "kltsite: The tool failed: RuntimeError: seven is not eight\n    → This is our mistake."
    )
    assert "Traceback" not in asked.stderr


def test_whoever_asks_for_it_gets_the_traceback(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "judge", raising(RuntimeError("seven is not eight")))
    asked = ask("check", "--content", content, KLTSITE_TRACEBACK="1")
    assert isinstance(asked.exception, RuntimeError)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort()], ids=["interrupt", "abort"])
@pytest.mark.parametrize("name", REACHED)
def test_whoever_stops_it_is_told_that_it_stopped(
    name: str, error: BaseException, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "judge", raising(error))
    asked = ask(name, "--content", content, *REACHED[name])
    assert (asked.exit_code, asked.stdout) == (FAILED, "")
    assert asked.stderr.startswith("kltsite: Stopped.\n")


# -- check ---------------------------------------------------------------------------------------------------


def test_a_sound_folder_is_told_in_one_line(content: Path) -> None:
    asked = ask("check", "--content", content)
    assert (asked.exit_code, asked.stderr) == (FINE, "")
    assert asked.stdout == "8 files · 0 errors · 0 warnings · 0 to-dos\n"


def test_an_error_is_told_and_fails(troubled: Path) -> None:
    asked = ask("check", "--content", troubled)
    assert (asked.exit_code, asked.stderr) == (PROBLEMS, "")
    assert (
        f"{troubled}/collaborations/wrong.yaml:9:11: error KLT204 Partners › Bakery NORDHOLZ › Role:\n" in asked.stdout
    )
    assert asked.stdout.endswith("11 files · 1 error · 1 warning · 5 to-dos\n")


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif"])
def test_the_exit_code_does_not_depend_on_the_form(form: str, troubled: Path) -> None:
    assert ask("check", "--content", troubled, "--format", form).exit_code == PROBLEMS
    (troubled / "collaborations" / "wrong.yaml").unlink()
    assert ask("check", "--content", troubled, "--format", form).exit_code == FINE
    assert ask("check", "--content", troubled, "--format", form, "--strict").exit_code == PROBLEMS


def test_strictness_fails_on_warnings_and_never_on_what_a_draft_still_needs(troubled: Path) -> None:
    for name in ("wrong", "warned"):
        (troubled / "collaborations" / f"{name}.yaml").unlink()
    asked = ask("check", "--content", troubled, "--strict")
    assert asked.exit_code == FINE
    assert asked.stdout.endswith("9 files · 0 errors · 0 warnings · 5 to-dos\n")


SHAPE = {
    "code": str,
    "level": str,
    "file": str,
    "line": int,
    "column": int,
    "end_line": int,
    "end_column": int,
    "field": str,
    "found": str,
    "message": str,
    "hint": str,
    "help": str,
}


def test_json_has_exactly_the_promised_shape(troubled: Path) -> None:
    asked = ask("check", "--content", troubled, "--format", "json")
    told = json.loads(asked.stdout)
    assert list(told) == ["version", "problems", "files", "errors", "warnings", "todos"]
    assert [told[key] for key in ("version", "files", "errors", "warnings", "todos")] == [1, 11, 1, 1, 5]
    for one in told["problems"]:
        assert {key: type(value) for key, value in one.items()} == SHAPE
        assert one["level"] in ("error", "warning", "todo")
        assert re.fullmatch(r"KLT\d{3}", one["code"])
        assert one["help"] == f"docs/problems.md#{one['code'].lower()}"
        assert (one["line"], one["column"]) < (one["end_line"], one["end_column"]) or one["line"] == 1
    error = next(one for one in told["problems"] if one["level"] == "error")
    assert {
        key: error[key] for key in ("code", "file", "line", "column", "end_line", "end_column", "field", "found")
    } == {
        "code": "KLT204",
        "file": f"{troubled}/collaborations/wrong.yaml",
        "line": 9,
        "column": 11,
        "end_line": 9,
        "end_column": 14,
        "field": "partners[1].role",
        "found": "smo",
    }
    assert [(one["file"], one["line"], one["column"]) for one in told["problems"]] == sorted(
        (one["file"], one["line"], one["column"]) for one in told["problems"]
    )


def test_json_says_what_text_says(troubled: Path) -> None:
    told = json.loads(ask("check", "--content", troubled, "--format", "json").stdout)
    text = ask("check", "--content", troubled).stdout
    for one in told["problems"]:
        assert f"{one['file']}:{one['line']}:{one['column']}: " in text
        assert one["message"] in text
        assert one["hint"] in text


def test_german_changes_the_words_and_nothing_else(troubled: Path) -> None:
    english, german = (
        json.loads(ask("check", "--content", troubled, "--format", "json", "--lang", lang).stdout)["problems"]
        for lang in ("en", "de")
    )
    for one, other in zip(english, german, strict=True):
        assert {key for key in one if one[key] != other[key]} == {"message", "hint"}
    assert "Meinten Sie „sme“?" in ask("check", "--content", troubled, "--lang", "de").stdout
    assert ask("check", "--content", troubled, KLTSITE_LANG="de").stdout == (
        ask("check", "--content", troubled, "--lang", "de").stdout
    )


def test_named_files_are_told_alone(troubled: Path) -> None:
    folder = troubled / "collaborations"
    for names, expected, totals in (
        (["wrong"], PROBLEMS, "1 file · 1 error · 0 warnings · 0 to-dos"),
        (["warned"], FINE, "1 file · 0 errors · 1 warning · 0 to-dos"),
        (["draft", "bread-box"], FINE, "2 files · 0 errors · 0 warnings · 5 to-dos"),
        (["bread-box", "bread-box"], FINE, "1 file · 0 errors · 0 warnings · 0 to-dos"),
    ):
        asked = ask("check", "--content", troubled, *(folder / f"{name}.yaml" for name in names))
        assert asked.exit_code == expected
        assert asked.stdout.endswith(f"{totals}\n")
        told_of = {
            Path(line.partition(":")[0]).stem for line in asked.stdout.splitlines() if line.startswith(str(folder))
        }
        assert told_of <= set(names)


def test_files_may_be_named_from_anywhere(troubled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(troubled / "collaborations")
    asked = ask("check", "--content", "..", "wrong.yaml")
    assert asked.exit_code == PROBLEMS
    assert asked.stdout.startswith("../collaborations/wrong.yaml:9:11: error KLT204")


def test_what_only_several_files_show_is_told_for_the_named_one(content: Path) -> None:
    twin = (content / "collaborations" / "hay-hotel.yaml").read_text()
    written(content, {"collaborations/hay-hotel-2.yaml": twin})
    asked = ask("check", "--content", content, content / "collaborations" / "hay-hotel.yaml")
    other = ask("check", "--content", content, content / "collaborations" / "hay-hotel-2.yaml")
    assert "KLT510" in asked.stdout + other.stdout


def test_a_named_folder_means_what_is_in_it(troubled: Path) -> None:
    asked = ask("check", "--content", troubled, troubled / "collaborations")
    assert asked.exit_code == PROBLEMS
    assert asked.stdout.endswith("5 files · 1 error · 1 warning · 5 to-dos\n")
    assert ask("check", "--content", troubled, troubled).stdout == ask("check", "--content", troubled).stdout
    assert ask("check", "--content", troubled, troubled / "editions").stdout.startswith("1 file · 0 errors")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("content/collaborations/nowhere.yaml", "there is no file"),
        ("elsewhere.yaml", "is not in"),
        ("content/../elsewhere.yaml", "is not in"),
        ("content/collaborations/.hidden.yaml", "is not read"),
        ("content/empty", "is not read"),
    ],
)
def test_a_file_that_is_not_read_is_wrong_usage_and_not_sound(name: str, says: str, content: Path) -> None:
    written(content, {"../elsewhere.yaml": WRONG, "collaborations/.hidden.yaml": WRONG})
    (content / "empty").mkdir()
    asked = ask("check", "--content", content, name)
    assert (asked.exit_code, asked.stdout) == (USAGE, "")
    assert says in asked.stderr
    assert Path(name).name in asked.stderr


def test_where_the_settings_are_wrong_no_named_file_passes_for_sound(troubled: Path) -> None:
    (troubled / "criteria.yaml").unlink()
    asked = ask("check", "--content", troubled, troubled / "collaborations" / "wrong.yaml")
    assert asked.exit_code == PROBLEMS
    assert "KLT118" in asked.stdout


def test_what_cannot_be_read_is_told_with_its_place(content: Path) -> None:
    (content / "collaborations" / "link.yaml").symlink_to("/etc/hostname")
    asked = ask("check", "--content", content)
    assert asked.exit_code == PROBLEMS
    assert (
        f"{content}/collaborations/link.yaml:1:1: error KLT101\n    This link leads out of the content folder."
        in asked.stdout
    )
    named = ask("check", "--content", content, content / "collaborations" / "link.yaml")
    assert named.stdout.endswith("1 file · 1 error · 0 warnings · 0 to-dos\n")


def test_the_day_of_the_evaluation_can_be_another_one(content: Path) -> None:
    assert "KLT412" not in ask("check", "--content", content).stdout
    assert "KLT412" in ask("check", "--content", content, "--as-of", "2018-01-01").stdout


# -- stats ---------------------------------------------------------------------------------------------------


@cache
def publication() -> dict[str, bytes]:
    """The publication's 23 entries, with the limits and the edition of the real content."""
    base = {
        path: data for path, data in files_in(BASE).items() if not path.startswith(("collaborations/", "editions/"))
    }
    real = files_in(CONTENT)
    editions = {path: data for path, data in real.items() if path.startswith("editions/")}
    return {**base, **editions, "criteria.yaml": real["criteria.yaml"], **publication_23()}


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("publication"), publication())


@pytest.mark.parametrize("lang", ["en", "de"])
def test_the_publication_is_counted_to_the_last_digit(lang: str, counted: Path) -> None:
    asked = ask("stats", "--content", counted, "--lang", lang)
    assert (asked.exit_code, asked.stderr) == (FINE, "")
    assert_golden(GOLDEN / f"stats.{lang}.txt", asked.stdout)


def test_many_case_files_are_checked_by_several_processes_and_all_is_told_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts, call = [], Processes.__call__

    def counted(processes: Processes, work: Any, shards: Any) -> Iterator[Any]:
        parts.append(listed := list(shards))
        return call(processes, work, listed)

    monkeypatch.setattr(Processes, "__call__", counted)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    files = {**publication(), **dict(case_files(400))}
    wrong = sorted(path for path in files if path.startswith("collaborations/made-up-"))[::40]
    files |= {path: files[path].replace(b"status: published", b"status: publishd") for path in wrong}
    asked = ask("check", "--content", written(tmp_path, files), "--format", "json")
    told = [one for one in json.loads(asked.stdout)["problems"] if one["level"] == "error"]
    assert [Path(one["file"]).name for one in told] == [Path(path).name for path in wrong]
    assert asked.exit_code == PROBLEMS
    assert len(parts[0]) >= 4, "fewer are read in one process"


@pytest.mark.parametrize("lang", ["en", "de"])
def test_a_published_edition_is_told_as_it_was_published(lang: str, counted: Path) -> None:
    asked = ask("stats", "--content", counted, "--lang", lang, "--edition", "2024-08")
    assert (asked.exit_code, asked.stderr) == (FINE, "")
    assert_golden(GOLDEN / f"stats.2024-08.{lang}.txt", asked.stdout)


def numbers(*arguments: object) -> dict[str, Any]:
    asked = ask("stats", *arguments, "--format", "json")
    assert (asked.exit_code, asked.stderr) == (FINE, "")
    found: dict[str, Any] = json.loads(asked.stdout)
    return found


def test_json_of_the_numbers_has_the_promised_shape(counted: Path) -> None:
    told = numbers("--content", counted)
    assert [told[key] for key in ("version", "as_of", "entries")] == [1, "2024-08-01", 23]
    assert list(told["categories"]) == ["contact", "regional_value", "partner_value", "duration"]
    for one in told["categories"].values():
        assert list(one) == ["answered", "total", "options"]
        for option in one["options"].values():
            assert list(option) == ["count", "share", "entries"]
            assert option["count"] == len(option["entries"])
    assert told["categories"]["contact"]["options"]["targeted-contact"]["share"] == 69.6
    assert told["categories"]["contact"]["options"]["joint-event"]["share"] == 13
    assert '"share": 13,' in ask("stats", "--content", counted, "--format", "json").stdout


def test_the_entries_give_the_numbers_of_the_edition(counted: Path) -> None:
    today, edition = numbers("--content", counted), numbers("--content", counted, "--edition", "2024-08")
    assert (edition["edition"], edition["as_of"], edition["entries"]) == ("2024-08", "2024-08", 23)
    for category, one in edition["categories"].items():
        for option, told in one["options"].items():
            found = today["categories"][category]["options"][option]
            assert (found["count"], found["share"]) == (told["count"], told["share"]), (category, option)


@pytest.mark.parametrize("edition", [(), ("--edition", "2024-08")], ids=["today", "edition"])
def test_table_and_json_of_the_numbers_agree(edition: tuple[str, ...], counted: Path) -> None:
    told = numbers("--content", counted, *edition)
    asked = ask("stats", "--content", counted, "--format", "csv", *edition)
    assert (asked.exit_code, asked.stderr) == (FINE, "")
    wanted = edition[1] if edition else ""
    rows = [row for row in csv.DictReader(io.StringIO(asked.stdout, newline="")) if row["edition"] == wanted]
    found = {
        (row["category"], row["option"]): (row["count"], row["answered"], row["total"], row["share"]) for row in rows
    }
    for category, one in told["categories"].items():
        for option, number in one["options"].items():
            assert found[category, option] == (
                str(number["count"]),
                str(one["answered"]),
                str(one["total"]),
                str(number["share"]),
            )
    assert {row["as_of"] for row in rows} == {told["as_of"]}


def test_durations_are_reckoned_to_the_day_that_is_asked_for(counted: Path) -> None:
    days = ("2016-01-01", "2021-07-31", "2024-07-31", "2024-08-01", "2024-08-02", "2030-01-01")
    longer = [
        numbers("--content", counted, "--as-of", day)["categories"]["duration"]["options"]["longer-than-2-years"][
            "count"
        ]
        for day in days
    ]
    assert longer == sorted(longer)
    assert longer[2:5] == [16, 18, 19], (
        "two were two years old to the day on the last of July, one on the first of August"
    )
    assert numbers("--content", counted, "--as-of", "2016-01-01")["as_of"] == "2016-01-01"
    assert "23 published entries · 1 January 2016" in ask("stats", "--content", counted, "--as-of", "2016-01-01").stdout


def test_an_edition_s_numbers_do_not_depend_on_the_day(counted: Path) -> None:
    assert ask("stats", "--content", counted, "--edition", "2024-08", "--as-of", "2001-01-01").stdout == (
        ask("stats", "--content", counted, "--edition", "2024-08").stdout
    )


@pytest.mark.parametrize("edition", ["2023", "", "2024-08.yaml", "../site"])
def test_an_edition_that_is_not_there_is_wrong_usage_and_those_there_are_named(edition: str, counted: Path) -> None:
    asked = ask("stats", "--content", counted, "--edition", edition)
    assert (asked.exit_code, asked.stdout) == (USAGE, "")
    assert f"there is no edition {edition!r}; there are: 2024-08" in asked.stderr


def test_a_folder_with_errors_is_not_counted(troubled: Path) -> None:
    asked = ask("stats", "--content", troubled, "--lang", "de")
    assert (asked.exit_code, asked.stdout) == (PROBLEMS, "")
    assert "wrong.yaml:9:11: Fehler KLT204" in asked.stderr


def test_drafts_are_not_counted(content: Path) -> None:
    before = numbers("--content", content)
    written(content, {"collaborations/draft.yaml": DRAFT})
    assert numbers("--content", content) == before
    assert before["entries"] == 2


# -- new -----------------------------------------------------------------------------------------------------


def made(content: Path, *arguments: object) -> Path:
    """The file that `kltsite new` wrote and named."""
    asked = ask("new", "--content", content, *arguments)
    assert (asked.exit_code, asked.stderr) == (FINE, ""), asked.output
    path = Path(asked.stdout.removesuffix("\n"))
    assert path.parent == content / "collaborations"
    return path


@pytest.mark.parametrize("lang", ["en", "de"])
def test_a_new_file_is_a_draft_that_passes_at_once(lang: str, content: Path) -> None:
    path = made(content, "bread-and-clay", "--lang", lang)
    assert path.name == "bread-and-clay.yaml"
    assert path.read_text(encoding="utf-8").startswith(f"{schema_line(lang)}\n# ")
    asked = ask("check", "--content", content, "--strict", path)
    assert asked.exit_code == FINE
    assert re.fullmatch(r"1 file · 0 errors · 0 warnings · \d+ to-dos", asked.stdout.splitlines()[-1])
    assert ask("check", "--content", content, "--strict").exit_code == FINE


def test_the_comments_are_in_the_editor_s_language(content: Path) -> None:
    assert "# Titel: " in made(content, "eins", "--lang", "de").read_text(encoding="utf-8")
    assert "# Title: " in made(content, "zwei").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Die Badebox", "die-badebox"),
        ("Müllers Brötchen & Söhne", "mullers-brotchen-sohne"),
        ("Straße", "strasse"),
        ("  L’Île-de-France!  ", "l-ile-de-france"),
        ("Łódź – Øresund", "lodz-oresund"),
        ("4D Landkino", "4d-landkino"),
        ("x" * 100, "x" * 80),
        (f"{'x' * 79} yz", "x" * 79),
    ],
)
def test_the_name_comes_from_the_title(title: str, slug: str, content: Path) -> None:
    path = made(content, "--title", f"de={title}")
    assert path.name == f"{slug}.yaml"
    assert ask("check", "--content", content, "--strict", path).exit_code == FINE
    assert f"de: {title.strip()}" in path.read_text(encoding="utf-8").replace('"', "")


def test_titles_are_taken_as_given_and_a_missing_one_is_left_to_be_filled_in(content: Path) -> None:
    text = made(content, "box", "--title", "de=Die „Box“: 5 #1", "--title", "en=The box").read_text(encoding="utf-8")
    assert '\ntitle:\n  en: The box\n  de: "Die „Box“: 5 #1"\n' in text
    assert '  en: "…"\n  de: Kiste\n' in made(content, "--title", "de=Kiste").read_text(encoding="utf-8")


def test_a_title_from_a_mac_is_written_as_everywhere_else(content: Path) -> None:
    path = made(content, "--title", "de=Mu\u0308ller")
    assert "de: Müller" in path.read_text(encoding="utf-8")
    assert path.name == "muller.yaml"


@pytest.mark.parametrize(
    ("title", "says"),
    [
        ("en=", "is not LANG=TITLE"),
        ("en=  ", "is not LANG=TITLE"),
        ("The box", "is not LANG=TITLE with one of en, de"),
        ("fr=La boîte", "is not LANG=TITLE with one of en, de"),
        (f"en={'x' * 121}", "121 characters; 120 are allowed"),
        ("en=a\u202eb", "invisible control character"),
        ("en=a\x1b[31mb", "invisible control character"),
        ("en=a\udcfcb", "not valid UTF-8"),
    ],
)
def test_a_title_that_no_file_may_hold_is_refused_and_nothing_written(title: str, says: str, content: Path) -> None:
    asked = ask("new", "--content", content, "box", "--title", title)
    assert (asked.exit_code, asked.stdout) == (USAGE, "")
    assert says in asked.stderr
    assert not (content / "collaborations" / "box.yaml").exists()


@pytest.mark.parametrize(
    "slug", ["Box", "the box", "die_box", "-box", "box-", "a--b", "../box", "box.yaml", "ü", "x" * 81, "a/b"]
)
def test_a_name_that_no_entry_may_have_is_refused(slug: str, content: Path) -> None:
    asked = ask("new", "--content", content, "--", slug)
    assert (asked.exit_code, asked.stdout) == (USAGE, "")
    assert "small letters a to z, digits and single hyphens, at most 80" in asked.stderr
    assert len(files_in(content)) == len(files_in(BASE))


def test_an_entry_that_is_there_is_left_alone(content: Path) -> None:
    path = content / "collaborations" / "bread-box.yaml"
    before = path.read_bytes()
    for given in (("bread-box",), ("--title", "en=Bread Box")):
        asked = ask("new", "--content", content, *given)
        assert (asked.exit_code, asked.stdout) == (USAGE, "")
        assert f"{path} is there already" in asked.stderr
    assert path.read_bytes() == before


def test_without_a_terminal_nothing_is_asked(content: Path) -> None:
    asked = ask("new", "--content", content)
    assert (asked.exit_code, asked.stdout) == (USAGE, "")
    assert "Name the new entry: kltsite new SLUG, or --title en=…" in asked.stderr


class Terminal:
    """A terminal with a command in it."""

    def __init__(self, folder: Path, *arguments: object) -> None:
        self.master, slave = pty.openpty()
        command = [sys.executable, "-m", "kltsite", *map(str, arguments)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"}
        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=folder,
            env=environment,
            # where the tests themselves run in the background of a shell, it is not to be interrupted
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509  # no threads here
        )
        os.close(slave)
        self._shown = b""

    @property
    def seen(self) -> str:
        return self._shown.decode(errors="replace").replace("\r\n", "\n")

    def _more(self) -> bytes:
        """What is shown next; nothing when the command has ended."""
        try:
            more = os.read(self.master, 4096)
        except OSError:
            more = b""
        self._shown += more
        return more

    def until(self, words: str) -> None:
        """Read on until the words are shown, or the command ends."""
        while words not in self.seen and self._more():
            pass
        assert words in self.seen, self.seen

    def forget(self) -> None:
        """Look only for what is shown from now on."""
        self._shown = b""

    def type(self, words: str) -> None:
        os.write(self.master, words.encode())

    def ended(self) -> int:
        """The exit code, when everything is shown."""
        while self._more():
            pass
        os.close(self.master)
        return self.process.wait(30)


def test_on_a_terminal_the_title_is_asked_for_in_each_language(content: Path) -> None:
    terminal = Terminal(content.parent, "new", "--partner", "other:Museum", "--place", "DE:Nirgendwohausen")
    terminal.until("Title (en): ")
    terminal.type("The oven\n")
    terminal.until("Title (de): ")
    terminal.type("Der Öfen\n")
    terminal.until("(empty: later): ")
    terminal.type("\n")
    assert terminal.ended() == FINE, terminal.seen
    assert "en: The oven\n  de: Der Öfen" in (content / "collaborations" / "the-oven.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("how", ["interrupt", "end"])
def test_whoever_stops_while_being_asked_is_told_that_it_stopped(how: str, content: Path) -> None:
    terminal = Terminal(content.parent, "new")
    terminal.until("Title (en): ")
    while how == "interrupt" and terminal.process.poll() is None:
        time.sleep(0.3)  # a signal between the question and the waiting for its answer is lost
        terminal.process.send_signal(signal.SIGINT)
        time.sleep(0.3)
    if how == "end":
        terminal.type("\x04")
    assert terminal.ended() == FAILED, terminal.seen
    assert "kltsite: Stopped." in terminal.seen
    assert "Traceback" not in terminal.seen
    assert "mistake" not in terminal.seen


# -- schema --------------------------------------------------------------------------------------------------


def test_the_schemas_are_written_once_and_checked_ever_after(content: Path) -> None:
    folder = content.parent / "schema"
    where = ("--content", content, "--output", folder)
    before = ask("schema", *where, "--check")
    assert (before.exit_code, before.stdout, folder.exists()) == (PROBLEMS, "", False)
    first = ask("schema", *where)
    assert (first.exit_code, first.stderr) == (FINE, "")
    assert sorted(first.stdout.split()) == sorted(str(path) for path in folder.iterdir())
    assert len(first.stdout.split()) == 10  # five kinds of file, in English and in German
    again, checked = ask("schema", *where), ask("schema", *where, "--check")
    assert [(one.exit_code, one.stdout, one.stderr) for one in (again, checked)] == [(FINE, "", "")] * 2


@pytest.mark.parametrize("change", ["stale", "missing"])
def test_a_schema_that_is_not_up_to_date_is_named_and_then_mended(change: str, content: Path) -> None:
    folder = content.parent / "schema"
    where = ("--content", content, "--output", folder)
    ask("schema", *where)
    path = folder / "site.schema.json"
    right = path.read_bytes()
    path.unlink() if change == "missing" else path.write_text("{}")
    asked = ask("schema", *where, "--check")
    assert (asked.exit_code, asked.stdout) == (PROBLEMS, "")
    assert asked.stderr == f"{path} is not up to date; run: kltsite schema\n"
    assert not path.exists() or path.read_text() == "{}", "checking writes nothing"
    assert ask("schema", *where).stdout == f"{path}\n"
    assert path.read_bytes() == right


def test_a_new_word_of_the_vocabulary_makes_the_schema_stale(content: Path) -> None:
    where = ("--content", content, "--output", content.parent / "schema")
    ask("schema", *where)
    text = (content / "vocabulary.yaml").read_text(encoding="utf-8")
    written(
        content,
        {"vocabulary.yaml": text.replace("  crafts: {", "  cooking: {label: {en: Cooking, de: Kochen}}\n  crafts: {")},
    )
    asked = ask("schema", *where, "--check")
    assert asked.exit_code == PROBLEMS
    assert "collaboration.schema.json is not up to date" in asked.stderr


# -- build ---------------------------------------------------------------------------------------------------


def test_a_build_says_in_one_line_what_it_made(content: Path, quick: None) -> None:
    asked = build(content)
    assert (asked.exit_code, asked.stderr) == (FINE, "")
    output = content.parent / "output"
    count = sum(1 for path in output.rglob("*") if path.is_file())
    assert asked.stdout == f"{count} files in {output}. 8 files · 0 errors · 0 warnings · 0 to-dos\n"
    assert (output / "en" / "collaborations" / "bread-box.html").exists()


def test_an_address_a_day_and_drafts_can_be_given(content: Path, quick: None) -> None:
    written(content, {"collaborations/draft.yaml": DRAFT})
    output = content.parent / "output"
    assert build(content).exit_code == FINE
    assert not (output / "en" / "collaborations" / "draft.html").exists()
    assert (
        build(content, "--base-url", "http://localhost:8000/sub", "--as-of", "2020-02-03", "--drafts").exit_code == FINE
    )
    record = json.loads((output / "build.json").read_text())
    assert (record["base_url"], record["evaluated_on"], record["drafts"]) == (
        "http://localhost:8000/sub/",
        "2020-02-03",
        True,
    )
    assert (output / "en" / "collaborations" / "draft.html").exists()
    assert (
        'rel="canonical" href="http://localhost:8000/sub/en/index.html"' in (output / "en" / "index.html").read_text()
    )


def test_the_files_of_a_folder_of_which_nothing_is_remembered_are_not_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def list_all(folder: Path) -> dict[str, memory.Stamp]:
        raise AssertionError(f"{folder} may be a whole disk")

    monkeypatch.setattr(disk, "standing", list_all)
    past = Remembrance(disk.Cache(tmp_path), Path("/"), Standing("digest", {}))
    assert past.unchanged() is None
    assert past.pages == memory.Memory()


ON_A_SHELF = [f"collaborations/{name}.yaml" for name in "abcd"]


def shelf(cache: Path, shared: str = "rules", **stamps: memory.Stamp) -> Shelf:
    """A shelf of readings in a cache; files stand as they did unless told otherwise."""
    standing = dict.fromkeys(ON_A_SHELF, (1,)) | {f"collaborations/{name}.yaml": one for name, one in stamps.items()}
    found = Remembrance(disk.Cache(cache), cache, Standing("digest", standing)).shelf(shared)
    assert found is not None
    return found


def test_what_some_files_of_a_part_say_is_kept_beside_what_others_said(tmp_path: Path) -> None:
    a, b, c, d = ON_A_SHELF
    shelf(tmp_path).keep([a, b], {a: "A", b: "B"})
    shelf(tmp_path).keep([a, b], {b: "newer"})
    shelf(tmp_path).keep([c, d], {c: "C"})
    assert shelf(tmp_path).known([a, b]) == {a: "A", b: "newer"}
    assert shelf(tmp_path).known([c, d]) == {c: "C"}
    assert shelf(tmp_path).known([d]) == {}


def test_what_a_file_said_is_known_while_it_stands_as_it_did_and_reading_rests_on_the_same(tmp_path: Path) -> None:
    a, b, *_ = ON_A_SHELF
    shelf(tmp_path).keep([a, b], {a: "A", b: "B"})
    assert shelf(tmp_path, b=(2,)).known([a, b]) == {a: "A"}
    assert shelf(tmp_path, "other rules").known([a, b]) == {}
    shelf(tmp_path, b=(2,)).keep([a, b], {b: "newer"})
    assert shelf(tmp_path, b=(2,)).known([a, b]) == {a: "A", b: "newer"}


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_durations_are_reckoned_to_any_day_of_the_calendar(day: str, counted: Path) -> None:
    assert numbers("--content", counted, "--as-of", day)["as_of"] == day


@pytest.mark.parametrize(
    "address",
    [
        "",
        "village.example",
        "ftp://village.example/",
        "javascript:alert(1)",
        "https://",
        "https:///x",
        "https://a b.example/",
        "https://a.example/?x",
        "https://a.example/#x",
        'https://a.example/">',
        "https://[a",
        "http://:80/",
        "https://a.example:65536/",
        "https://a.example/\n",
    ],
)
def test_an_address_where_no_site_can_live_is_wrong_usage(address: str, content: Path) -> None:
    asked = build(content, "--base-url", address)
    assert (asked.exit_code, asked.stdout) == (USAGE, "")
    assert "Invalid value for --base-url" in asked.stderr
    assert not (content.parent / "output").exists()


def test_parquet_without_what_it_needs_is_wrong_usage_and_says_how_to_get_it(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kltsite.present.exports.parquet.possible", lambda: False)
    asked = build(content, "--parquet")
    assert asked.exit_code == USAGE
    assert "pip install 'kltsite[parquet]'" in asked.stderr
    assert not (content.parent / "output").exists()


def test_content_with_errors_is_not_built(troubled: Path) -> None:
    asked = build(troubled, "--lang", "de")
    assert (asked.exit_code, asked.stdout) == (PROBLEMS, "")
    assert "wrong.yaml:9:11: Fehler KLT204" in asked.stderr
    assert not (troubled.parent / "output").exists()


def test_a_site_with_a_dead_link_is_not_built_and_the_page_is_named(content: Path, quick: None) -> None:
    page = (content / "pages" / "about.en.md").read_text()
    written(content, {"pages/about.en.md": f"{page}\n[Nowhere](page:about#nowhere)\n"})
    asked = build(content)
    assert (asked.exit_code, asked.stdout) == (PROBLEMS, "")
    assert f"{content.parent}/output/en/about.html:1:1: error KLT703" in asked.stderr
    assert not (content.parent / "output").exists()


def test_a_template_with_a_mistake_is_told_with_file_and_line(content: Path, quick: None) -> None:
    templates = written(content.parent / "templates", files_in(ROOT / "templates"))
    written(templates, {"header.html": "<p>\n\n{{ page.nothing }}</p>"})
    asked = build(content, "--templates", templates)
    assert (asked.exit_code, asked.stdout) == (FAILED, "")
    assert asked.stderr.startswith("kltsite: A template cannot be rendered: templates/header.html:3: ")
    assert "'nothing'" in asked.stderr
    assert not (content.parent / "output").exists()


@pytest.mark.parametrize("option", ["--content", "--templates"])
def test_a_site_is_never_built_over_what_it_is_made_from(option: str, content: Path) -> None:
    given = {"--content": content, "--templates": ROOT / "templates"}[option]
    asked = build(content, "--output", given)
    assert (asked.exit_code, asked.stdout) == (USAGE, "")
    assert "lie in one another; nothing was changed." in asked.stderr


@pytest.mark.parametrize("jobs", ["0", "-1", "257", "many"])
def test_a_number_of_processes_that_makes_no_sense_is_wrong_usage(jobs: str, content: Path) -> None:
    asked = build(content, "--jobs", jobs)
    assert (asked.exit_code, asked.stdout) == (USAGE, "")
    assert "--jobs" in asked.stderr


# -- in a process of its own ---------------------------------------------------------------------------------


def test_build_py_is_kltsite_build(content: Path) -> None:
    asked = subprocess.run(
        [sys.executable, str(ROOT / "build.py"), "--content", "nowhere"],
        cwd=content.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (asked.returncode, asked.stdout) == (USAGE, b"")
    assert b"There is no folder nowhere." in asked.stderr
    told = subprocess.run(
        [sys.executable, str(ROOT / "build.py"), "--help"], capture_output=True, timeout=60, check=False
    )
    assert told.stdout.startswith(b"Usage: kltsite build [OPTIONS]")


@pytest.mark.parametrize("arguments", [("check",), ("check", "--format", "json"), ("stats",)], ids=" ".join)
def test_whoever_has_read_enough_hears_nothing_more(arguments: tuple[str, ...], troubled: Path) -> None:
    if arguments[0] == "stats":
        (troubled / "collaborations" / "wrong.yaml").unlink()
    reading, writing = os.pipe()
    os.close(reading)
    try:
        asked = run(*arguments, cwd=troubled.parent, capture_output=False, stdout=writing, stderr=subprocess.PIPE)
    finally:
        os.close(writing)
    assert (asked.returncode, asked.stderr) == (FINE, b"")


@pytest.mark.parametrize("environment", [{"PYTHONIOENCODING": "latin-1"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}], ids=str)
def test_the_words_are_the_same_in_any_locale(environment: dict[str, str], troubled: Path) -> None:
    asked = run("check", "--lang", "de", "--format", "json", cwd=troubled.parent, env=environment)
    assert (asked.returncode, asked.stderr) == (PROBLEMS, b"")
    assert json.loads(asked.stdout)["errors"] == 1
    assert "„sme“" in asked.stdout.decode()


def test_long_work_shows_its_progress_on_a_terminal_only(content: Path) -> None:
    terminal = Terminal(content.parent, "build", "--templates", ROOT / "templates", "--base-url", ELSEWHERE)
    assert terminal.ended() == FINE, terminal.seen
    assert "\rBuilding: 64" in terminal.seen
    assert re.search(r"\r\x1b\[K\d+ files in output\. ", terminal.seen)


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """No test may write into the repository."""
    yield
    assert not [path for path in ("nowhere", "content/collaborations/x.yaml") if (ROOT / path).exists()]


def test_what_a_cache_holds_instead_of_a_painting_is_painted_anew(tmp_path: Path) -> None:
    picture = charts.Picture(360, Decimal(20), ())
    key, cache = charts.painting_key(picture), disk.Cache(tmp_path / "cache")
    paint = cached_painting(cache)
    first = paint(picture)
    assert charts.is_painting(first)
    kept = cache.get(key)
    for other in (
        "",
        "not base64!",
        b64encode(b"<script>alert(1)</script>").decode(),
        b64encode(first + b"x").decode(),
    ):
        cache.put(key, other)
        assert paint(picture) == first
        assert cache.get(key) == kept


# -- explain -------------------------------------------------------------------------------------------------


def test_a_rule_is_explained_in_the_language_asked_for(content: Path) -> None:
    told = ask("explain", "rural", "--lang", "de")
    assert (told.exit_code, told.stderr) == (FINE, "")
    assert told.stdout.startswith("KLT305 Ländlich")
    assert "20.000" in told.stdout


def test_without_a_code_all_codes_are_listed(content: Path) -> None:
    assert ask("explain").stdout.startswith("KLT101  The file cannot be read\n")


def test_for_a_code_that_nobody_knows_the_nearest_is_proposed(content: Path) -> None:
    asked = ask("explain", "rual")
    assert (asked.exit_code, asked.stdout) == (USAGE, "")
    assert "there is no rule 'rual'; did you mean 'rural'?" in asked.stderr
    assert "kltsite explain lists all codes" in ask("explain", "xyzzyx").stderr


# -- completion ----------------------------------------------------------------------------------------------


def completed(*words: str) -> list[str]:
    """What bash is offered for the last word."""
    given = {"_KLTSITE_COMPLETE": "bash_complete", "COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)}
    return [line.partition(",")[2] for line in ask(**given).stdout.split()]


def test_the_shell_completes_codes_keys_and_sentences(content: Path) -> None:
    assert completed("kltsite", "explain", "KLT30") == [f"KLT30{digit}" for digit in range(1, 7)]
    assert completed("kltsite", "explain", "rur") == ["rural"]
    assert completed("kltsite", "explain", "KLT305/u") == ["KLT305/urban", "KLT305/urban-effects"]


# -- serve ---------------------------------------------------------------------------------------------------


def test_a_preview_follows_the_files_until_it_is_ended(content: Path) -> None:
    command = [sys.executable, "-m", "kltsite", "serve", "--port", "0", "--templates", str(ROOT / "templates")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=content.parent, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as serving:
        patience = threading.Timer(60, serving.kill)  # lest we wait for a line that never comes
        patience.start()
        try:
            assert serving.stdout is not None
            assert serving.stderr is not None
            address = serving.stdout.readline().split()[0]
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", address)
            assert serving.stdout.readline().endswith("0 errors · 0 warnings · 0 to-dos\n")
            entry = content / "collaborations/bread-box.yaml"
            changed = content.parent / "changed.yaml"
            changed.write_text(entry.read_text("utf-8").replace("status: published", "status: publishd"), "utf-8")
            changed.replace(entry)  # in one step: a preview that looks in between tells of a file that is empty
            assert "content/collaborations/bread-box.yaml:" in serving.stderr.readline()
            with urlopen(f"{address}en/collaborations/bread-box.html", timeout=10) as page:
                assert b"KLT204" in page.read()
        finally:
            serving.send_signal(signal.SIGINT)
            ended = serving.wait(10)
            patience.cancel()
        assert ended == FINE
        assert "Traceback" not in serving.stderr.read()
    assert not (content.parent / "output").exists()


def test_a_port_that_is_taken_is_wrong_usage(content: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        asked = ask("serve", "--port", taken.getsockname()[1], "--templates", ROOT / "templates")
    assert (asked.exit_code, asked.stdout) == (USAGE, "")
    assert "choose another" in asked.stderr


# -- fix -----------------------------------------------------------------------------------------------------

MESSY = case("Fichte", ("status: published", "status: published  "), ("role: cci", "role: “cci”"))
DATED = case("Ulme", ("attested: example-team", "listed: 1.5.2024\nattested: example-team"))


def test_fix_mends_and_tells_what(content: Path) -> None:
    written(content, {"collaborations/messy.yaml": MESSY})
    asked = ask("fix")
    assert (asked.exit_code, asked.stderr) == (FINE, "")
    assert asked.stdout == "content/collaborations/messy.yaml: curly quotes, spaces at the end of lines\n"
    assert ask("check", content / "collaborations/messy.yaml").exit_code == FINE
    assert ask("fix", "--lang", "de").stdout == "An 3 Dateien ist nichts zu richten.\n"


def test_fix_of_named_files_leaves_the_others(content: Path) -> None:
    written(content, {"collaborations/messy.yaml": MESSY, "collaborations/dated.yaml": MESSY})
    ask("fix", "content/collaborations/messy.yaml")
    assert (content / "collaborations/dated.yaml").read_text("utf-8") == MESSY
    assert "“cci”" not in (content / "collaborations/messy.yaml").read_text("utf-8")


def test_fix_shows_what_it_would_do_and_does_nothing(content: Path) -> None:
    written(content, {"collaborations/messy.yaml": MESSY})
    before = files_in(content)
    asked = ask("fix", "--dry-run")
    assert "messy.yaml: would mend curly quotes" in asked.stdout
    assert "-    role: “cci”\n" in asked.stdout
    assert "+    role: cci\n" in asked.stdout
    assert files_in(content) == before


def test_dates_are_shown_and_written_only_when_that_is_said(content: Path) -> None:
    written(content, {"collaborations/dated.yaml": DATED})
    place = content / "collaborations/dated.yaml"
    asked = ask("fix")
    assert "-listed: 1.5.2024\n+listed: 2024-05-01\n" in asked.stdout
    assert "Apply with --yes." in asked.stdout
    assert "listed: 1.5.2024" in place.read_text("utf-8")
    assert "+listed: 2024-05-01" in ask("fix", "--yes").stdout
    assert "listed: 2024-05-01" in place.read_text("utf-8")


# -- migrate -------------------------------------------------------------------------------------------------


@pytest.fixture
def older(content: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The content as one of an older version, by steps that are made up."""
    steps = (
        Reworded(("regional_value", EACH), "tourist-cultural-offer", "tourist-offer"),
        Renamed((), "summary", "in_short"),
    )
    monkeypatch.setattr(migration, "STEPS", (steps,))
    monkeypatch.setattr("kltsite.intake.settings.VERSION", 2)
    return content


def test_content_of_this_version_has_nothing_to_migrate(content: Path) -> None:
    before = files_in(content)
    asked = ask("migrate", "--check")
    assert (asked.exit_code, asked.stderr) == (FINE, "")
    assert asked.stdout == "The content is of version 1, as this kltsite reads it. Nothing to change.\n"
    assert files_in(content) == before


def test_migrate_shows_what_changes_and_writes_it_when_that_is_said(older: Path) -> None:
    before = files_in(older)
    checked = ask("migrate", "--check")
    assert checked.exit_code == PROBLEMS
    assert "+version: 2\n" in checked.stdout
    assert "\n-summary:" in checked.stdout and "\n+in_short:" in checked.stdout
    proposed = ask("migrate")
    assert (proposed.exit_code, proposed.stdout.endswith("Apply with --yes.\n")) == (FINE, True)
    assert files_in(older) == before
    assert ask("migrate", "--yes").exit_code == FINE
    after = files_in(older)
    assert {path for path in after if after[path] != before[path]} >= {"site.yaml", "collaborations/bread-box.yaml"}
    assert before["collaborations/bread-box.yaml"].count(b"#") == after["collaborations/bread-box.yaml"].count(b"#")
    assert ask("migrate", "--check").exit_code == FINE
    assert ask("migrate", "--yes").stdout.startswith("The content is of version 2")
    assert files_in(older) == after


def test_older_content_is_told_what_to_do_before_anything_else(older: Path) -> None:
    asked = ask("check")
    assert asked.exit_code == PROBLEMS
    assert "KLT220" in asked.stdout and "Run kltsite migrate." in asked.stdout
    assert "1 error ·" in asked.stdout


def test_a_file_that_needs_a_person_holds_everything_up(older: Path) -> None:
    written(older, {"collaborations/broken.yaml": "title: [\n"})
    before = files_in(older)
    asked = ask("migrate", "--yes")
    assert asked.exit_code == PROBLEMS
    assert "content/collaborations/broken.yaml: this file needs you" in asked.stderr
    assert files_in(older) == before


def test_content_of_a_newer_version_is_left_alone(content: Path) -> None:
    site = (content / "site.yaml").read_text("utf-8")
    written(content, {"site.yaml": f"{site}version: 7\n"})
    for command in ("check", "migrate", "stats", "fix"):
        asked = ask(command)
        assert asked.exit_code == PROBLEMS
        assert "KLT220" in asked.output and "Use a newer kltsite." in asked.output


# -- new, with all that is known -----------------------------------------------------------------------------

KNOWN = (
    "--title", "en=The oven", "--title", "de=Der Ofen", "--partner", "cci:design,crafts:Studio: Beispiel",
    "--partner", "sme:manufacturing:Werk #1", "--partner", "other:Museum", "--place", "DE:Kamenz", "--coordinates",
    "51.27,14.09", "--inhabitants", "17000", "--counted", "2023", "--source", "https://example.org/figures?a=1",
)  # fmt: skip


def test_all_that_is_known_is_written_and_the_draft_passes(content: Path) -> None:
    text = made(content, *KNOWN).read_text("utf-8")
    assert 'partners:\n  - name: "Studio: Beispiel"\n    role: cci\n    subsectors: [design, crafts]\n' in text
    assert (
        '  - name: "Werk #1"\n    role: sme\n    sectors: [manufacturing]\n  - name: Museum\n    role: other\n' in text
    )
    assert (
        "place:\n  locality: Kamenz\n  country: DE\n  inhabitants: 17000\n  counted: 2023\n  latitude: 51.27\n" in text
    )
    assert (
        "sources:\n  - url: https://example.org/figures?a=1\n    supports: [place.inhabitants, place.counted]\n" in text
    )
    assert ask("check", "--strict", "content/collaborations/the-oven.yaml").exit_code == FINE


@pytest.mark.parametrize(
    ("arguments", "hint", "says"),
    [
        (("--partner", "cci:Studio"), "--partner", "is not cci:SUBSECTORS:NAME"),
        (("--partner", "boss:x:Studio"), "--partner", "is not cci:SUBSECTORS:NAME"),
        (("--partner", "cci:desing:Studio"), "--partner", "desing"),
        (("--place", "Kamenz"), "--place", "is not COUNTRY:LOCALITY"),
        (("--place", "XY:Kamenz"), "--place", "XY"),
        (("--place", "DE:Kamenz", "--coordinates", "51.27"), "--coordinates", "is not LAT,LON"),
        (("--coordinates", "51.27,14.09"), "--coordinates", "beside --place"),
        (("--place", "DE:Kamenz", "--inhabitants", "17000"), "", "needs --place, and its year and source"),
        (("--place", "DE:Kamenz", "--inhabitants", "many", "--counted", "2023", "--source", "https://a.example"),
         "--place", "many"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_told_and_nothing_is(
    arguments: tuple[str, ...], hint: str, says: str, content: Path
) -> None:
    asked = ask("new", "x", *arguments)
    assert (asked.exit_code, asked.stdout) == (USAGE, "")
    assert hint in asked.stderr
    assert says in asked.stderr
    assert not (content / "collaborations/x.yaml").exists()


def test_on_a_terminal_partners_and_place_are_asked_for(content: Path) -> None:
    terminal = Terminal(content.parent, "new")
    dialogue = {
        "Title (en): ": "The oven", "Title (de): ": "Der Ofen", "no more): ": "Studio Beispiel", "word: ": "1",
        "separated by commas (empty: later): ": "Design, 99", "Not among these: ": None,
    }  # fmt: skip
    for question, answer in dialogue.items():
        terminal.until(question)
        if answer is not None:
            terminal.type(f"{answer}\n")
            terminal.forget()
    terminal.until("separated by commas (empty: later): ")
    terminal.type("design\n")
    for question, answer in (
        ("no more): ", ""),
        ("takes effect (empty: later): ", "Kamenz"),
        ("two letters: ", "Germany"),
        ("two letters: ", "de"),
        ("digits only (empty: later): ", "17000"),
        ("Year of the figure: ", "2023"),
        ("(https://…): ", "https://example.org/figures"),
        ("Number [0]: ", "1"),
    ):
        terminal.forget()
        terminal.until(question)
        terminal.type(f"{answer}\n")
    assert terminal.ended() == FINE, terminal.seen
    text = (content / "collaborations/the-oven.yaml").read_text("utf-8")
    assert "  - name: Studio Beispiel\n    role: cci\n    subsectors: [design]\n" in text
    assert "  inhabitants: 17000\n  counted: 2023\n  latitude: 51.27\n  longitude: 14.09\n" in text
    assert "  - url: https://www.geonames.org/2893437\n    supports: [place.latitude, place.longitude]\n" in text
    assert ask("check", "--strict", "content/collaborations/the-oven.yaml").exit_code == FINE


# -- rename, withdraw, reviewed ------------------------------------------------------------------------------


def test_a_renamed_entry_keeps_its_comments_and_its_address_and_links_follow(content: Path) -> None:
    entry, page = content / "collaborations/bread-box.yaml", content / "pages/about.en.md"
    written(content, {"collaborations/bread-box.yaml": entry.read_text("utf-8") + "# the end\n"})
    page.write_text(page.read_text("utf-8") + "\nSee [it](collaboration:bread-box).\n", "utf-8")
    asked = ask("rename", "bread-box", "loaf-box")
    assert (asked.exit_code, asked.stderr) == (FINE, "")
    assert asked.stdout.split() == ["content/pages/about.en.md", "content/collaborations/loaf-box.yaml"]
    assert not entry.exists()
    text = (content / "collaborations/loaf-box.yaml").read_text("utf-8")
    assert re.search(r"^former_slugs: \[.*bread-box\]$", text, re.MULTILINE)
    assert text.endswith("# the end\n")
    assert "(collaboration:loaf-box)" in page.read_text("utf-8")
    assert ask("check", "--strict").exit_code == FINE
    assert ask("rename", "loaf-box", "bread-box").exit_code == FINE
    assert ask("check", "--strict").exit_code == FINE


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("rename", "bred-box", "x"), "there is no entry 'bred-box'; did you mean 'bread-box'?"),
        (("rename", "bread-box", "Bread Box"), "small letters a to z"),
        (("rename", "bread-box", "hay-hotel"), "is there already"),
        (("rename", "bread-box", "../site"), "small letters a to z"),
        (("withdraw", "bread-box"), "--reason"),
        (("withdraw", "bread-box", "--reason", "On request."), "is not LANG=TEXT"),
        (("reviewed", "nothing-like-it"), "there is no entry 'nothing-like-it'\n"),
        (("reviewed", "bread-box", "--on", "today"), "is not a day"),
    ],
)
def test_what_cannot_be_edited_is_wrong_usage(arguments: tuple[str, ...], says: str, content: Path) -> None:
    before = files_in(content)
    asked = ask(*arguments)
    assert (asked.exit_code, asked.stdout) == (USAGE, "")
    assert says in asked.stderr
    assert files_in(content) == before


def test_an_edit_after_which_something_would_be_wrong_is_not_made(content: Path) -> None:
    page = content / "pages/about.en.md"
    page.write_text(page.read_text("utf-8") + "\nSee [it](collaboration:bread-box).\n", "utf-8")
    before = files_in(content)
    asked = ask("withdraw", "bread-box", "--reason", "en=On request.", "--lang", "de")
    assert (asked.exit_code, asked.stdout) == (PROBLEMS, "")
    assert asked.stderr.startswith("Nichts wurde geändert")
    assert "KLT604" in asked.stderr
    assert files_in(content) == before


def test_an_entry_is_withdrawn_once_and_its_review_is_noted(content: Path) -> None:
    place = content / "collaborations/hay-hotel.yaml"
    assert ask("reviewed", "hay-hotel", "--on", "2024-07-30").exit_code == FINE
    assert "\nreviewed: 2024-07-30\n" in place.read_text("utf-8")
    reasons = ("--reason", "en=On request.", "--reason", "de=Auf Wunsch.")
    assert (
        ask("withdraw", "hay-hotel", *reasons, "--on", "2025-02-01").stdout == f"content/collaborations/{place.name}\n"
    )
    assert 'withdrawn:\n  on: 2025-02-01\n  reason:\n    en: "On request."' in place.read_text("utf-8").replace(
        "en: On request.", 'en: "On request."'
    )
    assert ask("check").exit_code == FINE
    assert "has been withdrawn already" in ask("withdraw", "hay-hotel", *reasons).stderr


def test_the_shell_completes_the_names_of_entries(content: Path) -> None:
    assert completed("kltsite", "rename", "") == ["bread-box", "hay-hotel"]
    assert completed("kltsite", "reviewed", "h") == ["hay-hotel"]
    assert completed("kltsite", "fix", "content/collaborations/b") == ["content/collaborations/bread-box.yaml"]
    assert completed("kltsite", "reviewed", "--content", "nowhere", "") == []


@pytest.mark.parametrize(("answer", "written_as"), [("y", "2024-05-01"), ("n", "1.5.2024"), ("", "1.5.2024")])
def test_on_a_terminal_dates_are_written_when_the_editor_agrees(answer: str, written_as: str, content: Path) -> None:
    written(content, {"collaborations/dated.yaml": DATED})
    terminal = Terminal(content.parent, "fix")
    terminal.until("Is that right?")
    terminal.until("[y/N]")
    terminal.type(f"{answer}\n")
    assert terminal.ended() == FINE, terminal.seen
    assert f"listed: {written_as}\n" in (content / "collaborations/dated.yaml").read_text("utf-8")


# -- translations --------------------------------------------------------------------------------------------


def rewritten(content: Path, old: str, new: str) -> None:
    """The bread box with other words."""
    place = content / "collaborations/bread-box.yaml"
    place.write_text(place.read_text("utf-8").replace(old, new), "utf-8")


def test_what_was_confirmed_is_kept_and_what_changes_then_is_told_at_its_place(content: Path) -> None:
    before = ask("translations")
    assert before.exit_code == FINE
    assert before.stdout.splitlines()[-1].startswith("6 texts have never been confirmed")
    kept = ask("translations", "bread-box", "--confirm")
    assert (kept.exit_code, kept.stdout) == (FINE, "content/translations/bread-box.yaml\n")
    assert ask("translations", "bread-box", "--confirm").stdout == ""  # it is written already
    rewritten(content, "Both decide", "The two decide")
    told = ask("translations", "bread-box")
    assert told.exit_code == FINE
    assert told.stdout.splitlines() == [
        "           English  German",
        "bread-box  4 of 4   4 of 4, 1 to review",
        "",
        "content/collaborations/bread-box.yaml:45:11: Evidence › Equal terms › Statement: "
        "to review in German, as it has changed in English",
    ]
    assert "zu prüfen, da geändert auf Englisch" in ask("translations", "--lang", "de").stdout
    checked = ask("check", "--strict")
    assert checked.exit_code == FINE
    assert checked.stdout.splitlines()[0].endswith("45:11: to do KLT513 Evidence › Equal terms › Statement › de:")
    assert ask("translations", "bread-box", "--confirm").exit_code == FINE
    assert "KLT513" not in ask("check").stdout


def test_programs_get_the_same(content: Path) -> None:
    ask("translations", "bread-box", "--confirm")
    rewritten(content, "Both decide", "The two decide")
    told = json.loads(ask("translations", "--format", "json", "--into", "de").stdout)
    assert told["languages"] == ["de"]
    expected = {"texts": 4, "there": 4, "share": 100, "confirmed": 3, "stale": 1}
    assert told["entries"]["bread-box"] == {"status": "published", "languages": {"de": expected}}
    assert told["pages"] == {"de": {"texts": 1, "there": 1, "share": 100}}
    assert told["total"] == {"de": {"texts": 6, "there": 6, "share": 100, "confirmed": 3, "stale": 1}}
    assert told["open"] == [
        {
            "state": "stale",
            "file": "content/collaborations/bread-box.yaml",
            "line": 45,
            "column": 11,
            "field": "evidence.equal-terms.statement.de",
            "language": "de",
            "changed": ["en"],
        }
    ]
    assert told["unwatched"] == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--confirm",), "--confirm needs the names of the entries"),
        (("bred-box",), "did you mean 'bread-box'?"),
        (("--into", "fr"), "the site has no language 'fr'; it has en, de"),
    ],
)
def test_translations_of_nothing_are_wrong_usage(arguments: tuple[str, ...], says: str, content: Path) -> None:
    before = files_in(content)
    asked = ask("translations", *arguments)
    assert (asked.exit_code, asked.stdout) == (USAGE, "")
    assert says in asked.stderr
    assert files_in(content) == before


def test_an_entry_that_cannot_be_read_is_told_beside_the_others(troubled: Path) -> None:
    told = ask("translations")
    assert told.exit_code == PROBLEMS
    assert "draft (draft)" in told.stdout
    assert "collaborations/wrong.yaml" in told.stderr
    refused = ask("translations", "wrong", "--confirm")
    assert (refused.exit_code, refused.stdout) == (USAGE, "")
    assert "cannot be read" in refused.stderr


def test_a_record_goes_with_its_entry_when_that_is_renamed(content: Path) -> None:
    ask("translations", "bread-box", "--confirm")
    text = (content / "translations/bread-box.yaml").read_bytes()
    asked = ask("rename", "bread-box", "loaf-box")
    assert asked.stdout.split() == ["content/collaborations/loaf-box.yaml", "content/translations/loaf-box.yaml"]
    assert not (content / "translations/bread-box.yaml").exists()
    assert (content / "translations/loaf-box.yaml").read_bytes() == text
    assert ask("check", "--strict").exit_code == FINE


def test_a_record_that_was_damaged_is_told_and_written_anew(content: Path) -> None:
    written(content, {"translations/bread-box.yaml": "<<<<<<< ours\ntexts:\n"})
    assert ask("check").exit_code == PROBLEMS
    assert ask("translations", "bread-box", "--confirm").exit_code == FINE
    assert ask("check", "--strict").exit_code == FINE


def test_the_shell_completes_entries_of_translations(content: Path) -> None:
    assert completed("kltsite", "translations", "b") == ["bread-box"]


def test_what_nobody_can_write_is_told_in_a_sentence() -> None:
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "kltsite", "--help"], stdout=full, stderr=subprocess.PIPE, cwd=ROOT
        )
    assert (ended.returncode, ended.stderr) == (FAILED, b"kltsite: This could not be told: No space left on device.\n")


def test_a_reader_who_leaves_early_is_no_mistake() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run([sys.executable, "-m", "kltsite", "stats"], stdout=writer, stderr=subprocess.PIPE, cwd=ROOT)
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (FINE, b"")


def test_a_process_says_all_it_has_to_say_before_it_ends() -> None:
    asked = ask("check", "--format", "json")
    assert run("check", "--format", "json").stdout.decode() == asked.stdout
