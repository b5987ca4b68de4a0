"""A salesperson who has more than one can look after: his manager is told.

The alert is about the person and about no record: `opportunity` is a key made of him, `crm_lead_id`
is 0, `owner_id` is he himself, and its ladder begins with his manager. It has no activity in the
CRM. The sweep calls this for the owners of records that it touched.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.domain.alerts.cause import Cause, Standing
from shared.domain.alerts.following import Followed, follow_subject, latest
from shared.domain.alerts.subject import Subject
from shared.domain.alerts.trigger import Trigger
from shared.domain.ids import CrmLeadId, hashed
from shared.domain.opportunity import OpportunityKey
from shared.domain.values import moment_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shared.domain.alerts.alert import Alert
    from shared.domain.alerts.reader_rules import OverloadLimit
    from shared.domain.alerts.rules import Rules
    from shared.domain.alerts.trigger import Fact

NO_LEAD = CrmLeadId(0)
_SAID = frozenset({Standing.DISMISSED, Standing.DONE})
_RELIEF = 0.8
"""It closes at so much of the limit only: one alert more or less is no news."""


@dataclass(frozen=True, slots=True)
class Load:
    """What a salesperson has on his hands."""

    tenant: str
    user_id: int
    alerts: int
    """Live alerts of his records."""
    uncontacted: int
    """Among them hot and new leads that nobody has contacted in time."""
    team_id: int | None = None


def person_key(tenant: str, user_id: int) -> OpportunityKey:
    """Give the key that stands for a salesperson where others have an opportunity's."""
    return OpportunityKey(hashed(tenant, "person", user_id))


def owner_overloaded(
    load: Load, limit: OverloadLimit, rules: Rules, last: Alert | None, now: datetime
) -> Trigger | None:
    """Give the trigger while he has too much; `last` is the last alert of it.

    No fact says since when, so it counts from when it was found. What a person has said of it
    holds for `again_after`.
    """
    rule = rules.causes.get(Cause.OWNER_OVERLOADED)
    is_live = last is not None and last.is_live
    if rule is None or not _is_too_much(load, limit, _RELIEF if is_live else 1.0):
        return None
    since = last.since if last is not None and is_live else now
    due = since
    if last is not None and last.closed_at is not None and last.standing in _SAID:
        due = max(since, rules.working.after(last.closed_at, rule.again_after))
    facts: dict[str, Fact] = {
        "since": moment_text(since),
        "alerts": load.alerts,
        "uncontacted": load.uncontacted,
        "limit_alerts": limit.alerts,
        "limit_uncontacted": limit.uncontacted,
    }
    return Trigger(Cause.OWNER_OVERLOADED, since, (due,), rule.urgency, facts)


def follow_person(
    load: Load, limit: OverloadLimit, alerts: Sequence[Alert], rules: Rules, now: datetime
) -> Followed:
    """Follow a salesperson as a record is followed; `alerts` are those about him.

    `rules` are those of any record of his team: working time, people and ladders count.
    """
    trigger = owner_overloaded(load, limit, rules, latest(alerts, Cause.OWNER_OVERLOADED), now)
    subject = Subject(
        tenant=load.tenant,
        opportunity=person_key(load.tenant, load.user_id),
        crm_lead_id=NO_LEAD,
        is_open=True,
        owner_id=load.user_id,
        team_id=load.team_id,
        worth=float(load.alerts),
        seen_at=now,
    )
    people = replace(rules.people, owner_id=load.user_id, is_owner_missing=True)
    own = replace(rules, people=people)
    return follow_subject(subject, [trigger] if trigger else [], alerts, own, now)


def _is_too_much(load: Load, limit: OverloadLimit, share: float) -> bool:
    is_full = load.alerts >= limit.alerts * share
    return is_full or load.uncontacted >= limit.uncontacted * share
