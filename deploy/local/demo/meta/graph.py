"""The demo Graph itself: which node or edge a request means, and what it gets."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from werkzeug.exceptions import NotFound

from deploy.local.demo.meta.about import About
from deploy.local.demo.meta.catalogue import Json, catalogue, form_node
from deploy.local.demo.meta.edges import after_of, limit_of, page_of, window_of
from deploy.local.demo.meta.fields import Wanted, parse_fields, show
from deploy.local.demo.meta.leads import make_test_lead
from deploy.local.demo.meta.replies import NO_ACCOUNTS, NO_AD_RIGHTS, MetaError, Refused, not_there

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Request

    from deploy.local.demo.meta.standing import StandingBoard
    from deploy.local.demo.meta.store import LeadStore
    from deploy.local.demo.meta.tokens import Caller, TokenOffice
    from shared.ports import Clock

_PATH = re.compile(r"/v\d{1,3}\.\d/(\d+|me)(?:/([a-z_]+))?\Z", re.ASCII)
_ABOUT = re.compile(r"/v\d{1,3}\.\d/([\w/]+)\Z", re.ASCII)
AD_FIELDS = frozenset(
    {"ad_id", "ad_name", "adset_id", "adset_name", "campaign_id", "campaign_name"}
)
_LEAD_FIELDS = AD_FIELDS | {
    "id", "created_time", "form_id", "field_data", "custom_disclaimer_responses", "is_organic",
    "platform", "partner_name", "retailer_item_id", "home_listing", "vehicle", "post",
}  # fmt: skip
_FORM_FIELDS = frozenset(
    {"id", "name", "locale", "status", "page", "page_id", "questions", "legal_content"}
)
_PAGE_FIELDS = frozenset({"id", "name", "access_token"})
_USER_FIELDS = frozenset({"id", "name"})
_SYSTEM_USER: Json = {"id": "122104857600000001", "name": "Demo System User"}


class DemoGraph:
    """Answers one Graph request; raises Refused with Meta's error."""

    def __init__(
        self, store: LeadStore, tokens: TokenOffice, clock: Clock, standing: StandingBoard
    ) -> None:
        self._store, self._tokens, self._clock = store, tokens, clock
        self._standing, self._about = standing, About(standing)
        self._routes: dict[tuple[str, str, str], Callable[[Request, Caller, str], object]] = {
            ("GET", "me", ""): self._me,
            ("GET", "me", "accounts"): self._accounts,
            ("GET", "page", ""): self._page,
            ("GET", "page", "leadgen_forms"): self._page_forms,
            ("GET", "page", "subscribed_apps"): self._about.subscribed_apps,
            ("GET", "form", ""): self._form,
            ("GET", "form", "leads"): self._form_leads,
            ("GET", "form", "test_leads"): self._test_leads,
            ("POST", "form", "test_leads"): self._new_test_lead,
            ("GET", "lead", ""): self._lead,
            ("DELETE", "lead", ""): self._delete_lead,
        }

    def answer(self, request: Request, order: str | None) -> object:
        """Give the JSON to answer; `order` is a fault that this request must act out."""
        about = _ABOUT.match(request.path)
        if about is not None and request.method == "GET" and about[1] in self._about.routes:
            return self._about.routes[about[1]](request, self._tokens.caller(request))
        match = _PATH.match(request.path)
        if match is None:
            raise NotFound
        node_id, edge = match[1], match[2] or ""
        caller = self._tokens.caller(request)
        _refuse_fields(request, order)
        route = self._routes.get((request.method, kind_of(node_id), edge))
        if route is None:
            raise Refused(not_there(node_id))
        return route(request, caller, node_id)

    def _me(self, request: Request, caller: Caller, node_id: str) -> Json:
        if caller.page_id is not None:
            return self._page(request, caller, caller.page_id)
        return show(_SYSTEM_USER, _wanted(request, "id,name"), "User", _USER_FIELDS)

    def _accounts(self, request: Request, caller: Caller, node_id: str) -> Json:
        if caller.page_id is not None:
            raise Refused(NO_ACCOUNTS)
        wanted = _wanted(request, "id,name,access_token")
        seen = self._standing.now.pages
        pages = [self._page_node(one) for one in catalogue().pages if seen is None or one in seen]
        shown = [show(page, wanted, "Page", _PAGE_FIELDS) for page in pages]
        return _numbered_page(request, shown)

    def _page(self, request: Request, caller: Caller, node_id: str) -> Json:
        caller.must_see(node_id, node_id)
        return show(self._page_node(node_id), _wanted(request, "id,name"), "Page", _PAGE_FIELDS)

    def _page_node(self, page_id: str) -> Json:
        return {**catalogue().pages[page_id], "access_token": self._tokens.page_token(page_id)}

    def _page_forms(self, request: Request, caller: Caller, node_id: str) -> Json:
        caller.must_be_page(node_id, node_id)
        forms, wanted = catalogue().forms_of(node_id), _wanted(request, "id,name,locale,status")
        shown = [show(form_node(form), wanted, "LeadgenForm", _FORM_FIELDS) for form in forms]
        return _numbered_page(request, shown)

    def _form(self, request: Request, caller: Caller, node_id: str) -> Json:
        form = catalogue().forms[node_id]
        caller.must_see(form["page"], node_id)
        wanted = _wanted(request, "id,name,locale,status")
        return show(form_node(form), wanted, "LeadgenForm", _FORM_FIELDS)

    def _form_leads(self, request: Request, caller: Caller, node_id: str) -> Json:
        caller.must_be_page(catalogue().forms[node_id]["page"], node_id)
        self._standing.must_read_leads()
        window = window_of(request)
        found = self._store.of_form(node_id, window)
        places, nodes = [place for place, _ in found], [node for _, node in found]
        shown = [_shown_lead(request, node) for node in nodes]
        return page_of(request, shown, places, more=len(found) == window.limit)

    def _test_leads(self, request: Request, caller: Caller, node_id: str) -> Json:
        caller.must_be_page(catalogue().forms[node_id]["page"], node_id)
        lead = self._store.test_lead(node_id)
        return {"data": [_shown_lead(request, lead)] if lead else []}

    def _new_test_lead(self, request: Request, caller: Caller, node_id: str) -> Json:
        form = catalogue().forms[node_id]
        caller.must_be_page(form["page"], node_id)
        if self._store.test_lead(node_id):
            raise Refused(MetaError(100, "A test lead already exists for this form", 1892058))
        given = {name: _parameter(request, name) for name in _GIVEN}
        now = self._clock.now()
        (lead,) = self._store.add(lambda serial: [make_test_lead(form, serial, now, given)])
        return {"id": lead.id}

    def _lead(self, request: Request, caller: Caller, node_id: str) -> Json:
        found = self._store.node(node_id)
        if found is None:
            raise Refused(not_there(node_id))
        caller.must_see(found[0], node_id)
        self._standing.must_read_leads()
        return _shown_lead(request, found[1])

    def _delete_lead(self, request: Request, caller: Caller, node_id: str) -> Json:
        found = self._store.node(node_id)
        if found is None:
            raise Refused(not_there(node_id))
        caller.must_be_page(found[0], node_id)
        self._store.delete(node_id)
        return {"success": True}


_GIVEN = ("field_data", "custom_disclaimer_responses")


def _numbered_page(request: Request, shown: list[Json]) -> Json:
    """Give one page of a list whose places are numbers."""
    start = (after_of(request) or (0, 0))[0]
    end = start + limit_of(request)
    places = [(n + 1, 0) for n in range(start, min(end, len(shown)))]
    return page_of(request, shown[start:end], places, more=end < len(shown))


def kind_of(node_id: str) -> str:
    """Say what an id is, as the real one knows of every id."""
    if node_id == "me":
        return "me"
    if node_id in catalogue().pages:
        return "page"
    return "form" if node_id in catalogue().forms else "lead"


def _wanted(request: Request, default: str) -> Wanted:
    return parse_fields(request.args.get("fields", default))


def _shown_lead(request: Request, node: Json) -> Json:
    wanted = _wanted(request, "created_time,id,field_data")
    return show(node, wanted, "UserLeadGenInfo", _LEAD_FIELDS)


def _refuse_fields(request: Request, order: str | None) -> None:
    """Act out rights that are missing for some fields only."""
    asked = parse_fields(request.args.get("fields", "")).keys()
    if order == "no_ad_rights" and asked & AD_FIELDS:
        raise Refused(NO_AD_RIGHTS)
    if order == "no_legal_content" and "legal_content" in asked:
        raise Refused(MetaError(100, "(#100) Tried accessing nonexisting field (legal_content)"))


def _parameter(request: Request, name: str) -> list[Json] | None:
    try:
        value = json.loads(request.values.get(name, "null"))
    except ValueError:
        value = name
    if value is None or (isinstance(value, list) and all(isinstance(v, dict) for v in value)):
        return value
    raise Refused(MetaError(100, f"(#100) param {name} must be an array."))
