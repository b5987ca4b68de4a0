"""What Odoo tells of its leads: the addon's signed messages, and what our own reading finds."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from shared.domain import standard_webhooks
from shared.domain.crm_directory import CrmDirectory, Stage
from shared.domain.ids import CrmLeadId
from shared.domain.opportunity import OpportunityState
from shared.domain.reading import Reading, Slice
from shared.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.simulation.proof.odoo import OdooStandIn
    from tests.simulation.stand_ins import GivenClock

SECRET = "whsec_bmV3LXNlY3JldC1vZi10aGUtYWRkb24tMTIzNA=="
KEY = standard_webhooks.signing_key(SECRET)


@dataclass
class Reporter:
    """The addon's outbox and Odoo's own record of what changed when."""

    clock: GivenClock
    odoo: OdooStandIn
    outbox: list[dict[str, Any]] = field(default_factory=list)
    log: list[CrmLeadId] = field(default_factory=list)
    sent: int = 0
    _revision: int = 0

    def revision(self) -> int:
        """Milliseconds by Odoo's clock, and never the same twice."""
        now = int(self.clock.moment.timestamp() * 1000)
        self._revision = max(self._revision + 1, now)
        return self._revision

    def changed(
        self,
        lead_id: CrmLeadId,
        kind: str,
        *,
        by_us: bool = False,
        merged_into: CrmLeadId | None = None,
    ) -> bool:
        """Note a change; True if it will be reported."""
        self.log.append(lead_id)
        if not self.odoo.has_addon:
            return False
        number = len(self.log)
        event = {
            "id": f"{number:032x}",
            "revision": self.revision(),
            "kind": kind,
            "occurred_at": self.clock.moment.isoformat(),
            "lead_id": lead_id,
            "by": {"user_id": 2, "is_us": by_us},
            "changed": {},
            "merged_into": merged_into,
        }
        self.outbox.append(event)
        return True

    def forget(self) -> None:
        """The addon goes, and with it what it had not reported."""
        gone = {event["lead_id"] for event in self.outbox if event["kind"] == "merged"}
        self.odoo.unreported_merges |= gone
        self.outbox.clear()

    def message(self, events: Sequence[dict[str, Any]]) -> tuple[bytes, dict[str, str]]:
        """Give body and signed headers; states are read now, as the addon does."""
        self.sent += 1
        told = [{**event, "state": self._state_json(event["lead_id"])} for event in events]
        document = {
            "version": 1,
            "database": "6a0b5bd8-c1f4-4e1a-9b3d-1c697a9f0e57",
            "sent_at": self.clock.moment.isoformat(),
            "events": told,
        }
        body = json.dumps(document).encode()
        at = int(self.clock.moment.timestamp())
        return body, standard_webhooks.sign(body, f"msg_{self.sent}", at, [KEY])

    def state(self, lead_id: CrmLeadId) -> OpportunityState | None:
        given = self._state_json(lead_id)
        return None if given is None else OpportunityState.model_validate(given)

    def _state_json(self, lead_id: CrmLeadId) -> dict[str, Any] | None:
        lead = self.odoo.leads.get(lead_id)
        if lead is None:
            return None
        return {
            "type": "opportunity",
            "title": f"Lead {lead_id}, edited {self.odoo.edits.get(lead_id, 'never')[-6:]}",
            "is_active": lead.outcome != "lost",
            "outcome": lead.outcome,
            "stage": {"id": 1, "name": "New"},
            "owner": {"id": 2, "name": "Huda"} if lead.owner else None,
            "created_at": lead.created_at.isoformat(),
        }


@dataclass
class PipelineStandIn:
    """Odoo's pipeline as our own jobs read it."""

    odoo: OdooStandIn

    def reports_changes(self) -> bool:
        return self.odoo.has_addon

    def changed_since(self, cursor: str | None, *, at_most: int) -> Slice:
        log = self.odoo.reporter.log
        if cursor is None:
            return Slice((), str(len(log)))
        if not cursor.isdigit():
            raise BadInput("not a cursor", code="bad_cursor")
        end = min(int(cursor) + at_most, len(log))
        present = [one for one in dict.fromkeys(log[int(cursor) : end]) if one in self.odoo.leads]
        return Slice(tuple(map(self._reading, present)), str(end), end < len(log))

    def opportunities_after(self, crm_lead_id: int, *, at_most: int) -> Slice:
        ids = sorted(one for one in self.odoo.leads if one > crm_lead_id)[:at_most]
        return Slice(tuple(map(self._reading, ids)), str(ids[-1]) if len(ids) == at_most else None)

    def read(self, crm_lead_ids: Sequence[CrmLeadId]) -> tuple[Reading, ...]:
        return tuple(map(self._reading, crm_lead_ids))

    def directory(self) -> CrmDirectory:
        return CrmDirectory(
            stages=(Stage(id=1, name="New"),), read_at=self.odoo.reporter.clock.now()
        )

    def _reading(self, lead_id: CrmLeadId) -> Reading:
        reporter = self.odoo.reporter
        lead = self.odoo.leads.get(lead_id)
        changed_at = lead.created_at if lead else None
        return Reading(lead_id, reporter.revision(), reporter.state(lead_id), changed_at)
