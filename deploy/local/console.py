"""Log lines for a person at a terminal: time, function, status, duration, facts."""

from __future__ import annotations

import logging
from datetime import datetime

from shared import log

_HIDDEN = {"function", "status", "duration_ms", "method", "message_id", "event"}


class ConsoleLines(logging.Formatter):
    """`14:03:07 lead_event_handler 204 31 ms  state=done attempts=1`; libraries' lines as types."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one record as one line."""
        moment = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        facts = log.facts_of(record)
        if facts is None:
            return f"{moment}  {record.name}: {record.levelname}"
        head = str(record.msg)
        if "function" in facts:
            head = f"{facts['function']:<20} {facts['status']} {facts['duration_ms']:>8} ms"
        tail = " ".join(
            f"{name}={value}"
            for name, value in facts.items()
            if name not in _HIDDEN and value is not None
        )
        return f"{moment}  {head}  {tail}"
