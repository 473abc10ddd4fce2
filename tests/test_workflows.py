"""The workflows: safe for forks, pinned, and made of targets that run anywhere."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.helpers import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
TARGETS = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
each = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)


def workflow(path: Path) -> dict[Any, Any]:
    found: dict[Any, Any] = yaml.safe_load(path.read_text("utf-8"))
    return {**found, "on": found[True]}  # what YAML 1.1 takes for a yes


def triggers(path: Path) -> set[str]:
    on = workflow(path)["on"]
    return {on} if isinstance(on, str) else set(on)


def steps(path: Path) -> Iterator[dict[str, Any]]:
    for job in workflow(path)["jobs"].values():
        yield from job["steps"]


def commands(path: Path) -> Iterator[str]:
    if path.name == ".gitlab-ci.yml":
        for job in yaml.safe_load(path.read_text("utf-8")).values():
            yield from job.get("script", ()) if isinstance(job, dict) else ()
    else:
        yield from (step["run"] for step in steps(path) if "run" in step)


def test_there_are_workflows() -> None:
    assert {path.stem for path in WORKFLOWS} == {"check", "comment", "deploy", "links"}


@each
def test_nothing_is_allowed_but_what_a_job_asks_for(path: Path) -> None:
    found = workflow(path)
    assert found["permissions"] == {}
    assert all("permissions" in job and "timeout-minutes" in job for job in found["jobs"].values())


@each
def test_every_action_is_pinned_by_its_digest(path: Path) -> None:
    for step in steps(path):
        if "uses" in step:
            assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", step["uses"])
    named = re.findall(r"uses: \S+@[0-9a-f]{40}(.*)", path.read_text("utf-8"))
    assert all(re.fullmatch(r" # v\d+\.\d+\.\d+", version) for version in named)


@each
def test_where_the_code_of_a_fork_runs_there_is_no_secret_and_nothing_to_write_with(path: Path) -> None:
    assert "pull_request_target" not in triggers(path)
    if "pull_request" in triggers(path):
        text = path.read_text("utf-8")
        assert "secrets." not in text
        assert "github.token" not in text
        for job in workflow(path)["jobs"].values():
            assert set(job["permissions"].values()) <= {"read"}
            assert "environment" not in job


@each
def test_a_job_that_may_write_never_has_the_files_of_a_pull_request(path: Path) -> None:
    for job in workflow(path)["jobs"].values():
        if "write" not in job["permissions"].values():
            continue
        for step in job["steps"]:
            assert "download-artifact" not in step.get("uses", "")
            ref = step.get("with", {}).get("ref", "")
            assert ref in ("", "${{ github.event.repository.default_branch }}")
    for script in (ROOT / "tools/ci").glob("*.sh"):
        assert not re.search(r"git (checkout|switch|worktree|merge|pull|restore|reset)", script.read_text("utf-8"))


@each
def test_no_credential_stays_in_the_checkout(path: Path) -> None:
    for step in steps(path):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


@each
def test_what_comes_from_outside_is_never_part_of_a_command(path: Path) -> None:
    assert all("${{" not in command for command in commands(path))


@pytest.mark.parametrize("path", [*WORKFLOWS, ROOT / ".gitlab-ci.yml"], ids=lambda path: path.name)
def test_every_command_is_a_target_or_a_script_that_runs_anywhere(path: Path) -> None:
    for command in commands(path):
        first = command.split()
        if first[0] == "make":
            target = next(word for word in first[1:] if not word.startswith("-"))
            assert target in TARGETS, command
        else:
            script = ROOT / first[0]
            assert script.is_file() and script.stat().st_mode & stat.S_IXUSR, command
