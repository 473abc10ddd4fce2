"""The catalogues: complete, with the same placeholders, in the right quotes, and the same bytes everywhere."""

import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from kltsite import languages
from kltsite.domain.collaboration import Collaboration
from kltsite.domain.declared import labels
from kltsite.domain.values import is_slug
from kltsite.problems.catalogue import CATALOGUE
from kltsite.validator.criteria import CRITERIA
from tools import catalogues
from tools.catalogues import (
    CATALOGUES,
    ROOT,
    extracted,
    faults,
    misplaced,
    placeholders,
    read,
    unready,
    unused,
    updated,
    written,
)

PATHS = {path.parts[-3]: path for path in sorted(ROOT.glob(CATALOGUES))}


@pytest.fixture(scope="module")
def messages() -> list[Message]:
    return extracted()


@pytest.fixture(scope="module")
def german() -> Catalog:
    return read("de", PATHS["de"].read_bytes())


def forms(words: str | Iterable[str] | None) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words or ())


def of(files: dict[str, str], folder: Path) -> list[Message]:
    """The messages of a small tree of sources, without the criteria."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return [one for one in extracted(folder) if any((folder / file).exists() for file, _ in one.locations)]


@pytest.mark.parametrize("language", PATHS)
def test_every_catalogue_is_complete_and_up_to_date(language: str, messages: list[Message]) -> None:
    assert list(faults(language, PATHS[language].read_bytes(), messages)) == []


@pytest.mark.parametrize("language", PATHS)
def test_every_catalogue_lies_compiled_beside_its_source(language: str) -> None:
    assert [*unready(PATHS[language])] == []


def test_what_lies_there_of_another_source_is_told_and_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "kltsite/locale/de/LC_MESSAGES/kltsite.po"
    path.parent.mkdir(parents=True)
    path.write_bytes(PATHS["de"].read_bytes())
    path.with_suffix(".mo").write_bytes(languages.compiled(path.read_bytes().replace(b"Titel", b"Name")))
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    assert catalogues.main(["--check"]) == 1
    assert "kltsite.mo is not what it gives" in capsys.readouterr().out
    path.with_suffix(".mo").unlink()
    assert catalogues.main(["--check"]) == 1
    assert catalogues.main([]) == 0
    assert catalogues.main(["--check"]) == 0


@pytest.mark.parametrize("language", PATHS)
def test_every_translation_has_the_placeholders_of_its_message(language: str) -> None:
    assert list(misplaced(read(language, PATHS[language].read_bytes()))) == []


@pytest.mark.parametrize("language", PATHS)
def test_a_catalogue_names_no_date_no_person_and_no_line(language: str) -> None:
    text = PATHS[language].read_text(encoding="utf-8")
    head = text.split("\n\n", 1)[0].splitlines()[2:]
    assert [line.split(":")[0].strip('"') for line in head] == ["Content-Type", "Language", "Plural-Forms"]
    assert re.search(r"^#: .*:\d", text, re.MULTILINE) is None


def test_german_puts_words_in_german_quotes(german: Catalog) -> None:
    for message in german:
        for told in forms(message.string) if message.id else ():
            # Straight ones belong to YAML, and stand in the message too.
            assert told.count('"') in {form.count('"') for form in forms(message.id)}, told
            assert re.sub(r"[^„“”]", "", told) == "„“" * told.count("„"), told
            assert "'" not in told, told


def test_german_addresses_are_plain_words_that_differ(german: Catalog) -> None:
    addresses = [str(message.string) for message in german if message.context == "address"]
    assert len(addresses) > 10
    assert all(is_slug(address) for address in addresses)
    assert len(set(addresses)) == len(addresses)


def test_the_interface_speaks_german() -> None:
    interface = languages.read({"de/LC_MESSAGES/kltsite.po": PATHS["de"].read_bytes()})
    told = interface["de"]
    assert told.gettext("error") == "Fehler"
    assert told.ngettext("{count} warning", "{count} warnings", 2) == "{count} Warnungen"
    assert told.pgettext("thousands separator", ",") == "."


def test_everything_that_is_told_is_extracted(messages: list[Message]) -> None:
    known = {form for message in messages for form in forms(message.id)}
    for rule in CATALOGUE.values():
        told = {one for sentence in rule.sentences.values() for one in (sentence.message, sentence.why, sentence.fix)}
        assert {rule.title, *told} <= known
    assert set(labels(Collaboration).values()) <= known
    assert {paragraph for criterion in CRITERIA for paragraph in criterion.paragraphs} <= known


def test_extraction_finds_plurals_contexts_and_other_names(tmp_path: Path) -> None:
    found = of(
        {
            "kltsite/a.py": (
                'label = N_("one")\npair = NN_("{n} file", "{n} files")\ntold = words.gettext\ntold("two")\n'
                "self._gettext, self._ngettext = t.gettext, t.ngettext\n"
                "line = f\"{t.gettext(N_('in an f-string'))}\"\n"
                'self._ngettext("{n} page", "{n} pages", n)\nt.pgettext("address", "page")\n'
            ),
            "templates/b.html": (
                '{{ _("three") }}{% trans %}\n  four\n  five\n{% endtrans %}{{ pgettext("menu", "six") }}'
            ),
        },
        tmp_path,
    )
    assert [(one.context, one.id) for one in found] == [
        (None, "in an f-string"),
        (None, "one"),
        ("address", "page"),
        (None, "two"),
        (None, ("{n} file", "{n} files")),
        (None, ("{n} page", "{n} pages")),
        (None, "four five"),
        ("menu", "six"),
        (None, "three"),
    ]


def test_a_message_of_several_files_stands_once_and_names_them_all(tmp_path: Path) -> None:
    found = of({"kltsite/b.py": '_("x")', "kltsite/a.py": '_("x")\n_("x")'}, tmp_path)
    text = written(updated(Catalog(locale="de"), found)).decode()
    assert text.count("msgid") == 2  # with the header
    assert "#: kltsite/a.py kltsite/b.py\n" in text


def test_translations_stay_and_what_is_not_used_goes(tmp_path: Path) -> None:
    old = Catalog(locale="de")
    old.add("old", "alt")
    old.add("kept", "bleibt", user_comments=["a hint"])
    old.add("now in two forms", "vorher eine")
    found = of({"kltsite/a.py": 'N_("kept"), N_("new"), NN_("now in two forms", "many")'}, tmp_path)
    new = updated(old, found)
    assert {str(one.id): one.string or "" for one in new if isinstance(one.id, str) and one.id} == {
        "kept": "bleibt",
        "new": "",
    }
    assert new["kept"].user_comments == ["a hint"]
    assert new["now in two forms"].string == ("", "")
    assert [one.id for one in unused(old, new)] == ["old"]


def test_a_written_catalogue_reads_back_as_itself(messages: list[Message]) -> None:
    for language, path in PATHS.items():
        assert written(updated(read(language, path.read_bytes()), messages)) == path.read_bytes()


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('msgid "{n} of {m}"\nmsgstr "{n}"', "other placeholders"),
        ('msgid "{n} of {m}"\nmsgstr "{n} von {{m}}"', "other placeholders"),
        ('msgid "{n} of {m}"\nmsgstr ""', "not translated"),
        ('#, fuzzy\nmsgid "{n} of {m}"\nmsgstr "{n} von {m}"', "fuzzy"),
        ('msgid "gone"\nmsgstr "weg"', "no longer used"),
        ('msgid "gone"\nmsgstr "weg"', "not in the catalogue yet"),
        ('msgid "{n} of {m}"\nmsgstr "{n} von {m}"', "not as the tool writes it"),
    ],
)
def test_what_is_wrong_is_told_in_plain_words(entry: str, fault: str, tmp_path: Path) -> None:
    found = of({"kltsite/a.py": 'N_("{n} of {m}")'}, tmp_path)
    data = f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n{entry}\n'
    assert any(fault in told for told in faults("de", data.encode(), found))


def test_a_broken_source_stops_the_tool_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(catalogues.UnreadableError, match=r"templates/a\.html"):
        of({"templates/a.html": "{% if %}"}, tmp_path)
    with pytest.raises(catalogues.UnreadableError, match=r"kltsite/a\.py"):
        of({"kltsite/a.py": "def ("}, tmp_path / "2")


def test_doubled_braces_are_no_placeholders() -> None:
    assert placeholders("Write {{en: …}} in {n} and {{{m}}}, %(who)s, 5 %%") == {"{n}", "{m}", "%(who)s"}
    assert placeholders("{n} of {m") == {"{n}", "{"}


def test_the_bytes_are_the_same_in_other_surroundings(messages: list[Message]) -> None:
    program = (
        "import sys; from tools.catalogues import *; "
        f"sys.stdout.buffer.write(written(updated(read('de', open({str(PATHS['de'])!r}, 'rb').read()), extracted())))"
    )
    given = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, "-c", program], env=given, capture_output=True, check=True)
    assert ran.stdout == written(updated(read("de", PATHS["de"].read_bytes()), messages))
