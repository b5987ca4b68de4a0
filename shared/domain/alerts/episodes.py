"""One alert after another for a record and cause: raised, kept, closed, and not raised again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.alerts.alert import Acted, Alert, alert_id
from shared.domain.alerts.cause import Cause, Standing
from shared.domain.alerts.handing import changes_hands, handed_over, taken_over
from shared.domain.alerts.ladder import begun, stopped, with_reader
from shared.domain.alerts.proposing import proposal
from shared.domain.alerts.ranking import rank_of
from shared.domain.alerts.subject import act_between

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shared.domain.alerts.rules import Rules
    from shared.domain.alerts.subject import Subject
    from shared.domain.alerts.trigger import Trigger

UNTIL_DONE = frozenset(
    {Cause.HOT_NOT_CONTACTED, Cause.NEW_NOT_CONTACTED, Cause.CUSTOMER_WAITS, Cause.UNASSIGNED}
)
"""These hold until somebody has acted, also when their clock starts anew: a customer who writes a
second time waits all the longer."""


def raise_at(trigger: Trigger, last: Alert | None, rules: Rules) -> datetime | None:
    """Give from when on a new alert may be raised; None: not as long as the facts stay so.

    After one that mended its cool-down must be over. "Done" holds for a while, "no problem" for
    good, both only for the facts that they were said of.
    """
    rule = rules.causes.get(trigger.cause)
    if rule is None or last is None or last.closed_at is None or last.standing is Standing.GONE:
        return trigger.dues[0]
    is_new = trigger.since > last.since
    if last.standing is Standing.DISMISSED and not is_new:
        return None
    is_said = last.standing is Standing.DONE and not is_new
    silence = rule.again_after if is_said else rule.cool_down
    return max(trigger.dues[0], rules.working.after(last.closed_at, silence))


def may_raise(trigger: Trigger, last: Alert | None, rules: Rules, now: datetime) -> bool:
    """Tell whether an alert is to be raised now."""
    is_old = trigger.raise_until is not None and trigger.raise_until <= now
    at = raise_at(trigger, last, rules)
    return trigger.level(now) > 0 and not is_old and at is not None and at <= now


def is_silent(triggers: Sequence[Trigger], last: Alert | None, rules: Rules, now: datetime) -> bool:
    """Tell whether a cause holds of which nobody is told: a person has spoken, or it just mended."""
    return any(_is_silent(one, last, rules, now) for one in triggers if one.level(now) > 0)


def _is_silent(trigger: Trigger, last: Alert | None, rules: Rules, now: datetime) -> bool:
    at = raise_at(trigger, last, rules)
    if at is None:
        return True
    return at > now and (trigger.raise_until is None or at < trigger.raise_until)


def raised(
    subject: Subject,
    trigger: Trigger,
    last: Alert | None,
    rules: Rules,
    now: datetime,
) -> Alert:
    """Give the new alert, at the foot of its ladder."""
    episode, level = (last.episode if last else 0) + 1, trigger.level(now)
    alert = Alert(
        id=alert_id(subject.tenant, subject.opportunity, trigger.cause, episode),
        tenant=subject.tenant,
        opportunity=subject.opportunity,
        crm_lead_id=subject.crm_lead_id,
        cause=trigger.cause,
        episode=episode,
        level=level,
        urgency=trigger.urgency,
        since=trigger.since,
        due_at=trigger.dues[level - 1],
        raised_at=now,
        facts=dict(trigger.facts),
        rank=rank_of(subject.worth, trigger.urgency, level),
        owner_id=subject.owner_id,
        team_id=subject.team_id,
        next_step=proposal(rules.causes[trigger.cause], subject.reassign_to),
        traces=subject.traces,
    )
    return begun(alert, rules, now)


def followed(
    alert: Alert, subject: Subject, triggers: Sequence[Trigger], rules: Rules, now: datetime
) -> Alert:
    """Give a live alert as the facts want it now: closed, or kept."""
    if not subject.is_open:
        return closed(alert, Standing.GONE, now)
    activity = subject.undone.get(alert.id)
    if activity is not None:
        acted = alert.acted or Acted(at=subject.seen_at or now, how="activity")
        return closed(alert.model_copy(update={"acted": acted}), Standing.DONE, now)
    trigger = holding(alert, triggers, now)
    if trigger is None:
        return closed(_noting_acts(alert, subject, now), Standing.MENDED, now)
    kept = handed_over(_refreshed(alert, subject, trigger, now), subject, rules, now)
    if trigger.level(now) > alert.level:
        return _on_next_level(kept, subject, trigger, rules, now)
    noted = _noting_acts(kept, subject, now)
    if changes_hands(kept, subject):
        step = proposal(rules.causes[trigger.cause], subject.reassign_to)
        noted = taken_over(noted, subject, step, rules, now)
    return with_reader(_awake(noted, now), rules, now)


def holding(alert: Alert, triggers: Sequence[Trigger], now: datetime) -> Trigger | None:
    """Give the trigger that keeps an alert; None: its cause is gone, or a later one has begun."""
    for trigger in triggers:
        if trigger.cause in UNTIL_DONE:
            return trigger
        if trigger.level(now) > 0 and trigger.since <= max(alert.raised_at, alert.since):
            return trigger
    return None


def closed(alert: Alert, standing: Standing, now: datetime) -> Alert:
    """Give the alert closed: nobody is told of it any more."""
    end = {"standing": standing, "closed_at": now, "snoozed_until": None}
    return stopped(alert).model_copy(update=end)


def _refreshed(alert: Alert, subject: Subject, trigger: Trigger, now: datetime) -> Alert:
    """Give it with what is known today; the same one where nothing is new."""
    level = max(alert.level, trigger.level(now))
    update = {
        "facts": dict(trigger.facts),
        "owner_id": subject.owner_id,
        "team_id": subject.team_id,
        "rank": rank_of(subject.worth, alert.urgency, level),
    }
    is_new = any(getattr(alert, name) != value for name, value in update.items())
    return alert.model_copy(update=update) if is_new else alert


def _on_next_level(
    alert: Alert, subject: Subject, trigger: Trigger, rules: Rules, now: datetime
) -> Alert:
    """Begin the ladder anew, silently where somebody has it in hand or snoozes it.

    So does what is proposed: another owner is for the ladder's end.
    """
    level = trigger.level(now)
    update = {
        "level": level,
        "due_at": trigger.dues[level - 1],
        "begun_for": None,
        "traces": subject.traces,
        "next_step": proposal(rules.causes[trigger.cause], subject.reassign_to),
    }
    raised_to = _awake(alert.model_copy(update=update), now)
    is_in_hand = raised_to.standing is Standing.ACKNOWLEDGED
    return stopped(raised_to) if is_in_hand else begun(raised_to, rules, now)


def _noting_acts(alert: Alert, subject: Subject, now: datetime) -> Alert:
    """Note the first act, and stop the ladder at each."""
    act = act_between(alert.traces, subject.traces, min(subject.seen_at or now, now))
    if act is None:
        return alert
    update = {"acted": alert.acted or act, "traces": subject.traces}
    return stopped(alert.model_copy(update=update))


def _awake(alert: Alert, now: datetime) -> Alert:
    """Open a snoozed one again when its time is over."""
    until = alert.snoozed_until
    if alert.standing is not Standing.SNOOZED or (until is not None and until > now):
        return alert
    tell_at = None if alert.rung is None else max(alert.tell_at or now, now)
    update = {"standing": Standing.OPEN, "snoozed_until": None, "tell_at": tell_at}
    return alert.model_copy(update=update)
