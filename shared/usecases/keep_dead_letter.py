"""Keep a message that was given up, so that a person can see it and send it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared import log
from shared.domain.dead_letter import DeadLetter, LetterState, dead_letter
from shared.domain.event import ActionRequested, decode
from shared.usecases.dead_letters import DEAD_LETTERS, DeadLetters
from shared.usecases.erased_records import ErasedRecords

if TYPE_CHECKING:
    from shared.domain.event import Message
    from shared.log import Scalar
    from shared.ports import Clock, Memory
    from shared.push import Delivery

SUFFIX = "-dead-letters"
"""The subscription to the dead letters of a topic is named after the topic."""


@dataclass(frozen=True, slots=True)
class KeepDeadLetter:
    """The use case with what it needs of the world."""

    memory: Memory
    clock: Clock

    def __call__(self, delivery: Delivery) -> dict[str, Scalar]:
        """Store the message, whatever it holds, and give what a log line may say of it.

        But for an order about somebody who was erased since: nobody could carry it out any more.
        Raises TransientError when the memory fails: then it may not be acknowledged.
        """
        name = delivery.subscription.rpartition("/")[2]
        letter = dead_letter(
            delivery.message,
            heard_from=name.removesuffix(SUFFIX),
            published_at=delivery.published_at,
            now=self.clock.now(),
        )
        kept = DeadLetters(self.memory).keep(letter, delivery.message.data)
        if self._is_silenced(kept, delivery.message):  # only now: the erasure may come meanwhile
            self.memory.delete(DEAD_LETTERS, kept.id)
            return {**facts(kept), "reason": "lead_erased"}
        if kept.state is LetterState.OPEN:
            log.error("a message was given up", None, **facts(kept))
        return facts(kept)

    def _is_silenced(self, letter: DeadLetter, message: Message) -> bool:
        if letter.ordered_on is None:
            return False
        event = decode(message)
        return isinstance(event, ActionRequested) and ErasedRecords(self.memory).silences(event)


def facts(letter: DeadLetter) -> dict[str, Scalar]:
    """Say of a letter what is no stranger's word."""
    return {
        "dead_letter": letter.id,
        "topic": letter.topic,
        "event": letter.event_type,
        "reason": letter.reason,
        "lead": letter.lead_key,
        "times": letter.times,
        "size_bytes": letter.size_bytes,
    }
