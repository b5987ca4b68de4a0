"""How much time the invocation under way has left, for adapters that wait for somebody else.

The door sets it, whoever calls out reads it. It is kept in a context variable, so each thread has
its own; outside of an invocation there is no end.
"""

from __future__ import annotations

import math
import time
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_ends = ContextVar("ends", default=math.inf)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Let what is called inside begin nothing after `seconds` from now."""
    token = _ends.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _ends.reset(token)


def left_s() -> float:
    """Give the seconds left, never below 0; infinity outside of an invocation."""
    return max(0.0, _ends.get() - time.monotonic())
