"""The Crm port on two Odoos: the demo server, and a real Odoo 19 (marker `odoo`)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from deploy.local.demo.odoo import DemoOdoo
from shared import settings
from shared.adapters.odoo import OdooCrm
from shared.domain.clean_lead import CleanLead, LabelledAnswer, LabelledConsent, LeadField
from shared.domain.crm import LeadOrder, SubmissionOrder
from shared.domain.ids import FormId, LeadgenId, PageId, lead_key
from shared.domain.lead import Attribution
from shared.domain.person import Person
from shared.odoo_client import OdooClient

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.domain.ids import CrmLeadId

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


class GivenClock:
    def now(self) -> datetime:
        return NOW


@dataclass
class Bench:
    """A Crm, the client behind it to look at what it wrote, and makers of unique leads."""

    crm: OdooCrm
    client: OdooClient
    tenant: str

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

    def _key(self, lead: CleanLead) -> object:
        return lead_key(self.tenant, lead.attribution.page_id, lead.leadgen_id)


@dataclass(frozen=True)
class Target:
    """An Odoo to test against."""

    url: str
    database: str
    api_key: str

    def connect(self, api_key: str | None = None) -> OdooClient:
        key = api_key or self.api_key
        return OdooClient.connect(self.url, database=self.database, api_key=key, allow_unlink=True)


@pytest.fixture(
    params=["demo", pytest.param("real", marks=pytest.mark.odoo)], scope="session", name="target"
)
def _target(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Target]:
    if request.param == "real":
        yield real_target()
        return
    with DemoOdoo.start(tmp_path_factory.mktemp("odoo") / "demo.db") as demo:
        yield Target(demo.url, demo.database, demo.api_key)


def real_target() -> Target:
    found = settings.read()
    if not (found.odoo_url and found.odoo_database and found.odoo_api_key):
        pytest.fail("a real Odoo is needed: set ODOO_URL, ODOO_DATABASE and ODOO_API_KEY")
    return Target(found.odoo_url, found.odoo_database, found.odoo_api_key)


@pytest.fixture(scope="session", name="client")
def _client(target: Target) -> Iterator[OdooClient]:
    with target.connect() as client:
        yield client


@pytest.fixture
def bench(client: OdooClient) -> Bench:
    tenant = f"t{uuid.uuid4().hex[:8]}"
    crm = OdooCrm(client, language="ar", time_zone="Asia/Riyadh", tenant=tenant, clock=GivenClock())
    return Bench(crm, client, tenant)
