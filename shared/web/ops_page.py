"""The page /ops: each lead's way, in words and numbers that a template only has to print."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from shared.domain.clean_lead import Remark
from shared.domain.ledger import LeadState
from shared.errors import BadInput
from shared.texts.formats import Formats
from shared.texts.language import Language
from shared.texts.translations import N_
from shared.usecases.list_lead_ways import Step
from shared.web.language import Reader, reader_of
from shared.web.reasons import REASONS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from flask import Request

    from shared.settings import Settings
    from shared.usecases.list_lead_ways import LeadWay, LeadWays, ListLeadWays, Passage
    from shared.web.site import Answered, Page, Site

STATES: Mapping[LeadState, str] = MappingProxyType(
    {
        LeadState.ANNOUNCED: N_("Announced"),
        LeadState.FETCHED: N_("Read"),
        LeadState.IN_CRM: N_("In Odoo"),
        LeadState.DONE: N_("Done"),
        LeadState.WAITING: N_("Waiting"),
        LeadState.DEAD: N_("Stopped"),
        LeadState.ERASED: N_("Erased"),
    }
)
STEPS: Mapping[Step, str] = MappingProxyType(
    {
        Step.ANNOUNCED: N_("Announced"),
        Step.READ: N_("Read"),
        Step.RECOGNISED: N_("Recognised"),
        Step.IN_CRM: N_("In Odoo"),
        Step.DONE: N_("Done"),
    }
)
SOURCES: Mapping[str, str] = MappingProxyType(
    {
        "webhook": N_("webhook"),
        "reconcile": N_("found by reconciling"),
        "replay": N_("sent again"),
        "import": N_("imported from a file"),
    }
)
REMARKS: Mapping[str, str] = MappingProxyType(
    {
        Remark.EMAIL_INVALID: N_("the e-mail is no address"),
        Remark.PHONE_INVALID: N_("the phone cannot be dialled"),
        Remark.NO_CONTACT: N_("neither e-mail nor phone"),
        Remark.COUNTRY_UNKNOWN: N_("the country is not known"),
        Remark.COUNTRY_ASSUMED: N_("the country was assumed"),
        Remark.FORM_UNKNOWN: N_("the form could not be read"),
        Remark.TEXT_SHORTENED: N_("an answer was shortened"),
        Remark.ANSWERS_DROPPED: N_("some answers were left out"),
        Remark.PHONE_SHARED: N_("the phone belongs to somebody else too"),
        Remark.MATCHES_DISAGREE: N_("e-mail and phone belong to two customers"),
    }
)
_DEMO = "/demo/"
_HALTED = frozenset({LeadState.DEAD, LeadState.ERASED})


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader asks for; `is_chosen`: the language stands in the address."""

    language: Language
    is_chosen: bool
    state: LeadState | None
    cursor: str | None


def asked(request: Request, default_language: str) -> Asked:
    """Read the address; an unknown language is passed over, an unknown state raises BadInput."""
    reader, args = reader_of(request, default_language), request.args
    state = _state(args.get("state"))
    return Asked(reader.language, reader.is_chosen, state, args.get("cursor") or None)


def headers(asked: Asked) -> dict[str, str]:
    """Give the headers that the reader's choice of language needs."""
    return Reader(asked.language, asked.is_chosen).headers


@dataclass(frozen=True, slots=True)
class OpsPage:
    """Writes the page."""

    site: Site
    settings: Settings
    show: ListLeadWays

    @property
    def routes(self) -> Mapping[tuple[str, str], Page]:
        """Give what answers where; the start page leads here."""
        return {("GET", "/"): self.home, ("GET", "/ops"): self.answer}

    def home(self, request: Request, now: datetime) -> Answered:
        """Lead to the page."""
        return 302, "", {"Location": "/ops"}

    def answer(self, request: Request, now: datetime) -> Answered:
        """Give status, page and headers; raises BadInput on an unknown state or foreign cursor."""
        found = asked(request, self.settings.default_language)
        ways = self.show(state=found.state, cursor=found.cursor)
        return 200, self.render(found, ways, now), headers(found)

    def render(self, asked: Asked, ways: LeadWays, now: datetime) -> str:
        """Give the page as HTML."""
        formats = Formats(asked.language, self.settings.time_zone)
        return self.site.render(
            "ops.html",
            asked.language,
            asked=asked,
            ways=ways,
            now=now,
            formats=formats,
            zone=self.settings.time_zone,
            languages=tuple(Language),
            address=address,
            demos=demos(self.settings),
            **words(self.settings),
        )


def words(settings: Settings) -> dict[str, object]:
    """Give what the template of a lead's way (`lead_way.html`) needs to speak of it."""
    return {
        "states": STATES,
        "steps": STEPS,
        "sources": SOURCES,
        "remarks": REMARKS,
        "reasons": REASONS,
        "mark": mark,
        "odoo_link": partial(odoo_link, settings),
    }


def odoo_link(settings: Settings, crm_lead_id: int) -> str | None:
    """Give the address of a record in Odoo 18 and later; None: we know no Odoo here."""
    base = settings.odoo_url
    return f"{base}/odoo/crm/{crm_lead_id}" if base else None


def address(
    state: LeadState | None = None, cursor: str | None = None, language: Language | None = None
) -> str:
    """Give the page's own address for what a link asks for."""
    asked = {"lang": language, "state": state, "cursor": cursor}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"/ops?{query}" if query else "/ops"


def demos(settings: Settings) -> dict[str, str]:
    """Give the demo servers that are in use: which, and where."""
    urls = {N_("Demo Odoo"): settings.odoo_url, N_("Demo Meta"): settings.meta_graph_url}
    return {name: f"{url}/" for name, url in urls.items() if url and _DEMO in url}


def mark(way: LeadWay, passage: Passage) -> str:
    """Give how a step is drawn: passed, next (the one that is due or failed), halted, or ahead."""
    if passage.at is not None:
        return "passed"
    if passage != next(p for p in way.passages if p.at is None):
        return "ahead"
    if way.state in _HALTED:
        return "halted"
    return "waiting" if way.state is LeadState.WAITING else "next"


def _state(text: str | None) -> LeadState | None:
    if not text:
        return None
    try:
        return LeadState(text)
    except ValueError:
        raise BadInput(f"one of {', '.join(LeadState)}", path="state", code="state") from None
