"""The build as a process: the same bytes anywhere, never a half site, the four exit codes, and no traceback."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kltsite import memory
from kltsite.disk import Cache, stamps
from tests.helpers import ROOT, TEMPLATES, files_in, village, without_entries
from tools.corpus import case_files
from tools.faults import FORM

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a site is not built on Windows itself")

MOMENTS = 5
ATTEMPTS = 5
PATIENCE = 60  # seconds until a process of the tests counts as hanging
BUILD = ROOT / "build.py"
ENTRIES = 16  # enough pages for several processes


@dataclass(frozen=True, slots=True)
class Ended:
    """What a process left: its exit code and what it printed."""

    code: int
    out: str
    err: str


def ended(process: subprocess.Popen[str]) -> Ended:
    """What a process leaves; whatever happens, nobody sees a traceback."""
    out, err = process.communicate(timeout=PATIENCE)
    assert "Traceback" not in err + out, err
    return Ended(process.returncode, out, err)


@dataclass(frozen=True)
class Project:
    """A folder as an editor has it, with content and templates; builds run in it."""

    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def output(self) -> Path:
        return self.folder / "output"

    def start(self, *arguments: str, limit: Callable[[], None] | None = None) -> subprocess.Popen[str]:
        """`python …` in this folder, in a session of its own."""
        kept = {key: os.environ[key] for key in ("PATH", "HOME", "TMPDIR") if key in os.environ}
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=self.folder,
            env={**kept, "PYTHONPATH": str(ROOT), **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,
            preexec_fn=limit,  # noqa: PLW1509  # the tests start no threads
        )

    def run(self, *arguments: str, limit: Callable[[], None] | None = None) -> Ended:
        """`python build.py …` to its end; in one process unless more are asked for, as tests keep all of them busy."""
        jobs = () if "--jobs" in arguments else ("--jobs", "1")
        return ended(self.start(str(BUILD), *arguments, *jobs, limit=limit))

    def built(self, *arguments: str) -> dict[str, bytes]:
        """The site of a build that must succeed."""
        build = self.run(*arguments)
        assert (build.code, build.err) == (0, ""), build
        return files_in(self.output)

    def litter(self) -> list[str]:
        """What a build leaves beside its output."""
        return sorted(path.name for path in self.folder.iterdir() if path.name.startswith(".output"))

    def write(self, below: str, files: Mapping[str, str | bytes]) -> None:
        """Put files into a folder of the project, in this order."""
        for path, content in files.items():
            place = self.folder / below / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content.encode() if isinstance(content, str) else content)


def project(folder: Path, content: Mapping[str, bytes], **environment: str) -> Project:
    """A folder with this content and the real templates."""
    made = Project(folder, environment)
    made.write("content", content)
    shutil.copytree(TEMPLATES, folder / "templates")
    return made


def large() -> dict[str, bytes]:
    """Content with enough pages for several processes."""
    return {**without_entries(), **dict(case_files(ENTRIES))}


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A small project with a site of it; its charts are drawn already."""
    made = project(tmp_path_factory.mktemp("pristine") / "small", village())
    made.built()
    return made


@pytest.fixture
def small(tmp_path: Path, pristine: Project) -> Project:
    """A small project with a site of it, for one test."""
    return Project(Path(shutil.copytree(pristine.folder, tmp_path / "small")))


# -- the same bytes -----------------------------------------------------------------------------------------


def test_two_builds_are_the_same_to_the_byte_wherever_and_however_they_run(tmp_path: Path) -> None:
    content = large()
    here = project(tmp_path / "here", content, TZ="UTC", LC_ALL="C", LANG="C", PYTHONHASHSEED="1")
    there = project(
        tmp_path / "far" / "away in ü",
        dict(reversed(content.items())),  # the disk may list them in another order
        TZ="Pacific/Kiritimati",
        LC_ALL="de_DE.UTF-8",
        LANGUAGE="de",
        PYTHONHASHSEED="4294967295",
        PYTHONUTF8="0",
        COLUMNS="20",
        MPLBACKEND="pdf",
    )
    for path in content:
        os.utime(there.folder / "content" / path, (0, 0))
    process = here.start(str(BUILD), "--jobs", "1", "--no-cache")
    absolute = ("--content", str(there.folder / "content"), "--output", f"{there.output}/")
    sites = {options: there.built(*options) for options in (("--jobs", "2", *absolute), ("--jobs", "3"))}
    assert ended(process).code == 0
    one = files_in(here.output)
    assert len(one) > 4 * 64  # several shards, so several processes
    for options, other in sites.items():
        assert list(other) == list(one)
        assert [path for path in one if one[path] != other[path]] == [], options


def test_a_build_over_an_older_site_leaves_nothing_of_it(small: Project) -> None:
    before = files_in(small.output)
    (small.output / "en" / "stray.html").write_text("stray")
    (small.folder / "content/collaborations/bread-box.yaml").rename(
        small.folder / "content/collaborations/bread-boxes.yaml"
    )
    after = small.built()
    assert "en/stray.html" not in after
    of_all_slugs = ("/browse-index.", "/embed-entries.")  # whose names carry a digest of them
    named = {path for path in before if not any(one in path for one in of_all_slugs)}
    assert {path.replace("bread-boxes", "bread-box") for path in after} >= named


# -- never a half site --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rival:
    """A project whose site is old, and what a build of its present content gives."""

    project: Project
    old: Mapping[str, bytes]
    new: Mapping[str, bytes]
    duration: float

    def whole(self) -> Mapping[str, bytes]:
        """The site in `output`, which must be the old or the new one, file by file."""
        found = files_in(self.project.output)
        for site in (self.old, self.new):
            if found == site:
                return site
        strange = [path for path in found if found[path] not in (self.old.get(path), self.new.get(path))]
        raise AssertionError(f"a half site: {len(found)} files; neither old nor new: {strange[:5]}")

    def restore(self) -> None:
        """The old site again, as a build left it."""
        shutil.rmtree(self.project.output)
        for path, data in self.old.items():
            target = self.project.output / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)


@pytest.fixture(scope="module")
def rival(tmp_path_factory: pytest.TempPathFactory) -> Rival:
    made = project(tmp_path_factory.mktemp("killed") / "site", large())
    new = made.built("--jobs", "2")
    begun = time.monotonic()
    old = made.built("--jobs", "2", "--as-of", "2020-01-01")
    duration = time.monotonic() - begun
    assert old != new
    return Rival(made, old, new, duration)


def killed(rival: Rival, ready: Callable[[], bool]) -> bool:
    """Start a build, kill it when it is ready; whether it was still at work."""
    process = rival.project.start(str(BUILD), "--jobs", "2")
    begun = time.monotonic()
    while not ready() and process.poll() is None and time.monotonic() - begun < PATIENCE:
        time.sleep(0.001)
    process.kill()
    code = ended(process).code
    assert gone(process.pid), "its processes outlived a killed build"
    return code == -signal.SIGKILL


def gone(session: int) -> bool:
    """Whether all processes of a session end soon."""
    for _ in range(500):
        if not any(_session(path) == session for path in Path("/proc").glob("[0-9]*/stat")):
            return True
        time.sleep(0.01)
    return False


def _session(path: Path) -> int:
    try:
        state, _, _, session = path.read_text("utf-8", "replace").rpartition(")")[2].split()[:4]
    except OSError:
        return 0
    return 0 if state == "Z" else int(session)


def test_a_build_killed_at_any_moment_leaves_a_whole_site_each_time_and_the_next_one_cleans_up(rival: Rival) -> None:
    rival.restore()
    for moment in range(MOMENTS):
        until = time.monotonic() + rival.duration * (moment + 0.5) / MOMENTS
        killed(rival, lambda until=until: time.monotonic() > until)
        if rival.whole() is rival.new:  # it came to the swap, or even to its end
            rival.restore()
    assert rival.project.built("--jobs", "2") == rival.new
    assert rival.project.litter() == []


@pytest.mark.parametrize("share", [0.02, 0.9])
def test_a_build_killed_while_it_writes_leaves_the_old_site_and_the_next_one_cleans_up(
    rival: Rival, share: float
) -> None:
    def written() -> bool:
        for staging in rival.project.folder.glob(".output.new-*"):
            return sum(1 for _ in staging.rglob("*.*")) >= share * len(rival.new)
        return False

    for _ in range(ATTEMPTS):  # a busy machine may let the build get through before it is killed
        rival.restore()
        if killed(rival, written) and rival.whole() is rival.old:
            break
    assert rival.whole() is rival.old
    assert [name[:12] for name in rival.project.litter() if name != ".output.lock"] == [".output.new-"]
    assert rival.project.built("--jobs", "1") == rival.new
    assert rival.project.litter() == []


def test_a_build_that_is_interrupted_says_so_and_leaves_the_old_site(rival: Rival) -> None:
    rival.restore()
    process = rival.project.start(str(BUILD), "--jobs", "2", "--no-cache")
    while process.poll() is None and not list(rival.project.folder.glob(".output.new-*")):
        time.sleep(0.001)
    os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C reaches the workers too
    build = ended(process)
    assert (build.code, build.err.splitlines()[0]) == (3, "kltsite: Stopped.")
    assert rival.whole() is rival.old
    assert rival.project.litter() == []


# -- exit codes ---------------------------------------------------------------------------------------------


@pytest.fixture
def untouched(small: Project) -> Iterator[Project]:
    """The project, of which the test must leave the site as it is."""
    before = {path: (small.output / path).stat().st_mtime_ns for path in files_in(small.output)}
    content = files_in(small.output)
    yield small
    assert files_in(small.output) == content
    assert {path: (small.output / path).stat().st_mtime_ns for path in content} == before
    assert small.litter() == []


def test_a_problem_in_the_content_is_told_with_its_place_and_ends_with_1(untouched: Project) -> None:
    untouched.write("content/collaborations", {"wrong.yaml": "title: {en: Wrong, de: Falsch}\nstatus: publish\n"})
    untouched.write("content/collaborations", {"worse.yaml": "title: [\n"})
    build = untouched.run()
    assert (build.code, build.out) == (1, "")
    assert "content/collaborations/wrong.yaml:2:9: error KLT204" in build.err
    assert "content/collaborations/worse.yaml:" in build.err  # all of them in one run


def test_a_problem_is_told_in_german_on_demand(untouched: Project) -> None:
    untouched.write("content/collaborations", {"wrong.yaml": "title: {en: Wrong, de: Falsch}\nstatus: publish\n"})
    build = untouched.run("--lang", "de")
    assert build.code == 1
    assert "wrong.yaml:2:9: Fehler KLT204" in build.err


def test_a_problem_of_the_built_site_ends_with_1(untouched: Project) -> None:
    home = (TEMPLATES / "home.html").read_text("utf-8")
    untouched.write("templates", {"home.html": home.replace("{{ page.evaluation }}", "nowhere.html")})
    build = untouched.run()
    assert (build.code, build.out) == (1, "")
    assert "output/en/index.html:1:1: error KLT702" in build.err


@pytest.mark.parametrize(
    ("name", "wrong", "told", "jobs"),
    [
        ("entry.html", "{{ page.no_such_thing }}", "no_such_thing", "2"),
        ("list.html", "{% if %}", "Expected an expression", "2"),
        ("footer.html", "{{ page.funding", "unexpected '<'", "1"),
        ("components/parts.html", "{% macro trail(links %}", "expected ')'", "1"),
    ],
    ids=["undefined", "syntax", "unclosed", "macro"],
)
def test_a_wrong_template_is_told_with_file_and_line_and_ends_with_3(
    rival: Rival, name: str, wrong: str, told: str, jobs: str
) -> None:
    rival.restore()
    path = rival.project.folder / "templates" / name
    lines = path.read_text("utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if number > 4 and text.startswith("<"))
    try:
        path.write_text("\n".join([*lines[: line - 1], wrong, *lines[line - 1 :]]) + "\n", encoding="utf-8")
        build = rival.project.run("--jobs", jobs)
    finally:
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert (build.code, build.out) == (3, "")
    found = re.search(r"templates/([a-z/]+\.html):(\d+): (.*)", build.err)
    assert found is not None, build.err
    assert (found[1], told in found[3]) == (name, True)
    assert int(found[2]) - line in (0, 1)  # what is not closed is noticed on the next line
    assert "The output folder is as it was." in build.err
    assert rival.whole() is rival.old
    assert rival.project.litter() == []


def test_a_missing_template_is_told_by_its_name_and_ends_with_3(untouched: Project) -> None:
    (untouched.folder / "templates/card.html").unlink()
    build = untouched.run()
    assert (build.code, build.out) == (3, "")
    assert "templates/card.html" in build.err


WRONG_USAGE = {
    ("--content", "no-such-folder"): "There is no folder no-such-folder.",
    ("--templates", "no-such-folder"): "There is no folder no-such-folder.",
    ("--output", "foreign"): "foreign holds files that kltsite did not make",
    ("--output", "content/site"): "lie in one another",
    ("--output", "."): "holds the folder you are in",
    ("--output", "content/site.yaml"): "is not a folder",
    ("--as-of", "2024-02-30"): "is not a day",
    ("--as-of", "soon"): "is not a day",
    ("--base-url", "ftp://x.example/"): "is not an address such as",
    ("--base-url", "https://x.example/?a=b"): "is not an address such as",
    ("--base-url", "https://x.example/#a"): "is not an address such as",
    ("--base-url", 'https://x.example/" onload="x'): "is not an address such as",
    ("--base-url", "https://x.example/\nAllow: /"): "is not an address such as",
    ("--base-url", "https://"): "is not an address such as",
    ("--jobs", "0"): "--jobs",
    ("--lang", "xx"): "there is no language 'xx'",
    ("--no-such-option",): "No such option",
    ("more",): "unexpected extra argument",
}


def test_wrong_usage_is_told_in_a_sentence_and_ends_with_2(untouched: Project) -> None:
    untouched.write("foreign", {"thesis.txt": "the only copy"})
    under_way = {arguments: untouched.start(str(BUILD), *arguments) for arguments in WRONG_USAGE}
    for arguments, process in under_way.items():
        build = ended(process)
        assert (build.code, build.out) == (2, ""), (arguments, build)
        assert WRONG_USAGE[arguments] in " ".join(build.err.split())
    assert files_in(untouched.folder / "foreign") == {"thesis.txt": b"the only copy"}


def test_a_file_too_large_for_the_system_ends_with_3_and_leaves_the_old_site(untouched: Project) -> None:
    build = untouched.run(limit=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (12_000, 12_000)))
    assert (build.code, build.out) == (3, "")
    assert build.err.startswith("kltsite: A file is larger than this system allows for output; nothing was changed.")


def test_a_full_disk_ends_with_3_and_leaves_the_old_site(small: Project, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    size = sum(map(len, files_in(small.output).values()))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size * 2}", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no disk may be mounted here")
    try:
        shutil.copytree(small.output, disk / "output")
        before = files_in(disk / "output")
        (disk / "ballast").write_bytes(b"x" * (size // 2))
        build = small.run("--output", str(disk / "output"))
        assert (build.code, build.out) == (3, "")
        assert "There is no space left on the disk" in build.err
        assert files_in(disk / "output") == before
        assert sorted(path.name for path in disk.iterdir()) == ["ballast", "output"]
        (disk / "ballast").unlink()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_mistake_of_ours_is_told_in_a_sentence_and_ends_with_3(untouched: Project) -> None:
    (untouched.folder / "templates/assets/site.css").unlink()
    build = untouched.run()
    assert (build.code, build.out) == (3, "")
    assert "kltsite: The tool failed" in build.err
    assert "site.css" in build.err


def test_a_build_while_another_one_is_under_way_ends_with_3(untouched: Project) -> None:
    holder = (
        "import sys, time\nfrom pathlib import Path\nfrom kltsite import disk\n"
        "with disk.stage(Path('output')):\n    print('held', flush=True)\n    sys.stdin.read()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", holder],
        cwd=untouched.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        assert process.stdout.readline() == b"held\n"
        build = untouched.run()
        process.stdin.close()
    assert build.code == 3
    assert "Another build is writing output" in build.err


# -- what the options do ------------------------------------------------------------------------------------


def test_a_build_says_in_one_line_what_it_made_and_nothing_else(small: Project) -> None:
    build = small.run()
    assert build.err == ""
    assert build.out == f"{len(files_in(small.output))} files in output. 8 files · 0 errors · 0 warnings · 0 to-dos\n"


def test_the_address_the_day_and_the_drafts_of_the_command_line_are_those_of_the_site(small: Project) -> None:
    small.write("content/collaborations", {"later.yaml": "title: {en: Later on, de: Später}\n"})
    site = small.built("--base-url", "http://127.0.0.1:8000/x/y", "--as-of", "2030-12-31", "--drafts")
    assert json.loads(site["data/v1/evaluation.json"])["as_of"] == "2030-12-31"
    assert b"<loc>http://127.0.0.1:8000/x/y/en/index.html</loc>" in site["sitemap.xml"]
    assert not [path for path, data in site.items() if b"collection.example" in data]
    assert b"Later on" in site["en/collaborations/later.html"]
    assert json.loads(site["build.json"])["drafts"] is True
    without = small.built()
    assert "en/collaborations/later.html" not in without
    assert json.loads(without["build.json"])["evaluated_on"] == "2024-08-01"


def test_the_site_can_go_to_a_folder_that_is_not_there_yet(small: Project) -> None:
    build = small.run("--output", "public/deep/site")
    assert build.code == 0
    assert files_in(small.folder / "public/deep/site") == files_in(small.output)


# -- what is imported ---------------------------------------------------------------------------------------


def imported(small: Project, *arguments: str) -> set[str]:
    """The top packages that a command imports."""
    build = ended(small.start("-X", "importtime", *arguments))
    assert build.code == 0, build.err[-2000:]
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in build.err.splitlines() if "|" in line}


def test_a_build_after_a_plain_edit_imports_neither_what_draws_nor_the_library_for_markdown(small: Project) -> None:
    edit(small, "nobody has to vouch", "nobody need vouch")
    found = imported(small, str(BUILD))
    assert not found & {"matplotlib", "numpy", "PIL", "markdown", "nh3", "ssl"}
    assert {"jinja2", "kltsite"} <= found


def test_a_build_without_changes_imports_nothing_that_reads_or_renders(small: Project) -> None:
    settle()
    small.built()
    found = imported(small, str(BUILD))
    assert not found & {"matplotlib", "numpy", "PIL", "jinja2", "markdown", "yaml", "babel"}
    assert not found & {"multiprocessing", "concurrent", "tempfile", "obstore", "distributed"}
    assert {"click", "kltsite"} <= found


def test_a_check_imports_neither_templates_nor_markdown_nor_charts(small: Project) -> None:
    found = imported(small, "-c", "from kltsite.cli import main; main(['check'])")
    assert not found & {"matplotlib", "numpy", "jinja2", "markupsafe", "markdown", "nh3", "multiprocessing"}
    assert {"msgspec", "yaml", "kltsite"} <= found


def test_nothing_is_run_that_another_package_plugs_into_a_library_of_ours(small: Project, tmp_path: Path) -> None:
    beside = tmp_path / "installed"
    described = beside / "plugged-1.0.dist-info"
    described.mkdir(parents=True)
    (described / "METADATA").write_text("Metadata-Version: 2.1\nName: plugged\nVersion: 1.0\n")
    plugs = "[markdown.extensions]\ntables = plugged:a\nsane_lists = plugged:a\n"
    (described / "entry_points.txt").write_text(plugs)
    (beside / "plugged.py").write_text("from pathlib import Path\nPath('was-run').touch()\n")
    around = Project(small.folder, {"PYTHONPATH": os.pathsep.join((str(beside), str(ROOT)))})
    edit(small, "A small collection", "A collection `of code`", "content/pages/about.en.md")
    assert b"<code>of code</code>" in around.built()["en/about.html"]
    told = ended(around.start("-m", "kltsite", "check"))
    assert (told.code, told.err) == (0, ""), told
    assert not (small.folder / "was-run").exists()


# -- what is remembered -------------------------------------------------------------------------------------


def edit(project: Project, old: str, new: str, path: str = "content/collaborations/bread-box.yaml") -> None:
    """Another text in a file, which must have it."""
    place = project.folder / path
    assert old in place.read_text("utf-8")
    place.write_text(place.read_text("utf-8").replace(old, new), "utf-8")
    settle()


def settle() -> None:
    """Files that were touched a moment ago are not trusted to stay as they are."""
    time.sleep(0.06)


def written(project: Project) -> dict[str, tuple[int, int]]:
    """What each file of the site is on the disk: the same number and time, as long as nobody writes it."""
    return {
        path.relative_to(project.output).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in project.output.rglob("*")
        if path.is_file()
    }


def afresh(project: Project) -> dict[str, bytes]:
    """The site where there was none; only what is drawn is taken from the cache."""
    build = project.run("--output", "afresh")
    assert (build.code, build.err) == (0, ""), build
    site = files_in(project.folder / "afresh")
    shutil.rmtree(project.folder / "afresh")
    return site


@pytest.fixture
def remembered(small: Project) -> Project:
    """A small project whose last build is remembered."""
    settle()
    small.built()
    return small


def test_a_build_without_changes_writes_nothing_and_says_the_same(remembered: Project) -> None:
    before, folder = written(remembered), remembered.output.stat().st_ino
    build = remembered.run()
    assert (build.code, build.err) == (0, "")
    assert build.out == f"{len(before)} files in output. 8 files · 0 errors · 0 warnings · 0 to-dos\n"
    assert (written(remembered), remembered.output.stat().st_ino) == (before, folder)


def test_after_one_changed_entry_the_pages_of_others_stay_as_they_were_written(remembered: Project) -> None:
    before = written(remembered)
    edit(remembered, "en: The bread box", "en: Bread out of a box")
    site = remembered.built()
    after = written(remembered)
    stayed = {path for path in before if before[path] == after.get(path)}
    assert b"Bread out of a box" in site["en/collaborations/bread-box.html"]
    assert "en/collaborations/bread-box.html" not in stayed
    assert "en/help/klt305.html" in stayed
    assert site == afresh(remembered)


def forge(project: Project, old: str, new: str, *, sealed: bool) -> None:
    """Another text in what the last build kept of what the case files say; `sealed` as only the build itself can."""
    cache, files = Cache(project.folder / ".cache/kltsite"), (project.folder / ".cache/kltsite").iterdir()
    found = [path for path in files if b'["collaborations/bread-box.yaml"' in path.read_bytes()]
    kept = max(found, key=lambda path: path.stat().st_mtime_ns)
    readings = memory.readings_from_text(cache.get(kept.name))
    said = {path: text.replace(old, new) for path, (_, text) in readings.files.items()}
    assert said != {path: text for path, (_, text) in readings.files.items()}
    if sealed:
        forged = memory.readings(readings.shared, said, stamps(project.folder / "content"))
    else:
        forged = memory.Readings(readings.shared, {path: (readings.files[path][0], said[path]) for path in said})
    cache.put(kept.name, memory.readings_to_text(forged))


def test_what_case_files_said_is_asked_for_again(remembered: Project) -> None:
    forge(remembered, "The bread box", "Another title", sealed=True)
    edit(remembered, "A small collection", "The small collection", "content/pages/about.en.md")
    assert [path for path, data in remembered.built().items() if b"Another title" in data]


def test_what_somebody_else_wrote_into_the_cache_counts_for_nothing(remembered: Project) -> None:
    forge(remembered, "The bread box", "A forged title", sealed=False)
    edit(remembered, "A small collection", "The small collection", "content/pages/about.en.md")
    assert remembered.built() == afresh(remembered)


def test_what_a_case_file_said_counts_only_while_it_stands_as_it_was_read(remembered: Project) -> None:
    forge(remembered, "The bread box", "Another title", sealed=True)
    edit(remembered, "en: The bread box", "en: The bread basket")
    assert remembered.built() == afresh(remembered)


def test_another_limit_of_a_criterion_has_every_case_file_read_anew(remembered: Project) -> None:
    forge(remembered, "The bread box", "Another title", sealed=True)
    edit(remembered, "20000", "19999", "content/criteria.yaml")
    assert remembered.built() == afresh(remembered)


def test_a_file_of_the_site_that_somebody_touched_is_written_anew(remembered: Project) -> None:
    site = files_in(remembered.output)
    (remembered.output / "en/help/klt305.html").write_text("<script>alert(1)</script>", "utf-8")
    (remembered.output / "en/index.html").unlink()
    (remembered.output / "of-somebody.html").write_text("mine", "utf-8")
    assert remembered.built() == site


def test_rows_of_a_table_that_somebody_touched_are_written_anew(remembered: Project) -> None:
    table = remembered.output / "data/v1/collaborations.csv"
    table.write_bytes(table.read_bytes().replace(b"The bread box", b"A forged title"))
    edit(remembered, "A small collection", "The small collection", "content/pages/about.en.md")
    assert remembered.built() == afresh(remembered)


def test_after_one_changed_entry_the_rows_of_the_others_are_those_of_the_build_before(remembered: Project) -> None:
    before = remembered.output / "data/v1/collaborations.csv"
    rows = before.read_bytes().splitlines()
    edit(remembered, "en: The bread box", "en: Bread out of a box")
    assert remembered.built() == afresh(remembered)
    assert len({*before.read_bytes().splitlines()} - {*rows}) == 1


@pytest.fixture(scope="module")
def formed(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with the form, which keeps all of each entry, and a site of it that is remembered."""
    content = {**village(), **dict(case_files(3)), "pages/contribute.en.md": FORM.encode()}
    made = project(tmp_path_factory.mktemp("form") / "large", content)
    made.built()
    return made


@pytest.fixture
def with_form(tmp_path: Path, formed: Project) -> Project:
    """The same, for one test."""
    made = Project(Path(shutil.copytree(formed.folder, tmp_path / "formed")))
    settle()
    made.built()
    return made


STORY = "content/collaborations/made-up-00001.yaml"


def stays(project: Project, was: str, now: str, path: str = STORY) -> set[str]:
    """What stands as it was written after an edit; the site has to be the same as one built where there was none."""
    before = written(project)
    edit(project, was, now, path)
    assert project.built() == afresh(project)
    after = written(project)
    return {path for path in before if before[path] == after.get(path)}


def test_after_a_change_of_a_story_only_files_that_show_it_are_written(with_form: Project) -> None:
    at = lambda language, folder: f"{language}/{folder}/made-up-00001.html"  # noqa: E731
    stayed = stays(with_form, "What counts is", "What really counts is")
    assert {"en/index.html", "data/v1/evaluation.json", "en/collaborations/index.html"} <= stayed
    shown = {path for path, data in files_in(with_form.output).items() if b"What really counts is" in data}
    assert not shown & stayed
    assert shown >= {at("en", "collaborations"), "data/v1/collaborations.json"}
    assert {at("de", "kooperationen"), "data/v1/collaborations.csv"} <= stayed
    before = written(with_form)
    assert with_form.run().code == 0
    assert written(with_form) == before, "nothing changed"
    stayed = stays(with_form, "What really counts is", "What counts is")
    assert "en/collaborations/index.html" in stayed
    assert "en/collaborations/index.html" not in stays(with_form, "en: 'Made-up case 1", "en: 'Case 1")


def test_what_stands_as_it_was_read_is_not_read_again_for_the_story_of_another_entry(with_form: Project) -> None:
    edit(with_form, "What counts is", "What really counts is", STORY)
    program = (
        "import sys; from kltsite.cli import main\n"
        "told = []\n"
        "sys.addaudithook(lambda event, given: told.append(str(given[0])) if event == 'open' else None)\n"
        "try: main(['build', '--jobs', '1'])\n"
        "finally: print(*[one for one in told if 'collaborations/' in one and 'yaml' in one], sep='\\n')"
    )
    build = ended(with_form.start("-c", program))
    assert (build.code, build.err) == (0, "")
    read = {line.removeprefix("b'").removesuffix("'").rpartition("/")[2] for line in build.out.splitlines()[1:]}
    assert read == {"made-up-00001.yaml"}
    assert files_in(with_form.output) == afresh(with_form)


def test_a_file_that_changes_while_it_is_read_is_read_once_more(with_form: Project) -> None:
    edit(with_form, "What counts is", "What really counts is", STORY)
    program = (
        "from kltsite import disk; from kltsite.cli import main\n"
        "def moved(files, path): raise disk.DiskError(f'{path} was changed', 'Build again.')\n"
        "disk.AsTheyStood.__getitem__ = moved\n"
        "main(['build', '--jobs', '1'])"
    )
    build = ended(with_form.start("-c", program))
    assert (build.code, build.err) == (0, "")
    assert files_in(with_form.output) == afresh(with_form)


@pytest.mark.parametrize("change", ["another file", "a file less", "larger than any may be", "nine stories"])
def test_whatever_else_may_be_is_read_as_ever(with_form: Project, change: str) -> None:
    folder = with_form.folder / "content/collaborations"
    match change:
        case "another file":
            data = (folder / "bread-box.yaml").read_bytes().replace(b"The bread box", b"Another box")
            (folder / "other-box.yaml").write_bytes(data.replace(b"Der Brotkasten", b"Ein anderer Kasten"))
        case "a file less":
            (folder / "made-up-00002.yaml").unlink()
        case "larger than any may be":
            with (folder / "made-up-00001.yaml").open("ab") as file:
                file.truncate(33 << 20)
        case _:
            for file in sorted(folder.glob("made-up-*.yaml"))[:9]:
                file.write_bytes(file.read_bytes().replace(b"What counts is", b"What then counts is"))
    settle()
    build = with_form.run()
    if change == "larger than any may be":
        assert build.code == 1
        assert "too large" in build.err or "KLT101" in build.err
    else:
        assert (build.code, build.err) == (0, "")
        assert files_in(with_form.output) == afresh(with_form)


def test_a_file_that_was_only_touched_has_nothing_written(with_form: Project) -> None:
    before = written(with_form)
    (with_form.folder / STORY).touch()
    settle()
    build = with_form.run()
    assert (build.code, build.err) == (0, "")
    assert build.out.startswith(f"{len(before)} files in output. ")
    assert written(with_form) == before


def test_a_story_that_changed_since_it_was_committed_has_no_history_and_then_may_change_again(
    with_form: Project,
) -> None:
    mine = Project(with_form.folder, {"GIT_CONFIG_NOSYSTEM": "1"})
    git = ("git", "-c", "user.name=Example", "-c", "user.email=a@example.org", "-C", str(mine.folder))
    for command in (("init", "-q"), ("add", "content"), ("commit", "-q", "-m", "All")):
        subprocess.run([*git, *command], check=True)
    mine.built()
    assert "en/collaborations/index.html" not in stays(mine, "What counts is", "What first counts is")
    assert "en/collaborations/index.html" in stays(mine, "What first counts is", "What counts then is")
    assert "en/collaborations/index.html" not in stays(mine, "What counts then is", "What counts is")
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "More"], check=True)
    assert mine.built() == afresh(mine)


def test_other_words_on_the_command_line_are_other_inputs(remembered: Project) -> None:
    site = remembered.built("--base-url", "https://elsewhere.example/")
    assert not [path for path, data in site.items() if b"collection.example" in data]
    assert b"elsewhere.example" in site["en/help/klt305.html"]


def test_another_template_is_on_every_page_that_has_it(remembered: Project) -> None:
    for name in ("card.html", "components/parts.html", "assets/site.css"):
        place = remembered.folder / "templates" / name
        place.write_bytes(place.read_bytes() + b"\n")
    settle()
    assert remembered.built() == afresh(remembered)


def test_what_a_memory_says_counts_only_for_files_that_stand_as_they_were_written(remembered: Project) -> None:
    """Another site at the same place, with a memory that was made for the first one."""
    site = files_in(remembered.output)
    shutil.copytree(remembered.output, remembered.folder / "copy")
    shutil.rmtree(remembered.output)
    (remembered.folder / "copy").rename(remembered.output)
    (remembered.output / "en/help/klt305.html").write_bytes(b"forged")
    assert remembered.built() == site


def test_a_build_cleans_up_after_a_killed_one_even_where_nothing_has_changed(remembered: Project) -> None:
    (remembered.folder / ".output.new-00000000").mkdir()
    remembered.built()
    assert remembered.litter() == []


def test_a_damaged_cache_is_drawn_anew(small: Project) -> None:
    before = files_in(small.output)
    for path in (small.folder / ".cache/kltsite").iterdir():
        if path.name != ".gitignore":
            path.write_bytes(path.read_bytes()[:-9] + b"</script>")
    assert small.built() == before
