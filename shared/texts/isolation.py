"""Facts within a sentence: kept from turning the words around them, and from being turned.

FSI and PDI (UAX 9) do in plain text what `<bdi>` does in HTML. What is put between them has none of
its own: a name cannot close its isolation.
"""

from __future__ import annotations

from shared.domain.cleaning.text import clean_line

_FIRST_STRONG, _END = "\u2068", "\u2069"
LONGEST = 300


def isolated(fact: str) -> str:
    """Give a fact, cleaned and on one line, isolated from what surrounds it."""
    return f"{_FIRST_STRONG}{clean_line(fact, LONGEST)}{_END}"


def bare(text: str) -> str:
    """Take isolation out again, for a subject line or a title of its own."""
    return text.replace(_FIRST_STRONG, "").replace(_END, "")
