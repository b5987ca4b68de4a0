"""Judge one record by what is known of it now, and write what became of its alerts.

Alerts and the moment of the next look are one write: of two sweeps at the same record one writes,
the other reads anew. A touch in between makes it read anew as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.acting.action import ActionState
from shared.domain.alerts.following import follow
from shared.domain.alerts.judge import is_open
from shared.domain.alerts.subject import Around, ShownActivity
from shared.errors import AlreadyThere, VersionConflict
from shared.usecases.alerts.alert_orders import activity_action
from shared.usecases.alerts.follow_ups import FollowUp, FollowUps
from shared.usecases.alerts.owed_to_crm import made_activity, owing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from shared.domain.alerts.alert import Alert, AlertId
    from shared.domain.alerts.rules import Rules
    from shared.domain.alerts.trigger import Known
    from shared.domain.document import Write
    from shared.ports import Clock, Memory
    from shared.usecases.alerts.alert_book import AlertBook, StoredAlert
    from shared.usecases.alerts.digest_turns import DigestTurns
    from shared.usecases.alerts.least_busy import LeastBusy
    from shared.usecases.alerts.record_facts import RecordFacts

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of it."""

    raised: int = 0
    closed: int = 0
    owners: frozenset[int] = frozenset()
    """Whose alerts have changed in number."""


@dataclass(frozen=True, slots=True)
class JudgeRecord:
    """The step with what it needs of the world."""

    memory: Memory
    clock: Clock
    book: AlertBook
    facts: RecordFacts
    least_busy: LeastBusy
    turns: DigestTurns

    def __call__(self, one: FollowUp) -> Judged | None:
        """Judge it; None: others were at it as well, it stays due.

        Raises UnknownVersion for a picture, score or alert that this code cannot read.
        """
        for _ in range(_TRIES):
            now = self.clock.now()
            known = self.facts.known(one.crm_lead_id, now)
            stored = self.book.of_record(known.opportunity.key)
            rules = self.facts.rules(known)
            alerts = [each.alert for each in stored]
            found = follow(known, alerts, rules, now, self._around(known, rules, alerts, now))
            after = [owing(each, now) for each in found.alerts]
            for each in (*after, *alerts):
                self.turns.give(each, now)
            writes = list(self._writes(stored, after))
            writes.append(self._settled(one, known, found.next_check_at))
            try:
                self.memory.batch(writes)
            except (AlreadyThere, VersionConflict):
                again = FollowUps(self.memory, self.facts.tenant).find(one.crm_lead_id)
                if again is None:
                    return None
                one = again
                continue
            return _judged(alerts, after)
        return None

    def _writes(self, stored: Sequence[StoredAlert], after: Iterable[Alert]) -> Iterable[Write]:
        before = {one.alert.id: one for one in stored}
        return (self.book.write(before.get(alert.id), alert) for alert in after)

    def _settled(self, one: FollowUp, known: Known, check_at: datetime | None) -> Write:
        follow_ups, state = FollowUps(self.memory, self.facts.tenant), known.opportunity.state
        if not is_open(known.opportunity):
            return follow_ups.ended(one)
        return follow_ups.settled(one, check_at, state.owner.id if state and state.owner else None)

    def _around(self, known: Known, rules: Rules, alerts: Sequence[Alert], now: datetime) -> Around:
        """Read what is beside the record; who could take over only where the owner is missing."""
        people, day = rules.people, rules.owner_time.day_of(now)
        is_missing = people.is_owner_missing or people.owner_id is None
        if not is_missing and people.owner_id not in people.absent:
            return Around(self._activities(alerts))
        return Around(
            self._activities(alerts), reassign_to=self.least_busy.of(known.team, people, day)
        )

    def _activities(self, alerts: Sequence[Alert]) -> dict[AlertId, ShownActivity]:
        """Give the activities that show these alerts, as far as they were made."""
        found: dict[AlertId, ShownActivity] = {}
        for alert in alerts:
            key = activity_action(alert)
            if not alert.is_live or not any(key in told.actions for told in alert.told):
                continue
            made = made_activity(self.memory, alert)
            if made is None or made.state is not ActionState.DONE:
                continue
            number, made_at = made.result.activity_id, made.result.activity_made_at
            if number is not None and made_at is not None:
                found[alert.id] = ShownActivity(number, made_at)
        return found


def _judged(before: Sequence[Alert], after: Sequence[Alert]) -> Judged:
    were = {one.id: one.is_live for one in before}
    raised = [one for one in after if one.id not in were]
    closed = [one for one in after if not one.is_live and were.get(one.id, True)]
    owners = {one.owner_id for one in (*raised, *closed) if one.owner_id is not None}
    return Judged(len(raised), len(closed), frozenset(owners))
