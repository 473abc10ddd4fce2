"""A site in an object store: what is sent, in which order, with what told of it; and that no page leads to nowhere."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from kltsite import disk, publish, storage
from kltsite.cli import FAILED, FINE, USAGE, main
from kltsite.elsewhere import ElsewhereError
from kltsite.storage import LIST, ObjectStore, Outcome, Plan, Sent, headers, plan, sent_from_json, sent_to_json
from tests.clusters import needs_s3, s3
from tests.helpers import BASE, TEMPLATES, built, few_rules, files_in, village

BUCKET = "villages"
PREFIX = "on/the/hill"
ADDRESS = f"s3://{BUCKET}/{PREFIX}"


def by_digest(*paths: str, digest: str = "1") -> dict[str, str]:
    return dict.fromkeys(paths, digest)


def test_new_files_go_first_then_entries_then_lists_then_the_ways_in() -> None:
    entry, card, listed, home = "en/c/a.html", "en/card/a.html", "en/c/country/at.html", "en/index.html"
    root, feed, new, table = "en/about.html", "en/feed.xml", "en/c/new.html", "data/v1/collaborations.csv"
    here = by_digest(new, entry, card, listed, home, root, feed, table, "assets/a.css")
    there = by_digest(entry, card, listed, home, root, feed, table, "en/c/gone.html", "foreign.html")
    sent = {path: Sent("0", "1") for path in there if path != "foreign.html"}
    assert plan(here, sent, there) == Plan(
        (("assets/a.css", new), (table, entry, card), (root, listed), (feed, home)), ("en/c/gone.html",), 2, 7
    )


def test_what_is_there_as_it_was_sent_is_not_sent_again() -> None:
    here = by_digest("a", "b", "c", "d")
    sent = {"a": Sent("1", "x"), "b": Sent("1", "x"), "c": Sent(), "d": Sent("1", "x"), "e": Sent("1", "x")}
    found = plan(here, sent, {"a": "x", "b": "touched", "c": "x"})
    assert found == Plan((("d",), ("b", "c")), (), 1, 2)  # e is gone already


paths = st.sets(st.sampled_from([f"{folder}{name}" for folder in ("", "en/", "en/c/") for name in "ab"]))


@given(paths, paths, paths)
def test_each_file_is_sent_once_or_stays_and_nothing_of_others_goes(
    here: set[str], sent: set[str], there: set[str]
) -> None:
    found = plan(by_digest(*here), {path: Sent("1", "1") for path in sent}, by_digest(*there))
    on_their_way = [path for step in found.steps for path in step]
    assert sorted(on_their_way) == sorted(here - (sent & there))
    assert set(found.gone) == (sent & there) - here


@pytest.mark.parametrize(
    ("path", "kind", "kept"),
    [
        ("en/index.html", "text/html; charset=utf-8", "no-cache"),
        ("assets/site.0a1b.css", "text/css; charset=utf-8", "public, max-age=31536000, immutable"),
        ("assets/fonts/a.woff2", "font/woff2", "public, max-age=31536000, immutable"),
        ("de/feed.xml", "application/atom+xml; charset=utf-8", "no-cache"),
        ("sitemap.xml", "application/xml", "no-cache"),
        ("_headers", "text/plain; charset=utf-8", "no-cache"),
        ("data/v1/catalog.jsonld", "application/ld+json", "no-cache"),
        ("data/v1/what.exe", "application/octet-stream", "no-cache"),
    ],
)
def test_a_file_is_told_with_what_it_is_and_how_long_it_holds(path: str, kind: str, kept: str) -> None:
    assert headers(path) == {"Content-Type": kind, "Cache-Control": kept}


def test_no_file_of_a_site_is_of_a_kind_that_is_not_known() -> None:
    unknown = [path for path in site() if headers(path)["Content-Type"] == "application/octet-stream"]
    assert unknown == []


def test_what_was_sent_is_read_back_as_it_was_written() -> None:
    sent = {"a": Sent("1", '"x"'), "ä/b.html": Sent()}
    assert sent_from_json(sent_to_json(sent)) == sent
    assert sent_from_json(b'{"files": {"a": 3, "b": ["1"], "c": ["1", null]}}') == dict.fromkeys("abc", Sent())
    for data in (b"", b"[]", b"{}", b'{"files": []}'):
        with pytest.raises(ValueError):
            sent_from_json(data)


# ---- with a server


class Front:
    """Stands before the server: notes what changes there, and refuses when it is told to."""

    def __init__(self, behind: str) -> None:
        self.behind = urlsplit(behind).netloc
        self.refuses: Callable[[str, str], bool] = lambda method, path: False
        self.after: Callable[[], None] = lambda: None
        self.done: list[tuple[str, str]] = []  # method, and the path below the prefix
        self._one_at_a_time = threading.Lock()

    def pass_on(
        self, method: str, path: str, given: Mapping[str, str], body: bytes
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        """The answer of the server, or a refusal."""
        below = unquote(urlsplit(path).path).removeprefix(f"/{BUCKET}").removeprefix(f"/{PREFIX}").lstrip("/")
        with self._one_at_a_time:
            if self.refuses(method, below):
                return 403, [], b"<Error><Code>AccessDenied</Code></Error>"
            connection = http.client.HTTPConnection(self.behind)
            connection.request(method, path, body, dict(given))
            answer = connection.getresponse()
            data = answer.read()
            connection.close()
            if method in ("PUT", "POST", "DELETE"):
                self.done.append((method, below))
                self.after()
            return answer.status, answer.getheaders(), data


@contextmanager
def standing_before(behind: str) -> Iterator[tuple[Front, str]]:
    front = Front(behind)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize, disable_nagle_algorithm = -1, True  # an answer goes out whole, and at once

        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline(65537)
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, said, data = front.pass_on(self.command, self.path, dict(self.headers.items()), body)
            self.send_response(status)
            for name, value in said:
                if name.lower() not in ("transfer-encoding", "connection", "server", "date", "content-length"):
                    self.send_header(name, value)
            size = dict(said).get("Content-Length", "0") if self.command == "HEAD" else str(len(data))
            self.send_header("Content-Length", size)
            self.end_headers()
            self.wfile.write(data if self.command != "HEAD" else b"")
            self.wfile.flush()

        def log_message(self, *told: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield front, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with s3(tmp_path_factory.mktemp("s3")) as address:
        yield address


@pytest.fixture
def front(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Front]:
    """An empty bucket behind a front, which is where the tool looks for S3."""
    with standing_before(server) as (front, address):
        for name, value in {
            "AWS_ENDPOINT_URL": address,
            "AWS_ALLOW_HTTP": "true",
            "AWS_ACCESS_KEY_ID": "a",
            "AWS_SECRET_ACCESS_KEY": "b",
            "AWS_REGION": "eu-central-1",
        }.items():
            monkeypatch.setenv(name, value)
        yield front
        front.refuses = lambda method, path: False
        front.after = lambda: None
        remove(*held())


def bucket() -> object:
    from obstore.store import from_url

    return from_url(ADDRESS)


def held() -> dict[str, bytes]:
    """All that the store holds below the prefix."""
    import obstore

    store = bucket()
    names = [one["path"] for some in obstore.list(store) for one in some]
    with ThreadPoolExecutor(8) as pool:
        return dict(zip(names, pool.map(lambda name: bytes(obstore.get(store, name).bytes()), names), strict=True))


def remove(*paths: str) -> None:
    import obstore

    if paths:
        obstore.delete(bucket(), list(paths))


@cache
def site(*, without: str = "", with_one: str = "") -> dict[str, bytes]:
    """The site of the village, without an entry and with another one."""
    files = village()
    if without:
        del files[f"collaborations/{without}.yaml"]
    if with_one:
        like = files["collaborations/bread-box.yaml"].decode()
        new = like.replace("The bread box", "The lamp post").replace("Der Brotkasten", "Der Laternenpfahl")
        files[f"collaborations/{with_one}.yaml"] = new.encode()
    with pytest.MonkeyPatch.context() as patch:
        few_rules(patch, "KLT305")  # as each file has to go its way
        return built(files)


def written(folder: Path, files: Mapping[str, bytes]) -> Path:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def sites(tmp_path: Path) -> tuple[dict[str, bytes], dict[str, bytes], Path, Path]:
    """A site, and the one that follows it; both with their folders."""
    before, after = site(), site(with_one="lamp-post", without="hay-hotel")
    return before, after, written(tmp_path / "before", before), written(tmp_path / "after", after)


def published(held: Mapping[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in held.items() if path != LIST}


def dead_links(held: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Each page with a link that leads to what is not there."""
    found = []
    for path, data in held.items():
        if path.endswith(".html"):
            links = publish.page(path, data.decode()).links
            found += [(path, link) for link in links if link.partition("#")[0] not in held]
    return found


class Reader:
    """Looks, after each change, whether some page that changed or lost something leads to nowhere."""

    def __init__(self, there: Mapping[str, bytes], to_come: Mapping[str, bytes]) -> None:
        self.there, self.to_come = set(there), to_come
        self.links = {path: self._links(path, there[path]) for path in there if path.endswith(".html")}
        self.found: list[tuple[str, str]] = []

    @staticmethod
    def _links(path: str, data: bytes) -> set[str]:
        return {link.partition("#")[0] for link in publish.page(path, data.decode()).links}

    def see(self, front: Front) -> None:
        """What has just been done."""
        method, path = front.done[-1]
        if method == "PUT" and path in self.to_come:
            self.there.add(path)
            if path.endswith(".html"):
                self.links[path] = self._links(path, self.to_come[path])
                reached = path in self.reachable()
                self.found += [(path, link) for link in self.links[path] - self.there if reached]
        elif method == "POST":  # several are deleted at once
            self.there &= {*self.to_come, LIST}
            self.links = {path: links for path, links in self.links.items() if path in self.there}
            self.found += [(path, link) for path, links in self.links.items() for link in links - self.there]

    def reachable(self) -> set[str]:
        """Where readers come who begin at the beginning."""
        seen, pending = set[str](), ["index.html"]
        while pending:
            path = pending.pop()
            if path in self.links and path not in seen:
                seen.add(path)
                pending += self.links[path] - seen
        return seen


@needs_s3
def test_a_site_stands_in_the_store_byte_by_byte_with_what_is_told_of_it(front: Front, tmp_path: Path) -> None:
    import obstore

    before = site()
    outcome = ObjectStore(ADDRESS).publish(written(tmp_path / "site", before))
    assert outcome == Outcome(len(before), 0, 0, 0)
    assert published(held()) == before
    for path in ("index.html", "sitemap.xml", next(path for path in before if path.endswith(".css"))):
        assert dict(obstore.get(bucket(), path).attributes) == headers(path)  # type: ignore[arg-type]


@needs_s3
def test_what_has_not_changed_is_not_sent_again(front: Front, tmp_path: Path) -> None:
    folder = written(tmp_path / "site", site())
    ObjectStore(ADDRESS).publish(folder)
    front.done.clear()
    assert ObjectStore(ADDRESS).publish(folder) == Outcome(0, 0, 0, len(site()))
    assert front.done == []
    (folder / "robots.txt").write_bytes(b"changed")
    remove("404.html")
    front.done.clear()
    assert ObjectStore(ADDRESS).publish(folder) == Outcome(1, 1, 0, len(site()) - 2)
    assert [path for _, path in front.done if path != LIST] == ["404.html", "robots.txt"]


@needs_s3
def test_no_reader_meets_a_dead_link_while_a_site_follows_another(front: Front, tmp_path: Path) -> None:
    before, after, first, second = sites(tmp_path)
    ObjectStore(ADDRESS).publish(first)
    reader = Reader(before, after)
    front.done.clear()
    front.after = lambda: reader.see(front)
    outcome = ObjectStore(ADDRESS).publish(second)
    front.after = lambda: None
    assert outcome.new > 3 and outcome.changed > 10 and outcome.gone > 3
    assert reader.found == []
    assert published(held()) == after


@needs_s3
@pytest.mark.parametrize("share", [0.02, 0.5, 1])
def test_a_server_that_refuses_in_the_middle_leaves_no_dead_link_and_the_next_run_completes_the_site(
    front: Front, tmp_path: Path, share: float
) -> None:
    before, after, first, second = sites(tmp_path)
    ObjectStore(ADDRESS).publish(first)
    steps = changes(before, after)
    front.done.clear()
    front.refuses = lambda method, path: method in ("PUT", "POST") and len(front.done) > share * steps
    with pytest.raises(ElsewhereError, match="could not be written") as told:
        ObjectStore(ADDRESS).publish(second)
    assert "the same command again" in told.value.hint
    assert "\n" not in str(told.value)
    front.refuses = lambda method, path: False
    there = published(held())
    assert there != after
    reader = Reader(there, {})
    links = {(path, link) for path, link in dead_links(there) if path in reader.reachable()}
    assert links == set()
    ObjectStore(ADDRESS).publish(second)
    assert published(held()) == after


def changes(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> int:
    return sum(before.get(path) != data for path, data in after.items())


@needs_s3
def test_a_first_run_that_was_cut_short_is_completed_too(front: Front, tmp_path: Path) -> None:
    before = site()
    folder = written(tmp_path / "site", before)
    front.refuses = lambda method, path: len(front.done) > 50
    with pytest.raises(ElsewhereError):
        ObjectStore(ADDRESS).publish(folder)
    front.refuses = lambda method, path: False
    assert 40 < len(published(held())) < len(before)
    ObjectStore(ADDRESS).publish(folder)
    assert published(held()) == before


@needs_s3
def test_a_place_that_others_use_is_left_alone(front: Front, tmp_path: Path) -> None:
    import obstore

    obstore.put(bucket(), "theirs.txt", b"theirs")  # type: ignore[arg-type]
    with pytest.raises(disk.WrongFolder, match="did not send"):
        ObjectStore(ADDRESS).publish(written(tmp_path / "site", {"index.html": b"ours"}))
    assert held() == {"theirs.txt": b"theirs"}


@needs_s3
def test_what_others_put_beside_a_site_later_stays(front: Front, tmp_path: Path) -> None:
    import obstore

    folder = written(tmp_path / "site", {"index.html": b"ours", "old.html": b"ours"})
    ObjectStore(ADDRESS).publish(folder)
    obstore.put(bucket(), "theirs.txt", b"theirs")  # type: ignore[arg-type]
    (folder / "old.html").unlink()
    assert ObjectStore(ADDRESS).publish(folder) == Outcome(0, 0, 1, 1)
    assert published(held()) == {"index.html": b"ours", "theirs.txt": b"theirs"}


@needs_s3
def test_a_list_that_is_none_is_told(front: Front, tmp_path: Path) -> None:
    import obstore

    obstore.put(bucket(), LIST, b"[]")  # type: ignore[arg-type]
    with pytest.raises(ElsewhereError, match="no list"):
        ObjectStore(ADDRESS).publish(written(tmp_path / "site", {"index.html": b"ours"}))


# ---- by the command


ELSEWHERE = ("--base-url", "https://elsewhere.example/")  # tests/base names sources at its own address
BUILD = ("build", "--templates", TEMPLATES, "--no-history", "--jobs", 1, *ELSEWHERE)


def ask(*arguments: object) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)], prog_name="kltsite", env={"KLTSITE_LANG": None})


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with content, in which commands are given."""
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "content", files_in(BASE))
    return tmp_path


@needs_s3
def test_the_command_builds_and_sends_and_builds_again_from_what_it_sent(front: Front, project: Path) -> None:
    order = (*BUILD, "--output", f"{ADDRESS}/")
    first = ask(*order)
    assert first.exit_code == FINE, first.stderr
    assert f"{ADDRESS}: {len(published(held()))} new, 0 changed, 0 removed, 0 as they were." in first.stdout
    again = ask(*order)
    assert f"{ADDRESS}: 0 new, 0 changed, 0 removed, {len(published(held()))} as they were." in again.stdout
    assert ask(*BUILD, "--output", "local").exit_code == FINE
    assert published(held()) == files_in(project / "local")


@needs_s3
def test_a_bucket_that_is_not_there_is_one_sentence(front: Front, project: Path) -> None:
    told = ask(*BUILD, "--output", "s3://nowhere-at-all/x")
    assert told.exit_code == FAILED
    assert told.stderr.startswith("kltsite: s3://nowhere-at-all/x could not be written: ")
    assert told.stderr.count("\n") == 2


@pytest.mark.parametrize("address", ["s3://", "s3:///prefix", "s3://who@bucket", "s3://bucket/a?b"])
def test_an_address_that_names_no_bucket_is_a_mistake_of_use(address: str) -> None:
    told = ask("build", "--output", address)
    assert told.exit_code == USAGE
    assert "is not an address such as s3://bucket/prefix" in told.stderr


def test_without_its_library_the_command_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "possible", lambda: False)
    told = ask("build", "--output", ADDRESS)
    assert told.exit_code == USAGE
    assert "kltsite[scale]" in told.stderr
