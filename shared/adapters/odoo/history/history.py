"""The History port on Odoo: eight calls a page at most, whatever lies in Odoo."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from shared.adapters.odoo.actions.texts import shows_alert
from shared.adapters.odoo.errors import translated
from shared.adapters.odoo.history.tracked import Tracked
from shared.adapters.odoo.pipeline.contacts import ANY, BY_CUSTOMER
from shared.adapters.odoo.pipeline.readings import Readings
from shared.adapters.odoo.pipeline.rows import EVERY, moment, planned, whole
from shared.alert_ports import HistorySlice
from shared.domain.alerts.history import HappenedKind, HistoryEvent, OpportunityHistory
from shared.domain.opportunity import Outcome
from shared.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from shared.adapters.odoo.pipeline.rows import Row
    from shared.domain.opportunity import OpportunityState
    from shared.odoo_client import OdooClient
    from shared.ports import Clock

    Found = dict[int, list[HistoryEvent]]

_ACTIVITY = [
    *("res_id", "activity_type_id", "date_deadline", "user_id", "create_date", "write_date"),
    *("active", "date_done", "automated", "note"),
]
_CLOSED = {Outcome.WON: HappenedKind.WON, Outcome.LOST: HappenedKind.LOST}


class OdooHistory:
    """Histories of one Odoo's opportunities; safe between threads."""

    def __init__(self, client: OdooClient, *, tenant: str, clock: Clock) -> None:
        self._client = client
        self._readings = Readings(client, tenant=tenant, clock=clock)
        self._tracked = Tracked(client)

    def since(self, since: datetime, cursor: str | None, *, at_most: int) -> HistorySlice:
        """Read the next page, in order of id; a cursor is the last id."""
        after = _after(cursor)
        open_since = ["|", ("date_closed", "=", False), ("date_closed", ">=", since)]
        with translated():
            rows = self._client.search_read(
                "crm.lead",
                [("id", ">", after), *open_since],
                ["id"],
                order="id",
                limit=at_most,
                context=EVERY,
            )
            ids = [whole(row["id"]) for row in rows]
            histories = self._histories(ids) if ids else ()
        return HistorySlice(histories, str(ids[-1]) if len(ids) == at_most else None)

    def _histories(self, ids: Sequence[int]) -> tuple[OpportunityHistory, ...]:
        events: Found = {one: [] for one in ids}
        tracked = self._tracked.of(ids)
        for found in (tracked or {}, self._messages(ids), self._activities(ids)):
            for lead_id, some in found.items():
                events[lead_id].extend(some)
        return tuple(
            OpportunityHistory(
                crm_lead_id=one.crm_lead_id,
                state=one.state,
                events=_in_order([*events[int(one.crm_lead_id)], *_end(one.state)]),
                is_whole=tracked is not None,
            )
            for one in self._readings.of(ids, revision=0)
            if one.state is not None
        )

    def _messages(self, ids: Sequence[int]) -> Found:
        theirs = {whole(row["id"]) for row in self._contacts(ids, BY_CUSTOMER)}
        found: Found = {}
        for row in self._contacts(ids, ANY):
            kind = HappenedKind.MESSAGE_SENT
            if whole(row["id"]) in theirs:
                kind = HappenedKind.CUSTOMER_WROTE
            elif row["mail_activity_type_id"] is not None:
                kind = HappenedKind.CONTACT_HELD
            # A message's date is its sender's and may lie ahead; it came no later than it was stored.
            at = min(one for name in ("date", "create_date") if (one := moment(row[name])))
            found.setdefault(whole(row["res_id"]), []).append(HistoryEvent(at=at, kind=kind))
        return found

    def _contacts(self, ids: Sequence[int], which: list[object]) -> Iterable[Row]:
        domain = [("model", "=", "crm.lead"), ("res_id", "in", list(ids)), *which]
        fields = ["res_id", "date", "create_date", "mail_activity_type_id"]
        return self._client.search_read("mail.message", domain, fields, context=EVERY)

    def _activities(self, ids: Sequence[int]) -> Found:
        domain = [("res_model", "=", "crm.lead"), ("res_id", "in", list(ids))]
        known = self._client.fields("mail.activity")
        fields = [name for name in _ACTIVITY if name in known]
        found: Found = {}
        for row in self._client.search_read("mail.activity", domain, fields, context=EVERY):
            if not shows_alert(row):
                found.setdefault(whole(row["res_id"]), []).extend(_steps(row))
        return found


def _after(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdecimal()):
        raise BadInput("not a cursor of this version", code="bad_cursor")
    return int(cursor)


def _steps(row: Row) -> Iterator[HistoryEvent]:
    step, made_at = planned(row), moment(row["create_date"])
    if made_at is None:
        return
    yield HistoryEvent(at=made_at, kind=HappenedKind.PLANNED, activity=step)
    done_on = row.get("date_done")
    if not row.get("active", True) and done_on is not None:
        at = max(made_at, _done_at(done_on, moment(row["write_date"])))  # type: ignore[arg-type]
        yield HistoryEvent(at=at, kind=HappenedKind.STEP_DONE, activity=step)


def _done_at(day: date, written_at: datetime | None) -> datetime:
    """Odoo keeps the day; the moment is that of the last change, where it was on that day."""
    midnight = datetime.combine(day, time(), UTC)
    if written_at is not None and midnight <= written_at < midnight + timedelta(days=1):
        return written_at
    return midnight + timedelta(hours=12)


def _end(state: OpportunityState) -> Iterator[HistoryEvent]:
    kind = _CLOSED.get(state.outcome)
    if kind is not None and state.closed_at is not None:
        yield HistoryEvent(at=state.closed_at, kind=kind)


def _in_order(events: Iterable[HistoryEvent]) -> tuple[HistoryEvent, ...]:
    return tuple(sorted(events, key=lambda one: (one.at, one.kind)))
