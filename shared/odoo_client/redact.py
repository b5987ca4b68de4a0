"""What of Odoo's own sentences may be shown: technical names always, values never.

Odoo puts record values into its messages ("Wrong value for crm.lead.type: 'zz'"), so a message
is never passed on whole.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_MAX_DETAIL = 300
_NAMES = re.compile(
    r"(?:[Ii]nvalid field(?: name)? '?|[Ww]rong value for |argument:? '|(?:method|model) '|' \()"
    r"([a-z_][a-z0-9_]*(?:\.[a-z0-9_]+)*)(?='|\)|:| in | on |$)"
)
_QUOTED = re.compile(r"(?<!\w)'(.*?)'(?!\w)|\"(.*?)\"|“(.*?)”|«(.*?)»", re.DOTALL)
_ADDRESS = re.compile(r"[^\s@'\"<>]+@[^\s@'\"<>]+")
_DIGITS = re.compile(r"\+?\d(?:[\s().-]*\d){4,}")
_GAP = "…"


def technical_names(message: str) -> tuple[str, ...]:
    """Give the fields, models, methods and arguments that an Odoo message names."""
    return tuple(dict.fromkeys(_NAMES.findall(message)))


def cleaned(message: str, *, sent: Iterable[str] = (), keep: Collection[str] = ()) -> str:
    """Take sent values, quoted texts, addresses and numbers out of an Odoo message.

    `keep`: quoted texts that are known to be names (labels of fields), beside technical names.
    """
    text = message.partition("\nDETAIL:")[0].partition("Traceback (most recent")[0]
    for value in sorted({part for part in sent if len(part) > 1}, key=len, reverse=True):
        if value not in keep:
            text = text.replace(value, _GAP)
    known = {*keep, *technical_names(message)}
    text = _QUOTED.sub(lambda found: _known_or_gap(found, known), text)
    text = _DIGITS.sub(_GAP, _ADDRESS.sub(_GAP, text))
    return " ".join(text.split())[:_MAX_DETAIL]


def _known_or_gap(found: re.Match[str], known: Collection[str]) -> str:
    inner = next((group for group in found.groups() if group is not None), "")
    return found[0] if inner in known else f"'{_GAP}'"


def texts_in(value: object) -> set[str]:
    """Give every text (and number, as text) that stands as a value somewhere in `value`."""
    if isinstance(value, dict):
        return set().union(*map(texts_in, value.values()))
    if isinstance(value, list | tuple):
        return set().union(*map(texts_in, value))
    return set() if value is None or isinstance(value, bool) else {str(value)}
