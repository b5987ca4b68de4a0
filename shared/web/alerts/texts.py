"""Words of the pages of alerts that notices have no use for."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from shared.domain.alerts.cause import Rung, Urgency
from shared.texts.translations import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

RUNGS: Mapping[Rung, str] = MappingProxyType(
    {
        Rung.OWNER: N_("Told"),
        Rung.REMINDER: N_("Reminded"),
        Rung.MANAGER: N_("Told as the manager"),
        Rung.REASSIGN: N_("Asked to give it to somebody else"),
    }
)
LADDER: Mapping[Rung, str] = MappingProxyType(
    {
        Rung.OWNER: N_("The salesperson"),
        Rung.REMINDER: N_("The salesperson again"),
        Rung.MANAGER: N_("The manager"),
        Rung.REASSIGN: N_("The manager: give it to somebody else"),
    }
)
URGENCIES: Mapping[Urgency, str] = MappingProxyType(
    {Urgency.URGENT: N_("At once"), Urgency.NORMAL: N_("In the morning")}
)
FINDINGS: Mapping[str, str] = MappingProxyType(
    {
        "stage_unknown": N_("Odoo has no stage %(stage_id)s, for which rules are set."),
        "team_unknown": N_("Odoo has no team %(team_id)s, for which rules are set."),
        "reader_unknown": N_("Odoo has no user %(user_id)s, who is named in the settings."),
        "reader_without_email": N_(
            "User %(user_id)s has no e-mail address in Odoo and gets no mails."
        ),
        "team_without_leader": N_(
            "Team %(team_id)s has neither a leader in Odoo nor a manager here: the default manager "
            "is told."
        ),
        "holidays_unknown": N_("No public holidays are known of the country %(country)s."),
    }
)
