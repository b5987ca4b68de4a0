"""A CRM's pipeline in memory, a bus that keeps what it is given, and a clock that is set."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from shared.domain.crm_directory import CrmDirectory, Stage
from shared.domain.ids import CrmLeadId
from shared.domain.odoo_change import OdooRecordChanged
from shared.domain.opportunity import OpportunityState
from shared.domain.reading import Reading, Slice
from shared.errors import BadInput, TransientError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shared.domain.event import Event, Topic

START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LONG_AGO = START - timedelta(days=9)


@dataclass
class SetClock:
    at: datetime = START

    def now(self) -> datetime:
        return self.at


@dataclass
class KeptBus:
    events: list[OdooRecordChanged] = field(default_factory=list)
    is_down: bool = False

    def publish(self, topic: Topic, events: Sequence[Event]) -> None:
        if self.is_down:
            raise TransientError("the bus is down")
        self.events += [one for one in events if isinstance(one, OdooRecordChanged)]

    def ids(self) -> list[int]:
        return [int(one.crm_lead_id) for one in self.events]


@dataclass
class StandInPipeline:
    """Opportunities by id; `log` holds ids in the order of their change; a cursor is a place in it."""

    clock: SetClock
    states: dict[int, OpportunityState] = field(default_factory=dict)
    changed_at: dict[int, datetime] = field(default_factory=dict)
    log: list[int] = field(default_factory=list)
    reports: bool = False
    before_read: Callable[[], None] = lambda: None
    calls: list[str] = field(default_factory=list)

    def put(self, crm_id: int, title: str = "x", *, at: datetime = LONG_AGO) -> None:
        self.states[crm_id] = OpportunityState(title=title)
        self.changed_at[crm_id] = at
        self.log.append(crm_id)

    def reports_changes(self) -> bool:
        return self.reports

    def changed_since(self, cursor: str | None, *, at_most: int) -> Slice:
        self.calls.append("changed_since")
        if cursor is None:
            return Slice((), str(len(self.log)))
        if not cursor.isdigit():
            raise BadInput("not a cursor", code="bad_cursor")
        start = int(cursor)
        ids = self.log[start : start + at_most]
        end = start + len(ids)
        return Slice(tuple(map(self._reading, ids)), str(end), end < len(self.log))

    def opportunities_after(self, crm_lead_id: int, *, at_most: int) -> Slice:
        self.calls.append("opportunities_after")
        ids = sorted(one for one in self.states if one > crm_lead_id)[:at_most]
        readings = tuple(map(self._reading, ids))
        return Slice(readings, str(ids[-1]) if len(ids) == at_most else None)

    def read(self, crm_lead_ids: Sequence[int]) -> tuple[Reading, ...]:
        self.calls.append("read")
        self.before_read()
        return tuple(map(self._reading, crm_lead_ids))

    def directory(self) -> CrmDirectory:
        self.calls.append("directory")
        return CrmDirectory(stages=(Stage(id=1, name="New"),), read_at=self.clock.at)

    def _reading(self, crm_id: int) -> Reading:
        revision = int(self.clock.at.timestamp() * 1000)
        state = self.states.get(crm_id)
        return Reading(CrmLeadId(crm_id), revision, state, self.changed_at.get(crm_id) if state else None)  # fmt: skip
