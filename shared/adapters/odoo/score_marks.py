"""A score on a lead of an Odoo without our addon: one of four tags, the priority, and one note.

The note carries in a class what we wrote last, so that what a person has set since is known by
Odoo alone and left as it is: a tag that was taken off or exchanged, a priority that was changed.
"""

from __future__ import annotations

import hashlib
import re
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING

from shared.adapters.odoo.addon import OUR_WRITE
from shared.adapters.odoo.load_gate import id_or_refusal
from shared.adapters.odoo.references import PREFIX
from shared.adapters.odoo.wording import WORDS
from shared.domain.score import Grade
from shared.errors import CrmLeadGone
from shared.odoo_client import KeyedRow, XmlId, external_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shared.adapters.odoo.lookups import Lookups
    from shared.domain.score import ScoreOrder
    from shared.odoo_client import OdooClient

PRIORITIES: Mapping[Grade | None, str] = MappingProxyType(
    {Grade.HOT: "3", Grade.WARM: "2", Grade.COLD: "0", Grade.SPAM: "0", None: "0"}
)
"""Stars by grade; without a grade Odoo's own default."""
_MARK = re.compile(r"g_assistant_(hot|warm|cold|spam)_[0-9a-f]{8}")
_ARCHIVED_TOO = {"active_test": False}


class ScoreMarks:
    """Write scores where there are no fields for them."""

    def __init__(self, client: OdooClient, lookups: Lookups, *, language: str, tenant: str) -> None:
        self._client = client
        self._lookups = lookups
        self._tenant = tenant
        self._words = WORDS[language]
        self._language = language

    def write(self, order: ScoreOrder) -> None:
        """Write tag and priority, then the note: what was cut off between is done again."""
        found = self._client.search_read(
            "crm.lead",
            [["id", "=", order.crm_lead_id]],
            ["priority", "tag_ids"],
            context=_ARCHIVED_TOO,
        )
        if not found:
            raise CrmLeadGone("the lead was merged or deleted in Odoo")
        note_id, body = self._note(order)
        last = _MARK.search(body)
        changes = self._changes(order.grade, Grade(last[1]) if last else None, found[0])
        if changes:
            self._client.write(
                "crm.lead", [order.crm_lead_id], changes, context=OUR_WRITE, idempotent=True
            )
        self._write_note(order, note_id, body)

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

    def _note(self, order: ScoreOrder) -> tuple[int | None, str]:
        """Give the note as it stands, or None and nothing."""
        module, _, name = self._key(order).partition(".")
        rows = self._client.search_read(
            "ir.model.data", [["module", "=", module], ["name", "=", name]], ["res_id"]
        )
        if not rows:
            return None, ""
        note_id = int(str(rows[0]["res_id"]))
        notes = self._client.search_read("mail.message", [["id", "=", note_id]], ["body"])
        return (note_id, str(notes[0]["body"] or "")) if notes else (None, "")

    def _write_note(self, order: ScoreOrder, note_id: int | None, before: str) -> None:
        body = self._body(order)
        mark = _MARK.search(body)
        if note_id is None:
            self._make_note(order, body)
        elif mark is None or mark[0] not in before:
            self._client.write(
                "mail.message", [note_id], {"body": body}, context=OUR_WRITE, idempotent=True
            )

    def _make_note(self, order: ScoreOrder, body: str) -> None:
        values = {
            "model": "crm.lead",
            "res_id": order.crm_lead_id,
            "body": body,
            "message_type": "comment",
            "subtype_id": XmlId("mail.mt_note"),
        }
        row = KeyedRow(self._key(order), values)
        (made,) = self._client.insert_or_get("mail.message", [row], context=OUR_WRITE)
        outcome = id_or_refusal(made)
        if isinstance(outcome, Exception):
            raise outcome

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


def _ids(value: object) -> set[int]:
    return {one for one in value if type(one) is int} if isinstance(value, list) else set()
