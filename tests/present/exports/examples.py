"""Made-up entries of every kind, and how their exports are read back."""

from __future__ import annotations

import csv
import io
import json
from functools import cache
from typing import Any

from kltsite.domain.collaboration import Collaboration
from kltsite.present.exports import records
from kltsite.present.views.scene import Scene
from tests.helpers import base_settings, changed, collaboration, read_case
from tests.present.test_lists import FULL, entry, scenes_of
from tools import corpus

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
BASE_URL = "https://village.example/"


@cache
def cases() -> tuple[Collaboration, ...]:
    """Made-up entries, some of them drafts, and a few that state much, little, nothing or no longer anything."""
    read = [
        read_case(data, path.rpartition("/")[2].removesuffix(".yaml"))
        for path, data in corpus.case_files(40, drafts=0.2)
    ]
    made_up = [case.collaboration for case in read if case.collaboration is not None]  # Austria has a limit of its own
    gone = "withdrawn: {on: 2024-02-01, reason: {en: 'It ended & is \"gone\".', de: Es ist vorbei.}}\n"
    more = (
        FULL.format(region="Steiermark", country="AT", contact="joint-event")
        + "listed: 2023-01-02\nreviewed: 2024-03-04\n"
    )
    return tuple(
        sorted(
            (
                *made_up,
                entry(
                    "alpha",
                    "Bread & <Butter>",
                    more=more + "exceptions: [{code: KLT510, reason: secret}]\n",
                    sectors="trade",
                ),
                entry("beta", "=1+1", more="period: {years: 0.5}\nlisted: 2024-03-04\n"),
                entry("gamma"),
                collaboration(changed(("published", "withdrawn")) + gone, "gone"),
            ),
            key=lambda case: case.slug,
        )
    )


@cache
def scenes() -> dict[str, Scene]:
    return scenes_of(cases())


@cache
def written() -> dict[str, Any]:
    """collaborations.json, as a program reads it."""
    found: dict[str, Any] = json.loads(
        records.collaborations_json(cases(), base_settings(), scenes()["en"].everywhere).whole()
    )
    return found


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


@cache
def published() -> list[str]:
    """The slugs that may be given out."""
    return [case.slug for case in cases() if case.published]
