"""One score as the suite sends it, read strictly."""

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from .verdicts import NAMES

GRADES = frozenset({"hot", "warm", "cold", "spam"})
MOST_REASONS = 20
LONGEST = 300


class RowRefusedError(Exception):
    """A row that cannot be written; the text says why."""


@dataclass(frozen=True, slots=True)
class Said:
    """A person's word."""

    verdict: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ScoreOrder:
    """One lead's score; times in UTC without zone and in whole seconds, as Odoo's."""

    lead_id: int
    grade: str
    score: int
    reasons: list[dict[str, Any]]
    scored_at: datetime
    scored_by: str
    said: Said | None

    def values(self) -> dict[str, Any]:
        """Give field values, without the grade."""
        return {
            "assistant_score": self.score,
            "assistant_reasons": self.reasons or False,
            "assistant_scored_at": self.scored_at,
            "assistant_scored_by": self.scored_by or False,
        }


def read_order(row: Any) -> ScoreOrder:
    """Read a row; raises RowRefusedError naming what is wrong."""
    if not isinstance(row, dict):
        raise RowRefusedError("a score must be an object")
    grade = row.get("grade")
    if not isinstance(grade, str) or grade not in GRADES:
        raise RowRefusedError("grade: unknown")
    return ScoreOrder(
        lead_id=read_whole(row, "lead_id", 1, 2**31 - 1),
        grade=grade,
        score=read_whole(row, "score", 0, 99),
        reasons=_reasons(row.get("reasons")),
        scored_at=read_moment(row, "scored_at"),
        scored_by=read_text(row, "scored_by"),
        said=_said(row.get("said")),
    )


def read_whole(row: dict[str, Any], name: str, lowest: int, highest: int) -> int:
    """Give a whole number within limits."""
    value = row.get(name)
    if type(value) is not int or not lowest <= value <= highest:
        raise RowRefusedError(f"{name}: not a whole number {lowest} to {highest}")
    return value


def read_text(row: dict[str, Any], name: str, longest: int = LONGEST) -> str:
    """Give a text, cut where it is too long; "" for none."""
    value = row.get(name) or ""
    if not isinstance(value, str) or "\x00" in value:
        raise RowRefusedError(f"{name}: not a text")
    return value[:longest]


def read_moment(row: dict[str, Any], name: str) -> datetime:
    """Give a time in UTC without zone and in whole seconds, as Odoo's."""
    try:
        moment = datetime.fromisoformat(row.get(name) or "")
    except (TypeError, ValueError):
        moment = None
    if moment is None or moment.tzinfo is None:
        raise RowRefusedError(f"{name}: not a time with its zone")
    return moment.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)


def _reasons(value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list) or len(value) > MOST_REASONS:
        raise RowRefusedError(f"reasons: not a list of at most {MOST_REASONS}")
    return [_reason(one) for one in value]


def _reason(one: Any) -> dict[str, Any]:
    points = one.get("points") if isinstance(one, dict) else None
    if isinstance(points, bool) or not isinstance(points, (int, float)):
        raise RowRefusedError("reasons: one has no points")
    return {"en": read_text(one, "en"), "ar": read_text(one, "ar"), "points": points}


def _said(value: Any) -> Said | None:
    if value is None:
        return None
    if not isinstance(value, dict) or value.get("verdict") not in NAMES:
        raise RowRefusedError("said: unknown verdict")
    return Said(value["verdict"], read_text(value, "reason"), read_moment(value, "at"))
