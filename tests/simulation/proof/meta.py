"""A stand-in for Meta: leads that people submit, and webhooks that are sent until they are taken."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from deploy.local.meta_caller import notification
from shared.domain.ids import LeadgenId
from shared.domain.signature import sign
from shared.errors import PermanentError
from tests.simulation.proof.odoo import REFUSED_NAME
from tests.simulation.stand_ins import FORM, PAGE, SourceStandIn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from shared.domain.ids import FormId, PageId
    from shared.domain.lead import LeadForm, SourceLead
    from tests.simulation.stand_ins import GivenClock

SECRET = "the-secret-of-the-app"
NAME, EMAIL, PHONE = "Zarqaa Canariya", "zarqaa.canariya", "+96650777"
"""Canaries: they may stand in the ledger and in the CRM, and nowhere in a log line."""


A_DAY, LISTED_LATE = timedelta(days=1), timedelta(minutes=30)


@dataclass(eq=False)
class Post:
    """One notification, the same body at every try."""

    body: bytes
    leads: tuple[LeadgenId, ...]
    tries: int = 0

    def headers(self, secret: str = SECRET) -> dict[str, str]:
        return {"X-Hub-Signature-256": sign(self.body, secret)}


@dataclass
class MetaStandIn:
    """The source of leads and the sender of webhooks; it does not tell everything that it knows."""

    clock: GivenClock
    source: SourceStandIn = field(default_factory=SourceStandIn)
    unsent: list[LeadgenId] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    sent: list[Post] = field(default_factory=list)
    gone: set[LeadgenId] = field(default_factory=set)
    refused: set[LeadgenId] = field(default_factory=set)
    untold: set[LeadgenId] = field(default_factory=set)
    person_of: dict[LeadgenId, int] = field(default_factory=dict)

    def submit(self, person: int, fate: str) -> LeadgenId:
        """Somebody fills the form in; `fate`: told, untold (no webhook), gone, refused (by Odoo)."""
        number = len(self.person_of) + 1
        leadgen_id = LeadgenId(str(71234567890000000 + number))
        name = REFUSED_NAME if fate == "refused" else f"{NAME}{chr(97 + person % 26)}"
        who = person if fate != "refused" else 90 + number
        self.source.add(leadgen_id, name, f"{EMAIL}.{who}@example.com", f"{PHONE}{who:04d}")
        lead = self.source.leads[leadgen_id]
        self.source.leads[leadgen_id] = lead.model_copy(update={"created_at": self.clock.now()})
        self.person_of[leadgen_id] = who
        if fate == "untold":
            self.untold.add(leadgen_id)
            return leadgen_id
        if fate == "gone":
            self.gone.add(leadgen_id)
            del self.source.leads[leadgen_id]
        if fate == "refused":
            self.refused.add(leadgen_id)
        self.unsent.append(leadgen_id)
        return leadgen_id

    def batch(self) -> None:
        """Put what was not sent yet into one notification."""
        if self.unsent:
            made = int(self.clock.now().timestamp())
            leads = [
                {"page_id": PAGE, "leadgen_id": one, "form_id": FORM, "created_time": made}
                for one in self.unsent
            ]
            self.posts.append(Post(notification(leads, self.clock.now()), tuple(self.unsent)))
            self.unsent.clear()

    def read_lead(self, page_id: PageId, leadgen_id: LeadgenId) -> SourceLead:
        if leadgen_id not in self.source.leads:
            raise PermanentError("there is no such lead", code="meta_lead_gone")
        return self.source.read_lead(page_id, leadgen_id)

    def read_form(self, page_id: PageId, form_id: FormId) -> LeadForm:
        return self.source.read_form(page_id, form_id)

    def pages(self) -> Iterator[PageId]:
        yield PAGE

    def forms(self, page_id: PageId) -> Iterator[LeadForm]:
        yield self.source.read_form(page_id, FORM)

    def leads_since(
        self, page_id: PageId, form_id: FormId, since: datetime, until: datetime | None = None
    ) -> Iterator[SourceLead]:
        """Newest first, as Meta gives them; the bounds in whole seconds."""
        first, end = since.replace(microsecond=0), until or self.clock.now() + A_DAY
        shown = (one for one in self.source.leads.values() if self._is_listed(one))
        found = [one for one in shown if first <= one.created_at < end]
        yield from sorted(found, key=lambda one: one.created_at, reverse=True)

    def _is_listed(self, lead: SourceLead) -> bool:
        """What no webhook told shows up in lists late as well."""
        is_slow = lead.leadgen_id in self.untold
        return not is_slow or lead.created_at + LISTED_LATE <= self.clock.now()
