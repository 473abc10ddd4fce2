"""What writes case files: `new`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from kltsite.cli.asking import Questions, partner_of, place_of
from kltsite.cli.shared import (
    FINE,
    PROBLEMS,
    content_option,
    guarded,
    in_languages,
    language_option,
    option,
    read,
    teller_of,
)
from kltsite.languages import N_

_NEAR = N_("Is it one of these? {credit}")
_NONE = N_("none of these")


@click.command()
@click.argument("slug", required=False)
@content_option
@option(
    "--title", "titles", multiple=True, metavar="LANG=TITLE", help="The title in a language, such as de=Die Badebox."
)
@option(
    "--partner",
    "partners",
    multiple=True,
    metavar="ROLE:KEYS:NAME",
    help="A partner, such as cci:design,crafts:Studio, sme:manufacturing:Werk or other:Museum.",
)
@option("--place", metavar="COUNTRY:LOCALITY", help="Where it takes effect, such as DE:Kamenz.")
@option("--coordinates", metavar="LAT,LON", help="Where that is in degrees, such as 51.27,14.09.")
@option("--inhabitants", metavar="NUMBER", help="How many people live in the municipality, digits only.")
@option("--counted", metavar="YEAR", help="The year for which that number holds.")
@option("--source", metavar="URL", help="Where that number can be read.")
@option("--no-questions", is_flag=True, help="Ask nothing, also on a terminal.")
@language_option
@guarded
def new(slug: str | None, content: Path, titles: tuple[str, ...], lang: str, **given: Any) -> int:
    """Write a commented file for a new collaboration. It is a draft, ready to be filled in."""
    from kltsite import disk
    from kltsite.domain.values import is_slug
    from kltsite.intake import collaborations, settings
    from kltsite.present.words import Words
    from kltsite.scaffold import scaffold
    from kltsite.stats import folded

    files, _ = read(content)
    found, problems = settings.read(files)
    teller, interface = teller_of(lang, content)
    if found is None:
        click.echo(teller.text(problems, len(files)), nl=False, err=True)
        return PROBLEMS
    questions = None
    if sys.stdin.isatty() and not given["no_questions"]:
        questions = Questions(interface[lang].gettext, _terms(Words(lang, interface[lang], found), found))
    named = _titles(titles, slug, found.site.languages, questions)
    slug = slug or folded(next(iter(named.values())))[:80].rstrip("-")
    if not is_slug(slug):
        raise click.BadParameter("small letters a to z, digits and single hyphens, at most 80", param_hint="SLUG")
    path = content / "collaborations" / f"{slug}.yaml"
    if disk.exists(path):
        raise click.BadParameter(f"{path} is there already", param_hint="SLUG")
    begun = _begun(given, questions)
    data = scaffold(named, found.site.languages, interface[lang], begun, lang).encode(errors="surrogateescape")
    wrong = collaborations.read(collaborations.file_of(slug), data, found.reading(), lambda case: ()).problems
    if wrong:
        hint = {"partners": "--partner", "place": "--place", "sources": "--source"}
        field = wrong[0].field.partition("[")[0].partition(".")[0]
        raise click.BadParameter(teller.message(wrong[0]), param_hint=hint.get(field, "--title"))
    disk.write_file(path, data)
    click.echo(path)
    return FINE


def _terms(words: Any, found: Any) -> dict[str, dict[str, str]]:
    """The words that may be chosen, each with its label in the editor's language."""
    terms = found.vocabulary.terms()
    named = {name: {key: words.label(name, key) for key in terms[name]} for name in ("subsectors", "sectors")}
    return {**named, "countries": {code: words.country(code) for code in found.vocabulary.countries}}


def _titles(
    given: tuple[str, ...], slug: str | None, languages: tuple[str, ...], questions: Questions | None
) -> dict[str, str]:
    """The title in each language: as given, asked for on a terminal, or made from the slug."""
    titles = in_languages(given, "--title", f"LANG=TITLE with one of {', '.join(languages)}", languages)
    if not titles and questions:
        titles = questions.titles(languages)
    if not titles and slug:
        titles = {language: slug.replace("-", " ").capitalize() for language in languages}
    if not titles:
        raise click.UsageError("Name the new entry: kltsite new SLUG, or --title en=…")
    return titles


def _begun(given: dict[str, Any], questions: Questions | None) -> Any:
    """Partners and place, as given or asked for; with coordinates that the editor has agreed to."""
    from kltsite.scaffold import Begun

    partners = [partner_of(one) for one in given["partners"]]
    if not partners and questions:
        partners = questions.partners()
    place = place_of(given["place"]) if given["place"] else questions.place() if questions else {}
    sources: list[tuple[str, tuple[str, ...]]] = []
    number, year, url = (given[name] or "" for name in ("inhabitants", "counted", "source"))
    if place and questions and not number:
        number, year, url = questions.inhabitants()
    if number and not (place and year and url):
        raise click.UsageError("A number of inhabitants needs --place, and its year and source: --counted, --source.")
    if number:
        place |= {"inhabitants": number, "counted": year}
        sources.append((url, ("place.inhabitants", "place.counted")))
    if given["coordinates"]:
        place |= _degrees(given["coordinates"], place)
    elif place and (spot := _spot(place, questions)):
        place |= {"latitude": spot.latitude, "longitude": spot.longitude}
        sources.append((spot.source, ("place.latitude", "place.longitude")))
    return Begun(tuple(partners), place, tuple(sources))


def _degrees(given: str, place: dict[str, str]) -> dict[str, str]:
    latitude, comma, longitude = (part.strip() for part in given.partition(","))
    if not (place and comma and latitude and longitude):
        told = f"{given!r} is not LAT,LON such as 51.27,14.09, beside --place"
        raise click.BadParameter(told, param_hint="--coordinates")
    return {"latitude": latitude, "longitude": longitude}


def _spot(place: dict[str, str], questions: Questions | None) -> Any:
    """The place of the gazetteer that the editor says it is; without questions none, as nothing is guessed."""
    from kltsite import disk, gazetteer

    if questions is None:
        return None
    data = disk.read_package("data/places")[gazetteer.FILE]
    spots = gazetteer.found(data, place["locality"], place["country"])
    if not spots:
        return None
    told = {str(number): f"{one.name}, {one.latitude} {one.longitude}" for number, one in enumerate(spots, 1)}
    click.echo(questions.say(_NEAR).format(credit=gazetteer.CREDIT))
    for number, one in told.items():
        click.echo(f"  {number:>2}  {one}")
    click.echo(f"   0  {questions.say(_NONE)}")
    answer = click.prompt(questions.say(N_("Number")), type=click.IntRange(0, len(spots)), default=0)
    return spots[answer - 1] if answer else None
