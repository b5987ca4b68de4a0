"""Our pictures of opportunities as a page may meet them: open, overdue, won, lost, merged, gone."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from shared.domain.ids import CrmLeadId, LeadgenId
from shared.domain.opportunity import (
    MetaOrigin,
    Named,
    Opportunity,
    OpportunityState,
    Outcome,
    PlannedActivity,
    opportunity_key,
)
from shared.usecases.opportunities import Opportunities
from tests.lead_ways import START

if TYPE_CHECKING:
    from datetime import datetime

    from shared.ports import Memory


def state(now: datetime = START, **changes: object) -> OpportunityState:
    """Give an opportunity in full swing."""
    known = OpportunityState(
        title="فيلا في شمال الرياض · Villa 12",
        stage=Named(id=2, name="Qualified"),
        team=Named(id=1, name="Sales"),
        owner=Named(id=7, name="نورة العتيبي"),
        company_id=1,
        priority="2",
        probability=42.5,
        expected_revenue=Decimal("1250000.50"),
        currency="SAR",
        close_date=date(2026, 12, 24),
        created_at=now - timedelta(days=20),
        stage_since=now - timedelta(days=6),
        last_contact_at=now - timedelta(hours=30),
        last_customer_message_at=now - timedelta(days=3),
        next_activity=PlannedActivity(id=5, type="Call", due_on=date(2026, 11, 20), user_id=7),
        meta=MetaOrigin(leadgen_id=LeadgenId("71234567890000042")),
    )
    return known.model_copy(update=changes)


def picture(
    crm_lead_id: int, shown: OpportunityState | None, now: datetime = START, **changes: object
) -> Opportunity:
    number = CrmLeadId(crm_lead_id)
    return Opportunity(
        key=opportunity_key("default", number),
        tenant="default",
        crm_lead_id=number,
        revision=1,
        state=shown,
        seen_at=now - timedelta(minutes=4),
    ).model_copy(update=changes)


def keep_pictures(memory: Memory, *pictures: Opportunity) -> None:
    for one in pictures:
        assert Opportunities(memory).replace(None, one)


def of_all_kinds(now: datetime = START) -> list[Opportunity]:
    """Give one of each kind, from number 42 on."""
    closed = {"closed_at": now - timedelta(days=1), "next_activity": None}
    bare = OpportunityState(title="x" * 300, type="lead")
    return [
        picture(42, state(now), now),
        picture(43, state(now, outcome=Outcome.WON, **closed), now),
        picture(44, state(now, outcome=Outcome.LOST, lost_reason="السعر مرتفع", **closed), now),
        picture(45, state(now, is_active=False), now),
        picture(46, bare, now),
        picture(47, None, now, merged_into=CrmLeadId(42)),
        picture(48, None, now),
    ]
