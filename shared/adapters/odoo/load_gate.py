"""Leads into any Odoo, by `crm.lead.load()` under an external id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.adapters.odoo.addon import OUR_WRITE
from shared.adapters.odoo.grouping import Grouped
from shared.adapters.odoo.lead_values import only_given
from shared.adapters.odoo.references import PREFIX
from shared.adapters.odoo.refusals import REFUSED
from shared.errors import PermanentError
from shared.odoo_client import KeyedRow, Refused, external_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.adapters.odoo.lead_values import LeadValues
    from shared.adapters.odoo.lookups import Lookups
    from shared.adapters.odoo.note import NoteWriter
    from shared.domain.crm import LeadOrder
    from shared.odoo_client import Inserted, OdooClient

ROWS_A_CALL = 100
"""Enough for ten times the throughput of single calls; a bad row costs few repeats."""


class LoadGate:
    """The gate that every Odoo has. A deleted lead is not remembered there: it is made anew."""

    def __init__(
        self,
        client: OdooClient,
        *,
        tenant: str,
        values: LeadValues,
        lookups: Lookups,
        notes: NoteWriter,
    ) -> None:
        self._client = client
        self._tenant = tenant
        self._values = values
        self._lookups = lookups
        self._notes = notes
        self._insert = Grouped(self._insert_many, at_most=ROWS_A_CALL)

    def put(self, order: LeadOrder) -> int:
        """Give the id of the lead, new or known. Raises PermanentError for a refused one."""
        return self._insert(self._row(order))

    def _row(self, order: LeadOrder) -> KeyedRow:
        lead, find = order.lead, self._lookups
        values = self._values.of(order) | {
            "campaign_id": find.campaign(lead.attribution),
            "source_id": find.source(lead.attribution),
            "medium_id": find.medium(lead.attribution),
            "tag_ids": find.tags(lead),
            "description": self._notes.new_lead(
                lead, is_known_customer=order.differs_from_customer
            ),
        }
        key = external_id(PREFIX, f"lead_{self._tenant}_{lead.leadgen_id}")
        return KeyedRow(key, only_given(order, values))

    def _insert_many(self, rows: Sequence[KeyedRow]) -> list[int | Exception]:
        made = self._client.insert_or_get("crm.lead", rows, context=OUR_WRITE)
        return [id_or_refusal(one) for one in made]


def id_or_refusal(made: Inserted | Refused) -> int | Exception:
    """Give the record's id, or our error for a row that Odoo does not take."""
    if isinstance(made, Refused):
        return PermanentError(f"Odoo refused the record: {made.reason}", code=REFUSED)
    return made.id
