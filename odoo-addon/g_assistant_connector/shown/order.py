"""One alert as the suite sends it, read strictly."""

from typing import Any

from ..scoring.order import RowRefusedError, read_moment, read_text, read_whole

STATUSES = [
    ("open", "Open"),
    ("acknowledged", "In hand"),
    ("snoozed", "Later"),
    ("done", "Done"),
    ("dismissed", "Dismissed"),
    ("over", "Over"),
]
LIVE = ("open", "acknowledged", "snoozed")
"""Those that are still about something to be done."""
SEVERITIES = frozenset({"normal", "urgent"})
LONGEST = 4000
NAMES = frozenset(status for status, _label in STATUSES)


def read_alert(row: Any) -> tuple[str, int, dict[str, Any]]:
    """Give key, lead number and field values; RowRefusedError names what is wrong."""
    if not isinstance(row, dict):
        raise RowRefusedError("an alert must be an object")
    key = read_text(row, "key")
    if not key:
        raise RowRefusedError("key: is missing")
    values = {
        "cause": read_text(row, "cause") or False,
        "cause_title": read_text(row, "cause_title") or False,
        "title": read_text(row, "title") or "?",
        "explanation": read_text(row, "explanation", LONGEST) or False,
        "proposed_action": read_text(row, "proposed_action", LONGEST) or False,
        "severity": _one_of(row, "severity", SEVERITIES),
        "raised_at": read_moment(row, "raised_at"),
        "status": _one_of(row, "status", NAMES),
        "snoozed_until": _moment_or_none(row, "snoozed_until"),
        "done_at": _moment_or_none(row, "closed_at"),
    }
    return key, read_whole(row, "lead_id", 1, 2**31 - 1), values


def _one_of(row: dict[str, Any], name: str, known: frozenset[str]) -> str:
    value = row.get(name)
    if not isinstance(value, str) or value not in known:
        raise RowRefusedError(f"{name}: unknown")
    return value


def _moment_or_none(row: dict[str, Any], name: str) -> Any:
    return read_moment(row, name) if row.get(name) else False
