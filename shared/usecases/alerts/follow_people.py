"""Salespeople who have more on their hands than one can look after: their managers are told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.alerts.cause import Cause
from shared.domain.alerts.overload import Load, follow_person, person_key
from shared.domain.queries import (
    LIVE_ALERTS_OF_CAUSE,
    LIVE_ALERTS_OF_OWNER,
    LIVE_ALERTS_OF_OWNER_AND_CAUSE,
)
from shared.errors import AlreadyThere, VersionConflict
from shared.usecases.alerts.apart import apart

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from shared.ports import Clock, Memory
    from shared.usecases.alerts.alert_book import AlertBook
    from shared.usecases.alerts.digest_turns import DigestTurns
    from shared.usecases.alerts.record_facts import RecordFacts

UNCONTACTED = (Cause.HOT_NOT_CONTACTED, Cause.NEW_NOT_CONTACTED)
IN_TURN = 10
"""So many others are looked at in each run, so that none is missed after a crash."""
_SLOT_S = 300


@dataclass(frozen=True, slots=True)
class FollowPeople:
    """The step with what it needs of the world."""

    memory: Memory
    clock: Clock
    book: AlertBook
    facts: RecordFacts
    turns: DigestTurns

    def __call__(self, owners: Iterable[int], until: datetime) -> int:
        """Follow these salespeople, those who have such an alert, and some others in turn.

        Nobody is begun after `until`. Gives how many alerts have changed.
        """
        now, changed = self.clock.now(), 0
        for user_id in sorted({*owners, *self._alerted(), *self._in_turn(now)}):
            if self.clock.now() >= until:
                break
            with apart("person not followed", user=user_id):
                changed += self._follow(user_id)
        return changed

    def _alerted(self) -> Iterable[int]:
        equals: dict[str, str | int | bool] = {
            "cause": Cause.OWNER_OVERLOADED.value,
            "is_live": True,
        }
        page = self.book.page(LIVE_ALERTS_OF_CAUSE, equals, limit=500)
        owners = (one.alert.owner_id for one in page.alerts)
        return [one for one in owners if one is not None]

    def _in_turn(self, now: datetime) -> Iterable[int]:
        people = sorted(self.facts.people)
        turns = max(1, -(-len(people) // IN_TURN))
        return people[int(now.timestamp()) // _SLOT_S % turns :: turns]

    def _follow(self, user_id: int) -> int:
        now, settings = self.clock.now(), self.facts.settings
        stored = self.book.of_record(person_key(self.facts.tenant, user_id))
        before = {one.alert.id: one for one in stored}
        found = follow_person(
            self._load(user_id, own=sum(one.alert.is_live for one in stored)),
            settings.overload,
            [one.alert for one in stored],
            self.facts.rules_of_person(user_id, now),
            now,
        )
        for alert in found.alerts:
            self.turns.give(alert, now)
        try:
            self.memory.batch([self.book.write(before.get(one.id), one) for one in found.alerts])
        except (AlreadyThere, VersionConflict):
            return 0  # another sweep was at it
        return len(found.alerts)

    def _load(self, user_id: int, own: int) -> Load:
        """Count what is on his hands; the alert about himself is none of it."""
        team = self.facts.team_of(user_id)
        equals = {"owner_id": user_id, "is_live": True}
        alerts = self.book.count(LIVE_ALERTS_OF_OWNER, equals)
        uncontacted = sum(
            self.book.count(LIVE_ALERTS_OF_OWNER_AND_CAUSE, equals | {"cause": cause.value})
            for cause in UNCONTACTED
        )
        return Load(
            self.facts.tenant, user_id, alerts - own, uncontacted, team.id if team else None
        )
