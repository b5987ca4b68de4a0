"""People say of an alert: in hand, later, no problem, somebody else, done; or have its step done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shared import log
from shared.domain.alerts.saying import Word, said
from shared.domain.alerts.shown import ShownAlert
from shared.domain.event import Topic
from shared.domain.local_days import LocalDays
from shared.errors import BadInput, OutcomeUnknown, TransientError
from shared.usecases import audit
from shared.usecases.alerts.follow_ups import FollowUps
from shared.usecases.alerts.owed_to_crm import OwedToCrm, owing
from shared.usecases.alerts.shown_alerts import picture_of
from shared.usecases.alerts.step_orders import step_order, step_request

if TYPE_CHECKING:
    from datetime import datetime

    from shared.action_ports import Wording
    from shared.domain.alerts.alert import Alert
    from shared.domain.alerts.shown import Language
    from shared.ports import Bus, Clock, Memory
    from shared.usecases.alerts.alert_book import AlertBook, StoredAlert
    from shared.usecases.alerts.alert_settings import AlertSettingsBook


@dataclass(frozen=True, slots=True)
class SayOfAlert:
    """The use case with what it needs of the world."""

    memory: Memory
    bus: Bus
    clock: Clock
    book: AlertBook
    settings: AlertSettingsBook
    wording: Wording
    tenant: str
    language: Language

    def say(self, alert_id: str, word: Word) -> Alert | None:
        """Take a word and give the alert after it; None: there is none.

        Of one that is closed everything is too late but nothing is wrong: it comes back as it is.
        Raises BadInput for a snooze without a later moment and a delegation to nobody.
        """
        stored, now = self.book.find(alert_id), self.clock.now()
        if stored is None:
            return None
        after = self.book.change(stored, lambda alert: _after(alert, word, now))
        if after is None:
            return None
        if after.version != stored.version:
            self._follow(after, word, now)
        return after.alert

    def carry_out(self, alert_id: str, *, who: str) -> Alert | None:
        """Order the proposed step, once, and give the alert after it; None: there is none.

        Who orders it has it in hand: nobody else is told. Raises BadInput (`no_step`) where the
        step is nothing that can be ordered, TransientError when the bus fails.
        """
        stored, now = self.book.find(alert_id), self.clock.now()
        if stored is None:
            return None
        alert = stored.alert
        if not alert.is_live:
            return alert
        state = picture_of(self.memory, alert)
        words = self.wording.words(ShownAlert(alert, state.state if state else None), self.language)
        days = LocalDays(ZoneInfo(self.settings.read().calendar.time_zone))
        order = step_order(alert, words.proposal, days.of(now), self.language)
        if order is None:
            raise BadInput("this alert's step is for a person to take", code="no_step")
        self.bus.publish(Topic.ACTIONS, [step_request(alert, order, who, now)])
        return self.say(alert_id, Word(kind="acknowledge", by=who))

    def _follow(self, after: StoredAlert, word: Word, now: datetime) -> None:
        """Have the record judged, tell the CRM, note who said what: the next sweep makes up for it."""
        alert = after.alert
        audit.record(
            self.memory,
            f"alert.{alert.id}.{now:%Y%m%d%H%M%S%f}",
            tenant=self.tenant,
            at=now,
            who=word.by,
            what=f"alert_{word.kind}",
            counts={"alerts": 1},
        )
        if not alert.is_of_person:
            FollowUps(self.memory, self.tenant).touch(alert.crm_lead_id, now)
        if alert.owed_at is None:
            return
        try:
            OwedToCrm(self.memory, self.bus, self.clock, self.book).settle((after,))
        except (TransientError, OutcomeUnknown) as error:
            log.warning("the CRM is told by the next sweep", alert=alert.id, error=error.code)


def _after(alert: Alert, word: Word, now: datetime) -> Alert:
    after = said(alert, word, now)
    return after if after == alert else owing(after, now)
