"""The very values that our adapter writes into Odoo, caught on their way."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from shared import bootstrap
from shared.adapters.odoo import OdooCrm
from shared.domain.crm import LeadOrder
from shared.domain.ids import LeadgenId, PageId, lead_key
from shared.odoo_client import Inserted, OdooClient
from shared.usecases.read_lead import LeadReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from shared.odoo_client import KeyedRow, Refused
    from shared.settings import Settings


class CatchingClient(OdooClient):
    """Our client, except that leads are kept here and not sent."""

    caught: list[Mapping[str, object]]

    def insert_or_get(
        self, model: str, rows: Sequence[KeyedRow], **options: Any
    ) -> list[Inserted | Refused]:
        """Keep leads; everything else (campaigns, sources, tags) goes to Odoo."""
        if model != "crm.lead":
            return super().insert_or_get(model, rows, **options)
        self.caught += [row.values for row in rows]
        return [Inserted(row.key, 1) for row in rows]


def written_values(
    found: Settings, announcements: Iterable[Mapping[str, Any]]
) -> list[dict[str, object]]:
    """Read and clean these leads as the suite does; give what `create` needs for the same record."""
    client = CatchingClient.connect(
        found.odoo_url or "",
        database=found.odoo_database or "",
        api_key=found.odoo_api_key or "",
    )
    client.caught = []
    crm = OdooCrm(
        client,
        language=found.default_language,
        time_zone=found.time_zone,
        tenant=found.tenant,
        clock=bootstrap.clock(),
    )
    reader = LeadReader(
        bootstrap.lead_source(found), bootstrap.memory(found), found.default_country
    )
    for announced in announcements:
        page, leadgen_id = PageId(announced["page_id"]), LeadgenId(announced["leadgen_id"])
        key = lead_key(found.tenant, page, leadgen_id)
        crm.put_lead(LeadOrder(key=key, lead=reader.read(page, leadgen_id)))
    client.close()
    return [_for_create(values) for values in client.caught]


def _for_create(values: Mapping[str, object]) -> dict[str, object]:
    """Write values as `create` over RPC wants them; what is empty is left out."""
    return {name: _plain(value) for name, value in values.items() if value is not None}


def _plain(value: object) -> object:
    if isinstance(value, date):
        raise TypeError("a lead has no dates of ours; write them out here if it gets some")
    return [[6, 0, value]] if isinstance(value, list) else value
