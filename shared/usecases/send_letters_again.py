"""Publish dead messages again, byte for byte, on the topic that they came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared import log
from shared.domain.dead_letter import LetterState
from shared.domain.replay import Item, Outcome
from shared.errors import SuiteError, UnknownVersion
from shared.usecases.dead_letters import DeadLetters
from shared.usecases.send_leads_again import SendLeadsAgain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.ports import Bus, Clock, Memory
    from shared.usecases.dead_letters import StoredLetter

_OF_NO_USE = frozenset({Outcome.DONE, Outcome.ERASED})
"""The lead needs its message no more."""


@dataclass(frozen=True, slots=True)
class SendLettersAgain:
    """One step of a replay."""

    memory: Memory
    bus: Bus
    clock: Clock

    def __call__(self, ids: Sequence[str], *, dry_run: bool) -> list[Item]:
        """Publish each that is still open, close it, and say what came of it."""
        return [self._item(letter_id, dry_run=dry_run) for letter_id in ids]

    def _item(self, letter_id: str, *, dry_run: bool) -> Item:
        try:
            outcome = self._outcome(letter_id, dry_run=dry_run)
        except UnknownVersion:
            outcome = Outcome.UNREADABLE
        return Item(id=letter_id, outcome=outcome, is_letter=True)

    def _outcome(self, letter_id: str, *, dry_run: bool) -> Outcome:
        stored = DeadLetters(self.memory).find(letter_id)
        if stored is None:
            return Outcome.GONE
        if stored.letter.state is not LetterState.OPEN:
            return Outcome.CLOSED
        return self._of_its_lead(stored, dry_run=dry_run) or self._send(stored, dry_run=dry_run)

    def _of_its_lead(self, stored: StoredLetter, *, dry_run: bool) -> Outcome | None:
        """Ask the ledger first: a dead lead would pass its message over, an erased one must."""
        if stored.letter.lead_key is None:
            return None
        leads = SendLeadsAgain(self.memory, self.bus, self.clock)
        outcome, _ = leads.revive(stored.letter.lead_key, dry_run=dry_run)
        if outcome not in _OF_NO_USE:
            return None
        if not dry_run:
            self._close(stored, LetterState.DISCARDED)
        return outcome

    def _send(self, stored: StoredLetter, *, dry_run: bool) -> Outcome:
        letter = stored.letter
        message = DeadLetters(self.memory).message(letter)
        if letter.topic is None or message is None:
            return Outcome.UNREADABLE
        if dry_run:
            return Outcome.SENT_AGAIN
        try:
            self.bus.republish(letter.topic, [message])
        except SuiteError as error:
            log.warning("a dead letter stays", dead_letter=letter.id, error=error.code)
            return Outcome.FAILED
        self._close(stored, LetterState.REPLAYED)
        return Outcome.SENT_AGAIN

    def _close(self, stored: StoredLetter, state: LetterState) -> None:
        """If it changed meanwhile, it died once more or somebody else closed it: both stand."""
        DeadLetters(self.memory).close(stored, state, self.clock.now())
