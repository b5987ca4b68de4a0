"""Announce dead leads again, each at most once however many ask for it at one time."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from shared import log
from shared.domain.event import Topic
from shared.domain.ids import LeadKey
from shared.domain.ledger import LeadState
from shared.domain.replay import Item, Outcome
from shared.errors import SuiteError, UnknownVersion
from shared.usecases.lead_ledger import LeadLedger
from shared.usecases.redrive import announcement

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.domain.ledger import LedgerEntry
    from shared.ports import Bus, Clock, Memory

_NOT_DEAD: Mapping[LeadState, Outcome] = MappingProxyType(
    {LeadState.DONE: Outcome.DONE, LeadState.ERASED: Outcome.ERASED}
)


@dataclass(frozen=True, slots=True)
class SendLeadsAgain:
    """One step of a replay."""

    memory: Memory
    bus: Bus
    clock: Clock

    def __call__(self, keys: Sequence[str], *, dry_run: bool) -> list[Item]:
        """Move the dead ones to waiting, announce those, and say what came of each."""
        tried = [self._try(LeadKey(key), dry_run=dry_run) for key in keys]
        ours = [entry for item, entry in tried if entry and item.outcome is Outcome.SENT_AGAIN]
        if ours and not dry_run:
            self._announce(ours)
        return [item for item, _ in tried]

    def _try(self, key: LeadKey, *, dry_run: bool) -> tuple[Item, LedgerEntry | None]:
        try:
            outcome, entry = self.revive(key, dry_run=dry_run)
        except UnknownVersion:
            return Item(id=key, outcome=Outcome.UNREADABLE), None
        leadgen_id = entry.leadgen_id if entry else None
        return Item(id=key, outcome=outcome, leadgen_id=leadgen_id), entry

    def revive(self, key: LeadKey, *, dry_run: bool) -> tuple[Outcome, LedgerEntry | None]:
        """Have one lead tried again if it is dead; raises UnknownVersion if it cannot be read."""
        ledger = LeadLedger(self.memory)
        stored = ledger.read(key)
        if stored is None:
            return Outcome.GONE, None
        entry = stored.entry
        if entry.state is not LeadState.DEAD:
            return _NOT_DEAD.get(entry.state, Outcome.UNDER_WAY), entry
        is_ours = dry_run or ledger.revive(stored, self.clock.now())
        return Outcome.SENT_AGAIN if is_ours else Outcome.UNDER_WAY, entry

    def _announce(self, entries: Sequence[LedgerEntry]) -> None:
        """Publish; if the bus fails they wait and are due, so `redrive` announces them."""
        now = self.clock.now()
        try:
            self.bus.publish(Topic.LEAD_EVENTS, [announcement(entry, now) for entry in entries])
        except SuiteError as error:
            log.warning("left to redrive", leads=len(entries), error=error.code)
