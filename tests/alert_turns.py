"""Random turns over a random history: sweeps with gaps, words of people, and quiet weeks at last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.alerts.saying import Word, WordKind
from tests.alert_histories import DAYS, START

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random

    from tests.alert_world import World

QUIET_DAYS = 60
"""After the last change: whatever waits is told by then, however small the caps."""
WORDS: tuple[WordKind, ...] = ("acknowledge", "snooze", "dismiss", "delegate", "done", "reopen")


@dataclass(frozen=True)
class Turn:
    """A moment at which the sweep runs, or somebody speaks."""

    at: datetime
    word: Word | None = None
    number: int = 0
    pick: int = 0
    is_afterwards: bool = False


def plan(rng: Random, records: int) -> list[Turn]:
    """Give sweeps with gaps from minutes to days, words of people, and at last quiet weeks."""
    turns, now = [], START
    while now < START + timedelta(days=DAYS):
        now += timedelta(minutes=rng.choice((1, 5, 5, 30, 120, 300, 700, 2000, 5000)))
        turns.append(Turn(now))
        if rng.random() < 0.3:
            until = now + timedelta(hours=rng.randint(1, 100))
            word = Word(rng.choice(WORDS), "somebody", until=until, to=rng.choice((7, 17)))
            turns.append(Turn(now, word, rng.randint(1, records), rng.randrange(9)))
    midnight = now.replace(hour=0, minute=0) + timedelta(days=1)
    days = [midnight + timedelta(days=n) for n in range(QUIET_DAYS)]
    quiet = [day + timedelta(hours=hour, minutes=30) for day in days for hour in (9, 12)]
    return [*turns, *(Turn(one, is_afterwards=True) for one in quiet)]


def is_at_rest(world: World) -> bool:
    """No alert has anybody to tell, now or when its snooze is over."""
    live = [one for one in world.all() if one.is_live and one.rung is not None]
    return all(one.reader_id is None for one in live)
