"""python -m tools.opendata [--site output] [--shapes FOLDER]: holds the open data of a site against its standards.

JSON by its schemas, tables by their descriptions (CSVW) and by the Data Package, the interface by OpenAPI, statements
in Turtle and JSON-LD by one another, the catalogue by DCAT-AP's own shapes where a folder with them is given. Exits 1
if something is wrong.
"""

from __future__ import annotations

import argparse
import json
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DATA = "data/v1"
DESCRIBED = "-metadata.json"
SHAPES = ("shapes.ttl", "range.ttl", "deprecateduris.ttl")  # what must hold; what is only recommended is not among it
FORMATS = {"ttl": "turtle", "jsonld": "json-ld"}


def _json(path: Path) -> Any:
    return json.loads(path.read_bytes())


def interface(root: Path) -> Iterator[str]:
    """The interface is valid, and describes each file below `root`, and no other."""
    from openapi_spec_validator import OpenAPIV31SpecValidator

    described = _json(root / "openapi.json")
    validator = OpenAPIV31SpecValidator(described, base_uri=(root / "openapi.json").resolve().as_uri())
    yield from (f"openapi.json: {error.message}" for error in validator.iter_errors())
    paths = {path.removeprefix("/") for path in described["paths"]}
    there = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    yield from (f"openapi.json: describes {path}, which is not there" for path in sorted(paths - there))
    yield from (f"openapi.json: does not describe {path}" for path in sorted(there - paths))


def exports(root: Path) -> Iterator[str]:
    """What the interface gives a schema for is right by it."""
    from jsonschema import Draft202012Validator

    for path, operations in _json(root / "openapi.json")["paths"].items():
        for content in operations["get"]["responses"]["200"]["content"].values():
            if "schema" in content:
                schema = _json(root / content["schema"]["$ref"])
                Draft202012Validator.check_schema(schema)
                checker = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
                for error in checker.iter_errors(_json(root / path.removeprefix("/"))):
                    yield f"{path.removeprefix('/')}: {error.json_path}: {error.message}"


def tables(root: Path) -> Iterator[str]:
    """Each table has a description (CSVW), and is as that says."""
    from csvw.metadata import CSVW

    for path in sorted(root.rglob("*.csv")):
        description = path.with_name(path.name + DESCRIBED)
        name = path.relative_to(root).as_posix()
        if not description.is_file():
            yield f"{name}: has no description"
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("always")  # what it finds, it gives as warnings
            found = CSVW(str(description), validate=True)
            fine = found.is_valid
        if not fine:
            yield from (f"{name}: {warning.message}" for warning in found.warnings)


def package(root: Path) -> Iterator[str]:
    """The Data Package is valid, and so is each of its tables, row by row."""
    from frictionless import Package

    report = Package(str(root / "datapackage.json")).validate()
    yield from (
        f"datapackage.json: {' '.join(str(part) for part in error if part is not None)}"
        for error in report.flatten(["title", "rowNumber", "fieldName", "message"])
    )


def statements(root: Path) -> Iterator[str]:
    """Both forms of the same statements are the same statements."""
    from rdflib.compare import isomorphic

    for path in sorted(root.glob("*.ttl")):
        if not isomorphic(_graph(path), _graph(path.with_suffix(".jsonld"))):
            yield f"{path.name}: says something else than {path.stem}.jsonld"


def _graph(path: Path) -> Any:
    from rdflib import Graph

    with warnings.catch_warnings():  # rdflib uses what it calls deprecated
        warnings.simplefilter("ignore", DeprecationWarning)
        return Graph().parse(path, format=FORMATS[path.suffix[1:]])


def shapes(root: Path, folder: Path) -> Iterator[str]:
    """Catalogue and vocabulary are as the shapes of DCAT-AP in `folder` say."""
    import pyshacl
    from rdflib import Graph

    for path in sorted(root.glob("*.ttl")):
        said = _graph(path)
        for name in SHAPES:
            fine, _, told = pyshacl.validate(said, shacl_graph=Graph().parse(folder / name, format="turtle"))
            if not fine:
                yield f"{path.name}: by {name}: {told}"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--site", type=Path, default=Path("output"))
    parser.add_argument("--shapes", type=Path, help="a folder with the SHACL shapes of DCAT-AP 3.0.1")
    arguments = parser.parse_args()
    root = arguments.site / DATA
    checks = (interface, exports, tables, package, statements)
    found = [finding for check in checks for finding in check(root)]
    if arguments.shapes:
        found += shapes(root, arguments.shapes)
    print("\n".join(found) or f"Open data: all right{', by the shapes too' if arguments.shapes else ''}.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
