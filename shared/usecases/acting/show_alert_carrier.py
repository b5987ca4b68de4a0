"""Orders to let the CRM show an alert as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.acting.action import Result
from shared.domain.acting.orders import ShowAlert
from shared.usecases.acting.attempt import Obsolete

if TYPE_CHECKING:
    from shared.action_ports import CrmActions, Wording
    from shared.domain.alerts.shown import Language
    from shared.usecases.acting.attempt import Attempt
    from shared.usecases.acting.run_action import Carriers
    from shared.usecases.acting.told_alerts import ToldAlerts


@dataclass(frozen=True, slots=True)
class ShowAlertCarrier:
    """The carrier of this order."""

    alerts: ToldAlerts
    wording: Wording
    crm: CrmActions
    language: Language

    @property
    def table(self) -> Carriers:
        """Give it by the type of order."""
        return {ShowAlert: self}

    def __call__(self, attempt: Attempt, order: ShowAlert) -> Result:
        """Write it as it stands by now: closed ones too, so that the CRM shows them as closed."""
        shown = self.alerts.shown(order.alert_id)
        if shown is None:
            raise Obsolete("the alert is gone", code="alert_gone")
        self.crm.show_alert(shown.alert, self.wording.words(shown, self.language))
        return Result()
