"""Translations: what a language lacks, what has grown old since another one changed, and what was confirmed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kltsite import translations
from kltsite.domain.collaboration import Collaboration
from kltsite.domain.translations import Record, fingerprint
from kltsite.intake import translations as records
from kltsite.translations import Completeness, complete, confirmed, standings, written
from tests.helpers import MINIMAL, changed, collaboration

SITE = ("en", "de")
THREE = ("en", "de", "fr")
ADVICE = (
    "advice:\n"
    "  - {to: [companies], text: {en: Begin small., de: Fangen Sie klein an.}}\n"
    "  - {to: [companies], text: {en: Ask early., de: Fragen Sie früh.}}\n"
)


def case(*replacements: tuple[str, str], text: str = MINIMAL) -> Collaboration:
    return collaboration(changed(*replacements, text=text))


def titled(**title: str) -> Collaboration:
    """The entry with this title, in languages that the site may not have."""
    found = collaboration(MINIMAL)
    return replace(found, title=type(found.title)(title))


def stale(entry: Collaboration, record: Record | None) -> dict[str, tuple[str, ...]]:
    """Field and language of each stale text -> the languages that have changed."""
    return {
        f"{records.name_of(one.path)}.{language}": others
        for one in standings(entry, record, SITE)
        for language, others in one.stale
    }


def test_a_change_of_one_language_marks_the_other() -> None:
    record = confirmed(case(), None)
    assert stale(case(), record) == {}
    assert stale(case(("The bread box", "The bread bin")), record) == {"title.de": ("en",)}
    assert stale(case(("Der Brotkasten", "Die Brotkiste")), record) == {"title.en": ("de",)}


def test_what_was_never_confirmed_is_not_stale() -> None:
    assert stale(case(("The bread box", "The bread bin")), None) == {}
    assert all(not one.confirmed for one in standings(case(), None, SITE))


def test_a_change_of_both_languages_at_once_leaves_neither_stale_nor_confirmed() -> None:
    both = case(("The bread box", "The bread bin"), ("Der Brotkasten", "Die Brotkiste"))
    title, summary = standings(both, confirmed(case(), None), SITE)
    assert (title.stale, title.confirmed) == ((), ())
    assert summary.confirmed == SITE


def test_following_the_change_ends_it_and_so_does_confirming() -> None:
    record = confirmed(case(), None)
    edited = case(("The bread box", "The bread bin"))
    assert stale(case(("The bread box", "The bread bin"), ("Der Brotkasten", "Die Brotkiste")), record) == {}
    again = confirmed(edited, record)
    assert stale(edited, again) == {}
    assert stale(case(), again) == {"title.de": ("en",)}


def test_taking_the_change_back_ends_it_too() -> None:
    record = confirmed(case(), None)
    assert stale(case(("The bread box", "The bread bin")), record)
    assert stale(case(), record) == {}


def test_how_a_text_is_wrapped_and_composed_is_no_change() -> None:
    assert fingerprint("Gölles  and\nthe bakery ") == fingerprint("Go\u0308lles and the bakery")
    assert fingerprint("Gölles and the bakery") != fingerprint("Golles and the bakery")


def test_items_of_a_list_are_known_by_their_words_wherever_they_stand() -> None:
    before = MINIMAL + ADVICE
    record = confirmed(case(text=before), None)
    first, second = ADVICE.splitlines()[1:]
    assert stale(case((f"{first}\n{second}", f"{second}\n{first}"), text=before), record) == {}
    new = "  - {to: [companies], text: {en: Come by., de: Kommen Sie vorbei.}}"
    assert stale(case((first, f"{new}\n{first}"), text=before), record) == {}
    assert stale(case(("Ask early.", "Ask first."), text=before), record) == {"advice.text.de": ("en",)}


def test_a_new_item_with_the_words_of_another_one_is_not_held_against_it() -> None:
    before = MINIMAL + "links:\n  - {url: 'https://one.example/', title: {en: Website, de: Webseite}}\n"
    after = before + "  - {url: 'https://two.example/', title: {en: Website, de: Netzauftritt}}\n"
    assert stale(case(text=after), confirmed(case(text=before), None)) == {}


def test_a_language_that_is_added_is_neither_confirmed_nor_stale_and_disturbs_no_other() -> None:
    record = confirmed(titled(en="Box", de="Kasten"), None)
    title = standings(titled(en="Box", de="Kasten", fr="Boîte"), record, THREE)[0]
    assert (title.missing, title.confirmed, title.stale) == ((), ("en", "de"), ())


def test_of_three_languages_one_may_follow_before_the_other() -> None:
    record = confirmed(titled(en="Box", de="Kasten", fr="Boîte"), None)
    edited = titled(en="Bin", de="Kasten", fr="Boîte")
    assert dict(standings(edited, record, THREE)[0].stale) == {"de": ("en",), "fr": ("en",)}
    followed = titled(en="Bin", de="Kasten", fr="Poubelle")
    assert dict(standings(followed, record, THREE)[0].stale) == {"de": ("en", "fr")}
    one = confirmed(followed, record, ("fr",))
    assert dict(standings(followed, one, THREE)[0].stale) == {"de": ("en", "fr")}
    later = titled(en="Bucket", de="Kasten", fr="Poubelle")
    assert dict(standings(later, one, THREE)[0].stale) == {"de": ("en", "fr"), "fr": ("en",)}
    assert dict(standings(later, record, THREE)[0].stale) == {"de": ("en", "fr")}  # had nobody confirmed French


def test_confirming_a_language_that_a_text_lacks_changes_nothing() -> None:
    record = confirmed(titled(en="Box", de="Kasten"), None)
    edited = titled(en="Bin", de="Kasten")
    assert confirmed(edited, record, ("fr",)) == record
    assert confirmed(edited, None, ("fr",)) is None


def test_a_text_in_one_language_has_nothing_to_be_confirmed() -> None:
    record = confirmed(titled(en="Box"), None)
    assert record is not None
    assert "title" not in record.texts


def test_a_language_taken_out_leaves_what_was_confirmed_of_the_others() -> None:
    record = confirmed(titled(en="Box", de="Kasten", fr="Boîte"), None)
    title = standings(titled(en="Box", de="Kasten"), record, THREE)[0]
    assert (title.missing, title.confirmed, title.stale) == (("fr",), ("en", "de"), ())


def test_a_withdrawn_entry_asks_for_no_review() -> None:
    record = confirmed(case(), None)
    edited = case(("The bread box", "The bread bin"))
    assert [*translations.stale(edited, record, SITE)]
    assert [*translations.stale(replace(edited, stated_status="withdrawn"), record, SITE)] == []


def test_completeness_counts_each_text_of_each_entry_once() -> None:
    advised = case(text=MINIMAL + ADVICE)
    record = confirmed(advised, None)
    lacking = case(("{en: Ask early., de: Fragen Sie früh.}", "{en: Ask first.}"), text=MINIMAL + ADVICE)
    rows = [standings(lacking, record, SITE), standings(case(), None, SITE)]
    assert complete(rows, "en") == Completeness(texts=6, there=6, confirmed=3, stale=0)
    assert complete(rows, "de") == Completeness(texts=6, there=5, confirmed=3, stale=0)
    assert complete([], "de") == Completeness(0, 0, 0, 0)


def test_a_record_reads_back_as_it_was_written() -> None:
    advised = case(text=MINIMAL + ADVICE)
    record = confirmed(advised, None)
    assert record is not None
    text = written(record)
    path = "translations/example.yaml"
    found, problems = records.read([path], {path: text.encode(), "collaborations/example.yaml": b""}, SITE)
    assert problems == ()
    assert found == {"example": record}
    assert written(found["example"]) == text


def test_the_names_of_texts_are_those_that_entries_can_have() -> None:
    known = records.text_fields()
    assert {"title", "advice.text", "evidence.equal-terms.statement", "media.alt", "withdrawn.reason"} <= set(known)
    assert not {"partners.name", "sources.url"} & set(known)
    assert {records.name_of(one.path) for one in standings(case(text=MINIMAL + ADVICE), None, SITE)} <= set(known)


WORDS = st.sampled_from(["a", "b", "c"])
TITLES = st.dictionaries(st.sampled_from(THREE), WORDS, min_size=1)


@given(st.lists(TITLES, min_size=1, max_size=5), TITLES)
def test_whatever_was_confirmed_before_confirming_leaves_nothing_stale(
    before: list[dict[str, str]], now: dict[str, str]
) -> None:
    record: Record | None = None
    for one in before:
        record = confirmed(titled(**one), record)
    entry = titled(**now)
    title = standings(entry, confirmed(entry, record), THREE)[0]
    assert title.stale == ()
    assert set(title.confirmed) == (set(now) if len(now) > 1 else set())
    assert not set(title.missing) & set(now)


@given(TITLES, TITLES)
def test_a_language_is_stale_exactly_where_it_stayed_and_another_one_changed(
    before: dict[str, str], now: dict[str, str]
) -> None:
    found = dict(standings(titled(**now), confirmed(titled(**before), None), THREE)[0].stale)
    for language, words in now.items():
        stayed = before.get(language) == words and len(before) > 1
        changed_since = {one for one in now if one != language and one in before and before[one] != now[one]}
        assert set(found.get(language, ())) == (changed_since if stayed else set())


@given(st.lists(TITLES, max_size=4), TITLES)
def test_confirming_twice_is_confirming_once(before: list[dict[str, str]], now: dict[str, str]) -> None:
    record: Record | None = None
    for one in before:
        record = confirmed(titled(**one), record, ("fr",))
    once = confirmed(titled(**now), record)
    assert confirmed(titled(**now), once) == once


def test_a_stale_text_is_a_to_do_at_the_words_to_be_compared() -> None:
    record = confirmed(case(), None)
    found = [*translations.stale(case(("The bread box", "The bread bin")), record, SITE)]
    assert [(one.sentence, one.path, one.values["changed"]) for one in found] == [
        ("KLT513/stale", ("title", "de"), ("en",))
    ]
