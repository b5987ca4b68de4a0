"""An alert with its record, ready to be told; and what is noted on it once it was."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from shared import log
from shared.domain.alerts.ladder import after_telling, with_reader
from shared.errors import UnknownVersion
from shared.usecases.alerts.alert_orders import key_of, telling_key
from shared.usecases.alerts.owed_to_crm import owing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from shared.domain.acting.action import ActionRequested
    from shared.domain.alerts.alert import Alert, Told
    from shared.domain.alerts.rules import Rules
    from shared.domain.alerts.trigger import Known
    from shared.ports import Bus, Clock, Memory
    from shared.usecases.alerts.alert_book import AlertBook, StoredAlert
    from shared.usecases.alerts.digest_turns import DigestTurns
    from shared.usecases.alerts.record_facts import RecordFacts
    from shared.usecases.alerts.telling_orders import TellingOrders


@dataclass(frozen=True, slots=True)
class Ready:
    """An alert with the facts of its record, as they stand now."""

    stored: StoredAlert
    known: Known
    rules: Rules

    @property
    def alert(self) -> Alert:
        """The alert."""
        return self.stored.alert

    @property
    def key(self) -> str:
        """The natural key of the telling that comes next; "": none does."""
        return next_key(self.alert)


@dataclass(frozen=True, slots=True)
class Teller:
    """Notes tellings on alerts; shared by what is told at once and by digests."""

    memory: Memory
    bus: Bus
    clock: Clock
    book: AlertBook
    facts: RecordFacts
    turns: DigestTurns
    orders: TellingOrders

    def ready(self, stored: StoredAlert) -> Ready | None:
        """Put an alert and its record together, with whoever is there today to be told.

        None for a record that this code cannot read, and for an alert that is gone.
        """
        now, alert = self.clock.now(), stored.alert
        try:
            known = self.facts.known_of_alert(alert, now)
        except UnknownVersion as error:
            log.warning("alert not told", alert=alert.id, error=error.code)
            return None
        rules = self.facts.rules_of(alert, known, now)
        step = partial(with_reader, rules=rules, now=now)
        after = self.change(stored, step)
        return Ready(after, known, rules) if after is not None else None

    def proposed(self, one: Ready) -> Ready | None:
        """Give it with the step of its rung, which a message that is on its way will read."""
        now = self.clock.now()
        after = self.change(
            one.stored, lambda alert: self.orders.proposing(alert, one.known, one.rules, now)
        )
        return Ready(after, one.known, one.rules) if after is not None else None

    def told(self, one: Ready, actions: Iterable[ActionRequested]) -> None:
        """Note that it was told: the ladder goes on, the CRM is to show it."""
        now = self.clock.now()
        told = one.alert.telling(now, tuple(key_of(action) for action in actions))
        if told is not None:
            self.change(one.stored, lambda each: _noted(each, told, one.rules, now))

    def change(self, stored: StoredAlert, step: Callable[[Alert], Alert]) -> StoredAlert | None:
        """Change an alert, and let its reader have a turn first if it waits for his digest."""

        def with_turn(alert: Alert) -> Alert:
            after = step(alert)
            self.turns.give(after, self.clock.now())
            return after

        return self.book.change(stored, with_turn)

    def decide(self, one: Ready, step: Callable[[Alert], Alert]) -> None:
        """Change an alert that is not told now, unless it stands otherwise by then."""
        seen = (one.key, one.alert.standing)

        def if_same(alert: Alert) -> Alert:
            return step(alert) if (next_key(alert), alert.standing) == seen else alert

        self.change(one.stored, if_same)


def _noted(alert: Alert, told: Told, rules: Rules, now: datetime) -> Alert:
    after = after_telling(alert, told, rules)
    return after if after == alert else owing(after, now)


def next_key(alert: Alert) -> str:
    """Give the natural key of an alert's next telling; "": there is none."""
    return telling_key(alert, alert.rung) if alert.rung is not None else ""
