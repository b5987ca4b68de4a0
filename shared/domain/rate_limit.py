"""How often one client may come: a count per client that leaks away evenly, in bounded memory."""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

AT_MOST = 10_000
"""About two megabytes; beyond it, who came longest ago is forgotten."""


class RateLimit:
    """So many a minute, all at once or spread out (GCRA). Safe for threads.

    For each client it keeps one moment: when everything that was counted will have leaked away.
    """

    def __init__(self, per_minute: int, *, at_most: int = AT_MOST) -> None:
        """`at_most`: of how many clients a count is kept."""
        self._minute = timedelta(minutes=1)
        self._each = self._minute / per_minute
        self._at_most = at_most
        self._empty_at: OrderedDict[str, datetime] = OrderedDict()
        self._lock = threading.Lock()

    def count(self, client: str, now: datetime) -> float:
        """Count one and give 0, or give the seconds until there is room and count nothing."""
        with self._lock:
            # Not later than a minute from now, or a clock set back would shut the client out.
            empty_at = min(max(self._empty_at.get(client, now), now), now + self._minute)
            wait = empty_at + self._each - now - self._minute
            has_room = wait <= timedelta()
            self._keep(client, empty_at + self._each if has_room else empty_at)
            return 0.0 if has_room else wait.total_seconds()

    def _keep(self, client: str, empty_at: datetime) -> None:
        self._empty_at[client] = empty_at
        self._empty_at.move_to_end(client)
        if len(self._empty_at) > self._at_most:
            self._empty_at.popitem(last=False)

    def __len__(self) -> int:
        """Of how many clients a count is kept."""
        return len(self._empty_at)
