"""A record that gets another owner takes its alerts along: their activities, and the telling.

The new owner gets a record that needs something, and knows nothing of it: the ladder begins anew
for him, once an owner and level. An alert that was delegated stays with whom it was delegated to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.alerts.cause import Rung, Standing
from shared.domain.alerts.ladder import begun, held_by
from shared.domain.alerts.speakers import is_said_by

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.alerts.alert import Alert, NextStep
    from shared.domain.alerts.rules import Rules
    from shared.domain.alerts.subject import Subject


def changes_hands(alert: Alert, subject: Subject) -> bool:
    """Tell whether its record has another owner than when it was looked at last."""
    is_another = subject.traces.owner_id not in {None, alert.traces.owner_id}
    return is_another and alert.delegated_to is None


def handed_over(alert: Alert, subject: Subject, rules: Rules, now: datetime) -> Alert:
    """Give the alert with its activity at whoever is told in the new owner's place.

    What somebody else had in hand he gave away. What was put off stays so: that was said of the
    record. The same alert where it does not change hands.
    """
    if not changes_hands(alert, subject):
        return alert
    held = held_by(alert, rules.people.reader(Rung.OWNER, rules.owner_time.day_of(now), alert))
    is_others = not is_said_by(alert.said_by, subject.traces.owner_id)
    if alert.standing is Standing.ACKNOWLEDGED and is_others:
        return held.model_copy(update={"standing": Standing.OPEN})
    return held


def taken_over(
    alert: Alert, subject: Subject, step: NextStep, rules: Rules, now: datetime
) -> Alert:
    """Give the alert at the foot of the new owner's ladder; the same one where he knows of it.

    He does if it was told to him as the owner, or in his place, or if he has it in hand. What was
    proposed at the end of the ladder before is not proposed to him.
    """
    owner_id = subject.traces.owner_id
    own = [one for one in alert.told if one.rung is Rung.OWNER and one.level == alert.level]
    is_known = any(owner_id in {one.reader_id, one.begun_for} for one in own)
    if is_known or alert.standing is Standing.ACKNOWLEDGED:
        return alert
    given = alert.model_copy(update={"begun_for": owner_id, "next_step": step})
    return begun(given, rules, now)
