"""What happened, as events between functions: typed, versioned, one JSON shape.

A reader that meets a type or version it does not know raises `UnknownVersion`; the message is
then parked for newer code, never dropped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from pydantic import ValidationError

from shared.domain.acting.action import ActionRequested
from shared.domain.happened import Event, Topic
from shared.domain.ids import CrmLeadId, FormId, LeadgenId, LeadKey, PageId
from shared.domain.lead_changes import CRM_EVENTS
from shared.domain.odoo_change import OdooRecordChanged
from shared.domain.score import Grade
from shared.domain.values import Moment
from shared.errors import BadInput, UnknownVersion

if TYPE_CHECKING:
    from collections.abc import Mapping


__all__ = [
    "EVENTS",
    "ActionRequested",
    "Event",
    "LeadScored",
    "LeadStored",
    "Message",
    "MetaLeadAnnounced",
    "OdooRecordChanged",
    "Topic",
    "decode",
    "encode",
]

_TYPE_OR_NUMBER = re.compile(r"(?:(?:[A-Z][a-z]{1,20}){2,5}|[0-9]{1,6})\Z")
_UNKNOWN_KIND = "union_tag_invalid"
"""Pydantic's word for a `kind` that none of ours has."""


class MetaLeadAnnounced(Event):
    """Meta told us (or a sweep found) that this lead exists; nothing is known of it yet."""

    tenant: str
    page_id: PageId
    leadgen_id: LeadgenId
    form_id: FormId | None = None
    ad_id: str | None = None
    submitted_at: Moment | None = None
    announced_at: Moment
    source: Literal["webhook", "reconcile", "replay", "import"] = "webhook"


class LeadStored(Event):
    """The lead stands in the CRM."""

    lead_key: LeadKey
    crm_lead_id: CrmLeadId
    is_new_crm_lead: bool
    """False when the answers went onto an opportunity that was already open."""
    is_test: bool
    stored_at: Moment


class LeadScored(Event):
    """The lead has a grade, or another one than before; it stands in our memory and in the CRM."""

    tenant: str
    lead_key: LeadKey
    crm_lead_id: CrmLeadId
    happening_id: str
    is_test: bool
    grade: Grade
    grade_before: Grade | None = None
    probability: float | None = None
    probability_before: float | None = None
    scored_by: str
    scored_at: Moment
    is_text_unread: bool = False
    """Something was typed that only a dictionary has read so far; a language model may read it."""


_ALL: tuple[type[Event], ...] = (
    MetaLeadAnnounced,
    OdooRecordChanged,
    LeadStored,
    LeadScored,
    *CRM_EVENTS,
    ActionRequested,
)
EVENTS: Mapping[str, type[Event]] = {event.__name__: event for event in _ALL}


@dataclass(frozen=True, slots=True)
class Message:
    """One message as a bus carries it: JSON bytes and text attributes (`type`, `version`)."""

    data: bytes
    attributes: Mapping[str, str] = field(default_factory=dict)


def encode(event: Event) -> Message:
    """Write an event as a message."""
    attributes = {"type": type(event).__name__, "version": str(event.VERSION)}
    return Message(data=event.model_dump_json(exclude_none=True).encode(), attributes=attributes)


def decode(message: Message) -> Event:
    """Read an event from a message; raises UnknownVersion or BadInput, never anything else.

    An order of a kind that only newer code knows is an unknown version too.
    """
    name, version = message.attributes.get("type", ""), message.attributes.get("version", "")
    event_type = EVENTS.get(name)
    if event_type is None or version != str(event_type.VERSION):
        raise UnknownVersion(f"no reader for event {_shown(name)} version {_shown(version)}")
    try:
        return event_type.model_validate_json(message.data)
    except ValidationError as error:
        if any(fault["type"] == _UNKNOWN_KIND for fault in error.errors()):
            raise UnknownVersion(f"no reader for what {name} holds") from None
        raise BadInput(f"not a valid {name}", path=_first_fault(error)) from None


def _shown(text: str) -> str:
    """Show a type as ours are written, or a number; anything else may be anybody's words."""
    return repr(text) if _TYPE_OR_NUMBER.match(text) else "of another spelling"


def _first_fault(error: ValidationError) -> str:
    return ".".join(str(part) for part in error.errors()[0]["loc"]) or "$"
