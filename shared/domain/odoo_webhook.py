"""What the Odoo addon sends to our webhook: changes of leads and opportunities, with their state.

`{"version": 1, "database": "<uuid>", "sent_at", "events": [{"id", "revision", "kind",
"occurred_at", "lead_id", "by": {"user_id", "is_us"}, "changed", "merged_into", "state"}]}`: up to
100 events; none is the ping of the addon's test button. Names that we do not know are passed over.

This stands in the path of the acknowledgement: no library but pydantic, one pass.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, ValidationError

from shared.domain.ids import CrmLeadId
from shared.domain.odoo_change import ChangeKind, OdooRecordChanged
from shared.domain.odoo_changed_fields import Changed, read_changed
from shared.domain.opportunity import OpportunityState, RecordId
from shared.domain.strict_json import Ambiguous, read_strict_json
from shared.domain.values import Moment, StoredValue
from shared.errors import BadInput, TransientError

RECEIVER = "meta-lead-ads-odoo"
"""By this name the addon knows that it reached us, and not a login page."""
VERSION = 1
MAX_EVENTS = 1000
"""Ten times what the addon sends at once."""
HIGHEST = 2**53 - 1
"""Of ids and revisions: what every JSON reader keeps exactly."""
STANDING = frozenset({"type", "title", "is_active", "outcome", "stage"})
"""Names without which a state is none: it would wipe what we know."""

_EVENT_ID = re.compile(r"[A-Za-z0-9_-]{8,64}\Z")
_DATABASE = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
_REPORTED = frozenset(ChangeKind) - {ChangeKind.OBSERVED}
_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,8})\Z")


@dataclass(frozen=True, slots=True)
class Refusal:
    """An event that will not be stored, and why; never its content."""

    event_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class ChangeBatch:
    """All that one POST reported."""

    database: str
    events: tuple[OdooRecordChanged, ...]
    refused: tuple[Refusal, ...]

    def facts(self) -> dict[str, str | int]:
        """What a log line may say of it."""
        facts: dict[str, str | int] = {"database": self.database, "accepted": len(self.events)}
        kinds = Counter(event.kind.value for event in self.events)
        facts |= {f"kind_{kind}": count for kind, count in kinds.items()}
        if self.refused:
            facts |= {"refused": len(self.refused), "first_refusal": self.refused[0].reason}
        return facts

    def answer(self) -> str:
        """What the addon is told, as JSON; what is not refused is stored durably."""
        refused = [{"id": one.event_id, "reason": one.reason} for one in self.refused]
        told = {"receiver": RECEIVER, "accepted": len(self.events), "refused": refused}
        return json.dumps(told)


class _By(StoredValue):
    user_id: RecordId | None = None
    is_us: bool = False


class _Event(StoredValue):
    revision: Annotated[int, Field(ge=1, le=HIGHEST)]
    kind: str
    occurred_at: Moment
    lead_id: Annotated[CrmLeadId, Field(ge=1, le=HIGHEST)]
    by: _By = _By()
    merged_into: Annotated[CrmLeadId, Field(ge=1, le=HIGHEST)] | None = None
    state: OpportunityState | None
    """Not there at all is a fault, or it would count as deleted."""


def parse_changes(raw: bytes, *, tenant: str) -> ChangeBatch:
    """Read every event; one bad event is refused with its reason and never stops its neighbours.

    Raises BadInput with the path if the whole cannot be answered event by event: not JSON, no list
    of events, more than `MAX_EVENTS`, an event without a readable id. Raises TransientError for a
    newer version: the events wait at the sender until this code is replaced by newer.
    """
    document = _object(read_strict_json(raw), "$")
    _check_version(document.get("version"))
    database, events = document.get("database"), document.get("events")
    if type(database) is not str or not _DATABASE.match(database):
        raise BadInput("must be the database's id", path="database")
    if type(events) is not list:
        raise BadInput("must be a list", path="events")
    if len(events) > MAX_EVENTS:
        raise BadInput(f"has more than {MAX_EVENTS}", path="events")
    read = [_read(event, f"events[{number}]", tenant) for number, event in enumerate(events)]
    return ChangeBatch(
        database,
        tuple(one for one in read if isinstance(one, OdooRecordChanged)),
        tuple(one for one in read if isinstance(one, Refusal)),
    )


def _check_version(version: object) -> None:
    if type(version) is not str or not _NUMBER.match(version):
        raise BadInput("must be a whole number", path="version")
    if int(version) > VERSION:
        raise TransientError(
            f"version {version} is newer than this receiver, which reads {VERSION}: update it",
            code="unknown_version",
        )
    if int(version) != VERSION:
        raise BadInput(f"must be {VERSION}", path="version")


def _object(value: object, path: str) -> dict[str, object]:
    if type(value) is not dict:
        raise BadInput("must be an object, each name once", path=path)
    return value


def _read(given: object, path: str, tenant: str) -> OdooRecordChanged | Refusal:
    event = _object(given, path)
    event_id = event.get("id")
    if type(event_id) is not str or not _EVENT_ID.match(event_id):
        raise BadInput("must be 8 to 64 of letters, digits, _ and -", path=f"{path}.id")
    try:
        return _change(event, event_id, tenant)
    except BadInput as error:
        return Refusal(event_id, str(error))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        return Refusal(event_id, f"{'.'.join(map(str, first['loc']))}: {first['msg']}")


def _change(event: dict[str, object], event_id: str, tenant: str) -> OdooRecordChanged:
    _check_whole(event)
    read = _Event.model_validate(event)
    kind = _kind(read.kind)
    _check_merge(read, kind)
    changed = read_changed(event.get("changed"))
    _check_answers(kind, changed)
    return OdooRecordChanged(
        tenant=tenant,
        event_id=event_id,
        revision=read.revision,
        kind=kind,
        crm_lead_id=read.lead_id,
        occurred_at=read.occurred_at,
        by_user_id=read.by.user_id,
        by_us=read.by.is_us,
        fields=changed.fields,
        contact_fields=changed.contact,
        activity=changed.activity,
        message=changed.message,
        said=changed.said,
        alert=changed.alert,
        merged_into=read.merged_into,
        state=read.state,
    )


def _check_whole(event: dict[str, object]) -> None:
    """See to it that nothing stands twice in it, that its texts are texts, its state a state."""
    waiting: list[object] = [event]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Ambiguous):
            raise BadInput("names something twice", path="event")
        if type(one) is str and not _is_text(one):
            raise BadInput("holds text that is no valid Unicode", path="event")
        if type(one) is dict:
            waiting.extend(one.values())
        elif type(one) is list:
            waiting.extend(one)
    state = event.get("state")
    missing = STANDING - state.keys() if type(state) is dict else set()
    if missing:
        raise BadInput("is missing", path=f"state.{min(missing)}")


def _is_text(text: str) -> bool:
    """A lone surrogate is a text to Python, and to nobody else."""
    return text.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in text)


def _kind(text: str) -> ChangeKind:
    if text not in _REPORTED:
        raise BadInput("a kind of change that this receiver does not know", path="kind")
    return ChangeKind(text)


def _check_answers(kind: ChangeKind, changed: Changed) -> None:
    if kind is ChangeKind.CORRECTED and changed.said is None:
        raise BadInput("is missing", path="changed.said")
    if kind is ChangeKind.ALERT_SETTLED and changed.alert is None:
        raise BadInput("is missing", path="changed.alert")
    if changed.alert and changed.alert.what == "snooze" and changed.alert.until is None:
        raise BadInput("is missing", path="changed.alert.until")


def _check_merge(event: _Event, kind: ChangeKind) -> None:
    if kind is ChangeKind.MERGED and event.merged_into is None:
        raise BadInput("is missing", path="merged_into")
    if event.merged_into == event.lead_id:
        raise BadInput("is the lead itself", path="merged_into")
