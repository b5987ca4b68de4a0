"""The outside world of lead qualification: who reads free text, and where scores are written.

Errors are those of shared/ports.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.extraction import Asked, Extraction, FreeText
    from shared.domain.score import ScoreOrder


class Extractor(Protocol):
    """Reads free text into levels: a language model, or dictionaries."""

    def extract(self, asked: Sequence[Asked], texts: Sequence[FreeText]) -> Extraction:
        """Say for each thing asked which level the texts show, each with its quote.

        Raises TransientError (down, out of quota, key or model refused: nothing was read),
        OutcomeUnknown (no answer in time), PermanentError (a text that is not taken, an answer
        that is none); never blocks longer than its time-out. What it claims is not yet proved.
        """
        ...


class CrmScores(Protocol):
    """Where a salesperson sees the score: Odoo."""

    def write_score(self, order: ScoreOrder) -> None:
        """Write it onto the lead; repeating it changes nothing.

        Raises CrmLeadGone where the lead was merged or deleted.
        """
        ...
