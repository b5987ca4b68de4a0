"""What alerts need of the outside world besides: how opportunities went, for looking back.

Errors are those of shared/ports.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.alerts.history import OpportunityHistory


@dataclass(frozen=True, slots=True)
class HistorySlice:
    """One page; `cursor` is None when there is nothing behind it."""

    histories: tuple[OpportunityHistory, ...]
    cursor: str | None


class History(Protocol):
    """Reads how opportunities went in the CRM."""

    def since(self, moment: datetime, cursor: str | None, *, at_most: int) -> HistorySlice:
        """Give those that were open at some time since then, page by page, oldest record first.

        `cursor` None begins. Raises BadInput (`bad_cursor`).
        """
        ...
