"""Changes of fields, as Odoo tracks them: its own table is for administrators, so the addon tells.

Odoo 17 and later name the field by `field_id` (mail.tracking.value; read 2026-11); of earlier ones
nothing is read. Values are ids and numbers; names are as they were then, and for a person's user
the language's.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from shared.adapters.odoo.pipeline.rows import EVERY, whole
from shared.domain.alerts.history import HappenedKind, HistoryEvent
from shared.domain.opportunity import Named
from shared.odoo_client import AccessDenied, BadReply, NoSuchMethod, Ref

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from shared.adapters.odoo.pipeline.rows import Row
    from shared.odoo_client import OdooClient

    Found = dict[int, list[HistoryEvent]]

RECORDS = MappingProxyType(
    {
        "stage_id": HappenedKind.STAGE,
        "user_id": HappenedKind.OWNER,
        "team_id": HappenedKind.TEAM,
    }
)
VALUES = MappingProxyType(
    {
        "expected_revenue": (HappenedKind.REVENUE, "float"),
        "date_deadline": (HappenedKind.CLOSE_DATE, "datetime"),
    }
)
NAMES = (*RECORDS, *VALUES, "active")
_SIDES = ("old", "new")
_KINDS = ("integer", "float", "char", "datetime")
COLUMNS = [f"{side}_value_{kind}" for side in _SIDES for kind in _KINDS]


class Tracked:
    """Reads tracked changes of leads."""

    def __init__(self, client: OdooClient) -> None:
        self._client = client

    def of(self, ids: Sequence[int]) -> Found | None:
        """Give them by lead; None: our user may not read them."""
        try:
            rows = self._told(ids)
        except (AccessDenied, NoSuchMethod):
            rows = None
        if rows is None:
            return None
        found: Found = {}
        for row in rows:
            found.setdefault(whole(row["lead_id"]), []).extend(_events(row))
        return found

    def _told(self, ids: Sequence[int]) -> Iterable[Row] | None:
        """Ask the addon; without it read Odoo's table, if we may."""
        try:
            said = self._client.call(
                "crm.lead", "assistant_tracked", lead_ids=list(ids), idempotent=True
            )
        except NoSuchMethod:
            return self._read(ids)
        if not isinstance(said, list):
            raise BadReply("the tracked changes should be a list")
        return said

    def _read(self, ids: Sequence[int]) -> Iterable[Row] | None:
        if "field_id" not in self._client.fields("mail.tracking.value"):
            return None
        of_leads = [("model", "=", "crm.lead"), ("name", "in", list(NAMES))]
        fields = self._client.search_read("ir.model.fields", of_leads, ["name"])
        names = {whole(row["id"]): str(row["name"]) for row in fields}
        domain = [
            ("mail_message_id.model", "=", "crm.lead"),
            ("mail_message_id.res_id", "in", list(ids)),
            ("field_id", "in", list(names)),
        ]
        wanted = ["mail_message_id", "field_id", *COLUMNS]
        rows = self._client.search_read("mail.tracking.value", domain, wanted, order="id")
        messages = self._messages(rows)
        return [_named(row, names, messages) for row in rows]

    def _messages(self, rows: Iterable[Row]) -> Mapping[int, Row]:
        ids = sorted({_id(row["mail_message_id"]) for row in rows})
        found = self._client.search_read(
            "mail.message", [("id", "in", ids)], ["res_id", "date"], context=EVERY
        )
        return {whole(row["id"]): row for row in found}


def _named(row: Row, names: Mapping[int, str], messages: Mapping[int, Row]) -> Row:
    message = messages[_id(row["mail_message_id"])]
    plain = {"lead_id": message["res_id"], "at": message["date"], **row}
    return plain | {"field": names[_id(row["field_id"])]}


def _id(value: object) -> int:
    return value.id if isinstance(value, Ref) else 0


def _events(row: Row) -> Iterable[HistoryEvent]:
    name, at = str(row["field"]), _moment(row["at"])
    if name in RECORDS:
        before, after = (_record(row, side) for side in _SIDES)
        yield HistoryEvent(at=at, kind=RECORDS[name], before=before, after=after)
    elif name in VALUES:
        kind, column = VALUES[name]
        texts = (_text(row[f"{side}_value_{column}"], column) for side in _SIDES)
        old, new = texts
        yield HistoryEvent(at=at, kind=kind, value_before=old, value_after=new)
    elif name == "active":
        is_there = bool(row["new_value_integer"])
        yield HistoryEvent(at=at, kind=HappenedKind.RESTORED if is_there else HappenedKind.ARCHIVED)


def _record(row: Row, side: str) -> Named | None:
    number = row[f"{side}_value_integer"]
    return Named(id=whole(number), name=str(row[f"{side}_value_char"] or "")) if number else None


def _text(value: object, column: str) -> str | None:
    if column == "datetime":
        return _moment(value).date().isoformat() if value else None
    return f"{Decimal(str(value or 0)).normalize():f}"


def _moment(value: object) -> datetime:
    if isinstance(value, datetime):
        return value
    return datetime.fromisoformat(str(value)).replace(tzinfo=UTC)
