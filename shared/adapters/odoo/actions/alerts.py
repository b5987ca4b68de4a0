"""Alerts on the lead's form, as they stand: what the addon shows."""

from __future__ import annotations

from contextlib import suppress
from types import MappingProxyType
from typing import TYPE_CHECKING

from shared.adapters.odoo.addon import GateShut
from shared.adapters.odoo.errors import GONE
from shared.domain.alerts.cause import Standing
from shared.errors import CrmLeadGone, OutcomeUnknown, PermanentError
from shared.odoo_client import storable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from shared.adapters.odoo.addon import Addon
    from shared.domain.acting.notice import AlertWords
    from shared.domain.alerts.alert import Alert

MODEL = "g.assistant.alert"
METHOD = "assistant_show"
STATUSES: Mapping[Standing, str] = MappingProxyType(
    {
        Standing.OPEN: "open",
        Standing.ACKNOWLEDGED: "acknowledged",
        Standing.SNOOZED: "snoozed",
        Standing.DONE: "done",
        Standing.DISMISSED: "dismissed",
        Standing.MENDED: "over",
        Standing.COVERED: "over",
        Standing.GONE: "over",
    }
)
_SHOWN = frozenset({"written", "same"})


class ShownAlerts:
    """Gives alerts to the addon."""

    def __init__(self, addon: Addon) -> None:
        self._addon = addon

    def show(self, alert: Alert, words: AlertWords) -> None:
        """Let the lead show it; nothing where there is no addon, or one of before 19.0.1.2.0."""
        answer = self._addon.answer() if alert.crm_lead_id else None
        if answer is None or not answer.shows_alerts:
            return
        with suppress(GateShut):
            (said,) = self._addon.take(MODEL, METHOD, "alerts", [_row(alert, words)])
            _check(said)


def _row(alert: Alert, words: AlertWords) -> Mapping[str, object]:
    return {
        "key": alert.id,
        "lead_id": alert.crm_lead_id,
        "cause": alert.cause.value,
        "cause_title": storable(words.cause),
        "title": storable(words.title),
        "explanation": storable(words.explanation),
        "proposed_action": storable(words.proposal),
        "severity": alert.urgency.value,
        "raised_at": alert.raised_at.isoformat(),
        "status": STATUSES[alert.standing],
        "snoozed_until": _text(alert.snoozed_until),
        "closed_at": _text(alert.closed_at),
    }


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _check(said: object) -> None:
    found = said if isinstance(said, dict) else {}
    state = found.get("state")
    if state in _SHOWN:
        return
    if state == "gone":
        raise CrmLeadGone(GONE)
    if state == "refused":  # its reasons name our fields, never their content
        raise PermanentError(f"Odoo refused the alert: {found.get('reason')}", code="odoo_invalid")
    raise OutcomeUnknown("the addon answered in a way that we do not know")
