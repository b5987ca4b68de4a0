"""The CrmScores port on four Odoos: the demo server and a real Odoo 19 (marker `odoo`), each with
and without our addon."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from shared.adapters.odoo.scores import OdooScores
from shared.domain.ids import CrmLeadId, LeadgenId, LeadKey
from shared.domain.score import Grade, Reason, ScoreOrder
from tests.contracts.odoo_targets import (
    Target,
    administrators_client,
    odoo_target,
    our_users_client,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.odoo_client import OdooClient

__all__ = ["administrators_client", "odoo_target", "our_users_client"]
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
REASONS = (
    Reason(en="Wants it <b>this week</b>", ar="يريده هذا الأسبوع", points=0.8123),
    Reason(en="A company address", ar="عنوان شركة", points=-0.25),
)


class GivenClock:
    def now(self) -> datetime:
        return NOW


@dataclass
class Bench:
    """Scores, an administrator's client to look at what was written, and makers of leads."""

    scores: OdooScores
    client: OdooClient
    our_client: OdooClient
    tenant: str
    has_addon: bool

    def lead(self, **values: object) -> CrmLeadId:
        name = f"Villa {uuid.uuid4().hex[:8]}"
        (made,) = self.client.create_many("crm.lead", [{"name": name, **values}])
        return CrmLeadId(made)

    def order(self, crm_lead_id: CrmLeadId, grade: Grade = Grade.HOT, **more: object) -> ScoreOrder:
        later = more.pop("later_s", 0)
        assert isinstance(later, int)
        values: dict[str, object] = {
            "key": LeadKey(f"{crm_lead_id:032x}"),
            "leadgen_id": LeadgenId("71234567890001009"),
            "crm_lead_id": crm_lead_id,
            "grade": grade,
            "score": 87,
            "reasons": REASONS,
            "scored_by": "card-1",
            "scored_at": NOW + timedelta(seconds=later),
        }
        return ScoreOrder.model_validate(values | more)

    def read(self, crm_lead_id: int, *fields: str) -> Mapping[str, object]:
        (row,) = self.client.search_read(
            "crm.lead", [["id", "=", crm_lead_id]], list(fields), context={"active_test": False}
        )
        return row

    def tags(self, crm_lead_id: int) -> list[str]:
        ids = self.read(crm_lead_id, "tag_ids")["tag_ids"]
        rows = self.client.search_read("crm.tag", [["id", "in", ids]], ["name"])
        return sorted(str(row["name"]) for row in rows)

    def notes(self, crm_lead_id: int) -> list[str]:
        """Give the bodies of our notes."""
        domain = [
            ["model", "=", "crm.lead"],
            ["res_id", "=", crm_lead_id],
            ["body", "ilike", "g_assistant_"],
        ]
        rows = self.client.search_read("mail.message", domain, ["body"])
        return [str(row["body"]) for row in rows]

    def grade(self, crm_lead_id: int) -> str:
        """Give the grade that a salesperson sees."""
        if self.has_addon:
            return str(self.read(crm_lead_id, "assistant_grade")["assistant_grade"] or "")
        (tag,) = self.tags(crm_lead_id) or [""]
        return tag.partition(" ")[0].lower()


@pytest.fixture
def bench(client: OdooClient, our_client: OdooClient, target: Target) -> Bench:
    tenant = f"t{uuid.uuid4().hex[:8]}"
    scores = OdooScores(our_client, language="en", tenant=tenant, clock=GivenClock())
    return Bench(scores, client, our_client, tenant, target.has_addon)
