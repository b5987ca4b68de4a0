"""A message that no function could take: what is kept of it, until a person decides."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from shared.domain.acting.orders import record_of
from shared.domain.event import EVENTS, ActionRequested, MetaLeadAnnounced, decode
from shared.domain.happened import Topic
from shared.domain.ids import LeadKey, hashed, lead_key
from shared.domain.opportunity import OpportunityKey, opportunity_key
from shared.domain.values import Moment, StoredValue
from shared.errors import BadInput, UnknownVersion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.domain.event import Event, Message

KEPT = timedelta(days=90)
"""From its last copy on. It may hold what a person wrote, so it does not stay for ever."""
NOT_TAKEN = "not_taken"
"""It can be read: the function that it was for failed at each attempt."""
INLINE_CHARS = 100_000
"""Of base64; longer data lies in parts, so that no document passes the store's limit."""
_MARK = "CloudPubSubDeadLetterSource"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.~+%-]{2,254}")


class LetterState(StrEnum):
    """Nobody has decided yet, it was sent again, or it is of no use."""

    OPEN = "open"
    REPLAYED = "replayed"
    DISCARDED = "discarded"


class DeadLetter(StoredValue):
    """One dead message in the collection `dead_letters`; its copies are counted, not kept."""

    id: str
    topic: Topic | None = None
    """The topic that it was published on; None: it came another way and cannot be sent again."""
    tenant: str | None = None
    event_type: str | None = None
    """None for what is no event of ours: the words of strangers are never shown."""
    lead_key: LeadKey | None = None
    ordered_on: OpportunityKey | None = None
    """Of an order: the record of the CRM that it names."""
    reason: str
    """`not_taken`, or the code of the error that reading it ends in."""
    given_up_by: str | None = None
    """The subscription whose function did not take it."""
    attempts: int | None = None
    published_at: str
    """When it was published first, as the bus says: copies of one death have the same."""
    first_at: Moment
    last_at: Moment
    times: int = 1
    state: LetterState = LetterState.OPEN
    closed_at: Moment | None = None
    attributes: dict[str, str]
    size_bytes: int
    digest: str
    """Names the parts that hold the data, if it does not lie in `data`."""
    data: str | None = None
    """Base64."""

    def joined(self, copy: DeadLetter) -> DeadLetter:
        """Count one more copy; one that was published anew has died anew and is open again."""
        is_same_death = copy.published_at == self.published_at
        kept = {"first_at": self.first_at, "times": self.times + 1}
        if is_same_death:
            kept |= {"state": self.state, "closed_at": self.closed_at}
        return copy.model_copy(update=kept)

    def closed(self, state: LetterState, now: datetime) -> DeadLetter:
        """Somebody has decided about it."""
        return self.model_copy(update={"state": state, "closed_at": now})


def dead_letter(
    message: Message, *, heard_from: str, published_at: str, now: datetime
) -> DeadLetter:
    """Describe a dead message; `heard_from` is the topic that it was given up on.

    The same lead's announcements are one letter, whoever sent them; of all else only the very
    same message is.
    """
    attributes, marks = _parted(message.attributes)
    event, reason = _read(message)
    key = _lead_key(event)
    inline = base64.b64encode(message.data).decode()
    return DeadLetter(
        id=_id(key, message.data, attributes),
        topic=Topic(heard_from) if heard_from in set(Topic) else None,
        tenant=getattr(event, "tenant", None),
        event_type=_event_type(attributes),
        lead_key=key,
        ordered_on=_ordered_on(event),
        reason=reason,
        given_up_by=_name(marks.get("Subscription")),
        attempts=_number(marks.get("DeliveryCount")),
        published_at=marks.get("TopicPublishTime", published_at)[:64],
        first_at=now,
        last_at=now,
        attributes=attributes,
        size_bytes=len(message.data),
        digest=hashlib.sha256(message.data).hexdigest()[:32],
        data=inline if len(inline) <= INLINE_CHARS else None,
    )


def _parted(attributes: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Part the message's own attributes from those that Pub/Sub added when it gave it up."""
    own = {name: text for name, text in attributes.items() if not name.startswith(_MARK)}
    marks = {
        name.removeprefix(_MARK): text
        for name, text in attributes.items()
        if name.startswith(_MARK)
    }
    return own, marks


def _read(message: Message) -> tuple[Event | None, str]:
    try:
        return decode(message), NOT_TAKEN
    except (UnknownVersion, BadInput) as error:
        return None, error.code


def _lead_key(event: Event | None) -> LeadKey | None:
    if not isinstance(event, MetaLeadAnnounced):
        return None
    return lead_key(event.tenant, event.page_id, event.leadgen_id)


def _ordered_on(event: Event | None) -> OpportunityKey | None:
    if not isinstance(event, ActionRequested):
        return None
    number = record_of(event.order)
    return None if number is None else opportunity_key(event.tenant, number)


def letter_of_lead(key: LeadKey) -> str:
    """Give the id of the letter that holds a lead's announcement, if there is one."""
    return hashed("lead", key)


def _id(key: LeadKey | None, data: bytes, attributes: Mapping[str, str]) -> str:
    if key is not None:
        return letter_of_lead(key)
    own = json.dumps(sorted(attributes.items())).encode()
    return hashlib.sha256(b"message\x1f" + own + b"\x1f" + data).hexdigest()[:32]


def _event_type(attributes: Mapping[str, str]) -> str | None:
    name = attributes.get("type")
    return name if name in EVENTS else None


def _name(text: str | None) -> str | None:
    return text if text and _NAME.fullmatch(text) else None


def _number(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"[0-9]{1,6}", text, re.ASCII) else None
