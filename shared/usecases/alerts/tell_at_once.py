"""Tell urgent alerts that are due: not in a reader's quiet hours, no more a day than he is to get.

A place on the reader's day is taken, the orders are given, then it is noted on the alert, all of it
under the telling's own key: a crash in between repeats it without anybody noticing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from shared.domain.alerts.ladder import put_off, to_digest
from shared.domain.alerts.telling import due_tellings
from shared.domain.event import Topic
from shared.domain.queries import ALERTS_TO_TELL
from shared.usecases.alerts.apart import apart
from shared.usecases.alerts.reader_days import ReaderDays
from shared.usecases.alerts.teller import next_key

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from shared.usecases.alerts.alert_book import StoredAlert
    from shared.usecases.alerts.teller import Ready, Teller

_AFTER = timedelta(microseconds=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TellAtOnce:
    """Tells what is due, page by page."""

    teller: Teller

    def __call__(self, until: datetime) -> int:
        """Tell what is due by now, no page after `until`; gives how many tellings there were."""
        cursor, told, now = None, 0, self.teller.clock.now()
        while self.teller.clock.now() < until:
            page = self.teller.book.page(
                ALERTS_TO_TELL, {"awaits_digest": False}, below=now + _AFTER, cursor=cursor
            )
            told += self._page(page.alerts)
            cursor = page.cursor
            if cursor is None:
                break
        return told

    def _page(self, found: Iterable[StoredAlert]) -> int:
        by_reader: dict[int, list[Ready]] = {}
        for stored in found:
            one = None
            with apart("alert not told", alert=stored.alert.id):
                one = self.teller.ready(stored)
            if one is not None and one.key and one.alert.reader_id is not None:
                by_reader.setdefault(one.alert.reader_id, []).append(one)
        told = 0
        for reader_id, group in by_reader.items():
            with apart("reader not told", reader=reader_id):
                told += self._of_reader(reader_id, group)
        return told

    def _of_reader(self, reader_id: int, group: list[Ready]) -> int:
        teller, now = self.teller, self.teller.clock.now()
        time, settings = teller.facts.reader_time(reader_id), teller.facts.settings
        days, day = ReaderDays(teller.memory, teller.facts.tenant), time.day_of(now)
        begun = days.instant(reader_id, (day, day - _DAY))
        ready = {one.alert.id: one for one in group}
        again = [one for one in group if one.key in begun]
        fresh = [one.alert for one in group if one not in again]
        due = due_tellings(fresh, time, days.count(reader_id, day), settings.caps, now)
        for alert, at in due.later:
            teller.decide(ready[alert.id], partial(put_off, until=at))
        for alert in due.to_digest:
            teller.decide(ready[alert.id], to_digest)
        told = again
        for alert in due.now:
            at_most = settings.caps.urgent_a_day
            if days.take(reader_id, day, next_key(alert), at_most=at_most, now=now):
                told.append(ready[alert.id])
            else:
                teller.decide(ready[alert.id], to_digest)
        return self._tell_all(told)

    def _tell_all(self, found: Iterable[Ready]) -> int:
        told = 0
        for one in found:
            with apart("alert not told", alert=one.alert.id):
                told += self._tell(one)
        return told

    def _tell(self, found: Ready) -> bool:
        """Order first, then note it."""
        one = self.teller.proposed(found)
        if one is None or not one.alert.is_live or one.key != found.key:
            return False
        orders = self.teller.orders.of(one.alert, one.known, self.teller.clock.now(), notifies=True)
        self.teller.bus.publish(Topic.ACTIONS, orders)
        self.teller.told(one, orders)
        return True
