"""Editions: frozen by the command, held against their seals, compared, and shown for good."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import lxml.html
import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from kltsite import assembly, editions, judging, stats
from kltsite.cli import FAILED, FINE, PROBLEMS, USAGE, main
from kltsite.domain.editions import Counted
from kltsite.domain.settings import CATEGORIES, Settings
from kltsite.intake import settings
from kltsite.intake.settings import edition_file
from kltsite.problems import Problem
from kltsite.workers import alone
from tests.helpers import BASE, TEMPLATES, built, changed, collaboration, content_problems, excerpted, files_in, told

WAGON = """\
title: {en: The library wagon, de: Der Bücherwagen}
summary: {en: A joiner and a bookbinder., de: Ein Tischler und eine Buchbinderin.}
status: published
place: {country: DE, locality: Weidental}
partners:
  - {name: Bindery Falter, role: cci, subsectors: [crafts]}
  - {name: Joinery Astholz, role: sme, sectors: [manufacturing]}
period: {years: 1}
contact: [targeted-contact]
attested: example-team
sources: [{url: https://village.example/wagon}]
"""


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the content of tests/base, in which commands run; a book is printed in no time."""
    return prepared(tmp_path, monkeypatch)


def prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for path, data in files_in(BASE).items():
        file = tmp_path / "content" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(assembly, "publication", _print)
    return tmp_path / "content"


def _print(content: object, files: object, around: object, language: str, how: Any) -> bytes:
    return b"%PDF-" + f"{language} {how.title}".encode() * 20_000


def ask(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), prog_name="kltsite")


def freeze(name: str, day: str, *more: str) -> Result:
    return ask("edition", name, "--as-of", day, "--templates", str(TEMPLATES), *more)


def frozen(content: Path, name: str) -> Any:
    return yaml.safe_load((content / edition_file(name)).read_text("utf-8"))


def read(content: Path) -> Settings:
    found, problems = settings.read(files_in(content))
    assert found is not None, told(problems)
    return found


def edit(content: Path, name: str, *replacements: tuple[str, str]) -> None:
    file = content / "collaborations" / f"{name}.yaml"
    file.write_text(changed(*replacements, text=file.read_text("utf-8")), encoding="utf-8")


def change_everything(content: Path) -> None:
    """One entry comes, one says something else and is renamed, one is withdrawn."""
    (content / "collaborations/library-wagon.yaml").write_text(WAGON, encoding="utf-8")
    edit(content, "bread-box", ("partner_value: [innovation-development]", "partner_value: [quality-improvement]"))
    assert ask("rename", "bread-box", "bread-chest").exit_code == FINE
    assert ask("withdraw", "hay-hotel", "--reason", "en=On request.", "--reason", "de=Auf Wunsch.").exit_code == FINE


@pytest.fixture
def two(content: Path) -> Path:
    """One edition of today's content, and one of a changed content."""
    freeze_two(content)
    return content


def freeze_two(content: Path) -> None:
    assert freeze("2024-09", "2024-09-01").exit_code == FINE
    change_everything(content)
    assert freeze("2025-06", "2025-06-01").exit_code == FINE


# -- freezing ------------------------------------------------------------------------------------------------


def test_an_edition_holds_the_numbers_of_its_day_and_the_entries_behind_each(content: Path) -> None:
    answer = freeze("2024-09", "2024-09-01")
    assert answer.exit_code == FINE, answer.output
    assert answer.stdout.split() == [
        "content/editions/2024-09.en.pdf",
        "content/editions/2024-09.de.pdf",
        "content/editions/2024-09.yaml",
    ]
    assert "edition: 2024-09" in answer.stderr
    found = frozen(content, "2024-09")
    assert found["title"] == {"en": "Edition September 2024", "de": "Ausgabe September 2024"}
    assert (found["published"], str(found["evaluated_on"]), found["entries"]) == ("2024-09", "2024-09-01", 2)
    assert found["categories"]["contact"] == {"targeted-contact": 1, "previous-collaboration": 1, "joint-event": 1}
    assert set(found["counted"]) == {"bread-box", "hay-hotel"}
    assert found["counted"]["hay-hotel"]["duration"] == [], "a length is stated, and no answer of the category holds"
    assert "regional_value" not in found["counted"]["hay-hotel"], "what is not stated is absent"
    assert content_problems(files_in(content)) == ()


def test_an_edition_s_numbers_are_those_that_the_evaluation_had_and_open_the_same_entries(content: Path) -> None:
    judged = judging.judge(files_in(content), judging.Options(), alone)
    today = judging.state(judged).statistics.categories
    assert freeze("2024-12", "2024-08-01", "--no-publication").exit_code == FINE
    assert stats.edition_tallies(read(content).editions["2024-12"]) == today


def test_it_records_the_content_that_it_was_made_of_as_build_json_tells_it(content: Path) -> None:
    before = judging.digest(judging.digests(files_in(content)))
    freeze("2024-09", "2024-09-01")
    assert frozen(content, "2024-09")["content"] == before


@pytest.mark.parametrize("name", ["2024-13", "2024", "2024-9", "summer", "../2024-09", "2024-09-01"])
def test_what_is_no_month_is_no_edition(content: Path, name: str) -> None:
    answer = freeze(name, "2024-09-01")
    assert answer.exit_code == USAGE
    assert "2025-06" in answer.stderr


def test_an_edition_that_is_there_is_never_overwritten(content: Path) -> None:
    before = files_in(content)
    answer = freeze("2024-08", "2024-08-01")
    assert answer.exit_code == USAGE
    assert "another month" in answer.stderr
    assert files_in(content) == before


def test_content_with_an_error_is_not_frozen(content: Path) -> None:
    edit(content, "bread-box", ("status: published", "status: publisht"))
    before = files_in(content)
    answer = freeze("2024-09", "2024-09-01")
    assert answer.exit_code == PROBLEMS
    assert "KLT204" in answer.stderr
    assert files_in(content) == before


def test_a_template_that_cannot_be_read_is_told_and_nothing_is_frozen(content: Path, tmp_path: Path) -> None:
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "page.html").symlink_to("nowhere")
    before = files_in(content)
    for command in (("edition", "2024-09", "--as-of", "2024-09-01"), ("build",)):
        answer = ask(*command, "--templates", str(templates))
        assert (answer.exit_code, answer.stdout) == (FAILED, ""), command
        assert "page.html cannot be read; nothing was changed." in answer.stderr
    assert files_in(content) == before
    assert not (tmp_path / "output").exists()


def test_the_day_is_named_where_it_is_not_of_the_month(content: Path) -> None:
    answer = ask("edition", "2025-06", "--no-publication")
    assert answer.exit_code == USAGE
    assert "--as-of 2025-06-01" in answer.stderr
    assert "2024-08-01" in answer.stderr
    assert not (content / "editions/2025-06.yaml").exists()


def test_nothing_is_frozen_of_nothing(content: Path) -> None:
    for name in ("bread-box", "hay-hotel"):
        edit(content, name, ("status: published", "status: draft"))
    answer = freeze("2024-09", "2024-09-01", "--no-publication")
    assert answer.exit_code == USAGE
    assert "no published entry" in answer.stderr


def test_titles_are_as_they_are_given(content: Path) -> None:
    freeze("2024-09", "2024-09-01", "--title", "de=Ausgabe: Herbst", "--no-publication")
    assert frozen(content, "2024-09")["title"] == {"en": "Edition September 2024", "de": "Ausgabe: Herbst"}
    assert freeze("2024-10", "2024-10-01", "--title", "fr=Automne", "--no-publication").exit_code == USAGE


# -- the seal ------------------------------------------------------------------------------------------------


def sealed(content: Path) -> dict[str, bytes]:
    assert freeze("2024-09", "2024-09-01").exit_code == FINE
    return files_in(content)


def tampered(files: Mapping[str, bytes], old: str, new: str) -> tuple[Problem, ...]:
    path = edition_file("2024-09")
    assert files[path].count(old.encode()) >= 1, old
    return content_problems({**files, path: files[path].replace(old.encode(), new.encode(), 1)})


@pytest.mark.parametrize(
    ("old", "new", "also"),
    [
        ("Edition September 2024", "Edition Autumn 2024", []),
        ("Ausgabe September", "Ausgabe Oktober", []),
        ("published: 2024-09", "published: 2024-10", []),
        ("evaluated_on: 2024-09-01", "evaluated_on: 2024-09-02", []),
        ("entries: 2", "entries: 3", [("KLT222/entries", "3")]),
        ("joint-event: 1", "joint-event: 2", [("KLT222/tally", "2")]),
        ("skilled-workers: 0", "skilled-workers: 1", [("KLT222/tally", "1")]),
        ("state: ", "state: 0", []),
        ("contact: [previous-collaboration]", "contact: [targeted-contact]", [("KLT222/tally", "1")] * 2),
        ("  bread-box: ", "  bread-bin: ", []),
        ("size: ", "size: 1", [("KLT222/publication", "")]),
        ("content: ", "content: 0", []),
        ("seal: ", "seal: 0", []),
    ],
)
def test_whatever_is_changed_in_a_frozen_file_is_found_at_its_place(
    content: Path, old: str, new: str, also: list[tuple[str, str]]
) -> None:
    files = sealed(content)
    found = tampered(files, old, new)
    assert [one.sentence for one in found if one.sentence == "KLT222/seal"] == ["KLT222/seal"], told(found)
    (seal,) = (one for one in found if one.sentence == "KLT222/seal")
    assert seal.field == "seal"
    assert seal.excerpt.startswith("seal: ")
    beside = sorted((one.sentence, excerpted(one)) for one in found if one.sentence != "KLT222/seal")
    assert [name for name, _ in beside] == sorted(name for name, _ in also)
    assert all(there == wanted for (_, there), (_, wanted) in zip(beside, sorted(also), strict=True) if wanted)


def test_a_note_that_is_added_later_breaks_the_seal(content: Path) -> None:
    found = tampered(sealed(content), "entries: 2\n", "entries: 2\nnote: {en: Added later., de: Nachgetragen.}\n")
    assert [one.sentence for one in found] == ["KLT222/seal"]


def test_comments_and_another_order_of_fields_break_no_seal(content: Path) -> None:
    files = sealed(content)
    path = edition_file("2024-09")
    turned = yaml.safe_dump(
        dict(reversed(list(yaml.load(files[path], yaml.BaseLoader).items()))), sort_keys=False, default_style='"'
    )
    assert content_problems({**files, path: f"# turned round\n{turned}".encode()}) == ()


def test_a_byte_of_a_pdf_that_changes_is_found(content: Path) -> None:
    files = sealed(content)
    path = "editions/2024-09.de.pdf"
    (problem,) = content_problems({**files, path: files[path][:-1] + b"?"})
    assert (problem.file, problem.sentence) == (edition_file("2024-09"), "KLT222/publication")
    assert problem.field == "publications.de.digest"
    assert excerpted(problem) == editions.digest_of(files[path])


def test_a_pdf_that_is_lost_is_missed_and_one_that_nobody_recorded_does_not_belong_there(content: Path) -> None:
    files = sealed(content)
    data = files.pop("editions/2024-09.en.pdf")
    (problem,) = content_problems(files)
    assert (problem.sentence, problem.field) == ("KLT222/missing", "publications.en")
    found = content_problems({**files, "editions/2024-09.en.pdf": data, "editions/2024-09.fr.pdf": data})
    assert [(one.file, one.sentence) for one in found] == [("editions/2024-09.fr.pdf", "KLT117/ending")]


@pytest.mark.parametrize("kept", ["counted", "publications", "content"])
def test_a_seal_is_needed_by_whoever_names_what_an_edition_is_made_of(content: Path, kept: str) -> None:
    files = sealed(content)
    path = edition_file("2024-09")
    value = yaml.load(files[path], yaml.BaseLoader)
    for name in {"counted", "publications", "content", "seal"} - {kept}:
        del value[name]
    there = {one: data for one, data in files.items() if kept == "publications" or not one.endswith(".pdf")}
    (problem,) = content_problems({**there, path: yaml.safe_dump(value, sort_keys=False).encode()})
    assert (problem.sentence, excerpted(problem)) == ("KLT222/unsealed", kept)


WORD = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=6)
VALUE = st.recursive(
    WORD, lambda below: st.lists(below, max_size=3) | st.dictionaries(WORD, below, max_size=3), max_leaves=12
)
FILE = st.dictionaries(WORD.filter(lambda word: word != "seal"), VALUE, min_size=1, max_size=5)


@given(FILE, st.randoms())
def test_the_seal_is_the_same_in_any_layout_and_order_of_fields(file: dict[str, Any], chance: Any) -> None:
    def shuffled(value: Any) -> Any:
        if isinstance(value, dict):
            items = [(key, shuffled(below)) for key, below in value.items()]
            chance.shuffle(items)
            return dict(items)
        return [shuffled(one) for one in value] if isinstance(value, list) else value

    style = chance.choice([{}, {"default_flow_style": True}, {"default_style": "'"}, {"width": 20, "indent": 6}])
    text = "# a comment\n" + yaml.safe_dump(shuffled(file), sort_keys=False, allow_unicode=True, **style)
    again = yaml.load(text, yaml.BaseLoader)
    assert editions.seal_of(again) == editions.seal_of(file)
    assert editions.seal_of({**again, "seal": "anything"}) == editions.seal_of(file)


@given(FILE, st.data())
def test_the_seal_changes_with_any_value_field_and_item(file: dict[str, Any], data: st.DataObject) -> None:
    def places(value: Any) -> list[tuple[Any, Any]]:
        if not isinstance(value, dict | list):
            return []
        steps = list(value) if isinstance(value, dict) else list(range(len(value)))
        return [(value, step) for step in steps] + [one for step in steps for one in places(value[step])]

    before = editions.seal_of(file)
    where, step = data.draw(st.sampled_from(places(file)))
    new = data.draw(VALUE)
    if data.draw(st.booleans()):
        changed_ = where[step] != new
        where[step] = new
    else:
        changed_ = True
        del where[step]
    assert (editions.seal_of(file) != before) == changed_


def test_the_state_of_an_entry_changes_with_what_it_says_and_with_nothing_else() -> None:
    state = editions.state_of(collaboration(WAGON))
    same = [
        changed(("status: published\n", "# checked\nstatus:   published\nreviewed: 2024-09-01\n"), text=WAGON),
        f"{WAGON}former_slugs: [book-wagon]\n",
        f"{WAGON}exceptions: [{{code: KLT510, reason: They differ.}}]\n",
    ]
    other = [
        changed(("years: 1", "years: 2"), text=WAGON),
        changed(("Bindery Falter", "Bindery Halter"), text=WAGON),
        changed(("A joiner", "The joiner"), text=WAGON),
        f"{WAGON}innovation: [product]\n",
    ]
    assert {editions.state_of(collaboration(one)) for one in same} == {state}
    assert state not in {editions.state_of(collaboration(one)) for one in other}


# -- comparing -----------------------------------------------------------------------------------------------


def entries(**states: str) -> dict[str, Counted]:
    return {slug: Counted(state=state) for slug, state in states.items()}


def test_two_editions_tell_what_was_added_changed_renamed_and_is_counted_no_longer() -> None:
    before = entries(same="1", other="1", old="1", gone="1")
    after = entries(same="1", other="2", new="1", more="1")
    names = {"old": "new"}
    found = editions.between(before, after, lambda slug: names.get(slug, slug))
    assert found == editions.Between(("more",), ("other",), (("old", "new"),), ("gone",))
    assert editions.between(before, before, lambda slug: slug).nothing


def test_of_two_entries_that_became_one_the_other_is_counted_no_longer() -> None:
    names = {"left": "right"}
    found = editions.between(entries(left="1", right="2"), entries(right="2"), lambda slug: names.get(slug, slug))
    assert found == editions.Between((), (), (), ("left",))


SLUGS = st.sampled_from(["a", "b", "c", "d", "e"])
COUNTED = st.dictionaries(SLUGS, st.sampled_from("123")).map(lambda states: entries(**states))


@given(COUNTED, COUNTED, st.dictionaries(SLUGS, SLUGS))
def test_every_entry_is_told_of_once_and_backwards_the_same_is_told(
    before: dict[str, Counted], after: dict[str, Counted], names: dict[str, str]
) -> None:
    there = editions.between(before, after, lambda slug: names.get(slug, slug))
    back = editions.between(after, before, lambda slug: names.get(slug, slug))
    assert len(before) - len(there.gone) == len(after) - len(there.added)
    assert (there.added, there.gone) == (back.gone, back.added)
    assert sorted((slug, former) for former, slug in there.renamed) == list(back.renamed)
    assert set(there.added) <= set(after)
    assert set(there.gone) <= set(before)
    assert set(there.changed) <= set(after)


# -- the site ------------------------------------------------------------------------------------------------


def page(site: Mapping[str, bytes], address: str) -> Any:
    return lxml.html.document_fromstring(site[address])


def shown(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The site, at an address of its own: the sources are on another one."""
    site = files["site.yaml"].replace(b"base_url: https://village.", b"base_url: https://collection.")
    return built({**files, "site.yaml": site})


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, bytes]]]:
    """The content with both editions and its site, for all tests that change neither."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        content = prepared(tmp_path_factory.mktemp("two"), monkeypatch)
        freeze_two(content)
        yield content, shown(files_in(content))


def said(element: Any) -> str:
    """Its words, with one space between them; what only screen readers are told is left out."""
    return " ".join(" ".join(element.itertext()).replace("\u00a0", " ").split())


def beside(site: Mapping[str, bytes], address: str, other: str) -> Any:
    (found,) = page(site, address).xpath(f"//details[@id='beside--{other}']")
    return found


def figures(comparison: Any) -> dict[str, str]:
    return {said(row[0]): said(row[1]).replace(" then ", " ") for row in comparison.xpath(".//tbody/tr")}


def groups(comparison: Any) -> dict[str, list[str]]:
    return {
        said(group.xpath("./dt")[0]): [said(one) for one in group.xpath(".//li")]
        for group in comparison.xpath(".//dl/div")
    }


def test_the_site_lists_the_editions_the_newest_first_with_today_beside(kept: tuple[Path, dict[str, bytes]]) -> None:
    _, site = kept
    items = [said(item) for item in page(site, "en/editions.html").xpath("//ul[@class='edition-list']/li")]
    assert items[0].startswith("Today 2 published entries · durations reckoned to 1 August 2024")
    assert [item.split(" · ")[0] for item in items[1:]] == [
        "Edition June 2025 2 entries",
        "Edition September 2024 2 entries",
        "Edition August 2024 3 entries",
    ]
    assert "Publication (PDF, 0.4 MB)" in items[1]
    assert "Publication" not in items[3]
    german = [said(name) for name in page(site, "de/ausgaben.html").xpath("//p[@class='edition-name']")]
    assert german == ["Heute", "Ausgabe Juni 2025", "Ausgabe September 2024", "Ausgabe August 2024"]


def test_two_editions_are_compared_number_by_number_and_entry_by_entry(kept: tuple[Path, dict[str, bytes]]) -> None:
    _, site = kept
    comparison = beside(site, "en/editions/2025-06.html", "2024-09")
    assert comparison.get("open") is not None, "the edition before it"
    assert said(comparison.xpath("./summary")[0]) == "Edition September 2024 → Edition June 2025"
    told_ = figures(comparison)
    assert told_["Through targeted contact"] == "1 of 2 (50 %) → 2 of 2 (100 %)"
    assert told_["Through previous collaborations or projects"] == "1 of 2 (50 %) → 0 of 2 (0 %)"
    assert told_["Innovation and development"] == "1 of 1 (100 %) → 0 of 1 (0 %)"
    assert groups(comparison) == {
        "Added": ["The library wagon"],
        "Changed": ["The bread box"],
        "Renamed": ["The bread box"],
        "Counted no longer": ["A night in the hay (withdrawn since)"],
    }
    assert figures(beside(site, "en/editions/2024-09.html", "2025-06")) == told_, "from either side the same"


def test_any_two_editions_stand_beside_each_other_on_the_pages_of_both(kept: tuple[Path, dict[str, bytes]]) -> None:
    _, site = kept
    names = ["2024-08", "2024-09", "2025-06"]
    for name in names:
        found = page(site, f"de/ausgaben/{name}.html").xpath("//details[@class='edition-beside']/@id")
        assert found == [f"beside--{other}" for other in ("today", *reversed(names)) if other != name]


def test_beside_an_edition_that_names_no_entries_it_is_said_why_none_are_told_of(
    kept: tuple[Path, dict[str, bytes]],
) -> None:
    comparison = beside(kept[1], "en/editions/2024-09.html", "2024-08")
    assert groups(comparison) == {}
    assert "“Edition August 2024” does not name its entries" in said(comparison)


def test_every_number_of_a_frozen_edition_opens_exactly_its_entries(kept: tuple[Path, dict[str, bytes]]) -> None:
    two, site = kept
    for name in ("2024-09", "2025-06"):
        found, opened = frozen(two, name), 0
        document = page(site, f"en/editions/{name}.html")
        for link in document.xpath("//section[@aria-labelledby='numbers--heading']//a[@class='number']"):
            target = link.get("href")
            (heading,) = document.xpath(f"//h4[@id='{target.removeprefix('#')}']")
            count = int(said(link).split()[0])
            assert len(heading.getparent().xpath("./ul/li")) == count > 0
            opened += 1
        assert opened == sum(count > 0 for counts in found["categories"].values() for count in counts.values())


def test_entries_of_then_lead_to_their_pages_of_today(kept: tuple[Path, dict[str, bytes]]) -> None:
    document = page(kept[1], "en/editions/2024-09.html")
    (listed,) = document.xpath("//section[@aria-labelledby='entries']/ul")
    assert {said(link): link.get("href") for link in listed.xpath(".//a")} == {
        "The bread box": "../collaborations/bread-chest.html",
        "A night in the hay (withdrawn since)": "../collaborations/hay-hotel.html",
    }


def test_an_entry_that_is_no_more_is_told_by_its_name(two: Path) -> None:
    (two / "collaborations/bread-chest.yaml").unlink()
    site = shown(files_in(two))
    (listed,) = page(site, "en/editions/2025-06.html").xpath("//section[@aria-labelledby='entries']/ul")
    assert [said(item) for item in listed.xpath("./li")] == ["The library wagon", "bread-chest"]
    assert len(listed.xpath(".//a")) == 1


def test_a_frozen_edition_says_the_same_of_itself_whatever_becomes_of_the_content(content: Path) -> None:
    freeze("2024-09", "2024-09-01")
    before = shown(files_in(content))
    change_everything(content)
    freeze("2025-06", "2025-06-01")
    after = shown(files_in(content))
    same = [f"data/v1/editions/2024-09.{form}" for form in ("json", "csv")]
    same += ["en/editions/2024-09.pdf", "de/ausgaben/2024-09.pdf"]
    assert all(before[address] == after[address] for address in same)
    parts = "//section[@aria-labelledby='numbers--heading']"
    for address in ("en/editions/2024-09.html", "de/ausgaben/2024-09.html"):
        old, new = (said(page(site, address).xpath(parts)[0]) for site in (before, after))
        assert old == new


def test_the_publication_of_an_edition_is_given_out_as_it_was_frozen(kept: tuple[Path, dict[str, bytes]]) -> None:
    two, site = kept
    assert site["en/editions/2024-09.pdf"] == (two / "editions/2024-09.en.pdf").read_bytes()
    assert site["de/ausgaben/2025-06.pdf"] == (two / "editions/2025-06.de.pdf").read_bytes()
    link = page(site, "de/ausgaben/2025-06.html").xpath("//ul[@class='edition-files']//a")[0]
    assert (link.get("href"), said(link)) == ("2025-06.pdf", "Publikation (PDF, 0,4 MB)")


def test_each_category_is_shown_over_time_with_a_dot_for_every_edition_and_today(
    kept: tuple[Path, dict[str, bytes]],
) -> None:
    _, site = kept
    document = page(site, "en/editions.html")
    for category in CATEGORIES:
        slug = f"{category.replace('_', '-')}-over-time"
        (section,) = document.xpath(f"//section[@aria-labelledby='{slug}--heading']")
        rows = section.xpath(".//tbody/tr")
        dots = section.xpath(".//*[@class='chart-dot']")
        assert len(dots) == sum(said(cell).endswith("%)") for row in rows for cell in row[1:])
        assert [said(head) for head in section.xpath(".//thead//th")][1:] == [
            "Edition August 2024",
            "Edition September 2024",
            "Edition June 2025",
            "Today",
        ]
        table = site[f"data/v1/charts/{slug}.csv"].decode().splitlines()
        assert table[0].startswith("edition,as_of,category,option,count")
        assert {row.split(",")[0] for row in table[1:]} == {"", "2024-08", "2024-09", "2025-06"}
        assert f"en/embed/{slug}.html" in site


def test_with_one_edition_and_today_nobody_speaks_of_a_trend() -> None:
    document = page(shown(files_in(BASE)), "en/editions.html")
    says = said(document.xpath("//section[@aria-labelledby='contact-over-time--heading']//p[@class='chart-says']")[0])
    assert "two points, and no trend yet" in says
    assert re.search(r"\d+ of \d+ \(.*%\) → \d+ of \d+", says)


def test_without_an_edition_the_page_says_so() -> None:
    files = {path: data for path, data in files_in(BASE).items() if not path.startswith("editions/")}
    files["site.yaml"] = files["site.yaml"].replace(b"edition: 2024-08\n", b"")
    site = shown(files)
    assert "No edition has been frozen yet." in said(page(site, "en/editions.html"))
    assert "editions.html" in site["en/evaluation.html"].decode()


def test_the_evaluation_opens_the_numbers_of_the_edition_beside_its_own(two: Path) -> None:
    site_file = two / "site.yaml"
    site_file.write_text(changed(("edition: 2024-08", "edition: 2024-09"), text=site_file.read_text("utf-8")))
    document = page(shown(files_in(two)), "en/evaluation.html")
    (cell,) = document.xpath(
        "//section[contains(@class, 'category-contact')]//tr[th='Through targeted contact']/td[2]/a"
    )
    assert cell.get("href") == "editions/2024-09.html#contact--targeted-contact"
