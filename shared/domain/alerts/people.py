"""Who may be told of a record's alerts: its owner, and whoever looks after him."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shared.domain.alerts.cause import OF_OWNER, Rung
from shared.domain.alerts.working_times import end_of_day, start_of_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from shared.domain.alerts.alert import Alert
    from shared.domain.alerts.settings import AlertSettings
    from shared.domain.alerts.trigger import Known
    from shared.domain.calendar.date_span import DateSpan
    from shared.domain.calendar.working_time import WorkingTime


@dataclass(frozen=True, slots=True)
class People:
    """The people around one record."""

    owner_id: int | None
    is_owner_missing: bool
    """It has an owner who does not work in the CRM any more."""
    managers: tuple[int, ...]
    """Whom to turn to, the nearest first: as set for the team, its leader, the default."""
    absent: Mapping[int, tuple[DateSpan, ...]] = field(default_factory=dict)

    def is_there(self, user_id: int, day: date) -> bool:
        """Tell whether a user is not absent on a day."""
        return not any(day in span for span in self.absent.get(user_id, ()))

    def reader(self, rung: Rung, day: date, alert: Alert | None = None) -> int | None:
        """Give who is told of an alert on a rung on a day; None: nobody is there.

        In an absent owner's place stands the manager; above an owner stands somebody else, who was
        not told already in the owner's place.
        """
        if rung in OF_OWNER:
            return self._first(day, alert.delegated_to if alert else None)
        told = self._told(alert) if rung is Rung.MANAGER else frozenset()
        return self._manager(day, but=told | {self.owner_id})

    def has_reader(self, rung: Rung, alert: Alert) -> bool:
        """Tell whether somebody can be told on a rung on some day."""
        if rung in OF_OWNER:
            return True
        told = self._told(alert) if rung is Rung.MANAGER else frozenset()
        return bool(set(self.managers) - told - {self.owner_id})

    def next_change(
        self, working: WorkingTime, now: datetime, others: Iterable[int | None] = ()
    ) -> datetime | None:
        """Give when one of these people, or of others, goes or comes back next."""
        named = {self.owner_id, *self.managers, *others}
        spans = [span for user in named if user is not None for span in self.absent.get(user, ())]
        moments = [start_of_day(working, span.first) for span in spans]
        moments += [end_of_day(working, span.last) for span in spans]
        return min((one for one in moments if one > now), default=None)

    def _first(self, day: date, delegated_to: int | None) -> int | None:
        first = delegated_to if delegated_to is not None else self._owner()
        if first is not None and self.is_there(first, day):
            return first
        return self._manager(day, but=frozenset({first, self.owner_id}))

    def _told(self, alert: Alert | None) -> frozenset[int | None]:
        told = alert.told if alert else ()
        ladder = (alert.level, alert.begun_for) if alert else None
        return frozenset(one.reader_id for one in told if (one.level, one.begun_for) == ladder)

    def _owner(self) -> int | None:
        return None if self.is_owner_missing else self.owner_id

    def _manager(self, day: date, but: frozenset[int | None]) -> int | None:
        there = (one for one in self.managers if one not in but and self.is_there(one, day))
        return next(there, None)


def people_of(
    settings: AlertSettings,
    known: Known,
    working_people: frozenset[int] | None,
    absent: Mapping[int, tuple[DateSpan, ...]],
) -> People:
    """Give the people around a record; `working_people` None: nobody knows who works there.

    Where only one works there he is everybody's manager: a company of one needs no settings.
    """
    state = known.opportunity.state
    owner_id = state.owner.id if state and state.owner else None
    team = settings.teams.get(known.team.id) if known.team else None
    leader_id = known.team.leader_id if known.team else None
    chain = (team.manager_id if team else None, leader_id, settings.default_manager_id)
    there = [one for one in chain if one is not None]
    if working_people is not None:
        there = [one for one in there if one in working_people]
        there += working_people if len(working_people) == 1 else ()
    return People(
        owner_id=owner_id,
        is_owner_missing=owner_id is not None and known.owner is None,
        managers=tuple(dict.fromkeys(there)),
        absent=absent,
    )
