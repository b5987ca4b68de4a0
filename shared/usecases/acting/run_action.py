"""Carry out an ordered action, once, and record what became of it.

Carried out, then recorded, always under the action's key: a crash in between repeats it, which a
sink that knows keys does not notice, and a marked sending holds back (see `attempt.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.acting.action import ActionState
from shared.domain.acting.erasing import action_silenced, without_words
from shared.errors import (
    Busy,
    CrmLeadGone,
    OutcomeUnknown,
    PermanentError,
    TransientError,
    UnknownVersion,
)
from shared.usecases.acting.action_log import ActionLog
from shared.usecases.acting.attempt import WINDOW, Attempt, Obsolete
from shared.usecases.erased_records import ErasedRecords

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime, timedelta

    from shared.domain.acting.action import Action, ActionRequested, Result
    from shared.domain.acting.orders import Order
    from shared.log import Scalar
    from shared.ports import Clock, Memory

    Carrier = Callable[..., Result]
    """Carries out an order of its type: `(attempt, order) -> result`."""
    Carriers = Mapping[type, Carrier]


@dataclass(frozen=True, slots=True)
class RunAction:
    """The use case with what it needs of the world."""

    memory: Memory
    clock: Clock
    carriers: Carriers
    kept: timedelta
    window: timedelta = WINDOW

    def __call__(self, event: ActionRequested) -> dict[str, Scalar]:
        """Carry out what is asked, unless it was before; gives what a log line may say.

        Raises Busy while another worker is at it, TransientError or OutcomeUnknown where it could
        not be done now, UnknownVersion where only newer code can: then nothing may be acknowledged.
        """
        log, now = ActionLog(self.memory, self.kept), self.clock.now()
        erased = ErasedRecords(self.memory)
        is_erased = erased.silences(event)
        stored, is_ours = log.open(_silent(event) if is_erased else event, now)
        if stored.action.is_settled:
            return {**facts_of(stored.action), "is_repeat": True}
        was_begun = not is_ours and stored.action.begun_at is not None
        if not is_ours:
            stored = log.claim(stored, now)
        attempt = Attempt(stored, log, self.clock, self.window)
        if is_erased or erased.silences(event):  # the erasure may have come just before the record
            return self._silence(attempt)
        if not was_begun and event.expires_at is not None and event.expires_at <= now:
            return self._end(attempt, ActionState.EXPIRED, "expired")
        return self._carry_out(attempt, now)

    def _carry_out(self, attempt: Attempt, claimed_at: datetime) -> dict[str, Scalar]:
        order = attempt.action.order
        try:
            result = self._carrier(order)(attempt, order)
        except Busy:
            raise
        except (TransientError, OutcomeUnknown, UnknownVersion) as error:
            self._let_go(attempt, error, claimed_at)
            raise
        except (CrmLeadGone, Obsolete) as error:
            return self._end(attempt, ActionState.OBSOLETE, error.code)
        except PermanentError as error:
            return self._end(attempt, ActionState.REFUSED, error.code)
        return self._end(attempt, ActionState.DONE, result=result)

    def _carrier(self, order: Order) -> Carrier:
        carrier = self.carriers.get(type(order))
        if carrier is None:
            raise UnknownVersion(f"nobody here carries out {order.kind}")
        return carrier

    def _end(
        self,
        attempt: Attempt,
        state: ActionState,
        reason: str = "",
        *,
        result: Result | None = None,
    ) -> dict[str, Scalar]:
        """Record the end, unless another worker has recorded one: then theirs counts."""
        now = self.clock.now()

        def step(action: Action) -> Action:
            ended = action.ended(state, now, reason)
            if result is None:
                return ended
            delivered = {"delivered": action.result.delivered}
            return ended.model_copy(update={"result": result.model_copy(update=delivered)})

        stored = attempt.log.advance(attempt.stored, lambda one: one.is_settled, step, now)
        return facts_of(stored.action)

    def _silence(self, attempt: Attempt) -> dict[str, Scalar]:
        """End it without its words: its person was erased while it lay in the queue."""
        now = self.clock.now()
        stored = attempt.log.advance(
            attempt.stored,
            lambda one: one.is_settled and without_words(one.order) == one.order,
            lambda one: action_silenced(one, now),
            now,
        )
        return facts_of(stored.action)

    def _let_go(
        self,
        attempt: Attempt,
        error: TransientError | OutcomeUnknown | UnknownVersion,
        claimed_at: datetime,
    ) -> None:
        """Free the action for the next delivery; if that cannot be written, the lease runs out."""
        is_unclear = isinstance(error, OutcomeUnknown)
        after = attempt.action.failed(error.code, claimed_at, is_unclear=is_unclear)
        try:
            attempt.log.put(attempt.stored, after, self.clock.now())
        except TransientError:  # the first error says more than that of our memory
            return


def _silent(event: ActionRequested) -> ActionRequested:
    return event.model_copy(update={"order": without_words(event.order)})


def facts_of(action: Action) -> dict[str, Scalar]:
    """Say of an action what a log line may say."""
    return {
        "action": action.key,
        "order": action.order.kind,
        "asked_by": action.asked_by.kind,
        "state": action.state.value,
        "reason": action.reason,
        "attempts": action.attempts,
    }
