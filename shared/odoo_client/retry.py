"""Whether, and after how long, a failed call is made again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import NoAnswer, OdooClientError, OutcomeUnknown, TransientError

if TYPE_CHECKING:
    from random import Random


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Full jitter: a wait is uniform between 0 and `base_s * 2^n`, at most `cap_s`."""

    max_attempts: int = 5
    base_s: float = 0.2
    cap_s: float = 10.0
    min_try_s: float = 0.05
    """A retry that has less time than this after its wait is not begun."""

    def wait_s(
        self, error: OdooClientError, attempt: int, *, repeatable: bool, left_s: float, rng: Random
    ) -> float | None:
        """Give the wait before the next attempt, or None when there must not be one.

        `repeatable`: the call is a read, or its caller says that doing it twice is harmless.
        """
        if attempt >= self.max_attempts or not may_repeat(error, repeatable=repeatable):
            return None
        wait_s = self._pause_s(error, attempt, rng)
        return wait_s if wait_s + self.min_try_s <= left_s else None

    def _pause_s(self, error: OdooClientError, attempt: int, rng: Random) -> float:
        if attempt == 1 and isinstance(error, NoAnswer | OutcomeUnknown) and error.dropped:
            return 0.0
        asked_s = getattr(error, "retry_after_s", None) or 0.0
        return asked_s + self.jitter_s(attempt, rng)

    def jitter_s(self, attempt: int, rng: Random) -> float:
        """Give a random wait after `attempt` failures."""
        return rng.uniform(0.0, min(self.cap_s, self.base_s * 2.0 ** (attempt - 1)))


def may_repeat(error: OdooClientError, *, repeatable: bool) -> bool:
    """Tell whether sending the call again can do no harm."""
    if error.retry_any:
        return True
    return repeatable and isinstance(error, TransientError | OutcomeUnknown)
