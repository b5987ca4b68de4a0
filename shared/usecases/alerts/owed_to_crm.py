"""Let the CRM know how alerts stand: what it shows, whose activities are, and which are no use any more.

A change of an alert notes that this is owed, in the same write; so a crash owes it still. Ordered,
then noted as settled, under a key of that change: a repeat is the same order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.acting.action import ActionState
from shared.domain.event import Topic
from shared.domain.queries import ALERTS_OWED_TO_CRM
from shared.usecases.acting.action_log import ACTIONS, stored_action
from shared.usecases.alerts import alert_orders

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.acting.action import Action, ActionRequested
    from shared.domain.alerts.alert import Alert
    from shared.ports import Bus, Clock, Memory
    from shared.usecases.alerts.alert_book import AlertBook, StoredAlert

AGAIN_AFTER, WAITED_FOR = timedelta(minutes=5), timedelta(days=2)
"""An activity that is still being made is looked for again, and for so long."""
_AFTER = timedelta(microseconds=1)


def owing(alert: Alert, now: datetime) -> Alert:
    """Note that the CRM has to be told of this change; nothing for what it never heard of."""
    is_shown = bool(alert.told) and alert.crm_lead_id != 0
    return alert.model_copy(update={"owed_at": now}) if is_shown else alert


def made_activity(memory: Memory, alert: Alert) -> Action | None:
    """Give what became of the order for an alert's activity; None: it was not begun.

    Raises UnknownVersion for what is none.
    """
    document = memory.get(ACTIONS, alert_orders.activity_action(alert))
    return stored_action(document).action if document else None


@dataclass(frozen=True, slots=True)
class OwedToCrm:
    """Settles what is owed, with what it needs of the world."""

    memory: Memory
    bus: Bus
    clock: Clock
    book: AlertBook

    def __call__(self, until: datetime) -> int:
        """Order it for all alerts, page by page, no page after `until`; gives how many."""
        cursor, settled, now = None, 0, self.clock.now()
        while self.clock.now() < until:
            page = self.book.page(ALERTS_OWED_TO_CRM, below=now + _AFTER, cursor=cursor)
            settled += self.settle(page.alerts)
            cursor = page.cursor
            if cursor is None:
                break
        return settled

    def settle(self, alerts: tuple[StoredAlert, ...]) -> int:
        """Order it for some alerts."""
        now = self.clock.now()
        orders: list[ActionRequested] = []
        later: dict[str, datetime | None] = {}
        for stored in alerts:
            alert = stored.alert
            orders.append(alert_orders.display(alert, now))
            change, later[alert.id] = self._activity(alert, now)
            orders += [change] if change is not None else []
        if orders:
            self.bus.publish(Topic.ACTIONS, orders)
        for stored in alerts:
            self._note(stored, later[stored.alert.id])
        return len(alerts)

    def _activity(
        self, alert: Alert, now: datetime
    ) -> tuple[ActionRequested | None, datetime | None]:
        """Give the order that takes it away or hands it over, and when to look again."""
        key = alert_orders.activity_action(alert)
        ordered_at = next((told.at for told in alert.told if key in told.actions), None)
        if ordered_at is None or not _is_to_change(alert):
            return None, None
        made = made_activity(self.memory, alert)
        if made is None or made.state is ActionState.RUNNING:
            is_late = now >= (alert.closed_at or ordered_at) + WAITED_FOR
            return None, None if is_late else now + AGAIN_AFTER
        number = made.result.activity_id
        if made.state is not ActionState.DONE or number is None:
            return None, None
        order = alert_orders.activity_handed if alert.is_live else alert_orders.activity_away
        return order(alert, number, now), None

    def _note(self, stored: StoredAlert, again_at: datetime | None) -> None:
        """Note it as settled, unless another change came meanwhile, which is owed anew."""
        owed_at = stored.alert.owed_at

        def settled(alert: Alert) -> Alert:
            if alert.owed_at != owed_at:
                return alert
            return alert.model_copy(update={"owed_at": again_at})

        self.book.change(stored, settled)


def _is_to_change(alert: Alert) -> bool:
    """Tell whether an alert's activity is to be handed over or taken away: by us, not by who did it."""
    if alert.is_live:
        return bool(alert.handed_to)
    return alert.acted is None or alert.acted.how != "activity"
