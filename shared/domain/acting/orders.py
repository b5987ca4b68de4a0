"""What can be ordered: one frozen type a kind, told apart by `kind`.

An order names records and people by the CRM's numbers and carries no contact details: those are
looked up when it is carried out, so that nothing personal waits in a queue.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from shared.domain.ids import CrmLeadId
from shared.domain.opportunity import RecordId, ShortText
from shared.domain.values import StoredValue

LongText = Annotated[str, Field(max_length=4000)]
StepKind = Literal["todo", "call", "email", "meeting", "answer", "review"]
"""What a planned activity asks for; each is one of the CRM's activity types."""


class CreateActivity(StoredValue):
    """Plan a step on a lead for somebody."""

    kind: Literal["create_activity"] = "create_activity"
    crm_lead_id: CrmLeadId
    user_id: RecordId
    step: StepKind = "todo"
    summary: ShortText
    note: LongText = ""
    """Plain text; line breaks are kept."""
    due_on: date
    is_alert: bool = False
    """It only shows an alert: it is not a next step that somebody planned, and never exempts."""


class CancelActivity(StoredValue):
    """Take away a planned step that was not done; one that is done or gone is left alone."""

    kind: Literal["cancel_activity"] = "cancel_activity"
    crm_lead_id: CrmLeadId
    activity_id: RecordId


class HandActivity(StoredValue):
    """Hand the planned step that shows an alert to somebody else, if it is still his by then."""

    kind: Literal["hand_activity"] = "hand_activity"
    crm_lead_id: CrmLeadId
    activity_id: RecordId
    user_id: RecordId
    alert_id: str


class LogNote(StoredValue):
    """Write an internal note on a lead; customers never see it."""

    kind: Literal["log_note"] = "log_note"
    crm_lead_id: CrmLeadId
    text: LongText


class Assign(StoredValue):
    """Give a lead another owner, or none."""

    kind: Literal["assign"] = "assign"
    crm_lead_id: CrmLeadId
    user_id: RecordId | None = None
    """None: nobody. What is None is left out on the bus and in memory, so it has this default."""


class MoveStage(StoredValue):
    """Move a lead to another stage."""

    kind: Literal["move_stage"] = "move_stage"
    crm_lead_id: CrmLeadId
    stage_id: RecordId


class AddTag(StoredValue):
    """Put a tag on a lead; it is made if the CRM has none of that name."""

    kind: Literal["tag"] = "tag"
    crm_lead_id: CrmLeadId
    name: Annotated[str, Field(min_length=1, max_length=60)]


class RemoveTag(StoredValue):
    """Take a tag off a lead."""

    kind: Literal["untag"] = "untag"
    crm_lead_id: CrmLeadId
    name: Annotated[str, Field(min_length=1, max_length=60)]


class SetField(StoredValue):
    """Set one of a few fields of a lead; no other can be named."""

    kind: Literal["set_field"] = "set_field"
    crm_lead_id: CrmLeadId
    field: Literal["priority", "expected_revenue", "close_date"]
    value: Decimal | date | Literal["0", "1", "2", "3"] | None = None
    """None: nothing stands there any more."""


class ShowAlert(StoredValue):
    """Let the CRM show an alert on the lead as it stands now (only with the addon)."""

    kind: Literal["show_alert"] = "show_alert"
    crm_lead_id: CrmLeadId
    alert_id: str


class Notify(StoredValue):
    """Tell a salesperson of an alert, or send the morning digest, by the reader's channels."""

    kind: Literal["notify"] = "notify"
    reader_id: RecordId
    about: Literal["alert", "digest"]
    alert_id: str = ""
    """Of `alert`; what it says is written when it is sent, and nothing is if it was closed."""
    step: str = ""
    """Rung of the ladder: owner, reminder, manager, reassign."""
    day: date | None = None
    """Of `digest`: the reader's own day."""


class SendEmail(StoredValue):
    """Write an e-mail to the lead's customer, or to a salesperson."""

    kind: Literal["send_email"] = "send_email"
    crm_lead_id: CrmLeadId
    user_id: RecordId | None = None
    """The salesperson; None: the customer."""
    subject: ShortText
    text: LongText


class PostChat(StoredValue):
    """Post a text to a named chat channel."""

    kind: Literal["post_chat"] = "post_chat"
    channel: str
    text: LongText


class SendWhatsapp(StoredValue):
    """Write to the lead's customer by WhatsApp: a template, or free text inside the 24-hour window."""

    kind: Literal["send_whatsapp"] = "send_whatsapp"
    crm_lead_id: CrmLeadId
    template: str | None = None
    language: str = "ar"
    """Of the template, as WhatsApp names it: `ar`, `en`, `en_US`."""
    parameters: tuple[ShortText, ...] = ()
    text: LongText = ""


class CallWebhook(StoredValue):
    """Tell a named endpoint of somebody else what happened, signed (Standard Webhooks)."""

    kind: Literal["call_webhook"] = "call_webhook"
    endpoint: str
    event_type: str
    payload: dict[str, str | int | float | bool | None] = Field(default_factory=dict)
    """What is None in it is left out on the bus."""


class Undo(StoredValue):
    """Take back what another action did, if it still stands as that left it."""

    kind: Literal["undo"] = "undo"
    action_key: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


Order = Annotated[
    CreateActivity
    | CancelActivity
    | HandActivity
    | LogNote
    | Assign
    | MoveStage
    | AddTag
    | RemoveTag
    | SetField
    | ShowAlert
    | Notify
    | SendEmail
    | PostChat
    | SendWhatsapp
    | CallWebhook
    | Undo,
    Field(discriminator="kind"),
]


def record_of(order: Order) -> CrmLeadId | None:
    """Give the record of the CRM that an order names; None: it names none."""
    number: CrmLeadId | None = getattr(order, "crm_lead_id", None)
    return number
