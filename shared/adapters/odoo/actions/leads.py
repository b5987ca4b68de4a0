"""One lead as an action finds it, and writes to it that may be repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.adapters.odoo.addon import OUR_WRITE
from shared.adapters.odoo.errors import GONE
from shared.errors import CrmLeadGone
from shared.odoo_client import MissingRecord

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.domain.ids import CrmLeadId
    from shared.odoo_client import OdooClient

    Row = Mapping[str, object]

ARCHIVED_TOO = {"active_test": False}


class Leads:
    """Reads and writes leads, archived ones too."""

    def __init__(self, client: OdooClient) -> None:
        self._client = client

    def read(self, crm_lead_id: CrmLeadId, fields: Sequence[str]) -> Row:
        """Give these fields, without those that this Odoo does not have; raises CrmLeadGone."""
        known = self._client.fields("crm.lead")
        there = [name for name in fields if name in known]
        found = self._client.search_read(
            "crm.lead", [["id", "=", crm_lead_id]], there, context=ARCHIVED_TOO
        )
        if not found:
            raise CrmLeadGone(GONE)
        return found[0]

    def write(self, crm_lead_id: CrmLeadId, values: Mapping[str, object]) -> None:
        """Set fields; raises CrmLeadGone. People see it in the lead's history."""
        try:
            self._client.write(
                "crm.lead", [crm_lead_id], values, context=OUR_WRITE, idempotent=True
            )
        except MissingRecord:
            raise CrmLeadGone(GONE) from None
