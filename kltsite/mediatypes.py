"""The media types of a site's files, by what their names end with; whoever hands them out says how they are coded."""

from __future__ import annotations

MEDIA_TYPES = {
    "avif": "image/avif",
    "css": "text/css",
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "html": "text/html",
    "jpg": "image/jpeg",
    "js": "text/javascript",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "parquet": "application/vnd.apache.parquet",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "ttl": "text/turtle",
    "txt": "text/plain",
    "webmanifest": "application/manifest+json",
    "webp": "image/webp",
    "woff2": "font/woff2",
    "xml": "application/xml",
}
BINARY = {"avif", "jpg", "parquet", "pdf", "png", "webp", "woff2"}  # all others are text, in UTF-8
OTHER = "application/octet-stream"  # whatever it is, no browser runs it
UTF_8 = "; charset=utf-8"


def ending(name: str) -> str:
    """What follows the last dot."""
    return name.rpartition(".")[2]
