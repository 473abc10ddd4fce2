"""What the preview adds to a page as it is served: the reload, and what is wrong, in the page's own language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from gettext import NullTranslations

from markupsafe import Markup

from kltsite.languages import N_, SOURCE, Interface
from kltsite.present.addresses import rule_pages
from kltsite.present.views.scene import POLICY
from kltsite.problems import Level, Problem
from kltsite.problems.telling import Teller
from kltsite.serve.preview import State

SHOWN = 50  # problems told in a page; `kltsite check` tells all

RELOAD, STYLE = "__reload.js", "__preview.css"

_LANGUAGE = re.compile(r'<html[^>]* lang="([A-Za-z-]+)"')
_MAIN = re.compile(r"<main[^>]*>")
_HEAD = Markup('<link rel="stylesheet" href="/{}">\n<script src="/{}?state={}" defer></script>\n')

_STALE = N_("This is the last good state of the site. It follows your files again as soon as this is mended:")
_NOTHING = N_("There is no site to show yet. It appears as soon as this is mended:")
_WARNED = N_("The site is up to date. You may want to look at this:")
_HERE = N_("In the file of this page:")
_NOT_FOUND = N_("There is no page at this address.")
_MORE = N_("kltsite check tells the rest.")
_HOME = N_("To the start page")


class Panels:
    """Pages with what the preview adds; `prefix` leads from where the command runs to the content folder."""

    def __init__(self, interface: Interface, prefix: str, language: str = SOURCE) -> None:
        self._interface, self._language = interface, language
        self._tellers = {one: Teller(words, prefix) for one, words in interface.items()}
        self._of_pages = {one: Teller(words) for one, words in interface.items()}  # for what is wrong in the built site

    def page(self, html: str, address: str, state: State) -> str:
        """A page of the site as it is served."""
        found = _LANGUAGE.search(html)
        language = found[1] if found and found[1] in self._interface else self._language
        file = state.entries.get(address)
        here = tuple(one for one in state.problems if one.file in (file, address))
        html = _before("</head>", html, _HEAD.format(STYLE, RELOAD, state.number))
        if here and (main := _MAIN.search(html)):
            note, end = self._note(here, state, language), main.end()
            html = f"{html[:end]}{note}{html[end:]}"  # + would escape the page
        return _before("</body>", html, self._panel(state, language))

    def instead(self, state: State, *, found: bool) -> str:
        """A page of its own, where the site has none: there is no site yet, or no page of that address."""
        say = self._interface[self._language].gettext
        head = _HEAD.format(STYLE, RELOAD, state.number)
        absent = Markup("<p>{}</p>\n").format(say(_NOT_FOUND)) if state.site and not found else Markup()
        home = Markup('<p><a href="/">{}</a></p>\n').format(say(_HOME)) if absent else Markup()
        return _ALONE.format(
            policy=POLICY,
            language=self._language,
            head=head,
            absent=absent,
            home=home,
            panel=self._panel(state, self._language),
        )

    def _panel(self, state: State, language: str) -> Markup:
        """What is wrong anywhere; empty where nothing is. What drafts lack is told on their own pages only."""
        told = [one for one in state.problems if one.level is not Level.TODO]
        if not told and state.trouble is None:
            return Markup()
        words = self._interface[language]
        heading = _WARNED if not state.stale else _STALE if state.site else _NOTHING
        items = [*self._trouble(state, words), *self._items(_by_weight(told)[:SHOWN], state, language)]
        if len(told) > SHOWN:
            items.append(Markup("<li>{}</li>\n").format(words.gettext(_MORE)))
        totals = self._tellers[language].totals(state.problems, state.files) if told else ""
        return _PANEL.format(
            language=language, heading=words.gettext(heading), items=Markup().join(items), totals=totals
        )

    def _note(self, problems: Sequence[Problem], state: State, language: str) -> Markup:
        heading = self._interface[language].gettext(_HERE)
        items = Markup().join(self._items(_by_weight(problems), state, language))
        return _NOTE.format(language=language, heading=heading, items=items)

    def _trouble(self, state: State, words: NullTranslations) -> Iterator[Markup]:
        if state.trouble is not None:
            yield Markup("<li><p>{}</p></li>\n").format(
                words.gettext(state.trouble.message).format(what=state.trouble.what)
            )

    def _items(self, problems: Iterable[Problem], state: State, language: str) -> Iterator[Markup]:
        pages = rule_pages("/", language, self._interface[language])
        for one in problems:
            explained = pages.format(code=one.code.lower())
            teller = (self._of_pages if of_page(one) else self._tellers)[language]
            excerpt = "\n".join(teller.excerpt(one))
            yield _ITEM.format(
                place=teller.place(one),
                level=teller.level(one),
                code=_LINK.format(explained, one.code) if explained[1:] in state.site else one.code,
                trail=teller.trail(one),
                message=teller.message(one),
                why=teller.why(one),
                hint=teller.hint(one),
                excerpt=Markup("<pre>{}</pre>").format(excerpt) if excerpt else Markup(),
            )


def of_page(problem: Problem) -> bool:
    """Whether it was found in the built site: its file is then an address of the site, not a file of content."""
    return problem.code.startswith("KLT7")


def _by_weight(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda one: (list(Level).index(one.level), one))


def _before(mark: str, html: str, what: str) -> str:
    """`what` before the last `mark`, or at the end of a page that has none."""
    before, found, after = html.rpartition(mark)
    return f"{before}{what}{found}{after}" if found else f"{html}{what}"


_PANEL = Markup("""\
<aside class="kltsite-preview kltsite-preview--panel" lang="{language}" aria-label="{heading}">
<details open>
<summary>{heading}</summary>
<ol>
{items}</ol>
<p>{totals}</p>
</details>
</aside>
""")

_NOTE = Markup("""
<aside class="kltsite-preview kltsite-preview--note" lang="{language}" aria-label="{heading}">
<p><strong>{heading}</strong></p>
<ol>
{items}</ol>
</aside>
""")

_LINK = Markup('<a href="{}">{}</a>')

_ITEM = Markup("""\
<li>
<p><code>{place}</code> {level} {code} {trail}</p>
<p><strong>{message}</strong> {why}</p>
<p>→ {hint}</p>
{excerpt}
</li>
""")

_ALONE = Markup("""\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>kltsite</title>
{head}</head>
<body>
<main>
{absent}{home}</main>
{panel}</body>
</html>
""")
