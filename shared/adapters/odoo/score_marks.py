"""A score on a lead of an Odoo without our addon: one of four tags, the priority, and one note.

The note carries in a class what we wrote last, so that what a person has set since is known by
Odoo alone and left as it is: a tag that was taken off or exchanged, a priority that was changed.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING

from shared.adapters.odoo.addon import OUR_WRITE
from shared.adapters.odoo.errors import GONE
from shared.adapters.odoo.grouping import halved
from shared.adapters.odoo.load_gate import id_or_refusal
from shared.adapters.odoo.pipeline.rows import whole
from shared.adapters.odoo.references import PREFIX
from shared.adapters.odoo.wording import WORDS
from shared.domain.score import Grade
from shared.errors import CrmLeadGone
from shared.odoo_client import (
    AccessDenied,
    BadCall,
    KeyedRow,
    MissingRecord,
    ValidationFailed,
    XmlId,
    external_id,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shared.adapters.odoo.lookups import Lookups
    from shared.domain.score import ScoreOrder
    from shared.odoo_client import OdooClient

PRIORITIES: Mapping[Grade | None, str] = MappingProxyType(
    {Grade.HOT: "3", Grade.WARM: "2", Grade.COLD: "0", Grade.SPAM: "0", None: "0"}
)
"""Stars by grade; without a grade Odoo's own default."""
_MARK = re.compile(r"g_assistant_(hot|warm|cold|spam)_[0-9a-f]{8}")
_ARCHIVED_TOO = {"active_test": False}
_PERHAPS_OF_ONE = (AccessDenied, BadCall, MissingRecord, ValidationFailed)


@dataclass(frozen=True, slots=True)
class _Note:
    id: int
    body: str

    @property
    def last(self) -> Grade | None:
        """The grade that we wrote last."""
        found = _MARK.search(self.body)
        return Grade(found[1]) if found else None


_Leads = Mapping[int, Mapping[str, object]]
_Notes = Mapping[int, _Note]


class ScoreMarks:
    """Write scores where there are no fields for them, those that come together in few calls."""

    def __init__(self, client: OdooClient, lookups: Lookups, *, language: str, tenant: str) -> None:
        self._client = client
        self._lookups = lookups
        self._tenant = tenant
        self._words = WORDS[language]
        self._language = language

    def write(self, orders: Sequence[ScoreOrder]) -> list[Exception | None]:
        """Write each; gives for each its own error or None. What fails for all is raised.

        Two orders for one lead are written one after the other.
        """
        said: dict[int, Exception | None] = {}
        for places in _one_a_lead(orders):
            some = [orders[one] for one in places]
            said.update(zip(places, halved(self._together, some, _PERHAPS_OF_ONE), strict=True))
        return [said[place] for place in range(len(orders))]

    def _together(self, orders: Sequence[ScoreOrder]) -> list[Exception | None]:
        """Write tags and priorities, then the notes: what was cut off between is done again."""
        leads = self._leads(orders)
        there = [order for order in orders if order.crm_lead_id in leads]
        refused: dict[int, Exception] = {}
        if there:
            notes = self._notes(there)
            self._mark(there, leads, notes)
            refused = self._write_notes(there, notes)
        for order in orders:
            if order.crm_lead_id not in leads:
                refused[order.crm_lead_id] = CrmLeadGone(GONE)
        return [refused.get(order.crm_lead_id) for order in orders]

    def _leads(self, orders: Sequence[ScoreOrder]) -> _Leads:
        rows = self._client.search_read(
            "crm.lead",
            [["id", "in", [order.crm_lead_id for order in orders]]],
            ["priority", "tag_ids"],
            context=_ARCHIVED_TOO,
        )
        return {whole(row["id"]): row for row in rows}

    def _notes(self, orders: Sequence[ScoreOrder]) -> _Notes:
        """Give the notes that stand there, by lead."""
        leads = {self._key(order).partition(".")[2]: order.crm_lead_id for order in orders}
        keys = self._client.search_read(
            "ir.model.data",
            [["module", "=", PREFIX], ["name", "in", list(leads)]],
            ["name", "res_id"],
        )
        lead_of = {whole(row["res_id"]): leads[str(row["name"])] for row in keys}
        if not lead_of:
            return {}
        rows = self._client.search_read("mail.message", [["id", "in", list(lead_of)]], ["body"])
        notes = [_Note(whole(row["id"]), str(row["body"] or "")) for row in rows]
        return {lead_of[note.id]: note for note in notes}

    def _mark(self, orders: Sequence[ScoreOrder], leads: _Leads, notes: _Notes) -> None:
        """Write what leads have in common in one call."""
        alike: dict[str, tuple[dict[str, object], list[int]]] = {}
        for order in orders:
            note = notes.get(order.crm_lead_id)
            last = note.last if note else None
            changes = self._changes(order.grade, last, leads[order.crm_lead_id])
            if changes:
                alike.setdefault(repr(changes), (changes, []))[1].append(order.crm_lead_id)
        for same, ids in alike.values():
            self._client.write("crm.lead", ids, same, context=OUR_WRITE, idempotent=True)

    def _changes(
        self, grade: Grade, last: Grade | None, lead: Mapping[str, object]
    ) -> dict[str, object]:
        """Give what is to be written; nothing of what a person has set since our last word."""
        changes: dict[str, object] = {}
        if lead["priority"] == PRIORITIES[last] != PRIORITIES[grade]:
            changes["priority"] = PRIORITIES[grade]
        tags = {each: self._lookups.grade_tag(each) for each in Grade}
        has = _ids(lead["tag_ids"])
        ours = {each for each, tag in tags.items() if tag in has}
        if ours == ({last} if last else set()) != {grade}:
            commands = [[3, tags[each], 0] for each in ours]
            changes["tag_ids"] = [*commands, [4, tags[grade], 0]]
        return changes

    def _write_notes(self, orders: Sequence[ScoreOrder], notes: _Notes) -> dict[int, Exception]:
        """Write those that say something else than before; gives the refusals, by lead."""
        missing = [order for order in orders if order.crm_lead_id not in notes]
        for order in orders:
            note, body = notes.get(order.crm_lead_id), self._body(order)
            mark = _MARK.search(body)
            if note and (mark is None or mark[0] not in note.body):
                self._client.write(
                    "mail.message", [note.id], {"body": body}, context=OUR_WRITE, idempotent=True
                )
        return self._make_notes(missing) if missing else {}

    def _make_notes(self, orders: Sequence[ScoreOrder]) -> dict[int, Exception]:
        rows = [KeyedRow(self._key(order), self._message(order)) for order in orders]
        made = self._client.insert_or_get("mail.message", rows, context=OUR_WRITE)
        outcomes = zip(orders, map(id_or_refusal, made), strict=True)
        return {order.crm_lead_id: one for order, one in outcomes if isinstance(one, Exception)}

    def _message(self, order: ScoreOrder) -> dict[str, object]:
        return {
            "model": "crm.lead",
            "res_id": order.crm_lead_id,
            "body": self._body(order),
            "message_type": "comment",
            "subtype_id": XmlId("mail.mt_note"),
        }

    def _key(self, order: ScoreOrder) -> str:
        return external_id(PREFIX, f"score_{self._tenant}_{order.crm_lead_id}")

    def _body(self, order: ScoreOrder) -> str:
        per_cent = "" if order.score is None else f" · {order.score} %"
        said = f" · {self._words['corrected']}" if order.correction else ""
        head = f"{self._words['grade']}: {self._words[order.grade.value]}{per_cent}{said}"
        text = f"<p><strong>{escape(head)}</strong></p>{_list(self._reasons(order))}"
        digest = hashlib.sha256(text.encode()).hexdigest()[:8]
        mark = f"g_assistant_{order.grade.value}_{digest}"
        direction = "rtl" if self._language == "ar" else "ltr"
        return f'<div dir="{direction}" class="{mark}">{text}</div>'

    def _reasons(self, order: ScoreOrder) -> Iterable[str]:
        return (one.ar if self._language == "ar" else one.en for one in order.reasons)


def _list(texts: Iterable[str]) -> str:
    items = "".join(f'<li dir="auto">{escape(text)}</li>' for text in texts)
    return f"<ul>{items}</ul>" if items else ""


def _one_a_lead(orders: Sequence[ScoreOrder]) -> list[list[int]]:
    """Give places in rounds, each with at most one order of a lead, earlier ones first."""
    rounds: list[list[int]] = []
    seen: Counter[int] = Counter()
    for place, order in enumerate(orders):
        turn = seen[order.crm_lead_id]
        seen[order.crm_lead_id] += 1
        if turn == len(rounds):
            rounds.append([])
        rounds[turn].append(place)
    return rounds


def _ids(value: object) -> set[int]:
    return {one for one in value if type(one) is int} if isinstance(value, list) else set()
