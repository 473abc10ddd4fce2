"""What the repository knows of the files: told where it is certain, and nothing in every other case."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from kltsite import git
from kltsite.cli import main
from kltsite.domain.history import History, Repository
from tests.helpers import BASE, TEMPLATES, files_in

BREAD, HAY = "collaborations/bread.yaml", "collaborations/hay.yaml"
LONG = "".join(f"line_{number}: {number}\n" for number in range(40))


class Clone:
    """A repository with a content folder, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.content = folder, folder / "content"
        folder.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str, day: str = "2024-01-01") -> str:
        names = {f"GIT_{who}_{what}": "a@b.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        dates = {f"GIT_{who}_DATE": f"{day}T12:00:00+0000" for who in ("AUTHOR", "COMMITTER")}
        alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        environment = {**os.environ, **names, **dates, **alone}
        done = subprocess.run(["git", *arguments], cwd=self.folder, env=environment, capture_output=True, check=True)
        return done.stdout.decode().strip()

    def write(self, path: str, text: str) -> None:
        (self.content / path).parent.mkdir(parents=True, exist_ok=True)
        (self.content / path).write_text(text, encoding="utf-8")

    def commit(self, day: str, **files: str | None) -> str:
        """Commit files of the collaborations by slug; None removes one."""
        for slug, text in files.items():
            path = f"collaborations/{slug}.yaml"
            if text is None:
                (self.content / path).unlink()
            else:
                self.write(path, text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message=Change", day=day)
        return self.git("rev-parse", "HEAD")


def told(content: Path, former: Mapping[str, tuple[str, ...]] | None = None) -> Repository:
    with git.asked(content, files_in(content)) as history:
        return history(former or {})


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path / "clone")


def test_a_file_was_added_on_its_first_day_and_changed_on_its_last(clone: Clone) -> None:
    clone.commit("2023-05-01", bread="title: a\nlisted: b\n", hay="title: c\n")
    clone.commit("2023-06-01", bread="title: a\nlisted: d\n")
    commit = clone.commit("2024-02-29", bread="title: a\nlisted: d\nplace:\n  locality: e\n")
    found = told(clone.content)
    assert found.commit == commit
    assert found.histories == {
        "bread": History(date(2024, 2, 29), date(2023, 5, 1), 3, ("place",)),
        "hay": History(date(2023, 5, 1), date(2023, 5, 1), 1),
    }


def test_days_are_those_of_universal_time(clone: Clone) -> None:
    clone.write(BREAD, "title: a\n")
    clone.git("add", "--all")
    environment = {"GIT_COMMITTER_DATE": "2024-01-01T00:30:00+0200", "GIT_AUTHOR_DATE": "2020-01-01T00:00:00+0000"}
    subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "--quiet", "--message=x"],
        cwd=clone.folder,
        env={**os.environ, **environment},
        check=True,
    )
    assert told(clone.content).histories["bread"].changed == date(2023, 12, 31)


def test_nothing_is_said_of_a_file_that_is_not_as_it_was_committed(clone: Clone) -> None:
    clone.commit("2023-05-01", bread="title: a\n", hay="title: b\n")
    clone.write(BREAD, "title: z\n")
    clone.write("collaborations/new.yaml", "title: n\n")
    assert set(told(clone.content).histories) == {"hay"}


def test_a_shallow_clone_says_nothing(clone: Clone, tmp_path: Path) -> None:
    clone.commit("2023-05-01", bread="title: a\n")
    clone.commit("2023-06-01", bread="title: b\n")
    shallow = tmp_path / "shallow"
    clone.git("clone", "--quiet", "--depth=1", f"file://{clone.folder}", str(shallow))
    assert told(shallow / "content") == Repository()
    whole = tmp_path / "whole"
    clone.git("clone", "--quiet", f"file://{clone.folder}", str(whole))
    assert told(whole / "content") == told(clone.content) != Repository()


def test_a_clone_without_all_its_contents_says_nothing_and_fetches_nothing(clone: Clone, tmp_path: Path) -> None:
    clone.commit("2023-05-01", bread=LONG)
    clone.commit("2023-06-01", bread=None, cake=LONG + "more: b\n")  # to tell this needs the old content
    clone.git("config", "uploadpack.allowFilter", "true")
    partial = tmp_path / "partial"
    clone.git("clone", "--quiet", "--filter=blob:none", f"file://{clone.folder}", str(partial))
    assert told(partial / "content") == Repository()


def test_no_repository_no_commit_no_git_and_no_files_say_nothing(
    clone: Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone.write(BREAD, "title: a\n")
    assert told(clone.content) == Repository()  # nothing is committed yet
    clone.commit("2023-05-01", bread="title: a\n")
    assert told(clone.content) != Repository()
    with git.asked(clone.content, {}) as history:
        assert history({}) == Repository()
    outside = tmp_path / "outside"
    (outside / "collaborations").mkdir(parents=True)
    (outside / BREAD).write_text("title: a\n", encoding="utf-8")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert told(outside) == Repository()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert told(clone.content) == Repository()


def test_a_repository_that_the_environment_names_is_not_asked(clone: Clone, monkeypatch: pytest.MonkeyPatch) -> None:
    clone.commit("2023-05-01", bread="title: a\n")
    before = told(clone.content)
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_WORK_TREE", "/nowhere")
    assert told(clone.content) == before


def test_a_damaged_repository_says_nothing(clone: Clone) -> None:
    commit = clone.commit("2023-05-01", bread="title: a\n")
    tree = clone.git("rev-parse", f"{commit}^{{tree}}")
    place = clone.folder / ".git" / "objects" / tree[:2] / tree[2:]
    place.chmod(0o644)
    place.write_bytes(b"no tree")
    assert told(clone.content) == Repository()


@pytest.mark.parametrize(
    ("changed", "former", "followed"),
    [("", (), True), ("more: b\n", ("bread",), True), ("more: b\n", (), False)],
    ids=["moved as it was", "with its former name", "changed and like another"],
)
def test_a_renamed_file_is_followed_where_it_is_certain_to_be_the_same(
    clone: Clone, changed: str, former: tuple[str, ...], followed: bool
) -> None:
    clone.commit("2023-05-01", bread=LONG)
    clone.commit("2023-06-01", bread=None, cake=LONG + changed)
    cake = told(clone.content, {"cake": former} if former else {}).histories["cake"]
    assert cake.changed == date(2023, 6, 1)
    assert (cake.added, cake.commits) == ((date(2023, 5, 1), 2) if followed else (None, None))


def test_a_folder_that_moved_keeps_its_history(clone: Clone) -> None:
    clone.commit("2023-05-01", bread=LONG)
    (clone.folder / "content").rename(clone.folder / "old")
    clone.commit("2023-05-02")
    (clone.folder / "old").rename(clone.folder / "content")
    clone.commit("2023-05-03", bread=LONG + "more: b\n")
    assert told(clone.content).histories["bread"].added == date(2023, 5, 1)


def test_a_name_that_was_used_before_is_another_file(clone: Clone) -> None:
    clone.commit("2020-01-01", bread="title: another\n")
    clone.commit("2021-01-01", bread=None)
    clone.commit("2022-01-01", bread="title: a\n")
    assert told(clone.content).histories["bread"] == History(date(2022, 1, 1), date(2022, 1, 1), 1)


def test_branches_that_were_merged_are_told_too(clone: Clone) -> None:
    clone.commit("2023-01-01", bread="title: a\n")
    clone.git("checkout", "--quiet", "-b", "branch")
    clone.commit("2023-02-01", hay="title: b\n")
    clone.git("checkout", "--quiet", "main")
    clone.commit("2023-03-01", bread="title: c\n")
    clone.git("merge", "--quiet", "--no-ff", "--no-edit", "branch", day="2023-04-01")
    histories = told(clone.content).histories
    assert (histories["bread"].added, histories["bread"].commits) == (date(2023, 1, 1), 2)
    assert histories["hay"] == History(date(2023, 2, 1), date(2023, 2, 1), 1)


def test_what_lies_too_far_back_is_not_known(clone: Clone, monkeypatch: pytest.MonkeyPatch) -> None:
    clone.commit("2023-01-01", bread="title: a\n", hay="title: a\n")
    clone.commit("2023-02-01", hay="title: b\n")
    monkeypatch.setattr(git, "_LEAST", 1)
    monkeypatch.setattr(git, "_WORK", 1)
    assert told(clone.content).histories == {"hay": History(date(2023, 2, 1), fields=("title",))}


def test_whether_the_repository_has_a_file_anywhere_is_told(clone: Clone, tmp_path: Path) -> None:
    clone.commit("2024-01-01", bread="title: Bread\n")
    clone.commit("2024-01-02", bread="title: Rolls\n")
    assert git.holds(clone.content, b"title: Rolls\n")
    assert git.holds(clone.content, b"title: Bread\n"), "long ago"
    assert git.holds(clone.content, b"title: Cake\n") is False
    assert git.holds(tmp_path, b"title: Bread\n") is None, "no repository"


def test_settings_of_git_change_nothing(clone: Clone) -> None:
    clone.commit("2023-01-01", bread=LONG)
    clone.commit("2023-02-01", bread=None, cake=LONG)
    before = told(clone.content)
    for name, value in (("diff.renames", "false"), ("log.showSignature", "true"), ("log.showRoot", "false"),
                        ("diff.relative", "true"),
                        ("color.ui", "always"), ("core.quotePath", "true"), ("log.date", "relative")):  # fmt: skip
        clone.git("config", name, value)
    assert told(clone.content) == before


def test_a_build_tells_the_history_unless_it_is_told_not_to(clone: Clone, tmp_path: Path) -> None:
    for path, data in files_in(BASE).items():
        clone.write(path, data.decode())
    commit = clone.commit("2023-05-01")
    for options, known in ((), True), (("--no-history",), False):
        output = tmp_path / f"output-{known}"
        arguments = ["build", "--content", str(clone.content), "--templates", str(TEMPLATES), "--output", str(output)]
        result = CliRunner().invoke(main, [*arguments, "--base-url=https://collection.example/", "--jobs=1", *options])
        assert result.exit_code == 0, result.output
        page = (output / "en" / "collaborations" / "bread-box.html").read_text(encoding="utf-8")
        assert ('<time datetime="2023-05-01">1 May 2023</time>: File added' in page) == known
        assert json.loads((output / "build.json").read_bytes())["commit"] == (commit if known else "")
