"""A third language is data: `languages: [en, de, fr]`, a catalogue that is French in part, and entries in French."""

from __future__ import annotations

import json
import re
from functools import cache
from gettext import NullTranslations
from html.parser import HTMLParser

import pytest
import yaml

from kltsite import assembly, disk, judging, languages, progress, publish
from kltsite.present.words import Words
from kltsite.scaffold import scaffold
from kltsite.workers import alone
from tests.helpers import MINIMAL, ROOT, TEMPLATES, files_in, paint, read_case, render, teller, told, village

ENTRIES = ("collaborations/bread-box.yaml", "collaborations/hay-hotel.yaml")
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: fr\\n"\n'
PLURAL = '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'
FRENCH = {
    "Collaborations": "Coopérations",
    "Evaluation": "Évaluation",
    "Files": "Fichiers",
    "Home": "Accueil",
    "Language": "Langue",
    "Main navigation": "Navigation principale",
    "Open data": "Données ouvertes",
    "Skip to the content": "Aller au contenu",
    "Title": "Titre",
}
ADDRESSES = {"collaborations": "cooperations", "data": "donnees", "evaluation": "resultats", "country": "pays"}


def catalogue() -> bytes:
    """Some of the interface in French."""
    told_in_french = [f'msgid "{english}"\nmsgstr "{french}"\n' for english, french in FRENCH.items()]
    addresses = [f'msgctxt "address"\nmsgid "{one}"\nmsgstr "{other}"\n' for one, other in ADDRESSES.items()]
    counted = (
        'msgid "{count} published entry"\nmsgid_plural "{count} published entries"\n'
        'msgstr[0] "{count} entrée publiée"\nmsgstr[1] "{count} entrées publiées"\n'
    )
    return (HEAD + PLURAL + "\n".join([*told_in_french, *addresses, counted])).encode()


@cache
def interface(*, with_catalogue: bool = True) -> dict[str, NullTranslations]:
    """The interface as it is read, with the French catalogue beside the others."""
    more = {"fr/LC_MESSAGES/kltsite.po": catalogue()} if with_catalogue else {}
    return languages.read({**files_in(ROOT / "kltsite" / "locale"), **more})


def content() -> dict[str, bytes]:
    """The village in three languages: titles and summaries in French too, as they must be, one term, and the form."""
    files = village()
    files["site.yaml"] = files["site.yaml"].replace(b"languages: [en, de]", b"languages: [en, de, fr]")
    for path in ENTRIES:
        text = files[path].decode()
        text = re.sub(r"^(title: \{en: )(.*?)(, de: .*)\}$", r"\1\2\3, fr: Essai \2}", text, flags=re.MULTILINE)
        files[path] = text.replace("summary:\n", "summary:\n  fr: Un résumé d’essai.\n", 1).encode()
    front = "---\ntitle: {}\ndescription: {}\naddress: {}\n---\n{}\n"
    files["pages/contribute.en.md"] = front.format("Contribute", "How.", "contribute", "Write to us.").encode()
    files["pages/contribute.de.md"] = front.format("Mitmachen", "Wie.", "mitmachen", "Schreiben Sie uns.").encode()
    return files


@cache
def site(*, with_catalogue: bool = True) -> dict[str, bytes]:
    """The whole site in three languages: address -> bytes."""
    files = content()
    judged = judging.judge(files, judging.Options(), alone)
    assert judged.sound, told(judged.problems)
    spoken = interface(with_catalogue=with_catalogue)
    around = assembly.Surroundings(disk.read_folder(TEMPLATES)[0], spoken, render, paint)
    ledger, found = publish.Ledger(), {}
    for output in assembly.build(judged, files, around, judging.Options(), alone):
        ledger.enter(output)
        found[output.address] = output.data
    assert ledger.settle() == (), told(ledger.settle())
    return found


def pages(language: str) -> dict[str, str]:
    return {at: data.decode() for at, data in site().items() if at.startswith(f"{language}/") and at.endswith(".html")}


class Reader(HTMLParser):
    """The texts of a page, each with its language, and its alternates."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        language = dict(attributes).get("lang") or (self.open[-1][1] if self.open else "")
        if tag not in ("meta", "link", "img", "input", "br", "hr", "source", "wbr"):
            self.open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tags = {tag for tag, _ in self.open}
        if data.strip() and not tags & {"script", "style", "title", "option", "textarea", "svg"}:
            self.texts.append((" ".join(data.split()), self.open[-1][1] if self.open else ""))


def test_every_page_has_its_twin_in_the_third_language() -> None:
    for language in ("en", "de"):
        assert len(pages(language)) == len(pages("fr")) > 40
    for address, html in pages("en").items():
        twins = dict(
            re.findall(r'<link rel="alternate" hreflang="(\w+)" href="https://collection\.example/([^"]*)"', html)
        )
        if "embed/" not in address:
            assert set(twins) >= {"en", "de", "fr"}, address
            assert twins["fr"] in site(), address


def test_its_addresses_are_those_of_its_catalogue_and_english_where_it_says_nothing() -> None:
    assert {"fr/donnees.html", "fr/resultats.html", "fr/cooperations/bread-box.html", "fr/map.html"} <= set(site())
    assert "fr/cooperations/pays/de.html" in site()


def test_every_page_says_its_language_and_leads_to_the_other_two() -> None:
    for address, html in pages("fr").items():
        assert '<html lang="fr">' in html, address
        if "embed/" not in address:
            switch = re.search(r'<nav class="language-switch".*?</nav>', html, re.DOTALL)
            assert switch, address
            assert re.findall(r'lang="(\w+)" hreflang', switch[0]) == ["en", "de", "fr"]
            assert "Français" in switch[0]
    assert 'lang="fr"' in site()["index.html"].decode()


def test_it_speaks_where_it_can() -> None:
    html = site()["fr/donnees.html"].decode()
    assert "<h1>Données ouvertes</h1>" in html
    assert "2 entrées publiées" in html
    assert "Aller au contenu" in html


def test_an_editors_text_that_it_lacks_appears_in_the_first_language_marked_as_such() -> None:
    read = dict(Reader(site()["fr/cooperations/bread-box.html"].decode()).texts)
    assert read["Un résumé d’essai."] == "fr"
    assert read["The two share the costs and the sales."] == "en"
    assert read["About"] == "en"  # the title of a page that is not there in French
    assert read["Village and Studio"] == "en"
    assert read["Design industry"] == "en"  # a term without a French label


def test_no_english_of_the_interface_passes_for_french() -> None:
    german = interface()["de"].gettext
    every = {one for one in languages.messages(interface()) if "\x04" not in one and german(one) != one} - set(FRENCH)
    passed = {
        (text, address)
        for address, html in pages("fr").items()
        for text, language in Reader(html).texts
        if language == "fr" and text in every
    }
    assert passed == set()


def test_the_marks_of_foreign_words_never_leave_the_house() -> None:
    marks = [one.encode() for one in "\ufdd0\ufdd1\ufdd2"]
    assert [address for address, data in site().items() if any(mark in data for mark in marks)] == []


def test_where_languages_have_no_attribute_english_stands_plain() -> None:
    for address, html in pages("fr").items():
        for part in re.findall(r"<title>.*?</title>|<option.*?</option>|<script.*?</script>", html, re.DOTALL):
            assert "<span" not in part, address
        assert not re.search(r'="[^"]*<span', html), address


def test_the_other_languages_know_nothing_of_it_but_the_switch() -> None:
    for language in ("en", "de"):
        for address, html in pages(language).items():
            assert '<span lang="en">' not in html or language == "de", address


def test_without_any_catalogue_the_language_is_english_and_marked() -> None:
    html = site(with_catalogue=False)["fr/data.html"].decode()
    assert '<html lang="fr">' in html
    assert '<h1><span lang="en">Open data</span></h1>' in html


def test_the_form_asks_in_three_languages() -> None:
    html = site()["fr/contribute.html"].decode()
    assert {"en", "de", "fr"} == set(re.findall(r'data-language="(\w+)"', html))


def test_the_schemas_speak_it_and_take_it() -> None:
    schema = json.loads(site()["data/v1/schema/collaboration.fr.schema.json"])
    assert schema["properties"]["title"]["title"] == "Titre"
    assert '"fr"' in site()["data/v1/schema/collaboration.schema.json"].decode()


def test_exports_and_feeds_have_it() -> None:
    told_to_machines = json.loads(site()["data/v1/translations.json"])
    assert told_to_machines["languages"]["fr"]["there"] < told_to_machines["languages"]["fr"]["texts"]
    assert "title_fr" in site()["data/v1/collaborations.csv"].decode().splitlines()[0]
    assert 'xml:lang="fr"' in site()["fr/feed.xml"].decode()


def test_a_new_file_has_room_for_it() -> None:
    judged = judging.judge(content(), judging.Options(), alone)
    assert judged.settings is not None
    text = scaffold({"en": "A", "de": "B", "fr": "C"}, ("en", "de", "fr"), interface()["fr"], language="fr")
    assert list(yaml.safe_load(text)["title"]) == ["en", "de", "fr"]
    assert read_case(
        MINIMAL.replace("de: Der Brotkasten", "de: Der Brotkasten, fr: La boîte"), using=judged.settings
    ).problems


@pytest.fixture
def found() -> progress.Progress:
    files = content()
    judged = judging.judge(files, judging.Options(), alone)
    assert judged.settings is not None
    given = progress.Sources(judged.settings, judged.cases, judged.records, judged.problems, files, interface())
    return progress.progress(given, (), ("fr",))


def lines(found: progress.Progress) -> list[str]:
    judged = judging.judge(content(), judging.Options(), alone)
    assert judged.settings is not None
    return progress.text(found, Words("en", interface()["en"], judged.settings), teller()).splitlines()


def test_the_table_leads_through_the_work_that_is_left(found: progress.Progress) -> None:
    every = len(languages.messages(interface()))
    assert [line.split("  ")[-1].strip() for line in lines(found)][:4] == [
        "French",
        f"{len(FRENCH) + len(ADDRESSES) + 1} of {every:,}",
        "0 of 84",
        "0 of 2",
    ]
    assert "vocabulary.yaml:" in "\n".join(lines(found))
    assert "pages/about.en.md:1:1: pages/about.fr.md: missing in French" in lines(found)
    assert "collaborations/bread-box.yaml:39:5: Evidence › Economic background › Statement: missing in French" in lines(
        found
    )
