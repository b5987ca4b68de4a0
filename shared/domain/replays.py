"""Which signed messages this process has already taken: an exact copy is nobody's but a listener's.

Only a first line: what was taken by another instance, or before a restart, is harmless by what
the message itself says (its revisions).
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.standard_webhooks import TOLERANCE_S

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.standard_webhooks import Authentic

AT_MOST = 10_000
"""About a megabyte. Only signed messages are kept, so a stranger cannot fill it."""


class Replays:
    """Remembers messages for as long as their time of sending lets them pass. Safe for threads."""

    def __init__(self, at_most: int = AT_MOST) -> None:
        """`at_most`: when there are more, the oldest are forgotten."""
        self._at_most = at_most
        self._taken: OrderedDict[bytes, datetime] = OrderedDict()
        self._lock = threading.Lock()

    def holds(self, message: Authentic) -> bool:
        """Tell whether just this message was taken before."""
        with self._lock:
            return message.fingerprint in self._taken

    def remember(self, message: Authentic, now: datetime) -> None:
        """Keep a message that was taken, and forget those that are too old to come again."""
        with self._lock:
            self._taken[message.fingerprint] = message.sent_at + timedelta(seconds=TOLERANCE_S)
            while self._taken and self._has_to_go(next(iter(self._taken)), now):
                self._taken.popitem(last=False)

    def _has_to_go(self, oldest: bytes, now: datetime) -> bool:
        return len(self._taken) > self._at_most or self._taken[oldest] < now
