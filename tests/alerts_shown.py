"""Alerts as a reader sees them, for tests of notices and pages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from shared.domain.alerts.alert import Alert, NextStep, alert_id
from shared.domain.alerts.cause import Cause, Rung, Urgency
from shared.domain.alerts.shown import Digest, Reader, ShownAlert
from shared.domain.ids import CrmLeadId
from shared.domain.opportunity import (
    Named,
    OpportunityState,
    PlannedActivity,
    opportunity_key,
)
from shared.domain.score import Grade

if TYPE_CHECKING:
    from shared.domain.alerts.shown import Language

NOW = datetime(2026, 11, 29, 5, 30, tzinfo=UTC)
"""A Sunday, half past eight in Riyadh."""
URGENT = frozenset(
    {
        *(Cause.HOT_NOT_CONTACTED, Cause.NEW_NOT_CONTACTED, Cause.CUSTOMER_WAITS),
        *(Cause.OWNER_ABSENT, Cause.UNASSIGNED),
    }
)
STEPS: dict[Cause, str] = {
    Cause.HOT_NOT_CONTACTED: "call",
    Cause.NEW_NOT_CONTACTED: "call",
    Cause.CUSTOMER_WAITS: "answer",
    Cause.NO_REPLY: "template",
    Cause.NO_NEXT_STEP: "plan",
    Cause.STEP_OVERDUE: "plan",
    Cause.STAGE_OVERRUN: "move",
    Cause.IDLE: "call",
    Cause.CLOSE_DATE_PASSED: "close_date",
    Cause.CLOSE_DATE_PUSHED: "review",
    Cause.SCORE_FELL: "review",
    Cause.OWNER_ABSENT: "reassign",
    Cause.OWNER_OVERLOADED: "reassign",
    Cause.UNASSIGNED: "reassign",
}
FACTS: dict[Cause, dict[str, Any]] = {
    Cause.HOT_NOT_CONTACTED: {"limit": "5 working minutes"},
    Cause.NEW_NOT_CONTACTED: {"limit": "4 working hours"},
    Cause.CUSTOMER_WAITS: {"limit": "2 working hours"},
    Cause.NO_REPLY: {"limit": "5 working days"},
    Cause.NO_NEXT_STEP: {"limit": "2 working days"},
    Cause.STEP_OVERDUE: {"due_on": "2026-11-26", "step": "Call"},
    Cause.STAGE_OVERRUN: {"limit": "15 working days"},
    Cause.IDLE: {"limit": "7 working days", "limit_2": "14 working days"},
    Cause.CLOSE_DATE_PASSED: {"close_date": "2026-11-25"},
    Cause.CLOSE_DATE_PUSHED: {"pushes": 3, "close_date": "2026-12-31"},
    Cause.SCORE_FELL: {"grade_before": "hot", "grade": "cold"},
    Cause.OWNER_ABSENT: {"until": "2026-12-06"},
    Cause.OWNER_OVERLOADED: {
        "alerts": 31,
        "limit_alerts": 25,
        "uncontacted": 2,
        "limit_uncontacted": 5,
    },
    Cause.UNASSIGNED: {"limit": "30 working minutes"},
}
PEOPLE = {5: "Aisha Al-Harbi", 6: "خالد العتيبي", 7: "Omar Said"}
TITLES = (
    "Villa in Al Olaya",
    "شقة في حي النرجس",
    "MRI scanner for Al-Noor clinic",
    "تجهيز عيادة أسنان",
    "Fleet lease, 12 vans",
    "صيانة سنوية لثلاثة فروع",
)
STAGES = {1: "New", 2: "Qualified", 3: "عرض سعر"}


def state(number: int = 1, **fields: Any) -> OpportunityState:
    owner = 5 + number % len(PEOPLE)
    stage = 1 + number % len(STAGES)
    known: dict[str, Any] = {
        "title": TITLES[number % len(TITLES)],
        "stage": Named(id=stage, name=STAGES[stage]),
        "owner": Named(id=owner, name=PEOPLE[owner]),
        "team": Named(id=1, name="Riyadh"),
        "expected_revenue": Decimal(12_500) * number,
        "currency": "SAR",
        "close_date": date(2026, 12, 31),
        "next_activity": PlannedActivity(id=9, type="Call", due_on=date(2026, 11, 26)),
    }
    return OpportunityState(**known | fields)


def alert(number: int = 1, cause: Cause = Cause.IDLE, **fields: Any) -> Alert:
    key = opportunity_key("default", CrmLeadId(number))
    since = NOW - timedelta(days=12, hours=number)
    known: dict[str, Any] = {
        "id": alert_id("default", key, cause, 1),
        "tenant": "default",
        "opportunity": key,
        "crm_lead_id": CrmLeadId(number),
        "cause": cause,
        "episode": 1,
        "level": 1,
        "urgency": Urgency.URGENT if cause in URGENT else Urgency.NORMAL,
        "since": since,
        "due_at": since + timedelta(days=9),
        "raised_at": NOW - timedelta(hours=2),
        "facts": FACTS[cause],
        "rank": float(number),
        "owner_id": 5 + number % len(PEOPLE),
        "team_id": 1,
        "reader_id": 5 + number % len(PEOPLE),
        "next_step": NextStep(kind=STEPS[cause]),
        "rung": Rung.OWNER,
    }
    return Alert(**known | fields)


def shown(number: int = 1, cause: Cause = Cause.IDLE, **fields: Any) -> ShownAlert:
    return ShownAlert(
        alert(number, cause, **fields), state(number), Grade.HOT, 0.31, proposed_user=PEOPLE[7]
    )


def reader(language: Language = "en", user_id: int = 5, **fields: Any) -> Reader:
    known: dict[str, Any] = {"email": "reader@example.com", "time_zone": "Asia/Riyadh"}
    return Reader(user_id, PEOPLE.get(user_id, "?"), language=language, **known | fields)


def digest(language: Language = "en") -> Digest:
    causes = (
        *(Cause.HOT_NOT_CONTACTED, Cause.CUSTOMER_WAITS, Cause.IDLE, Cause.STEP_OVERDUE),
        *(Cause.CLOSE_DATE_PUSHED, Cause.STAGE_OVERRUN, Cause.NO_NEXT_STEP),
    )
    mine = tuple(shown(number, cause) for number, cause in enumerate(causes, 1))
    undone = (shown(21, Cause.NEW_NOT_CONTACTED), shown(22, Cause.IDLE, level=2))
    return Digest(reader(language), date(2026, 11, 29), mine, undone, more=37, undelivered=2)
