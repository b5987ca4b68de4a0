"""Scores onto Odoo's leads: into the addon's fields, else as tag, priority and note.

Orders that come at the same time share their calls. The addon keeps a person's word over ours by
itself; without it `score_marks` does what can be done.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from shared.adapters.odoo.addon import Addon, GateShut
from shared.adapters.odoo.errors import GONE, translated
from shared.adapters.odoo.grouping import Grouped
from shared.adapters.odoo.lookups import Lookups
from shared.adapters.odoo.score_marks import ScoreMarks
from shared.errors import CrmLeadGone, OutcomeUnknown, PermanentError
from shared.odoo_client import storable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.domain.score import Reason, ScoreOrder
    from shared.odoo_client import OdooClient
    from shared.ports import Clock

    Row = Mapping[str, object]

ROWS_A_CALL = 100
_WRITTEN = frozenset({"written", "same"})


class OdooScores:
    """The CrmScores port on Odoo."""

    def __init__(self, client: OdooClient, *, language: str, tenant: str, clock: Clock) -> None:
        self._addon = Addon(client, clock)
        self._send = Grouped(self._send_many, at_most=ROWS_A_CALL)
        marks = ScoreMarks(client, Lookups(client), language=language, tenant=tenant)
        self._mark = Grouped(marks.write, at_most=ROWS_A_CALL)

    def write_score(self, order: ScoreOrder) -> None:
        """Write it onto the lead; repeating it changes nothing. Raises CrmLeadGone."""
        with translated():
            answer = self._addon.answer()
            if answer is not None and answer.takes_scores:
                with suppress(GateShut):
                    self._send(_row(order))
                    return
            self._mark(order)

    def _send_many(self, rows: Sequence[Row]) -> list[Exception | None]:
        said = self._addon.take("crm.lead", "assistant_write_scores", "scores", rows)
        return [_outcome(answer) for answer in said]


def _row(order: ScoreOrder) -> Row:
    said = order.correction
    return {
        "lead_id": order.crm_lead_id,
        "grade": order.grade.value,
        "score": order.score or 0,
        "reasons": [_reason(one) for one in order.reasons],
        "scored_at": order.scored_at.isoformat(),
        "scored_by": storable(order.scored_by),
        "said": said
        and {
            "verdict": said.verdict.value,
            "reason": storable(said.reason),
            "at": said.at.isoformat(),
        },
    }


def _reason(reason: Reason) -> Row:
    return {
        "en": storable(reason.en),
        "ar": storable(reason.ar),
        "points": round(reason.points, 2),
    }


def _outcome(answer: object) -> Exception | None:
    found = answer if isinstance(answer, dict) else {}
    state = found.get("state")
    if state in _WRITTEN:
        return None
    if state == "gone":
        return CrmLeadGone(GONE)
    if state == "refused":  # its reasons name our fields, never their content
        return PermanentError(f"Odoo refused the score: {found.get('reason')}", code="odoo_invalid")
    return OutcomeUnknown("the addon answered in a way that we do not know")
