"""From which Meta lead a lead was made, by the external id that we gave it: without the addon."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shared import log
from shared.adapters.odoo.pipeline.rows import whole
from shared.adapters.odoo.references import PREFIX
from shared.domain.ids import LeadgenId
from shared.domain.opportunity import MetaOrigin
from shared.odoo_client import AccessDenied

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.odoo_client import OdooClient
    from shared.ports import Clock

_ASK_AGAIN = timedelta(hours=1)


class Origins:
    """Reads external ids, if our user may: plain Odoo shows them to administrators only."""

    def __init__(self, client: OdooClient, *, tenant: str, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._before = f"lead_{tenant}_"
        self._denied_until: datetime | None = None

    def of(self, ids: Sequence[int]) -> Mapping[int, MetaOrigin]:
        """Give what is known; the page is not part of an external id."""
        if self._denied_until is not None and self._clock.now() < self._denied_until:
            return {}
        try:
            rows = self._read(ids)
        except AccessDenied:
            self._denied_until = self._clock.now() + _ASK_AGAIN
            log.info("Odoo's external ids are not ours to read; Meta ids stay unknown")
            return {}
        named = [(whole(row["res_id"]), str(row["name"])) for row in reversed(rows)]
        return {lead_id: self._origin(name) for lead_id, name in named if self._is_ours(name)}

    def _read(self, ids: Sequence[int]) -> list[dict[str, object]]:
        domain = [("module", "=", PREFIX), ("model", "=", "crm.lead"), ("res_id", "in", list(ids))]
        return self._client.search_read("ir.model.data", domain, ["name", "res_id"], order="id")

    def _is_ours(self, name: str) -> bool:
        return name.startswith(self._before) and len(name) > len(self._before)

    def _origin(self, name: str) -> MetaOrigin:
        return MetaOrigin(leadgen_id=LeadgenId(name.removeprefix(self._before)))
