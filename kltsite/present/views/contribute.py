"""The page on which a collaboration is proposed or changed: a form in steps, which scripts bring to life.

Everything happens in the reader's browser. The page hands its scripts the published schema, the limits of the six
criteria and all words, as data, since nothing can be fetched from a folder.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from kltsite.domain.settings import CRITERION_CODES
from kltsite.intake.prose import Page
from kltsite.languages import N_, SOURCE
from kltsite.present.addresses import folder_of, relative, schema_line
from kltsite.present.emblem import CCI, NONE, SME, sprite
from kltsite.present.escaping import in_page
from kltsite.present.markup import Renderer
from kltsite.present.views import Frame
from kltsite.present.views.browse import SLOTS, index_name
from kltsite.present.views.claims import ClaimNote
from kltsite.present.views.correcting import ENTRIES, SCRIPTS
from kltsite.present.views.fields import FormField, form_fields, published_fields
from kltsite.present.views.prose import prose_view
from kltsite.present.views.scene import Scene
from kltsite.present.views.verdicts import STATES, named
from kltsite.validator.criteria import CRITERIA, State

Schema = Mapping[str, Any]

FOLDER = "content/collaborations/"

KEPT = ("listed", "reviewed", "attested", "former_slugs", "withdrawn", "exceptions")
"""What the editorial team sets: no step asks for it, and in an entry that is changed it stays as it is."""


class StepDeclared(Struct, frozen=True):
    """A step of the form: its key, its heading, how many minutes it takes, and the fields it asks for."""

    key: str
    heading: str
    minutes: int
    fields: tuple[str, ...]


STEPS = (
    StepDeclared("who", N_("Who works together"), 4, ("title", "summary", "partners")),
    StepDeclared("where", N_("Where, and for how long"), 2, ("place", "traits", "period")),
    StepDeclared(
        "told",
        N_("What they say"),
        5,
        ("contact", "regional_value", "partner_value", "innovation", "remarks", "description", "advice", "voices"),
    ),
    StepDeclared("evidence", N_("Evidence for the criteria"), 3, ("evidence",)),
    StepDeclared("media", N_("Pictures, links and sources"), 3, ("media", "links", "sources", "funding")),
    StepDeclared("send", N_("Check and send"), 1, ("status",)),
)


class FormStep(Struct, frozen=True):
    """A step as the page shows it."""

    key: str
    heading: str
    takes: str  # about 4 minutes
    fields: tuple[FormField, ...]


class CriterionLine(Struct, frozen=True):
    """One of the six criteria in the list that follows what one types."""

    key: str
    name: str
    summary: str
    href: str


class ContributeView(Struct, frozen=True):
    """`contribute.html`: the page's prose, and the form."""

    frame: Frame
    title: str
    plain: Markup
    body: Markup  # what stands before the form
    rest: Markup  # and after it
    claims: tuple[ClaimNote, ...]
    other_language: str
    steps: tuple[FormStep, ...]
    languages: tuple[tuple[str, str], ...]  # (code, name) of those in which texts are asked for
    criteria: tuple[CriterionLine, ...]
    card: Markup
    host: str  # GitHub, GitLab or ""
    data: Markup  # JSON
    scripts: tuple[str, ...]


def contribute_view(scene: Scene, page: Page, renderer: Renderer, schema: Schema) -> ContributeView:
    """What the page shows; `schema` is the published one of a case file."""
    prose = prose_view(scene, page, renderer)
    lead, heading, rest = str(prose.body).partition("<h2")
    folder, words = folder_of(scene.addresses.view(page.name) or ""), scene.words
    terms = scene.settings.vocabulary
    forms = [*((key, NONE) for key in (NONE, *terms.subsectors)), *((NONE, key) for key in terms.sectors)]
    return ContributeView(
        frame=replace(prose.frame, sprite=sprite(forms)),
        title=prose.title,
        plain=prose.plain,
        body=Markup(lead),
        rest=Markup(heading + rest),
        claims=prose.claims,
        other_language=prose.other_language,
        steps=tuple(_step(scene, one) for one in STEPS),
        languages=tuple((code, _capital(words.language_name(code))) for code in scene.settings.site.languages),
        criteria=tuple(
            CriterionLine(one.key, *named(scene)[one.code], relative(folder, scene.addresses.criterion(one.key)))
            for one in CRITERIA
        ),
        card=Markup(scene.templates.render("card.html", SLOTS).replace('href="@@/index.html?{address}"', "")),
        host=_host(scene.settings.site.repository or ""),
        data=in_page(_data(scene, schema, folder)),
        scripts=tuple(relative(folder, scene.assets[name]) for name in SCRIPTS),
    )


def _step(scene: Scene, one: StepDeclared) -> FormStep:
    takes = scene.words.ngettext("about {minutes} minute", "about {minutes} minutes", one.minutes)
    fields = form_fields(scene, one.fields)
    return FormStep(one.key, scene.words.gettext(one.heading), takes.format(minutes=one.minutes), fields)


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _host(repository: str) -> str:
    """Whose forms for new files can be led to."""
    host = urlsplit(repository).hostname or ""
    return next((name for name in ("GitHub", "GitLab") if name.lower() in host), "")


def _data(scene: Scene, schema: Schema, folder: str) -> Mapping[str, object]:
    """What the scripts need to know, by name."""
    site, words = scene.settings.site, scene.words
    return {
        "schema": _rules(schema),
        "languages": site.languages,
        "needed": ["title", *published_fields()],
        "limits": limits(scene),
        "first": schema_line(SOURCE),
        "folder": FOLDER,
        "repository": _ways(site.repository or ""),
        "email": site.contact.email,
        "entries": relative(folder, scene.assets[ENTRIES]),
        "index": relative(folder, scene.assets[index_name(scene.language)]),
        "entry": relative(folder, scene.addresses.entry("{slug}")),
        "labels": {
            **{
                name: {key: words.label(name, key) for key in scene.settings.vocabulary.terms()[name]}
                for name in ("subsectors", "sectors")
            },
            "country": {code: words.country(code) for code in scene.settings.vocabulary.countries},
            "regions": {
                f"{country} {name}": words.best(label)
                for (country, name), (_, label) in scene.settings.vocabulary.named_regions.items()
            },
        },
        "forms": [CCI, SME, NONE],
        "states": {state.value: words.gettext(STATES[state]) for state in State},
        "words": {name: words.gettext(told) for name, told in SAID.items()},
    }


def limits(scene: Scene) -> Mapping[str, object]:
    """What the six criteria are reckoned with."""
    known = scene.settings.criteria
    return {
        "employees": known.employees.at_most,
        "inhabitants": known.inhabitants.below,
        "countries": {country: one.below for country, one in (known.inhabitants.countries or {}).items()},
        "urban": known.urban_partners,
        "vouched": {name: one.vouches_for for name, one in (known.attestations or {}).items()},
    }


_TOLD = (
    "title", "description", "examples", "$id", "$comment", "doNotSuggest", "enumDescriptions", "patternErrorMessage"
)  # fmt: skip
"""What tells people and their programs of a field; the rules have no use for it."""


def _rules(schema: Schema) -> dict[str, Any]:
    """The schema without what it tells people, which stands in the page already, and without the six criteria.

    These are not wrong answers: the list of the six tells how they stand, attested or unmet among it.
    """
    return {
        key: {name: _ruled(below) for name, below in value.items()} if key in ("properties", "$defs") else _ruled(value)
        for key, value in schema.items()
        if key not in _TOLD
    }


def _ruled(value: Any) -> Any:
    if isinstance(value, list):
        return [_ruled(one) for one in value if not (isinstance(one, dict) and one.get("x-code") in CRITERION_CODES)]
    return _rules(value) if isinstance(value, dict) else value


def _ways(repository: str) -> Mapping[str, str]:
    """Where a file is begun and where it is changed, by the addresses of the repository's host; {path} is its path."""
    host, base = _host(repository), repository.rstrip("/")
    if host == "GitHub":
        return {
            "new": f"{base}/new/main?filename={{path}}",
            "edit": f"{base}/edit/main/{{path}}",
            "value": "&value=",
        }
    if host == "GitLab":
        return {"new": f"{base}/-/new/main?file_name={{path}}", "edit": f"{base}/-/edit/main/{{path}}", "value": ""}
    return {}


SAID = {  # what the scripts say, by name
    "missing": N_("Please fill this in."),
    "whole": N_("Please write digits only, such as 4200."),
    "decimal": N_("Please write a number, such as 51.27."),
    "range": N_("Please check this number: {least} to {most} is possible."),
    "moment": N_("Please write it as 2024, 2024-05 or 2024-05-01."),
    "day": N_("Please write the full date, as 2024-05-01."),
    "address": N_("Please write the full address of the page, such as https://example.org."),
    "long": N_("{length} characters; {longest} fit. Please shorten it."),
    "choose": N_("Please choose an answer."),
    "other": N_("This does not fit here. Please check it."),
    "remove": N_("Remove: {item}"),
    "removed": N_("{item} is removed."),
    "added": N_("{item} is added."),
    "mend": N_("Please look at this again"),
    "judged": N_("{shown} of 6 criteria are shown."),
    "wrong": N_("Please look at {count} of your answers again."),
    "right": N_("What you have written fits."),
    "lacks": N_("For publication this is still missing: {fields}."),
    "complete": N_("Everything that publication needs is there."),
    "kept": N_("Your draft is kept in this browser, {hour}."),
    "unkept": N_("This browser keeps no drafts. Please download the file before you leave."),
    "found": N_("We have put back your draft from your last visit."),
    "forgotten": N_("The draft is forgotten, and the form is empty."),
    "loaded": N_("You are changing the entry “{title}”. Only the comments in its file are left out here."),
    "change": N_("Change it here"),
    "unloaded": N_("The entry could not be loaded. Please check your connection, then load this page again."),
    "unknown": N_("There is no published entry “{slug}”. You can write a new one here."),
    "downloaded": N_("The file {name} is on its way to your downloads."),
    "copied": N_("The text is in your clipboard."),
    "uncopied": N_("Please copy the marked text yourself (Ctrl+C or ⌘C)."),
    "long_link": N_(
        "Your text is too long to travel in a link. Please copy it first, then insert it on the page that opens."
    ),
    "paste": N_("Please copy the text first, then insert it on the page that opens."),
    "subject": N_("A collaboration for the collection: {title}"),
    "attach": N_("Please attach the file {name}, which you have downloaded."),
    "untitled": N_("Your title"),
    "unsummed": N_("Your summary"),
}


def every_field() -> Iterator[str]:
    """Each field that a step asks for."""
    for step in STEPS:
        yield from step.fields
