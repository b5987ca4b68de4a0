"""What is believed of an extraction: a level of the schema with words that were really typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.cleaning.folding import fold
from shared.domain.cleaning.text import ascii_digits
from shared.domain.extraction import UNKNOWN, Extraction, Finding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.domain.extraction import Asked, FreeText

LEAST_QUOTE_CHARS = 3
"""Shorter quotes are found in any text, unless they are all that was typed."""
_LEAST_ANSWER_CHARS = 2


def proved(extraction: Extraction, asked: Sequence[Asked], texts: Sequence[FreeText]) -> Extraction:
    """Give one finding for each thing asked, in order, `unknown` where it is not proved.

    Quotes are checked against what was typed (never against the form's own questions) and are not
    kept. Two findings of the same name with different levels prove nothing.
    """
    typed = [comparable(text.text) for text in texts]
    claims = _claims(extraction.findings)
    findings = (
        Finding(name=one.name, level=_believed(claims.get(one.name), one, typed)) for one in asked
    )
    return extraction.model_copy(update={"findings": tuple(findings)})


def comparable(text: str) -> str:
    """Fold case, accents, tatweel, vowel signs, letter variants, punctuation and digits."""
    return fold(ascii_digits(text))


def _claims(findings: Sequence[Finding]) -> Mapping[str, Finding]:
    claims: dict[str, Finding] = {}
    for finding in findings:
        known = claims.setdefault(finding.name, finding)
        if known.level != finding.level:
            claims[finding.name] = Finding(name=finding.name, level=UNKNOWN)
    return claims


def _believed(claim: Finding | None, asked: Asked, typed: Sequence[str]) -> str:
    if claim is None or claim.level not in asked.levels:
        return UNKNOWN
    quote = comparable(claim.quote)
    return claim.level if any(_is_proof(quote, text) for text in typed) else UNKNOWN


def _is_proof(quote: str, text: str) -> bool:
    if len(quote) < LEAST_QUOTE_CHARS:
        return len(quote) >= _LEAST_ANSWER_CHARS and quote == text
    return f" {quote} " in f" {text} "
