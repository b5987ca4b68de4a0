"""One row of crm.lead as the state of an opportunity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from shared.adapters.odoo.actions.texts import shows_alert
from shared.domain.ids import LeadgenId, PageId
from shared.domain.opportunity import (
    MetaOrigin,
    Named,
    OpportunityState,
    Outcome,
    PlannedActivity,
)
from shared.odoo_client import Ref

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    Row = Mapping[str, object]

EVERY = {"active_test": False}
"""Archived records too. No language is given: names come as in the source, for every reader."""
FIELDS = (
    *("id", "type", "name", "active", "stage_id", "team_id", "user_id", "company_id", "partner_id"),
    *("priority", "probability", "expected_revenue", "date_deadline", "create_date"),
    *("write_date", "date_last_stage_update", "date_closed", "activity_ids"),
)
FIELDS_OF_SOME = (
    *("won_status", "lost_reason_id", "lost_reason", "company_currency"),
    *("last_customer_contact_at", "last_customer_message_at", "meta_leadgen_id", "meta_page_id"),
)
"""Of some versions, or of the addon: read where they are there."""
_OUTCOMES = {"won": Outcome.WON, "lost": Outcome.LOST}
_CERTAIN = Decimal(100)


@dataclass(frozen=True, slots=True)
class Contact:
    """When there was contact with the customer; `from_customer`: the last message of theirs."""

    last: datetime | None = None
    from_customer: datetime | None = None


@dataclass(frozen=True, slots=True)
class Steps:
    """What is planned; `of_alerts` are ids of activities that only show an alert."""

    next: PlannedActivity | None = None
    of_alerts: tuple[int, ...] = ()


def wanted(fields: Container[str]) -> list[str]:
    """Give the fields of crm.lead to read, of those that there are."""
    return [*FIELDS, *(name for name in FIELDS_OF_SOME if name in fields)]


def state_of(row: Row, contact: Contact, steps: Steps, meta: MetaOrigin | None) -> OpportunityState:
    """Give the state; no value that Odoo can hold makes it fail."""
    reason = row.get("lost_reason_id") or row.get("lost_reason")
    return OpportunityState(
        type="lead" if row["type"] == "lead" else "opportunity",
        title=text(row["name"]) or "",
        is_active=bool(row["active"]),
        outcome=_outcome(row),
        lost_reason=reason.name if isinstance(reason, Ref) else None,
        stage=_named(row["stage_id"]),
        team=_named(row["team_id"]),
        owner=_named(row["user_id"]),
        company_id=_id(row["company_id"]),
        partner_id=_id(row["partner_id"]),
        priority=text(row["priority"]) or "0",
        probability=float(_number(row["probability"])),
        expected_revenue=_number(row["expected_revenue"]),
        currency=_name(row.get("company_currency")),
        close_date=_day(row["date_deadline"]),
        created_at=moment(row["create_date"]),
        stage_since=moment(row["date_last_stage_update"]),
        closed_at=moment(row["date_closed"]),
        last_contact_at=contact.last,
        last_customer_message_at=contact.from_customer,
        next_activity=steps.next,
        alert_activities=steps.of_alerts,
        meta=meta,
    )


def steps_of(rows: Sequence[Row]) -> Steps:
    """Tell a lead's open activities apart, the earliest of which comes first."""
    of_alerts = [row for row in rows if shows_alert(row)]
    first = next((row for row in rows if row not in of_alerts), None)
    return Steps(
        next=planned(first) if first else None,
        of_alerts=tuple(sorted(whole(row["id"]) for row in of_alerts)),
    )


def planned(row: Row) -> PlannedActivity:
    """Give an activity, from a row of mail.activity."""
    return PlannedActivity(
        id=whole(row["id"]),
        type=_name(row["activity_type_id"]),
        due_on=_day(row["date_deadline"]),
        user_id=_id(row["user_id"]),
    )


def addons_contact(row: Row) -> Contact:
    """Give the contact that the addon keeps on the lead."""
    last, from_customer = row["last_customer_contact_at"], row["last_customer_message_at"]
    return Contact(moment(last), moment(from_customer))


def addons_meta(row: Row) -> MetaOrigin | None:
    """Give the Meta lead that the addon keeps on the lead."""
    leadgen_id, page_id = text(row["meta_leadgen_id"]), text(row["meta_page_id"])
    if leadgen_id is None:
        return None
    return MetaOrigin(
        leadgen_id=LeadgenId(leadgen_id), page_id=PageId(page_id) if page_id else None
    )


def whole(value: Any) -> int:
    """Give a whole number that Odoo always gives, such as an id."""
    return int(value)


def text(value: object) -> str | None:
    """Give a text, None for an empty one."""
    return str(value) if value else None


def moment(value: object) -> datetime | None:
    """Give a moment, or None."""
    return value if isinstance(value, datetime) else None


def _outcome(row: Row) -> Outcome:
    if "won_status" in row:
        return _OUTCOMES.get(str(row["won_status"]), Outcome.OPEN)
    probability = _number(row["probability"])
    if not row["active"] and not probability:
        return Outcome.LOST
    return Outcome.WON if row["active"] and probability == _CERTAIN else Outcome.OPEN


def _named(value: object) -> Named | None:
    return Named(id=value.id, name=value.name) if isinstance(value, Ref) else None


def _name(value: object) -> str | None:
    return value.name or None if isinstance(value, Ref) else None


def _id(value: object) -> int | None:
    return value.id if isinstance(value, Ref) else None


def _number(value: object) -> Decimal:
    return Decimal(str(value)) if value else Decimal(0)


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None
