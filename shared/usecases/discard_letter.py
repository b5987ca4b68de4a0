"""Close a dead message that is of no use, so that it asks for nobody's attention any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.dead_letter import LetterState
from shared.domain.replay import Item, Outcome, Run, Selection
from shared.errors import UnknownVersion
from shared.usecases.dead_letters import DeadLetters
from shared.usecases.replay_trail import DISCARD, ReplayTrail

if TYPE_CHECKING:
    from random import Random

    from shared.ports import Clock, Memory


@dataclass(frozen=True, slots=True)
class DiscardLetter:
    """The use case with what it needs of the world."""

    memory: Memory
    clock: Clock
    rng: Random
    tenant: str

    def __call__(self, letter_id: str, *, who: str) -> Run:
        """Close one letter; what it holds is kept as long as before. The trail says who did it."""
        now = self.clock.now()
        item = Item(id=letter_id, outcome=self._outcome(letter_id), is_letter=True)
        run = Run(
            id=f"{self.rng.getrandbits(128):032x}",
            at=now,
            finished_at=now,
            tenant=self.tenant,
            who=who,
            what=DISCARD,
            selection=Selection(item=letter_id, leads=False, letters=True),
            dry_run=False,
            items=(item,),
        )
        ReplayTrail(self.memory, self.tenant).write(run)
        return run

    def _outcome(self, letter_id: str) -> Outcome:
        letters = DeadLetters(self.memory)
        try:
            stored = letters.find(letter_id)
        except UnknownVersion:
            return Outcome.UNREADABLE
        if stored is None:
            return Outcome.GONE
        if stored.letter.state is LetterState.OPEN and letters.close(
            stored, LetterState.DISCARDED, self.clock.now()
        ):
            return Outcome.DISCARDED
        return Outcome.CLOSED
