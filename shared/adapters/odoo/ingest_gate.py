"""Leads into an Odoo with the addon, by `g.assistant.receipt.ingest()`.

Campaign, source, medium and tags go by name in the same call. The addon keeps a receipt of each
lead, so one that was merged or deleted is never made again, and writes the external id that
`load()` would: either gate may repeat what the other has begun.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.adapters.odoo import references
from shared.adapters.odoo.addon import RECEIPT
from shared.adapters.odoo.grouping import Grouped, halved
from shared.adapters.odoo.lead_values import of_meta, only_given
from shared.adapters.odoo.load_gate import ROWS_A_CALL
from shared.adapters.odoo.refusals import REFUSED
from shared.errors import OutcomeUnknown, PermanentError
from shared.odoo_client import (
    BadCall,
    MissingRecord,
    OdooClientError,
    ValidationFailed,
    cleaned,
    storable,
    texts_in,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.adapters.odoo.addon import Addon
    from shared.adapters.odoo.lead_values import LeadValues
    from shared.adapters.odoo.note import NoteWriter
    from shared.domain.clean_lead import CleanLead
    from shared.domain.crm import LeadOrder

    Row = Mapping[str, object]

_IN_ODOO = frozenset({"new", "known", "merged"})
_PERHAPS_OF_ONE = (BadCall, MissingRecord, ValidationFailed)
"""What Odoo refuses a whole call with, be it because of one row."""
_OURS = frozenset({"type", "meta_platform"})
"""Values that are words of ours, which may well stand in Odoo's sentence."""


class IngestGate:
    """The addon's gate."""

    def __init__(
        self,
        addon: Addon,
        *,
        tenant: str,
        values: LeadValues,
        notes: NoteWriter,
    ) -> None:
        self._addon = addon
        self._tenant = tenant
        self._values = values
        self._notes = notes
        self._send = Grouped(self._send_many, at_most=ROWS_A_CALL)

    def put(self, order: LeadOrder) -> int:
        """Give the id of the lead: new, known, or the one that it was merged into.

        Raises GateShut, and PermanentError for a lead that is refused (`odoo_invalid`) or was
        deleted (`deleted_in_crm`).
        """
        return self._send(self._row(order))

    def _row(self, order: LeadOrder) -> Row:
        lead = order.lead
        row = {
            "tenant": self._tenant,
            "leadgen_id": lead.leadgen_id,
            "page_id": lead.attribution.page_id,
            "values": only_given(order, self._values.of(order) | of_meta(lead)),
            "utm": _utm(lead),
            "tags": [_named(tag) for tag in references.tags(lead)],
            "note": self._notes.new_lead(lead, is_known_customer=order.differs_from_customer),
        }
        return {name: _storable(value) for name, value in row.items()}

    def _send_many(self, rows: Sequence[Row]) -> list[int | Exception]:
        """Give each row's outcome."""
        outcomes = halved(self._answered, rows, _PERHAPS_OF_ONE)
        return [
            _refused_whole(one) if isinstance(one, _PERHAPS_OF_ONE) else one for one in outcomes
        ]

    def _answered(self, rows: Sequence[Row]) -> list[int | Exception]:
        said = self._addon.take(RECEIPT, "ingest", "leads", rows)
        return [_outcome(answer, row) for answer, row in zip(said, rows, strict=True)]


def _utm(lead: CleanLead) -> dict[str, object]:
    origin = lead.attribution
    campaign = references.campaign(origin)
    return {
        "campaign": campaign and _named(campaign),
        "source": _named(references.source(origin)),
        "medium": _named(references.medium(origin)),
    }


def _named(reference: references.Reference) -> dict[str, object]:
    return {"key": reference.key, "name": reference.name}


def _storable(value: object) -> object:
    """Take out of every text what PostgreSQL cannot hold: the addon would refuse the lead."""
    match value:
        case str():
            return storable(value)
        case dict():
            return {name: _storable(inner) for name, inner in value.items()}
        case list():
            return [_storable(inner) for inner in value]
    return value


def _outcome(answer: object, row: Row) -> int | Exception:
    found = answer if isinstance(answer, dict) else {}
    state, lead_id = found.get("state"), found.get("id")
    if state in _IN_ODOO and type(lead_id) is int:
        return lead_id
    if state == "gone":
        text = "it was in Odoo and somebody deleted it there; it is not made again"
        return PermanentError(text, code="deleted_in_crm")
    if state == "refused":
        return _refusal(str(found.get("reason") or ""), row, found.get("fields"))
    return OutcomeUnknown("the addon answered in a way that we do not know")


def _refusal(reason: str, row: Row, fields: object) -> PermanentError:
    """Odoo's own sentence without the lead's values; and the fields that it is about."""
    names = [str(name) for name in fields] if isinstance(fields, list) else []
    values = row["values"]
    given = {k: v for k, v in values.items() if k not in _OURS} if isinstance(values, dict) else {}
    said = cleaned(reason, sent=texts_in(given), keep=names) or "without saying why"
    unsaid = [name for name in names if name not in said]
    about = f" ({', '.join(unsaid)})" if unsaid else ""
    return PermanentError(f"Odoo refused the record: {said}{about}", code=REFUSED)


def _refused_whole(error: OdooClientError) -> Exception:
    """What refuses a single row as a call: its values, else (BadCall) something about us."""
    if isinstance(error, BadCall):
        return error
    said = error.detail or str(error)
    return PermanentError(f"Odoo refused the record: {said}", code=REFUSED)
