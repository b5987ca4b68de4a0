"""Which opportunities are to be judged, and when: one small document each in `follow_ups`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.document import Write
from shared.domain.ids import CrmLeadId
from shared.domain.opportunity import opportunity_key
from shared.domain.queries import FOLLOW_UPS_DUE, FOLLOW_UPS_IN_CRM_ORDER, FOLLOW_UPS_OF_OWNER
from shared.domain.values import moment_text
from shared.errors import VersionConflict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shared.domain.document import Document
    from shared.ports import Memory

FOLLOW_UPS = "follow_ups"
_AT_ONCE = 100
"""As many as the memory takes in one batch."""
_AFTER = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One opportunity that is followed, as it was read, with the version that a write names."""

    id: str
    crm_lead_id: CrmLeadId
    version: str
    owner_id: int | None = None


@dataclass(frozen=True, slots=True)
class DuePage:
    """Some that are due; `cursor` None: there are no more."""

    follow_ups: tuple[FollowUp, ...]
    cursor: str | None


class FollowUps:
    """Touch, find and settle. A touch wins over whatever is settled at the same moment."""

    def __init__(self, memory: Memory, tenant: str) -> None:
        self._memory = memory
        self._tenant = tenant

    def touch(self, crm_lead_id: CrmLeadId, now: datetime) -> None:
        """Have an opportunity judged soon: something that alerts depend on has changed.

        Its owner stays as it was noted last.
        """
        known = self.find(crm_lead_id)
        self.touch_all([(crm_lead_id, known.owner_id if known else None)], now)

    def touch_all(self, found: Sequence[tuple[CrmLeadId, int | None]], now: datetime) -> None:
        """The same for opportunities of which the owner is known; None: nobody owns it."""
        writes = [
            Write(FOLLOW_UPS, self._id(number), self._data(number, now, owner_id))
            for number, owner_id in found
        ]
        for start in range(0, len(writes), _AT_ONCE):
            self._memory.batch(writes[start : start + _AT_ONCE])

    def find(self, crm_lead_id: CrmLeadId) -> FollowUp | None:
        """Read one, or None."""
        document = self._memory.get(FOLLOW_UPS, self._id(crm_lead_id))
        return _follow_up(document) if document else None

    def due(self, until: datetime, cursor: str | None, limit: int = _AT_ONCE) -> DuePage:
        """Give those that fell due until then, the longest waiting first."""
        page = self._memory.query(
            FOLLOW_UPS_DUE,
            equals={"tenant": self._tenant},
            below=moment_text(until + _AFTER),
            limit=limit,
            cursor=cursor,
        )
        return DuePage(tuple(_follow_up(one) for one in page.documents), page.cursor)

    def count_due(self, until: datetime) -> int:
        """Count them."""
        return self._memory.count(
            FOLLOW_UPS_DUE, equals={"tenant": self._tenant}, below=moment_text(until + _AFTER)
        )

    def settled(self, one: FollowUp, check_at: datetime | None, owner_id: int | None) -> Write:
        """Give the write that has it judged again then; None: not before it is touched."""
        data = self._data(one.crm_lead_id, check_at, owner_id)
        return Write(FOLLOW_UPS, one.id, data, if_version=one.version)

    def ended(self, one: FollowUp) -> Write:
        """Give the write by which it is followed no more: it is closed or gone."""
        return Write(FOLLOW_UPS, one.id, None, if_version=one.version)

    def put_off(self, one: FollowUp, until: datetime) -> bool:
        """Leave one alone until then; False if it was touched meanwhile."""
        try:
            self._memory.batch([self.settled(one, until, one.owner_id)])
        except VersionConflict:
            return False
        return True

    def known(self, *, after: int, up_to: int) -> frozenset[int]:
        """Give the numbers, behind `after` up to `up_to`, of those that are followed."""
        found, cursor = set[int](), None
        while True:
            page = self._memory.query(
                FOLLOW_UPS_IN_CRM_ORDER,
                equals={"tenant": self._tenant},
                at_least=after + 1,
                below=up_to + 1,
                limit=500,
                cursor=cursor,
            )
            found |= {int(str(one.data["crm_lead_id"])) for one in page.documents}
            cursor = page.cursor
            if cursor is None:
                return frozenset(found)

    def count_of(self, owner_id: int) -> int:
        """Count the open opportunities of a salesperson."""
        return self._memory.count(
            FOLLOW_UPS_OF_OWNER, equals={"tenant": self._tenant, "owner_id": owner_id}
        )

    def _id(self, crm_lead_id: CrmLeadId) -> str:
        return opportunity_key(self._tenant, crm_lead_id)

    def _data(
        self, crm_lead_id: CrmLeadId, check_at: datetime | None, owner_id: int | None
    ) -> dict[str, object]:
        data: dict[str, object] = {"tenant": self._tenant, "crm_lead_id": crm_lead_id}
        if owner_id is not None:
            data["owner_id"] = owner_id
        if check_at is not None:
            data["check_at"] = moment_text(check_at)
        return data


def _follow_up(document: Document) -> FollowUp:
    number = CrmLeadId(int(str(document.data["crm_lead_id"])))
    owner_id = document.data.get("owner_id")
    return FollowUp(
        document.id, number, document.version, None if owner_id is None else int(str(owner_id))
    )
