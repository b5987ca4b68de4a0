"""What a person may say of an alert, and how that is said back."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, Protocol

from shared.domain.alerts.cause import LIVE, Standing
from shared.texts.translations import N_
from shared.usecases.alerts.step_orders import step_order

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from shared.domain.alerts.alert import Alert
    from shared.domain.alerts.saying import Word

Came = Literal["taken", "already", "closed"]
CAME: Mapping[Came, str] = MappingProxyType(
    {
        "taken": N_("Taken."),
        "already": N_("That was said already; nothing was changed."),
        "closed": N_("This alert was closed meanwhile; nothing was changed."),
    }
)
_COMES_TO: Mapping[str, Standing] = MappingProxyType(
    {
        "acknowledge": Standing.ACKNOWLEDGED,
        "done": Standing.DONE,
        "dismiss": Standing.DISMISSED,
    }
)


EFFECTS: Mapping[str, str] = MappingProxyType(
    {
        "create_activity": N_("It is planned in Odoo for today."),
        "assign": N_("The record gets another salesperson in Odoo."),
        "move_stage": N_("The record moves to another stage in Odoo."),
        "send_whatsapp": N_("The customer gets a prepared message by WhatsApp."),
    }
)


class TakesWords(Protocol):
    """Takes people's words on alerts."""

    def say(self, alert_id: str, word: Word) -> Alert | None:
        """Take a word and give the alert after it; None: there is none."""
        ...

    def carry_out(self, alert_id: str, *, who: str) -> Alert | None:
        """Order the proposed step, once, and give the alert after it; None: there is none."""
        ...


def what_came(said: str, before: Alert) -> Came:
    """Tell what a word comes to on an alert as it stood before."""
    if _COMES_TO.get(said) is before.standing:
        return "already"
    return "taken" if before.standing in LIVE else "closed"


def effect_of(alert: Alert, now: datetime) -> str | None:
    """Say what carrying out the proposed step does; None: a person has to take it himself."""
    order = step_order(alert, "", now.date(), "en")
    return EFFECTS[order.kind] if order else None
