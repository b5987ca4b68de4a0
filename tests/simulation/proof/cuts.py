"""What takes a safeguard's place when it is switched off."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shared.adapters.meta.faults import VERDICTS
from shared.domain.event import Topic
from shared.domain.ids import CrmLeadId, LeadKey, lead_key
from shared.domain.ledger import LedgerEntry
from shared.domain.recognition import decide
from shared.errors import Busy, PermanentError, SuiteError, VersionConflict
from shared.usecases import announce_leads
from shared.usecases.lead_ledger import LEADS, LeadLedger, Stored, _data, stored_of
from shared.usecases.reconcile import Reconciled
from shared.usecases.reconcile_form import ReconcileForm
from shared.usecases.redrive import Redriven
from shared.usecases.sweep_crm import Swept
from shared.usecases.take_in_lead import TakeInLead
from tests.simulation.faulty import Crash
from tests.simulation.proof.gates import Process
from tests.simulation.proof.odoo import OdooStandIn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    import pytest

_ADVANCE, _TELL, _SETTLE = LeadLedger.advance, TakeInLead._tell, TakeInLead._settle
_WAITING, _FACTS, _CALL = LedgerEntry.waiting, LedgerEntry.facts, Process.call


def nothing(*_: Any, **__: Any) -> None:
    """Neither look nor refuse."""


def yes(*_: Any, **__: Any) -> bool:
    return True


def no(*_: Any, **__: Any) -> bool:
    return False


def redrive_nothing(_: object) -> Redriven:
    return Redriven()


def reconcile_nothing(_: object) -> Reconciled:
    return Reconciled()


def keep_nothing(*_: object) -> dict[str, Any]:
    return {}


def read_after_marking(turn_to: ReconcileForm, turn: Any, now: datetime, report: Any) -> Any:
    """Move the form's mark, then read and publish what lies before it."""
    since = turn.mark.recent_since(now, is_archived=turn.is_archived)
    if since is None:
        return turn
    after = turn_to._moved(turn, turn.mark.after_recent(now, now))
    window = turn_to._window(turn, since, None, is_first=turn.mark.recent_at is None)
    report(turn_to.compare(window))
    return after


def sweep_nothing(_: object) -> Swept:
    return Swept()


class _Careless:
    """A bus whose failures nobody minds, not even the death of the process."""

    def __init__(self, bus: Any) -> None:
        self._bus = bus

    def publish(self, topic: Topic, events: Any) -> None:
        with suppress(SuiteError, Crash):
            self._bus.publish(topic, events)


def acknowledge_first(patch: pytest.MonkeyPatch) -> None:
    """As if 200 had gone out before anything was stored."""
    announce = announce_leads.announce_leads

    def careless(*given: Any, bus: Any, **rest: Any) -> Any:
        return announce(*given, bus=_Careless(bus), **rest)

    patch.setattr(announce_leads, "announce_leads", careless)


def search_then_create(patch: pytest.MonkeyPatch) -> None:
    """Two requests in the place of one; between them anything may happen."""

    def search_lead(odoo: OdooStandIn, key: LeadKey) -> CrmLeadId | None:
        return odoo._external.get(key)

    def call(process: Process, port: str, method: str, args: tuple, named: Any) -> Any:
        if method != "put_lead":
            return _CALL(process, port, method, args, named)
        known = _CALL(process, port, "search_lead", (args[0].key,), {})
        return known or _CALL(process, port, "insert", args, {})

    patch.setattr(OdooStandIn, "search_lead", search_lead, raising=False)
    patch.setattr(Process, "call", call)


def forget_all(odoo: OdooStandIn, lead_id: CrmLeadId, _: CrmLeadId | None) -> None:
    """The receipt goes with the lead, as the external id does."""
    odoo._external = {key: at for key, at in odoo._external.items() if at != lead_id}
    odoo._receipts = {key: at for key, at in odoo._receipts.items() if at != lead_id}


def open_anew(ledger: LeadLedger, event: Any, now: datetime) -> tuple[Stored, bool]:
    """Every message begins the lead's way from the start."""
    key = lead_key(event.tenant, event.page_id, event.leadgen_id)
    known = {name: getattr(event, name) for name in ("tenant", "page_id", "leadgen_id", "source")}
    entry = LedgerEntry(key=key, announced_at=now, **known).claimed(now)
    return stored_of(ledger._memory.put(LEADS, key, _data(entry))), True


def tell_after_done(use_case: TakeInLead, ledger: LeadLedger, stored: Stored) -> LedgerEntry:
    """Record `done`, then publish."""
    entry = stored.entry
    if entry.is_at_rest or entry.crm_lead_id is None or entry.decision is None:
        return entry
    now = use_case.clock.now()
    done = _ADVANCE(ledger, stored, lambda one: one.is_settled, lambda one: one.done(now))
    _TELL(use_case, _Mute(done), stored)
    return done.entry


class _Mute:
    """A ledger that says it has recorded what it was given."""

    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    def advance(self, *_: Any) -> Stored:
        return self._stored


def tell_if_possible(use_case: TakeInLead, ledger: LeadLedger, stored: Stored) -> LedgerEntry:
    """What the bus did not take is done all the same."""
    try:
        return _TELL(use_case, ledger, stored)
    except SuiteError:
        now = use_case.clock.now()
        return _ADVANCE(ledger, stored, lambda one: one.is_settled, lambda one: one.done(now)).entry


def fenced(
    ledger: LeadLedger,
    stored: Stored,
    is_there: Callable[[LedgerEntry], bool],
    step: Callable[[LedgerEntry], LedgerEntry],
) -> Stored:
    """Throw a result away when somebody else has claimed the lead meanwhile."""
    try:
        return stored if is_there(stored.entry) else ledger._put(step(stored.entry), stored.version)
    except VersionConflict:
        raise Busy("another worker has this lead") from None


def acknowledge_lost_claims(patch: pytest.MonkeyPatch) -> None:
    """Who finds another worker at it says that all is well."""
    take_in = TakeInLead.__call__

    def call(use_case: TakeInLead, event: Any) -> LedgerEntry:
        try:
            return take_in(use_case, event)
        except Busy:
            key = lead_key(event.tenant, event.page_id, event.leadgen_id)
            entry = LeadLedger(use_case.memory).find(key)
            assert entry is not None
            return entry

    patch.setattr(TakeInLead, "__call__", call)


def settle(_: TakeInLead, ledger: LeadLedger, stored: Stored, step: Any) -> Stored:
    """Record a failure over whatever another worker has recorded."""
    return _ADVANCE(ledger, stored, no, step)


def put_over(ledger: LeadLedger, entry: LedgerEntry, version: str) -> Stored:
    return stored_of(ledger._memory.put(LEADS, entry.key, _data(entry)))


def decide_anew(use_case: TakeInLead, _: LeadLedger, stored: Stored, lead: Any) -> Stored:
    """Decide at every try, and write without having recorded it."""
    decision = decide(lead, use_case.crm.find_person(lead.person.keys))
    entry = stored.entry.fetched(use_case.clock.now(), lead, decision)
    return Stored(entry, stored.version)


@contextmanager
def unguarded(*_: Any, **__: Any) -> Iterator[None]:
    """Call however often it has failed."""
    yield


def die_of_a_missing_right(patch: pytest.MonkeyPatch) -> None:
    """As if the lead were to blame for what a person forgot to grant."""
    no_right = VERDICTS[200]
    patch.setitem(VERDICTS, 200, replace(no_right, kind=PermanentError))


def release(use_case: TakeInLead, ledger: LeadLedger, entry: LedgerEntry) -> None:
    """Let the person's next lead in although this one is not written yet."""
    if entry.lead is not None:
        use_case._claims(ledger, entry).release(entry.lead.person.keys, entry.key)


def wait_for_ever(entry: LedgerEntry, *given: Any, **named: Any) -> LedgerEntry:
    return _WAITING(entry, *given, **named).model_copy(update={"next_attempt_at": None})


def facts_with_name(entry: LedgerEntry) -> dict[str, Any]:
    return _FACTS(entry) | {"who": entry.lead.person.full_name if entry.lead else None}
