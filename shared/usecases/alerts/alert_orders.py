"""From what is to be told to orders on the bus; their natural keys make repeats harmless."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.acting.action import ActionRequested, Asker, action_key
from shared.domain.acting.orders import (
    Assign,
    CancelActivity,
    CreateActivity,
    HandActivity,
    Notify,
    ShowAlert,
)
from shared.domain.alerts.cause import OF_OWNER
from shared.domain.values import moment_text

if TYPE_CHECKING:
    from datetime import date, datetime

    from shared.domain.acting.action import ActionKey
    from shared.domain.acting.notice import AlertWords
    from shared.domain.acting.orders import Order, StepKind
    from shared.domain.alerts.alert import Alert
    from shared.domain.alerts.cause import Rung

STEPS: dict[str, StepKind] = {
    "call": "call",
    "answer": "answer",
    "plan": "todo",
    "template": "email",
    "move": "todo",
    "reassign": "review",
    "review": "review",
    "close_date": "todo",
}
"""Which kind of activity shows a next step."""
DIGEST_LASTS, NOTICE_LASTS = timedelta(hours=12), timedelta(hours=24)
"""What could not be sent for so long is not sent any more: it says what was urgent yesterday."""


def telling_key(alert: Alert, rung: Rung) -> str:
    """Name the one telling of an alert on this rung and level, for which owner, and delegated to whom."""
    key = f"alert:{alert.id}:{rung.value}:{alert.level}"
    key += f":of{alert.begun_for}" if alert.begun_for is not None else ""
    is_given = rung in OF_OWNER and alert.delegated_to is not None
    return f"{key}:{alert.delegated_to}" if is_given else key


def activity_key(alert: Alert) -> str:
    """Name the one activity of an alert."""
    return f"alert:{alert.id}:activity"


def digest_key(reader_id: int, day: date) -> str:
    """Name the one digest of a reader's day."""
    return f"digest:{reader_id}:{day.isoformat()}"


def key_of(request: ActionRequested) -> ActionKey:
    """Give the key under which a request is carried out."""
    return action_key(request.tenant, request.natural_key)


def activity_action(alert: Alert) -> ActionKey:
    """Give the key under which the activity of an alert is made."""
    return action_key(alert.tenant, activity_key(alert))


def notice(alert: Alert, rung: Rung, reader_id: int, now: datetime) -> ActionRequested:
    """Tell a reader of an alert by his channels."""
    order = Notify(reader_id=reader_id, about="alert", alert_id=alert.id, step=rung.value)
    return _asked(alert, telling_key(alert, rung), order, now, now + NOTICE_LASTS)


def digest(tenant: str, reader_id: int, day: date, now: datetime) -> ActionRequested:
    """Send a reader's morning list."""
    key = digest_key(reader_id, day)
    return ActionRequested(
        tenant=tenant,
        natural_key=key,
        order=Notify(reader_id=reader_id, about="digest", day=day),
        asked_by=Asker(kind="alert", id=key),
        why="digest",
        requested_at=now,
        expires_at=now + DIGEST_LASTS,
    )


def activity(
    alert: Alert, user_id: int, words: AlertWords, due_on: date, now: datetime
) -> ActionRequested:
    """Plan the one activity that shows an alert to a salesperson in the CRM."""
    order = CreateActivity(
        crm_lead_id=alert.crm_lead_id,
        user_id=user_id,
        step=STEPS[alert.next_step.kind],
        summary=words.title,
        note=f"{words.explanation}\n{words.proposal}".strip(),
        due_on=due_on,
        is_alert=True,
    )
    return _asked(alert, activity_key(alert), order, now)


def activity_away(alert: Alert, activity_id: int, now: datetime) -> ActionRequested:
    """Take the activity of an alert away that closed by itself."""
    order = CancelActivity(crm_lead_id=alert.crm_lead_id, activity_id=activity_id)
    return _asked(alert, f"{activity_key(alert)}:cancel", order, now)


def activity_handed(alert: Alert, activity_id: int, now: datetime) -> ActionRequested:
    """Hand the activity of an alert to whom it is told now; once for each time it changes hands."""
    order = HandActivity(
        crm_lead_id=alert.crm_lead_id,
        activity_id=activity_id,
        user_id=alert.holders[-1],
        alert_id=alert.id,
    )
    return _asked(alert, f"{activity_key(alert)}:hand:{len(alert.handed_to)}", order, now)


def display(alert: Alert, now: datetime) -> ActionRequested:
    """Let the CRM show the alert as it stands; once for each change of it."""
    since = moment_text(alert.owed_at or now)
    order = ShowAlert(crm_lead_id=alert.crm_lead_id, alert_id=alert.id)
    return _asked(alert, f"alert:{alert.id}:show:{since}", order, now)


def reassignment(alert: Alert, user_id: int, now: datetime) -> ActionRequested:
    """Give the record to somebody else, where settings say so: once on a level, whoever owns it."""
    order = Assign(crm_lead_id=alert.crm_lead_id, user_id=user_id)
    return _asked(alert, f"alert:{alert.id}:assign:{alert.level}", order, now)


def _asked(
    alert: Alert, natural_key: str, order: Order, now: datetime, expires_at: datetime | None = None
) -> ActionRequested:
    return ActionRequested(
        tenant=alert.tenant,
        natural_key=natural_key,
        order=order,
        asked_by=Asker(kind="alert", id=alert.id),
        why=alert.cause.value,
        requested_at=now,
        expires_at=expires_at,
    )
