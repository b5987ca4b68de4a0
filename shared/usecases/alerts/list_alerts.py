"""Show alerts for a page: live ones by rank, closed ones newest first, of one reader, team or cause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.alerts.cause import LIVE
from shared.domain.ids import CrmLeadId
from shared.domain.opportunity import opportunity_key
from shared.domain.queries import (
    ALERTS_IN_STANDING,
    LIVE_ALERTS,
    LIVE_ALERTS_OF_CAUSE,
    LIVE_ALERTS_OF_OWNER,
    LIVE_ALERTS_OF_READER,
    LIVE_ALERTS_OF_TEAM,
)
from shared.usecases.alerts.shown_alerts import shown_alert
from shared.usecases.refresh_directory import read_directory

if TYPE_CHECKING:
    from shared.domain.alerts.alert import Alert
    from shared.domain.alerts.cause import Cause, Standing
    from shared.domain.alerts.shown import ShownAlert
    from shared.domain.queries import QueryShape
    from shared.ports import Memory
    from shared.usecases.alerts.alert_book import AlertBook, AlertPage

PAGE_SIZE = 50
PAGES_AT_MOST = 10
"""Looked through for one page of what several filters find together."""


@dataclass(frozen=True, slots=True)
class AlertFilter:
    """What is asked for; None: any. Without a standing: what is live."""

    reader_id: int | None = None
    owner_id: int | None = None
    team_id: int | None = None
    cause: Cause | None = None
    standing: Standing | None = None

    @property
    def is_counted(self) -> bool:
        """No more is asked for than what `AlertsShown.live` counts."""
        named = (self.reader_id, self.owner_id, self.team_id, self.cause)
        return self.standing is None and sum(one is not None for one in named) <= 1

    def finds(self, alert: Alert) -> bool:
        """Tell whether an alert is among those asked for."""
        wanted = {
            "reader_id": self.reader_id,
            "owner_id": self.owner_id,
            "team_id": self.team_id,
            "cause": self.cause,
            "standing": self.standing,
        }
        named = {name: value for name, value in wanted.items() if value is not None}
        return all(getattr(alert, name) == value for name, value in named.items())


@dataclass(frozen=True, slots=True)
class AlertsShown:
    """One page; `cursor` leads on and is None on the last. It may hold few of what is rare."""

    alerts: tuple[ShownAlert, ...]
    cursor: str | None
    live: int
    """All live ones of the reader, owner, team or cause that was asked for first."""


@dataclass(frozen=True, slots=True)
class ListAlerts:
    """The use case with what it needs of the world."""

    memory: Memory
    book: AlertBook
    tenant: str
    page_size: int = PAGE_SIZE

    def __call__(self, wanted: AlertFilter, cursor: str | None = None) -> AlertsShown:
        """Give a page; raises BadInput on a foreign cursor."""
        found: list[Alert] = []
        for _ in range(PAGES_AT_MOST):
            page = self._page(wanted, cursor)
            found += (one.alert for one in page.alerts if wanted.finds(one.alert))
            cursor = page.cursor
            if cursor is None or len(found) >= self.page_size:
                break
        directory = read_directory(self.memory, self.tenant)
        alerts = tuple(shown_alert(self.memory, one, directory) for one in found)
        return AlertsShown(alerts, cursor, self.book.count(*_live(wanted)))

    def of_record(self, crm_lead_id: int) -> tuple[ShownAlert, ...]:
        """Give one record's latest alerts, newest first; raises UnknownVersion."""
        key = opportunity_key(self.tenant, CrmLeadId(crm_lead_id))
        directory = read_directory(self.memory, self.tenant)
        found = self.book.of_record(key)
        return tuple(shown_alert(self.memory, one.alert, directory) for one in found)

    def find(self, alert_id: str) -> ShownAlert | None:
        """Give one alert, or None; raises UnknownVersion."""
        stored = self.book.find(alert_id)
        if stored is None:
            return None
        return shown_alert(self.memory, stored.alert, read_directory(self.memory, self.tenant))

    def _page(self, wanted: AlertFilter, cursor: str | None) -> AlertPage:
        if wanted.standing is None or wanted.standing in LIVE:
            shape, equals = _live(wanted)
        else:
            shape, equals = ALERTS_IN_STANDING, {"standing": wanted.standing.value}
        return self.book.page(shape, equals, descending=True, limit=self.page_size, cursor=cursor)


def _live(wanted: AlertFilter) -> tuple[QueryShape, dict[str, str | int | bool]]:
    """Give the narrowest shape of live alerts for what is asked."""
    ways = (
        (LIVE_ALERTS_OF_READER, "reader_id", wanted.reader_id),
        (LIVE_ALERTS_OF_OWNER, "owner_id", wanted.owner_id),
        (LIVE_ALERTS_OF_TEAM, "team_id", wanted.team_id),
        (LIVE_ALERTS_OF_CAUSE, "cause", wanted.cause and wanted.cause.value),
    )
    for shape, name, value in ways:
        if value is not None:
            return shape, {name: value, "is_live": True}
    return LIVE_ALERTS, {"is_live": True}
