"""Asks whether the pages that the content points to are still there: `make ci-links`, a report as Markdown.

It never fails because of them: a page may be away for an hour. Every host is asked for one page at a time; what fails
is asked again, later. What `.ci/links.txt` names is left out, with its reason told.
"""

from __future__ import annotations

import re
import socket
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parent.parent
EXCEPTIONS = ROOT / ".ci/links.txt"
PAUSES = (0.0, 5.0, 30.0)  # seconds before each time that an address is asked
PATIENCE = 20  # seconds for an answer
HOSTS = 8  # asked at the same time
GONE = (404, 410)
_URL = re.compile(r"https?://[^\s\"'<>()\[\]{}]+")
_NOT_WORDS = re.compile(r"[^\w .,()'-]")  # what a host sends may be meant for the report
_AGENT = "Mozilla/5.0 (compatible; link check of a collection of collaborations)"

Ask = Callable[[str], int]  # an address -> the status of its answer; raises OSError where there is none


@dataclass(frozen=True, slots=True, order=True)
class Answer:
    """What an address answered: a status, or why there was none."""

    url: str
    status: int  # 0 where there was none
    told: str = ""

    @property
    def fine(self) -> bool:
        """Whether there is a page."""
        return 200 <= self.status < 400

    @property
    def gone(self) -> bool:
        """Whether there is none, for sure; others may come back, or only shut out programs."""
        return self.status in GONE or self.told == "no such host"


def links(files: Mapping[str, bytes]) -> dict[str, list[str]]:
    """Address -> the files that name it, in order."""
    found: dict[str, list[str]] = defaultdict(list)
    for path, data in sorted(files.items()):
        if path.endswith((".yaml", ".md")):
            for url in dict.fromkeys(_URL.findall(data.decode("utf-8", "replace"))):
                found[url.rstrip(".,;:!?*_")].append(path)
    return dict(found)


def exceptions(text: str) -> dict[str, str]:
    """Beginnings of addresses that are not asked, each with its reason. Raises ValueError for a line without one."""
    found = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            beginning, _, reason = line.strip().partition(" ")
            if not reason:
                raise ValueError(f"{beginning} is left out without a reason")
            found[beginning] = reason
    return found


def answers(urls: Iterable[str], ask: Ask, wait: Callable[[float], None] = time.sleep) -> list[Answer]:
    """What each address answers, the last time that it was asked; of one host one after the other."""
    hosts: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        hosts[urlsplit(url).netloc].append(url)

    def of_host(addresses: list[str]) -> list[Answer]:
        return [_patiently(url, ask, wait) for url in addresses]

    with ThreadPoolExecutor(HOSTS) as pool:
        return sorted(answer for found in pool.map(of_host, hosts.values()) for answer in found)


def _patiently(url: str, ask: Ask, wait: Callable[[float], None]) -> Answer:
    answer = Answer(url, 0)
    for pause in PAUSES:
        wait(pause)
        try:
            answer = Answer(url, ask(url))
        except OSError as wrong:
            answer = Answer(url, 0, _told(wrong))
        if answer.fine or answer.status in GONE:
            break
    return answer


def _told(wrong: OSError) -> str:
    reason = wrong.reason if isinstance(wrong, URLError) else wrong
    if isinstance(reason, socket.gaierror):
        return "no such host"
    return (
        "no answer in time"
        if isinstance(reason, TimeoutError)
        else " ".join(_NOT_WORDS.sub(" ", str(reason)).split())[:100]
    )


def asked(url: str) -> int:
    """The status that a host answers with. Raises OSError where there is no answer."""
    request = Request(url, headers={"User-Agent": _AGENT, "Accept": "text/html,*/*;q=0.5"})
    try:
        with urlopen(request, timeout=PATIENCE) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code
    except (ValueError, UnicodeError) as wrong:  # no address at all
        raise OSError(str(wrong)) from wrong
    except HTTPException as wrong:
        raise OSError("an answer that is none") from wrong


def report(found: Iterable[Answer], named: Mapping[str, list[str]]) -> Iterator[str]:
    """The lines of the report; none where every page is there."""
    wrong = [answer for answer in found if not answer.fine]
    for heading, some in (
        ("Gone", [answer for answer in wrong if answer.gone]),
        ("No good answer this time; perhaps only programs are shut out", [one for one in wrong if not one.gone]),
    ):
        if some:
            yield from ("", f"## {heading}", "")
        for answer in some:
            where = ", ".join(f"`{path}`" for path in named.get(answer.url, ()))
            yield f"- `{answer.url}` ({answer.status or answer.told}) in {where}"


def main() -> int:
    """Print the report; always 0."""
    content = ROOT / "content"
    files = {path.relative_to(content).as_posix(): path.read_bytes() for path in content.rglob("*") if path.is_file()}
    named, left_out = links(files), exceptions(EXCEPTIONS.read_text(encoding="utf-8"))
    asking = [url for url in named if not url.startswith(tuple(left_out))]
    print(*report(answers(asking, asked), named), sep="\n")
    print(f"{len(asking)} addresses asked, {len(named) - len(asking)} left out", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
