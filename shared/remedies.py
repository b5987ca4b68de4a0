"""The use cases for what has stopped: what is kept of it, shown, and sent again.

A door asks here for its use case when it starts, as in `shared/assembly.py`.
"""

from __future__ import annotations

from random import SystemRandom
from typing import TYPE_CHECKING

from shared import bootstrap

if TYPE_CHECKING:
    from shared.settings import Settings
    from shared.usecases.discard_letter import DiscardLetter
    from shared.usecases.keep_dead_letter import KeepDeadLetter
    from shared.usecases.list_dead import ListDead
    from shared.usecases.replay import Replay


def keep_dead_letter(found: Settings) -> KeepDeadLetter:
    """Give the use case that keeps what no function could take."""
    from shared.usecases.keep_dead_letter import KeepDeadLetter

    return KeepDeadLetter(bootstrap.memory(found), bootstrap.clock())


def of_the_dead(found: Settings) -> tuple[ListDead, Replay, DiscardLetter]:
    """Give all that the page of what has stopped needs."""
    return list_dead(found), replay(found), discard_letter(found)


def list_dead(found: Settings) -> ListDead:
    """Give the use case that shows what is dead."""
    from shared.usecases.list_dead import ListDead

    return ListDead(bootstrap.memory(found), found.tenant)


def discard_letter(found: Settings) -> DiscardLetter:
    """Give the use case that closes a dead message of no use."""
    from shared.usecases.discard_letter import DiscardLetter

    return DiscardLetter(bootstrap.memory(found), bootstrap.clock(), SystemRandom(), found.tenant)


def replay(found: Settings) -> Replay:
    """Give the use case that sends what is dead again."""
    from shared.usecases.replay import Replay

    memory, bus = bootstrap.memory(found), bootstrap.bus(found)
    return Replay(memory, bus, bootstrap.clock(), SystemRandom(), found.tenant)
