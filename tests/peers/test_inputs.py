"""What each generator is given: the same entries, in the form that it reads."""

import json
from collections.abc import Callable

import pytest
import yaml

from kltsite import disk
from tools.peers import inputs
from tools.peers.content import LISTS, content, entries, site
from tools.peers.peers import OURS, PEERS, ROOT

OWN, _ = disk.read_folder(ROOT / "content")
TEMPLATES, _ = disk.read_folder(ROOT / "templates")
FILES = dict(content(2, OWN))
SLUG = "made-up-00001"


def test_every_generator_finds_every_published_entry() -> None:
    assert SLUG in entries(FILES)
    for peer in (OURS, *PEERS.values()):
        found = peer.inputs(FILES, TEMPLATES)
        assert all(peer.story.format(slug=slug) in found for slug in entries(FILES)), peer.name


@pytest.mark.parametrize("change", [inputs.changed, inputs.titled])
def test_a_changed_entry_differs_in_one_byte_and_changing_it_twice_changes_nothing(
    change: Callable[[bytes], bytes],
) -> None:
    for peer in (OURS, *PEERS.values()):
        data = peer.inputs(FILES, TEMPLATES)[peer.story.format(slug=SLUG)]
        other = change(data)
        assert sum(one != two for one, two in zip(data, other, strict=True)) == 1, peer.name
        assert change(other) == data


@pytest.mark.parametrize(("change", "field"), [(inputs.changed, "description"), (inputs.titled, "title")])
def test_only_the_story_or_the_title_of_a_case_file_changes(change: Callable[[bytes], bytes], field: str) -> None:
    data = FILES[f"collaborations/{SLUG}.yaml"]
    before, behind = (yaml.load(one, yaml.CBaseLoader) for one in (data, change(data)))
    assert {key for key in before if before[key] != behind[key]} == {field}


def test_a_file_without_a_story_or_a_title_is_told() -> None:
    with pytest.raises(ValueError, match="no story"):
        inputs.changed(b"title: {en: A}\n")
    with pytest.raises(ValueError, match="no title"):
        inputs.titled(b"description: {en: A}\n")


def test_the_words_are_there_in_both_languages() -> None:
    found = site(FILES)
    english, german = found["en"], found["de"]
    assert english["words"].keys() == german["words"].keys()
    told = {sentence for sentence, words in german["words"].items() if words == sentence}
    assert told <= {"Region", "Video", "Podcast"}, "these alone are the same in German"
    assert english["labels"]["country"]["at"] == "Austria"
    assert german["labels"]["country"]["at"] == "Österreich"
    assert (english["group"], german["group"]) == (",", ".")
    assert set(LISTS) == english["groups"].keys()


def test_every_emblem_can_be_drawn() -> None:
    symbols = site(FILES)["symbols"]
    assert {"cci--design", "sme--construction", "cci--none", "sme--none"} <= symbols.keys()


def test_front_matter_is_json_which_keeps_norway() -> None:
    files = {
        **FILES,
        f"collaborations/{SLUG}.yaml": FILES[f"collaborations/{SLUG}.yaml"].replace(b"country: ", b"country: NO #"),
    }
    page = inputs.jekyll(files, TEMPLATES)[f"_de/{SLUG}.md"].decode()
    head = json.loads(page.split("---\n")[1])
    assert head["case"]["place"]["country"] == "NO"
    assert head["title"].startswith("Erfundener Fall 1")
    assert "description" not in head["case"]
