"""Opportunities as they stand: rows of crm.lead with what belongs to them, few calls for many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared import log
from shared.adapters.odoo.pipeline.contacts import contacts
from shared.adapters.odoo.pipeline.origins import Origins
from shared.adapters.odoo.pipeline.rows import (
    EVERY,
    Contact,
    addons_contact,
    addons_meta,
    moment,
    state_of,
    steps_of,
    wanted,
    whole,
)
from shared.domain.ids import CrmLeadId
from shared.domain.reading import Reading
from shared.odoo_client import AccessDenied, BadCall

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.adapters.odoo.pipeline.rows import Row
    from shared.domain.opportunity import MetaOrigin
    from shared.odoo_client import OdooClient
    from shared.ports import Clock

_READS_AT_MOST = 20
"""Enough to find what is gone beside one or two that are hidden; thousands are left alone."""
_ACTIVITY = [
    *("res_id", "activity_type_id", "date_deadline", "user_id", "write_date"),
    *("automated", "note"),
]


class Readings:
    """Reads states; `revision` is what was asked of the clock before."""

    def __init__(self, client: OdooClient, *, tenant: str, clock: Clock) -> None:
        self._client = client
        self._origins = Origins(client, tenant=tenant, clock=clock)

    def after(self, lead_id: int, at_most: int, revision: int) -> tuple[Reading, ...]:
        """Give those with a higher id, in order of id."""
        return self._of(self._rows([("id", ">", lead_id)], at_most), revision)

    def of(self, ids: Sequence[int], revision: int) -> tuple[Reading, ...]:
        """Give each of these once, those that are gone too; not what our user may not see."""
        asked = list(dict.fromkeys(ids))
        found = self._of(self._rows([("id", "in", asked)], None), revision)
        by_id = {int(reading.crm_lead_id): reading for reading in found}
        missing = [one for one in asked if one not in by_id]
        gone = self._gone(missing, revision) if missing else {}
        return tuple({**by_id, **gone}[one] for one in asked if one in by_id or one in gone)

    def _gone(self, ids: Sequence[int], revision: int) -> Mapping[int, Reading]:
        """Give those of `ids` that are not there: `search` leaves out what we may not see too.

        Odoo's `read` leaves out what is not there, and refuses all if we may not see one (Odoo
        19.0): halves are tried then, a few times.
        """
        waiting, gone, asked = [list(ids)], dict[int, Reading](), 0
        while waiting and asked < _READS_AT_MOST:
            some, asked = waiting.pop(), asked + 1
            try:
                there = {whole(row["id"]) for row in self._client.read("crm.lead", some, ["name"])}
            except AccessDenied:
                middle = len(some) // 2
                waiting += [half for half in (some[:middle], some[middle:]) if middle]
                continue
            gone |= {one: _no_more(one, revision) for one in some if one not in there}
        if asked > 1:
            log.warning("what may be seen in Odoo no more is left as it was", of=len(ids))
        return gone

    def _rows(self, domain: Sequence[object], limit: int | None) -> list[Row]:
        try:
            return self._search(domain, limit)
        except BadCall:
            # Fields are remembered for an hour, and somebody may have uninstalled the addon.
            self._client.forget_fields()
            return self._search(domain, limit)

    def _search(self, domain: Sequence[object], limit: int | None) -> list[Row]:
        fields = wanted(self._client.fields("crm.lead"))
        found = self._client.search_read(
            "crm.lead", domain, fields, order="id", limit=limit, context=EVERY
        )
        return list(found)

    def _of(self, rows: Sequence[Row], revision: int) -> tuple[Reading, ...]:
        if not rows:
            return ()
        touched = self._contacts(rows)
        origins = self._meta(rows)
        activities = self._activities(rows)
        return tuple(
            _reading(
                row,
                revision,
                touched.get(whole(row["id"]), Contact()),
                activities.get(whole(row["id"]), []),
                origins.get(whole(row["id"])),
            )
            for row in rows
        )

    def _contacts(self, rows: Sequence[Row]) -> Mapping[int, Contact]:
        if "last_customer_contact_at" in rows[0]:
            return {whole(row["id"]): addons_contact(row) for row in rows}
        return contacts(self._client, [whole(row["id"]) for row in rows])

    def _meta(self, rows: Sequence[Row]) -> Mapping[int, MetaOrigin]:
        if "meta_leadgen_id" in rows[0]:
            known = ((whole(row["id"]), addons_meta(row)) for row in rows)
            return {lead_id: meta for lead_id, meta in known if meta}
        return self._origins.of([whole(row["id"]) for row in rows])

    def _activities(self, rows: Sequence[Row]) -> Mapping[int, Sequence[Row]]:
        """Give the open activities of each lead, the earliest first."""
        ids = [whole(row["id"]) for row in rows if row["activity_ids"]]
        if not ids:
            return {}
        of_leads = [("res_model", "=", "crm.lead"), ("res_id", "in", ids)]
        found = self._client.search_read(
            "mail.activity", of_leads, _ACTIVITY, order="date_deadline, id"
        )
        by_lead: dict[int, list[Row]] = {}
        for row in found:
            by_lead.setdefault(whole(row["res_id"]), []).append(row)
        return by_lead


def _no_more(lead_id: int, revision: int) -> Reading:
    return Reading(CrmLeadId(lead_id), revision, None)


def _reading(
    row: Row, revision: int, contact: Contact, open_: Sequence[Row], meta: MetaOrigin | None
) -> Reading:
    steps = steps_of(open_)
    changes = (row["write_date"], contact.last, *(one["write_date"] for one in open_[:1]))
    return Reading(
        CrmLeadId(whole(row["id"])),
        revision,
        state_of(row, contact, steps, meta),
        changed_at=max((at for one in changes if (at := moment(one))), default=None),
    )
