"""What is kept of an entry's texts: which words of its languages were found to say the same, by their fingerprints."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Annotated

from kltsite.domain.declared import Declared, declare
from kltsite.domain.settings import Language
from kltsite.domain.values import Check, FieldError, Line
from kltsite.languages import N_

_FINGERPRINT = re.compile(r"[0-9a-f]{10}")


def fingerprint(text: str) -> str:
    """Ten characters that change with the words of `text`; how its lines are broken and composed does not count."""
    words = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.blake2b(words.encode(), digest_size=5).hexdigest()


def _fingerprint(written: str) -> str:
    if _FINGERPRINT.fullmatch(written) is None:
        raise FieldError("KLT221/fingerprint")
    return written


Agreement = dict[Language, Annotated[Line, Check(_fingerprint)]]
"""Language -> fingerprint of the words that said the same as those of the other languages beside it."""


class Record(Declared):
    """`translations/<slug>.yaml`, kept by `kltsite translations --confirm`."""

    texts: dict[Line, tuple[Agreement, ...]] = declare(
        N_("Texts"), N_("For each text, which words were found to say the same."), needed="always"
    )
