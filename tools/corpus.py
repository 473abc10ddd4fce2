"""Visibly made-up case files for tests and benchmarks: the same number and seed, the same bytes."""

import argparse
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

# ---------------------------------------------------------------- words


class Pair(NamedTuple):
    """One text in both languages."""

    en: str
    de: str


class Country(NamedTuple):
    """A point in the middle of a country, how far a place may lie from it, and what a village is called."""

    code: str
    latitude: float
    longitude: float
    north_south: float
    east_west: float
    village: str


def _words(text: str) -> tuple[Pair, ...]:
    """Read `copper/Kupfer` as Pair("copper", "Kupfer"), and so on."""
    return tuple(Pair(*word.split("/")) for word in text.split())


def _sentences(text: str) -> tuple[Pair, ...]:
    """A line of English, then its line of German, and so on."""
    lines = [line.strip() for line in text.strip().splitlines()]
    return tuple(Pair(en, de) for en, de in zip(lines[::2], lines[1::2], strict=True))


def _countries(text: str) -> tuple[Country, ...]:
    rows = (line.split(maxsplit=5) for line in text.strip().splitlines())
    return tuple(
        Country(code, float(latitude), float(longitude), float(north_south), float(east_west), village)
        for code, latitude, longitude, north_south, east_west, village in rows
    )


COUNTRIES = _countries("""
    AT 47.5 14.3 0.6 1.4 Musterdorf
    BE 50.6 4.7 0.4 0.8 Voorbeelddorp
    BG 42.7 25.3 0.5 1.6 Primerovo
    CH 46.9 8.1 0.3 0.8 Musterwil
    CY 34.95 33.05 0.1 0.3 Neo Paradigma
    CZ 49.7 15.3 0.5 1.6 Příkladov
    DE 51.0 10.3 1.8 1.8 Musterdorf
    DK 56.0 9.2 0.7 0.5 Eksempelby
    EE 58.8 25.6 0.4 1.1 Näidisküla
    ES 40.2 -3.6 1.8 2.4 Villaejemplo
    FI 62.8 26.3 1.8 2.0 Mallikylä
    FR 46.6 2.5 1.6 2.2 Villexemple
    GR 39.4 22.0 0.6 0.5 Paradigma
    HR 45.5 16.4 0.2 0.7 Primjerovac
    HU 47.1 19.4 0.5 1.3 Példafalva
    IE 53.2 -7.9 0.7 0.8 Sampletown
    IS 64.9 -18.8 0.5 1.8 Dæmisvík
    IT 43.2 11.9 0.7 0.8 Esempiano
    LI 47.16 9.54 0.03 0.01 Beispielau
    LT 55.3 23.8 0.5 1.1 Pavyzdžiai
    LU 49.75 6.1 0.1 0.1 Beispillduerf
    LV 56.8 25.0 0.3 1.1 Paraugciems
    MT 35.89 14.43 0.02 0.03 Eżempju
    NL 52.2 5.6 0.4 0.4 Voorbeeldum
    NO 61.5 9.5 1.2 1.5 Eksempelbygd
    PL 52.0 19.3 1.2 2.2 Przykładowo
    PT 39.8 -8.0 1.2 0.4 Vila Exemplo
    RO 45.8 25.0 0.8 2.0 Exempleni
    SE 60.5 15.3 1.6 1.1 Exempelby
    SI 46.1 14.8 0.2 0.6 Primerje
    SK 48.7 19.4 0.2 1.1 Príkladovce
""")

# Each option with how often it is chosen, about as in the publication's table; the order is the vocabulary's.
CONTACT = {"targeted-contact": 0.68, "previous-collaboration": 0.30, "joint-event": 0.13}
REGIONAL_VALUE = {
    "location-attractiveness": 0.78,
    "regional-infrastructure": 0.65,
    "tourist-cultural-offer": 0.43,
    "skilled-workers": 0.26,
}
PARTNER_VALUE = {
    "innovation-development": 0.80,
    "quality-improvement": 0.55,
    "skills-interlinking": 0.50,
    "presence-lobbying": 0.20,
    "easier-work": 0.15,
}
INNOVATION = {"product": 0.6, "service": 0.4, "process": 0.3}
SUBSECTORS = (
    "architecture",
    "book",
    "performing-arts",
    "design",
    "film",
    "art",
    "crafts",
    "music",
    "press",
    "broadcasting",
    "software-games",
    "advertising",
)
SECTORS = (
    "agriculture-forestry-fishing",
    "manufacturing",
    "energy-supply",
    "construction",
    "trade",
    "transport-storage",
    "accommodation-food",
    "information-communication",
    "professional-scientific-technical",
    "education",
    "health-social-work",
    "arts-entertainment-recreation",
    "other-services",
)
GERMAN_SPEAKING = {"AT", "CH", "DE", "LI"}

# A title takes one word from each of these four lists of SPREAD words, a prime number: see _theme.
SPREAD = 47
MATERIALS = _words("""
    copper/Kupfer willow/Weiden granite/Granit amber/Bernstein linen/Leinen barley/Gersten clover/Klee
    juniper/Wacholder pewter/Zinn walnut/Walnuss slate/Schiefer thistle/Distel honey/Honig birch/Birken
    cobalt/Kobalt chestnut/Kastanien flax/Flachs heather/Heide iron/Eisen larch/Lärchen lavender/Lavendel
    marble/Marmor moss/Moos mustard/Senf oat/Hafer olive/Oliven peat/Torf pepper/Pfeffer plum/Pflaumen
    quartz/Quarz rosemary/Rosmarin rye/Roggen sandstone/Sandstein silver/Silber sorrel/Sauerampfer
    spelt/Dinkel thyme/Thymian velvet/Samt wool/Woll wheat/Weizen yew/Eiben cherry/Kirsch elder/Holunder
    hemp/Hanf basalt/Basalt felt/Filz ginger/Ingwer
""")
FIRMS = _words("""
    bakery/bäckerei mill/mühle brewery/brauerei dairy/molkerei sawmill/sägewerk joinery/tischlerei
    smithy/schmiede nursery/gärtnerei vineyard/weingut inn/gasthof farm/hof orchard/obstgarten
    tannery/gerberei pottery/töpferei weaver/weberei foundry/gießerei quarry/steinbruch
    boatyard/bootswerft printer/druckerei distillery/brennerei creamery/käserei roastery/rösterei
    ropeworks/seilerei saddlery/sattlerei greenhouse/gewächshaus hostel/herberge campsite/campingplatz
    laundry/wäscherei pharmacy/apotheke grocer/lebensmittelladen fishery/fischerei stable/reitstall
    ferry/fähre hotel/hotel spa/therme brickworks/ziegelei glassworks/glashütte cooperage/böttcherei
    tailor/schneiderei shoemaker/schusterei clockmaker/uhrmacherei confectioner/konditorei
    butcher/fleischerei smokehouse/räucherei winery/kelterei roofer/dachdeckerei sailmaker/segelmacherei
""")
MOODS = _words("""
    lantern/Laternen winter/Winter summer/Sommer midnight/Mitternachts paper/Papier shadow/Schatten
    echo/Echo cloud/Wolken rain/Regen star/Sternen mirror/Spiegel window/Fenster bridge/Brücken
    river/Fluss valley/Tal mountain/Berg island/Insel harbour/Hafen railway/Eisenbahn meadow/Wiesen
    forest/Wald garden/Garten kitchen/Küchen attic/Dachboden cellar/Keller ribbon/Bänder button/Knopf
    thread/Faden feather/Feder whistle/Pfeifen drum/Trommel puppet/Puppen kite/Drachen compass/Kompass
    clock/Uhren puzzle/Rätsel postcard/Postkarten umbrella/Regenschirm ladder/Leiter swing/Schaukel
    snow/Schnee storm/Sturm autumn/Herbst colour/Farben rainbow/Regenbogen moon/Mond tower/Turm
""")
WORKS = _words("""
    archive/archiv atlas/atlas theatre/theater festival/festival album/album film/film podcast/podcast
    exhibition/ausstellung workshop/werkstatt school/schule game/spiel map/karte trail/pfad choir/chor
    orchestra/orchester comic/comic magazine/magazin radio/radio library/bibliothek museum/museum
    gallery/galerie collection/kollektion catalogue/katalog alphabet/alphabet poster/plakat stage/bühne
    pavilion/pavillon mural/wandbild sculpture/skulptur novel/roman diary/tagebuch almanac/almanach
    songbook/liederbuch app/app laboratory/labor studio/atelier parade/parade fair/messe ballet/ballett
    cabaret/kabarett opera/oper cinema/kino newspaper/zeitung calendar/kalender toolkit/baukasten
    font/schrift carousel/karussell
""")
CONNECTIONS = _words("meets/trifft and/und plus/plus")
STUDIOS = _words("Studio/Studio Atelier/Atelier Collective/Kollektiv Office/Büro Ensemble/Ensemble Lab/Labor")
SOCIETIES = _words("Society/Verein Foundation/Stiftung Initiative/Initiative Network/Netzwerk")

SUMMARY_ENDS = _sentences("""
    build something together that neither could have made alone.
    bauen gemeinsam, was allein nicht gelungen wäre.
    share one yard, one calendar and one idea.
    teilen einen Hof, einen Kalender und eine Idee.
    turn an empty house on the main street into a place of work.
    machen aus einem leeren Haus an der Hauptstraße einen Arbeitsort.
    bring a new product to the market square.
    bringen ein neues Produkt auf den Marktplatz.
    open their doors to guests and apprentices alike.
    öffnen ihre Türen für Gäste und Auszubildende.
    find buyers far beyond the valley.
    finden Käufer weit über das Tal hinaus.
""")
TRAITS = _sentences("""
    Rolling hills, many small firms and a railway line with a train an hour.
    Sanfte Hügel, viele kleine Betriebe und eine Bahnlinie mit Stundentakt.
    A long coast, few young people and a strong tradition of boat building.
    Eine lange Küste, wenige junge Menschen und eine starke Tradition im Bootsbau.
    Forests on every side, empty shops in the centre and active clubs.
    Wald auf allen Seiten, leere Läden in der Mitte und rege Vereine.
    Wide plains, large farms and slow internet until recently.
    Weite Ebenen, große Höfe und bis vor Kurzem langsames Internet.
    A mountain valley with many guests in winter and quiet summers.
    Ein Bergtal mit vielen Gästen im Winter und ruhigen Sommern.
    A former mining town that looks for new work.
    Eine frühere Bergbaustadt, die neue Arbeit sucht.
    Vineyards, narrow lanes and a population that grows older.
    Weinberge, enge Gassen und eine Bevölkerung, die älter wird.
    Lakes, scattered farms and long ways to school.
    Seen, verstreute Höfe und weite Schulwege.
""")
OPENERS = _sentences("""
    In {place}, {firm} and {studio} work next door to each other.
    In {place} arbeiten {firm} und {studio} Tür an Tür.
    {studio} first came to {place} for a single weekend, and {firm} opened the gate.
    {studio} kam zunächst für ein einziges Wochenende nach {place}, und {firm} öffnete das Tor.
    What {firm} and {studio} do in {place} began with a sketch on a paper bag.
    Was {firm} und {studio} in {place} tun, begann mit einer Skizze auf einer Papiertüte.
    {firm} had the machines, {studio} had the drawings, and {place} had the room.
    {firm} hatte die Maschinen, {studio} die Entwürfe und {place} den Platz.
""")
PLAIN = _sentences("""
    Both sides already knew the market but had never planned a product together.
    Beide Seiten kannten den Markt bereits, hatten aber nie gemeinsam ein Produkt geplant.
    The first samples were shown at the village fair and improved with the visitors.
    Die ersten Muster wurden auf dem Dorffest gezeigt und mit den Gästen verbessert.
    Costs and income are shared by a rule that fits on one page.
    Kosten und Erlöse werden nach einer Regel geteilt, die auf eine Seite passt.
    Once a month everybody meets at the long table and looks at what is finished.
    Einmal im Monat treffen sich alle am langen Tisch und sehen sich an, was fertig ist.
    Apprentices take part from the first sketch and learn a second craft on the way.
    Auszubildende sind vom ersten Entwurf an dabei und lernen nebenbei ein zweites Handwerk.
    Materials come from suppliers who are at most half an hour away by road.
    Das Material kommt von Betrieben, die höchstens eine halbe Stunde entfernt sind.
    An empty building on the main street became the shared place of work.
    Ein leeres Haus an der Hauptstraße wurde zum gemeinsamen Arbeitsort.
    The result is sold in the yard, at two markets and in a small online shop.
    Das Ergebnis wird im Hof, auf zwei Märkten und in einem kleinen Onlineshop verkauft.
    Nobody had to move to the city for the work to be noticed.
    Niemand musste in die Stadt ziehen, damit die Arbeit bemerkt wurde.
    Early mistakes were written down and are now read by newcomers.
    Frühe Fehler wurden aufgeschrieben und werden heute von allen gelesen, die neu dazukommen.
    The municipality lent a room and asked for an open day in return.
    Die Gemeinde stellte einen Raum und bat dafür um einen Tag der offenen Tür.
    Visitors can watch the work through a large window beside the entrance.
    Gäste können der Arbeit durch ein großes Fenster neben dem Eingang zusehen.
    A simple calendar shows who needs which machine and when.
    Ein einfacher Kalender zeigt, wer wann welche Maschine braucht.
    The idea grew out of a conversation during a long train ride.
    Die Idee entstand in einem Gespräch während einer langen Zugfahrt.
    Each season brings a small series that is never repeated.
    Jede Jahreszeit bringt eine kleine Serie, die nicht wiederholt wird.
    Old tools were repaired and are used beside new ones.
    Altes Werkzeug wurde repariert und wird neben neuem benutzt.
    Schools from the neighbouring valley come by twice a year.
    Schulen aus dem Nachbartal kommen zweimal im Jahr vorbei.
    The partners decide together, and either of them may say no.
    Die Beteiligten entscheiden gemeinsam, und jede Seite darf Nein sagen.
    After a quiet winter the second attempt found far more buyers.
    Nach einem ruhigen Winter fand der zweite Anlauf deutlich mehr Käufer.
    Photographs and drawings of the process hang in the waiting room of the station.
    Fotografien und Zeichnungen aus der Entstehung hängen im Wartesaal des Bahnhofs.
    A neighbour keeps the books and sees every number.
    Eine Nachbarin führt die Bücher und sieht jede Zahl.
    Waste from one workshop has become raw material for the other.
    Der Abfall der einen Werkstatt ist zum Rohstoff der anderen geworden.
    The packaging tells in a few words who made what.
    Die Verpackung sagt in wenigen Worten, wer was gemacht hat.
    Two new jobs came out of it, and both are still filled.
    Zwei neue Stellen sind daraus entstanden, und beide sind noch besetzt.
    Guests from other regions ask for the recipe and get it.
    Gäste aus anderen Regionen fragen nach dem Rezept und bekommen es.
    The name was chosen by the people of the village in a vote.
    Den Namen haben die Menschen im Dorf in einer Abstimmung gewählt.
""")
EMPHATIC = _sentences("""
    Most of all, the work is *seen as one thing* by the people who buy it.
    Vor allem wird die Arbeit von denen, die sie kaufen, *als ein Ganzes gesehen*.
    What counts is **a fair share for both** from the first sale onwards.
    Was zählt, ist **ein fairer Anteil für beide** vom ersten Verkauf an.
    The rule of the house is to *try it small* before anything is built large.
    Die Hausregel lautet, alles *erst klein zu versuchen* und dann groß zu bauen.
    The greatest gain was **time to experiment** between two busy seasons.
    Der größte Gewinn war **Zeit zum Ausprobieren** zwischen zwei vollen Saisons.
    Both trades learned to *speak the same language* about material and form.
    Beide Gewerke lernten, über Material und Form *dieselbe Sprache zu sprechen*.
    The turning point was **the first order from abroad** after a small fair.
    Der Wendepunkt war **der erste Auftrag aus dem Ausland** nach einer kleinen Messe.
    Every step is *documented and open* to those who want to copy it.
    Jeder Schritt ist *dokumentiert und offen* für alle, die ihn nachmachen wollen.
    The partners call it **work on equal terms**, and both sign for it.
    Die Beteiligten nennen es **Arbeit auf Augenhöhe**, und beide stehen dafür ein.
""")
STEPS = _sentences("""
    a first year with more questions than answers
    ein erstes Jahr mit mehr Fragen als Antworten
    a workshop week with people from the village
    eine Werkstattwoche mit Menschen aus dem Ort
    three prototypes, two of which were dropped
    drei Prototypen, von denen zwei verworfen wurden
    a shared stand at the autumn market
    ein gemeinsamer Stand auf dem Herbstmarkt
    a short contract that names who owns the designs
    ein kurzer Vertrag, der die Rechte an den Entwürfen nennt
    an open day for neighbours and guests
    ein Tag der offenen Tür für Nachbarschaft und Gäste
    a small series made by hand
    eine kleine Serie in Handarbeit
    a delivery route that both firms use
    eine Lieferroute, die beide Betriebe nutzen
    an exhibition in the old town hall
    eine Ausstellung im alten Rathaus
    a training day for every new colleague
    ein Lerntag für alle, die neu im Team sind
""")
CLOSINGS = _sentences("""
    More about each of the steps can be read on [the example page]({url}).
    Mehr über die einzelnen Schritte steht auf [der Beispielseite]({url}).
    Drawings and dates are collected in [a made-up diary]({url}) of the first years.
    Zeichnungen und Daten sammelt [ein erfundenes Tagebuch]({url}) der ersten Jahre.
    Those who want to visit find the opening hours at [the example address]({url}).
    Wer vorbeikommen möchte, findet die Öffnungszeiten unter [der Beispieladresse]({url}).
    The figures behind it are listed in [a short report]({url}) that is made up as well.
    Die Zahlen dahinter stehen in [einem kurzen Bericht]({url}), der ebenfalls erfunden ist.
""")
EVIDENCE = {
    "economic-background": _sentences("""
        Both partners earn a part of their living with it
        Beide verdienen damit einen Teil ihres Lebensunterhalts
        The joint product is sold at a price that covers its cost
        Das gemeinsame Produkt wird kostendeckend verkauft
        The income of the first three years is in the annual report
        Die Erlöse der ersten drei Jahre stehen im Jahresbericht
    """),
    "equal-terms": _sentences("""
        Decisions and profits are shared by contract
        Entscheidungen und Gewinne sind vertraglich geteilt
        Both invested their own money and both own the result
        Beide haben eigenes Geld eingesetzt und beiden gehört das Ergebnis
        Neither side ordered it and both may end it
        Keine Seite hat es bestellt und beide dürfen es beenden
    """),
    "regional-effects": _sentences("""
        An empty house is in use again and two jobs were created
        Ein leeres Haus wird wieder genutzt und zwei Stellen sind entstanden
        Guests stay a day longer than before
        Gäste bleiben einen Tag länger als früher
        Four suppliers in the same district receive orders
        Vier Zulieferbetriebe im selben Kreis erhalten Aufträge
    """),
}
ADVICE: tuple[tuple[str, Pair], ...] = tuple(
    zip(
        """companies|companies, creatives|municipalities|municipalities, regions|creatives|planners
        regions|everyone|companies|municipalities, planners""".replace("\n        ", "|").split("|"),
        _sentences("""
            Begin with one small product and a fixed budget.
            Beginnen Sie mit einem kleinen Produkt und festem Budget.
            Agree on who owns the designs before the first sale.
            Klären Sie vor dem ersten Verkauf, wem die Entwürfe gehören.
            Lend a room instead of writing a strategy.
            Stellen Sie lieber einen Raum als eine Strategie.
            Name one person who answers within a day.
            Benennen Sie eine Person, die innerhalb eines Tages antwortet.
            Show unfinished work early.
            Zeigen Sie früh, was noch nicht fertig ist.
            Allow for uses that change with the seasons.
            Lassen Sie Nutzungen zu, die sich mit der Jahreszeit ändern.
            Pay for the first meeting and not only for the result.
            Fördern Sie schon das erste Treffen und nicht erst das Ergebnis.
            Be patient through the first winter.
            Haben Sie Geduld im ersten Winter.
            Open your books to your partner.
            Legen Sie der anderen Seite Ihre Zahlen offen.
            Keep empty buildings dry and cheap until somebody asks.
            Halten Sie leere Häuser trocken und günstig, bis jemand fragt.
        """),
        strict=True,
    )
)
REMARKS = {
    "contact": Pair("They first met in the choir.", "Man kannte sich aus dem Chor."),
    "regional_value": Pair("The bus stops here again.", "Der Bus hält hier wieder."),
    "innovation": Pair("The name of the region became a brand.", "Der Name der Region wurde zur Marke."),
}
LINK_TITLES = _sentences("""
    Pictures from the workshop
    Bilder aus der Werkstatt
    Notes on the making
    Notizen zur Entstehung
    Where to find the product
    Wo es das Produkt gibt
    A talk with both partners
    Ein Gespräch mit beiden
""")

# ---------------------------------------------------------------- one case


@dataclass(frozen=True, slots=True)
class Period:
    """As in a case file: dates to the year, the month or the day; or only a number of years."""

    started: str = ""
    ended: str = ""
    years: int = 0
    continuous: bool | None = None


@dataclass(frozen=True, slots=True)
class Theme:
    """What a case is about, in words for its title, its summary and the names of its partners."""

    firm: Pair
    studio: Pair
    title: Pair


@dataclass(frozen=True, slots=True)
class Partner:
    """One partner; `field` is its subsectors or sectors, with their key."""

    name: str
    role: str
    website: str
    field: tuple[str, tuple[str, ...]] | None = None
    employees: int = 0
    urban: bool = False
    locality: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the case takes effect."""

    locality: str
    region: str
    country: str
    inhabitants: int
    counted: int
    latitude: float
    longitude: float


class Focus(NamedTuple):
    """What a case is placed under first; the rest is drawn."""

    country: Country
    subsector: str
    sector: str


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that a case file states; texts are drawn only when it is written."""

    number: int
    theme: Theme
    listed: date
    reviewed: date
    place: Place
    partners: tuple[Partner, ...]
    period: Period
    contact: tuple[str, ...]
    regional_value: tuple[str, ...]
    partner_value: tuple[str, ...]
    innovation: tuple[str, ...]
    remarked: str = ""
    draft: bool = False


def _theme(number: int, seed: int) -> Theme:
    """Four words such that no two titles are near: a Reed-Solomon code.

    Any two of the first SPREAD ** 2 differ in three words or more, any two of SPREAD ** 3 in two or more.
    """
    layer, step = divmod(number, SPREAD**2)
    layer += seed
    b, a = divmod((step * 1_009 + seed * 101) % SPREAD**2, SPREAD)
    material, firm = MATERIALS[a], FIRMS[b]
    mood, work = MOODS[(a + b + layer) % SPREAD], WORKS[(a + 2 * b + 3 * layer) % SPREAD]
    one = Pair(f"{material.en} {firm.en}", f"{material.de}{firm.de}")
    two = Pair(f"{mood.en} {work.en}", f"{mood.de}{work.de}")
    link = CONNECTIONS[number % len(CONNECTIONS)]
    title = Pair(
        f"Made-up case {number}: {one.en.capitalize()} {link.en} {two.en}",
        f"Erfundener Fall {number}: {one.de} {link.de} {two.de}",
    )
    return Theme(one, two, title)


def _by_chance(rng: random.Random, share: float) -> bool:
    return rng.random() < share


def _place(rng: random.Random, number: int, country: Country, reviewed: date) -> Place:
    near = [
        round(middle + (rng.random() * 2 - 1) * reach, 3) + 0.0  # no minus before a zero
        for middle, reach in ((country.latitude, country.north_south), (country.longitude, country.east_west))
    ]
    return Place(
        locality=f"{country.village} {number}",
        region=f"Region {rng.randint(1, 9)}",
        country=country.code,
        inhabitants=200 + int(19_800 * rng.random() * rng.random()),
        counted=reviewed.year - rng.randint(1, 3),
        latitude=near[0],
        longitude=near[1],
    )


def _some(rng: random.Random, keys: Sequence[str], first: str) -> tuple[str, ...]:
    """The first and, one time in three, a second, in the order of the keys."""
    chosen = {first, rng.choice(keys)} if _by_chance(rng, 0.33) else {first}
    return tuple(key for key in keys if key in chosen)


def _partners(rng: random.Random, number: int, theme: Theme, place: Place, focus: Focus) -> tuple[Partner, ...]:
    """A studio and a firm, and one time in three somebody else; at most the studio is from a city."""
    german = place.country in GERMAN_SPEAKING
    form = rng.choice(STUDIOS)
    studio_en, firm_en = theme.studio.en.title(), theme.firm.en.title()
    studio = Partner(
        f"Beispiel-{form.de} {theme.studio.de} {number}" if german else f"Example {form.en} {studio_en} {number}",
        "cci",
        f"https://example.org/{number}",
        field=("subsectors", _some(rng, SUBSECTORS, focus.subsector)),
    )
    if _by_chance(rng, 0.25):
        city = f"Musterstadt {number}" if german else f"Sample City {number}"
        studio = replace(studio, urban=True, locality=city, country=place.country)
    firm = Partner(
        f"Beispiel {theme.firm.de} GmbH {number}" if german else f"Example {firm_en} {number}",
        "sme",
        f"https://firm-{number}.example",
        field=("sectors", _some(rng, SECTORS, focus.sector)),
        employees=_employees(rng),
        locality=place.locality if _by_chance(rng, 0.5) else "",
        country=place.country,
    )
    third = _third_partner(rng, number, german)
    return (studio, firm, third) if _by_chance(rng, 0.34) else (studio, firm)


def _employees(rng: random.Random) -> int:
    """Mostly few, and now and then exactly as many as a firm may have."""
    return 250 if _by_chance(rng, 0.01) else 1 + int(250 * rng.random() * rng.random() * rng.random())


def _third_partner(rng: random.Random, number: int, german: bool) -> Partner:
    form, mood = rng.choice(SOCIETIES), rng.choice(MOODS)
    own = f"{mood.de}-{form.de} Beispiel" if german else f"{mood.en.title()} {form.en} Example"
    role = rng.choice(("other", "other", "sme", "cci"))
    third = Partner(f"{own} {number}", role, f"https://third-{number}.example")
    if role == "sme":
        return replace(third, field=("sectors", (rng.choice(SECTORS),)), employees=rng.randint(1, 60))
    if role == "cci":
        return replace(third, field=("subsectors", (rng.choice(SUBSECTORS),)))
    return third


def _partial_date(rng: random.Random, year: int) -> str:
    month, day = rng.randint(1, 12), rng.randint(1, 28)
    return rng.choice((f"{year}", f"{year}-{month:02}", f"{year}-{month:02}-{day:02}"))


def _period(rng: random.Random, listed: date, reviewed: date) -> Period:
    """Started in a year before it was listed, and ended, if it did, in a year before it was reviewed."""
    if _by_chance(rng, 0.12):
        return Period(years=rng.randint(1, 12))
    age = int(20 * rng.random() * rng.random())
    began = listed.year - 1 - age
    ends = _by_chance(rng, 0.3) and began + 1 < reviewed.year
    return Period(
        started=_partial_date(rng, began),
        ended=_partial_date(rng, rng.randint(began + 1, reviewed.year - 1)) if ends else "",
        continuous=rng.choice((True, True, True, True, None, None, False)),
    )


def _chosen(rng: random.Random, options: Mapping[str, float], *, most: int = 4) -> tuple[str, ...]:
    """At least one, in the vocabulary's order."""
    chosen = [key for key, share in options.items() if _by_chance(rng, share)]
    return tuple(chosen[:most]) or (next(iter(options)),)


def _between(rng: random.Random, first: date, last: date) -> date:
    return date.fromordinal(rng.randint(first.toordinal(), last.toordinal()))


def _case(rng: random.Random, number: int, seed: int, focus: Focus, since: date) -> Case:
    listed = _between(rng, since, date(2024, 6, 30))
    reviewed = _between(rng, listed, date(2024, 7, 31))
    theme = _theme(number, seed)
    place = _place(rng, number, focus.country, reviewed)
    return Case(
        number=number,
        theme=theme,
        listed=listed,
        reviewed=reviewed,
        place=place,
        partners=_partners(rng, number, theme, place, focus),
        period=_period(rng, listed, reviewed),
        contact=_chosen(rng, CONTACT),
        regional_value=_chosen(rng, REGIONAL_VALUE),
        partner_value=_chosen(rng, PARTNER_VALUE) if _by_chance(rng, 0.88) else (),
        innovation=_chosen(rng, INNOVATION),
        remarked=rng.choice(tuple(REMARKS)) if _by_chance(rng, 0.25) else "",
    )


# ---------------------------------------------------------------- YAML, as a careful editor writes it


def _scalar(text: str) -> str:
    """Quoted where a comma or a colon would end it. No text of ours holds an apostrophe."""
    return f"'{text}'" if ", " in text or ": " in text else text


def _flow(text: Pair) -> str:
    return f"{{en: {_scalar(text.en)}, de: {_scalar(text.de)}}}"


def _list(values: Sequence[str]) -> str:
    return f"[{', '.join(values)}]"


def _head_lines(case: Case, end: Pair) -> list[str]:
    theme, at = case.theme, f"{case.place.locality}, {case.place.region}"
    dates = [] if case.draft else [f"listed: {case.listed}", f"reviewed: {case.reviewed}"]
    return [
        "# yaml-language-server: $schema=../../schema/collaboration.schema.json",
        "title:",
        f"  en: '{theme.title.en}'",
        f"  de: '{theme.title.de}'",
        "summary:",
        f"  en: 'A made-up example from {at}: {theme.firm.en} and {theme.studio.en} {end.en}'",
        f"  de: 'Ein erfundenes Beispiel aus {at}: {theme.firm.de} und {theme.studio.de} {end.de}'",
        f"status: {'draft' if case.draft else 'published'}",
        *dates,
    ]


def _place_lines(place: Place) -> list[str]:
    return [
        "place:",
        f"  locality: {place.locality}",
        f"  region: {place.region}",
        f"  country: {place.country}",
        f"  inhabitants: {place.inhabitants}",
        f"  counted: {place.counted}",
        f"  latitude: {place.latitude}",
        f"  longitude: {place.longitude}",
    ]


def _partner_lines(partner: Partner) -> Iterator[str]:
    yield f"  - name: {partner.name}"
    yield f"    role: {partner.role}"
    if partner.field:
        yield f"    {partner.field[0]}: {_list(partner.field[1])}"
    if partner.urban:
        yield "    setting: urban"
    if partner.locality:
        yield f"    locality: {partner.locality}"
    if partner.country:
        yield f"    country: {partner.country}"
    yield f"    website: {partner.website}"
    if partner.employees:
        yield f"    employees: {partner.employees}"


def _period_lines(period: Period) -> Iterator[str]:
    yield "period:"
    if period.started:
        yield f"  started: {period.started}"
    if period.ended:
        yield f"  ended: {period.ended}"
    if period.years:
        yield f"  years: {period.years}"
    if period.continuous is not None:
        yield f"  continuous: {str(period.continuous).lower()}"


def _answers(case: Case) -> dict[str, tuple[str, ...]]:
    """The categories that the case states, in the order of the file."""
    every = {
        "contact": case.contact,
        "regional_value": case.regional_value,
        "partner_value": case.partner_value,
        "innovation": case.innovation,
    }
    return {key: values for key, values in every.items() if values}


def _answer_lines(case: Case) -> Iterator[str]:
    for key, values in _answers(case).items():
        yield f"{key}: {_list(values)}"
    if case.remarked:
        yield "remarks:"
        yield f"  {case.remarked}: {_flow(REMARKS[case.remarked])}"


def _evidence_lines(case: Case, rng: random.Random) -> Iterator[str]:
    """All three of them; a draft still lacks the one for equal terms."""
    yield "evidence:"
    for key, statements in EVIDENCE.items():
        statement = rng.choice(statements)
        if case.draft and key == "equal-terms":
            continue
        yield f"  {key}:"
        yield f"    statement: {_flow(statement)}"
        yield f"    source: https://example.org/{case.number}/{key}"


def _description_lines(case: Case, rng: random.Random) -> Iterator[str]:
    """Markdown, a sentence a line: two paragraphs, a list, and a last word with a link."""
    opener, emphatic, closing = rng.choice(OPENERS), rng.choice(EMPHATIC), rng.choice(CLOSINGS)
    plain, steps = rng.sample(PLAIN, 5), rng.sample(STEPS, 3)
    studio, firm = case.partners[0].name, case.partners[1].name
    names = {"place": case.place.locality, "firm": firm, "studio": studio}
    url = f"https://example.org/{case.number}/steps"
    yield "description:"
    for index, language in enumerate(Pair._fields):
        yield f"  {language}: |"
        yield f"    {opener[index].format(**names)}"
        yield from (f"    {pair[index]}" for pair in plain[:2])
        yield ""
        yield f"    {emphatic[index]}"
        yield from (f"    {pair[index]}" for pair in plain[2:4])
        yield ""
        yield from (f"    - {pair[index]}" for pair in steps)
        yield ""
        yield f"    {plain[4][index]}"
        yield f"    {closing[index].format(url=url)}"


def _advice_lines(rng: random.Random) -> Iterator[str]:
    yield "advice:"
    for to, text in rng.sample(ADVICE, rng.randint(1, 3)):
        yield f"  - to: [{to}]"
        yield f"    text: {_flow(text)}"


def _reference_lines(case: Case, rng: random.Random) -> Iterator[str]:
    """Links for the reader, and the sources of what the fields above state."""
    base = f"https://example.org/{case.number}"
    yield "links:"
    for count, title in enumerate(rng.sample(LINK_TITLES, rng.randint(1, 2)), start=1):
        yield f"  - {{url: {base}/more-{count}, title: {_flow(title)}}}"
    yield "sources:"
    for name, supported in (("about", ("place", "partners", "period")), ("survey", tuple(_answers(case)))):
        yield f"  - {{url: {base}/{name}, accessed: {case.reviewed}, supports: {_list(supported)}}}"


def _written(case: Case, rng: random.Random) -> bytes:
    traits = rng.choice(TRAITS)
    lines = [
        *_head_lines(case, rng.choice(SUMMARY_ENDS)),
        *_place_lines(case.place),
        "traits:",
        f"  en: {traits.en}",
        f"  de: {traits.de}",
        "partners:",
        *(line for partner in case.partners for line in _partner_lines(partner)),
        *_period_lines(case.period),
        *_answer_lines(case),
        *_evidence_lines(case, rng),
        *_description_lines(case, rng),
        *_advice_lines(rng),
        *_reference_lines(case, rng),
    ]
    return ("\n".join(lines) + "\n").encode()


# ---------------------------------------------------------------- many cases


def case_files(count: int, *, seed: int = 0, drafts: float = 0.0) -> Iterator[tuple[str, bytes]]:
    """("collaborations/made-up-00042.yaml", YAML bytes) and so on, numbered from 1.

    `drafts` is the share of entries that are drafts instead (no dates yet, no evidence of equal terms).
    A draft at one share is a draft at every larger share; the other entries are the same at every share.
    """
    for number in range(1, count + 1):
        rng = random.Random(f"{seed}:{number}")
        draft = random.Random(f"{seed}:{number}:draft").random() < drafts
        focus = Focus(rng.choice(COUNTRIES), rng.choice(SUBSECTORS), rng.choice(SECTORS))
        case = _case(rng, number, seed, focus, date(2019, 1, 1))
        yield f"collaborations/made-up-{number:05}.yaml", _written(replace(case, draft=draft), rng)


# The publication's table. A letter stands for an answer, in the order of the categories' options above.
LETTERS = {
    "contact": dict(zip("tpj", CONTACT, strict=True)),
    "regional_value": dict(zip("aiow", REGIONAL_VALUE, strict=True)),
    "partner_value": dict(zip("iqspe", PARTNER_VALUE, strict=True)),
}


class Row(NamedTuple):
    """Contact, regional value and partner value of one published entry, in letters, and its period."""

    contact: str
    regional_value: str
    partner_value: str
    period: Period


TABLE = (
    # Not longer than two years on 1 August 2024: 5
    Row("t", "a", "iq", Period("2022-08-01", continuous=True)),  # two years to the day
    Row("tj", "aio", "is", Period(years=2)),
    Row("t", "iw", "iqe", Period("2021", "2023")),  # perhaps nearly three years, for certain only one
    Row("p", "ao", "is", Period("2022")),  # perhaps two and a half, for certain only one and a half
    Row("t", "ai", "q", Period("2022-08", continuous=True)),  # two years at most
    # Longer than two, not longer than five: 9
    Row("t", "aio", "iqsp", Period("2022-07-31", continuous=True)),  # a day longer than two years
    Row("t", "aw", "is", Period("2022-07", continuous=True)),  # a day longer, even from the month's last day
    Row("p", "i", "iq", Period("2019-08-01", continuous=True)),  # five years to the day
    Row("j", "aio", "is", Period("2019")),  # perhaps five and a half, for certain only four and a half
    Row("t", "a", "iq", Period("2016-05", "2021-05", continuous=False)),  # five years less a month
    Row("p", "ai", "p", Period(years=5)),  # its only partner value is one that the evaluation leaves out
    Row("t", "aiow", "iqse", Period("2020-02-29", continuous=True)),
    Row("t", "io", "iq", Period("2016-03-01", "2021-03-01")),  # five years to the day, then ended
    Row("t", "a", "isp", Period("2021-10-04", continuous=True)),
    # Longer than five: 9
    Row("p", "aio", "iq", Period("2019-07-31", continuous=True)),  # a day longer than five years
    Row("t", "iw", "q", Period("2019-07")),  # a day longer, even from the month's last day
    Row("t", "a", "is", Period("2018", continuous=True)),
    Row("pj", "aio", "iqs", Period("2012-04", continuous=True)),
    Row("t", "aiw", "ise", Period("2009", "2016", continuous=False)),  # six years and a day at least
    Row("t", "ao", "iq", Period(years=12)),
    Row("p", "i", "s", Period("2015-01-15", "2020-01-16")),  # a day longer than five years, then ended
    Row("t", "aw", "iq", Period("2006-09-12", continuous=True)),
    Row("tp", "aio", "is", Period("2014-06", "2020", continuous=True)),
)


def _spelled(category: str, letters: str) -> tuple[str, ...]:
    return tuple(LETTERS[category][letter] for letter in letters)


def publication_23() -> dict[str, bytes]:
    """Twenty-three published files with the tallies of the publication of August 2024, to the last digit.

    They are evaluated on 2024-08-01. Countries, subsectors and sectors take turns.
    """
    files: dict[str, bytes] = {}
    seed = 2024
    for index, row in enumerate(TABLE):
        number, rng = index + 1, random.Random(f"{seed}:{index + 1}")
        focus = Focus(
            COUNTRIES[index * 4 % len(COUNTRIES)],
            SUBSECTORS[index % len(SUBSECTORS)],
            SECTORS[index * 5 % len(SECTORS)],
        )
        case = replace(
            _case(rng, number, seed, focus, date(2023, 1, 2)),
            period=row.period,
            contact=_spelled("contact", row.contact),
            regional_value=_spelled("regional_value", row.regional_value),
            partner_value=_spelled("partner_value", row.partner_value),
        )
        files[f"collaborations/publication-{number:02}.yaml"] = _written(case, rng)
    return files


def main() -> None:
    """Write as many case files as wanted: python -m tools.corpus COUNT FOLDER [--seed N]."""
    parser = argparse.ArgumentParser(prog="python -m tools.corpus", description=__doc__)
    parser.add_argument("count", type=int, help="how many case files")
    parser.add_argument("folder", type=Path, help="where they go: FOLDER/collaborations/*.yaml")
    parser.add_argument("--seed", type=int, default=0, help="another seed, other files (default: 0)")
    wanted = parser.parse_args()
    (wanted.folder / "collaborations").mkdir(parents=True, exist_ok=True)
    for name, text in case_files(wanted.count, seed=wanted.seed):
        (wanted.folder / name).write_bytes(text)


if __name__ == "__main__":
    main()
