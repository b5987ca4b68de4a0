"""One deadline for a call and all its retries."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Deadline:
    """A moment on a monotonic clock; give the same one to several calls to share the time."""

    __slots__ = ("_now", "_until")

    def __init__(self, seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        """Start now and end in `seconds`."""
        self._now = now
        self._until = now() + seconds

    def left_s(self) -> float:
        """Seconds left, never below 0."""
        return max(0.0, self._until - self._now())

    @property
    def over(self) -> bool:
        return self.left_s() <= 0.0
