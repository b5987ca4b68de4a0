"""What carriers ask of alerts and their readers; read when a message is sent, not when ordered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import date

    from shared.domain.alerts.shown import Digest, Reader, ShownAlert


class ToldAlerts(Protocol):
    """Alerts, digests and readers as they stand now."""

    def shown(self, alert_id: str) -> ShownAlert | None:
        """Give an alert with its record; None: there is none."""
        ...

    def reader(self, user_id: int) -> Reader | None:
        """Give a reader with his channels; None: nobody of that number works in the CRM."""
        ...

    def digest(self, reader: Reader, day: date) -> Digest | None:
        """Give what a reader's list of that day holds; None: none was put together."""
        ...
