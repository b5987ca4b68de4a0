"""The ports to the outside behind the circuit breaker: same methods, and a pause where all fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.connection import meta_connection, odoo_connection, page_connection

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from shared.domain.crm import LeadOrder, PersonInCrm, SubmissionOrder
    from shared.domain.crm_directory import CrmDirectory
    from shared.domain.ids import CrmLeadId, FormId, LeadgenId, PageId
    from shared.domain.lead import LeadForm, SourceLead, UnreadableLead
    from shared.domain.person import PersonKeys
    from shared.domain.reading import Reading, Slice
    from shared.domain.score import ScoreOrder
    from shared.ports import Crm, LeadSource, Pipeline
    from shared.scoring_ports import CrmScores
    from shared.usecases.breaker import Breaker


@dataclass(frozen=True, slots=True)
class GuardedSource:
    """A LeadSource: each Page is a connection of its own."""

    source: LeadSource
    breaker: Breaker
    tenant: str

    def read_lead(self, page_id: PageId, leadgen_id: LeadgenId) -> SourceLead:
        """Read one lead."""
        with self.breaker.around(page_connection(self.tenant, page_id)):
            return self.source.read_lead(page_id, leadgen_id)

    def read_form(self, page_id: PageId, form_id: FormId) -> LeadForm:
        """Read a form, which is cached."""
        with self.breaker.around(page_connection(self.tenant, page_id), is_proof=False):
            return self.source.read_form(page_id, form_id)

    def pages(self) -> Iterator[PageId]:
        """Give every Page: a question about the token, not about one of them."""
        with self.breaker.around(meta_connection(self.tenant)):
            yield from self.source.pages()

    def forms(self, page_id: PageId) -> Iterator[LeadForm]:
        """Give every form of a page."""
        with self.breaker.around(page_connection(self.tenant, page_id)):
            yield from self.source.forms(page_id)

    def leads_since(
        self, page_id: PageId, form_id: FormId, since: datetime, until: datetime | None = None
    ) -> Iterator[SourceLead | UnreadableLead]:
        """Give every lead of a form of that time."""
        with self.breaker.around(page_connection(self.tenant, page_id)):
            yield from self.source.leads_since(page_id, form_id, since, until)


@dataclass(frozen=True, slots=True)
class GuardedCrm:
    """A Crm."""

    crm: Crm
    breaker: Breaker
    tenant: str

    def find_person(self, keys: PersonKeys) -> PersonInCrm:
        """Look a person up; nothing is asked of the CRM for somebody without e-mail and phone."""
        if keys.is_empty:
            return self.crm.find_person(keys)
        with self.breaker.around(odoo_connection(self.tenant)):
            return self.crm.find_person(keys)

    def put_lead(self, order: LeadOrder) -> CrmLeadId:
        """Insert or get."""
        with self.breaker.around(odoo_connection(self.tenant)):
            return self.crm.put_lead(order)

    def add_submission(self, order: SubmissionOrder) -> None:
        """Write answers onto a lead."""
        with self.breaker.around(odoo_connection(self.tenant)):
            self.crm.add_submission(order)

    def ask_for_erasure(self, crm_lead_id: CrmLeadId, asked_on: date) -> None:
        """Leave a to-do on a lead."""
        with self.breaker.around(odoo_connection(self.tenant)):
            self.crm.ask_for_erasure(crm_lead_id, asked_on)


@dataclass(frozen=True, slots=True)
class GuardedPipeline:
    """A Pipeline: the same Odoo, so the same connection."""

    pipeline: Pipeline
    breaker: Breaker
    tenant: str

    def reports_changes(self) -> bool:
        """Tell whether the CRM reports changes, which is asked hourly."""
        with self.breaker.around(odoo_connection(self.tenant), is_proof=False):
            return self.pipeline.reports_changes()

    def changed_since(self, cursor: str | None, *, at_most: int) -> Slice:
        """Read what changed."""
        with self.breaker.around(odoo_connection(self.tenant)):
            return self.pipeline.changed_since(cursor, at_most=at_most)

    def opportunities_after(self, crm_lead_id: int, *, at_most: int) -> Slice:
        """Read in order of id."""
        with self.breaker.around(odoo_connection(self.tenant)):
            return self.pipeline.opportunities_after(crm_lead_id, at_most=at_most)

    def read(self, crm_lead_ids: Sequence[CrmLeadId]) -> tuple[Reading, ...]:
        """Read these."""
        with self.breaker.around(odoo_connection(self.tenant)):
            return self.pipeline.read(crm_lead_ids)

    def directory(self) -> CrmDirectory:
        """Read stages, teams and salespeople."""
        with self.breaker.around(odoo_connection(self.tenant)):
            return self.pipeline.directory()


@dataclass(frozen=True, slots=True)
class GuardedScores:
    """A CrmScores: the same Odoo, so the same connection."""

    scores: CrmScores
    breaker: Breaker
    tenant: str

    def write_score(self, order: ScoreOrder) -> None:
        """Write a score onto a lead."""
        with self.breaker.around(odoo_connection(self.tenant)):
            self.scores.write_score(order)
