"""The ledger entry of one lead: where it stands on its way, and its lawful next steps."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import ConfigDict

from shared.domain.clean_lead import CleanLead
from shared.domain.ids import CrmLeadId, CrmPartnerId, FormId, LeadgenId, LeadKey, PageId
from shared.domain.person_hash import person_hash
from shared.domain.values import Moment, Value

if TYPE_CHECKING:
    from datetime import datetime

LEASE = timedelta(seconds=10)
"""Several times what a lead usually takes, and no longer: a claim saves repeats of the same work,
it is not what keeps a lead from being written twice. A crashed worker's leads wait this long."""
MERGES_AT_MOST = 10
UNATTENDED = timedelta(minutes=15)
"""After this long without progress a lead is announced again: its message may be gone."""


class LeadState(StrEnum):
    """`announced -> fetched -> in_crm -> done`, besides waiting, dead and erased."""

    ANNOUNCED = "announced"
    FETCHED = "fetched"
    IN_CRM = "in_crm"
    DONE = "done"
    WAITING = "waiting"
    DEAD = "dead"
    ERASED = "erased"


_NO_REASON: dict[str, object] = {"reason": None, "reason_text": None}
SETTLED = frozenset({LeadState.DONE, LeadState.DEAD, LeadState.ERASED})


class Decision(Value):
    """What was decided for this submission; recorded before the CRM is touched, never changed."""

    onto: CrmLeadId | None = None
    """An open opportunity that takes the answers; None makes a new lead."""
    partner_id: CrmPartnerId | None = None
    remarks: tuple[str, ...] = ()
    """Why somebody known was not joined: see `Remark`."""
    differs_from_customer: bool = False
    """A customer is known by e-mail or phone, but with other details: told in the note, not linked."""


class LedgerEntry(Value):
    """One lead's document in the collection `leads`.

    Fields that newer code has added are passed over, so that a roll-back can go on with it.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    key: LeadKey
    tenant: str
    page_id: PageId
    leadgen_id: LeadgenId
    form_id: FormId | None = None
    source: str
    state: LeadState = LeadState.ANNOUNCED
    announced_at: Moment
    fetched_at: Moment | None = None
    in_crm_at: Moment | None = None
    done_at: Moment | None = None
    tried_since: Moment | None = None
    """When the first attempt began."""
    troubled_since: Moment | None = None
    """When the first attempt began since it last waited for a connection: that does not count."""
    attempts: int = 0
    lease_until: Moment | None = None
    next_attempt_at: Moment | None = None
    waits_for: str = ""
    """The connection that has to work again first; empty: nothing but time."""
    reason: str | None = None
    """Stable slug of why it waits or is dead (an error's `code`)."""
    reason_text: str | None = None
    """The same in plain words, without personal data."""
    is_test: bool = False
    lead: CleanLead | None = None
    decision: Decision | None = None
    crm_lead_id: CrmLeadId | None = None
    stood_in: tuple[CrmLeadId, ...] = ()
    """CRM leads that held it before they were merged into others, the first one first."""
    held_since: Moment | None = None
    """Since when the person's data is kept here; None once it is removed."""
    email_hash: str | None = None
    phone_hash: str | None = None
    erased_at: Moment | None = None
    untold_since: Moment | None = None
    """The lead was erased and the CRM that has it (`crm_lead_id`) has not been told yet."""

    @property
    def is_settled(self) -> bool:
        """Nothing more will happen to it by itself."""
        return self.state in SETTLED

    @property
    def is_at_rest(self) -> bool:
        """What is recorded here is enough to go on from, without the message that led to it."""
        return self.is_settled or self.state is LeadState.WAITING

    def is_not_due(self, now: datetime) -> bool:
        """It waits, and was told to wait longer."""
        due = self.next_attempt_at
        return self.state is LeadState.WAITING and due is not None and now < due

    def facts(self) -> dict[str, str | int | bool | None]:
        """What a log line may say of it."""
        return {
            "lead": self.key,
            "state": self.state.value,
            "reason": self.reason,
            "attempts": self.attempts,
            "crm_lead_id": self.crm_lead_id,
            "is_test": self.is_test,
        }

    def is_leased(self, now: datetime) -> bool:
        """Somebody may be working on it at this moment."""
        return self.lease_until is not None and now < self.lease_until

    def claimed(self, now: datetime) -> LedgerEntry:
        """Somebody starts to work on it."""
        update = {
            "attempts": self.attempts + 1,
            "tried_since": self.tried_since or now,
            "troubled_since": self.troubled_since or now,
            "lease_until": now + LEASE,
            "next_attempt_at": now + UNATTENDED,
            "waits_for": "",
            "state": self._working_state(),
        }
        return self.model_copy(update=update)

    def fetched(self, now: datetime, lead: CleanLead, decision: Decision) -> LedgerEntry:
        """The lead was read and cleaned, the person looked for, and it is decided what to do."""
        update = {
            "state": LeadState.FETCHED,
            "fetched_at": now,
            "waits_for": "",
            "form_id": lead.attribution.form_id or self.form_id,
            "is_test": lead.is_test,
            "decision": decision,
        }
        return self.holding(now, lead).model_copy(update=update)

    def holding(self, now: datetime, lead: CleanLead | None) -> LedgerEntry:
        """Keep what was read, so that it need not be read again, and by what its person is found."""
        if lead is None:
            return self
        keys = lead.person.keys
        update = {
            "lead": lead,
            "held_since": self.held_since or now,
            "email_hash": keys.email and person_hash(self.tenant, keys.email),
            "phone_hash": keys.phone and person_hash(self.tenant, keys.phone),
        }
        return self.model_copy(update=update)

    def in_crm(self, now: datetime, crm_lead_id: CrmLeadId) -> LedgerEntry:
        """The CRM holds it."""
        update = {
            "state": LeadState.IN_CRM,
            "in_crm_at": now,
            "crm_lead_id": crm_lead_id,
            "waits_for": "",  # another worker may have parked it meanwhile
        }
        return self.model_copy(update=update | _NO_REASON)

    def moved(self, head: CrmLeadId) -> LedgerEntry:
        """The CRM lead that holds it was merged into another."""
        decision = self.decision
        if decision is not None and decision.onto == self.crm_lead_id:
            decision = decision.model_copy(update={"onto": head})
        before = () if self.crm_lead_id is None else (self.crm_lead_id,)
        update = {
            "crm_lead_id": head,
            "decision": decision,
            "stood_in": (*self.stood_in, *before)[:MERGES_AT_MOST],
        }
        return self.model_copy(update=update)

    def done(self, now: datetime) -> LedgerEntry:
        """Everything that it causes is recorded."""
        cleared = {"lease_until": None, "next_attempt_at": None, **_NO_REASON}
        return self.model_copy(update={"state": LeadState.DONE, "done_at": now} | cleared)

    def waiting(
        self,
        until: datetime,
        reason: str,
        reason_text: str,
        *,
        waits_for: str = "",
    ) -> LedgerEntry:
        """It cannot go on now; `housekeeping` takes it up again when it is due."""
        update = {
            "state": LeadState.WAITING,
            "next_attempt_at": until,
            "waits_for": waits_for,
            "troubled_since": None if waits_for else self.troubled_since,
            "lease_until": None,
            "reason": reason,
            "reason_text": reason_text,
        }
        return self.model_copy(update=update)

    def dead(self, reason: str, reason_text: str) -> LedgerEntry:
        """It will never work as it is; a person can see it and replay it."""
        update = {
            "state": LeadState.DEAD,
            "lease_until": None,
            "next_attempt_at": None,
            "waits_for": "",
            "reason": reason,
            "reason_text": reason_text,
        }
        return self.model_copy(update=update)

    def revived(self, now: datetime) -> LedgerEntry:
        """A person has it tried again: due at once, and patience begins anew."""
        update = {
            "state": LeadState.WAITING,
            "attempts": 0,
            "tried_since": None,
            "troubled_since": None,
            "lease_until": None,
            "next_attempt_at": now,
            "waits_for": "",
        }
        return self.model_copy(update=update | _NO_REASON)

    def _working_state(self) -> LeadState:
        if self.crm_lead_id is not None:
            return LeadState.IN_CRM
        return LeadState.FETCHED if self.decision is not None else LeadState.ANNOUNCED
