"""What search engines and hosts read: sitemap, robots, headers, redirects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

from kltsite.present.addresses import DATA
from kltsite.present.views.scene import FRAMING, POLICY

_KINDS = {  # of files below data/v1/ that hosts seldom know
    "catalog.jsonld": "application/ld+json",
    "catalog.ttl": "text/turtle; charset=utf-8",
    "collaborations.geojson": "application/geo+json",
    "vocabulary.jsonld": "application/ld+json",
    "vocabulary.ttl": "text/turtle; charset=utf-8",
}
SITEMAP_LENGTH = 50_000  # addresses in one file, a limit of the format


def sitemap(pages: Iterable[Mapping[str, str]], base: str) -> dict[str, bytes]:
    """Every page with its twins in the other languages; split, with an index, where the format's limit asks for it."""
    entries = [entry for twins in pages for entry in _sitemap_entries(twins, base)]
    chunks = [entries[start : start + SITEMAP_LENGTH] for start in range(0, len(entries), SITEMAP_LENGTH)] or [[]]
    if len(chunks) == 1:
        return {"sitemap.xml": _urlset(chunks[0])}
    files = {f"sitemap-{number}.xml": _urlset(chunk) for number, chunk in enumerate(chunks, 1)}
    listed = "".join(f"<sitemap><loc>{escape(base + name)}</loc></sitemap>\n" for name in files)
    index = f'<?xml version="1.0" encoding="utf-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{listed}'
    return {**files, "sitemap.xml": f"{index}</sitemapindex>\n".encode()}


def _sitemap_entries(twins: Mapping[str, str], base: str) -> Iterator[str]:
    alternates = "".join(
        f'<xhtml:link rel="alternate" hreflang="{escape(language)}" href="{escape(base + address)}"/>'
        for language, address in twins.items()
    )
    for address in twins.values():
        yield f"<url><loc>{escape(base + address)}</loc>{alternates}</url>\n"


def _urlset(entries: Sequence[str]) -> bytes:
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    )
    return f"{head}{''.join(entries)}</urlset>\n".encode()


def robots(base: str) -> bytes:
    """Everyone may read everything."""
    return f"User-agent: *\nAllow: /\nSitemap: {base}sitemap.xml\n".encode()


def headers(embeds: Iterable[str] = (), framing: Iterable[str] = ()) -> bytes:
    """`_headers`, for hosts that read it: the security policy, and how long files may be kept.

    Only the pages at `embeds` may stand in frames of other sites, only those at `framing` have frames themselves. Two
    policies for a page would both hold, so there the one of all pages is taken back first, by the line that begins with
    an exclamation mark.
    """
    lines = [
        "/*",
        f"  Content-Security-Policy: {POLICY}; frame-ancestors 'self'",
        "  X-Content-Type-Options: nosniff",
        "  Referrer-Policy: no-referrer",
        "  Permissions-Policy: camera=(), geolocation=(), microphone=()",
        *(line for address in embeds for line in _instead(address.removesuffix(".html"), POLICY, "*")),
        *(line for address in framing for line in _instead(address, FRAMING, "'self'")),
        "/assets/*",
        "  Cache-Control: public, max-age=31536000, immutable",
        "/data/*",
        "  Access-Control-Allow-Origin: *",
        *(line for path, kind in _KINDS.items() for line in (f"/{DATA}{path}", f"  Content-Type: {kind}")),
    ]
    return ("\n".join(lines) + "\n").encode()


def _instead(path: str, policy: str, ancestors: str) -> tuple[str, ...]:
    told = f"  Content-Security-Policy: {policy}; frame-ancestors {ancestors}"
    return f"/{path}", "  ! Content-Security-Policy", told


def redirects(moved: Iterable[tuple[str, str]]) -> bytes:
    """`_redirects`, for hosts that read it: former address, new address, for good."""
    return "".join(f"/{former} /{address} 301\n" for former, address in moved).encode()
