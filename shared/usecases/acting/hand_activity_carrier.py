"""Orders to hand the planned step that shows an alert to whoever the alert is told to now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.acting.action import Result
from shared.domain.acting.orders import HandActivity
from shared.usecases.acting.attempt import Obsolete

if TYPE_CHECKING:
    from shared.action_ports import CrmActions
    from shared.usecases.acting.attempt import Attempt
    from shared.usecases.acting.run_action import Carriers
    from shared.usecases.acting.told_alerts import ToldAlerts


@dataclass(frozen=True, slots=True)
class HandActivityCarrier:
    """The carrier of this order."""

    alerts: ToldAlerts
    crm: CrmActions

    @property
    def table(self) -> Carriers:
        """Give it by the type of order."""
        return {HandActivity: self}

    def __call__(self, attempt: Attempt, order: HandActivity) -> Result:
        """Hand it over, unless the alert was closed or has changed hands again meanwhile.

        So orders that come in another sequence than they were given in end as they should.
        """
        shown = self.alerts.shown(order.alert_id)
        if shown is None:
            raise Obsolete("the alert is gone", code="alert_gone")
        alert, user_id = shown.alert, order.user_id
        if not alert.is_live or alert.holders[-1:] != (user_id,):
            raise Obsolete("the alert was closed or has changed hands again")
        was_handed = self.crm.hand_activity(
            order.crm_lead_id, order.activity_id, user_id, alert.holders
        )
        return Result(is_unchanged=not was_handed)
