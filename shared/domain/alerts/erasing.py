"""An alert without the words in it, for a record whose person is erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.alerts.cause import Standing
from shared.domain.alerts.episodes import closed

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.alerts.alert import Alert


def alert_erased(alert: Alert, now: datetime) -> Alert:
    """Remove what was typed and what explained it, and close it: nobody is told of it any more."""
    silent = alert.model_copy(update={"said_reason": "", "facts": {}})
    return closed(silent, Standing.GONE, now) if alert.is_live else silent
