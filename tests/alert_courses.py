"""What becomes of the history of a seed: two ways through it, the laws, and a second opinion."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from tests.alert_histories import DIRECTORY, History, history
from tests.alert_laws import (
    check_all_told,
    check_each_record,
    check_episodes,
    check_hands,
    check_nobody_waits,
    check_put_off,
    check_tellings,
    holding,
)
from tests.alert_oracle import LIMITS, held
from tests.alert_turns import Turn, is_at_rest, plan
from tests.alert_world import World

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.alerts.trigger import Known

LATE_MIN = 60
"""So many minutes a sweep may be late behind another one."""
MOMENTS = 12
"""At so many random ones of each record a second opinion is asked."""
_SECOND = timedelta(seconds=1)


@dataclass
class Course:
    """What happened to the history of one seed."""

    seed: int
    rng: Random
    past: History
    turns: list[Turn]
    world: World
    opinions: int = 0
    """How often the second opinion was asked."""

    def prove(self) -> None:
        """Let it all happen, and check every law; an AssertionError where one is broken."""
        self.live()
        check_tellings(self.world, self.past)
        check_put_off(self.world, self.past)
        check_episodes(self.world, self.past)
        check_all_told(self.world)
        other = self.otherwise()
        assert other.alerts == self.world.alerts
        assert sorted(other.tellings) == sorted(self.world.tellings)
        self.ask_at_edges()
        self.ask_at_random()

    def live(self) -> None:
        """Go on to the end, or until nobody is to be told any more."""
        for number, turn in enumerate(self.turns):
            if turn.is_afterwards and is_at_rest(self.world):
                self.turns = self.turns[:number]
                return
            if turn.word is not None:
                self.world.say(turn.number, turn.word, turn.at, turn.pick)
                continue
            self.world.sweep(turn.at, self.past.records)
            check_each_record(self.world, self.past, turn.at)
            check_nobody_waits(self.world, turn.at)
            check_hands(self.world, self.past)

    def otherwise(self) -> World:
        """The same in another order of records, doubled, some sweeps late, each looking at all."""
        world = World(self.past.settings, DIRECTORY, self.past.known_at, is_thorough=True)
        for turn in self.turns:
            if turn.word is not None:
                world.say(turn.number, turn.word, turn.at, turn.pick)
                continue
            records = self.past.records
            self.rng.shuffle(records)
            world.sweep(turn.at, records)
            again = self.rng.randrange(6)
            if again == 1:
                world.sweep(turn.at, records)
            if again == 2:
                late = turn.at - timedelta(minutes=self.rng.randint(1, LATE_MIN))
                world.judge_all(turn.at, records, late)
        return world

    def ask_at_edges(self) -> None:
        """A second before anything falls due, and as it does."""
        for number in self.past.records:
            for known in self.past.states[number]:
                triggers = self.world.judged(known).triggers
                for due in {due for one in triggers if one.cause in LIMITS for due in one.dues}:
                    self.ask(known, due - _SECOND)
                    self.ask(known, due)

    def ask_at_random(self) -> None:
        """At moments at which nothing special is."""
        for number in self.past.records:
            for known in self.rng.choices(self.past.states[number], k=MOMENTS):
                later = timedelta(minutes=self.rng.randrange(60 * 24 * 60))
                self.ask(known, known.opportunity.seen_at + later)

    def ask(self, known: Known, now: datetime) -> None:
        """Judge and oracle agree on what holds by then, since when, and how badly."""
        self.opinions += 1
        triggers = self.world.judged(known).triggers
        assert held(known, self.past.settings, now) == {
            one.cause: holding(one, now)
            for one in triggers
            if one.cause in LIMITS and one.level(now) > 0
        }, (known, now)


def course(seed: int) -> Course:
    """Draw a history with its turns; nothing has happened yet."""
    rng = Random(seed)
    past = history(rng)
    turns = plan(rng, len(past.records))
    return Course(seed, rng, past, turns, World(past.settings, DIRECTORY, past.known_at))


def proved(seed: int) -> Course:
    """Give what happened after it was found in order."""
    found = course(seed)
    found.prove()
    return found
