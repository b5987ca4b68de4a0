"""What a person answered to an alert in the CRM counts as if it had been said on our page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.alerts.saying import Word
from shared.domain.alerts.speakers import by_crm

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.odoo_change import OdooRecordChanged, SaidOfAlert
    from shared.log import Scalar
    from shared.usecases.alerts.say_of_alert import SayOfAlert


@dataclass(frozen=True, slots=True)
class SettleAlert:
    """The use case with what it needs of the world."""

    say_of_alert: SayOfAlert

    def __call__(self, change: OdooRecordChanged) -> dict[str, Scalar]:
        """Take the answer in, again after a repeat; gives what a log line may say.

        An alert that we do not know (any more), or that is closed, is left as it is.
        """
        said = change.alert
        if said is None:
            return {}
        word = _word(said, by=by_crm(change.by_user_id), now=self.say_of_alert.clock.now())
        alert = self.say_of_alert.say(said.key, word)
        return {"said_of_alert": said.what, "standing": alert.standing.value if alert else None}


def _word(said: SaidOfAlert, *, by: str, now: datetime) -> Word:
    """Give the word; what was put off until a moment that has come meanwhile counts again."""
    is_over = said.what == "snooze" and (said.until is None or said.until <= now)
    if is_over:
        return Word(kind="reopen", by=by, reason=said.reason)
    return Word(kind=said.what, by=by, reason=said.reason, until=said.until)
