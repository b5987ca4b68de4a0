"""What Meta sends to our webhook: the handshake and notifications of new leads.

`{"object": "page", "entry": [{"id", "time", "changes": [{"field": "leadgen", "value":
{"leadgen_id", "page_id", "form_id", "ad_id", "created_time"}}]}]}`: up to 1000 changes a batch,
ids as numbers or as strings (Meta, Webhooks for Leads v26.0, read 2026-11).

This stands in the path of the acknowledgement: no library but pydantic, one pass.
"""

from __future__ import annotations

import hmac
import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shared.domain.event import MetaLeadAnnounced
from shared.domain.ids import FormId, LeadgenId, PageId
from shared.domain.strict_json import read_strict_json
from shared.errors import BadInput, NotAuthentic

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_CHANGES = 1000
"""As many updates as Meta sends in a batch; more is nobody's batch."""
_OLDEST_LEAD_S = 1_420_070_400
"""2015-01-01: Lead Ads did not exist before that year."""
_CLOCK_SKEW_S = 86_400
_ID = re.compile(r"[1-9][0-9]{0,19}\Z")
"""A whole number of up to 64 bits, in its one spelling."""
_CHALLENGE = re.compile(r"[0-9]{1,20}\Z")


@dataclass(frozen=True, slots=True)
class Fault:
    """What could not be read, by its path in the sender's own names; never its value."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Notification:
    """All that one POST announced."""

    events: tuple[MetaLeadAnnounced, ...]
    ignored: Mapping[str, int]
    """Why and how often something sound was none of ours: `object`, `field`, `no_changes`,
    `repeated`."""
    faults: tuple[Fault, ...]
    """A fault in `leadgen_id` or `page_id` costs its change; one in an id that can be read again
    with the lead (`form_id`, `ad_id`) costs only that id."""

    def facts(self) -> dict[str, str | int]:
        """What a log line may say of it."""
        facts: dict[str, str | int] = {"announced": len(self.events)}
        facts |= {f"ignored_{reason}": count for reason, count in self.ignored.items()}
        if self.faults:
            facts |= {"faults": len(self.faults), "first_fault": self.faults[0].path}
        return facts


def answer_challenge(query: Mapping[str, str], verify_token: str) -> str:
    """Give the text to answer to Meta's GET handshake.

    Raises NotAuthentic(code="verify_token") for a wrong token (and for every token if ours is
    empty), BadInput for a mode or challenge that Meta does not send. A challenge is digits only,
    so nothing that a browser could run is ever sent back.
    """
    if query.get("hub.mode") != "subscribe":
        raise BadInput("must be subscribe", path="hub.mode")
    given = query.get("hub.verify_token", "").encode("utf-8", "surrogatepass")
    if not hmac.compare_digest(given, verify_token.encode()) or not verify_token:
        raise NotAuthentic("the verify token is wrong", code="verify_token")
    challenge = query.get("hub.challenge", "")
    if not _CHALLENGE.match(challenge):
        raise BadInput("must be 1 to 20 digits", path="hub.challenge")
    return challenge


def parse_notification(raw: bytes, *, tenant: str, now: datetime) -> Notification:
    """Read every lead of every entry; one bad change never blocks its neighbours.

    Raises BadInput with the path if this is no notification at all: not JSON, not an object, no
    list of entries, more than `MAX_CHANGES` changes.
    """
    document = read_strict_json(raw)
    if type(document) is not dict:
        raise BadInput("must be an object, each name once", path="$")
    entries = document.get("entry")
    if type(entries) is not list:
        raise BadInput("must be a list", path="entry")
    reader = _Reader(tenant, now)
    if document.get("object") != "page":
        reader.ignored["object"] += max(1, len(entries))
    else:
        reader.read(entries)
    return reader.result()


class _Reader:
    """One pass over a batch, collecting what it finds."""

    def __init__(self, tenant: str, now: datetime) -> None:
        self.tenant, self.now = tenant, now
        self.latest_s = now.timestamp() + _CLOCK_SKEW_S
        self.events: dict[tuple[str, str], MetaLeadAnnounced] = {}
        self.ignored: Counter[str] = Counter()
        self.faults: list[Fault] = []

    def result(self) -> Notification:
        return Notification(tuple(self.events.values()), dict(self.ignored), tuple(self.faults))

    def read(self, entries: list[object]) -> None:
        for seen, (path, entry, change) in enumerate(self._changes(entries)):
            if seen >= MAX_CHANGES:
                raise BadInput(f"has more than {MAX_CHANGES} changes", path="entry")
            self._read_change(path, entry, change)

    def _changes(self, entries: list[object]) -> Iterator[tuple[str, dict[str, object], object]]:
        for number, entry in enumerate(entries):
            if type(entry) is not dict:
                self._fault(f"entry[{number}]", "not_an_object")
            elif "changes" not in entry:
                # Messenger notifications come on the same object, under `messaging`.
                self.ignored["no_changes"] += 1
            elif type(entry["changes"]) is not list:
                self._fault(f"entry[{number}].changes", "not_a_list")
            else:
                for index, change in enumerate(entry["changes"]):
                    yield f"entry[{number}].changes[{index}]", entry, change

    def _read_change(self, path: str, entry: dict[str, object], change: object) -> None:
        if type(change) is not dict:
            self._fault(path, "not_an_object")
            return
        if change.get("field") != "leadgen":
            self.ignored["field"] += 1
            return
        value = change.get("value")
        if type(value) is not dict:
            self._fault(f"{path}.value", "not_an_object")
            return
        self._read_lead(f"{path}.value", entry, value)

    def _read_lead(self, path: str, entry: dict[str, object], value: dict[str, object]) -> None:
        leadgen_id = self._id(value.get("leadgen_id"), f"{path}.leadgen_id")
        page_id = self._page_id(path, entry, value)
        if leadgen_id is None or page_id is None:
            return
        if (page_id, leadgen_id) in self.events:
            self.ignored["repeated"] += 1
            return
        form_id = self._optional_id(value, "form_id", path)
        self.events[page_id, leadgen_id] = MetaLeadAnnounced(
            tenant=self.tenant,
            page_id=PageId(page_id),
            leadgen_id=LeadgenId(leadgen_id),
            form_id=FormId(form_id) if form_id else None,
            ad_id=self._optional_id(value, "ad_id", path),
            submitted_at=self._moment(value.get("created_time")),
            announced_at=self.now,
        )

    def _page_id(self, path: str, entry: dict[str, object], value: dict[str, object]) -> str | None:
        if value.get("page_id") is not None:
            return self._id(value["page_id"], f"{path}.page_id")
        return self._id(entry.get("id"), f"{path.partition('.')[0]}.id")

    def _optional_id(self, value: dict[str, object], name: str, path: str) -> str | None:
        given = value.get(name)
        return None if given is None else self._id(given, f"{path}.{name}")

    def _id(self, given: object, path: str) -> str | None:
        # `read_strict_json` leaves whole numbers as their digits, so this covers both spellings.
        if type(given) is str and _ID.match(given):
            return given
        self._fault(path, "missing" if given is None else "not_an_id")
        return None

    def _moment(self, given: object) -> datetime | None:
        if type(given) is not str or not _ID.match(given):
            return None
        seconds = int(given)
        if not _OLDEST_LEAD_S <= seconds <= self.latest_s:
            return None
        return datetime.fromtimestamp(seconds, UTC)

    def _fault(self, path: str, reason: str) -> None:
        self.faults.append(Fault(path, reason))
