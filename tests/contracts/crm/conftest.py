"""The Crm port on four Odoos: the demo server and a real Odoo 19 (marker `odoo`), each with and
without our addon. The real one's database with the addon is named by ODOO_ADDON_DATABASE; there
the adapter has the rights of the addon's own user only."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from shared.adapters.odoo import OdooCrm
from shared.adapters.odoo.references import PREFIX
from shared.domain.clean_lead import CleanLead, LabelledAnswer, LabelledConsent, LeadField
from shared.domain.crm import LeadOrder, SubmissionOrder
from shared.domain.ids import FormId, LeadgenId, PageId, lead_key
from shared.domain.lead import Attribution
from shared.domain.person import Person
from shared.odoo_client import OdooClient
from tests.contracts.odoo_targets import (
    Target,
    administrators_client,
    odoo_target,
    our_users_client,
)

if TYPE_CHECKING:
    from shared.domain.ids import CrmLeadId
    from shared.ports import Clock

__all__ = ["administrators_client", "odoo_target", "our_users_client"]
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


class GivenClock:
    def now(self) -> datetime:
        return NOW


@dataclass
class Bench:
    """A Crm, an administrator's client to look at what it wrote, and makers of unique leads."""

    crm: OdooCrm
    client: OdooClient
    our_client: OdooClient
    """The one that the Crm has."""
    tenant: str
    has_addon: bool

    def lead(self, **changes: object) -> CleanLead:
        unique = uuid.uuid4().int
        base = CleanLead(
            leadgen_id=LeadgenId(str(unique % 10**17)),
            created_at=NOW,
            person=Person(
                full_name="سارة العتيبي",
                email=f"sara.{unique}@example.com",
                email_as_given=f"Sara.{unique}@Example.com",
                phone=f"+96650{unique % 10**7:07d}",
                phone_as_given="05...",
            ),
            fields={LeadField.COMPANY: "Najd Co", LeadField.CITY: "الرياض"},
            answers=(
                LabelledAnswer(question="متى تريد الشراء؟", answers=("خلال شهر", "قريبًا")),
                LabelledAnswer(question="Budget?", answers=("=1+1 <script>alert(1)</script>",)),
            ),
            consents=(LabelledConsent(wording="You may call me", given=True),),
            attribution=Attribution(
                page_id=PageId("101"),
                page_name="Najd Homes",
                form_id=FormId("202"),
                form_name="Villas in Riyadh",
                campaign_id=f"3{unique % 10**14}",
                campaign_name=f"Ramadan {unique % 10**6}",
                adset_name="Riyadh 25-40",
                ad_name="Video 2",
                platform="ig",
            ),
            language="ar",
            country="SA",
        )
        return base.model_copy(update=changes)

    def order(self, lead: CleanLead | None = None, **more: object) -> LeadOrder:
        lead = lead or self.lead()
        return LeadOrder(key=self._key(lead), lead=lead, **more)

    def submission(self, onto: CrmLeadId, lead: CleanLead) -> SubmissionOrder:
        return SubmissionOrder(key=self._key(lead), onto=onto, lead=lead)

    def read(self, model: str, record_id: int, *fields: str) -> dict[str, object]:
        (row,) = self.client.search_read(
            model, [["id", "=", record_id]], list(fields), context={"active_test": False}
        )
        return dict(row)

    def count(self, model: str, domain: list[object]) -> int:
        return self.client.search_count(model, domain, context={"active_test": False})

    def named(self, lead: CleanLead) -> list[int]:
        """Give the ids of the records under the lead's external id: it is one row, or none."""
        name = f"lead_{self.tenant}_{lead.leadgen_id}"
        domain = [["module", "=", PREFIX], ["name", "=", name]]
        found = self.client.search_read("ir.model.data", domain, ["res_id"])
        return [int(str(row["res_id"])) for row in found]

    def me(self) -> int:
        """Give the administrator's id."""
        context = self.client.call("res.users", "context_get")
        return int(context["uid"]) if isinstance(context, dict) else 0

    def another_crm(self, clock: Clock | None = None) -> OdooCrm:
        """Give a second process's adapter, for the same tenant."""
        return new_crm(self.our_client, self.tenant, clock or GivenClock())

    def _key(self, lead: CleanLead) -> object:
        return lead_key(self.tenant, lead.attribution.page_id, lead.leadgen_id)


def new_crm(client: OdooClient, tenant: str, clock: Clock) -> OdooCrm:
    return OdooCrm(client, language="ar", time_zone="Asia/Riyadh", tenant=tenant, clock=clock)


@pytest.fixture
def bench(client: OdooClient, our_client: OdooClient, target: Target) -> Bench:
    tenant = f"t{uuid.uuid4().hex[:8]}"
    crm = new_crm(our_client, tenant, GivenClock())
    return Bench(crm, client, our_client, tenant, target.has_addon)
