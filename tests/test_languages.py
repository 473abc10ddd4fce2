"""The languages of the interface: English from the code, the others from their catalogues, none from the clock."""

from __future__ import annotations

import pickle

import pytest

from kltsite import languages
from kltsite.languages import N_, NN_, SOURCE, Msg
from tests.helpers import interface

HEAD = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: de\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)


def of(text: str, path: str = "de/LC_MESSAGES/kltsite.po"):
    """The interface with one catalogue of these messages."""
    return languages.read({path: (HEAD + text).encode()})


def test_english_needs_no_catalogue() -> None:
    assert set(languages.read({})) == {SOURCE}
    assert languages.read({})[SOURCE].gettext("Any sentence.") == "Any sentence."


def test_the_interface_is_there_in_english_and_german() -> None:
    assert {"en", "de"} <= set(interface())
    assert interface()["de"].gettext("Title") == "Titel"


@pytest.mark.parametrize("language", sorted(interface()))
def test_nothing_is_translated_by_nothing(language: str) -> None:
    found = interface()[language]
    assert found.gettext("") == ""
    assert found.gettext("no message of ours") == "no message of ours"
    assert found.pgettext("address", "no message of ours") == "no message of ours"


def test_a_message_is_told_in_its_language_its_number_and_its_context() -> None:
    found = of(
        'msgid "Home"\nmsgstr "Start"\n\n'
        'msgctxt "address"\nmsgid "Home"\nmsgstr "heim"\n\n'
        'msgid "{count} entry"\nmsgid_plural "{count} entries"\n'
        'msgstr[0] "{count} Eintrag"\nmsgstr[1] "{count} Einträge"\n'
    )["de"]
    assert found.gettext("Home") == "Start"
    assert found.pgettext("address", "Home") == "heim"
    assert [found.ngettext("{count} entry", "{count} entries", n) for n in (0, 1, 2)] == [
        "{count} Einträge",
        "{count} Eintrag",
        "{count} Einträge",
    ]


SMALL = HEAD + 'msgid "Home"\nmsgstr "Start"\n\n'
LARGER = SMALL + 'msgid "Map"\nmsgstr ""\n'


def test_what_lies_compiled_beside_its_source_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    ready = languages.compiled(SMALL.encode())
    monkeypatch.setattr(languages, "compiled", pytest.fail)
    files = {"de/LC_MESSAGES/kltsite.po": SMALL.encode(), "de/LC_MESSAGES/kltsite.mo": ready}
    found = languages.read(files)["de"]
    assert found.gettext("Home") == "Start"
    assert pickle.loads(pickle.dumps(found)).gettext("Home") == "Start"


def test_what_was_compiled_of_another_source_is_not_taken() -> None:
    old = languages.compiled(SMALL.replace("Start", "Anfang").encode())
    files = {"de/LC_MESSAGES/kltsite.po": SMALL.encode(), "de/LC_MESSAGES/kltsite.mo": old}
    assert languages.read(files)["de"].gettext("Home") == "Start"


@pytest.mark.parametrize(
    ("polish", "told"),
    [(SMALL, {"de": True, "pl": True}), (LARGER, {"de": False, "pl": False}), (HEAD, {"de": False, "pl": False})],
    ids=["alike", "one has more", "one has none"],
)
def test_catalogues_tell_everything_where_each_tells_all_that_any_has(polish: str, told: dict[str, bool]) -> None:
    found = languages.read({"de/LC_MESSAGES/kltsite.po": SMALL.encode(), "pl/LC_MESSAGES/kltsite.po": polish.encode()})
    assert {language: languages.own_words(found[language]) is None for language in told} == told
    own = languages.own_words(found["pl"])
    assert own is None or (own("Home"), own("Map")) == (polish != HEAD, False)


@pytest.mark.parametrize("flag", ["", "#, fuzzy\n"])
def test_a_message_that_is_missing_or_doubtful_is_told_in_english(flag: str) -> None:
    found = of(f'{flag}msgid "Home"\nmsgstr "{"Heimat" if flag else ""}"\n')["de"]
    assert found.gettext("Home") == "Home"


def test_the_language_is_the_folder_s_and_other_files_are_no_catalogues() -> None:
    found = languages.read({"pl/LC_MESSAGES/kltsite.po": HEAD.encode(), "pl/README.md": b"\xff", "kltsite.pot": b"x"})
    assert set(found) == {SOURCE, "pl"}


@pytest.mark.parametrize(
    "catalogue",
    [b"nonsense\n", HEAD.encode() + b'msgid "a"\nmsgstr[9] "b"\n\nnonsense\n', HEAD.encode() + b'msgid "\xfc"\n'],
    ids=["word", "half", "byte"],
)
def test_a_catalogue_that_cannot_be_read_is_a_mistake_of_ours(catalogue: bytes) -> None:
    with pytest.raises(ValueError, match=r"cannot be read|can't decode"):
        languages.read({"de/LC_MESSAGES/kltsite.po": catalogue})["de"]


def test_a_marked_message_is_its_words_and_known_from_mere_words() -> None:
    assert N_("Title") == "Title"
    assert isinstance(N_("Title"), Msg)
    assert not isinstance("Title", Msg)
    assert NN_("{count} file", "{count} files") == ("{count} file", "{count} files")
    assert all(isinstance(one, Msg) for one in NN_("one", "many"))


@pytest.mark.parametrize(
    ("name", "spoken", "code"),
    [
        ("Sweden", (), "SE"),
        ("SVERIGE", ("sv",), "SE"),
        ("Sverige", ("de",), ""),
        ("Schweden", ("tlh", "de"), "SE"),  # nobody knows countries in Klingon
        ("Chad", ("de",), ""),  # a country, and none of those asked for
        ("", ("de",), ""),
        ("Sweeden", (), "SE"),
        ("Norwegn", ("de",), "NO"),
        ("Oesterreich", ("de",), "AT"),
        ("Australia", (), ""),  # is like Austria, and a country of its own
        ("SWE", (), "SE"),
        ("aut", (), "AT"),
        ("CHE", (), ""),
        ("GER", (), ""),  # nobody's code, and not that of Greece
    ],
)
def test_a_country_is_found_by_its_name_or_another_code(name: str, spoken: tuple[str, ...], code: str) -> None:
    assert languages.country_code(name, spoken, ("AT", "GR", "NO", "SE", "XX")) == code
