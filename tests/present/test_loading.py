"""The entries as the form loads them: small scripts, each entry in one of them, found by its slug alone."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kltsite.domain.collaboration import Collaboration
from kltsite.present import loading
from tests.helpers import MINIMAL, collaboration, read_case
from tools import corpus

SLUGS = st.from_regex(r"[a-z0-9]{1,12}(-[a-z0-9]{1,6})?", fullmatch=True)


def scripts(cases: dict[str, Collaboration]) -> dict[str, bytes]:
    sizes = {slug: len(loading.stated(case).encode()) for slug, case in cases.items()}
    return {bits: loading.script([cases[slug] for slug in slugs]) for bits, slugs in loading.parts(sizes)}


def entries(script: bytes) -> dict[str, Any]:
    """What a script hands over."""
    written = re.fullmatch(r'kltEntries\.load\("entries",(.*)\);\n', script.decode(), re.DOTALL)
    assert written is not None
    found: dict[str, Any] = json.loads(written[1])
    return found


def made_up(count: int) -> dict[str, Collaboration]:
    read = [read_case(data, path.split("/")[-1][:-5]).collaboration for path, data in corpus.case_files(count)]
    return {case.slug: case for case in read if case}


def test_however_many_entries_there_are_a_script_stays_small_and_has_those_whose_bits_it_is_called_by() -> None:
    cases = made_up(300)
    found = scripts(cases)
    assert len(found) > 10
    assert max(len(data) for data in found.values()) < 50_000
    held = {slug: bits for bits, data in found.items() for slug in entries(data)}
    assert held.keys() == cases.keys()
    assert sum(len(entries(data)) for data in found.values()) == len(cases)
    for slug, bits in held.items():
        assert loading.bits_of(slug).startswith(bits)


def test_a_few_entries_are_one_script() -> None:
    cases = made_up(3)
    ((bits, data),) = scripts(cases).items()
    assert (bits, entries(data).keys()) == ("", cases.keys())
    assert scripts({}) == {}


def test_an_entry_too_large_for_any_script_has_one_of_its_own() -> None:
    long = json.dumps({"en": "word " * 9_000, "de": "Wort " * 9_000})
    cases = {slug: collaboration(f"{MINIMAL}description: {long}\n", slug) for slug in ("a", "b")}
    assert [[*entries(data)] for data in scripts(cases).values()] in ([["a"], ["b"]], [["b"], ["a"]])


@given(st.sets(SLUGS, min_size=1, max_size=40), SLUGS)
@hypothesis_settings(max_examples=100, deadline=None)
def test_a_new_entry_changes_no_script_but_that_which_takes_it(slugs: set[str], new: str) -> None:
    def written(some: set[str]) -> dict[str, list[str]]:
        return dict(loading.parts(dict.fromkeys(sorted(some), 9_000)))

    before, after = written(slugs), written(slugs | {new})
    others = {bits: data for bits, data in before.items() if not loading.bits_of(new).startswith(bits)}
    assert others.items() <= after.items()


def test_an_entry_has_every_field_that_its_file_states_and_warnings_set_aside_too() -> None:
    case = collaboration(f"{MINIMAL}exceptions: [{{code: KLT510, reason: 'It is “so” <b>'}}]\n", "a")
    (data,) = scripts({"a": case}).values()
    found = entries(data)["a"]
    assert found["exceptions"] == [{"code": "KLT510", "reason": "It is “so” <b>"}]
    assert found["attested"] == "example-team"
    assert {*found} == {"title", "summary", "status", "partners", "attested", "sources", "exceptions"}
    assert "exceptions" not in loading.stated(case)


def test_a_checksum_is_read_from_its_lowest_bit_as_the_form_does() -> None:
    assert loading.bits_of("123456789") == f"{0xCBF43926:032b}"[::-1]  # the published check value of this checksum
