"""The disk: real files, real faults, real kills; whatever happens, a whole site stands."""

# ruff: noqa: PTH108, PTH123, PTH208, PTH211 (what stands on the disk is looked at as the module does, in bytes)

from __future__ import annotations

import errno
import fcntl
import inspect
import json
import os
import random
import resource
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kltsite import disk
from kltsite.disk import Cache, DiskError, Unread, WrongFolder, read_folder, stage
from tests.helpers import files_in

ROOT = Path(disk.__file__).parents[2]
MARKER, LATER = (json.dumps({"generator": f"kltsite {version}"}).encode() for version in ("1.0", "2.0"))


def build(output: Path, generation: int, files: int = 300, size: int = 20) -> None:
    """A site every file of which tells its generation; run here and in the processes that we kill."""
    with disk.stage(output) as staging:
        staging.write("build.json", b'{"generator": "kltsite 1.0"}')
        staging.write(f"only/{generation}.html", b"%d" % generation)
        for number in range(files - 2):
            staging.write(f"en/{number % 7}/{number}.html", b"%d" % generation * size)
        staging.publish()


BUILD = f"""
import os, subprocess, sys, time
from pathlib import Path
from kltsite import disk
{inspect.getsource(build)}
output = Path(sys.argv[1])
"""


@pytest.fixture(autouse=True)
def _nothing_hangs() -> Iterator[None]:
    """Whoever waits for a pipe is woken, and fails."""

    def wake(number: int, frame: object) -> None:
        raise AssertionError("it hangs")

    signal.signal(signal.SIGALRM, wake)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A folder with a site of ours, generation 1."""
    (tmp_path / "home").mkdir()
    build(tmp_path / "home" / "output", 1, 10)
    return tmp_path / "home" / "output"


def generation(output: Path, files: int = 10, size: int = 20) -> int:
    """The generation of the site, after a look at every file of it."""
    found, unread = read_folder(output)
    assert not unread
    assert len(found) == files
    (only,) = [path for path in found if path.startswith("only/")]
    number = int(found[only])
    assert only == f"only/{number}.html"
    assert {text for path, text in found.items() if path.startswith("en/")} == {b"%d" % number * size}
    return number


def beside(output: Path) -> list[str]:
    return sorted(name for name in os.listdir(output.parent) if name != output.name)


def start(code: str, *arguments: object, prefix: tuple[str, ...] = ()) -> subprocess.Popen[str]:
    command = [*prefix, sys.executable, "-c", code, *map(str, arguments)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, text=True, cwd=ROOT, **pipes)  # type: ignore[call-overload, no-any-return]


def run(code: str, *arguments: object, prefix: tuple[str, ...] = ()) -> str:
    if prefix and subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode:
        pytest.skip(f"{' '.join(prefix)} is not permitted here")
    out, err = (process := start(code, *arguments, prefix=prefix)).communicate(timeout=20)
    assert process.returncode == 0, err
    return str(out).strip()


def powerless(code: str, *arguments: object) -> str:
    """Run code as a process that must keep to the permissions of files, even where the tests run as root."""
    return run(code, *arguments, prefix=() if os.geteuid() else ("unshare", "--user"))


# ---- a whole site, always


def build_for_ever(output: Path, generation: int, told: int) -> None:
    """Build one generation after the other, with a byte to `told` before each."""
    try:
        while os.write(told, b"."):
            build(output, generation)
            generation += 1
    finally:
        os._exit(1)


@pytest.mark.parametrize(("one_step", "rounds"), [(True, 20), (False, 10)])
def test_a_build_killed_at_any_moment_leaves_a_whole_site(tmp_path: Path, one_step: bool, rounds: int) -> None:
    output = tmp_path / "site"
    build(output, 0)
    seen, half_done, lasts = set(), 0, 0.0
    for number in range(rounds):
        begins, told = os.pipe()
        process = os.fork()
        if not process:
            if not one_step:
                disk.staging._exchange = lambda one, other: False
            build_for_ever(output, number * 1000 + 1, told)
        os.read(begins, 1)
        if number % 2 == 0:  # let one build end, and see how long it takes
            begin = time.monotonic()
            os.read(begins, 1)
            lasts = time.monotonic() - begin
        time.sleep(random.uniform(0, 1.2) * lasts)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(begins)
        os.close(told)
        half_done += any(".new-" in name or name.endswith(".old") for name in beside(output))
        if not one_step:
            with stage(output):
                pass
        seen.add(generation(output, 300))
    assert len(seen) >= rounds // 2, "a build that had ended was lost"
    assert half_done >= rounds // 8, "the builds were killed at no interesting moment"
    with stage(output):
        pass
    assert beside(output) == []
    generation(output, 300)


def test_a_reader_never_finds_the_site_away(output: Path) -> None:
    process = start(BUILD + "for number in range(30): build(output, number, 10)\nprint('end')", output)
    looks = 0
    while process.poll() is None:
        assert (output / "build.json").read_bytes()
        looks += 1
    assert process.communicate()[0] == "end\n"
    assert looks > 100


CALLS = (
    "open",
    "write",
    "mkdir",
    "chmod",
    "fchmod",
    "rename",
    "listdir",
    "unlink",
    "rmdir",
    "scandir",
    "lstat",
)


@pytest.mark.parametrize("one_step", [True, False])
def test_a_fault_at_any_call_leaves_a_whole_site(output: Path, one_step: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk fails once, at the 1st, 2nd, 3rd … call, until a build comes through without a fault."""
    if not one_step:
        monkeypatch.setattr(disk.staging, "_exchange", lambda one, other: False)
    faults = refused = 0
    while True:
        left = [faults]
        with monkeypatch.context() as patch:
            for name in CALLS:
                patch.setattr(os, name, failing(getattr(os, name), left, errno.EIO))
            try:
                build(output, faults + 2, 10)
                fine = True
            except (DiskError, WrongFolder):
                fine, refused = False, refused + 1
        if not fine:
            with stage(output):
                pass
        assert (generation(output) == faults + 2) is fine, f"fault {faults}"
        if left[0] >= 0:
            break
        faults += 1
    assert refused > 30
    assert beside(output) == []


def failing(real: Callable[..., object], left: list[int], code: int) -> Callable[..., object]:
    """The same function, but one call of those that share `left` fails."""

    def call(*arguments: object, **options: object) -> object:
        left[0] -= 1
        if left[0] == -1:
            raise OSError(code, os.strerror(code))
        return real(*arguments, **options)

    return call


def test_without_one_step_a_kill_between_the_two_renames_is_mended(output: Path) -> None:
    old = output.with_name(".output.old")
    output.rename(old)
    (output.with_name(".output.new-0123abcd")).mkdir()
    with stage(output):
        assert generation(output) == 1
    assert beside(output) == []

    output.rename(old)
    output.mkdir()  # somebody made it anew, empty
    with stage(output):
        assert generation(output) == 1

    build(old, 2, 10)  # the second rename was done, the removal was not
    with stage(output):
        pass
    assert generation(output) == 1
    assert beside(output) == []


def test_without_one_step_a_second_rename_that_fails_is_taken_back(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk.staging, "_exchange", lambda one, other: False)
    real, calls = os.rename, []

    def rename(source: bytes, target: bytes) -> None:
        calls.append(target)
        if len(calls) == 3:
            raise OSError(errno.EIO, "fault")
        real(source, target)

    monkeypatch.setattr(os, "rename", rename)
    with pytest.raises(DiskError):
        build(output, 2, 10)
    assert generation(output) == 1
    assert beside(output) == []


def test_the_exchange_is_one_step_here_by_libc_and_by_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, asked = disk.staging._call, []

    def call(name: str, *arguments: int | bytes) -> bool:
        asked.append(name)
        return name != "renameat2" and real(name, *arguments)

    for name in ("one", "other"):
        (tmp_path / name / name).mkdir(parents=True)
    one, other = os.fsencode(tmp_path / "one"), os.fsencode(tmp_path / "other")
    assert disk.staging._exchange(one, other)
    assert os.listdir(one) == [b"other"]
    monkeypatch.setattr(disk.staging, "_call", call)
    assert disk.staging._exchange(one, other)
    assert os.listdir(one) == [b"one"]
    assert asked == ["renameat2", "syscall"]
    assert not real("no_such_function")
    with pytest.raises(FileNotFoundError):
        real("renameat2", -100, one, -100, other + b"x", 2)


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_a_build_that_ends_early_leaves_no_trace(output: Path, error: type[BaseException]) -> None:
    with pytest.raises(error), stage(output) as staging:
        staging.write("build.json", MARKER)
        assert len(beside(output)) == 2
        raise error
    with stage(output) as staging:
        staging.write("build.json", MARKER)
    assert generation(output) == 1
    assert beside(output) == []


def test_an_error_of_the_caller_stays_what_it_is(output: Path) -> None:
    with pytest.raises(PermissionError), stage(output):
        raise PermissionError("not about the site")


def test_a_first_site_needs_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch, pytest.raises(DiskError, match="You have no permission"):
        patch.setattr(os, "rename", failing(os.rename, [0], errno.EACCES))
        build(tmp_path / "a" / "b" / "site", 6, 10)
    assert os.listdir(tmp_path / "a" / "b") == []
    build(tmp_path / "a" / "b" / "site", 7, 10)
    assert generation(tmp_path / "a" / "b" / "site") == 7
    (tmp_path / "empty").mkdir()
    build(tmp_path / "empty", 8, 10)
    assert generation(tmp_path / "empty") == 8


def test_an_output_that_is_a_link_keeps_its_link(output: Path, tmp_path: Path) -> None:
    link = tmp_path / "www"
    link.symlink_to("home/output")
    build(link, 2, 10)
    assert link.is_symlink()
    assert generation(output) == 2
    assert sorted(os.listdir(tmp_path)) == ["home", "www"]


def test_modes_do_not_depend_on_the_umask(tmp_path: Path) -> None:
    old = os.umask(0o077)
    try:
        build(tmp_path / "site", 1, 10)
        disk.write_file(tmp_path / "one", b"")
    finally:
        os.umask(old)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "site").rglob("*.html")}
    folders = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "site", *tmp_path.glob("site/en/*"))}
    assert (modes, folders) == ({0o644}, {0o755})
    assert stat.S_IMODE((tmp_path / "one").stat().st_mode) == 0o644


# ---- the disk refuses


def test_a_file_too_large_for_the_system_changes_nothing(output: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5000, hard))
    try:
        with pytest.raises(DiskError, match=r"^A file is larger than this system allows for .*output; nothing was"):
            build(output, 2, 10, 6000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert generation(output) == 1
    assert beside(output) == []


SMALL_DISK = (
    BUILD
    + """
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "none", sys.argv[1]], check=True)
site = output / "site"
build(site, 1, 10)
if sys.argv[2] == "read-only":
    subprocess.run(["mount", "-o", "remount,ro", sys.argv[1]], check=True)
try:
    build(site, 2, 10, 50_000)
except disk.DiskError as error:
    print(error, error.hint, (site / "only").joinpath("1.html").exists(), os.listdir(output))
try:
    with disk.stage(output): pass
except disk.WrongFolder as error:
    print(error)
"""
)


def test_a_full_disk_changes_nothing(tmp_path: Path) -> None:
    told = run(SMALL_DISK, tmp_path, "full", prefix=("unshare", "--mount", "--user", "--map-root-user"))
    assert told.splitlines() == [
        f"There is no space left on the disk that holds {tmp_path}/site; nothing was changed. "
        "Free some, or choose another disk. True ['site']",
        f"{tmp_path} is a disk of its own; it was left alone.",
    ]


def test_a_read_only_disk_is_told(tmp_path: Path) -> None:
    told = run(SMALL_DISK, tmp_path, "read-only", prefix=("unshare", "--mount", "--user", "--map-root-user"))
    assert told.startswith(f"The disk that holds {tmp_path}/site can only be read; nothing was changed.")


def test_a_folder_without_permission_is_told(output: Path) -> None:
    output.parent.chmod(0o555)
    code = BUILD + "try: build(output, 2)\nexcept disk.DiskError as error: print(error)"
    assert powerless(code, output) == f"You have no permission for {output}; nothing was changed."


@pytest.mark.parametrize("place", ["page.html/site", "page.html/deep/site"])
def test_a_folder_below_a_file_is_told(tmp_path: Path, place: str) -> None:
    (tmp_path / "page.html").write_bytes(b"mine")
    with pytest.raises(DiskError) as told, stage(tmp_path / place):
        pass
    assert str(told.value) == f"Something on the way to {tmp_path / place} is not a folder; nothing was changed."
    assert told.value.hint == "Choose another folder."
    assert (tmp_path / "page.html").read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (errno.EROFS, "The disk that holds {} can only be read; nothing was changed."),
        (errno.EDQUOT, "Your share of the disk that holds {} is used up; nothing was changed."),
        (errno.EIO, "{}: Input/output error; nothing was changed."),
    ],
)
@pytest.mark.parametrize("call", ["open", "write", "close"])
def test_every_refusal_is_one_sentence(
    output: Path, code: int, sentence: str, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = getattr(os, call)

    def refuse(*arguments: object) -> object:
        if call == "close":
            real(*arguments)
        raise OSError(code, os.strerror(code))

    with stage(output) as staging:
        staging.write("build.json", MARKER)
        with monkeypatch.context() as patch, pytest.raises(DiskError) as told:
            patch.setattr(os, call, refuse)
            staging.write("index.html", b"x")
    assert str(told.value) == sentence.format(output)
    assert generation(output) == 1


def test_a_fault_told_late_by_the_disk_changes_nothing(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def call(name: str, *arguments: int | bytes) -> bool:
        assert name == "syncfs", "the swap came before the flush"
        raise OSError(errno.ENOSPC, "late")

    monkeypatch.setattr(disk.staging, "_call", call)
    with pytest.raises(DiskError, match="no space left"):
        build(output, 2, 10)
    assert generation(output) == 1


@pytest.mark.parametrize("linked", [True, False])
def test_a_file_that_is_kept_is_the_one_that_was_looked_at(
    output: Path, monkeypatch: pytest.MonkeyPatch, linked: bool
) -> None:
    def refuse(*arguments: object, **more: object) -> None:
        raise OSError(errno.EPERM, "no links on this disk")

    if not linked:
        monkeypatch.setattr(os, "link", refuse)
    stood = disk.standing(output)
    with stage(output) as staging:
        staging.write("build.json", MARKER)
        staging.keep("en/1/1.html", stood["en/1/1.html"])
        staging.publish()
    assert (output / "en/1/1.html").read_bytes() == b"1" * 20
    stood = disk.standing(output)
    (output / "new").write_bytes(b"2" * 20)
    (output / "new").replace(output / "en/1/1.html")
    with pytest.raises(DiskError, match=r"en/1/1\.html was changed") as told, stage(output) as staging:
        staging.write("build.json", MARKER)
        staging.keep("en/1/1.html", stood["en/1/1.html"])
    assert told.value.hint == "Build again."
    assert (output / "en/1/1.html").read_bytes() == b"2" * 20


@pytest.mark.parametrize("refused", [0, 1, 7], ids=["every link", "no link at first", "one in the middle"])
def test_many_files_are_kept_at_once_be_it_as_copies(
    output: Path, monkeypatch: pytest.MonkeyPatch, refused: int
) -> None:
    link, asked = os.link, [0]

    def some(*arguments: Any, **more: Any) -> None:
        asked[0] += 1
        if asked[0] == refused:
            raise OSError(errno.EMLINK, "too many links")
        link(*arguments, **more)

    before = files_in(output)
    monkeypatch.setattr(os, "link", some)
    with stage(output) as staging:
        staging.write("build.json", LATER)
        stay = {path: stamp for path, stamp in disk.standing(output).items() if path != "build.json"}
        stamps = {**staging.keep_all(stay), **staging.stamps(["build.json"])}
        staging.publish()
    assert files_in(output) == {**before, "build.json": LATER}
    assert stamps == disk.standing(output)
    assert asked[0] >= len(before) - 1


def test_a_file_that_is_touched_while_many_are_kept_does_not_stand_as_is_told_of_it(output: Path) -> None:
    stood, page = disk.standing(output), output / "en/1/1.html"
    page.write_bytes(b"2" * 20)
    stay = {path: stamp for path, stamp in stood.items() if path != "build.json"}
    with stage(output) as staging:
        staging.write("build.json", LATER)
        stamps = {**staging.keep_all(stay), **staging.stamps(["build.json"])}
        staging.publish()
    now = disk.standing(output)
    assert [path for path in now if now[path] != stamps[path]] == ["en/1/1.html"]


def test_a_file_that_is_gone_is_kept_no_more_than_the_rest(output: Path) -> None:
    stood = disk.standing(output)
    (output / "en/1/1.html").unlink()
    before = files_in(output)
    with pytest.raises(DiskError), stage(output) as staging:
        staging.write("build.json", LATER)
        staging.keep_all({path: stamp for path, stamp in stood.items() if path != "build.json"})
    assert files_in(output) == before
    assert beside(output) == []


def test_files_are_there_as_they_stood_and_read_when_somebody_asks_for_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.yaml", "below/b.yaml", "below/c.yaml", ".hidden"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode() * 2)
    (tmp_path / "link.yaml").symlink_to(tmp_path / "a.yaml")
    files = disk.AsTheyStood(tmp_path, disk.stamps(tmp_path))
    with monkeypatch.context() as nobody:
        nobody.setattr(os, "open", pytest.fail)
        assert sorted(files) == ["a.yaml", "below/b.yaml", "below/c.yaml", "link.yaml"]
        assert "a.yaml" in files
        assert files.get("d.yaml") is None
        assert files.sizes == {"a.yaml": 12, "below/b.yaml": 24, "below/c.yaml": 24, "link.yaml": 12}
    assert files["below/b.yaml"] == b"below/b.yaml" * 2
    (tmp_path / "a.yaml").write_bytes(b"b.yamla.yaml")
    (tmp_path / "below/c.yaml").unlink()
    for changed in ("a.yaml", "below/c.yaml", "link.yaml"):
        with pytest.raises(DiskError):
            files[changed]


def test_a_file_is_read_as_long_as_it_stands_as_it_did(output: Path) -> None:
    place, stamp = output / "en/1/1.html", disk.standing(output)["en/1/1.html"]
    assert disk.read_as_it_stood(place, stamp) == b"1" * 20
    (output / "new").write_bytes(b"2" * 20)
    (output / "new").replace(place)
    assert disk.read_as_it_stood(place, stamp) is None
    place.unlink()
    assert disk.read_as_it_stood(place, stamp) is None
    place.symlink_to(output / "build.json")
    assert disk.read_as_it_stood(place, disk.standing(output)["en/1/1.html"]) is None


def test_short_writes_are_continued(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, data[:3]))
    build(output, 12345, 10)
    assert generation(output) == 12345


# ---- one build at a time


def test_a_second_build_is_told_to_wait(output: Path) -> None:
    process = start(BUILD + "with disk.stage(output): print('ready', flush=True); time.sleep(20)", output)
    process.stdout.readline()  # type: ignore[union-attr]
    with pytest.raises(DiskError, match=r"Another build is writing .*output; nothing was changed") as told:
        build(output, 2, 10)
    assert "Wait" in told.value.hint
    process.kill()
    process.communicate()
    build(output, 3, 10)
    assert generation(output) == 3
    with stage(output), pytest.raises(DiskError, match="Another build"):
        build(output, 4, 10)
    assert beside(output) == []


def test_a_worker_that_outlives_a_killed_build_does_not_keep_the_lock(output: Path) -> None:
    code = BUILD + (
        "with disk.stage(output):\n"
        "    if not os.fork(): print(os.getpid(), flush=True); os.close(1); os.close(2)\n"
        "    time.sleep(20)\n"
    )
    process = start(code, output)
    worker = int(process.stdout.readline())  # type: ignore[union-attr]
    process.kill()
    process.wait()
    try:
        build(output, 2, 10)
        os.kill(worker, 0)
    finally:
        os.kill(worker, signal.SIGKILL)
        process.communicate()
    assert generation(output) == 2


def test_a_worker_that_leaves_the_block_cleans_nothing(output: Path) -> None:
    try:
        with stage(output) as staging:
            staging.write("build.json", MARKER)
            if not (worker := os.fork()):
                raise EOFError
            os.waitpid(worker, 0)
            assert len(beside(output)) == 2
    except EOFError:
        os._exit(0)


def test_a_lock_file_removed_between_two_looks_is_not_taken(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = fcntl.flock, []

    def flock(descriptor: int, how: int) -> None:
        real(descriptor, how)
        calls.append(descriptor)
        if len(calls) == 1:
            output.with_name(".output.lock").unlink()
        if len(calls) == 2:
            output.with_name(".output.lock").unlink()
            output.with_name(".output.lock").touch()

    monkeypatch.setattr(fcntl, "flock", flock)
    build(output, 2, 10)
    assert len(calls) == 3


# ---- folders that are not ours


@pytest.mark.parametrize(
    "marker", [None, b"", b"not json", b"[]", b'{"generator": "hugo"}', b'{"generator": 1}', b"[" * 99999]
)
def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path, marker: bytes | None) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "thesis.txt").write_bytes(b"ten years")
    if marker is not None:
        (tmp_path / "home" / "build.json").write_bytes(marker)
    with pytest.raises(WrongFolder, match=r"home holds files that kltsite did not make; it was left alone\."):
        build(tmp_path / "home", 1)
    assert (tmp_path / "home" / "thesis.txt").read_bytes() == b"ten years"
    assert beside(tmp_path / "home") == []


def test_a_folder_that_becomes_somebody_elses_during_the_build_is_left_alone(output: Path) -> None:
    with pytest.raises(WrongFolder, match="did not make"), stage(output) as staging:
        staging.write("build.json", MARKER)
        (output / "build.json").write_bytes(b"{}")
        staging.publish()
    assert (output / "only" / "1.html").exists()


def test_a_repository_is_left_alone(output: Path) -> None:
    (output / ".git").mkdir()
    with pytest.raises(WrongFolder, match="git repository"):
        build(output, 2)


def test_only_what_a_build_can_have_left_is_removed(output: Path) -> None:
    for name in (
        ".output.new-abcdefgh",
        ".output.new-0123456789",
        ".output.old",
        ".outputs.new-01234567",
        "x",
    ):
        output.with_name(name).mkdir()
        output.with_name(name).joinpath("mine").touch()
    before = beside(output)
    build(output, 2, 10)
    assert beside(output) == before


@pytest.mark.parametrize("kind", ["file", "dangling", "root", "loop"])
def test_what_is_no_folder_is_refused(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "site"
    if kind == "file":
        place.touch()
    elif kind == "root":
        place = Path("/")
    else:
        place.symlink_to("nowhere" if kind == "dangling" else "site")
    with pytest.raises(WrongFolder), stage(place):
        pass
    assert os.listdir(tmp_path) == ([] if kind == "root" else ["site"])


@pytest.mark.parametrize("place", ["content", ".", "content/site", "link", "link/site"])
def test_an_output_around_or_within_the_content_is_refused(tmp_path: Path, place: str) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "link").symlink_to("content")
    protected = [tmp_path / "templates", tmp_path / "content"]
    with pytest.raises(WrongFolder, match="lie in one another"), stage(tmp_path / place, protected=protected):
        pass
    assert sorted(os.listdir(tmp_path)) == ["content", "link"]
    with stage(tmp_path / "content-site", protected=protected):
        pass


def test_an_output_around_the_present_folder_is_refused(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in (output / "en", output):
        monkeypatch.chdir(folder)
        with pytest.raises(WrongFolder, match="holds the folder you are in"), stage(output):
            pass
    monkeypatch.chdir(output.parent)
    build(Path("output"), 2, 10)
    assert generation(output) == 2


@pytest.mark.parametrize(
    "path", ["", "/etc/passwd", "../x", "a/../../x", "a//b", "a/", "./a", "a/.", "a\0b", "a\\..\\b", ".."]
)
def test_no_path_leaves_the_site(output: Path, path: str) -> None:
    with stage(output) as staging, pytest.raises(ValueError, match="not a path within the site"):
        staging.write(path, b"")


def test_two_files_of_one_name_are_refused(output: Path) -> None:
    with stage(output) as staging:
        staging.write("a.html", b"")
        with pytest.raises(DiskError, match=r"one name on this disk: a\.html"):
            staging.write("a.html", b"")


def test_a_site_that_no_later_build_would_know_is_not_published(output: Path) -> None:
    with stage(output) as staging:
        with pytest.raises(ValueError, match=r"build\.json"):
            staging.publish()
        staging.write("build.json", MARKER)
        staging.publish()
        with pytest.raises(ValueError, match="already"):
            staging.publish()
        with pytest.raises(ValueError, match="already"):
            staging.write("late.html", b"")
    assert os.listdir(output) == ["build.json"]


# ---- reading


def test_a_folder_is_read_in_order_and_without_leftovers(tmp_path: Path) -> None:
    names = ["b.yaml", "a/é.yaml", "a/b/c.txt", "a.yaml", ".env", ".git/config", "a.yaml~", ".a.swp", "a.swp"]
    for name in [*names, "#a.yaml#", "a/.#x", "#"]:
        disk.write_file(tmp_path / name, name.encode())
    files, unread = read_folder(tmp_path)
    assert list(files.items()) == [(name, name.encode()) for name in sorted(names[:4])]
    assert unread == ()


def test_whatever_cannot_be_read_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    (folder / "a").mkdir(parents=True)
    (folder / "a" / "fine").write_bytes(b"fine")
    (folder / "large").write_bytes(b"x" * 11)
    (folder / "right").write_bytes(b"x" * 10)
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_bytes(b"token")
    (tmp_path / "content-secret").write_bytes(b"secret")
    os.mkfifo(folder / "pipe")
    open(os.fsencode(folder) + b"/caf\xe9", "wb").close()
    (folder / "a\n::error::b").touch()
    with socket.socket(socket.AF_UNIX) as door:
        old = Path.cwd()
        os.chdir(folder)
        door.bind("door")
        os.chdir(old)
    for name, target in {
        "dangling": "nowhere",
        "loop": "loop",
        "inside": "a/fine",
        "hidden": ".git/config",
        "outside": "../content-secret",
        "absolute": "/etc/hostname",
        "null": "/dev/zero",
        "up": "..",
        "again": ".",
        "to-a": "a",
        "to-pipe": "pipe",
    }.items():
        (folder / name).symlink_to(target)
    files, unread = read_folder(folder, limit=10)
    assert files == {"a/fine": b"fine", "inside": b"fine", "right": b"x" * 10}
    assert unread == (
        Unread(r"a\n::error::b", "unreadable"),
        Unread("absolute", "outside"),
        Unread("again", "not-a-file"),
        Unread(r"caf\xe9", "unreadable"),
        Unread("dangling", "unreadable"),
        Unread("door", "not-a-file"),
        Unread("hidden", "outside"),
        Unread("large", "too-large"),
        Unread("loop", "unreadable"),
        Unread("null", "outside"),
        Unread("outside", "outside"),
        Unread("pipe", "not-a-file"),
        Unread("to-a", "not-a-file"),
        Unread("to-pipe", "not-a-file"),
        Unread("up", "outside"),
    )


def test_links_of_a_trusted_folder_lead_anywhere_but_not_round_in_circles(tmp_path: Path) -> None:
    for name in ("shared/one", "shared/deep/two", "folder/own/three"):
        disk.write_file(tmp_path / name, name.encode())
    for name, target in {"a": "../shared", "b": "../shared", "c": "own", "o": "..", "z": "/dev/zero"}.items():
        (tmp_path / "folder" / name).symlink_to(target)
    (tmp_path / "shared" / "back").symlink_to("../folder")
    files, unread = read_folder(tmp_path / "folder", follow_outside=True)
    assert list(files) == ["a/deep/two", "a/one", "own/three"]
    assert unread == (Unread("z", "not-a-file"),)


def test_no_permission_for_a_file_or_folder_does_not_stop_the_reading(tmp_path: Path) -> None:
    for name in ("a/closed/x", "a/file", "b"):
        disk.write_file(tmp_path / name, b"")
    (tmp_path / "a" / "file").chmod(0)
    (tmp_path / "a" / "closed").chmod(0)
    code = BUILD + "print(disk.read_folder(output))"
    expected = ({"b": b""}, (Unread("a/closed", "unreadable"), Unread("a/file", "unreadable")))
    assert powerless(code, tmp_path) == str(expected)
    code = BUILD + "try: disk.read_folder(output)\nexcept disk.DiskError as error: print(error)"
    told = powerless(code, tmp_path / "a" / "closed")
    assert told == f"You have no permission for {tmp_path}/a/closed; nothing was read."
    (tmp_path / "a" / "closed").chmod(0o755)


def test_a_file_that_grows_or_vanishes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("grows", "vanishes"):
        (tmp_path / name).write_bytes(b"12345")
    opened, read = os.open, os.read

    def open_(path: bytes, *arguments: int) -> int:
        if path.endswith(b"vanishes"):
            os.unlink(path)
        return opened(path, *arguments)

    def read_(descriptor: int, size: int) -> bytes:
        with (tmp_path / "grows").open("ab") as file:
            file.write(b"67890")
        return read(descriptor, 3)

    monkeypatch.setattr(os, "open", open_)
    monkeypatch.setattr(os, "read", read_)
    assert read_folder(tmp_path, limit=20) == (
        {},
        (Unread("grows", "too-large"), Unread("vanishes", "unreadable")),
    )


def test_a_folder_that_is_not_there_is_a_wrong_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for name in ("missing", "file"):
        with pytest.raises(WrongFolder, match=f"There is no folder .*{name}"):
            read_folder(tmp_path / name)


def test_files_of_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk.reading, "__file__", str(tmp_path / "kltsite/disk/reading.py"))
    disk.write_file(tmp_path / "cache" / "de.json", b"{}")
    disk.write_file(tmp_path / "kltsite" / "locale" / "en.json", b"[]")
    (tmp_path / "kltsite" / "locale" / "de.json").symlink_to("../../cache/de.json")
    assert disk.read_package("locale") == {"de.json": b"{}", "en.json": b"[]"}
    (tmp_path / "cache" / "de.json").unlink()
    with pytest.raises(DiskError, match=r"lacks locale/de\.json"):
        disk.read_package("locale")
    with pytest.raises(DiskError, match=r"lacks fonts/"):
        disk.read_package("fonts")


# ---- single files


def test_one_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "schema" / "a.json"
    disk.write_file(place, b"old")
    assert (disk.read_bytes(place), disk.exists(place), disk.exists(tmp_path / "b")) == (b"old", True, False)
    for call in ("open", "write", "fsync", "replace"):
        with monkeypatch.context() as patch, pytest.raises(DiskError, match=r"a\.json"):
            patch.setattr(os, call, failing(getattr(os, call), [0], errno.ENOSPC))
            disk.write_file(place, b"new")
        assert (os.listdir(place.parent), place.read_bytes()) == (["a.json"], b"old")
    disk.write_file(place, b"new")
    assert place.read_bytes() == b"new"


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, told in {
        "no": "No such file or directory; nothing was read",
        "pipe": "is not a file",
        ".": "is not",
    }.items():
        with pytest.raises(DiskError, match=told):
            disk.read_bytes(tmp_path / name)


# ---- the cache

KEY = "0123456789abcdef"


def test_the_cache_gives_back_what_was_put(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "a" / "cache")
    assert cache.get(KEY) is None
    assert not (tmp_path / "a").exists()
    for text in ("", "ä\r\n\0", "x" * 100_000):
        cache.put(KEY, text)
        assert Cache(tmp_path / "a" / "cache").get(KEY) == text
    assert (tmp_path / "a" / "cache" / ".gitignore").read_text() == "*\n"
    assert sorted(os.listdir(tmp_path / "a" / "cache")) == [".gitignore", KEY]


def test_the_cache_gives_back_bytes_that_are_no_text(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    assert cache.get_bytes(KEY) is None
    for data in (b"", b"\xff\xfe\0", bytes(range(256)) * 400):
        cache.put_bytes(KEY, data)
        assert Cache(tmp_path / "cache").get_bytes(KEY) == data
    assert cache.get(KEY) is None
    cache.put(KEY, "ä")
    assert cache.get_bytes(KEY) == "ä".encode()
    with pytest.raises(ValueError, match="not a key"):
        cache.put_bytes("../" + KEY, b"")


def test_a_damaged_entry_is_no_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache, place = Cache(tmp_path), tmp_path / KEY
    cache.put(KEY, "sixteen of 23")
    whole = place.read_bytes()
    for damaged in (b"", whole[:10], whole[:-1], whole + b"x", whole[:40] + b"7" + whole[41:]):
        place.write_bytes(damaged)
        assert cache.get(KEY) is None
        assert cache.get_bytes(KEY) is None
    place.write_bytes(disk.writing._seal(KEY, b"\xff") + b"\xff")
    assert cache.get(KEY) is None
    (tmp_path / KEY[::-1]).write_bytes(whole)  # whole, but of another key
    assert cache.get(KEY[::-1]) is None
    place.unlink()
    for make in (os.mkdir, os.mkfifo, lambda path: os.symlink(tmp_path / KEY[::-1], path)):
        make(place)
        assert cache.get(KEY) is None
        place.rmdir() if place.is_dir() else place.unlink()
    monkeypatch.setattr(disk.writing, "_CACHE_LIMIT", 50)
    cache.put(KEY, "x" * 18)
    assert cache.get(KEY) == "x" * 18
    cache.put("f" * 64, "x" * 19)
    assert not (tmp_path / ("f" * 64)).exists()
    monkeypatch.setattr(disk.writing, "_CACHE_LIMIT", 49)
    assert cache.get(KEY) is None


def test_a_cache_that_cannot_be_written_is_silent_about_the_disk_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    Cache(tmp_path / "file").put(KEY, "x")
    assert Cache(tmp_path / "file").get(KEY) is None
    cache = Cache(tmp_path / "cache")
    cache.put(KEY, "old")
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", failing(os.write, [0], errno.ENOSPC))
        cache.put(KEY, "new")
    assert cache.get(KEY) == "old"
    for key in ("", "0123456789abcde", "../../0123456789abcdef", "0123456789ABCDEF", KEY + "\n", "0" * 65):
        with pytest.raises(ValueError, match="not a key"):
            cache.put(key, "")
        with pytest.raises(ValueError, match="not a key"):
            cache.get(key)
    with pytest.raises(UnicodeEncodeError):
        cache.put(KEY, "\ud800")


def test_the_names_in_a_folder_are_sorted_and_hidden_ones_left_out(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yaml", ".hidden", "a.yaml~"):
        (tmp_path / name).touch()
    assert disk.names(tmp_path) == ["a.yaml", "b.yaml"]
    with pytest.raises(disk.WrongFolder):
        disk.names(tmp_path / "nowhere")


def test_stamps_change_when_a_file_or_the_folder_does(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    assert disk.stamps(folder) == {}
    (folder / "below").mkdir(parents=True)
    (folder / "below/one.yaml").write_text("one")
    (folder / ".hidden").write_text("x")
    first = disk.stamps(folder)
    assert set(first) == {"", "below/one.yaml"}
    (folder / "below/one.yaml").write_text("longer")
    second = disk.stamps(folder)
    assert second["below/one.yaml"] != first["below/one.yaml"]
    assert second[""] == first[""]
    folder.rename(tmp_path / "away")
    folder.mkdir()
    assert disk.stamps(folder)[""] != first[""]


def test_a_file_is_removed_and_one_that_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("one")
    disk.remove_file(tmp_path / "one.yaml")
    assert not (tmp_path / "one.yaml").exists()
    with pytest.raises(disk.DiskError, match=r"one\.yaml"):
        disk.remove_file(tmp_path / "one.yaml")


def test_what_a_killed_build_left_in_the_cache_is_gone_with_the_next_one(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    Cache(folder).put("0" * 16, "kept")
    (folder / ".new-0123456789abcdef").write_bytes(b"half")
    cache = Cache(folder)
    assert sorted(os.listdir(folder)) == [".gitignore", "0" * 16]
    assert cache.get("0" * 16) == "kept"
