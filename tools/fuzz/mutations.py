"""Inputs out of inputs: slips of fingers and of transmission, and pieces that mean something somewhere.

Everything follows from the random numbers that are given: the same ones give the same inputs.
"""

from __future__ import annotations

import json
import re
import struct
import zlib
from collections.abc import Callable, Sequence
from random import Random

from kltsite.intake.documents import Node, decode, parse
from kltsite.layout import scalars
from tools.fuzz.oracle import MARK

LONGEST = 300 * 1024  # bytes; a little more than any file of text may have

ACTING = (
    f"<script {MARK}>{MARK}</script>", f"<ScRiPt/{MARK}>", f"</script><p {MARK}>", f"<img src=x {MARK} on{MARK}=1>",
    f"<svg {MARK}/onload=x>", f'" {MARK}="', f"' {MARK}='", f'"><p {MARK}>', f"'><p {MARK}>", f"` {MARK}=`",
    f"</title><p {MARK}>", f"--><p {MARK}>", f"<!--<p {MARK}>", f"]]><p {MARK}/>", f"<![CDATA[<p {MARK}>", "]]>",
    f"</main><p {MARK}>", f"</span><p {MARK}>", "</span>", "</div>", "</main>", f"<style {MARK}>", f"<iframe {MARK}>",
    f"<a href=javascript:{MARK}>", f"javascript:{MARK}", f"JaVaScRiPt:{MARK}", f"java\tscript:{MARK}", "vbscript:x",
    "data:text/html,<script>x</script>", "data:image/svg+xml,x", "//evil.example", "\\\\evil.example\\x", "file:///etc",
    f"&lt;p {MARK}&gt;", f"&#60;p {MARK}&#62;", "&amp;lt;", "&#x6a;avascript:x", "&quot;", "&", "<", ">", '"', "'", "`",
    "=", "/", "\\", "\\u003c", "\\x3c", "%3Cscript%3E", "{{ 7*7 }}", "{% raw %}", "{#", "{claim:x}", "{entries}",
    "{found}", "{0}", "%s", "%(x)s", "${x}", "$(x)", "`x`", "=cmd|' /C calc'!A0", "+1", "-1", "@x", "\t=1", "; =1",
    "::error::x", "::add-mask::x", "##[error]x", "%0A::error::x", "\n::error::x", "\x1b[2J", "\x1b]0;x\x07", "\x9b2J",
    "\x00", "\x01", "\x02wzxhzdk:0\x03", "\x08", "\x7f", "\x85", "\u00a0", "\u00ad", "\u200b", "\u200e", "\u200f",
    "\u2028", "\u2029", "\u202e", "\u2066", "\u2069", "\ufeff", "\ufffe", "\uffff",
    "\ufdd0en\ufdd2", "\ufdd1", "\ufdd0",
    "\ue000", "\uf8ff", "\U0001fffe", "\U000e0041", "\U0001f950", "e\u0301", "ü", "مرحبا", "\r", "\r\n", "\n", "\n\n",
    "@@/", '="@@/', "../", "../../../etc/passwd", "/etc/passwd", "C:\\x", "con", "a:b", ".git/config", "%2e%2e/",
    "https://a.example", "https://a.example/?a=1&b=2#c", "https://[::1", "https://a.example:99999", "http://a@b.example",
    "https://xn--bcher-kva.example", "https://ä.example", "mailto:a@b.example", "page:about", "view:home", "figure:x.y",
    "collaboration:entry", "criterion:rural", "1e999", "9" * 40, "-0", "0x1F", "2021-13-45", "NaN", "null", "~", "NO",
    "\\end{document}", "\\input{x}", "{", "}", "[", "]", "](", "![a](b)", "[a]: b", "# ", "- ", "> ", "|", "```", "***",
)  # fmt: skip
TAKEN = tuple(one for one in ACTING if decode("x", one.encode("utf-8", "surrogatepass"))[0] == one and "\n" not in one)
SIGNS = (b"\t", b"\xef\xbb\xbf", b"\xff\xfe", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\x80",
         b": ",
         b":", b"- ", b"{", b"}", b"[", b"]", b", ", b"&a ", b"*a", b"<<: *a\n", b"!!python/object:x ", b"! ", b"? ",
         b"---\n", b"...\n", b"|\n", b">-\n", b"# ", b" #x", b"%YAML 1.1\n", b'"\\ud800"', b'"\\0"',
         b"'", b'"')  # fmt: skip

Pool = Sequence[bytes]
Mutation = Callable[[bytes, Pool, Random], bytes]


def mutated(data: bytes, pool: Pool, random: Random, kind: str) -> bytes:
    """One to four changes of one input; `kind` is text, yaml or picture."""
    if kind == "yaml" and random.random() < 0.6:  # the file stays as it is but for a text that may stand there
        return _value(data, pool, random, TAKEN)[:LONGEST]
    for _ in range(random.choice((1, 1, 1, 2, 2, 3, 4))):
        data = random.choice(_BY_KIND[kind])(data, pool, random)
    if kind == "picture" and random.random() < 0.5:
        data = with_checksums(data)
    return data[:LONGEST]


def nasty(random: Random, pieces: Sequence[str] = ACTING) -> str:
    """A text of some pieces that mean something somewhere, rarely a very long one."""
    text = random.choice(("", "A ", "Wort ")) + "".join(random.choices(pieces, k=random.choice((1, 1, 2, 3, 5))))
    return text * random.choice((200, 3000)) if random.random() < 0.003 else text


def _flip(data: bytes, pool: Pool, random: Random) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + bytes((random.randrange(256),)) + data[at + 1 :]


def _lose(data: bytes, pool: Pool, random: Random) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + data[at + random.choice((1, 1, 2, 8, 64, 1024)) :]


def _double(data: bytes, pool: Pool, random: Random) -> bytes:
    at, length = random.randrange(len(data) + 1), random.choice((1, 2, 8, 64, 512))
    times = random.choice((1, 1, 1, 2, 30))
    return data[:at] + data[at : at + length] * times + data[at:]


def _piece(data: bytes, pool: Pool, random: Random) -> bytes:
    at = random.randrange(len(data) + 1)
    piece = random.choice(SIGNS) if random.random() < 0.3 else nasty(random).encode("utf-8", "surrogatepass")
    return data[:at] + piece + data[at:]


def _splice(data: bytes, pool: Pool, random: Random) -> bytes:
    other = random.choice(pool) if pool else data
    at, there = random.randrange(len(data) + 1), random.randrange(len(other) + 1)
    return data[:at] + other[there:]


def _lines(data: bytes, pool: Pool, random: Random) -> bytes:
    lines = data.split(b"\n")
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    match random.randrange(4):
        case 0:
            lines[one], lines[other] = lines[other], lines[one]
        case 1:
            del lines[one]
        case 2:
            lines.insert(other, lines[one])
        case _:
            lines[one] = random.choice((b" ", b"  ", b"    ", b"- ", b"\t")) + lines[one]
    return b"\n".join(lines)


def _many(data: bytes, pool: Pool, random: Random) -> bytes:
    """A file full of one line, as it stands or with numbers in it, so that none is like another: rarely, it is slow."""
    if random.random() > 0.01:
        return _lines(data, pool, random)
    lines = data.split(b"\n")
    at = random.randrange(len(lines))
    line, numbered = lines[at], random.random() < 0.5
    count = min(random.choice((100, 3000, 60_000)), LONGEST // (len(line) + 6))
    more = (line.replace(b":", b"%d:" % number, 1) if numbered else line for number in range(count))
    return b"\n".join((*lines[:at], *more, *lines[at + 1 :]))


def _value(data: bytes, pool: Pool, random: Random, pieces: Sequence[str] = ACTING) -> bytes:
    """Another text in the place of a value, in quotes: so that most files stay readable and the text gets far."""
    front = re.match(rb"---\n(.*?)^---$", data, re.DOTALL | re.MULTILINE)
    inside = front[1] if front else data
    document, _ = parse("x", inside)
    if document is None or not (leaves := [*scalars(document.root)]):
        return _piece(data, pool, random)
    text, leaf = document.text, random.choice(leaves)
    start, end = _index(text, leaf, at_end=False), _index(text, leaf, at_end=True)
    old = str(leaf.value or "")
    made, half = nasty(random, pieces), len(old) // 2
    new = random.choice((made, old + made, old[:half] + made + old[half:]))
    if "\n" in text[start:end]:  # a block of lines is replaced with its line ends
        return _piece(data, pool, random)
    changed = (text[:start] + json.dumps(new, ensure_ascii=random.random() < 0.1) + text[end:]).encode(
        "utf-8", "surrogatepass"
    )
    return data[: front.start(1)] + changed + data[front.end(1) :] if front else changed


def _index(text: str, leaf: Node, *, at_end: bool) -> int:
    mark = leaf.end if at_end else leaf.start
    lines = text.split("\n")
    return sum(len(line) + 1 for line in lines[: mark.line]) + int(mark.column)


def _number(data: bytes, pool: Pool, random: Random) -> bytes:
    """A number of a picture's header: sizes, lengths, counts."""
    at = random.randrange(max(1, min(len(data), 200)))
    value = random.choice((0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, random.randrange(1 << 32)))
    order = random.choice((">", "<"))
    packed = struct.pack(f"{order}I" if value > 0xFFFF else f"{order}H", value)
    return data[:at] + packed + data[at + len(packed) :]


def with_checksums(data: bytes) -> bytes:
    """A PNG whose chunks have the right checksums again, so that a reader goes on behind them."""
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        return data
    made, at = [data[:8]], 8
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        if at + 12 + length > len(data):
            break
        inside = data[at + 4 : at + 8 + length]
        made.append(data[at : at + 4] + inside + struct.pack(">I", zlib.crc32(inside)))
        at += 12 + length
    return b"".join(made) + data[at:]


_BYTES: tuple[Mutation, ...] = (_flip, _lose, _double, _piece, _splice)
_BY_KIND: dict[str, tuple[Mutation, ...]] = {
    "text": (*_BYTES, _piece, _piece, _many),
    "yaml": (*_BYTES, _many, _value, _value, _value, _value, _value, _value, _value),
    "picture": (*_BYTES, _number, _number, _number),
}
