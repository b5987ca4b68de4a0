"""The alerts: one document each in the collection `alerts`, changed by compare-and-set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from shared import log
from shared.domain.alerts.alert import Alert
from shared.domain.alerts.cause import Standing
from shared.domain.document import Write
from shared.domain.queries import ALERTS_OF_RECORD
from shared.domain.values import moment_text
from shared.errors import AlreadyThere, Busy, UnknownVersion, VersionConflict

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime, timedelta

    from shared.domain.alerts.alert import AlertId
    from shared.domain.document import Document, Page
    from shared.domain.opportunity import OpportunityKey
    from shared.domain.queries import QueryShape
    from shared.ports import Memory

ALERTS = "alerts"
LATEST_OF_RECORD = 100
"""So many of one record are looked at: what ended before those plays no part any more."""
_TRIES = 10
_TIMES = ("since", "due_at", "raised_at", "tell_at", "snoozed_until", "closed_at", "owed_at")


@dataclass(frozen=True, slots=True)
class StoredAlert:
    """An alert as it was read, with the version that a write has to name ("": not stored yet)."""

    alert: Alert
    version: str = ""


@dataclass(frozen=True, slots=True)
class AlertPage:
    """A page of alerts; `cursor` None: it is the last."""

    alerts: tuple[StoredAlert, ...]
    cursor: str | None


class AlertBook:
    """Read, create and change alerts; closed ones lapse after the retention."""

    def __init__(self, memory: Memory, tenant: str, retention: timedelta) -> None:
        self._memory = memory
        self._tenant = tenant
        self._retention = retention

    def find(self, alert_id: AlertId | str) -> StoredAlert | None:
        """Read one, or None; raises UnknownVersion for what is none."""
        document = self._memory.get(ALERTS, alert_id)
        if document is None:
            return None
        stored = stored_alert_of(document)
        return stored if stored.alert.tenant == self._tenant else None

    def of_record(self, opportunity: OpportunityKey) -> tuple[StoredAlert, ...]:
        """Read the latest alerts of one record, newest first; raises UnknownVersion."""
        page = self._memory.query(
            ALERTS_OF_RECORD,
            equals={"opportunity": opportunity},
            descending=True,
            limit=LATEST_OF_RECORD,
        )
        return tuple(stored_alert_of(one) for one in page.documents)

    def write(self, before: StoredAlert | None, alert: Alert) -> Write:
        """Give the write that stores an alert in the place of what was read (None: of nothing)."""
        version = before.version if before is not None else ""
        return Write(ALERTS, alert.id, _data(alert), version, self._end_of(alert))

    def create(self, alert: Alert) -> StoredAlert:
        """Store a new alert, or give the one that is there: first write wins."""
        try:
            document = self._memory.create(
                ALERTS, alert.id, _data(alert), expires_at=self._end_of(alert)
            )
            return stored_alert_of(document)
        except AlreadyThere:
            found = self.find(alert.id)
        if found is None:
            raise Busy("this alert went away just now")
        return found

    def change(self, stored: StoredAlert, step: Callable[[Alert], Alert]) -> StoredAlert | None:
        """Change an alert by a step that may be taken anew on a newer version of it.

        Gives it as it is then; None if it is gone meanwhile: it is not made again.
        """
        for _ in range(_TRIES):
            after = step(stored.alert)
            if after == stored.alert:
                return stored
            try:
                document = self._memory.put(
                    ALERTS,
                    after.id,
                    _data(after),
                    if_version=stored.version,
                    expires_at=self._end_of(after),
                )
                return stored_alert_of(document)
            except VersionConflict:
                found = self.find(stored.alert.id)
            if found is None:
                return None
            stored = found
        raise Busy("this alert is being changed by several workers at once")

    def page(
        self,
        shape: QueryShape,
        equals: Mapping[str, str | int | bool] | None = None,
        *,
        since: datetime | None = None,
        below: datetime | None = None,
        descending: bool = False,
        limit: int = 100,
        cursor: str | None = None,
    ) -> AlertPage:
        """Read a page of one shape; what this code cannot read is passed over with a warning.

        Raises BadInput on a foreign cursor.
        """
        page = self._memory.query(
            shape,
            equals={"tenant": self._tenant, **(equals or {})},
            at_least=moment_text(since) if since else None,
            below=moment_text(below) if below else None,
            descending=descending,
            limit=limit,
            cursor=cursor,
        )
        return AlertPage(_readable(page), page.cursor)

    def count(self, shape: QueryShape, equals: Mapping[str, str | int | bool]) -> int:
        """Count what a shape finds."""
        return self._memory.count(shape, equals={"tenant": self._tenant, **equals})

    def _end_of(self, alert: Alert) -> datetime | None:
        return alert.closed_at + self._retention if alert.closed_at is not None else None


def stored_alert_of(document: Document) -> StoredAlert:
    """Read an alert with its version; raises UnknownVersion for what is none."""
    try:
        return StoredAlert(Alert.model_validate(document.data), document.version)
    except ValidationError:
        raise UnknownVersion("an alert that this code cannot read") from None


def _readable(page: Page) -> tuple[StoredAlert, ...]:
    found = []
    for document in page.documents:
        try:
            found.append(stored_alert_of(document))
        except UnknownVersion as error:
            log.warning("alert passed over", alert=document.id, error=error.code)
    return tuple(found)


def _data(alert: Alert) -> dict[str, object]:
    """Write times in one fixed width, and beside the alert what only queries ask for."""
    data = alert.model_dump(mode="json", exclude_none=True)
    times = {name: getattr(alert, name) for name in _TIMES}
    data |= {name: moment_text(at) for name, at in times.items() if at is not None}
    can_be_told = alert.rung is not None and alert.reader_id is not None
    if alert.tell_at is not None and alert.standing is Standing.OPEN and can_be_told:
        data["telling_at"] = moment_text(alert.tell_at)
    lacks_reader = alert.is_live and alert.reader_id is None
    return data | {"is_live": alert.is_live, "lacks_reader": lacks_reader}
