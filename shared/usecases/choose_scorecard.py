"""A person chooses the scorecard that scores: roll back to a kept one, or to the expert card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.scorecard_version import EXPERT, InForce
from shared.domain.training_run import Why
from shared.errors import BadInput, Busy
from shared.scoring.errors import BadArtefact
from shared.usecases import audit
from shared.usecases.scorecards import Scorecards

if TYPE_CHECKING:
    from shared.ports import Clock, Memory


@dataclass(frozen=True, slots=True)
class ChooseScorecard:
    """The use case with what it needs of the world."""

    memory: Memory
    clock: Clock
    tenant: str

    def __call__(self, version: str, *, who: str) -> InForce:
        """Let a version score (`EXPERT`: the expert card), and hold it until a better one is found.

        Better: on outcomes that became known after this moment. What was known before was known
        to the person who chose. It also repairs: what names the one in force may be unreadable.

        Raises BadInput for a version that is not kept or cannot be read, Busy if a run changed
        the one in force at this moment.
        """
        scorecards, now = Scorecards(self.memory, self.tenant), self.clock.now()
        stored = scorecards.in_force_or_damaged()
        self._check(scorecards, version)
        pointer = InForce(
            tenant=self.tenant,
            version=version,
            since=now,
            by=who,
            why=Why.ROLLED_BACK.value,
            held_since=now,
        )
        if not scorecards.put_in_force(stored, pointer):
            raise Busy("the scorecard in force was changed at this moment: look, then try again")
        audit.record(
            self.memory,
            f"scorecard.{self.tenant}.{now:%Y%m%d%H%M%S%f}",
            tenant=self.tenant,
            at=now,
            who=who,
            what=f"scorecard in force: {version or 'expert card'}, before {stored.name or 'expert card'}",
            counts={},
        )
        return pointer

    def _check(self, scorecards: Scorecards, version: str) -> None:
        if version == EXPERT:
            return
        try:
            found = scorecards.readable(version)
        except BadArtefact:
            raise BadInput(
                f"the scorecard {version!r} is damaged", code="scorecard_damaged"
            ) from None
        if found is None:
            raise BadInput(f"no scorecard {version!r} is kept", code="no_such_scorecard")
