"""Made-up input at all that reads files of others: the corpus, a short run, and that what is wrong is noticed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from time import process_time

import pytest

from tools.fuzz import oracle, running, village
from tools.fuzz.__main__ import CORPUS, main
from tools.fuzz.mutations import mutated, with_checksums
from tools.fuzz.oracle import Wrong
from tools.fuzz.running import corpus, measured, run, smaller
from tools.fuzz.targets import TARGETS, Target

SHORT = 900  # inputs of all targets together, some fifteen seconds
LARGEST = 1_000_000  # bytes of the corpus
every = pytest.mark.parametrize("name", TARGETS)


@every
def test_every_input_of_the_corpus_is_answered_as_it_should_be(name: str) -> None:
    kept = corpus(CORPUS, name)
    assert kept
    for data in kept:
        measured(TARGETS[name], data)


def test_the_corpus_is_small_and_each_of_it_belongs_to_a_target() -> None:
    assert {folder.name for folder in CORPUS.iterdir()} == set(TARGETS)
    assert sum(file.stat().st_size for file in CORPUS.rglob("*") if file.is_file()) < LARGEST


@every
def test_a_short_run_finds_nothing(name: str) -> None:
    number = SHORT * TARGETS[name].share // sum(target.share for target in TARGETS.values())
    tally = run(name, corpus(CORPUS, name), number=number, seconds=60, seed="tests")
    assert [one.what for one in tally.findings] == []
    assert tally.inputs >= number


# -- what is wrong is noticed ---------------------------------------------------------------------------------

PAGE = '<!doctype html><html lang="en"><body><main><p>{}</p></main></body></html>'


@pytest.mark.parametrize(
    "brought",
    [
        "<script>x</script>",
        '<script src="a.js" kltq></script>',
        '<b onclick="x">a</b>',
        '<p style="x">a</p>',
        '<p kltq="x">a</p>',
        "<kltq>a</kltq>",
        '<a href="javascript:x">a</a>',
        '<a href="java&#10;script:x">a</a>',
        '<a href="data:text/html,x">a</a>',
        '<iframe src="a.html"></iframe>',
        "<style>a{}</style>",
        "</p></main><p>a",
        '<form action="javascript:x"></form>',
        "\ufdd0en\ufdd2",
    ],
)
def test_a_page_that_holds_more_than_text_is_noticed(brought: str) -> None:
    oracle.page("en/x.html", PAGE.format("a"), thorough=True)
    with pytest.raises(Wrong):
        oracle.page("en/x.html", PAGE.format(brought))


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("a.csv", b"a,b\r\n=1,2\r\n"),
        ("a.csv", b"a,b\r\n1\r\n"),
        ("a.xml", b"<a><b></a>"),
        ("a.xml", b"<a><b kltq='x'/></a>"),
        ("a.json", b"{"),
        ("a.ttl", b"<a> <b> "),
        ("assets/browse.js", b'load("x","</script>");\n'),
    ],
)
def test_a_file_that_cannot_be_read_or_acts_is_noticed(address: str, data: bytes) -> None:
    with pytest.raises(Exception, match=r".") as told:
        oracle.output(address, data)
    assert told.type.__module__ != "builtins" or issubclass(told.type, (Wrong, ValueError))


def faulty(answer: Callable[[bytes], str]) -> Target:
    return Target(answer, "text", 1)


def _slow(data: bytes) -> str:
    begun = process_time()
    while process_time() - begun < 2 * oracle.SECONDS:  # on a machine of any speed
        pass
    return "slow"


def _hungry(data: bytes) -> str:
    return str(len(bytearray(400 << 20)))


def _failing(data: bytes) -> str:
    raise KeyError("x")


def _dying(data: bytes) -> str:
    import os
    import signal

    os.kill(os.getpid(), signal.SIGKILL)
    return ""


@pytest.mark.parametrize(
    ("answer", "told"),
    [(_slow, "took"), (_hungry, "MiB"), (_failing, "KeyError"), (_dying, "SIGKILL")],
    ids=["slow", "hungry", "failing", "dying"],
)
def test_an_input_that_is_slow_hungry_or_deadly_is_a_finding(
    answer: Callable[[bytes], str], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TARGETS, "faulty", faulty(answer))
    tally = run("faulty", [b"the input"], number=1, seconds=60, seed="x")
    assert [(told in one.what, one.data) for one in tally.findings] == [(True, b"the input")], tally


def test_the_same_seed_gives_the_same_inputs_and_another_one_others() -> None:
    def inputs(seed: str, kind: str) -> list[bytes]:
        random, pool = Random(seed), corpus(CORPUS, "entry")
        return [mutated(random.choice(pool), pool, random, kind) for _ in range(50)]

    for kind in ("text", "yaml", "picture"):
        assert inputs("1", kind) == inputs("1", kind) != inputs("2", kind)


def test_enough_changed_entries_can_still_be_read_for_their_texts_to_get_far() -> None:
    random, pool = Random("far"), corpus(CORPUS, "entry")
    made = [mutated(random.choice(pool), pool, random, "yaml") for _ in range(300)]
    shown = [data for data in made if village.sound(village.read(data)) is not None]
    assert len(shown) > 40
    assert any(oracle.MARK.encode() in data for data in shown)


def test_the_drawing_of_the_corpus_is_as_they_are_drawn_now_for_what_is_made_of_it_to_get_far() -> None:
    assert [TARGETS["drawing"].run(data) for data in corpus(CORPUS, "drawing")] == ["the same"]


def test_an_input_is_made_smaller_while_it_still_shows_the_same() -> None:
    target = faulty(lambda data: str(b"x" in data))
    assert smaller(target, b"a" * 50 + b"x" + b"b" * 50, lambda _, data: b"x" in data) == b"x"


def test_a_picture_gets_its_checksums_back() -> None:
    from tests.pictures import picture

    whole = picture("png")
    assert with_checksums(whole) == whole
    assert with_checksums(whole[:30] + b"\0\0\0" + whole[33:]) == whole
    assert with_checksums(b"no picture") == b"no picture"


def test_the_command_tells_what_it_did_and_keeps_what_it_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    record = tmp_path / "record.json"
    assert main(["address", "--number", "30", "--record", str(record)]) == 0
    assert "address" in capsys.readouterr().out
    assert json.loads(record.read_text())["address"]["inputs"] == 30
    monkeypatch.setitem(TARGETS, "address", faulty(_failing))
    assert main(["address", "--number", "3", "--keep", str(tmp_path / "found")]) == 1
    assert len(list((tmp_path / "found/address").iterdir())) >= 1
    assert main(["nothing"]) == 2
    assert running.BATCH > 1
