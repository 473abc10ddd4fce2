"""How pages are sorted into kinds, whatever they look like."""

from pathlib import Path

from tools.quality.sites import Site

BASE = "https://collection.example/"


def page(language: str, *twins: str, more: str = "", length: int = 0) -> str:
    """A page that says where its twins are."""
    links = "".join(f'<link rel="alternate" hreflang="{twin[:2]}" href="{BASE}{twin}">' for twin in twins)
    return f'<!doctype html><html lang="{language}"><head>{more}{links}</head>{"x" * length}</html>'


def twins(*addresses: str, more: str = "", length: int = 0) -> dict[str, str]:
    """A page in each language."""
    return {one: page(one[:2], *addresses, more=more, length=length) for one in addresses}


SITE = Site(
    Path(),
    {
        "index.html": page("en"),
        "404.html": page("en"),
        **twins("en/index.html", "de/index.html"),
        **twins("en/map.html", "de/karte.html"),
        **twins("en/collaborations/index.html", "de/kooperationen/index.html"),
        **twins("en/collaborations/a.html", "de/kooperationen/a.html", length=5),
        **twins("en/collaborations/b.html", "de/kooperationen/b.html", length=9),
        **twins("en/collaborations/c.html", "de/kooperationen/c.html"),
        **twins("en/collaborations/country/de.html", "de/kooperationen/land/de.html"),
        "en/collaborations/old.html": page("en", more='<meta name="robots" content="noindex">'),
    },
    {"base_url": BASE, "evaluated_on": "2024-08-01"},
)


def test_pages_are_of_the_kind_that_their_english_address_says() -> None:
    assert SITE.kinds == {
        "404": ("404.html",),
        "chooser": ("index.html",),
        "collaborations": ("de/kooperationen/index.html", "en/collaborations/index.html"),
        "collaborations/*": tuple(
            f"{folder}/{name}.html" for folder in ("de/kooperationen", "en/collaborations") for name in "abc"
        ),
        "collaborations/* (not listed)": ("en/collaborations/old.html",),
        "collaborations/*/*": ("de/kooperationen/land/de.html", "en/collaborations/country/de.html"),
        "home": ("de/index.html", "en/index.html"),
        "map": ("de/karte.html", "en/map.html"),
    }


def test_the_largest_and_the_smallest_page_stand_for_their_kind_in_every_language() -> None:
    assert SITE.standing_for("collaborations/*") == (
        "de/kooperationen/b.html",
        "en/collaborations/b.html",
        "de/kooperationen/c.html",
        "en/collaborations/c.html",
    )
    assert SITE.standing_for("chooser") == ("index.html",)


def test_the_main_pages_are_those_that_there_are() -> None:
    main = SITE.main_pages()
    assert list(main) == ["home", "browse", "entry", "map"]
    assert main["entry"] == {"de": "de/kooperationen/b.html", "en": "en/collaborations/b.html"}
