"""One lead of a person at a time, so that a form sent twice does not make two opportunities.

Whoever looks a person up and then writes has to be alone with that person in between, or two
leads that come in the same second both find nobody. A claim is held until its lead stands in the
CRM or is settled; a lead that has decided nothing yet keeps it for a minute at most.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.document import Write
from shared.domain.ids import LeadKey
from shared.domain.person_hash import person_hash
from shared.domain.values import moment_text
from shared.errors import AlreadyThere, Busy, SuiteError, VersionConflict

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.document import Document
    from shared.domain.ledger import LedgerEntry
    from shared.domain.person import PersonKeys
    from shared.ports import Memory
    from shared.usecases.lead_ledger import LeadLedger

CLAIMS = "person_claims"
UNDECIDED = timedelta(seconds=60)
"""Longer than it takes to look somebody up, time-outs included."""
ENDS = timedelta(hours=96)
"""Longer than any lead is tried for: a claim that nobody released is then removed."""


@dataclass(frozen=True, slots=True)
class PersonClaims:
    """Claims on people, by e-mail and by phone."""

    memory: Memory
    ledger: LeadLedger
    tenant: str

    def take(self, keys: PersonKeys, lead: LeadKey, now: datetime) -> None:
        """Claim a person for a lead; raises Busy while another lead has one of the keys.

        Always in the same order, so that two leads never wait for each other.
        """
        try:
            for claim in self._claims(keys):
                self._take(claim, lead, now)
        except Busy:
            self.release(keys, lead)
            raise

    def release(self, keys: PersonKeys, lead: LeadKey) -> None:
        """Let the person's next lead in; never raises: a claim that stays is seen to be over."""
        for claim in self._claims(keys):
            with suppress(SuiteError):
                held = self.memory.get(CLAIMS, claim)
                if held is not None and held.data["lead"] == lead:
                    self.memory.batch([Write(CLAIMS, claim, None, if_version=held.version)])

    def _take(self, claim: str, lead: LeadKey, now: datetime) -> None:
        data = {"lead": lead, "since": moment_text(now)}
        try:
            self.memory.create(CLAIMS, claim, data, expires_at=now + ENDS)
        except AlreadyThere:
            held = self.memory.get(CLAIMS, claim)
            if held is None or (held.data["lead"] != lead and self._is_kept(held, now)):
                raise Busy("another lead of the same person is under way") from None
            self._take_over(held, data, now)

    def _is_kept(self, held: Document, now: datetime) -> bool:
        entry = self.ledger.find(LeadKey(str(held.data["lead"])))
        if entry is None or _is_over(entry):
            return False
        return entry.decision is not None or str(held.data["since"]) > moment_text(now - UNDECIDED)

    def _take_over(self, held: Document, data: dict[str, str], now: datetime) -> None:
        try:
            self.memory.put(CLAIMS, held.id, data, if_version=held.version, expires_at=now + ENDS)
        except VersionConflict:
            raise Busy("another lead of the same person came first") from None

    def _claims(self, keys: PersonKeys) -> list[str]:
        """Give the claims' ids; hashed, because an id may show up in a log or a console."""
        return sorted(person_hash(self.tenant, key) for key in (keys.email, keys.phone) if key)


def _is_over(entry: LedgerEntry) -> bool:
    return entry.is_settled or entry.crm_lead_id is not None
