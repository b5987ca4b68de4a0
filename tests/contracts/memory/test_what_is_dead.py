"""Dead letters, causes and the trail on every store: what their queries find is the same."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from shared.domain.event import Message
from shared.domain.replay import Selection
from shared.usecases.dead_letters import DeadLetters
from shared.usecases.keep_dead_letter import KeepDeadLetter
from shared.usecases.list_dead import ListDead
from shared.usecases.replay import Replay
from tests.contracts.memory.stores import at_once
from tests.dead_letters import announcement, dead
from tests.lead_ways import announced, done, keep

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.event import Event, Topic
    from shared.ports import Memory
    from tests.contracts.memory.stores import GivenClock


class CountingBus:
    """Counts what it is given."""

    def __init__(self) -> None:
        self.published = 0

    def publish(self, topic: Topic, events: Sequence[Event]) -> None:
        self.published += len(events)

    def republish(self, topic: Topic, messages: Sequence[Message]) -> None:
        self.published += len(messages)


def test_causes_are_counted(memory: Memory) -> None:
    causes = ("odoo_invalid", "gave_up", "odoo_invalid", "a", "z_z")
    keep(memory, *(announced(n).dead(cause, "x") for n, cause in enumerate(causes)), done(9))
    found = ListDead(memory, "default")().causes
    assert found == {"odoo_invalid": 2, "gave_up": 1, "a": 1, "z_z": 1}
    assert next(iter(found)) == "odoo_invalid"


def test_a_long_message_comes_back_whole(memory: Memory, clock: GivenClock) -> None:
    message = Message(bytes(range(256)) * 6_000, {"type": "x", "__y__": "\x00", "": "empty"})
    letter_id = str(KeepDeadLetter(memory, clock)(dead(message))["dead_letter"])
    stored = DeadLetters(memory).find(letter_id)
    assert stored is not None
    assert DeadLetters(memory).message(stored.letter) == message


def test_copies_at_one_time_are_one_letter(memory: Memory, clock: GivenClock) -> None:
    keep_letter = KeepDeadLetter(memory, clock)
    at_once(3, lambda _: keep_letter(dead(announcement(1))))
    (letter,) = ListDead(memory, "default")().letters
    assert letter.times == 3


def test_two_runs_at_one_time_send_each_lead_once(memory: Memory, clock: GivenClock) -> None:
    keep(memory, *(announced(number).dead("odoo_invalid", "x") for number in range(10)))
    bus = CountingBus()
    runs = at_once(
        2,
        lambda n: Replay(memory, bus, clock, Random(n), "default")(Selection(), who=f"p{n}"),
    )
    assert bus.published == 10
    trail = ListDead(memory, "default")().runs
    assert {run.id for run in trail} == {run.id for run in runs}
