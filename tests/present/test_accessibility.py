"""The accessibility statement's facts: said once in site.yaml, told in both languages where a page names them."""

from __future__ import annotations

import lxml.html
import pytest

from kltsite.intake.figures import fact
from tests.helpers import CONTENT, base_settings, built, content_problems, files_in, told, village

STATED = b"""accessibility:
  assessed: 2024-07-15
  method: third-party
  conformity: none
  tools: {en: nothing but our eyes, de: nichts als unsere Augen}
"""
BODY = "It is {accessibility.conformity}: {accessibility.method}, {accessibility.assessed}, {accessibility.tools}."


def folder(stated: bytes = STATED, body: str = BODY) -> dict[str, bytes]:
    files = village()
    page = f"---\ntitle: About\naddress: about\ndescription: What it is.\n---\n\n{body}\n".encode()
    return files | {"site.yaml": files["site.yaml"] + stated, "pages/about.en.md": page, "pages/about.de.md": page}


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "It is not compliant: an assessment by a third party, 15 July 2024, nothing but our eyes."),
        ("de", "It is nicht vereinbar: einer Bewertung durch Dritte, 15. Juli 2024, nichts als unsere Augen."),
    ],
)
def test_a_page_says_what_site_yaml_states(language: str, expected: str) -> None:
    page = lxml.html.fromstring(built(folder())[f"{language}/about.html"].decode())
    assert page.xpath("string(//div[@class='prose']/p)") == expected


def test_a_fact_that_nobody_states_is_a_problem_and_not_a_gap() -> None:
    assert fact("accessibility.assessed", base_settings()) is None
    assert [one.sentence for one in content_problems(folder(b""))] == ["KLT602/unknown"] * 8
    assert "KLT602/unknown" in [one.sentence for one in content_problems(folder(body="{accessibility.scope}"))]


def test_a_statement_without_its_day_is_refused() -> None:
    problems = content_problems(folder(STATED.replace(b"  assessed: 2024-07-15\n", b"")))
    assert "KLT202" in told(problems)


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_statement_names_its_facts_and_types_none_of_them(language: str) -> None:
    text = files_in(CONTENT)[f"pages/accessibility.{language}.md"].decode()
    for field in ("assessed", "method", "conformity", "tools"):
        assert f"{{accessibility.{field}}}" in text
    assert "axe" not in text and "2026" not in text
