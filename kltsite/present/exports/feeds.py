"""What is new, for programs that follow a site: Atom."""

from __future__ import annotations

from datetime import date
from xml.sax.saxutils import escape, quoteattr

from kltsite.domain.collaboration import Collaboration
from kltsite.present.views.scene import Scene

FEED_LENGTH = 50


def feed(scene: Scene) -> bytes:
    """The entries listed or reviewed last, as Atom (RFC 4287); those without a date are not news."""
    site, base, words = scene.settings.site, scene.settings.site.base_url, scene.words
    dated = [(_changed(case), case) for case in scene.cases.values() if case.published]
    news = sorted(((day, case) for day, case in dated if day), key=lambda one: (one[0], one[1].slug), reverse=True)[
        :FEED_LENGTH
    ]
    address = scene.addresses.feed()
    updated = news[0][0] if news else site.evaluated_on
    home = base + scene.addresses.home()
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(scene.language)}>',
        f"<title>{escape(words.text(site.name)[0])}</title>",
        f"<subtitle>{escape(words.text(site.tagline)[0])}</subtitle>",
        f"<id>{escape(base + address)}</id>",
        f'<link rel="self" type="application/atom+xml" href={quoteattr(base + address)}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(home)}/>',
        f"<updated>{_instant(updated)}</updated>",
        f"<author><name>{escape(site.contact.name)}</name></author>",
    ]
    for day, case in news:
        link = base + scene.addresses.entry(case.slug)
        lines += [
            "<entry>",
            f"<title>{escape(words.text(case.title)[0])}</title>",
            f"<id>{escape(link)}</id>",
            f'<link rel="alternate" type="text/html" href={quoteattr(link)}/>',
            *([f"<published>{_instant(case.listed)}</published>"] if case.listed else []),
            f"<updated>{_instant(day)}</updated>",
            f"<summary>{escape(words.text(case.summary)[0] if case.summary else '')}</summary>",
            "</entry>",
        ]
    return ("\n".join([*lines, "</feed>"]) + "\n").encode()


def _changed(case: Collaboration) -> date | None:
    return max((day for day in (case.listed, case.reviewed) if day), default=None)


def _instant(day: date | None) -> str:
    return f"{day.isoformat()}T00:00:00Z" if day else ""
