"""All that is ordered when one alert is told on its rung: the activity, the new owner, the notice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.alerts.cause import Rung
from shared.domain.alerts.proposing import proposal_on
from shared.domain.alerts.shown import ShownAlert
from shared.usecases.alerts import alert_orders
from shared.usecases.alerts.told_alerts_of_memory import language_of

if TYPE_CHECKING:
    from datetime import datetime

    from shared.action_ports import Wording
    from shared.domain.acting.action import ActionRequested
    from shared.domain.alerts.alert import Alert
    from shared.domain.alerts.rules import Rules
    from shared.domain.alerts.shown import Language
    from shared.domain.alerts.trigger import Known
    from shared.usecases.alerts.least_busy import LeastBusy
    from shared.usecases.alerts.record_facts import RecordFacts


@dataclass(frozen=True, slots=True)
class TellingOrders:
    """Makes them, with what it needs of the world."""

    facts: RecordFacts
    wording: Wording
    least_busy: LeastBusy
    language: Language
    """Of people of whom neither settings nor the CRM say which."""

    def proposing(self, alert: Alert, known: Known, rules: Rules, now: datetime) -> Alert:
        """Give the alert with the step of its rung: on the last one somebody else takes over."""
        if alert.rung is not Rung.REASSIGN:
            return alert
        day = rules.owner_time.day_of(now)
        user_id = self.least_busy.of(known.team, rules.people, day)
        return alert.model_copy(update={"next_step": proposal_on(alert.rung, alert, user_id)})

    def of(
        self, alert: Alert, known: Known, now: datetime, *, notifies: bool
    ) -> list[ActionRequested]:
        """Give the orders of an alert that is told now; not the notice where a digest has it."""
        rung, reader_id = alert.rung, alert.reader_id
        if rung is None or reader_id is None:
            return []
        orders = []
        if rung is Rung.OWNER and not alert.is_of_person:
            orders.append(self._activity(alert, known, reader_id, now))
        to = alert.next_step.user_id
        if rung is Rung.REASSIGN and self.facts.settings.reassign == "do" and to is not None:
            orders.append(alert_orders.reassignment(alert, to, now))
        if notifies:
            orders.append(alert_orders.notice(alert, rung, reader_id, now))
        return orders

    def _activity(
        self, alert: Alert, known: Known, reader_id: int, now: datetime
    ) -> ActionRequested:
        person = self.facts.people.get(reader_id)
        rules = self.facts.settings.readers.get(reader_id)
        shown = ShownAlert(
            alert,
            state=known.opportunity.state,
            grade=known.score.grade if known.score else None,
            probability=known.score.probability if known.score else None,
        )
        words = self.wording.words(shown, language_of(person, rules, self.language))
        due_on = self.facts.reader_time(reader_id).day_of(now)
        return alert_orders.activity(alert, reader_id, words, due_on, now)
