"""Remove what is kept of a record of the CRM: its picture, its alerts' words, its actions' words.

Orders that are still in a queue are reached by a mark, which is left first (`erased_records.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.acting.erasing import action_erased
from shared.domain.alerts.erasing import alert_erased
from shared.domain.opportunity import opportunity_key
from shared.domain.queries import ACTIONS_OF_RECORD, ALERTS_OF_RECORD, DEAD_LETTERS_OF_RECORD
from shared.errors import UnknownVersion
from shared.usecases.acting.action_log import ACTIONS, ActionLog, stored_action
from shared.usecases.alerts.alert_book import ALERTS, AlertBook, stored_alert_of
from shared.usecases.alerts.follow_ups import FOLLOW_UPS
from shared.usecases.alerts.owed_to_crm import owing
from shared.usecases.dead_letters import DEAD_LETTERS
from shared.usecases.erased_records import ErasedRecords
from shared.usecases.opportunities import OPPORTUNITIES
from shared.usecases.paged import documents

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, timedelta

    from shared.domain.alerts.alert import Alert
    from shared.domain.document import Document
    from shared.domain.ids import CrmLeadId
    from shared.ports import Memory


@dataclass(frozen=True, slots=True)
class ForgetRecord:
    """The step with what it needs of the world. While the CRM has the record, it is drawn anew."""

    memory: Memory
    tenant: str
    retention: timedelta
    """For so long the silent alerts and actions are kept, as others are."""

    def __call__(self, crm_lead_id: CrmLeadId, now: datetime) -> None:
        """Remove it; may be repeated. Raises Busy where others keep changing it."""
        key = opportunity_key(self.tenant, crm_lead_id)
        ErasedRecords(self.memory).mark(self.tenant, crm_lead_id, now)
        for document in documents(
            self.memory, DEAD_LETTERS_OF_RECORD, at_least=key, below=f"{key}~"
        ):
            self.memory.delete(DEAD_LETTERS, document.id)
        self.memory.delete(OPPORTUNITIES, key)
        for document in alerts_of(self.memory, self.tenant, crm_lead_id):
            self._silence_alert(document, now)
        for document in actions_of(self.memory, self.tenant, crm_lead_id):
            self._silence_action(document, now)
        self.memory.delete(FOLLOW_UPS, key)

    def _silence_alert(self, document: Document, now: datetime) -> None:
        """Let it say nothing; what this code cannot read goes."""
        try:
            stored = stored_alert_of(document)
        except UnknownVersion:
            self.memory.delete(ALERTS, document.id)
            return
        book = AlertBook(self.memory, self.tenant, self.retention)
        book.change(stored, lambda alert: _silent(alert, now))

    def _silence_action(self, document: Document, now: datetime) -> None:
        try:
            stored = stored_action(document)
        except UnknownVersion:
            self.memory.delete(ACTIONS, document.id)
            return
        ActionLog(self.memory, self.retention).advance(
            stored,
            lambda action: action_erased(action, now) == action,
            lambda action: action_erased(action, now),
            now,
        )


def alerts_of(memory: Memory, tenant: str, crm_lead_id: CrmLeadId) -> Iterator[Document]:
    """Give all alerts of a record, oldest first."""
    key = opportunity_key(tenant, crm_lead_id)
    return documents(memory, ALERTS_OF_RECORD, equals={"opportunity": key})


def actions_of(memory: Memory, tenant: str, crm_lead_id: CrmLeadId) -> Iterator[Document]:
    """Give all actions on a record, oldest first."""
    equals: dict[str, str | int | bool] = {"tenant": tenant, "crm_lead_id": crm_lead_id}
    return documents(memory, ACTIONS_OF_RECORD, equals=equals)


def _silent(alert: Alert, now: datetime) -> Alert:
    after = alert_erased(alert, now)
    return owing(after, now) if after.standing is not alert.standing else after
