"""The Pipeline port on Odoo: what stands in crm.lead, read by plain calls, with or without addon.

A minute in which nothing changed costs two calls: Odoo's clock, and one search that finds nothing.
Each page of `at_most` changed ones costs six more at most, whatever else lies in Odoo.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.adapters.odoo.addon import Addon
from shared.adapters.odoo.errors import translated
from shared.adapters.odoo.pipeline.changes import Changes, Cursor
from shared.adapters.odoo.pipeline.clock import OdooClock
from shared.adapters.odoo.pipeline.directory import read_directory
from shared.adapters.odoo.pipeline.readings import Readings
from shared.domain.reading import Slice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.crm_directory import CrmDirectory
    from shared.domain.reading import Reading
    from shared.odoo_client import OdooClient
    from shared.ports import Clock


class OdooPipeline:
    """Opportunities of one Odoo; safe between threads."""

    def __init__(self, client: OdooClient, *, tenant: str, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._addon = Addon(client, clock)
        self._odoo_clock = OdooClock(client, self._addon, clock)
        self._changes = Changes(client)
        self._readings = Readings(client, tenant=tenant, clock=clock)

    def reports_changes(self) -> bool:
        """Tell what the addon said within the last hour."""
        with translated():
            answer = self._addon.answer()
        return answer is not None and answer.is_sending

    def changed_since(self, cursor: str | None, *, at_most: int) -> Slice:
        """Read the next page of a pass over what changed; see changes.py."""
        with translated():
            now = self._odoo_clock.now_s
            if cursor is None:
                return Slice((), str(Cursor.starting(now(), self._changes.latest_message())))
            at = Cursor.parse(cursor)
            at = at.begun(now()) if at.is_between_passes else at
            ids, behind = self._changes.page(at, at_most)
            return Slice(self._read(ids), str(behind), not behind.is_between_passes)

    def opportunities_after(self, crm_lead_id: int, *, at_most: int) -> Slice:
        """Read the next page in order of id."""
        with translated():
            revision = self._odoo_clock.revision()
            readings = self._readings.after(crm_lead_id, at_most, revision)
        is_full = len(readings) == at_most
        return Slice(readings, str(readings[-1].crm_lead_id) if is_full else None, is_full)

    def read(self, crm_lead_ids: Sequence[int]) -> tuple[Reading, ...]:
        """Read these; what our user may not see is not called gone, but left out."""
        with translated():
            return self._read(crm_lead_ids)

    def directory(self) -> CrmDirectory:
        """Read stages, teams and salespeople, in three calls."""
        with translated():
            return read_directory(self._client, self._clock.now())

    def _read(self, ids: Sequence[int]) -> tuple[Reading, ...]:
        return self._readings.of(ids, self._odoo_clock.revision()) if ids else ()
