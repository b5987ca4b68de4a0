r"""NUL in text: SQLite's JSON functions stop reading a text there, so it is kept escaped.

U+0000 is kept as U+0001 U+0001, and U+0001 as U+0001 U+0002: other texts stay as they are, and
the order of texts stays the same. In JSON both characters only ever stand as `\u0000`, `\u0001`.
"""

from __future__ import annotations

import re

_ESCAPED = re.compile(r"\\(?:u000([01])|.)")
_KEPT = re.compile(r"\\(?:u0001\\u000([12])|.)")


def kept_json(text: str) -> str:
    """Give JSON text as it is stored."""
    if "\\u000" not in text:
        return text
    return _ESCAPED.sub(_keep, text)


def given_json(text: str) -> str:
    """Give stored JSON text as it was."""
    if "\\u0001" not in text:
        return text
    return _KEPT.sub(_give_back, text)


def kept_text(text: str) -> str:
    """Give one text as it stands decoded in stored JSON."""
    return text.replace("\x01", "\x01\x02").replace("\x00", "\x01\x01")


def given_text(text: str) -> str:
    """Give one decoded stored text as it was."""
    return text.replace("\x01\x01", "\x00").replace("\x01\x02", "\x01")


def _keep(match: re.Match[str]) -> str:
    digit = match[1]
    return match[0] if digit is None else f"\\u0001\\u000{int(digit == '1') + 1}"


def _give_back(match: re.Match[str]) -> str:
    digit = match[1]
    return match[0] if digit is None else f"\\u000{int(digit) - 1}"
