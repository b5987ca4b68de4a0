"""Who of a team has the least to look after: he is proposed where somebody else is to take over."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shared.domain.queries import LIVE_ALERTS_OF_OWNER
from shared.usecases.alerts.follow_ups import FollowUps

if TYPE_CHECKING:
    from datetime import date

    from shared.domain.alerts.people import People
    from shared.domain.crm_directory import Team
    from shared.ports import Memory
    from shared.usecases.alerts.alert_book import AlertBook
    from shared.usecases.alerts.record_facts import RecordFacts

Load = tuple[int, int, int]
"""Live alerts, open records, number: the least of these takes over."""


@dataclass(frozen=True, slots=True)
class LeastBusy:
    """Counts each salesperson once a run."""

    memory: Memory
    book: AlertBook
    facts: RecordFacts
    _loads: dict[int, Load] = field(default_factory=dict)

    def of(self, team: Team | None, people: People, day: date) -> int | None:
        """Give the least busy of a team who is there on a day, but the owner; None: nobody."""
        members = team.member_ids if team is not None else ()
        there = [
            one
            for one in members
            if one != people.owner_id and one in self.facts.people and people.is_there(one, day)
        ]
        return min(there, key=self._load, default=None)

    def _load(self, user_id: int) -> Load:
        known = self._loads.get(user_id)
        if known is None:
            equals = {"owner_id": user_id, "is_live": True}
            alerts = self.book.count(LIVE_ALERTS_OF_OWNER, equals)
            records = FollowUps(self.memory, self.facts.tenant).count_of(user_id)
            known = self._loads[user_id] = (alerts, records, user_id)
        return known
