"""Logging: one JSON line an invocation, constant messages, facts as fields.

A line never holds personal data, tokens or foreign tracebacks: values are plain scalars from
our own code, and what other libraries log is reduced to where it came from, because their
messages hold whatever they were given.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from types import TracebackType

Scalar = str | int | float | bool | None

_NAME = "suite"
_SECRET_LIKE = re.compile(
    r"[^\s@<>\"]+@[^\s@<>\"]+"  # e-mail addresses
    r"|(?<!\w)\+?\d(?:[ ()-]*\d){7,13}(?!\w)"  # phone numbers (Meta's ids are longer)
    r"|\b(?:EAA|bearer\s+)[\w.-]{10,}",  # access tokens
    re.IGNORECASE,
)
_OURS = ("shared", "functions", "deploy")


def info(message: str, **facts: Scalar) -> None:
    """Log a constant message with facts as fields."""
    _write(logging.INFO, message, facts)


def warning(message: str, **facts: Scalar) -> None:
    """Log something that a person may want to look at."""
    _write(logging.WARNING, message, facts)


def error(message: str, cause: BaseException | None = None, **facts: Scalar) -> None:
    """Log a failure; of `cause` only its type and the place in our code are written."""
    if cause is not None:
        facts |= {"error_type": type(cause).__name__, "error_at": our_place(cause.__traceback__)}
    _write(logging.ERROR, message, facts)


def facts_of(record: logging.LogRecord) -> dict[str, Scalar] | None:
    """Give the cleaned facts of a record of ours; None for a library's, whose text is withheld."""
    return getattr(record, "facts", {}) if record.name == _NAME else None


def _write(level: int, message: str, facts: dict[str, Scalar]) -> None:
    """Clean the facts before any formatter, ours or another's, can see them."""
    clean = {name: _safe(value) for name, value in facts.items()}
    logging.getLogger(_NAME).log(level, message, extra={"facts": clean})


def our_place(tb: TracebackType | None) -> str:
    """Name the innermost line of our own code in a traceback: `shared/usecases/x.py:12`."""
    for frame in reversed(traceback.extract_tb(tb)):
        parts = Path(frame.filename).parts
        for index, part in enumerate(parts):
            if part in _OURS and "site-packages" not in parts:
                return f"{'/'.join(parts[index:])}:{frame.lineno}"
    return "outside"


class Lines(logging.StreamHandler[TextIO]):
    """Our handler; its presence says that logging is set up."""


def configure(stream: TextIO | None = None, formatter: logging.Formatter | None = None) -> None:
    """Send everything that is logged in this process through our formatter.

    The first call wins, so that the local run can show lines for people; a stream given later
    (in tests) replaces it.
    """
    root = logging.getLogger()
    if stream is None and any(isinstance(handler, Lines) for handler in root.handlers):
        return
    handler = Lines(stream or sys.stdout)
    handler.setFormatter(formatter or _JsonLines())
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(_NAME).setLevel(logging.INFO)


class _JsonLines(logging.Formatter):
    """Cloud Logging's structured lines: `severity`, `message`, `time` and our facts."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Scalar] = {
            "severity": record.levelname,
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        }
        facts = facts_of(record)
        line |= _foreign(record) if facts is None else {"message": str(record.msg), **facts}
        return json.dumps(line, ensure_ascii=False)


def _safe(value: Scalar) -> Scalar:
    if isinstance(value, str):
        return _SECRET_LIKE.sub("[removed]", value[:500])
    return value


def _foreign(record: logging.LogRecord) -> dict[str, Scalar]:
    line: dict[str, Scalar] = {
        "message": "log record of a library (its text is withheld)",
        "library": record.name,
        "at": f"{record.module}:{record.lineno}",
    }
    if record.exc_info and record.exc_info[1] is not None:
        line["error_type"] = type(record.exc_info[1]).__name__
        line["error_at"] = our_place(record.exc_info[2])
    return line
