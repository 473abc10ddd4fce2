"""What tells programs of the files: columns of each table (CSVW), all tables (Data Package), all files (OpenAPI)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kltsite.domain.values import SLUG
from kltsite.present.addresses import DATA, relative
from kltsite.present.exports import columns
from kltsite.present.exports.columns import Column
from kltsite.present.exports.sheets import PLAIN, Style, style_of
from kltsite.present.views.offered import (
    CSV,
    JSON,
    PARQUET,
    SCHEMA,
    DataSet,
    Offer,
    changes,
    data_sets,
    described_by,
    descriptions,
)
from kltsite.present.views.scene import Scene

Json = dict[str, Any]

DATA_PACKAGE = "https://datapackage.org/profiles/2.0/datapackage.json"
OPENAPI = "3.1.0"
VERSION = "1"  # of all files, as in their addresses

_MOMENT = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"


def _written(value: Json) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _style(scenes: Sequence[Scene], offer: Offer) -> Style:
    return next((style_of(scene.words) for scene in scenes if scene.language == offer.language), PLAIN)


def tables(scenes: Sequence[Scene]) -> dict[str, bytes]:
    """The description of each table (CSVW), by its path below data/v1/."""
    return {
        described_by(told[0].path): _written(_table(scenes, told))
        for sets in zip(*map(data_sets, scenes), strict=True)
        for told in zip(*(one.offers for one in sets), strict=True)
        if told[0].form is CSV
    }


def _table(scenes: Sequence[Scene], told: Sequence[Offer]) -> Json:
    site, one, style = scenes[0].settings.site, told[0], _style(scenes, told[0])
    head = columns.of(one.path, site.languages)
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": scenes[0].language}],
        "url": one.path.rpartition("/")[2],
        "dc:title": _in_languages(scenes, (other.what for other in told)),
        "dc:license": {"@id": site.licence.url},
        "dc:publisher": site.contact.name,
        **({"lang": one.language} if one.language else {}),
        "dialect": {"delimiter": style.delimiter, "encoding": "utf-8", "header": True},
        "tableSchema": {
            "columns": [_column(scenes, column, one, style) for column in head],
            **({"primaryKey": "slug"} if head[0] is columns.SLUG else {}),
        },
    }


def _in_languages(scenes: Sequence[Scene], words: Iterable[str]) -> list[Json]:
    return [{"@value": word, "@language": scene.language} for scene, word in zip(scenes, words, strict=True)]


def _titled(scenes: Sequence[Scene], column: Column, offer: Offer) -> str:
    """What stands at the head of the column."""
    scene = next((scene for scene in scenes if scene.language == offer.language), None)
    return scene.words.gettext(column.label) if scene else column.name


def _column(scenes: Sequence[Scene], column: Column, offer: Offer, style: Style) -> Json:
    words = (scene.words.gettext(column.label) for scene in scenes)
    title = _titled(scenes, column, offer)
    found: Json = {
        "name": column.name,
        "titles": {offer.language: title} if offer.language else title,
        "dc:description": _in_languages(scenes, words),
        "datatype": _datatype(column, style, offer),
    }
    between = _between(column, offer)
    return {**found, **({"separator": between} if between else {}), **({"required": True} if column.needed else {})}


def _between(column: Column, offer: Offer) -> str:
    """What stands between several values: labels hold spaces, so for readers it is more than one."""
    return columns.NAMES if offer.language and column.between else column.between


def _datatype(column: Column, style: Style, offer: Offer) -> str | Json:
    match column.kind:
        case "whole":
            return "integer"
        case "decimal":
            return "decimal" if style.decimal == "." else {"base": "decimal", "format": {"decimalChar": style.decimal}}
        case "day":
            return {"base": "date", "format": "yyyy-MM-dd"}
        case "moment":
            return {"base": "string", "format": _MOMENT}
        case "keys" if not offer.language:
            return {"base": "string", "format": SLUG}
        case _:
            return "string"


def data_package(scenes: Sequence[Scene]) -> bytes:
    """All files of the data sets with the columns of the tables, as a Data Package, in the first language."""
    first = scenes[0]
    site, words = first.settings.site, first.words
    licence = {"name": site.licence.name, "path": site.licence.url, "title": site.licence.name}
    website = {"path": site.contact.website} if site.contact.website else {}
    return _written(
        {
            "$schema": DATA_PACKAGE,
            "name": "data-v1",
            "title": words.text(site.name)[0],
            "description": words.text(site.tagline)[0],
            "homepage": site.base_url + (first.addresses.view("data") or ""),
            "licenses": [licence],
            "contributors": [{"title": site.contact.name, "email": site.contact.email, **website}],
            "resources": [
                _resource(scenes, offer)
                for one in data_sets(first)
                for offer in one.offers
                if offer.form is not PARQUET  # which few programs that read Data Packages know
            ],
        }
    )


def _resource(scenes: Sequence[Scene], offer: Offer) -> Json:
    found: Json = {
        "name": offer.path.replace("/", "-"),
        "path": offer.path,
        "title": offer.what,
        "format": offer.path.rpartition(".")[2],
        "mediatype": offer.form.media_type,
        "encoding": "utf-8",
    }
    if offer.form is not CSV:
        return found
    style = _style(scenes, offer)
    head = columns.of(offer.path, scenes[0].settings.site.languages)
    schema: Json = {"fields": [_field(scenes, column, offer, style) for column in head]}
    if head[0] is columns.SLUG:
        schema["primaryKey"] = ["slug"]
    return {**found, "type": "table", "dialect": {"delimiter": style.delimiter}, "schema": schema}


_TYPES = {"whole": "integer", "decimal": "number", "day": "date"}


def _field(scenes: Sequence[Scene], column: Column, offer: Offer, style: Style) -> Json:
    words = scenes[0].words.gettext(column.label)
    constraints = {
        **({"required": True} if column.needed else {}),
        **({"pattern": _MOMENT} if column.kind == "moment" else {}),
    }
    return {
        "name": _titled(scenes, column, offer),
        "title": words,
        "type": _TYPES.get(column.kind, "string"),
        **({"decimalChar": style.decimal} if column.kind == "decimal" and style.decimal != "." else {}),
        **({"constraints": constraints} if constraints else {}),
    }


def openapi(scenes: Sequence[Scene], schemas: Iterable[str]) -> bytes:
    """All files as an interface for programs (OpenAPI), in the first language; `schemas` are files below schema/."""
    first = scenes[0]
    site, words = first.settings.site, first.words
    contact = {"name": site.contact.name, "email": site.contact.email}
    website = {"url": site.contact.website} if site.contact.website else {}
    about = words.gettext("Files that stay where they are as long as the version in their addresses, {version}, stays.")
    return _written(
        {
            "openapi": OPENAPI,
            "info": {
                "title": words.text(site.name)[0],
                "summary": words.text(site.tagline)[0],
                "description": about.format(version=f"v{VERSION}"),
                "version": VERSION,
                "license": {"name": site.licence.name, "url": site.licence.url},
                "contact": {**contact, **website},
            },
            "servers": [{"url": f"{site.base_url}{DATA.rstrip('/')}"}],
            "tags": [{"name": one.name, "description": one.what} for one in data_sets(first)],
            "paths": dict(_paths(first, schemas)),
        }
    )


def _paths(scene: Scene, schemas: Iterable[str]) -> Iterator[tuple[str, Json]]:
    for one in data_sets(scene):
        for offer in one.offers:
            yield f"/{offer.path}", _path(offer, one)
            if offer.form is CSV:
                told = scene.words.gettext("The columns of {file} (CSVW)").format(file=offer.path)
                yield f"/{described_by(offer.path)}", _path(Offer(described_by(offer.path), JSON, told))
    for offer in (*changes(scene), *descriptions(scene)):
        yield f"/{offer.path}", _path(offer)
    for name in schemas:
        told = scene.words.gettext("The JSON Schema {file}").format(file=name)
        yield f"/schema/{name}", _path(Offer(f"schema/{name}", SCHEMA, told))


def _path(offer: Offer, one: DataSet | None = None) -> Json:
    known = {"schema": {"$ref": relative("", offer.schema)}} if offer.schema else {}
    answer = {"description": offer.what, "content": {offer.form.media_type: known}}
    tags = {"tags": [one.name]} if one else {}
    name = "".join(part.capitalize() for part in offer.path.replace("/", "-").replace(".", "-").split("-"))
    return {"get": {"operationId": f"get{name}", "summary": offer.what, **tags, "responses": {"200": answer}}}
