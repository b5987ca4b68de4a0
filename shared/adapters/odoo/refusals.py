"""Why Odoo refuses a record, in its own words but without those of the lead.

The client takes whole values out of Odoo's sentence. Rules of add-ons also quote parts of them, a
first name or half an answer, which only we can tell: we know the lead.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING

from shared.errors import PermanentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from shared.domain.clean_lead import CleanLead

REFUSED = "odoo_invalid"
_FEW_WORDS = 4
_GAP = "…"
_WORD = re.compile(r"\w+")
_GAPS = re.compile(rf"{_GAP}(?:\W*{_GAP})*")


@contextmanager
def told_without(lead: CleanLead) -> Iterator[None]:
    """Raise a refusal without what the person wrote; other errors as they are."""
    try:
        yield
    except PermanentError as error:
        if error.code != REFUSED:
            raise
        raise PermanentError(without(str(error), _texts(lead)), code=REFUSED) from None


def without(sentence: str, texts: Iterable[str]) -> str:
    """Take out each word of a short text (a name, a choice) and each two in a row of a long one."""
    alone: set[str] = set()
    pairs: set[tuple[str, str]] = set()
    for words in map(_words, texts):
        alone.update(words if len(words) <= _FEW_WORDS else ())
        pairs.update(pairwise(words))
    said = _words(sentence)
    hidden = {at for at, word in enumerate(said) if word in alone}
    hidden |= {at + n for at, pair in enumerate(pairwise(said)) if pair in pairs for n in (0, 1)}
    places = enumerate(_WORD.finditer(sentence))
    for start, end in reversed([place.span() for at, place in places if at in hidden]):
        sentence = sentence[:start] + _GAP + sentence[end:]
    return _GAPS.sub(_GAP, sentence)


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _texts(lead: CleanLead) -> Iterator[str]:
    yield from (text for text in lead.person.model_dump().values() if text)
    yield from lead.fields.values()
    yield from (text for asked in lead.answers for text in asked.answers)
