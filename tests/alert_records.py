"""Records of the CRM made by hand for alerts: little is known of each, and that exactly.

Moments are written as clocks in Riyadh show them: `at("2026-11-22 10:00")`, a Sunday.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from shared.domain.alerts.cause import Cause
from shared.domain.alerts.judge import judge
from shared.domain.alerts.rules import Rules, rules_for
from shared.domain.alerts.settings import AlertSettings, parse_settings
from shared.domain.alerts.trigger import Known, Trigger
from shared.domain.crm_directory import Salesperson, Stage, Team
from shared.domain.ids import CrmLeadId, LeadgenId, LeadKey
from shared.domain.opportunity import Named, Opportunity, OpportunityState, opportunity_key
from shared.domain.score import Grade, LeadScore

RIYADH = ZoneInfo("Asia/Riyadh")
OWNER, LEADER, DEFAULT_MANAGER = 7, 8, 9
TEAM, STAGE = 1, 2


def at(text: str, zone: ZoneInfo = RIYADH) -> datetime:
    """Read a local time, to the minute or the second."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def opportunity(number: int = 12, *, seen_at: datetime | None = None, **state: Any) -> Opportunity:
    """Give a picture; what it is not told is as in an open opportunity with an owner."""
    known = {
        "title": "Villa",
        "owner": Named(id=OWNER, name="Noura"),
        "team": Named(id=TEAM, name="Sales"),
        "stage": Named(id=STAGE, name="Qualified"),
        **state,
    }
    seen = seen_at or at("2027-12-31 12:00")
    return Opportunity(
        key=opportunity_key("default", CrmLeadId(number)),
        tenant="default",
        crm_lead_id=CrmLeadId(number),
        revision=int(seen.timestamp() * 1000),
        state=OpportunityState(**known),
        seen_at=seen,
    )


def known(
    picture: Opportunity | None = None,
    *,
    grade: Grade | None = None,
    zone: str | None = None,
    is_owner_known: bool = True,
    rotting_after_days: int = 0,
    leader_id: int | None = LEADER,
    score: LeadScore | None = None,
    **state: Any,
) -> Known:
    """Give what is known of a record of team 1 in stage 2."""
    shown = picture or opportunity(**state)
    has_owner = shown.state is not None and shown.state.owner is not None
    owner = Salesperson(id=OWNER, name="Noura", email="noura@example.com", time_zone=zone)
    return Known(
        opportunity=shown,
        score=score or (scored(grade) if grade else None),
        stage=Stage(id=STAGE, name="Qualified", rotting_after_days=rotting_after_days),
        team=Team(id=TEAM, name="Sales", leader_id=leader_id, member_ids=(OWNER, LEADER)),
        owner=owner if has_owner and is_owner_known else None,
    )


def scored(grade: Grade, **changes: Any) -> LeadScore:
    values = {
        "key": LeadKey("k" * 32),
        "tenant": "default",
        "leadgen_id": LeadgenId("71234567890000042"),
        "crm_lead_id": CrmLeadId(12),
        "arrived_at": at("2026-11-22 10:00"),
        "features": {},
        "grade": grade,
        "log_odds": 0.0,
        "scored_by": "test",
        "scored_at": at("2026-11-22 10:00"),
        **changes,
    }
    return LeadScore(**values)


def set_to(**document: Any) -> AlertSettings:
    return parse_settings(document)


def rules_of(one: Known, settings: AlertSettings | None = None, **kwargs: Any) -> Rules:
    return rules_for(settings or AlertSettings(), one, **kwargs)


def trigger_of(
    cause: Cause, one: Known, settings: AlertSettings | None = None, **kwargs: Any
) -> Trigger | None:
    """Give the trigger of one cause, None where it does not hold."""
    found = judge(one, rules_of(one, settings, **kwargs))
    return next((trigger for trigger in found if trigger.cause is cause), None)


def dues_of(
    cause: Cause, one: Known, settings: AlertSettings | None = None, **kwargs: Any
) -> tuple[str, ...]:
    """Give when its levels are reached, as clocks in Riyadh show it; nothing if it never is."""
    trigger = trigger_of(cause, one, settings, **kwargs)
    dues = trigger.dues if trigger else ()
    return tuple(due.astimezone(RIYADH).strftime("%Y-%m-%d %H:%M") for due in dues)
