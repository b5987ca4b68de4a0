"""The language in which somebody was asked, or answered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LOCALE = re.compile(r"([A-Za-z]{2,3})(?:[_-].*)?", re.DOTALL)
_SCRIPTS = {
    "ar": re.compile("[\u0620-\u064a]"),
    "he": re.compile("[\u05d0-\u05ea]"),
    "el": re.compile("[\u0370-\u03ff]"),
    "th": re.compile("[\u0e01-\u0e5b]"),
    "ko": re.compile("[\uac00-\ud7af]"),
    "ja": re.compile("[\u3041-\u30ff]"),
}
"""Scripts that give away their language; Latin, Cyrillic, Devanagari and Han do not."""
_NOT_ARABIC = re.compile(
    "[\u067e\u0686\u0698\u06a9\u06af\u06cc\u0679\u0688\u0691\u06ba\u06be\u06d2]"
)
"""Letters of Persian and Urdu."""
_LATIN = re.compile("[A-Za-z]")
_MAX_CHARS = 2_000


def language_of_locale(locale: str | None) -> str | None:
    """Give the language of Meta's locale: `ar_AR` -> `ar`."""
    match = _LOCALE.fullmatch((locale or "").strip())
    return match[1].lower() if match else None


def language_of_texts(texts: Iterable[str]) -> str | None:
    """Give the language if the script of most letters gives it away, else None."""
    sample = " ".join(texts)[:_MAX_CHARS]
    counts = {code: len(script.findall(sample)) for code, script in _SCRIPTS.items()}
    code = max(counts, key=lambda code: counts[code])
    if counts[code] == 0 or counts[code] <= len(_LATIN.findall(sample)):
        return None
    return None if code == "ar" and _NOT_ARABIC.search(sample) else code
