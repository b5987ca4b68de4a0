"""`crm.lead.assistant_write_scores`: scores onto leads, as the addon writes them.

As odoo-addon/g_assistant_connector, models/crm_lead_score.py; its reader of rows is the addon's
own words over again, because the demo imports nothing of Odoo's.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from deploy.local.demo.odoo.failures import NoMethod, ValidationFailure
from deploy.local.demo.odoo.records import write

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deploy.local.demo.odoo.env import Env, Vals

MOST: Final = 100
MOST_REASONS: Final = 20
LONGEST: Final = 300
HIGHEST_ID: Final = 2**31 - 1
GRADES: Final = frozenset({"hot", "warm", "cold", "spam"})
VERDICTS: Final = frozenset({"hot", "not_hot", "spam", "not_spam"})


class RowRefused(Exception):
    """A row that cannot be written; the text says why."""


def write_scores(env: Env, model: str, scores: Any) -> list[Vals]:
    """Give one answer for each score, in order; a bad one does not stop its neighbours."""
    if not env.has_addon:
        raise NoMethod(f"The method '{model}.assistant_write_scores' does not exist")
    if not isinstance(scores, list) or len(scores) > MOST:
        raise ValidationFailure(f"The scores must be a list of at most {MOST}.")
    quiet = env.with_context(tracking_disable=True, g_assistant_by_us=True, active_test=False)
    return [_answer(quiet, row) for row in scores]


def _answer(env: Env, row: Any) -> Vals:
    try:
        lead_id, values, said = _read(row)
    except RowRefused as refused:
        return {"state": "refused", "reason": str(refused)}
    found = env.rows(
        "SELECT assistant_verdict AS verdict, assistant_verdict_at AS at FROM crm_lead WHERE id = ?",
        [lead_id],
    )
    if not found:
        return {"state": "gone"}
    verdict, at = found[0]["verdict"], found[0]["at"]
    if said and (not verdict or said["assistant_verdict_at"] >= (at or "")):
        values |= said
        if said["assistant_verdict_at"] != at:
            values["assistant_verdict_by_id"] = False
        verdict = said["assistant_verdict"]
    values["assistant_grade"] = graded(verdict, values["assistant_grade"])
    before = env.rows("SELECT * FROM crm_lead WHERE id = ?", [lead_id])[0]
    if all(_stored(value) == before[name] for name, value in values.items()):
        return {"state": "same"}
    write(env, "crm.lead", [lead_id], values)
    return {"state": "written"}


def _stored(value: Any) -> Any:
    """Give a value as its column holds it."""
    if isinstance(value, list):
        return json.dumps(value)
    return None if value is False else value


def graded(verdict: str | None, scored: str) -> str | bool:
    """Give the grade that a person's word leaves."""
    if verdict in {"hot", "spam"}:
        return str(verdict)
    if verdict == "not_hot" and scored == "hot":
        return "warm"
    return False if verdict == "not_spam" and scored == "spam" else scored


def _read(row: Any) -> tuple[int, Vals, Vals | None]:
    if not isinstance(row, dict):
        raise RowRefused("a score must be an object")
    grade = row.get("grade")
    if not isinstance(grade, str) or grade not in GRADES:
        raise RowRefused("grade: unknown")
    values: Vals = {
        "assistant_grade": grade,
        "assistant_score": whole(row, "score", 0, 99),
        "assistant_reasons": _reasons(row.get("reasons")) or False,
        "assistant_scored_at": moment(row, "scored_at"),
        "assistant_scored_by": text(row, "scored_by") or False,
    }
    return whole(row, "lead_id", 1, HIGHEST_ID), values, _said(row.get("said"))


def whole(row: Mapping[str, Any], name: str, lowest: int, highest: int) -> int:
    """Give a whole number within limits."""
    value = row.get(name)
    if type(value) is not int or not lowest <= value <= highest:
        raise RowRefused(f"{name}: not a whole number {lowest} to {highest}")
    return value


def text(row: Mapping[str, Any], name: str) -> str:
    """Give a text, cut where it is too long; "" for none."""
    value = row.get(name) or ""
    if not isinstance(value, str) or "\x00" in value:
        raise RowRefused(f"{name}: not a text")
    return value[:LONGEST]


def moment(row: Mapping[str, Any], name: str) -> str:
    """Give a time as Odoo writes it, in UTC."""
    try:
        at = datetime.fromisoformat(row.get(name) or "")
    except (TypeError, ValueError):
        at = None
    if at is None or at.tzinfo is None:
        raise RowRefused(f"{name}: not a time with its zone")
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def _reasons(value: Any) -> list[Vals]:
    if not isinstance(value, list) or len(value) > MOST_REASONS:
        raise RowRefused(f"reasons: not a list of at most {MOST_REASONS}")
    return [_reason(one) for one in value]


def _reason(one: Any) -> Vals:
    points = one.get("points") if isinstance(one, dict) else None
    if isinstance(points, bool) or not isinstance(points, int | float):
        raise RowRefused("reasons: one has no points")
    return {"en": text(one, "en"), "ar": text(one, "ar"), "points": points}


def _said(value: Any) -> Vals | None:
    if value is None:
        return None
    if not isinstance(value, dict) or value.get("verdict") not in VERDICTS:
        raise RowRefused("said: unknown verdict")
    return {
        "assistant_verdict": value["verdict"],
        "assistant_verdict_reason": text(value, "reason") or False,
        "assistant_verdict_at": moment(value, "at"),
    }
