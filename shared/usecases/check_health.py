"""Whether the suite is well: its memory answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared import log
from shared.errors import SuiteError, TransientError

if TYPE_CHECKING:
    from shared.ports import Memory


@dataclass(frozen=True, slots=True)
class CheckHealth:
    """The use case with what it needs of the world."""

    memory: Memory

    def __call__(self) -> None:
        """Raise TransientError (`unhealthy`) unless memory answers; why not is only logged."""
        try:
            self.memory.get("health", "probe")
        except SuiteError as error:
            log.warning("memory does not answer", error=error.code)
            raise TransientError("not well just now", code="unhealthy") from None
