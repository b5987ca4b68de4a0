"""What the demo channels have received, the newest last."""

from __future__ import annotations

import threading
from collections import deque
from typing import Any

KEPT = 200


class Inbox:
    """The last messages; with a key, the same one comes once. Safe between threads."""

    def __init__(self) -> None:
        self._messages: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self._known: dict[str, str] = {}
        self._number = 0
        self._lock = threading.Lock()

    def take(self, product: str, path: str, body: object, *, key: str = "") -> str:
        """Keep a message and give its id; with a known key, give the first one's id."""
        with self._lock:
            place = f"{product}{path}?{key}"
            if key and place in self._known:
                return self._known[place]
            self._number += 1
            found = f"{product}-{self._number}"
            if key:
                self._known[place] = found
            self._messages.append({"id": found, "product": product, "path": path, "body": body})
            return found

    def messages(self) -> list[dict[str, Any]]:
        """Give what is kept."""
        with self._lock:
            return list(self._messages)

    def clear(self) -> None:
        """Forget all, keys too."""
        with self._lock:
            self._messages.clear()
            self._known.clear()
