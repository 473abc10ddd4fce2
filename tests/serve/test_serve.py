"""The preview, through HTTP: the last good site, what is wrong in its pages, and that nothing makes it end."""

from __future__ import annotations

import gc
import json
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from kltsite import judging
from kltsite.present.views.scene import Scene
from kltsite.serve import preview as previewing
from kltsite.serve.panel import RELOAD, STYLE
from kltsite.serve.preview import Preview, Sources
from kltsite.serve.server import HOST
from tests.helpers import files_in
from tests.serve.conftest import Previewed, note_of, panel_of

ENTRY = {"en": "en/collaborations/bread-box.html", "de": "de/kooperationen/bread-box.html"}
FILE = "collaborations/bread-box.yaml"


def test_a_page_is_that_of_the_site_with_the_reload_and_nothing_else(previewed: Previewed) -> None:
    state = previewed.preview.look()
    assert (state.stale, state.problems, state.trouble) == (False, (), None)
    status, headers, page = previewed.ask(ENTRY["en"])
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    added = f'<link rel="stylesheet" href="/{STYLE}">\n<script src="/{RELOAD}?state={state.number}" defer></script>\n'
    assert page.replace(added, "") == state.site[ENTRY["en"]].decode()


def test_what_is_added_keeps_to_the_policy_of_the_page(previewed: Previewed) -> None:
    previewed.preview.look()
    previewed.write(FILE, "status: published", "status: publishd")
    page = previewed.page(ENTRY["en"])
    assert "connect-src &#39;self&#39;" in page
    assert "onerror" not in page
    assert " style=" not in page
    assert re.findall(r"<script(?![^>]*(?:src=|ld\+json))", page) == []
    assert previewed.ask(RELOAD)[1]["Content-Type"] == "text/javascript; charset=utf-8"
    assert previewed.ask(STYLE)[1]["Content-Type"] == "text/css; charset=utf-8"


def test_every_file_of_the_site_is_served_as_what_it_is(previewed: Previewed) -> None:
    state = previewed.preview.look()
    for address in state.site:
        status, headers, _ = previewed.ask(address, method="HEAD")
        assert status == 200, address
        assert headers["Content-Type"] != "application/octet-stream" or "." not in address.rpartition("/")[2], address
        assert headers["Cache-Control"] == "no-store"


def test_a_picture_of_a_chart_is_painted_when_it_is_asked_for(previewed: Previewed) -> None:
    state = previewed.preview.look()
    picture = next(address for address in state.site if "/charts/" in address and address.endswith(".png"))
    assert not state.site[picture].startswith(b"\x89PNG")
    _, headers, data = previewed.ask(picture)
    assert headers["Content-Type"] == "image/png"
    assert "PNG" in data


def test_open_data_is_made_when_it_is_asked_for_and_is_that_of_the_last_good_site(previewed: Previewed) -> None:
    state = previewed.preview.look()
    assert len(state.site["data/v1/collaborations.json"]) < 100
    previewed.write(FILE, "The bread box", "The other box")
    told = json.loads(previewed.page("data/v1/collaborations.json"))
    assert "The other box" in [entry["title"]["en"] for entry in told["entries"]]
    story = "description:\n  en: '[Away](collaboration:hay-hotel#nowhere)'\n  de: A\n"
    previewed.write(FILE, "status:", f"{story}status:")  # a dead link is found once the site is built
    assert previewed.preview.state.stale
    assert json.loads(previewed.page("data/v1/collaborations.json")) == told


def test_a_folder_is_shown_by_its_index(previewed: Previewed) -> None:
    previewed.preview.look()
    assert previewed.ask("")[0] == 200
    assert previewed.ask("en/")[0] == 200
    status, headers, _ = previewed.ask("en")
    assert (status, headers["Location"]) == (307, "/en/")


@pytest.mark.parametrize("address", ["nowhere.html", "../content/site.yaml", "%2e%2e/content/site.yaml", "en/%00"])
def test_what_is_not_of_the_site_is_not_found(previewed: Previewed, address: str) -> None:
    previewed.preview.look()
    status, _, page = previewed.ask(address)
    assert status == 404
    assert RELOAD in page


def test_it_answers_to_this_computer_only(previewed: Previewed) -> None:
    previewed.preview.look()
    assert previewed.server.server_address[0] == HOST
    assert previewed.ask("", host="evil.example:80")[0] == 421
    status, headers, _ = previewed.ask("en/", host=f"localhost:{previewed.server.port}")
    assert (status, headers["Location"]) == (307, f"{previewed.server.address}en/")


def test_a_problem_is_told_in_every_page_in_its_own_language_and_at_its_entry(previewed: Previewed) -> None:
    previewed.preview.look()
    before = previewed.preview.state.site
    previewed.write(FILE, "status: published", "status: publishd")
    state = previewed.preview.state
    assert state.stale
    assert state.site is before
    english, german = previewed.page("en/"), previewed.page("de/")
    assert "content/collaborations/bread-box.yaml:" in panel_of(english)
    assert "This is the last good state of the site." in panel_of(english)
    assert "Did you mean “published”?" in panel_of(english)
    assert "Meinten Sie „published“?" in panel_of(german)
    assert 'lang="de"' in panel_of(german)
    assert '<a href="/en/help/klt204.html">KLT204</a>' in panel_of(english)
    assert '<a href="/de/hilfe/klt204.html">KLT204</a>' in panel_of(german)
    assert previewed.ask("de/hilfe/klt204.html")[0] == 200
    assert note_of(english) == ""
    for language, address in ENTRY.items():
        note = note_of(previewed.page(address))
        assert re.search(r"content/collaborations/bread-box\.yaml:\d+:9", note), language
        assert "KLT204" in note
    previewed.write(FILE, "status: publishd", "status: published")
    assert panel_of(previewed.page("en/")) == note_of(previewed.page(ENTRY["en"])) == ""


def test_what_a_file_says_is_told_as_text_and_never_as_markup(previewed: Previewed) -> None:
    previewed.preview.look()
    previewed.write(FILE, "status: published", "status: <img src=x onerror=alert(1)>")
    page = previewed.page(ENTRY["en"])
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in panel_of(page)


def test_a_warning_is_told_beside_the_new_site(previewed: Previewed) -> None:
    previewed.preview.look()
    previewed.write(FILE, "status: published", "status: published\ntraits: {en: Hills}")
    page = previewed.page("en/")
    assert "The site is up to date." in panel_of(page)
    assert "KLT2" in panel_of(page)
    assert not previewed.preview.state.stale


def test_what_a_draft_lacks_is_told_on_its_own_page_only(previewed: Previewed) -> None:
    previewed.write("collaborations/hay-hotel.yaml", "status: published", "status: draft")
    previewed.write("collaborations/hay-hotel.yaml", "place:", "# place:\nplace:")
    text = (previewed.content / "collaborations/hay-hotel.yaml").read_text("utf-8")
    (previewed.content / "collaborations/hay-hotel.yaml").write_text(re.sub(r"(?m)^summary:.*\n( .*\n)*", "", text))
    previewed.preview.look()
    assert not previewed.preview.state.stale
    assert panel_of(previewed.page("en/")) == ""
    assert "to do" in note_of(previewed.page("en/collaborations/hay-hotel.html"))


def test_a_mistake_in_a_template_is_told_with_its_line(previewed: Previewed) -> None:
    previewed.preview.look()
    base = previewed.templates / "base.html"
    sound = base.read_text("utf-8")
    base.write_text(sound.replace("</main>", "{{ page.nothing }}</main>"), "utf-8")
    previewed.preview.look()
    line = next(n for n, text in enumerate(base.read_text("utf-8").splitlines(), 1) if "page.nothing" in text)
    assert f"templates/base.html:{line}:" in panel_of(previewed.page("en/"))
    assert "Eine Vorlage" in panel_of(previewed.page("de/"))
    base.write_text(sound.replace("</main>", "<p>Changed.</p></main>"), "utf-8")
    previewed.preview.look()
    assert "<p>Changed.</p>" in previewed.page("en/")
    assert panel_of(previewed.page("en/")) == ""


def test_what_is_wrong_in_the_built_site_is_told_by_the_page_s_address(previewed: Previewed) -> None:
    previewed.preview.look()
    base = previewed.templates / "base.html"
    base.write_text(base.read_text("utf-8").replace("</main>", '<a href="nowhere.html">x</a></main>'), "utf-8")
    state = previewed.preview.look()
    assert state.stale
    panel = panel_of(previewed.page("en/"))
    assert "KLT702" in panel
    assert "content/en/" not in panel


def test_without_a_good_site_yet_the_problems_stand_alone(previewed: Previewed) -> None:
    previewed.write("site.yaml", "languages:", "lnguages:")
    status, _, page = previewed.ask("en/")
    assert status == 503
    assert "There is no site to show yet." in panel_of(page)
    assert "site.yaml:" in panel_of(page)
    assert "<a href" not in panel_of(page), "no page explains a rule yet"
    previewed.write("site.yaml", "lnguages:", "languages:")
    assert previewed.ask("en/")[0] == 200


def test_a_mistake_of_ours_does_not_end_it(previewed: Previewed, monkeypatch: pytest.MonkeyPatch) -> None:
    previewed.preview.look()

    def judge(*arguments: object, **named: object) -> object:
        raise RuntimeError("seven is not eight")

    monkeypatch.setattr(judging, "judge", judge)
    previewed.write(FILE, "status: published", "status: draft")
    assert "RuntimeError: seven is not eight" in panel_of(previewed.page("en/"))


def test_a_page_that_a_change_does_not_touch_is_not_made_again(previewed: Previewed) -> None:
    before = previewed.preview.look().site
    previewed.write(FILE, "The bread box", "The other box")
    after = previewed.preview.state.site
    assert b"The other box" in after[ENTRY["en"]]
    same = [address for address in before if address.endswith(".html") and after[address] is before[address]]
    assert {"en/criteria.html", "en/help.html", "de/auswertung.html"} <= {*same}  # the German title is as it was
    assert ENTRY["en"] not in same


def test_what_earlier_looks_were_made_of_is_let_go(previewed: Previewed) -> None:
    held = []
    for number in range(6):
        previewed.write(FILE, "status:" if number else "The bread box", "status:" if number else "A box")
        previewed.write(FILE, "A box" if number % 2 == 0 else "The box", "The box" if number % 2 == 0 else "A box")
        gc.collect()
        held.append(sum(isinstance(one, Scene) for one in gc.get_objects()))
    assert held[-1] <= held[1]


def test_who_waits_is_told_of_the_next_state_at_once(previewed: Previewed) -> None:
    first = previewed.preview.look().number
    told: list[str] = []

    def wait() -> None:
        state = previewed.preview.next(first, 10)
        told.append(state.number if state else "")

    waiting = Thread(target=wait)
    waiting.start()
    previewed.write(FILE, "status: published", "status: draft")
    waiting.join(10)
    assert told == [previewed.preview.state.number]
    assert told != [first]
    assert previewed.preview.next(told[0], 0.01) is None


def test_nothing_new_is_no_new_state(previewed: Previewed) -> None:
    first = previewed.preview.look()
    assert previewed.preview.look() is first


def test_a_restarted_preview_is_another_state(previewed: Previewed) -> None:
    other = Preview(previewed.preview._sources, previewed.preview._options, previewed.preview._means)
    assert other.look().number != previewed.preview.look().number


def test_the_folders_are_left_as_they_are(previewed: Previewed, tmp_path: Path) -> None:
    before = files_in(tmp_path)
    previewed.preview.look()
    assert files_in(tmp_path) == before


# -- 200 edits at random -------------------------------------------------------------------------------------


class Editor:
    """Edits the folders at random and knows what must be shown after each edit."""

    def __init__(self, previewed: Previewed, chance: random.Random) -> None:
        self.content, self.templates, self.chance = previewed.content, previewed.templates, chance
        self.entry = self.content / FILE
        self.other = self.content / "collaborations/hay-hotel.yaml"
        self.sound = {place: place.read_bytes() for place in (self.entry, self.other, self.templates / "base.html")}
        self.wrong: dict[str, tuple[str, Callable[[], object]]] = {}  # what is wrong -> what is told, how to restore
        self.title = self.shown = "The bread box"
        self.count = 0

    def edit(self) -> None:
        """Break one thing more, or mend one, or change what is right."""
        self.count += 1
        breaking = [self.yaml, self.field, self.template, self.folder, self.name, self.bytes]
        if self.wrong and self.chance.random() < 0.55:
            kind = self.chance.choice(list(self.wrong)) if "folder" not in self.wrong else "folder"
            self.wrong.pop(kind)[1]()
        elif "folder" in self.wrong or self.chance.random() < 0.25:
            self.retitle() if not self.wrong else None
        else:
            self.chance.choice(breaking)()

    def retitle(self) -> None:
        new = f"The bread box {self.count}"
        self.sound[self.entry] = self.sound[self.entry].replace(self.title.encode(), new.encode(), 1)
        self.entry.write_bytes(self.sound[self.entry])
        self.title = new

    def _break(self, kind: str, told: str, do: Callable[[], object], undo: Callable[[], object]) -> None:
        if kind not in self.wrong:
            do()
            self.wrong[kind] = told, undo

    def _spoil(self, kind: str, place: Path, told: str, spoiled: bytes) -> None:
        self._break(kind, told, lambda: place.write_bytes(spoiled), lambda: place.write_bytes(self.sound[place]))

    def yaml(self) -> None:
        if "entry" not in self.wrong:
            self._spoil("entry", self.entry, "KLT109", b"title: [\n" + self.sound[self.entry])

    def field(self) -> None:
        self._spoil("entry", self.entry, "KLT201", self.sound[self.entry] + b"colour: blue\n")

    def bytes(self) -> None:
        self._spoil("entry", self.entry, "KLT103", b"\xff\xfe" + self.chance.randbytes(40))

    def template(self) -> None:
        place = self.templates / "base.html"
        spoiled = self.chance.choice([b"{% if %}", b"{{ page.nothing }}", b"{{", b"{% endblock %}"])
        self._spoil("template", place, "templates/base.html:", self.sound[place].replace(b"</body>", spoiled, 1))

    def name(self) -> None:
        wrong = self.other.with_name("Hay Hotel.yml")
        self._break("name", "KLT117", lambda: self.other.rename(wrong), lambda: wrong.rename(self.other))

    def folder(self) -> None:
        away = self.content.with_name("away")
        self._break(
            "folder", "There is no folder", lambda: self.content.rename(away), lambda: away.rename(self.content)
        )

    def expected(self) -> str:
        """What the panel must tell; "" where all is well. A template shows its mistake once the content is right."""
        for kind in ("folder", "entry", "name", "template"):
            if kind in self.wrong:
                return self.wrong[kind][0]
        self.shown = self.title
        return ""


@pytest.mark.parametrize("seed", [1])
def test_after_each_of_a_hundred_random_edits_the_right_state_is_shown(previewed: Previewed, seed: int) -> None:
    editor = Editor(previewed, random.Random(seed))
    previewed.preview.look()
    kinds: set[str] = set()
    for number in range(100):
        editor.edit()
        previewed.preview.look()
        page, expected = previewed.page(ENTRY["en"]), editor.expected()
        kinds |= editor.wrong.keys()
        panel = panel_of(page)
        assert f"<h1>{editor.shown}</h1>" in re.sub(r"<h1[^>]*>", "<h1>", page), number
        assert bool(panel) == bool(expected), (number, editor.wrong.keys(), panel)
        assert expected in panel, number
        assert previewed.preview.state.stale == bool(expected)
        if expected.startswith("KLT") and "entry" in editor.wrong:
            assert f"content/{FILE}:" in note_of(page), number
    assert kinds == {"entry", "template", "name", "folder"}
    assert editor.shown != "The bread box"


def test_a_folder_that_vanishes_and_comes_back_as_another_is_followed(previewed: Previewed) -> None:
    previewed.preview.look()
    saved = previewed.content.with_name("saved")
    shutil.move(previewed.content, saved)
    previewed.preview.look()
    assert "There is no folder" in panel_of(previewed.page("en/"))
    shutil.copytree(saved, previewed.content)
    assert not previewed.preview.look().stale


def test_reading_tells_what_cannot_be_read(tmp_path: Path, previewed: Previewed) -> None:
    (previewed.content / "collaborations/away.yaml").symlink_to(tmp_path / "elsewhere")
    sources: Sources = previewing.read(previewed.content, previewed.templates)
    assert [one.sentence for one in sources.unread] == ["KLT101/unreadable"]
    assert "KLT101" in panel_of(previewed.page("en/")) or previewed.preview.look().stale
