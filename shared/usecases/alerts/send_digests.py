"""Send readers their morning list, and note on each alert in it that it was told.

The list is put down first, and the first one counts: whoever comes to it again, after a crash or at
the same time, sends that one under the same key and goes on noting.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.alerts.telling import digest_of
from shared.domain.event import Topic
from shared.domain.queries import ALERTS_AWAITING_DIGEST
from shared.usecases.alerts import alert_orders
from shared.usecases.alerts.apart import apart
from shared.usecases.alerts.reader_days import ReaderDays

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from shared.domain.acting.action import ActionKey, ActionRequested
    from shared.domain.alerts.alert import Alert
    from shared.domain.alerts.reader_day import ReaderDay
    from shared.domain.alerts.reader_time import ReaderTime
    from shared.usecases.alerts.alert_book import StoredAlert
    from shared.usecases.alerts.reader_days import DigestDue
    from shared.usecases.alerts.teller import Ready, Teller

LOOKED_THROUGH = 2_000
"""Of more alerts that wait for one reader's morning the highest of so many are chosen from."""


@dataclass(frozen=True, slots=True)
class SendDigests:
    """Sends what is due, reader by reader."""

    teller: Teller

    def __call__(self, until: datetime) -> int:
        """Send what is due by now; no reader's is begun after `until`. Gives how many were sent."""
        cursor, sent, now = None, 0, self.teller.clock.now()
        while True:
            page = self._days.due(now, cursor)
            for one in page.due:
                if self.teller.clock.now() >= until:
                    return sent
                with apart("digest not sent", reader=one.reader_id):
                    sent += self._send(one)
            cursor = page.cursor
            if cursor is None:
                return sent

    def _send(self, due: DigestDue) -> bool:
        """Finish the list that was begun, or put today's down and send it; then his next turn."""
        now, time = self.teller.clock.now(), self.teller.facts.reader_time(due.reader_id)
        listed = self._begun(due, time, now)
        if listed is None:
            day = time.digest_due(due.digest_at, now)
            if day is None:
                return False
            listed = self._listed(due.reader_id, day, time, now)
        if listed is not None:
            self._tell(listed, now)
        self._days.turn_over(due, time.next_digest(now))
        return listed is not None

    def _begun(self, due: DigestDue, time: ReaderTime, now: datetime) -> ReaderDay | None:
        """Give the list that was put down in this turn already, today or when it was due."""
        for day in {time.day_of(now), time.day_of(due.digest_at)}:
            found = self._days.find(due.reader_id, day)
            if (
                found is not None
                and found.digest_at is not None
                and found.digest_at >= due.digest_at
            ):
                return found
        return None

    def _listed(
        self, reader_id: int, day: date, time: ReaderTime, now: datetime
    ) -> ReaderDay | None:
        """Choose the day's list and put it down; None: there is nothing to tell."""
        waiting = (one.alert for one in self._waiting(reader_id))
        choice = digest_of(waiting, time, day, self.teller.facts.settings.caps)
        ids = [one.id for one in choice.told]
        return self._days.list_digest(reader_id, day, ids, choice.more, now) if ids else None

    def _waiting(self, reader_id: int) -> Iterator[StoredAlert]:
        cursor, left = None, LOOKED_THROUGH
        equals = {"reader_id": reader_id, "awaits_digest": True}
        while left > 0:
            page = self.teller.book.page(
                ALERTS_AWAITING_DIGEST, equals, descending=True, cursor=cursor
            )
            yield from page.alerts
            left -= len(page.alerts)
            cursor = page.cursor
            if cursor is None:
                return

    def _tell(self, listed: ReaderDay, now: datetime) -> None:
        """Order everything, then note it alert by alert."""
        digest = alert_orders.digest(listed.tenant, listed.reader_id, listed.day, now)
        told: list[tuple[Ready, list[ActionRequested]]] = []
        for alert_id in listed.digest:
            with apart("alert not told", alert=alert_id):
                one = self._ready(alert_id, alert_orders.key_of(digest))
                told += [(one, self._orders(one, listed, now))] if one is not None else []
        orders = [order for _, own in told for order in own]
        self.teller.bus.publish(Topic.ACTIONS, [*orders, digest])
        for one, own in told:
            if one.alert.reader_id == listed.reader_id:
                with apart("telling not noted", alert=one.alert.id):
                    self.teller.told(one, [*own, digest])

    def _ready(self, alert_id: str, digest: ActionKey) -> Ready | None:
        """Give an alert that this list has yet to be noted on."""
        stored = self.teller.book.find(alert_id)
        if stored is None or not _is_waiting(stored.alert, digest):
            return None
        one = self.teller.ready(stored)
        return self.teller.proposed(one) if one is not None else None

    def _orders(self, one: Ready, listed: ReaderDay, now: datetime) -> list[ActionRequested]:
        if one.alert.reader_id != listed.reader_id:
            return []
        return self.teller.orders.of(one.alert, one.known, now, notifies=False)

    @property
    def _days(self) -> ReaderDays:
        return ReaderDays(self.teller.memory, self.teller.facts.tenant)


def _is_waiting(alert: Alert, digest: ActionKey) -> bool:
    """It was neither told by this list nor closed since that was put down."""
    is_told = any(digest in told.actions for told in alert.told)
    return alert.is_live and alert.awaits_digest and alert.rung is not None and not is_told
